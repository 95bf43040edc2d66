package api

import (
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/store"
)

func testTree() catalog.Tree {
	colour := catalog.Attribute{Key: "colour", Type: catalog.Enum, Facet: true, Name: names3("Colour", "Farbe", "Kolor")}
	weight := catalog.Attribute{Key: "weight", Type: catalog.Dimension, Facet: true, Name: names3("Weight", "Gewicht", "Waga")}
	brand := catalog.Attribute{Key: "brand", Type: catalog.Text, Facet: true, Name: names3("Maker", "Hersteller", "Producent")}
	secret := catalog.Attribute{Key: "note", Type: catalog.Text}
	node := func(id, slug, parent string, path []markthalle.CategoryID, attributes ...catalog.Attribute) catalog.Category {
		return catalog.Category{
			Meta: store.Meta{ID: id, Version: 3}, Slug: slug, Parent: markthalle.CategoryID(parent), Path: path,
			Name: markthalle.T(markthalle.English, slug), Attributes: attributes,
		}
	}
	forbidden := node("cat_bad", "bad", "cat_home", []markthalle.CategoryID{"cat_home", "cat_bad"})
	forbidden.Forbidden = true
	return catalog.NewTree([]catalog.Category{
		node("cat_home", "home", "", []markthalle.CategoryID{"cat_home"}, colour, secret),
		node("cat_mugs", "mugs", "cat_home", []markthalle.CategoryID{"cat_home", "cat_mugs"}, weight, brand),
		forbidden,
	})
}

func TestSearchQuery(t *testing.T) {
	t.Parallel()
	in := SearchIn{
		Q: "mug", Category: "mugs", PriceMin: new(int64(100)), Sort: "-price", Limit: new(10), Page: new(3), Vendor: "ven_1", Facets: "none",
	}
	filters := []endpoint.Filter{
		{Key: "brand", Values: []string{"a", "b"}},
		{Key: "attr.brand", Values: []string{"c"}},
		{Key: "colour", Values: []string{"blue"}},
		{Key: "weight", Values: []string{"0.5..1.25"}},
		{Key: "category", Values: []string{"home"}},
		{Key: "in_stock", Values: []string{"true"}},
	}
	q, err := searchQuery(testTree(), in, filters, markthalle.German)
	if err != nil {
		t.Fatal(err)
	}
	want := search.Query{
		Text: "mug", Locale: markthalle.German, Sort: search.ByPriceDesc, Page: 3, Size: 10,
		Filters: []search.Filter{
			{Field: "category", Values: []string{"cat_mugs"}},
			{Field: "vendor", Values: []string{"ven_1"}},
			{Field: "price", Op: search.Range, From: new(int64(100))},
			{Field: "brand", Values: []string{"a", "b"}},
			{Field: "attr.brand", Values: []string{"c"}},
			{Field: "attr.colour", Values: []string{"blue"}},
			{Field: "attr.weight", Op: search.Range, From: new(int64(500)), To: new(int64(1250))},
			{Field: "category", Values: []string{"cat_home"}},
			{Field: "in_stock", Values: []string{"true"}},
		},
	}
	if !reflect.DeepEqual(q, want) {
		t.Errorf("got  %+v\nwant %+v", q, want)
	}
	if err := q.Validate(); err != nil {
		t.Errorf("search refuses what the edge made: %v", err)
	}
}

func TestSearchQueryRefusesAtOnce(t *testing.T) {
	t.Parallel()
	in := SearchIn{Category: "nowhere", PriceMin: new(int64(2)), PriceMax: new(int64(1)), Page: new(500), Limit: new(100)}
	_, err := searchQuery(testTree(), in, []endpoint.Filter{
		{Key: "note", Values: []string{"x"}}, // an attribute that is no facet
		{Key: "shape", Values: []string{"round"}},
		{Key: "in_stock", Values: []string{"yes"}},
		{Key: "category", Values: []string{"nowhere"}},
		{Key: "price", Values: []string{"5..1"}},
		{Key: "weight", Values: []string{"1..2", "3..4"}},
		{Key: "rating", Values: []string{".."}},
	}, markthalle.English)
	var e *markthalle.Error
	if !errors.As(err, &e) || e.Kind != markthalle.Invalid {
		t.Fatalf("got %v", err)
	}
	got := map[string]bool{}
	for _, f := range e.Fields {
		got[f.Pointer] = true
	}
	for _, want := range []string{
		"/page", "/category", "/price_max", "/filter[note]", "/filter[shape]", "/filter[in_stock]", "/filter[category]",
		"/filter[price]", "/filter[weight]", "/filter[rating]",
	} {
		if !got[want] {
			t.Errorf("no fault at %s", want)
		}
		delete(got, want)
	}
	if len(got) > 0 {
		t.Errorf("faults nobody made: %v", got)
	}
}

func TestFacetsFor(t *testing.T) {
	t.Parallel()
	fields := func(at markthalle.CategoryID) (out []string) {
		q := search.Query{Facets: facetsFor(testTree(), at)}
		if err := q.Validate(); err != nil {
			t.Errorf("%q: %v", at, err)
		}
		for _, x := range q.Facets {
			out = append(out, x.Kind.String()+" "+x.Field)
		}
		return out
	}
	plain := []string{"tree category", "terms brand", "range price", "terms condition", "terms in_stock", "terms vendor"}
	attributes := []string{"terms attr.colour", "range attr.weight", "terms attr.brand"}
	if got, want := fields("cat_mugs"), append(plain, attributes...); !reflect.DeepEqual(got, want) {
		t.Errorf("in a category: %v, want %v", got, want)
	}
	if got, want := fields("cat_bad"), append(plain[:len(plain):len(plain)], attributes[0]); !reflect.DeepEqual(got, want) {
		t.Errorf("in another: %v, want %v", got, want)
	}
}

// A facet's key and values are what filter[…] takes: sent back, they select themselves.
func TestFacetsRoundTrip(t *testing.T) {
	t.Parallel()
	tree := testTree()
	q := search.Query{Filters: []search.Filter{{Field: "category", Values: []string{"cat_mugs"}}}}
	out := wireFacets(tree, q, []search.FacetResult{
		{Field: "attr.weight", Kind: search.Ranges, Values: []search.FacetValue{{From: new(int64(500)), To: new(int64(999)), Count: 2}}},
		{Field: "price", Kind: search.Ranges, Values: []search.FacetValue{{From: new(int64(100)), To: new(int64(199)), Count: 1}}},
		{Field: "attr.brand", Values: []search.FacetValue{{Value: "acme", Label: "Acme", Count: 1, Selected: true}}},
		{Field: "brand", Values: []search.FacetValue{{Value: "b1", Label: "B1", Count: 1}}},
		{Field: "attr.colour", Values: nil},
	}, markthalle.German)
	want := []struct{ key, label, value string }{
		{"weight", "Gewicht", "0.5..0.999"}, {"price", "Preis", "100..199"}, {"attr.brand", "Hersteller", "acme"}, {"brand", "Marke", "b1"},
	}
	if len(out) != len(want) {
		t.Fatalf("%d facets, want %d: an attribute that nothing has is left out", len(out), len(want))
	}
	for i, w := range want {
		if out[i].Key != w.key || out[i].Label != w.label || out[i].Values[0].Value != w.value {
			t.Errorf("got %s %q %q, want %v", out[i].Key, out[i].Label, out[i].Values[0].Value, w)
		}
		var f markthalle.Faults
		if _, ok := filterOf(tree, endpoint.Filter{Key: out[i].Key, Values: []string{out[i].Values[0].Value}}, &f); !ok || len(f.List()) > 0 {
			t.Errorf("filter[%s]=%s is refused: %v", out[i].Key, out[i].Values[0].Value, f.List())
		}
	}
}

func TestThousandths(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"0": 0, "1": 1000, "0.5": 500, "-2.25": -2250, "1.001": 1001, "12.": 12000} {
		if got, ok := thousandths(text); !ok || got != want {
			t.Errorf("%q: %d %v, want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "-", ".5", "1.0001", "1e3", "--1", "1.-2", "9999999999999"} {
		if got, ok := thousandths(text); ok {
			t.Errorf("%q was read as %d", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-1e14, 1e14).Draw(t, "n")
		if got, ok := thousandths(decimalOf(n)); !ok || got != n {
			t.Fatalf("%d is written %q and read %d %v", n, decimalOf(n), got, ok)
		}
	})
}

func TestCategoryTree(t *testing.T) {
	t.Parallel()
	tree := testTree()
	home, ok := categoryBy(tree, "home")
	if byID, found := categoryBy(tree, "cat_home"); !ok || !found || byID.ID != home.ID {
		t.Fatal("a category is found by slug and by id")
	}
	out := wireStoreCategory(tree, home, markthalle.German)
	if out.ID != "cat_home" || out.Revision != 3 || out.Leaf || len(out.Children) != 1 {
		t.Fatalf("got %+v: forbidden categories are left out", out)
	}
	child, ok := out.Children[0].(StoreCategory)
	if !ok || child.ID != "cat_mugs" || child.ParentID != "cat_home" || !child.Leaf || child.Children == nil {
		t.Errorf("got %+v", out.Children[0])
	}
}

func TestPageOf(t *testing.T) {
	t.Parallel()
	list := []string{"a", "b", "c", "d", "e"}
	same := func(s string) string { return s }
	var got []string
	in := PageIn{Limit: new(2)}
	for {
		page, err := pageOf(list, in, same)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page.Items...)
		if in.Cursor = page.Next; in.Cursor == "" {
			break
		}
	}
	if !reflect.DeepEqual(got, list) {
		t.Errorf("pages give %v", got)
	}
	if page, err := pageOf(list, PageIn{Limit: new(2), Cursor: "e"}, same); err != nil || len(page.Items) != 0 || page.Next != "" {
		t.Errorf("after the last: %v %v", page, err)
	}
	if _, err := pageOf(list, PageIn{Cursor: "x"}, same); markthalle.KindOf(err) != markthalle.Invalid {
		t.Errorf("a foreign cursor: %v", err)
	}
}
