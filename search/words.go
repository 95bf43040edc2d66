package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of a query's text (SEA-6).
const (
	MaxWords     = 20
	MaxQueryText = 200 // characters
	maxWordBytes = 64  // longer words are cut: no product has them, hostile texts do
)

// Words returns the words of s in their order, folded, numbers joined with their
// units ("128 GB" is "128gb"), decimal commas as points (SEA-6).
func Words(s string) []string {
	raw := split(Fold(s))
	out := raw[:0]
	for i := 0; i < len(raw); i++ {
		w := raw[i]
		if i+1 < len(raw) && isNumber(w) {
			if unit, ok := units[raw[i+1]]; ok {
				w += unit
				i++
			}
		} else if n := digits(w); n > 0 && n < len(w) {
			if unit, ok := units[w[n:]]; ok {
				w = strings.TrimSuffix(w[:n], ".") + unit
			}
		}
		out = append(out, w)
	}
	return out
}

// split cuts folded text into runs of letters and digits; a point or comma between
// digits belongs to the number.
func split(s string) []string {
	out := make([]string, 0, len(s)/6+1)
	start, numeric, comma := -1, false, false // of the run that is being read
	flush := func(end int) {
		if start >= 0 {
			w := s[start:end]
			if comma {
				w = strings.ReplaceAll(w, ",", ".")
			}
			out = append(out, cut(number(w)))
		}
		start, comma = -1, false
	}
	prev := rune(0)
	for i, r := range s {
		switch {
		case ideograph(r):
			flush(i)
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if start < 0 {
				start, numeric = i, true
			}
			numeric = numeric && isDigit(r)
		case (r == '.' || r == ',') && isDigit(prev) && numeric && isDigit(next(s, i+1)):
			comma = comma || r == ','
		default:
			flush(i)
		}
		prev = r
	}
	flush(len(s))
	return out
}

func next(s string, i int) rune { r, _ := utf8.DecodeRuneInString(s[i:]); return r }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// ideograph reports scripts that are written without blanks: each sign is a word.
func ideograph(r rune) bool {
	return r >= 0x3040 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// digits returns the length of the number that s starts with.
func digits(s string) int {
	i := 0
	for i < len(s) && (isDigit(rune(s[i])) || (s[i] == '.' && i > 0)) {
		i++
	}
	return i
}

func isNumber(s string) bool { return digits(s) == len(s) }

// number gives numbers one spelling: "1.50" is "1.5", and groups of exactly three
// digits are thousands ("1.000" is "1000"), which is how prices and sizes are written.
func number(s string) string {
	n := digits(s)
	head, tail := s[:n], s[n:]
	if !strings.Contains(head, ".") {
		return s
	}
	parts := strings.Split(head, ".")
	thousands := true
	for _, p := range parts[1:] {
		thousands = thousands && len(p) == 3
	}
	switch {
	case thousands && parts[0] != "0" && len(parts[0]) <= 3:
		return strings.Join(parts, "") + tail
	case len(parts) > 2:
		return strings.Join(parts, ".") + tail // a version or a date
	}
	if frac := strings.TrimRight(parts[1], "0"); frac != "" {
		return parts[0] + "." + frac + tail
	}
	return parts[0] + tail
}

func cut(w string) string {
	if len(w) <= maxWordBytes {
		return w
	}
	i := maxWordBytes
	for i > 0 && !utf8.RuneStart(w[i]) {
		i--
	}
	return w[:i]
}

// Variants returns further spellings under which a document is found although its
// words are spelled differently: the number of a joined unit ("128" and "gb"), model
// numbers without their hyphens ("kd49xf8505" for KD-49XF8505), umlauts written as two
// letters ("mueller" for Müller, "muller" for Mueller). s is the text that Words was given.
func Variants(s string, words []string) []string {
	out := models(s)
	for _, w := range words {
		if n := digits(w); n > 0 && n < len(w) {
			if _, ok := units[w[n:]]; ok {
				out = append(out, w[:n])
			}
		}
		if short := shortened(w); short != w {
			out = append(out, short)
		}
	}
	if strings.ContainsAny(s, "äöüÄÖÜ") {
		long := expand.Replace(s)
		for _, w := range Words(long) {
			if !contains(words, w) {
				out = append(out, w)
			}
		}
	}
	return out
}

// models returns the parts of s that are written together with hyphens, points or
// slashes and have a letter and a digit, as one word each.
func models(s string) []string {
	if !strings.ContainsAny(s, "-./_") || !strings.ContainsAny(s, "0123456789") {
		return nil
	}
	var out []string
	for _, f := range strings.Fields(s) {
		if !strings.ContainsAny(strings.Trim(f, "-./_,"), "-./_") {
			continue
		}
		w := Code(f)
		if len(w) < 4 || len(w) > 24 || isNumber(w) || strings.ContainsRune(w, '.') || contains(out, w) {
			continue
		}
		if words := Words(f); len(words) > 1 && len(words) < 5 {
			out = append(out, w)
		}
	}
	return out
}

var expand = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "ae", "Ö", "oe", "Ü", "ue")

// shortened returns w with ae, oe and ue as one letter, as German and Nordic words are
// typed without their umlauts. After a vowel or q the e is none ("neue", "quer").
func shortened(w string) string {
	if len(w) < 4 || !strings.ContainsRune(w[1:], 'e') {
		return w
	}
	var b strings.Builder
	for i := 0; i < len(w); i++ {
		b.WriteByte(w[i])
		if i+1 < len(w) && w[i+1] == 'e' && (w[i] == 'a' || w[i] == 'o' || w[i] == 'u') &&
			(i == 0 || !strings.ContainsRune("aeiouq", rune(w[i-1]))) {
			i++
		}
	}
	return b.String()
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Code returns an article number without separators, case and leading zeros, or the
// empty string when s cannot be one: fewer than three characters or no digit.
func Code(s string) string {
	var b strings.Builder
	digit := false
	for _, r := range Fold(s) {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || isDigit(r)) {
			b.WriteRune(r)
			digit = digit || isDigit(r)
		}
	}
	code := strings.TrimLeft(b.String(), "0")
	if !digit || len(code) < 3 || len(code) > maxWordBytes {
		return ""
	}
	return code
}

// Plan is the text of a query as engines see it.
type Plan struct {
	Words []string
	Code  string // the whole text as an article number, empty when it cannot be one
	Cut   bool   // the text was longer than what is used
}

// NewPlan normalises the text of a query and cuts it to its bounds. A text without a
// letter or digit gives a plan without words, which is no text query.
func NewPlan(text string) Plan {
	var p Plan
	if utf8.RuneCountInString(text) > MaxQueryText {
		p.Cut = true
		text = string([]rune(text)[:MaxQueryText])
	}
	text = strings.ToValidUTF8(text, " ")
	p.Words = Words(text)
	if len(p.Words) > MaxWords {
		p.Words, p.Cut = p.Words[:MaxWords], true
	}
	if len(p.Words) <= 6 {
		p.Code = Code(text)
	}
	return p
}

// Typos returns how many edits are forgiven in a word (SEA-5).
func Typos(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n < 5 || isNumber(word):
		return 0
	case n == 5:
		return 1
	default:
		return 2
	}
}

// Forgiven returns how many edits may lie between a word of a query and a word of the
// index: as many as the longer of the two may have, since a letter that was left out
// makes a word shorter than it is.
func Forgiven(word, found string) int {
	if isNumber(word) || isNumber(found) {
		return 0
	}
	return max(Typos(word), Typos(found))
}

// Reach returns the most edits that any word of the index may have from word.
func Reach(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n < 4 || isNumber(word):
		return 0
	case n == 4:
		return 1
	default:
		return 2
	}
}

// MinPrefix is the number of letters from which the last word may be a beginning.
const MinPrefix = 2

// AsPrefix reports whether w may be the beginning of a word.
func AsPrefix(w string) bool { return utf8.RuneCountInString(w) >= MinPrefix }

// Edits returns how many letters must be added, removed, replaced or swapped with
// their neighbour to make b of a (optimal string alignment).
func Edits(a, b string) int { return edits([]rune(a), []rune(b)) }

func edits(x, y []rune) int {
	var store [3][maxWordBytes + 1]int // words are not longer
	before, row, next := store[0][:], store[1][:], store[2][:]
	if len(y) >= len(row) {
		before, row, next = make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	}
	for j := range y {
		row[j+1] = j + 1
	}
	for i := range x {
		next[0] = i + 1
		for j := range y {
			cost := row[j]
			if x[i] != y[j] {
				cost++
			}
			cost = min(cost, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				cost = min(cost, before[j-1]+1)
			}
			next[j+1] = cost
		}
		before, row, next = row, next, before
	}
	return row[len(y)]
}
