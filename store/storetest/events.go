package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Events and the reactions to them.
var eventCases = []testCase{
	{"events/with_the_state", eventWithState},
	{"events/order_per_document", eventOrder},
	{"events/one_failing_beside_others", eventFailing},
	{"events/back_off", eventBackoff},
	{"events/dead_letter_and_replay", eventDead},
	{"events/acknowledged_against_modify", eventAckRace},
	{"events/writes", eventWrites},
	{"events/nobody_follows", eventNobody},
	{"events/outbox_full", eventFull},
	{"events/unknown_kept", eventUnknown},
	{"events/chain", eventChain},
	{"events/panic", eventPanic},
	{"events/background", eventBackground},
	{"events/flush", eventFlush},
}

// journal records what reactions were told.
type journal struct {
	mu   sync.Mutex
	list []string
}

func (j *journal) add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.list = append(j.list, fmt.Sprintf(format, args...))
}

func (j *journal) take() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := j.list
	j.list = nil
	return out
}

// follow lets a reaction write into a journal.
func (b *bench) follow(name string) *journal {
	j := &journal{}
	store.On(b.db, name, func(_ context.Context, e Counted, c store.Cause) error {
		j.add("%s/%d #%d try %d", e.ID, e.N, c.Seq, c.Attempt)
		return nil
	})
	return j
}

// count changes N and says so.
func (b *bench) count(t *testing.T, id string, n int64) {
	t.Helper()
	err := b.docs.Update(t.Context(), id, func(d *Doc) error {
		d.N = n
		d.Emit(Counted{d.ID, n})
		return nil
	})
	must(t, err)
}

func eventWithState(t *testing.T, b *bench) {
	ctx := t.Context()
	store.On(b.db, "follow", func(ctx context.Context, e Counted, c store.Cause) error {
		d, err := b.docs.Get(ctx, e.ID)
		must(t, err)
		same(t, "state that the reaction sees", []any{d.N, c.Collection, c.ID, c.At}, []any{e.N, "docs", e.ID, Begin})
		return nil
	})
	stored := b.insert(t, doc("a", func(d *Doc) { d.N = 1; d.Emit(Counted{"a", 1}) }))
	same(t, "outbox", len(stored.Outbox), 1)
	same(t, "in the same write", []int64{stored.Rev, b.get(t, "a").OutboxSeq}, []int64{1, 1})
	// A closure that fails leaves neither the state nor the event.
	err := b.docs.Update(ctx, "a", func(d *Doc) error { d.N = 2; d.Emit(Counted{"a", 2}); return errDisk })
	wantErr(t, err, errDisk)
	same(t, "outbox after an error", len(b.get(t, "a").Outbox), 1)
	must(t, b.db.Drain(ctx))
	d := b.get(t, "a")
	same(t, "empty afterwards", []any{len(d.Outbox), d.OutboxDue.IsZero(), d.Lease == nil}, []any{0, true, true})
	same(t, "version counts the business", []int64{d.Version, d.N}, []int64{1, 1})
	backlog, err := b.db.Backlog(ctx)
	must(t, err)
	same(t, "backlog", backlog, store.Backlog{})
}

func eventOrder(t *testing.T, b *bench) {
	one, two := b.follow("one"), b.follow("two")
	b.insert(t, doc("a"))
	for n := range int64(5) {
		b.count(t, "a", n+1)
	}
	must(t, b.db.Drain(t.Context()))
	want := []string{"a/1 #1 try 1", "a/2 #2 try 1", "a/3 #3 try 1", "a/4 #4 try 1", "a/5 #5 try 1"}
	same(t, "one", one.take(), want)
	same(t, "two", two.take(), want)
	must(t, b.db.Drain(t.Context()))
	same(t, "again", len(one.take()), 0)
}

func eventFailing(t *testing.T, b *bench) {
	ctx := t.Context()
	good := b.follow("good")
	broken := true
	bad := &journal{}
	store.On(b.db, "bad", func(_ context.Context, e Counted, c store.Cause) error {
		bad.add("%s/%d try %d", e.ID, e.N, c.Attempt)
		if broken && e.ID == "a" {
			return errDisk
		}
		return nil
	})
	for _, id := range []string{"a", "b"} {
		b.insert(t, doc(id))
		b.count(t, id, 1)
		b.count(t, id, 2)
	}
	wantErr(t, b.db.Drain(ctx), errDisk)
	same(t, "the others", good.take(), []string{"a/1 #1 try 1", "a/2 #2 try 1", "b/1 #1 try 1", "b/2 #2 try 1"})
	same(t, "the failing one stops at its event, and only there", bad.take(), []string{"a/1 try 1", "b/1 try 1", "b/2 try 1"})
	d := b.get(t, "a")
	same(t, "what waits", []any{len(d.Outbox), d.Outbox[0].Pending, d.Outbox[0].Failed[0].Attempts}, []any{2, []string{"bad"}, 1})
	same(t, "why", d.Outbox[0].Failed[0].Cause, errDisk.Error())
	backlog, err := b.db.Backlog(ctx)
	must(t, err)
	same(t, "backlog", []any{backlog.Events, backlog.Oldest}, []any{int64(2), Begin})
	broken = false
	must(t, b.db.Drain(ctx))
	same(t, "in order when it recovers", bad.take(), []string{"a/1 try 2", "a/2 try 1"})
	same(t, "and never twice", len(good.take()), 0)
}

func eventBackoff(t *testing.T, b *bench) {
	ctx := t.Context()
	store.On(b.db, "bad", func(context.Context, Counted, store.Cause) error { return errDisk })
	b.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 1}) }))
	wantMin := time.Second
	for attempt := 1; attempt < store.MaxAttempts; attempt++ {
		wantErr(t, b.db.Drain(ctx), errDisk)
		f := b.get(t, "a").Outbox[0].Failed[0]
		wait := f.NextAt.Sub(b.wall.WallNow())
		if f.Attempts != attempt || wait < wantMin/2 || wait > wantMin {
			t.Fatalf("after %d attempts it waits %v, want %v to %v (%+v)", attempt, wait, wantMin/2, wantMin, f)
		}
		// Without Drain, nothing happens before that.
		must(t, b.db.Flush(ctx, "docs", "a"))
		same(t, "attempts before the time", b.get(t, "a").Outbox[0].Failed[0].Attempts, attempt)
		wantMin = min(2*wantMin, time.Hour)
	}
	b.wall.Advance(time.Hour)
	must(t, b.db.Flush(ctx, "docs", "a"))
	same(t, "the last attempt, in its time", len(b.get(t, "a").Outbox), 0)
}

func eventDead(t *testing.T, b *bench) {
	ctx := t.Context()
	broken := true
	j := &journal{}
	store.On(b.db, "bad", func(_ context.Context, e Counted, c store.Cause) error {
		if broken && e.N == 1 {
			return errDisk
		}
		j.add("%d #%d try %d", e.N, c.Seq, c.Attempt)
		return nil
	})
	b.insert(t, doc("a"))
	b.count(t, "a", 1)
	b.count(t, "a", 2)
	for range store.MaxAttempts {
		wantErr(t, b.db.Drain(ctx), errDisk)
	}
	must(t, b.db.Drain(ctx))
	same(t, "later events go on", j.take(), []string{"2 #2 try 1"})
	same(t, "outbox", len(b.get(t, "a").Outbox), 0)
	page, err := b.db.DeadLetters(ctx, markthalle.PageQuery{})
	must(t, err)
	same(t, "letters", len(page.Items), 1)
	l := page.Items[0]
	same(t, "letter", []any{l.ID, l.Collection, l.Document, l.Seq, l.Type, l.Reaction, l.Attempts, l.Cause},
		[]any{"dl_a_1_bad", "docs", "a", int64(1), "storetest.counted", "bad", store.MaxAttempts, errDisk.Error()})
	wantErr(t, b.db.Replay(ctx, l.ID), errDisk)
	backlog, err := b.db.Backlog(ctx)
	must(t, err)
	same(t, "still dead", backlog.DeadLetters, 1)
	broken = false
	must(t, b.db.Replay(ctx, l.ID))
	same(t, "replayed", j.take(), []string{"1 #1 try 14"})
	wantErr(t, b.db.Replay(ctx, l.ID), markthalle.ErrNotFound)
}

// eventAckRace modifies a document while its events are acknowledged.
func eventAckRace(t *testing.T, b *bench) {
	j := b.follow("follow")
	b.insert(t, doc("a"))
	b.db.Start(t.Context())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 25 {
				for {
					err := b.docs.Update(t.Context(), "a", func(d *Doc) error {
						d.N++
						d.Emit(Counted{d.ID, d.N})
						return nil
					})
					if isErr(err, store.ErrOutboxFull) {
						must(t, b.db.Flush(t.Context(), "docs", "a"))
						continue
					}
					if err != nil {
						t.Error(err)
					}
					break
				}
			}
		})
	}
	wg.Wait()
	must(t, b.db.Drain(t.Context()))
	d := b.get(t, "a")
	same(t, "count, version and events", []int64{d.N, d.Version, d.OutboxSeq}, []int64{100, 101, 100})
	got := j.take()
	same(t, "reactions", len(got), 100)
	for i, g := range got {
		same(t, "order", g, fmt.Sprintf("a/%d #%d try 1", i+1, i+1))
	}
}

// eventWrites counts what an event costs: its acknowledgement, once for all reactions.
func eventWrites(t *testing.T, b *bench) {
	for _, name := range []string{"one", "two", "three"} {
		b.follow(name)
	}
	must(t, b.db.Ensure(t.Context()))
	b.db.Start(t.Context())
	n := b.driver.written(func() {
		b.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 1}); d.Emit(Counted{"a", 2}) }))
		must(t, b.db.Drain(t.Context()))
	})
	same(t, "writes of a document with two events and three reactions each", n, 2)
}

func eventNobody(t *testing.T, b *bench) {
	must(t, b.db.Ensure(t.Context()))
	n := b.driver.written(func() {
		d := b.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 1}) }))
		same(t, "outbox", []any{len(d.Outbox), d.OutboxSeq}, []any{0, int64(0)})
		must(t, b.db.Drain(t.Context()))
	})
	same(t, "writes", n, 1)
}

func eventFull(t *testing.T, b *bench) {
	j := b.follow("follow")
	b.insert(t, doc("a"))
	for n := range int64(store.MaxPending) {
		b.count(t, "a", n+1)
	}
	err := b.docs.Update(t.Context(), "a", func(d *Doc) error { d.N = -1; d.Emit(Counted{d.ID, -1}); return nil })
	wantErr(t, err, store.ErrOutboxFull)
	same(t, "nothing of it is stored", b.get(t, "a").N, store.MaxPending)
	err = b.docs.Update(t.Context(), "a", func(d *Doc) error { d.Flag = true; return nil })
	must(t, err)
	must(t, b.db.Drain(t.Context()))
	same(t, "reactions", len(j.take()), store.MaxPending)
	b.count(t, "a", 1000)
}

type elsewhere struct {
	X string `bson:"x"`
}

func (elsewhere) EventType() string { return "storetest.elsewhere" }

// eventUnknown stores events with a newer program and runs an older one.
func eventUnknown(t *testing.T, b *bench) {
	ctx := t.Context()
	newer := benchOn(t, &counter{Driver: noClose{b.driver}}, "newer", b.wall)
	theirs := newer.follow("new_reaction")
	newer.follow("known")
	store.On(newer.db, "known", func(context.Context, elsewhere, store.Cause) error { theirs.add("elsewhere"); return nil })
	mine := b.follow("known")
	newer.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 1}); d.Emit(elsewhere{"x"}) }))
	must(t, b.db.Drain(ctx))
	same(t, "what it knows", mine.take(), []string{"a/1 #1 try 1"})
	d := b.get(t, "a")
	same(t, "the rest is kept", []any{len(d.Outbox), d.Outbox[0].Pending, d.Outbox[1].Pending},
		[]any{2, []string{"new_reaction"}, []string{"known"}})
	b.count(t, "a", 2)
	must(t, b.db.Drain(ctx))
	must(t, newer.db.Drain(ctx))
	same(t, "and done by who knows it", theirs.take(), []string{"a/1 #1 try 1", "elsewhere"})
}

func eventChain(t *testing.T, b *bench) {
	store.On(b.db, "copy", func(ctx context.Context, e Counted, c store.Cause) error {
		if e.N == 0 {
			return nil
		}
		next := doc(fmt.Sprintf("%s_%d", e.ID, c.Seq), func(d *Doc) { d.Emit(Counted{d.ID, e.N - 1}) })
		_, err := b.docs.Insert(ctx, next)
		if isErr(err, store.ErrExists) {
			return nil
		}
		return err
	})
	b.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 5}) }))
	must(t, b.db.Drain(t.Context()))
	b.get(t, "a_1_1_1_1_1")
	n, err := b.docs.Count(t.Context(), store.Query{})
	must(t, err)
	same(t, "documents", n, 6)
}

func eventPanic(t *testing.T, b *bench) {
	store.On(b.db, "bad", func(context.Context, Counted, store.Cause) error { panic("oops") })
	good := b.follow("good")
	b.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 1}) }))
	wantErr(t, b.db.Drain(t.Context()), store.ErrEngine)
	same(t, "the others", len(good.take()), 1)
}

// eventBackground lets the background do the work and waits for it.
func eventBackground(t *testing.T, b *bench) {
	done := make(chan string, 100)
	store.On(b.db, "follow", func(_ context.Context, e Counted, _ store.Cause) error { done <- e.ID; return nil })
	b.db.OnTimer("ring", func(_ context.Context, subject string, _ time.Time) error { done <- subject; return nil })
	b.db.OnSweep("walk", func(_ context.Context, s store.Sweep) (string, bool, error) { done <- s.Subject; return "", true, nil })
	// Left behind by another process that never started its background.
	b.insert(t, doc("before", func(d *Doc) { d.Emit(Counted{"before", 1}) }))
	must(t, b.db.SetTimer(t.Context(), "ring", "timer", Begin))
	b.db.Start(t.Context())
	b.db.Start(t.Context())
	b.insert(t, doc("after", func(d *Doc) { d.Emit(Counted{"after", 1}) }))
	must(t, b.db.StartSweep(t.Context(), "walk", "sweep"))
	want := map[string]bool{"before": true, "after": true, "timer": true, "sweep": true}
	deadline, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for len(want) > 0 {
		select {
		case id := <-done:
			delete(want, id)
		case <-deadline.Done():
			t.Fatalf("still waiting for %v", want)
		}
	}
	must(t, b.db.Close(t.Context()))
	must(t, b.db.Close(t.Context()))
}

func eventFlush(t *testing.T, b *bench) {
	j := b.follow("follow")
	b.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 1}) }))
	b.insert(t, doc("b", func(d *Doc) { d.Emit(Counted{"b", 1}) }))
	must(t, b.db.Flush(t.Context(), "docs", "a"))
	same(t, "only this document", j.take(), []string{"a/1 #1 try 1"})
	if err := b.db.Flush(t.Context(), "nope", "a"); err == nil || errors.Is(err, markthalle.ErrNotFound) {
		t.Fatalf("an unknown collection: %v", err)
	}
}
