package store_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
)

type sold struct {
	Count int `bson:"count"`
}

func (sold) EventType() string { return "test.sold" }

func ignore(context.Context, sold, store.Cause) error { return nil }

func wares(db *store.DB) *store.Collection[ware] {
	return store.Define[ware](db, store.Spec{Name: "wares", Deletable: true, Indexes: []store.Index{
		{Name: "name", Eq: []store.Field{store.S("name")}},
	}})
}

func openOn(t *testing.T, dir string, o store.Options) *store.DB {
	t.Helper()
	d, err := sqlite.Open(dir, sqlite.Options{Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return storetest.OpenOn(t, d, o)
}

// TestHandBack proves that a process that is closed in the middle leaves no lease that
// others would have to wait for.
func TestHandBack(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	one := openOn(t, dir, store.Options{Owner: "one", Workers: 1})
	stuck := make(chan struct{})
	var once sync.Once
	store.On(one, "follow", func(ctx context.Context, _ sold, _ store.Cause) error {
		once.Do(func() { close(stuck) })
		<-ctx.Done()
		return ctx.Err()
	})
	c := wares(one)
	one.Start(ctx)
	for _, id := range []string{"running", "queued"} {
		w := ware{Meta: store.Meta{ID: id}}
		w.Emit(sold{1})
		if _, err := c.Insert(ctx, w); err != nil {
			t.Fatal(err)
		}
	}
	<-stuck
	if err := one.Close(ctx); err != nil {
		t.Fatal(err)
	}
	two := openOn(t, dir, store.Options{Owner: "two"})
	n := 0
	store.On(two, "follow", func(context.Context, sold, store.Cause) error { n++; return nil })
	wares(two)
	if err := two.Drain(ctx); err != nil || n != 2 {
		t.Fatalf("%d events were taken over at once, want 2; %v", n, err)
	}
}

// TestPurge proves that stubs of deleted documents go after a day, and not before.
func TestPurge(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	wall := markthalle.NewManualClock(storetest.Begin)
	for _, c := range []struct {
		after time.Duration
		rev   int64 // of the document that is created again
	}{{store.StubTTL - time.Second, 3}, {2 * time.Second, 1}} {
		wall.Advance(c.after)
		db := openOn(t, dir, store.Options{Wall: wall})
		col := wares(db)
		if c.after > time.Hour {
			wall.Advance(-c.after)
			if _, err := col.Insert(ctx, ware{Meta: store.Meta{ID: "a"}}); err != nil {
				t.Fatal(err)
			}
			if err := col.Delete(ctx, "a", nil); err != nil {
				t.Fatal(err)
			}
			wall.Advance(c.after)
		}
		if err := db.Ensure(ctx); err != nil {
			t.Fatal(err)
		}
		db.Start(ctx)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for range 30 {
			raws, err := db.Driver().Get(ctx, "wares", []string{"a"})
			if err != nil {
				t.Fatal(err)
			}
			if gone := len(raws) == 0; gone {
				if c.rev > 1 {
					t.Fatal("purged too early")
				}
				break
			}
			<-tick.C
		}
		if c.rev == 1 {
			if w, err := col.Insert(ctx, ware{Meta: store.Meta{ID: "a"}}); err != nil || w.Rev != 1 {
				t.Fatalf("after the purge: revision %d, %v", w.Rev, err)
			}
		}
		if err := db.Close(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMapsAreStable proves that a document with a map has the same bytes every time:
// otherwise an unchanged document would be written.
func TestMapsAreStable(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	c := wares(storetest.Open(t))
	free := map[string]any{}
	for _, k := range strings.Split("q w e r t y u i o p a s d f g h j k l", " ") {
		free[k] = map[string]any{"x" + k: int64(1), "y" + k: nil, "z" + k: storetest.Begin}
	}
	if _, err := c.Insert(ctx, ware{Meta: store.Meta{ID: "a"}, Free: free}); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		w, err := c.Modify(ctx, "a", func(w *ware) error {
			again := map[string]any{}
			for k, v := range free {
				again[k] = v
			}
			w.Free = again
			return nil
		})
		if err != nil || w.Rev != 1 {
			t.Fatalf("revision %d, %v", w.Rev, err)
		}
	}
}

// TestFailuresAreLogged proves that background work says what fails, with enough to find
// it and nothing of the event's data.
func TestFailuresAreLogged(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	var mu sync.Mutex
	var out strings.Builder
	log := slog.New(slog.NewTextHandler(writer(func(b []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return out.Write(b)
	}), nil))
	db := openOn(t, t.TempDir(), store.Options{Log: log})
	store.On(db, "orders.follow", func(context.Context, sold, store.Cause) error { return errors.New("no paper") })
	w := ware{Meta: store.Meta{ID: "ord_1"}}
	w.Emit(sold{4711})
	if _, err := wares(db).Insert(ctx, w); err != nil {
		t.Fatal(err)
	}
	if err := db.Drain(ctx); err == nil || !strings.Contains(err.Error(), "wares/ord_1 event 1, orders.follow: no paper") {
		t.Fatalf("Drain: %v", err)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, want := range []string{"reaction=orders.follow", "id=ord_1", "seq=1", "attempt=1", "no paper"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log has no %q: %s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "4711") {
		t.Error("the log has data of the event")
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// TestFlushGivesUp proves that a request that waits for a busy document ends with its
// context.
func TestFlushGivesUp(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t)
	begun, goOn := make(chan struct{}), make(chan struct{})
	store.On(db, "slow", func(context.Context, sold, store.Cause) error {
		close(begun)
		<-goOn
		return nil
	})
	w := ware{Meta: store.Meta{ID: "a"}}
	w.Emit(sold{1})
	if _, err := wares(db).Insert(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- db.Drain(t.Context()) }()
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := db.Flush(ctx, "wares", "a"); !errors.Is(err, store.ErrCancelled) {
		t.Errorf("got %v", err)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// TestIdle proves that Idle waits for what follows from what follows, and no longer
// than it is allowed to.
func TestIdle(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t)
	c := wares(db)
	const last = 5
	hold := make(chan struct{})
	store.On(db, "pass_on", func(ctx context.Context, e sold, _ store.Cause) error {
		if e.Count == last {
			<-hold
			return nil
		}
		w := ware{Meta: store.Meta{ID: strings.Repeat("x", e.Count+1)}}
		w.Emit(sold{e.Count + 1})
		_, err := c.Insert(ctx, w)
		return err
	})
	db.Start(t.Context())
	if err := db.Idle(t.Context()); err != nil {
		t.Fatalf("nothing to wait for: %v", err)
	}
	first := ware{Meta: store.Meta{ID: "x"}}
	first.Emit(sold{1})
	if _, err := c.Insert(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	short, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if err := db.Idle(short); err == nil {
		t.Error("Idle returned while a reaction was running")
	}
	close(hold)
	if err := db.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := db.Backlog(t.Context())
	if err != nil || b.Events != 0 {
		t.Errorf("%d events are left, %v", b.Events, err)
	}
	if _, err := c.Get(t.Context(), strings.Repeat("x", last)); err != nil {
		t.Errorf("the last of the chain: %v", err)
	}
}
