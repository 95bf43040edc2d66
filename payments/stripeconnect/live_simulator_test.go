package stripeconnect_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/stripesim"
)

// pagesPath is where the simulator's hosted pages are mounted.
const pagesPath = "/stripe-simulator"

// atSimulator serves a simulator on loopback: its API and its hosted pages, without the
// controls that the real provider does not have. One account serves all cases.
func atSimulator(t *testing.T) *provider {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	clock := markthalle.SystemClock{}
	sim, err := stripesim.New(stripesim.Config{
		Clock: clock, IDs: markthalle.NewIDs(clock, nil), BasePath: pagesPath, PublicURL: func() string { return server.URL },
		SettleDelay: stripesim.DefaultSettleDelay, AsyncCaptureDelay: tick,
		Deliver: func(context.Context, string, http.Header, []byte) (int, error) { return http.StatusOK, nil }, // nothing leaves the machine
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sim.Close()) })
	mux.Handle("/v1/", sim.API())
	mux.Handle(pagesPath+"/", http.StripPrefix(pagesPath, sim.Pages()))
	return &provider{
		key: "sk_test_sim_1", base: server.URL, slots: make(chan struct{}, atOnce),
		pay: func(t *testing.T, page, card string) {
			t.Helper()
			send(t, page, url.Values{"card_number": {card}})
		},
		account: func(t *testing.T, g payments.Gateway, r payments.AccountRequest) string {
			t.Helper()
			a, err := g.CreateAccount(t.Context(), r)
			require.NoError(t, err)
			onboard(t, g, a.ID)
			return a.ID
		},
		enable: onboard,
	}
}

// onboard completes an account's papers at the hosted form.
func onboard(t *testing.T, g payments.Gateway, account string) {
	t.Helper()
	page, err := g.AccountLink(t.Context(), payments.LinkRequest{
		Key: "mk:test:onboard:" + account, Account: account, ReturnURL: "https://market.example.com/back", RefreshURL: "https://market.example.com/again",
	})
	require.NoError(t, err)
	send(t, page, url.Values{"outcome": {"complete"}})
}

// send opens a page, changes what its form is filled with and sends it. The page must
// lead on, which is not followed.
func send(t *testing.T, page string, changed url.Values) {
	t.Helper()
	client := &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(page)
	require.NoError(t, err)
	doc, err := goquery.NewDocumentFromReader(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusOK, res.StatusCode, doc.Text())
	form := doc.Find("form[method=post]").First()
	require.Equal(t, 1, form.Length(), doc.Text())
	fields := url.Values{}
	form.Find("input[name]").Each(func(_ int, in *goquery.Selection) { fields.Set(in.AttrOr("name", ""), in.AttrOr("value", "")) })
	for name, v := range changed {
		fields[name] = v
	}
	res, err = client.PostForm(page, fields)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusSeeOther, res.StatusCode, page)
}
