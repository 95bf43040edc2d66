package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Orders lists orders of the whole market.
type Orders struct {
	Query string
	Tabs  []Tab // Key is a code below "order_state."
	Rows  []OrderRow
	Pager kernel.Pager
}

// OrderRow is one order.
type OrderRow struct {
	Number  string
	URL     string
	At      time.Time
	Buyer   string
	Vendors []string
	State   string
	Tone    string
	Total   kernel.Money
}

// Order is one order with its parts, its postings and the proofs over them.
type Order struct {
	ID        string
	Number    string
	At        time.Time
	State     string
	Tone      string
	Buyer     string
	Email     string
	Address   []string
	Total     kernel.Money
	Refunded  kernel.Money
	Payment   []Fact
	Parts     []OrderPart
	Equations []Equation
	Postings  []DocumentLink
	Timeline  []Event
	Reasons   []kernel.Option
	Faults    kernel.Faults
}

// OrderPart is one vendor's part.
type OrderPart struct {
	ID        string
	Vendor    string
	VendorURL string
	State     kernel.Sign
	Lines     []OrderLine
	Total     kernel.Money
	Fee       kernel.Money
	FeeTax    kernel.Money
	Net       kernel.Money
	Refunded  kernel.Money
	Transfer  kernel.Sign
	CanRefund bool
}

// OrderLine is one line of a part.
type OrderLine struct {
	ID         string
	Title      string
	Quantity   int64
	Total      kernel.Money
	FeeWhy     string
	Refundable kernel.Money
}

// Equation is one proof: two sides that must be equal, in words and numbers.
type Equation struct {
	Name  string
	Left  string // "49,89 + 28,50 − 5,00 − 3,00"
	Right string // "70,39"
	Holds bool
}

// DocumentLink leads to a document of the ledger.
type DocumentLink struct {
	ID     string
	Kind   string // code below "posting."
	At     time.Time
	Amount kernel.Money
	URL    string
}

// IncidentRow is something about the money that waits for a person. Kind is a code below
// "incident.", Reason one below "difference." for differences; Can are codes below
// "resolve.".
type IncidentRow struct {
	ID       string
	Kind     string
	Reason   string
	Detail   string
	Subject  string
	URL      string
	Ours     kernel.Money
	Theirs   kernel.Money
	Evidence string // leads to what the bank gets
	Where    string // where the sides see a payout to a vendor's bank
	Amount   kernel.Money
	OpenedAt time.Time
	DueBy    time.Time // zero when there is no deadline
	Can      []string
}

// Ledger is the trial balance beside one account and one document.
type Ledger struct {
	Reports    []Link   // what the tax authority is told about sellers, by year
	Lacks      []string // what the report that was asked for cannot be written without
	Currency   string
	Currencies []Link
	At         time.Time
	Groups     []AccountGroup
	Memo       []AccountRow // the vendors' accounts at the provider: a book of its own
	Debit      kernel.Money
	Credit     kernel.Money
	Difference kernel.Money
	Accounts   int
	Account    *Account
	Document   *Document
	Proofs     []Equation
	ProvedAt   time.Time
}

// AccountGroup is a class of accounts; Key is a code below "account_group.".
type AccountGroup struct {
	Key  string
	Rows []AccountRow
}

// AccountRow is one line of the trial balance; one of Debit and Credit is zero.
type AccountRow struct {
	Name    string
	URL     string
	Debit   kernel.Money
	Credit  kernel.Money
	Part    bool // a single account inside the line above
	Current bool
}

// Account is one account as a bank statement. The sides are nil where empty.
type Account struct {
	Name    string
	Title   string
	Balance kernel.Money
	Side    string // "debit" or "credit"
	From    time.Time
	To      time.Time
	Opening kernel.Money
	Rows    []AccountLine
	Debit   kernel.Money
	Credit  kernel.Money
	Closing kernel.Money
	CSV     string
	Pager   kernel.Pager

	Currency string
	AsOf     string    // the day as typed; empty for now
	Day      time.Time // the day at whose end the account is shown; zero for now
	SealedAt time.Time // until when a busy account is told; zero when everything is
	Faults   kernel.Faults
}

// AccountLine is one movement.
type AccountLine struct {
	At      time.Time
	Text    string
	ID      string
	URL     string
	Against string
	Debit   kernel.Money
	Credit  kernel.Money
	Balance kernel.Money
	Current bool
}

// Document is one balanced transaction.
type Document struct {
	ID    string
	At    time.Time
	Seal  string // batch that it is sealed in; empty until then
	Lines []DocumentLine
	Debit kernel.Money
	// Credit equals Debit in every stored document; both are shown so that it is seen.
	Credit kernel.Money
	Note   string
	Order  Link
	Files  *EntryFiles // of a manual entry
}

// DocumentLine is one posting.
type DocumentLine struct {
	Account string
	URL     string
	What    string
	Debit   kernel.Money
	Credit  kernel.Money
}

// Categories is the tree beside the schema of one category.
type Categories struct {
	Tree       []CategoryRow
	ID         string // empty for a new category
	Slug       string
	Parent     string
	Parents    []kernel.Option
	Names      []LocaleText
	Attributes []Attribute
	Products   int64
	Types      []kernel.Option
	New        bool
	Faults     kernel.Faults
}

// CategoryRow is one category in the tree.
type CategoryRow struct {
	Name     string
	URL      string
	Depth    int
	Products int64
	Current  bool
}

// LocaleText is one text in one language.
type LocaleText struct {
	Locale string
	Name   string // the language's own name
	Text   string
}

// Attribute is one attribute of a schema. The fields are "attr[<No>][<name>]".
type Attribute struct {
	No       int
	Key      string
	Names    []LocaleText
	Type     string
	Unit     string
	Values   string // one value a line, "key = name"
	Multi    bool
	Required bool
	Facet    bool
	Variant  bool
	Uses     int64 // products that carry it
}

// Rules lists the commission rules in their order.
type Rules struct {
	Currency string
	Rules    []RuleRow
}

// RuleRow is one rule.
type RuleRow struct {
	Rank    int
	Name    string
	Rate    string // "11 % + 0,30 €"
	Detail  string
	State   string // code below "rule_state."
	URL     string
	Current bool
}

// Rule is the editor of one rule with its dry run.
type Rule struct {
	List       Rules
	ID         string // empty for a new rule
	Name       string
	Version    int
	Since      time.Time
	State      string
	Draft      bool
	Summary    string
	Category   string
	Categories []kernel.Option
	Percent    string // as typed, in percent
	WasPercent string
	Fixed      string
	WasFixed   string
	FixedPer   string
	Min        string
	Max        string
	ValidFrom  string
	Refund     string
	Earliest   string // why not sooner; empty when there is no reason
	Samples    []RuleSample
	Run        *DryRun
	CanPublish bool
	Affected   int // vendors who are worse off and must be told
	Faults     kernel.Faults
}

// RuleSample is the fee of one line before and after.
type RuleSample struct {
	Line   kernel.Money
	Before kernel.Money
	After  kernel.Money
	Diff   kernel.Money
}

// DryRun is a rule's effect on past orders.
type DryRun struct {
	Lines    int64
	From, To time.Time
	TookMS   int64
	Before   kernel.Money
	After    kernel.Money
	Diff     kernel.Money
	Groups   []DryGroup
}

// DryGroup is a set of vendors; Key is "more", "same" or "less".
type DryGroup struct {
	Key  string
	Diff kernel.Money
	Rows []DryRow
}

// DryRow is the effect on one vendor.
type DryRow struct {
	Vendor  string
	Town    string
	URL     string
	Lines   int64
	Average kernel.Money
	Before  kernel.Money
	After   kernel.Money
	Diff    kernel.Money
}

// Most returns the greatest difference of the run, for the scale of its bars.
func (d DryRun) Most() int64 {
	var most int64
	for _, g := range d.Groups {
		for _, r := range g.Rows {
			most = max(most, r.Diff.Amount, -r.Diff.Amount)
		}
	}
	return most
}

// Payouts lists payouts of all vendors.
type Payouts struct {
	Tabs   []Tab // Key is a code below "payout_state."
	Rows   []PayoutRow
	Total  kernel.Money
	Pager  kernel.Pager
	CanRun bool
	NextOn time.Time
}

// PayoutRow is one payout.
type PayoutRow struct {
	ID     string
	Vendor string
	URL    string
	On     time.Time
	Orders int64
	State  string
	Tone   string
	Why    string
	Amount kernel.Money
}

// Reconciliation compares the books with the provider's.
type Reconciliation struct {
	From, To string // dates as typed
	Runs     []ReconRun
	Current  *ReconRun
	Waiting  []IncidentRow // what waits for a person, newest first
	Faults   kernel.Faults
}

// ReconRun is one comparison.
type ReconRun struct {
	ID          string
	URL         string
	From, To    time.Time
	State       kernel.Sign
	Matched     int64
	Accounts    []ReconAccount
	Differences []Difference
	StartedAt   time.Time
}

// ReconAccount compares one balance; Key is a code below "recon_account.".
type ReconAccount struct {
	Key    string
	Ours   kernel.Money
	Theirs kernel.Money
	Diff   kernel.Money
}

// Difference is one object that only one side knows, or knows otherwise.
type Difference struct {
	Kind   string // code below "difference."
	Object string
	Text   string
	Ours   kernel.Money
	Theirs kernel.Money
	URL    string
}
