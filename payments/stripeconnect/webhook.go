package stripeconnect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v79"
	"github.com/stripe/stripe-go/v79/webhook"

	"github.com/markthalle/markthalle/payments"
)

// tolerance is how old, and how far in the future, a signature's time may be (PAY-39).
const tolerance = 5 * time.Minute

// minSecret is the shortest signing secret that is believed; real ones are longer.
const minSecret = 16

// SetSecret tells the verifier the signing secrets of a scope's endpoint, separated by
// commas while one is being replaced. An empty or short one is refused (PAY-40).
func (g *Gateway) SetSecret(scope, secret string) error {
	var list []string
	for _, s := range strings.Split(secret, ",") {
		s = strings.TrimSpace(s)
		if !strings.HasPrefix(s, "whsec_") || len(s) < minSecret {
			return payments.ErrSignature.Say("The webhook secret for %s is empty or too short.", scope)
		}
		list = append(list, s)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.secrets[scope] = list
	return nil
}

// Verify checks an event's signature over its raw bytes and its age.
func (g *Gateway) Verify(scope string, header http.Header, body []byte) (payments.ProviderEvent, error) {
	g.mu.RLock()
	secrets := g.secrets[scope]
	g.mu.RUnlock()
	if len(secrets) == 0 {
		return payments.ProviderEvent{}, payments.ErrSignature.Say("No webhook endpoint is registered for %q.", scope)
	}
	sig := header.Get("Stripe-Signature")
	if err := g.checkAge(sig); err != nil {
		return payments.ProviderEvent{}, err
	}
	var last error
	for _, secret := range secrets {
		// The age is checked above against the market's clock, in both directions.
		e, err := webhook.ConstructEventWithOptions(body, sig, secret, webhook.ConstructEventOptions{IgnoreTolerance: true})
		if err == nil {
			return event(e), nil
		}
		last = err
	}
	return payments.ProviderEvent{}, payments.ErrSignature.With(last)
}

func (g *Gateway) checkAge(sig string) error {
	for _, part := range strings.Split(sig, ",") {
		value, ok := strings.CutPrefix(strings.TrimSpace(part), "t=")
		if !ok {
			continue
		}
		unix, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			break
		}
		age := g.clock.Now().Sub(time.Unix(unix, 0))
		if age > tolerance || age < -tolerance {
			return payments.ErrSignature.Say("The event was signed %s from now.", -age.Round(time.Second))
		}
		return nil
	}
	return payments.ErrSignature
}

// event reads what an event is about: the object's id, and our ids from its metadata.
func event(e stripe.Event) payments.ProviderEvent {
	out := payments.ProviderEvent{
		ID: e.ID, Type: string(e.Type), Account: e.Account, Live: e.Livemode, At: at(e.Created),
	}
	if e.Data == nil {
		return out
	}
	var object struct {
		ID        string            `json:"id"`
		Reference string            `json:"client_reference_id"`
		Metadata  map[string]string `json:"metadata"`
	}
	// An object without these fields is about something that carries none of our ids.
	if json.Unmarshal(e.Data.Raw, &object) == nil {
		out.Object, out.Metadata = object.ID, object.Metadata
		out.Order = object.Reference
		if out.Order == "" {
			out.Order = object.Metadata["order_id"]
		}
	}
	return out
}

// EnsureEndpoint registers an endpoint and returns its signing secret. The provider
// tells the secret only when it creates the endpoint, so those that are there already
// for this address, left behind by a crash or another installation, are replaced. What
// is replaced is part of the key: the same state of the provider is the same request.
func (g *Gateway) EnsureEndpoint(ctx context.Context, r payments.EndpointRequest) (string, error) {
	it := g.api.WebhookEndpoints.List(&stripe.WebhookEndpointListParams{ListParams: list(ctx)})
	var stale []string
	for it.Next() {
		if w := it.WebhookEndpoint(); w.URL == r.URL {
			stale = append(stale, w.ID)
		}
	}
	if err := it.Err(); err != nil {
		return "", classify(err, false)
	}
	w, err := g.api.WebhookEndpoints.New(&stripe.WebhookEndpointParams{
		Params: params(ctx, r.Key+replacing(stale)), URL: stripe.String(r.URL), APIVersion: stripe.String(stripe.APIVersion),
		Connect: stripe.Bool(r.Scope == payments.ScopeConnect), EnabledEvents: stripe.StringSlice(payments.HandledEvents(r.Scope)),
	})
	if err != nil {
		return "", classify(err, true)
	}
	for _, id := range stale {
		if _, err := g.api.WebhookEndpoints.Del(id, &stripe.WebhookEndpointParams{Params: params(ctx, "")}); err != nil {
			return "", classify(err, true)
		}
	}
	return w.Secret, nil
}

// replacing is the part of an endpoint's key that names what it replaces.
func replacing(stale []string) string {
	if len(stale) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(stale)), ",")))
	return ":" + hex.EncodeToString(sum[:8])
}

// ListEvents reads one page of events since a time, newest first.
func (g *Gateway) ListEvents(ctx context.Context, since time.Time, cursor string) ([]payments.ProviderEvent, string, error) {
	p := &stripe.EventListParams{ListParams: list(ctx), CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: since.Unix()}}
	p.Single = true
	if cursor != "" {
		p.StartingAfter = stripe.String(cursor)
	}
	it := g.api.Events.List(p)
	var out []payments.ProviderEvent
	for it.Next() {
		out = append(out, event(*it.Event()))
	}
	if err := it.Err(); err != nil {
		return nil, "", classify(err, false)
	}
	if it.Meta().HasMore && len(out) > 0 {
		return out, out[len(out)-1].ID, nil
	}
	return out, "", nil
}
