package storefront

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Order is one order with its parcels.
type Order struct {
	Number   string
	State    string // code below "order_state."
	PayURL   string // where to pay, while it is not paid; empty afterwards
	PaidAt   time.Time
	Paid     kernel.Money
	Refunded kernel.Money
	Remains  kernel.Money
	Days     []time.Time // the eight days of the axis
	Today    int         // column of today, 1 to 8; zero when outside
	Lanes    []Lane
	Refunds  []Refund
	Tasks    []Task
	Cases    []Link // talks with vendors
	Papers   []Paper
	Address  []string
	PaidWith string
	Timeline []Event
	Guest    bool // read with the token of the mail, not signed in
}

// Lane is one vendor's parcel on the time axis.
type Lane struct {
	Vendor   string
	Contents string // "2 Becher »Seegras«, 59,90 € mit Versand"
	Images   []Image
	Sign     kernel.Sign
	Stops    []Stop
	Tracking Link // Label is the number
	Links    []Link
}

// Stop is a point on a lane.
type Stop struct {
	What string // code below "stop."
	At   time.Time
	Note string // "im Hausflur"
	Day  bool   // At is a day without a time
	Col  int    // first column, 1 to 8
	Span int    // columns until the next stop
	Tone string // "" happened, "next" expected, "back" undone
}

// Refund is money on its way back.
type Refund struct {
	Vendor string
	Reason string
	Rows   []BillLine
	Total  kernel.Money
	At     time.Time
	By     time.Time // on the account at the latest
	To     string    // "Ihre Karte, endet auf 4242"
}

// Task is something the buyer may do with the order. Key is "cancel", "return",
// "withdraw", "report" or "write".
type Task struct {
	Key   string
	URL   string
	Text  string    // what it concerns
	Until time.Time // last day; zero for no end
}

// Paper is a document; one that does not exist yet has no address.
type Paper struct {
	Label  string
	URL    string
	Amount kernel.Money
	At     time.Time
	Note   string
}

// Event is one entry of the order's history.
type Event struct {
	At   time.Time
	Text string
}

// OrderRequest is the form behind "cancel", "return", "report" and "write".
type OrderRequest struct {
	Kind     string
	Number   string
	OrderURL string
	Action   string
	Lines    []RequestLine
	Parts    []kernel.Option // what it may be about; empty where lines are chosen
	Part     string
	Reasons  []kernel.Option // empty where none is asked
	Reason   string
	Note     string
	Faults   kernel.Faults
}

// RequestLine is a line that the request may take in. The field is "quantity[<ID>]".
type RequestLine struct {
	ID       string
	Title    string
	Vendor   string
	Image    Image
	Quantity int64 // chosen
	Most     int64
}

// FindOrder finds a guest's order.
type FindOrder struct {
	Number string
	Email  string
	Sent   bool // a mail with the link is on its way, if there is such an order
	Faults kernel.Faults
}

// Withdrawal is the first of two steps to end a contract without a reason
// (Directive 2011/83/EU, Article 11a). Nobody needs to sign in.
type Withdrawal struct {
	Action string
	Number string
	Name   string
	Email  string
	Items  string // which goods, in the buyer's words; empty means all of them
	Lines  []RequestLine
	Faults kernel.Faults
}

// WithdrawalConfirm is the second step.
type WithdrawalConfirm struct {
	ID        string
	Number    string
	Name      string
	Email     string
	Items     []string // empty means the whole order
	Statement string
}

// WithdrawalReceipt is what the buyer keeps.
type WithdrawalReceipt struct {
	ID        string
	Number    string
	Email     string
	Statement string
	At        time.Time
	OrderURL  string
}
