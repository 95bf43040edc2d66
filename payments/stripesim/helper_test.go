package stripesim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"
	"github.com/stripe/stripe-go/v79/client"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments/stripesim"
)

const key = "sk_test_simulator"

// start is when all tests begin: a Monday.
var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// bench is one simulator with a clock that stands still and the real client.
type bench struct {
	t     testing.TB
	sim   *stripesim.Simulator
	clock *markthalle.ManualClock
	sc    *client.API
	http  *http.Client
	mail  *mailbox
	pages http.Handler
}

// mailbox collects webhooks in process.
type mailbox struct {
	mu     sync.Mutex
	status int
	got    []letter
}

type letter struct {
	url    string
	header http.Header
	body   []byte
	event  stripe.Event
}

func (m *mailbox) deliver(_ context.Context, to string, h http.Header, body []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := letter{url: to, header: h.Clone(), body: append([]byte{}, body...)}
	if err := json.Unmarshal(body, &l.event); err != nil {
		return 0, err
	}
	m.got = append(m.got, l)
	return m.status, nil
}

func (m *mailbox) types() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for _, l := range m.got {
		out = append(out, string(l.event.Type))
	}
	return out
}

func (m *mailbox) letters() []letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]letter{}, m.got...)
}

func (m *mailbox) answer(status int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.status = status
}

func newBench(t testing.TB, change ...func(*stripesim.Config)) *bench {
	t.Helper()
	b := &bench{t: t, clock: markthalle.NewManualClock(start), mail: &mailbox{status: 200}}
	cfg := stripesim.Config{
		Clock: b.clock, IDs: markthalle.NewIDs(b.clock, nil), BasePath: "/stripe-simulator",
		PublicURL: func() string { return "http://127.0.0.1:8080" }, Deliver: b.mail.deliver, SettleDelay: stripesim.DefaultSettleDelay,
	}
	for _, f := range change {
		f(&cfg)
	}
	sim, err := stripesim.New(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	b.sim, b.pages = sim, sim.Pages()
	b.http = &http.Client{Transport: sim.Transport()}
	b.sc = newClient(b.http, "http://simulator", 0)
	return b
}

// newClient makes a client as payments rules §2.8 ask: no globals, own back ends.
func newClient(hc *http.Client, base string, retries int64) *client.API {
	be := func(k stripe.SupportedBackend) stripe.Backend {
		return stripe.GetBackendWithConfig(k, &stripe.BackendConfig{
			URL: &base, HTTPClient: hc, MaxNetworkRetries: stripe.Int64(retries),
			EnableTelemetry: stripe.Bool(false), LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
		})
	}
	return client.New(key, &stripe.Backends{API: be(stripe.APIBackend), Connect: be(stripe.ConnectBackend), Uploads: be(stripe.UploadsBackend)})
}

// advance moves the clock and runs what is due.
func (b *bench) advance(d time.Duration) {
	b.t.Helper()
	b.clock.Advance(d)
	_, err := b.sim.RunDue(b.t.Context(), b.clock.Now())
	require.NoError(b.t, err)
}

// vendor opens an account that may receive transfers and be paid out.
func (b *bench) vendor(change ...func(*stripe.AccountParams)) *stripe.Account {
	b.t.Helper()
	a, err := b.sc.Accounts.New(accountParams(change...))
	require.NoError(b.t, err)
	require.NoError(b.t, b.sim.DecideAccount(a.ID, "enabled", ""))
	return a
}

func accountParams(change ...func(*stripe.AccountParams)) *stripe.AccountParams {
	p := &stripe.AccountParams{
		Country: stripe.String("DE"), Email: stripe.String("shop@example.com"),
		Controller: &stripe.AccountControllerParams{
			Fees: &stripe.AccountControllerFeesParams{Payer: stripe.String("application")}, Losses: &stripe.AccountControllerLossesParams{Payments: stripe.String("application")},
			StripeDashboard: &stripe.AccountControllerStripeDashboardParams{Type: stripe.String("express")}, RequirementCollection: stripe.String("stripe"),
		},
		Capabilities: &stripe.AccountCapabilitiesParams{
			Transfers:    &stripe.AccountCapabilitiesTransfersParams{Requested: stripe.Bool(true)},
			CardPayments: &stripe.AccountCapabilitiesCardPaymentsParams{Requested: stripe.Bool(true)},
		},
		Metadata: map[string]string{"vendor_id": "ven_1"},
	}
	for _, f := range change {
		f(p)
	}
	return p
}

func sessionParams(amount int64, cur string) *stripe.CheckoutSessionParams {
	return &stripe.CheckoutSessionParams{
		Mode: stripe.String("payment"), SuccessURL: stripe.String("https://shop.example.com/done?cs={CHECKOUT_SESSION_ID}"), CancelURL: stripe.String("https://shop.example.com/cart"),
		LineItems: []*stripe.CheckoutSessionLineItemParams{{Quantity: stripe.Int64(1), PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
			Currency: stripe.String(cur), UnitAmount: stripe.Int64(amount), ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{Name: stripe.String("Bread")},
		}}},
		PaymentIntentData: &stripe.CheckoutSessionPaymentIntentDataParams{TransferGroup: stripe.String("order_1"), Metadata: map[string]string{"order_id": "ord_1"}},
		Metadata:          map[string]string{"order_id": "ord_1"},
	}
}

// sale sells something by hosted checkout and returns the charge, captured.
func (b *bench) sale(amount int64, cur, card string) *stripe.Charge {
	b.t.Helper()
	cs, err := b.sc.CheckoutSessions.New(sessionParams(amount, cur))
	require.NoError(b.t, err)
	require.NoError(b.t, b.sim.PayCheckout(b.t.Context(), cs.ID, card))
	b.advance(2 * time.Second)
	p := &stripe.CheckoutSessionParams{}
	p.AddExpand("payment_intent.latest_charge")
	cs, err = b.sc.CheckoutSessions.Get(cs.ID, p)
	require.NoError(b.t, err)
	require.Equal(b.t, stripe.CheckoutSessionPaymentStatusPaid, cs.PaymentStatus)
	return cs.PaymentIntent.LatestCharge
}

func (b *bench) transfer(amount int64, dest, source string) (*stripe.Transfer, error) {
	p := &stripe.TransferParams{Amount: stripe.Int64(amount), Currency: stripe.String("eur"), Destination: stripe.String(dest)}
	if source != "" {
		p.SourceTransaction = stripe.String(source)
	}
	return b.sc.Transfers.New(p)
}

// available returns the platform's, or an account's, available and pending euros.
func (b *bench) balance(account string) (available, pending int64) {
	b.t.Helper()
	p := &stripe.BalanceParams{}
	if account != "" {
		p.SetStripeAccount(account)
	}
	bal, err := b.sc.Balance.Get(p)
	require.NoError(b.t, err)
	for _, a := range bal.Available {
		if a.Currency == "eur" {
			available = a.Amount
		}
	}
	for _, a := range bal.Pending {
		if a.Currency == "eur" {
			pending = a.Amount
		}
	}
	return available, pending
}

// stripeError returns the refusal in err.
func stripeError(t testing.TB, err error) *stripe.Error {
	t.Helper()
	var e *stripe.Error
	require.Truef(t, errors.As(err, &e), "not a refusal of Stripe's: %v", err)
	return e
}

type answer struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
}

// call sends a plain request. Params of a POST go into the body.
func (b *bench) call(method, path, params string, header ...string) answer {
	b.t.Helper()
	target := "http://simulator" + path
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(params)
	} else if params != "" {
		target += "?" + params
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, target, body)
	require.NoError(b.t, err)
	req.Header.Set("Authorization", "Bearer "+key)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := b.http.Do(req)
	require.NoError(b.t, err)
	raw, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	require.NoError(b.t, res.Body.Close())
	out := answer{status: res.StatusCode, header: res.Header, raw: string(raw)}
	_ = json.Unmarshal(raw, &out.body) // pages of HTML have no JSON
	return out
}

// fault returns a field of the error in an answer.
func (a answer) fault(name string) string {
	e, _ := a.body["error"].(map[string]any)
	s, _ := e[name].(string)
	return s
}

// page sends a request to the hosted pages.
func (b *bench) page(method, path string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	path = strings.TrimPrefix(strings.TrimPrefix(path, "http://127.0.0.1:8080"), "/stripe-simulator")
	req := httptest.NewRequest(method, path, bytes.NewBufferString(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	b.pages.ServeHTTP(w, req)
	return w
}

// control posts JSON to /sim.
func (b *bench) control(path, body string) answer {
	b.t.Helper()
	return b.call(http.MethodPost, "/sim/"+path, body, "Content-Type", "application/json")
}

// books checks SIM-6: Σ net = pending + available for each account and currency.
func (b *bench) books() {
	b.t.Helper()
	rows, err := b.sim.Balances()
	require.NoError(b.t, err)
	for _, r := range rows {
		require.Equalf(b.t, r.Net, r.Available+r.Pending, "account %s, %s", r.Account, r.Currency)
	}
}
