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

// Complete reads the order's session from the provider and records what it says. The
// success page, the inbox and the poller all call it, any number of times, at once or
// late; the result is the same one payment. It returns the payment as it stands after.
//
// Errors: not_found, payments.unknown_outcome, payments.provider_down,
// payments.foreign_session when the session does not belong to this order.
func (s *Service) Complete(ctx context.Context, order markthalle.OrderID) (Payment, error) {
	p, err := s.Payment(ctx, order)
	if err != nil {
		return Payment{}, fmt.Errorf("load payment: %w", err)
	}
	if p.State == StatePlanned {
		if p, err = s.openSession(ctx, p); err != nil {
			return p, err
		}
	}
	if p.State == StateSucceeded && p.Main() != nil {
		return p, nil
	}
	a := p.Session()
	if a == nil || a.Session == "" {
		return p, nil
	}
	co, err := s.gateway.GetCheckout(ctx, a.Session)
	if err != nil {
		return p, fmt.Errorf("read checkout session: %w", err)
	}
	return s.apply(ctx, p, co)
}

// ErrForeignSession means that a session carries another order's reference.
var ErrForeignSession = &markthalle.Error{
	Kind: markthalle.Internal, Code: "payments.foreign_session", Text: "The session belongs to another order.",
}

// apply records what a session says, in one update.
func (s *Service) apply(ctx context.Context, p Payment, co Checkout) (Payment, error) {
	if co.Order != string(p.Order) {
		return p, ErrForeignSession
	}
	now := s.clock.Now()
	if !co.Paid || co.Charge == nil {
		return s.rec.payments.Modify(ctx, p.ID, func(q *Payment) error {
			switch {
			case co.State == CheckoutExpired && q.State == StateOpen:
				return q.close()
			case co.Failed && (q.State == StateOpen || q.State == StateProcessing):
				q.fail(CodeDelayed)
			case co.State == CheckoutComplete && q.State == StateOpen:
				q.State = StateProcessing
				q.Emit(Processing{Order: q.Order, At: now})
			}
			return nil
		})
	}
	if err := s.ownCharge(ctx, p.ID, co.Charge.ID); err != nil {
		return p, err
	}
	return s.rec.payments.Modify(ctx, p.ID, func(q *Payment) error {
		q.record(*co.Charge, now)
		return nil
	})
}

// record adds a charge to the payment, or what is new about one it has.
func (p *Payment) record(c Charge, now time.Time) {
	rec := p.charge(c.ID)
	if rec == nil {
		p.Charges = append(p.Charges, ChargeRecord{ID: c.ID, Amount: c.Amount.Minor, At: now})
		rec = &p.Charges[len(p.Charges)-1]
		p.claim(rec, c, now)
	}
	p.price(rec, c, now)
	p.DueAt = p.nextDue(now)
}

// claim decides what a new charge is: the payment of the order, or money that no open
// order claims (PAY: postings J19).
func (p *Payment) claim(rec *ChargeRecord, c Charge, now time.Time) {
	open := p.State == StatePlanned || p.State == StateOpen || p.State == StateProcessing
	if open && c.Amount == p.Total {
		p.State = StateSucceeded
		p.Session().Closed = true
		p.Emit(Succeeded{
			Payment: markthalle.PaymentID(p.ID), Order: p.Order, Charge: c.ID, Amount: c.Amount, At: now,
		})
		return
	}
	p.stray(rec, now)
}

func (p *Payment) stray(rec *ChargeRecord, now time.Time) {
	rec.Stray = true
	p.Emit(Stray{
		Payment: markthalle.PaymentID(p.ID), Order: p.Order, Charge: rec.ID,
		Amount: money.New(rec.Amount, p.Total.Currency), Refund: StrayRefundID(rec.ID), At: now,
	})
}

// StrayRefundID is the id of the refund that sends a stray charge back.
func StrayRefundID(charge string) markthalle.RefundID {
	return markthalle.RefundID("ref_stray_" + charge)
}

// price records the provider's balance transaction of a charge, once it is there.
func (p *Payment) price(rec *ChargeRecord, c Charge, now time.Time) {
	if c.Txn == nil {
		return
	}
	if rec.Txn == "" {
		rec.Txn, rec.Fee, rec.Net, rec.AvailableOn = c.Txn.ID, c.Txn.Fee, c.Txn.Net, c.Txn.AvailableOn
		p.Emit(FeeKnown{
			Order: p.Order, Charge: rec.ID, Txn: rec.Txn, Fee: money.New(rec.Fee, p.Total.Currency), At: now,
		})
	}
	if !rec.Available && !rec.AvailableOn.After(now) {
		rec.Available = true
		p.Emit(FundsAvailable{
			Order: p.Order, Charge: rec.ID, Txn: rec.Txn, Net: money.New(rec.Net, p.Total.Currency), At: now,
		})
	}
}

// ownCharge makes the charge belong to this payment only.
func (s *Service) ownCharge(ctx context.Context, payment, charge string) error {
	_, err := s.rec.charges.Insert(ctx, chargeOwner{Meta: store.Meta{ID: charge}, Payment: payment})
	if err == nil {
		return nil
	}
	if !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("claim charge: %w", err)
	}
	owner, err := s.rec.charges.Get(ctx, charge)
	if err != nil {
		return fmt.Errorf("load owner of charge: %w", err)
	}
	if owner.Payment != payment {
		return ErrForeignSession.Say("Charge %s belongs to %s.", charge, owner.Payment)
	}
	return nil
}

// RefreshCharges reads the payment's charges again, to learn fees and availability.
func (s *Service) RefreshCharges(ctx context.Context, order markthalle.OrderID) (Payment, error) {
	p, err := s.Payment(ctx, order)
	if err != nil {
		return Payment{}, fmt.Errorf("load payment: %w", err)
	}
	now := s.clock.Now()
	var fresh []Charge
	for _, c := range p.Charges {
		if c.Txn != "" {
			if !c.Available && !c.AvailableOn.After(now) {
				fresh = append(fresh, c.known(p.Total.Currency))
			}
			continue
		}
		got, err := s.gateway.GetCharge(ctx, c.ID)
		if err != nil {
			return p, fmt.Errorf("read charge: %w", err)
		}
		fresh = append(fresh, got)
	}
	return s.rec.payments.Modify(ctx, p.ID, func(q *Payment) error {
		for _, c := range fresh {
			q.record(c, now)
		}
		q.DueAt = q.nextDue(now)
		return nil
	})
}

// known is the charge as it was last read, for facts that only time changes.
func (c ChargeRecord) known(cur money.Currency) Charge {
	return Charge{ID: c.ID, Amount: money.New(c.Amount, cur), Txn: &Transaction{
		ID: c.Txn, Fee: c.Fee, Net: c.Net, AvailableOn: c.AvailableOn,
	}}
}

// MarkStray says that the order did not take the charge that paid it, because it had
// ended meanwhile (PAY-54): the money is booked as stray and goes back.
func (s *Service) MarkStray(ctx context.Context, order markthalle.OrderID, charge string) error {
	now := s.clock.Now()
	err := s.rec.payments.Update(ctx, string(markthalle.PaymentIDFor(order)), func(p *Payment) error {
		rec := p.charge(charge)
		if rec == nil || rec.Stray {
			return nil
		}
		p.stray(rec, now)
		return nil
	})
	return err
}

// PollDue looks again at every payment for which something is awaited, oldest first:
// sessions whose event never came, charges without a fee, funds that became
// available, and what ResumeDue takes up again. It returns how many it looked at; one
// that fails is tried again later and does not hold back the others.
func (s *Service) PollDue(ctx context.Context) (int, error) {
	now := s.clock.Now()
	done, err := s.ResumeDue(ctx)
	errs := []error{err}
	for {
		page, err := s.rec.payments.Find(ctx, store.Query{
			Index: "due", To: now.Add(time.Millisecond), Page: markthalle.PageQuery{Limit: 100},
		})
		if err != nil {
			return done, fmt.Errorf("find due payments: %w", err)
		}
		if len(page.Items) == 0 {
			return done, errors.Join(errs...)
		}
		for _, p := range page.Items {
			looked, moved := s.pollOne(ctx, p, now)
			if looked != nil {
				errs = append(errs, fmt.Errorf("%s: %w", p.ID, looked))
			}
			if moved != nil { // it would be found again at once
				return done, errors.Join(append(errs, fmt.Errorf("%s: %w", p.ID, moved))...)
			}
			done++
		}
	}
}

// pollOne looks at one payment and, whatever came of it, puts it back in the queue.
func (s *Service) pollOne(ctx context.Context, p Payment, now time.Time) (looked, moved error) {
	if p.State == StateSucceeded || len(p.Charges) > 0 {
		_, looked = s.RefreshCharges(ctx, p.Order)
	} else {
		_, looked = s.Complete(ctx, p.Order)
	}
	_, moved = s.rec.payments.Modify(ctx, p.ID, func(q *Payment) error {
		if !q.DueAt.IsZero() && !q.DueAt.After(now) {
			q.DueAt = q.nextDue(now)
			if !q.DueAt.IsZero() && !q.DueAt.After(now) {
				q.DueAt = now.Add(waiting)
			}
		}
		return nil
	})
	return looked, moved
}
