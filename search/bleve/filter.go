package bleve

import (
	"slices"
	"strings"

	"github.com/markthalle/markthalle/search"
)

// bitset is a set of small numbers.
type bitset []uint64

func (b bitset) has(n uint32) bool {
	return int(n>>6) < len(b) && b[n>>6]&(1<<(n&63)) != 0
}

func (b *bitset) add(n uint32) {
	for int(n>>6) >= len(*b) {
		*b = append(*b, make([]uint64, max(len(*b), 8))...)
	}
	(*b)[n>>6] |= 1 << (n & 63)
}

// scope says which rows may be seen at all.
type scope struct {
	v          *View
	sigs       []bool
	vendors    bitset // blocked
	categories bitset // blocked
}

func newScope(v *View, cols *columns, market, country, currency string, blocked search.Blocked) *scope {
	s := &scope{v: v, sigs: make([]bool, len(v.sigs))}
	for i, sig := range v.sigs {
		s.sigs[i] = (currency == "" || sig.currency == currency) && admits(sig.markets, market) && admits(sig.countries, country)
	}
	for _, id := range blocked.Vendors {
		if n, ok := cols.dict.find(cols.vendorField, id); ok {
			s.vendors.add(n)
		}
	}
	for _, id := range blocked.Categories {
		if n, ok := cols.dict.find(cols.categoryField, id); ok {
			s.categories.add(n)
		}
	}
	return s
}

// admits reports whether a list that is everything when empty holds want.
func admits(list []string, want string) bool {
	return want == "" || len(list) == 0 || slices.Contains(list, want)
}

func (s *scope) sees(h *hotRow) bool {
	if d := h.dead.Load(); d != 0 && d <= s.v.batch {
		return false
	}
	if !s.sigs[h.sig] || (s.vendors != nil && s.vendors.has(h.vendor)) {
		return false
	}
	if s.categories != nil {
		for _, t := range s.v.tags.list(h.tags) {
			if s.categories.has(t) {
				return false
			}
		}
	}
	return true
}

type column uint8

// The columns that a condition can look at.
const (
	ofVendor column = iota
	ofBrand
	ofVariant
	ofProduct
	ofRow
	ofSignature
	ofTags
	ofPrice
	ofRating
	ofCreated
	ofNumber
)

// condition is one compiled filter.
type condition struct {
	group    int // of filters on the same field
	column   column
	not      bool
	set      bitset
	few      map[uint64]struct{} // instead of set, for large number spaces
	sigs     []bool
	field    uint16
	from, to int64
}

const (
	lowestInt  = -1 << 63
	highestInt = 1<<63 - 1
)

// compile turns filters into conditions. groups holds the field of each group.
func compile(v *View, cols *columns, filters []search.Filter) (conds []condition, groups []string) {
	for _, f := range filters {
		g := slices.Index(groups, f.Field)
		if g < 0 {
			g = len(groups)
			groups = append(groups, f.Field)
		}
		c := condition{group: g, not: f.Op == search.Not, from: lowestInt, to: highestInt}
		if f.Op == search.Range {
			c.bound(cols, f)
		} else {
			c.list(v, cols, f)
		}
		conds = append(conds, c)
	}
	return conds, groups
}

func (c *condition) bound(cols *columns, f search.Filter) {
	if f.From != nil {
		c.from = *f.From
	}
	if f.To != nil {
		c.to = *f.To
	}
	switch f.Field {
	case search.FieldPrice:
		c.column = ofPrice
	case search.FieldRating:
		c.column = ofRating
	case search.FieldCreated:
		c.column = ofCreated
	default:
		c.column = ofNumber
		c.field, _ = cols.dict.findField(f.Field)
	}
}

func (c *condition) list(v *View, cols *columns, f search.Filter) {
	values := make([]string, 0, len(f.Values))
	for _, x := range f.Values {
		// No engine can escape a backtick safely, so it matches nothing anywhere.
		if !strings.Contains(x, "`") {
			values = append(values, x)
		}
	}
	switch f.Field {
	case search.FieldOffer, search.FieldProduct, search.FieldVariant:
		c.large(cols, f.Field, values)
	case search.FieldCondition, search.FieldInStock:
		c.column = ofSignature
		c.sigs = make([]bool, len(v.sigs))
		for i, s := range v.sigs {
			have := yesNo(s.inStock)
			if f.Field == search.FieldCondition {
				have = cols.dict.text(s.condition)
			}
			c.sigs[i] = have != "" && slices.Contains(values, have)
		}
	case search.FieldVendor:
		c.column = ofVendor
		c.small(cols, f.Field, values)
	case search.FieldBrand:
		c.column = ofBrand
		c.small(cols, f.Field, values)
	default:
		c.column = ofTags
		c.small(cols, f.Field, values)
	}
}

func (c *condition) small(cols *columns, name string, values []string) {
	field, ok := cols.dict.findField(name)
	if !ok {
		return
	}
	for _, x := range values {
		if n, ok := cols.dict.find(field, x); ok {
			c.set.add(n)
		}
	}
}

func (c *condition) large(cols *columns, name string, values []string) {
	c.few = make(map[uint64]struct{}, len(values))
	cols.mu.RLock()
	defer cols.mu.RUnlock()
	for _, x := range values {
		switch name {
		case search.FieldOffer:
			c.column = ofRow
			if e := cols.ids[keyOf(x)]; e.row != 0 {
				c.few[uint64(e.row-1)] = struct{}{}
			}
		case search.FieldProduct:
			c.column = ofProduct
			if n, ok := cols.products[keyOf(x)]; ok {
				c.few[uint64(n)] = struct{}{}
			}
		default:
			c.column = ofVariant
			c.few[hash(x)] = struct{}{}
		}
	}
}

// holds reports whether a row meets c.
func (c *condition) holds(v *View, h *hotRow, row uint32) bool {
	switch c.column {
	case ofVendor:
		return c.set.has(h.vendor) != c.not
	case ofBrand:
		return c.set.has(h.brand) != c.not
	case ofSignature:
		return c.sigs[h.sig] != c.not
	case ofTags:
		for _, t := range v.tags.list(h.tags) {
			if c.set.has(t) {
				return !c.not
			}
		}
		return c.not
	case ofVariant:
		k, i := v.at(row)
		return in(c.few, k.variant[i]) != c.not
	case ofProduct:
		k, i := v.at(row)
		return in(c.few, uint64(k.product[i])) != c.not
	case ofRow:
		return in(c.few, uint64(row)) != c.not
	case ofPrice:
		p := h.price
		return p > 0 && p >= c.from && p <= c.to
	case ofRating:
		k, i := v.at(row)
		r := k.rating[i]
		return r >= 0 && r >= c.from && r <= c.to
	case ofCreated:
		k, i := v.at(row)
		t := k.created[i]
		return t != 0 && t >= c.from && t <= c.to
	default:
		k, i := v.at(row)
		for n := range v.numbers(k.nums[i], c.field) {
			if n >= c.from && n <= c.to {
				return true
			}
		}
		return false
	}
}

func in(m map[uint64]struct{}, n uint64) bool {
	_, ok := m[n]
	return ok
}
