package returns

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
)

// The bounds of what people write and of a document's lists.
const (
	maxNote     = 2000
	maxMedia    = 10
	maxEntries  = 40
	maxMessages = 60
)

// Return is units of one vendor order that go back.
type Return struct {
	store.Meta `bson:",inline"` // id ret_…

	Order       markthalle.OrderID       `bson:"order"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Number      string                   `bson:"number"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	VendorName  string                   `bson:"vendor_name"`
	Person      markthalle.PersonID      `bson:"person,omitempty"`
	Buyer       string                   `bson:"buyer"`
	Locale      markthalle.Locale        `bson:"locale"`
	Currency    money.Currency           `bson:"currency"`
	Withdrawal  string                   `bson:"withdrawal,omitempty"`

	State  State    `bson:"state"`
	Lines  []Line   `bson:"lines"`
	Reason string   `bson:"reason"`
	Note   string   `bson:"note,omitempty"`
	Media  []string `bson:"media,omitempty"`
	Answer string   `bson:"answer,omitempty"` // what the vendor said: a note, or why not

	// The refund as it was decided. Attempt counts refunds that turned out impossible.
	Refund          markthalle.RefundID `bson:"refund,omitempty"`
	RefundState     orders.RefundState  `bson:"refund_state,omitempty"`
	RefundCode      string              `bson:"refund_code,omitempty"`
	Attempt         int                 `bson:"attempt"`
	Amount          int64               `bson:"amount"` // cash to the buyer, delivery included
	Deduction       int64               `bson:"deduction"`
	DeductionReason string              `bson:"deduction_reason,omitempty"`
	RefundedBy      string              `bson:"refunded_by,omitempty"`

	RequestedAt time.Time `bson:"requested_at"`
	ApprovedAt  time.Time `bson:"approved_at"`
	ReceivedAt  time.Time `bson:"received_at"`
	EndedAt     time.Time `bson:"ended_at"`
	// DueAt is when the vendor, or the buyer, must have acted; zero when nobody must.
	DueAt   time.Time `bson:"due_at,omitempty"`
	Overdue bool      `bson:"overdue,omitempty"` // the refund is late and before the operator
	History []Entry   `bson:"history"`
}

// Line is a line of a return.
type Line struct {
	Line     markthalle.LineID `bson:"line"`
	Title    string            `bson:"title"`
	Options  string            `bson:"options,omitempty"`
	Image    string            `bson:"image,omitempty"`
	Quantity int64             `bson:"quantity"`
	Arrived  int64             `bson:"arrived"`
}

// Entry is one step of a history.
type Entry struct {
	At   time.Time `bson:"at"`
	By   string    `bson:"by"`   // person, key or reaction
	What string    `bson:"what"` // the state that was reached
	Text string    `bson:"text,omitempty"`
}

// Open reports whether the return keeps the vendor order's money from being released.
func (r *Return) Open() bool {
	switch r.State {
	case Refused, Refunded, Lapsed:
		return false
	case Requested, Approved, Received, Refunding:
	}
	return true
}

// ReturnIDFor is the id of the return that a request or withdrawal makes of one vendor
// order.
func ReturnIDFor(cause string, vendor markthalle.VendorID) markthalle.ReturnID {
	return markthalle.ReturnID("ret_" + markthalle.Body(cause) + "_" + markthalle.Body(vendor))
}

// newReturn makes the return that a vendor order set units aside for.
func newReturn(v *orders.VendorOrder, e orders.ReturnHeld, due time.Duration) Return {
	r := Return{
		Meta: store.Meta{ID: string(e.Return)}, Order: v.Order, VendorOrder: e.VendorOrder, Number: v.Number, Vendor: v.Vendor,
		VendorName: v.VendorName, Person: v.Person, Buyer: v.Buyer, Locale: v.Locale, Currency: v.Currency,
		Withdrawal: e.Withdrawal, State: Requested, Reason: e.Reason, Note: e.Note, Media: e.Media,
		RequestedAt: e.At, DueAt: e.At.Add(due),
	}
	for _, u := range e.Lines {
		x := Line{Line: u.Line, Quantity: u.Quantity}
		if l := v.Line(u.Line); l != nil {
			x.Title, x.Options, x.Image = l.Title, l.Options, l.Image
		}
		r.Lines = append(r.Lines, x)
	}
	r.History = []Entry{{At: e.At, By: "buyer", What: string(Requested)}}
	return r
}

// arrived are the units that the refund is for: what arrived, or, when the vendor does
// not wait for the goods, all.
func (r *Return) arrived() []orders.Units {
	var out []orders.Units
	for _, l := range r.Lines {
		n := l.Quantity
		if !r.ReceivedAt.IsZero() {
			n = l.Arrived
		}
		if n > 0 {
			out = append(out, orders.Units{Line: l.Line, Quantity: n})
		}
	}
	return out
}

// log adds a step to the history; the oldest step after the first gives way.
func (r *Return) log(at time.Time, by string, text string) {
	if len(r.History) >= maxEntries {
		r.History = append(r.History[:1:1], r.History[2:]...)
	}
	r.History = append(r.History, Entry{At: at, By: by, What: string(r.State), Text: text})
}

// tell emits what payouts must know, when it changed.
func (r *Return) tell(at time.Time) {
	r.Emit(Changed{Subject: r.ID, Kind: HoldReturn, VendorOrder: r.VendorOrder, Open: r.Open(), At: at})
}
