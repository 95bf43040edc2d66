package commission

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// The sentinels of a list that cannot be saved.
var (
	// ErrShadowed says that a rule could never apply, because earlier ones cover it.
	ErrShadowed = &markthalle.Error{Kind: markthalle.Conflict, Code: "commission.rule_shadowed", Text: "This rule could never apply."}
	// ErrAmbiguous says that two rules are for the same sales and charge differently.
	ErrAmbiguous = &markthalle.Error{Kind: markthalle.Conflict, Code: "commission.rule_ambiguous", Text: "Two rules for the same sales charge differently."}
	// ErrRank says that two rules have the same place in the list.
	ErrRank = &markthalle.Error{Kind: markthalle.Conflict, Code: "commission.rank_taken", Text: "Another rule has this rank."}
	// ErrNoDefault says that a sale could find no rule at all.
	ErrNoDefault = &markthalle.Error{Kind: markthalle.Conflict, Code: "commission.default_missing", Text: "The currency needs a default rule without an end."}
)

// Sorted returns the rules in the order in which they are asked.
func Sorted(rules []Rule) []Rule {
	out := slices.Clone(rules)
	slices.SortStableFunc(out, func(a, b Rule) int { return int(min(1, max(-1, a.Rank-b.Rank))) })
	return out
}

// Check returns nil when the rules, all of one currency, make an unambiguous list
// (COM-2): no two with one rank; none for the same sales at the same time as another
// with other terms; none that earlier ones cover entirely, alone or together. The
// error names every rule involved. Validity is that of the rules, so a caller that
// plans ahead passes versions cut to the time in which they are in force.
func Check(rules []Rule, path Ancestry) error {
	list := Sorted(rules)
	g := geometry{path}
	regions := make([]region, len(list))
	for i, r := range list {
		regions[i] = regionOf(r)
		for j, earlier := range list[:i] {
			switch {
			case earlier.Rank == r.Rank && overlap(earlier, r):
				return ErrRank.Say("%s and %s both have rank %d.", earlier, r, r.Rank).
					WithFields(markthalle.Field{Pointer: "/rank", Code: ErrRank.Code, Found: fmt.Sprint(r.Rank), Wanted: "a rank of its own"})
			case overlap(earlier, r) && r.Match.same(earlier.Match) && !r.sameValue(earlier):
				return conflict(ErrAmbiguous, "%s and %s are for the same sales at the same time and charge differently.", list[j], r)
			}
		}
		if by, ok := g.covered(regions[i], regions[:i]); ok {
			return shadowed(list, i, by)
		}
	}
	return nil
}

func shadowed(list []Rule, i int, by []int) error {
	names := make([]string, len(by))
	for k, b := range by {
		names[k] = list[b].String()
	}
	return conflict(ErrShadowed, "%s could never apply: %s before it %s all its sales.",
		list[i], strings.Join(names, ", "), map[bool]string{true: "takes", false: "take"}[len(by) == 1])
}

func conflict(e *markthalle.Error, format string, args ...any) error {
	said := e.Say(format, args...)
	return said.WithFields(markthalle.Field{Pointer: "/match", Code: e.Code, Message: said.Text})
}

// CheckDefault returns nil when every sale from the instant on finds a rule: when the
// list has defaults whose validity leaves no gap.
func CheckDefault(rules []Rule, from time.Time) error {
	var defaults []region
	for _, r := range rules {
		if r.IsDefault() {
			defaults = append(defaults, regionOf(r))
		}
	}
	if _, ok := (geometry{}).covered(regionOf(Rule{ValidFrom: from}), defaults); !ok {
		return ErrNoDefault
	}
	return nil
}

// String names a rule in messages to operators: its name, id and version.
func (r Rule) String() string { return fmt.Sprintf("“%s” (%s v%d)", r.Name, r.ID, r.Version) }

func (m Match) same(o Match) bool {
	return sameSet(m.Vendors, o.Vendors) && sameSet(m.Plans, o.Plans) && sameSet(m.Categories, o.Categories) &&
		sameSet(m.Products, o.Products) && sameSet(m.Brands, o.Brands) && sameSet(m.Conditions, o.Conditions) &&
		sameSet(m.Channels, o.Channels) && sameSet(m.SellerKinds, o.SellerKinds) && m.Price == o.Price
}

func sameSet[T ~string](a, b []T) bool {
	x, y := slices.Clone(a), slices.Clone(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// sameValue reports whether both rules charge and return the same for every sale.
func (r Rule) sameValue(o Rule) bool {
	a, b := r.WithDefaults(), o.WithDefaults()
	return reflect.DeepEqual([]any{a.Terms, a.AddOns, a.Base, a.VAT, a.Refunds, a.KeepBP},
		[]any{b.Terms, b.AddOns, b.Base, b.VAT, b.Refunds, b.KeepBP})
}

// Cliff is a price at which the fee falls: COM-6.
type Cliff struct {
	At          int64  // the base or unit price of the step, in minor units
	Below, From string // the exact fee one minor unit below the step, and on it
}

// Cliffs returns the steps at which a rule with whole tiers charges less for a dearer
// sale, so that an operator sees them before saving. Steps on turnover are no cliffs:
// no price can be chosen to reach them.
func (r Rule) Cliffs() []Cliff {
	t := r.Tiers
	if t == nil || t.Mode != Full || t.On == OnTurnover {
		return nil
	}
	var out []Cliff
	for _, s := range t.Steps {
		if s.From == 0 {
			continue
		}
		below, from := r.Terms.sample(s.From-1), r.Terms.sample(s.From)
		if from.Cmp(below) < 0 {
			out = append(out, Cliff{At: s.From, Below: exactString(below), From: exactString(from)})
		}
	}
	return out
}

// sample returns the exact fee for one unit sold at the price.
func (t Terms) sample(price int64) *big.Rat {
	return t.charge(sale{base: price, quantity: 1, unitPrice: price, limit: price, spread: t.Fixed}).exact
}

// Warning returns one sentence for a cliff, in the rule's currency.
func (c Cliff) Warning(currency money.Currency) string {
	return fmt.Sprintf("At %s the fee falls from %s to %s minor units: a seller pays less for the dearer sale.",
		money.New(c.At, currency), c.Below, c.From)
}
