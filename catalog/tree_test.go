package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// TestTreeOfAnotherProcess asks a process that has just read the tree for a category that
// another process makes afterwards: who decides by it gets a tree that knows it.
func TestTreeOfAnotherProcess(t *testing.T) {
	t.Parallel()
	m := open(t)
	db, err := store.Open(m.db.Driver(), store.Options{Clock: m.clock, Wall: m.db.Wall()})
	require.NoError(t, err)
	other := catalog.New(catalog.Deps{DB: db, Vendors: vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()}), Config: catalog.DefaultConfig()})
	before, err := other.Tree(m.ctx)
	require.NoError(t, err)
	made, err := m.CreateCategory(m.ctx, catalogue, catalog.CategoryInput{Slug: "bowls", Name: en("Bowls")})
	require.NoError(t, err)
	_, ok := before.Get(made.CategoryID())
	require.False(t, ok)

	tree, err := other.TreeOf(m.ctx, m.mugs)
	require.NoError(t, err)
	_, ok = tree.Get(made.CategoryID())
	require.False(t, ok, "a tree that knows what is asked for is not read again")
	tree, err = other.TreeOf(m.ctx, m.mugs, made.CategoryID())
	require.NoError(t, err)
	require.Len(t, tree.PathIDs(made.CategoryID()), 1)
}

// TestTreeFacets: an inherited attribute counts for each leaf; what is no facet, or one
// only elsewhere, is left out; a name is the first category's in the order of the tree.
func TestTreeFacets(t *testing.T) {
	t.Parallel()
	category := func(id, parent string, position int, attributes ...catalog.Attribute) catalog.Category {
		return catalog.Category{Meta: store.Meta{ID: id}, Slug: id, Parent: markthalle.CategoryID(parent), Position: position, Attributes: attributes}
	}
	attribute := func(key, name string, facet bool) catalog.Attribute {
		return catalog.Attribute{Key: key, Name: en(name), Facet: facet}
	}
	tree := catalog.NewTree([]catalog.Category{
		category("cat_lamps", "", 2, attribute("colour", "Colour of the shade", true), attribute("watt", "Power", false)),
		category("cat_cups", "cat_table", 1, attribute("volume", "Volume", true), attribute("colour", "Glaze", true)),
		category("cat_table", "", 1, attribute("maker", "Maker", true), attribute("watt", "Never mind", false)),
		category("cat_forks", "cat_table", 2, attribute("prongs", "Prongs", true), attribute("colour", "Handle", false)),
	})
	keys := func(id markthalle.CategoryID) (out []string) {
		for _, a := range tree.Facets(id) {
			out = append(out, a.Key)
		}
		return out
	}
	for range 2 { // the second time from memory
		require.Equal(t, []string{"maker", "volume", "colour", "prongs"}, keys("cat_table"))
		require.Equal(t, []string{"maker", "volume", "colour"}, keys("cat_cups"))
		require.Equal(t, []string{"colour", "maker", "volume", "prongs"}, keys(""))
		require.Empty(t, keys("cat_nobody"))
	}
	colour, ok := tree.Named("colour")
	require.True(t, ok)
	require.Equal(t, en("Glaze"), colour.Name)
	watt, ok := tree.Named("watt")
	require.True(t, ok)
	require.Equal(t, en("Never mind"), watt.Name)
	_, ok = tree.FacetNamed("watt")
	require.False(t, ok)
	_, ok = tree.Named("taste")
	require.False(t, ok)
}
