package typesense_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/internal/peers/typesensed"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/searchtest"
	"github.com/markthalle/markthalle/search/typesense"
)

// TestRestart proves that no search answers while the server replays its log: after a
// kill every answer is either complete or an error.
func TestRestart(t *testing.T) {
	own, err := typesensed.Start(peers.Env(t, peers.Typesense))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Stop)
	e := open(t, own, "restart")
	const n = 3000
	err = e.Rebuild(t.Context(), func(yield func(search.Document) error) error {
		return searchtest.Market(3, n, yield)
	})
	if err != nil {
		t.Fatal(err)
	}
	want, err := e.Stats(t.Context())
	if err != nil || want.Documents != n {
		t.Fatalf("stats %+v, %v", want, err)
	}
	own.Kill()
	if _, err := e.Search(t.Context(), search.Query{}); markthalle.KindOf(err) != markthalle.Unavailable {
		t.Errorf("search without a server: %v", err)
	}
	if err := own.Run(); err != nil {
		t.Fatal(err)
	}
	var total int
	for total == 0 {
		r, err := e.Search(t.Context(), search.Query{Filters: []search.Filter{{Field: search.FieldOffer, Op: search.Not, Values: []string{"none"}}}})
		switch {
		case err == nil:
			total = r.Total
		case markthalle.KindOf(err) != markthalle.Unavailable:
			t.Fatalf("while starting: %v", err)
		}
	}
	got, err := e.Stats(t.Context())
	if err != nil || got != want {
		t.Errorf("after the restart %+v, %v; want %+v", got, err, want)
	}
	r, err := e.Search(t.Context(), search.Query{})
	if err != nil || r.Total != total {
		t.Errorf("the first answer had %d products, a later one %d, %v", total, r.Total, err)
	}
}

// TestBreaker proves that a server that fails is left alone for a while, and that the
// errors are those of the port.
func TestBreaker(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	status := atomic.Int64{}
	status.Store(http.StatusInternalServerError)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.WriteHeader(int(status.Load()))
	}))
	t.Cleanup(srv.Close)
	clock := markthalle.NewManualClock(time.UnixMilli(1))
	e, err := typesense.Open(t.Context(), typesense.Options{Nodes: []string{srv.URL}, Key: "k", Wall: clock, BreakAfter: 3, BreakFor: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	ask := func() error {
		_, err := e.Search(t.Context(), search.Query{Text: "phone"})
		return err
	}
	for range 5 {
		if err := ask(); !errors.Is(err, search.ErrUnavailable) {
			t.Fatalf("a failing server: %v", err)
		}
	}
	if n := calls.Load(); n != 3 {
		t.Errorf("%d calls reached the server, want 3", n)
	}
	var known *markthalle.Error
	if err := ask(); !errors.As(err, &known) || known.RetryAfter <= 0 || known.RetryAfter > time.Minute {
		t.Errorf("open breaker: %v", err)
	}
	clock.Advance(time.Minute)
	status.Store(http.StatusServiceUnavailable)
	if err := ask(); !errors.Is(err, search.ErrNotReady) || calls.Load() != 4 {
		t.Errorf("after the pause: %v, %d calls", err, calls.Load())
	}
	if errs := e.Index(t.Context(), []search.Document{{ID: "o", Rev: 1, Product: "p"}}); markthalle.KindOf(errs[0]) != markthalle.Unavailable {
		t.Errorf("Index: %v", errs)
	}
}

// TestTimeout proves that a server that hangs is not waited for.
func TestTimeout(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(srv.Close)
	t.Cleanup(func() { close(release) })
	e, err := typesense.Open(t.Context(), typesense.Options{Nodes: []string{srv.URL}, Key: "k", Timeout: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Search(t.Context(), search.Query{}); !errors.Is(err, search.ErrTimeout) {
		t.Errorf("a hanging server: %v", err)
	}
}

func TestParseURL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		url  string
		want typesense.Options
	}{
		{"typesense+http://k%2Fey@127.0.0.1:8108", typesense.Options{Key: "k/ey", Nodes: []string{"http://127.0.0.1:8108"}}},
		{"typesense+https://k@a:1,b:2/shop", typesense.Options{Key: "k", Name: "shop", Nodes: []string{"https://a:1", "https://b:2"}}},
	} {
		got, err := typesense.ParseURL(c.url)
		if err != nil {
			t.Errorf("%s: %v", c.url, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", c.url, diff)
		}
	}
	for _, bad := range []string{"", "http://k@h", "typesense+ftp://k@h", "typesense+http://h:1", "typesense+http://@h", "typesense+http://k@", "typesense+http://k@h/Bad Name"} {
		if _, err := typesense.ParseURL(bad); markthalle.KindOf(err) != markthalle.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
