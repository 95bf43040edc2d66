package relevance

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// Mistake is a way in which queries are misspelt. It returns false for a query that
// cannot be misspelt like this.
type Mistake struct {
	Name string
	Make func(r *rand.Rand, words []string) ([]string, bool)
}

// Mistakes are the ways that people mistype. One edit is made in a word of at least five
// letters and two in one of at least six, which still has as many afterwards: from there
// on search forgives them (SEA-5). They are never made in the first letter, which people
// hardly miss, and never in a number.
func Mistakes() []Mistake {
	return []Mistake{
		{"one edit", func(r *rand.Rand, w []string) ([]string, bool) { return inWord(r, w, 5, edit) }},
		{"two edits", func(r *rand.Rand, w []string) ([]string, bool) {
			return inWord(r, w, 6, func(r *rand.Rand, x []rune) []rune { return edit(r, edit(r, x)) })
		}},
		{"swap", func(r *rand.Rand, w []string) ([]string, bool) { return inWord(r, w, 6, swap) }},
		{"split", split},
		{"joined", join},
		{"no umlauts", func(_ *rand.Rand, w []string) ([]string, bool) { return bare(w) }},
	}
}

// mangle makes a mistake in a query, always the same.
func (m Mistake) mangle(query string) (string, bool) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(m.Name + query))                                          // a hash never fails
	words, ok := m.Make(rand.New(rand.NewPCG(h.Sum64(), 1)), strings.Fields(query)) //nolint:gosec // the same mistakes every time
	return strings.Join(words, " "), ok
}

func inWord(r *rand.Rand, words []string, letters int, change func(*rand.Rand, []rune) []rune) ([]string, bool) {
	var fit []int
	for i, w := range words {
		if utf8.RuneCountInString(w) >= letters && !strings.ContainsAny(w, "0123456789-.&'") {
			fit = append(fit, i)
		}
	}
	if len(fit) == 0 {
		return nil, false
	}
	out := append([]string{}, words...)
	i := fit[r.IntN(len(fit))]
	for range 16 {
		out[i] = string(change(r, []rune(words[i])))
		if out[i] != words[i] && utf8.RuneCountInString(out[i]) >= letters {
			return out, true
		}
	}
	return nil, false
}

// edit replaces, removes or adds one letter.
func edit(r *rand.Rand, w []rune) []rune {
	at := 1 + r.IntN(len(w)-1)
	letter := rune('a' + r.IntN(26))
	switch r.IntN(3) {
	case 0:
		if letter == w[at] {
			letter = 'a' + (letter-'a'+1)%26
		}
		return append(append(append([]rune{}, w[:at]...), letter), w[at+1:]...)
	case 1:
		return append(append([]rune{}, w[:at]...), w[at+1:]...)
	default:
		return append(append(append([]rune{}, w[:at]...), letter), w[at:]...)
	}
}

// swap exchanges two neighbours that differ.
func swap(r *rand.Rand, w []rune) []rune {
	out := append([]rune{}, w...)
	for range 8 {
		if at := 1 + r.IntN(len(w)-2); out[at] != out[at+1] {
			out[at], out[at+1] = out[at+1], out[at]
			return out
		}
	}
	return out
}

// split writes one word as two.
func split(r *rand.Rand, words []string) ([]string, bool) {
	return inWord(r, words, 6, func(r *rand.Rand, w []rune) []rune {
		at := 2 + r.IntN(len(w)-3)
		return []rune(string(w[:at]) + " " + string(w[at:]))
	})
}

// join writes two words as one.
func join(r *rand.Rand, words []string) ([]string, bool) {
	if len(words) < 2 {
		return nil, false
	}
	i := r.IntN(len(words) - 1)
	out := append([]string{}, words[:i]...)
	out = append(out, words[i]+words[i+1])
	return append(out, words[i+2:]...), true
}

var umlauts = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "Ä", "A", "Ö", "O", "Ü", "U", "ß", "ss",
	"ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ó", "o", "ś", "s", "ź", "z", "ż", "z", "Ł", "L", "Ś", "S", "Ż", "Z")

func bare(words []string) ([]string, bool) {
	out := make([]string, len(words))
	changed := false
	for i, w := range words {
		out[i] = umlauts.Replace(w)
		changed = changed || out[i] != w
	}
	return out, changed
}
