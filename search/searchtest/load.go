package searchtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/markthalle/markthalle/search"
)

func testRebuild(t *testing.T, e search.Engine) {
	if empty, err := e.Empty(t.Context()); err != nil || !empty {
		t.Errorf("a new engine is not empty (%v)", err)
	}
	index(t, e, doc("stays", "p1", "Old phone"), doc("goes", "p2", "Old tablet"), doc("deleted", "p3", "Old chair"))
	remove(t, e, search.Tombstone{ID: "deleted", Rev: 5})
	fresh := []search.Document{
		doc("stays", "p1", "New phone", func(d *search.Document) { d.Rev = 2 }), doc("new", "p4", "New lamp", func(d *search.Document) { d.Price = 500 }),
		doc("deleted", "p3", "Old chair", func(d *search.Document) { d.Rev = 4 }),
	}
	if err := e.Rebuild(t.Context(), feedOf(fresh)); err != nil {
		t.Fatalf("Rebuild: %v", err)
	}
	equal(t, "after", products(find(t, e, search.Query{Sort: search.ByPrice, Size: 10})), []string{"p4", "p1"})
	if r := find(t, e, search.Query{Text: "old"}); r.Total != 0 {
		t.Errorf("old texts: %d", r.Total)
	}
	m := NewModel()
	m.Put(fresh[0])
	m.Put(fresh[1])
	checkStats(t, e, m)
	index(t, e, doc("stays", "p1", "Stale", func(d *search.Document) { d.Rev = 1 }))
	if r := find(t, e, search.Query{Text: "new phone"}); r.Total != 1 {
		t.Error("a stale document won after the rebuild")
	}
}

// testRebuildUnderLoad proves that readers see a complete index all the time, and that
// writes and deletes during a rebuild survive it (SEA-10).
func testRebuildUnderLoad(t *testing.T, e search.Engine) {
	const n = 300
	var docs []search.Document
	for i := range n {
		docs = append(docs, doc(fmt.Sprintf("o%03d", i), fmt.Sprintf("p%03d", i), "Steady phone"))
	}
	index(t, e, docs...)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r, err := e.Search(context.WithoutCancel(t.Context()), search.Query{Text: "steady", Filters: []search.Filter{
					{Field: search.FieldProduct, Op: search.Not, Values: []string{"p000", "p001", "extra"}},
				}})
				if err != nil || r.Total != n-2 {
					t.Errorf("during the rebuild: total %d, %v", r.Total, err)
					return
				}
			}
		})
	}
	err := e.Rebuild(t.Context(), func(yield func(search.Document) error) error {
		for i, d := range docs {
			if i == n/2 {
				remove(t, e, search.Tombstone{ID: "o000", Rev: 9})
				index(t, e, doc("extra", "extra", "Steady extra"), doc("o001", "p001", "Changed phone", func(d *search.Document) { d.Rev = 3 }))
				if err := e.Rebuild(t.Context(), feedOf(nil)); !errors.Is(err, search.ErrRebuilding) {
					t.Errorf("second rebuild: %v", err)
				}
			}
			if err := yield(d); err != nil {
				return err
			}
		}
		// A late reader of the store yields what was deleted meanwhile.
		return yield(docs[0])
	})
	close(stop)
	readers.Wait()
	if err != nil {
		t.Fatalf("Rebuild: %v", err)
	}
	for text, want := range map[string]int{"steady": n - 1, "changed": 1, "extra": 1} {
		if got := find(t, e, search.Query{Text: text}); got.Total != want {
			t.Errorf("after the rebuild %q: %d, want %d", text, got.Total, want)
		}
	}
}

func testRebuildFails(t *testing.T, e search.Engine) {
	index(t, e, doc("o1", "p1", "Phone"))
	boom := errors.New("store is down")
	err := e.Rebuild(t.Context(), func(yield func(search.Document) error) error {
		if err := yield(doc("o2", "p2", "Tablet")); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("Rebuild: %v", err)
	}
	err = e.Rebuild(t.Context(), feedOf([]search.Document{doc("", "p2", "No id")}))
	wantCode(t, err, search.ErrDocument)
	if r := find(t, e, search.Query{Text: "phone"}); r.Total != 1 {
		t.Errorf("after failed rebuilds: %+v", r)
	}
	if r := find(t, e, search.Query{}); r.Total != 1 {
		t.Errorf("after failed rebuilds: %+v", r)
	}
}

// testConcurrent runs 8 writers and 8 readers; every reader sees whole documents, and
// the end state is that of the last revisions.
func testConcurrent(t *testing.T, e search.Engine) {
	const writers, ids, revs = 8, 5, 12
	m := NewModel()
	var mu sync.Mutex
	var writing, reading sync.WaitGroup
	stop := make(chan struct{})
	for w := range writers {
		writing.Go(func() {
			for rev := range revs {
				var put []search.Document
				for i := range ids {
					d := doc(fmt.Sprintf("w%d-%d", w, i), fmt.Sprintf("p%d", i), fmt.Sprintf("Phone rev%d", rev))
					d.Rev, d.Price, d.Ordinal = int64(rev+1), int64(1000+rev), int64(w*100+i)
					put = append(put, d)
				}
				if err := errors.Join(e.Index(t.Context(), put)...); err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
				mu.Lock()
				for _, d := range put {
					m.Put(d)
				}
				mu.Unlock()
			}
		})
	}
	for range 8 {
		reading.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				r, err := e.Search(context.WithoutCancel(t.Context()), search.Query{Text: "phone", Size: 10, Facets: []search.Facet{{Field: search.FieldVendor}}})
				if err != nil || r.Total > ids || (r.Total > 0 && (len(r.Facets[0].Values) != 1 || r.Facets[0].Values[0].Count != r.Total)) {
					t.Errorf("reader: %+v, %v", r, err)
					return
				}
			}
		})
	}
	writing.Wait()
	close(stop)
	reading.Wait()
	checkStats(t, e, m)
	Compare(t, e, m, search.Query{Text: fmt.Sprintf("phone rev%d", revs-1), Sort: search.ByPrice, Size: 20})
}

// testErrors proves the classes of errors.
func testErrors(t *testing.T, e search.Engine) {
	index(t, e, doc("o1", "p1", "Phone"))
	if _, err := e.Search(canceled(t), search.Query{Text: "phone", Size: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled search: %v", err)
	}
	if err := errors.Join(e.Index(canceled(t), []search.Document{doc("o2", "p2", "Tablet")})...); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled Index: %v", err)
	}
	if err := e.Ready(canceled(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled Ready: %v", err)
	}
	if errs := e.Index(t.Context(), nil); len(errs) != 0 {
		t.Errorf("Index of nothing: %v", errs)
	}
}

func testClosed(t *testing.T, e search.Engine) {
	index(t, e, doc("o1", "p1", "Phone"))
	if err := errors.Join(e.Close(), e.Close()); err != nil {
		t.Fatalf("Close: %v", err)
	}
	_, err := e.Search(t.Context(), search.Query{Text: "phone"})
	wantCode(t, err, search.ErrUnavailable)
	_, err = e.Suggest(t.Context(), search.SuggestQuery{Text: "phone"})
	wantCode(t, err, search.ErrUnavailable)
	wantCode(t, errors.Join(e.Index(t.Context(), []search.Document{doc("o2", "p2", "Tablet")})...), search.ErrUnavailable)
	wantCode(t, e.Ready(t.Context()), search.ErrUnavailable)
	wantCode(t, e.Rebuild(t.Context(), feedOf(nil)), search.ErrUnavailable)
}
