package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// process runs what may run of one document's events and stores how that went, until
// nothing is left that may run. The caller has the document to itself in this process.
// While the background work goes on, success at everything is left for the next write of
// the document to carry; a pass that names what it has tried leaves nothing. It returns
// the outcomes; err is a failure of the store.
func (d *dispatcher) process(ctx context.Context, key docKey, tried tries) (all []outcome, err error) {
	lazy := tried == nil && d.following()
	for ctx.Err() == nil {
		if !lazy || d.ripe(key) {
			wrote, more, err := d.acknowledge(ctx, key, nil, tried)
			if err != nil || wrote && !more {
				return all, err
			}
		}
		m, steps, err := d.take(ctx, key, tried)
		if err != nil || len(steps) == 0 {
			return all, err
		}
		outcomes := d.run(ctx, key, m, steps, tried)
		if len(outcomes) == 0 {
			return all, ended(ctx)
		}
		all = append(all, outcomes...)
		if now := d.db.o.Wall.WallNow(); lazy && succeeded(outcomes) && d.acks.keep(key, outcomes, now) {
			d.db.settle(&m, outcomes, now)
			if len(d.db.runnable(&m, key.t.shape.Name, now, tried)) == 0 {
				return all, nil // what was written meanwhile has queued the document again
			}
			continue
		}
		_, more, err := d.acknowledge(context.WithoutCancel(ctx), key, outcomes, tried)
		if err != nil || !more {
			return all, err
		}
	}
	return all, ended(ctx)
}

// take returns what may run of a document's events, after making sure that this process
// holds the lease for long enough to run the first of them.
func (d *dispatcher) take(ctx context.Context, key docKey, tried tries) (Meta, []step, error) {
	if err := key.t.prepare(ctx); err != nil {
		return Meta{}, nil, err
	}
	known := d.acks.recall(key) // before the document is read: a write may carry them meanwhile
	raw, err := key.t.fetch(ctx, key.id)
	if err != nil || raw == nil {
		return Meta{}, nil, err
	}
	m, err := readMeta(raw)
	if err != nil {
		return m, nil, err
	}
	now := d.db.o.Wall.WallNow()
	d.db.settle(&m, known, now)
	if len(m.Outbox) == 0 || m.Lease.held(d.db.o.Owner, d.db.o.Wall) {
		return m, nil, nil
	}
	steps := d.db.runnable(&m, key.t.shape.Name, now, tried)
	if len(steps) == 0 {
		return m, nil, d.release(ctx, key, m, tried)
	}
	if m.Lease != nil && m.Lease.Until.Sub(now) >= d.db.o.LeaseTTL/2 {
		return m, steps, nil
	}
	if m.Lease == nil && tried == nil && !d.following() {
		// A command flushes what it has just written. It is not worth a write to keep
		// others from doing the same at once: that would do no harm.
		m.Lease = &Lease{Owner: d.db.o.Owner, Until: now.Add(d.db.o.LeaseTTL)}
		return m, steps, nil
	}
	mine := false
	m, err = key.t.bookkeep(ctx, key.id, func(m *Meta) bool {
		mine = len(m.Outbox) > 0 && !m.Lease.held(d.db.o.Owner, d.db.o.Wall)
		if mine {
			m.Lease = &Lease{Owner: d.db.o.Owner, Until: now.Add(d.db.o.LeaseTTL), Token: m.Rev + 1}
			m.OutboxDue = m.Lease.Until
		}
		return mine
	})
	if err != nil || !mine {
		return m, nil, err
	}
	d.db.settle(&m, known, now)
	return m, d.db.runnable(&m, key.t.shape.Name, now, tried), nil
}

// release gives up the lease on a document in which nothing may run now.
func (d *dispatcher) release(ctx context.Context, key docKey, m Meta, tried tries) error {
	now := d.db.o.Wall.WallNow()
	due := nextDue(&m, now)
	if !due.After(now) && tried == nil {
		d.leave(key, m.Rev)
	}
	if m.Lease == nil && (tried != nil || !due.After(m.OutboxDue)) {
		return nil
	}
	known := 0
	_, err := key.t.bookkeep(ctx, key.id, func(m *Meta) bool {
		if m.Lease.held(d.db.o.Owner, d.db.o.Wall) {
			return false
		}
		waiting := d.acks.recall(key)
		known = len(waiting)
		d.db.settle(m, waiting, now)
		m.Lease, m.OutboxDue = nil, nextDue(m, now)
		return true
	})
	if err == nil {
		d.acks.stored(key, known)
	}
	return err
}

// run runs the steps, one after the other. A reaction that fails is not asked again for
// the later events of the document.
func (d *dispatcher) run(ctx context.Context, key docKey, m Meta, steps []step, tried tries) []outcome {
	var out []outcome
	failed := map[string]bool{}
	for _, s := range steps {
		if failed[s.reaction] {
			continue
		}
		if ctx.Err() != nil || d.expiring(&m) {
			break
		}
		c := Cause{Collection: key.t.shape.Name, ID: key.id, Seq: s.entry.Seq, At: s.entry.At, Attempt: s.attempt}
		err := d.db.call(ctx, func(ctx context.Context) error { return s.run(ctx, s.entry.Data, c) })
		if err != nil && ctx.Err() != nil {
			break // the process is ending: that is no failure of the reaction
		}
		if err != nil {
			failed[s.reaction] = true
			if tried != nil {
				tried[attemptKey{key.t.shape.Name, key.id, s.reaction, s.entry.Seq}] = true
			}
			d.db.o.Log.WarnContext(ctx, "a reaction failed", "reaction", s.reaction, "collection", c.Collection,
				"id", c.ID, "seq", c.Seq, "attempt", c.Attempt, "error", err)
			if s.attempt >= MaxAttempts {
				if dead := d.db.bury(ctx, key, s, err); dead != nil {
					continue // it stays pending until it can be put on record
				}
			}
		}
		out = append(out, outcome{seq: s.entry.Seq, reaction: s.reaction, err: err})
	}
	return out
}

// expiring reports whether the lease may end before another reaction does.
func (d *dispatcher) expiring(m *Meta) bool {
	return m.Lease == nil || m.Lease.Until.Sub(d.db.o.Wall.WallNow()) < d.db.o.LeaseTTL/2
}

// acknowledge stores outcomes, and those that wait, in one write. It reports whether it
// wrote anything and whether more may run. When nothing may, the same write gives up the
// lease.
func (d *dispatcher) acknowledge(ctx context.Context, key docKey, outcomes []outcome, tried tries) (wrote, more bool, err error) {
	if len(outcomes) == 0 && len(d.acks.recall(key)) == 0 {
		return false, false, nil
	}
	known := len(d.acks.recall(key)) // they are for nothing when the document is gone
	_, err = key.t.bookkeep(ctx, key.id, func(m *Meta) bool {
		waiting := d.acks.recall(key)
		if known = len(waiting); known+len(outcomes) == 0 {
			return false
		}
		now := d.db.o.Wall.WallNow()
		wrote = d.db.settle(m, append(waiting, outcomes...), now)
		if m.Lease.held(d.db.o.Owner, d.db.o.Wall) {
			more = false // another process has taken over; it will see what is left
			if len(m.Outbox) == 0 {
				m.Lease, m.OutboxDue = nil, nextDue(m, now)
			}
			return wrote
		}
		more = len(d.db.runnable(m, key.t.shape.Name, now, tried)) > 0
		if !more {
			m.Lease, m.OutboxDue = nil, nextDue(m, now)
		}
		wrote = true
		return true
	})
	if err == nil {
		d.acks.stored(key, known)
	}
	return wrote, more, err
}

func succeeded(outcomes []outcome) bool {
	return !slices.ContainsFunc(outcomes, func(o outcome) bool { return o.err != nil })
}

// failures turns outcomes into one error for each that failed.
func failures(key docKey, outcomes []outcome) error {
	var errs []error
	for _, o := range outcomes {
		if o.err != nil {
			errs = append(errs, fmt.Errorf("%s/%s event %d, %s: %w", key.t.shape.Name, key.id, o.seq, o.reaction, o.err))
		}
	}
	return errors.Join(errs...)
}

func toValid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
