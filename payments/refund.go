package payments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// RefundIntent is a refund that somebody decided. Its id names the decision.
type RefundIntent struct {
	ID          markthalle.RefundID      `bson:"id"`
	Order       markthalle.OrderID       `bson:"order"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"` // empty for a stray payment
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Lines       []RefundLine             `bson:"lines"`
	Shipping    int64                    `bson:"shipping"`
	Amount      money.Amount             `bson:"amount"` // cash to the buyer; may be 0 when points paid everything
	Reason      string                   `bson:"reason"`
	// OperatorBP is the operator's part of what the refund takes from the vendor.
	OperatorBP money.BasisPoints `bson:"operator_bp,omitempty"`
}

// The states of refunds, transfers and reversals.
const (
	StepPlanned = "planned" // the intent is stored; the call may have been made
	StepPending = "pending" // the provider has it and has not finished
	StepDone    = "done"
	StepRefused = "refused" // a definitive no
	StepFailed  = "failed"  // done, and then undone by the provider
)

// Refund is one refund at the provider.
type Refund struct {
	store.Meta `bson:",inline"` // id ref_…

	Intent      `bson:",inline"`
	Order       markthalle.OrderID       `bson:"order"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Charge      string                   `bson:"charge"`
	Amount      money.Amount             `bson:"amount"`
	Reason      string                   `bson:"reason"`
	Stray       bool                     `bson:"stray,omitempty"`
	State       string                   `bson:"state"`
	Provider    string                   `bson:"provider,omitempty"` // the provider's id
	Code        string                   `bson:"code,omitempty"`     // of a refusal or failure
}

// ReserveRefund sets a refund's amount aside inside the payment (PAY-50), so that no
// two refunds together exceed the charge. It emits RefundReserved, or RefundRejected
// when too little is left; asking twice is asking once.
func (s *Service) ReserveRefund(ctx context.Context, in RefundIntent) error {
	now := s.clock.Now()
	err := s.rec.payments.Update(ctx, string(markthalle.PaymentIDFor(in.Order)), func(p *Payment) error {
		if p.refund(in.ID) != nil {
			return nil
		}
		main := p.Main()
		code := ""
		switch {
		case main == nil || p.State != StateSucceeded:
			code = "payments.not_paid"
		case main.Disputed:
			code = "payments.charge_disputed"
		case in.Amount.Minor < 0 || in.Amount.Minor > main.Amount-main.Lost-p.Refunded(main.ID):
			code = ErrRefundTooLarge.Code
		case len(p.Refunds) >= maxRefunds:
			code = "payments.too_many_refunds"
		}
		if code != "" {
			p.Refunds = append(p.Refunds, RefundEntry{ID: in.ID, Freed: true})
			p.Emit(RefundRejected{Refund: in.ID, Order: in.Order, VendorOrder: in.VendorOrder, Code: code})
			return nil
		}
		p.Refunds = append(p.Refunds, RefundEntry{ID: in.ID, Charge: main.ID, Amount: in.Amount.Minor})
		p.Emit(RefundReserved{Intent: in, Charge: main.ID, At: now})
		return nil
	})
	if err != nil {
		return fmt.Errorf("reserve refund: %w", err)
	}
	return nil
}

// FreeRefund gives a reservation back, because the vendor's side could not be booked
// (PAY-50). No money has moved. It emits RefundRejected with the given code.
func (s *Service) FreeRefund(ctx context.Context, order markthalle.OrderID, id markthalle.RefundID, vo markthalle.VendorOrderID, code string) error {
	err := s.rec.payments.Update(ctx, string(markthalle.PaymentIDFor(order)), func(p *Payment) error {
		r := p.refund(id)
		if r == nil || r.Freed {
			return nil
		}
		r.Freed = true
		p.Emit(RefundRejected{Refund: id, Order: order, VendorOrder: vo, Code: code})
		return nil
	})
	return err
}

// PlanRefund stores the intent of a reserved and booked refund; the reaction to
// RefundPlanned executes it. A refund of nothing is done at once.
func (s *Service) PlanRefund(ctx context.Context, in RefundIntent, charge string) error {
	r := Refund{
		Meta: store.Meta{ID: string(in.ID)}, Intent: newIntent(1, s.wall.WallNow()),
		Order: in.Order, VendorOrder: in.VendorOrder, Vendor: in.Vendor, Charge: charge,
		Amount: in.Amount, Reason: in.Reason, State: StepPlanned,
	}
	if in.Amount.Minor == 0 {
		r.finish(ProviderRefund{State: AtProviderSucceeded}, s.clock.Now())
	} else {
		r.Emit(RefundPlanned{})
	}
	return s.insertOnce(ctx, "refund", func() error { _, err := s.rec.refunds.Insert(ctx, r); return err })
}

// RefundStray plans the refund of money that no open order claims.
func (s *Service) RefundStray(ctx context.Context, e Stray, _ store.Cause) error {
	r := Refund{
		Meta: store.Meta{ID: string(e.Refund)}, Intent: newIntent(1, s.wall.WallNow()),
		Order: e.Order, Charge: e.Charge, Amount: e.Amount, Reason: "payment_problem", Stray: true, State: StepPlanned,
	}
	r.Emit(RefundPlanned{})
	return s.insertOnce(ctx, "stray refund", func() error { _, err := s.rec.refunds.Insert(ctx, r); return err })
}

// insertOnce runs an insert whose id derives from its cause: already there is done.
func (s *Service) insertOnce(_ context.Context, what string, insert func() error) error {
	if err := insert(); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("store %s: %w", what, err)
	}
	return nil
}

// ExecuteRefund is the reaction to RefundPlanned: it asks the provider for the refund
// and stores the answer.
func (s *Service) ExecuteRefund(ctx context.Context, _ RefundPlanned, c store.Cause) error {
	r, err := s.rec.refunds.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load refund: %w", err)
	}
	if r.State != StepPlanned {
		return nil
	}
	got, err := s.sendRefund(ctx, r)
	if refusal, ok := IsRefused(err); ok {
		return s.refuseRefund(ctx, r, refusal)
	}
	if err != nil {
		return fmt.Errorf("refund at the provider: %w", err)
	}
	return s.storeRefund(ctx, r.ID, got)
}

// sendRefund sends the intent, or adopts what an earlier attempt made when its key may
// be forgotten (PAY-34).
func (s *Service) sendRefund(ctx context.Context, r Refund) (ProviderRefund, error) {
	wall := s.wall.WallNow()
	if !r.sendable(wall) {
		found, err := s.gateway.FindRefunds(ctx, r.Charge)
		if err != nil {
			return ProviderRefund{}, fmt.Errorf("look up refunds of %s: %w", r.Charge, err)
		}
		for _, f := range found {
			if f.Metadata["refund_id"] == r.ID {
				return f, nil
			}
		}
		if !r.settled(wall) {
			return ProviderRefund{}, ErrUnknownOutcome
		}
		if r, err = s.rec.refunds.Modify(ctx, r.ID, func(q *Refund) error {
			q.Intent = newIntent(q.Attempt+1, wall)
			return nil
		}); err != nil {
			return ProviderRefund{}, fmt.Errorf("start next attempt: %w", err)
		}
	}
	return s.gateway.CreateRefund(ctx, RefundRequest{
		Key: s.key("rf", r.ID, r.Attempt), Charge: r.Charge, Amount: r.Amount, Reason: r.Reason,
		Metadata: s.metadata("refund_id", r.ID, "order_id", string(r.Order),
			"vendor_order_id", string(r.VendorOrder), "vendor_id", string(r.Vendor)),
	})
}

func (s *Service) refuseRefund(ctx context.Context, r Refund, refusal *Refused) error {
	now := s.clock.Now()
	err := s.rec.refunds.Update(ctx, r.ID, func(q *Refund) error {
		if q.State != StepPlanned {
			return nil
		}
		q.State, q.Code, q.LastError = StepRefused, refusal.Code, refusal.Error()
		q.Emit(RefundFailedEvent{
			Refund: markthalle.RefundID(q.ID), Order: q.Order, VendorOrder: q.VendorOrder, Vendor: q.Vendor,
			Amount: q.Amount, Code: refusal.Code, Stray: q.Stray, At: now,
		})
		return nil
	})
	return err
}

// storeRefund records the provider's word on a refund.
func (s *Service) storeRefund(ctx context.Context, id string, got ProviderRefund) error {
	now := s.clock.Now()
	err := s.rec.refunds.Update(ctx, id, func(q *Refund) error {
		q.finish(got, now)
		return nil
	})
	return err
}

// finish moves the refund forward; it never moves back, but a done one may fail.
func (r *Refund) finish(got ProviderRefund, now time.Time) {
	if got.ID != "" {
		r.Provider = got.ID
	}
	if r.State == StepPlanned && r.VendorOrder != "" && (got.State == AtProviderSucceeded || got.State == AtProviderPending) {
		r.Emit(RefundSent{Refund: markthalle.RefundID(r.ID), Order: r.Order, VendorOrder: r.VendorOrder})
	}
	switch got.State {
	case AtProviderSucceeded:
		if r.State == StepDone || r.State == StepFailed {
			return
		}
		r.State = StepDone
		r.Emit(r.succeeded(now))
	case AtProviderFailed, AtProviderCanceled:
		if r.State == StepFailed || r.State == StepRefused {
			return
		}
		after := r.State == StepDone
		r.State, r.Code = StepFailed, got.Failure
		r.Emit(RefundFailedEvent{
			Refund: markthalle.RefundID(r.ID), Order: r.Order, VendorOrder: r.VendorOrder, Vendor: r.Vendor,
			Amount: r.Amount, Code: got.Failure, AfterSuccess: after, Provider: r.Provider, Stray: r.Stray, At: now,
		})
	default:
		if r.State == StepPlanned {
			r.State = StepPending
		}
	}
}

// succeeded is the event of a refund that is done.
func (r *Refund) succeeded(now time.Time) RefundSucceeded {
	return RefundSucceeded{
		Refund: markthalle.RefundID(r.ID), Order: r.Order, VendorOrder: r.VendorOrder, Vendor: r.Vendor,
		Charge: r.Charge, Amount: r.Amount, Stray: r.Stray, Provider: r.Provider, At: now,
	}
}

// RefreshRefund reads a refund again from the provider and records what it says.
func (s *Service) RefreshRefund(ctx context.Context, id markthalle.RefundID) (Refund, error) {
	r, err := s.rec.refunds.Get(ctx, string(id))
	if err != nil {
		return Refund{}, fmt.Errorf("load refund: %w", err)
	}
	return s.refresh(ctx, r)
}

func (s *Service) refresh(ctx context.Context, r Refund) (Refund, error) {
	if r.Provider == "" {
		return r, nil
	}
	got, err := s.gateway.GetRefund(ctx, r.Provider)
	if err != nil {
		return r, fmt.Errorf("read refund: %w", err)
	}
	if err := s.storeRefund(ctx, r.ID, got); err != nil {
		return r, err
	}
	return s.rec.refunds.Get(ctx, r.ID)
}

// Refund returns one refund. Error: not_found.
func (s *Service) Refund(ctx context.Context, id markthalle.RefundID) (Refund, error) {
	return s.rec.refunds.Get(ctx, string(id))
}

// RefundsOf returns all refunds of an order.
func (s *Service) RefundsOf(ctx context.Context, order markthalle.OrderID) ([]Refund, error) {
	page, err := s.rec.refunds.Find(ctx, store.Query{
		Index: "order", Eq: []any{string(order)}, Page: markthalle.PageQuery{Limit: maxRefunds + maxAttempts},
	})
	return page.Items, err
}
