package searchtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

var (
	nouns = []string{
		"Phone", "Tablet", "Kabel", "Hülle", "Charger", "Speaker", "Laptop", "Kaffeemaschine", "Łódka", "Straßenschuh",
		"Monitor", "Keyboard", "Lampe", "Stuhl", "Crème", "Smörgås", "Watch", "Camera", "Router", "Drucker",
	}
	adjectives = []string{"Black", "Green", "Space-Grey", "Pro", "Mini", "Ultra", "Classic", "Süß", "1,5 l", "128 GB", "256GB", "55\"", "Men's", "Für Kinder"}
	brands     = []string{"acme", "Black & Decker", "O'Neill", "a,b", "x||y", "(paren)", "[brack]", "co:lon", `quo"te`, "Müller", "müller", "back`tick", "a && b"}
	conditions = []string{"new", "used", "refurbished", ""}
	colours    = []string{"red", "Red", "dark blue", "black:matt", "-1", "*", "true", "ÄÖÜ", ">5"}
	currencies = []string{"EUR", "EUR", "EUR", "PLN"}
	markets    = []string{"de", "pl", "main"}
	countries  = []string{"DE", "PL", "FR"}
)

// gen makes random catalogues and queries from a seed.
type gen struct{ *rand.Rand }

func newGen(seed uint64) gen { return gen{rand.New(rand.NewPCG(seed, 0x6d61726b74))} }

func (g gen) pick(list []string) string { return list[g.IntN(len(list))] }

func (g gen) some(list []string, p float64) []string {
	var out []string
	for _, x := range list {
		if g.Float64() < p {
			out = append(out, x)
		}
	}
	return out
}

// product returns the properties that all offers of product p share.
func (g gen) product(p int) search.Document {
	title := g.pick(adjectives) + " " + g.pick(nouns)
	if g.IntN(3) == 0 {
		title += " " + g.pick(adjectives)
	}
	d := search.Document{
		Product: fmt.Sprintf("prd_%04d", p), Slug: fmt.Sprintf("p-%d", p),
		Title:       markthalle.Texts{{Locale: markthalle.English, Value: title}, {Locale: markthalle.German, Value: title + " de"}},
		Description: markthalle.T(markthalle.English, "The "+g.pick(nouns)+" for "+g.pick(nouns)+" and "+strings.ToLower(g.pick(adjectives))),
		Rating:      int64(g.IntN(5001)), RatingCount: int64(g.IntN(3)),
		Popularity: int64(g.IntN(50)), Created: time.UnixMilli(1700000000000 + int64(g.IntN(40))*86400000).UTC(),
	}
	if g.IntN(8) == 0 {
		d.Created = time.Time{}
	}
	if g.IntN(6) > 0 {
		d.Brand = g.pick(brands)
		d.BrandID = "id " + d.Brand
	}
	root := g.IntN(4)
	d.Categories = []string{fmt.Sprintf("cat_%d", root)}
	d.CategoryNames = []markthalle.Texts{markthalle.T(markthalle.English, fmt.Sprintf("Root %d", root))}
	if g.IntN(4) > 0 {
		leaf := g.IntN(3)
		d.Categories = append(d.Categories, fmt.Sprintf("cat_%d_%d", root, leaf))
		d.CategoryNames = append(d.CategoryNames, markthalle.T(markthalle.English, fmt.Sprintf("Leaf %d", leaf)))
	}
	return d
}

// offer returns a random offer of a product.
func (g gen) offer(n int, product search.Document, vendors int) search.Document {
	d := product
	d.ID, d.Rev, d.Ordinal = fmt.Sprintf("off_%05d", n), 1, int64(n)
	d.Variant = fmt.Sprintf("%s_v%d", d.Product, g.IntN(2))
	v := g.IntN(vendors)
	d.Vendor, d.VendorName = fmt.Sprintf("ven_%d", v), fmt.Sprintf("Shop %d", v)
	d.Condition = g.pick(conditions)
	d.InStock = g.IntN(3) > 0
	d.Currency = g.pick(currencies)
	d.Quality = int64(g.IntN(10001))
	if g.IntN(10) > 0 {
		d.Price = int64(100 + g.IntN(60)*50)
	}
	if g.IntN(2) == 0 {
		d.Markets = g.some(markets, 0.6)
		d.Countries = g.some(countries, 0.6)
	}
	d.Codes = []string{fmt.Sprintf("SKU-%03d/%d", n, n%7), fmt.Sprintf("00%011d", 4000000000000/7+int64(n)*13)}
	d.Attributes = g.attributes()
	return d
}

func (g gen) attributes() []search.Attribute {
	var out []search.Attribute
	if c := g.some(colours, 0.2); len(c) > 0 {
		a := search.Attribute{Key: "color", Values: c, Facet: true, Searchable: true}
		for _, x := range c {
			a.Labels = append(a.Labels, markthalle.T(markthalle.English, "Colour "+x))
		}
		out = append(out, a)
	}
	if g.IntN(2) == 0 {
		n := int64(g.IntN(20)) * 500
		if g.IntN(4) == 0 {
			n = -n
		}
		out = append(out, search.Attribute{Key: "weight_kg", Values: []string{fmt.Sprint(n)}, Number: &n, Facet: true})
	}
	if g.IntN(3) == 0 {
		out = append(out, search.Attribute{Key: "secret", Values: []string{"x"}})
	}
	return out
}

// catalog returns n offers with about three offers a product.
func (g gen) catalog(n int) []search.Document {
	products := make([]search.Document, max(1, n/3))
	for p := range products {
		products[p] = g.product(p)
	}
	out := make([]search.Document, n)
	for i := range out {
		out[i] = g.offer(i, products[g.IntN(len(products))], 6)
	}
	return out
}

// query returns a random query over what catalog makes.
func (g gen) query() search.Query {
	q := search.Query{Locale: markthalle.English, Size: 1 + g.IntN(30), Page: g.IntN(3)}
	sorts := search.Sorts()
	q.Sort = sorts[g.IntN(len(sorts))]
	if g.IntN(2) == 0 {
		q.Market = g.pick(markets)
	}
	if g.IntN(3) == 0 {
		q.Country = g.pick(countries)
	}
	if g.IntN(2) == 0 {
		q.Currency = "EUR"
	}
	if g.IntN(4) == 0 {
		q.Blocked.Vendors = []string{fmt.Sprintf("ven_%d", g.IntN(6)), "ven_unknown"}
	}
	if g.IntN(5) == 0 {
		q.Blocked.Categories = []string{fmt.Sprintf("cat_%d", g.IntN(4))}
	}
	for range g.IntN(4) {
		q.Filters = append(q.Filters, g.filter())
	}
	q.Facets = g.facets()
	switch g.IntN(5) {
	case 0:
		q.Text = g.pick(nouns)
	case 1:
		q.Text = g.pick(adjectives) + " " + g.pick(nouns)
	case 2:
		w := []rune(g.pick(nouns))
		q.Text = string(w[:min(len(w), 2+g.IntN(4))])
	}
	return q
}

func (g gen) filter() search.Filter {
	in := func(field string, values ...string) search.Filter {
		f := search.Filter{Field: field, Op: search.In, Values: values}
		if g.IntN(4) == 0 {
			f.Op = search.Not
		}
		return f
	}
	between := func(field string, from, to int64) search.Filter {
		f := search.Filter{Field: field, Op: search.Range, From: &from, To: &to}
		switch g.IntN(4) {
		case 0:
			f.From = nil
		case 1:
			f.To = nil
		}
		return f
	}
	switch g.IntN(12) {
	case 0:
		return in(search.FieldBrand, "id "+g.pick(brands), "id "+g.pick(brands))
	case 1:
		return in(search.FieldVendor, fmt.Sprintf("ven_%d", g.IntN(7)), fmt.Sprintf("ven_%d", g.IntN(7)))
	case 2:
		return in(search.FieldCategory, fmt.Sprintf("cat_%d", g.IntN(5)))
	case 3:
		return in(search.FieldCategory, fmt.Sprintf("cat_%d_%d", g.IntN(4), g.IntN(3)))
	case 4:
		return in(search.AttrPrefix+"color", g.pick(colours))
	case 5:
		return in(search.FieldCondition, "new", "used")
	case 6:
		return in(search.FieldInStock, "true")
	case 7:
		a := int64(100 + g.IntN(30)*50)
		return between(search.FieldPrice, a, a+int64(g.IntN(40)*50))
	case 8:
		a := int64(g.IntN(20)-10) * 500
		return between(search.AttrPrefix+"weight_kg", a, a+2000)
	case 9:
		return in(search.FieldOffer, fmt.Sprintf("off_%05d", g.IntN(100)), fmt.Sprintf("off_%05d", g.IntN(100)))
	case 10:
		p := g.IntN(60)
		return in(search.FieldVariant, fmt.Sprintf("prd_%04d_v0", p), fmt.Sprintf("prd_%04d_v1", p))
	default:
		a := int64(g.IntN(4000))
		return between(search.FieldRating, a, a+1000)
	}
}

func (g gen) facets() []search.Facet {
	all := []search.Facet{
		{Field: search.FieldBrand, Size: 3 + g.IntN(20)},
		{Field: search.FieldVendor},
		{Field: search.FieldCategory, Kind: search.Tree},
		{Field: search.FieldCondition},
		{Field: search.FieldInStock},
		{Field: search.AttrPrefix + "color"},
		{Field: search.FieldPrice, Kind: search.Ranges, Bounds: []int64{0, 500, 1000, 2000, 4000}},
		{Field: search.FieldPrice, Kind: search.Ranges},
		{Field: search.AttrPrefix + "weight_kg", Kind: search.Ranges, Bounds: []int64{-10000, 0, 5000, 10000}},
	}
	var out []search.Facet
	priced := false
	for _, f := range all {
		isPrice := f.Field == search.FieldPrice
		if g.IntN(2) == 0 || (isPrice && priced) {
			continue
		}
		priced = priced || isPrice
		f.Conjunctive = g.IntN(3) == 0
		out = append(out, f)
	}
	return out
}
