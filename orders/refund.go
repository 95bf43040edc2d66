package orders

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// RefundInput is a wish to give money back. A line is named with units (its share is
// worked out by cumulative allocation, PAY-71), or with an amount for the line together.
type RefundInput struct {
	ID       markthalle.RefundID // minted by the caller, so that a retry is the same refund
	Lines    []RefundWish
	Amount   *int64 // instead of lines: spread over what is left to refund (E12)
	Shipping int64  // of the delivery price
	Reason   string
	// OperatorBP is the operator's part of what the refund takes from the vendor, when a
	// case was decided so.
	OperatorBP money.BasisPoints
}

// RefundWish is one line of a RefundInput.
type RefundWish struct {
	Line     markthalle.LineID
	Quantity int64
	Amount   *int64
}

// refundReasons and cancelReasons are the codes of the api contract.
var (
	refundReasons = []string{
		"damaged", "defective", "wrong_item", "not_as_described", "missing_parts", "late", "changed_mind",
		"withdrawal", "goodwill", "other",
	}
	cancelReasons = []string{
		"out_of_stock", "price_error", "address_undeliverable", "buyer_request", "payment_problem",
		"fraud_suspected", "other",
	}
)

func checkReason(reason string, allowed []string, code string) error {
	var f markthalle.Faults
	if !slices.Contains(allowed, reason) {
		f.AddField(markthalle.Field{
			Pointer: "/reason", Code: "not_allowed", Message: "This reason is not known.",
			Found: reason, Wanted: fmt.Sprint(allowed),
		})
	}
	return f.Err(code)
}

// Refund decides to give money back; payments moves it and payouts books it. Asking
// twice with the same id is asking once. Errors: not_found, Invalid "orders.refund"
// with all faults, Conflict "orders.nothing_to_refund", orders.state.
func (s *Service) Refund(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID, in RefundInput) (VendorOrder, error) {
	if err := checkReason(in.Reason, refundReasons, "orders.refund"); err != nil {
		return VendorOrder{}, err
	}
	now := s.Clock.Now()
	return s.modify(ctx, actor, markthalle.RefundsMoney, id, func(v *VendorOrder) error {
		if v.refund(in.ID) != nil {
			return nil
		}
		lines, err := v.share(in)
		if err != nil {
			return err
		}
		return v.decide(decision{
			id: in.ID, lines: lines, shipping: in.Shipping, reason: in.Reason, by: actor.ID(), operatorBP: in.OperatorBP,
		}, now)
	})
}

// share turns a wish into lines with units and cash, and checks it against what is left.
func (v *VendorOrder) share(in RefundInput) ([]RefundLine, error) {
	var f markthalle.Faults
	if in.Shipping < 0 || in.Shipping > v.ShippingPrice-v.ShippingBack {
		f.AddField(markthalle.Field{
			Pointer: "/shipping_amount", Code: "range", Message: "More than what is left of the delivery price.",
			Found: fmt.Sprint(in.Shipping), Wanted: fmt.Sprintf("0 to %d", v.ShippingPrice-v.ShippingBack),
		})
	}
	if in.Amount != nil && len(in.Lines) > 0 {
		f.Add("/amount", "one_of", "A refund names lines or an amount, not both.")
	}
	if in.Amount == nil && len(in.Lines) == 0 && in.Shipping == 0 {
		f.Add("/lines", "required", "A refund names what is refunded.")
	}
	if err := f.Err("orders.refund"); err != nil {
		return nil, err
	}
	if in.Amount != nil {
		return v.spread(*in.Amount)
	}
	var out []RefundLine
	seen := map[markthalle.LineID]bool{}
	for i, w := range in.Lines {
		l := v.line(w.Line)
		at := fmt.Sprintf("/lines/%d", i)
		if l == nil || seen[w.Line] {
			f.Add(at+"/line_id", "not_found", "This order has no such line, or it is named twice.")
			continue
		}
		seen[w.Line] = true
		r, err := l.wish(w, at, &f)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, f.Err("orders.refund")
}

// wish works out one line's part of a refund.
func (l *VendorLine) wish(w RefundWish, at string, f *markthalle.Faults) (RefundLine, error) {
	left := l.Paid - l.PaidBack
	if w.Amount != nil {
		if *w.Amount < 1 || *w.Amount > left {
			f.AddField(markthalle.Field{
				Pointer: at + "/amount", Code: "range", Message: "More than what is left of the line.",
				Found: fmt.Sprint(*w.Amount), Wanted: fmt.Sprintf("1 to %d", left),
			})
		}
		if w.Quantity < 0 || w.Quantity > l.refundable() {
			f.Add(at+"/quantity", "range", "More units than are left.")
		}
		return RefundLine{Line: l.ID, Quantity: w.Quantity, Amount: *w.Amount}, nil
	}
	if w.Quantity < 1 || w.Quantity > l.refundable() {
		f.AddField(markthalle.Field{
			Pointer: at + "/quantity", Code: "range", Message: "More units than are left to refund.",
			Found: fmt.Sprint(w.Quantity), Wanted: fmt.Sprintf("1 to %d", l.refundable()),
		})
		return RefundLine{}, nil
	}
	amount, err := l.cash(w.Quantity)
	return RefundLine{Line: l.ID, Quantity: w.Quantity, Amount: amount}, err
}

// refundable is how many units are neither refunded nor spoken for by a return.
func (l *VendorLine) refundable() int64 { return l.Quantity - l.Refunded - l.Returning }

// cash is what the next k units of a line give back: the cumulative share of the units
// refunded so far and these, less what has gone back; the last unit takes the rest
// (PAY-71). What went back by amount counts.
func (l *VendorLine) cash(k int64) (int64, error) {
	if l.Refunded+k == l.Quantity {
		return l.Paid - l.PaidBack, nil
	}
	n, err := money.CumulativeShare(l.Paid, l.Refunded+k, l.Quantity, 0)
	if err != nil {
		return 0, fmt.Errorf("share of line %s: %w", l.ID, err)
	}
	return max(0, n-l.PaidBack), nil
}

// spread allocates an amount without lines over what is left of the lines (marketplace
// rules §9.2, example E12).
func (v *VendorOrder) spread(amount int64) ([]RefundLine, error) {
	weights := make([]int64, len(v.Lines))
	var left int64
	for i, l := range v.Lines {
		weights[i] = l.Paid - l.PaidBack
		left += weights[i]
	}
	if amount < 1 || amount > left {
		return nil, &markthalle.Error{
			Kind: markthalle.Invalid, Code: "orders.refund", Text: "The amount is not possible.",
			Fields: []markthalle.Field{{
				Pointer: "/amount", Code: "range", Message: "More than what is left of the order.",
				Found: fmt.Sprint(amount), Wanted: fmt.Sprintf("1 to %d", left),
			}},
		}
	}
	shares, err := money.Allocate(amount, weights)
	if err != nil {
		return nil, fmt.Errorf("spread refund: %w", err)
	}
	var out []RefundLine
	for i, n := range shares {
		if n > 0 {
			out = append(out, RefundLine{Line: v.Lines[i].ID, Amount: n})
		}
	}
	return out, nil
}

// decision is a refund as somebody decided it.
type decision struct {
	id         markthalle.RefundID
	lines      []RefundLine
	shipping   int64
	reason, by string
	ret        markthalle.ReturnID // the return that it ends; may be empty
	operatorBP money.BasisPoints
}

// decide records a refund and takes its shares, in the same update as its event.
func (v *VendorOrder) decide(d decision, now time.Time) error {
	if len(v.Refunds) >= maxRefunds {
		return ErrState.Say("A vendor order has at most %d refunds.", maxRefunds)
	}
	amount := d.shipping
	for _, r := range d.lines {
		l := v.line(r.Line)
		l.Refunded += r.Quantity
		l.PaidBack += r.Amount
		amount += r.Amount
	}
	v.ShippingBack += d.shipping
	v.Refunds = append(v.Refunds, RefundEntry{
		ID: d.id, Lines: d.lines, Shipping: d.shipping, Amount: amount, Reason: d.reason, By: d.by, Return: d.ret,
		State: RefundOpen, At: now,
	})
	v.Emit(RefundDecided{
		Refund: d.id, Order: v.Order, VendorOrder: markthalle.VendorOrderID(v.ID), Vendor: v.Vendor, Lines: d.lines,
		Shipping: d.shipping, Amount: money.New(amount, v.Currency), Reason: d.reason, OperatorBP: d.operatorBP, At: now,
	})
	return nil
}

// MarkRefunded is the reaction to a refund that the provider has paid.
func (s *Service) MarkRefunded(ctx context.Context, e payments.RefundSucceeded, _ store.Cause) error {
	return s.settleRefund(ctx, e.VendorOrder, e.Refund, RefundDone, "")
}

// MarkRefundRejected is the reaction to a refund that was not possible: its shares are
// free again.
func (s *Service) MarkRefundRejected(ctx context.Context, e payments.RefundRejected, _ store.Cause) error {
	return s.settleRefund(ctx, e.VendorOrder, e.Refund, RefundRejected, e.Code)
}

// MarkRefundFailed is the reaction to a refund that came back from the provider.
func (s *Service) MarkRefundFailed(ctx context.Context, e payments.RefundFailedEvent, _ store.Cause) error {
	return s.settleRefund(ctx, e.VendorOrder, e.Refund, RefundFailed, e.Code)
}

func (s *Service) settleRefund(ctx context.Context, vo markthalle.VendorOrderID, id markthalle.RefundID, state RefundState, code string) error {
	if vo == "" {
		return nil // a stray payment's refund belongs to no vendor order
	}
	now := s.Clock.Now()
	err := s.rec.vendor.Update(ctx, string(vo), func(v *VendorOrder) error {
		r := v.refund(id)
		if r == nil || r.State == state || r.State == RefundRejected {
			return nil
		}
		if state == RefundRejected {
			for _, x := range r.Lines {
				l := v.line(x.Line)
				l.Refunded -= x.Quantity
				l.PaidBack -= x.Amount
			}
			v.ShippingBack -= r.Shipping
		}
		r.State, r.Code, r.DoneAt = state, code, now
		if r.Return != "" {
			v.settleReturn(r, now)
		}
		return nil
	})
	return err
}
