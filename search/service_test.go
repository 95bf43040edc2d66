package search_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/bleve"
)

func service(t testing.TB, d search.Deps, docs ...search.Document) *search.Service {
	t.Helper()
	e, err := bleve.Open(t.TempDir(), bleve.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	d.Engine = e
	s := search.New(d)
	if err := errors.Join(s.Index(t.Context(), docs)...); err != nil {
		t.Fatal(err)
	}
	return s
}

func offer(id, title string, change ...func(*search.Document)) search.Document {
	d := search.Document{
		ID: id, Rev: 1, Product: "p" + id, Title: markthalle.T("en", title), Vendor: "v1", VendorName: "Shop", Price: 100, Currency: "EUR",
		Categories: []string{"c1"}, CategoryNames: []markthalle.Texts{markthalle.T("en", "Phones")},
	}
	for _, c := range change {
		c(&d)
	}
	return d
}

// TestScope proves that the market's currency and what is blocked apply to everything.
func TestScope(t *testing.T) {
	t.Parallel()
	blocked := search.Blocked{Vendors: []string{"bad"}}
	s := service(t, search.Deps{Scope: func(_ context.Context, market string) (search.Scope, error) {
		if market != "main" {
			return search.Scope{}, markthalle.ErrNotFound
		}
		return search.Scope{Currency: "EUR", Blocked: blocked}, nil
	}}, offer("1", "Phone"), offer("2", "Phone", func(d *search.Document) { d.Vendor = "bad" }),
		offer("3", "Phone", func(d *search.Document) { d.Currency = "PLN" }))
	a, err := s.Search(t.Context(), search.Query{Market: "main", Text: "phone", Size: 10})
	if err != nil || a.Total != 1 || a.Items[0].Product != "p1" {
		t.Errorf("%+v, %v", a, err)
	}
	sg, err := s.Suggest(t.Context(), search.SuggestQuery{Market: "main", Text: "pho"})
	if err != nil || len(sg.Products) != 1 || len(sg.Categories) != 1 || sg.Categories[0].Count != 1 {
		t.Errorf("%+v, %v", sg, err)
	}
	if _, err := s.Search(t.Context(), search.Query{Market: "moon"}); !errors.Is(err, markthalle.ErrNotFound) {
		t.Errorf("unknown market: %v", err)
	}
	blocked.Vendors = nil
	if a, err := s.Search(t.Context(), search.Query{Market: "main"}); err != nil || a.Total != 2 {
		t.Errorf("reinstated: %+v, %v", a, err)
	}
}

func TestSynonymsAndLabels(t *testing.T) {
	t.Parallel()
	s := service(t, search.Deps{
		Synonyms: func(_ context.Context, l markthalle.Locale, text string) ([]string, error) {
			if l == markthalle.English && text == "sofa" {
				return []string{"couch"}, nil
			}
			return nil, nil
		},
		Labels: func(_ context.Context, _ markthalle.Locale, field string, values []string) (map[string]string, error) {
			return map[string]string{values[0]: "renamed " + field}, nil
		},
	}, offer("1", "Sofa"), offer("2", "Couch"))
	a, err := s.Search(t.Context(), search.Query{Locale: "en", Text: "SOFA", Facets: []search.Facet{{Field: search.FieldVendor}}})
	if err != nil || a.Total != 2 || a.Facets[0].Values[0].Label != "renamed vendor" {
		t.Errorf("%+v, %v", a, err)
	}
	if a, err := s.Search(t.Context(), search.Query{Locale: "de", Text: "sofa"}); err != nil || a.Total != 1 {
		t.Errorf("another language: %+v, %v", a, err)
	}
}

// TestHelp proves SEA-9.
func TestHelp(t *testing.T) {
	t.Parallel()
	queries := search.NewQueries("damn")
	s := service(t, search.Deps{Queries: queries}, offer("1", "Galaxy", func(d *search.Document) { d.Popularity = 9 }),
		offer("2", "Chair", func(d *search.Document) { d.Popularity, d.Categories, d.CategoryNames = 99, nil, nil }))
	for range 3 {
		a, err := s.Search(t.Context(), search.Query{Market: "m", Locale: "en", Text: "pho xylophone"})
		if err != nil || a.Total != 0 || a.Help == nil || len(a.Help.Categories) != 1 || len(a.Help.Popular) != 1 || a.Help.Popular[0].Product != "p1" {
			t.Fatalf("%+v %+v, %v", a.Result, a.Help, err)
		}
		for _, text := range []string{"Galaxy", "galaxy damn", "galaxy 0171 2345678", "galaxy me@example.org"} {
			if _, err := s.Search(t.Context(), search.Query{Market: "m", Locale: "en", Text: text}); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := []search.QueryCount{{Text: "pho xylophone", Misses: 3}}
	if diff := cmp.Diff(want, queries.WithoutResult("m", 10)); diff != "" {
		t.Error(diff)
	}
	sg, err := s.Suggest(t.Context(), search.SuggestQuery{Market: "m", Locale: "en", Text: "gal"})
	if err != nil || len(sg.Queries) != 1 || sg.Queries[0].Label != "galaxy" || sg.Queries[0].Count != 3 {
		t.Errorf("%+v, %v", sg.Queries, err)
	}
	if got := queries.Popular("other", "en", "gal", 5); len(got) != 0 {
		t.Errorf("another market suggests %+v", got)
	}
}

// TestDiagnose proves SEA-12.
func TestDiagnose(t *testing.T) {
	t.Parallel()
	s := service(t, search.Deps{}, offer("1", "Phone", func(d *search.Document) { d.Popularity = 1000 }), offer("2", "Phone case"),
		offer("3", "Phone", func(d *search.Document) { d.Vendor = "bad" }))
	to := int64(50)
	for _, c := range []struct {
		name, offer string
		q           search.Query
		want        string
		position    int
	}{
		{"unknown", "9", search.Query{Text: "phone"}, search.ReasonNotIndexed, 0},
		{"blocked", "3", search.Query{Text: "phone", Blocked: search.Blocked{Vendors: []string{"bad"}}}, search.ReasonScope, 0},
		{"filter", "1", search.Query{Filters: []search.Filter{{Field: search.FieldPrice, Op: search.Range, To: &to}}}, search.ReasonFilters, 0},
		{"text", "1", search.Query{Text: "case"}, search.ReasonText, 0},
		{"first", "1", search.Query{Text: "phone"}, search.ReasonFound, 1},
		{"third", "3", search.Query{Text: "phone"}, search.ReasonFound, 3},
	} {
		d, err := s.Diagnose(t.Context(), c.offer, c.q)
		if err != nil || d.Reason != c.want || d.Position != c.position {
			t.Errorf("%s: %+v, %v; want %s at %d", c.name, d, err, c.want, c.position)
		}
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	s := service(t, search.Deps{}, offer("1", "Phone"), offer("2", "Phone"))
	var g search.Digest
	g.Add("2", 1)
	if err := s.Verify(t.Context(), g); markthalle.CodeOf(err) != "search.differs" {
		t.Errorf("one missing: %v", err)
	}
	g.Add("1", 1)
	if err := s.Verify(t.Context(), g); err != nil {
		t.Error(err)
	}
	var read int64
	err := s.Rebuild(t.Context(), func(yield func(search.Document) error) error {
		for i := range 2000 {
			if err := yield(offer(fmt.Sprint(i), "Phone")); err != nil {
				return err
			}
		}
		return nil
	}, func(n int64) { read = n })
	if err != nil || read != 2000 {
		t.Errorf("Rebuild reported %d, %v", read, err)
	}
}

func ExampleService_Search() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "search-example-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	engine, err := bleve.Open(dir, bleve.Options{})
	if err != nil {
		panic(err)
	}
	defer engine.Close()
	s := search.New(search.Deps{Engine: engine})
	s.Index(ctx, []search.Document{
		{ID: "off_1", Rev: 1, Product: "prd_1", Title: markthalle.T("en", "Kaffeemühle 1,5 l"), Vendor: "ven_a", Price: 4999, Currency: "EUR"},
		{ID: "off_2", Rev: 1, Product: "prd_1", Title: markthalle.T("en", "Kaffeemühle 1,5 l"), Vendor: "ven_b", Price: 4499, Currency: "EUR"},
	})
	a, err := s.Search(ctx, search.Query{Text: "kaffeemuehle 1.5l", Locale: "en", Size: 10, Facets: []search.Facet{{Field: search.FieldVendor}}})
	if err != nil {
		panic(err)
	}
	fmt.Println(a.Total, a.Items[0].Offer, a.Items[0].PriceFrom, a.Items[0].Offers)
	for _, v := range a.Facets[0].Values {
		fmt.Println(v.Value, v.Count)
	}
	// Output:
	// 1 off_2 4499 2
	// ven_a 1
	// ven_b 1
}
