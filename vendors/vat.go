package vendors

import (
	"regexp"
	"slices"
)

// scheme is how one country forms its VAT numbers: what follows the prefix, and a check
// of it. A nil check means that the form is all that is public.
type scheme struct {
	form   *regexp.Regexp
	wanted string
	check  func(number string) bool
}

func schemeOf(form, wanted string, check func(string) bool) scheme {
	return scheme{regexp.MustCompile("^(?:" + form + ")$"), wanted, check}
}

// schemes are the European Union (Greece under EL, Northern Ireland under XI), Great
// Britain and Switzerland. Forms: European Commission, VIES "VAT number formats"; check
// digits: the tax administrations' publications, one file a family beside this one.
var schemes = map[string]scheme{
	"AT": schemeOf(`U\d{8}`, "ATU and 8 digits", vatAT),
	"BE": schemeOf(`[01]\d{9}`, "BE and 10 digits", vatBE),
	"BG": schemeOf(`\d{9,10}`, "BG and 9 or 10 digits", vatBG),
	"CH": schemeOf(`E\d{9}(?:MWST|TVA|IVA)?`, "CHE, 9 digits and MWST, TVA or IVA", vatCH),
	"CY": schemeOf(`[0-59]\d{7}[A-Z]`, "CY, 8 digits and a letter", vatCY),
	"CZ": schemeOf(`\d{8,10}`, "CZ and 8 to 10 digits", vatCZ),
	"DE": schemeOf(`[1-9]\d{8}`, "DE and 9 digits", vatDE),
	"DK": schemeOf(`[1-9]\d{7}`, "DK and 8 digits", vatDK),
	"EE": schemeOf(`10\d{7}`, "EE and 9 digits", vatEE),
	"EL": schemeOf(`\d{9}`, "EL and 9 digits", vatEL),
	"ES": schemeOf(`[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]`, "ES and 9 characters", vatES),
	"FI": schemeOf(`\d{8}`, "FI and 8 digits", vatFI),
	"FR": schemeOf(`[0-9A-HJ-NP-Z]{2}\d{9}`, "FR, 2 characters and 9 digits", vatFR),
	"GB": schemeOf(`\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2}`, "GB and 9 or 12 digits", vatGB),
	"HR": schemeOf(`\d{11}`, "HR and 11 digits", vatHR),
	"HU": schemeOf(`[1-9]\d{7}`, "HU and 8 digits", vatHU),
	"IE": schemeOf(`\d[0-9A-Z+*]\d{5}[A-W][A-IW]?`, "IE, 7 characters and 1 or 2 letters", vatIE),
	"IT": schemeOf(`\d{11}`, "IT and 11 digits", vatIT),
	"LT": schemeOf(`\d{9}|\d{12}`, "LT and 9 or 12 digits", vatLT),
	"LU": schemeOf(`\d{8}`, "LU and 8 digits", vatLU),
	"LV": schemeOf(`\d{11}`, "LV and 11 digits", vatLV),
	"MT": schemeOf(`[1-9]\d{7}`, "MT and 8 digits", vatMT),
	"NL": schemeOf(`\d{9}B\d{2}`, "NL, 9 digits, B and 2 digits", vatNL),
	"PL": schemeOf(`\d{10}`, "PL and 10 digits", vatPL),
	"PT": schemeOf(`[1-9]\d{8}`, "PT and 9 digits", vatPT),
	"RO": schemeOf(`[1-9]\d{1,9}`, "RO and 2 to 10 digits", vatRO),
	"SE": schemeOf(`\d{10}(?:0[1-9]|[1-8]\d|9[0-4])`, "SE and 12 digits", vatSE),
	"SI": schemeOf(`[1-9]\d{7}`, "SI and 8 digits", vatSI),
	"SK": schemeOf(`[1-9]\d[2346789]\d{7}`, "SK and 10 digits", vatSK),
	"XI": schemeOf(`\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2}`, "XI and 9 or 12 digits", vatGB),
}

var otherVAT = regexp.MustCompile(`^[A-Z0-9+*]{4,20}$`)

// CheckVAT returns the empty string when s, as CompactNumber leaves it, can be a VAT
// number, else what is wanted. For countries without a public rule only the form of any
// such number is checked (MKT-3). Whether it is registered only the tax administration
// knows.
func CheckVAT(s string) string {
	if len(s) > 2 {
		if sc, ok := schemes[s[:2]]; ok {
			switch {
			case !sc.form.MatchString(s[2:]):
				return sc.wanted
			case !sc.check(s[2:]):
				return sc.wanted + ", with a check digit that fits"
			}
			return ""
		}
	}
	if !otherVAT.MatchString(s) {
		return "4 to 20 letters and digits"
	}
	return ""
}

// withVATPrefix puts the country's prefix in front of a number that was given without
// one, if it is then right.
func withVATPrefix(s, country string) string {
	prefix := country
	if country == "GR" {
		prefix = "EL"
	}
	if len(s) > 2 && s[:2] == "GR" {
		s = "EL" + s[2:]
	}
	sc, ok := schemes[prefix]
	if !ok || s == "" || len(s) > 2 && slices.Contains([]string{prefix, country}, s[:2]) {
		return s
	}
	if sc.form.MatchString(s) && sc.check(s) {
		return prefix + s
	}
	return s
}

// at returns the digit at position i of s.
func at(s string, i int) int { return int(s[i] - '0') }

// weighted returns the sum of the leading digits of s times the weights.
func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += w * at(s, i)
	}
	return sum
}

// number reads digits as a number; s holds at most 18 of them.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + at(s, i)
	}
	return n
}

// repeated reports whether all digits of s are equal: form without meaning.
func repeated(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] != s[0] {
			return false
		}
	}
	return true
}
