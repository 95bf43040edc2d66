package commission_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
)

func TestFails(t *testing.T) {
	t.Parallel()
	l := line("l", 5000)
	l.Plan, l.Brand, l.Condition, l.Channel, l.Product = "pro", "Acme", "new", "web", "prd_1"
	l.Categories = shoes("cat_sneakers")
	for name, c := range map[string]struct {
		edit func(*commission.Rule)
		want commission.Why
	}{
		"everything":           {func(*commission.Rule) {}, ""},
		"not yet":              {func(r *commission.Rule) { r.ValidFrom = noon.Add(1) }, commission.WhyNotYet},
		"from now on":          {func(r *commission.Rule) { r.ValidFrom = noon }, ""},
		"until now":            {func(r *commission.Rule) { r.ValidTo = noon }, commission.WhyNoLonger},
		"product":              {func(r *commission.Rule) { r.Match.Products = []markthalle.ProductID{"prd_2"} }, commission.WhyProduct},
		"vendor":               {func(r *commission.Rule) { r.Match.Vendors = []markthalle.VendorID{"ven_2"} }, commission.WhyVendor},
		"one of two vendors":   {func(r *commission.Rule) { r.Match.Vendors = []markthalle.VendorID{"ven_2", "ven_1"} }, ""},
		"ancestor":             {func(r *commission.Rule) { r.Match.Categories = []markthalle.CategoryID{"cat_clothing"} }, ""},
		"other category":       {func(r *commission.Rule) { r.Match.Categories = []markthalle.CategoryID{"cat_books"} }, commission.WhyCategory},
		"plan":                 {func(r *commission.Rule) { r.Match.Plans = []string{"basic"} }, commission.WhyPlan},
		"brand":                {func(r *commission.Rule) { r.Match.Brands = []string{"Umbrella"} }, commission.WhyBrand},
		"condition":            {func(r *commission.Rule) { r.Match.Conditions = []string{"used"} }, commission.WhyCondition},
		"channel":              {func(r *commission.Rule) { r.Match.Channels = []string{"feed"} }, commission.WhyChannel},
		"seller kind":          {func(r *commission.Rule) { r.Match.SellerKinds = []string{"private"} }, commission.WhySellerKind},
		"price from, included": {func(r *commission.Rule) { r.Match.Price.From = 5000 }, ""},
		"price to, excluded":   {func(r *commission.Rule) { r.Match.Price.To = 5000 }, commission.WhyPrice},
		"AND between the lists": {func(r *commission.Rule) {
			r.Match.Brands, r.Match.Plans = []string{"Acme"}, []string{"basic"}
		}, commission.WhyPlan},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, rule(1, name, c.edit).Fails(l, noon))
		})
	}
}

// COM-1: where a new rule enters the list.
func TestPlace(t *testing.T) {
	t.Parallel()
	vendor := func(r *commission.Rule) { r.Match.Vendors = []markthalle.VendorID{"ven_1"} }
	category := func(c markthalle.CategoryID) func(*commission.Rule) {
		return func(r *commission.Rule) { r.Match.Categories = []markthalle.CategoryID{c} }
	}
	l := list(
		rule(10, "product", func(r *commission.Rule) { r.Match.Products = []markthalle.ProductID{"prd_1"} }),
		rule(20, "vendor and category", func(r *commission.Rule) { vendor(r); category("cat_books")(r) }),
		rule(30, "vendor", vendor),
		rule(40, "shoes", category("cat_shoes")),
		rule(50, "plan", func(r *commission.Rule) { r.Match.Plans = []string{"pro"} }),
		percent(60, 1200),
	)
	for name, c := range map[string]struct {
		edit func(*commission.Rule)
		want int
	}{
		"a product":                     {func(r *commission.Rule) { r.Match.Products = []markthalle.ProductID{"prd_2"} }, 1},
		"a vendor's category":           {func(r *commission.Rule) { vendor(r); category("cat_shoes")(r) }, 2},
		"another vendor":                {func(r *commission.Rule) { r.Match.Vendors = []markthalle.VendorID{"ven_2"} }, 3},
		"another category":              {category("cat_books"), 4},
		"a child comes before":          {category("cat_sneakers"), 3},
		"the parent comes after":        {category("cat_clothing"), 4},
		"another plan":                  {func(r *commission.Rule) { r.Match.Plans = []string{"basic"} }, 5},
		"a brand":                       {func(r *commission.Rule) { r.Match.Brands = []string{"Acme"} }, 5},
		"a default for a time comes on": {func(r *commission.Rule) { r.ValidTo = noon }, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, l.Place(rule(0, name, c.edit), shoes))
		})
	}
}

func TestRankAt(t *testing.T) {
	t.Parallel()
	l := list(percent(1024, 1), percent(1026, 1), percent(1027, 1))
	for _, c := range []struct {
		at   int
		rank int64
		ok   bool
	}{{0, 512, true}, {1, 1025, true}, {2, 1026, false}, {3, 1027 + commission.RankStep, true}} {
		rank, ok := l.RankAt(c.at)
		require.Equal(t, c.ok, ok, c.at)
		if ok {
			require.Equal(t, c.rank, rank)
		}
	}
	rank, ok := list().RankAt(0)
	require.True(t, ok)
	require.Equal(t, int64(commission.RankStep), rank)
}

// COM-3: the frozen trace names the nearest five; the list still knows all.
func TestNearestLosers(t *testing.T) {
	t.Parallel()
	var rules []commission.Rule
	for i := int64(1); i <= 12; i++ {
		vendor := markthalle.VendorID("ven_x")
		if i == 4 {
			vendor = "ven_1"
		}
		rules = append(rules, rule(i, "r", func(r *commission.Rule) { r.Match.Vendors = []markthalle.VendorID{vendor} }))
	}
	ranks := func(lost []commission.Lost) (out []string) {
		for _, l := range lost {
			out = append(out, string(l.Rule))
		}
		return out
	}
	fee := quote(t, list(rules...), line("l", 100))[0]
	require.Equal(t, []string{"rule_1", "rule_2", "rule_3", "rule_5", "rule_6"}, ranks(fee.Trace.Lost))
	all := list(rules...).Losers(line("l", 100), noon, 3)
	require.Len(t, all, 11)
	require.Equal(t, commission.WhyVendor, all[10].Why)

	rules[0].Match.Vendors, rules[3].Match.Vendors = rules[3].Match.Vendors, rules[0].Match.Vendors
	fee = quote(t, list(rules...), line("l", 100))[0]
	require.Equal(t, []string{"rule_2", "rule_3", "rule_4", "rule_5", "rule_6"}, ranks(fee.Trace.Lost))
}

func TestListKeepsToItsCurrency(t *testing.T) {
	t.Parallel()
	zloty := percent(1, 900)
	zloty.Currency = "PLN"
	l := list(zloty, percent(2, 1200))
	require.Len(t, l.Rules(), 1)
	require.Equal(t, int64(120), quote(t, l, line("l", 1000))[0].Commission)
	_, err := commission.NewList("USD", l.Rules()).Quote(noon, germany, []commission.QuoteLine{line("line_1", 1000)})
	require.ErrorIs(t, err, commission.ErrNoRule)
	require.ErrorContains(t, err, "/lines/0")
}
