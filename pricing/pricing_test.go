package pricing_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

const (
	ven1 = markthalle.VendorID("ven_1")
	ven2 = markthalle.VendorID("ven_2")
)

var (
	boss  = markthalle.Actor{Kind: markthalle.Operator, Person: "per_0", Roles: []markthalle.Role{markthalle.OperatorOwner}}
	owner = markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_1", Roles: []markthalle.Role{markthalle.VendorOwner}}
)

// profiles are the delivery profiles of the tests: each vendor's own, to Germany.
type profiles map[markthalle.ProfileID]vendors.ShippingProfile

func (p profiles) ProfilesByID(_ context.Context, ids []markthalle.ProfileID) (map[markthalle.ProfileID]vendors.ShippingProfile, error) {
	out := map[markthalle.ProfileID]vendors.ShippingProfile{}
	for _, id := range ids {
		if x, ok := p[id]; ok {
			out[id] = x
		}
	}
	return out, nil
}

func profile(id string, zones ...vendors.Zone) vendors.ShippingProfile {
	return vendors.ShippingProfile{Meta: store.Meta{ID: id}, Name: id, Zones: zones}
}

func zone(price int64, countries ...string) vendors.Zone {
	return vendors.Zone{Countries: countries, Price: money.New(price, "EUR"), DaysMin: 1, DaysMax: 3}
}

func freeFrom(z vendors.Zone, from int64) vendors.Zone {
	m := money.New(from, "EUR")
	z.FreeFrom = &m
	return z
}

var usual = profiles{
	"spr_1":     profile("spr_1", zone(490, "DE")),
	"spr_2":     profile("spr_2", zone(350, "DE")),
	"spr_free":  profile("spr_free", freeFrom(zone(490, "DE"), 5000)),
	"spr_heavy": profile("spr_heavy", zone(1290, "DE")),
	"spr_two":   profile("spr_two", zone(990, "DE"), zone(490, "DE", "AT")),
	"spr_gone":  profile("spr_gone", zone(0, "DE")),
}

func open(t *testing.T) *pricing.Service {
	t.Helper()
	db := storetest.Open(t)
	s := pricing.New(pricing.Deps{DB: db, Profiles: usual})
	require.NoError(t, db.Ensure(t.Context()))
	return s
}

func line(id string, v markthalle.VendorID, n, price int64, profile string) pricing.Line {
	return pricing.Line{ID: markthalle.LineID(id), Vendor: v, Quantity: n, UnitPrice: money.New(price, "EUR"), Profile: markthalle.ProfileID(profile)}
}

func basket(codes []string, lines ...pricing.Line) pricing.Basket {
	return pricing.Basket{Currency: "EUR", Country: "DE", Codes: codes, Lines: lines, At: storetest.Begin}
}

func (p promo) store(t *testing.T, s *pricing.Service) {
	t.Helper()
	actor := boss
	x := pricing.Promotion{Code: p.code, Name: p.code, Funder: pricing.ByOperator, Currency: "EUR", Fixed: p.fixed, PercentBP: p.bp, MinSubtotal: p.min, ValidTo: p.until}
	if p.vendor != "" {
		x.Funder, x.Vendor = pricing.ByVendor, p.vendor
	}
	_, err := s.CreatePromotion(t.Context(), actor, x)
	require.NoError(t, err)
}

type promo struct {
	code   string
	vendor markthalle.VendorID // empty: the operator's, on everything
	fixed  int64
	bp     money.BasisPoints
	min    int64
	until  time.Time
}

func quote(t *testing.T, s *pricing.Service, b pricing.Basket) pricing.Quote {
	t.Helper()
	q, err := s.Quote(t.Context(), b)
	require.NoError(t, err)
	return q
}

func operatorShares(q pricing.Quote) []int64 {
	var out []int64
	for _, l := range q.Lines {
		out = append(out, l.OperatorDiscount)
	}
	return out
}

// TestLargestRemainder are the vectors of PAY-70: 1000 over 3999/2999/1501, 100 over
// three cents' worth; a percentage is taken once, on the sum.
func TestLargestRemainder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		promo  promo
		prices []int64
		want   []int64
	}{
		"1000 over 84.99":           {promo{fixed: 1000}, []int64{3999, 2999, 1501}, []int64{470, 353, 177}},
		"100 over equals":           {promo{fixed: 100}, []int64{200, 200, 200}, []int64{34, 33, 33}},
		"10 % of three times 10.05": {promo{bp: 1000}, []int64{1005, 1005, 1005}, []int64{101, 101, 100}},
		"more than there is":        {promo{fixed: 900000}, []int64{300, 200, 100}, []int64{300, 200, 100}},
		"everything":                {promo{bp: 10_000}, []int64{399, 1}, []int64{399, 1}},
		"half a cent is one":        {promo{bp: 50}, []int64{100}, []int64{1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			c.promo.code = "CODE"
			c.promo.store(t, s)
			var lines []pricing.Line
			for i, p := range c.prices {
				lines = append(lines, line(fmt.Sprint("line_", i), ven1, 1, p, "spr_gone"))
			}
			q := quote(t, s, basket([]string{" code "}, lines...))
			require.Empty(t, q.Problems)
			require.Equal(t, c.want, operatorShares(q))
		})
	}
}

// TestWorkedSale is the table of payments rules §6.4 as far as the goods go: V1's coupon
// on V1's lines only, then the operator's on what is left of all.
func TestWorkedSale(t *testing.T) {
	t.Parallel()
	s := open(t)
	promo{code: "TOEPFER5", vendor: ven1, fixed: 500}.store(t, s)
	promo{code: "MARKT5", fixed: 500}.store(t, s)
	b := basket([]string{"MARKT5", "TOEPFER5"}, // the order of entry does not matter
		line("line_a", ven1, 2, 1999, "spr_1"), line("line_b", ven1, 1, 1001, "spr_1"), line("line_c", ven2, 1, 2500, "spr_2"))
	q := quote(t, s, b)
	require.Empty(t, q.Problems)
	got := [][]int64{}
	for _, l := range q.Lines {
		got = append(got, []int64{l.Gross, l.VendorDiscount, l.OperatorDiscount, l.Paid})
	}
	require.Equal(t, [][]int64{{3998, 400, 257, 3341}, {1001, 100, 64, 837}, {2500, 0, 179, 2321}}, got)
	require.Equal(t, []pricing.AppliedCode{
		{Code: "TOEPFER5", Name: "TOEPFER5", Funder: pricing.ByVendor, Vendor: ven1, Amount: 500},
		{Code: "MARKT5", Name: "MARKT5", Funder: pricing.ByOperator, Amount: 500},
	}, q.Codes)
	require.EqualValues(t, 7499, q.Subtotal)
	require.EqualValues(t, 1000, q.DiscountTotal)
	require.EqualValues(t, 840, q.ShippingTotal)
	require.EqualValues(t, 7339, q.Total)
	one, two := q.Vendor(ven1), q.Vendor(ven2)
	require.EqualValues(t, 3341+837+490, one.Total)
	require.EqualValues(t, 2321+350, two.Total)
	// 19 % contained, half up, per line and parcel: 533, 134, 371, 78, 56.
	require.Equal(t, []int64{533, 134, 371}, []int64{q.Lines[0].Tax, q.Lines[1].Tax, q.Lines[2].Tax})
	require.EqualValues(t, 533+134+78, one.TaxTotal)
	require.EqualValues(t, 533+134+78+371+56, q.TaxTotal)
	require.Equal(t, q, quote(t, s, b), "the same basket, the same quote")
	require.Nil(t, q.Vendor("ven_3"))
	require.Nil(t, q.Line("line_z"))
	require.EqualValues(t, 3341, q.Line("line_a").Paid)
}

// TestProblems: what stands in the way of ordering is told, each by its code.
func TestProblems(t *testing.T) {
	t.Parallel()
	s := open(t)
	promo{code: "OLD", fixed: 100, until: storetest.Begin}.store(t, s)
	promo{code: "BIG", fixed: 100, min: 100_000}.store(t, s)
	promo{code: "OTHERS", vendor: ven2, fixed: 100}.store(t, s)
	_, err := s.CreatePromotion(t.Context(), boss, pricing.Promotion{Code: "ZLOTY", Funder: pricing.ByOperator, Currency: "PLN", Fixed: 100})
	require.NoError(t, err)
	mixed := line("line_2", ven1, 1, 1000, "spr_1")
	mixed.UnitPrice = money.New(1000, "PLN")
	for name, c := range map[string]struct {
		basket pricing.Basket
		want   pricing.Problem
		total  int64
	}{
		"mixed currencies":      {basket(nil, line("line_1", ven1, 1, 1000, "spr_1"), mixed), pricing.Problem{Code: "pricing.currency", Line: "line_2", Vendor: ven1}, 1490},
		"unknown code":          {basket([]string{"WHAT"}, line("line_1", ven1, 1, 1000, "spr_1")), pricing.Problem{Code: "pricing.code_unknown", Detail: "WHAT"}, 1490},
		"over":                  {basket([]string{"old"}, line("line_1", ven1, 1, 1000, "spr_1")), pricing.Problem{Code: "pricing.code_expired", Detail: "OLD"}, 1490},
		"too little":            {basket([]string{"BIG"}, line("line_1", ven1, 1, 1000, "spr_1")), pricing.Problem{Code: "pricing.code_minimum", Detail: "BIG"}, 1490},
		"another vendor's":      {basket([]string{"OTHERS"}, line("line_1", ven1, 1, 1000, "spr_1")), pricing.Problem{Code: "pricing.code_no_goods", Vendor: ven2, Detail: "OTHERS"}, 1490},
		"another currency's":    {basket([]string{"ZLOTY"}, line("line_1", ven1, 1, 1000, "spr_1")), pricing.Problem{Code: "pricing.code_currency", Detail: "ZLOTY"}, 1490},
		"no way there":          {pricing.Basket{Currency: "EUR", Country: "PL", Lines: []pricing.Line{line("line_1", ven1, 1, 1000, "spr_1")}, At: storetest.Begin}, pricing.Problem{Code: "pricing.no_delivery", Vendor: ven1, Detail: "PL"}, 1000},
		"a profile is gone":     {basket(nil, line("line_1", ven1, 1, 1000, "spr_nobody")), pricing.Problem{Code: "pricing.no_delivery", Vendor: ven1, Detail: "DE"}, 1000},
		"less than can be paid": {basket(nil, line("line_1", ven1, 1, 20, "spr_gone")), pricing.Problem{Code: "pricing.below_minimum", Detail: "0.50"}, 20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := quote(t, s, c.basket)
			require.Equal(t, []pricing.Problem{c.want}, q.Problems)
			require.Equal(t, c.total, q.Total)
		})
	}
	_, err = s.Quote(t.Context(), basket(nil, line("line_1", ven1, 1<<40, 1<<40, "spr_1")))
	require.Error(t, err, "more than an amount can hold")
}

// TestCodeWorksOnce: a code that is entered twice, in whatever spelling, reduces once.
func TestCodeWorksOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	promo{code: "TWICE", fixed: 100}.store(t, s)
	q := quote(t, s, basket([]string{"TWICE", " twice"}, line("line_1", ven1, 1, 1000, "spr_gone")))
	require.EqualValues(t, 100, q.DiscountTotal)
	require.Len(t, q.Codes, 1)
}

// TestSmallestCharge (PAY-31): a total is nothing or can be charged; the operator's
// discount gives way.
func TestSmallestCharge(t *testing.T) {
	t.Parallel()
	s := open(t)
	promo{code: "NEAR", fixed: 980}.store(t, s)
	promo{code: "ALL", bp: 10_000}.store(t, s)
	goods := line("line_1", ven1, 1, 1000, "spr_gone")
	q := quote(t, s, basket([]string{"NEAR"}, goods))
	require.Empty(t, q.Problems)
	require.EqualValues(t, 50, q.Total)
	require.EqualValues(t, 950, q.Codes[0].Amount)
	require.EqualValues(t, 950, q.DiscountTotal)
	q = quote(t, s, basket([]string{"ALL"}, goods))
	require.Empty(t, q.Problems)
	require.Zero(t, q.Total)
	q = quote(t, s, basket([]string{"ALL"}, line("line_1", ven1, 1, 1000, "spr_1")))
	require.EqualValues(t, 490, q.Total, "the parcel is no goods")
}

// TestDelivery: one parcel a vendor, by the profiles that its offers name.
func TestDelivery(t *testing.T) {
	t.Parallel()
	s := open(t)
	q := quote(t, s, basket(nil, line("line_1", ven1, 1, 3000, "spr_free")))
	require.EqualValues(t, 490, q.ShippingTotal)
	require.EqualValues(t, 2000, q.Vendor(ven1).FreeGap)
	q = quote(t, s, basket(nil, line("line_1", ven1, 2, 2500, "spr_free")))
	require.Zero(t, q.ShippingTotal)
	require.Zero(t, q.Vendor(ven1).FreeGap)
	q = quote(t, s, basket(nil, line("line_1", ven1, 1, 3000, "spr_1"), line("line_2", ven1, 1, 3000, "spr_heavy")))
	require.EqualValues(t, 1290, q.ShippingTotal, "the dearest decides")
	require.Len(t, q.Vendor(ven1).Options, 1)
	b := basket(nil, line("line_1", ven1, 1, 3000, "spr_two"))
	q = quote(t, s, b)
	require.EqualValues(t, 490, q.ShippingTotal, "the cheapest until another is chosen")
	b.Shipping = map[markthalle.VendorID]string{ven1: q.Vendor(ven1).Options[1].ID}
	require.EqualValues(t, 990, quote(t, s, b).ShippingTotal)
	b.Shipping[ven1] = "spr_nobody:0"
	require.EqualValues(t, 490, quote(t, s, b).ShippingTotal, "an option that is not there is not taken")
}

// TestTax: tax is contained, by the country it goes to and its day; a private person
// charges none.
func TestTax(t *testing.T) {
	t.Parallel()
	s := open(t)
	private := line("line_1", ven1, 1, 1190, "spr_1")
	private.TaxFree = true
	q := quote(t, s, basket(nil, private, line("line_2", ven2, 1, 1190, "spr_2")))
	require.Equal(t, []int64{0, 190}, []int64{q.Lines[0].Tax, q.Lines[1].Tax})
	require.Zero(t, q.Vendor(ven1).TaxTotal, "nor on the parcel")
	require.EqualValues(t, 190+56, q.TaxTotal)
	for country, want := range map[string]map[time.Time]money.BasisPoints{
		"DE": {storetest.Begin: 1900}, "XX": {storetest.Begin: 0},
		"EE": {day(2023, 12, 31): 2000, day(2024, 1, 1): 2200, day(2025, 6, 30): 2200, day(2025, 7, 1): 2400},
		"SK": {day(2024, 12, 31): 2000, day(2025, 1, 1): 2300},
		"FI": {day(2024, 8, 31): 2400, day(2024, 9, 1): 2550},
		"RO": {day(2025, 7, 31): 1900, day(2025, 8, 1): 2100},
	} {
		for at, bp := range want {
			require.Equal(t, bp, pricing.StandardRate(country, at), "%s on %s", country, at)
		}
	}
	for _, c := range vendors.EuropeanUnion() {
		require.True(t, pricing.HasRate(c), c)
	}
	require.False(t, pricing.HasRate("XX"))
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// TestQuoteAddsUp: for any basket and any codes the parts are the whole to the cent, no
// share exceeds its line, and a promotion of one vendor touches no other's lines.
func TestQuoteAddsUp(t *testing.T) {
	t.Parallel()
	s := open(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		var codes []string
		for i := range rapid.IntRange(0, 3).Draw(rt, "codes") {
			p := promo{code: fmt.Sprintf("CODE%d_%d", n, i), vendor: rapid.SampledFrom([]markthalle.VendorID{"", ven1, ven2}).Draw(rt, "vendor")}
			if rapid.Bool().Draw(rt, "percent") {
				p.bp = money.BasisPoints(rapid.Int64Range(1, 10_000).Draw(rt, "bp"))
			} else {
				p.fixed = rapid.Int64Range(1, 9000).Draw(rt, "fixed")
			}
			p.store(t, s)
			codes = append(codes, p.code)
		}
		var lines []pricing.Line
		for i := range rapid.IntRange(1, 6).Draw(rt, "lines") {
			v := rapid.SampledFrom([]markthalle.VendorID{ven1, ven2}).Draw(rt, "of")
			lines = append(lines, line(fmt.Sprint("line_", i), v, rapid.Int64Range(1, 5).Draw(rt, "n"), rapid.Int64Range(1, 5000).Draw(rt, "price"),
				rapid.SampledFrom([]string{"spr_1", "spr_free", "spr_gone"}).Draw(rt, "profile")))
		}
		q, err := s.Quote(t.Context(), basket(codes, lines...))
		if err != nil {
			rt.Fatal(err)
		}
		checkQuote(rt, &q)
	})
}

func checkQuote(t *rapid.T, q *pricing.Quote) {
	var paid, gross, off, given int64
	vendorOff := map[markthalle.VendorID]int64{}
	for _, l := range q.Lines {
		if l.Paid < 0 || l.VendorDiscount < 0 || l.OperatorDiscount < 0 || l.Paid != l.Gross-l.VendorDiscount-l.OperatorDiscount {
			t.Fatalf("line %+v", l)
		}
		paid, gross, off = paid+l.Paid, gross+l.Gross, off+l.VendorDiscount+l.OperatorDiscount
		vendorOff[l.Vendor] += l.VendorDiscount
	}
	for _, c := range q.Codes {
		given += c.Amount
		if c.Funder == pricing.ByVendor {
			vendorOff[c.Vendor] -= c.Amount
		}
	}
	for v, n := range vendorOff {
		if n != 0 {
			t.Fatalf("discounts of %s differ from its codes by %d", v, n)
		}
	}
	var total, tax int64
	for _, v := range q.Vendors {
		if v.Total != v.Subtotal-v.DiscountTotal+v.ShippingTotal || v.Total < 0 || v.TaxTotal > v.Total {
			t.Fatalf("part %+v", v)
		}
		total, tax = total+v.Total, tax+v.TaxTotal
	}
	if q.Total != total || q.Total != paid+q.ShippingTotal || q.Subtotal != gross || q.DiscountTotal != off || off != given || q.TaxTotal != tax {
		t.Fatalf("%+v", q)
	}
	if least := q.Currency.MinCharge(); q.Total != 0 && q.Total < least && len(q.Problems) == 0 {
		t.Fatalf("a total of %d cannot be charged", q.Total)
	}
}

// TestPromotions: who may make them, with every fault at once, each code once.
func TestPromotions(t *testing.T) {
	t.Parallel()
	s := open(t)
	wish := pricing.Promotion{Request: "req_1", Code: " spring ", Currency: "EUR", PercentBP: 500, Vendor: ven2, Funder: pricing.ByOperator}
	own, err := s.CreatePromotion(t.Context(), owner, wish)
	require.NoError(t, err)
	again, err := s.CreatePromotion(t.Context(), owner, wish)
	require.NoError(t, err, "a request that is sent again")
	require.Equal(t, own, again)
	require.Equal(t, "SPRING", own.Code)
	require.Equal(t, ven1, own.Vendor, "a vendor's is its own, whatever it says")
	require.Equal(t, pricing.ByVendor, own.Funder)
	_, err = s.CreatePromotion(t.Context(), boss, pricing.Promotion{Code: "Spring", Funder: pricing.ByOperator, Currency: "EUR", Fixed: 100})
	require.Equal(t, markthalle.Conflict, markthalle.KindOf(err))
	_, err = s.CreatePromotion(t.Context(), boss, pricing.Promotion{Code: "x", Currency: "EU", Fixed: -1, Funder: "nobody", ValidFrom: storetest.Begin, ValidTo: storetest.Begin})
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	got := map[string]bool{}
	for _, f := range e.Fields {
		got[f.Pointer] = true
	}
	for _, want := range []string{"/code", "/currency", "/percent_bp", "/fixed", "/funder", "/vendor", "/valid_to"} {
		require.True(t, got[want], "%s in %v", want, e.Fields)
	}
	page, err := s.Promotions(t.Context(), owner, ven1, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	_, err = s.Promotions(t.Context(), owner, ven2, markthalle.PageQuery{})
	require.Error(t, err)
	b := basket(nil)
	require.NoError(t, s.CheckCode(t.Context(), b, "spring"))
	require.Equal(t, markthalle.Invalid, markthalle.KindOf(s.CheckCode(t.Context(), b, "winter")))
	b.Currency = "PLN"
	require.Equal(t, markthalle.Invalid, markthalle.KindOf(s.CheckCode(t.Context(), b, "spring")))
}
