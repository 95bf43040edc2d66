package commission_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

// The worked examples of marketplace rules §9.3, with their numbers.

func TestE1WorkedSale(t *testing.T) {
	t.Parallel()
	a, b, c := units("line_a", 2, 1999), line("line_b", 1001), line("line_c", 2500)
	a.VendorDiscount, a.OperatorDiscount = 400, 257+154
	b.VendorDiscount, b.OperatorDiscount = 100, 64+39
	c.OperatorDiscount, c.Vendor = 179+107, "ven_2"
	fees := quote(t, list(percent(1, 1200)), a, b, c)
	require.Equal(t, []int64{432, 108, 300}, commissions(fees))
	require.Equal(t, []int64{82, 21, 57}, vats(fees))
	require.Equal(t, commission.Group{Lines: 2, Exact: "539.88", Total: 540, VAT: 103}, fees[0].Trace.Group)
	require.Equal(t, commission.BaseParts{Price: 3998, VendorDiscount: 400, Total: 3598}, fees[0].Trace.Base)
	require.Equal(t, commission.VATTreatment{Kind: commission.VATDomestic, Country: "DE", Rate: 1900}, fees[0].VATTreatment)
}

func TestE2PercentAndFixedPerUnit(t *testing.T) {
	t.Parallel()
	r := rule(1, "x", func(r *commission.Rule) { r.PercentBP, r.Fixed, r.FixedPer = 1000, 30, commission.PerUnit })
	fee := quote(t, list(r), units("line_a", 3, 1499))[0]
	require.Equal(t, int64(540), fee.Commission)
	row := fee.Trace.Rows[0]
	require.Equal(t, []any{"449.7", int64(90), "539.7"}, []any{row.Percent, row.Fixed, row.Exact})
	exact, rounded := fee.Rounding()
	require.Equal(t, "539.7", exact)
	require.Equal(t, int64(540), rounded)
}

func TestE3MinAndMax(t *testing.T) {
	t.Parallel()
	r := rule(1, "x", func(r *commission.Rule) { r.PercentBP, r.Min, r.Max = 800, ptr(50), ptr(2000) })
	for _, c := range []struct {
		base, want int64
		bound      commission.Bound
	}{{450, 50, "min"}, {40000, 2000, "max"}, {40, 40, "base"}, {10000, 800, ""}} {
		fee := quote(t, list(r), line("line_a", c.base))[0]
		require.Equal(t, c.want, fee.Commission, "base %d", c.base)
		require.Equal(t, c.bound, fee.Trace.Rows[0].Bound)
	}
}

func tiered(mode commission.TierMode, on commission.Measure) commission.Rule {
	return rule(1, string(mode), func(r *commission.Rule) {
		r.Tiers = &commission.Tiers{Mode: mode, On: on, Steps: []commission.Step{{0, 1500}, {10000, 800}}}
	})
}

func TestE4E5Tiers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		base, marginal, whole int64
	}{{25000, 2700, 2000}, {10000, 1500, 800}, {9999, 1500, 1500}, {0, 0, 0}, {1, 0, 0}} {
		require.Equal(t, c.marginal, quote(t, list(tiered(commission.Marginal, commission.OnLine)), line("l", c.base))[0].Commission)
		require.Equal(t, c.whole, quote(t, list(tiered(commission.Full, commission.OnLine)), line("l", c.base))[0].Commission)
	}
	fee := quote(t, list(tiered(commission.Full, commission.OnLine)), line("l", 9999))[0]
	require.Equal(t, "1499.85", fee.Trace.Rows[0].Exact)

	// COM-6: the whole tier shows its cliff, the marginal one has none.
	require.Equal(t, []commission.Cliff{{At: 10000, Below: "1499.85", From: "800"}}, tiered(commission.Full, commission.OnLine).Cliffs())
	require.Contains(t, tiered(commission.Full, commission.OnLine).Cliffs()[0].Warning(money.EUR), "1499.85")
	require.Empty(t, tiered(commission.Marginal, commission.OnLine).Cliffs())
	require.Empty(t, tiered(commission.Full, commission.OnTurnover).Cliffs(), "no price reaches last month's turnover")
	hidden := tiered(commission.Full, commission.OnLine)
	hidden.Min = ptr(1500)
	require.Empty(t, hidden.Cliffs(), "a minimum fills the cliff")
}

func TestE6ThreeEqualLines(t *testing.T) {
	t.Parallel()
	fees := quote(t, list(percent(1, 1000)), line("a", 1005), line("b", 1005), line("c", 1005))
	require.Equal(t, []int64{101, 101, 100}, commissions(fees))
	require.Equal(t, "301.5", fees[0].Trace.Group.Exact)
}

func TestE7FirstMatchWins(t *testing.T) {
	t.Parallel()
	l := list(
		percent(4, 1200),
		rule(2, "V", func(r *commission.Rule) { r.Match.Vendors, r.PercentBP = []markthalle.VendorID{"ven_v"}, 1000 }),
		rule(3, "Shoes", func(r *commission.Rule) { r.Match.Categories, r.PercentBP = []markthalle.CategoryID{"cat_shoes"}, 1400 }),
		rule(1, "P", func(r *commission.Rule) { r.Match.Products, r.PercentBP = []markthalle.ProductID{"prd_p"}, 500 }),
	)
	sneaker := func(product, vendor string) commission.QuoteLine {
		s := line("l", 10000)
		s.Product, s.Vendor, s.Categories = markthalle.ProductID(product), markthalle.VendorID(vendor), shoes("cat_sneakers")
		return s
	}
	book := sneaker("prd_b", "ven_w")
	book.Categories = shoes("cat_books")
	for _, c := range []struct {
		line commission.QuoteLine
		rule string
		fee  int64
	}{
		{sneaker("prd_p", "ven_v"), "P", 500},
		{sneaker("prd_q", "ven_v"), "V", 1000},
		{sneaker("prd_q", "ven_w"), "Shoes", 1400},
		{book, "Default 1200", 1200},
	} {
		fee := quote(t, l, c.line)[0]
		require.Equal(t, c.rule, fee.Trace.Name)
		require.Equal(t, c.fee, fee.Commission)
	}
	lost := quote(t, l, sneaker("prd_q", "ven_w"))[0].Trace.Lost
	require.Equal(t, []commission.Lost{
		{Rule: "rule_1", Version: 1, Name: "P", Why: commission.WhyProduct},
		{Rule: "rule_2", Version: 1, Name: "V", Why: commission.WhyVendor},
		{Rule: "rule_4", Version: 1, Name: "Default 1200", Why: commission.WhyOutranked},
	}, lost)
}

func TestE8RefundPolicies(t *testing.T) {
	t.Parallel()
	for policy, want := range map[commission.RefundPolicy][2]int64{
		commission.ReturnAll: {514, 514}, commission.KeepFixed: {499, 499},
		commission.KeepPercent: {411, 411}, commission.KeepAll: {0, 0},
	} {
		r := rule(1, "x", func(r *commission.Rule) {
			r.PercentBP, r.Fixed, r.Refunds = 1000, 30, policy
			if policy == commission.KeepPercent {
				r.KeepBP = 2000
			}
		})
		require.NoError(t, r.Validate())
		fee := quote(t, list(r), units("l", 2, 4990))[0]
		require.Equal(t, int64(1028), fee.Commission)
		first, err := fee.Return(commission.Units(1, 2), commission.Returned{})
		require.NoError(t, err)
		second, err := fee.Return(commission.Units(2, 2), first)
		require.NoError(t, err)
		require.Equal(t, want, [2]int64{first.Commission, second.Commission}, policy)
	}
}

func TestE9E10WhoFundsTheDiscount(t *testing.T) {
	t.Parallel()
	lines := []commission.QuoteLine{line("a", 3999), line("b", 2999), line("c", 1501)}
	points := []int64{470, 353, 177}
	for i := range lines {
		lines[i].Vendor = markthalle.VendorID([]string{"ven_1", "ven_2", "ven_3"}[i])
		lines[i].OperatorDiscount = points[i]
	}
	fees, err := list(percent(1, 1200)).Quote(noon, commission.VATConfig{}, lines)
	require.NoError(t, err)
	require.Equal(t, []int64{480, 360, 180}, commissions(fees))
	var vendors, buyer int64
	for i, f := range fees {
		vendors += f.Net(lines[i].Gross)
		buyer += lines[i].Gross - points[i]
	}
	require.Equal(t, []int64{7479, 7499, 20}, []int64{vendors, buyer, buyer - vendors})

	own := line("a", 3999)
	own.VendorDiscount = 470
	fees, err = list(percent(1, 1200)).Quote(noon, commission.VATConfig{}, []commission.QuoteLine{own})
	require.NoError(t, err)
	require.Equal(t, int64(3529), fees[0].Trace.Base.Total)
	require.Equal(t, int64(423), fees[0].Commission)
	require.Equal(t, int64(3106), fees[0].Net(3529))
}

func TestE11ValidityIsLocal(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	april, err := commission.StartOfDay("2026-04-01", berlin)
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC), april)
	l := list(
		rule(1, "old", func(r *commission.Rule) { r.PercentBP, r.ValidTo = 1000, april }),
		rule(2, "new", func(r *commission.Rule) { r.PercentBP, r.ValidFrom = 1200, april }),
	)
	for at, want := range map[time.Time]string{april.Add(-time.Second): "old", april: "new"} {
		fees, err := l.Quote(at, germany, []commission.QuoteLine{line("l", 1000)})
		require.NoError(t, err)
		require.Equal(t, want, fees[0].Trace.Name)
	}
	_, err = commission.StartOfDay("31.3.2026", berlin)
	require.Equal(t, "commission.date", markthalle.CodeOf(err))
}

func TestE12RefundWithoutLines(t *testing.T) {
	t.Parallel()
	a, b := units("a", 2, 1999), line("b", 1001)
	a.VendorDiscount, b.VendorDiscount = 400, 100
	fees := quote(t, list(percent(1, 1200)), a, b)
	paid, promotion, points := []int64{3187, 798}, []int64{257, 64}, []int64{154, 39}
	cash, err := commission.SpreadRefund(1000, paid)
	require.NoError(t, err)
	require.Equal(t, []int64{800, 200}, cash)
	var back []commission.Returned
	vendorLeg := int64(0)
	for i, f := range fees {
		r, err := f.Return(commission.Cash(cash[i], paid[i]), commission.Returned{})
		require.NoError(t, err)
		back = append(back, r)
		for _, share := range []int64{promotion[i], points[i]} {
			s, err := money.CumulativeHalfUp(share, cash[i], paid[i], 0)
			require.NoError(t, err)
			vendorLeg += s
		}
		vendorLeg += cash[i]
	}
	require.Equal(t, []commission.Returned{{Commission: 108, VAT: 21}, {Commission: 27, VAT: 5}}, back)
	require.Equal(t, int64(1130), vendorLeg)
	require.Equal(t, commission.Returned{Commission: 135, VAT: 26}, back[0].Plus(back[1]), "J5″")

	_, err = commission.SpreadRefund(3986, paid)
	require.ErrorIs(t, err, commission.ErrRefundTooLarge)
	_, err = commission.SpreadRefund(-1, paid)
	require.ErrorIs(t, err, commission.ErrRefundTooLarge)
}

func TestE13ReverseCharge(t *testing.T) {
	t.Parallel()
	l := line("l", 2500)
	l.VendorCountry, l.VendorVATID = "PL", "PL5260001246"
	fee := quote(t, list(percent(1, 1200)), l)[0]
	require.Equal(t, int64(300), fee.Commission)
	require.Zero(t, fee.VAT)
	require.Equal(t, commission.VATReverseCharge, fee.VATTreatment.Kind)
	require.Contains(t, fee.Sentence("en"), "reverse charge")
}

// E14: operator discounts of 2300 exceed commission and VAT of 1000. The vendors'
// claims do not notice; 1300 of them are more than the charge holds (PAY-26).
func TestE14OperatorCouponExceedsCommission(t *testing.T) {
	t.Parallel()
	lines := []commission.QuoteLine{units("a", 2, 1999), line("b", 1001), line("c", 2500)}
	lines[0].VendorDiscount, lines[1].VendorDiscount, lines[2].Vendor = 400, 100, "ven_2"
	lines[0].OperatorDiscount, lines[1].OperatorDiscount, lines[2].OperatorDiscount = 1180, 296, 824
	shipping := map[markthalle.VendorID]int64{"ven_1": 490, "ven_2": 350}
	claims, charge := map[markthalle.VendorID]int64{}, int64(0)
	for i, f := range quote(t, list(percent(1, 1200)), lines...) {
		sold := lines[i].Gross - lines[i].VendorDiscount
		claims[lines[i].Vendor] += f.Net(sold)
		charge += sold - lines[i].OperatorDiscount
	}
	total := int64(0)
	for vendor, price := range shipping {
		claims[vendor] += price
		charge += price
		total += claims[vendor]
	}
	require.Equal(t, map[markthalle.VendorID]int64{"ven_1": 4346, "ven_2": 2493}, claims)
	require.Equal(t, []int64{5539, 6839, 1300}, []int64{charge, total, total - charge})
}
