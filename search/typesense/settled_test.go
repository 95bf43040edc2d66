package typesense

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/typesense/typesense-go/v3/typesense/api"
)

func TestSettled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		page, size int
		values     int
		answer     string
		want       bool
	}{
		{"nothing found", 1, 10, 0, `{"found": 0, "hits": []}`, true},
		{"all shown", 1, 10, 0, `{"found": 1, "hits": [{"document": {"id": "a"}}]}`, true},
		{"counted, not kept yet", 1, 10, 0, `{"found": 1, "hits": []}`, false},
		{"one of two kept", 1, 10, 0, `{"found": 2, "hits": [{"document": {"id": "a"}}]}`, false},
		{"a full page of many", 1, 1, 0, `{"found": 9, "hits": [{"document": {"id": "a"}}]}`, true},
		{"a short last page", 2, 2, 0, `{"found": 3, "hits": [{"document": {"id": "c"}}]}`, true},
		{"a page beyond the end", 5, 2, 0, `{"found": 3, "hits": []}`, true},
		{"only counting", 1, 0, 0, `{"found": 3, "hits": []}`, true},
		{"groups", 1, 10, 0, `{"found": 1, "grouped_hits": [{"group_key": ["p"], "hits": [{"document": {"id": "a"}}]}]}`, true},
		{"groups not kept yet", 1, 10, 0, `{"found": 1, "grouped_hits": []}`, false},
		{"facet values", 1, 0, 300, `{"found": 2, "facet_counts": [{"counts": [{"value": "v", "count": 2}], "stats": {"total_values": 1}}]}`, true},
		{"facet value not kept yet", 1, 0, 300, `{"found": 2, "facet_counts": [{"counts": [], "stats": {"total_values": 1}}]}`, false},
		{"more facet values than asked for", 1, 0, 1, `{"found": 2, "facet_counts": [{"counts": [{"value": "v", "count": 2}], "stats": {"total_values": 5}}]}`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var r api.MultiSearchResultItem
			require.NoError(t, json.Unmarshal([]byte(c.answer), &r))
			p := api.MultiSearchCollectionParameters{Page: &c.page, PerPage: &c.size}
			if c.values > 0 {
				p.MaxFacetValues = &c.values
			}
			require.Equal(t, c.want, settled([]api.MultiSearchCollectionParameters{p}, []api.MultiSearchResultItem{r}))
		})
	}
}
