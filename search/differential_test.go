package search_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/internal/peers/typesensed"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/bleve"
	"github.com/markthalle/markthalle/search/searchtest"
	"github.com/markthalle/markthalle/search/typesense"
)

// TestDifferential asks both engines and brute force the same, over random catalogues:
// for a minute in the pipeline, two seconds elsewhere, or for MARKTHALLE_TEST_FOR.
func TestDifferential(t *testing.T) {
	t.Parallel()
	server, err := typesensed.Start(peers.Env(t, peers.Typesense))
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	embedded, err := bleve.Open(t.TempDir(), bleve.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, embedded.Close()) })
	remote, err := typesense.Open(t.Context(), typesense.Options{Nodes: []string{server.URL()}, Key: typesensed.Key, Timeout: 20 * time.Second})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, remote.Close()) })
	require.NoError(t, typesensed.Await(t.Context(), remote.Ready))
	d := 2 * time.Second
	if peers.CI() {
		d = time.Minute
	}
	if s := os.Getenv("MARKTHALLE_TEST_FOR"); s != "" {
		d, err = time.ParseDuration(s)
		require.NoError(t, err)
	}
	searchtest.Differential(t, d, map[string]search.Engine{"bleve": embedded, "typesense": remote})
}
