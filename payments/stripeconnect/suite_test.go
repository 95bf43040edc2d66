package stripeconnect_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/gatewaytest"
	"github.com/markthalle/markthalle/payments/stripeconnect"
)

// TestSimulator: the adapter keeps the promises of its port, on the simulator.
func TestSimulator(t *testing.T) {
	t.Parallel()
	gatewaytest.Run(t, levers)
}

// mockWorld is the transport to stripe-mock. It has no memory: every list has a next
// page for ever, so the adapter is told that there is none.
type mockWorld struct{ base http.RoundTripper }

func (m mockWorld) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := m.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	_ = res.Body.Close()
	raw = bytes.ReplaceAll(raw, []byte(`"has_more": true`), []byte(`"has_more": false`))
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
	return res, nil
}

// TestShapes: every request of the port is spelled and typed as Stripe's own
// specification of this version asks (PAY-42).
func TestShapes(t *testing.T) {
	t.Parallel()
	base := peers.Env(t, peers.StripeMock)
	clock := markthalle.NewManualClock(start)
	rec := &recorder{next: mockWorld{http.DefaultTransport}}
	g, err := stripeconnect.New(stripeconnect.Config{Key: "sk_test_1", BaseURL: base, Transport: rec, Clock: clock})
	require.NoError(t, err)
	gatewaytest.Tour(t, g, clock.Now())
	for _, s := range rec.all() {
		require.Equal(t, http.StatusOK, s.status, "%s %s: %s", s.method, s.path, s.answer)
	}
}

// TestSameBytes (F1): what the simulator accepted in a whole trade, byte by byte, is
// accepted by stripe-mock, too.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	base := peers.Env(t, peers.StripeMock)
	b := newBench(t)
	trade(t, b)
	accepted := 0
	for _, s := range b.record.all() {
		if s.status != http.StatusOK {
			continue
		}
		target := base + s.path
		if s.query != "" {
			target += "?" + s.query
		}
		req, err := http.NewRequestWithContext(t.Context(), s.method, target, bytes.NewReader(s.body))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer sk_test_1")
		req.Header.Set("Stripe-Version", stripe.APIVersion)
		if s.method == http.MethodPost {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		raw, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, http.StatusOK, res.StatusCode, "%s %s %s: %s", s.method, s.path, s.body, raw)
		accepted++
	}
	require.Greater(t, accepted, 15)
}

// objects are the SDK's types by the name that an answer gives itself.
var objects = map[string]any{
	"account": stripe.Account{}, "account_link": stripe.AccountLink{}, "balance": stripe.Balance{}, "balance_transaction": stripe.BalanceTransaction{},
	"charge": stripe.Charge{}, "checkout.session": stripe.CheckoutSession{}, "dispute": stripe.Dispute{}, "event": stripe.Event{},
	"payment_intent": stripe.PaymentIntent{}, "refund": stripe.Refund{}, "transfer": stripe.Transfer{}, "transfer_reversal": stripe.TransferReversal{},
	"webhook_endpoint": stripe.WebhookEndpoint{},
}

// TestKnownKeys (F1): the SDK knows every top-level key of every answer of the
// simulator, in lists and expansions, too.
func TestKnownKeys(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	trade(t, b)
	seen := map[string]int{}
	var walk func(v any)
	walk = func(v any) {
		switch x := v.(type) {
		case []any:
			for _, e := range x {
				walk(e)
			}
		case map[string]any:
			name, _ := x["object"].(string)
			if known, ok := objects[name]; ok {
				seen[name]++
				keys := jsonKeys(reflect.TypeOf(known))
				for k := range x {
					require.Contains(t, keys, k, "the SDK's %s", name)
				}
			}
			for k, e := range x {
				if name != "event" || k != "data" { // a snapshot carries what changed, besides
					walk(e)
				}
			}
		}
	}
	for _, s := range b.record.all() {
		var v any
		require.NoError(t, json.Unmarshal(s.answer, &v))
		walk(v)
	}
	for name := range objects {
		require.NotZero(t, seen[name], "no %s was answered", name)
	}
}

func jsonKeys(typ reflect.Type) map[string]bool {
	out := map[string]bool{}
	for i := range typ.NumField() {
		if name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ","); name != "" && name != "-" {
			out[name] = true
		}
	}
	return out
}

// trade is one of everything that the port can do, on a simulator.
func trade(t *testing.T, b *bench) {
	t.Helper()
	ctx := t.Context()
	wait := func(d time.Duration) {
		b.clock.Advance(d)
		_, err := b.sim.RunDue(ctx, b.clock.Now())
		require.NoError(t, err)
	}
	for _, scope := range []string{payments.ScopeAccount, payments.ScopeConnect} {
		_, err := b.EnsureEndpoint(ctx, payments.EndpointRequest{Key: "mk:t:we:" + scope + ":1", Scope: scope, URL: "https://market.example.com/hooks/" + scope})
		require.NoError(t, err)
	}
	a, err := b.CreateAccount(ctx, payments.AccountRequest{
		Key: "mk:t:acct:ven_1:1", Vendor: "ven_1", Country: "DE", Email: "v@example.com", Name: "Pottery", Business: true, Currency: "EUR",
		Metadata: map[string]string{"env": "t", "vendor_id": "ven_1"},
	})
	require.NoError(t, err)
	_, err = b.AccountLink(ctx, payments.LinkRequest{Key: "mk:t:link:ven_1:click_1:1", Account: a.ID, ReturnURL: "https://m.example.com/a", RefreshURL: "https://m.example.com/b"})
	require.NoError(t, err)
	require.NoError(t, b.sim.DecideAccount(a.ID, "enabled", ""))
	_, err = b.GetAccount(ctx, a.ID)
	require.NoError(t, err)

	first := sell(t, b, "ord_1", 5539)
	second := sell(t, b, "ord_2", 7000)
	wait(72 * time.Hour)
	dead, err := b.CreateCheckout(ctx, checkoutRequest(b, "ord_3", 999))
	require.NoError(t, err)
	_, err = b.ExpireCheckout(ctx, dead.ID, "mk:t:cx:ord_3:1")
	require.NoError(t, err)

	tr, err := b.CreateTransfer(ctx, transferRequest("tr_1", a.ID, first, 4346))
	require.NoError(t, err)
	_, err = b.CreateTransfer(ctx, transferRequest("tr_2", a.ID, "", 1300))
	require.NoError(t, err)
	_, err = b.FindTransfers(ctx, "order_ord_1")
	require.NoError(t, err)
	_, err = b.ReverseTransfer(ctx, payments.ReversalRequest{Key: "mk:t:rv:rv_1:1", Transfer: tr.ID, Amount: eur(1000), Metadata: map[string]string{"env": "t"}})
	require.NoError(t, err)
	_, err = b.FindReversals(ctx, tr.ID)
	require.NoError(t, err)

	re, err := b.CreateRefund(ctx, refundRequest("ref_1", first, 798))
	require.NoError(t, err)
	_, err = b.GetRefund(ctx, re.ID)
	require.NoError(t, err)
	_, err = b.FindRefunds(ctx, first)
	require.NoError(t, err)

	dp, err := b.sim.RaiseDispute(second, "fraudulent", false)
	require.NoError(t, err)
	_, err = b.GetDispute(ctx, dp)
	require.NoError(t, err)
	for _, id := range []string{"", a.ID} {
		_, err = b.Balance(ctx, id)
		require.NoError(t, err)
	}
	_, err = b.Transactions(ctx, payments.TransactionQuery{From: start, To: b.clock.Now()})
	require.NoError(t, err)
	_, _, err = b.ListEvents(ctx, start, "")
	require.NoError(t, err)
}

// sell takes an order to a priced charge.
func sell(t *testing.T, b *bench, order string, amount int64) string {
	t.Helper()
	ctx := t.Context()
	co, err := b.CreateCheckout(ctx, checkoutRequest(b, order, amount))
	require.NoError(t, err)
	require.NoError(t, b.sim.PayCheckout(ctx, co.ID, "4242424242424242"))
	b.clock.Advance(time.Minute)
	_, err = b.sim.RunDue(ctx, b.clock.Now())
	require.NoError(t, err)
	co, err = b.GetCheckout(ctx, co.ID)
	require.NoError(t, err)
	require.NotNil(t, co.Charge)
	ch, err := b.GetCharge(ctx, co.Charge.ID)
	require.NoError(t, err)
	require.NotNil(t, ch.Txn)
	return ch.ID
}
