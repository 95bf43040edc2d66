package commission

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"time"

	"github.com/markthalle/markthalle/money"
)

// Notice is how long ahead vendors must be told of terms that are worse for them
// (Regulation (EU) 2019/1150, Art. 3(2): at least 15 days).
const Notice = 15 * 24 * time.Hour

// Worse is a sale that costs a vendor more under a draft list.
type Worse struct {
	Before, After       Rule
	Price               int64 // of one unit
	Quantity            int64
	FeeBefore, FeeAfter int64 // what the market keeps, in the case that Case names
	Case                string
}

// String says it in one sentence, for operators.
func (w Worse) String() string {
	return fmt.Sprintf("%s takes sales from %s: %d × %s would cost %d instead of %d minor units (%s).",
		w.After, w.Before, w.Quantity, money.New(w.Price, w.After.Currency), w.FeeAfter, w.FeeBefore, w.Case)
}

// Worsens looks for a sale from the instant on that costs a vendor more under the
// draft list, whether such a sale ever happened or not: it finds every pair of a
// present and a draft rule that would apply to the same sale, and compares the two at
// prices around all their bends, with discounts, shipping, turnover and refunds. It
// returns the first such sale and false when there is none.
func Worsens(before, after List, from time.Time, path Ancestry) (Worse, bool) {
	g := geometry{path}
	was, would := regionsOf(before.rules, from), regionsOf(after.rules, from)
	kept := unmoved(before.rules, after.rules)
	bands := bandsOf(slices.Concat(was, would))
	for j, draft := range after.rules {
		for i, present := range before.rules {
			// Two rules that both lists ask in the same order cannot replace each other.
			if kept[present.key()] && kept[draft.key()] || draft.sameValue(present) {
				continue
			}
			both, ok := g.meet(would[j], was[i])
			if !ok {
				continue
			}
			earlier := slices.Concat(would[:j], was[:i])
			for _, band := range bands {
				if both.price = band.meet(would[j].price.meet(was[i].price)); both.price.empty() {
					continue
				}
				if _, never := g.covered(both, earlier); never {
					continue
				}
				if w, worse := compare(present, draft, both.price, from); worse {
					return w, true
				}
			}
		}
	}
	return Worse{}, false
}

func regionsOf(rules []Rule, from time.Time) []region {
	out := make([]region, len(rules))
	rest := regionOf(Rule{ValidFrom: from}).time
	for i, r := range rules {
		out[i] = regionOf(r)
		out[i].time = out[i].time.meet(rest)
	}
	return out
}

// bandsOf returns the ranges of prices between which no rule begins or ends.
func bandsOf(regions []region) []span {
	var edges []int64
	for _, r := range regions {
		edges = append(edges, r.price.from, r.price.to)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var out []span
	for i := 1; i < len(edges); i++ {
		out = append(out, span{edges[i-1], edges[i]})
	}
	return out
}

// key tells apart versions and the time in which they are in force.
func (r Rule) key() string {
	return fmt.Sprintf("%s %d %d %d", r.ID, r.Version, r.ValidFrom.UnixMilli(), r.ValidTo.UnixMilli())
}

// unmoved returns the rules that are in both lists unchanged, if both have them in the
// same order; otherwise none.
func unmoved(before, after []Rule) map[string]bool {
	was, would := byKey(before), byKey(after)
	common := func(rules []Rule) (out []string) {
		for _, r := range rules {
			k := r.key()
			a, in := was[k]
			b, still := would[k]
			if in && still && a.sameValue(b) && a.Match.same(b.Match) {
				out = append(out, k)
			}
		}
		return out
	}
	a, b := common(before), common(after)
	if !slices.Equal(a, b) {
		return nil
	}
	out := map[string]bool{}
	for _, k := range a {
		out[k] = true
	}
	return out
}

func byKey(rules []Rule) map[string]Rule {
	out := make(map[string]Rule, len(rules))
	for _, r := range rules {
		out[r.key()] = r
	}
	return out
}

// compare looks for a sale within the prices that the draft charges more for.
func compare(present, draft Rule, prices span, at time.Time) (Worse, bool) {
	if present.VAT == VATNone && draft.VAT != VATNone {
		return Worse{Before: present, After: draft, Case: "VAT is added"}, true
	}
	for _, price := range gridOf(present, draft, prices) {
		for _, sample := range samples(price, turnovers(present, draft)) {
			was, err1 := present.alone(sample.line, at)
			would, err2 := draft.alone(sample.line, at)
			if err1 != nil || err2 != nil {
				continue // beyond what can be sold at all
			}
			w := Worse{
				Before: present, After: draft, Price: price, Quantity: sample.line.Quantity,
				FeeBefore: was.Commission, FeeAfter: would.Commission, Case: sample.name,
			}
			if w.FeeAfter > w.FeeBefore {
				return w, true
			}
			w.FeeBefore, w.FeeAfter, w.Case = was.kept(), would.kept(), "after a full refund"
			if w.FeeAfter > w.FeeBefore {
				return w, true
			}
		}
	}
	return Worse{}, false
}

// alone returns the fee of one line by this rule, whatever it matches.
func (r Rule) alone(line QuoteLine, at time.Time) (Fee, error) {
	fees, err := List{r.Currency, []Rule{r}}.quoteGroup(0, at, VATConfig{}, []QuoteLine{line})
	if err != nil {
		return Fee{}, err
	}
	return fees[0], nil
}

// kept returns what the market keeps of the fee when the whole line is refunded.
func (f Fee) kept() int64 {
	back, err := f.ReturnedBy(Share{1, 1})
	if err != nil {
		return f.Commission
	}
	return f.Commission - back.Commission
}

// gridOf returns prices within the span: plain ones, and those at, below and above
// every price at which one of the two fees has a bend, for one unit or for three.
// Between two bends both fees are straight lines, so that one can overtake the other
// only if it does at an end.
func gridOf(a, b Rule, within span) []int64 {
	candidates := []int64{1, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 1_000_000, within.from, within.to - 1}
	for _, r := range []Rule{a, b} {
		for _, t := range r.bends() {
			candidates = append(candidates, t-1, t, t+1, t/3-1, t/3, t/3+1)
		}
	}
	slices.Sort(candidates)
	return slices.DeleteFunc(slices.Compact(candidates), func(p int64) bool {
		return p < max(1, within.from) || p >= within.to || p > money.MaxCharge
	})
}

// bends returns the bases at which the rule's fee changes its slope.
func (r Rule) bends() []int64 {
	out := []int64{r.Match.Price.From, r.Match.Price.To}
	terms := []Terms{r.Terms}
	for _, a := range r.AddOns {
		terms = append(terms, a.Terms)
	}
	for _, t := range terms {
		out = append(out, t.bends()...)
	}
	return out
}

func (t Terms) bends() []int64 {
	out := []int64{t.Fixed}
	rates := []money.BasisPoints{t.PercentBP}
	if t.Tiers != nil {
		for _, s := range t.Tiers.Steps {
			out = append(out, s.From)
			rates = append(rates, s.PercentBP)
		}
	}
	free := t
	free.Min, free.Max = nil, nil
	for _, bound := range [2]*int64{t.Min, t.Max} {
		if bound == nil {
			continue
		}
		out = append(out, *bound)
		for _, bp := range rates { // where a flat rate reaches the bound
			if bp > 0 {
				out = append(out, (*bound-t.Fixed)*int64(money.Whole)/int64(bp))
			}
		}
		least := new(big.Rat).SetInt64(*bound) // and where the tiers together do
		out = append(out, int64(sort.Search(money.MaxCharge, func(p int) bool { return free.sample(int64(p)).Cmp(least) >= 0 })))
	}
	for _, bp := range rates { // where the fixed amount no longer exceeds the base
		if bp < money.Whole {
			out = append(out, t.Fixed*int64(money.Whole)/int64(money.Whole-bp))
		}
	}
	return out
}

// turnovers returns the turnovers that make a difference to the rules.
func turnovers(rules ...Rule) []int64 {
	out := []int64{0}
	for _, r := range rules {
		if r.Terms.usesTurnover() {
			for _, s := range r.Tiers.Steps {
				out = append(out, s.From, 2*s.From)
			}
		}
	}
	return out
}

// sample is one kind of sale at a price.
type sample struct {
	name string
	line QuoteLine
}

func samples(price int64, turnovers []int64) []sample {
	var out []sample
	for _, t := range turnovers {
		plain := QuoteLine{Quantity: 1, UnitPrice: price, Gross: price, Turnover: t}
		several := plain
		several.Quantity, several.Gross = 3, 3*price
		vendor, operator, tax, shipped := plain, plain, plain, plain
		vendor.VendorDiscount, operator.OperatorDiscount = price/4, price/4
		tax.Tax = price / 5
		shipped.Shipping, shipped.GiftWrap = 490, 200
		out = append(out,
			sample{"one unit", plain}, sample{"several units", several}, sample{"with a discount of the seller", vendor},
			sample{"with a discount of the market", operator}, sample{"with tax on top", tax},
			sample{"with shipping and gift wrapping", shipped})
	}
	return out
}
