package journeys_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// trade is what became of the main journey.
type trade struct {
	guest        *client
	order, token string
	parts        map[*shop]string // the vendor order of each shop
}

// TestTrade is the main journey: three vendors, one cart, one payment, two parcels, one
// cancellation, transfers after the hold, and a refund after the transfer.
func TestTrade(t *testing.T) {
	s := begin(t)
	s.open()
	s.settle(s.sell())
}

// open brings three vendors with one mug each into the market.
func (s *story) open() {
	s.t.Helper()
	category := s.category()
	for n := range 3 {
		sh := s.onboard(n)
		s.list(sh, category, fmt.Sprintf("Sturdy mug number %d", n), 1999+int64(n)*500, 20, []string{"blue", "green", "blue"}[n], uint8(60+n*40))
		s.shops = append(s.shops, sh)
	}
	s.balanced()
	guest := s.guest()
	s.eventually(func() bool { return guest.get("/store/search?q=stury+mug").num("total") == 3 })
	require.EqualValues(s.t, 2, guest.get("/store/search?q=mug&filter[color]=blue").num("total"))
}

// sell sells mugs of all three in one cart; two are delivered, one vendor cancels.
func (s *story) sell() *trade {
	s.t.Helper()
	a, b, c := s.shops[0], s.shops[1], s.shops[2]
	guest, order, token, total := s.buy(map[string]int64{a.offer: 2, b.offer: 1, c.offer: 1})
	d := &trade{guest: guest, order: order, token: token, parts: map[*shop]string{}}
	parts := d.view().list("vendor_orders")
	require.Len(s.t, parts, 3)
	var sum int64
	for _, p := range parts {
		sum += p.num("total", "amount")
	}
	require.Equal(s.t, total, sum, "the parts are the payment")
	for _, sh := range s.shops {
		d.parts[sh] = parts[partOf(parts, sh)].str("id")
		s.eventually(func() bool { return sh.peek("/vendor/orders/" + d.parts[sh]) })
		require.Equal(s.t, d.parts[sh], sh.get("/vendor/orders").str("items", 0, "id"))
	}
	s.stands(order)

	for _, sh := range []*shop{a, b} {
		path := "/vendor/orders/" + d.parts[sh]
		sh.post(path+"/accept", obj{}, 200)
		shipped := sh.post(path+"/shipments", obj{"carrier": "dhl", "tracking_number": "00340434161094042557"}, 201)
		sh.post("/vendor/shipments/"+shipped.str("shipments", 0, "id")+"/delivered", obj{}, 200)
	}
	c.post("/vendor/orders/"+d.parts[c]+"/cancel", obj{"reason": "out_of_stock"}, 200)
	s.stands(order)
	require.Equal(s.t, "cancelled", c.get("/vendor/orders/"+d.parts[c]).str("state"))
	return d
}

// settle pays the vendors after the hold and takes a part of it back.
func (s *story) settle(d *trade) {
	s.t.Helper()
	a, b := s.shops[0], s.shops[1]
	s.advance(15 * 24 * time.Hour)
	popular := func() string {
		return s.guest().get("/store/search?q=mug&facets=none&sort=popular").str("items", 0, "product_id")
	}
	s.eventually(func() bool { return popular() == a.product }) // two were sold, of others one at most
	s.operator.post("/admin/payouts/run", obj{}, 201)
	s.stands(d.order)
	for _, sh := range []*shop{a, b} {
		require.Equal(s.t, "paid", sh.get("/vendor/payouts").str("items", 0, "state"))
		require.Equal(s.t, sh.get("/vendor/payouts").num("items", 0, "amount", "amount"), s.atProvider(sh), "what was paid is at the provider")
	}

	line := a.get("/vendor/orders/"+d.parts[a]).str("lines", 0, "id")
	before := s.atProvider(a)
	a.post("/vendor/orders/"+d.parts[a]+"/refunds", obj{
		"lines": []obj{{"line_id": line, "quantity": 1}}, "reason": "damaged",
	}, 201)
	s.settled() // the reversal lets a refund go that waited for the platform's balance
	s.stands(d.order)
	view := d.view()
	require.Equal(s.t, a.price, view.num("vendor_orders", partOf(view.list("vendor_orders"), a), "refunded_total", "amount"))
	require.Less(s.t, s.atProvider(a), before, "the transfer was reversed")
	require.Zero(s.t, a.get("/vendor/balance").num("owed", "amount"))
}

// view is the order as its buyer sees it.
func (d *trade) view() answer { return d.guest.get("/store/orders/" + d.order + "?token=" + d.token) }

// stands proves the books and the order once nothing is left to do.
func (s *story) stands(order string) {
	s.t.Helper()
	s.settled()
	s.balanced()
	s.proved(order)
}
