package commission

import (
	"math"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
)

// Ancestry returns a category's path from the root to itself. It is how Check knows
// that a rule for Shoes covers one for Sneakers.
type Ancestry func(markthalle.CategoryID) []markthalle.CategoryID

// sellerKinds is the whole world of seller kinds: rules for both together cover all.
var sellerKinds = []string{"business", "private"}

// The dimensions of a match that are sets.
const (
	dimProduct = iota
	dimVendor
	dimCategory
	dimPlan
	dimBrand
	dimCondition
	dimChannel
	dimSellerKind
	dims
)

// region is a set of sales: a product of eight sets, a range of unit prices and a
// range of time. Subtracting one region from another gives regions again, so that
// "is this rule covered by those before it" is answered exactly, also when it takes
// several of them together.
type region struct {
	sets  [dims]set
	price span
	time  span // Unix milliseconds
}

// set holds values and everything below them: all, or those in the list, without
// those that are out.
type set struct {
	all     bool
	in, out []string
}

// span is a half-open range.
type span struct{ from, to int64 }

// within reports whether the value lies at or below the other one.
type within func(value, below string) bool

func equal(a, b string) bool { return a == b }

func regionOf(r Rule) region {
	m := r.Match
	kinds := m.SellerKinds
	if len(kinds) == 0 {
		kinds = sellerKinds
	}
	reg := region{
		sets: [dims]set{
			dimProduct: setOf(m.Products), dimVendor: setOf(m.Vendors), dimCategory: setOf(m.Categories),
			dimPlan: setOf(m.Plans), dimBrand: setOf(m.Brands), dimCondition: setOf(m.Conditions),
			dimChannel: setOf(m.Channels), dimSellerKind: setOf(kinds),
		},
		price: span{m.Price.From, math.MaxInt64},
		time:  span{math.MinInt64, math.MaxInt64},
	}
	if m.Price.To != 0 {
		reg.price.to = m.Price.To
	}
	if !r.ValidFrom.IsZero() {
		reg.time.from = r.ValidFrom.UnixMilli()
	}
	if !r.ValidTo.IsZero() {
		reg.time.to = r.ValidTo.UnixMilli()
	}
	return reg
}

func setOf[T ~string](list []T) set {
	if len(list) == 0 {
		return set{all: true}
	}
	s := set{in: make([]string, len(list))}
	for i, v := range list {
		s.in[i] = string(v)
	}
	return s
}

func (s set) empty(in within) bool {
	return !s.all && !slices.ContainsFunc(s.in, func(v string) bool {
		return !slices.ContainsFunc(s.out, func(o string) bool { return in(v, o) })
	})
}

// meet returns what is in both sets; b has nothing taken out of it.
func (s set) meet(b set, in within) set {
	switch {
	case b.all:
		return s
	case s.all:
		return set{in: b.in, out: s.out}
	}
	both := set{out: s.out}
	for _, x := range s.in {
		for _, y := range b.in {
			switch {
			case in(x, y):
				both.in = append(both.in, x)
			case in(y, x):
				both.in = append(both.in, y)
			}
		}
	}
	return both
}

// without returns what is in s and not in b; b has nothing taken out of it.
func (s set) without(b set) set {
	if b.all {
		return set{}
	}
	return set{all: s.all, in: s.in, out: slices.Concat(s.out, b.in)}
}

func (s span) empty() bool { return s.from >= s.to }

func (s span) meet(b span) span { return span{max(s.from, b.from), min(s.to, b.to)} }

// without returns what of s lies before and after b.
func (s span) without(b span) []span {
	var out []span
	for _, p := range []span{{s.from, min(s.to, b.from)}, {max(s.from, b.to), s.to}} {
		if !p.empty() {
			out = append(out, p)
		}
	}
	return out
}

// geometry knows which category lies below which.
type geometry struct{ path Ancestry }

func (g geometry) within(dim int) within {
	if dim != dimCategory || g.path == nil {
		return equal
	}
	return func(value, below string) bool {
		return value == below ||
			slices.Contains(g.path(markthalle.CategoryID(value)), markthalle.CategoryID(below))
	}
}

// meet returns what is in both regions, and false when that is nothing.
func (g geometry) meet(a, b region) (region, bool) {
	for d := range a.sets {
		a.sets[d] = a.sets[d].meet(b.sets[d], g.within(d))
		if a.sets[d].empty(g.within(d)) {
			return region{}, false
		}
	}
	a.price, a.time = a.price.meet(b.price), a.time.meet(b.time)
	return a, !a.price.empty() && !a.time.empty()
}

// without returns the parts of a that are not in b, disjoint from each other.
func (g geometry) without(a, b region) []region {
	if _, ok := g.meet(a, b); !ok {
		return []region{a}
	}
	var out []region
	for d := range a.sets {
		rest := a
		rest.sets[d] = a.sets[d].without(b.sets[d])
		if !rest.sets[d].empty(g.within(d)) {
			out = append(out, rest)
		}
		a.sets[d] = a.sets[d].meet(b.sets[d], g.within(d))
	}
	for _, p := range a.price.without(b.price) {
		rest := a
		rest.price = p
		out = append(out, rest)
	}
	a.price = a.price.meet(b.price)
	for _, p := range a.time.without(b.time) {
		rest := a
		rest.time = p
		out = append(out, rest)
	}
	return out
}

// inside reports whether a, of which nothing was taken out, lies within b.
func (g geometry) inside(a, b region) bool {
	for d := range a.sets {
		in := g.within(d)
		if b.sets[d].all {
			continue
		}
		if a.sets[d].all || slices.ContainsFunc(a.sets[d].in, func(v string) bool {
			return !slices.ContainsFunc(b.sets[d].in, func(w string) bool { return in(v, w) })
		}) {
			return false
		}
	}
	return b.price.from <= a.price.from && a.price.to <= b.price.to && b.time.from <= a.time.from && a.time.to <= b.time.to
}

// helps reports whether b can have a part in covering a. Where a holds all values, of
// which there is no end, a rule for some of them never does: a value that nobody
// named is always left. What covers that one covers them all. (Kinds of sellers are
// never "all", because there are two.)
func (g geometry) helps(a, b region) bool {
	for d := range a.sets {
		if a.sets[d].all && !b.sets[d].all {
			return false
		}
	}
	_, ok := g.meet(a, b)
	return ok
}

// maxPieces bounds the work of covered. A list that splits a rule into more parts is
// not proved to shadow it, and the rule is let through.
const maxPieces = 4096

// covered returns the regions of list, by position, that together leave nothing of a,
// of which nothing was taken out. It returns false when something is left.
func (g geometry) covered(a region, list []region) ([]int, bool) {
	for i, b := range list { // one alone makes the clearest message
		if g.inside(a, b) {
			return []int{i}, true
		}
	}
	pieces, by := []region{a}, []int(nil)
	for i, b := range list {
		if !g.helps(a, b) {
			continue
		}
		var rest []region
		for _, p := range pieces {
			rest = append(rest, g.without(p, b)...)
		}
		by = append(by, i)
		switch {
		case len(rest) == 0:
			return by, true
		case len(rest) > maxPieces:
			return nil, false
		}
		pieces = rest
	}
	return nil, false
}

// overlap reports whether the two validities have an instant in common.
func overlap(a, b Rule) bool {
	return before(a.ValidFrom, b.ValidTo) && before(b.ValidFrom, a.ValidTo)
}

// before reports whether something that begins at from begins before to; a zero to is
// the end of time.
func before(from, to time.Time) bool { return to.IsZero() || from.Before(to) }
