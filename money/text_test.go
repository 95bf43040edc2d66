package money_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in       string
		currency money.Currency
		want     int64
		code     string
	}{
		{in: "12.34", currency: "EUR", want: 1234},
		{in: "12,34", currency: "EUR", want: 1234},
		{in: " 12 ", currency: "EUR", want: 1200},
		{in: "12.3", currency: "EUR", want: 1230},
		{in: "-0,05", currency: "EUR", want: -5},
		{in: "0000000000000000000000001.00", currency: "EUR", want: 100},
		{in: "0", currency: "EUR", want: 0},
		{in: "1500", currency: "JPY", want: 1500},
		{in: "1.234", currency: "KWD", want: 1234},
		{in: "12", currency: "ISK", want: 1200},
		{in: "92233720368547758.07", currency: "EUR", want: math.MaxInt64},
		{in: "92233720368547758.08", currency: "EUR", code: money.CodeOverflow},
		{in: "99999999999999999999999", currency: "EUR", code: money.CodeOverflow},
		{in: "12.345", currency: "EUR", code: money.CodeParse},
		{in: "1,234", currency: "EUR", code: money.CodeParse}, // thousand, or 1.234?
		{in: "1.5", currency: "JPY", code: money.CodeParse},
		{in: "1.234,56", currency: "EUR", code: money.CodeParse},
		{in: "1 234", currency: "EUR", code: money.CodeParse},
		{in: "12.", currency: "EUR", code: money.CodeParse},
		{in: ".5", currency: "EUR", code: money.CodeParse},
		{in: "", currency: "EUR", code: money.CodeParse},
		{in: "-", currency: "EUR", code: money.CodeParse},
		{in: "--1", currency: "EUR", code: money.CodeParse},
		{in: "+1", currency: "EUR", code: money.CodeParse},
		{in: "1e3", currency: "EUR", code: money.CodeParse},
		{in: "١٢", currency: "EUR", code: money.CodeParse},
		{in: "1", currency: "eur", code: money.CodeCurrency},
		{in: "1", currency: "XXX", code: money.CodeCurrency},
		{in: "1", currency: "", code: money.CodeCurrency},
	} {
		got, err := money.Parse(c.in, c.currency)
		if c.code != "" {
			require.Equal(t, c.code, markthalle.CodeOf(err), "%q", c.in)
			require.Equal(t, markthalle.Invalid, markthalle.KindOf(err))
			continue
		}
		require.NoError(t, err, "%q", c.in)
		require.Equal(t, money.New(c.want, c.currency), got, "%q", c.in)
	}
	_, err := money.Parse(strings.Repeat("x", 1000), "EUR")
	require.Less(t, len(err.Error()), 200, "what a stranger typed does not fill the message")
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount money.Amount
		want   string
	}{
		{eur(1234), "12.34"},
		{eur(5), "0.05"},
		{eur(-5), "-0.05"},
		{eur(0), "0.00"},
		{money.New(1500, "JPY"), "1500"},
		{money.New(1230, "KWD"), "1.230"},
		{money.New(math.MinInt64, "EUR"), "-92233720368547758.08"},
	} {
		require.Equal(t, c.want, c.amount.Decimal())
	}
	require.Equal(t, "12.34 EUR", eur(1234).String())
	require.Equal(t, "3 (no currency)", money.Amount{Minor: 3}.String())
}

func TestFormat(t *testing.T) {
	t.Parallel()
	const nb = "\u00a0"
	for _, c := range []struct {
		amount money.Amount
		locale markthalle.Locale
		want   string
	}{
		{eur(1234), "en", "€12.34"},
		{eur(1234), "de", "12,34" + nb + "€"},
		{eur(1234), "pl", "12,34" + nb + "€"},
		{eur(-123456789), "en", "-€1,234,567.89"},
		{eur(123456789), "de", "1.234.567,89" + nb + "€"},
		{eur(123456789), "pl", "1" + nb + "234" + nb + "567,89" + nb + "€"},
		{eur(1234), "de-at", "€" + nb + "12,34"},
		{money.New(1234, "PLN"), "pl", "12,34" + nb + "zł"},
		{money.New(1500, "JPY"), "de", "1.500" + nb + "¥"},
		{money.New(1230, "KWD"), "en", "KWD" + nb + "1.230"},
		{money.New(1200, "ISK"), "en", "ISK" + nb + "12"},
		{money.New(1250, "ISK"), "en", "ISK" + nb + "12.50"}, // never rounded for show
		{money.New(125000, "HUF"), "de", "1.250,00" + nb + "HUF"},
		{money.Amount{}, "en", ""},
		{money.New(5, "BGN"), "en", "5 BGN"}, // withdrawn, and still readable
	} {
		require.Equal(t, c.want, c.amount.Format(c.locale))
	}
}

func TestFormatRate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		bp     money.BasisPoints
		locale markthalle.Locale
		want   string
	}{
		{1250, "en", "12.5%"},
		{1250, "de", "12,5\u00a0%"},
		{1250, "de-at", "12,5\u00a0%"},
		{1205, "pl", "12,05%"},
		{1200, "de", "12\u00a0%"},
		{5, "en", "0.05%"},
		{0, "en", "0%"},
		{-150, "en", "-1.5%"},
	} {
		require.Equal(t, c.want, c.bp.Format(c.locale))
	}
	require.Equal(t, "19 %", money.BasisPoints(1900).String())
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"12.34", "12,34", "-0.05", "1.234,56", "00", "9e9"} {
		f.Add(s, "EUR")
	}
	f.Add("1.230", "KWD")
	f.Fuzz(func(t *testing.T, s, code string) {
		a, err := money.Parse(s, money.Currency(code))
		if err != nil {
			require.Equal(t, markthalle.Invalid, markthalle.KindOf(err))
			return
		}
		again, err := money.Parse(a.Decimal(), a.Currency)
		require.NoError(t, err)
		require.Equal(t, a, again, "what is written is read back")
	})
}
