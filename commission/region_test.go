package commission_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

// world is every kind of sale that rules made by drawMatch can tell apart: named and
// other vendors, all categories, both kinds of sellers, prices between all edges, now
// and later.
func world() (lines []commission.QuoteLine, times []time.Time) {
	for _, v := range []markthalle.VendorID{"ven_1", "ven_2", "ven_other"} {
		for _, c := range []markthalle.CategoryID{"cat_clothing", "cat_shoes", "cat_sneakers", "cat_books", "cat_other"} {
			for _, k := range []string{"business", "private"} {
				for _, p := range []int64{50, 150, 250} {
					l := line("l", p)
					l.Vendor, l.Categories, l.SellerKind = v, shoes(c), k
					lines = append(lines, l)
				}
			}
		}
	}
	return lines, []time.Time{noon, noon.Add(48 * time.Hour)}
}

// drawList makes a list of rules that differ in their matches and, if rates has more
// than one, in their rates.
func drawList(t *rapid.T, rates ...money.BasisPoints) []commission.Rule {
	subset := func(name string, all ...string) []string {
		if rapid.Bool().Draw(t, name+" any") {
			return nil
		}
		return rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, len(all), rapid.ID[string]).Draw(t, name)
	}
	var out []commission.Rule
	for i := range rapid.IntRange(1, 6).Draw(t, "rules") {
		out = append(out, rule(int64(i+1), fmt.Sprint("Rule ", i), func(r *commission.Rule) {
			r.PercentBP = rapid.SampledFrom(rates).Draw(t, "rate")
			for _, v := range subset("vendors", "ven_1", "ven_2") {
				r.Match.Vendors = append(r.Match.Vendors, markthalle.VendorID(v))
			}
			for _, c := range subset("categories", "cat_clothing", "cat_shoes", "cat_sneakers", "cat_books") {
				r.Match.Categories = append(r.Match.Categories, markthalle.CategoryID(c))
			}
			r.Match.SellerKinds = subset("kinds", "business", "private")
			r.Match.Price = rapid.SampledFrom([]commission.Band{{}, {0, 100}, {100, 0}, {100, 200}, {0, 200}, {200, 0}}).Draw(t, "price")
			switch rapid.IntRange(0, 3).Draw(t, "validity") {
			case 1:
				r.ValidTo = noon.Add(24 * time.Hour)
			case 2:
				r.ValidFrom = noon.Add(24 * time.Hour)
			}
		}))
	}
	return out
}

// COM-2: Check calls a rule shadowed exactly when no sale in the world reaches it.
func TestShadowedMeansUnreachable(t *testing.T) {
	t.Parallel()
	lines, times := world()
	rapid.Check(t, func(t *rapid.T) {
		rules := drawList(t, 1000)
		l, won := list(rules...), map[int]bool{}
		for _, line := range lines {
			for _, at := range times {
				if i, ok := l.First(line, at); ok {
					won[i] = true
				}
			}
		}
		err := commission.Check(rules, shoes)
		if shadowed := errors.Is(err, commission.ErrShadowed); shadowed != (len(won) < len(rules)) {
			t.Fatalf("%d of %d rules are reached, and Check says %v", len(won), len(rules), err)
		}
	})
}

// Worsens says that somebody is worse off exactly when some sale in the world costs
// more.
func TestWorsensAgreesWithTheWorld(t *testing.T) {
	t.Parallel()
	lines, times := world()
	rapid.Check(t, func(t *rapid.T) {
		before, after := list(drawList(t, 500, 1000, 2000)...), list(drawList(t, 500, 1000, 2000)...)
		if rapid.Bool().Draw(t, "only one changes") {
			changed := before.Rules()
			changed[0].PercentBP = 700
			after = list(changed...)
		}
		costlier := false
		for _, line := range lines {
			for _, at := range times {
				was, err1 := before.Quote(at, germany, []commission.QuoteLine{line})
				would, err2 := after.Quote(at, germany, []commission.QuoteLine{line})
				costlier = costlier || err1 == nil && err2 == nil && would[0].Commission > was[0].Commission
			}
		}
		if w, worse := commission.Worsens(before, after, noon, shoes); worse != costlier {
			t.Fatalf("costlier somewhere: %v; Worsens: %v, %s", costlier, worse, w)
		}
	})
}
