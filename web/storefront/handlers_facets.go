package storefront

import (
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// plainFacets are the filters that are no attributes, with the messages that name them.
// An attribute of the same key is written attr.<key>.
var plainFacets = []struct{ field, name string }{
	{search.FieldBrand, "facet.brand"},
	{search.FieldVendor, "facet.vendor"},
	{search.FieldCondition, "facet.condition"},
	{search.FieldInStock, "facet.in_stock"},
}

// The bounds of what one list counts.
const (
	maxFacetValues     = 8
	maxAttributeFacets = 6
)

// priceSteps are the bounds of the histogram of prices, in major units. They widen as
// prices do, so that each bar says something.
var priceSteps = []int64{0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 110, 130, 160, 200, 250, 320, 400, 500, 700, 1000, 2000, 100000}

// fieldOf finds the field that a key of filter[…] means, and whether it holds numbers.
func fieldOf(tree catalog.Tree, key string) (field string, number, ok bool) {
	for _, p := range plainFacets {
		if p.field == key {
			return key, false, true
		}
	}
	key = strings.TrimPrefix(key, search.AttrPrefix)
	if a, ok := tree.FacetNamed(key); ok {
		return search.AttrPrefix + key, measured(a), true
	}
	return "", false, false
}

func measured(a catalog.Attribute) bool {
	return a.Type == catalog.Number || a.Type == catalog.Dimension
}

// facetKey is how a field is written in filter[…].
func facetKey(field string) string {
	key, attr := search.AttrKey(field)
	if !attr || slices.ContainsFunc(plainFacets, func(p struct{ field, name string }) bool { return p.field == key }) {
		return field
	}
	return key
}

// facetsFor lists what a list counts: categories, prices, the plain facets, and the
// attributes of the goods that can stand in it.
func facetsFor(tree catalog.Tree, w wish) []search.Facet {
	out := []search.Facet{{Field: search.FieldCategory, Kind: search.Tree, Size: 100}}
	for _, p := range plainFacets {
		if w.vendor == "" || p.field != search.FieldVendor {
			out = append(out, search.Facet{Field: p.field, Size: maxFacetValues})
		}
	}
	attributes := tree.Facets(w.category)
	for _, a := range attributes[:min(len(attributes), maxAttributeFacets)] {
		f := search.Facet{Field: search.AttrPrefix + a.Key, Size: maxFacetValues}
		if measured(a) {
			f.Kind = search.Ranges
		}
		out = append(out, f)
	}
	return out
}

// priceFacet counts prices by the steps of the histogram.
func priceFacet(cur money.Currency) search.Facet {
	f := search.Facet{Field: search.FieldPrice, Kind: search.Ranges, Size: len(priceSteps)}
	unit := int64(1)
	for range cur.Exponent() {
		unit *= 10
	}
	for _, s := range priceSteps {
		f.Bounds = append(f.Bounds, s*unit)
	}
	return f
}

// showFacets turns counts into facets with their words. What has one value or none, and
// is not chosen, narrows nothing and is left out.
func showFacets(c *edge.Ctx, tree catalog.Tree, w wish, results []search.FacetResult) []Facet {
	var out []Facet
	for _, r := range results {
		if r.Field == search.FieldCategory || r.Field == search.FieldPrice {
			continue
		}
		f := Facet{Key: facetKey(r.Field), Label: facetName(c, tree, r.Field)}
		chosen := false
		for _, v := range r.Values {
			if r.Field == search.FieldInStock && v.Value != "true" {
				continue
			}
			x := facetValue(c, tree, r, v)
			x.Selected = w.has(f.Key, x.Value)
			chosen = chosen || x.Selected
			if x.Count > 0 || x.Selected {
				f.Values = append(f.Values, x)
			}
		}
		if len(f.Values) > 1 || chosen || r.Field == search.FieldInStock && len(f.Values) == 1 {
			out = append(out, f)
		}
	}
	return out
}

// has reports whether a value of a filter is chosen.
func (w wish) has(key, value string) bool {
	for _, p := range w.picks {
		if p.key == key {
			return slices.Contains(p.values, value)
		}
	}
	return false
}

func facetName(c *edge.Ctx, tree catalog.Tree, field string) string {
	for _, p := range plainFacets {
		if p.field == field {
			return c.Text(p.name)
		}
	}
	if a, ok := attributeOf(tree, field); ok {
		return a.Name.In(c.Locale)
	}
	return field
}

// attributeOf finds the attribute of a field, anywhere in the tree.
func attributeOf(tree catalog.Tree, field string) (catalog.Attribute, bool) {
	key, _ := search.AttrKey(field)
	return tree.Named(key)
}

// choiceLabel is how a choice of an attribute is called. Categories share attributes but
// not always their choices, so the first category that knows this one says it.
func choiceLabel(c *edge.Ctx, tree catalog.Tree, key, value string) string {
	for _, x := range tree.All() {
		for _, a := range x.Attributes {
			if a.Key != key {
				continue
			}
			if label := a.Label(value, c.Locale); label != value {
				return label
			}
		}
	}
	return value
}

func facetValue(c *edge.Ctx, tree catalog.Tree, r search.FacetResult, v search.FacetValue) FacetValue {
	x := FacetValue{Value: v.Value, Label: v.Label, Count: int64(v.Count)}
	a, attr := attributeOf(tree, r.Field)
	switch {
	case r.Kind == search.Ranges:
		x.Value = writeEnd(v.From) + ".." + writeEnd(v.To)
		x.Label = strings.TrimSpace(writeEnd(v.From) + "–" + writeEnd(roundUp(v.To)) + " " + a.Unit)
	case r.Field == search.FieldCondition:
		x.Label = c.Code("condition", conditionKey(v.Value))
	case r.Field == search.FieldInStock:
		x.Label = c.Text("facet.available")
	case attr && a.Type == catalog.Bool && v.Value == "true":
		x.Label = c.Text("facet.yes")
	case attr && a.Type == catalog.Bool:
		x.Label = c.Text("facet.no")
	case attr && a.Type == catalog.Enum:
		x.Label = choiceLabel(c, tree, a.Key, v.Value)
	}
	if x.Label == "" {
		x.Label = x.Value
	}
	return x
}

// roundUp writes the end of a range that stops just short of a whole number as that
// number.
func roundUp(n *int64) *int64 {
	if n == nil || *n%1000 != 999 {
		return n
	}
	whole := *n + 1
	return &whole
}

func writeEnd(n *int64) string {
	if n == nil {
		return ""
	}
	return writeThousandths(*n)
}

// showChips lists the filters that are on; each leads to the list without it.
func showChips(c *edge.Ctx, w wish, facets []Facet, sign string) []Chip {
	var out []Chip
	if w.min != "" || w.max != "" {
		cheap := w
		cheap.min, cheap.max, cheap.page = "", "", 1
		label := c.Text("facet.price_range", "From", w.min, "To", w.max, "Sign", sign)
		switch {
		case w.min == "":
			label = c.Text("facet.price_to", "To", w.max, "Sign", sign)
		case w.max == "":
			label = c.Text("facet.price_from", "From", w.min, "Sign", sign)
		}
		out = append(out, Chip{Label: label, URL: cheap.address()})
	}
	for _, p := range w.picks {
		for _, v := range p.values {
			out = append(out, Chip{Label: labelOf(facets, p.key, v), URL: w.without(p.key, v).address()})
		}
	}
	return out
}

func labelOf(facets []Facet, key, value string) string {
	for _, f := range facets {
		if f.Key != key {
			continue
		}
		for _, v := range f.Values {
			if v.Value == value {
				return v.Label
			}
		}
	}
	return value
}

// showPrices turns the counts of prices into the histogram, without the empty ends.
func showPrices(w wish, results []search.FacetResult, cur money.Currency, sign, fault string) *PriceRange {
	p := &PriceRange{Min: w.min, Max: w.max, CurrencySign: sign, Fault: fault, Least: edge.Minor(0, cur), Most: edge.Minor(0, cur)}
	from, _ := readPrice(w.min, cur)
	to, _ := readPrice(w.max, cur)
	for _, r := range results {
		if r.Field != search.FieldPrice {
			continue
		}
		if r.Min != nil && r.Max != nil {
			p.Least, p.Most = edge.Minor(*r.Min, cur), edge.Minor(*r.Max, cur)
		}
		values := r.Values
		for len(values) > 0 && values[0].Count == 0 {
			values = values[1:]
		}
		for len(values) > 0 && values[len(values)-1].Count == 0 {
			values = values[:len(values)-1]
		}
		for _, v := range values {
			inside := (from == nil || v.To == nil || *v.To >= *from) && (to == nil || v.From == nil || *v.From <= *to)
			p.Bins = append(p.Bins, kernel.Bin{Count: int64(v.Count), On: inside && (from != nil || to != nil)})
		}
	}
	if len(p.Bins) < 3 {
		p.Bins = nil // two bars are no distribution
	}
	return p
}

// showTree is the department of a category with its parts; open along the way to it.
func showTree(c *edge.Ctx, tree catalog.Tree, at markthalle.CategoryID, results []search.FacetResult) []Branch {
	path := tree.Path(at)
	if len(path) == 0 {
		return nil
	}
	counts := map[string]int64{}
	for _, r := range results {
		if r.Field == search.FieldCategory {
			for _, v := range r.Values {
				counts[v.Value] = int64(v.Count)
			}
		}
	}
	var branch func(x catalog.Category) Branch
	branch = func(x catalog.Category) Branch {
		b := Branch{Name: x.Name.In(c.Locale), URL: "/c/" + x.Slug, Count: counts[x.ID], Current: x.CategoryID() == at}
		open := slices.ContainsFunc(path, func(p catalog.Category) bool { return p.ID == x.ID })
		for _, child := range tree.Children(x.CategoryID()) {
			if open && !child.Forbidden && (counts[child.ID] > 0 || child.CategoryID() == at) {
				b.Children = append(b.Children, branch(child))
			}
		}
		return b
	}
	return []Branch{branch(path[0])}
}
