package search

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/markthalle/markthalle"
)

// Queries remembers what is searched for: popular queries become suggestions (SEA-8),
// those without a result are counted for the operator (SEA-9). It lives in memory, is
// bounded, and forgets by halving. The nil *Queries remembers nothing.
type Queries struct {
	mu     sync.Mutex
	asked  map[queryKey]*queryCount
	banned []string
	total  int
}

type queryKey struct {
	market string
	locale markthalle.Locale
	text   string
}

type queryCount struct{ hits, misses int }

// QueryCount is how often a text was searched for without any result, or with.
type QueryCount struct {
	Text   string
	Hits   int
	Misses int
}

const (
	maxQueries  = 50_000
	halveAfter  = 500_000 // searches after which all counts are halved
	minPopular  = 3       // a query of one person is nobody's suggestion
	minPersonal = 8       // digits that may be a telephone or order number
)

// NewQueries returns an empty memory that never suggests a query with a banned word.
func NewQueries(banned ...string) *Queries {
	q := &Queries{asked: make(map[queryKey]*queryCount)}
	for _, b := range banned {
		q.banned = append(q.banned, Words(b)...)
	}
	return q
}

// learn counts one search. Misspelt queries are not learned as popular ones.
func (q *Queries) learn(market string, locale markthalle.Locale, words []string, total int, stage string) {
	if q == nil || personal(words) {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	k := queryKey{market, locale, strings.Join(words, " ")}
	c := q.asked[k]
	if c == nil {
		if len(q.asked) >= maxQueries {
			q.forget()
		}
		c = &queryCount{}
		q.asked[k] = c
	}
	switch {
	case total == 0:
		c.misses++
	case stage == StageWords || stage == StageCode:
		c.hits++
	}
	if q.total++; q.total >= halveAfter {
		q.total = 0
		q.forget()
	}
}

// personal reports words that may tell who somebody is.
func personal(words []string) bool {
	n := 0
	for _, w := range words {
		for _, r := range w {
			if unicode.IsDigit(r) {
				n++
			}
		}
	}
	return n >= minPersonal
}

// forget halves all counts and drops what is left with none.
func (q *Queries) forget() {
	for k, c := range q.asked {
		c.hits /= 2
		c.misses /= 2
		if c.hits+c.misses == 0 {
			delete(q.asked, k)
		}
	}
}

// Popular returns the most frequent queries that begin like text.
func (q *Queries) Popular(market string, locale markthalle.Locale, text string, limit int) []Suggestion {
	words := NewPlan(text).Words
	if q == nil || len(words) == 0 {
		return nil
	}
	start := strings.Join(words, " ")
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []Suggestion
	for k, c := range q.asked {
		if k.market == market && k.locale == locale && c.hits >= minPopular && strings.HasPrefix(k.text, start) && !q.isBanned(k.text) {
			out = append(out, Suggestion{Label: k.text, Count: c.hits})
		}
	}
	SortSuggestions(out)
	out = out[:min(len(out), limit)]
	for i := range out {
		out[i].Marked = Mark(out[i].Label, words)
	}
	return out
}

func (q *Queries) isBanned(text string) bool {
	return slices.ContainsFunc(strings.Fields(text), func(w string) bool { return slices.Contains(q.banned, w) })
}

// WithoutResult returns the most frequent queries of a market that found nothing.
func (q *Queries) WithoutResult(market string, limit int) []QueryCount {
	if q == nil {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []QueryCount
	for k, c := range q.asked {
		if k.market == market && c.misses > 0 {
			out = append(out, QueryCount{Text: k.text, Hits: c.hits, Misses: c.misses})
		}
	}
	slices.SortFunc(out, func(a, b QueryCount) int {
		return cmp.Or(cmp.Compare(b.Misses, a.Misses), cmp.Compare(a.Text, b.Text))
	})
	return out[:min(len(out), limit)]
}
