package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Leases: who is at work on what.
var leaseCases = []testCase{
	{"leases/other_process_waits", leaseOther},
	{"leases/own_is_taken_up_again", leaseOwn},
	{"leases/expiry_and_fencing", leaseFencing},
	{"leases/named", leaseNamed},
}

// crashed stores a document whose first lease is held by a process called owner that
// has stopped working.
func (b *bench) crashed(t *testing.T, owner string) {
	t.Helper()
	gone := benchOn(t, &counter{Driver: noClose{b.driver}}, owner, b.wall)
	stuck := make(chan struct{})
	store.On(gone.db, "follow", func(ctx context.Context, _ Counted, _ store.Cause) error {
		close(stuck)
		<-ctx.Done() // until the process is stopped
		return ctx.Err()
	})
	must(t, gone.db.Ensure(t.Context()))
	ctx, kill := context.WithCancel(t.Context())
	gone.db.Start(ctx)
	gone.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 1}) }))
	<-stuck
	kill()
	d := b.get(t, "a")
	if d.Lease == nil || d.Lease.Owner != owner || len(d.Outbox) != 1 {
		t.Fatalf("the writing process holds no lease: %+v", d.Meta)
	}
}

func leaseOther(t *testing.T, b *bench) {
	j := b.follow("follow")
	b.crashed(t, "gone")
	must(t, b.db.Drain(t.Context()))
	same(t, "while the lease lasts", len(j.take()), 0)
	b.wall.Advance(time.Minute + time.Second)
	must(t, b.db.Drain(t.Context()))
	same(t, "when it has expired", j.take(), []string{"a/1 #1 try 1"})
}

func leaseOwn(t *testing.T, b *bench) {
	j := b.follow("follow")
	b.crashed(t, "one")
	must(t, b.db.Drain(t.Context()))
	same(t, "a process that returns under its name", j.take(), []string{"a/1 #1 try 1"})
}

// leaseFencing lets a slow process finish after another has taken over.
func leaseFencing(t *testing.T, b *bench) {
	ctx := t.Context()
	slow := benchOn(t, &counter{Driver: noClose{b.driver}}, "slow", b.wall)
	begun, goOn := make(chan struct{}), make(chan struct{})
	store.On(slow.db, "follow", func(context.Context, Counted, store.Cause) error {
		close(begun)
		<-goOn
		return nil
	})
	second, goOnSecond := make(chan struct{}), make(chan struct{})
	first := true
	store.On(b.db, "follow", func(context.Context, Counted, store.Cause) error {
		if first {
			first = false
			close(second)
			<-goOnSecond
		}
		return nil
	})
	b.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 1}) }))
	slowDone, done := make(chan error, 1), make(chan error, 1)
	go func() { slowDone <- slow.db.Drain(ctx) }()
	<-begun
	old := b.get(t, "a").Lease
	b.wall.Advance(2 * time.Minute)
	go func() { done <- b.db.Drain(ctx) }()
	<-second
	third := benchOn(t, &counter{Driver: noClose{b.driver}}, "third", b.wall)
	others, err := third.db.Rounds().Drain(ctx)
	must(t, err)
	same(t, "the other is at work on what is due", others, true)
	now := b.get(t, "a").Lease
	if now == nil || now.Owner != "one" || now.Token <= old.Token {
		t.Fatalf("the lease went from %+v to %+v", old, now)
	}
	// A new event arrives, then the slow one acknowledges the first: it is true that it is
	// done, but the lease is the other's.
	b.count(t, "a", 2)
	close(goOn)
	must(t, <-slowDone)
	d := b.get(t, "a")
	same(t, "the other's lease", d.Lease, now)
	same(t, "what is left", []any{len(d.Outbox), d.Outbox[0].Seq}, []any{1, int64(2)})
	close(goOnSecond)
	must(t, <-done)
	others, err = third.db.Rounds().Drain(ctx)
	must(t, err)
	same(t, "nobody is at work on anything", others, false)
	d = b.get(t, "a")
	same(t, "in the end", []any{len(d.Outbox), d.Lease == nil, d.N}, []any{0, true, int64(2)})
}

func leaseNamed(t *testing.T, b *bench) {
	ctx := t.Context()
	one, err := b.db.Acquire(ctx, "import", time.Minute)
	must(t, err)
	_, err = b.db.Acquire(ctx, "import", time.Minute)
	wantErr(t, err, store.ErrLeased)
	must(t, b.db.RenewLease(ctx, "import", one, 2*time.Minute))
	b.wall.Advance(90 * time.Second)
	_, err = b.db.Acquire(ctx, "import", time.Minute)
	wantErr(t, err, store.ErrLeased)
	b.wall.Advance(time.Minute)
	two, err := b.db.Acquire(ctx, "import", time.Minute)
	must(t, err)
	if two <= one {
		t.Fatalf("token %d after %d", two, one)
	}
	wantErr(t, b.db.ReleaseLease(ctx, "import", one), store.ErrLeased)
	wantErr(t, b.db.RenewLease(ctx, "import", one, time.Hour), store.ErrLeased)
	must(t, b.db.ReleaseLease(ctx, "import", two))
	three, err := b.db.Acquire(ctx, "import", time.Minute)
	must(t, err)
	same(t, "token", three, two+1)
	wantErr(t, b.db.ReleaseLease(ctx, "nothing", 1), markthalle.ErrNotFound)
}
