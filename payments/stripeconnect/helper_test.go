package stripeconnect_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/gatewaytest"
	"github.com/markthalle/markthalle/payments/stripeconnect"
	"github.com/markthalle/markthalle/payments/stripesim"
)

// start is when all tests begin: a Monday.
var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// cards are Stripe's test cards for what becomes of a payment.
var cards = map[gatewaytest.Payment]string{
	gatewaytest.Plain: "4242424242424242", gatewaytest.Available: "4000000000000077", gatewaytest.Disputed: "4000000000000259",
}

// bench is the adapter over a simulator, with a record of what it sent.
type bench struct {
	*stripeconnect.Gateway
	sim    *stripesim.Simulator
	clock  *markthalle.ManualClock
	record *recorder
	mail   *mailbox
}

func newBench(t *testing.T) *bench {
	t.Helper()
	clock := markthalle.NewManualClock(start)
	mail := &mailbox{got: map[string][]letter{}}
	sim, err := stripesim.New(stripesim.Config{
		Clock: clock, Wall: clock, IDs: markthalle.NewIDs(clock, nil), BasePath: "/stripe-simulator",
		PublicURL: func() string { return "http://127.0.0.1:8080" }, Deliver: mail.deliver, SettleDelay: stripesim.DefaultSettleDelay,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	rec := &recorder{next: sim.Transport()}
	g, err := stripeconnect.New(stripeconnect.Config{Key: "sk_test_sim_1", BaseURL: "http://simulator.invalid", Transport: rec, Clock: clock})
	require.NoError(t, err)
	return &bench{Gateway: g, sim: sim, clock: clock, record: rec, mail: mail}
}

// levers are the bench as the suite of the port sees it.
func levers(t *testing.T) gatewaytest.Bench {
	t.Helper()
	b := newBench(t)
	wait := func(d time.Duration) {
		t.Helper()
		b.clock.Advance(d)
		_, err := b.sim.RunDue(t.Context(), b.clock.Now())
		require.NoError(t, err)
	}
	enable := func(account string) { require.NoError(t, b.sim.DecideAccount(account, "enabled", "")) }
	return gatewaytest.Bench{
		Gateway: b.Gateway, Now: b.clock.Now, Tick: func() { wait(time.Second) }, Wait: wait, Enable: enable,
		Pay: func(co payments.Checkout, how gatewaytest.Payment) {
			require.NoError(t, b.sim.PayCheckout(t.Context(), co.ID, cards[how]))
		},
		Account: func(r payments.AccountRequest) string {
			a, err := b.CreateAccount(t.Context(), r)
			require.NoError(t, err)
			enable(a.ID)
			return a.ID
		},
		Letter: func(url, order string) (http.Header, []byte) {
			t.Helper()
			wait(time.Second)
			l, ok := b.mail.newest(url, order)
			require.True(t, ok, "nothing about %s was delivered to %s", order, url)
			return l.header, l.body
		},
	}
}

// recorder keeps what was sent.
type recorder struct {
	next http.RoundTripper
	mu   sync.Mutex
	sent []sent
}

type sent struct {
	method, path, query, key, account string
	body                              []byte
	form                              url.Values
	status                            int
	answer                            []byte
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	s := sent{
		method: req.Method, path: req.URL.Path, query: req.URL.RawQuery, key: req.Header.Get("Idempotency-Key"),
		account: req.Header.Get("Stripe-Account"),
	}
	if req.Body != nil {
		var err error
		if s.body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
		req.Body = io.NopCloser(bytes.NewReader(s.body))
		if strings.HasPrefix(req.Header.Get("Content-Type"), "multipart/") { // an upload
			s.form = url.Values{}
		} else if s.form, err = url.ParseQuery(string(s.body)); err != nil {
			return nil, err
		}
	}
	res, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	if s.answer, err = io.ReadAll(res.Body); err != nil {
		return nil, err
	}
	_ = res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(s.answer))
	s.status = res.StatusCode
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, s)
	return res, nil
}

func (r *recorder) all() []sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]sent(nil), r.sent...)
}

type letter struct {
	header http.Header
	body   []byte
}

// mailbox keeps the webhooks for each address.
type mailbox struct {
	mu  sync.Mutex
	got map[string][]letter
}

func (m *mailbox) deliver(_ context.Context, to string, h http.Header, body []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.got[to] = append(m.got[to], letter{h.Clone(), bytes.Clone(body)})
	return http.StatusOK, nil
}

// newest returns the last webhook for an address that speaks of an order.
func (m *mailbox) newest(to, order string) (letter, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range slices.Backward(m.got[to]) {
		if bytes.Contains(l.body, []byte(order)) {
			return l, true
		}
	}
	return letter{}, false
}
