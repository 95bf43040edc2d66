package payouts

import (
	"context"
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// warningHold is the id of the hold that an early fraud warning puts on an order's
// settlements.
func warningHold(charge string) string { return "hold_warned_" + charge }

// NoteWarning is the reaction to an early fraud warning: nothing of the order is released
// until somebody has decided. Whoever refunds it before the bank takes it back saves the
// fee of a dispute; a refund of everything ends the warning, and so does a dispute.
func (s *Service) NoteWarning(ctx context.Context, e payments.FraudWarned, _ store.Cause) error {
	list, err := s.settledOf(ctx, e.Order, e.Stray)
	if err != nil {
		return err
	}
	in := Incident{
		Meta: store.Meta{ID: incidentID(IncidentWarning, e.Charge)}, Kind: IncidentWarning, Subject: e.Charge, Order: e.Order, Charge: e.Charge,
		Amount: e.Amount, Reason: e.Type, Open: true, OpenedAt: e.At,
	}
	if _, err := s.incidents.Insert(ctx, in); errors.Is(err, store.ErrExists) {
		return nil // it is told twice, or there are two warnings about one charge
	} else if err != nil {
		return fmt.Errorf("store incident: %w", err)
	}
	h := Hold{ID: warningHold(e.Charge), Kind: "fraud_warning", Reason: e.Type, By: "system", At: e.At}
	for _, x := range list {
		if err := s.settlements.Update(ctx, x.ID, func(x *Settlement) error {
			if x.hold(h.ID) < 0 && len(x.Holds) < maxHolds {
				x.Holds = append(x.Holds, h)
			}
			return nil
		}); err != nil {
			return fmt.Errorf("hold %s: %w", x.VendorOrder, err)
		}
	}
	return nil
}

// EndWarning is the reaction to a refund that is through: when nothing is left of the
// payment, its warning is over.
func (s *Service) EndWarning(ctx context.Context, e payments.RefundSucceeded, _ store.Cause) error {
	p, err := s.Payments.Payment(ctx, e.Order)
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load payment: %w", err)
	}
	if p.Paid() > 0 {
		return nil
	}
	for _, c := range p.Charges {
		if err := s.endWarning(ctx, e.Order, c.ID, "refunded"); err != nil {
			return err
		}
	}
	return nil
}

// WarningDisputed is the reaction to a dispute: it takes the warning's place.
func (s *Service) WarningDisputed(ctx context.Context, e payments.DisputeOpened, _ store.Cause) error {
	return s.endWarning(ctx, e.Order, e.Charge, "disputed")
}

// endWarning closes a charge's warning and lifts its holds.
func (s *Service) endWarning(ctx context.Context, order markthalle.OrderID, charge, outcome string) error {
	if err := s.end(ctx, incidentID(IncidentWarning, charge), outcome, s.Clock.Now()); err != nil {
		return err
	}
	return s.liftWarning(ctx, order, charge)
}

func (s *Service) liftWarning(ctx context.Context, order markthalle.OrderID, charge string) error {
	list, err := s.SettlementsOf(ctx, order)
	if err != nil {
		return fmt.Errorf("load settlements: %w", err)
	}
	for _, x := range list {
		if x.hold(warningHold(charge)) < 0 {
			continue
		}
		if err := s.settlements.Update(ctx, x.ID, func(x *Settlement) error {
			x.lift(warningHold(charge))
			return nil
		}); err != nil {
			return fmt.Errorf("free %s: %w", x.VendorOrder, err)
		}
	}
	return nil
}
