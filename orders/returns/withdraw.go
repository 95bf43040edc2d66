package returns

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// StateInput is the first step of a withdrawal. Order with a session or Token is the
// buyer's own order, whose lines are checked; without it, number and address are what
// anybody could have typed, and the answer never says whether they belong to an order.
type StateInput struct {
	ID     string // wd_…, minted by the caller
	Order  markthalle.OrderID
	Token  string
	Number string
	Name   string
	Email  string
	Lines  []orders.Units
	Words  string
	Locale markthalle.Locale
}

// maxStated bounds the lines that a statement names: no order has more.
const maxStated = 100

// StateWithdrawal records a statement; nothing happens before it is confirmed. Errors:
// not_found, Invalid "returns.withdrawal" with all faults.
func (s *Service) StateWithdrawal(ctx context.Context, actor markthalle.Actor, in StateInput) (Withdrawal, error) {
	w := Withdrawal{
		Meta: store.Meta{ID: in.ID}, Number: strings.ToUpper(strings.TrimSpace(in.Number)), Name: strings.TrimSpace(in.Name),
		Email: strings.TrimSpace(in.Email), Locale: in.Locale, Lines: in.Lines, Words: strings.TrimSpace(in.Words),
		State: Stated, StatedAt: s.Clock.Now(),
	}
	var parts []orders.VendorOrder
	if in.Order != "" {
		o, err := s.Orders.Order(ctx, actor, in.Order, in.Token)
		if err != nil {
			return Withdrawal{}, err
		}
		if parts, err = s.Orders.PartsOf(ctx, &o); err != nil {
			return Withdrawal{}, fmt.Errorf("load vendor orders: %w", err)
		}
		w.Order, w.Opened, w.Number = in.Order, true, o.Number
	}
	if err := w.check(parts); err != nil {
		return Withdrawal{}, err
	}
	if w.Order == "" {
		id, err := s.orderOf(ctx, w.Number, w.Email)
		if err != nil {
			return Withdrawal{}, err
		}
		w.Order = id
	}
	stored, err := s.rec.withdrawals.Insert(ctx, w)
	if errors.Is(err, store.ErrExists) {
		return s.rec.withdrawals.Get(ctx, in.ID)
	}
	return stored, err
}

func (w *Withdrawal) check(parts []orders.VendorOrder) error {
	var f markthalle.Faults
	checkText(&f, "/number", w.Number, 1, 40)
	checkText(&f, "/name", w.Name, 1, 200)
	checkText(&f, "/items", w.Words, 0, 1000)
	_, err := mail.ParseAddress(w.Email)
	f.Check(err == nil && len(w.Email) <= 254, "/email", "not_an_email", "This is not an e-mail address.")
	f.Check(len(w.Lines) <= maxStated, "/lines", "too_many", fmt.Sprintf("At most %d lines can be named.", maxStated))
	for i, u := range w.Lines {
		at := fmt.Sprintf("/lines/%d", i)
		f.Check(u.Quantity >= 1, at+"/quantity", "range", "The quantity is not possible.")
		if !w.Opened {
			continue
		}
		switch _, l := lineIn(parts, u.Line); {
		case l == nil:
			f.Add(at+"/line_id", "not_found", "This order has no such line.")
		case u.Quantity > l.Quantity:
			f.AddField(markthalle.Field{
				Pointer: at + "/quantity", Code: "range", Message: "The quantity is not possible.",
				Found: fmt.Sprint(u.Quantity), Wanted: fmt.Sprintf("1 to %d", l.Quantity),
			})
		}
	}
	return f.Err("returns.withdrawal")
}

// orderOf returns the paid order that a number and an address belong to, empty when none
// does. What it finds must not leave this package.
func (s *Service) orderOf(ctx context.Context, number, email string) (markthalle.OrderID, error) {
	list, err := s.Orders.ByNumber(ctx, number)
	if err != nil {
		return "", fmt.Errorf("look up order: %w", err)
	}
	found := markthalle.OrderID("")
	for i := range list {
		if list[i].State == orders.Paid && strings.EqualFold(list[i].Email, email) {
			found = markthalle.OrderID(list[i].ID)
		}
	}
	return found, nil
}

// Withdrawal returns a withdrawal to whoever knows its id. Error: not_found.
func (s *Service) Withdrawal(ctx context.Context, id string) (Withdrawal, error) {
	return s.rec.withdrawals.Get(ctx, id)
}

// Confirm is the second step: from now on the contract has ended. Who knows the id may
// confirm; confirming twice is confirming once. Error: not_found.
func (s *Service) Confirm(ctx context.Context, id string) (Withdrawal, error) {
	now := s.Clock.Now()
	return s.rec.withdrawals.Modify(ctx, id, func(w *Withdrawal) error {
		if w.State != Stated {
			return nil
		}
		w.State, w.ConfirmedAt = Confirmed, now
		w.Emit(WithdrawalConfirmed{At: now})
		return nil
	})
}

// CarryOut is the reaction to a confirmed withdrawal: at each vendor, what is not shipped
// is cancelled and what is shipped begins to come back.
func (s *Service) CarryOut(ctx context.Context, _ WithdrawalConfirmed, c store.Cause) error {
	w, err := s.rec.withdrawals.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load withdrawal: %w", err)
	}
	if w.State == Done {
		return nil
	}
	var out []Outcome
	if w.Order != "" {
		if out, err = s.carryOut(ctx, &w); err != nil {
			return err
		}
	}
	now := s.Clock.Now()
	err = s.rec.withdrawals.Update(ctx, w.ID, func(w *Withdrawal) error {
		if w.State == Done {
			return nil
		}
		w.State, w.DoneAt, w.Outcomes = Done, now, out
		w.Emit(WithdrawalDone{At: now})
		return nil
	})
	return err
}

func (s *Service) carryOut(ctx context.Context, w *Withdrawal) ([]Outcome, error) {
	o, err := s.Orders.Order(ctx, markthalle.SystemActor("returns.withdraw"), w.Order, "")
	if err != nil {
		return nil, fmt.Errorf("load order: %w", err)
	}
	parts, err := s.Orders.PartsOf(ctx, &o)
	if err != nil {
		return nil, fmt.Errorf("load vendor orders: %w", err)
	}
	named := w.Words != "" && len(w.Lines) == 0
	if named {
		w.Lines = meant(w.Words, parts)
	}
	var out []Outcome
	for i := range parts {
		list, err := s.withdrawPart(ctx, w, &parts[i], named && len(w.Lines) == 0)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// meant are the lines that a buyer's words name; none when nobody can tell.
func meant(words string, parts []orders.VendorOrder) []orders.Units {
	var out []orders.Units
	for i := range parts {
		for _, l := range parts[i].Lines {
			if means(words, l.Title) {
				out = append(out, orders.Units{Line: l.ID, Quantity: l.Quantity})
			}
		}
	}
	return out
}

// withdrawPart carries a withdrawal out at one vendor. When the words name nothing that
// was bought, the vendor gets them as a message instead.
func (s *Service) withdrawPart(ctx context.Context, w *Withdrawal, v *orders.VendorOrder, unclear bool) ([]Outcome, error) {
	seller, err := s.Vendors.Get(ctx, v.Vendor)
	if err != nil {
		return nil, fmt.Errorf("load vendor: %w", err)
	}
	why, until := "", s.Config.Until(v, "withdrawal")
	switch {
	case seller.SellerKind == vendors.Private:
		why = WhyPrivate
	case s.Config.over(v, "withdrawal", w.ConfirmedAt):
		why = WhyOver
	case unclear:
		why = WhyAsked
	}
	id, ret := markthalle.VendorOrderID(v.ID), ReturnIDFor(w.ID, v.Vendor)
	in := orders.ReturnRequest{ID: ret, Withdrawal: w.ID, Reason: "withdrawal", Note: w.Words}
	for i := range v.Lines {
		if n := w.Covers(&v.Lines[i].Line); n > 0 {
			in.Lines = append(in.Lines, orders.Units{Line: v.Lines[i].ID, Quantity: n})
		}
	}
	if len(in.Lines) == 0 {
		return nil, nil
	}
	after := *v
	if why == "" {
		switch changed, err := s.Orders.Withdraw(ctx, id, in); {
		case errors.Is(err, orders.ErrReturns):
			why = WhyAsked
		case err != nil:
			return nil, fmt.Errorf("withdraw from %s: %w", id, err)
		default:
			after = changed
		}
	}
	if why == WhyAsked {
		if err := s.forward(ctx, w, v); err != nil {
			return nil, err
		}
	}
	return w.outcomes(&after, in, why, until), nil
}

// outcomes tells line by line what a withdrawal did at one vendor.
func (w *Withdrawal) outcomes(v *orders.VendorOrder, in orders.ReturnRequest, why string, until time.Time) []Outcome {
	var out []Outcome
	for _, u := range in.Lines {
		x := Outcome{
			VendorOrder: markthalle.VendorOrderID(v.ID), Vendor: v.Vendor, VendorName: v.VendorName, Line: u.Line,
			Title: v.Line(u.Line).Title, Quantity: u.Quantity, Why: why,
		}
		x.Cancelled, x.Returning = v.Withdrawn(w.ID, in.ID, u.Line)
		if x.Returning > 0 {
			x.Return = in.ID
		}
		if why == WhyOver {
			x.Until = until
		}
		if why == "" && x.Cancelled+x.Returning == 0 {
			x.Why = WhyBack
		}
		out = append(out, x)
	}
	return out
}

// forward hands a buyer's words to the vendor as a question.
func (s *Service) forward(ctx context.Context, w *Withdrawal, v *orders.VendorOrder) error {
	c := s.newCase(v, Question, "", w.ConfirmedAt)
	c.ID = "case_" + markthalle.Body(w.ID) + "_" + markthalle.Body(v.Vendor)
	c.say(Message{From: SideBuyer, By: w.Name, Text: w.Statement(), At: w.ConfirmedAt})
	c.Emit(CaseOpened{Case: markthalle.CaseID(c.ID)})
	return s.insertCase(ctx, c)
}
