package typesense_test

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/internal/peers/typesensed"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/searchtest"
	"github.com/markthalle/markthalle/search/typesense"
)

var (
	shared    *typesensed.Server
	sharedErr error
	once      sync.Once
	opened    atomic.Int64
)

func TestMain(m *testing.M) {
	code := m.Run()
	if shared != nil {
		shared.Stop()
	}
	os.Exit(code)
}

// start returns the server that all tests share.
func start(t testing.TB) *typesensed.Server {
	t.Helper()
	bin := peers.Env(t, peers.Typesense)
	once.Do(func() { shared, sharedErr = typesensed.Start(bin) })
	if sharedErr != nil {
		t.Fatalf("Typesense server: %v", sharedErr)
	}
	return shared
}

func options(s *typesensed.Server, name string) typesense.Options {
	return typesense.Options{
		Nodes: []string{s.URL()}, Key: typesensed.Key, Name: name, Timeout: 20 * time.Second, BreakFor: time.Millisecond,
	}
}

// open returns an engine on an empty alias of its own.
func open(t testing.TB, s *typesensed.Server, name string) *typesense.Engine {
	t.Helper()
	e, err := typesense.Open(t.Context(), options(s, name))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	waitReady(t, e)
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return e
}

func waitReady(t testing.TB, e search.Engine) {
	t.Helper()
	if err := typesensed.Await(t.Context(), e.Ready); err != nil {
		t.Fatal(err)
	}
}

func fresh() string { return fmt.Sprintf("t%d", opened.Add(1)) }

func TestSuite(t *testing.T) {
	s := start(t)
	searchtest.Run(t, func(t testing.TB) search.Engine { return open(t, s, fresh()) })
}
