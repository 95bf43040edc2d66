package money

import (
	"slices"
	"strings"
)

// unit is what the payment provider demands of amounts in one currency.
type unit struct {
	exponent       int
	charge, payout int64
}

// groups lists every currency that the provider presents, by the shape of its
// amounts (payment rules §2.5, after docs.stripe.com/currencies: presentment
// currencies, zero-decimal, three-decimal and special cases). ISK and UGX are
// written with two decimals that must be 00; UGX is on the zero-decimal list as
// well, where the special case is the stricter reading. HUF and TWD are charged with
// two decimals and paid out in whole units. Currencies that ISO 4217 has withdrawn
// are left out.
var groups = []struct {
	unit
	codes string
}{
	{unit{0, 1, 1}, "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"},
	{unit{3, 10, 10}, "BHD JOD KWD OMR TND"},
	{unit{2, 100, 100}, "ISK UGX"},
	{unit{2, 1, 100}, "HUF TWD"},
	{unit{2, 1, 1}, `
		AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD
		CAD CDF CHF CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD
		GTQ GYD HKD HNL HTG IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD
		MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK
		PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TOP
		TRY TTD TZS UAH USD UYU UZS WST XCD YER ZAR ZMW`},
}

// minimum is the smallest charge of a currency in minor units. The first block is
// the provider's published list (docs.stripe.com/currencies, "Minimum and maximum
// charge amounts"). The second is the equivalent of 0.50 USD rounded up to a plain
// figure above the rates of 2025, for currencies that the provider converts at the
// rate of the day: being a little too high refuses a tiny order, being too low loses
// a checkout at the payment page.
var minimum = map[Currency]int64{
	"AED": 200, "AUD": 50, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250,
	"EUR": 50, "GBP": 30, "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000,
	"MYR": 200, "NOK": 300, "NZD": 50, "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50,
	"THB": 1000, "USD": 50,

	"BHD": 200, "CLP": 600, "CNY": 400, "COP": 250000, "IDR": 900000, "ILS": 200,
	"ISK": 7500, "JOD": 400, "KRW": 800, "KWD": 200, "OMR": 200, "PHP": 3000,
	"RSD": 6000, "SAR": 200, "TND": 1700, "TWD": 1800, "UAH": 2500, "UGX": 200000,
	"VND": 14000, "ZAR": 1000,
}

var units, codes = func() (map[Currency]unit, []Currency) {
	m := map[Currency]unit{}
	var list []Currency
	for _, g := range groups {
		for _, c := range strings.Fields(g.codes) {
			m[Currency(c)] = g.unit
			list = append(list, Currency(c))
		}
	}
	slices.Sort(list)
	return m, list
}()
