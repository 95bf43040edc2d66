package searchtest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// testValues proves that ids are exact whatever they contain, and that a backtick
// matches nothing (SEA-1).
func testValues(t *testing.T, e search.Engine) {
	values := []string{
		"a,b", "a && b", "x||y", "(x)", "[x]", "co:lon", "it's", `say "hi"`, "> 5", "<5", "=5", "!5", "-1", "*", "a*", "new", "New", "NEW",
		"black", "Black & Decker", "ünï", "uni", "тест", "日本", "👍", " lead", "trail ", "a  b", "true", "null", `back\slash`, "%", "#", "..",
	}
	var docs []search.Document
	for i, v := range append(values, "back`tick") {
		docs = append(docs, doc(id("o", i), id("p", i), "Thing", func(d *search.Document) {
			d.BrandID, d.Brand = v, v
			d.Attributes = []search.Attribute{{Key: "k", Values: []string{v}, Facet: true}}
		}))
	}
	docs = append(docs, doc("none", "p-none", "Thing"))
	index(t, e, docs...)
	for i, v := range values {
		for _, field := range []string{search.FieldBrand, search.AttrPrefix + "k"} {
			r := find(t, e, search.Query{Size: 5, Filters: in(field, v)})
			equal(t, field+" = "+v, products(r), []string{id("p", i)})
			r = find(t, e, search.Query{Filters: []search.Filter{{Field: field, Op: search.Not, Values: []string{v}}}})
			if r.Total != len(docs)-1 {
				t.Errorf("%s ≠ %q: total %d, want %d", field, v, r.Total, len(docs)-1)
			}
		}
	}
	if r := find(t, e, search.Query{Filters: in(search.FieldBrand, "back`tick")}); r.Total != 0 {
		t.Errorf("a value with a backtick matches %d", r.Total)
	}
	if r := find(t, e, search.Query{Filters: in(search.FieldBrand, "a,b", "back`tick", "unknown")}); r.Total != 1 {
		t.Errorf("one known value of three: total %d, want 1", r.Total)
	}
	f := find(t, e, search.Query{Facets: []search.Facet{{Field: search.FieldBrand, Size: 100}}}).Facets[0]
	var got []string
	for _, v := range f.Values {
		got = append(got, v.Value)
	}
	want := append(slices.Clone(values), "back`tick")
	slices.Sort(want)
	equal(t, "facet values in order", got, want)
}

func id(prefix string, i int) string {
	return prefix + string(rune('a'+i/26)) + string(rune('a'+i%26))
}

// testGroups proves SEA-2: one offer must satisfy all filters.
func testGroups(t *testing.T, e search.Engine) {
	offer := func(id, product, vendor, condition string, price int64, stock bool) search.Document {
		return doc(id, product, "Phone", func(d *search.Document) {
			d.Vendor, d.Condition, d.Price, d.InStock = vendor, condition, price, stock
		})
	}
	index(t, e,
		offer("o1", "p1", "v1", "new", 500, false), offer("o2", "p1", "v2", "used", 300, true),
		offer("o3", "p2", "v1", "new", 400, true), offer("o4", "p2", "v2", "new", 0, true))
	to := int64(450)
	for _, c := range []struct {
		name    string
		filters []search.Filter
		want    []search.Item
	}{
		{"no filter", nil, []search.Item{
			{Product: "p1", Offer: "o2", Vendor: "v2", PriceFrom: 300, Offers: 2, InStock: true},
			{Product: "p2", Offer: "o3", Vendor: "v1", PriceFrom: 400, Offers: 2, InStock: true},
		}},
		{
			"new and cheap", append(in(search.FieldCondition, "new"), search.Filter{Field: search.FieldPrice, Op: search.Range, To: &to}),
			[]search.Item{{Product: "p2", Offer: "o3", Vendor: "v1", PriceFrom: 400, Offers: 1, InStock: true}},
		},
		{"new", in(search.FieldCondition, "new"), []search.Item{
			{Product: "p2", Offer: "o3", Vendor: "v1", PriceFrom: 400, Offers: 2, InStock: true},
			{Product: "p1", Offer: "o1", Vendor: "v1", PriceFrom: 500, Offers: 1},
		}},
		{
			"without a price", append(in(search.FieldVendor, "v2"), in(search.FieldCondition, "new")...),
			[]search.Item{{Product: "p2", Offer: "o4", Vendor: "v2", Offers: 1, InStock: true}},
		},
	} {
		r := find(t, e, search.Query{Filters: c.filters, Sort: search.ByPrice, Size: 10})
		var got []search.Item
		for _, it := range r.Items {
			got = append(got, search.Item{
				Product: it.Product, Offer: it.Offer, Vendor: it.Vendor, PriceFrom: it.PriceFrom,
				Offers: it.Offers, InStock: it.InStock,
			})
		}
		equal(t, c.name, got, c.want)
		if r.Total != len(c.want) {
			t.Errorf("%s: total %d", c.name, r.Total)
		}
	}
}

// testSorts proves SEA-4.
func testSorts(t *testing.T, e search.Engine) {
	day := func(n int) time.Time { return time.UnixMilli(1700000000000 + int64(n)*86400000).UTC() }
	mk := func(id string, ordinal, price, rating, ratings, popularity int64, created time.Time) search.Document {
		return doc(id, "p"+id, "Phone", func(d *search.Document) {
			d.Ordinal, d.Price, d.Rating, d.RatingCount, d.Popularity, d.Created = ordinal, price, rating, ratings, popularity, created
		})
	}
	index(t, e,
		mk("a", 5, 300, 4000, 3, 7, day(1)), mk("b", 4, 100, 5000, 0, 9, time.Time{}), mk("c", 3, 0, 4000, 1, 0, day(3)),
		mk("d", 2, 300, 0, 2, 7, day(2)), mk("e", 1, 0, 4500, 9, 100, day(3)))
	for sort, want := range map[search.Sort][]string{
		search.ByPrice:     {"pb", "pd", "pa", "pe", "pc"},
		search.ByPriceDesc: {"pd", "pa", "pb", "pe", "pc"},
		search.ByNewest:    {"pe", "pc", "pd", "pa", "pb"},
		search.ByRating:    {"pe", "pc", "pa", "pd", "pb"},
		search.ByPopular:   {"pe", "pb", "pd", "pa", "pc"},
	} {
		equal(t, string(sort), products(find(t, e, search.Query{Sort: sort, Size: 10})), want)
		equal(t, string(sort)+" with text", products(find(t, e, search.Query{Text: "phone", Sort: sort, Size: 10})), want)
	}
}

func testPages(t *testing.T, e search.Engine) {
	var docs []search.Document
	for i := range 23 {
		docs = append(docs, doc(id("o", i), id("p", i), "Phone", func(d *search.Document) { d.Ordinal = int64(i) }))
	}
	index(t, e, docs...)
	var all []string
	for page, want := range []int{10, 10, 3, 0} {
		r := find(t, e, search.Query{Sort: search.ByPrice, Page: page + 1, Size: 10})
		if r.Total != 23 || len(r.Items) != want {
			t.Errorf("page %d: total %d, %d items, want 23 and %d", page+1, r.Total, len(r.Items), want)
		}
		all = append(all, products(r)...)
	}
	if !slices.IsSorted(all) || len(slices.Compact(all)) != 23 {
		t.Errorf("pages together: %v", all)
	}
	if r := find(t, e, search.Query{}); r.Total != 23 || len(r.Items) != 0 {
		t.Errorf("size 0: %+v", r)
	}
	if r := find(t, e, search.Query{Page: 0, Size: 100}); len(r.Items) != 23 {
		t.Errorf("size 100: %d items", len(r.Items))
	}
	for _, q := range []search.Query{
		{Size: 101},
		{Size: -1},
		{Page: -1},
		{Page: 101, Size: 100},
		{Sort: "name"},
		{Filters: in("colour", "red")},
		{Filters: in(search.AttrPrefix+"No", "x")},
		{Filters: []search.Filter{{Field: search.FieldPrice, Op: search.In, Values: []string{"1"}}}},
		{Filters: []search.Filter{{Field: search.FieldBrand, Op: search.Range}}},
		{Filters: []search.Filter{{Field: search.FieldBrand, Op: 9, Values: []string{"x"}}}},
		{Facets: []search.Facet{{Field: "offer"}}},
		{Facets: []search.Facet{{Field: search.FieldBrand, Kind: search.Tree}}},
		{Facets: []search.Facet{{Field: search.FieldBrand}, {Field: search.FieldBrand}}},
		{Filters: slices.Repeat(in(search.FieldBrand, "x"), 10000)},
		{Filters: in(search.FieldBrand, slices.Repeat([]string{"x"}, 10000)...)},
	} {
		if len(q.Filters) > 2 {
			q.Filters = q.Filters[:len(q.Filters):len(q.Filters)]
		}
		_, err := e.Search(t.Context(), q)
		if markthalle.KindOf(err) != markthalle.Invalid || markthalle.CodeOf(err) != "search.query" {
			t.Errorf("query %.200v: error %v, want search.query", q, err)
		}
	}
}

// testPagesOfManyOffers proves that pages are of products, although the offers of one would
// fill several of them.
func testPagesOfManyOffers(t *testing.T, e search.Engine) {
	m := NewModel()
	var docs []search.Document
	for product := range 9 {
		for offer := range []int{1, 2, 90, 1, 40, 3, 700, 1, 1}[product] {
			n := len(docs)
			docs = append(docs, doc(fmt.Sprintf("o%03d", n), id("p", product), "Phone", func(d *search.Document) {
				d.Ordinal, d.Price = int64(n), int64(1000+product*10+offer*7%200)
			}))
		}
	}
	index(t, e, docs...)
	for _, d := range docs {
		m.Put(d)
	}
	for _, sort := range []search.Sort{search.ByPrice, search.ByPriceDesc, search.ByRelevance} {
		for _, size := range []int{1, 2, 4, 50} {
			for page := 1; (page-1)*size < 12; page++ {
				Compare(t, e, m, search.Query{Sort: sort, Page: page, Size: size, Facets: []search.Facet{{Field: search.FieldVendor}}})
			}
		}
	}
}

// testFacets proves SEA-3 on an example that can be counted by hand; the random test
// does the rest.
func testFacets(t *testing.T, e search.Engine) {
	mk := func(id, product, brand, vendor string, price int64, cats ...string) search.Document {
		return doc(id, product, "Phone", func(d *search.Document) {
			d.BrandID, d.Brand, d.Vendor, d.VendorName, d.Price, d.Categories = brand, "Brand "+brand, vendor, "Shop "+vendor, price, cats
			for _, c := range cats {
				d.CategoryNames = append(d.CategoryNames, markthalle.Texts{{Locale: "en", Value: "Name " + c}, {Locale: "de", Value: "Titel " + c}})
			}
		})
	}
	index(t, e,
		mk("o1", "p1", "b1", "v1", 100, "c1", "c11"), mk("o2", "p1", "b1", "v2", 200, "c1", "c11"),
		mk("o3", "p2", "b1", "v2", 300, "c1", "c12"), mk("o4", "p3", "b2", "v1", 400, "c2"))
	facets := []search.Facet{
		{Field: search.FieldBrand},
		{Field: search.FieldVendor},
		{Field: search.FieldCategory, Kind: search.Tree},
		{Field: search.FieldPrice, Kind: search.Ranges, Bounds: []int64{100, 200, 400}},
	}
	one, three, four := int64(100), int64(300), int64(400)
	val := func(v, label string, n int, sel bool) search.FacetValue {
		return search.FacetValue{Value: v, Label: label, Count: n, Selected: sel}
	}
	tree := func(v, parent string, depth, n int) search.FacetValue {
		return search.FacetValue{Value: v, Label: "Titel " + v, Parent: parent, Depth: depth, Count: n}
	}
	r := find(t, e, search.Query{Locale: markthalle.German, Filters: in(search.FieldBrand, "b1"), Facets: facets})
	span := func(from, to int64, n int) search.FacetValue {
		return search.FacetValue{From: &from, To: &to, Count: n}
	}
	equal(t, "brand chosen", r.Facets, []search.FacetResult{
		{Field: "brand", Values: []search.FacetValue{val("b1", "Brand b1", 2, true), val("b2", "Brand b2", 1, false)}},
		{Field: "vendor", Values: []search.FacetValue{val("v2", "Shop v2", 2, false), val("v1", "Shop v1", 1, false)}},
		{Field: "category", Kind: search.Tree, Values: []search.FacetValue{tree("c1", "", 0, 2), tree("c11", "c1", 1, 1), tree("c12", "c1", 1, 1)}},
		{Field: "price", Kind: search.Ranges, Min: &one, Max: &three, Values: []search.FacetValue{span(100, 199, 1), span(200, 400, 2)}},
	})
	facets[0].Conjunctive = true
	r = find(t, e, search.Query{Filters: append(in(search.FieldBrand, "b1"), in(search.FieldVendor, "v9")...), Facets: facets[:2]})
	equal(t, "nothing left", r.Facets, []search.FacetResult{
		{Field: "brand", Values: []search.FacetValue{val("b1", "Brand b1", 0, true)}},
		{Field: "vendor", Values: []search.FacetValue{val("v2", "Shop v2", 2, false), val("v1", "Shop v1", 1, false), val("v9", "v9", 0, true)}},
	})
	r = find(t, e, search.Query{Filters: []search.Filter{{Field: search.FieldPrice, Op: search.Range, From: &three}}, Facets: facets[3:]})
	if f := r.Facets[0]; f.Min == nil || *f.Min != 100 || *f.Max != 400 || *r.PriceMin != 300 || *r.PriceMax != four {
		t.Errorf("bounds of the price: facet %+v, result %v to %v", f, r.PriceMin, r.PriceMax)
	}
}
