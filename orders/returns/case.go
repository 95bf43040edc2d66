package returns

import (
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
)

// Kind is what a case is about.
type Kind string

// The kinds of cases. A question has nothing to decide; a refund that is overdue is
// opened by the market itself.
const (
	Late           Kind = "late"
	Missing        Kind = "missing"
	NotAsDescribed Kind = "not_as_described"
	Damaged        Kind = "damaged"
	Counterfeit    Kind = "counterfeit"
	Question       Kind = "question"
	OverdueRefund  Kind = "refund_overdue"
)

// Kinds are the kinds that a buyer may open.
func Kinds() []Kind { return []Kind{Late, Missing, NotAsDescribed, Damaged, Counterfeit, Question} }

// Claim reports whether somebody must decide it, if buyer and vendor do not.
func (k Kind) Claim() bool { return k != Question }

// The sides of a case.
const (
	SideBuyer    = "buyer"
	SideVendor   = "vendor"
	SideOperator = "operator"
	SideMarket   = "market" // a deadline has passed
)

// Case is a buyer's complaint or question about one vendor order.
type Case struct {
	store.Meta `bson:",inline"` // id case_…

	Order       markthalle.OrderID       `bson:"order"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Number      string                   `bson:"number"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	VendorName  string                   `bson:"vendor_name"`
	Person      markthalle.PersonID      `bson:"person,omitempty"`
	Buyer       string                   `bson:"buyer"`
	Locale      markthalle.Locale        `bson:"locale"`
	Currency    money.Currency           `bson:"currency"`

	Kind     Kind                `bson:"kind"`
	Line     markthalle.LineID   `bson:"line,omitempty"` // empty: the whole part
	Title    string              `bson:"title,omitempty"`
	Return   markthalle.ReturnID `bson:"return,omitempty"`
	State    CaseState           `bson:"state"`
	Cause    string              `bson:"cause,omitempty"` // why it came before the operator
	Messages []Message           `bson:"messages"`

	Outcome    Outcomes            `bson:"outcome,omitempty"`
	Bearer     Bearer              `bson:"bearer,omitempty"`
	OperatorBP money.BasisPoints   `bson:"operator_bp,omitempty"`
	Amount     int64               `bson:"amount,omitempty"`
	Reason     string              `bson:"reason,omitempty"`
	DecidedBy  string              `bson:"decided_by,omitempty"`
	Attempt    int                 `bson:"attempt,omitempty"`
	Refund     markthalle.RefundID `bson:"refund,omitempty"`
	RefundCode string              `bson:"refund_code,omitempty"` // why the last refund was not possible

	OpenedAt    time.Time `bson:"opened_at"`
	EscalatedAt time.Time `bson:"escalated_at"`
	DecideBy    time.Time `bson:"decide_by"`
	EndedAt     time.Time `bson:"ended_at"`
	// DueAt is when the vendor or the buyer must have answered; zero when nobody must.
	DueAt time.Time `bson:"due_at,omitempty"`
}

// Message is what one side wrote.
type Message struct {
	Key   string    `bson:"key,omitempty"` // names the request, so that a retry writes nothing twice
	From  string    `bson:"from"`
	By    string    `bson:"by"`
	Text  string    `bson:"text"`
	Media []string  `bson:"media,omitempty"`
	At    time.Time `bson:"at"`
}

// Outcomes of a decision.
type Outcomes string

// The outcomes: the buyer gets money, or does not.
const (
	GiveRefund Outcomes = "refund"
	NoRefund   Outcomes = "no_refund"
)

// Bearer is who pays for a decision.
type Bearer string

// The bearers. What the operator bears is credited to the vendor, on the vendor's own
// statement.
const (
	ByVendor   Bearer = "vendor"
	ByOperator Bearer = "operator"
	Shared     Bearer = "shared"
)

// Open reports whether the case is not settled.
func (c *Case) Open() bool { return c.State != CaseDecided && c.State != CaseClosed }

func (s *Service) newCase(v *orders.VendorOrder, k Kind, line markthalle.LineID, now time.Time) Case {
	c := Case{
		Order: v.Order, VendorOrder: markthalle.VendorOrderID(v.ID), Number: v.Number, Vendor: v.Vendor, VendorName: v.VendorName,
		Person: v.Person, Buyer: v.Buyer, Locale: v.Locale, Currency: v.Currency, Kind: k, Line: line, State: CaseOpen,
		OpenedAt: now, DueAt: now.Add(s.Config.AnswerWithin),
	}
	if l := v.Line(line); l != nil {
		c.Title = l.Title
	}
	return c
}

func (c *Case) said(key string) bool {
	return key != "" && slices.ContainsFunc(c.Messages, func(m Message) bool { return m.Key == key })
}

func (c *Case) say(m Message) {
	c.Messages = append(c.Messages, m)
	c.Emit(CaseMessage{Case: markthalle.CaseID(c.ID), Number: len(c.Messages), From: m.From, Text: m.Text})
}

// escalate brings the case before the operator.
func (c *Case) escalate(cause string, now time.Time, cfg Config) error {
	if err := c.to(CaseEscalated); err != nil {
		return err
	}
	c.Cause, c.EscalatedAt, c.DecideBy, c.DueAt = cause, now, now.Add(cfg.DecideWithin), time.Time{}
	return nil
}

// close ends the case without a decision.
func (c *Case) close(now time.Time) error {
	if err := c.to(CaseClosed); err != nil {
		return err
	}
	c.EndedAt, c.DueAt = now, time.Time{}
	c.tell(now)
	return nil
}

// tell emits what payouts must know; a question holds nothing back.
func (c *Case) tell(at time.Time) {
	if c.Kind.Claim() {
		c.Emit(Changed{Subject: c.ID, Kind: HoldClaim, VendorOrder: c.VendorOrder, Open: c.Open(), At: at})
	}
}
