package store

import (
	"context"
	"errors"
	"time"
)

// StubTTL is how long the stub of a deleted document keeps its revisions. It is longer
// than any work on the document that may still be on its way.
const StubTTL = 24 * time.Hour

const purgeEvery = 10 * time.Minute

// Drain runs everything that is due now and what follows from it, until nothing is left:
// reactions, then the earliest timer due by the market clock, then sweeps, and again.
// Back-off is ignored once: what failed before is tried once more in this call. The
// order is the same every time. The error lists what failed, and stays with it: the
// work is still pending. It is for tests, commands and the moving of clocks.
func (db *DB) Drain(ctx context.Context) error {
	_, err := db.Rounds().Drain(ctx)
	return err
}

// Rounds is a row of Drains by somebody who moves the clock in between. Only the first
// looks for events that others have left behind; the later ones look again when this
// process has written events, or when something was left.
type Rounds struct {
	db     *DB
	looked bool  // no event was left when it was last looked for
	since  int64 // how many events this process had written by then
}

// Rounds begins a row of Drains.
func (db *DB) Rounds() *Rounds { return &Rounds{db: db} }

// Drain is DB.Drain on a store that other processes may work on too. others reports that
// they have leased something that is due: what this process cannot do, and who waits for
// the end of everything asks again. What a process that died had leased counts until its
// leases end.
func (r *Rounds) Drain(ctx context.Context) (others bool, err error) {
	db := r.db
	if db.market != nil {
		if err := db.market.Refresh(ctx); err != nil {
			return false, err
		}
	}
	defer db.work.drainEnds()
	db.work.drainBegins()
	p := pass{db: db, tried: tries{}, failed: map[string]bool{}, looked: r.looked, since: r.since}
	err = p.run(ctx)
	r.looked, r.since = p.looked && err == nil && !p.events, p.since
	return p.events || p.timers || p.pages, err
}

// run does one part after the other until none has anything left.
func (p *pass) run(ctx context.Context) error {
	for {
		worked := false
		for _, part := range []func(context.Context) (bool, error){p.reactions, p.timer, p.sweeps} {
			did, err := part(ctx)
			if err != nil {
				return errors.Join(append(p.errs, err)...)
			}
			if worked = did; did {
				break
			}
		}
		if !worked {
			return errors.Join(p.errs...)
		}
	}
}

func (d *dispatcher) drainBegins() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.draining++
}

func (d *dispatcher) drainEnds() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.draining--
}

// pass is one Drain.
type pass struct {
	db     *DB
	tried  tries
	failed map[string]bool // timers and sweeps that failed in this pass
	errs   []error

	// What others had leased when it was last looked for.
	events, timers, pages bool

	looked bool  // no event was left when it was last looked for
	since  int64 // how many events this process had written by then
}

// others reports whether another process holds a lease.
func (p *pass) others(l *Lease) bool { return l.held(p.db.o.Owner, p.db.o.Wall) }

// reactions runs the reactions to all events that are there, once around. It asks every
// collection, and asks again only when this process has written events since.
func (p *pass) reactions(ctx context.Context) (worked bool, err error) {
	written := p.db.written.Load()
	if p.looked && p.since == written {
		return false, nil
	}
	p.events = false
	defer func() { p.looked, p.since = err == nil && !worked, written }()
	for _, t := range p.db.all() {
		var ids []string
		err := t.pending(ctx, time.Time{}, func(m *Meta) error {
			ids = append(ids, m.ID)
			p.events = p.events || p.others(m.Lease)
			return nil
		})
		if err != nil {
			return worked, err
		}
		for _, id := range ids {
			outcomes, err := p.db.work.flush(ctx, docKey{t, id}, p.tried)
			if err != nil {
				return worked, err
			}
			worked = worked || len(outcomes) > 0
			if err := failures(docKey{t, id}, outcomes); err != nil {
				p.errs = append(p.errs, err)
			}
		}
	}
	return worked, nil
}

// timer runs the earliest timer that is due.
func (p *pass) timer(ctx context.Context) (worked bool, err error) {
	p.timers = false
	batch, err := p.db.due(ctx, 1, func(t *Timer) bool {
		p.timers = p.timers || p.others(t.Lease)
		return !p.failed[t.ID]
	})
	if err != nil || len(batch) == 0 {
		return false, err
	}
	failed, err := p.db.runTimer(ctx, batch[0])
	if failed != nil {
		p.failed[batch[0].ID] = true
		p.errs = append(p.errs, failed)
	}
	return true, err
}

// sweeps runs every open sweep to its end.
func (p *pass) sweeps(ctx context.Context) (worked bool, err error) {
	var open []Sweep
	p.pages = false
	err = p.db.open(ctx, func(s Sweep) error {
		p.pages = p.pages || p.others(s.Lease)
		if !p.failed[s.ID] && !p.others(s.Lease) {
			open = append(open, s)
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	for _, s := range open {
		failed, err := p.db.runSweep(ctx, s)
		if err != nil {
			return true, err
		}
		if failed != nil {
			p.failed[s.ID] = true
			p.errs = append(p.errs, failed)
		}
	}
	return len(open) > 0, nil
}

// flush processes one document now.
func (d *dispatcher) flush(ctx context.Context, key docKey, tried tries) ([]outcome, error) {
	if err := d.seize(ctx, key); err != nil {
		return nil, err
	}
	defer d.free(key)
	return d.process(ctx, key, tried)
}

// Flush runs the pending reactions of one document now, for a request that wants to go
// on with what they do. What fails stays with the dispatcher and is no error of Flush;
// back-off is respected. A reaction must not flush its own document.
func (db *DB) Flush(ctx context.Context, collection, id string) error {
	t, err := db.table(collection)
	if err != nil {
		return err
	}
	_, err = db.work.flush(ctx, docKey{t, id}, nil)
	return err
}

// Idle waits until the background work that Start began has nothing under way and
// nothing queued: what this process wrote so far has been followed up, and what follows
// from that. A reaction that failed waits for its next attempt and is not waited for;
// nor are timers, sweeps and the events of other processes. It asks the store nothing.
func (db *DB) Idle(ctx context.Context) error { return db.work.idle(ctx) }

// Backlog is what waits to be done.
type Backlog struct {
	Events      int64     // with reactions that have not succeeded yet
	Oldest      time.Time // market time of the oldest of them; zero when there are none
	DeadLetters int64
	TimersDue   int64 // by the market clock
	SweepsOpen  int64
}

// Backlog counts what waits to be done.
func (db *DB) Backlog(ctx context.Context) (Backlog, error) {
	var b Backlog
	for _, t := range db.all() {
		err := t.pending(ctx, time.Time{}, func(m *Meta) error {
			db.work.fold(m, docKey{t, m.ID})
			for _, e := range m.Outbox {
				b.Events++
				if b.Oldest.IsZero() || e.At.Before(b.Oldest) {
					b.Oldest = e.At
				}
			}
			return nil
		})
		if err != nil {
			return b, err
		}
	}
	var err error
	if b.DeadLetters, err = db.deadLetters.Count(ctx, Query{Index: "failed"}); err != nil {
		return b, err
	}
	if b.SweepsOpen, err = db.sweeps.Count(ctx, Query{Index: "open", Eq: []any{false}}); err != nil {
		return b, err
	}
	b.TimersDue, err = db.timers.Count(ctx, Query{Index: "due", To: db.o.Clock.Now().Add(time.Millisecond)})
	return b, err
}

// purge removes the stubs of documents that were deleted long ago.
func (db *DB) purge(ctx context.Context) error {
	before := db.o.Wall.WallNow().Add(-StubTTL)
	for _, t := range db.all() {
		if !t.spec.Deletable {
			continue
		}
		err := t.scan(ctx, Select{Index: &t.shape.Indexes[1], To: before}, func(raw Raw) error {
			err := db.driver.Delete(ctx, t.shape.Name, raw)
			if errors.Is(err, ErrStale) {
				return nil
			}
			return closed(err)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
