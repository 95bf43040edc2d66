package payments

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// DisputeState is where a dispute stands. It only moves down this list.
type DisputeState string

// The states of a dispute.
const (
	Inquiry       DisputeState = "inquiry"        // the bank asks; no money has moved
	InquiryClosed DisputeState = "inquiry_closed" // and is content
	Disputed      DisputeState = "open"           // the money is taken; evidence may be sent
	Answered      DisputeState = "under_review"   // evidence was sent
	Won           DisputeState = "won"
	Lost          DisputeState = "lost"
)

var disputeRank = map[DisputeState]int{Inquiry: 1, InquiryClosed: 2, Disputed: 3, Answered: 4, Won: 5, Lost: 5}

// disputeStates maps the provider's words. What it does not have is taken for an
// inquiry: something for people to look at, by which nothing is booked.
var disputeStates = map[string]DisputeState{
	DisputeWarning: Inquiry, DisputeWarningReview: Inquiry, DisputeWarningClosed: InquiryClosed,
	DisputeNeedsResponse: Disputed, DisputeUnderReview: Answered, DisputeWon: Won, DisputeLost: Lost,
}

// Dispute is what became of a buyer's complaint to the bank.
type Dispute struct {
	store.Meta `bson:",inline"` // id: the provider's

	Order    markthalle.OrderID `bson:"order"`
	Charge   string             `bson:"charge"`
	Stray    bool               `bson:"stray,omitempty"` // no order claims the charge
	Amount   money.Amount       `bson:"amount"`
	Reason   string             `bson:"reason"` // the bank's: "fraudulent", "product_not_received"
	State    DisputeState       `bson:"state"`
	DueBy    time.Time          `bson:"due_by,omitempty"` // until when evidence may be sent
	Moved    []string           `bson:"moved"`            // balance transactions that were told
	OpenedAt time.Time          `bson:"opened_at"`
	ClosedAt time.Time          `bson:"closed_at,omitempty"`
	Answer   *Answer            `bson:"answer,omitempty"` // the evidence, once it is decided to send it
	Parts    []EvidencePart     `bson:"parts,omitempty"`  // what people added to it, oldest first
}

// RefreshDispute reads a dispute again from the provider and records what is new about
// it (PAY-5). Reading it any number of times, early, late or out of order, tells each
// thing once. Errors: not_found when its charge is not ours.
func (s *Service) RefreshDispute(ctx context.Context, id string) (Dispute, error) {
	got, err := s.gateway.GetDispute(ctx, id)
	if refusal, ok := IsRefused(err); ok && refusal.Code == "resource_missing" {
		return Dispute{}, markthalle.ErrNotFound
	}
	if err != nil {
		return Dispute{}, fmt.Errorf("read dispute: %w", err)
	}
	p, err := s.ofCharge(ctx, got.Charge)
	if err != nil {
		return Dispute{}, err
	}
	rec, now := p.charge(got.Charge), s.clock.Now()
	return s.rec.disputes.Upsert(ctx, id, func(d *Dispute) error {
		if d.Rev == 0 {
			d.Order, d.Charge, d.Amount, d.Reason, d.OpenedAt = p.Order, got.Charge, got.Amount, got.Reason, now
			d.Stray = rec != nil && rec.Stray
		}
		d.moveTo(got, now)
		for _, m := range got.Movements {
			if !slices.Contains(d.Moved, m.ID) {
				d.Moved = append(d.Moved, m.ID)
				d.Emit(DisputeMoved{Dispute: d.ID, Order: d.Order, Charge: d.Charge, Txn: m.ID, Currency: m.Currency, Amount: m.Amount, Fee: m.Fee, Net: m.Net, At: now})
			}
		}
		return nil
	})
}

// moveTo records a later state and tells it; a dispute that was first heard of when it
// was over has been open, too.
func (d *Dispute) moveTo(got ProviderDispute, now time.Time) {
	next, known := disputeStates[got.State]
	if !known {
		next = Inquiry
	}
	before := disputeRank[d.State]
	if disputeRank[next] <= before {
		return
	}
	d.State, d.DueBy = next, got.DueBy
	d.Amount, d.Reason = got.Amount, got.Reason // an inquiry may become a dispute over less
	open := DisputeOpened{
		Dispute: d.ID, Order: d.Order, Charge: d.Charge, Stray: d.Stray, Amount: d.Amount, Reason: d.Reason, DueBy: d.DueBy, At: now,
	}
	switch {
	case next == Inquiry:
		d.Emit(DisputeInquiry(open))
	case next != InquiryClosed && before < disputeRank[Disputed]:
		d.Emit(open)
	}
	if next == InquiryClosed || next == Won || next == Lost {
		d.ClosedAt = now
		d.Emit(DisputeClosed{
			Dispute: d.ID, Order: d.Order, Charge: d.Charge, Stray: d.Stray, Amount: d.Amount, Reason: d.Reason, Outcome: next, At: now,
		})
	}
}

// ofCharge finds the payment that a charge belongs to. A dispute may be heard of before
// the payment is; then the charge names its order, and the payment is completed first.
func (s *Service) ofCharge(ctx context.Context, charge string) (Payment, error) {
	owner, err := s.rec.charges.Get(ctx, charge)
	if markthalle.KindOf(err) == markthalle.NotFound && err != nil {
		ch, err := s.gateway.GetCharge(ctx, charge)
		if _, refused := IsRefused(err); refused || err == nil && ch.Order == "" {
			return Payment{}, markthalle.ErrNotFound
		}
		if err != nil {
			return Payment{}, fmt.Errorf("read charge: %w", err)
		}
		if _, err := s.Complete(ctx, markthalle.OrderID(ch.Order)); err != nil {
			return Payment{}, err
		}
		owner, err = s.rec.charges.Get(ctx, charge)
		if err != nil {
			return Payment{}, err
		}
		return s.rec.payments.Get(ctx, owner.Payment)
	}
	if err != nil {
		return Payment{}, fmt.Errorf("load owner of charge: %w", err)
	}
	return s.rec.payments.Get(ctx, owner.Payment)
}

// BlockRefunds is the reaction to a dispute: nothing of the charge is refunded until the
// bank has decided.
func (s *Service) BlockRefunds(ctx context.Context, e DisputeOpened, _ store.Cause) error {
	d, err := s.rec.disputes.Get(ctx, e.Dispute)
	if err != nil {
		return fmt.Errorf("load dispute: %w", err)
	}
	return s.mark(ctx, e.Order, e.Charge, func(c *ChargeRecord) { c.Disputed = d.ClosedAt.IsZero() })
}

// CloseDispute is the reaction to the bank's decision: refunds are possible again, of
// what the dispute did not take for good. What the provider had refused to refund
// meanwhile is asked for again when the money came back.
func (s *Service) CloseDispute(ctx context.Context, e DisputeClosed, _ store.Cause) error {
	if e.Outcome == InquiryClosed {
		return nil
	}
	err := s.mark(ctx, e.Order, e.Charge, func(c *ChargeRecord) {
		c.Disputed = false
		if e.Outcome == Lost {
			c.Lost = e.Amount.Minor // a charge is disputed once
		}
	})
	if err != nil || e.Outcome == Lost {
		return err
	}
	list, err := s.RefundsOf(ctx, e.Order)
	if err != nil {
		return fmt.Errorf("list refunds: %w", err)
	}
	wall := s.wall.WallNow()
	for _, r := range list {
		if !r.RefusedByDispute() || r.Charge != e.Charge {
			continue
		}
		if err := s.rec.refunds.Update(ctx, r.ID, func(q *Refund) error {
			if q.RefusedByDispute() {
				q.Intent, q.State, q.Code = newIntent(q.Attempt+1, wall), StepPlanned, ""
				q.Emit(RefundPlanned{})
			}
			return nil
		}); err != nil {
			return fmt.Errorf("plan refund again: %w", err)
		}
	}
	return nil
}

// RefusedByDispute reports whether the provider refused the refund because the bank had
// taken the charge back: the buyer is owed it still.
func (r Refund) RefusedByDispute() bool {
	return r.State == StepRefused && r.Code == "charge_disputed"
}

func (s *Service) mark(ctx context.Context, order markthalle.OrderID, charge string, fn func(*ChargeRecord)) error {
	err := s.rec.payments.Update(ctx, string(markthalle.PaymentIDFor(order)), func(p *Payment) error {
		if c := p.charge(charge); c != nil {
			fn(c)
		}
		return nil
	})
	return err
}

// Dispute returns one dispute. Error: not_found.
func (s *Service) Dispute(ctx context.Context, id string) (Dispute, error) {
	return s.rec.disputes.Get(ctx, id)
}

// DisputeMovements returns what a dispute has moved at the provider. Error: not_found.
func (s *Service) DisputeMovements(ctx context.Context, id string) ([]Transaction, error) {
	got, err := s.gateway.GetDispute(ctx, id)
	if refusal, ok := IsRefused(err); ok && refusal.Code == "resource_missing" {
		return nil, markthalle.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read dispute: %w", err)
	}
	return got.Movements, nil
}

// DisputesOf returns the disputes over an order's charges.
func (s *Service) DisputesOf(ctx context.Context, order markthalle.OrderID) ([]Dispute, error) {
	page, err := s.rec.disputes.Find(ctx, store.Query{
		Index: "order", Eq: []any{string(order)}, Page: markthalle.PageQuery{Limit: maxAttempts},
	})
	return page.Items, err
}
