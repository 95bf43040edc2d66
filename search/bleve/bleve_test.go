package bleve_test

import (
	"testing"

	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/bleve"
	"github.com/markthalle/markthalle/search/searchtest"
)

func open(t testing.TB, dir string) *bleve.Engine {
	t.Helper()
	e, err := bleve.Open(dir, bleve.Options{})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return e
}

func TestSuite(t *testing.T) {
	searchtest.Run(t, func(t testing.TB) search.Engine { return open(t, t.TempDir()) })
}
