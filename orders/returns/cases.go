package returns

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
)

// CaseInput opens a case about one vendor order.
type CaseInput struct {
	ID          markthalle.CaseID // minted by the caller
	Order       markthalle.OrderID
	Token       string
	VendorOrder markthalle.VendorOrderID // needed when no line is named and the order has several parts
	Line        markthalle.LineID
	Kind        Kind
	Text        string
	Media       []string
}

// maxOpenClaims bounds the claims that are open about one vendor order.
const maxOpenClaims = 5

// ErrOpenCase is returned when the same thing is before somebody already.
var ErrOpenCase = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "returns.case_open", Text: "There is an open case about this already; please write there.",
}

// OpenCase opens a case; claims wait for the vendor's answer, then for the operator.
// Errors: not_found, returns.case_open, Invalid "returns.case" with all faults.
func (s *Service) OpenCase(ctx context.Context, actor markthalle.Actor, in CaseInput) (Case, error) {
	o, err := s.Orders.Order(ctx, actor, in.Order, in.Token)
	if err != nil {
		return Case{}, err
	}
	parts, err := s.Orders.PartsOf(ctx, &o)
	if err != nil {
		return Case{}, fmt.Errorf("load vendor orders: %w", err)
	}
	v, err := checkCase(in, parts)
	if err != nil {
		return Case{}, err
	}
	if have, err := s.rec.cases.Get(ctx, string(in.ID)); err == nil {
		return have, nil // the same request again
	}
	if in.Kind.Claim() {
		if err := s.roomForClaim(ctx, v, in.Line); err != nil {
			return Case{}, err
		}
	}
	now := s.Clock.Now()
	c := s.newCase(v, in.Kind, in.Line, now)
	c.ID = string(in.ID)
	c.say(Message{From: SideBuyer, By: actor.ID(), Text: strings.TrimSpace(in.Text), Media: in.Media, At: now})
	c.tell(now)
	c.Emit(CaseOpened{Case: in.ID})
	if err := s.insertCase(ctx, c); err != nil {
		return Case{}, err
	}
	return s.rec.cases.Get(ctx, c.ID)
}

func (s *Service) insertCase(ctx context.Context, c Case) error {
	if _, err := s.rec.cases.Insert(ctx, c); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("store case: %w", err)
	}
	return nil
}

func checkCase(in CaseInput, parts []orders.VendorOrder) (*orders.VendorOrder, error) {
	var f markthalle.Faults
	if !slices.Contains(Kinds(), in.Kind) {
		f.AddField(markthalle.Field{
			Pointer: "/kind", Code: "not_allowed", Message: "There is no such kind of case.", Found: string(in.Kind), Wanted: fmt.Sprint(Kinds()),
		})
	}
	checkText(&f, "/text", in.Text, 3, maxNote)
	checkMedia(&f, in.Media)
	var v *orders.VendorOrder
	switch {
	case in.Line != "":
		v, _ = lineIn(parts, in.Line)
		f.Check(v != nil, "/line", "not_found", "This order has no such line.")
	case in.VendorOrder != "":
		i := slices.IndexFunc(parts, func(x orders.VendorOrder) bool { return x.ID == string(in.VendorOrder) })
		if i >= 0 {
			v = &parts[i]
		}
		f.Check(v != nil, "/vendor_order", "not_found", "This order has no such part.")
	case len(parts) == 1:
		v = &parts[0]
	default:
		f.Add("/line", "required", "Say which line or which part of the order this is about.")
	}
	return v, f.Err("returns.case")
}

// roomForClaim refuses a second claim about the same thing.
func (s *Service) roomForClaim(ctx context.Context, v *orders.VendorOrder, line markthalle.LineID) error {
	list, err := s.rec.cases.Find(ctx, store.Query{Index: "order", Eq: []any{string(v.Order)}, Desc: true, Page: markthalle.PageQuery{Limit: 100}})
	if err != nil {
		return fmt.Errorf("look up cases: %w", err)
	}
	open := 0
	for _, c := range list.Items {
		if !c.Open() || !c.Kind.Claim() || string(c.VendorOrder) != v.ID {
			continue
		}
		open++
		if c.Line == line {
			return ErrOpenCase
		}
	}
	if open >= maxOpenClaims {
		return ErrOpenCase
	}
	return nil
}

// side says for whom an actor speaks in a case; a stranger finds nothing.
func (s *Service) side(ctx context.Context, actor markthalle.Actor, c *Case, token string, p markthalle.Permission) (string, error) {
	switch actor.Kind {
	case markthalle.Vendor:
		return SideVendor, actor.RequireFor(p, c.Vendor)
	case markthalle.Operator:
		if token == "" {
			return SideOperator, actor.Require(p)
		}
	case markthalle.System:
		return SideMarket, nil
	case markthalle.Guest, markthalle.Buyer:
	}
	_, err := s.Orders.Order(ctx, actor, c.Order, token)
	return SideBuyer, err
}

// MessageInput is what somebody writes in a case.
type MessageInput struct {
	Key   string // minted by the caller
	Text  string
	Media []string
}

// Write adds a message: a vendor's answers the case, a buyer's asks the vendor again.
// Errors: not_found, returns.state, Conflict "returns.case_full", Invalid
// "returns.message" with all faults.
func (s *Service) Write(ctx context.Context, actor markthalle.Actor, id markthalle.CaseID, token string, in MessageInput) (Case, error) {
	c, err := s.rec.cases.Get(ctx, string(id))
	if err != nil {
		return Case{}, err
	}
	side, err := s.side(ctx, actor, &c, token, markthalle.OrdersWrite)
	if err != nil {
		return Case{}, err
	}
	var f markthalle.Faults
	checkText(&f, "/text", in.Text, 1, maxNote)
	checkMedia(&f, in.Media)
	if err := f.Err("returns.message"); err != nil {
		return Case{}, err
	}
	now := s.Clock.Now()
	m := Message{Key: in.Key, From: side, By: actor.ID(), Text: strings.TrimSpace(in.Text), Media: in.Media, At: now}
	return s.rec.cases.Modify(ctx, string(id), func(c *Case) error {
		if c.said(in.Key) {
			return nil
		}
		if !c.Open() {
			return ErrState.Say("A case that is %s takes no messages.", c.State)
		}
		if len(c.Messages) >= maxMessages {
			return markthalle.Errorf(markthalle.Conflict, "returns.case_full", "A case holds at most %d messages.", maxMessages)
		}
		switch {
		case side == SideVendor && c.State == CaseOpen:
			c.State, c.DueAt = CaseAnswered, now.Add(s.Config.BuyerWithin)
		case side == SideBuyer && c.State == CaseAnswered:
			c.State, c.DueAt = CaseOpen, now.Add(s.Config.AnswerWithin)
		}
		c.say(m)
		return nil
	})
}

// Escalate brings a claim before the operator because the buyer asks for it. Errors:
// not_found, returns.state.
func (s *Service) Escalate(ctx context.Context, actor markthalle.Actor, id markthalle.CaseID, token string) (Case, error) {
	if err := s.buyerOf(ctx, actor, id, token); err != nil {
		return Case{}, err
	}
	now := s.Clock.Now()
	return s.rec.cases.Modify(ctx, string(id), func(c *Case) error {
		if c.State == CaseEscalated {
			return nil
		}
		if !c.Kind.Claim() {
			return ErrState.Say("A question has nothing to decide.")
		}
		if !c.Open() {
			return ErrState.Say("A case that is %s cannot come before the operator.", c.State)
		}
		return c.escalate("buyer", now, s.Config)
	})
}

// Close ends a case because the buyer is content. Errors: not_found, returns.state.
func (s *Service) Close(ctx context.Context, actor markthalle.Actor, id markthalle.CaseID, token string) (Case, error) {
	if err := s.buyerOf(ctx, actor, id, token); err != nil {
		return Case{}, err
	}
	now := s.Clock.Now()
	return s.rec.cases.Modify(ctx, string(id), func(c *Case) error {
		if c.State == CaseClosed {
			return nil
		}
		return c.close(now)
	})
}

// buyerOf checks that the buyer of a case asks.
func (s *Service) buyerOf(ctx context.Context, actor markthalle.Actor, id markthalle.CaseID, token string) error {
	c, err := s.rec.cases.Get(ctx, string(id))
	if err != nil {
		return err
	}
	side, err := s.side(ctx, actor, &c, token, markthalle.OrdersWrite)
	if err == nil && side != SideBuyer && side != SideMarket {
		err = markthalle.ErrPermission
	}
	return err
}

// OpenOverdue is the reaction to a refund that is late: the operator has to look at it.
func (s *Service) OpenOverdue(ctx context.Context, e RefundOverdue, _ store.Cause) error {
	r, err := s.rec.returns.Get(ctx, string(e.Return))
	if err != nil {
		return fmt.Errorf("load return: %w", err)
	}
	v, err := s.Orders.VendorOrder(ctx, markthalle.SystemActor("returns.overdue"), r.VendorOrder)
	if err != nil {
		return fmt.Errorf("load vendor order: %w", err)
	}
	c := s.newCase(&v, OverdueRefund, "", e.At)
	c.ID, c.Return = "case_"+markthalle.Body(r.ID), markthalle.ReturnID(r.ID)
	if err := c.escalate("vendor_silent", e.At, s.Config); err != nil {
		return err
	}
	c.say(Message{From: SideMarket, By: "returns.overdue", Text: "refund_overdue", At: e.At})
	c.tell(e.At)
	c.Emit(CaseOpened{Case: markthalle.CaseID(c.ID)})
	return s.insertCase(ctx, c)
}
