package stripesim_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments/stripesim"
)

// TestParameters proves SIM-4 and PAY-43: what Stripe does not know is unknown at any
// depth, what the simulator does not implement is refused, nothing is ignored.
func TestParameters(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const base = "mode=payment&success_url=https%3A%2F%2Fx.example%2F&line_items[0][quantity]=1&line_items[0][price_data][currency]=eur" +
		"&line_items[0][price_data][unit_amount]=500&line_items[0][price_data][product_data][name]=Bread"
	for name, c := range map[string]struct {
		path, params, code, param, message string
		status                             int
	}{
		"good":                 {"checkout/sessions", base, "", "", "", 200},
		"unknown at the top":   {"checkout/sessions", base + "&colour=red", "parameter_unknown", "colour", "Received unknown parameter: colour", 400},
		"unknown below":        {"checkout/sessions", base + "&line_items[0][price_data][unit_amonut]=1", "parameter_unknown", "line_items[0][price_data][unit_amonut]", "Received unknown parameter: line_items[0][price_data][unit_amonut]", 400},
		"two unknown":          {"refunds", "charge=ch_1&a=1&b=2", "parameter_unknown", "a", "Received unknown parameters: a, b", 400},
		"no integer":           {"transfers", "amount=1.5&currency=eur&destination=acct_1", "parameter_invalid_integer", "amount", "Invalid integer: 1.5", 400},
		"no boolean":           {"payment_intents", "amount=500&currency=eur&confirm=yes", "", "confirm", "Invalid boolean: yes", 400},
		"negative":             {"transfers", "amount=-5&currency=eur&destination=acct_1", "parameter_invalid_integer", "amount", "", 400},
		"missing":              {"transfers", "amount=5&currency=eur", "parameter_missing", "destination", "Missing required param: destination.", 400},
		"empty":                {"transfers", "amount=5&currency=eur&destination=", "parameter_invalid_empty", "destination", "", 400},
		"no such currency":     {"payment_intents", "amount=500&currency=xxx", "", "currency", "", 400},
		"too small":            {"payment_intents", "amount=49&currency=eur", "amount_too_small", "amount", "Amount must be at least €0.50", 400},
		"too large":            {"payment_intents", "amount=100000000&currency=eur", "amount_too_large", "amount", "", 400},
		"known, not simulated": {"payment_intents", "amount=500&currency=eur&on_behalf_of=acct_1", "", "parameter on_behalf_of", "simulator: not implemented: parameter on_behalf_of", 400},
		"subscription":         {"checkout/sessions", strings.Replace(base, "payment", "subscription", 1), "", "checkout mode subscription", "", 400},
		"unknown address":      {"invoices", "", "", "POST /v1/invoices", "simulator: not implemented: POST /v1/invoices", 400},
		"refund of nothing":    {"refunds", "amount=5", "parameter_missing", "payment_intent", "", 400},
		"no lines":             {"checkout/sessions", "mode=payment&success_url=https%3A%2F%2Fx.example", "parameter_missing", "line_items", "", 400},
		"two currencies":       {"checkout/sessions", base + "&line_items[1][quantity]=1&line_items[1][price_data][currency]=usd&line_items[1][price_data][unit_amount]=5&line_items[1][price_data][product_data][name]=x", "", "line_items", "", 400},
		"expires too soon":     {"checkout/sessions", base + "&expires_at=1772442000", "", "expires_at", "", 400},
		"type and controller":  {"accounts", "type=express&controller[fees][payer]=application", "", "type", "", 400},
		"transfers alone":      {"accounts", "controller[fees][payer]=application&capabilities[transfers][requested]=true", "", "capabilities", "", 400},
	} {
		t.Run(name, func(t *testing.T) {
			a := b.call(http.MethodPost, "/v1/"+c.path, c.params)
			require.Equal(t, c.status, a.status, a.raw)
			require.Equal(t, c.code, a.fault("code"), a.raw)
			require.Equal(t, c.param, a.fault("param"), a.raw)
			if c.message != "" {
				require.Equal(t, c.message, a.fault("message"))
			}
		})
	}
	many := "currency=eur&amount=500"
	for i := range 51 {
		many += "&metadata[k" + strings.Repeat("x", i%9) + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "]=1"
	}
	require.Equal(t, 400, b.call(http.MethodPost, "/v1/payment_intents", many).status, "51 metadata keys")
	require.Equal(t, 400, b.call(http.MethodPost, "/v1/refunds", `{"charge":"ch_1"}`, "Content-Type", "application/json").status)
}

// TestKeysAndAccounts: 401, 403, 404, and SIM-5.
func TestKeysAndAccounts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	vendor, other := b.vendor(), b.vendor()
	ch := b.sale(5000, "eur", "4000000000000077")
	tr, err := b.transfer(1000, vendor.ID, ch.ID)
	require.NoError(t, err)

	require.Equal(t, 401, b.call(http.MethodGet, "/v1/balance", "", "Authorization", "").status)
	require.Equal(t, 401, b.call(http.MethodGet, "/v1/balance", "", "Authorization", "Bearer sk_live_1").status, "SIM-2")
	a := b.call(http.MethodGet, "/v1/balance", "", "Stripe-Account", "acct_nobody")
	require.Equal(t, 403, a.status)
	require.Equal(t, "account_invalid", a.fault("code"))
	a = b.call(http.MethodGet, "/v1/charges/"+tr.DestinationPayment.ID, "")
	require.Equal(t, 404, a.status, "another account's charge is not there")
	require.Equal(t, "resource_missing", a.fault("code"))
	require.Equal(t, 200, b.call(http.MethodGet, "/v1/charges/"+tr.DestinationPayment.ID, "", "Stripe-Account", vendor.ID).status)
	require.Equal(t, 404, b.call(http.MethodGet, "/v1/charges/"+tr.DestinationPayment.ID, "", "Stripe-Account", other.ID).status)
	require.Equal(t, 404, b.call(http.MethodGet, "/v1/transfers/"+tr.ID, "", "Stripe-Account", vendor.ID).status)
	require.Equal(t, 403, b.call(http.MethodGet, "/v1/accounts/"+other.ID, "", "Stripe-Account", vendor.ID).status)
	require.Equal(t, 200, b.control("accounts/"+other.ID, `{"outcome":"deauthorized"}`).status)
	require.Equal(t, 403, b.call(http.MethodGet, "/v1/accounts/"+other.ID, "").status)

	_, err = stripesim.New(stripesim.Config{Clock: b.clock, IDs: nil})
	require.Error(t, err)
	_, err = stripesim.New(stripesim.Config{Clock: b.clock, IDs: markthalle.NewIDs(b.clock, nil), APIKeys: []string{"sk_live_x"}})
	require.ErrorContains(t, err, "live key", "SIM-2")
}

// TestIdempotency proves §2.6: replay of the first answer, refusals included, other
// parameters refused, validation not stored, keys per account, gone after a day.
func TestIdempotency(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	vendor := b.vendor()
	ch := b.sale(5000, "eur", "4000000000000077")
	body := "amount=1000&currency=eur&destination=" + vendor.ID + "&source_transaction=" + ch.ID
	post := func(params, k string) answer {
		return b.call(http.MethodPost, "/v1/transfers", params, "Idempotency-Key", k)
	}
	first := post(body, "k1")
	require.Equal(t, 200, first.status)
	require.Equal(t, "k1", first.header.Get("Idempotency-Key"))
	require.Empty(t, first.header.Get("Idempotent-Replayed"))
	again := post("destination="+vendor.ID+"&source_transaction="+ch.ID+"&currency=eur&amount=1000", "k1")
	require.Equal(t, first.raw, again.raw, "the order of parameters does not matter")
	require.Equal(t, "true", again.header.Get("Idempotent-Replayed"))
	require.Equal(t, first.header.Get("Request-Id"), again.header.Get("Original-Request"))
	other := post(body+"1", "k1")
	require.Equal(t, 400, other.status)
	require.Equal(t, "idempotency_error", other.fault("type"))
	require.Contains(t, other.fault("message"), "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than 'k1'")
	require.Equal(t, 400, b.call(http.MethodPost, "/v1/transfers/tr_1", "", "Idempotency-Key", "k1").status, "another path")

	poor := "amount=999999&currency=eur&destination=" + vendor.ID
	require.Equal(t, "balance_insufficient", post(poor, "k2").fault("code"))
	_, err := b.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(9999999), Currency: stripe.String("eur")})
	require.NoError(t, err)
	b.advance(48 * time.Hour)
	stale := post(poor, "k2")
	require.Equal(t, 200, stale.status, "kept for 24 h only, then it executes anew")
	require.Equal(t, 200, post(body, "k1").status)
	require.Empty(t, post(body, "k1b").header.Get("Idempotent-Replayed"))

	bad := post("amount=x&currency=eur&destination="+vendor.ID, "k3")
	require.Equal(t, 400, bad.status)
	require.Equal(t, 200, post("amount=5&currency=eur&destination="+vendor.ID, "k3").status, "validation failures are not stored")
	refusal := post("amount=99999999&currency=eur&destination="+vendor.ID, "k4")
	require.Equal(t, 400, refusal.status)
	require.Equal(t, "true", post("amount=99999999&currency=eur&destination="+vendor.ID, "k4").header.Get("Idempotent-Replayed"), "a refusal after execution began is stored")
	require.Equal(t, 400, b.call(http.MethodPost, "/v1/transfers", body, "Idempotency-Key", strings.Repeat("k", 256)).status)
	b.books()
}

// TestSameKeyAtOnce proves the 409 of a key that is in use.
func TestSameKeyAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.sim.AddFault(&stripesim.Fault{Kind: "latency", Path: "customers", Millis: 300, Nth: 1}))
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		_ = b.call(http.MethodPost, "/v1/customers", "name=A", "Idempotency-Key", "same")
	}()
	require.Eventually(t, func() bool { return len(b.sim.Firings()) == 1 }, 5*time.Second, time.Millisecond)
	a := b.call(http.MethodPost, "/v1/customers", "name=A", "Idempotency-Key", "same")
	wg.Wait()
	require.Equal(t, 409, a.status)
	require.Equal(t, "idempotency_key_in_use", a.fault("code"))
	require.Equal(t, "true", b.call(http.MethodPost, "/v1/customers", "name=A", "Idempotency-Key", "same").header.Get("Idempotent-Replayed"))
}

// TestFaults proves F3: nothing that failed on the way pays twice.
func TestFaults(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
	vendor := b.vendor()
	ch := b.sale(50000, "eur", "4242424242424242")
	transfers := func() int {
		n := 0
		list := b.sc.Transfers.List(&stripe.TransferListParams{Destination: stripe.String(vendor.ID)})
		for list.Next() {
			n++
		}
		require.NoError(t, list.Err())
		return n
	}
	params := func(k string) *stripe.TransferParams {
		p := &stripe.TransferParams{Amount: stripe.Int64(100), Currency: stripe.String("eur"), Destination: stripe.String(vendor.ID), SourceTransaction: stripe.String(ch.ID)}
		p.SetIdempotencyKey(k)
		return p
	}
	fault := func(f stripesim.Fault) {
		b.sim.ClearFaults()
		f.Method, f.Path = "POST", "/v1/transfers"
		require.NoError(t, b.sim.AddFault(&f))
	}

	fault(stripesim.Fault{Kind: "error_after", Nth: 1})
	_, err := b.sc.Transfers.New(params("a"))
	require.Equal(t, 500, stripeError(t, err).HTTPStatusCode)
	require.Equal(t, 1, transfers(), "executed all the same")
	_, err = b.sc.Transfers.New(params("a"))
	require.Equal(t, 500, stripeError(t, err).HTTPStatusCode, "the 500 is replayed (§2.6)")
	require.Equal(t, 1, transfers())
	require.Len(t, b.sim.Firings(), 1)

	fault(stripesim.Fault{Kind: "drop_after", Nth: 1})
	_, err = b.sc.Transfers.New(params("b"))
	require.Error(t, err)
	var refusal *stripe.Error
	require.False(t, errors.As(err, &refusal), "outcome unknown (PAY-38)")
	tr, err := b.sc.Transfers.New(params("b"))
	require.NoError(t, err)
	require.Equal(t, "true", tr.LastResponse.Header.Get("Idempotent-Replayed"))
	require.Equal(t, 2, transfers())

	for kind, status := range map[string]int{"rate_limit": 429, "lock_timeout": 429, "conflict": 409, "error_before": 500, "outage": 503} {
		fault(stripesim.Fault{Kind: kind, Nth: 1, Retry: "false"})
		_, err = b.sc.Transfers.New(params(kind))
		require.Equal(t, status, stripeError(t, err).HTTPStatusCode)
	}
	require.Equal(t, 2, transfers(), "not executed")
	fault(stripesim.Fault{Kind: "html", Nth: 1})
	_, err = b.sc.Transfers.New(params("html"))
	require.Error(t, err)
	fault(stripesim.Fault{Kind: "truncate", Nth: 1})
	_, err = b.sc.Transfers.New(params("trunc"))
	require.Error(t, err)
	require.Equal(t, 3, transfers(), "executed, half of the answer arrived")

	fault(stripesim.Fault{Kind: "error_before", Nth: 1})
	retrying := newClient(b.http, "http://simulator", 1)
	_, err = retrying.Transfers.New(params("retry"))
	require.NoError(t, err, "the client's own retry succeeds")
	require.Equal(t, 4, transfers())
	require.Error(t, b.sim.AddFault(&stripesim.Fault{Kind: "earthquake"}))
	b.books()
}

// TestStaleRead: a GET may answer as before for a while.
func TestStaleRead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cus, err := b.sc.Customers.New(&stripe.CustomerParams{Name: stripe.String("Old")})
	require.NoError(t, err)
	require.NoError(t, b.sim.AddFault(&stripesim.Fault{Kind: "stale", Method: "GET", Path: "customers", Millis: 1000}))
	name := func() string {
		c, err := b.sc.Customers.Get(cus.ID, nil)
		require.NoError(t, err)
		return c.Name
	}
	require.Equal(t, "Old", name())
	_, err = b.sc.Customers.Update(cus.ID, &stripe.CustomerParams{Name: stripe.String("New")})
	require.NoError(t, err)
	require.Equal(t, "Old", name())
	b.clock.Advance(2 * time.Second)
	require.Equal(t, "New", name())
}

// TestOverASocket: the same handler behind a real server, chunked bodies and a dropped
// connection included.
func TestOverASocket(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	srv := httptest.NewServer(b.sim.API())
	t.Cleanup(srv.Close)
	sc := newClient(srv.Client(), srv.URL, 0)
	p := &stripe.CustomerParams{Name: stripe.String("A")}
	p.SetIdempotencyKey("socket")
	require.NoError(t, b.sim.AddFault(&stripesim.Fault{Kind: "drop_after", Method: "POST", Path: "customers", Nth: 1}))
	first, err := sc.Customers.New(p)
	if err != nil { // net/http repeats a request with an Idempotency-Key by itself only on reused connections
		first, err = sc.Customers.New(p)
		require.NoError(t, err)
	}
	require.Equal(t, "A", first.Name)
	n := 0
	list := sc.Customers.List(&stripe.CustomerListParams{})
	for list.Next() {
		n++
	}
	require.Equal(t, 1, n)
}

// TestGivenUpRequestGoesOn: a client's time-out does not undo what the server does.
func TestGivenUpRequestGoesOn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.sim.AddFault(&stripesim.Fault{Kind: "latency", Method: "POST", Path: "customers", Millis: 100}))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	p := &stripe.CustomerParams{Name: stripe.String("Late")}
	p.Context = ctx
	_, err := b.sc.Customers.New(p)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Eventually(t, func() bool {
		list := b.sc.Customers.List(&stripe.CustomerListParams{})
		return list.Next() && list.Customer().Name == "Late"
	}, 5*time.Second, 5*time.Millisecond)
}

// TestExpandAndLists: depth, unknown names, paging both ways, limits.
func TestExpandAndLists(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var ids []string
	for i := range 25 {
		b.clock.Advance(time.Duration(i%2) * time.Second) // several in one second
		c, err := b.sc.Customers.New(&stripe.CustomerParams{Email: stripe.String("a@example.com")})
		require.NoError(t, err)
		ids = append([]string{c.ID}, ids...)
	}
	var got []string
	list := b.sc.Customers.List(&stripe.CustomerListParams{ListParams: stripe.ListParams{Limit: stripe.Int64(7)}, Email: stripe.String("a@example.com")})
	for list.Next() {
		got = append(got, list.Customer().ID)
	}
	require.NoError(t, list.Err())
	require.Equal(t, ids, got, "newest first, each once")
	back := b.sc.Customers.List(&stripe.CustomerListParams{ListParams: stripe.ListParams{EndingBefore: stripe.String(ids[10]), Limit: stripe.Int64(3), Single: true}})
	got = nil
	for back.Next() {
		got = append(got, back.Customer().ID)
	}
	require.ElementsMatch(t, ids[7:10], got)
	require.Equal(t, 400, b.call(http.MethodGet, "/v1/customers", "limit=5000").status)
	require.Equal(t, "resource_missing", b.call(http.MethodGet, "/v1/customers", "starting_after=cus_x").fault("code"))
	require.Equal(t, 400, b.call(http.MethodGet, "/v1/customers", "colour=red").status)
	a := b.call(http.MethodGet, "/v1/customers", "created[gte]="+strconv.FormatInt(b.clock.Now().Unix(), 10))
	require.NotEmpty(t, a.body["data"])

	ch := b.sale(2000, "eur", "4242424242424242")
	a = b.call(http.MethodGet, "/v1/charges", "transfer_group=order_1&expand[]=data.payment_intent&expand[]=data.balance_transaction")
	require.Equal(t, 200, a.status, a.raw)
	row := a.body["data"].([]any)[0].(map[string]any)
	require.Equal(t, ch.PaymentIntent.ID, row["payment_intent"].(map[string]any)["id"])
	require.Equal(t, "balance_transaction", row["balance_transaction"].(map[string]any)["object"])
	for _, bad := range []string{"amount", "colour", "payment_intent.colour", "payment_intent.latest_charge.payment_intent.latest_charge.payment_intent"} {
		a = b.call(http.MethodGet, "/v1/charges/"+ch.ID, "expand[]="+bad)
		require.Equal(t, 400, a.status, bad)
	}
	require.Equal(t, 400, b.call(http.MethodGet, "/v1/charges", "expand[]=payment_intent").status, "lists need data.")
	p := &stripe.ChargeParams{}
	p.AddExpand("refunds")
	full, err := b.sc.Charges.Get(ch.ID, p)
	require.NoError(t, err)
	require.NotNil(t, full.Refunds)
	cs := b.sc.CheckoutSessions.List(&stripe.CheckoutSessionListParams{PaymentIntent: stripe.String(ch.PaymentIntent.ID)})
	require.True(t, cs.Next())
	lines := b.sc.CheckoutSessions.ListLineItems(&stripe.CheckoutSessionListLineItemsParams{Session: stripe.String(cs.CheckoutSession().ID)})
	require.True(t, lines.Next())
	require.Equal(t, "Bread", lines.LineItem().Description)
}

// TestShapes proves F1's second half: no answer has a top-level field that the SDK's
// struct does not know.
func TestShapes(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
	vendor := b.vendor()
	ch := b.sale(9000, "eur", "4242424242424242")
	tr, err := b.transfer(1000, vendor.ID, ch.ID)
	require.NoError(t, err)
	require.Equal(t, 200, b.call(http.MethodPost, "/v1/transfers/"+tr.ID+"/reversals", "amount=100").status)
	require.Equal(t, 200, b.call(http.MethodPost, "/v1/refunds", "charge="+ch.ID+"&amount=100").status)
	require.Equal(t, 200, b.call(http.MethodPost, "/v1/payouts", "amount=1000&currency=eur").status)
	require.Equal(t, 200, b.call(http.MethodPost, "/v1/topups", "amount=1000&currency=eur").status)
	require.Equal(t, 200, b.call(http.MethodPost, "/v1/customers", "name=A").status)
	require.Equal(t, 200, b.call(http.MethodPost, "/v1/webhook_endpoints", "url=https%3A%2F%2Fx.example&enabled_events[0]=*").status)
	_, err = b.sim.RaiseDispute(ch.ID, "fraudulent", false)
	require.NoError(t, err)
	for path, want := range map[string]any{
		"accounts": stripe.Account{}, "charges": stripe.Charge{}, "checkout/sessions": stripe.CheckoutSession{}, "payment_intents": stripe.PaymentIntent{},
		"transfers": stripe.Transfer{}, "transfers/" + tr.ID + "/reversals": stripe.TransferReversal{}, "refunds": stripe.Refund{}, "payouts": stripe.Payout{},
		"topups": stripe.Topup{}, "customers": stripe.Customer{}, "webhook_endpoints": stripe.WebhookEndpoint{}, "disputes": stripe.Dispute{},
		"balance_transactions": stripe.BalanceTransaction{}, "events": stripe.Event{}, "accounts/" + vendor.ID + "/external_accounts": stripe.BankAccount{},
		"accounts/" + vendor.ID + "/capabilities": stripe.Capability{},
	} {
		a := b.call(http.MethodGet, "/v1/"+path, "")
		require.Equal(t, 200, a.status, a.raw)
		rows := a.body["data"].([]any)
		require.NotEmpty(t, rows, path)
		for _, r := range rows {
			for name := range r.(map[string]any) {
				require.Truef(t, knows(want, name), "%s: %s", path, name)
			}
		}
	}
}

func knows(v any, name string) bool {
	rt := reflect.TypeOf(v)
	for i := range rt.NumField() {
		tag, _, _ := strings.Cut(rt.Field(i).Tag.Get("json"), ",")
		if tag == name {
			return true
		}
		if f := rt.Field(i); f.Anonymous && f.Type.Kind() == reflect.Struct && knows(reflect.Zero(f.Type).Interface(), name) {
			return true
		}
	}
	return false
}
