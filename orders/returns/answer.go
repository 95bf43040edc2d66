package returns

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
)

func (s *Service) modify(ctx context.Context, actor markthalle.Actor, p markthalle.Permission, id markthalle.ReturnID, fn func(*Return) error) (Return, error) {
	return s.rec.returns.Modify(ctx, string(id), func(r *Return) error {
		if err := vendorSide(actor, p, r.Vendor); err != nil {
			return err
		}
		return fn(r)
	})
}

// Approve lets a return come. Approving twice is approving once. Errors: not_found,
// returns.state, Invalid "returns.answer".
func (s *Service) Approve(ctx context.Context, actor markthalle.Actor, id markthalle.ReturnID, note string) (Return, error) {
	var f markthalle.Faults
	checkText(&f, "/note", note, 0, maxNote)
	if err := f.Err("returns.answer"); err != nil {
		return Return{}, err
	}
	now := s.Clock.Now()
	return s.modify(ctx, actor, markthalle.OrdersWrite, id, func(r *Return) error {
		if r.State == Approved {
			return nil
		}
		return r.approve(actor.ID(), note, now, s.Config)
	})
}

func (r *Return) approve(by, note string, now time.Time, c Config) error {
	if r.State != Requested {
		return ErrState.Say("A return that is %s cannot be approved.", r.State)
	}
	if err := r.to(Approved); err != nil {
		return err
	}
	r.ApprovedAt, r.Answer, r.DueAt = now, note, now.Add(c.SendWithin)
	r.log(now, by, note)
	r.Emit(ReturnAnswered{Return: markthalle.ReturnID(r.ID), State: Approved, Text: note})
	return nil
}

// Refuse declines a return and says why. Errors: not_found, returns.state, Conflict
// returns.withdrawal, Invalid "returns.answer".
func (s *Service) Refuse(ctx context.Context, actor markthalle.Actor, id markthalle.ReturnID, reason string) (Return, error) {
	var f markthalle.Faults
	checkText(&f, "/reason", reason, 3, maxNote)
	if err := f.Err("returns.answer"); err != nil {
		return Return{}, err
	}
	now := s.Clock.Now()
	return s.modify(ctx, actor, markthalle.OrdersWrite, id, func(r *Return) error {
		if r.State == Refused {
			return nil
		}
		if r.Withdrawal != "" {
			return ErrWithdrawal
		}
		if err := r.to(Refused); err != nil {
			return err
		}
		r.Answer = reason
		r.finish(now, actor.ID(), reason)
		r.Emit(ReturnEnded{Return: id, VendorOrder: r.VendorOrder})
		r.Emit(ReturnAnswered{Return: id, State: Refused, Text: reason})
		return nil
	})
}

// finish notes the end of a return and tells payouts.
func (r *Return) finish(now time.Time, by, text string) {
	r.EndedAt, r.DueAt = now, time.Time{}
	r.log(now, by, text)
	r.tell(now)
}

// Receive records what has come back; without lines, everything. Errors: not_found,
// returns.state, Invalid "returns.receipt" with all faults.
func (s *Service) Receive(ctx context.Context, actor markthalle.Actor, id markthalle.ReturnID, lines []orders.Units, note string) (Return, error) {
	now := s.Clock.Now()
	return s.modify(ctx, actor, markthalle.OrdersWrite, id, func(r *Return) error {
		if r.State == Received {
			return nil
		}
		if err := r.receive(lines, note); err != nil {
			return err
		}
		if err := r.to(Received); err != nil {
			return err
		}
		r.ReceivedAt, r.DueAt = now, now.Add(s.Config.RefundWithin)
		r.log(now, actor.ID(), note)
		return nil
	})
}

func (r *Return) receive(lines []orders.Units, note string) error {
	var f markthalle.Faults
	checkText(&f, "/note", note, 0, maxNote)
	arrived := map[markthalle.LineID]int64{}
	for i, u := range lines {
		at := fmt.Sprintf("/lines/%d", i)
		n := slices.IndexFunc(r.Lines, func(l Line) bool { return l.Line == u.Line })
		_, twice := arrived[u.Line]
		switch {
		case n < 0:
			f.Add(at+"/line_id", "not_found", "This return has no such line.")
		case twice:
			f.Add(at+"/line_id", "duplicate", "This line is named twice.")
		case u.Quantity < 0 || u.Quantity > r.Lines[n].Quantity:
			f.AddField(markthalle.Field{
				Pointer: at + "/quantity", Code: "range", Message: "More than was to come back.",
				Found: fmt.Sprint(u.Quantity), Wanted: fmt.Sprintf("0 to %d", r.Lines[n].Quantity),
			})
		}
		arrived[u.Line] = u.Quantity
	}
	if err := f.Err("returns.receipt"); err != nil {
		return err
	}
	for i := range r.Lines {
		l := &r.Lines[i]
		l.Arrived = l.Quantity
		if len(lines) > 0 {
			l.Arrived = arrived[l.Line]
		}
	}
	return nil
}

// RefundInput is how a return is paid back.
type RefundInput struct {
	Deduction int64  // of the goods' value, kept by the vendor
	Reason    string // of the deduction; needed with one
}

// Refund pays a return back: what arrived, or everything when the vendor does not wait
// for the goods, less a deduction. Commission comes back by each line's rule. Asking
// twice is asking once. Errors: not_found, returns.state, Invalid "returns.refund" with
// all faults.
func (s *Service) Refund(ctx context.Context, actor markthalle.Actor, id markthalle.ReturnID, in RefundInput) (Return, error) {
	r, err := s.Return(ctx, actor, id)
	if err != nil {
		return Return{}, err
	}
	v, err := s.Orders.VendorOrder(ctx, markthalle.SystemActor("returns.refund"), r.VendorOrder)
	if err != nil {
		return Return{}, fmt.Errorf("load vendor order: %w", err)
	}
	value, err := v.ReturnValue(r.arrived())
	if err != nil {
		return Return{}, err
	}
	in.Reason = strings.TrimSpace(in.Reason)
	now := s.Clock.Now()
	r, err = s.modify(ctx, actor, markthalle.RefundsMoney, id, func(r *Return) error {
		if r.State == Refunding || r.State == Refunded {
			return nil
		}
		if err := in.check(value); err != nil {
			return err
		}
		if err := r.to(Refunding); err != nil {
			return err
		}
		r.Attempt++
		r.Refund = markthalle.RefundID(fmt.Sprintf("ref_%s_r%d", markthalle.Body(r.ID), r.Attempt))
		r.RefundState, r.RefundCode, r.RefundedBy = orders.RefundOpen, "", actor.ID()
		r.Deduction, r.DeductionReason, r.DueAt = in.Deduction, in.Reason, time.Time{}
		r.log(now, actor.ID(), in.Reason)
		r.Emit(RefundWanted{Return: id, Refund: r.Refund})
		return nil
	})
	if err != nil || r.State != Refunding {
		return r, err
	}
	if err := s.refund(ctx, r); err != nil {
		return Return{}, err
	}
	return s.rec.returns.Get(ctx, string(id))
}

func (in RefundInput) check(value int64) error {
	var f markthalle.Faults
	if in.Deduction < 0 || in.Deduction > value {
		f.AddField(markthalle.Field{
			Pointer: "/deduction/amount", Code: "range", Message: "A deduction is at most what the goods cost.",
			Found: fmt.Sprint(in.Deduction), Wanted: fmt.Sprintf("0 to %d", value),
		})
	}
	least := 0
	if in.Deduction != 0 {
		least = 3
	}
	checkText(&f, "/reason", in.Reason, least, maxNote)
	return f.Err("returns.refund")
}

// MakeRefund is the reaction to a return's refund that is decided.
func (s *Service) MakeRefund(ctx context.Context, e RefundWanted, _ store.Cause) error {
	r, err := s.rec.returns.Get(ctx, string(e.Return))
	if err != nil {
		return fmt.Errorf("load return: %w", err)
	}
	if r.State != Refunding || r.Refund != e.Refund {
		return nil
	}
	return s.refund(ctx, r)
}

// refund asks orders for the refund that the return names, and notes what it comes to.
func (s *Service) refund(ctx context.Context, r Return) error {
	v, err := s.Orders.RefundReturn(ctx, r.VendorOrder, orders.ReturnRefund{
		Return: markthalle.ReturnID(r.ID), Refund: r.Refund, Lines: r.arrived(), Deduction: r.Deduction,
		Shipping: shippingBack(r.Reason), Reason: r.Reason, By: r.RefundedBy,
	})
	if errors.Is(err, orders.ErrState) {
		return s.settle(ctx, orders.ReturnRefundSettled{
			Return: markthalle.ReturnID(r.ID), Refund: r.Refund, State: orders.RefundRejected, Code: orders.ErrState.Code, At: s.Clock.Now(),
		})
	}
	if err != nil {
		return fmt.Errorf("refund return: %w", err)
	}
	amount := int64(0)
	for _, x := range v.Refunds {
		if x.ID == r.Refund {
			amount = x.Amount
		}
	}
	err = s.rec.returns.Update(ctx, r.ID, func(q *Return) error {
		if q.Refund == r.Refund && q.State == Refunding {
			q.Amount = amount
		}
		return nil
	})
	return err
}

// Settle is the reaction to what became of a return's refund.
func (s *Service) Settle(ctx context.Context, e orders.ReturnRefundSettled, _ store.Cause) error {
	return s.settle(ctx, e)
}

func (s *Service) settle(ctx context.Context, e orders.ReturnRefundSettled) error {
	err := s.rec.returns.Update(ctx, string(e.Return), func(r *Return) error {
		if r.Refund != e.Refund {
			return nil
		}
		r.RefundState, r.RefundCode = e.State, e.Code
		if r.State != Refunding {
			return nil
		}
		if e.State != orders.RefundRejected { // paid, or owed to the buyer by the market
			r.Amount = e.Amount
			if err := r.to(Refunded); err != nil {
				return err
			}
			r.finish(e.At, "refund", "")
			return nil
		}
		back, within := Approved, s.Config.SendWithin
		if !r.ReceivedAt.IsZero() {
			back, within = Received, s.Config.RefundWithin
		}
		r.Amount, r.DueAt = 0, e.At.Add(within)
		r.log(e.At, "refund", e.Code)
		return r.to(back)
	})
	return err
}

// FreeUnits is the reaction to a return that ended without a refund.
func (s *Service) FreeUnits(ctx context.Context, e ReturnEnded, _ store.Cause) error {
	return s.Orders.EndReturn(ctx, e.VendorOrder, e.Return)
}
