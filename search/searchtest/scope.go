package searchtest

import (
	"slices"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// hiddenCases are the ways in which an offer is hidden from a query.
var hiddenCases = []struct {
	name string
	q    search.Query
}{
	{"vendor", search.Query{Blocked: search.Blocked{Vendors: []string{"ven_bad"}}}},
	{"category", search.Query{Blocked: search.Blocked{Categories: []string{"cat_bad"}}}},
	{"market", search.Query{Market: "de"}},
	{"country", search.Query{Country: "DE"}},
	{"currency", search.Query{Currency: "EUR"}},
}

// testHidden proves that what is hidden shows by no route (SEA-7, SEA-10).
func testHidden(t *testing.T, e search.Engine) {
	index(t, e,
		doc("o1", "good", "Zebra phone", func(d *search.Document) {
			d.Vendor, d.VendorName, d.Brand, d.BrandID = "ven_good", "Zebra shop", "Zebra", "b_good"
			d.Categories, d.CategoryNames = []string{"cat_good"}, []markthalle.Texts{markthalle.T("en", "Zebra things")}
		}),
		doc("o2", "bad", "Zebra phone hidden", func(d *search.Document) {
			d.Vendor, d.VendorName, d.Brand, d.BrandID = "ven_bad", "Zebra hidden shop", "Zebra hidden", "b_bad"
			d.Categories = []string{"cat_bad", "cat_bad_leaf"}
			d.CategoryNames = []markthalle.Texts{markthalle.T("en", "Zebra hidden"), markthalle.T("en", "Zebra hidden leaf")}
			d.Markets, d.Countries, d.Currency, d.Price = []string{"pl"}, []string{"PL"}, "PLN", 1
			d.Codes = []string{"HID-1234"}
		}),
		doc("o3", "good", "Zebra phone", func(d *search.Document) {
			d.Vendor, d.VendorName, d.Categories, d.Markets, d.Countries = "ven_bad", "Zebra hidden shop", []string{"cat_bad"}, []string{"pl"}, []string{"PL"}
			d.Currency, d.Price = "PLN", 1
		}))
	facets := []search.Facet{
		{Field: search.FieldBrand},
		{Field: search.FieldVendor},
		{Field: search.FieldCategory, Kind: search.Tree},
		{Field: search.FieldPrice, Kind: search.Ranges},
	}
	for _, c := range hiddenCases {
		for _, text := range []string{"", "zebra", "phone", "HID-1234", "zebra hidden", "hiden", "phone zebra nothing"} {
			q := c.q
			q.Text, q.Size, q.Facets = text, 10, facets
			r := find(t, e, q)
			for _, it := range r.Items {
				if it.Product != "good" || it.Offer != "o1" || it.Offers != 1 {
					t.Errorf("%s, %q: shows %+v", c.name, text, it)
				}
			}
			for _, f := range r.Facets {
				for _, v := range f.Values {
					if (v.Value != "" && v.Value[len(v.Value)-4:] != "good") || v.Count > 1 {
						t.Errorf("%s, %q: facet %s shows %+v", c.name, text, f.Field, v)
					}
				}
			}
			if r.PriceMin != nil && *r.PriceMin != 1000 {
				t.Errorf("%s, %q: lowest price %d", c.name, text, *r.PriceMin)
			}
		}
		s, err := e.Suggest(t.Context(), search.SuggestQuery{
			Text: "zeb", Locale: "en", Market: c.q.Market, Country: c.q.Country,
			Currency: c.q.Currency, Blocked: c.q.Blocked,
		})
		if err != nil {
			t.Fatal(err)
		}
		for kind, list := range map[string][]search.Suggestion{"product": s.Products, "category": s.Categories, "brand": s.Brands, "vendor": s.Vendors} {
			if len(list) != 1 || list[0].ID[len(list[0].ID)-4:] != "good" || list[0].Count != 1 {
				t.Errorf("%s: %s suggestions %+v", c.name, kind, list)
			}
		}
	}
	// Reinstated at once: nothing was copied into the documents.
	if r := find(t, e, search.Query{Text: "zebra"}); r.Total != 2 {
		t.Errorf("unblocked: total %d", r.Total)
	}
}

// testSuggest proves SEA-8 for what engines know.
func testSuggest(t *testing.T, e search.Engine) {
	index(t, e,
		doc("o1", "p1", "Coffee machine", func(d *search.Document) {
			d.Categories, d.CategoryNames = []string{"c1"}, []markthalle.Texts{{{Locale: "en", Value: "Coffee makers"}, {Locale: "de", Value: "Kaffeemaschinen"}}}
			d.Brand, d.BrandID = "Coffeeland", "b1"
		}),
		doc("o2", "p2", "Coffee mug", func(d *search.Document) { d.Popularity, d.VendorName, d.Vendor = 1000, "Coffee & Co", "v2" }),
		doc("o3", "p3", "Tea cup"))
	ask := func(text string, locale markthalle.Locale) search.Suggestions {
		s, err := e.Suggest(t.Context(), search.SuggestQuery{Text: text, Locale: locale})
		if err != nil {
			t.Fatalf("Suggest(%q): %v", text, err)
		}
		return s
	}
	labels := func(list []search.Suggestion) []string {
		var out []string
		for _, s := range list {
			out = append(out, s.Label)
		}
		slices.Sort(out) // relevance inside one class is free
		return out
	}
	s := ask("cof", "en")
	equal(t, "products", labels(s.Products), []string{"Coffee machine", "Coffee mug"})
	equal(t, "categories", labels(s.Categories), []string{"Coffee makers"})
	equal(t, "brands", labels(s.Brands), []string{"Coffeeland"})
	equal(t, "vendors", labels(s.Vendors), []string{"Coffee & Co"})
	equal(t, "marked", s.Products[0].Marked, [][2]int{{0, 3}})
	equal(t, "two words", labels(ask("coffee ma", "en").Products), []string{"Coffee machine"})
	equal(t, "German", labels(ask("kaffee", "de").Categories), []string{"Kaffeemaschinen"})
	equal(t, "typo", labels(ask("cofffee", "en").Products), []string{"Coffee machine", "Coffee mug"})
	if s := ask("...", "en"); len(s.Products)+len(s.Categories)+len(s.Brands)+len(s.Vendors) > 0 {
		t.Errorf("no text suggests %+v", s)
	}
	remove(t, e, search.Tombstone{ID: "o1", Rev: 2})
	if s := ask("cof", "en"); len(s.Categories)+len(s.Brands) > 0 || len(s.Products) != 1 {
		t.Errorf("deleted, yet suggested: %+v", s)
	}
}
