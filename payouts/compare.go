package payouts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
)

// sessions holds the hosted pages whose time ended in the span against the provider: one
// that the buyer paid must be paid here, too (PAY-90).
func (x *comparison) sessions(ctx context.Context, from, to time.Time) error {
	list, err := x.s.Payments.PaymentsBetween(ctx, from.Add(-payments.LongestSession), to)
	if err != nil {
		return err
	}
	now := x.s.Clock.Now()
	for i := range list {
		if a := list[i].Session(); a == nil || a.ExpiresAt.After(now) {
			continue
		}
		if err := x.session(ctx, list[i].Order); err != nil {
			return err
		}
	}
	return nil
}

// session compares the last page of one order: what was paid on it, and what is known of
// it here.
func (x *comparison) session(ctx context.Context, order markthalle.OrderID) error {
	p, err := x.s.Payments.Payment(ctx, order)
	if err != nil {
		return fmt.Errorf("load payment: %w", err)
	}
	a := p.Session()
	if a == nil || a.Session == "" {
		return nil
	}
	x.done[a.Session] = true
	there, err := x.s.Payments.SessionAtProvider(ctx, a.Session)
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil // the provider forgets what nobody paid
	}
	if err != nil {
		return err
	}
	var ours, theirs int64
	for _, c := range p.Charges {
		if there.Charge != nil && c.ID == there.Charge.ID {
			ours = c.Amount
		}
	}
	if there.Paid {
		theirs = there.Total.Minor
	}
	if ours == theirs {
		x.matched++
		return nil
	}
	x.found = append(x.found, Difference{Kind: SessionDiffers, Object: a.Session, Currency: p.Total.Currency, Ours: ours, Theirs: theirs, Order: order})
	return nil
}

// transfers looks at the groups of the orders whose transfers changed in the span: what the
// provider has made of ours without our knowing is adopted, whatever else is there is
// compared like any movement (PAY-90).
func (x *comparison) transfers(ctx context.Context, from, to time.Time) error {
	var list []markthalle.OrderID
	seen := map[markthalle.OrderID]bool{}
	err := x.s.Payments.TransfersBetween(ctx, from, to, func(t payments.Transfer) error {
		if t.Order != "" && !seen[t.Order] {
			seen[t.Order] = true
			list = append(list, t.Order)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list transfers: %w", err)
	}
	for _, order := range list {
		there, err := x.s.Payments.TransfersAtProvider(ctx, order)
		if err != nil {
			return err
		}
		for _, f := range there {
			adopted, err := x.s.Payments.AdoptTransfer(ctx, f)
			if err != nil {
				return err
			}
			if !adopted && !x.known[f.ID] {
				if err := x.look(ctx, f.ID, false, time.Time{}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
