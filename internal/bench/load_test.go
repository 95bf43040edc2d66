package bench

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPercentile(t *testing.T) {
	t.Parallel()
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i+1) * time.Millisecond
	}
	for name, c := range map[string]struct {
		of   []time.Duration
		p    int
		want float64
	}{
		"median":       {hundred, 50, 50},
		"99 of 100":    {hundred, 99, 99},
		"all":          {hundred, 100, 100},
		"one value":    {hundred[:1], 99, 1},
		"two, highest": {hundred[:2], 95, 2},
	} {
		require.InDelta(t, c.want, percentile(c.of, c.p), 0, name)
	}
}

// TestLoad drives a server whose answers are known: every request is counted, and a
// wrong answer ends the measurement with an error.
func TestLoad(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path == "/broken" {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte(r.URL.RequestURI()))
	}))
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "http://")
	f, err := load(t.Context(), "read", 4, 30*time.Millisecond, readers(t.Context(), host, []string{"/a?b=c"}))
	require.NoError(t, err)
	require.GreaterOrEqual(t, f.Requests, 4)
	require.EqualValues(t, asked.Load(), f.Requests)
	require.Equal(t, len("/a?b=c"), f.Bytes)
	require.Positive(t, f.PerSecond)
	require.LessOrEqual(t, f.P50, f.P99)

	_, err = load(t.Context(), "read", 2, time.Millisecond, readers(t.Context(), host, []string{"/broken"}))
	require.ErrorContains(t, err, "status 500")
	_, err = load(t.Context(), "read", 2, time.Millisecond, func(int) (worker, error) { return nil, errors.New("nobody there") })
	require.ErrorContains(t, err, "nobody there")
}

func TestClient(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/pay" && r.FormValue("card") == "42":
			http.Redirect(w, r, "/thanks", http.StatusSeeOther)
		case r.Header.Get("Authorization") != "Bearer b" || r.Header.Get("Markthalle-Cart") != "c" || r.Header.Get("X-Y") != "z":
			w.WriteHeader(http.StatusForbidden)
		default:
			var in object
			if json.NewDecoder(r.Body).Decode(&in) == nil {
				w.WriteHeader(http.StatusCreated)
				_ = json.NewEncoder(w).Encode(object{"got": in["a"]})
			}
		}
	}))
	defer server.Close()
	c, err := dial(t.Context(), strings.TrimPrefix(server.URL, "http://"))
	require.NoError(t, err)
	defer func() { require.NoError(t, c.close()) }()
	c.bearer, c.cart = "b", "c"
	var out struct{ Got string }
	require.NoError(t, c.call("POST", "/x", object{"a": "1"}, 201, &out, "X-Y", "z"))
	require.Equal(t, "1", out.Got)
	require.ErrorContains(t, c.call("POST", "/x", object{"a": "1"}, 201, nil), "status 403, want 201")
	require.NoError(t, c.form(server.URL+"/pay", url.Values{"card": {"42"}}))
	require.Error(t, c.form(server.URL+"/pay", url.Values{"card": {"43"}}))
}

func TestReport(t *testing.T) {
	t.Parallel()
	r := newReport(Options{Store: "mongodb://secret@host/db", Vendors: 3, Products: 50})
	r.Figures = []Figure{{Name: "product", Connections: 8, Requests: 10, PerSecond: 5, P50: 1, P95: 2, P99: 3}}
	r.Memory = []Memory{{When: "idle", Resident: 1 << 20}}
	name, err := r.Save(t.TempDir())
	require.NoError(t, err)
	text, err := os.ReadFile(name + ".txt")
	require.NoError(t, err)
	require.Contains(t, string(text), "product")
	data, err := os.ReadFile(name + ".json")
	require.NoError(t, err)
	var back Report
	require.NoError(t, json.NewDecoder(bytes.NewReader(data)).Decode(&back))
	require.Equal(t, r.Figures, back.Figures)
	require.NotContains(t, string(text)+string(data), "secret")
}
