package search

import (
	"context"
	"slices"
)

// sum adds the pinned products to all others: totals, prices and facets. The stage and
// what was understood of the text are those of the others.
func (c *curator) sum(ctx context.Context, pinned Result) (Result, error) {
	out := c.took
	out.Items = nil
	out.Total += pinned.Total
	out.Took += pinned.Took
	out.PriceMin = extreme(out.PriceMin, pinned.PriceMin, less)
	out.PriceMax = extreme(out.PriceMax, pinned.PriceMax, more)
	if c.took.Total == 0 && pinned.Total > 0 {
		// The pins are the answer: nothing was left out of the text to find them.
		out.Dropped = nil
		out.Notes = slices.DeleteFunc(slices.Clone(out.Notes), func(n string) bool { return n == NoteDropped || n == NoteCorrected })
		out.CorrectedQuery = ""
	}
	if len(c.cur.Pins) == 0 || len(c.q.Facets) == 0 {
		return out, nil
	}
	out.Facets = slices.Clone(out.Facets)
	ranges, err := c.ranges(ctx, pinned)
	if err != nil {
		return Result{}, err
	}
	for i, f := range c.q.Facets {
		if f.Kind == Ranges {
			out.Facets[i] = ranges[i]
			continue
		}
		out.Facets[i].Values = SortFacet(added(c.took.Facets[i].Values, pinned.Facets[i].Values), f.Limit())
	}
	return out, nil
}

func less(a, b int64) bool { return a < b }
func more(a, b int64) bool { return a > b }

// extreme returns the better of two values that may be absent.
func extreme(a, b *int64, better func(a, b int64) bool) *int64 {
	switch {
	case a == nil:
		return b
	case b == nil || !better(*b, *a):
		return a
	default:
		return b
	}
}

// added adds the counts of equal values.
func added(a, b []FacetValue) []FacetValue {
	out := slices.Clone(a)
	at := make(map[string]int, len(out))
	for i, v := range out {
		at[v.Value] = i
	}
	for _, v := range b {
		if i, ok := at[v.Value]; ok {
			out[i].Count += v.Count
		} else {
			out = append(out, v)
		}
	}
	return out
}

// ranges adds range facets up. Computed bounds follow from the lowest and the highest
// value of all products together, so what was counted between other bounds is counted
// again.
func (c *curator) ranges(ctx context.Context, pinned Result) ([]FacetResult, error) {
	out := slices.Clone(c.took.Facets)
	var again []Facet
	var places []int
	stale := false
	for i, f := range c.q.Facets {
		if f.Kind != Ranges {
			continue
		}
		rest, pins := c.took.Facets[i], pinned.Facets[i]
		out[i].Min, out[i].Max = extreme(rest.Min, pins.Min, less), extreme(rest.Max, pins.Max, more)
		if len(f.Bounds) > 0 {
			out[i].Values = addedRanges(rest.Values, pins.Values)
			continue
		}
		if pins.Min == nil {
			continue
		}
		f.Bounds = Bounds(*out[i].Min, *out[i].Max, ComputedRanges)
		stale = stale || rest.Min == nil || *rest.Min != *out[i].Min || *rest.Max != *out[i].Max
		again, places = append(again, f), append(places, i)
	}
	if len(again) == 0 {
		return out, nil
	}
	q := c.q
	q.Page, q.Size, q.Facets = 1, 0, again
	pinsAgain := q
	pinsAgain.Text, pinsAgain.Also = "", nil
	pinsAgain.Filters = with(q.Filters, FieldProduct, In, values(c.cur.Pins, FieldProduct))
	counted, err := c.engine.Search(ctx, pinsAgain)
	if err != nil {
		return nil, err
	}
	rest := Result{Facets: make([]FacetResult, len(again))}
	for n, i := range places {
		rest.Facets[n] = c.took.Facets[i]
	}
	if stale {
		q.Filters = c.rest
		if rest, err = c.engine.Search(ctx, q); err != nil {
			return nil, err
		}
	}
	for n, i := range places {
		out[i].Values = addedRanges(rest.Facets[n].Values, counted.Facets[n].Values)
	}
	return out, nil
}

// addedRanges adds the counts of ranges between the same bounds.
func addedRanges(a, b []FacetValue) []FacetValue {
	if len(a) == 0 {
		return b
	}
	out := slices.Clone(a)
	for i := range out {
		if i < len(b) {
			out[i].Count += b[i].Count
		}
	}
	return out
}
