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
// page. It also remembers which words are near to a misspelt one. Nobody may change what it
// holds.
type memo struct {
	facets kept[[]search.FacetResult]
	orders kept[order]
	behind kept[[]uint32] // products behind each value, by scope
	near   kept[[]term]   // words within reach of a word
}

// minOrder is how many products of an order are kept at least; else twice as many as were
// asked for, at most search.MaxDepth.
const minOrder = 1024

func newMemo() *memo {
	return &memo{facets: keep[[]search.FacetResult](256), orders: keep[order](32), behind: keep[[]uint32](16), near: keep[[]term](1000)}
}

// kept is a bounded memory; the key "" is of what is not kept.
type kept[V any] struct {
	mu   *sync.Mutex
	most int
	list map[string]V
}

func keep[V any](most int) kept[V] { return kept[V]{new(sync.Mutex), most, make(map[string]V)} }

func (k kept[V]) get(key string) (V, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.list[key]
	return v, ok
}

// put remembers v, instead of what was there; nothing new once the memory is full.
func (k kept[V]) put(key string, v V) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, known := k.list[key]; key != "" && (known || len(k.list) < k.most) {
		k.list[strings.Clone(key)] = v
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

// own copies facets, since callers put their own labels into them.
func own(list []search.FacetResult) []search.FacetResult {
	out := slices.Clone(list)
	for i := range out {
		out[i].Values = slices.Clone(out[i].Values)
	}
	return out
}
