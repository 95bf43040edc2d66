package bleve

import (
	"context"
	"slices"

	"github.com/markthalle/markthalle/search"
)

// Suggest implements search.Engine: products whose words begin like the text, and the
// categories, brands and vendors that have products in scope and are called like it.
func (e *Engine) Suggest(ctx context.Context, q search.SuggestQuery) (search.Suggestions, error) {
	start := e.wall.WallNow()
	if err := q.Validate(); err != nil {
		return search.Suggestions{}, err
	}
	plan := search.NewPlan(q.Text)
	if len(plan.Words) == 0 {
		return search.Suggestions{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	if err := e.enter(ctx); err != nil {
		return search.Suggestions{}, classify(ctx, err)
	}
	defer e.leave()
	g, v, err := e.acquire()
	if err != nil {
		return search.Suggestions{}, err
	}
	defer v.release()
	s := e.pool.get(v)
	defer e.pool.put(s)
	out, err := g.suggest(ctx, v, s, q, plan)
	if err != nil {
		return search.Suggestions{}, classify(ctx, err)
	}
	out.Took = e.wall.WallNow().Sub(start)
	return out, nil
}

func (g *generation) suggest(ctx context.Context, v *View, s *scratch, q search.SuggestQuery, plan search.Plan) (search.Suggestions, error) {
	var out search.Suggestions
	limit := q.Max()
	query := q.Products()
	res, err := g.search(ctx, v, s, &query, true)
	if err != nil {
		return out, err
	}
	out.Products = search.SuggestProducts(res, plan.Words)
	found := g.cols.dict.calledLike(plan.Words)
	if len(found) == 0 {
		return out, nil
	}
	counts, err := g.countNamed(ctx, v, s, q)
	if err != nil {
		return out, err
	}
	lists := s.lists(len(namedFields))
	for _, n := range found {
		if int(n) < len(counts) && counts[n] > 0 { // otherwise nothing visible is behind it
			if i := slices.Index(namedFields, g.cols.dict.fieldOf(n)); i >= 0 {
				lists[i] = append(lists[i], n)
			}
		}
	}
	for i, list := range []*[]search.Suggestion{&out.Categories, &out.Brands, &out.Vendors} {
		for _, n := range s.first(lists[i], limit, func(n uint32) uint32 { return counts[n] }) {
			x := g.cols.dict.facetValue(n, q.Locale)
			*list = append(*list, search.Suggestion{
				ID: x.Value, Label: x.Label, Count: int(counts[n]), Marked: search.Mark(x.Label, plan.Words),
			})
		}
		search.SortSuggestions(*list)
		*list = (*list)[:min(len(*list), limit)]
	}
	return out, nil
}

// namedFields are the fields whose values are suggested: categories, brands, vendors.
var namedFields = []string{search.FieldCategory, search.FieldBrand, search.FieldVendor}

// countNamed returns how many visible products are behind each category, brand and
// vendor, by number. It counts once for each view and scope.
func (g *generation) countNamed(ctx context.Context, v *View, s *scratch, q search.SuggestQuery) ([]uint32, error) {
	all := search.Query{Market: q.Market, Country: q.Country, Currency: q.Currency, Blocked: q.Blocked}
	key := memoKey(&all, nil)
	if n, ok := v.memo.behind.get(key); ok {
		return n, nil
	}
	for _, name := range namedFields {
		all.Facets = append(all.Facets, search.Facet{Field: name})
	}
	r := newRun(ctx, v, g.cols, s, &all, newScope(v, g.cols, q.Market, q.Country, q.Currency, q.Blocked))
	if err := r.everything(); err != nil {
		return nil, err
	}
	out := make([]uint32, len(r.count.owner))
	for _, n := range s.counted {
		out[n] = s.counts[n].n
	}
	v.memo.behind.put(key, out)
	return out, nil
}
