package bleve

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// counter counts the products of each facet. Rows arrive product by product; a value
// is counted once for each product.
type counter struct {
	cols   *columns
	v      *View
	s      *scratch
	owner  []uint16
	facets []search.Facet
	single []singleFacet
	slots  []uint8 // by field: its facet, plus 1
	tagged bool    // any of them is of tags
	ranges []*rangeFacet
}

// singleFacet is a facet of a column that has one value a row.
type singleFacet struct {
	facet  int
	column column
	stock  bool
}

// rangeFacet gathers the values of a number facet; the bounds may depend on them.
type rangeFacet struct {
	facet  int
	column column
	field  uint16
	points []point
}

type point struct {
	product uint32
	value   int64
}

func newCounter(v *View, cols *columns, s *scratch, facets []search.Facet) *counter {
	l := cols.dict.look()
	s.sizeCounts(len(l.owner))
	c := &counter{cols: cols, v: v, s: s, owner: l.owner, facets: facets, slots: make([]uint8, l.fields)}
	for i, f := range facets {
		if f.Kind == search.Ranges {
			r := &rangeFacet{facet: i, points: s.lendPoints(len(c.ranges))}
			cond := condition{}
			cond.bound(cols, search.Filter{Field: f.Field})
			r.column, r.field = cond.column, cond.field
			c.ranges = append(c.ranges, r)
			continue
		}
		field, ok := cols.dict.findField(f.Field)
		if !ok || int(field) >= len(c.slots) {
			continue // nothing has it
		}
		c.slots[field] = uint8(i + 1)
		switch f.Field {
		case search.FieldVendor:
			c.single = append(c.single, singleFacet{facet: i, column: ofVendor})
		case search.FieldBrand:
			c.single = append(c.single, singleFacet{facet: i, column: ofBrand})
		case search.FieldCondition:
			c.single = append(c.single, singleFacet{facet: i, column: ofSignature})
		case search.FieldInStock:
			c.single = append(c.single, singleFacet{facet: i, column: ofSignature, stock: true})
		default:
			c.tagged = true
		}
	}
	return c
}

// block adds rows to the facets. A row that does not pass a group of filters is counted
// only in the facet that ignores the group.
func (c *counter) block(b *block, ignores []int) {
	for i := range c.single {
		c.column(&c.single[i], b, ignores)
	}
	if c.tagged {
		c.tags(b, ignores)
	}
	for _, r := range c.ranges {
		for j, row := range b.rows {
			if g := b.group[j]; g == failsNone || ignores[g] == r.facet {
				r.add(c.v, row)
			}
		}
	}
}

func (c *counter) column(f *singleFacet, b *block, ignores []int) {
	for j, row := range b.rows {
		if g := b.group[j]; g != failsNone && ignores[g] != f.facet {
			continue
		}
		h := c.v.hot(row)
		var n uint32
		switch f.column {
		case ofVendor:
			n = h.vendor
		case ofBrand:
			n = h.brand
		default:
			sig := c.v.sigs[h.sig]
			n = sig.condition
			if f.stock {
				n = sig.stock
			}
		}
		if n != 0 {
			c.s.bump(n, b.product[j]+1)
		}
	}
}

func (c *counter) tags(b *block, ignores []int) {
	done := uint32(0) // offers with the same properties share their tags
	for j, row := range b.rows {
		h, g := c.v.hot(row), b.group[j]
		if h.tags == 0 || h.tags == done {
			continue
		}
		if g == failsNone {
			done = h.tags
		}
		stamp := b.product[j] + 1
		for _, t := range c.v.tags.list(h.tags) {
			slot := int(c.slots[c.owner[t]])
			if slot == 0 || (g != failsNone && ignores[g] != slot-1) {
				continue
			}
			c.s.bump(t, stamp)
		}
	}
}

func (r *rangeFacet) add(v *View, row uint32) {
	k, i := v.at(row)
	switch r.column {
	case ofPrice:
		if p := k.hot[i].price; p > 0 {
			r.points = append(r.points, point{k.product[i], p})
		}
	case ofRating:
		if x := k.rating[i]; x >= 0 {
			r.points = append(r.points, point{k.product[i], x})
		}
	case ofCreated:
		if t := k.created[i]; t != 0 {
			r.points = append(r.points, point{k.product[i], t})
		}
	default:
		for n := range v.numbers(k.nums[i], r.field) {
			r.points = append(r.points, point{k.product[i], n})
		}
	}
}

// defaultRanges is the number of computed ranges.
const defaultRanges = search.ComputedRanges

func (r *rangeFacet) result(f search.Facet, filters []search.Filter) search.FacetResult {
	out := search.FacetResult{Field: f.Field, Kind: f.Kind}
	if len(r.points) > 0 {
		lo, hi := r.points[0].value, r.points[0].value
		for _, p := range r.points {
			lo, hi = min(lo, p.value), max(hi, p.value)
		}
		out.Min, out.Max = &lo, &hi
	}
	bounds := f.Bounds
	if len(bounds) == 0 && out.Min != nil {
		bounds = search.Bounds(*out.Min, *out.Max, defaultRanges)
	}
	out.Values = search.RangeValues(bounds, f.Field, filters)
	last := make([]uint32, len(out.Values))
	for _, p := range r.points {
		b := search.RangeIndex(bounds, p.value)
		if b >= 0 && last[b] != p.product+1 {
			last[b] = p.product + 1
			out.Values[b].Count++
		}
	}
	return out
}

// results returns the facets in the order in which they were asked for.
func (c *counter) results(locale markthalle.Locale, filters []search.Filter) []search.FacetResult {
	out := make([]search.FacetResult, len(c.facets))
	for i, f := range c.facets {
		out[i] = search.FacetResult{Field: f.Field, Kind: f.Kind}
	}
	for i, r := range c.ranges {
		out[r.facet] = r.result(c.facets[r.facet], filters)
		c.s.points[i] = r.points[:0]
	}
	numbers := c.s.lists(len(c.facets))
	for _, n := range c.s.counted {
		if slot := c.slots[c.owner[n]]; slot != 0 {
			numbers[slot-1] = append(numbers[slot-1], n)
		}
	}
	for i, f := range c.facets {
		if f.Kind != search.Ranges {
			out[i].Values = c.values(f, numbers[i], locale, filters)
		}
	}
	return out
}

// values turns numbers into the values of a facet. Only those that can be among the
// first are described and sorted by name: a facet may have ten thousand.
func (c *counter) values(f search.Facet, numbers []uint32, locale markthalle.Locale, filters []search.Filter) []search.FacetValue {
	limit := f.Limit()
	numbers = c.s.first(numbers, limit, func(n uint32) uint32 { return c.s.counts[n].n })
	selected := search.Selected(filters, f.Field)
	field, _ := c.cols.dict.findField(f.Field)
	out := make([]search.FacetValue, 0, len(numbers)+len(selected))
	for _, n := range numbers {
		v := c.cols.dict.facetValue(n, locale)
		v.Count = int(c.s.counts[n].n)
		out = append(out, v)
	}
	for _, s := range selected {
		at := -1
		for i := range out {
			if out[i].Value == s {
				at = i
			}
		}
		if at < 0 {
			v := search.FacetValue{Value: s, Label: s}
			if n, ok := c.cols.dict.find(field, s); ok {
				v = c.cols.dict.facetValue(n, locale)
				if int(n) < len(c.s.counts) {
					v.Count = int(c.s.counts[n].n)
				}
			}
			out = append(out, v)
			at = len(out) - 1
		}
		out[at].Selected = true
	}
	return search.SortFacet(out, limit)
}
