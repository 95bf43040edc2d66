package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Letters that no Unicode decomposition takes apart, with what people type instead.
var letters = map[rune]string{
	'ł': "l", 'ß': "ss", 'ø': "o", 'œ': "oe", 'æ': "ae", 'đ': "d", 'ð': "d", 'þ': "th",
	'ı': "i", 'ħ': "h", 'ŋ': "n", 'ŧ': "t", 'ĸ': "k", 'ſ': "s",
}

// Signs that stand for a unit or for nothing at all.
var signs = map[rune]string{
	'®': "", '™': "", '©': "", '℠': "", '\u00ad': "", '\u200b': "", '\u200c': "", '\u200d': "", '\u2060': "", '\ufeff': "",
	'\'': "", '’': "", '‘': "", 'ʼ': "", '`': "", '´': "",
	'"': " in ", '″': " in ", '”': " in ", '½': ".5",
}

// Fold returns s without case, accents, ligatures and trade marks: "Łódź®" is "lodz".
// Letters of other scripts stay.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			foldRunes(&b, s)
			return b.String()
		}
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		case c == '\'' || c == '`':
		case c == '"':
			b.WriteString(" in ")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// foldRunes removes signs before the compatibility decomposition, because that would
// turn a trade mark into letters.
func foldRunes(b *strings.Builder, s string) {
	var kept strings.Builder
	kept.Grow(len(s))
	for _, r := range s {
		if repl, ok := signs[r]; ok {
			kept.WriteString(repl)
			continue
		}
		kept.WriteRune(r)
	}
	for _, r := range norm.NFKD.String(kept.String()) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if repl, ok := letters[r]; ok {
			b.WriteString(repl)
			continue
		}
		b.WriteRune(r)
	}
}

// Units that are written together with their number, with their one spelling.
var units = map[string]string{
	"gb": "gb", "tb": "tb", "mb": "mb", "kb": "kb", "kg": "kg", "g": "g", "gr": "g", "mg": "mg", "l": "l", "ltr": "l",
	"liter": "l", "litre": "l", "litr": "l", "ml": "ml", "cl": "cl", "dl": "dl", "m": "m", "cm": "cm", "mm": "mm", "km": "km",
	"w": "w", "watt": "w", "kw": "kw", "v": "v", "volt": "v", "mah": "mah", "wh": "wh", "kwh": "kwh",
	"hz": "hz", "mhz": "mhz", "ghz": "ghz", "mp": "mp", "in": "in", "inch": "in", "inches": "in", "zoll": "in", "cal": "in", "cali": "in",
	"oz": "oz", "lb": "lb", "lbs": "lb", "ft": "ft", "pcs": "pcs", "stk": "pcs", "stuck": "pcs", "szt": "pcs",
}
