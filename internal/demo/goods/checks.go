package goods

import (
	"math/big"
	"strconv"
	"strings"
)

// GTIN13 completes twelve digits with the check digit of GS1 General Specifications
// 7.9 (weights 1 and 3 from the left).
func GTIN13(twelve string) string {
	sum := 0
	for i, c := range twelve {
		d := int(c - '0')
		if i%2 == 1 {
			d *= 3
		}
		sum += d
	}
	return twelve + strconv.Itoa((10-sum%10)%10)
}

// IBAN completes a national account number (BBAN) by ISO 13616 and ISO 7064 MOD 97-10.
func IBAN(country, bban string) string {
	rest := mod97(bban + country + "00")
	return country + pad(int64(98-rest), 2) + bban
}

// mod97 turns letters into 10 to 35 and takes the remainder.
func mod97(s string) int {
	var digits strings.Builder
	for _, c := range s {
		if c >= 'A' && c <= 'Z' {
			digits.WriteString(strconv.Itoa(int(c-'A') + 10))
		} else {
			digits.WriteRune(c)
		}
	}
	n, _ := new(big.Int).SetString(digits.String(), 10)
	return int(new(big.Int).Mod(n, big.NewInt(97)).Int64())
}

func pad(n int64, width int) string {
	s := strconv.FormatInt(n, 10)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

func digit(s string, i int) int { return int(s[i] - '0') }

func weighted(s string, w ...int) int {
	sum := 0
	for i, x := range w {
		sum += x * digit(s, i)
	}
	return sum
}

// luhn is the check digit that doubles every second digit from the right.
func luhn(s string) int {
	sum := 0
	for i := range len(s) {
		d := digit(s, len(s)-1-i)
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}

// vatID builds a VAT identification number over n with the national check digit;
// where a body cannot carry one, the next n is tried.
func vatID(country string, n int64) string {
	for ; ; n++ {
		if id, ok := vatBody(country, n); ok {
			return country + id
		}
	}
}

func vatBody(country string, n int64) (string, bool) {
	switch country {
	case "DE": // ISO 7064 MOD 11,10
		s, p := pad(10000000+n%89999999, 8), 10
		for i := range 8 {
			m := (digit(s, i) + p) % 10
			if m == 0 {
				m = 10
			}
			p = 2 * m % 11
		}
		return s + strconv.Itoa((11-p)%10), true
	case "AT":
		s := pad(n%10000000, 7)
		sum := 4
		for i := range 7 {
			d := digit(s, i)
			if i%2 == 1 {
				d = d/5 + d*2%10
			}
			sum += d
		}
		return "U" + s + strconv.Itoa((10-sum%10)%10), true
	case "PL":
		s := pad(100000000+n%899999999, 9)
		c := weighted(s, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11
		return s + strconv.Itoa(c%10), c < 10
	case "FR":
		s := pad(10000000+n%89999999, 8)
		siren := s + strconv.Itoa(luhn(s))
		v, err := strconv.ParseInt(siren, 10, 64)
		return pad((12+3*(v%97))%97, 2) + siren, err == nil
	case "IT":
		s := pad(1000000+n%8999999, 7) + "015"
		return s + strconv.Itoa(luhn(s)), true
	case "NL":
		s := pad(10000000+n%89999999, 8)
		c := weighted(s, 9, 8, 7, 6, 5, 4, 3, 2) % 11
		return s + strconv.Itoa(c%10) + "B01", c < 10
	case "DK":
		s := pad(1000000+n%8999999, 7)
		c := (11 - weighted(s, 2, 7, 6, 5, 4, 3, 2)%11) % 11
		return s + strconv.Itoa(c%10), c < 10
	case "CZ":
		s := pad(1000000+n%7999999, 7)
		c := 11 - weighted(s, 8, 7, 6, 5, 4, 3, 2)%11
		return s + strconv.Itoa(c%10), true
	}
	return vatSouth(country, n)
}

func vatSouth(country string, n int64) (string, bool) {
	switch country {
	case "ES": // a limited company: letter B
		s := pad(n%10000000, 7)
		return "B" + s + strconv.Itoa(luhn(s)), true
	case "PT":
		s := "5" + pad(n%10000000, 7)
		c := 11 - weighted(s, 9, 8, 7, 6, 5, 4, 3, 2)%11
		if c > 9 {
			c = 0
		}
		return s + strconv.Itoa(c), true
	case "SE":
		s := "556" + pad(n%1000000, 6)
		return s + strconv.Itoa(luhn(s)) + "01", true
	case "BE":
		v := 8000000 + n%1999999
		return pad(v, 8) + pad(97-v%97, 2), true
	}
	return pad(n%100000000, 8), true
}

// ValidVAT says whether a number carries the check digits of its country's rule.
func ValidVAT(id string) bool {
	if len(id) < 4 {
		return false
	}
	country, body := id[:2], id[2:]
	find := func(n int64) bool { s, ok := vatBody(country, n); return ok && s == body }
	number := func(s string) int64 {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return -1
		}
		return n
	}
	switch country {
	case "DE", "NL":
		return len(body) >= 9 && find(number(body[:8])-10000000)
	case "AT":
		return len(body) == 9 && find(number(body[1:8]))
	case "PL":
		return len(body) == 10 && find(number(body[:9])-100000000)
	case "FR":
		return len(body) == 11 && find(number(body[2:10])-10000000)
	case "IT":
		return len(body) == 11 && number(body) >= 0 && luhn(body[:10]) == digit(body, 10)
	case "DK", "CZ":
		return len(body) >= 8 && find(number(body[:7])-1000000)
	case "ES", "PT":
		return len(body) == 9 && find(number(body[1:8]))
	case "SE":
		return len(body) == 12 && find(number(body[3:9]))
	case "BE":
		return len(body) == 10 && find(number(body[:8])-8000000)
	}
	return false
}
