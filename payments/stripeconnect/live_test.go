package stripeconnect_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"
	"github.com/stripe/stripe-go/v79/client"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/gatewaytest"
	"github.com/markthalle/markthalle/payments/stripeconnect"
)

// keyVariable holds a test key of an account at Stripe.
const keyVariable = "MARKTHALLE_TEST_STRIPE_KEY"

// TestLive: the adapter keeps the promises of its port with nothing but what a provider
// offers to everybody, its API and its hosted pages over HTTP. With a test key the
// provider is Stripe; without one it is the simulator on loopback, and nothing leaves
// the machine.
func TestLive(t *testing.T) {
	t.Parallel()
	p := atSimulator
	if os.Getenv(keyVariable) != "" {
		p = atStripe
	}
	gatewaytest.Run(t, p(t).open)
}

const (
	// atOnce is how many cases work side by side. Each waits for an answer before it asks
	// again, so two stay below the 25 requests a second that Stripe takes in test mode.
	atOnce = 2
	// tick is the pause between two looks at something that comes a moment later.
	tick = 500 * time.Millisecond
)

// provider is where the live bench works: all in which Stripe and the simulator differ
// for it.
type provider struct {
	key, base string // base is empty for Stripe's own address
	// pay fills the hosted page of a session with a card and sends it.
	pay func(t *testing.T, page, card string)
	// account opens an account whose papers are complete.
	account func(t *testing.T, g payments.Gateway, r payments.AccountRequest) string
	// enable completes the papers of an account that the port opened; nil where only a
	// person can.
	enable func(t *testing.T, g payments.Gateway, account string)
	// slots are the cases at work.
	slots chan struct{}
}

// open returns a bench in its own time, which cannot be moved.
func (p *provider) open(t *testing.T) gatewaytest.Bench {
	t.Helper()
	p.slots <- struct{}{}
	t.Cleanup(func() { <-p.slots })
	clock := markthalle.SystemClock{}
	g, err := stripeconnect.New(stripeconnect.Config{Key: p.key, BaseURL: p.base, Clock: clock})
	require.NoError(t, err)
	post := &postOffice{Gateway: g, t: t, api: sdk(p.key, p.base), since: clock.Now().Add(-time.Minute), secrets: map[string]string{}}
	b := gatewaytest.Bench{Gateway: post, Now: clock.Now, Tick: func() { pause(t.Context()) }}
	b.Pay = func(co payments.Checkout, how gatewaytest.Payment) {
		t.Helper()
		p.pay(t, co.URL, cards[how])
		b.Soon(t, "the end of the payment", func() bool {
			got, err := g.GetCheckout(t.Context(), co.ID)
			require.NoError(t, err)
			return got.State == payments.CheckoutComplete
		})
	}
	b.Account = func(r payments.AccountRequest) string {
		t.Helper()
		id := p.account(t, g, r)
		b.Soon(t, "the right of "+id+" to transfers", func() bool {
			a, err := g.GetAccount(t.Context(), id)
			require.NoError(t, err)
			return a.Transfers == "active"
		})
		return id
	}
	b.Letter = func(url, order string) (http.Header, []byte) {
		t.Helper()
		var id string
		b.Soon(t, "an event of "+order, func() (there bool) { id, there = post.newest(order); return there })
		return post.letter(url, id)
	}
	if p.enable != nil {
		b.Enable = func(account string) { t.Helper(); p.enable(t, g, account) }
	}
	return b
}

// pause waits for a tick, or for the end of the test.
func pause(ctx context.Context) {
	timer := time.NewTimer(tick)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// sdk is a client for what the port does not ask for.
func sdk(key, base string) *client.API {
	c := &stripe.BackendConfig{LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull}, EnableTelemetry: stripe.Bool(false)}
	if base != "" {
		c.URL = stripe.String(base)
	}
	return client.New(key, &stripe.Backends{API: stripe.GetBackendWithConfig(stripe.APIBackend, c)})
}

// postOffice is the gateway, and writes the webhooks that cannot reach this machine: it
// takes an event from the API and signs it with the secret that its endpoint was given.
type postOffice struct {
	payments.Gateway
	t       *testing.T
	api     *client.API
	since   time.Time
	secrets map[string]string // by address
}

// EnsureEndpoint remembers the secret and takes the endpoint away when the test ends.
func (p *postOffice) EnsureEndpoint(ctx context.Context, r payments.EndpointRequest) (string, error) {
	if _, known := p.secrets[r.URL]; !known {
		p.t.Cleanup(func() { p.remove(context.WithoutCancel(ctx), r.URL) })
	}
	secret, err := p.Gateway.EnsureEndpoint(ctx, r)
	p.secrets[r.URL] = secret
	return secret, err
}

func (p *postOffice) remove(ctx context.Context, url string) {
	it := p.api.WebhookEndpoints.List(&stripe.WebhookEndpointListParams{ListParams: stripe.ListParams{Context: ctx, Limit: stripe.Int64(100)}})
	for it.Next() {
		if w := it.WebhookEndpoint(); w.URL == url {
			_, err := p.api.WebhookEndpoints.Del(w.ID, &stripe.WebhookEndpointParams{Params: stripe.Params{Context: ctx}})
			require.NoError(p.t, err)
		}
	}
	require.NoError(p.t, it.Err())
}

// newest returns the last event of an order for which the market registers endpoints.
func (p *postOffice) newest(order string) (string, bool) {
	list, _, err := p.ListEvents(p.t.Context(), p.since, "")
	require.NoError(p.t, err)
	for _, e := range list {
		if e.Order == order && slices.Contains(payments.HandledEvents(payments.ScopeAccount), e.Type) {
			return e.ID, true
		}
	}
	return "", false
}

// letter is an event as it would be delivered to an endpoint: signed, and in the version
// for which the market registers, while the API lists it in the account's own.
func (p *postOffice) letter(url, id string) (http.Header, []byte) {
	e, err := p.api.Events.Get(id, &stripe.EventParams{Params: stripe.Params{Context: p.t.Context()}})
	require.NoError(p.t, err)
	var fields map[string]json.RawMessage
	require.NoError(p.t, json.Unmarshal(e.LastResponse.RawJSON, &fields))
	fields["api_version"] = json.RawMessage(`"` + stripe.APIVersion + `"`)
	body, err := json.Marshal(fields)
	require.NoError(p.t, err)
	require.NotEmpty(p.t, p.secrets[url], "no endpoint at %s", url)
	at := markthalle.SystemClock{}.Now().Unix()
	mac := hmac.New(sha256.New, []byte(p.secrets[url]))
	_, _ = fmt.Fprintf(mac, "%d.%s", at, body)
	return http.Header{"Stripe-Signature": {fmt.Sprintf("t=%d,v1=%x", at, mac.Sum(nil))}}, body
}
