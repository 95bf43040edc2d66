package store

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
)

// timersAtOnce bounds the timers that run in the background at the same time.
const timersAtOnce = 8

func (k *kinds) scheduleIDs() []string {
	k.mu.RLock()
	defer k.mu.RUnlock()
	out := make([]string, 0, len(k.schedules))
	for kind := range k.schedules {
		out = append(out, timerID(kind, ""))
	}
	sort.Strings(out)
	return out
}

// fire runs the handler of a timer.
func (db *DB) fire(ctx context.Context, kind, subject string, due time.Time) error {
	fn := db.kinds.timer(kind)
	if fn == nil {
		return markthalle.Errorf(markthalle.Conflict, "store.timer_unknown", "Nothing handles timers called %q.", kind)
	}
	return fn(ctx, subject, due)
}

// due returns the earliest timer that is due on the market clock, that this process
// knows, that nobody else has leased, and that accept agrees to.
func (db *DB) due(ctx context.Context, limit int, accept func(*Timer) bool) ([]Timer, error) {
	if err := db.beginSchedules(ctx); err != nil {
		return nil, err
	}
	var out []Timer
	q := Query{Index: "due", To: db.o.Clock.Now().Add(time.Millisecond), Page: markthalle.PageQuery{Limit: min(4*limit, MaxPage)}}
	for {
		page, err := db.timers.Find(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, t := range page.Items {
			if db.kinds.timer(t.Kind) == nil || !accept(&t) || t.Lease.held(db.o.Owner, db.o.Wall) {
				continue
			}
			if out = append(out, t); len(out) == limit {
				return out, nil
			}
		}
		if q.Page.Cursor = page.Next; page.Next == "" {
			return out, nil
		}
	}
}

// runTimers runs what is due, some at the same time, begun in the order of their time.
func (db *DB) runTimers(ctx context.Context) error {
	for ctx.Err() == nil {
		now := db.o.Wall.WallNow()
		batch, err := db.due(ctx, 10*timersAtOnce, func(t *Timer) bool { return !now.Before(t.NotBefore) })
		if err != nil || len(batch) == 0 {
			return err
		}
		var (
			wg   sync.WaitGroup
			mu   sync.Mutex
			errs []error
			free = make(chan struct{}, timersAtOnce)
		)
		for _, t := range batch {
			free <- struct{}{}
			wg.Go(func() {
				defer func() { <-free }()
				if failed, err := db.runTimer(ctx, t); err != nil || failed != nil {
					db.o.Log.WarnContext(ctx, "a timer failed", "timer", t.ID, "error", errors.Join(failed, err))
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			return err
		}
	}
	return nil
}

// runTimer leases a timer, runs its handler, and takes it away or moves it on. failed is
// the handler's error, err the store's.
func (db *DB) runTimer(ctx context.Context, t Timer) (failed, err error) {
	key := docKey{db.timers.t, t.ID}
	if err := db.work.seize(ctx, key); err != nil {
		return nil, err
	}
	defer db.work.free(key)
	mine := false
	m, err := db.timers.t.bookkeep(ctx, t.ID, func(m *Meta) bool {
		mine = m.Rev == t.Rev && !m.Lease.held(db.o.Owner, db.o.Wall)
		if mine {
			m.Lease = &Lease{Owner: db.o.Owner, Until: db.o.Wall.WallNow().Add(db.o.LeaseTTL), Token: m.Rev + 1}
		}
		return mine
	})
	if err != nil || !mine {
		return nil, err
	}
	failed = db.call(ctx, func(ctx context.Context) error { return db.fire(ctx, t.Kind, t.Subject, t.DueAt) })
	if failed != nil && ctx.Err() != nil {
		return failed, nil // the process is ending; the lease runs out
	}
	after := context.WithoutCancel(ctx)
	if failed != nil {
		failed = fmt.Errorf("timer %s due %s: %w", t.ID, t.DueAt.Format(time.RFC3339), failed)
		return failed, db.putOff(after, t, m, failed)
	}
	return nil, db.finish(after, t, m)
}

var errTimerMoved = errors.New("the timer has been moved")

// finish takes a timer away that has been run, or moves a schedule on. One that was
// moved meanwhile stays as it is.
func (db *DB) finish(ctx context.Context, t Timer, m Meta) error {
	if next := db.kinds.schedule(t.Kind); next != nil && t.Subject == "" {
		return db.moveOn(ctx, t, next(t.DueAt), db.o.Wall.WallNow())
	}
	err := db.timers.Delete(ctx, t.ID, func(now *Timer) error {
		if !now.DueAt.Equal(t.DueAt) || now.Lease == nil || now.Lease.Token != m.Lease.Token {
			return errTimerMoved
		}
		return nil
	})
	switch {
	case errors.Is(err, errTimerMoved):
		return db.unlease(ctx, t.ID, m.Lease.Token)
	case errors.Is(err, markthalle.ErrNotFound):
		return nil
	}
	return err
}

func (db *DB) moveOn(ctx context.Context, t Timer, next, done time.Time) error {
	if !next.After(t.DueAt) {
		return ErrQuery.Say("The schedule %s does not move on from %s.", t.Kind, t.DueAt)
	}
	err := db.timers.Update(ctx, t.ID, func(now *Timer) error {
		if now.DueAt.Equal(t.DueAt) {
			now.free(db.o.Owner) // the next run is for whoever sees first that it is due
			now.LastDue, now.DueAt = t.DueAt, next
			now.NotBefore, now.Attempts, now.Cause = time.Time{}, 0, ""
			if !done.IsZero() {
				now.LastAt = done
			}
		}
		return nil
	})
	return err
}

// putOff backs a failed timer off, or makes a dead letter of it.
func (db *DB) putOff(ctx context.Context, t Timer, m Meta, failed error) error {
	if t.Attempts+1 >= MaxAttempts {
		letter := DeadLetter{
			Meta:       Meta{ID: deadLetterID(t.ID, t.DueAt.UnixMilli(), timerReaction)},
			Collection: db.timers.Name(), Document: t.Subject, Seq: t.DueAt.UnixMilli(), Type: t.Kind, Reaction: timerReaction,
			At: t.DueAt, Attempts: t.Attempts + 1, Cause: causeOf(failed), FailedAt: db.o.Wall.WallNow(),
		}
		if err := db.putDead(ctx, letter); err != nil {
			return err
		}
		if next := db.kinds.schedule(t.Kind); next != nil && t.Subject == "" {
			return db.moveOn(ctx, t, next(t.DueAt), time.Time{})
		}
		return db.finish(ctx, t, m)
	}
	wait := db.backoff(t.Attempts + 1)
	err := db.timers.Update(ctx, t.ID, func(now *Timer) error {
		if now.DueAt.Equal(t.DueAt) {
			now.free(db.o.Owner)
			now.Attempts = t.Attempts + 1
			now.NotBefore, now.Cause = db.o.Wall.WallNow().Add(wait), causeOf(failed)
		}
		return nil
	})
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil // cancelled meanwhile
	}
	return err
}

// unlease gives up the lease with this token.
func (db *DB) unlease(ctx context.Context, id string, token int64) error {
	_, err := db.timers.t.bookkeep(ctx, id, func(m *Meta) bool {
		mine := m.Lease != nil && m.Lease.Token == token
		if mine {
			m.Lease = nil
		}
		return mine
	})
	return err
}
