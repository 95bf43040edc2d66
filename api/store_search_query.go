package api

import (
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/search"
)

// plainFilters are the keys of filter[…] that are no attributes. An attribute of the
// same key is written attr.<key>.
var plainFilters = []struct {
	key  string
	kind search.FacetKind
	size int // of its facet; 0: it has none
	name markthalle.Texts
}{
	{search.FieldCategory, search.Tree, 100, names3("Category", "Kategorie", "Kategoria")},
	{search.FieldBrand, search.Terms, 30, names3("Brand", "Marke", "Marka")},
	{search.FieldPrice, search.Ranges, 10, names3("Price", "Preis", "Cena")},
	{search.FieldCondition, search.Terms, 10, names3("Condition", "Zustand", "Stan")},
	{search.FieldInStock, search.Terms, 2, names3("In stock", "Auf Lager", "Dostępne")},
	{search.FieldVendor, search.Terms, 30, names3("Vendor", "Händler", "Sprzedawca")},
	{search.FieldRating, search.Ranges, 0, names3("Rating", "Bewertung", "Ocena")},
}

func names3(en, de, pl string) markthalle.Texts {
	return markthalle.T(markthalle.English, en).Set(markthalle.German, de).Set(markthalle.Polish, pl)
}

// maxAttributeFacets bounds the facets of one answer beside the plain ones.
const maxAttributeFacets = 20

// searchQuery turns what was asked for into a query. Every value that is not allowed is
// refused, all of them at once.
func searchQuery(tree catalog.Tree, in SearchIn, filters []endpoint.Filter, l markthalle.Locale) (search.Query, error) {
	var f markthalle.Faults
	q := search.Query{Text: in.Q, Locale: l, Sort: search.Sort(in.Sort), Page: 1, Size: markthalle.DefaultLimit}
	if in.Page != nil {
		q.Page = *in.Page
	}
	if in.Limit != nil {
		q.Size = *in.Limit
	}
	f.Check(q.Page <= search.MaxDepth && q.Page*q.Size <= search.MaxDepth, "/page", "too_deep", "Only the first 10,000 products can be paged through.")
	var at markthalle.CategoryID
	if in.Category != "" {
		x, ok := categoryBy(tree, in.Category)
		f.Check(ok, "/category", "not_found", "There is no such category.")
		at = x.CategoryID()
		q.Filters = append(q.Filters, search.Filter{Field: search.FieldCategory, Op: search.In, Values: []string{x.ID}})
	}
	if in.Vendor != "" {
		q.Filters = append(q.Filters, search.Filter{Field: search.FieldVendor, Op: search.In, Values: []string{in.Vendor}})
	}
	if in.PriceMin != nil || in.PriceMax != nil {
		f.Check(in.PriceMin == nil || in.PriceMax == nil || *in.PriceMin <= *in.PriceMax, "/price_max", "out_of_range", "The range ends before it starts.")
		q.Filters = append(q.Filters, search.Filter{Field: search.FieldPrice, Op: search.Range, From: in.PriceMin, To: in.PriceMax})
	}
	for _, x := range filters {
		if filter, ok := filterOf(tree, x, &f); ok {
			q.Filters = append(q.Filters, filter)
		}
	}
	if in.Facets != "none" {
		q.Facets = facetsFor(tree, at)
	}
	return q, f.Err("request.invalid")
}

// fieldOf finds the field that a key of filter[…] means, and whether it holds numbers.
func fieldOf(tree catalog.Tree, key string) (field string, number, ok bool) {
	for _, p := range plainFilters {
		if p.key == key {
			return key, p.kind == search.Ranges, true
		}
	}
	key = strings.TrimPrefix(key, search.AttrPrefix)
	if a, ok := tree.FacetNamed(key); ok {
		return search.AttrPrefix + key, numeric(a), true
	}
	return "", false, false
}

func numeric(a catalog.Attribute) bool {
	return a.Type == catalog.Number || a.Type == catalog.Dimension
}

func filterOf(tree catalog.Tree, x endpoint.Filter, f *markthalle.Faults) (search.Filter, bool) {
	pointer := "/filter[" + x.Key + "]"
	field, number, ok := fieldOf(tree, x.Key)
	if !ok {
		f.AddField(markthalle.Field{Pointer: pointer, Code: "request.unknown_parameter", Message: "There is no filter of this name."})
		return search.Filter{}, false
	}
	out := search.Filter{Field: field, Op: search.In, Values: x.Values}
	switch {
	case number:
		return rangeFilter(field, x, pointer, f)
	case field == search.FieldInStock:
		bad := slices.ContainsFunc(x.Values, func(v string) bool { return v != "true" && v != "false" })
		f.Check(!bad, pointer, "not_allowed", "The value is true or false.")
	case field == search.FieldCategory:
		out.Values = make([]string, len(x.Values))
		for i, v := range x.Values {
			c, found := categoryBy(tree, v)
			f.Check(found, pointer, "not_found", "There is no such category.")
			out.Values[i] = c.ID
		}
	}
	return out, true
}

// rangeFilter reads "from..to", both inclusive and either left out. Prices are minor
// units, other numbers decimal.
func rangeFilter(field string, x endpoint.Filter, pointer string, f *markthalle.Faults) (search.Filter, bool) {
	read := thousandths
	if field == search.FieldPrice {
		read = func(s string) (int64, bool) { n, err := strconv.ParseInt(s, 10, 64); return n, err == nil }
	}
	out := search.Filter{Field: field, Op: search.Range}
	from, to, ranged := strings.Cut(x.Values[0], "..")
	if !ranged {
		to = from
	}
	ok := len(x.Values) == 1 && from+to != ""
	for _, end := range []struct {
		text string
		into **int64
	}{{from, &out.From}, {to, &out.To}} {
		if end.text == "" {
			continue
		}
		n, good := read(end.text)
		ok = ok && good
		*end.into = &n
	}
	if !ok || out.From != nil && out.To != nil && *out.From > *out.To {
		f.AddField(markthalle.Field{
			Pointer: pointer, Code: "out_of_range", Message: "This filter takes one range.",
			Found: strings.Join(x.Values, ", "), Wanted: "a range such as 10..20, 10.. or ..20",
		})
		return search.Filter{}, false
	}
	return out, true
}

// thousandths reads a decimal number with at most three places.
func thousandths(s string) (int64, bool) {
	negative := strings.HasPrefix(s, "-")
	whole, frac, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if len(whole) == 0 || len(whole) > 12 || len(frac) > 3 || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+(frac + "000")[:3], 10, 64)
	if negative {
		n = -n
	}
	return n, err == nil
}

// decimalOf writes thousandths without zeros at the end.
func decimalOf(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	digits := strconv.FormatInt(n, 10)
	for len(digits) < 4 {
		digits = "0" + digits
	}
	cut := len(digits) - 3
	return sign + strings.TrimSuffix(strings.TrimRight(digits[:cut]+"."+digits[cut:], "0"), ".")
}

// facetsFor lists the facets of a search: the plain ones, and the attributes of the
// category and what is below it; without a category those that most categories share.
func facetsFor(tree catalog.Tree, at markthalle.CategoryID) []search.Facet {
	var out []search.Facet
	for _, p := range plainFilters {
		if p.size > 0 {
			out = append(out, search.Facet{Field: p.key, Kind: p.kind, Size: p.size})
		}
	}
	attributes := tree.Facets(at)
	for _, a := range attributes[:min(len(attributes), maxAttributeFacets)] {
		x := search.Facet{Field: search.AttrPrefix + a.Key, Kind: search.Terms, Size: 30}
		if numeric(a) {
			x.Kind, x.Size = search.Ranges, 10
		}
		out = append(out, x)
	}
	return out
}

// wireFacets writes the counts. Attributes that nothing in the result has are left out.
func wireFacets(tree catalog.Tree, q search.Query, facets []search.FacetResult, l markthalle.Locale) []FacetOut {
	var out []FacetOut
	for _, x := range facets {
		if _, attr := search.AttrKey(x.Field); attr && len(x.Values) == 0 {
			continue
		}
		key := facetKey(x.Field)
		w := FacetOut{ID: key, Key: key, Kind: x.Kind.String(), Label: facetName(tree, q, x.Field).In(l), Min: x.Min, Max: x.Max}
		for _, v := range x.Values {
			w.Values = append(w.Values, wireFacetValue(x, v))
		}
		out = append(out, w)
	}
	return out
}

// facetName is what a field is called: an attribute by the name that the category which
// was asked for gives it, else by the first one in the tree.
func facetName(tree catalog.Tree, q search.Query, field string) markthalle.Texts {
	key, attr := search.AttrKey(field)
	if !attr {
		for _, p := range plainFilters {
			if p.key == field {
				return p.name
			}
		}
		return nil
	}
	for _, x := range q.Filters {
		if x.Field == search.FieldCategory && len(x.Values) == 1 {
			if a, ok := tree.Attribute(markthalle.CategoryID(x.Values[0]), key); ok {
				return a.Name
			}
		}
	}
	a, _ := tree.Named(key)
	return a.Name
}

func wireFacetValue(x search.FacetResult, v search.FacetValue) FacetValueOut {
	w := FacetValueOut{
		Value: v.Value, Label: v.Label, Count: v.Count, Selected: v.Selected, Parent: v.Parent, Depth: v.Depth, From: v.From, To: v.To,
	}
	if x.Kind == search.Ranges {
		write := decimalOf
		if x.Field == search.FieldPrice {
			write = func(n int64) string { return strconv.FormatInt(n, 10) }
		}
		end := func(n *int64) string {
			if n == nil {
				return ""
			}
			return write(*n)
		}
		w.Value = end(v.From) + ".." + end(v.To)
	}
	if w.Label == "" {
		w.Label = w.Value
	}
	return w
}

// facetKey is how a field is written in filter[…].
func facetKey(field string) string {
	key, attr := search.AttrKey(field)
	if !attr {
		return field
	}
	for _, p := range plainFilters {
		if p.key == key {
			return field
		}
	}
	return key
}
