package storetest

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Timers, schedules and sweeps.
var workCases = []testCase{
	{"timers/due_order", timerOrder},
	{"timers/moved_and_cancelled", timerMoved},
	{"timers/moved_by_its_handler", timerSelf},
	{"timers/failing", timerFailing},
	{"timers/schedule", timerSchedule},
	{"timers/unknown_kind_waits", timerUnknown},
	{"sweeps/resumed", sweepResumed},
	{"sweeps/newer_generation", sweepGeneration},
	{"sweeps/long_ones_hold_up_nobody", sweepLong},
}

func timerOrder(t *testing.T, b *bench) {
	ctx := t.Context()
	j := &journal{}
	b.db.OnTimer("ring", func(_ context.Context, s string, due time.Time) error {
		j.add("%s at %s", s, due.Sub(Begin))
		return nil
	})
	for s, d := range map[string]time.Duration{"c": 3 * time.Hour, "a": time.Hour, "b": 2 * time.Hour, "d": 3 * time.Hour, "now": 0, "later": 100 * time.Hour} {
		must(t, b.db.SetTimer(ctx, "ring", s, Begin.Add(d)))
	}
	must(t, b.db.Drain(ctx))
	same(t, "due now", j.take(), []string{"now at 0s"})
	due, ok, err := b.db.NextTimer(ctx)
	must(t, err)
	same(t, "next", []any{due, ok}, []any{Begin.Add(time.Hour), true})
	b.market.Advance(3 * time.Hour)
	must(t, b.db.Drain(ctx))
	same(t, "in the order of their time", j.take(), []string{"a at 1h0m0s", "b at 2h0m0s", "c at 3h0m0s", "d at 3h0m0s"})
	must(t, b.db.Drain(ctx))
	same(t, "once", len(j.take()), 0)
	backlog, err := b.db.Backlog(ctx)
	must(t, err)
	same(t, "backlog", backlog.TimersDue, 0)
}

func timerMoved(t *testing.T, b *bench) {
	ctx := t.Context()
	j := &journal{}
	b.db.OnTimer("ring", func(_ context.Context, s string, due time.Time) error { j.add("%s %s", s, due.Sub(Begin)); return nil })
	must(t, b.db.SetTimer(ctx, "ring", "a", Begin))
	must(t, b.db.SetTimer(ctx, "ring", "a", Begin.Add(time.Hour)))
	must(t, b.db.SetTimer(ctx, "ring", "b", Begin))
	must(t, b.db.CancelTimer(ctx, "ring", "b"))
	must(t, b.db.CancelTimer(ctx, "ring", "nobody"))
	must(t, b.db.Drain(ctx))
	same(t, "too early or gone", len(j.take()), 0)
	b.market.Advance(time.Hour)
	must(t, b.db.Drain(ctx))
	same(t, "moved", j.take(), []string{"a 1h0m0s"})
	must(t, b.db.SetTimer(ctx, "ring", "a", Begin))
	must(t, b.db.Drain(ctx))
	same(t, "set again after it rang", j.take(), []string{"a 0s"})
	_, ok, err := b.db.NextTimer(ctx)
	must(t, err)
	same(t, "any left", ok, false)
}

func timerSelf(t *testing.T, b *bench) {
	ctx := t.Context()
	n := 0
	b.db.OnTimer("ring", func(ctx context.Context, s string, due time.Time) error {
		n++
		if n < 4 {
			return b.db.SetTimer(ctx, "ring", s, due.Add(time.Minute))
		}
		return nil
	})
	must(t, b.db.SetTimer(ctx, "ring", "a", Begin))
	must(t, b.db.Drain(ctx))
	same(t, "once", n, 1)
	b.market.Advance(time.Hour)
	must(t, b.db.Drain(ctx))
	same(t, "until it stops moving itself", n, 4)
}

func timerFailing(t *testing.T, b *bench) {
	ctx := t.Context()
	broken := true
	j := &journal{}
	b.db.OnTimer("ring", func(_ context.Context, s string, _ time.Time) error {
		if broken && s == "bad" {
			return errDisk
		}
		j.add("%s", s)
		return nil
	})
	must(t, b.db.SetTimer(ctx, "ring", "bad", Begin.Add(-time.Hour)))
	must(t, b.db.SetTimer(ctx, "ring", "good", Begin))
	wantErr(t, b.db.Drain(ctx), errDisk)
	same(t, "the others", j.take(), []string{"good"})
	for range store.MaxAttempts - 1 {
		wantErr(t, b.db.Drain(ctx), errDisk)
	}
	must(t, b.db.Drain(ctx))
	page, err := b.db.DeadLetters(ctx, markthalle.PageQuery{})
	must(t, err)
	same(t, "letters", len(page.Items), 1)
	same(t, "letter", []any{page.Items[0].Reaction, page.Items[0].Type, page.Items[0].Document, page.Items[0].Attempts}, []any{"timer", "ring", "bad", store.MaxAttempts})
	broken = false
	must(t, b.db.Replay(ctx, page.Items[0].ID))
	same(t, "replayed", j.take(), []string{"bad"})
}

func timerSchedule(t *testing.T, b *bench) {
	ctx := t.Context()
	j := &journal{}
	b.db.OnSchedule("daily", func(last time.Time) time.Time { return last.Truncate(24 * time.Hour).Add(24 * time.Hour) },
		func(_ context.Context, due time.Time) error { j.add("%s", due.Format(time.DateOnly)); return nil })
	must(t, b.db.Drain(ctx))
	same(t, "not yet", len(j.take()), 0)
	b.market.Advance(73 * time.Hour)
	must(t, b.db.Drain(ctx))
	same(t, "what was missed, in order", j.take(), []string{"2026-01-06", "2026-01-07", "2026-01-08"})
	beats, err := b.db.Schedules(ctx)
	must(t, err)
	same(t, "heartbeats", len(beats), 1)
	same(t, "heartbeat", []any{beats[0].Kind, beats[0].LastDue, beats[0].DueAt, beats[0].LastAt},
		[]any{"daily", Begin.Truncate(24 * time.Hour).Add(72 * time.Hour), Begin.Truncate(24 * time.Hour).Add(96 * time.Hour), b.wall.WallNow()})
}

func timerUnknown(t *testing.T, b *bench) {
	must(t, b.db.SetTimer(t.Context(), "newer", "a", Begin))
	must(t, b.db.Drain(t.Context()))
	due, ok, err := b.db.NextTimer(t.Context())
	must(t, err)
	same(t, "kept", []any{due, ok}, []any{Begin, true})
}

func sweepResumed(t *testing.T, b *bench) {
	ctx := t.Context()
	j := &journal{}
	broken := true
	b.db.OnSweep("walk", func(_ context.Context, s store.Sweep) (string, bool, error) {
		at, _ := strconv.Atoi(s.Cursor)
		if broken && at == 2 {
			return "", false, errDisk
		}
		j.add("%s %s %d", s.Kind, s.Subject, at)
		return fmt.Sprint(at + 1), at == 4, nil
	})
	must(t, b.db.StartSweep(ctx, "walk", "x"))
	wantErr(t, b.db.Drain(ctx), errDisk)
	same(t, "up to the failure", j.take(), []string{"walk x 0", "walk x 1"})
	s, err := b.db.SweepOf(ctx, "walk", "x")
	must(t, err)
	same(t, "where it stands", []any{s.Cursor, s.Done, s.Pages, s.Attempts, s.Lease == nil}, []any{"2", false, int64(2), 1, true})
	broken = false
	must(t, b.db.Drain(ctx))
	same(t, "from there", j.take(), []string{"walk x 2", "walk x 3", "walk x 4"})
	must(t, b.db.Drain(ctx))
	same(t, "once", len(j.take()), 0)
	backlog, err := b.db.Backlog(ctx)
	must(t, err)
	same(t, "backlog", backlog.SweepsOpen, 0)
}

func sweepGeneration(t *testing.T, b *bench) {
	ctx := t.Context()
	j := &journal{}
	b.db.OnSweep("walk", func(ctx context.Context, s store.Sweep) (string, bool, error) {
		j.add("%d:%s", s.Generation, s.Cursor)
		if s.Generation == 1 && s.Cursor == "1" {
			must(t, b.db.StartSweep(ctx, "walk", "x"))
		}
		next := s.Cursor + "1"
		return next, len(next) > 3, nil
	})
	must(t, b.db.StartSweep(ctx, "walk", "x"))
	must(t, b.db.Drain(ctx))
	same(t, "pages", j.take(), []string{"1:", "1:1", "2:", "2:1", "2:11", "2:111"})
}

func sweepLong(t *testing.T, b *bench) {
	ctx := t.Context()
	begun, done, goOn := make(chan struct{}), make(chan struct{}), make(chan struct{})
	defer close(goOn)
	b.db.OnSweep("walk", func(_ context.Context, s store.Sweep) (string, bool, error) {
		if s.Subject == "long" {
			close(begun)
			<-goOn
		} else {
			close(done)
		}
		return "", true, nil
	})
	b.db.Start(ctx)
	must(t, b.db.StartSweep(ctx, "walk", "long"))
	<-begun
	must(t, b.db.StartSweep(ctx, "walk", "short"))
	wait, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	select {
	case <-done:
	case <-wait.Done():
		t.Error("the short sweep waits for the long one")
	}
}
