package vendors

import (
	"fmt"
	"strings"
)

// ibanLength is the length of each country's account number (SWIFT IBAN registry).
var ibanLength = func() map[string]int {
	out := map[string]int{}
	for _, row := range strings.Fields(`NO15 BE16 DK18 FO18 FI18 GL18 NL18 SD18 FK18 MK19 SI19 AT20 BA20 EE20 KZ20 XK20 LT20 LU20
		CR22 HR21 LV21 CH21 LI21 BG22 BH22 DE22 GB22 GE22 IE22 ME22 RS22 AE23 GI23 IL23 IQ23 TL23 OM23 SO23
		AD24 CZ24 MD24 PK24 RO24 SA24 SE24 SK24 ES24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 FR27 GR27 IT27 MC27 MR27 SM27 BI27 DJ27
		AL28 AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33 MN20`) {
		var n int
		if _, err := fmt.Sscanf(row[2:], "%d", &n); err == nil {
			out[row[:2]] = n
		}
	}
	return out
}()

// CheckIBAN returns the empty string when s, without spaces and in upper case, can be an
// international bank account number (ISO 13616), else what is wanted: the country's
// length, or check digits that fit (ISO 7064 MOD 97-10).
func CheckIBAN(s string) string {
	if len(s) < 5 || !letters(s[:2]) || !digits(s[2:4]) || !alphanumeric(s) {
		return "a country's code, two check digits and the account"
	}
	want, known := ibanLength[s[:2]]
	switch {
	case !known:
		return "an account in a country that uses IBANs"
	case len(s) != want:
		return fmt.Sprintf("%d characters", want)
	case mod97(s[4:]+s[:4]) != 1:
		return "check digits that fit"
	}
	return ""
}

// CompactNumber returns s in upper case without the characters that people put into
// numbers to read them: spaces, dots, hyphens, slashes.
func CompactNumber(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '.', '-', '/', '\u00a0', '\t':
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(s)))
}

// mod97 reads letters as numbers from 10 on and returns the remainder by 97.
func mod97(s string) int {
	r := 0
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			r = (r*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			r = (r*100 + int(c-'A') + 10) % 97
		}
	}
	return r
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func letters(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func alphanumeric(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}
