package stripeconnect_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// atStripe is Stripe itself, in test mode. Its payment page is filled in a browser; an
// account that the port opens is completed by a person only, so vendors' accounts are
// opened with papers that the platform hands in.
func atStripe(t *testing.T) *provider {
	t.Helper()
	key := os.Getenv(keyVariable)
	require.NoError(t, testKey(key), keyVariable)
	path := os.Getenv(peers.Chromium)
	require.NotEmpty(t, path, "Stripe's payment page needs a browser: %s names none", peers.Chromium)
	api, window := sdk(key, ""), launch(t, path)
	return &provider{
		key: key, slots: make(chan struct{}, atOnce),
		pay: func(t *testing.T, page, card string) { t.Helper(); payInBrowser(window, t, page, card) },
		account: func(t *testing.T, _ payments.Gateway, r payments.AccountRequest) string {
			t.Helper()
			p := papers(r, markthalle.SystemClock{}.Now())
			p.Context = t.Context()
			a, err := api.Accounts.New(p)
			require.NoError(t, err)
			return a.ID
		},
	}
}

// testKey refuses every key but one of Stripe's test mode.
func testKey(key string) error {
	switch {
	case strings.HasPrefix(key, "sk_live_"), strings.HasPrefix(key, "rk_live_"):
		return errors.New("this is a LIVE key: the suite pays, refunds and opens accounts, and would do so with real money; nothing was sent")
	case strings.HasPrefix(key, "sk_test_sim"):
		return errors.New("this is a key of the simulator; nothing was sent")
	case strings.HasPrefix(key, "sk_test_"), strings.HasPrefix(key, "rk_test_"):
		return nil
	}
	return errors.New("this is no test key of Stripe (sk_test_… or rk_test_…); nothing was sent")
}

func TestOnlyTestKeys(t *testing.T) {
	t.Parallel()
	for key, good := range map[string]bool{
		"sk_test_1": true, "rk_test_1": true, "sk_live_1": false, "rk_live_1": false, "pk_test_1": false, "sk_test_sim_1": false, "whsec_1": false,
	} {
		require.Equal(t, good, testKey(key) == nil, key)
	}
}

// papers opens an account of a private person in Germany with what Stripe's
// documentation says is believed in test mode. The platform collects requirements, so
// that it may hand papers in and accept the terms.
func papers(r payments.AccountRequest, now time.Time) *stripe.AccountParams {
	p := &stripe.AccountParams{
		Country: stripe.String(r.Country), Email: stripe.String(r.Email), BusinessType: stripe.String("individual"),
		Controller: &stripe.AccountControllerParams{
			Fees:                  &stripe.AccountControllerFeesParams{Payer: stripe.String("application")},
			Losses:                &stripe.AccountControllerLossesParams{Payments: stripe.String("application")},
			RequirementCollection: stripe.String("application"),
			StripeDashboard:       &stripe.AccountControllerStripeDashboardParams{Type: stripe.String("none")},
		},
		Capabilities: &stripe.AccountCapabilitiesParams{
			Transfers:    &stripe.AccountCapabilitiesTransfersParams{Requested: stripe.Bool(true)},
			CardPayments: &stripe.AccountCapabilitiesCardPaymentsParams{Requested: stripe.Bool(true)},
		},
		BusinessProfile: &stripe.AccountBusinessProfileParams{
			Name: stripe.String(r.Name), MCC: stripe.String("5999"), URL: stripe.String("https://accessible.stripe.com"),
		},
		Individual: &stripe.PersonParams{
			FirstName: stripe.String("Jenny"), LastName: stripe.String("Rosen"), Email: stripe.String(r.Email), Phone: stripe.String("0000000000"),
			DOB: &stripe.PersonDOBParams{Day: stripe.Int64(1), Month: stripe.Int64(1), Year: stripe.Int64(1901)},
			Address: &stripe.AddressParams{
				Line1: stripe.String("address_full_match"), City: stripe.String("Berlin"), PostalCode: stripe.String("10115"), Country: stripe.String(r.Country),
			},
		},
		ExternalAccount: &stripe.AccountExternalAccountParams{
			AccountNumber: stripe.String("DE89370400440532013000"), Country: stripe.String("DE"), Currency: stripe.String("eur"),
		},
		TOSAcceptance: &stripe.AccountTOSAcceptanceParams{Date: stripe.Int64(now.Unix()), IP: stripe.String("8.8.8.8")},
		Metadata:      r.Metadata,
	}
	p.SetIdempotencyKey(r.Key)
	return p
}

// TestPapers: the request is spelled as Stripe's own specification asks. Of a bank
// account the specification knows only tokens.
func TestPapers(t *testing.T) {
	t.Parallel()
	base := peers.Env(t, peers.StripeMock)
	p := papers(payments.AccountRequest{
		Key: "mk:t:acct:ven_1:1", Country: "DE", Email: "v@example.com", Name: "Pottery", Currency: money.EUR, Metadata: map[string]string{"suite": "t"},
	}, start)
	p.Context, p.ExternalAccount = t.Context(), nil
	_, err := sdk("sk_test_1", base).Accounts.New(p)
	require.NoError(t, err)
}

// atPage bounds the work at one page, on a machine that is busy.
const atPage = 90 * time.Second

// launch starts a browser for as long as the test runs.
func launch(t *testing.T, path string) context.Context {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.DisableGPU, chromedp.WSURLReadTimeout(atPage))
	alloc, free := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	t.Cleanup(free)
	ctx, shut := chromedp.NewContext(alloc)
	t.Cleanup(shut)
	require.NoError(t, chromedp.Do(ctx))
	return ctx
}

// payInBrowser pays at Stripe's payment page. The page stays open until the test ends:
// it goes on working after the button.
func payInBrowser(window context.Context, t *testing.T, page, card string) {
	t.Helper()
	tab, shut := chromedp.NewContext(window, chromedp.WithNewBrowserContext())
	t.Cleanup(shut)
	require.NoError(t, chromedp.Do(tab)) // opens it, for as long as its own context lives
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		ctx, stop := context.WithTimeout(tab, atPage)
		defer stop()
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
		t.Logf("the payment page shows: %s (%v)", text, err)
	})
	ctx, stop := context.WithTimeout(tab, atPage)
	defer stop()
	require.NoError(t, fillCard(ctx, page, card), page)
}

// fillCard types what the page asks for and presses its button. The page asks more or
// less by the country that it sees; it need not remember the buyer, which would take a
// telephone number.
func fillCard(ctx context.Context, page, card string) error {
	if err := chromedp.Do(ctx, chromedp.Navigate(page), chromedp.WaitVisible(chromedp.CSS("#cardNumber"))); err != nil {
		return err
	}
	for _, f := range []struct{ field, text string }{
		{"#email", "buyer@example.com"},
		{"#cardNumber", card},
		{"#cardExpiry", "1234"}, // December 2034: the page sets the stroke
		{"#cardCvc", "123"},
		{"#billingName", "Jenny Rosen"},
		{"#billingPostalCode", "10115"},
	} {
		empty, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(
			`(f => f instanceof HTMLInputElement && !f.disabled && !f.readOnly && f.value === "")(document.querySelector(%q))`, f.field)))
		if err != nil {
			return err
		}
		if empty {
			err = chromedp.Do(ctx, chromedp.SendKeys(chromedp.CSS(f.field), f.text))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.field, err)
		}
	}
	return chromedp.Do(ctx,
		chromedp.Evaluate[chromedp.Void](`document.querySelector("#enableStripePass:checked")?.click()`),
		chromedp.Click(chromedp.CSS(".SubmitButton")))
}

// cardPage has the fields of Stripe's payment page that fillCard knows, drawn late and by
// a script, as there. The buyer's address is known, and cannot be changed.
const cardPage = `<!doctype html><title>Pay</title><body><script>
setTimeout(() => {
	document.body.innerHTML = '<form method="post" action="/paid"><input id="email" name="email" value="b@example.com" readonly>' +
		'<input id="cardNumber" name="number"><input id="cardExpiry" name="expiry"><input id="cardCvc" name="cvc"><input id="billingName" name="name">' +
		'<input id="enableStripePass" name="remember" type="checkbox" checked><button class="SubmitButton">Pay</button></form>'
	document.querySelector("#cardExpiry").addEventListener("input", e => { e.target.value = e.target.value.replace(/^(\d\d)(?=\d)/, "$1 / ") })
}, 300)</script>`

// TestCardPage: the browser fills a page that has the fields of Stripe's.
func TestCardPage(t *testing.T) {
	t.Parallel()
	window := launch(t, peers.Env(t, peers.Chromium))
	paid := make(chan url.Values, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pay", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, cardPage)
	})
	mux.HandleFunc("POST /paid", func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		paid <- r.PostForm
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	payInBrowser(window, t, server.URL+"/pay", "4242424242424242")
	select {
	case got := <-paid:
		require.Equal(t, url.Values{
			"email": {"b@example.com"}, "number": {"4242424242424242"}, "expiry": {"12 / 34"}, "cvc": {"123"}, "name": {"Jenny Rosen"},
		}, got)
	case <-time.After(atPage):
		t.Fatal("nothing was sent")
	}
}
