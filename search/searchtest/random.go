package searchtest

import (
	"fmt"
	"testing"

	"github.com/markthalle/markthalle/search"
)

// testRandom compares the engine with the model over random catalogues and queries,
// with updates and deletes in between (SEA-2, SEA-3, SEA-4).
func testRandom(t *testing.T, e search.Engine) {
	seed := Seed(t)
	for round := range Rounds(t) {
		g := newGen(seed + uint64(round))
		m := NewModel()
		docs := g.catalog(40 + g.IntN(260))
		fill := func(yield func(search.Document) error) error {
			for _, d := range docs {
				if err := yield(d); err != nil {
					return err
				}
			}
			return nil
		}
		if err := e.Rebuild(t.Context(), fill); err != nil {
			t.Fatalf("Rebuild: %v", err)
		}
		// Tombstones of former rounds outlive a rebuild, so revisions grow with the round.
		for i := range docs {
			docs[i].Rev = int64(round)*100 + 50
			m.Put(docs[i])
		}
		index(t, e, docs...)
		for range 3 {
			for range 25 {
				q := g.query()
				Compare(t, e, m, q)
				if g.IntN(3) == 0 { // another page, counted otherwise: engines remember
					q.Page, q.Facets = g.IntN(4), g.facets()
					Compare(t, e, m, q)
				}
			}
			if t.Failed() {
				t.Fatalf("seed %d round %d", seed, round)
			}
			change(t, g, e, m, docs)
			checkStats(t, e, m)
		}
	}
}

// change updates and deletes some documents, some of them with old revisions.
func change(t *testing.T, g gen, e search.Engine, m *Model, docs []search.Document) {
	put, gone := alter(g, docs)
	index(t, e, put...)
	for _, d := range put {
		m.Put(d)
	}
	remove(t, e, gone...)
	for _, x := range gone {
		m.Remove(x)
	}
}

// alter returns updates and deletions of some documents, some of them with old revisions.
func alter(g gen, docs []search.Document) (put []search.Document, gone []search.Tombstone) {
	for i := range docs {
		switch g.IntN(12) {
		case 0:
			docs[i].Rev++
			docs[i].Price = int64(100 + g.IntN(60)*50)
			docs[i].InStock = !docs[i].InStock
			put = append(put, docs[i])
		case 1:
			old := docs[i]
			old.Rev--
			old.Price = 1
			put = append(put, old)
		case 2:
			docs[i].Rev++
			gone = append(gone, search.Tombstone{ID: docs[i].ID, Rev: docs[i].Rev})
		case 3:
			gone = append(gone, search.Tombstone{ID: docs[i].ID, Rev: docs[i].Rev - 1})
		}
	}
	return put, gone
}

// Compare asks the engine and the model the same and reports every difference in what
// is pinned.
func Compare(t testing.TB, e search.Engine, m *Model, q search.Query) {
	t.Helper()
	want := m.Answer(q)
	if !want.Pinned {
		// Another stage answers; only its bounds are fixed.
		if r := find(t, e, q); r.Stage == search.StageWords || r.Stage == search.StageCode {
			t.Errorf("query %+v: stage %s although no document has all words", q, r.Stage)
		}
		return
	}
	got := find(t, e, q)
	if got.Total != want.Total {
		t.Errorf("query %+v: total %d, want %d (stage %s)", q, got.Total, want.Total, got.Stage)
		return
	}
	order := want.Order[min(q.Offset(), len(want.Order)):min(q.Offset()+q.Size, len(want.Order))]
	text := len(search.NewPlan(q.Text).Words) > 0
	if q.Sort != search.ByRelevance && q.Sort != "" || !text {
		equal(t, "order of "+describe(q), products(got), order)
	} else if len(got.Items) != len(order) {
		t.Errorf("query %+v: %d items, want %d", q, len(got.Items), len(order))
	}
	for _, it := range got.Items {
		w := want.Items[it.Product]
		g := ExpectedItem{Offer: it.Offer, PriceFrom: it.PriceFrom, Offers: it.Offers, InStock: it.InStock}
		if g != w {
			t.Errorf("query %+v: product %s is %+v, want %+v", q, it.Product, g, w)
		}
	}
	for i, f := range got.Facets {
		for v := range f.Values {
			x := &f.Values[v]
			x.Label, x.Parent, x.Depth = "", "", 0
			if f.Kind == search.Ranges {
				x.Selected = false
			}
		}
		if i < len(want.Facets) {
			equal(t, "facet "+f.Field+" of "+describe(q), f, want.Facets[i])
		}
	}
	if len(got.Facets) != len(want.Facets) {
		t.Errorf("query %+v: %d facets, want %d", q, len(got.Facets), len(want.Facets))
	}
	var lo, hi int64
	if got.PriceMin != nil && got.PriceMax != nil {
		lo, hi = *got.PriceMin, *got.PriceMax
	}
	if lo != want.PriceMin || hi != want.PriceMax {
		t.Errorf("query %+v: prices %d to %d, want %d to %d", q, lo, hi, want.PriceMin, want.PriceMax)
	}
}

func describe(q search.Query) string {
	q.Facets = nil
	return fmt.Sprintf("%+v", q)
}
