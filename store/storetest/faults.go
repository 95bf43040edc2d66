package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// What callers see when the engine fails.
var faultCases = []testCase{
	{"faults/closed_list_of_codes", faultCodes},
	{"faults/iterator_errors_surface", faultIterator},
	{"faults/lost_race_gives_up", faultStale},
}

var errDisk = errors.New("the disk is gone")

// faultCodes makes every method of the driver fail with every kind of error and looks at
// the code that the methods of a collection return.
func faultCodes(t *testing.T, b *bench) {
	ctx := t.Context()
	b.insert(t, doc("a"))
	calls := map[string]func() error{
		"Get":        func() error { _, err := b.docs.Get(ctx, "a"); return err },
		"GetMany":    func() error { _, err := b.docs.GetMany(ctx, []string{"a"}); return err },
		"Insert":     func() error { _, err := b.docs.Insert(ctx, doc("b")); return err },
		"InsertMany": func() error { return b.docs.InsertMany(ctx, []Doc{doc("b")})[0] },
		"Modify":     func() error { err := b.docs.Update(ctx, "a", func(d *Doc) error { d.N++; return nil }); return err },
		"Upsert":     func() error { _, err := b.docs.Upsert(ctx, "a", func(d *Doc) error { d.N++; return nil }); return err },
		"Delete":     func() error { return b.docs.Delete(ctx, "a", nil) },
		"Find":       func() error { _, err := b.docs.Find(ctx, store.Query{}); return err },
		"Count":      func() error { _, err := b.docs.Count(ctx, store.Query{}); return err },
		"Scan":       func() error { return b.docs.Scan(ctx, store.Query{}, func(Doc) error { return nil }) },
		"Claim":      func() error { return b.db.Claim(ctx, "k", "o") },
		"Confirm":    func() error { return b.db.Confirm(ctx, "k", "o") },
		"Acquire":    func() error { _, err := b.db.Acquire(ctx, "k", 1); return err },
		"SetTimer":   func() error { return b.db.SetTimer(ctx, "k", "s", Begin) },
		"StartSweep": func() error { return b.db.StartSweep(ctx, "k", "s") },
		"NextNumber": func() error { _, err := b.db.NextNumber(ctx, "k", "s"); return err },
		"Drain":      func() error { return b.db.Drain(ctx) },
		"Backlog":    func() error { _, err := b.db.Backlog(ctx); return err },
	}
	for _, c := range []struct {
		cause error
		want  *markthalle.Error
	}{
		{errDisk, store.ErrEngine},
		{fmt.Errorf("deep: %w", context.DeadlineExceeded), store.ErrCancelled},
		{store.ErrUnavailable.With(errDisk), store.ErrUnavailable},
		{store.ErrUnknownOutcome.With(errDisk), store.ErrUnknownOutcome},
	} {
		b.driver.failWith(func(string) error { return c.cause })
		for name, call := range calls {
			err := call()
			if !errors.Is(err, c.want) || !errors.Is(err, c.cause) {
				t.Errorf("%s with %v: got %v", name, c.cause, err)
			}
		}
	}
	b.driver.failWith(nil)
	same(t, "nothing was written", b.get(t, "a").Rev, 1)
}

func faultIterator(t *testing.T, b *bench) {
	ctx := t.Context()
	for i := range 10 {
		b.insert(t, doc(fmt.Sprint(i)))
	}
	b.driver.failWith(func(method string) error {
		if method == "Find" {
			return errDisk
		}
		return nil
	})
	page, err := b.docs.Find(ctx, store.Query{})
	wantErr(t, err, store.ErrEngine)
	same(t, "half a page", len(page.Items), 0)
	wantErr(t, b.docs.Scan(ctx, store.Query{}, func(Doc) error { t.Error("half a scan"); return nil }), store.ErrEngine)
	wantErr(t, b.db.Drain(ctx), errDisk)
	b.driver.failWith(nil)
}

func faultStale(t *testing.T, b *bench) {
	b.insert(t, doc("a"))
	rounds := 0
	b.driver.failWith(func(method string) error {
		if method == "Replace" {
			return store.ErrStale
		}
		return nil
	})
	err := b.docs.Update(t.Context(), "a", func(d *Doc) error { rounds++; d.N++; return nil })
	wantErr(t, err, store.ErrBusy)
	if rounds < 3 {
		t.Fatalf("gave up after %d rounds", rounds)
	}
	b.driver.failWith(nil)
}
