package stripesim_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"
	"github.com/stripe/stripe-go/v79/webhook"

	"github.com/markthalle/markthalle/payments/stripesim"
)

func (b *bench) endpoint(connect bool, events ...string) *stripe.WebhookEndpoint {
	b.t.Helper()
	p := &stripe.WebhookEndpointParams{
		URL: stripe.String("https://market.example/hooks"), EnabledEvents: stripe.StringSlice(events), Connect: stripe.Bool(connect),
		APIVersion: stripe.String(stripe.APIVersion),
	}
	e, err := b.sc.WebhookEndpoints.New(p)
	require.NoError(b.t, err)
	require.NotEmpty(b.t, e.Secret)
	return e
}

// TestWebhookSignature verifies with the SDK, as the market does (§2.9).
func TestWebhookSignature(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ep := b.endpoint(false, "*")
	got, err := b.sc.WebhookEndpoints.Get(ep.ID, nil)
	require.NoError(t, err)
	require.Empty(t, got.Secret, "shown once")
	b.sale(2000, "eur", "4242424242424242")
	letters := b.mail.letters()
	require.NotEmpty(t, letters)
	for _, l := range letters {
		e, err := webhook.ConstructEvent(l.body, l.header.Get("Stripe-Signature"), ep.Secret)
		require.NoError(t, err)
		require.False(t, e.Livemode)
		require.Equal(t, start.Truncate(time.Minute), time.Unix(e.Created, 0).UTC().Truncate(time.Minute))
	}
	require.Subset(t, b.mail.types(), []string{"payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "checkout.session.completed", "charge.updated"})
	first := letters[0]
	_, err = webhook.ConstructEvent(append(first.body, ' '), first.header.Get("Stripe-Signature"), ep.Secret)
	require.Error(t, err, "one byte more")

	roll := b.control("webhooks/"+ep.ID+"/roll", "")
	b.sale(2000, "eur", "4242424242424242")
	last := b.mail.letters()[len(b.mail.letters())-1]
	for _, secret := range []string{ep.Secret, roll.body["secret"].(string)} {
		_, err = webhook.ConstructEvent(last.body, last.header.Get("Stripe-Signature"), secret)
		require.NoError(t, err, "both secrets sign during a roll (F10)")
	}
}

// TestWebhookSnapshot: the data is that of the event's time, with what changed.
func TestWebhookSnapshot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.endpoint(false, "charge.succeeded", "charge.updated")
	b.sale(2000, "eur", "4242424242424242")
	var bodies []stripe.Event
	for _, l := range b.mail.letters() {
		bodies = append(bodies, l.event)
	}
	require.Len(t, bodies, 2, "only what the endpoint asked for")
	require.Nil(t, bodies[0].Data.Object["balance_transaction"])
	require.Equal(t, stripe.EventType("charge.updated"), bodies[1].Type)
	require.NotNil(t, bodies[1].Data.Object["balance_transaction"])
	require.Contains(t, bodies[1].Data.PreviousAttributes, "balance_transaction")
	e, err := b.sc.Events.Get(bodies[0].ID, nil)
	require.NoError(t, err)
	require.Nil(t, e.Data.Object["balance_transaction"], "still the snapshot")
	require.EqualValues(t, 0, e.PendingWebhooks)
	require.NotEmpty(t, bodies[1].ID)
}

// TestWebhookRetries: the virtual clock brings the attempts; same event, same body.
func TestWebhookRetries(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.endpoint(false, "customer.created", "topup.created")
	b.mail.answer(500)
	_, err := b.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(1000), Currency: stripe.String("eur")})
	require.NoError(t, err)
	attempts := func() int { return len(b.mail.letters()) }
	b.advance(0)
	require.Equal(t, 1, attempts())
	for i, wait := range []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute} {
		b.advance(wait - time.Millisecond)
		require.Equal(t, 1+i, attempts(), "not before %s", wait)
		b.advance(time.Millisecond)
		require.Equal(t, 2+i, attempts())
	}
	b.advance(24 * time.Hour)
	require.Equal(t, 5, attempts(), "given up")
	letters := b.mail.letters()
	require.Equal(t, letters[0].body, letters[4].body)
	undelivered := b.sc.Events.List(&stripe.EventListParams{DeliverySuccess: stripe.Bool(false)})
	require.True(t, undelivered.Next())
}

// TestWebhookOptions: F4's disorder, F10's strays, and delivery before the answer.
func TestWebhookOptions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options stripesim.HookOptions
		check   func(*bench, *stripe.WebhookEndpoint)
	}{
		"burst": {stripesim.HookOptions{Burst: 3}, func(b *bench, _ *stripe.WebhookEndpoint) { require.Len(b.t, b.mail.letters(), 3) }},
		"duplicate": {stripesim.HookOptions{Duplicate: 100}, func(b *bench, _ *stripe.WebhookEndpoint) {
			l := b.mail.letters()
			require.Len(b.t, l, 2)
			require.Equal(b.t, l[0].event.ID, l[1].event.ID)
		}},
		"delay": {stripesim.HookOptions{DelayMS: 60000}, func(b *bench, _ *stripe.WebhookEndpoint) {
			require.Empty(b.t, b.mail.letters())
			b.advance(time.Minute)
			require.Len(b.t, b.mail.letters(), 1)
		}},
		"drop": {stripesim.HookOptions{Drop: "until_polled"}, func(b *bench, _ *stripe.WebhookEndpoint) {
			require.Empty(b.t, b.mail.letters())
			list := b.sc.Events.List(&stripe.EventListParams{Type: stripe.String("topup.created")})
			require.True(b.t, list.Next(), "the events API has it")
			b.topup()
			b.advance(0)
			require.Len(b.t, b.mail.letters(), 1, "polling ended the drop")
		}},
		"stray livemode": {stripesim.HookOptions{Livemode: true}, func(b *bench, _ *stripe.WebhookEndpoint) { require.True(b.t, b.mail.letters()[0].event.Livemode) }},
		"wrong version": {stripesim.HookOptions{APIVersion: "2019-01-01"}, func(b *bench, ep *stripe.WebhookEndpoint) {
			l := b.mail.letters()[0]
			_, err := webhook.ConstructEvent(l.body, l.header.Get("Stripe-Signature"), ep.Secret)
			require.Error(b.t, err)
		}},
		"bad signature": {stripesim.HookOptions{BadSignature: true}, func(b *bench, ep *stripe.WebhookEndpoint) {
			l := b.mail.letters()[0]
			_, err := webhook.ConstructEvent(l.body, l.header.Get("Stripe-Signature"), ep.Secret)
			require.ErrorIs(b.t, err, webhook.ErrNoValidSignature)
		}},
		"old": {stripesim.HookOptions{SkewSeconds: -360}, func(b *bench, ep *stripe.WebhookEndpoint) {
			l := b.mail.letters()[0]
			_, err := webhook.ConstructEvent(l.body, l.header.Get("Stripe-Signature"), ep.Secret)
			require.ErrorIs(b.t, err, webhook.ErrTooOld)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			ep := b.endpoint(false, "topup.created")
			require.NoError(t, b.sim.SetWebhookOptions(c.options))
			b.topup()
			b.advance(0)
			c.check(b, ep)
		})
	}
}

func (b *bench) topup() {
	b.t.Helper()
	_, err := b.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(1000), Currency: stripe.String("eur")})
	require.NoError(b.t, err)
}

// TestWebhookTiming: an event may arrive before the call returns, or again much later.
func TestWebhookTiming(t *testing.T) {
	t.Parallel()
	t.Run("before the answer", func(t *testing.T) {
		t.Parallel()
		b := newBench(t)
		b.endpoint(false, "topup.created")
		require.NoError(t, b.sim.SetWebhookOptions(stripesim.HookOptions{BeforeAnswer: true}))
		b.topup()
		require.Len(t, b.mail.letters(), 1, "no worker ran")
	})
	t.Run("replay", func(t *testing.T) {
		t.Parallel()
		b := newBench(t)
		b.endpoint(false, "topup.created")
		b.topup()
		b.advance(0)
		id := b.mail.letters()[0].event.ID
		require.Equal(t, 200, b.control("events/"+id+"/replay", `{"times":2}`).status)
		require.Len(t, b.mail.letters(), 3)
	})
}

// TestConnectEndpoint: connected accounts' events go to Connect endpoints only, and
// name the account (PAY-36).
func TestConnectEndpoint(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.endpoint(true, "*")
	vendor := b.vendor()
	b.advance(0)
	require.Contains(t, b.mail.types(), "account.updated")
	require.Contains(t, b.mail.types(), "capability.updated")
	for _, l := range b.mail.letters() {
		require.Equal(t, vendor.ID, l.event.Account)
	}
	n := len(b.mail.letters())
	b.sale(2000, "eur", "4242424242424242")
	require.Len(t, b.mail.letters(), n, "nothing of the platform")
}

// TestWebhookOverHTTP: nil Deliver posts for real; a redirect is a failure.
func TestWebhookOverHTTP(t *testing.T) {
	t.Parallel()
	hits := make(chan string, 10)
	status := http.StatusFound
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits <- r.Header.Get("Stripe-Signature")
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
		status = http.StatusOK
	}))
	t.Cleanup(srv.Close)
	b := newBench(t, func(c *stripesim.Config) { c.Deliver = nil })
	_, err := b.sc.WebhookEndpoints.New(&stripe.WebhookEndpointParams{URL: stripe.String(srv.URL), EnabledEvents: stripe.StringSlice([]string{"topup.created"})})
	require.NoError(t, err)
	_, err = b.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(1000), Currency: stripe.String("eur")})
	require.NoError(t, err)
	b.advance(0)
	require.Len(t, hits, 1)
	b.advance(5 * time.Second)
	require.Len(t, hits, 2)
	b.advance(time.Hour)
	require.Len(t, hits, 2, "delivered")
}

// TestEventsAge: events live for 30 days (PAY-37).
func TestEventsAge(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(1000), Currency: stripe.String("eur")})
	require.NoError(t, err)
	count := func() int {
		n := 0
		list := b.sc.Events.List(&stripe.EventListParams{Type: stripe.String("topup.created")})
		for list.Next() {
			n++
		}
		return n
	}
	b.advance(29 * 24 * time.Hour)
	require.Equal(t, 1, count())
	b.advance(2 * 24 * time.Hour)
	require.Equal(t, 0, count())
}
