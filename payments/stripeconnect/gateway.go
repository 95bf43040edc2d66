package stripeconnect

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/stripe/stripe-go/v79"
	"github.com/stripe/stripe-go/v79/client"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
)

// Gateway talks to Stripe, or to something that speaks like it.
type Gateway struct {
	api     *client.API
	clock   markthalle.Clock
	methods []string

	mu      sync.RWMutex
	secrets map[string][]string
}

var _ payments.Gateway = (*Gateway)(nil)

// Config says where Stripe is and how it is spoken to.
type Config struct {
	Key     string // a restricted or secret key
	BaseURL string // empty means Stripe's own
	// Transport replaces the network, for the simulator in the same process.
	Transport http.RoundTripper
	// Clock is the time against which the age of events is measured.
	Clock markthalle.Clock
	// Timeout bounds one HTTP exchange; zero means 15 s.
	Timeout time.Duration
	// Retries is how often the SDK itself repeats a request that failed in transport.
	Retries int64
	// Methods are what buyers may pay with, of Methods(); empty means cards only.
	Methods []string
}

// The methods of payment that can be offered. A debit is delayed: the money comes, or does
// not, days after the buyer has ordered.
const (
	Card      = "card"
	SEPADebit = "sepa_debit" // of orders in euros
)

// Methods lists the methods of payment that can be offered.
func Methods() []string { return []string{Card, SEPADebit} }

// ErrKey is returned for keys that do not belong to the address they would be sent to.
var ErrKey = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "payments.key", Text: "This key does not belong to this provider.",
}

// New returns a gateway. It refuses an empty key, a simulator's key for the real
// provider and a live key for anything else (SIM-2).
func New(c Config) (*Gateway, error) {
	own := c.BaseURL == ""
	switch {
	case c.Key == "":
		return nil, ErrKey.Say("The payment provider's key is empty.")
	case own && strings.HasPrefix(c.Key, "sk_test_sim"):
		return nil, ErrKey.Say("This is a key of the simulator; it is not sent to the real provider.")
	case !own && (strings.HasPrefix(c.Key, "sk_live") || strings.HasPrefix(c.Key, "rk_live")):
		return nil, ErrKey.Say("This is a live key; it is sent to the real provider only.")
	}
	if len(c.Methods) == 0 {
		c.Methods = []string{Card}
	}
	if c.Timeout == 0 {
		c.Timeout = 15 * time.Second
	}
	base := c.BaseURL
	if own {
		base = stripe.APIURL
	}
	uploads := base
	if own {
		uploads = stripe.UploadsURL
	}
	hc := &http.Client{Timeout: c.Timeout, Transport: c.Transport}
	backend := func(kind stripe.SupportedBackend, url string) stripe.Backend {
		return stripe.GetBackendWithConfig(kind, &stripe.BackendConfig{
			URL: stripe.String(url), HTTPClient: hc, MaxNetworkRetries: stripe.Int64(c.Retries),
			EnableTelemetry: stripe.Bool(false), LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
		})
	}
	api := client.New(c.Key, &stripe.Backends{
		API: backend(stripe.APIBackend, base), Connect: backend(stripe.ConnectBackend, base),
		Uploads: backend(stripe.UploadsBackend, uploads),
	})
	return &Gateway{api: api, clock: c.Clock, methods: c.Methods, secrets: map[string][]string{}}, nil
}

// params is what every request carries: its deadline, and a write its idempotency key.
func params(ctx context.Context, key string) stripe.Params {
	p := stripe.Params{Context: ctx}
	if key != "" {
		p.SetIdempotencyKey(key)
	}
	return p
}

// classify sorts an error of the SDK into refusal, unavailability and unknown outcome.
// wrote says whether the request could have changed anything.
func classify(err error, wrote bool) error {
	if err == nil {
		return nil
	}
	var se *stripe.Error
	if errors.As(err, &se) {
		switch status := se.HTTPStatusCode; {
		case se.Code == stripe.ErrorCodeAccountInvalid: // 403: the account is not, or no longer, ours
			return refusal(se)
		case status == http.StatusTooManyRequests, status == http.StatusUnauthorized, status == http.StatusForbidden:
			return payments.ErrProviderDown.With(err)
		case status == http.StatusConflict, status >= 500, se.Type == stripe.ErrorTypeIdempotency:
			return unknown(err, wrote) // a request with this key is, or was, under way
		case status >= 400:
			return refusal(se)
		}
		return unknown(err, wrote)
	}
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return payments.ErrProviderDown.With(err)
	}
	return unknown(err, wrote)
}

func unknown(err error, wrote bool) error {
	if wrote {
		return payments.ErrUnknownOutcome.With(err)
	}
	return payments.ErrProviderDown.With(err)
}

func refusal(se *stripe.Error) error {
	code := string(se.Code)
	if code == "" {
		code = string(se.Type)
	}
	if se.DeclineCode != "" {
		code += "/" + string(se.DeclineCode)
	}
	return &payments.Refused{Code: code, Message: se.Msg, Request: se.RequestID}
}

func at(unix int64) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}
