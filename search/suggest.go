package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
)

// Validate reports what is wrong with q as an Invalid search.query error.
func (q *SuggestQuery) Validate() error {
	var f markthalle.Faults
	f.Check(q.Limit >= 0 && q.Limit <= MaxSuggestion, "/limit", "out_of_range", "At most 20 suggestions are possible.")
	f.Check(len(q.Blocked.Vendors) <= MaxBlocked && len(q.Blocked.Categories) <= MaxBlocked, "/blocked", "too_many",
		"At most 10,000 vendors and categories can be blocked.")
	return f.Err(ErrQuery.Code)
}

// Max returns how many suggestions of each kind are wanted.
func (q *SuggestQuery) Max() int {
	if q.Limit == 0 {
		return 5
	}
	return q.Limit
}

// Products returns the query that finds the suggested products.
func (q *SuggestQuery) Products() Query {
	return Query{
		Text: q.Text, Locale: q.Locale, Market: q.Market, Country: q.Country, Currency: q.Currency,
		Blocked: q.Blocked, Size: q.Max(),
	}
}

// SuggestProducts turns a result into suggestions. Products that have only some of the
// words are no completion of them.
func SuggestProducts(res Result, words []string) []Suggestion {
	if res.Stage == StageSome {
		return nil
	}
	out := make([]Suggestion, 0, len(res.Items))
	for _, it := range res.Items {
		out = append(out, Suggestion{
			ID: it.Product, Slug: it.Slug, Label: it.Title, Image: it.Image, Count: it.Offers,
			Marked: Mark(it.Title, words),
		})
	}
	return out
}

// Begins reports whether a name has all words, the last one as the beginning of one.
func Begins(name, words []string) bool {
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	for _, w := range words[:len(words)-1] {
		if !slices.Contains(name, w) {
			return false
		}
	}
	return slices.ContainsFunc(name, func(n string) bool { return strings.HasPrefix(n, last) })
}

// Nearly reports whether a name is called like words but for typos, the last word as the
// beginning of one, and how many edits it takes. One edit is forgiven from three
// letters, two from six; a short word keeps its first letter (SEA-8).
func Nearly(name, words []string) (edits int, ok bool) {
	for i, w := range words {
		best := -1
		for _, n := range name {
			if e := nearWord(n, w, i == len(words)-1); e >= 0 && (best < 0 || e < best) {
				best = e
			}
		}
		if best < 0 {
			return 0, false
		}
		edits += best
	}
	return edits, len(words) > 0
}

// nearWord returns the edits between a typed word and one of a name, or -1 for too many.
func nearWord(name, typed string, begins bool) int {
	if name == typed || begins && strings.HasPrefix(name, typed) {
		return 0
	}
	x, y := []rune(name), []rune(typed)
	allowed := 0
	switch n := len(y); {
	case n < 3 || isNumber(typed):
	case n < 6:
		allowed = 1
	default:
		allowed = 2
	}
	if allowed == 0 || len(y) < 5 && x[0] != y[0] {
		return -1
	}
	best := -1
	from, to := len(x), len(x)
	if begins {
		from, to = max(1, len(y)-allowed), min(len(x), len(y)+allowed)
	}
	for n := from; n <= to; n++ {
		if diff := n - len(y); diff > allowed || diff < -allowed {
			continue
		}
		if e := edits(y, x[:n]); e <= allowed && (best < 0 || e < best) {
			best = e
		}
	}
	return best
}

// SortSuggestions puts what has the most products first, then orders by name and id.
func SortSuggestions(list []Suggestion) {
	slices.SortFunc(list, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label, b.Label), cmp.Compare(a.ID, b.ID))
	})
}

// Mark returns the byte ranges of label that words stand for: whole words, and the
// beginning that the last word is.
func Mark(label string, words []string) [][2]int {
	var out [][2]int
	for at := 0; at < len(label); {
		r, size := utf8.DecodeRuneInString(label[at:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			at += size
			continue
		}
		end := at + size
		for end < len(label) {
			r, size := utf8.DecodeRuneInString(label[end:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
				break
			}
			end += size
		}
		if n := marked(label[at:end], words); n > 0 {
			out = append(out, [2]int{at, at + n})
		}
		at = end
	}
	return out
}

// marked returns how many bytes of the written word are what one of words stands for.
func marked(written string, words []string) int {
	folded := Fold(written)
	for i, w := range words {
		if folded == w {
			return len(written)
		}
		if i < len(words)-1 || !strings.HasPrefix(folded, w) {
			continue
		}
		// Letters may fold to two or none, so the cut is searched, not counted.
		for at := range written {
			if at > 0 && len(Fold(written[:at])) >= len(w) {
				return at
			}
		}
		return len(written)
	}
	return 0
}
