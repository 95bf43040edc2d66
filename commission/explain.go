package commission

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Sentence explains the fee in one sentence of the reader's language, with the
// numbers: which rule, which rate of what, what was added, which bound decided, how
// it was rounded, and the VAT (COM-8).
func (f Fee) Sentence(locale markthalle.Locale) string {
	s := speaker{phrasesIn(locale), locale, f.Trace.Currency}
	var b strings.Builder
	fmt.Fprintf(&b, s.rule, f.Trace.Name)
	for i, row := range f.Trace.Rows {
		if i > 0 {
			fmt.Fprintf(&b, s.addOn, row.Name)
		}
		b.WriteString(s.row(row, f.Trace.Base.Total))
	}
	if len(f.Trace.Rows) > 1 {
		fmt.Fprintf(&b, s.together, s.amount(f.Commission))
	}
	b.WriteString(s.vat(f))
	b.WriteString(".")
	return b.String()
}

// Outcome says what a vendor would get of the price, before listing: "You would get
// €42.10 of €48.45."
func (f Fee) Outcome(price int64, locale markthalle.Locale) string {
	s := speaker{phrasesIn(locale), locale, f.Trace.Currency}
	return fmt.Sprintf(s.outcome, s.amount(f.Net(price)), s.amount(price))
}

// RefundSentence says what becomes of the fee when the buyer is refunded.
func (f Fee) RefundSentence(locale markthalle.Locale) string {
	s := speaker{phrasesIn(locale), locale, f.Trace.Currency}
	switch f.Trace.Refunds {
	case KeepFixed:
		return fmt.Sprintf(s.keepFixed, s.amount(f.Trace.Fixed))
	case KeepPercent:
		return fmt.Sprintf(s.keepPercent, money.BasisPoints(f.Trace.KeepBP).Format(locale))
	case KeepAll:
		return s.keepAll
	default:
		return s.returnAll
	}
}

// Sentence says in the reader's language why the rule did not apply.
func (l Lost) Sentence(locale markthalle.Locale) string {
	return fmt.Sprintf("%s: %s.", l.Name, phrasesIn(locale).why[l.Why])
}

// speaker says numbers in one language and currency.
type speaker struct {
	phrases
	locale   markthalle.Locale
	currency money.Currency
}

func (s speaker) amount(minor int64) string { return money.New(minor, s.currency).Format(s.locale) }

// exact says an exact number of minor units: as an amount when it is whole, else with
// up to four digits more than the currency has.
func (s speaker) exact(text string) string {
	x, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	if x.IsInt() && x.Num().IsInt64() {
		return s.amount(x.Num().Int64())
	}
	for range s.currency.Exponent() {
		x.Quo(x, new(big.Rat).SetInt64(10))
	}
	number := strings.TrimRight(x.FloatString(s.currency.Exponent()+4), "0")
	return strings.Replace(number, ".", s.point, 1) + "\u00a0" + string(s.currency)
}

// row says the arithmetic of one row: rate and base, fixed amount, bound, rounding.
func (s speaker) row(row Row, base int64) string {
	var b strings.Builder
	rate := row.PercentBP.Format(s.locale)
	if row.Tier != nil {
		rate = s.tier(row.Tier, rate)
	}
	fmt.Fprintf(&b, s.percentOf, rate, s.amount(base))
	if row.Fixed > 0 {
		fmt.Fprintf(&b, s.plus, s.amount(row.Fixed), s.per[row.FixedPer])
	}
	switch row.Bound {
	case BoundMin:
		fmt.Fprintf(&b, s.atLeast, s.amount(*row.Min))
	case BoundMax:
		fmt.Fprintf(&b, s.atMost, s.amount(*row.Max))
	case BoundBase:
		b.WriteString(s.capped)
	}
	fmt.Fprintf(&b, s.makes, s.exact(row.Exact))
	if row.Exact != fmt.Sprint(row.Fee) {
		fmt.Fprintf(&b, s.rounded, s.amount(row.Fee))
	}
	return b.String()
}

func (s speaker) tier(t *TierTrace, rate string) string {
	if t.Mode == Marginal {
		return fmt.Sprintf(s.marginal[t.On], rate, s.amount(t.Measure))
	}
	return fmt.Sprintf(s.whole[t.On], rate, s.amount(t.From))
}

func (s speaker) vat(f Fee) string {
	switch f.VATTreatment.Kind {
	case VATDomestic, VATDestination:
		return fmt.Sprintf(s.plusVAT, f.VATTreatment.Rate.Format(s.locale), s.amount(f.VAT), s.amount(f.Commission+f.VAT))
	case VATReverseCharge:
		return s.reverseCharge
	case VATOutside:
		return s.outside
	default:
		return s.noVAT
	}
}
