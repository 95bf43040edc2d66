package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Cause says which event a reaction follows. Collection, ID and Seq name it for ever: ids
// of what the reaction creates are derived from them or from the event.
type Cause struct {
	Collection string
	ID         string
	Seq        int64     // of the event, ascending in its document
	At         time.Time // market time of the change
	Attempt    int       // from 1
}

// handler runs one reaction on the bytes of an event.
type handler func(ctx context.Context, data Raw, c Cause) error

// reactions knows who follows which event.
type reactions struct {
	mu     sync.RWMutex
	byType map[string][]subscription
}

type subscription struct {
	reaction string
	run      handler
}

func (r *reactions) add(event, reaction string, run handler) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byType == nil {
		r.byType = map[string][]subscription{}
	}
	for _, s := range r.byType[event] {
		if s.reaction == reaction {
			panic(fmt.Sprintf("store: the reaction %q follows %q twice", reaction, event))
		}
	}
	r.byType[event] = append(r.byType[event], subscription{reaction, run})
}

func (r *reactions) names(event string) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	subs := r.byType[event]
	if len(subs) == 0 {
		return nil
	}
	out := make([]string, len(subs))
	for i, s := range subs {
		out[i] = s.reaction
	}
	return out
}

// find returns the handler of a reaction, nil when this process does not know it.
func (r *reactions) find(event, reaction string) handler {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, s := range r.byType[event] {
		if s.reaction == reaction {
			return s.run
		}
	}
	return nil
}

// On lets fn follow every event of type E, in the order of the events of one document,
// at least once each. name is stored with the events and must stay the same. The same
// name may follow several types; their order is then one. It panics when name follows E
// already. All processes that write know the same reactions: an event that nobody
// follows is not stored.
//
// fn is idempotent by construction: what it inserts has an id derived from the cause,
// what it modifies is seen to be done already. An error of fn puts it off: 1 s, then
// twice as long each time up to an hour, and after MaxAttempts into the dead letters.
func On[E Event](db *DB, name string, fn func(ctx context.Context, e E, c Cause) error) {
	var zero E
	db.reactions.add(zero.EventType(), name, func(ctx context.Context, data Raw, c Cause) error {
		var e E
		if err := Decode(data, &e); err != nil {
			return err
		}
		return fn(ctx, e, c)
	})
}

// record adds the events of a pending write to its outbox, as far as somebody follows
// them, and takes the lease for this process if it is at work.
func (db *DB) record(next *Meta, events []Event) error {
	if len(events) == 0 {
		return nil
	}
	now := db.o.Clock.Now()
	outbox := next.Outbox[:len(next.Outbox):len(next.Outbox)]
	for _, e := range events {
		names := db.reactions.names(e.EventType())
		if len(names) == 0 {
			continue
		}
		data, err := Encode(e)
		if err != nil {
			return err
		}
		next.OutboxSeq++
		outbox = append(outbox, Entry{Seq: next.OutboxSeq, Type: e.EventType(), At: now, Data: data, Pending: names})
	}
	if len(outbox) > MaxPending {
		return ErrOutboxFull
	}
	if len(outbox) == len(next.Outbox) {
		return nil
	}
	next.Outbox = outbox
	db.written.Add(1)
	db.firstLease(next)
	return nil
}

// firstLease lets the writing process take the document for itself, so that no other
// looks at it while the reactions run here at once. Without background work of its own
// it leaves the document to whoever has.
func (db *DB) firstLease(next *Meta) {
	now := db.o.Wall.WallNow()
	switch {
	case next.Lease.held(db.o.Owner, db.o.Wall):
		next.OutboxDue = next.Lease.Until
	case next.Lease != nil && next.Lease.Owner == db.o.Owner && next.Lease.Until.Sub(now) >= db.o.LeaseTTL/2:
		next.OutboxDue = next.Lease.Until // already at work on it here
	case db.work.started():
		next.Lease = &Lease{Owner: db.o.Owner, Until: now.Add(db.o.LeaseTTL), Token: next.Rev}
		next.OutboxDue = next.Lease.Until
	default:
		next.Lease = nil
		next.OutboxDue = now
	}
}

// call runs fn with a bound on its time and turns a panic into an error.
func (db *DB) call(ctx context.Context, fn func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, db.o.LeaseTTL/2)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = ErrEngine.Say("A reaction panicked.").With(fmt.Errorf("%v\n%s", p, debug.Stack()))
		}
	}()
	return fn(ctx)
}
