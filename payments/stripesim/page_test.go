package stripesim_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/payments/stripesim"
)

func document(t *testing.T, w *httptest.ResponseRecorder) *goquery.Document {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(w.Body)
	require.NoError(t, err)
	return d
}

func cardForm(number string) url.Values {
	return url.Values{"card_number": {number}, "exp": {"12/34"}, "cvc": {"123"}, "name": {"Erika Muster"}}
}

// TestPayPage: the fields that the demo's contract names, a decline, then success.
func TestPayPage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cs, err := b.sc.CheckoutSessions.New(sessionParams(2000, "eur"))
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:8080/stripe-simulator/pay/"+cs.ID, cs.URL)
	w := b.page("GET", cs.URL, nil)
	require.Equal(t, http.StatusOK, w.Code)
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "style-src 'self'")
	d := document(t, w)
	var names []string
	d.Find("input").Each(func(_ int, s *goquery.Selection) { names = append(names, s.AttrOr("name", "")) })
	require.Equal(t, []string{"card_number", "exp", "cvc", "name"}, names)
	require.Empty(t, d.Find("form").AttrOr("action", ""), "posts to its own address")
	require.Equal(t, 4, d.Find("label[for]").Length())
	require.Zero(t, d.Find("script, style, [style]").Length(), "strict policy")
	require.Contains(t, d.Find(".banner").Text(), "Simulated money", "SIM-2")

	w = b.page("POST", cs.URL, cardForm("4000 0000 0000 9995"))
	require.Equal(t, http.StatusPaymentRequired, w.Code)
	d = document(t, w)
	require.Equal(t, "Your card has insufficient funds.", d.Find("[role=alert]").Text())
	require.Equal(t, 1, d.Find("form").Length(), "the form again")
	bad := cardForm("4242424242424242")
	bad.Set("exp", "01/20")
	require.Equal(t, http.StatusPaymentRequired, b.page("POST", cs.URL, bad).Code)
	bad.Set("exp", "12/34")
	bad.Set("cvc", "1")
	require.Equal(t, http.StatusPaymentRequired, b.page("POST", cs.URL, bad).Code)

	w = b.page("POST", cs.URL, cardForm("4242 4242 4242 4242"))
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, "https://shop.example.com/done?cs="+cs.ID, w.Header().Get("Location"))
	w = b.page("POST", cs.URL, cardForm("4242 4242 4242 4242"))
	require.Equal(t, http.StatusSeeOther, w.Code, "paying in two tabs is one payment (F9)")
	require.Equal(t, http.StatusSeeOther, b.page("GET", cs.URL, nil).Code)
	got, err := b.sc.CheckoutSessions.Get(cs.ID, nil)
	require.NoError(t, err)
	require.Equal(t, "Erika Muster", got.CustomerDetails.Name)
	n := 0
	for list := b.sc.Charges.List(&stripe.ChargeListParams{TransferGroup: stripe.String("order_1")}); list.Next(); {
		n++
	}
	require.Equal(t, 2, n, "one decline, one payment")
	require.Equal(t, http.StatusNotFound, b.page("GET", "/pay/cs_test_x", nil).Code)
	require.Equal(t, http.StatusOK, b.page("GET", "/style.css", nil).Code)
	require.Equal(t, http.StatusOK, b.page("GET", "/", nil).Code)
	mounted := http.StripPrefix("/stripe-simulator", b.pages)
	rec := httptest.NewRecorder()
	mounted.ServeHTTP(rec, httptest.NewRequest("GET", "/stripe-simulator", nil))
	require.Equal(t, "/stripe-simulator/", rec.Header().Get("Location"))
}

// TestSecurePage: 3D Secure fails once, then passes.
func TestSecurePage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cs, err := b.sc.CheckoutSessions.New(sessionParams(2000, "eur"))
	require.NoError(t, err)
	w := b.page("POST", cs.URL, cardForm("4000002760003184"))
	require.Equal(t, http.StatusSeeOther, w.Code)
	step := w.Header().Get("Location")
	require.True(t, strings.HasPrefix(step, "/stripe-simulator/authenticate/pi_"), step)
	require.Equal(t, 2, document(t, b.page("GET", step, nil)).Find("button").Length())
	w = b.page("POST", step, url.Values{"result": {"fail"}})
	require.Equal(t, http.StatusPaymentRequired, w.Code)
	w = b.page("POST", cs.URL, cardForm("4000002760003184"))
	w = b.page("POST", w.Header().Get("Location"), url.Values{"result": {"complete"}})
	require.Equal(t, http.StatusSeeOther, w.Code)
	w = b.page("GET", w.Header().Get("Location"), nil)
	require.Equal(t, "https://shop.example.com/done?cs="+cs.ID, w.Header().Get("Location"))
}

// TestExpiry proves F9's race from both sides.
func TestExpiry(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	open := func() *stripe.CheckoutSession {
		p := sessionParams(2000, "eur")
		p.ExpiresAt = stripe.Int64(b.clock.Now().Add(35 * time.Minute).Unix())
		cs, err := b.sc.CheckoutSessions.New(p)
		require.NoError(t, err)
		return cs
	}
	cs := open()
	b.page("POST", cs.URL, cardForm("4000002760003184")) // 3D Secure is open
	b.clock.Advance(35 * time.Minute)
	w := b.page("POST", cs.URL, cardForm("4242424242424242"))
	require.Equal(t, http.StatusGone, w.Code, "completing after the expiry is refused")
	got, err := b.sc.CheckoutSessions.Get(cs.ID, nil)
	require.NoError(t, err)
	require.Equal(t, stripe.CheckoutSessionStatusExpired, got.Status)
	require.Equal(t, stripe.CheckoutSessionPaymentStatusUnpaid, got.PaymentStatus)
	require.Equal(t, stripe.PaymentIntentStatusCanceled, mustIntent(t, b, got.PaymentIntent.ID).Status)
	cs = open()
	require.NoError(t, b.sim.PayCheckout(t.Context(), cs.ID, "4242424242424242"))
	_, err = b.sc.CheckoutSessions.Expire(cs.ID, &stripe.CheckoutSessionExpireParams{})
	require.Contains(t, stripeError(t, err).Msg, "`complete`")
	cs = open()
	cs, err = b.sc.CheckoutSessions.Expire(cs.ID, &stripe.CheckoutSessionExpireParams{})
	require.NoError(t, err)
	require.Equal(t, stripe.CheckoutSessionStatusExpired, cs.Status)
	require.Empty(t, cs.URL)
}

func mustIntent(t *testing.T, b *bench, id string) *stripe.PaymentIntent {
	t.Helper()
	pi, err := b.sc.PaymentIntents.Get(id, nil)
	require.NoError(t, err)
	return pi
}

// TestDebit: SEPA comes later, or never.
func TestDebit(t *testing.T) {
	t.Parallel()
	for iban, want := range map[string]stripe.CheckoutSessionPaymentStatus{
		"AT61 1904 3002 3457 3201": stripe.CheckoutSessionPaymentStatusPaid, "AT86 1904 3002 3547 3202": stripe.CheckoutSessionPaymentStatusUnpaid,
	} {
		b := newBench(t)
		p := sessionParams(2000, "eur")
		p.PaymentMethodTypes = stripe.StringSlice([]string{"card", "sepa_debit"})
		cs, err := b.sc.CheckoutSessions.New(p)
		require.NoError(t, err)
		require.Equal(t, http.StatusSeeOther, b.page("POST", cs.URL, cardForm(iban)).Code)
		cs, err = b.sc.CheckoutSessions.Get(cs.ID, nil)
		require.NoError(t, err)
		require.Equal(t, stripe.CheckoutSessionStatusComplete, cs.Status)
		require.Equal(t, stripe.CheckoutSessionPaymentStatusUnpaid, cs.PaymentStatus)
		b.advance(3 * time.Minute)
		cs, err = b.sc.CheckoutSessions.Get(cs.ID, nil)
		require.NoError(t, err)
		require.Equal(t, want, cs.PaymentStatus)
		kind := "checkout.session.async_payment_succeeded"
		if want == stripe.CheckoutSessionPaymentStatusUnpaid {
			kind = "checkout.session.async_payment_failed"
		}
		events := b.sc.Events.List(&stripe.EventListParams{Type: stripe.String(kind)})
		require.True(t, events.Next(), kind)
		b.books()
	}
}

// TestOverview: a person raises a dispute, fails a payout, delays webhooks.
func TestOverview(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
	ch := b.sale(9000, "eur", "4242424242424242")
	w := b.page("POST", "/", url.Values{"do": {"dispute"}, "id": {ch.ID}})
	require.Equal(t, "/stripe-simulator/?done=dispute", w.Header().Get("Location"))
	require.Equal(t, stripe.DisputeStatusNeedsResponse, b.disputeOf(ch.ID).Status)
	require.Equal(t, http.StatusSeeOther, b.page("POST", "/", url.Values{"do": {"won"}, "id": {b.disputeOf(ch.ID).ID}}).Code)
	require.Equal(t, stripe.DisputeStatusWon, b.disputeOf(ch.ID).Status)
	po, err := b.sc.Payouts.New(&stripe.PayoutParams{Amount: stripe.Int64(100), Currency: stripe.String("eur")})
	require.NoError(t, err)
	b.page("POST", "/", url.Values{"do": {"failed"}, "id": {po.ID}})
	po, err = b.sc.Payouts.Get(po.ID, nil)
	require.NoError(t, err)
	require.Equal(t, stripe.PayoutStatusFailed, po.Status)
	require.Equal(t, "/stripe-simulator/?done=refused", b.page("POST", "/", url.Values{"do": {"won"}, "id": {"dp_x"}}).Header().Get("Location"))
	b.page("POST", "/", url.Values{"do": {"webhooks"}, "delay": {"30"}, "drop": {"always"}})
	d := document(t, b.page("GET", "/?done=webhooks", nil))
	require.Equal(t, "30", d.Find("#delay").AttrOr("value", ""))
	require.Equal(t, "always", d.Find("option[selected]").AttrOr("value", ""))
	require.Contains(t, d.Text(), ch.ID)
	require.Contains(t, d.Find("[role=status]").Text(), "stored")

	req := httptest.NewRequest("POST", "/", strings.NewReader("do=dispute&id="+ch.ID))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	rec := httptest.NewRecorder()
	b.pages.ServeHTTP(rec, req)
	require.Equal(t, http.StatusForbidden, rec.Code)
}
