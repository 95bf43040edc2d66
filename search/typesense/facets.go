package typesense

import (
	"context"
	"fmt"
	"strings"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle/search"
)

const (
	someValues = 300   // of a facet at first
	manyValues = 20000 // when ties at the end could be cut
)

// counting is the searches that the facets of a query need. A disjunctive facet whose
// field is filtered needs one of its own; so does each end and each range of a range
// facet.
type counting struct {
	a        *asked
	searches []api.MultiSearchCollectionParameters
	at       []int // by facet: its first search, -1 without a field
}

func (a *asked) facetSearches() *counting {
	c := &counting{a: a}
	for _, f := range a.q.Facets {
		c.at = append(c.at, len(c.searches))
		if f.Kind == search.Ranges {
			c.bounds(f)
			continue
		}
		if !a.fields.has(fieldName(f.Field)) {
			c.at[len(c.at)-1] = -1
			continue
		}
		c.searches = append(c.searches, a.terms(f, someValues))
	}
	return c
}

// except returns the field whose filters a facet ignores.
func except(f search.Facet) string {
	if f.Conjunctive {
		return ""
	}
	return f.Field
}

func (a *asked) terms(f search.Facet, values int) api.MultiSearchCollectionParameters {
	p := params(a.e.alias(), map[string]string{"facets": fieldName(f.Field), "group": "product", "include": "id"}, 1, 0)
	p.MaxFacetValues = &values
	a.text.apply(&p, filterOf(a.scope, a.q.Filters, except(f), a.fields), false)
	return p
}

// bounds asks for the lowest and highest value.
func (c *counting) bounds(f search.Facet) {
	name := numberName(f.Field)
	switch {
	case !c.a.fields.has(name):
		c.at[len(c.at)-1] = -1
	case name != f.Field:
		// Lists of numbers cannot be sorted by, so their ends are fields of their own.
		key := strings.TrimPrefix(name, "n_")
		c.searches = append(c.searches, c.a.extremeOf("l_"+key, "asc", except(f)), c.a.extremeOf("h_"+key, "desc", except(f)))
	default:
		c.searches = append(c.searches, c.a.extremeOf(name, "asc", except(f)), c.a.extremeOf(name, "desc", except(f)))
	}
}

// results reads the counts, and asks again where ranges or ties need it.
func (c *counting) results(ctx context.Context, results []api.MultiSearchResultItem) ([]search.FacetResult, error) {
	out := make([]search.FacetResult, len(c.a.q.Facets))
	for i, f := range c.a.q.Facets {
		out[i] = search.FacetResult{Field: f.Field, Kind: f.Kind}
		var err error
		switch {
		case f.Kind == search.Ranges:
			err = c.ranges(ctx, f, &out[i], results, c.at[i])
		case c.at[i] < 0:
			out[i].Values = finish(f, nil, c.a.q.Filters)
		default:
			out[i].Values, err = c.values(ctx, f, results[c.at[i]])
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *counting) values(ctx context.Context, f search.Facet, r api.MultiSearchResultItem) ([]search.FacetValue, error) {
	counts := facetCounts(r)
	if len(counts) >= someValues {
		// The server breaks ties in any order, so all of them are needed.
		results, err := c.a.e.multi(ctx, []api.MultiSearchCollectionParameters{c.a.terms(f, manyValues)})
		if err != nil {
			return nil, err
		}
		counts = facetCounts(results[0])
	}
	values, err := c.decoded(ctx, f.Field, counts)
	if err != nil {
		return nil, err
	}
	return finish(f, values, c.a.q.Filters), nil
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

// facetCounts reads the counts of an answer's only facet.
func facetCounts(r api.MultiSearchResultItem) map[string]int {
	out := make(map[string]int)
	if r.FacetCounts == nil || len(*r.FacetCounts) == 0 || (*r.FacetCounts)[0].Counts == nil {
		return out
	}
	for _, v := range *(*r.FacetCounts)[0].Counts {
		if v.Value != nil && v.Count != nil {
			out[*v.Value] = *v.Count
		}
	}
	return out
}

func (c *counting) ranges(ctx context.Context, f search.Facet, out *search.FacetResult, results []api.MultiSearchResultItem, at int) error {
	name := numberName(f.Field)
	if at >= 0 {
		low, high := name, name
		if key, ok := strings.CutPrefix(name, "n_"); ok {
			low, high = "l_"+key, "h_"+key
		}
		out.Min, out.Max = firstNumber(results[at], low), firstNumber(results[at+1], high)
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
	counts, err := c.a.e.multi(ctx, searches)
	if err != nil {
		return err
	}
	for i := range out.Values {
		out.Values[i].Count = found(counts[i])
	}
	return nil
}
