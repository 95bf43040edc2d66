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

// How documents change.
var changeCases = []testCase{
	{"changes/versions", changeVersions},
	{"changes/closure_error", changeClosureError},
	{"changes/unchanged_is_not_written", changeUnchanged},
	{"changes/200_goroutines", changeCrowd},
	{"changes/two_writers", changeTwoWriters},
	{"changes/upsert", changeUpsert},
	{"changes/delete_and_recreate", changeRecreate},
	{"changes/delete_waits_for_events", changeDeleteEvents},
	{"changes/cancelled", changeCancelled},
	{"changes/upgrade", changeUpgrade},
	{"changes/newer_schema_refused", changeNewer},
	{"changes/meta_is_the_stores", changeMeta},
}

func changeVersions(t *testing.T, b *bench) {
	b.insert(t, doc("a"))
	b.market.Advance(time.Minute)
	got, err := b.docs.Modify(t.Context(), "a", func(d *Doc) error { d.N++; return nil })
	must(t, err)
	same(t, "answer", got, b.get(t, "a"))
	same(t, "meta", got.Meta, store.Meta{ID: "a", Rev: 2, Version: 2, Schema: 1, CreatedAt: Begin, UpdatedAt: Begin.Add(time.Minute)})
	must(t, store.CheckVersion(got.Meta, nil))
	must(t, store.CheckVersion(got.Meta, ptr(int64(2))))
	wantErr(t, store.CheckVersion(got.Meta, ptr(int64(1))), markthalle.ErrRevision)
}

func changeClosureError(t *testing.T, b *bench) {
	b.insert(t, doc("a"))
	mine := errors.New("mine")
	for _, e := range []error{mine, store.ErrStale, fmt.Errorf("wrapped: %w", mine)} {
		calls := 0
		err := b.docs.Update(t.Context(), "a", func(d *Doc) error { calls++; d.N = 9; return e })
		if !errors.Is(err, e) || calls != 1 {
			t.Fatalf("got %v after %d calls", err, calls)
		}
	}
	same(t, "revision", b.get(t, "a").Rev, 1)
}

func changeUnchanged(t *testing.T, b *bench) {
	b.insert(t, doc("a", func(d *Doc) { d.Tags, d.At = []string{"x"}, Begin }))
	n := b.driver.written(func() {
		got, err := b.docs.Modify(t.Context(), "a", func(d *Doc) error {
			d.Tags, d.At = []string{"x"}, Begin.Add(time.Microsecond)
			return nil
		})
		must(t, err)
		same(t, "answer", got, b.get(t, "a"))
	})
	same(t, "writes", n, 0)
	got, err := b.docs.Modify(t.Context(), "a", func(d *Doc) error { d.Emit(Counted{d.ID, 1}); return nil })
	must(t, err)
	same(t, "revision after an event that nobody follows", got.Rev, 1)
}

func changeCrowd(t *testing.T, b *bench) {
	b.insert(t, doc("a"))
	var wg sync.WaitGroup
	errs := make([]error, 200)
	versions := make([]int64, 200)
	for i := range 200 {
		wg.Go(func() {
			d, err := b.docs.Modify(t.Context(), "a", func(d *Doc) error { d.N++; return nil })
			errs[i], versions[i] = err, d.Version
		})
	}
	wg.Wait()
	must(t, errors.Join(errs...))
	d := b.get(t, "a")
	same(t, "count and version", []int64{d.N, d.Version}, []int64{200, 201})
	seen := map[int64]bool{}
	for _, v := range versions {
		if seen[v] || v < 2 || v > 201 {
			t.Fatalf("version %d was answered twice or is none", v)
		}
		seen[v] = true
	}
}

// changeTwoWriters lets two stores, as two processes would be, write to one document.
func changeTwoWriters(t *testing.T, b *bench) {
	two := benchOn(t, &counter{Driver: noClose{b.driver}}, "two", b.wall)
	b.insert(t, doc("a"))
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for _, c := range []*store.Collection[Doc]{b.docs, two.docs} {
		for range 4 {
			wg.Go(func() {
				for range 10 {
					err := c.Update(t.Context(), "a", func(d *Doc) error { d.N++; return nil })
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			})
		}
	}
	wg.Wait()
	must(t, errors.Join(errs...))
	same(t, "count", b.get(t, "a").N, 80)
}

func changeUpsert(t *testing.T, b *bench) {
	for i := range 3 {
		got, err := b.docs.Upsert(t.Context(), "a", func(d *Doc) error {
			if (d.Rev == 0) != (i == 0) || d.ID != "a" {
				t.Errorf("round %d: %+v", i, d.Meta)
			}
			d.N++
			return nil
		})
		must(t, err)
		same(t, "number and version", []int64{got.N, got.Version}, []int64{int64(i + 1), int64(i + 1)})
	}
	mine := errors.New("mine")
	_, err := b.docs.Upsert(t.Context(), "b", func(*Doc) error { return mine })
	wantErr(t, err, mine)
	_, err = b.docs.Get(t.Context(), "b")
	wantErr(t, err, markthalle.ErrNotFound)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := b.docs.Upsert(t.Context(), "c", func(d *Doc) error { d.N++; return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	same(t, "count of many", b.get(t, "c").N, 20)
}

func changeRecreate(t *testing.T, b *bench) {
	ctx := t.Context()
	b.insert(t, doc("a", func(d *Doc) { d.Tags, d.Maybe = []string{"x"}, &Begin }))
	err := b.docs.Update(ctx, "a", func(d *Doc) error { d.N = 5; return nil })
	must(t, err)
	mine := errors.New("mine")
	wantErr(t, b.docs.Delete(ctx, "a", func(d *Doc) error { same(t, "guarded", d.N, 5); return mine }), mine)
	must(t, b.docs.Delete(ctx, "a", func(*Doc) error { return nil }))
	_, err = b.docs.Get(ctx, "a")
	wantErr(t, err, markthalle.ErrNotFound)
	err = b.docs.Update(ctx, "a", func(*Doc) error { return nil })
	wantErr(t, err, markthalle.ErrNotFound)
	wantErr(t, b.docs.Delete(ctx, "a", nil), markthalle.ErrNotFound)
	for _, q := range []store.Query{
		{}, {Index: "vendor", Eq: []any{"v", "open"}}, {Index: "at"}, {Index: "maybe"}, {Index: "flag", Eq: []any{false}}, {Index: "tag", Eq: []any{"x"}},
	} {
		n, err := b.docs.Count(ctx, q)
		must(t, err)
		same(t, "still found by "+q.Index, n, 0)
	}
	many, err := b.docs.GetMany(ctx, []string{"a"})
	must(t, err)
	same(t, "still got", len(many), 0)
	again := b.insert(t, doc("a"))
	same(t, "revision and version go on", []int64{again.Rev, again.Version, again.N}, []int64{4, 3, 0})
	_, err = b.docs.Insert(ctx, doc("a"))
	wantErr(t, err, store.ErrExists)
	must(t, b.docs.Delete(ctx, "a", nil))
	up, err := b.docs.Upsert(ctx, "a", func(d *Doc) error { same(t, "fresh", d.Rev, 0); d.N = 1; return nil })
	must(t, err)
	same(t, "revision goes on", up.Rev, 6)
}

func changeDeleteEvents(t *testing.T, b *bench) {
	ctx := t.Context()
	store.On(b.db, "follow", func(context.Context, Counted, store.Cause) error { return nil })
	b.insert(t, doc("a", func(d *Doc) { d.Emit(Counted{"a", 1}) }))
	wantErr(t, b.docs.Delete(ctx, "a", nil), store.ErrBusy)
	must(t, b.db.Drain(ctx))
	must(t, b.docs.Delete(ctx, "a", nil))
}

func changeCancelled(t *testing.T, b *bench) {
	b.insert(t, doc("a"))
	ctx, cancel := context.WithCancel(t.Context())
	err := b.docs.Update(ctx, "a", func(d *Doc) error { d.N = 1; cancel(); return nil })
	if !isErr(err, store.ErrCancelled) && !isErr(err, store.ErrUnknownOutcome) {
		t.Fatalf("got %v", err)
	}
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the cause is lost: %v", err)
	}
	for name, call := range map[string]func() error{
		"Get":     func() error { _, err := b.docs.Get(ctx, "a"); return err },
		"GetMany": func() error { _, err := b.docs.GetMany(ctx, []string{"a"}); return err },
		"Insert":  func() error { _, err := b.docs.Insert(ctx, doc("b")); return err },
		"Modify": func() error {
			err := b.docs.Update(ctx, "a", func(d *Doc) error { d.N = 7; return nil })
			return err
		},
		"Delete": func() error { return b.docs.Delete(ctx, "a", nil) },
		"Find":   func() error { _, err := b.docs.Find(ctx, store.Query{}); return err },
		"Count":  func() error { _, err := b.docs.Count(ctx, store.Query{}); return err },
		"Scan":   func() error { return b.docs.Scan(ctx, store.Query{}, func(Doc) error { return nil }) },
		"Claim":  func() error { return b.db.Claim(ctx, "k", "o") },
	} {
		if err := call(); !isErr(err, store.ErrCancelled) {
			t.Errorf("%s after the end of its context: %v", name, err)
		}
	}
	_, err = b.docs.Get(t.Context(), "b")
	wantErr(t, err, markthalle.ErrNotFound)
	if d := b.get(t, "a"); d.N > 1 {
		t.Fatalf("a cancelled write was stored: %+v", d)
	}
	// Many writers that give up at any moment leave whole documents and no stuck turns.
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*50*time.Microsecond)
			defer cancel()
			_, _ = b.docs.Modify(ctx, "a", func(d *Doc) error { d.N++; d.Lines = append(d.Lines, Line{SKU: "x"}); return nil })
		})
	}
	wg.Wait()
	got, err := b.docs.Modify(t.Context(), "a", func(d *Doc) error { d.Flag = true; return nil })
	must(t, err)
	if extra := got.N - int64(len(got.Lines)); extra != 0 && extra != 1 {
		t.Fatalf("half a write: N %d with %d lines", got.N, len(got.Lines))
	}
}

type docV2 struct {
	store.Meta `bson:",inline"`
	Seller     string `bson:"seller"`
}

func changeUpgrade(t *testing.T, b *bench) {
	ctx := t.Context()
	b.insert(t, doc("a"))
	db2 := OpenOn(t, noClose{b.driver}, store.Options{})
	c := store.Define[docV2](db2, store.Spec{Name: "docs", Schema: 2, Upgrade: func(schema int, raw store.Raw) (store.Raw, error) {
		same(t, "schema", schema, 1)
		var old Doc
		if err := store.Decode(raw, &old); err != nil {
			return nil, err
		}
		return store.Encode(docV2{Meta: old.Meta, Seller: "upgraded " + old.Vendor})
	}})
	got, err := c.Get(ctx, "a")
	must(t, err)
	same(t, "read in the new shape", []any{got.Seller, got.Schema}, []any{"upgraded v", 1})
	got, err = c.Modify(ctx, "a", func(d *docV2) error { d.Seller += "!"; return nil })
	must(t, err)
	same(t, "stored in the new shape", []any{got.Seller, got.Schema, got.Version}, []any{"upgraded v!", 2, int64(2)})
	err = b.docs.Update(ctx, "a", func(*Doc) error { return nil })
	wantErr(t, err, store.ErrSchemaNewer)
}

func changeNewer(t *testing.T, b *bench) {
	ctx := t.Context()
	db2 := OpenOn(t, noClose{b.driver}, store.Options{})
	c := store.Define[Doc](db2, store.Spec{Name: "docs", Schema: 3, Deletable: true})
	_, err := c.Insert(ctx, doc("a"))
	must(t, err)
	b.get(t, "a")
	err = b.docs.Update(ctx, "a", func(d *Doc) error { d.N++; return nil })
	wantErr(t, err, store.ErrSchemaNewer)
	wantErr(t, b.docs.Delete(ctx, "a", nil), store.ErrSchemaNewer)
}

func changeMeta(t *testing.T, b *bench) {
	b.insert(t, doc("a"))
	got, err := b.docs.Modify(t.Context(), "a", func(d *Doc) error {
		d.N = 1
		d.Meta = store.Meta{ID: "b", Rev: 77, Version: 78, CreatedAt: Begin.Add(time.Hour)}
		return nil
	})
	must(t, err)
	same(t, "meta", got.Meta, store.Meta{ID: "a", Rev: 2, Version: 2, Schema: 1, CreatedAt: Begin, UpdatedAt: Begin})
}
