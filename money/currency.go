package money

import markthalle "github.com/markthalle/markthalle"

// Currency is an ISO 4217 code in upper case: "EUR". The zero value is no currency.
type Currency string

// The currencies that defaults and examples name.
const (
	EUR Currency = "EUR"
	PLN Currency = "PLN"
	GBP Currency = "GBP"
	USD Currency = "USD"
	CHF Currency = "CHF"
)

// Valid reports whether c is a currency that the market can charge and pay out:
// upper case, and one that the payment provider presents.
func (c Currency) Valid() bool { _, ok := units[c]; return ok }

// Exponent returns how many decimal digits a minor unit of c stands behind the
// point: 2 for EUR, 0 for JPY, 3 for KWD. It is that of the payment provider's
// notation (PAY-32), which for ISK and UGX is 2 although only whole ones exist. An
// unknown currency has exponent 0.
func (c Currency) Exponent() int { return units[c].exponent }

// ChargeQuantum returns the number of minor units of which every charge and refund
// in c must be a multiple (PAY-32): 1 for EUR, 10 for KWD, 100 for ISK.
func (c Currency) ChargeQuantum() int64 { return max(1, units[c].charge) }

// PayoutQuantum returns the number of minor units of which every payout in c must be
// a multiple (PAY-32): 1 for EUR, 100 for HUF.
func (c Currency) PayoutQuantum() int64 { return max(1, units[c].payout) }

// MinCharge returns the smallest amount in minor units that can be charged in c, the
// equivalent of 0.50 USD (PAY-31). Where no figure is known it is one ChargeQuantum,
// and the provider decides.
func (c Currency) MinCharge() int64 {
	if m, ok := minimum[c]; ok {
		return m
	}
	return c.ChargeQuantum()
}

// MaxCharge is the largest amount in minor units of any currency that can be charged
// at once: eight digits (payment rules §2.5).
const MaxCharge = 99_999_999

// Currencies returns every valid currency in alphabetical order.
func Currencies() []Currency {
	out := make([]Currency, len(codes))
	copy(out, codes)
	return out
}

// ParseCurrency returns the currency with the given code. It accepts upper case
// only; anything else is Invalid with code money.currency.
func ParseCurrency(code string) (Currency, error) {
	if c := Currency(code); c.Valid() {
		return c, nil
	}
	return "", &markthalle.Error{
		Kind: markthalle.Invalid, Code: CodeCurrency,
		Text: "The currency must be a three-letter code in upper case that can be charged.",
	}
}

// Chargeable returns nil when a may be the total of a charge: zero, which needs no
// charge at all, or a multiple of the quantum between MinCharge and MaxCharge
// (PAY-31). Otherwise it is Invalid with code money.not_chargeable.
func (a Amount) Chargeable() error {
	if !a.Currency.Valid() {
		_, err := ParseCurrency(string(a.Currency))
		return err
	}
	switch q := a.Currency.ChargeQuantum(); {
	case a.Minor == 0:
		return nil
	case a.Minor%q != 0:
		return markthalle.Errorf(markthalle.Invalid, CodeNotChargeable,
			"%s cannot be charged: it must be a multiple of %d minor units.", a, q)
	case a.Minor < a.Currency.MinCharge():
		return markthalle.Errorf(markthalle.Invalid, CodeNotChargeable,
			"%s cannot be charged: the least is %s.", a, New(a.Currency.MinCharge(), a.Currency))
	case a.Minor > MaxCharge:
		return markthalle.Errorf(markthalle.Invalid, CodeNotChargeable,
			"%s cannot be charged: the most is %s.", a, New(MaxCharge, a.Currency))
	}
	return nil
}
