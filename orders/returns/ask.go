package returns

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
)

// AskInput is a buyer's wish to send goods back.
type AskInput struct {
	ID     markthalle.ReturnID // minted by the caller; each vendor's return is named after it
	Order  markthalle.OrderID
	Token  string
	Lines  []orders.Units
	Reason string
	Note   string
	Media  []string
}

// Ask opens a return at each vendor whose lines are named. Errors: not_found, Invalid
// "returns.request" with all faults, Conflict orders.too_many_returns.
func (s *Service) Ask(ctx context.Context, actor markthalle.Actor, in AskInput) ([]Return, error) {
	o, err := s.Orders.Order(ctx, actor, in.Order, in.Token)
	if err != nil {
		return nil, err
	}
	parts, err := s.Orders.PartsOf(ctx, &o)
	if err != nil {
		return nil, fmt.Errorf("load vendor orders: %w", err)
	}
	wanted, err := s.checkAsked(in, parts)
	if err != nil {
		return nil, err
	}
	var out []Return
	for i := range parts {
		v := &parts[i]
		lines := wanted[markthalle.VendorOrderID(v.ID)]
		if len(lines) == 0 {
			continue
		}
		r, err := s.begin(ctx, markthalle.VendorOrderID(v.ID), orders.ReturnRequest{
			ID: ReturnIDFor(string(in.ID), v.Vendor), Lines: lines, Reason: in.Reason, Note: in.Note, Media: in.Media,
		})
		if err != nil {
			return out, err
		}
		out = append(out, r)
	}
	return out, nil
}

// begin sets the units aside and opens the return at once; when this is cut off, the
// reaction to the event opens it.
func (s *Service) begin(ctx context.Context, id markthalle.VendorOrderID, in orders.ReturnRequest) (Return, error) {
	v, err := s.Orders.HoldReturn(ctx, id, in)
	if err != nil {
		return Return{}, err
	}
	held := orders.ReturnHeld{
		Return: in.ID, VendorOrder: id, Lines: in.Lines, Reason: in.Reason, Note: in.Note, Media: in.Media, At: v.UpdatedAt,
	}
	if err := s.open(ctx, &v, held); err != nil {
		return Return{}, err
	}
	return s.rec.returns.Get(ctx, string(in.ID))
}

// checkAsked finds every fault of a wish at once and sorts its lines by vendor order.
func (s *Service) checkAsked(in AskInput, parts []orders.VendorOrder) (map[markthalle.VendorOrderID][]orders.Units, error) {
	var f markthalle.Faults
	var e *markthalle.Error
	if errors.As(orders.CheckReturnReason(in.Reason), &e) {
		f.AddField(e.Fields[0])
	}
	checkText(&f, "/note", in.Note, 0, maxNote)
	checkMedia(&f, in.Media)
	f.Check(len(in.Lines) > 0, "/lines", "required", "A return names what is sent back.")
	out := map[markthalle.VendorOrderID][]orders.Units{}
	seen := map[markthalle.LineID]bool{}
	now := s.Clock.Now()
	for i, u := range in.Lines {
		at := fmt.Sprintf("/lines/%d", i)
		v, l := lineIn(parts, u.Line)
		switch {
		case l == nil:
			f.Add(at+"/line_id", "not_found", "This order has no such line.")
			continue
		case seen[u.Line]:
			f.Add(at+"/line_id", "duplicate", "This line is named twice.")
			continue
		}
		seen[u.Line] = true
		out[markthalle.VendorOrderID(v.ID)] = append(out[markthalle.VendorOrderID(v.ID)], u)
		if v.HasReturn(ReturnIDFor(string(in.ID), v.Vendor)) {
			continue // the same wish again
		}
		if u.Quantity < 1 || u.Quantity > l.Returnable() {
			f.AddField(markthalle.Field{
				Pointer: at + "/quantity", Code: "range", Message: "The quantity is not possible.",
				Found: fmt.Sprint(u.Quantity), Wanted: fmt.Sprintf("1 to %d", l.Returnable()),
			})
		}
		if s.Config.over(v, in.Reason, now) {
			f.AddField(markthalle.Field{
				Pointer: at, Code: "returns.period_over", Message: "The time for this has passed.",
				Found: now.Format(time.DateOnly), Wanted: s.Config.Until(v, in.Reason).Format(time.DateOnly),
			})
		}
	}
	return out, f.Err("returns.request")
}

func lineIn(parts []orders.VendorOrder, id markthalle.LineID) (*orders.VendorOrder, *orders.VendorLine) {
	for i := range parts {
		if l := parts[i].Line(id); l != nil {
			return &parts[i], l
		}
	}
	return nil, nil
}

// OpenReturn is the reaction to units that are set aside for a return.
func (s *Service) OpenReturn(ctx context.Context, e orders.ReturnHeld, _ store.Cause) error {
	v, err := s.Orders.VendorOrder(ctx, markthalle.SystemActor("returns.open"), e.VendorOrder)
	if err != nil {
		return fmt.Errorf("load vendor order: %w", err)
	}
	return s.open(ctx, &v, e)
}

func (s *Service) open(ctx context.Context, v *orders.VendorOrder, e orders.ReturnHeld) error {
	r := newReturn(v, e, s.Config.AnswerWithin)
	if e.Withdrawal != "" { // the law has answered
		r.State, r.ApprovedAt, r.DueAt = Approved, e.At, e.At.Add(s.Config.SendWithin)
		r.log(e.At, "withdrawal", "")
	}
	r.tell(e.At)
	r.Emit(ReturnOpened{Return: e.Return})
	if _, err := s.rec.returns.Insert(ctx, r); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("store return: %w", err)
	}
	return nil
}
