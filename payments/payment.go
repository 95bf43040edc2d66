package payments

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// State is where a payment stands. It only moves down this list.
type State string

// The states of a payment.
const (
	StatePlanned    State = "planned"    // the intent is stored; a session may or may not exist
	StateOpen       State = "open"       // the buyer can pay
	StateProcessing State = "processing" // the buyer has paid by a delayed method
	StateSucceeded  State = "succeeded"  // the money is ours to split
	StateClosed     State = "closed"     // nobody can pay any more
	StateFailed     State = "failed"     // the provider refused the session for good, or a delayed payment came to nothing
)

// The bounds of a payment's lists. A payment with more is a mistake somewhere.
const (
	maxAttempts = 20
	maxRefunds  = 300
	maxAllocs   = 300
)

// Payment is the money side of one order.
type Payment struct {
	store.Meta `bson:",inline"` // id pay_<order>

	Order    markthalle.OrderID `bson:"order"`
	Number   string             `bson:"number"`
	Email    string             `bson:"email"`
	Locale   markthalle.Locale  `bson:"locale"`
	Total    money.Amount       `bson:"total"`
	Lines    []Line             `bson:"lines"`
	State    State              `bson:"state"`
	Attempts []Attempt          `bson:"attempts"`
	Charges  []ChargeRecord     `bson:"charges"`
	Refunds  []RefundEntry      `bson:"refunds"`
	Sourced  []Allocation       `bson:"sourced"`
	// DueAt is when the poller looks at this payment again (market time); zero when
	// nothing is awaited.
	DueAt     time.Time `bson:"due_at,omitempty"`
	ReturnURL string    `bson:"return_url"`
	CancelURL string    `bson:"cancel_url"`
}

// Line is what the hosted page shows for one vendor.
type Line struct {
	Name   string `bson:"name"`
	Amount int64  `bson:"amount"`
}

// Attempt is one checkout session, or the intent to make one.
type Attempt struct {
	Intent    `bson:",inline"`
	Session   string    `bson:"session,omitempty"`
	URL       string    `bson:"url,omitempty"`
	ExpiresAt time.Time `bson:"expires_at"` // market time
	Closed    bool      `bson:"closed,omitempty"`
}

// ChargeRecord is one successful debit of the buyer.
type ChargeRecord struct {
	ID          string    `bson:"id"`
	Amount      int64     `bson:"amount"`
	At          time.Time `bson:"at"`
	Stray       bool      `bson:"stray,omitempty"`    // no open order claims it
	Disputed    bool      `bson:"disputed,omitempty"` // the bank has taken it back and has not decided
	Lost        int64     `bson:"lost,omitempty"`     // of it, what disputes took for good
	Txn         string    `bson:"txn,omitempty"`
	Fee         int64     `bson:"fee,omitempty"`
	Net         int64     `bson:"net,omitempty"`
	AvailableOn time.Time `bson:"available_on,omitempty"`
	Available   bool      `bson:"available,omitempty"` // funds_available was told
}

// RefundEntry is money set aside for, or returned by, one refund.
type RefundEntry struct {
	ID     markthalle.RefundID `bson:"id"`
	Charge string              `bson:"charge"`
	Amount int64               `bson:"amount"`
	Freed  bool                `bson:"freed,omitempty"` // rejected or failed: counts no more
}

// Allocation is the part of a charge that one transfer draws on.
type Allocation struct {
	Transfer markthalle.TransferID `bson:"transfer"`
	Charge   string                `bson:"charge"`
	Amount   int64                 `bson:"amount"`
}

// Session returns the attempt that is under way: the last one.
func (p *Payment) Session() *Attempt {
	if len(p.Attempts) == 0 {
		return nil
	}
	return &p.Attempts[len(p.Attempts)-1]
}

// URL returns where the buyer pays, empty when nobody can.
func (p *Payment) URL() string {
	if a := p.Session(); a != nil && p.State == StateOpen && !a.Closed {
		return a.URL
	}
	return ""
}

// charge returns the record of a charge.
func (p *Payment) charge(id string) *ChargeRecord {
	for i := range p.Charges {
		if p.Charges[i].ID == id {
			return &p.Charges[i]
		}
	}
	return nil
}

// Main returns the charge that paid the order, nil before that.
func (p *Payment) Main() *ChargeRecord {
	for i := range p.Charges {
		if !p.Charges[i].Stray {
			return &p.Charges[i]
		}
	}
	return nil
}

// Refunded returns what refunds have set aside or returned of a charge.
func (p *Payment) Refunded(charge string) int64 {
	var sum int64
	for _, r := range p.Refunds {
		if r.Charge == charge && !r.Freed {
			sum += r.Amount
		}
	}
	return sum
}

// sourced returns what transfers draw on a charge.
func (p *Payment) sourced(charge string) int64 {
	var sum int64
	for _, a := range p.Sourced {
		if a.Charge == charge {
			sum += a.Amount
		}
	}
	return sum
}

// Paid returns the sum of the charges that pay the order, less what went back.
func (p *Payment) Paid() int64 {
	var sum int64
	for _, c := range p.Charges {
		if !c.Stray {
			sum += c.Amount - p.Refunded(c.ID)
		}
	}
	return sum
}

func (p *Payment) refund(id markthalle.RefundID) *RefundEntry {
	for i := range p.Refunds {
		if p.Refunds[i].ID == id {
			return &p.Refunds[i]
		}
	}
	return nil
}

// waiting is how long after its creation a session is first polled, and how often
// after that: well inside the 10 minutes in which a lost event must not matter.
const waiting = 5 * time.Minute

// waitingDelayed is how often a delayed payment is polled, which takes days.
const waitingDelayed = time.Hour

// nextDue works out when the poller must look again, from what is still awaited.
func (p *Payment) nextDue(now time.Time) time.Time {
	switch p.State {
	case StatePlanned, StateOpen:
		return now.Add(waiting)
	case StateProcessing:
		return now.Add(waitingDelayed)
	default: // ended: what is left are its charges
	}
	var due time.Time
	for _, c := range p.Charges {
		at := time.Time{}
		switch {
		case c.Txn == "":
			at = now.Add(waiting)
		case !c.Available:
			at = c.AvailableOn
		}
		if !at.IsZero() && (due.IsZero() || at.Before(due)) {
			due = at
		}
	}
	return due
}
