package corpora_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/internal/corpora"
	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/search"
)

// TestAll reads the whole of the public catalogues: every row is a document that an
// engine takes, and no two have the same id.
func TestAll(t *testing.T) {
	t.Parallel()
	count, ids := map[string]int{}, map[string]bool{}
	require.NoError(t, corpora.All(peers.Data(t), func(d search.Document) error {
		set, _, _ := strings.Cut(d.Product, "_")
		count[set]++
		require.False(t, ids[d.ID], d.ID)
		ids[d.ID] = true
		return d.Validate()
	}))
	require.Equal(t, map[string]int{
		corpora.PriceRunner: 35311, corpora.Myntra: 44446, corpora.OpenFoodFacts: 19347, corpora.Toys: 10000,
		corpora.BigBasket: 8208, corpora.Phones: 3291,
	}, count)
	require.Len(t, ids, 120603)
}

// TestGoods: the demo's goods are documents too, with what they are made of.
func TestGoods(t *testing.T) {
	t.Parallel()
	docs, products := corpora.Goods()
	require.Len(t, docs, len(products))
	for i := range docs {
		require.NoError(t, docs[i].Validate())
		require.NotEmpty(t, docs[i].Attributes)
	}
	require.True(t, corpora.Has(&products[0], "material=stoneware"))
	require.False(t, corpora.Has(&products[0], "material=porcelain"))
}
