package typesense

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle/search"
)

const (
	someValues = 300   // of a facet at first
	manyValues = 20000 // when ties at the end could be cut
)

// batch is the searches of one call. The same search is asked once, whoever adds it.
type batch struct {
	searches []api.MultiSearchCollectionParameters
	at       map[string]int // by the whole search
}

// add returns where the answer of a search will be.
func (b *batch) add(p api.MultiSearchCollectionParameters) (int, error) {
	key, err := keyOf(&p)
	if err != nil {
		return 0, err
	}
	if b.at == nil {
		b.at = map[string]int{}
	}
	if i, ok := b.at[key]; ok {
		return i, nil
	}
	b.at[key] = len(b.searches)
	b.searches = append(b.searches, p)
	return len(b.searches) - 1, nil
}

// counting is the searches that the facets of a query need. The server takes as long to
// find what it counts as to count it for many facets, so that all with the same filters
// share one search. A disjunctive facet whose field is filtered needs one of its own; so
// do both ends and each range of a range facet.
type counting struct {
	a     *asked
	terms map[string]int // by filter: the search that counts the values
	ends  map[int][2]int // by facet: the searches for its lowest and its highest value
}

// facetSearches adds what the facets need. all is where the search without a page is
// that counts everything found.
func (a *asked) facetSearches(b *batch, all int) (*counting, error) {
	c := &counting{a: a, terms: map[string]int{a.filter(""): all}, ends: map[int][2]int{}}
	for i, f := range a.q.Facets {
		if f.Kind == search.Ranges {
			if err := c.bounds(b, i, f); err != nil {
				return nil, err
			}
			continue
		}
		if !a.fields.has(fieldName(f.Field)) {
			continue
		}
		at, ok := c.terms[a.filter(except(f))]
		if !ok {
			var err error
			if at, err = b.add(a.counted(except(f))); err != nil {
				return nil, err
			}
			c.terms[a.filter(except(f))] = at
		}
		alsoCount(&b.searches[at], f, someValues)
	}
	return c, nil
}

// filter is the buyer's filters but those on one field, as the server reads them.
func (a *asked) filter(except string) string {
	return filterOf(a.scope, a.q.Filters, except, a.fields).String()
}

// alsoCount lets a search count the values of a facet, too.
func alsoCount(p *api.MultiSearchCollectionParameters, f search.Facet, values int) {
	fields := fieldName(f.Field)
	if p.FacetBy != nil {
		if slices.Contains(strings.Split(*p.FacetBy, ","), fields) {
			return
		}
		fields = *p.FacetBy + "," + fields
	}
	p.FacetBy, p.MaxFacetValues = &fields, &values
}

// except returns the field whose filters a facet ignores.
func except(f search.Facet) string {
	if f.Conjunctive {
		return ""
	}
	return f.Field
}

// counted counts the products that pass the text and all filters but those on one field.
func (a *asked) counted(except string) api.MultiSearchCollectionParameters {
	p := params(a.e.alias(), map[string]string{"group": "product", "include": "id"}, 1, 0)
	a.text.apply(&p, filterOf(a.scope, a.q.Filters, except, a.fields), false)
	return p
}

// bounds asks for the lowest and highest value.
func (c *counting) bounds(b *batch, i int, f search.Facet) error {
	name := numberName(f.Field)
	if !c.a.fields.has(name) {
		return nil
	}
	low, high := name, name
	if key, ok := strings.CutPrefix(name, "n_"); ok {
		// Lists of numbers cannot be sorted by, so their ends are fields of their own.
		low, high = "l_"+key, "h_"+key
	}
	first, err := b.add(c.a.extremeOf(low, "asc", except(f)))
	if err != nil {
		return err
	}
	last, err := b.add(c.a.extremeOf(high, "desc", except(f)))
	c.ends[i] = [2]int{first, last}
	return err
}

// results reads the counts, and asks again where ranges or ties need it.
func (c *counting) results(ctx context.Context, results []api.MultiSearchResultItem) ([]search.FacetResult, error) {
	out := make([]search.FacetResult, len(c.a.q.Facets))
	for i, f := range c.a.q.Facets {
		out[i] = search.FacetResult{Field: f.Field, Kind: f.Kind}
		var err error
		switch {
		case f.Kind == search.Ranges:
			err = c.ranges(ctx, i, f, &out[i], results)
		case !c.a.fields.has(fieldName(f.Field)):
			out[i].Values = finish(f, nil, c.a.q.Filters)
		default:
			out[i].Values, err = c.values(ctx, f, results[c.terms[c.a.filter(except(f))]])
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *counting) values(ctx context.Context, f search.Facet, r api.MultiSearchResultItem) ([]search.FacetValue, error) {
	counts := facetCounts(r, fieldName(f.Field))
	if len(counts) >= someValues {
		values, err := c.decoded(ctx, f.Field, counts)
		if err != nil || c.enough(f, values) {
			return finish(f, values, c.a.q.Filters), err
		}
		p := c.a.counted(except(f))
		alsoCount(&p, f, manyValues)
		results, err := c.a.e.count(ctx, []api.MultiSearchCollectionParameters{p})
		if err != nil {
			return nil, err
		}
		counts = facetCounts(results[0], fieldName(f.Field))
	}
	values, err := c.decoded(ctx, f.Field, counts)
	if err != nil {
		return nil, err
	}
	return finish(f, values, c.a.q.Filters), nil
}

// enough reports whether the most frequent values of a facet hold all that it shows: the
// selected ones, and more of each count that is shown than the server has cut off. It
// breaks ties in any order.
func (c *counting) enough(f search.Facet, values []search.FacetValue) bool {
	for _, s := range search.Selected(c.a.q.Filters, f.Field) {
		if !slices.ContainsFunc(values, func(v search.FacetValue) bool { return v.Value == s }) {
			return false
		}
	}
	if len(values) == 0 {
		return false // none of them has a name yet
	}
	least := slices.MinFunc(values, func(x, y search.FacetValue) int { return x.Count - y.Count }).Count
	above := 0
	for _, v := range values {
		if v.Count > least {
			above++
		}
	}
	return above >= f.Limit()
}

// decoded turns encoded values back; long ones were hashed and have a name.
func (c *counting) decoded(ctx context.Context, field string, counts map[string]int) ([]search.FacetValue, error) {
	out := make([]search.FacetValue, 0, len(counts))
	var hashed []fieldValue
	for encoded, n := range counts {
		if field == search.FieldInStock {
			out = append(out, search.FacetValue{Value: encoded, Count: n})
		} else if v, ok := decode(encoded); ok {
			out = append(out, search.FacetValue{Value: v, Count: n})
		} else {
			hashed = append(hashed, fieldValue{field, encoded})
		}
	}
	names, err := c.a.e.names(ctx, hashed)
	if err != nil {
		return nil, err
	}
	for _, h := range hashed {
		if n, ok := names[h]; ok {
			out = append(out, search.FacetValue{Value: n.Value, Count: counts[h.encoded]})
		}
	}
	return out, nil
}

// finish marks and adds the selected values, orders and cuts.
func finish(f search.Facet, values []search.FacetValue, filters []search.Filter) []search.FacetValue {
	for _, s := range search.Selected(filters, f.Field) {
		at := -1
		for i := range values {
			if values[i].Value == s {
				at = i
			}
		}
		if at < 0 {
			values = append(values, search.FacetValue{Value: s})
			at = len(values) - 1
		}
		values[at].Selected = true
	}
	return search.SortFacet(values, f.Limit())
}

// facetCounts reads the counts of one facet of an answer.
func facetCounts(r api.MultiSearchResultItem, field string) map[string]int {
	out := make(map[string]int)
	if r.FacetCounts == nil {
		return out
	}
	for _, f := range *r.FacetCounts {
		if f.FieldName == nil || *f.FieldName != field || f.Counts == nil {
			continue
		}
		for _, v := range *f.Counts {
			if v.Value != nil && v.Count != nil {
				out[*v.Value] = *v.Count
			}
		}
	}
	return out
}

func (c *counting) ranges(ctx context.Context, i int, f search.Facet, out *search.FacetResult, results []api.MultiSearchResultItem) error {
	name := numberName(f.Field)
	if ends, ok := c.ends[i]; ok {
		low, high := name, name
		if key, ok := strings.CutPrefix(name, "n_"); ok {
			low, high = "l_"+key, "h_"+key
		}
		out.Min, out.Max = firstNumber(results[ends[0]], low), firstNumber(results[ends[1]], high)
	}
	bounds := f.Bounds
	if len(bounds) == 0 && out.Min != nil {
		bounds = search.Bounds(*out.Min, *out.Max, search.ComputedRanges)
	}
	out.Values = search.RangeValues(bounds, f.Field, c.a.q.Filters)
	if out.Min == nil || len(out.Values) == 0 {
		return nil
	}
	base := filterOf(c.a.scope, c.a.q.Filters, except(f), c.a.fields)
	searches := make([]api.MultiSearchCollectionParameters, len(out.Values))
	for i, v := range out.Values {
		searches[i] = params(c.a.e.alias(), map[string]string{"group": "product", "include": "id"}, 1, 0)
		in := fmt.Sprintf("%s:[%d..%d]", name, *v.From, *v.To)
		c.a.text.apply(&searches[i], append(base[:len(base):len(base)], in), false)
	}
	counts, err := c.a.e.count(ctx, searches)
	if err != nil {
		return err
	}
	for i := range out.Values {
		out.Values[i].Count = found(counts[i])
	}
	return nil
}
