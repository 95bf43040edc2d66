package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
)

// TestAgain: a request that is sent again, because nobody knows what became of it, is
// the same write, and is answered with what it made.
func TestAgain(t *testing.T) {
	t.Parallel()
	m := open(t)

	cups := catalog.CategoryInput{ID: "cat_1", Slug: "cups", Name: en("Cups")}
	first, err := m.CreateCategory(m.ctx, catalogue, cups)
	require.NoError(t, err)
	again, err := m.CreateCategory(m.ctx, catalogue, cups)
	require.NoError(t, err)
	require.Equal(t, first.ID, again.ID)
	cups.ID = "cat_2"
	_, err = m.CreateCategory(m.ctx, catalogue, cups)
	require.Equal(t, "catalog.slug_taken", markthalle.CodeOf(err), "another request")

	in := m.mug("A mug with a handle", "")
	in.Mint = "prd_1"
	p, _, err := m.CreateProduct(m.ctx, seller(m.anna), m.anna, in)
	require.NoError(t, err)
	require.Equal(t, "prd_1", p.ID)
	q, findings, err := m.CreateProduct(m.ctx, seller(m.anna), m.anna, in)
	require.NoError(t, err)
	require.Equal(t, p.ID, q.ID)
	require.Equal(t, p.Findings, findings)
	list, err := m.VendorProducts(m.ctx, seller(m.anna), m.anna, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, list.Items, 1)

	offer := catalog.OfferInput{Key: "ofk_1", Product: p.ProductID(), SKU: "mug", Price: money.New(900, money.EUR), OnHand: 3}
	o, err := m.CreateOffer(m.ctx, seller(m.anna), m.anna, offer)
	require.NoError(t, err)
	twice, err := m.CreateOffer(m.ctx, seller(m.anna), m.anna, offer)
	require.NoError(t, err)
	require.Equal(t, o.ID, twice.ID)
	for _, key := range []string{"ofk_2", ""} {
		offer.Key = key
		_, err = m.CreateOffer(m.ctx, seller(m.anna), m.anna, offer)
		require.ErrorIs(t, err, catalog.ErrOfferExists, "another request")
	}
}
