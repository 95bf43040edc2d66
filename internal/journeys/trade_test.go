package journeys_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// contextOf is a context that outlives the test's own, until it is stopped.
func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(context.Background())
}

// picture is a plain picture of the least size that a listing may have.
func picture(t *testing.T, shade uint8) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 800, 1000))
	for i := range img.Pix {
		img.Pix[i] = 250
	}
	for x := 200; x < 600; x++ {
		for y := 200; y < 800; y++ {
			img.Set(x, y, color.RGBA{shade, 90, 120, 255})
		}
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, img))
	return b.Bytes()
}

// shop is a vendor in the story.
type shop struct {
	*client
	id, offer, product string
	price              int64
}

// story is a market with three vendors that sell one thing each.
type story struct {
	*market
	operator *client
	shops    []*shop
}

// begin opens a market whose operator has a category and a fee rule.
func begin(t *testing.T) *story {
	t.Helper()
	s := &story{market: open(t)}
	s.operator = s.signIn("operator@journey.example")
	rule := s.operator.post("/admin/commission-rules", obj{
		"name": "Standard", "currency": "EUR", "rank": 1000, "percent_bp": 1200, "refund_policy": "return_all", "vat": obj{"mode": "by_country"},
	}, 201)
	s.operator.post("/admin/commission-rules/"+rule.str("id")+"/publish", obj{}, 200)
	return s
}

func (s *story) category() string {
	return s.operator.post("/admin/categories", obj{
		"slug": "mugs", "name": obj{"en": "Mugs", "de": "Becher", "pl": "Kubki"},
		"attributes": []obj{{
			"key": "color", "name": obj{"en": "Colour"}, "type": "enum", "facet": true,
			"values": []obj{{"key": "blue", "label": obj{"en": "Blue"}}, {"key": "green", "label": obj{"en": "Green"}}},
		}},
	}, 201).str("id")
}

// onboard takes a vendor from sign-up to an approved shop that can be paid.
func (s *story) onboard(n int) *shop {
	sh := &shop{client: s.signedIn(fmt.Sprintf("vendor%d@journey.example", n))}
	v := sh.post("/vendor/applications", obj{
		"seller_kind": "business", "legal_name": fmt.Sprintf("Pottery %d GmbH", n), "shop_name": fmt.Sprintf("Pottery %d", n),
		"country": "DE", "email": fmt.Sprintf("shop%d@journey.example", n), "phone": "+4915112345678",
		"address":             obj{"line1": "Obermarkt 1", "postal_code": "02826", "city": "Görlitz", "country": "DE"},
		"registration_number": "HRB 12345", "vat_id": "DE136695976", "tax_id": "143/256/51307",
		"accepted_terms": "1", "self_certified": true,
	}, 201)
	sh.id = v.str("vendor_id")
	require.Contains(s.t, []string{"applied", "in_review"}, v.str("state"))
	approved := s.operator.post("/admin/vendors/"+sh.id+"/approve", obj{"note": "welcome"}, 200)
	require.Equal(s.t, "active", approved.str("state"))
	s.eventually(func() bool { return sh.peek("/vendor/onboarding") })
	link := sh.post("/vendor/onboarding/payment-account", obj{"return_url": s.base + "/sell", "refresh_url": s.base + "/sell"}, 201).str("url")
	s.form(link, nil)
	s.eventually(func() bool { return sh.get("/vendor/onboarding").at("can_be_paid").v == true })
	return sh
}

// peek reports whether an address can be read yet.
func (c *client) peek(path string) bool {
	req, err := newRequest(c, path)
	require.NoError(c.t, err)
	res, err := httpDo(req)
	if err != nil {
		return false
	}
	require.NoError(c.t, res.Body.Close())
	return res.StatusCode == 200
}

// eventually waits for a reaction: everything but the answer itself follows within a
// second.
func (s *story) eventually(ok func() bool) {
	s.t.Helper()
	require.Eventually(s.t, ok, 15*time.Second, 20*time.Millisecond)
}

// list puts one product with one offer on sale.
func (s *story) list(sh *shop, category, title string, price, stock int64, colour string, shade uint8) {
	media := sh.upload("/vendor/media", "mug.png", picture(s.t, shade)).str("id")
	p := sh.post("/vendor/products", obj{
		"category_id": category, "title": obj{"en": title},
		"description": obj{"en": "A mug thrown by hand in a small workshop, glazed twice and fired hot. It keeps coffee warm and survives the dishwasher."},
		"brand":       "Lieske", "attributes": obj{"color": colour}, "media": []string{media},
		"variants": []obj{{"sku": title + "-1", "options": obj{}}},
		"safety":   obj{"manufacturer": obj{"name": "Lieske", "address": "Görlitz", "contact": "hello@lieske.example"}},
	}, 201)
	sh.product = p.str("id")
	if p.str("state") != "published" {
		s.operator.post("/admin/products/"+sh.product+"/approve", obj{}, 200)
	}
	profile := sh.get("/vendor/shipping-profiles").str("items", 0, "id")
	sh.offer = sh.post("/vendor/offers", obj{
		"product_id": sh.product, "variant_id": p.str("variants", 0, "id"), "sku": title + "-1",
		"price": obj{"amount": price, "currency": "EUR"}, "condition": "new",
		"stock": obj{"mode": "tracked", "on_hand": stock}, "handling_days": 1, "shipping_profile_id": profile,
	}, 201).str("id")
	sh.price = price
}

// balanced checks the books after a step: the trial balance is zero in every currency.
func (s *story) balanced() {
	s.t.Helper()
	for _, c := range s.operator.get("/admin/ledger/trial-balance").list("currencies") {
		require.Zero(s.t, c.num("difference", "amount"), "%v", c.v)
	}
}

// proved checks every equation of an order.
func (s *story) proved(order string) {
	s.t.Helper()
	for _, e := range s.operator.get("/admin/orders/" + order + "/proof").list("equations") {
		require.Equal(s.t, true, e.at("holds").v, "%v", e.v)
	}
}

// buy takes a guest from a search to a paid order.
func (s *story) buy(quantities map[string]int64) (guest *client, order, token string, total int64) {
	guest = s.guest()
	cart := guest.post("/store/carts", obj{"currency": "EUR", "country": "DE"}, 201)
	guest.cart = cart.str("cart_token")
	path := "/store/carts/" + cart.str("id")
	for offer, n := range quantities {
		guest.post(path+"/lines", obj{"offer_id": offer, "quantity": n}, 201)
	}
	guest.do("PUT", path+"/address", obj{
		"name": "Jan Nowak", "line1": "Lindenweg 12", "postal_code": "04109", "city": "Leipzig", "country": "DE",
	}, 200)
	view := guest.get(path)
	require.Empty(s.t, view.list("problems"))
	total = view.num("total", "amount")
	in := obj{
		"email": "jan@journey.example", "return_url": s.base + "/thanks", "expected_total": obj{"amount": total, "currency": "EUR"},
	}
	placed := guest.post(path+"/checkout", in, 201, "Idempotency-Key", "k-"+cart.str("id"))
	again := guest.post(path+"/checkout", in, 201, "Idempotency-Key", "k2-"+cart.str("id"))
	require.Equal(s.t, placed.str("order_id"), again.str("order_id"), "a second checkout of a cart is the same order")
	require.Equal(s.t, "awaiting_payment", placed.str("state"))
	s.form(placed.str("payment", "url"), url.Values{
		"card_number": {"4242424242424242"}, "exp": {"12/30"}, "cvc": {"123"}, "name": {"Jan Nowak"},
	})
	order, token = placed.str("order_id"), placed.str("access_token")
	s.eventually(func() bool { return guest.get("/store/orders/"+order+"?token="+token).str("state") == "paid" })
	return guest, order, token, total
}

// advance moves the market's clock.
func (s *story) advance(by string) {
	s.operator.post("/admin/clock", obj{"advance": by}, 200)
	s.balanced()
}

// TestTrade is the main journey: three vendors, one cart, one payment, two parcels, one
// cancellation, transfers after the hold, and a refund after the transfer.
func TestTrade(t *testing.T) {
	s := begin(t)
	category := s.category()
	for n := range 3 {
		sh := s.onboard(n)
		s.list(sh, category, fmt.Sprintf("Sturdy mug number %d", n), 1999+int64(n)*500, 20, []string{"blue", "green", "blue"}[n], uint8(60+n*40))
		s.shops = append(s.shops, sh)
	}
	s.balanced()
	guest := s.guest()
	s.eventually(func() bool { return guest.get("/store/search?q=stury+mug").num("total") == 3 })
	require.EqualValues(t, 2, guest.get("/store/search?q=mug&filter[color]=blue").num("total"))

	a, b, c := s.shops[0], s.shops[1], s.shops[2]
	guest, order, token, total := s.buy(map[string]int64{a.offer: 2, b.offer: 1, c.offer: 1})
	s.eventually(func() bool { return len(a.get("/vendor/orders").list("items")) == 1 })
	view := guest.get("/store/orders/" + order + "?token=" + token)
	parts := view.list("vendor_orders")
	require.Len(t, parts, 3)
	var sum int64
	for _, p := range parts {
		sum += p.num("total", "amount")
	}
	require.Equal(t, total, sum, "the parts are the payment")
	s.settled()
	s.balanced()
	s.proved(order)

	vo := map[*shop]string{}
	for _, sh := range s.shops {
		vo[sh] = sh.get("/vendor/orders").str("items", 0, "id")
	}
	for _, sh := range []*shop{a, b} {
		sh.post("/vendor/orders/"+vo[sh]+"/accept", obj{}, 200)
		shipped := sh.post("/vendor/orders/"+vo[sh]+"/shipments", obj{"carrier": "dhl", "tracking_number": "00340434161094042557"}, 201)
		sh.post("/vendor/shipments/"+shipped.str("shipments", 0, "id")+"/delivered", obj{}, 200)
	}
	c.post("/vendor/orders/"+vo[c]+"/cancel", obj{"reason": "out_of_stock"}, 200)
	s.settled()
	s.balanced()
	s.proved(order)
	require.Equal(t, "cancelled", c.get("/vendor/orders/"+vo[c]).str("state"))

	s.advance("360h")
	s.operator.post("/admin/payouts/run", obj{}, 201, "Idempotency-Key", "run-1")
	s.settled()
	s.balanced()
	s.proved(order)
	for _, sh := range []*shop{a, b} {
		require.Equal(t, "paid", sh.get("/vendor/payouts").str("items", 0, "state"))
		require.Equal(t, sh.get("/vendor/payouts").num("items", 0, "amount", "amount"), s.atProvider(sh), "what was paid is at the provider")
	}

	line := a.get("/vendor/orders/"+vo[a]).str("lines", 0, "id")
	before := s.atProvider(a)
	a.post("/vendor/orders/"+vo[a]+"/refunds", obj{
		"lines": []obj{{"line_id": line, "quantity": 1}}, "reason": "damaged",
	}, 201, "Idempotency-Key", "refund-1")
	s.settled()
	s.settled() // the reversal lets a refund go that waited for the platform's balance
	s.balanced()
	s.proved(order)
	require.Equal(t, a.price, guest.get("/store/orders/"+order+"?token="+token).num("vendor_orders", partOf(parts, a), "refunded_total", "amount"))
	require.Less(t, s.atProvider(a), before, "the transfer was reversed")
	require.Zero(t, a.get("/vendor/balance").num("owed", "amount"))
}

// partOf is the place of a shop's part in an order.
func partOf(parts []answer, sh *shop) int {
	for i, p := range parts {
		if p.str("vendor", "id") == sh.id {
			return i
		}
	}
	return -1
}

// settled waits until nothing is left to do.
func (s *story) settled() {
	s.t.Helper()
	s.operator.post("/admin/clock", obj{"advance": "10s"}, 200)
}

// atProvider is what a vendor's account holds at the simulated provider.
func (s *story) atProvider(sh *shop) int64 {
	s.t.Helper()
	list, err := s.m.Payments.ProviderBalances(s.t.Context(), vendorID(sh.id))
	require.NoError(s.t, err)
	var sum int64
	for _, b := range list {
		sum += b.Available + b.Pending
	}
	return sum
}
