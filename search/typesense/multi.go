package typesense

import (
	"context"
	"errors"
	"time"

	"github.com/sony/gobreaker"
	ts "github.com/typesense/typesense-go/v3/typesense"
	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle/search"
)

func neverTrip(gobreaker.Counts) bool { return false }

// params builds one search of a multi-search. Keys of values are q, filter, include,
// sort, group, facets.
func params(collection string, values map[string]string, page, size int) api.MultiSearchCollectionParameters {
	no := false
	off := "none"
	p := api.MultiSearchCollectionParameters{
		Collection: &collection, Page: &page, PerPage: &size, EnableOverrides: &no, HighlightFields: &off, HighlightFullFields: &off,
	}
	for _, x := range []struct {
		key string
		at  **string
	}{{"q", &p.Q}, {"filter", &p.FilterBy}, {"include", &p.IncludeFields}, {"sort", &p.SortBy}, {"group", &p.GroupBy}, {"facets", &p.FacetBy}} {
		if v := values[x.key]; v != "" {
			*x.at = &v
		}
	}
	if p.GroupBy != nil {
		one := 1
		p.GroupLimit = &one
	}
	return p
}

// multi performs searches in as few calls as the server allows, and returns one result
// for each. The first error of any of them is the error of all.
func (e *Engine) multi(ctx context.Context, searches []api.MultiSearchCollectionParameters) ([]api.MultiSearchResultItem, error) {
	return e.perform(ctx, e.caller(), searches)
}

// caller makes calls with a time limit.
type caller struct {
	client *ts.Client
	limit  time.Duration
}

func (e *Engine) caller() caller { return caller{e.client, e.o.Timeout} }

// patient is for what others will use too.
func (e *Engine) patient() caller { return caller{e.imports, min(3*e.o.Timeout, e.o.ImportTimeout)} }

func (e *Engine) perform(ctx context.Context, c caller, searches []api.MultiSearchCollectionParameters) ([]api.MultiSearchResultItem, error) {
	out := make([]api.MultiSearchResultItem, 0, len(searches))
	for start := 0; start < len(searches); start += maxSearches {
		part := searches[start:min(start+maxSearches, len(searches))]
		var results []api.MultiSearchResultItem
		err := e.lanes.do(ctx, func() (err error) {
			results, err = e.multiSettled(ctx, c, part)
			if errors.Is(err, errMissing) {
				// An alias was swapped and its old collection dropped between the two.
				results, err = e.multiSettled(ctx, c, part)
			}
			return err
		})
		if err != nil {
			return nil, notReady(err)
		}
		out = append(out, results...)
	}
	return out, nil
}

func (e *Engine) multiOnce(ctx context.Context, c caller, part []api.MultiSearchCollectionParameters) (results []api.MultiSearchResultItem, err error) {
	err = e.call(ctx, c.limit, func(ctx context.Context) error {
		off := "off" // joining and splitting words is a stage of ours
		r, err := c.client.MultiSearch.Perform(ctx, &api.MultiSearchParams{SplitJoinTokens: &off},
			api.MultiSearchSearchesParameter{Searches: part})
		if err != nil {
			return err
		}
		if len(r.Results) != len(part) {
			return search.ErrUnavailable.With(&ts.HTTPError{Status: 200, Body: []byte("results are missing")})
		}
		for _, item := range r.Results {
			if item.Error != nil || item.Code != nil {
				var code int64
				var message string
				if item.Code != nil {
					code = *item.Code
				}
				if item.Error != nil {
					message = *item.Error
				}
				return itemError(code, message)
			}
		}
		results = r.Results
		return nil
	})
	return results, err
}

// documents returns the hits of a search, those of groups too.
func documents(r api.MultiSearchResultItem) []map[string]any {
	var out []map[string]any
	add := func(hits []api.SearchResultHit) {
		for _, h := range hits {
			if h.Document != nil {
				out = append(out, *h.Document)
			}
		}
	}
	if r.Hits != nil {
		add(*r.Hits)
	}
	if r.GroupedHits != nil {
		for _, g := range *r.GroupedHits {
			add(g.Hits)
		}
	}
	return out
}

func found(r api.MultiSearchResultItem) int {
	if r.Found == nil {
		return 0
	}
	return *r.Found
}
