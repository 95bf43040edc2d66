package stripeconnect_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/stripeconnect"
	"github.com/markthalle/markthalle/payments/stripesim"
)

func eur(minor int64) money.Amount { return money.New(minor, money.EUR) }

func checkoutRequest(b *bench, order string, amount int64) payments.CheckoutRequest {
	return payments.CheckoutRequest{
		Key: "mk:t:co:" + order + ":1", Order: order, Number: "M-1", Email: "b@example.com", Locale: "de", Total: eur(amount),
		Lines: []payments.CheckoutLine{{Name: "Pottery", Amount: eur(amount)}}, SuccessURL: "https://m.example.com/thanks",
		CancelURL: "https://m.example.com/cart", ExpiresAt: b.clock.Now().Add(35 * time.Minute),
		Metadata: map[string]string{"env": "t", "order_id": order},
	}
}

func refundRequest(id, charge string, amount int64) payments.RefundRequest {
	return payments.RefundRequest{
		Key: "mk:t:rf:" + id + ":1", Charge: charge, Amount: eur(amount), Reason: "damaged", Metadata: map[string]string{"env": "t", "refund_id": id},
	}
}

func transferRequest(id, account, source string, amount int64) payments.TransferRequest {
	return payments.TransferRequest{
		Key: "mk:t:tr:" + id + ":1", Destination: account, Amount: eur(amount), Source: source, Group: "order_ord_1",
		Metadata: map[string]string{"env": "t", "transfer_id": id},
	}
}

// TestEveryWriteCarriesItsKey: no POST leaves without the deterministic key that its
// intent gave it, and the same request is the same bytes (failure 5 of the payment
// rules, PAY-4). A key of the SDK's own making would be lost by a crash.
func TestEveryWriteCarriesItsKey(t *testing.T) {
	t.Parallel()
	one, two := newBench(t), newBench(t)
	trade(t, one)
	trade(t, two)
	keys := map[string]bool{}
	for _, s := range one.record.all() {
		if s.method == http.MethodPost {
			require.True(t, strings.HasPrefix(s.key, "mk:t:"), "POST %s carries %q", s.path, s.key)
			require.Less(t, len(s.key), 120)
			require.False(t, keys[s.key], "%s is used twice", s.key)
			keys[s.key] = true
		} else {
			require.Empty(t, s.key, "%s %s", s.method, s.path)
		}
	}
	require.Len(t, keys, 12)
	for _, s := range two.record.all() {
		if s.method == http.MethodPost {
			require.True(t, keys[s.key], "the second run made up %s", s.key)
		}
	}
}

// TestEndpointKey: the registration that a crash cut off is the same request again
// while the provider is as it was, and another one when there is something to replace.
func TestEndpointKey(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := payments.EndpointRequest{Key: "mk:t:we:account:1", Scope: payments.ScopeAccount, URL: "https://m.example.com/hooks"}
	for range 2 {
		_, err := b.EnsureEndpoint(t.Context(), r)
		require.NoError(t, err)
	}
	var posted []sent
	deleted := 0
	for _, s := range b.record.all() {
		switch s.method {
		case http.MethodPost:
			posted = append(posted, s)
		case http.MethodDelete:
			deleted++
		}
	}
	require.Len(t, posted, 2)
	require.Equal(t, r.Key, posted[0].key)
	require.NotEqual(t, posted[0].key, posted[1].key)
	require.True(t, strings.HasPrefix(posted[1].key, r.Key+":"))
	require.Equal(t, "2024-06-20", posted[0].form.Get("api_version"))
	require.Equal(t, 1, deleted, "the first endpoint is replaced")
}

// TestBankAccount: a bank account that is known before goes along in the form that
// Stripe's reference and SDK have for it; its OpenAPI document, and so stripe-mock,
// knows only tokens there.
func TestBankAccount(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := payments.AccountRequest{Key: "mk:t:acct:ven_1:1", Country: "DE", Email: "v@example.com", Name: "P", Currency: "EUR", IBAN: "DE89370400440532013000"}
	a, err := b.CreateAccount(t.Context(), r)
	require.NoError(t, err)
	form := b.record.all()[0].form
	for name, want := range map[string]string{
		"object": "bank_account", "account_number": "DE89370400440532013000", "country": "DE", "currency": "eur",
	} {
		require.Equal(t, want, form.Get("external_account["+name+"]"), name)
	}
	require.Equal(t, "3000", a.BankLast4)
	r.Key, r.IBAN = "mk:t:acct:ven_2:1", "D"
	_, err = b.CreateAccount(t.Context(), r)
	require.NoError(t, err, "what cannot be an IBAN is left out")
}

// answers is a transport that always says the same.
type answers func() (*http.Response, error)

func (a answers) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
	}
	return a()
}

func says(status int, contentType, body string, header ...string) answers {
	return func() (*http.Response, error) {
		h := http.Header{"Content-Type": {contentType}, "Request-Id": {"req_1"}}
		for i := 0; i+1 < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

func fails(err error) answers { return func() (*http.Response, error) { return nil, err } }

// sort says which of the three kinds an error is.
func sort(err error) string {
	_, refused := payments.IsRefused(err)
	switch {
	case err == nil:
		return "done"
	case refused && !payments.IsUnknown(err) && !errors.Is(err, payments.ErrProviderDown):
		return "refused"
	case payments.IsUnknown(err) && !refused:
		return "unknown"
	case errors.Is(err, payments.ErrProviderDown) && !refused:
		return "down"
	}
	return "unsorted: " + err.Error()
}

const jsonType = "application/json"

// TestSorts: each failure is a refusal, unavailability or an unknown outcome; what may
// have been executed is never taken for a refusal (PAY-38, §2.6, §2.8).
func TestSorts(t *testing.T) {
	t.Parallel()
	problem := func(typ, code string) string {
		return `{"error":{"type":"` + typ + `","code":"` + code + `","message":"no"}}`
	}
	for name, c := range map[string]struct {
		answer      answers
		write, read string
	}{
		"executed":                   {says(200, jsonType, `{"id":"tr_1","object":"transfer","amount":5,"currency":"eur"}`), "done", "done"},
		"truncated JSON":             {says(200, jsonType, `{"id":"tr_1","obj`), "unknown", "down"},
		"empty body":                 {says(200, jsonType, ``), "unknown", "down"},
		"HTML with 200":              {says(200, "text/html", `<html>`), "unknown", "down"},
		"HTML with 502":              {says(502, "text/html", `<html>Bad Gateway`), "unknown", "down"},
		"HTML with 400":              {says(400, "text/html", `<html>Bad Request`), "unknown", "down"},
		"500":                        {says(500, jsonType, problem("api_error", "")), "unknown", "down"},
		"500 that is replayed":       {says(500, jsonType, problem("api_error", ""), "Idempotent-Replayed", "true"), "unknown", "down"},
		"503, not to be retried":     {says(503, jsonType, problem("api_error", ""), "Stripe-Should-Retry", "false"), "unknown", "down"},
		"key in flight":              {says(409, jsonType, problem("idempotency_error", "idempotency_key_in_use")), "unknown", "down"},
		"key with other parameters":  {says(400, jsonType, problem("idempotency_error", "")), "unknown", "down"},
		"connection closed":          {fails(io.ErrUnexpectedEOF), "unknown", "down"},
		"time-out of the exchange":   {fails(context.DeadlineExceeded), "unknown", "down"},
		"connection reset":           {fails(&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}), "unknown", "down"},
		"connection that never came": {fails(&net.OpError{Op: "dial", Err: errors.New("connection refused")}), "down", "down"},
		"wrong key":                  {says(401, jsonType, problem("invalid_request_error", "")), "down", "down"},
		"key without this right":     {says(403, jsonType, problem("invalid_request_error", "")), "down", "down"},
		"account that is not ours":   {says(403, jsonType, problem("invalid_request_error", "account_invalid")), "refused", "refused"},
		"too many requests":          {says(429, jsonType, problem("invalid_request_error", "rate_limit")), "down", "down"},
		"object is locked":           {says(429, jsonType, problem("invalid_request_error", "lock_timeout")), "down", "down"},
		"bad request":                {says(400, jsonType, problem("invalid_request_error", "balance_insufficient")), "refused", "refused"},
		"card declined":              {says(402, jsonType, problem("card_error", "card_declined")), "refused", "refused"},
		"not there":                  {says(404, jsonType, problem("invalid_request_error", "resource_missing")), "refused", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, err := stripeconnect.New(stripeconnect.Config{
				Key: "sk_test_1", BaseURL: "http://provider.invalid", Transport: c.answer, Clock: markthalle.NewManualClock(start),
			})
			require.NoError(t, err)
			_, err = g.CreateTransfer(t.Context(), transferRequest("tr_1", "acct_1", "ch_1", 5))
			require.Equal(t, c.write, sort(err), "of a write: %v", err)
			_, err = g.GetRefund(t.Context(), "re_1")
			require.Equal(t, c.read, sort(err), "of a read: %v", err)
		})
	}
}

// TestRefusalSaysWhy: the provider's code, words and request reach the operator.
func TestRefusalSaysWhy(t *testing.T) {
	t.Parallel()
	g, err := stripeconnect.New(stripeconnect.Config{
		Key: "sk_test_1", BaseURL: "http://provider.invalid", Clock: markthalle.NewManualClock(start),
		Transport: says(402, jsonType, `{"error":{"type":"card_error","code":"card_declined","decline_code":"lost_card","message":"Your card was declined."}}`),
	})
	require.NoError(t, err)
	_, err = g.CreateRefund(t.Context(), refundRequest("ref_1", "ch_1", 5))
	r, ok := payments.IsRefused(err)
	require.True(t, ok)
	require.Equal(t, payments.Refused{Code: "card_declined/lost_card", Message: "Your card was declined.", Request: "req_1"}, *r)
}

// TestFaults (F3): after a fault of the provider the same key leads to one object, never
// to two, and what its key will never tell is found by its metadata.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault stripesim.Fault
		then  string // what the same key is answered next
		made  int    // how many transfers there are after both
	}{
		"executed, then the connection closes": {stripesim.Fault{Kind: "drop_after", Times: 1}, "done", 1},
		"closed before the execution":          {stripesim.Fault{Kind: "drop_before", Times: 1}, "done", 1},
		"half an answer":                       {stripesim.Fault{Kind: "truncate", Times: 1}, "done", 1},
		"HTML 502":                             {stripesim.Fault{Kind: "html", Times: 1}, "done", 1},
		"500 before the execution":             {stripesim.Fault{Kind: "error_before", Times: 1}, "done", 1},
		"500 after it, which the key replays":  {stripesim.Fault{Kind: "error_after", Times: 1}, "unknown", 1},
		"conflict":                             {stripesim.Fault{Kind: "conflict", Times: 1}, "done", 1},
		"outage":                               {stripesim.Fault{Kind: "outage"}, "unknown", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			ctx := t.Context()
			a, err := b.CreateAccount(ctx, payments.AccountRequest{Key: "mk:t:acct:ven_1:1", Country: "DE", Email: "v@example.com", Name: "P", Currency: "EUR"})
			require.NoError(t, err)
			require.NoError(t, b.sim.DecideAccount(a.ID, "enabled", ""))
			charge := sell(t, b, "ord_1", 5000)
			f := c.fault
			f.Method, f.Path = http.MethodPost, "transfers"
			require.NoError(t, b.sim.AddFault(&f))
			r := transferRequest("tr_1", a.ID, charge, 4000)
			_, err = b.CreateTransfer(ctx, r)
			require.Equal(t, "unknown", sort(err), "%v", err)
			_, err = b.CreateTransfer(ctx, r)
			require.Equal(t, c.then, sort(err), "%v", err)
			found, err := b.FindTransfers(ctx, "order_ord_1")
			require.NoError(t, err)
			require.Len(t, found, c.made)
			require.NotEmpty(t, b.sim.Firings())
			for _, x := range found {
				require.Equal(t, "tr_1", x.Metadata["transfer_id"], "it can be adopted")
			}
		})
	}
}

// TestNew: keys go to the provider that they belong to (SIM-2).
func TestNew(t *testing.T) {
	t.Parallel()
	const sim = "http://simulator.invalid"
	for name, c := range map[string]struct {
		key, url string
		ok       bool
	}{
		"empty":                              {"", sim, false},
		"simulator's key, real provider":     {"sk_test_sim_1", "", false},
		"live key, simulator":                {"sk_live_1", sim, false},
		"restricted live key, simulator":     {"rk_live_1", sim, false},
		"test key, simulator":                {"sk_test_1", sim, true},
		"live key, real provider":            {"rk_live_1", "", true},
		"restricted test key, real provider": {"rk_test_1", "", true},
	} {
		_, err := stripeconnect.New(stripeconnect.Config{Key: c.key, BaseURL: c.url})
		if c.ok {
			require.NoError(t, err, name)
		} else {
			require.ErrorIs(t, err, stripeconnect.ErrKey, name)
		}
	}
}

// TestOffered: the payment page speaks the order's language and offers what the market
// does; debits for euros only.
func TestOffered(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	g, err := stripeconnect.New(stripeconnect.Config{
		Key: "sk_test_sim_1", BaseURL: "http://provider.invalid", Transport: b.record, Clock: b.clock, Methods: stripeconnect.Methods(),
	})
	require.NoError(t, err)
	for c, want := range map[money.Currency]string{money.EUR: "sepa_debit", "PLN": ""} {
		r := checkoutRequest(b, "ord_"+string(c), 5000)
		r.Total.Currency, r.Lines[0].Amount.Currency = c, c
		_, err := g.CreateCheckout(t.Context(), r)
		require.NoError(t, err)
		sent := b.record.all()
		form := sent[len(sent)-1].form
		require.Equal(t, "card", form.Get("payment_method_types[0]"))
		require.Equal(t, want, form.Get("payment_method_types[1]"))
		require.Equal(t, "de", form.Get("locale"))
	}
}
