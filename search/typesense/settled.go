package typesense

import (
	"context"
	"time"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle/search"
)

// The server enters a document in its indexes before it keeps its text. In between, a
// search counts the document but cannot show it: hits and facet values are left out
// without a word. Such an answer is unsettled and is asked for again; the gap lasts
// milliseconds.
const (
	maxUnsettled  = 8
	unsettledStep = 5 * time.Millisecond // times the number of the try
)

var errUnsettled = search.ErrUnavailable.Say("The search server is still taking in what it counts.")

// defaultFacetValues is how many values the server lists for a facet unless told.
const defaultFacetValues = 10

// settled reports whether every result shows what it counts.
func settled(searches []api.MultiSearchCollectionParameters, results []api.MultiSearchResultItem) bool {
	for i, r := range results {
		p := searches[i]
		if p.Page != nil && p.PerPage != nil {
			want := min(*p.PerPage, found(r)-(*p.Page-1)**p.PerPage)
			if len(documents(r)) < want {
				return false
			}
		}
		if r.FacetCounts == nil {
			continue
		}
		limit := defaultFacetValues
		if p.MaxFacetValues != nil {
			limit = *p.MaxFacetValues
		}
		for _, f := range *r.FacetCounts {
			if f.Stats == nil || f.Stats.TotalValues == nil || f.Counts == nil {
				continue
			}
			if len(*f.Counts) < min(limit, *f.Stats.TotalValues) {
				return false
			}
		}
	}
	return true
}

// multiSettled performs searches of one call until their answer is settled.
func (e *Engine) multiSettled(ctx context.Context, c caller, part []api.MultiSearchCollectionParameters) ([]api.MultiSearchResultItem, error) {
	for try := 1; ; try++ {
		results, err := e.multiOnce(ctx, c, part)
		if err != nil || settled(part, results) {
			return results, err
		}
		if try == maxUnsettled {
			return nil, errUnsettled
		}
		if err := pause(ctx, time.Duration(try)*unsettledStep); err != nil {
			return nil, err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
