package orders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
)

// Cancel takes lines out of a vendor order before they are shipped and gives the buyer
// the money back; without lines, everything that is open. When nothing remains, the
// vendor order is cancelled and its delivery price goes back too.
//
// Errors: not_found, orders.state, Invalid "orders.cancellation" with all faults.
func (s *Service) Cancel(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID, lines []Units, reason string) (VendorOrder, error) {
	if err := checkReason(reason, cancelReasons, "orders.cancellation"); err != nil {
		return VendorOrder{}, err
	}
	now := s.Clock.Now()
	if len(lines) == 0 {
		return s.cancelAll(ctx, actor, id, reason, now)
	}
	return s.modify(ctx, actor, markthalle.OrdersWrite, id, func(v *VendorOrder) error {
		if v.State == VendorCancelled || v.State == Refused {
			return nil
		}
		if v.State != VendorPaid && v.State != Accepted && v.State != PartlyShipped {
			return ErrState.Say("A vendor order that is %s cannot be cancelled.", v.State)
		}
		if err := v.checkUnits(lines, "orders.cancellation", func(l *VendorLine) int64 { return l.open() }); err != nil {
			return err
		}
		return v.cancel(lines, reason, actor.ID(), now)
	})
}

func (s *Service) cancelAll(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID, reason string, now time.Time) (VendorOrder, error) {
	return s.modify(ctx, actor, markthalle.OrdersWrite, id, func(v *VendorOrder) error {
		if v.State == VendorCancelled || v.State == Refused {
			return nil
		}
		if v.State != VendorPaid && v.State != Accepted && v.State != PartlyShipped {
			return ErrState.Say("A vendor order that is %s cannot be cancelled.", v.State)
		}
		return v.cancel(v.allOpen(), reason, actor.ID(), now)
	})
}

func (v *VendorOrder) allOpen() []Units {
	var out []Units
	for i := range v.Lines {
		if n := v.Lines[i].open(); n > 0 {
			out = append(out, Units{Line: v.Lines[i].ID, Quantity: n})
		}
	}
	return out
}

// Refuse declines a vendor order that has not been accepted. Errors: as Cancel.
func (s *Service) Refuse(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID, reason string) (VendorOrder, error) {
	if err := checkReason(reason, cancelReasons, "orders.cancellation"); err != nil {
		return VendorOrder{}, err
	}
	now := s.Clock.Now()
	return s.modify(ctx, actor, markthalle.OrdersWrite, id, func(v *VendorOrder) error {
		if v.State == Refused {
			return nil
		}
		if v.State != VendorPaid {
			return ErrState.Say("A vendor order that is %s cannot be refused.", v.State)
		}
		return v.cancel(v.allOpen(), reason, actor.ID(), now)
	})
}

// cancel takes units out, decides their refund and returns their stock.
func (v *VendorOrder) cancel(lines []Units, reason, by string, now time.Time) error {
	back := StockReturned{VendorOrder: markthalle.VendorOrderID(v.ID)}
	var refunds []RefundLine
	for _, u := range lines {
		l := v.line(u.Line)
		l.Cancelled += u.Quantity
		back.Lines = append(back.Lines, ReturnedUnits{Offer: l.Offer, Quantity: u.Quantity})
		units := min(u.Quantity, l.refundable())
		if units <= 0 {
			continue
		}
		cash, err := l.cash(units)
		if err != nil {
			return err
		}
		refunds = append(refunds, RefundLine{Line: u.Line, Quantity: units, Amount: cash})
	}
	shipping := int64(0)
	nothing := len(v.Shipments) == 0 && v.openUnits() == 0
	if nothing {
		shipping = v.ShippingPrice - v.ShippingBack
	}
	if len(refunds) > 0 || shipping > 0 {
		if err := v.decide(decision{id: v.nextRefund(), lines: refunds, shipping: shipping, reason: reason, by: by}, now); err != nil {
			return err
		}
	}
	if len(back.Lines) > 0 {
		v.Emit(back)
	}
	return v.afterCancel(nothing, reason, by, now)
}

func (v *VendorOrder) afterCancel(nothing bool, reason, by string, now time.Time) error {
	switch {
	case nothing:
		if err := v.to(VendorCancelled, now); err != nil {
			return err
		}
		v.Reason = reason
		v.Emit(VendorOrderCancelled{
			VendorOrder: markthalle.VendorOrderID(v.ID), Order: v.Order, Vendor: v.Vendor, Reason: reason, By: by, At: now,
		})
	case v.openUnits() == 0 && v.State == PartlyShipped:
		if err := v.to(Shipped, now); err != nil {
			return err
		}
		return v.arrive(now)
	}
	return nil
}

// nextRefund is the id of the refund that a cancellation causes: derived, because the
// closure that decides it may run again.
func (v *VendorOrder) nextRefund() markthalle.RefundID {
	return markthalle.RefundID(fmt.Sprintf("ref_%s_c%d", markthalle.Body(v.ID), len(v.Refunds)+1))
}

// BuyerCancel cancels what no vendor has accepted yet: all parts of an order, or the
// named lines. Parts that are accepted stay; their vendors must be asked.
//
// Errors: not_found, Conflict "orders.already_accepted" when nothing can be cancelled.
func (s *Service) BuyerCancel(ctx context.Context, actor markthalle.Actor, id markthalle.OrderID, token string, lines []Units) (Order, error) {
	o, err := s.Order(ctx, actor, id, token)
	if err != nil {
		return Order{}, err
	}
	if o.State == AwaitingPayment {
		return s.cancelUnpaid(ctx, o)
	}
	if o.State != Paid {
		return o, ErrState.Say("An order that is %s cannot be cancelled.", o.State)
	}
	wanted := map[markthalle.LineID]int64{}
	for _, u := range lines {
		wanted[u.Line] = u.Quantity
	}
	now, done := s.Clock.Now(), 0
	for i := range o.Parts {
		named := namedUnits(&o.Parts[i], wanted)
		if len(lines) > 0 && len(named) == 0 {
			continue
		}
		err := s.rec.vendor.Update(ctx, string(o.Parts[i].VendorOrder), func(v *VendorOrder) error {
			if v.State != VendorPaid {
				return ErrState
			}
			units := named
			if len(units) == 0 {
				units = v.allOpen()
			}
			if err := v.checkUnits(units, "orders.cancellation", func(l *VendorLine) int64 { return l.open() }); err != nil {
				return err
			}
			return v.cancel(units, "buyer_request", actor.ID(), now)
		})
		switch {
		case err == nil:
			done++
		case !errors.Is(err, ErrState):
			return o, err
		}
	}
	if done == 0 {
		return o, markthalle.Errorf(markthalle.Conflict, "orders.already_accepted",
			"The vendor is at work on this already; please write to the vendor.")
	}
	return o, nil
}

func namedUnits(p *Part, wanted map[markthalle.LineID]int64) []Units {
	var out []Units
	for _, l := range p.Lines {
		if n, ok := wanted[l.ID]; ok {
			out = append(out, Units{Line: l.ID, Quantity: n})
		}
	}
	return out
}

// cancelUnpaid ends an order that waits for payment, once nobody can pay it any more.
func (s *Service) cancelUnpaid(ctx context.Context, o Order) (Order, error) {
	closed, _, err := s.Payments.CloseSession(ctx, markthalle.OrderID(o.ID))
	if err != nil {
		return o, err
	}
	if !closed {
		return o, ErrState.Say("The payment of this order is under way.")
	}
	return s.end(ctx, markthalle.OrderID(o.ID), Cancelled, "buyer_request")
}
