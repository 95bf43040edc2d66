package money

import (
	"strconv"
	"strings"

	"github.com/bojanz/currency"

	"github.com/markthalle/markthalle"
)

// Format returns the amount as people of the locale write it, after the Unicode
// CLDR: "12,34 €" in German, "€12.34" in English. A currency whose people use fewer
// decimals than its notation (ISK) shows only what is there. The zero value is an
// empty string.
func (a Amount) Format(locale markthalle.Locale) string {
	if !a.IsSet() {
		return ""
	}
	n, err := currency.NewAmount(a.Decimal(), string(a.Currency))
	if err != nil {
		return a.String() // a stored amount stays readable when its currency is unknown by now
	}
	f := currency.NewFormatter(currency.NewLocale(string(locale)))
	f.MinDigits, f.MaxDigits = a.digits()
	return f.Format(n)
}

// digits returns how many decimals are shown: those of the CLDR when the rest is
// zero, otherwise all of them, because a shown amount must never be rounded.
func (a Amount) digits() (least, most uint8) {
	all := uint8(a.Currency.Exponent()) // 0 to 3
	usual, ok := currency.GetDigits(string(a.Currency))
	if !ok || usual >= all {
		return all, all
	}
	quantum := int64(1)
	for range all - usual {
		quantum *= 10
	}
	if a.Minor%quantum == 0 {
		return usual, usual
	}
	return all, all
}

// Format returns the rate as people of the locale write it, without trailing zeros:
// "12.5%" in English, "12,5 %" in German and "12,5%" in Polish.
func (bp BasisPoints) Format(locale markthalle.Locale) string {
	s := bp.decimal()
	base, _, _ := strings.Cut(string(locale), "-")
	switch markthalle.Locale(base) {
	case markthalle.German:
		return strings.Replace(s, ".", ",", 1) + "\u00a0%"
	case markthalle.Polish:
		return strings.Replace(s, ".", ",", 1) + "%"
	default:
		return s + "%"
	}
}

// String returns the rate for logs: "12.5 %".
func (bp BasisPoints) String() string { return bp.decimal() + " %" }

func (bp BasisPoints) decimal() string {
	m := magnitude(int64(bp))
	s := strconv.FormatUint(m/100, 10)
	if rest := m % 100; rest != 0 {
		s += "." + strings.TrimRight(strconv.FormatUint(100+rest, 10)[1:], "0")
	}
	if bp < 0 {
		return "-" + s
	}
	return s
}
