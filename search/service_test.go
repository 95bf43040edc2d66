package search_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
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

// counted is a service over an engine whose calls are counted.
func counted(t testing.TB, r search.Tuning, docs []search.Document) (*search.Service, *counting) {
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
	if err := errors.Join(e.Index(t.Context(), docs)...); err != nil {
		t.Fatal(err)
	}
	c := &counting{Engine: e}
	return search.New(search.Deps{Engine: c, Tuning: r}), c
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

// rules is a tuning that a test writes down.
type rules struct {
	also   map[string][]string
	stop   []string
	banned []string
	curate func(w search.Wish) search.Curation
}

func (r rules) Tune(_ context.Context, w search.Wish) (search.Tuned, error) {
	t := search.Tuned{Words: w.Words, Also: r.also[string(w.Locale)+":"+strings.Join(w.Words, " ")]}
	t.Words = slices.DeleteFunc(slices.Clone(w.Words), func(x string) bool { return slices.Contains(r.stop, x) })
	if len(t.Words) < len(w.Words) {
		t.Stopped = r.stop
	}
	t.Banned = slices.ContainsFunc(w.Words, func(x string) bool { return slices.Contains(r.banned, x) })
	if r.curate != nil {
		t.Curation = r.curate(w)
	}
	return t, nil
}

// heard notes what is counted.
type heard struct{ asked []search.Asked }

func (h *heard) Asked(_ context.Context, a search.Asked) { h.asked = append(h.asked, a) }

func (h *heard) Popular(context.Context, string, markthalle.Locale, []string, int) ([]search.Suggestion, error) {
	return []search.Suggestion{{Label: "popular"}}, nil
}

func TestSynonymsAndLabels(t *testing.T) {
	t.Parallel()
	s := service(t, search.Deps{
		Tuning: rules{also: map[string][]string{"en:sofa": {"couch"}}},
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

// TestWordsOfTheOperator proves that stop phrases leave a text before the engine sees it
// and that a banned term finds nothing, on every route.
func TestWordsOfTheOperator(t *testing.T) {
	t.Parallel()
	h := &heard{}
	s := service(t, search.Deps{Queries: h, Tuning: rules{stop: []string{"buy"}, banned: []string{"gun"}}},
		offer("1", "Lamp"), offer("2", "Buy nothing"), offer("3", "Gun"))
	a, err := s.Search(t.Context(), search.Query{Text: "buy lamp", Size: 5, Explain: true})
	if err != nil || a.Total != 1 || a.Stage != search.StageWords || a.Tuned == nil || a.Tuned.Stopped == nil {
		t.Errorf("stop phrase: %+v, %v", a, err)
	}
	a, err = s.Search(t.Context(), search.Query{Text: "gun", Size: 5, Facets: []search.Facet{{Field: search.FieldVendor}}})
	if err != nil || a.Total != 0 || len(a.Items) != 0 || len(a.Facets) != 1 || !slices.Equal(a.Notes, []string{search.NoteBanned}) || a.Help != nil {
		t.Errorf("banned: %+v, %v", a, err)
	}
	if sg, err := s.Suggest(t.Context(), search.SuggestQuery{Text: "gun"}); err != nil || len(sg.Products)+len(sg.Queries) != 0 {
		t.Errorf("banned: %+v, %v", sg, err)
	}
	if d, err := s.Diagnose(t.Context(), "3", search.Query{Text: "gun"}); err != nil || d.Reason != search.ReasonBanned {
		t.Errorf("banned: %+v, %v", d, err)
	}
	want := []search.Asked{{Raw: "buy lamp", Words: []string{"lamp"}, Total: 1, Exact: true}}
	if diff := cmp.Diff(want, h.asked); diff != "" {
		t.Errorf("counted: %s", diff)
	}
}

// TestHelp proves SEA-9.
func TestHelp(t *testing.T) {
	t.Parallel()
	h := &heard{}
	s := service(t, search.Deps{Queries: h}, offer("1", "Galaxy", func(d *search.Document) { d.Popularity = 9 }),
		offer("2", "Chair", func(d *search.Document) { d.Popularity, d.Categories, d.CategoryNames = 99, nil, nil }))
	a, err := s.Search(t.Context(), search.Query{Market: "m", Locale: "en", Text: "pho xylophone"})
	if err != nil || a.Total != 0 || a.Help == nil || len(a.Help.Categories) != 1 || len(a.Help.Popular) != 1 || a.Help.Popular[0].Product != "p1" {
		t.Fatalf("%+v %+v, %v", a.Result, a.Help, err)
	}
	for _, q := range []search.Query{
		{Text: "galaxy", Page: 2, Size: 1},
		{Text: "galaxy", Uncounted: true},
		{Text: "galaxy", Filters: []search.Filter{{Field: search.FieldVendor, Values: []string{"v1"}}}},
		{},
	} {
		if _, err := s.Search(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if len(h.asked) != 1 || h.asked[0].Total != 0 || h.asked[0].Exact {
		t.Errorf("counted %+v", h.asked)
	}
	if sg, err := s.Suggest(t.Context(), search.SuggestQuery{Text: "gal"}); err != nil || len(sg.Queries) != 1 {
		t.Errorf("%+v, %v", sg, err)
	}
}

// TestNames proves that categories, brands and vendors are suggested in spite of typos.
func TestNames(t *testing.T) {
	t.Parallel()
	s := service(t, search.Deps{Wall: markthalle.SystemClock{}},
		offer("1", "Galaxy", func(d *search.Document) { d.Brand, d.BrandID = "Samsung", "samsung" }))
	for _, c := range []struct {
		typed                       string
		categories, brands, vendors int
	}{
		{"phoe", 1, 0, 0}, {"samsnug", 0, 1, 0}, {"shp", 0, 0, 1}, {"xy", 0, 0, 0}, {"bamsung", 0, 1, 0}, {"galxy", 0, 0, 0},
	} {
		sg, err := s.Suggest(t.Context(), search.SuggestQuery{Locale: "en", Text: c.typed})
		if err != nil || len(sg.Categories) != c.categories || len(sg.Brands) != c.brands || len(sg.Vendors) != c.vendors {
			t.Errorf("%s: %+v, %v", c.typed, sg, err)
		}
	}
}

func TestRobot(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]bool{
		"Mozilla/5.0 (compatible; Googlebot/2.1)": true, "facebookexternalhit/1.1": true, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0": false, "": false,
	} {
		if search.Robot(agent) != want {
			t.Errorf("%q", agent)
		}
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
