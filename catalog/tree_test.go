package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

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
