package typesense

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle"
)

// counter is a server that answers each call with the number of the call, when it is let.
type counter struct {
	calls atomic.Int64
	let   chan int // status of the next answer; nil answers at once
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := c.calls.Add(1)
	status := http.StatusOK
	if c.let != nil {
		select {
		case status = <-c.let:
		case <-r.Context().Done():
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"results": [{"found": ` + string('0'+rune(n)) + `}]}`)) // the client's failure shows in the test
}

// remembering returns an engine on the server.
func remembering(t *testing.T, c *counter, clock markthalle.Wall) *Engine {
	t.Helper()
	srv := httptest.NewServer(c)
	t.Cleanup(srv.Close)
	o := Options{Nodes: []string{srv.URL}, Key: "k", Timeout: time.Minute, ImportTimeout: time.Minute, Wall: clock}
	return &Engine{o: o, client: client(o, o.Timeout), imports: client(o, o.Timeout), breaker: &breaker{wall: clock, after: 100}, memory: memory{wall: clock}, lanes: lanes{wall: clock, limit: time.Minute}}
}

func ask(ctx context.Context, e *Engine) (int, error) {
	r, err := e.count(ctx, []api.MultiSearchCollectionParameters{params("c", map[string]string{"q": "*"}, 1, 0)})
	if err != nil {
		return 0, err
	}
	return found(r[0]), nil
}

func TestCountsAreShared(t *testing.T) {
	t.Parallel()
	clock := markthalle.NewManualClock(time.UnixMilli(1))
	c := &counter{let: make(chan int)}
	e := remembering(t, c, clock)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			n, err := ask(t.Context(), e)
			if err != nil || n != 1 {
				t.Errorf("%d, %v", n, err)
			}
		})
	}
	c.let <- http.StatusOK
	wg.Wait()
	clock.Advance(kept - time.Millisecond)
	n, err := ask(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	clock.Advance(time.Millisecond)
	go func() { c.let <- http.StatusOK }()
	n, err = ask(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, 2, n, "an old count was used")
}

// TestCountsAreForgotten proves that what was being counted when something was written is
// not used by searches that begin later.
func TestCountsAreForgotten(t *testing.T) {
	t.Parallel()
	clock := markthalle.NewManualClock(time.UnixMilli(1))
	c := &counter{let: make(chan int)}
	e := remembering(t, c, clock)
	early := make(chan int, 1)
	go func() {
		n, err := ask(context.WithoutCancel(t.Context()), e)
		if err != nil {
			t.Error(err)
		}
		early <- n
	}()
	require.Eventually(t, func() bool { return c.calls.Load() == 1 }, 10*time.Second, time.Millisecond)
	e.memory.forget()
	go func() { c.let <- http.StatusOK; c.let <- http.StatusOK }()
	n, err := ask(t.Context(), e)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, 1, <-early)
}

// TestCountsOfOthers proves that an error is told to those who wait and to nobody later, and
// that who waits for a search that was given up searches itself.
func TestCountsOfOthers(t *testing.T) {
	t.Parallel()
	clock := markthalle.NewManualClock(time.UnixMilli(1))
	c := &counter{let: make(chan int)}
	e := remembering(t, c, clock)
	go func() { c.let <- http.StatusInternalServerError }()
	_, err := ask(t.Context(), e)
	require.Equal(t, markthalle.Unavailable, markthalle.KindOf(err))

	ctx, giveUp := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() {
		_, err := ask(ctx, e)
		first <- err
	}()
	require.Eventually(t, func() bool { return c.calls.Load() == 2 }, 10*time.Second, time.Millisecond)
	second := make(chan int, 1)
	go func() {
		n, err := ask(t.Context(), e)
		if err != nil {
			t.Error(err)
		}
		second <- n
	}()
	giveUp()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up: %v", err)
	}
	go func() {
		for {
			select {
			case c.let <- http.StatusOK: // also to the call that was given up
			case <-t.Context().Done():
				return
			}
		}
	}()
	require.Equal(t, 3, <-second)
}
