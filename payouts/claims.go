package payouts

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/store"
)

// FollowClaim is the reaction to a return or claim that opens or ends: while one is open,
// the vendor order's money is not released. When the last one ends, what was due
// meanwhile is released by the next run.
func (s *Service) FollowClaim(ctx context.Context, e returns.Changed, _ store.Cause) error {
	err := s.settlements.Update(ctx, settlementID(e.VendorOrder), func(x *Settlement) error {
		if x.State != Held {
			return nil
		}
		i := slices.IndexFunc(x.Holds, func(h Hold) bool { return h.ID == e.Subject })
		switch {
		case e.Open && i < 0:
			if len(x.Holds) >= maxHolds {
				return markthalle.Errorf(markthalle.Conflict, "payouts.too_many_holds", "A settlement has at most %d holds.", maxHolds)
			}
			x.Holds = append(x.Holds, Hold{ID: e.Subject, Kind: e.Kind, Reason: e.Kind, By: "returns", At: e.At})
		case !e.Open && i >= 0:
			x.Holds = slices.Delete(x.Holds, i, i+1)
			if x.blocked(e.At) == nil {
				x.DueAt = x.ReleaseAt
			}
		}
		return nil
	})
	if errors.Is(err, markthalle.ErrNotFound) { // the sale is booked after the order's own reactions
		return markthalle.Errorf(markthalle.Unavailable, "payouts.not_booked", "The sale of %s is not booked yet.", e.VendorOrder)
	}
	return err
}

// BearRefund is the reaction to a refund of which the operator bears a part: the vendor
// gets that part of what the refund took as a credit, on the vendor's own statement
// (MKT-76).
func (s *Service) BearRefund(ctx context.Context, e RefundApplied, _ store.Cause) error {
	if e.Intent.OperatorBP <= 0 {
		return nil
	}
	x, err := s.settlements.Get(ctx, settlementID(e.Intent.VendorOrder))
	if err != nil {
		return fmt.Errorf("load settlement: %w", err)
	}
	part, err := x.amountOf(e.Applied.net()).Percent(e.Intent.OperatorBP)
	if err != nil {
		return fmt.Errorf("operator's part of %s: %w", e.Intent.ID, err)
	}
	if part.Minor <= 0 {
		return nil
	}
	_, err = s.PostEntry(ctx, markthalle.SystemActor("payouts.bear_refund"), EntryInput{
		ID: markthalle.Body(e.Intent.ID), Vendor: x.Vendor, Kind: Credit, Amount: part,
		Reason: fmt.Sprintf("Part of a decided refund of order %s that the market bears.", x.Number),
	})
	return err
}
