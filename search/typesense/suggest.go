package typesense

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/typesense/typesense-go/v3/typesense/api"
	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle/search"
)

// candidates is how many names of each kind are looked at; those without a visible
// product fall away.
const candidates = 60

var namedFields = []string{search.FieldCategory, search.FieldBrand, search.FieldVendor}

// Suggest implements search.Engine.
func (e *Engine) Suggest(ctx context.Context, q search.SuggestQuery) (search.Suggestions, error) {
	start := e.o.Wall.WallNow()
	var out search.Suggestions
	if err := q.Validate(); err != nil {
		return out, err
	}
	if err := e.gate(ctx); err != nil {
		return out, err
	}
	plan := search.NewPlan(q.Text)
	if len(plan.Words) == 0 {
		return out, nil
	}
	both, within := errgroup.WithContext(ctx)
	both.Go(func() error {
		products := q.Products()
		return e.untorn(func() error {
			res, err := e.completions(within, &products)
			out.Products = search.SuggestProducts(res, plan.Words)
			return err
		})
	})
	both.Go(func() error {
		found, err := e.called(within, plan.Words)
		if err != nil {
			return err
		}
		for i, list := range []*[]search.Suggestion{&out.Categories, &out.Brands, &out.Vendors} {
			if *list, err = e.visible(within, q, namedFields[i], found[i], plan.Words); err != nil {
				return err
			}
		}
		return nil
	})
	if err := both.Wait(); err != nil {
		return search.Suggestions{}, err
	}
	out.Took = e.o.Wall.WallNow().Sub(start)
	return out, nil
}

// called returns the names of each field that begin like words.
func (e *Engine) called(ctx context.Context, words []string) ([][]naming, error) {
	searches := make([]api.MultiSearchCollectionParameters, len(namedFields))
	for i, f := range namedFields {
		p := params(e.values(), map[string]string{"q": spellAll(words), "filter": "field:=" + encode(f), "include": "source"}, 1, candidates)
		by, typos, zero := "words", "0", 0
		p.QueryBy, p.NumTypos, p.DropTokensThreshold, p.TypoTokensThreshold = &by, &typos, &zero, &zero
		searches[i] = p
	}
	results, err := e.multi(ctx, searches)
	if err != nil {
		return nil, err
	}
	out := make([][]naming, len(results))
	for i, r := range results {
		for _, doc := range documents(r) {
			var n naming
			if err := json.Unmarshal([]byte(text(doc, "source")), &n); err != nil {
				return nil, fmt.Errorf("typesense: name: %w", err)
			}
			out[i] = append(out[i], n)
		}
	}
	return out, nil
}

// visible counts the products behind names in the scope, and drops those without any.
func (e *Engine) visible(ctx context.Context, q search.SuggestQuery, field string, names []naming, words []string) ([]search.Suggestion, error) {
	if len(names) == 0 {
		return nil, nil
	}
	ids := make([]string, len(names))
	for i, n := range names {
		ids[i] = encode(n.Value)
	}
	f := append(scopeFilter(q.Market, q.Country, q.Currency, q.Blocked), anyOf(fieldName(field), ids))
	p := params(e.alias(), map[string]string{"q": "*", "filter": f.String(), "facets": fieldName(field), "group": "product", "include": "id"}, 1, 0)
	most := manyValues // an offer has other categories than those that were asked for
	p.MaxFacetValues = &most
	results, err := e.count(ctx, []api.MultiSearchCollectionParameters{p})
	if err != nil {
		return nil, err
	}
	counts := facetCounts(results[0], fieldName(field))
	var out []search.Suggestion
	for i, n := range names {
		if c := counts[ids[i]]; c > 0 {
			label := n.in(q.Locale)
			out = append(out, search.Suggestion{ID: n.Value, Label: label, Count: c, Marked: search.Mark(label, words)})
		}
	}
	search.SortSuggestions(out)
	return out[:min(len(out), q.Max())], nil
}
