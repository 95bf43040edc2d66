package bleve_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/bleve"
	"github.com/markthalle/markthalle/search/searchtest"
)

func open(t testing.TB, dir string) *bleve.Engine {
	t.Helper()
	e, err := bleve.Open(dir, bleve.Options{})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return e
}

func TestSuite(t *testing.T) {
	searchtest.Run(t, func(t testing.TB) search.Engine { return open(t, t.TempDir()) })
}

// TestPages: whichever pages of a catalogue are asked for, in whatever order, and however
// deep, they are those of a pass over all products, and prices, totals and facets with them.
func TestPages(t *testing.T) {
	e := open(t, t.TempDir())
	m := searchtest.NewModel()
	var docs []search.Document
	fill := func(yield func(search.Document) error) error {
		docs = docs[:0]
		return searchtest.Market(3, 6000, func(d search.Document) error {
			docs = append(docs, d)
			return yield(d)
		})
	}
	if err := e.Rebuild(t.Context(), fill); err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		m.Put(d)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		q := search.Query{Locale: markthalle.English, Sort: search.Sorts()[r.IntN(len(search.Sorts()))], Size: r.IntN(60), Page: 1 + r.IntN(100)}
		if r.IntN(2) == 0 {
			q.Facets = []search.Facet{{Field: search.FieldBrand}, {Field: search.FieldPrice, Kind: search.Ranges}}
		}
		if r.IntN(3) == 0 {
			q.Filters = []search.Filter{{Field: search.FieldInStock, Values: []string{"true"}}}
		}
		searchtest.Compare(t, e, m, q)
	}
}

// TestTotals: however the processors share a pass over all products, none is counted twice.
func TestTotals(t *testing.T) {
	e := open(t, t.TempDir())
	const products = 20_000 // more than one processor takes
	err := e.Rebuild(t.Context(), func(yield func(search.Document) error) error {
		for i := range products {
			id := fmt.Sprintf("p%05d", i)
			d := search.Document{ID: id, Rev: 1, Product: id, Title: markthalle.T("en", "lamp"), Price: int64(100 + i), Currency: "EUR"}
			if err := yield(d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		from := int64(100 + i) // another query each time, so that nothing is remembered
		res, err := e.Search(t.Context(), search.Query{
			Locale: markthalle.English, Size: 1, Filters: []search.Filter{{Field: search.FieldPrice, Op: search.Range, From: &from}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if res.Total != products-i || *res.PriceMin != from {
			t.Fatalf("from %d: %d products from %d, want %d", from, res.Total, *res.PriceMin, products-i)
		}
	}
}
