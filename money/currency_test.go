package money_test

import (
	"testing"

	"github.com/bojanz/currency"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// PAY-32: one table of exponents and quanta.
func TestUnits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		currency       money.Currency
		exponent       int
		charge, payout int64
		least          int64
	}{
		{"EUR", 2, 1, 1, 50},
		{"PLN", 2, 1, 1, 200},
		{"JPY", 0, 1, 1, 50},
		{"KWD", 3, 10, 10, 200},
		{"HUF", 2, 1, 100, 17500},
		{"ISK", 2, 100, 100, 7500},
		{"UGX", 2, 100, 100, 200000},
		{"TWD", 2, 1, 100, 1800},
		{"MGA", 0, 1, 1, 1},  // no figure known: the provider decides
		{"LYD", 0, 1, 1, 1},  // not presented by the provider
		{"eur", 0, 1, 1, 1},  // lower case is not a currency
		{"EURO", 0, 1, 1, 1}, //
		{"", 0, 1, 1, 1},
	} {
		require.Equal(t, c.exponent, c.currency.Exponent(), c.currency)
		require.Equal(t, c.charge, c.currency.ChargeQuantum(), c.currency)
		require.Equal(t, c.payout, c.currency.PayoutQuantum(), c.currency)
		require.Equal(t, c.least, c.currency.MinCharge(), c.currency)
	}
}

// Every currency of the table can be formatted, appears once, has the exponent of ISO
// 4217 but for the provider's special cases, and its least charge can be charged.
func TestTable(t *testing.T) {
	t.Parallel()
	special := map[money.Currency]bool{"ISK": true, "UGX": true, "MGA": true}
	seen := map[money.Currency]bool{}
	for _, c := range money.Currencies() {
		require.False(t, seen[c], "%s is listed twice", c)
		seen[c] = true
		digits, ok := currency.GetDigits(string(c))
		require.True(t, ok, "%s is unknown to the CLDR", c)
		if !special[c] {
			require.Equal(t, int(digits), c.Exponent(), c)
		}
		require.NoError(t, money.New(c.MinCharge(), c).Chargeable(), c)
		require.NotEmpty(t, money.New(c.MinCharge(), c).Format("de"), c)
	}
	require.Greater(t, len(seen), 120)
	for c := range special {
		require.True(t, seen[c])
	}
}

func TestParseCurrency(t *testing.T) {
	t.Parallel()
	c, err := money.ParseCurrency("EUR")
	require.NoError(t, err)
	require.Equal(t, money.EUR, c)
	for _, s := range []string{"", "eur", "XXX", "EURO", "EU"} {
		_, err := money.ParseCurrency(s)
		require.Equal(t, money.CodeCurrency, markthalle.CodeOf(err), s)
	}
}

// PAY-31: a total is 0 or at least the minimum, at most eight digits, and a multiple
// of the quantum.
func TestChargeable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount money.Amount
		ok     bool
	}{
		{eur(0), true},
		{eur(1), false},
		{eur(49), false},
		{eur(50), true},
		{eur(99_999_999), true},
		{eur(100_000_000), false},
		{eur(-50), false},
		{money.New(49, "JPY"), false},
		{money.New(50, "JPY"), true},
		{money.New(5124, "KWD"), false},
		{money.New(5120, "KWD"), true},
		{money.New(10050, "ISK"), false},
		{money.New(10100, "ISK"), true},
		{money.New(17501, "HUF"), true},
		{money.New(17499, "HUF"), false},
		{money.New(100, "XXX"), false},
		{money.Amount{}, false},
	} {
		err := c.amount.Chargeable()
		require.Equal(t, c.ok, err == nil, "%s: %v", c.amount, err)
		if err != nil {
			require.Equal(t, markthalle.Invalid, markthalle.KindOf(err))
		}
	}
}
