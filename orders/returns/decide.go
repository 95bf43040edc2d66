package returns

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// Decision is how an operator decides a case.
type Decision struct {
	Outcome Outcomes
	Bearer  Bearer       // of a refund
	Amount  money.Amount // of a refund: cash to the buyer
	// OperatorBP is the operator's part when the loss is shared; zero means half.
	OperatorBP money.BasisPoints
	Reason     string
}

// Decide settles a case. A refund takes its amount from the case's line, or from all
// lines of the part, by the frozen shares; what the operator bears of it is credited to
// the vendor once it is booked. Deciding the same again is deciding once. Errors:
// not_found, returns.state, Invalid "returns.decision" with all faults.
func (s *Service) Decide(ctx context.Context, actor markthalle.Actor, id markthalle.CaseID, in Decision) (Case, error) {
	if err := operatorSide(actor, markthalle.RefundsMoney); err != nil {
		return Case{}, err
	}
	c, err := s.rec.cases.Get(ctx, string(id))
	if err != nil {
		return Case{}, err
	}
	v, err := s.Orders.VendorOrder(ctx, markthalle.SystemActor("returns.decide"), c.VendorOrder)
	if err != nil {
		return Case{}, fmt.Errorf("load vendor order: %w", err)
	}
	in.Reason = strings.TrimSpace(in.Reason)
	now, left := s.Clock.Now(), leftOf(&v, c.Line)
	c, err = s.rec.cases.Modify(ctx, string(id), func(c *Case) error {
		if c.State == CaseDecided && c.same(in) {
			return nil
		}
		if !c.Open() {
			return ErrState.Say("A case that is %s cannot be decided.", c.State)
		}
		if !c.Kind.Claim() {
			return ErrState.Say("A question has nothing to decide.")
		}
		if err := in.check(c.Currency, left); err != nil {
			return err
		}
		return c.decide(in, actor, now)
	})
	if err != nil || c.Outcome != GiveRefund {
		return c, err
	}
	if err := s.refundCase(ctx, c); err != nil {
		return Case{}, err
	}
	return s.rec.cases.Get(ctx, string(id))
}

func (c *Case) same(in Decision) bool {
	return c.Outcome == in.Outcome && c.Bearer == in.Bearer && c.Amount == in.Amount.Minor && c.Reason == in.Reason
}

// leftOf is what can still go back of a line, or of all lines of a part.
func leftOf(v *orders.VendorOrder, line markthalle.LineID) int64 {
	var left int64
	for i := range v.Lines {
		if l := &v.Lines[i]; line == "" || l.ID == line {
			left += l.Paid - l.PaidBack
		}
	}
	return left
}

func (in Decision) check(currency money.Currency, left int64) error {
	var f markthalle.Faults
	checkText(&f, "/reason", in.Reason, 3, maxNote)
	switch in.Outcome {
	case GiveRefund:
		f.Check(in.Bearer == ByVendor || in.Bearer == ByOperator || in.Bearer == Shared, "/bearer", "not_allowed", "Say who bears the loss: vendor, operator or shared.")
		f.Check(in.Amount.Currency == currency, "/amount/currency", "currency", "The order is in "+string(currency)+".")
		if in.Amount.Minor < 1 || in.Amount.Minor > left {
			f.AddField(markthalle.Field{
				Pointer: "/amount/amount", Code: "range", Message: "More than what is left, or nothing.",
				Found: fmt.Sprint(in.Amount.Minor), Wanted: fmt.Sprintf("1 to %d", left),
			})
		}
	case NoRefund:
		f.Check(in.Bearer == "", "/bearer", "not_allowed", "Nobody bears anything when nothing is given.")
		f.Check(in.Amount.Minor == 0, "/amount", "not_allowed", "Nothing is given.")
	default:
		f.AddField(markthalle.Field{
			Pointer: "/outcome", Code: "not_allowed", Message: "There is no such outcome.", Found: string(in.Outcome), Wanted: "refund, no_refund",
		})
	}
	f.Check(in.OperatorBP == 0 || in.Bearer == Shared && in.OperatorBP > 0 && in.OperatorBP < money.Whole, "/operator_bp", "range", "Only a shared loss has an operator's part, between nothing and all.")
	return f.Err("returns.decision")
}

func (c *Case) decide(in Decision, actor markthalle.Actor, now time.Time) error {
	if err := c.to(CaseDecided); err != nil {
		return err
	}
	c.Outcome, c.Bearer, c.Amount, c.Reason, c.DecidedBy = in.Outcome, in.Bearer, in.Amount.Minor, in.Reason, actor.ID()
	c.OperatorBP, c.EndedAt, c.DueAt, c.RefundCode = 0, now, time.Time{}, ""
	switch in.Bearer {
	case ByOperator:
		c.OperatorBP = money.Whole
	case Shared:
		if c.OperatorBP = in.OperatorBP; c.OperatorBP == 0 {
			c.OperatorBP = money.Whole / 2
		}
	case ByVendor:
	}
	c.Attempt++
	c.Refund = ""
	if in.Outcome == GiveRefund {
		c.Refund = markthalle.RefundID(fmt.Sprintf("ref_%s_d%d", markthalle.Body(c.ID), c.Attempt))
	} else {
		c.tell(now) // a refund frees the money only once it is booked
	}
	c.Emit(CaseDecision{Case: markthalle.CaseID(c.ID), At: now})
	c.Emit(accounts.Audit(actor, c.ID, "case_decided", in.Reason, accounts.Change{Field: "outcome", After: string(in.Outcome)},
		accounts.Change{Field: "bearer", After: string(in.Bearer)}, accounts.Change{Field: "amount", After: in.Amount.String()}))
	return nil
}

// RefundCase is the reaction to a decision: its refund is carried out.
func (s *Service) RefundCase(ctx context.Context, e CaseDecision, _ store.Cause) error {
	c, err := s.rec.cases.Get(ctx, string(e.Case))
	if err != nil {
		return fmt.Errorf("load case: %w", err)
	}
	if c.State != CaseDecided || c.Outcome != GiveRefund {
		return nil
	}
	return s.refundCase(ctx, c)
}

func (s *Service) refundCase(ctx context.Context, c Case) error {
	in := orders.RefundInput{ID: c.Refund, Reason: "goodwill", OperatorBP: c.OperatorBP}
	if c.Line != "" {
		in.Lines = []orders.RefundWish{{Line: c.Line, Amount: &c.Amount}}
	} else {
		in.Amount = &c.Amount
	}
	_, err := s.Orders.Refund(ctx, markthalle.SystemActor("returns.case"), c.VendorOrder, in)
	switch kind := markthalle.KindOf(err); {
	case err == nil:
		return nil
	case kind == markthalle.Invalid || kind == markthalle.Conflict:
		return s.undecide(ctx, markthalle.CaseID(c.ID), c.Refund, markthalle.CodeOf(err))
	}
	return fmt.Errorf("refund case: %w", err)
}

// undecide brings a case before the operator again whose refund was not possible.
func (s *Service) undecide(ctx context.Context, id markthalle.CaseID, refund markthalle.RefundID, code string) error {
	now := s.Clock.Now()
	err := s.rec.cases.Update(ctx, string(id), func(c *Case) error {
		if c.State != CaseDecided || c.Refund != refund {
			return nil
		}
		c.RefundCode, c.EndedAt = code, time.Time{}
		if err := c.escalate("refund_impossible", now, s.Config); err != nil {
			return err
		}
		c.tell(now)
		return nil
	})
	return err
}

// caseOf returns the case whose decision a refund carries out, empty when it is none.
func caseOf(refund markthalle.RefundID) markthalle.CaseID {
	body := markthalle.Body(refund)
	i := strings.LastIndex(body, "_d")
	if i < 1 || strings.Trim(body[i+2:], "0123456789") != "" {
		return ""
	}
	return markthalle.CaseID("case_" + body[:i])
}

// CaseRefunded is the reaction to a refund that the provider has paid: the case that
// decided it holds the vendor's money no longer.
func (s *Service) CaseRefunded(ctx context.Context, e payments.RefundSucceeded, _ store.Cause) error {
	return s.settleCase(ctx, e.Refund, e.At)
}

// CaseRefundFailed is the reaction to a refund that came back: what is owed to the buyer
// is the market's to send, the vendor's part is booked.
func (s *Service) CaseRefundFailed(ctx context.Context, e payments.RefundFailedEvent, _ store.Cause) error {
	return s.settleCase(ctx, e.Refund, e.At)
}

func (s *Service) settleCase(ctx context.Context, refund markthalle.RefundID, at time.Time) error {
	id := caseOf(refund)
	if id == "" {
		return nil
	}
	err := s.rec.cases.Update(ctx, string(id), func(c *Case) error {
		if c.State == CaseDecided && c.Refund == refund {
			c.tell(at)
		}
		return nil
	})
	return absent(err)
}

// CaseRefundRejected is the reaction to a refund that was not possible.
func (s *Service) CaseRefundRejected(ctx context.Context, e payments.RefundRejected, _ store.Cause) error {
	if id := caseOf(e.Refund); id != "" {
		return absent(s.undecide(ctx, id, e.Refund, e.Code))
	}
	return nil
}

// absent treats a refund that only looks like a case's as somebody else's.
func absent(err error) error {
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	return err
}
