package bleve

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// memo keeps the facets and the order of queries without text for as long as their view
// lives: what everybody browses is counted and sorted once after each write, whatever the
// page. It also remembers which words are near to a misspelt one.
type memo struct {
	mu      sync.Mutex
	entries map[string][]search.FacetResult
	orders  map[string]order
	behind  map[string][]uint32 // products behind each value, by scope
	typos   map[string][]term   // words within reach of a word
}

const (
	maxMemo   = 256  // facets of a view
	maxOrders = 32   // orders of a view, each of search.MaxDepth products at most
	minOrder  = 1024 // products of which an order is kept at least; twice as many as were asked for
	maxScopes = 16   // of which products are counted by value
	maxNear   = 1000 // words whose typos are known
)

func newMemo() *memo {
	return &memo{
		entries: make(map[string][]search.FacetResult), orders: make(map[string]order), behind: make(map[string][]uint32),
		typos: make(map[string][]term),
	}
}

// order is the beginning of what a query without text finds, and how much that is.
type order struct {
	rows               []uint32 // that stand for the first products
	total              int
	priceMin, priceMax int64 // 0 without any
}

// reaches reports whether an order holds the first n products, or all there are.
func (o *order) reaches(n int) bool { return len(o.rows) >= min(n, o.total) }

// page returns a part of the order.
func (o *order) page(from, to int) []candidate {
	rows := o.rows[min(from, len(o.rows)):min(to, len(o.rows))]
	out := make([]candidate, len(rows))
	for i, row := range rows {
		out[i].row = row
	}
	return out
}

// order is what a run has found, as it is kept.
func (r *run) order(sorted []candidate) order {
	o := order{rows: make([]uint32, len(sorted)), total: r.total, priceMin: r.priceMin, priceMax: r.priceMax}
	for i, c := range sorted {
		o.rows[i] = c.row
	}
	return o
}

// facetsKey names what decides the facets of q, orderKey what decides its order. They are
// empty for queries of which nothing is kept.
func facetsKey(q *search.Query, text bool) string {
	if text || len(q.Facets) == 0 {
		return ""
	}
	return memoKey(q, struct {
		Locale markthalle.Locale
		Facets []search.Facet
	}{q.Locale, q.Facets})
}

func orderKey(q *search.Query, text bool) string {
	if text {
		return ""
	}
	return memoKey(q, q.Sort)
}

func memoKey(q *search.Query, more any) string {
	b, err := json.Marshal(struct {
		Market, Country, Currency string
		Blocked                   search.Blocked
		Filters                   []search.Filter
		More                      any
	}{q.Market, q.Country, q.Currency, q.Blocked, q.Filters, more})
	if err != nil {
		return ""
	}
	return string(b)
}

// lookOrder returns the order that is kept under a key; nobody may change it.
func (m *memo) lookOrder(key string) (order, bool) {
	if key == "" {
		return order{}, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	o, ok := m.orders[key]
	return o, ok
}

// keepOrder remembers an order unless a longer one is known.
func (m *memo) keepOrder(key string, o order) {
	if key == "" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	old, ok := m.orders[key]
	if ok && len(old.rows) >= len(o.rows) || !ok && len(m.orders) >= maxOrders {
		return
	}
	m.orders[key] = o
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

func (m *memo) near(word string) ([]term, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list, ok := m.typos[word]
	return list, ok
}

func (m *memo) keepNear(word string, list []term) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.typos) < maxNear {
		m.typos[strings.Clone(word)] = slices.Clip(list)
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
