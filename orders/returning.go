package orders

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// ReturnHold is what a return speaks for inside the vendor order: as long as it is open,
// nobody else can refund or return these units. What the return is beside that lives in
// orders/returns.
type ReturnHold struct {
	ID    markthalle.ReturnID `bson:"id"`
	Lines []Units             `bson:"lines,omitempty"` // forgotten when it ends
	Ended bool                `bson:"ended,omitempty"`
}

// ReturnRequest is a wish to send units of a vendor order back. The id names it, so that
// a retry is the same return.
type ReturnRequest struct {
	ID         markthalle.ReturnID
	Withdrawal string // id of the withdrawal that starts it; empty for a return by agreement
	Lines      []Units
	Reason     string
	Note       string
	Media      []string // addresses of pictures
}

// ErrReturns is returned when a vendor order has as many returns as it can hold.
var ErrReturns = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "orders.too_many_returns", Text: "There are too many returns of this order already.",
}

// Returnable is how many units have been shipped and neither been refunded nor are
// spoken for by an open return.
func (l *VendorLine) Returnable() int64 {
	return max(0, min(l.Shipped, l.Quantity-l.Refunded)-l.Returning)
}

// Open is how many units have neither been shipped nor cancelled.
func (l *VendorLine) Open() int64 { return l.open() }

// CheckReturnReason refuses a reason that is not one of the contract's codes. Error:
// Invalid "orders.return".
func CheckReturnReason(reason string) error {
	return checkReason(reason, refundReasons, "orders.return")
}

// HasReturn reports whether a return has set units aside, now or in the past.
func (v *VendorOrder) HasReturn(id markthalle.ReturnID) bool { return v.hold(id) != nil }

// Withdrawn is what a withdrawal has done to a line: units that were cancelled, and
// units whose return it began.
func (v *VendorOrder) Withdrawn(withdrawal string, ret markthalle.ReturnID, id markthalle.LineID) (cancelled, returning int64) {
	for _, r := range v.Refunds {
		if r.By != withdrawal {
			continue
		}
		for _, l := range r.Lines {
			if l.Line == id {
				cancelled += l.Quantity
			}
		}
	}
	if h := v.hold(ret); h != nil {
		for _, u := range h.Lines {
			if u.Line == id {
				returning += u.Quantity
			}
		}
	}
	return cancelled, returning
}

// Line returns a line of the vendor order, nil when it has no such line.
func (v *VendorOrder) Line(id markthalle.LineID) *VendorLine { return v.line(id) }

func (v *VendorOrder) hold(id markthalle.ReturnID) *ReturnHold {
	for i := range v.Returns {
		if v.Returns[i].ID == id {
			return &v.Returns[i]
		}
	}
	return nil
}

// HoldReturn sets units aside for a return; its event opens the return. The caller has
// checked who asks. Errors: not_found, Invalid "orders.return" with all faults, Conflict
// orders.too_many_returns.
func (s *Service) HoldReturn(ctx context.Context, id markthalle.VendorOrderID, in ReturnRequest) (VendorOrder, error) {
	now := s.Clock.Now()
	return s.rec.vendor.Modify(ctx, string(id), func(v *VendorOrder) error {
		if v.hold(in.ID) != nil {
			return nil
		}
		if len(in.Lines) == 0 {
			var f markthalle.Faults
			f.Add("/lines", "required", "A return names what is sent back.")
			return f.Err("orders.return")
		}
		if err := v.checkUnits(in.Lines, "orders.return", (*VendorLine).Returnable); err != nil {
			return err
		}
		return v.holdReturn(in, now)
	})
}

func (v *VendorOrder) holdReturn(in ReturnRequest, now time.Time) error {
	open := 0
	for _, h := range v.Returns {
		if !h.Ended {
			open++
		}
	}
	if len(v.Returns) >= maxReturns || open >= maxOpenReturns {
		return ErrReturns
	}
	for _, u := range in.Lines {
		v.line(u.Line).Returning += u.Quantity
	}
	v.Returns = append(v.Returns, ReturnHold{ID: in.ID, Lines: in.Lines})
	v.Emit(ReturnHeld{
		Return: in.ID, Withdrawal: in.Withdrawal, VendorOrder: markthalle.VendorOrderID(v.ID), Lines: in.Lines,
		Reason: in.Reason, Note: in.Note, Media: in.Media, At: now,
	})
	return nil
}

// Withdraw carries a withdrawal out in one update: units that have not been shipped are
// cancelled and refunded, shipped ones begin the return that the request names. What
// meanwhile is neither is left alone. Asking twice is asking once. Error: not_found.
func (s *Service) Withdraw(ctx context.Context, id markthalle.VendorOrderID, in ReturnRequest) (VendorOrder, error) {
	now := s.Clock.Now()
	return s.rec.vendor.Modify(ctx, string(id), func(v *VendorOrder) error {
		if v.hold(in.ID) != nil {
			return nil
		}
		var cancelled, back []Units
		for _, u := range in.Lines {
			l := v.line(u.Line)
			if l == nil {
				continue
			}
			stop := min(u.Quantity, l.open())
			if stop > 0 {
				cancelled = append(cancelled, Units{Line: u.Line, Quantity: stop})
			}
			if n := min(u.Quantity-stop, l.Returnable()); n > 0 {
				back = append(back, Units{Line: u.Line, Quantity: n})
			}
		}
		if len(back) > 0 {
			begun := in // the closure may run again
			begun.Lines = back
			if err := v.holdReturn(begun, now); err != nil {
				return err
			}
		} else if len(cancelled) > 0 { // the mark that a retry finds
			if len(v.Returns) >= maxReturns {
				return ErrReturns
			}
			v.Returns = append(v.Returns, ReturnHold{ID: in.ID, Ended: true})
		}
		if len(cancelled) == 0 {
			return nil
		}
		return v.cancel(cancelled, "buyer_request", in.Withdrawal, now)
	})
}

// EndReturn gives back the units of a return that ends without a refund. The caller has
// checked who asks. Error: not_found.
func (s *Service) EndReturn(ctx context.Context, id markthalle.VendorOrderID, ret markthalle.ReturnID) error {
	err := s.rec.vendor.Update(ctx, string(id), func(v *VendorOrder) error {
		h := v.hold(ret)
		if h == nil || h.Ended || v.openRefundOf(ret) {
			return nil
		}
		v.end(h)
		return nil
	})
	return err
}

func (v *VendorOrder) openRefundOf(ret markthalle.ReturnID) bool {
	return slices.ContainsFunc(v.Refunds, func(r RefundEntry) bool { return r.Return == ret && r.State == RefundOpen })
}

func (v *VendorOrder) end(h *ReturnHold) {
	for _, u := range h.Lines {
		v.line(u.Line).Returning -= u.Quantity
	}
	h.Lines, h.Ended = nil, true
}

// ReturnRefund is the refund that ends a return.
type ReturnRefund struct {
	Return    markthalle.ReturnID
	Refund    markthalle.RefundID
	Lines     []Units // what arrived, at most what the return speaks for
	Deduction int64   // of the lines' value, kept by the vendor
	Shipping  bool    // the delivery price goes back too, when nothing of the part remains
	Reason    string
	By        string
}

// RefundReturn decides the refund of a return: its units' frozen shares less the
// deduction. What the return speaks for beyond the given lines is free again. Asking
// twice with the same refund is asking once. The caller has checked who asks. Errors:
// not_found, orders.state when the return has ended.
func (s *Service) RefundReturn(ctx context.Context, id markthalle.VendorOrderID, in ReturnRefund) (VendorOrder, error) {
	now := s.Clock.Now()
	return s.rec.vendor.Modify(ctx, string(id), func(v *VendorOrder) error {
		if v.refund(in.Refund) != nil {
			return nil
		}
		h := v.hold(in.Return)
		if h == nil {
			return markthalle.ErrNotFound
		}
		if h.Ended || v.openRefundOf(in.Return) {
			return ErrState.Say("This return has ended or is being refunded.")
		}
		lines, err := v.returnShares(h, in)
		if err != nil {
			return err
		}
		for _, u := range h.Lines { // from now on they are the refund's
			v.line(u.Line).Returning -= u.Quantity
		}
		shipping := int64(0)
		if in.Shipping && v.allBackWith(lines) {
			shipping = v.ShippingPrice - v.ShippingBack
		}
		return v.decide(decision{
			id: in.Refund, lines: lines, shipping: shipping, reason: in.Reason, by: in.By, ret: in.Return,
		}, now)
	})
}

// returnShares are the shares of what arrived, less the deduction by largest remainder.
func (v *VendorOrder) returnShares(h *ReturnHold, in ReturnRefund) ([]RefundLine, error) {
	var lines []RefundLine
	for _, u := range in.Lines {
		i := slices.IndexFunc(h.Lines, func(x Units) bool { return x.Line == u.Line })
		if i < 0 || u.Quantity < 1 {
			continue
		}
		n := min(u.Quantity, h.Lines[i].Quantity)
		cash, err := v.line(u.Line).cash(n)
		if err != nil {
			return nil, err
		}
		lines = append(lines, RefundLine{Line: u.Line, Quantity: n, Amount: cash})
	}
	weights := make([]int64, len(lines))
	var value int64
	for i, l := range lines {
		weights[i] = l.Amount
		value += l.Amount
	}
	deduction := min(max(0, in.Deduction), value)
	if deduction == 0 {
		return lines, nil
	}
	shares, err := money.Allocate(deduction, weights)
	if err != nil {
		return nil, fmt.Errorf("spread deduction: %w", err)
	}
	for i := range lines {
		lines[i].Amount -= shares[i]
	}
	return lines, nil
}

// ReturnValue is what units would give back now, without a deduction.
func (v *VendorOrder) ReturnValue(lines []Units) (int64, error) {
	var sum int64
	for _, u := range lines {
		l := v.line(u.Line)
		if l == nil || u.Quantity < 1 || l.Refunded+u.Quantity > l.Quantity {
			continue
		}
		cash, err := l.cash(u.Quantity)
		if err != nil {
			return 0, err
		}
		sum += cash
	}
	return sum, nil
}

// allBackWith reports whether nothing of the part remains after these lines.
func (v *VendorOrder) allBackWith(lines []RefundLine) bool {
	back := map[markthalle.LineID]int64{}
	for _, l := range lines {
		back[l.Line] += l.Quantity
	}
	for i := range v.Lines {
		l := &v.Lines[i]
		if l.Refunded+back[l.ID] < l.Quantity {
			return false
		}
	}
	return true
}

// settleReturn follows the refund of a return: done or failed, the return has ended;
// rejected, it speaks for its units again.
func (v *VendorOrder) settleReturn(r *RefundEntry, now time.Time) {
	h := v.hold(r.Return)
	if h == nil {
		return
	}
	if r.State == RefundRejected {
		for _, u := range h.Lines {
			v.line(u.Line).Returning += u.Quantity
		}
	} else {
		h.Lines, h.Ended = nil, true
	}
	v.Emit(ReturnRefundSettled{Return: r.Return, Refund: r.ID, State: r.State, Code: r.Code, Amount: r.Amount, At: now})
}
