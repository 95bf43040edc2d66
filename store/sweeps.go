package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
)

// Sweep is work over many documents, done in pages of at most MaxPage and resumed where
// it was interrupted.
type Sweep struct {
	Meta       `bson:",inline"`
	Kind       string    `bson:"kind"`
	Subject    string    `bson:"subject"`
	Generation int64     `bson:"generation"` // a newer one ends the older
	Cursor     string    `bson:"cursor"`     // what the last page returned; empty on the first
	Done       bool      `bson:"done"`
	Pages      int64     `bson:"pages"`
	Attempts   int       `bson:"attempts"`   // failures of the present page
	NotBefore  time.Time `bson:"not_before"` // wall clock; set after failures
	Cause      string    `bson:"cause"`
}

var sweepSpec = Spec{
	Name: "sweeps", Schema: 1,
	Indexes: []Index{{Name: "open", Eq: []Field{B("done")}}},
}

// sweepsAtOnce bounds the sweeps that run in the background at the same time.
const sweepsAtOnce = 4

// OnSweep says how a page of a sweep is done: fn works on what follows s.Cursor and
// returns where the next page begins, and whether that was the last one. A page may run
// twice. One that fails is tried again for ever, at most once an hour; it shows in the
// log and in Backlog.
func (db *DB) OnSweep(kind string, fn func(ctx context.Context, s Sweep) (next string, done bool, err error)) {
	k := &db.kinds
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sweeps == nil {
		k.sweeps = map[string]sweepHandler{}
	}
	if !dotted(kind) || k.sweeps[kind] != nil {
		panic(fmt.Sprintf("store: %q cannot name a kind of sweep, or does twice", kind))
	}
	k.sweeps[kind] = fn
}

func (k *kinds) sweep(kind string) sweepHandler {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.sweeps[kind]
}

// StartSweep begins a sweep of a subject from the start. One that is on its way is
// replaced: its generation ends.
func (db *DB) StartSweep(ctx context.Context, kind, subject string) error {
	_, err := db.sweeps.Upsert(ctx, timerID(kind, subject), func(s *Sweep) error {
		s.Kind, s.Subject = kind, subject
		s.Generation++
		s.Cursor, s.Done, s.Pages = "", false, 0
		s.Attempts, s.NotBefore, s.Cause = 0, time.Time{}, ""
		return nil
	})
	if err == nil {
		db.work.wake()
	}
	return err
}

// SweepOf returns how far the sweep of a subject is, or markthalle.ErrNotFound.
func (db *DB) SweepOf(ctx context.Context, kind, subject string) (Sweep, error) {
	return db.sweeps.Get(ctx, timerID(kind, subject))
}

// open calls fn with every open sweep of a kind that this process knows.
func (db *DB) open(ctx context.Context, fn func(Sweep) error) error {
	return db.sweeps.Scan(ctx, Query{Index: "open", Eq: []any{false}}, func(s Sweep) error {
		if db.kinds.sweep(s.Kind) == nil {
			return nil
		}
		return fn(s)
	})
}

// runSweeps begins work on the open sweeps, some at the same time, and does not wait for
// it: a long sweep must not hold up the others.
func (db *DB) runSweeps(ctx context.Context) error {
	now := db.o.Wall.WallNow()
	return db.open(ctx, func(s Sweep) error {
		if now.Before(s.NotBefore) || s.Lease.held(db.o.Owner, db.o.Wall) || !db.work.sweepSlot(docKey{db.sweeps.t, s.ID}) {
			return nil
		}
		db.work.wg.Go(func() {
			defer db.work.sweepDone()
			if failed, err := db.runSweep(ctx, s); (failed != nil || err != nil) && ctx.Err() == nil {
				db.o.Log.WarnContext(ctx, "a sweep failed", "sweep", s.ID, "error", errors.Join(failed, err))
			}
		})
		return nil
	})
}

// sweepSlot takes one of the places for background sweeps, unless there is none or
// somebody is at work on this sweep already.
func (d *dispatcher) sweepSlot(key docKey) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.docs[key] != nil || d.sweeping == sweepsAtOnce {
		return false
	}
	d.sweeping++
	d.docs[key] = &docState{}
	return true
}

func (d *dispatcher) sweepDone() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sweeping--
}

// runSweep runs pages of a sweep until it is done, fails, or is replaced by a newer
// generation. failed is the handler's error, err the store's.
func (db *DB) runSweep(ctx context.Context, s Sweep) (failed, err error) {
	key := docKey{db.sweeps.t, s.ID}
	if err := db.work.seize(ctx, key); err != nil {
		return nil, err
	}
	defer db.work.free(key)
	if s, err = db.sweeps.Get(ctx, s.ID); err != nil || s.Done {
		return nil, err
	}
	token := int64(0)
	defer func() {
		if token != 0 {
			err = errors.Join(err, db.unleaseSweep(context.WithoutCancel(ctx), s.ID, token))
		}
	}()
	for ctx.Err() == nil {
		now := db.o.Wall.WallNow()
		if s.Lease == nil || s.Lease.Token != token || s.Lease.Until.Sub(now) < db.o.LeaseTTL/2 {
			if s.Lease, err = db.leaseSweep(ctx, s.ID, token, now); err != nil || s.Lease == nil {
				return nil, err
			}
			token = s.Lease.Token
		}
		var next string
		var done bool
		failed = db.call(ctx, func(ctx context.Context) (err error) {
			next, done, err = db.kinds.sweep(s.Kind)(ctx, s)
			return err
		})
		if failed != nil && ctx.Err() != nil {
			return failed, nil
		}
		if failed != nil {
			failed = fmt.Errorf("sweep %s: %w", s.ID, failed)
		}
		gen := s.Generation
		s, err = db.sweeps.Modify(context.WithoutCancel(ctx), s.ID, func(s *Sweep) error {
			if s.Generation == gen {
				db.turnPage(s, next, done, failed, now)
			}
			return nil
		})
		if failed != nil || err != nil || s.Done {
			return failed, err
		}
	}
	return nil, ended(ctx)
}

func (db *DB) turnPage(s *Sweep, next string, done bool, failed error, now time.Time) {
	if failed != nil {
		s.Attempts++
		s.NotBefore, s.Cause = now.Add(db.backoff(s.Attempts)), causeOf(failed)
		return
	}
	s.Cursor, s.Done = next, done
	s.Pages++
	s.Attempts, s.NotBefore, s.Cause = 0, time.Time{}, ""
}

// leaseSweep takes or renews the lease on a sweep, nil when somebody else has it; token
// is the one that the caller had, 0 for none.
func (db *DB) leaseSweep(ctx context.Context, id string, token int64, now time.Time) (*Lease, error) {
	var mine *Lease
	_, err := db.sweeps.t.bookkeep(ctx, id, func(m *Meta) bool {
		mine = nil
		if m.Lease.held(db.o.Owner, db.o.Wall) || (token != 0 && (m.Lease == nil || m.Lease.Token != token)) {
			return false
		}
		m.Lease = &Lease{Owner: db.o.Owner, Until: now.Add(db.o.LeaseTTL), Token: m.Rev + 1}
		mine = m.Lease
		return true
	})
	return mine, err
}

func (db *DB) unleaseSweep(ctx context.Context, id string, token int64) error {
	_, err := db.sweeps.t.bookkeep(ctx, id, func(m *Meta) bool {
		mine := m.Lease != nil && m.Lease.Token == token
		if mine {
			m.Lease = nil
		}
		return mine
	})
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	return err
}
