package store

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// An acknowledgement waits this long for another write of its document to carry it. It
// is far shorter than a lease, so that nobody else looks at the document meanwhile; a
// process that dies in between runs the reactions once more.
const (
	ackAfter = time.Second
	ackEvery = 200 * time.Millisecond
)

// acks are the outcomes of reactions that have succeeded and are not stored yet.
type acks struct {
	mu   sync.Mutex
	docs map[docKey]*ack
}

type ack struct {
	outcomes []outcome
	since    time.Time // wall time of the first of them
}

// recall returns the outcomes that wait for a document.
func (a *acks) recall(key docKey) []outcome {
	a.mu.Lock()
	defer a.mu.Unlock()
	x := a.docs[key]
	if x == nil {
		return nil
	}
	return x.outcomes[:len(x.outcomes):len(x.outcomes)]
}

// keep adds outcomes to those that wait. It refuses when too much waits already.
func (a *acks) keep(key docKey, outcomes []outcome, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.docs) > maxBacklog {
		return false
	}
	if a.docs == nil {
		a.docs = map[docKey]*ack{}
	}
	x := a.docs[key]
	if x == nil {
		x = &ack{since: now}
		a.docs[key] = x
	}
	x.outcomes = append(x.outcomes, outcomes...)
	return true
}

// stored forgets the first n outcomes of a document: a write has carried them.
func (a *acks) stored(key docKey, n int) {
	if n == 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	x := a.docs[key]
	if x == nil {
		return
	}
	if x.outcomes = x.outcomes[min(n, len(x.outcomes)):]; len(x.outcomes) == 0 {
		delete(a.docs, key)
	}
}

// waiting returns the documents whose outcomes wait since before then; a zero then asks
// for all.
func (a *acks) waiting(then time.Time) []docKey {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []docKey
	for key, x := range a.docs {
		if then.IsZero() || x.since.Before(then) {
			out = append(out, key)
		}
	}
	return out
}

// ackDue queues the documents whose outcomes have waited long enough.
func (d *dispatcher) ackDue(context.Context) error {
	for _, key := range d.acks.waiting(d.db.o.Wall.WallNow().Add(-ackAfter)) {
		d.notify(key.t, key.id)
	}
	return nil
}

// ripe reports whether the outcomes of a document have waited long enough.
func (d *dispatcher) ripe(key docKey) bool {
	d.acks.mu.Lock()
	defer d.acks.mu.Unlock()
	x := d.acks.docs[key]
	return x != nil && !d.db.o.Wall.WallNow().Before(x.since.Add(ackAfter))
}

// fold takes outcomes that wait into the Meta of a write that is on its way, and gives
// up the lease when nothing is left to do. It returns how many it took.
func (d *dispatcher) fold(m *Meta, key docKey) int {
	outcomes := d.acks.recall(key)
	if len(outcomes) == 0 {
		return 0
	}
	d.db.settle(m, outcomes, d.db.o.Wall.WallNow())
	if len(m.Outbox) == 0 && !m.Lease.held(d.db.o.Owner, d.db.o.Wall) {
		m.Lease, m.OutboxDue = nil, time.Time{}
	}
	return len(outcomes)
}

// ackAll stores what waits, at the end of the background work.
func (d *dispatcher) ackAll(ctx context.Context) error {
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(d.db.o.Workers)
	for _, key := range d.acks.waiting(time.Time{}) {
		group.Go(func() error {
			_, _, err := d.acknowledge(gctx, key, nil, nil)
			return err
		})
	}
	return group.Wait()
}
