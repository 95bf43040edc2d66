package payouts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
)

// MarkShipped is the reaction to a vendor order that is wholly on its way: without a
// delivery its money is released after the longer hold.
func (s *Service) MarkShipped(ctx context.Context, e orders.VendorOrderShipped, _ store.Cause) error {
	if !e.All {
		return nil
	}
	return s.schedule(ctx, e.VendorOrder, func(x *Settlement) {
		x.ShippedAt = e.At
		if x.DeliveredAt.IsZero() { // the two reactions may come in either order
			x.ReleaseAt = e.At.Add(s.Policy.ShippedHold)
		}
	})
}

// MarkDelivered is the reaction to a vendor order that has arrived: its money is
// released when the hold is over.
func (s *Service) MarkDelivered(ctx context.Context, e orders.VendorOrderDelivered, _ store.Cause) error {
	return s.schedule(ctx, e.VendorOrder, func(x *Settlement) {
		x.DeliveredAt = e.At
		x.ReleaseAt = e.At.Add(s.Policy.Hold)
	})
}

// MarkCancelled is the reaction to a vendor order of which nothing will be delivered:
// what its refunds leave is released after the hold, when they are through.
func (s *Service) MarkCancelled(ctx context.Context, e orders.VendorOrderCancelled, _ store.Cause) error {
	return s.schedule(ctx, e.VendorOrder, func(x *Settlement) { x.ReleaseAt = e.At.Add(s.Policy.Hold) })
}

func (s *Service) schedule(ctx context.Context, id markthalle.VendorOrderID, fn func(*Settlement)) error {
	err := s.settlements.Update(ctx, settlementID(id), func(x *Settlement) error {
		if x.State != Held {
			return nil
		}
		fn(x)
		x.DueAt = x.ReleaseAt
		return nil
	})
	if errors.Is(err, markthalle.ErrNotFound) { // the sale is booked after the order's own reactions
		return markthalle.Errorf(markthalle.Unavailable, "payouts.not_booked", "The sale of %s is not booked yet.", id)
	}
	return err
}

// ReleaseDue releases everything whose hold is over and that nothing stops. It returns
// how many it released; what is stopped is looked at again a day later.
func (s *Service) ReleaseDue(ctx context.Context) (int, error) {
	now, n := s.Clock.Now(), 0
	var errs []error
	for {
		page, err := s.settlements.Find(ctx, store.Query{
			Index: "due", To: now.Add(time.Millisecond), Page: markthalle.PageQuery{Limit: 100},
		})
		if err != nil {
			return n, fmt.Errorf("find due settlements: %w", err)
		}
		if len(page.Items) == 0 {
			return n, errors.Join(errs...)
		}
		for _, x := range page.Items {
			done, err := s.release(ctx, x.ID, now)
			if err != nil {
				return n, fmt.Errorf("release %s: %w", x.ID, err)
			}
			if done {
				n++
			}
		}
	}
}

// release releases one settlement. What the vendor's policy keeps is worked out before
// the write, for one settlement of a vendor at a time where the policy has a cap.
func (s *Service) release(ctx context.Context, id string, now time.Time) (bool, error) {
	x, err := s.settlements.Get(ctx, id)
	if err != nil {
		return false, err
	}
	p, err := s.reservePolicy(ctx, x.Vendor, x.Currency)
	if err != nil {
		return false, err
	}
	if p.ShareBP == 0 || p.Cap == 0 {
		return s.releaseBy(ctx, id, now, keeper{policy: p})
	}
	done := false
	err = s.alone(ctx, reserving, x.Vendor, x.Currency, func() error {
		have, err := s.reservedOf(ctx, x.Vendor, x.Currency)
		if err == nil {
			done, err = s.releaseBy(ctx, id, now, keeper{policy: p, have: have})
		}
		return err
	})
	if errors.Is(err, ErrRunning) { // the other run does it, or the next tick
		return false, s.settlements.Update(ctx, id, func(x *Settlement) error {
			if x.State == Held {
				x.DueAt = now.Add(time.Minute)
			}
			return nil
		})
	}
	return done, err
}

func (s *Service) releaseBy(ctx context.Context, id string, now time.Time, k keeper) (bool, error) {
	done := false
	err := s.settlements.Update(ctx, id, func(x *Settlement) error {
		done = false
		if x.State != Held {
			x.DueAt = time.Time{}
			return nil
		}
		if h := x.blocked(now); h != nil {
			x.DueAt = now.AddDate(0, 0, 1)
			if !h.Until.IsZero() && h.Until.Before(x.DueAt) {
				x.DueAt = h.Until
			}
			return nil
		}
		amount := x.Earned - x.Back
		kept, err := k.keep(amount)
		if err != nil {
			return err
		}
		x.State, x.Released, x.DueAt = Releasable, amount, time.Time{}
		x.Kept = kept
		x.reserve(kept, k.policy.until(now))
		x.setOpen(x.Open + amount - kept)
		done = true
		x.Emit(Released{
			VendorOrder: x.VendorOrder, Order: x.Order, Vendor: x.Vendor, Amount: x.amountOf(amount), Reserved: kept, At: now,
		})
		return nil
	})
	return done, err
}

// PostRelease is the reaction to a release (J6a), with the part that the reserve keeps
// (J13).
func (s *Service) PostRelease(ctx context.Context, e Released, _ store.Cause) error {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "release:" + string(e.VendorOrder) + ":1"}, Kind: ledger.KindRelease, Currency: e.Amount.Currency,
		EffectiveAt: e.At, Order: e.Order, VendorOrder: e.VendorOrder, Vendor: e.Vendor,
	}
	t.Debit(ledger.VendorHeld(e.Vendor), e.Amount.Minor)
	t.Credit(ledger.VendorPayable(e.Vendor), e.Amount.Minor-e.Reserved)
	t.Credit(ledger.VendorReserve(e.Vendor), e.Reserved)
	return s.Ledger.Post(ctx, t)
}

// CompleteOrder is the reaction to a release: the vendor order is done.
func (s *Service) CompleteOrder(ctx context.Context, e Released, _ store.Cause) error {
	return s.Orders.Complete(ctx, e.VendorOrder)
}

// VendorHolds are the holds on all of a vendor's payouts.
type VendorHolds struct {
	store.Meta `bson:",inline"` // id: the vendor's
	Holds      []Hold           `bson:"holds"`
}

// HoldInput is a hold that an operator sets.
type HoldInput struct {
	ID     string // minted by the caller
	Reason string
	Until  time.Time // zero: until it is lifted
}

// AddHold stops a vendor's payouts. Error: Invalid "payouts.hold".
func (s *Service) AddHold(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in HoldInput) (Hold, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return Hold{}, err
	}
	if _, err := s.Vendors.Get(ctx, vendor); err != nil {
		return Hold{}, err
	}
	now := s.Clock.Now()
	var f markthalle.Faults
	f.Check(len(in.Reason) >= 3 && len(in.Reason) <= 500, "/reason", "length", "A reason has 3 to 500 characters.")
	f.Check(in.Until.IsZero() || in.Until.After(now), "/until", "past", "This is in the past.")
	if err := f.Err("payouts.hold"); err != nil {
		return Hold{}, err
	}
	h := Hold{ID: in.ID, Kind: "operator_hold", Reason: in.Reason, By: actor.ID(), At: now, Until: in.Until}
	_, err := s.holds.Upsert(ctx, string(vendor), func(v *VendorHolds) error {
		for _, x := range v.Holds {
			if x.ID == h.ID {
				h = x
				return nil
			}
		}
		if len(v.Holds) >= maxHolds {
			return markthalle.Errorf(markthalle.Conflict, "payouts.too_many_holds", "A vendor has at most %d holds.", maxHolds)
		}
		v.Holds = append(v.Holds, h)
		v.Emit(accounts.Audit(actor, string(vendor), "payouts_held", in.Reason))
		return nil
	})
	return h, err
}

// HoldRevision is the revision of every hold: it is set and lifted, never changed.
const HoldRevision = 1

// LiftHold ends a hold. Errors: not_found, the precondition of ifMatch.
func (s *Service) LiftHold(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, id string, ifMatch *int64) error {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return err
	}
	err := s.holds.Update(ctx, string(vendor), func(v *VendorHolds) error {
		for i, h := range v.Holds {
			if h.ID == id {
				if ifMatch != nil && *ifMatch != HoldRevision {
					return markthalle.ErrRevision
				}
				v.Holds = append(v.Holds[:i:i], v.Holds[i+1:]...)
				v.Emit(accounts.Audit(actor, string(vendor), "payouts_freed", h.Reason))
				return nil
			}
		}
		return markthalle.ErrNotFound
	})
	return err
}

// Holds returns what stops a vendor's payouts now.
func (s *Service) Holds(ctx context.Context, vendor markthalle.VendorID) ([]Hold, error) {
	v, err := s.holds.Get(ctx, string(vendor))
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	var out []Hold
	for _, h := range v.Holds {
		if h.Until.IsZero() || now.Before(h.Until) {
			out = append(out, h)
		}
	}
	return out, nil
}

// operator checks that an operator with a permission asks; the system may everything.
func operator(actor markthalle.Actor, p markthalle.Permission) error {
	switch actor.Kind {
	case markthalle.System:
		return nil
	case markthalle.Operator:
		return actor.Require(p)
	case markthalle.Guest:
		return markthalle.ErrSignIn
	case markthalle.Buyer, markthalle.Vendor:
	}
	return markthalle.ErrPermission
}
