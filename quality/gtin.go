package quality

import "strings"

// ParseGTIN reads a trade item number: GTIN-8, -12 (UPC-A), -13 (EAN), -14 or an
// ISBN-10, with spaces and hyphens allowed. It returns the number as fourteen digits,
// padded with zeros on the left, by which all notations of one article are equal
// (MKT-31), and false when the length or the check digit is wrong. Check digits:
// GS1 General Specifications §7.9; ISO 2108 for ISBN-10.
func ParseGTIN(s string) (string, bool) {
	digits := compact(s)
	if len(digits) == 10 {
		return fromISBN10(digits)
	}
	switch len(digits) {
	case 8, 12, 13, 14:
	default:
		return "", false
	}
	if !allDigits(digits) || strings.Trim(digits, "0") == "" {
		return "", false
	}
	padded := strings.Repeat("0", 14-len(digits)) + digits
	if checkDigit(padded[:13]) != padded[13] {
		return "", false
	}
	return padded, true
}

// WantedGTIN returns s with the check digit it should have, or a description of the
// lengths that are accepted.
func WantedGTIN(s string) string {
	d := compact(s)
	switch len(d) {
	case 8, 12, 13, 14:
		if allDigits(d) {
			body := strings.Repeat("0", 14-len(d)) + d[:len(d)-1]
			return d[:len(d)-1] + string(checkDigit(body))
		}
	}
	return "8, 12, 13 or 14 digits, or an ISBN"
}

// Spoilt names what a spreadsheet does to numbers, and returns the empty string when s
// does not look damaged: "scientific" for 4.00638E+12, "decimals" for 4006381333931.0,
// "leading_zeros" for a number that is right once zeros are put back in front of it.
// It repairs nothing (MKT-94).
func Spoilt(s string) string {
	t := strings.ToUpper(strings.TrimSpace(s))
	if i := strings.IndexByte(t, 'E'); i > 0 && numeric(t[:i]) && numeric(strings.TrimLeft(t[i+1:], "+-")) {
		return "scientific"
	}
	if whole, frac, ok := cutDecimal(t); ok && allDigits(whole) && len(whole) >= 8 && strings.Trim(frac, "0") == "" {
		return "decimals"
	}
	d := compact(t)
	if !allDigits(d) || len(d) < 5 {
		return ""
	}
	for _, n := range []int{8, 12, 13} {
		if len(d) < n && n-len(d) <= 3 {
			if _, ok := ParseGTIN(d); ok {
				return ""
			}
			if _, ok := ParseGTIN(strings.Repeat("0", n-len(d)) + d); ok {
				return "leading_zeros"
			}
		}
	}
	return ""
}

func cutDecimal(s string) (whole, frac string, ok bool) {
	i := strings.LastIndexAny(s, ".,")
	if i < 0 || !allDigits(s[i+1:]) {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}

// checkDigit computes the GS1 check digit of a number without it: weights 3 and 1 from
// the right, the difference to the next multiple of ten.
func checkDigit(body string) byte {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			d *= 3
		}
		sum += d
	}
	return '0' + byte((10-sum%10)%10)
}

func fromISBN10(s string) (string, bool) {
	sum := 0
	for i := range 10 {
		c := s[i]
		d := int(c - '0')
		switch {
		case c == 'X' && i == 9:
			d = 10
		case c < '0' || c > '9':
			return "", false
		}
		sum += (10 - i) * d
	}
	if sum%11 != 0 || strings.Trim(s, "0") == "" {
		return "", false
	}
	body := "0978" + s[:9]
	return body + string(checkDigit(body)), true
}

func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u00a0', '\u2009', '\u2010', '\u2011':
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(s)))
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func numeric(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.,") == ""
}
