package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// shelf is a small catalogue in which all offers of a product share what the product is.
type shelf struct {
	docs   []search.Document
	byID   map[string]search.Document   // any offer of a product
	offers map[string][]search.Document // all of them
}

func newShelf(r *rand.Rand, products int) shelf {
	s := shelf{byID: map[string]search.Document{}, offers: map[string][]search.Document{}}
	titles := []string{"red lamp", "lamp", "blue lamp shade", "chair", "red chair"}
	for p := range products {
		brand := fmt.Sprint("b", r.IntN(4))
		leaf := r.IntN(4)
		title := titles[r.IntN(len(titles))]
		for range 1 + r.IntN(3) {
			d := search.Document{
				ID: fmt.Sprint("o", len(s.docs)), Rev: 1, Product: fmt.Sprint("p", p), Title: markthalle.T("en", title), Brand: brand, BrandID: brand,
				Vendor: fmt.Sprint("v", r.IntN(3)), Price: int64(r.IntN(40)) * 25, Currency: "EUR", Ordinal: int64(p),
				Categories: []string{"c", fmt.Sprint("c", leaf)}, CategoryNames: []markthalle.Texts{markthalle.T("en", "All"), markthalle.T("en", fmt.Sprint("Leaf ", leaf))},
				Popularity: int64(r.IntN(5)), InStock: r.IntN(2) == 0,
			}
			s.docs = append(s.docs, d)
			s.byID[d.Product] = d
			s.offers[d.Product] = append(s.offers[d.Product], d)
		}
	}
	return s
}

// moves picks some things to move, none twice.
func moves(r *rand.Rand, n int, taken map[string]bool) []search.Moved {
	var out []search.Moved
	for range r.IntN(n + 1) {
		m := search.Moved{Rule: fmt.Sprint("r", r.IntN(3))}
		switch r.IntN(5) {
		case 0:
			m.Field, m.Value = search.FieldBrand, fmt.Sprint("b", r.IntN(4))
		case 1:
			m.Field, m.Value = search.FieldVendor, fmt.Sprint("v", r.IntN(3))
		case 2:
			m.Field, m.Value = search.FieldCategory, fmt.Sprint("c", r.IntN(4))
		default:
			m.Field, m.Value = search.FieldProduct, fmt.Sprint("p", r.IntN(40))
		}
		if key := m.Field + m.Value; !taken[key] {
			taken[key] = true
			out = append(out, m)
		}
	}
	return out
}

func randomCuration(r *rand.Rand) search.Curation {
	taken := map[string]bool{}
	var c search.Curation
	for range r.IntN(6) {
		m := search.Moved{Field: search.FieldProduct, Value: fmt.Sprint("p", r.IntN(40)), Rule: "pin"}
		if key := m.Field + m.Value; !taken[key] {
			taken[key] = true
			c.Pins = append(c.Pins, m)
		}
	}
	c.Boosted, c.Buried, c.Hidden = moves(r, 4, taken), moves(r, 4, taken), moves(r, 2, taken)
	return c
}

func randomQuery(r *rand.Rand) search.Query {
	q := search.Query{Locale: "en", Text: []string{"lamp", "red", "chair", "", "nothing"}[r.IntN(5)], Explain: true, Size: 1 + r.IntN(7)}
	for _, f := range []search.Filter{
		{Field: search.FieldBrand, Values: []string{"b0", "b1"}},
		{Field: search.FieldVendor, Values: []string{"v1"}},
		{Field: search.FieldCategory, Values: []string{"c1"}},
		{Field: search.FieldPrice, Op: search.Range, From: new(int64(200))},
		{Field: search.FieldInStock, Values: []string{"true"}},
	} {
		if r.IntN(6) == 0 {
			q.Filters = append(q.Filters, f)
		}
	}
	q.Facets = []search.Facet{
		{Field: search.FieldBrand, Size: 2 + r.IntN(3), Conjunctive: r.IntN(3) == 0},
		{Field: search.FieldVendor},
		{Field: search.FieldCategory, Kind: search.Tree},
		{Field: search.FieldPrice, Kind: search.Ranges},
		{Field: search.FieldInStock},
	}
	if r.IntN(3) == 0 {
		q.Facets[3].Bounds = []int64{0, 200, 500, 2000}
	}
	return q
}

func has(list []search.Moved, field string, values ...string) bool {
	return slices.ContainsFunc(list, func(m search.Moved) bool { return m.Field == field && slices.Contains(values, m.Value) })
}

// rank is the part that a product which is not pinned belongs to.
func (s shelf) rank(c search.Curation, product string, sellers []string) int {
	d := s.byID[product]
	switch {
	case has(c.Boosted, search.FieldProduct, product):
		return 0
	case has(c.Buried, search.FieldProduct, product):
		return 6
	case has(c.Boosted, search.FieldVendor, sellers...):
		return 0
	case has(c.Buried, search.FieldVendor, sellers...):
		return 6
	case has(c.Boosted, search.FieldBrand, d.BrandID):
		return 1
	case has(c.Buried, search.FieldBrand, d.BrandID):
		return 5
	case has(c.Boosted, search.FieldCategory, d.Categories...):
		return 2
	case has(c.Buried, search.FieldCategory, d.Categories...):
		return 4
	}
	return 3
}

// visible leaves the documents that no rule hides.
func (s shelf) visible(c search.Curation) []search.Document {
	return slices.DeleteFunc(slices.Clone(s.docs), func(d search.Document) bool {
		return has(c.Hidden, search.FieldProduct, d.Product) || has(c.Hidden, search.FieldBrand, d.BrandID) ||
			has(c.Hidden, search.FieldVendor, d.Vendor) || has(c.Hidden, search.FieldCategory, d.Categories...)
	})
}

// TestCuration compares what the service makes of a curation with a market from which
// the hidden offers were deleted and whose results are cut up and put together by hand:
// every page, totals, facets, prices (SEA-7).
func TestCuration(t *testing.T) {
	t.Parallel()
	seed := uint64(20261130)
	for round := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, round))
		sh := newShelf(r, 40)
		all := service(t, search.Deps{}, sh.docs...)
		for n := range 12 {
			c, q := randomCuration(r), randomQuery(r)
			tuned := all.Tuned(rules{curate: func(search.Wish) search.Curation { return c }})
			bare := service(t, search.Deps{}, sh.visible(c)...)
			if !compareCuration(t, sh, tuned, bare, c, q) {
				t.Fatalf("round %d, query %d: %+v\nunder %+v", round, n, q, c)
			}
		}
	}
}

// plain leaves out what a chosen value is called that nothing is behind: an index that
// never held it cannot know.
func plain(facets []search.FacetResult) []search.FacetResult {
	out := slices.Clone(facets)
	for i, f := range out {
		out[i].Values = slices.Clone(f.Values)
		for n, v := range out[i].Values {
			if v.Count == 0 {
				out[i].Values[n].Label, out[i].Values[n].Parent, out[i].Values[n].Depth = "", "", 0
			}
		}
	}
	return out
}

// everything returns all results of a query in their order.
func everything(t *testing.T, s *search.Service, q search.Query) search.Answer {
	t.Helper()
	q.Page, q.Size = 1, search.MaxSize
	a, err := s.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func products(items []search.Item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = it.Product
	}
	return out
}

func compareCuration(t *testing.T, sh shelf, tuned, bare *search.Service, c search.Curation, q search.Query) bool {
	t.Helper()
	base := everything(t, bare, q)
	noText := q
	noText.Text = ""
	var pins []string
	shown := products(everything(t, bare, noText).Items)
	for _, m := range c.Pins {
		if slices.Contains(shown, m.Value) {
			pins = append(pins, m.Value)
		}
	}
	sellers := map[string][]string{}
	for _, v := range []string{"v0", "v1", "v2"} {
		sold := q
		sold.Filters = append(slices.Clone(q.Filters), search.Filter{Field: search.FieldVendor, Values: []string{v}})
		for _, p := range products(everything(t, bare, sold).Items) {
			sellers[p] = append(sellers[p], v)
		}
	}
	rest := slices.DeleteFunc(products(base.Items), func(p string) bool { return slices.Contains(pins, p) })
	slices.SortStableFunc(rest, func(a, b string) int { return sh.rank(c, a, sellers[a]) - sh.rank(c, b, sellers[b]) })
	want := append(slices.Clone(pins), rest...)

	// Facets are those of everything that the text finds, or that is pinned.
	unfiltered := q
	unfiltered.Filters = nil
	union := products(everything(t, bare, unfiltered).Items)
	for _, m := range c.Pins {
		union = append(union, m.Value)
	}
	noText.Filters = append(slices.Clone(q.Filters), search.Filter{Field: search.FieldProduct, Values: append(union, "none")})
	counted := everything(t, bare, noText)

	var got []search.Item
	ok := true
	for q.Page = 1; ; q.Page++ {
		a, err := tuned.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if a.Total != len(want) {
			t.Errorf("page %d: total %d, want %d", q.Page, a.Total, len(want))
			return false
		}
		if diff := cmp.Diff(plain(counted.Facets), plain(a.Facets), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("page %d: facets: %s", q.Page, diff)
			ok = false
		}
		if diff := cmp.Diff([]*int64{counted.PriceMin, counted.PriceMax}, []*int64{a.PriceMin, a.PriceMax}); diff != "" {
			t.Errorf("page %d: prices: %s", q.Page, diff)
			ok = false
		}
		got = append(got, a.Items...)
		if len(a.Items) < q.Size {
			break
		}
	}
	if diff := cmp.Diff(want, products(got), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("order: %s", diff)
		ok = false
	}
	return explained(t, sh, c, got, pins, sellers) && ok
}

// explained compares what items say about the rules that moved them.
func explained(t *testing.T, sh shelf, c search.Curation, got []search.Item, pins []string, sellers map[string][]string) bool {
	t.Helper()
	ok := true
	for _, it := range got {
		wantAction := ""
		switch n := sh.rank(c, it.Product, sellers[it.Product]); {
		case slices.Contains(pins, it.Product):
			wantAction = search.ActionPin
		case n < 3:
			wantAction = search.ActionBoost
		case n > 3:
			wantAction = search.ActionBury
		}
		if x := it.Explanation; x == nil || x.Action != wantAction || (wantAction == "") != (len(x.Rules) == 0) {
			t.Errorf("%s is explained as %+v, want %q", it.Product, x, wantAction)
			ok = false
		}
	}
	return ok
}

// counting counts the calls of an engine.
type counting struct {
	search.Engine
	calls int
}

func (c *counting) Search(ctx context.Context, q search.Query) (search.Result, error) {
	c.calls++
	return c.Engine.Search(ctx, q)
}

// TestCurationIsCheap proves that a search without curation, or with nothing but hidden
// products, is one call of the engine, and that other orders leave pins alone.
func TestCurationIsCheap(t *testing.T) {
	t.Parallel()
	c := search.Curation{}
	sh := newShelf(rand.New(rand.NewPCG(1, 1)), 10)
	s, e := counted(t, rules{curate: func(search.Wish) search.Curation { return c }}, sh.docs)
	ask := func(q search.Query, calls int) search.Answer {
		t.Helper()
		e.calls = 0
		a, err := s.Search(t.Context(), q)
		if err != nil || e.calls != calls {
			t.Errorf("%d calls, want %d: %v", e.calls, calls, err)
		}
		return a
	}
	ask(search.Query{Size: 5}, 1)
	c.Hidden = []search.Moved{{Field: search.FieldProduct, Value: "p1"}}
	ask(search.Query{Size: 5}, 1)
	c.Pins = []search.Moved{{Field: search.FieldProduct, Value: "p2"}}
	if a := ask(search.Query{Size: 5}, 2); a.Items[0].Product != "p2" {
		t.Errorf("the pin comes at %v", products(a.Items))
	}
	ask(search.Query{Size: 5, Sort: search.ByPrice}, 1)
}

// TestHiddenInSuggestions proves that what is hidden is suggested by no route.
func TestHiddenInSuggestions(t *testing.T) {
	t.Parallel()
	var c search.Curation
	s := service(t, search.Deps{Tuning: rules{curate: func(search.Wish) search.Curation { return c }}},
		offer("1", "Acme phone", func(d *search.Document) { d.Brand, d.BrandID = "Acme", "acme" }),
		offer("2", "Acme case", func(d *search.Document) {
			d.Brand, d.BrandID, d.Vendor, d.VendorName = "Acme", "acme", "v2", "Acme shop"
		}))
	ask := func(hide ...search.Moved) [3]int {
		t.Helper()
		c.Hidden = hide
		sg, err := s.Suggest(t.Context(), search.SuggestQuery{Locale: "en", Text: "acme"})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		if len(sg.Brands) > 0 {
			n = sg.Brands[0].Count
		}
		return [3]int{len(sg.Products), n, len(sg.Vendors)}
	}
	for _, x := range []struct {
		hide []search.Moved
		want [3]int // products, products of the brand, vendors
	}{
		{nil, [3]int{2, 2, 1}},
		{[]search.Moved{{Field: search.FieldProduct, Value: "p1"}}, [3]int{1, 1, 1}},
		{[]search.Moved{{Field: search.FieldProduct, Value: "p2"}}, [3]int{1, 1, 0}},
		{[]search.Moved{{Field: search.FieldBrand, Value: "acme"}}, [3]int{0, 0, 0}},
		{[]search.Moved{{Field: search.FieldVendor, Value: "v2"}}, [3]int{1, 1, 0}},
		{[]search.Moved{{Field: search.FieldCategory, Value: "c1"}}, [3]int{0, 0, 0}},
	} {
		if got := ask(x.hide...); got != x.want {
			t.Errorf("hiding %v: %v, want %v", x.hide, got, x.want)
		}
	}
}
