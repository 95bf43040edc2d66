package commission_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

// COM-9: past sales under another list: who pays more, who pays less, the total.
func TestReplay(t *testing.T) {
	t.Parallel()
	before := list(percent(2, 1200))
	after := list(rule(1, "Shoes", func(r *commission.Rule) { categories("cat_shoes")(r); r.PercentBP = 1400 }), percent(2, 1000))
	replay := commission.NewReplay(before, after, noon)
	sale := func(vendor markthalle.VendorID, category markthalle.CategoryID, price int64) {
		l := line("l", price)
		l.Vendor, l.Categories = vendor, shoes(category)
		require.NoError(t, replay.Add(commission.Sale{At: noon.Add(-time.Hour), Lines: []commission.QuoteLine{l}}))
	}
	sale("ven_a", "cat_sneakers", 10000)
	sale("ven_a", "cat_books", 1000)
	sale("ven_b", "cat_books", 5000)
	sale("ven_c", "cat_shoes", 5000)
	require.NoError(t, replay.Add(commission.Sale{}))
	require.Equal(t, commission.Report{
		Currency: "EUR", Sales: 4, Lines: 4, Before: 2520, After: 2700, Gain: 1, Lose: 2,
		Vendors: []commission.Effect{
			{Vendor: "ven_a", Sales: 2, Turnover: 11000, Before: 1320, After: 1500},
			{Vendor: "ven_c", Sales: 1, Turnover: 5000, Before: 600, After: 700},
			{Vendor: "ven_b", Sales: 1, Turnover: 5000, Before: 600, After: 500},
		},
	}, replay.Report())

	gap := commission.NewReplay(before, list(), noon)
	require.ErrorIs(t, gap.Add(commission.Sale{Lines: []commission.QuoteLine{line("l", 1)}}), commission.ErrNoRule)
}

// The rule of 15 days' notice asks whether anybody could be worse off, not whether
// somebody happened to be.
func TestWorsens(t *testing.T) {
	t.Parallel()
	def := percent(90, 1200)
	withV := func(bp edit, more ...edit) commission.List {
		r := rules(append([]edit{vendors("ven_1", "ven_2"), bp}, more...))[0]
		return list(r, def)
	}
	change := func(e edit) commission.List {
		r := def
		e(&r)
		return list(r)
	}
	tiers := func(mode commission.TierMode) edit {
		return func(r *commission.Rule) {
			r.Tiers = &commission.Tiers{Mode: mode, On: commission.OnLine, Steps: []commission.Step{{5000, 1000}}}
		}
	}
	for name, c := range map[string]struct {
		before, after commission.List
		worse         bool
	}{
		"nothing changes":                      {list(def), list(def), false},
		"a lower default":                      {list(def), change(rate(1100)), false},
		"a higher default":                     {list(def), change(rate(1201)), true},
		"a discount for two vendors":           {list(def), withV(rate(800)), false},
		"the discount ends for both":           {withV(rate(800)), list(def), true},
		"the second vendor loses it":           {withV(rate(800)), list(rules([]edit{vendors("ven_1"), rate(800)})[0], def), true},
		"a dearer rule for one category":       {list(def), list(rules([]edit{categories("cat_books"), rate(1300)})[0], def), true},
		"a minimum":                            {list(def), change(func(r *commission.Rule) { r.Min = ptr(3) }), true},
		"a maximum":                            {list(def), change(func(r *commission.Rule) { r.Max = ptr(3000) }), false},
		"a maximum is raised":                  {change(func(r *commission.Rule) { r.Max = ptr(3000) }), change(func(r *commission.Rule) { r.Max = ptr(3001) }), true},
		"a fixed amount":                       {list(def), change(func(r *commission.Rule) { r.Fixed = 1 }), true},
		"a fixed amount for a lower rate":      {list(def), change(func(r *commission.Rule) { r.PercentBP, r.Fixed = 1100, 5 }), true},
		"cheaper tiers":                        {list(def), change(tiers(commission.Full)), false},
		"whole tiers become marginal":          {change(tiers(commission.Full)), change(tiers(commission.Marginal)), true},
		"the market's discounts count":         {list(def), change(func(r *commission.Rule) { r.Base.OperatorDiscount = true }), false},
		"the seller's discounts do not":        {list(def), change(func(r *commission.Rule) { r.Base.VendorDiscount = false }), true},
		"shipping counts":                      {list(def), change(func(r *commission.Rule) { r.Base.Shipping = true }), true},
		"the fee is kept on refunds":           {list(def), change(func(r *commission.Rule) { r.Refunds = commission.KeepAll }), true},
		"VAT is added":                         {change(func(r *commission.Rule) { r.VAT = commission.VATNone }), list(def), true},
		"only for dear things":                 {list(def), list(rules([]edit{prices(700_000, 700_100), rate(1300)})[0], def), true},
		"a dear rule that nothing can reach":   {list(rules([]edit{vendors("ven_1"), rate(900)})[0], def), list(rules([]edit{vendors("ven_1"), rate(900)}, []edit{vendors("ven_1"), categories("cat_books"), rate(5000)})[0], def), false},
		"it gets worse in a year":              {list(def), list(rules([]edit{valid(noon.AddDate(1, 0, 0), time.Time{}), rate(1300)})[0], def), true},
		"it was worse last year":               {list(def), list(rules([]edit{valid(time.Time{}, noon.AddDate(-1, 0, 0)), rate(1300)})[0], def), false},
		"where no rule was, nobody could sell": {list(), list(def), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, worse := commission.Worsens(c.before, c.after, noon, shoes)
			require.Equal(t, c.worse, worse, "%s", w)
			if worse {
				require.NotEmpty(t, w.String())
			}
		})
	}
}

// What Worsens clears is never worse for any sale.
func TestWorsensMissesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		simple := func() commission.Rule {
			return rule(1, "any", func(r *commission.Rule) {
				r.PercentBP = money.BasisPoints(rapid.Int64Range(0, 20).Draw(t, "bp") * 100)
				r.Fixed = rapid.Int64Range(0, 2).Draw(t, "fixed") * 50
				if rapid.Bool().Draw(t, "max") {
					r.Max = ptr(rapid.Int64Range(1, 30).Draw(t, "m") * 100)
				}
				if rapid.Bool().Draw(t, "min") && (r.Max == nil || *r.Max >= 60) {
					r.Min = ptr(rapid.Int64Range(1, 60).Draw(t, "n"))
				}
				if rapid.Bool().Draw(t, "tiers") {
					r.Tiers = &commission.Tiers{
						Mode:  rapid.SampledFrom([]commission.TierMode{commission.Marginal, commission.Full}).Draw(t, "mode"),
						On:    commission.OnLine,
						Steps: []commission.Step{{rapid.Int64Range(1, 30_000).Draw(t, "from"), money.BasisPoints(rapid.Int64Range(0, 20).Draw(t, "step") * 100)}},
					}
				}
			})
		}
		a, b := list(simple()), list(simple())
		if _, worse := commission.Worsens(a, b, noon, nil); worse {
			return
		}
		for range 20 {
			l := []commission.QuoteLine{units("l", rapid.SampledFrom([]int64{1, 3}).Draw(t, "n"), rapid.Int64Range(1, 90_000).Draw(t, "price"))}
			was, err1 := a.Quote(noon, germany, l)
			would, err2 := b.Quote(noon, germany, l)
			if err1 != nil || err2 != nil || would[0].Commission > was[0].Commission {
				t.Fatalf("%d became %d unseen", was[0].Commission, would[0].Commission)
			}
		}
	})
}
