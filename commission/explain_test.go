package commission_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
)

// plain makes non-breaking spaces readable.
func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

// COM-8: one sentence with the numbers, in the reader's language.
func TestSentence(t *testing.T) {
	t.Parallel()
	r := rule(1, "Shoes", func(r *commission.Rule) { r.PercentBP, r.Fixed = 1400, 30 })
	fee := quote(t, list(r), line("l", 3598))[0]
	for locale, want := range map[markthalle.Locale]string{
		"en":    "Rule “Shoes”: 14% of €35.98 plus €0.30 for the line makes 5.3372 EUR, rounded to €5.34; 19% VAT adds €1.01, in total €6.35.",
		"de":    "Regel „Shoes“: 14 % von 35,98 € zuzüglich 0,30 € für die Position ergibt 5,3372 EUR, gerundet 5,34 €; dazu 19 % USt. von 1,01 €, insgesamt 6,35 €.",
		"pl":    "Reguła „Shoes”: 14% z 35,98 € plus 0,30 € za pozycję daje 5,3372 EUR, po zaokrągleniu 5,34 €; do tego VAT 19% w kwocie 1,01 €, łącznie 6,35 €.",
		"fr":    "Rule “Shoes”: 14% of 35,98 € plus 0,30 € for the line makes 5.3372 EUR, rounded to 5,34 €; 19% VAT adds 1,01 €, in total 6,35 €.",
		"de-at": "Regel „Shoes“: 14 % von € 35,98 zuzüglich € 0,30 für die Position ergibt 5,3372 EUR, gerundet € 5,34; dazu 19 % USt. von € 1,01, insgesamt € 6,35.",
	} {
		require.Equal(t, want, plain(fee.Sentence(locale)), locale)
	}
	require.Equal(t, "You would get €29.63 of €35.98.", fee.Outcome(3598, "en"))
	require.Equal(t, "Sie würden 29,63 € von 35,98 € erhalten.", plain(fee.Outcome(3598, "de")))
}

// Every bound, tier and VAT treatment has its words.
func TestSentenceSays(t *testing.T) {
	t.Parallel()
	abroad := line("l", 25000)
	abroad.VendorCountry = "US"
	turnover := line("l", 25000)
	turnover.Turnover = 20000
	for name, c := range map[string]struct {
		rule commission.Rule
		line commission.QuoteLine
		want string
	}{
		"whole tier":    {tiered(commission.Full, commission.OnLine), line("l", 25000), "8% (tier from €100.00) of €250.00 makes €20.00;"},
		"marginal tier": {tiered(commission.Marginal, commission.OnLine), line("l", 25000), "tiered rates up to 8% on €250.00, taken of €250.00 makes €27.00;"},
		"unit tier":     {tiered(commission.Full, commission.OnUnit), units("l", 3, 10000), "8% (tier for unit prices from €100.00) of €300.00 makes €24.00;"},
		"turnover":      {tiered(commission.Marginal, commission.OnTurnover), turnover, "last month's turnover of €200.00, taken of €250.00 makes €28.75;"},
		"minimum":       {rule(1, "x", func(r *commission.Rule) { r.PercentBP, r.Min = 100, ptr(500) }), line("l", 25000), ", but at least €5.00, makes €5.00;"},
		"maximum":       {rule(1, "x", func(r *commission.Rule) { r.PercentBP, r.Max = 1000, ptr(500) }), line("l", 25000), ", but at most €5.00, makes €5.00;"},
		"base":          {rule(1, "x", func(r *commission.Rule) { r.Fixed = 500 }), line("l", 100), "never more than the amount it is taken of, makes €1.00;"},
		"add-on": {rule(1, "x", func(r *commission.Rule) {
			r.PercentBP = 1000
			r.AddOns = []commission.AddOn{{Name: "Cards", Terms: commission.Terms{PercentBP: 150, Fixed: 25, FixedPer: commission.PerVendorOrder}}}
		}), line("l", 25000), "makes €25.00; on top, “Cards”: 1.5% of €250.00 plus €0.25 as its part of the amount per order makes €4.00; together €29.00;"},
		"outside": {percent(1, 1000), abroad, "no VAT is added, because you are established outside the EU."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, c.rule.Validate())
			require.Contains(t, plain(quote(t, list(c.rule), c.line)[0].Sentence("en")), c.want)
		})
	}
}

// No language lacks a word: every reason, policy, measure and kind of VAT reads
// differently and completely in all three.
func TestEveryLanguageIsComplete(t *testing.T) {
	t.Parallel()
	whys := []commission.Why{
		commission.WhyNotYet, commission.WhyNoLonger, commission.WhyProduct, commission.WhyVendor, commission.WhyCategory, commission.WhyPlan,
		commission.WhyBrand, commission.WhyCondition, commission.WhyChannel, commission.WhySellerKind, commission.WhyPrice, commission.WhyOutranked,
	}
	seen := map[string]bool{}
	fresh := func(s string) {
		require.NotContains(t, s, "%!")
		require.Greater(t, len(s), 10, s)
		require.False(t, seen[s], "said twice: %s", s)
		seen[s] = true
	}
	for _, locale := range markthalle.Locales() {
		for _, w := range whys {
			fresh(commission.Lost{Name: "R", Why: w}.Sentence(locale))
		}
		for _, p := range []commission.RefundPolicy{commission.ReturnAll, commission.KeepFixed, commission.KeepPercent, commission.KeepAll} {
			fresh(commission.Fee{Trace: commission.Trace{Currency: "EUR", Refunds: p, KeepBP: 500}}.RefundSentence(locale))
		}
		for _, k := range []commission.VATKind{commission.VATDomestic, commission.VATReverseCharge, commission.VATOutside, commission.VATExempt} {
			fresh(commission.Fee{VATTreatment: commission.VATTreatment{Kind: k}, Trace: commission.Trace{Currency: "EUR"}}.Sentence(locale))
		}
		for _, mode := range []commission.TierMode{commission.Marginal, commission.Full} {
			for _, on := range []commission.Measure{commission.OnLine, commission.OnUnit, commission.OnTurnover} {
				fresh(quote(t, list(tiered(mode, on)), line("l", 12345))[0].Sentence(locale))
			}
		}
	}
}
