package bleve

import (
	"context"

	"github.com/markthalle/markthalle"
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
	res, err := g.search(ctx, v, s, &query)
	if err != nil {
		return out, err
	}
	out.Products = search.SuggestProducts(res, plan.Words)
	found := g.called(q.Locale, plan.Words)
	if len(found) == 0 {
		return out, nil
	}
	counts, err := g.countNamed(ctx, v, s, q)
	if err != nil {
		return out, err
	}
	for _, x := range found {
		if int(x.number) >= len(counts) || counts[x.number] == 0 {
			continue // nothing visible is behind it
		}
		x.Count = int(counts[x.number])
		x.Marked = search.Mark(x.Label, plan.Words)
		*x.list(&out) = append(*x.list(&out), x.Suggestion)
	}
	for _, list := range []*[]search.Suggestion{&out.Categories, &out.Brands, &out.Vendors} {
		search.SortSuggestions(*list)
		*list = (*list)[:min(len(*list), limit)]
	}
	return out, nil
}

// namedFields are the fields whose values are suggested.
var namedFields = []string{search.FieldCategory, search.FieldBrand, search.FieldVendor}

// namedValue is a value that is called like the text.
type namedValue struct {
	search.Suggestion
	number uint32
	field  string
}

func (x namedValue) list(out *search.Suggestions) *[]search.Suggestion {
	switch x.field {
	case search.FieldCategory:
		return &out.Categories
	case search.FieldBrand:
		return &out.Brands
	default:
		return &out.Vendors
	}
}

// called returns the values whose name, in any language, begins like words.
func (g *generation) called(locale markthalle.Locale, words []string) []namedValue {
	var out []namedValue
	for _, name := range namedFields {
		field, ok := g.cols.dict.findField(name)
		if !ok {
			continue
		}
		g.cols.dict.each(field, func(n uint32, x *value) {
			if !search.Begins(x.words, words) {
				return
			}
			label := x.label
			if l := x.labels.In(locale); l != "" {
				label = l
			}
			out = append(out, namedValue{Suggestion: search.Suggestion{ID: x.text, Label: label}, number: n, field: name})
		})
	}
	return out
}

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
