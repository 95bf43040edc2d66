package endpoint_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
)

var ada = bearers{"ada": person("per_ada"), "bob": person("per_bob")}

func as(who string) []string { return []string{"Authorization", "Bearer " + who} }

func with(lists ...[]string) []string {
	var out []string
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

func keyed(k string) []string { return []string{"Idempotency-Key", k} }

func things(runs *atomic.Int64, fail func(int64) error, options ...endpoint.Option) endpoint.Endpoint {
	return endpoint.Route("POST", "/things", "Make a thing.", counted(runs, fail), append([]endpoint.Option{endpoint.Answers(201)}, options...)...)
}

// The same key with the same request is one effect, and the first answer is told again.
func TestKeyIsReplayed(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	b := serve(t, ada, things(&runs, never))
	first := b.send("POST", "/things", "", with(as("ada"), keyed("k1"))...)
	again := b.send("POST", "/things", "", with(as("ada"), keyed("k1"))...)
	require.Equal(t, http.StatusCreated, first.status)
	require.Equal(t, http.StatusCreated, again.status)
	require.Equal(t, first.raw, again.raw)
	require.Empty(t, first.header.Get("Idempotent-Replayed"))
	require.Equal(t, "true", again.header.Get("Idempotent-Replayed"))
	require.Equal(t, "application/json", again.header.Get("Content-Type"))
	require.EqualValues(t, 1, runs.Load())

	for name, headers := range map[string][]string{
		"another key": with(as("ada"), keyed("k2")), "another person": with(as("bob"), keyed("k1")), "a guest": keyed("k1"), "no key": as("ada"),
	} {
		other := b.send("POST", "/things", "", headers...)
		require.NotEqual(t, first.raw, other.raw, name)
		require.Empty(t, other.header.Get("Idempotent-Replayed"), name)
	}
	require.EqualValues(t, 5, runs.Load())
}

// A guest is known by the cart, wherever the repeated request comes from.
func TestKeyOfAGuestBelongsToTheCart(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	b := serve(t, nil, things(&runs, never))
	cart := func(token, agent string) []string {
		return with(keyed("k"), []string{"Markthalle-Cart", token, "User-Agent", agent})
	}
	first := b.send("POST", "/things", "", cart("c1", "phone")...)
	require.Equal(t, first.raw, b.send("POST", "/things", "", cart("c1", "tablet")...).raw)
	require.NotEqual(t, first.raw, b.send("POST", "/things", "", cart("c2", "phone")...).raw)
	require.EqualValues(t, 2, runs.Load())
}

func TestKeyWithAnotherRequest(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	type in struct {
		N int64 `json:"n"`
	}
	b := serve(t, ada, endpoint.Route("POST", "/things", "Make.", func(c *endpoint.Call, _ in) (said, error) {
		runs.Add(1)
		return said{ID: c.Mint("thing")}, nil
	}))
	require.Equal(t, 200, b.send("POST", "/things", `{"n":1}`, with(as("ada"), keyed("k"))...).status)
	b.send("POST", "/things", `{"n":2}`, with(as("ada"), keyed("k"))...).problem(422, "idempotency.mismatch")
	b.send("POST", "/things", `{"n":1}`, with(as("ada"), keyed(strings.Repeat("k", 256)))...).problem(422, "idempotency.key_too_long")
	require.EqualValues(t, 1, runs.Load())
	b.clock.Advance(49 * time.Hour)
	require.Equal(t, 200, b.send("POST", "/things", `{"n":2}`, with(as("ada"), keyed("k"))...).status, "after 48 hours the key is new")
	require.EqualValues(t, 2, runs.Load())
}

// While a request runs, its key is taken, however long that takes: this process knows
// that it is not dead. What a dead one left is TestCrashedRequest's.
func TestKeyInProgress(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	entered, leave := make(chan struct{}), make(chan struct{})
	b := serve(t, ada, endpoint.Route("POST", "/things", "Make.", func(c *endpoint.Call, _ none) (said, error) {
		if runs.Add(1) == 1 {
			close(entered)
			<-leave
		}
		return said{ID: c.Mint("thing")}, nil
	}, endpoint.Within(time.Minute)))
	gone := make(chan answer)
	go func() { gone <- b.send("POST", "/things", "", with(as("ada"), keyed("k"))...) }()
	<-entered
	b.send("POST", "/things", "", with(as("ada"), keyed("k"))...).problem(409, "idempotency.in_progress")
	b.clock.Advance(3 * time.Minute)
	b.send("POST", "/things", "", with(as("ada"), keyed("k"))...).problem(409, "idempotency.in_progress")
	close(leave)
	first := <-gone
	require.Equal(t, 200, first.status, first.raw)
	again := b.send("POST", "/things", "", with(as("ada"), keyed("k"))...)
	require.Equal(t, first.raw, again.raw)
	require.Equal(t, "true", again.header.Get("Idempotent-Replayed"))
	require.EqualValues(t, 1, runs.Load())
}

// A failed request gives its key free at once, and runs again with the same ids.
func TestKeyOfAFailedRequest(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	b := serve(t, ada, things(&runs, func(n int64) error {
		if n == 1 {
			return markthalle.Errorf(markthalle.Unavailable, "store.down", "Later.")
		}
		return nil
	}))
	b.send("POST", "/things", "", with(as("ada"), keyed("k"))...).problem(503, "store.down")
	ok := b.send("POST", "/things", "", with(as("ada"), keyed("k"))...)
	require.Equal(t, 201, ok.status)
	require.Empty(t, ok.header.Get("Idempotent-Replayed"))
	require.EqualValues(t, 2, runs.Load())
}

// An answer with a secret is never stored: the handler renders it again, with the same
// ids, and the answer says that it is a replay.
func TestKeyOfASecretAnswer(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	b := serve(t, ada, things(&runs, never, endpoint.Secret()))
	first := b.send("POST", "/things", "", with(as("ada"), keyed("k"))...)
	again := b.send("POST", "/things", "", with(as("ada"), keyed("k"))...)
	require.Equal(t, first.raw, again.raw)
	require.Equal(t, "true", again.header.Get("Idempotent-Replayed"))
	require.EqualValues(t, 2, runs.Load())
}

func TestKeyRequiredAndIgnored(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	b := serve(t, ada, things(&runs, never, endpoint.Keyed(endpoint.Required)))
	b.send("POST", "/things", "", as("ada")...).problem(422, "idempotency.required")
	require.Zero(t, runs.Load())
	require.Equal(t, 201, b.send("POST", "/things", "", with(as("ada"), keyed("k"))...).status)

	var free atomic.Int64
	b = serve(t, ada, things(&free, never, endpoint.Keyed(endpoint.Ignored)))
	for range 2 {
		require.Equal(t, 201, b.send("POST", "/things", "", with(as("ada"), keyed("k"))...).status)
	}
	require.EqualValues(t, 2, free.Load())
}

func TestKeysAreForgotten(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	b := serve(t, ada, things(&runs, never))
	for _, k := range []string{"k1", "k2", "k3"} {
		b.send("POST", "/things", "", with(as("ada"), keyed(k))...)
	}
	n, err := b.keys.Purge(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	b.clock.Advance(49 * time.Hour)
	n, err = b.keys.Purge(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, n)
}

// A write is refused when its object has changed since it was read.
func TestIfMatch(t *testing.T) {
	t.Parallel()
	b := serve(t, nil, endpoint.Route("PATCH", "/thing", "Change.", func(c *endpoint.Call, _ none) (none, error) {
		if c.IfMatch != nil && *c.IfMatch != 3 {
			return none{}, markthalle.ErrRevision
		}
		return none{}, nil
	}))
	for header, status := range map[string]int{"": 204, `"3"`: 204, `W/"3"`: 204, "*": 204, `"2"`: 412, `"x"`: 422} {
		a := b.send("PATCH", "/thing", "", "If-Match", header)
		require.Equal(t, status, a.status, "%s: %s", header, a.raw)
	}
}

// Public answers carry an ETag; a client that has them is told so.
func TestETag(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	b := serve(t, ada, endpoint.Route("GET", "/things", "Things.", func(c *endpoint.Call, _ none) (said, error) {
		runs.Add(1)
		return said{ID: string(c.Locale)}, nil
	}, endpoint.Cached(time.Hour)))
	first := b.send("GET", "/things", "")
	tag := first.header.Get("ETag")
	require.NotEmpty(t, tag)
	require.Equal(t, "public, max-age=1", first.header.Get("Cache-Control"))
	require.Equal(t, "Accept-Language", first.header.Get("Vary"))
	same := b.send("GET", "/things", "", "If-None-Match", tag)
	require.Equal(t, http.StatusNotModified, same.status)
	require.Empty(t, same.raw)
	require.EqualValues(t, 1, runs.Load(), "kept for a second")
	german := b.send("GET", "/things", "", "Accept-Language", "de-AT, en;q=0.5")
	require.JSONEq(t, `{"id":"de","notes":[]}`, german.raw)
	require.NotEqual(t, tag, german.header.Get("ETag"))
	mine := b.send("GET", "/things", "", as("ada")...)
	require.Equal(t, "private, max-age=1", mine.header.Get("Cache-Control"))
	require.Equal(t, tag, mine.header.Get("ETag"))
	require.EqualValues(t, 3, runs.Load(), "who is signed in is never answered from what is kept")
}

// Failures are not kept.
func TestFailuresAreNotCached(t *testing.T) {
	t.Parallel()
	var runs atomic.Int64
	b := serve(t, nil, endpoint.Route("GET", "/things", "Things.", func(*endpoint.Call, none) (said, error) {
		if runs.Add(1) == 1 {
			return said{}, errors.New("boom")
		}
		return said{}, nil
	}, endpoint.Cached(time.Second)))
	b.send("GET", "/things", "").problem(500, "internal")
	require.Equal(t, 200, b.send("GET", "/things", "").status)
}
