package returns

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// RunDue does what is due of returns and cases: deadlines are data, and each document is
// looked at again before anything is done. It returns how many it looked at.
func (s *Service) RunDue(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	a, errA := eachDue(ctx, s.rec.returns, now, func(r Return) (string, func(*Return) error) {
		return r.ID, func(q *Return) error { return s.dueReturn(q, now) }
	})
	b, errB := eachDue(ctx, s.rec.cases, now, func(c Case) (string, func(*Case) error) {
		return c.ID, func(q *Case) error { return s.dueCase(q, now) }
	})
	return a + b, errors.Join(errA, errB)
}

func eachDue[T any](ctx context.Context, col *store.Collection[T], now time.Time, act func(T) (string, func(*T) error)) (int, error) {
	n, cursor := 0, ""
	var errs []error
	for {
		page, err := col.Find(ctx, store.Query{
			Index: "due", To: now.Add(time.Millisecond), Page: markthalle.PageQuery{Limit: 100, Cursor: cursor},
		})
		if err != nil {
			return n, fmt.Errorf("find due %s: %w", col.Name(), err)
		}
		for _, x := range page.Items {
			id, fn := act(x)
			if err := col.Update(ctx, id, fn); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", id, err))
			}
			n++
		}
		if page.Next == "" {
			return n, errors.Join(errs...)
		}
		cursor = page.Next
	}
}

func (s *Service) dueReturn(r *Return, now time.Time) error {
	if r.DueAt.IsZero() || now.Before(r.DueAt) {
		return nil
	}
	by := "returns.deadline"
	switch r.State {
	case Requested:
		return r.approve(by, "", now, s.Config)
	case Approved:
		if err := r.to(Lapsed); err != nil {
			return err
		}
		r.finish(now, by, "")
		r.Emit(ReturnEnded{Return: markthalle.ReturnID(r.ID), VendorOrder: r.VendorOrder})
	case Received:
		r.DueAt, r.Overdue = time.Time{}, true
		r.log(now, by, "")
		r.Emit(RefundOverdue{Return: markthalle.ReturnID(r.ID), At: now})
	case Refused, Refunding, Refunded, Lapsed:
		r.DueAt = time.Time{}
	}
	return nil
}

func (s *Service) dueCase(c *Case, now time.Time) error {
	if c.DueAt.IsZero() || now.Before(c.DueAt) {
		return nil
	}
	switch {
	case c.State == CaseOpen && c.Kind.Claim():
		return c.escalate("vendor_silent", now, s.Config)
	case c.State == CaseOpen && now.Before(c.DueAt.Add(s.Config.BuyerWithin)):
		c.DueAt = c.DueAt.Add(s.Config.BuyerWithin) // a question may wait longer, not for ever
	case c.State == CaseOpen, c.State == CaseAnswered:
		return c.close(now)
	default:
		c.DueAt = time.Time{}
	}
	return nil
}
