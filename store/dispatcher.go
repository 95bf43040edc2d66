package store

import (
	"context"
	"sync"
	"time"
)

// dispatcher runs the reactions to stored events: at once for what this process writes,
// by index for what others left behind. One document is worked on by one goroutine at a
// time, many documents at once.
type dispatcher struct {
	db *DB

	mu       sync.Mutex
	work     *sync.Cond // the queue has grown, or all is to end
	done     *sync.Cond // a document is free again
	running  bool
	ending   bool
	draining int
	sweeping int
	queue    []docKey
	docs     map[docKey]*docState
	skip     map[docKey]int64 // revisions at which only unknown reactions were pending
	left     []docKey         // what was interrupted by the end
	acks     acks

	nudges []chan struct{}
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// docKey names a document.
type docKey struct {
	t  *table
	id string
}

// docState is a document that waits for a worker or has one.
type docState struct {
	busy  bool // a goroutine is at work on it
	again bool // it has changed since
}

func (d *dispatcher) init(db *DB) {
	d.db = db
	d.work, d.done = sync.NewCond(&d.mu), sync.NewCond(&d.mu)
	d.docs = map[docKey]*docState{}
	d.skip = map[docKey]int64{}
}

// started reports whether events written now will be followed up by this process.
func (d *dispatcher) started() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.running || d.draining > 0
}

// following reports whether the background work of this process is under way.
func (d *dispatcher) following() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.running
}

// notify queues a document that has events.
func (d *dispatcher) notify(t *table, id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.running {
		return
	}
	key := docKey{t, id}
	if s := d.docs[key]; s != nil {
		s.again = true
		return
	}
	d.docs[key] = &docState{}
	d.queue = append(d.queue, key)
	d.work.Signal()
}

// next waits for a queued document and takes it; false ends the worker.
func (d *dispatcher) next() (docKey, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		if d.ending {
			return docKey{}, false
		}
		if len(d.queue) == 0 {
			d.work.Wait()
			continue
		}
		key := d.queue[0]
		d.queue = d.queue[1:]
		if s := d.docs[key]; s != nil && !s.busy {
			s.busy, s.again = true, false
			return key, true
		}
	}
}

// seize takes a document out of its turn, waiting for the goroutine that is at work on
// it.
func (d *dispatcher) seize(ctx context.Context, key docKey) error {
	defer context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.done.Broadcast()
	})()
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		if err := ended(ctx); err != nil {
			return err
		}
		s := d.docs[key]
		if s == nil {
			s = &docState{}
			d.docs[key] = s
		}
		if !s.busy {
			s.busy, s.again = true, false
			return nil
		}
		d.done.Wait()
	}
}

// free gives a document back; one that has changed meanwhile is queued again.
func (d *dispatcher) free(key docKey) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.docs[key]
	if s.again && d.running && !d.ending {
		s.busy, s.again = false, false
		d.queue = append(d.queue, key)
		d.work.Signal()
	} else {
		delete(d.docs, key)
		if d.ending {
			d.left = append(d.left, key)
		}
	}
	d.done.Broadcast()
}

// idle waits until no document waits for a worker or has one.
func (d *dispatcher) idle(ctx context.Context) error {
	defer context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.done.Broadcast()
	})()
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.docs) > 0 && !d.ending {
		if err := ended(ctx); err != nil {
			return err
		}
		d.done.Wait()
	}
	return ended(ctx)
}

// backlog returns how many documents wait for a worker.
func (d *dispatcher) backlog() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.queue)
}

// wake makes the loops look at once.
func (d *dispatcher) wake() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, n := range d.nudges {
		select {
		case n <- struct{}{}:
		default:
		}
	}
}

// Start runs reactions, timers, schedules and sweeps in the background until ctx ends or
// the DB is closed. Starting twice is fine. Reactions, timers and sweeps are defined
// before.
func (db *DB) Start(ctx context.Context) {
	d := &db.work
	d.mu.Lock()
	if d.running || d.ending {
		d.mu.Unlock()
		return
	}
	ctx, d.cancel = context.WithCancel(ctx)
	d.running = true
	d.mu.Unlock()

	for range db.o.Workers {
		d.wg.Go(func() { d.worker(ctx) })
	}
	d.wg.Go(func() {
		<-ctx.Done()
		d.end()
	})
	d.loop(ctx, pollEvery, d.firstLook(), d.poll)
	d.loop(ctx, ackEvery, nil, d.ackDue)
	d.loop(ctx, pollEvery, nil, db.runTimers)
	d.loop(ctx, pollEvery, nil, db.runSweeps)
	d.loop(ctx, purgeEvery, nil, db.purge)
	if db.market != nil {
		d.loop(ctx, ClockRefresh, nil, db.market.Refresh)
	}
}

// end lets the workers go.
func (d *dispatcher) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ending, d.running = true, false
	d.work.Broadcast()
	d.done.Broadcast()
}

// stop ends the background work and waits for what is running, as long as ctx allows.
func (d *dispatcher) stop(ctx context.Context) error {
	d.end()
	d.mu.Lock()
	cancel := d.cancel
	d.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	done := make(chan struct{})
	go func() {
		d.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		return d.handBack(ctx)
	case <-ctx.Done():
		return ended(ctx)
	}
}

// handBack stores the outcomes that wait and gives up the leases on what was queued or
// interrupted, so that another process need not wait for their end.
func (d *dispatcher) handBack(ctx context.Context) error {
	d.mu.Lock()
	keys := append(d.queue, d.left...)
	d.queue, d.left = nil, nil
	d.mu.Unlock()
	if err := d.ackAll(ctx); err != nil {
		return err
	}
	for _, key := range keys {
		_, err := key.t.bookkeep(ctx, key.id, func(m *Meta) bool {
			if m.Lease == nil || m.Lease.Owner != d.db.o.Owner {
				return false
			}
			m.Lease, m.OutboxDue = nil, nextDue(m, d.db.o.Wall.WallNow())
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// loop calls fn now, then every so often and whenever somebody wakes it. first, if
// given, takes the place of the first call.
func (d *dispatcher) loop(ctx context.Context, every time.Duration, first, fn func(context.Context) error) {
	nudge := make(chan struct{}, 1)
	d.mu.Lock()
	d.nudges = append(d.nudges, nudge)
	d.mu.Unlock()
	d.wg.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		run := fn
		if first != nil {
			run = first
		}
		for {
			if err := run(ctx); err != nil && ctx.Err() == nil {
				d.db.o.Log.WarnContext(ctx, "background work of the store failed", "error", err)
			} else {
				run = fn
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			case <-nudge:
			}
		}
	})
}

func (d *dispatcher) worker(ctx context.Context) {
	for {
		key, ok := d.next()
		if !ok {
			return
		}
		if _, err := d.process(ctx, key, nil); err != nil && ctx.Err() == nil {
			d.db.o.Log.WarnContext(ctx, "events could not be followed up", "collection", key.t.shape.Name, "id", key.id, "error", err)
		}
		d.free(key)
	}
}

// pollEvery is how often a running process looks for what nobody told it of: events that
// another process left behind, timers, sweeps.
const pollEvery = time.Second

// maxBacklog is the length of the queue at which the poll leaves documents where they
// are.
const maxBacklog = 10_000

// poll queues documents whose events are due and that nobody works on.
func (d *dispatcher) poll(ctx context.Context) error {
	now := d.db.o.Wall.WallNow()
	return d.look(ctx, now.Add(time.Millisecond), func(*Meta) bool { return true })
}

// firstLook also takes up what a former process of the same name left in the middle.
func (d *dispatcher) firstLook() func(context.Context) error {
	now := d.db.o.Wall.WallNow()
	return func(ctx context.Context) error {
		return d.look(ctx, time.Time{}, func(m *Meta) bool {
			return !m.OutboxDue.After(now) || (m.Lease != nil && m.Lease.Owner == d.db.o.Owner)
		})
	}
}

func (d *dispatcher) look(ctx context.Context, to time.Time, want func(*Meta) bool) error {
	for _, t := range d.db.all() {
		if d.backlog() > maxBacklog {
			return nil
		}
		err := t.pending(ctx, to, func(m *Meta) error {
			if want(m) && !m.Lease.held(d.db.o.Owner, d.db.o.Wall) && !d.skipped(t, m) {
				d.notify(t, m.ID)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// pending calls fn with the Meta of every document whose outbox is due before to; a zero
// to takes them all.
func (t *table) pending(ctx context.Context, to time.Time, fn func(*Meta) error) error {
	sel := Select{Index: &t.shape.Indexes[0]}
	if !to.IsZero() {
		sel.To = to
	}
	return t.scan(ctx, sel, func(raw Raw) error {
		m, err := readMeta(raw)
		if err != nil {
			return err
		}
		return fn(&m)
	})
}

// skipped reports whether nothing but unknown reactions was pending at this revision.
func (d *dispatcher) skipped(t *table, m *Meta) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	rev, ok := d.skip[docKey{t, m.ID}]
	return ok && rev == m.Rev
}

func (d *dispatcher) leave(key docKey, rev int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.skip) > maxBacklog {
		d.skip = map[docKey]int64{}
	}
	d.skip[key] = rev
}
