package payments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle/store"
)

// resumeAfter is how long an intent is left to its own reaction before the poller takes
// it up: about as long as a reaction is tried before it becomes a dead letter.
const resumeAfter = time.Hour

// resumable are the kinds of objects that PollDue takes up again.
type resumable interface{ Refund | Transfer | Reversal }

// ResumeDue takes up again what the provider left open: intents whose outcome is not
// known after an hour, by the same function as their reaction, and refunds that the
// provider has not finished. Without it a longer outage of the provider would leave
// them to the dead letters. It returns how many it looked at; one that fails is tried
// again with the next call and does not hold back the others.
func (s *Service) ResumeDue(ctx context.Context) (int, error) {
	before := s.clock.Now().Add(-resumeAfter)
	n, errs := 0, []error{}
	note := func(k int, err error) { n, errs = n+k, append(errs, err) }
	note(resume(ctx, s.rec.refunds, StepPlanned, before, func(r Refund) error {
		return s.ExecuteRefund(ctx, RefundPlanned{}, store.Cause{ID: r.ID})
	}))
	note(resume(ctx, s.rec.refunds, StepPending, before, func(r Refund) error {
		_, err := s.refresh(ctx, r)
		return err
	}))
	note(resume(ctx, s.rec.transfers, StepPlanned, before, func(t Transfer) error {
		return s.ExecuteTransfer(ctx, TransferPlanned{}, store.Cause{ID: t.ID})
	}))
	note(resume(ctx, s.rec.reversals, StepPlanned, before, func(rv Reversal) error {
		return s.ExecuteReversal(ctx, ReversalPlanned{}, store.Cause{ID: rv.ID})
	}))
	return n, errors.Join(errs...)
}

// resume runs one step for all objects in a state that are older than a moment.
func resume[T resumable](ctx context.Context, c *store.Collection[T], state string, before time.Time, step func(T) error) (int, error) {
	var list []T
	q := store.Query{Index: "state", Eq: []any{state}, To: before}
	if err := c.Scan(ctx, q, func(x T) error {
		list = append(list, x)
		return nil
	}); err != nil {
		return 0, fmt.Errorf("find %s in %s: %w", state, c.Name(), err)
	}
	var errs []error
	for _, x := range list {
		if err := step(x); err != nil {
			errs = append(errs, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return len(list), errors.Join(errs...)
}
