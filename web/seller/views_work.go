package seller

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Link is a text that leads somewhere on this site.
type Link struct {
	Label string
	URL   string
}

// Apply is the application of a vendor-to-be.
type Apply struct {
	SellerKind         string // "business" or "private"
	LegalName          string
	ShopName           string
	Country            string
	Email              string
	Phone              string
	Line1              string
	Line2              string
	PostalCode         string
	City               string
	RegistrationNumber string
	VATID              string
	TaxID              string
	IBAN               string
	FamilyName         string
	BirthDate          string
	Countries          []kernel.Option
	TermsVersion       string
	TermsURL           string
	AcceptedTerms      bool
	SelfCertified      bool
	Faults             kernel.Faults
}

// Onboarding is the way from an application to selling.
type Onboarding struct {
	ShopName    string
	State       string // code below "vendor_state."
	CanSell     bool
	CanBePaid   bool
	Steps       []Step
	Note        string // what the operator wrote, when changes are asked for
	Reasons     []string
	SubmittedAt time.Time
}

// Step is one item of the checklist.
type Step struct {
	Key     string // code below "step."
	State   string // "done", "open", "waiting" or "failed"
	Why     string // why it is so; empty when there is nothing to say
	Minutes int    // time it takes; zero is not shown
	URL     string // where to do it; empty when it is done elsewhere
	Post    bool   // URL is a form's target, not a page
}

// Today is what needs doing now.
type Today struct {
	Overdue, DueToday, Later int
	FirstURL                 string // where the first task is done
	Tasks                    []TodayTask
	Happened                 []Happened
	Figures                  []Figure
	OnTheWay                 kernel.Money
	OnTheWayBy               time.Time
	NextPayout               kernel.Money
	NextPayoutOn             time.Time
	Available                kernel.Money
	Standing                 []kernel.Sign
}

// TodayTask is one line of tasks. Key is a code below "task.", its verb below
// "task_verb.".
type TodayTask struct {
	Key   string
	Clock kernel.Clock
	Text  string
	Count int64
	URL   string
}

// Happened is something that happened since yesterday.
type Happened struct {
	At     time.Time
	Text   string
	Amount *kernel.Money
	URL    string
}

// Figure compares a number over time; either Money or Count. Key is a code below
// "figure.".
type Figure struct {
	Key       string
	IsMoney   bool
	Yesterday Value
	Week      Value
	LastWeek  Value
	Days      []int64 // last 14 days, for the line
}

// Value is an amount or a count.
type Value struct {
	Money kernel.Money
	Count int64
}

// Orders is the queue of vendor orders beside the one that is open.
type Orders struct {
	State   string // which tab is shown
	Tabs    []Tab
	Open    int64
	Overdue int64
	Rows    []OrderRow
	Total   kernel.Money // of the rows shown
	Pager   kernel.Pager
	Current *Order // the opened order; nil when none is
}

// Tab is one state of the queue; Key is a code below "order_tab.".
type Tab struct {
	Key     string
	URL     string
	Count   int64
	Current bool
}

// OrderRow is one vendor order in the queue.
type OrderRow struct {
	ID       string
	Number   string
	URL      string
	Buyer    string // name and town
	Contents string
	Clock    kernel.Clock
	State    kernel.Sign // shown when there is no deadline
	Total    kernel.Money
	Open     bool // it is the one beside
}

// Order is one vendor order with everything that may be done with it.
type Order struct {
	ID          string
	Number      string
	Position    int // in the queue; zero outside of it
	Of          int
	Buyer       string
	BuyerLines  []string // address
	State       kernel.Sign
	Clock       kernel.Clock
	PaidAt      time.Time
	AcceptedAt  time.Time
	PromiseFrom time.Time
	PromiseTo   time.Time
	Lines       []OrderLine
	Calc        []CalcRow
	Result      kernel.Money // what the vendor gets
	FreeNote    string       // when the money becomes free, in one sentence
	Fees        []FeeLine
	FeeWhy      []string // sentences that explain rule, rounding and who bears what
	Shipments   []Shipment
	Refunds     []RefundRow
	Timeline    []Event
	Disputes    []Dispute
	Evidence    kernel.Evidence // what the vendor added to the dispute's evidence
	CanAccept   bool
	CanShip     bool
	CanCancel   bool
	CanRefund   bool
	SlipURL     string          // packing slip; empty until there is one
	Carriers    []kernel.Option // carriers that a shipment may name
	Carrier     string
	Tracking    string
	Faults      kernel.Faults
}

// Dispute is what the buyer's bank does about the payment. State is a code below
// "dispute.".
type Dispute struct {
	State  string
	Tone   string
	Since  time.Time
	DueBy  time.Time // zero when nothing can be added any more
	SentAt time.Time // of the evidence; zero while it is not sent
}

// OrderLine is one line of a vendor order.
type OrderLine struct {
	ID         string
	Title      string
	SKU        string
	Quantity   int64
	UnitPrice  kernel.Money
	Total      kernel.Money
	Shipped    int64
	Cancelled  int64
	Refundable kernel.Money
	Open       int64 // neither shipped nor cancelled
}

// CalcRow is one row of a calculation. Mark is "", "+", "−" or "=".
type CalcRow struct {
	Mark   string
	Label  string
	Detail string
	Amount kernel.Money
	URL    string
}

// FeeLine is the fee of one line, exact and rounded.
type FeeLine struct {
	Line    string
	Base    string // "39,98 − 4,00 = 35,98 €"
	Exact   string // with all digits
	Rounded kernel.Money
	VAT     kernel.Money
	Rule    string // name and version of the rule
	Why     string // the sentence of the trace
}

// Shipment is one parcel.
type Shipment struct {
	ID          string
	Carrier     string
	Tracking    string
	TrackingURL string
	Contents    string
	ShippedAt   time.Time
	DeliveredAt time.Time
	State       kernel.Sign
}

// RefundRow is one refund.
type RefundRow struct {
	At     time.Time
	Reason string
	Amount kernel.Money
	State  kernel.Sign
}

// Event is one entry of a history.
type Event struct {
	At   time.Time
	Text string
}

// OrderPage is one order as a page of its own.
type OrderPage struct {
	Order   Order
	BackURL string
}
