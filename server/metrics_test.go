package server_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/server"
	"github.com/markthalle/markthalle/store"
)

// open opens a new trial market in a folder of the test.
func open(t *testing.T, c server.Config) *server.Market {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	c.Data, c.Create, c.Demo, c.Owner = t.TempDir(), server.Trial, true, "test"
	c.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	m, err := server.Open(ctx, c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close(ctx)) })
	return m
}

// scrape returns what /metrics says.
func scrape(t *testing.T, m *server.Market) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusOK, w.Code)
	return w.Body.String()
}

// figure returns the value of a series, and whether it is there.
func figure(t *testing.T, page, series string) (float64, bool) {
	t.Helper()
	for line := range strings.Lines(page) {
		if rest, ok := strings.CutPrefix(line, series+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			require.NoError(t, err)
			return v, true
		}
	}
	return 0, false
}

// TestMetricsOfRequests proves that requests are counted by template and class, that
// nothing of a request gets into a label, and that strange requests make no new series.
func TestMetricsOfRequests(t *testing.T) {
	t.Parallel()
	m := open(t, server.Config{})
	app, err := m.App()
	require.NoError(t, err)
	ask := func(method, path string, token ...string) int {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
		for _, secret := range token {
			r.Header.Set("Authorization", "Bearer "+secret)
		}
		resp, err := app.Test(r, -1)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode
	}
	require.Equal(t, http.StatusOK, ask(http.MethodGet, "/healthz"))
	require.Equal(t, http.StatusOK, ask(http.MethodGet, "/healthz"))
	require.Equal(t, http.StatusNotFound, ask(http.MethodGet, "/api/v1/store/products/anna-secret"))
	require.Equal(t, http.StatusUnauthorized, ask(http.MethodGet, "/api/v1/store/products/anna-secret", "hidden-token"))
	require.Equal(t, http.StatusOK, ask(http.MethodGet, "/api/v1/openapi.json"))
	require.Equal(t, http.StatusOK, ask(http.MethodGet, "/docs"))
	require.Equal(t, http.StatusNotFound, ask(http.MethodGet, "/media/anna-secret.svg"))
	page := scrape(t, m)
	for series, want := range map[string]float64{
		`markthalle_http_request_seconds_count{class="2xx",method="GET",route="/healthz"}`:                     2,
		`markthalle_http_request_seconds_count{class="4xx",method="GET",route="/api/v1/store/products/:slug"}`: 2,
		`markthalle_http_request_seconds_count{class="4xx",method="GET",route="/media/*"}`:                     1,
	} {
		got, ok := figure(t, page, series)
		require.True(t, ok, "%s is missing in\n%s", series, requests(page))
		require.InDelta(t, want, got, 0, series)
	}
	count := func() int { return strings.Count(scrape(t, m), "markthalle_http_request_seconds_count{") }
	ask(http.MethodGet, "/no-such-page/anna-0")
	before := count()
	for i := range 20 {
		ask(http.MethodGet, "/no-such-page/anna-"+strconv.Itoa(i))
		ask(http.MethodGet, "/no-such-page-"+strconv.Itoa(i))
	}
	require.LessOrEqual(t, count(), before+1)
	require.NotContains(t, scrape(t, m), "anna")
	require.NotContains(t, scrape(t, m), "hidden-token")
}

func requests(page string) string {
	return strings.Join(regexp.MustCompile(`(?m)^markthalle_http_request_seconds_count.*$`).FindAllString(page, -1), "\n")
}

// TestMetricsOfWork proves that what waits, what was given up and what is late can be
// seen, and that the store's and the search engine's work is counted.
func TestMetricsOfWork(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	clock := markthalle.NewManualClock(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
	m := open(t, server.Config{Wall: clock})
	type tried struct {
		store.Meta `bson:",inline"`
	}
	probes := store.Define[tried](m.DB, store.Spec{Name: "probes"})
	store.On(m.DB, "test.fail", func(context.Context, probed, store.Cause) error { return errors.New("not now") })
	p := tried{Meta: store.Meta{ID: "probe"}}
	p.Emit(probed{})
	_, err := probes.Insert(ctx, p)
	require.NoError(t, err)
	_, err = m.Accounts.CreatePerson(ctx, accounts.NewPerson{Email: "anna@shop.example", Name: "Anna", Password: "long-enough-words", Verified: true})
	require.NoError(t, err)
	_, err = m.DB.Schedules(ctx)
	require.NoError(t, err)
	require.NoError(t, m.Ledger.Post(ctx, ledger.Transaction{
		Meta: store.Meta{ID: "adjust:1"}, Kind: ledger.KindManual, Currency: "EUR", EffectiveAt: clock.Now(),
		Lines: []ledger.Posting{{Account: ledger.BankMain, Amount: 1}, {Account: ledger.RevFees, Amount: -1}},
	}))

	clock.Advance(time.Hour)
	page := scrape(t, m)
	value := func(series string) float64 {
		t.Helper()
		v, ok := figure(t, page, series)
		require.True(t, ok, "%s is missing", series)
		return v
	}
	require.InDelta(t, 1, value("markthalle_events_pending"), 0)
	require.InDelta(t, 3600, value("markthalle_events_oldest_seconds"), 1)
	require.Zero(t, value("markthalle_dead_letters"))
	require.Positive(t, value("markthalle_timers_due"))
	require.InDelta(t, 3600, value("markthalle_ledger_unsealed_seconds"), 1)
	require.Zero(t, value(`markthalle_schedule_last_run_timestamp_seconds{schedule="market.tick"}`))
	require.Positive(t, value(`markthalle_schedule_late_seconds{schedule="market.tick"}`))
	require.InDelta(t, 1, value(`markthalle_store_writes_total{collection="people",op="insert"}`), 0)
	require.Positive(t, value("markthalle_store_commit_writes_count"))
	require.Positive(t, value(`markthalle_store_seconds_count{op="insert"}`))
	require.Positive(t, value("go_goroutines"))
	require.NotContains(t, page, "anna")

	for range store.MaxAttempts {
		require.Error(t, m.DB.Drain(ctx))
	}
	_, err = m.Ledger.Seal(ctx)
	require.NoError(t, err)
	page = scrape(t, m)
	require.Zero(t, value("markthalle_ledger_unsealed_seconds"))
	require.InDelta(t, 1, value("markthalle_dead_letters"), 0)
	require.Zero(t, value("markthalle_events_pending"))
	require.Positive(t, value(`markthalle_schedule_last_run_timestamp_seconds{schedule="market.tick"}`))
	require.Zero(t, value(`markthalle_schedule_late_seconds{schedule="market.tick"}`))
}

type probed struct{}

// EventType implements store.Event.
func (probed) EventType() string { return "test.probed" }

// TestMetricsListener proves that a served market answers /metrics on a listener of its
// own, and not where the public asks.
func TestMetricsListener(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	free, err := server.Listen(ctx, "127.0.0.1:0")
	require.NoError(t, err)
	addr := free.Addr().String()
	require.NoError(t, free.Close())
	l, err := server.Listen(ctx, "127.0.0.1:0")
	require.NoError(t, err)
	m := open(t, server.Config{Addr: l.Addr().String(), MetricsAddr: addr})
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- m.Serve(ctx, l, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-done:
		t.Fatalf("the market ended: %v", err)
	}
	get := func(addr net.Addr, host string) (int, string) {
		t.Helper()
		if addr != nil {
			host = addr.String()
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+host+"/metrics", nil)
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, errors.Join(err, resp.Body.Close()))
		return resp.StatusCode, string(body)
	}
	status, _ := get(l.Addr(), "")
	require.Equal(t, http.StatusNotFound, status)
	status, body := get(nil, addr)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "markthalle_events_pending")
	stop()
	require.NoError(t, <-done)
}
