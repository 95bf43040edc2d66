package commission_test

import (
	"encoding/binary"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

// drawTerms makes any valid terms.
func drawTerms(t *rapid.T) commission.Terms {
	bp := rapid.Int64Range(0, 10_000)
	terms := commission.Terms{
		PercentBP: money.BasisPoints(bp.Draw(t, "bp")),
		FixedPer:  rapid.SampledFrom([]commission.FixedPer{commission.PerLine, commission.PerUnit, commission.PerVendorOrder}).Draw(t, "per"),
	}
	if rapid.Bool().Draw(t, "has fixed") {
		terms.Fixed = rapid.Int64Range(0, 500).Draw(t, "fixed")
	}
	if rapid.Bool().Draw(t, "has min") {
		terms.Min = ptr(rapid.Int64Range(0, 300).Draw(t, "min"))
	}
	if rapid.Bool().Draw(t, "has max") {
		low := int64(0)
		if terms.Min != nil {
			low = *terms.Min
		}
		terms.Max = ptr(rapid.Int64Range(low, 5000).Draw(t, "max"))
	}
	if rapid.Bool().Draw(t, "has tiers") {
		from := int64(0)
		terms.Tiers = &commission.Tiers{
			Mode: rapid.SampledFrom([]commission.TierMode{commission.Marginal, commission.Full}).Draw(t, "mode"),
			On:   rapid.SampledFrom([]commission.Measure{commission.OnLine, commission.OnUnit, commission.OnTurnover}).Draw(t, "on"),
		}
		for range rapid.IntRange(1, 4).Draw(t, "steps") {
			from += rapid.Int64Range(1, 20_000).Draw(t, "from")
			terms.Tiers.Steps = append(terms.Tiers.Steps, commission.Step{From: from, PercentBP: money.BasisPoints(bp.Draw(t, "step"))})
		}
	}
	return terms
}

func drawRule(t *rapid.T) commission.Rule {
	flag := rapid.Bool()
	return rule(1, "any", func(r *commission.Rule) {
		r.Terms = drawTerms(t)
		for range rapid.IntRange(0, 2).Draw(t, "add-ons") {
			r.AddOns = append(r.AddOns, commission.AddOn{Name: "more", Terms: drawTerms(t)})
		}
		r.Base = commission.Base{VendorDiscount: flag.Draw(t, "b1"), OperatorDiscount: flag.Draw(t, "b2"), Tax: flag.Draw(t, "b3"), Shipping: flag.Draw(t, "b4"), GiftWrap: flag.Draw(t, "b5")}
		r.Refunds = rapid.SampledFrom([]commission.RefundPolicy{commission.ReturnAll, commission.KeepFixed, commission.KeepPercent, commission.KeepAll}).Draw(t, "policy")
		if r.Refunds == commission.KeepPercent {
			r.KeepBP = rapid.Int64Range(1, 10_000).Draw(t, "keep")
		}
	})
}

func drawLine(t *rapid.T) commission.QuoteLine {
	l := units("line_x", rapid.Int64Range(1, 12).Draw(t, "n"), rapid.Int64Range(0, 30_000).Draw(t, "price"))
	amount := rapid.Int64Range(0, 9_000)
	l.VendorDiscount, l.OperatorDiscount = amount.Draw(t, "vendor"), amount.Draw(t, "operator")
	l.Tax, l.Shipping, l.GiftWrap, l.Turnover = amount.Draw(t, "tax"), amount.Draw(t, "ship"), amount.Draw(t, "wrap"), 9*amount.Draw(t, "turnover")
	return l
}

// COM-5, COM-4: for any rule and any vendor order 0 ≤ commission ≤ base and within
// the maximum for every line, the lines sum to the half-up of the exact sum, the VAT
// to the half-up of its rate on the total, and the rows to the line.
func TestAnyFee(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRule(t)
		if err := r.Validate(); err != nil {
			t.Fatal(err)
		}
		var lines []commission.QuoteLine
		for range rapid.IntRange(1, 8).Draw(t, "lines") {
			lines = append(lines, drawLine(t))
		}
		fees, err := list(r).Quote(noon, germany, lines)
		if err != nil {
			t.Fatal(err)
		}
		var total, vat int64
		sum := new(big.Rat)
		for i, f := range fees {
			checkFee(t, r, f)
			total, vat = total+f.Commission, vat+f.VAT
			exact, _ := f.Rounding()
			x, _ := new(big.Rat).SetString(exact)
			sum.Add(sum, x)
			if f.Line != lines[i].Line {
				t.Fatalf("fee %d is for %s", i, f.Line)
			}
		}
		group := fees[0].Trace.Group
		if group.Total != total || group.VAT != vat {
			t.Fatalf("the lines make %d and %d, the group says %+v", total, vat, group)
		}
		if want, _ := money.New(total, "EUR").Percent(1900); want.Minor != vat {
			t.Fatalf("VAT on %d is %d, not %d", total, want.Minor, vat)
		}
		if want, _ := money.RoundHalfUp(sum.Num(), sum.Denom()); len(r.AddOns) == 0 && want != total {
			t.Fatalf("%s rounds to %d, not %d", sum.RatString(), want, total)
		}
	})
}

func checkFee(t *rapid.T, r commission.Rule, f commission.Fee) {
	base := f.Trace.Base.Total
	if f.Commission < 0 || f.Commission > base || f.VAT < 0 || f.VAT > f.Commission {
		t.Fatalf("commission %d and VAT %d on a base of %d", f.Commission, f.VAT, base)
	}
	if r.Max != nil && f.Trace.Rows[0].Fee > *r.Max {
		t.Fatalf("fee %d above the maximum %d", f.Trace.Rows[0].Fee, *r.Max)
	}
	if r.Min != nil && f.Trace.Rows[0].Fee < min(*r.Min, base) {
		t.Fatalf("fee %d below the minimum %d", f.Trace.Rows[0].Fee, *r.Min)
	}
	var rows int64
	for _, row := range f.Trace.Rows {
		rows += row.Fee
	}
	if rows != f.Commission || f.Trace.Fixed > f.Commission {
		t.Fatalf("rows of %d and fixed %d in a commission of %d", rows, f.Trace.Fixed, f.Commission)
	}
}

// COM-5: with marginal tiers a dearer line never costs less.
func TestMarginalTiersAreMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rule(1, "any", func(r *commission.Rule) {
			r.Terms = drawTerms(t)
			if r.Tiers != nil {
				r.Tiers.Mode, r.Tiers.On = commission.Marginal, commission.OnLine
			}
		})
		price := rapid.Int64Range(0, 50_000).Draw(t, "price")
		more := price + rapid.Int64Range(0, 20_000).Draw(t, "more")
		a, err1 := list(r).Quote(noon, germany, []commission.QuoteLine{line("l", price)})
		b, err2 := list(r).Quote(noon, germany, []commission.QuoteLine{line("l", more)})
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if a[0].Commission > b[0].Commission {
			t.Fatalf("%d costs %d, %d costs %d", price, a[0].Commission, more, b[0].Commission)
		}
	})
}

// Whatever the order and size of the refunds, by units or by amount, every step gives
// back something between 0 and what is left, and the end is the same; under
// return_all nothing of the fee is left (COM-5).
func TestOrderOfRefundsIsIrrelevant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRule(t)
		fees, err := list(r).Quote(noon, germany, []commission.QuoteLine{drawLine(t), drawLine(t)})
		if err != nil {
			t.Fatal(err)
		}
		f := fees[1]
		of := rapid.Int64Range(1, 40_000).Draw(t, "of")
		ends := [2]commission.Returned{}
		for run := range ends {
			steps := rapid.SliceOfN(rapid.Int64Range(0, of), 0, 6).Draw(t, "steps")
			ends[run] = refund(t, f, of, append(steps, of))
		}
		if ends[0] != ends[1] {
			t.Fatalf("two ways to refund everything end at %+v and %+v", ends[0], ends[1])
		}
		whole := commission.Returned{Commission: f.Commission, VAT: f.VAT}
		if f.Trace.Refunds == commission.ReturnAll && ends[0] != whole {
			t.Fatalf("a full refund returns %+v of %+v", ends[0], whole)
		}
		if f.Trace.Refunds == commission.KeepAll && ends[0] != (commission.Returned{}) {
			t.Fatalf("keep_all returns %+v", ends[0])
		}
	})
}

// refund refunds a fee step by step, at most up to of, and returns what went back.
func refund(t interface{ Fatalf(string, ...any) }, f commission.Fee, of int64, steps []int64) commission.Returned {
	var given commission.Returned
	var done int64
	for _, s := range steps {
		done = min(of, done+s)
		back, err := f.Return(commission.Units(done, of), given)
		if err != nil || back.Commission < 0 || back.VAT < 0 {
			t.Fatalf("%d of %d after %+v: %+v, %v", done, of, given, back, err)
		}
		given = given.Plus(back)
		if given.Commission > f.Commission || given.VAT > f.VAT {
			t.Fatalf("%+v went back of %d and %d", given, f.Commission, f.VAT)
		}
	}
	return given
}

func TestReturnRefuses(t *testing.T) {
	t.Parallel()
	fee := quote(t, list(percent(1, 1200)), line("l", 1000))[0]
	for _, s := range []commission.Share{{1, 0}, {-1, 2}, {3, 2}} {
		_, err := fee.Return(s, commission.Returned{})
		require.ErrorIs(t, err, commission.ErrShare)
	}
	// A share by amount behind one by units waits instead of taking back.
	back, err := fee.Return(commission.Cash(1, 1000), commission.Returned{Commission: 60, VAT: 11})
	require.NoError(t, err)
	require.Equal(t, commission.Returned{}, back)
}

func TestImpossibleLines(t *testing.T) {
	t.Parallel()
	a, b := line("a", 100), line("b", 100)
	a.Quantity, b.VendorDiscount, b.Gross = 0, -1, 1<<62
	_, err := list(percent(1, 1200)).Quote(noon, germany, []commission.QuoteLine{a, b})
	require.Equal(t, "commission.quote", markthalle.CodeOf(err))
	for _, at := range []string{"/lines/0/quantity", "/lines/1/vendor_discount", "/lines/1/gross"} {
		require.ErrorContains(t, err, at)
	}
	fees, err := list().Quote(noon, germany, nil)
	require.NoError(t, err)
	require.Empty(t, fees, "no lines, no fees, no rule needed")
}

// numbers reads small numbers off fuzzed bytes.
type numbers []byte

func (n *numbers) next(most int64) int64 {
	if len(*n) < 4 {
		return 0
	}
	v := int64(binary.BigEndian.Uint32(*n))
	*n = (*n)[4:]
	return v % (most + 1)
}

func FuzzQuote(f *testing.F) {
	f.Add([]byte("a vendor order of two lines, at twelve percent and a fixed amount"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		n := numbers(raw)
		r := rule(1, "fuzzed", func(r *commission.Rule) {
			r.PercentBP, r.Fixed = money.BasisPoints(n.next(10_000)), n.next(money.MaxCharge)
			r.FixedPer = []commission.FixedPer{commission.PerLine, commission.PerUnit, commission.PerVendorOrder}[n.next(2)]
			r.Min = ptr(n.next(1_000))
			r.Max = ptr(*r.Min + n.next(100_000))
			r.Tiers = &commission.Tiers{
				Mode:  []commission.TierMode{commission.Marginal, commission.Full}[n.next(1)],
				On:    []commission.Measure{commission.OnLine, commission.OnUnit, commission.OnTurnover}[n.next(2)],
				Steps: []commission.Step{{1 + n.next(1<<31), money.BasisPoints(n.next(10_000))}},
			}
		})
		require.NoError(t, r.Validate())
		var lines []commission.QuoteLine
		for len(n) >= 12 && len(lines) < 20 {
			l := units("l", 1+n.next(1_000), n.next(1<<31))
			l.VendorDiscount = n.next(1 << 31)
			lines = append(lines, l)
		}
		fees, err := list(r).Quote(noon, germany, lines)
		require.NoError(t, err)
		var total int64
		for _, fee := range fees {
			total += fee.Commission
			if fee.Commission < 0 || fee.Commission > min(fee.Trace.Base.Total, *r.Max) {
				t.Fatalf("commission %d on %d", fee.Commission, fee.Trace.Base.Total)
			}
			require.NotEmpty(t, fee.Sentence("de"))
		}
		if len(fees) > 0 {
			require.Equal(t, fees[0].Trace.Group.Total, total)
		}
	})
}

func FuzzRefunds(f *testing.F) {
	f.Add(int64(1028), int64(195), int64(30), int64(2), []byte{0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, fee, vat, fixed, of int64, raw []byte) {
		if fee < 0 || vat < 0 || vat > fee || fixed < 0 || fixed > fee || of <= 0 {
			return
		}
		for _, policy := range []commission.RefundPolicy{commission.ReturnAll, commission.KeepFixed, commission.KeepPercent, commission.KeepAll} {
			frozen := commission.Fee{Commission: fee, VAT: vat, Trace: commission.Trace{Fixed: fixed, Refunds: policy, KeepBP: 2500}}
			n, steps := numbers(raw), []int64(nil)
			for len(n) >= 4 {
				steps = append(steps, n.next(1<<31)%of)
			}
			straight := refund(t, frozen, of, []int64{of})
			require.Equal(t, straight, refund(t, frozen, of, bounded(steps, of)))
		}
	})
}

// bounded returns steps that add up to of.
func bounded(steps []int64, of int64) []int64 {
	left := of
	var out []int64
	for _, s := range steps {
		s = min(s, left)
		out, left = append(out, s), left-s
	}
	return append(out, left)
}
