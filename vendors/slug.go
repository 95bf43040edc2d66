package vendors

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// spelled are letters that lose their sound when only the accent is removed.
var spelled = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "&", " and ",
)

// Slug writes text as part of an address: lower-case ASCII letters and digits with
// single hyphens, at most limit bytes, cut at a hyphen where that keeps half of it. Text
// without any such letter gives the empty string.
func Slug(text string, limit int) string {
	var b strings.Builder
	hyphen := false
	for _, r := range norm.NFD.String(spelled.Replace(norm.NFC.String(strings.ToLower(text)))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			hyphen = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent: its letter was written
		case r == '\'' || r == '’':
		default:
			hyphen = true
		}
	}
	s := b.String()
	if len(s) <= limit {
		return s
	}
	s = s[:limit]
	if i := strings.LastIndexByte(s, '-'); i >= limit/2 {
		s = s[:i]
	}
	return strings.TrimRight(s, "-")
}
