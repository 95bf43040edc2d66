package commission

import (
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// List is the ordered rules of one currency: the first that matches wins (COM-1). It
// never changes once made and is safe for concurrent use.
type List struct {
	currency money.Currency
	rules    []Rule
}

// NewList returns the list of the rules of currency, in order of rank; rules of
// other currencies are left out, because currencies are never converted.
func NewList(currency money.Currency, rules []Rule) List {
	own := slices.DeleteFunc(slices.Clone(rules), func(r Rule) bool { return r.Currency != currency })
	return List{currency, Sorted(own)}
}

// Rules returns the rules in the order in which they are asked.
func (l List) Rules() []Rule { return slices.Clone(l.rules) }

// Currency returns the currency of the list.
func (l List) Currency() money.Currency { return l.currency }

// First returns the position of the rule that applies to the line at the instant, and
// false when none does.
func (l List) First(line QuoteLine, at time.Time) (int, bool) {
	for i, r := range l.rules {
		if r.Fails(line, at) == "" {
			return i, true
		}
	}
	return 0, false
}

// UsesTurnover reports whether a rule measures the vendor's turnover, so that callers
// look it up only when it matters.
func (l List) UsesTurnover() bool {
	return slices.ContainsFunc(l.rules, func(r Rule) bool {
		return r.Terms.usesTurnover() ||
			slices.ContainsFunc(r.AddOns, func(a AddOn) bool { return a.Terms.usesTurnover() })
	})
}

func (t Terms) usesTurnover() bool { return t.Tiers != nil && t.Tiers.On == OnTurnover }

// Losers returns why every other rule of the list did not apply to a line that the
// rule at position won, in list order (COM-8).
func (l List) Losers(line QuoteLine, at time.Time, won int) []Lost {
	out := make([]Lost, 0, len(l.rules))
	for i, r := range l.rules {
		if i != won {
			out = append(out, r.lost(line, at))
		}
	}
	return out
}

func (r Rule) lost(line QuoteLine, at time.Time) Lost {
	why := r.Fails(line, at)
	if why == "" {
		why = WhyOutranked
	}
	return Lost{Rule: r.ID, Version: r.Version, Name: r.Name, Why: why}
}

// maxLost is how many losing rules a frozen trace names; the others are found again
// from the list, whose versions never change.
const maxLost = 5

// nearest returns the losers around the winner: from it outwards, earlier ones first,
// then in list order.
func (l List) nearest(line QuoteLine, at time.Time, won int) []Lost {
	from, to := won, won+1 // the window [from, to) around the winner
	for to-from-1 < min(maxLost, len(l.rules)-1) {
		if left := won - from; from > 0 && (left <= to-won-1 || to == len(l.rules)) {
			from--
		} else {
			to++
		}
	}
	var out []Lost
	for i := from; i < to; i++ {
		if i != won {
			out = append(out, l.rules[i].lost(line, at))
		}
	}
	return out
}

// RankStep is the distance between the ranks of neighbours in a list that was never
// reordered, so that a rule can be put between two without moving others.
const RankStep = 1024

// preset is the class of a rule for insertion (COM-1): product, vendor with category,
// vendor, category, plan, anything narrower than a default, default.
func (r Rule) preset() int {
	m := r.Match
	switch {
	case len(m.Products) > 0:
		return 0
	case len(m.Vendors) > 0 && len(m.Categories) > 0:
		return 1
	case len(m.Vendors) > 0:
		return 2
	case len(m.Categories) > 0:
		return 3
	case len(m.Plans) > 0:
		return 4
	case !r.IsDefault():
		return 5
	}
	return 6
}

// Place returns the position at which a new rule enters the list, 0 for the top:
// after the last rule of its class or an earlier one, but before the first of its
// class that would cover it, so that Sneakers come before Shoes.
func (l List) Place(r Rule, path Ancestry) int {
	g, own, place := geometry{path}, regionOf(r), 0
	for i, other := range l.rules {
		if other.preset() > r.preset() {
			continue
		}
		if other.preset() == r.preset() && g.inside(own, regionOf(other)) {
			return i
		}
		place = i + 1
	}
	return place
}

// RankAt returns the rank for a rule that enters at position, and false when its
// neighbours leave no room, so that the list must be renumbered first.
func (l List) RankAt(position int) (int64, bool) {
	var below int64
	if position > 0 {
		below = l.rules[position-1].Rank
	}
	if position == len(l.rules) {
		return below + RankStep, true
	}
	above := l.rules[position].Rank
	return below + (above-below)/2, above-below > 1
}

// ErrNoRule is returned for a sale that no rule is for: the list has a gap, which
// CheckDefault prevents.
var ErrNoRule = &markthalle.Error{Kind: markthalle.Conflict, Code: "commission.no_rule", Text: "No commission rule applies to this sale."}
