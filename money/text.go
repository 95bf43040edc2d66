package money

import (
	"math"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
)

// Decimal returns the amount as a plain decimal number with a point and all digits
// of its exponent, for files and machines: "12.34", "-0.05", "1500" for JPY.
func (a Amount) Decimal() string {
	e := a.Currency.Exponent()
	digits := strconv.FormatUint(magnitude(a.Minor), 10)
	if len(digits) <= e {
		digits = strings.Repeat("0", e-len(digits)+1) + digits
	}
	var b strings.Builder
	if a.Minor < 0 {
		b.WriteByte('-')
	}
	b.WriteString(digits[:len(digits)-e])
	if e > 0 {
		b.WriteByte('.')
		b.WriteString(digits[len(digits)-e:])
	}
	return b.String()
}

// String returns the amount for logs and messages to developers: "12.34 EUR". For
// people there is Format.
func (a Amount) String() string {
	if !a.IsSet() {
		return a.Decimal() + " (no currency)"
	}
	return a.Decimal() + " " + string(a.Currency)
}

// Parse reads an amount in c as people write it: digits, at most one point or comma
// before the decimals, a leading minus, surrounding spaces. Groups of thousands are
// refused, because "1,234" means two different amounts in two countries. It fails
// with Invalid: money.currency for an unknown currency, money.overflow for too large
// a number, money.parse for anything else, more decimals than c has included.
func Parse(s string, c Currency) (Amount, error) {
	if _, err := ParseCurrency(string(c)); err != nil {
		return Amount{}, err
	}
	text, negative := strings.CutPrefix(strings.TrimSpace(s), "-")
	whole, decimals := text, ""
	if i := strings.IndexAny(text, ".,"); i >= 0 {
		whole, decimals = text[:i], text[i+1:]
		if decimals == "" {
			return Amount{}, parseError(s, "digits are missing behind the point")
		}
	}
	if whole == "" || !onlyDigits(whole) || !onlyDigits(decimals) {
		return Amount{}, parseError(s, "it must be digits with at most one point or comma")
	}
	if len(decimals) > c.Exponent() {
		return Amount{}, parseError(s, string(c)+" has "+strconv.Itoa(c.Exponent())+" decimals")
	}
	digits := whole + decimals + strings.Repeat("0", c.Exponent()-len(decimals))
	v, err := strconv.ParseUint(strings.TrimLeft(digits, "0"), 10, 64)
	if strings.Trim(digits, "0") == "" {
		v, err = 0, nil
	}
	if err != nil || v > math.MaxInt64 {
		return Amount{}, ErrOverflow.Say("%q is too large an amount.", short(s))
	}
	minor, _ := signed(0, v, negative)
	return New(minor, c), nil
}

func onlyDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func parseError(s, why string) error {
	return markthalle.Errorf(markthalle.Invalid, CodeParse, "%q is not an amount: %s.", short(s), why)
}

// short keeps what a stranger typed from filling a log line.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
