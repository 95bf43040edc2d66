package search

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
)

// Suggest completes what a buyer is typing: popular queries, products, categories,
// brands and vendors (SEA-8). Without a text it answers with popular queries alone.
func (s *Service) Suggest(ctx context.Context, q SuggestQuery) (Suggestions, error) {
	if err := q.Validate(); err != nil {
		return Suggestions{}, err
	}
	if err := s.scoped(ctx, q.Market, &q.Currency, &q.Blocked); err != nil {
		return Suggestions{}, err
	}
	words := NewPlan(q.Text).Words
	t := Tuned{Words: words}
	var err error
	if s.deps.Tuning != nil {
		if t, err = s.deps.Tuning.Tune(ctx, Wish{Market: q.Market, Locale: q.Locale, Words: words, Typing: true}); err != nil || t.Banned {
			return Suggestions{}, err
		}
	}
	var filters []Filter
	hide(t.Curation.Hidden, &q.Blocked, &filters)
	out, err := s.deps.Engine.Suggest(ctx, q)
	if err != nil {
		return Suggestions{}, err
	}
	if len(out.Categories)+len(out.Brands)+len(out.Vendors) == 0 {
		if err := s.nearNames(ctx, q, &out); err != nil {
			return Suggestions{}, err
		}
	}
	if len(filters) > 0 {
		if err := s.reveal(ctx, q, filters, &out); err != nil {
			return Suggestions{}, err
		}
	}
	if s.deps.Queries != nil {
		out.Queries, err = s.deps.Queries.Popular(ctx, q.Market, q.Locale, words, q.Max())
	}
	return out, err
}

// reveal answers again without what is hidden by a filter, which engines do not take
// with suggestions: products anew, and names only as far as a product is behind them.
func (s *Service) reveal(ctx context.Context, q SuggestQuery, filters []Filter, out *Suggestions) error {
	products := q.Products()
	products.Filters = filters
	plan := NewPlan(q.Text)
	out.Products = nil
	if len(plan.Words) > 0 {
		res, err := s.deps.Engine.Search(ctx, products)
		if err != nil {
			return err
		}
		out.Products = SuggestProducts(res, plan.Words)
	}
	for _, kind := range []struct {
		field string
		list  *[]Suggestion
	}{{FieldCategory, &out.Categories}, {FieldBrand, &out.Brands}, {FieldVendor, &out.Vendors}} {
		if len(*kind.list) == 0 {
			continue
		}
		counts, err := s.behind(ctx, products, kind.field, *kind.list)
		if err != nil {
			return err
		}
		for i := range *kind.list {
			(*kind.list)[i].Count = counts[(*kind.list)[i].ID]
		}
		*kind.list = slices.DeleteFunc(*kind.list, func(x Suggestion) bool { return x.Count == 0 })
		SortSuggestions(*kind.list)
	}
	return nil
}

// behind counts the visible products behind names of one field.
func (s *Service) behind(ctx context.Context, q Query, field string, list []Suggestion) (map[string]int, error) {
	ids := make([]string, len(list))
	for i, x := range list {
		ids[i] = x.ID
	}
	for _, f := range q.Filters {
		if f.Field == field && f.Op == Not { // a facet ignores filters on its own field
			ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(f.Values, id) })
		}
	}
	out := make(map[string]int, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	q.Text, q.Also, q.Size = "", nil, 0
	q.Filters = with(q.Filters, field, In, ids)
	q.Facets = []Facet{{Field: field, Size: 1}} // what is selected is counted whatever its rank
	res, err := s.deps.Engine.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, v := range res.Facets[0].Values {
		if slices.Contains(ids, v.Value) {
			out[v.Value] = v.Count
		}
	}
	return out, nil
}

// named is a category, brand or vendor that has products in a scope.
type named struct {
	Suggestion
	field   string
	words   []string
	parents []string // of a category
}

// names keeps what is in a scope by its names, for at most a second.
type names struct {
	mu   sync.Mutex
	kept map[nameKey]keptNames
}

type nameKey struct {
	market, country, currency string
	locale                    markthalle.Locale
}

type keptNames struct {
	at   time.Time
	list []named
}

// The bounds of the names that are kept.
const (
	namesKept = time.Second
	maxScopes = 64
)

func newNames() *names { return &names{kept: map[nameKey]keptNames{}} }

// nearNames adds the categories, brands and vendors that are called like the text but
// for typos, for engines that find none.
func (s *Service) nearNames(ctx context.Context, q SuggestQuery, out *Suggestions) error {
	words := NewPlan(q.Text).Words
	if len(words) == 0 || len([]rune(words[len(words)-1])) < 3 {
		return nil
	}
	list, err := s.namesIn(ctx, q)
	if err != nil {
		return err
	}
	type near struct {
		named
		edits int
	}
	var found []near
	for _, n := range list {
		if edits, ok := Nearly(n.words, words); ok && !n.hidden(q.Blocked) {
			found = append(found, near{n, edits})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label, b.Label))
	})
	for _, n := range found {
		into := map[string]*[]Suggestion{FieldCategory: &out.Categories, FieldBrand: &out.Brands, FieldVendor: &out.Vendors}[n.field]
		if len(*into) < q.Max() {
			*into = append(*into, n.Suggestion)
		}
	}
	return nil
}

func (n *named) hidden(b Blocked) bool {
	switch n.field {
	case FieldVendor:
		return slices.Contains(b.Vendors, n.ID)
	case FieldCategory:
		return slices.ContainsFunc(append(n.parents, n.ID), func(id string) bool { return slices.Contains(b.Categories, id) })
	}
	return false
}

// namesIn returns the most frequent categories, brands and vendors of a scope.
func (s *Service) namesIn(ctx context.Context, q SuggestQuery) ([]named, error) {
	key := nameKey{q.Market, q.Country, q.Currency, q.Locale}
	var now time.Time
	if s.deps.Wall != nil {
		now = s.deps.Wall.WallNow()
		s.names.mu.Lock()
		have, ok := s.names.kept[key]
		s.names.mu.Unlock()
		if age := now.Sub(have.at); ok && age >= 0 && age < namesKept {
			return have.list, nil
		}
	}
	res, err := s.deps.Engine.Search(ctx, Query{
		Locale: q.Locale, Market: q.Market, Country: q.Country, Currency: q.Currency, Blocked: q.Blocked,
		Facets: []Facet{
			{Field: FieldCategory, Kind: Tree, Size: MaxFacetSize}, {Field: FieldBrand, Size: MaxFacetSize}, {Field: FieldVendor, Size: MaxFacetSize},
		},
	})
	if err != nil {
		return nil, err
	}
	if err := s.label(ctx, q.Locale, res.Facets); err != nil {
		return nil, err
	}
	var list []named
	for _, f := range res.Facets {
		parent := map[string]string{}
		for _, v := range f.Values {
			parent[v.Value] = v.Parent
		}
		for _, v := range f.Values {
			n := named{Suggestion: Suggestion{ID: v.Value, Label: v.Label, Count: v.Count}, field: f.Field, words: Words(v.Label)}
			for p := v.Parent; p != "" && len(n.parents) < 20; p = parent[p] {
				n.parents = append(n.parents, p)
			}
			if v.Count > 0 {
				list = append(list, n)
			}
		}
	}
	if s.deps.Wall != nil {
		s.names.mu.Lock()
		if len(s.names.kept) >= maxScopes {
			clear(s.names.kept)
		}
		s.names.kept[key] = keptNames{now, list}
		s.names.mu.Unlock()
	}
	return list, nil
}
