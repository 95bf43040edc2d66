package stripesim

import (
	"strconv"
	"strings"
)

// currency is what Stripe's documents say about one currency (§2.5 of the payment
// rules): how amounts are written and which amounts are refused.
type currency struct {
	digits  int    // digits of the minor unit as Stripe's API writes it
	minimum int64  // smallest charge; 0 takes the default
	charge  int64  // charges are multiples of this
	payout  int64  // payouts are multiples of this
	symbol  string // for refusal texts
}

// currencies lists what differs from two digits, quantum one. Minimums are those of
// Stripe's table of minimum charge amounts.
func currencyOf(code string) (currency, bool) {
	if len(code) != 3 || strings.ToLower(code) != code || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" || !known[code] {
		return currency{}, false
	}
	c := currency{digits: 2, minimum: 50, charge: 1, payout: 1}
	switch code {
	case "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf":
		c.digits = 0
	case "ugx": // no minor unit, written with two digits
		c.charge, c.payout = 100, 100
	case "bhd", "jod", "kwd", "omr", "tnd":
		c.digits, c.charge, c.payout, c.minimum = 3, 10, 10, 150
	case "isk":
		c.charge, c.payout = 100, 100
	case "huf", "twd":
		c.payout = 100
	}
	if m, ok := minimums[code]; ok {
		c.minimum = m
	}
	c.symbol = symbols[code]
	return c, true
}

var minimums = map[string]int64{
	"aed": 200, "bgn": 100, "czk": 1500, "dkk": 250, "gbp": 30, "hkd": 400, "huf": 17500, "isk": 10000,
	"mxn": 1000, "myr": 200, "nok": 300, "pln": 200, "ron": 200, "sek": 300, "thb": 1000, "twd": 2000,
}

var symbols = map[string]string{"eur": "€", "usd": "$", "gbp": "£", "jpy": "¥", "inr": "₹"}

// known holds the presentment currencies that the simulator accepts.
var known = func() map[string]bool {
	m := map[string]bool{}
	for _, c := range strings.Fields(`aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp bzd
		cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils
		inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn
		nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd sos srd szl thb tnd top
		try ttd twd tzs uah ugx usd uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw`) {
		m[c] = true
	}
	return m
}()

// amountText writes an amount as refusal texts show it: €43.46, ¥500, PLN 12.00.
func amountText(amount int64, code string) string {
	c, _ := currencyOf(code)
	sign := ""
	digits := strconv.FormatInt(amount, 10)
	if amount < 0 {
		sign, digits = "-", digits[1:]
	}
	if c.digits > 0 {
		for len(digits) <= c.digits {
			digits = "0" + digits
		}
		digits = digits[:len(digits)-c.digits] + "." + digits[len(digits)-c.digits:]
	}
	if c.symbol != "" {
		return sign + c.symbol + digits
	}
	return sign + strings.ToUpper(code) + " " + digits
}

// maxAmount is Stripe's largest amount: eight digits.
const maxAmount = 99999999

// checkCurrency refuses what is no currency.
func checkCurrency(code string) (currency, *Error) {
	if code == "" {
		return currency{}, missing("currency")
	}
	c, ok := currencyOf(strings.ToLower(code))
	if !ok {
		return currency{}, invalid("", "currency", "Invalid currency: %s. Stripe currently supports these currencies: usd, eur, gbp and others.", code)
	}
	return c, nil
}

// checkCharge refuses amounts that a buyer cannot be charged (PAY-31, PAY-32).
func checkCharge(amount int64, code string) *Error {
	c, err := checkCurrency(code)
	switch {
	case err != nil:
		return err
	case amount < 1:
		return invalid("parameter_invalid_integer", "amount", "This value must be greater than or equal to 1.")
	case amount > maxAmount:
		return invalid("amount_too_large", "amount", "Amount must be no more than %s", amountText(maxAmount, code))
	case amount < c.minimum:
		return invalid("amount_too_small", "amount", "Amount must be at least %s", amountText(c.minimum, code))
	case amount%c.charge != 0:
		return invalid("parameter_invalid_integer", "amount", "Invalid amount for %s: it must be a multiple of %d.", code, c.charge)
	}
	return nil
}

// checkPositive refuses what is no amount of a transfer, refund or payout.
func checkPositive(amount int64, given bool) *Error {
	switch {
	case !given:
		return missing("amount")
	case amount < 1:
		return invalid("parameter_invalid_integer", "amount", "This value must be greater than or equal to 1.")
	case amount > 99999999999:
		return invalid("amount_too_large", "amount", "Amount must be no more than 99999999999")
	}
	return nil
}
