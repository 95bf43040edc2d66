package journeys_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestDelayedPayment: a buyer pays by debit. The order waits with its stock and no vendor
// sees it; it is paid when the money is there, and gives its stock back when it does not
// come.
func TestDelayedPayment(t *testing.T) {
	s := begin(t)
	s.open()
	sh := s.shops[0]
	at := func(iban string) (order string, read func() answer) {
		guest, path, total := s.fill(map[string]int64{sh.offer: 2})
		placed := guest.post(path+"/checkout", obj{
			"email": "jan@journey.example", "return_url": s.base + "/thanks", "expected_total": obj{"amount": total, "currency": "EUR"},
		}, 201)
		s.payBy(placed.str("payment", "url"), iban)
		order = placed.str("order_id")
		path = "/store/orders/" + order + "?token=" + placed.str("access_token")
		done := guest.post("/store/orders/"+order+"/complete?token="+placed.str("access_token"), obj{}, 200)
		require.Equal(t, "payment_processing", done.str("state"))
		return order, func() answer { return guest.get(path) }
	}
	stock := func() int64 { return sh.get("/vendor/offers/"+sh.offer).num("stock", "available") }
	before := stock()
	good, paid := at("AT611904300234573201")
	_, failed := at("AT861904300235473202")
	require.Equal(t, before-4, stock(), "it is kept for both")
	require.Empty(t, sh.get("/vendor/orders").list("items"))
	s.advance(time.Hour)
	s.eventually(func() bool { return paid().str("state") == "paid" && failed().str("state") == "failed" })
	require.Equal(t, before-2, stock())
	require.Len(t, sh.get("/vendor/orders").list("items"), 1)
	s.proved(good)
	s.eventually(func() bool { return slices.Contains(s.subjects("jan@journey.example"), "debit_failed") })
	require.Contains(t, s.subjects("jan@journey.example"), "order_confirmed")
	s.balanced()
}
