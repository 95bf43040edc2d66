package searchtest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/markthalle/markthalle/search"
)

// Model answers queries by looking at every document. It is slow and obvious.
type Model struct {
	docs  map[string]search.Document
	gone  map[string]int64
	words map[string]docWords
}

type docWords struct {
	exact, begins map[string]bool
	codes         []string
}

// NewModel returns an empty model.
func NewModel() *Model {
	return &Model{docs: map[string]search.Document{}, gone: map[string]int64{}, words: map[string]docWords{}}
}

// Put indexes a document unless it is old.
func (m *Model) Put(d search.Document) {
	if old, ok := m.docs[d.ID]; ok && old.Rev >= d.Rev {
		return
	}
	if rev, ok := m.gone[d.ID]; ok && rev >= d.Rev {
		return
	}
	delete(m.gone, d.ID)
	m.docs[d.ID] = d
	w := docWords{exact: map[string]bool{}, begins: map[string]bool{}}
	w.codes = d.Numbers()
	for _, p := range d.Passages() {
		for _, list := range [][]string{p.Words, p.Variants} {
			for _, x := range list {
				w.exact[x] = true
				if p.Zone == search.InDescription {
					continue
				}
				for n := range x {
					w.begins[x[:n]] = true
				}
				w.begins[x] = true
			}
		}
	}
	m.words[d.ID] = w
}

// Remove deletes a document unless the tombstone is old.
func (m *Model) Remove(t search.Tombstone) {
	if old, ok := m.docs[t.ID]; ok && old.Rev > t.Rev {
		return
	}
	if rev, ok := m.gone[t.ID]; ok && rev >= t.Rev {
		return
	}
	delete(m.docs, t.ID)
	m.gone[t.ID] = t.Rev
}

// Stats returns what the engine must report.
func (m *Model) Stats() search.Stats {
	var g search.Digest
	for _, d := range m.docs {
		g.Add(d.ID, d.Rev)
	}
	return search.Stats{Documents: g.Count(), Checksum: g.String()}
}

// visible reports whether the scope of q shows d.
func visible(q search.Query, d search.Document) bool {
	if q.Currency != "" && d.Currency != q.Currency {
		return false
	}
	if q.Market != "" && len(d.Markets) > 0 && !slices.Contains(d.Markets, q.Market) {
		return false
	}
	if q.Country != "" && len(d.Countries) > 0 && !slices.Contains(d.Countries, q.Country) {
		return false
	}
	if slices.Contains(q.Blocked.Vendors, d.Vendor) {
		return false
	}
	return !slices.ContainsFunc(d.Categories, func(c string) bool { return slices.Contains(q.Blocked.Categories, c) })
}

// terms returns the values that a document has of a field.
func terms(d search.Document, field string) []string {
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	switch field {
	case search.FieldOffer:
		return one(d.ID)
	case search.FieldProduct:
		return one(d.Product)
	case search.FieldVariant:
		return one(d.Variant)
	case search.FieldVendor:
		return one(d.Vendor)
	case search.FieldBrand:
		return one(d.BrandID)
	case search.FieldCondition:
		return one(d.Condition)
	case search.FieldCategory:
		return d.Categories
	case search.FieldInStock:
		if d.InStock {
			return []string{"true"}
		}
		return []string{"false"}
	}
	key, _ := search.AttrKey(field)
	var out []string
	for _, a := range d.Attributes {
		if a.Key == key && a.Facet {
			out = append(out, a.Values...)
		}
	}
	return out
}

func numbers(d search.Document, field string) []int64 {
	var out []int64
	switch field {
	case search.FieldPrice:
		if d.Price > 0 {
			out = append(out, d.Price)
		}
	case search.FieldRating:
		if d.RatingCount > 0 {
			out = append(out, d.Rating)
		}
	case search.FieldCreated:
		if !d.Created.IsZero() {
			out = append(out, d.Created.UnixMilli())
		}
	default:
		key, _ := search.AttrKey(field)
		for _, a := range d.Attributes {
			if a.Key == key && a.Facet && a.Number != nil {
				out = append(out, *a.Number)
			}
		}
	}
	return out
}

func holds(f search.Filter, d search.Document) bool {
	switch f.Op {
	case search.Range:
		return slices.ContainsFunc(numbers(d, f.Field), func(n int64) bool {
			return (f.From == nil || n >= *f.From) && (f.To == nil || n <= *f.To)
		})
	default:
		any := slices.ContainsFunc(terms(d, f.Field), func(v string) bool {
			return slices.Contains(f.Values, v) && !strings.Contains(v, "`")
		})
		return any == (f.Op == search.In)
	}
}

func passes(q search.Query, d search.Document, except string) bool {
	for _, f := range q.Filters {
		if f.Field != except && !holds(f, d) {
			return false
		}
	}
	return true
}

// matchText returns the documents that the text finds and whether the stage is pinned.
func (m *Model) matchText(q search.Query) (map[string]bool, bool) {
	plan := search.NewPlan(q.Text)
	all := map[string]bool{}
	if len(plan.Words) == 0 {
		for id := range m.docs {
			all[id] = true
		}
		return all, true
	}
	code, words := map[string]bool{}, map[string]bool{}
	codeSeen, wordsSeen := false, false
	for id, d := range m.docs {
		w := m.words[id]
		if plan.Code != "" && slices.Contains(w.codes, plan.Code) {
			code[id] = true
			codeSeen = codeSeen || visible(q, d)
		}
		for _, text := range append([]string{q.Text}, q.Also...) {
			if w.has(search.NewPlan(text).Words) {
				words[id] = true
				wordsSeen = wordsSeen || visible(q, d)
			}
		}
	}
	if codeSeen {
		return code, true
	}
	return words, wordsSeen
}

func (w docWords) has(words []string) bool {
	for i, x := range words {
		last := i == len(words)-1 && search.AsPrefix(x)
		if !w.exact[x] && (!last || !w.begins[x]) {
			return false
		}
	}
	return len(words) > 0
}

// Expected is what a query must give.
type Expected struct {
	Pinned   bool // the text stage is one whose result is fixed
	Total    int
	Order    []string // products in order, for sorts other than relevance
	Items    map[string]ExpectedItem
	Facets   []search.FacetResult
	PriceMin int64
	PriceMax int64
}

// ExpectedItem is the group of one product.
type ExpectedItem struct {
	Offer     string
	PriceFrom int64
	Offers    int
	InStock   bool
}

type sortKey struct {
	product string
	key     int64
	ordinal int64
}

// Answer evaluates q.
func (m *Model) Answer(q search.Query) Expected {
	matched, pinned := m.matchText(q)
	e := Expected{Pinned: pinned, Items: map[string]ExpectedItem{}}
	best := map[string]sortKey{}
	lowest := map[string]search.Document{}
	for id, d := range m.docs {
		if !visible(q, d) || !passes(q, d, "") {
			continue
		}
		it := e.Items[d.Product]
		it.Offers++
		it.InStock = it.InStock || d.InStock
		e.Items[d.Product] = it
		if l, ok := lowest[d.Product]; !ok || cheaper(d, l) {
			lowest[d.Product] = d
		}
		if !matched[id] {
			continue
		}
		k := sortKey{d.Product, keyOf(q.Sort, d), d.Ordinal}
		if b, ok := best[d.Product]; !ok || less(k, b) {
			best[d.Product] = k
		}
		if d.Price > 0 {
			if e.PriceMin == 0 || d.Price < e.PriceMin {
				e.PriceMin = d.Price
			}
			e.PriceMax = max(e.PriceMax, d.Price)
		}
	}
	for p, l := range lowest {
		it := e.Items[p]
		it.Offer, it.PriceFrom = l.ID, l.Price
		e.Items[p] = it
	}
	keys := make([]sortKey, 0, len(best))
	for _, k := range best {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b sortKey) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.ordinal, b.ordinal))
	})
	for _, k := range keys {
		e.Order = append(e.Order, k.product)
	}
	e.Total = len(keys)
	for _, f := range q.Facets {
		e.Facets = append(e.Facets, m.facet(q, f, matched))
	}
	return e
}

func less(a, b sortKey) bool { return a.key < b.key || (a.key == b.key && a.ordinal < b.ordinal) }

func cheaper(a, b search.Document) bool {
	pa, pb := a.Price, b.Price
	if pa == 0 {
		pa = 1 << 62
	}
	if pb == 0 {
		pb = 1 << 62
	}
	return pa < pb || (pa == pb && a.Ordinal < b.Ordinal)
}

// keyOf returns what is sorted by, lower first, missing last.
func keyOf(s search.Sort, d search.Document) int64 {
	const last = 1 << 62
	switch {
	case s == search.ByPrice && d.Price > 0:
		return d.Price
	case s == search.ByPriceDesc && d.Price > 0:
		return -d.Price
	case s == search.ByNewest && !d.Created.IsZero():
		return -d.Created.UnixMilli()
	case s == search.ByRating && d.RatingCount > 0:
		return -d.Rating
	case s == search.ByPopular:
		return -d.Popularity
	case s == search.ByRelevance || s == "":
		return -d.Rank()
	}
	return last
}

func (m *Model) facet(q search.Query, f search.Facet, matched map[string]bool) search.FacetResult {
	except := f.Field
	if f.Conjunctive {
		except = ""
	}
	out := search.FacetResult{Field: f.Field, Kind: f.Kind}
	counts := map[string]map[string]bool{}
	points := map[int64]map[string]bool{}
	for id, d := range m.docs {
		if !matched[id] || !visible(q, d) || !passes(q, d, except) {
			continue
		}
		if f.Kind == search.Ranges {
			for _, n := range numbers(d, f.Field) {
				add(points, n, d.Product)
			}
			continue
		}
		for _, v := range terms(d, f.Field) {
			add(counts, v, d.Product)
		}
	}
	if f.Kind == search.Ranges {
		return ranged(out, f, points)
	}
	for v, products := range counts {
		out.Values = append(out.Values, search.FacetValue{
			Value: v, Count: len(products),
			Selected: slices.Contains(search.Selected(q.Filters, f.Field), v),
		})
	}
	for _, v := range search.Selected(q.Filters, f.Field) {
		if counts[v] == nil {
			counts[v] = map[string]bool{}
			out.Values = append(out.Values, search.FacetValue{Value: v, Selected: true})
		}
	}
	out.Values = search.SortFacet(out.Values, f.Limit())
	return out
}

func add[K comparable](m map[K]map[string]bool, k K, product string) {
	if m[k] == nil {
		m[k] = map[string]bool{}
	}
	m[k][product] = true
}

func ranged(out search.FacetResult, f search.Facet, points map[int64]map[string]bool) search.FacetResult {
	var values []int64
	for n := range points {
		values = append(values, n)
	}
	slices.Sort(values)
	bounds := f.Bounds
	if len(values) > 0 {
		lo, hi := values[0], values[len(values)-1]
		out.Min, out.Max = &lo, &hi
		if len(bounds) == 0 {
			bounds = search.Bounds(lo, hi, search.ComputedRanges)
		}
	}
	out.Values = search.RangeValues(bounds, f.Field, nil)
	for i := range out.Values {
		in := map[string]bool{}
		for _, n := range values {
			if search.RangeIndex(bounds, n) == i {
				for p := range points[n] {
					in[p] = true
				}
			}
		}
		out.Values[i].Count = len(in)
	}
	return out
}
