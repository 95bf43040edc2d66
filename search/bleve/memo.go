package bleve

import (
	"encoding/json"
	"slices"
	"sync"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// memo keeps the facets of queries without text for as long as their view lives: what
// everybody browses is counted once after each write, whatever the page and the order.
type memo struct {
	mu      sync.Mutex
	entries map[string][]search.FacetResult
	behind  map[string][]uint32 // products behind each value, by scope
}

const (
	maxMemo   = 256 // entries of a view
	maxScopes = 16  // of which products are counted by value
)

func newMemo() *memo {
	return &memo{entries: make(map[string][]search.FacetResult), behind: make(map[string][]uint32)}
}

// memoKey names what decides the facets of q; it is empty for queries whose facets are
// not kept.
func memoKey(q *search.Query, text bool) string {
	if text || len(q.Facets) == 0 {
		return ""
	}
	b, err := json.Marshal(struct {
		Locale                    markthalle.Locale
		Market, Country, Currency string
		Blocked                   search.Blocked
		Filters                   []search.Filter
		Facets                    []search.Facet
	}{q.Locale, q.Market, q.Country, q.Currency, q.Blocked, q.Filters, q.Facets})
	if err != nil {
		return ""
	}
	return string(b)
}

// look returns the facets that were counted under a key, as the caller's own.
func (m *memo) look(key string) ([]search.FacetResult, bool) {
	if key == "" {
		return nil, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	facets, ok := m.entries[key]
	return own(facets), ok
}

// keep remembers facets.
func (m *memo) keep(key string, facets []search.FacetResult) {
	if key == "" {
		return
	}
	facets = own(facets)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.entries) < maxMemo {
		m.entries[key] = facets
	}
}

// named returns how many products are behind each value in a scope; nobody may change it.
func (m *memo) named(key string) ([]uint32, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.behind[key]
	return n, ok
}

func (m *memo) keepNamed(key string, n []uint32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.behind) < maxScopes {
		m.behind[key] = n
	}
}

// own copies facets, since callers put their own labels into them.
func own(list []search.FacetResult) []search.FacetResult {
	out := slices.Clone(list)
	for i := range out {
		out[i].Values = slices.Clone(out[i].Values)
	}
	return out
}
