package searchtest

import (
	"fmt"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

func testEmpty(t *testing.T, e search.Engine) {
	r := find(t, e, search.Query{Text: "phone", Size: 10, Facets: []search.Facet{
		{Field: search.FieldBrand}, {Field: search.FieldPrice, Kind: search.Ranges},
	}})
	if r.Total != 0 || len(r.Items) != 0 || r.PriceMin != nil {
		t.Errorf("an empty index answers %+v", r)
	}
	if len(r.Facets) != 2 || len(r.Facets[0].Values) != 0 || r.Facets[1].Min != nil {
		t.Errorf("facets of an empty index: %+v", r.Facets)
	}
	if err := e.Ready(t.Context()); err != nil {
		t.Errorf("Ready: %v", err)
	}
	checkStats(t, e, NewModel())
	if s, err := e.Suggest(t.Context(), search.SuggestQuery{Text: "pho"}); err != nil || len(s.Products) != 0 {
		t.Errorf("Suggest: %+v, %v", s, err)
	}
}

// testRevisions proves SEA-10: a repeated or older revision changes nothing.
func testRevisions(t *testing.T, e search.Engine) {
	at := func(rev, price int64) search.Document {
		return doc("o1", "p1", "Phone", func(d *search.Document) { d.Rev, d.Price = rev, price })
	}
	for _, step := range []struct {
		name      string
		put       []search.Document
		wantPrice int64
	}{
		{"first", []search.Document{at(5, 500)}, 500},
		{"same revision again", []search.Document{at(5, 999)}, 500},
		{"older", []search.Document{at(4, 400)}, 500},
		{"newer", []search.Document{at(6, 600)}, 600},
		{"two of one call, newer first", []search.Document{at(9, 900), at(8, 800)}, 900},
		{"two of one call, newer last", []search.Document{at(10, 1000), at(11, 1100)}, 1100},
	} {
		index(t, e, step.put...)
		r := find(t, e, search.Query{Size: 10})
		if r.Total != 1 || r.Items[0].PriceFrom != step.wantPrice || r.Items[0].Offers != 1 {
			t.Errorf("%s: got %+v, want price %d", step.name, r.Items, step.wantPrice)
		}
	}
}

// testTombstones proves SEA-10: a delete is never undone by what is older.
func testTombstones(t *testing.T, e search.Engine) {
	at := func(rev int64) search.Document {
		return doc("o1", "p1", "Phone", func(d *search.Document) { d.Rev = rev })
	}
	total := func(name string, want int) {
		t.Helper()
		if got := find(t, e, search.Query{}).Total; got != want {
			t.Errorf("%s: total %d, want %d", name, got, want)
		}
	}
	remove(t, e, search.Tombstone{ID: "unknown", Rev: 1})
	index(t, e, at(3))
	remove(t, e, search.Tombstone{ID: "o1", Rev: 2})
	total("older tombstone", 1)
	remove(t, e, search.Tombstone{ID: "o1", Rev: 3})
	total("tombstone of the indexed revision", 0)
	index(t, e, at(3))
	total("the deleted revision again", 0)
	remove(t, e, search.Tombstone{ID: "o1", Rev: 5})
	index(t, e, at(4))
	total("delete, then an older document", 0)
	index(t, e, at(6))
	total("newer document", 1)
	remove(t, e, search.Tombstone{ID: "o2", Rev: 7})
	index(t, e, doc("o2", "p2", "Tablet", func(d *search.Document) { d.Rev = 7 }))
	total("delete before the first document", 1)
	s, err := e.Stats(t.Context())
	if err != nil || s.Documents != 1 {
		t.Errorf("stats count tombstones: %+v, %v", s, err)
	}
}

func testItemErrors(t *testing.T, e search.Engine) {
	errs := e.Index(t.Context(), []search.Document{
		doc("o1", "p1", "Phone"), doc("", "p2", "No id"), doc("o3", "", "No product"),
		doc("o4", "p4", "No revision", func(d *search.Document) { d.Rev = 0 }),
		doc("o5", "p5", "Too much", func(d *search.Document) { d.Price = 1 << 60 }), doc("o6", "p6", "Tablet"),
	})
	for i, wantOK := range []bool{true, false, false, false, false, true} {
		if (errs[i] == nil) != wantOK {
			t.Errorf("document %d: %v", i, errs[i])
		}
		if errs[i] != nil && markthalle.KindOf(errs[i]) != markthalle.Invalid {
			t.Errorf("document %d: kind %v", i, markthalle.KindOf(errs[i]))
		}
	}
	if r := find(t, e, search.Query{}); r.Total != 2 {
		t.Errorf("total %d, want the 2 valid ones", r.Total)
	}
	if errs := e.Delete(t.Context(), []search.Tombstone{{}, {ID: "o1", Rev: 9}}); errs[0] == nil || errs[1] != nil {
		t.Errorf("Delete: %v", errs)
	}
}

// testVisible proves that a write is seen by the next search.
func testVisible(t *testing.T, e search.Engine) {
	for i := range 30 {
		p := fmt.Sprintf("p%d", i)
		index(t, e, doc(fmt.Sprintf("o%d", i), p, "Gadget nr"+p))
		if r := find(t, e, search.Query{Text: "nr" + p, Size: 1}); r.Total != 1 || r.Stage != search.StageWords {
			t.Fatalf("document %d is not found after Index: %+v", i, r)
		}
		if i%3 == 0 {
			remove(t, e, search.Tombstone{ID: fmt.Sprintf("o%d", i), Rev: 2})
			if r := find(t, e, search.Query{Filters: in(search.FieldProduct, p)}); r.Total != 0 {
				t.Fatalf("document %d is found after Delete", i)
			}
		}
	}
}

func in(field string, values ...string) []search.Filter {
	return []search.Filter{{Field: field, Op: search.In, Values: values}}
}
