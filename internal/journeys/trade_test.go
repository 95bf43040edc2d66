package journeys_test

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

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
	id, name, offer, product string
	price                    int64
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
	return beginAt(open(t))
}

// beginAt is begin for a market that is served already.
func beginAt(m *market) *story {
	s := &story{market: m}
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
	sh := &shop{client: s.signedIn(fmt.Sprintf("vendor%d@journey.example", n)), name: fmt.Sprintf("Pottery %d GmbH", n)}
	v := sh.post("/vendor/applications", obj{
		"seller_kind": "business", "legal_name": sh.name, "shop_name": fmt.Sprintf("Pottery %d", n),
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
	s.openAccount(sh)
	return sh
}

// openAccount completes a vendor's payment account at the provider. A link opens its
// form once, so whoever was cut off in between asks for another one.
func (s *story) openAccount(sh *shop) {
	s.t.Helper()
	paid := func() bool { return sh.get("/vendor/onboarding").at("can_be_paid").v == true }
	done, again := s.base+"/sell?done", s.base+"/sell?again"
	for !paid() {
		link := sh.post("/vendor/onboarding/payment-account", obj{"return_url": done, "refresh_url": again}, 201).str("url")
		if to, ok := s.tryForm(link, nil); ok && to == done {
			s.eventually(paid)
		}
	}
}

// patience is how long a story waits for what must follow. Reactions follow within a
// second; the rest is for slow machines.
const patience = time.Minute

// eventually waits for a reaction.
func (s *story) eventually(ok func() bool) {
	s.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range int(patience / (20 * time.Millisecond)) {
		if ok() {
			return
		}
		<-tick.C
	}
	require.FailNow(s.t, "what must follow did not follow")
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
	for _, c := range s.operator.get("/admin/ledger/position").list("currencies") {
		require.Equal(s.t, true, c.v.(map[string]any)["holds"], "%v", c.v)
	}
}

// proved checks every equation of an order.
func (s *story) proved(order string) {
	s.t.Helper()
	for _, e := range s.operator.get("/admin/orders/" + order + "/proof").list("equations") {
		require.Equal(s.t, true, e.at("holds").v, "%v", e.v)
	}
}

// fill fills a guest's cart and returns its address and what it costs.
func (s *story) fill(quantities map[string]int64) (guest *client, path string, total int64) {
	s.t.Helper()
	guest = s.guest()
	cart := guest.post("/store/carts", obj{"currency": "EUR", "country": "DE"}, 201)
	guest.cart, path = cart.str("cart_token"), "/store/carts/"+cart.str("id")
	for _, offer := range slices.Sorted(maps.Keys(quantities)) {
		guest.post(path+"/lines", obj{"offer_id": offer, "quantity": quantities[offer]}, 201)
	}
	guest.do("PUT", path+"/address", obj{
		"name": "Jan Nowak", "line1": "Lindenweg 12", "postal_code": "04109", "city": "Leipzig", "country": "DE",
	}, 200)
	view := guest.get(path)
	require.Empty(s.t, view.list("problems"))
	return guest, path, view.num("total", "amount")
}

// pay fills in the provider's hosted page.
func (s *story) pay(page string) { s.t.Helper(); s.payBy(page, "4242424242424242") }

// payBy is pay with the number of a card or a bank account.
func (s *story) payBy(page, number string) {
	s.t.Helper()
	s.form(page, url.Values{
		"card_number": {number}, "exp": {"12/30"}, "cvc": {"123"}, "name": {"Jan Nowak"},
	})
}

// buy takes a guest from a cart to a paid order.
func (s *story) buy(quantities map[string]int64) (guest *client, order, token string, total int64) {
	s.t.Helper()
	guest, path, total := s.fill(quantities)
	in := obj{
		"email": "jan@journey.example", "return_url": s.base + "/thanks", "expected_total": obj{"amount": total, "currency": "EUR"},
	}
	placed := guest.post(path+"/checkout", in, 201)
	again := guest.post(path+"/checkout", in, 201)
	require.Equal(s.t, placed.str("order_id"), again.str("order_id"), "a second checkout of a cart is the same order")
	require.Equal(s.t, "awaiting_payment", placed.str("state"))
	s.pay(placed.str("payment", "url"))
	order, token = placed.str("order_id"), placed.str("access_token")
	s.eventually(func() bool { return guest.get("/store/orders/"+order+"?token="+token).str("state") == "paid" })
	return guest, order, token, total
}

// advance moves the market's clock. Moving it is the one write that is not the same
// when it is sent twice, so it names where the clock is to be.
func (s *story) advance(by time.Duration) {
	s.t.Helper()
	target := s.now().Add(by)
	for left := by; left > 0; left = target.Sub(s.now()) {
		s.operator.once().post("/admin/clock", obj{"advance": left.String()}, 200)
	}
	s.balanced()
}

// now is the market's time, after everything that was due.
func (s *story) now() time.Time {
	s.t.Helper()
	at, err := time.Parse(time.RFC3339, s.operator.post("/admin/clock", obj{"advance": "0s"}, 200).str("now"))
	require.NoError(s.t, err)
	return at
}

// settled lets a little time pass and waits until nothing is left to do.
func (s *story) settled() {
	s.t.Helper()
	s.operator.post("/admin/clock", obj{"advance": "10s"}, 200)
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

var balanceRows = regexp.MustCompile(`(?s)<tr>\s*<td[^>]*>(acct_\w+)</td>\s*<td[^>]*>([^<]*)</td>\s*<td[^>]*>([^<]*)</td>\s*<td[^>]*>([^<]*)</td>`)

// balances are what the accounts at the simulated provider hold, available and pending
// together, by the name of their business, as the simulator's overview shows them.
func (s *story) balances() map[string]int64 {
	s.t.Helper()
	status, _, body := s.visit(s.http.Get(s.sim + "/stripe-simulator/"))
	require.Equal(s.t, 200, status)
	out := map[string]int64{}
	for _, row := range balanceRows.FindAllStringSubmatch(body, -1) {
		for _, cell := range row[3:] {
			digits := strings.NewReplacer("€", "", ".", "").Replace(html.UnescapeString(cell))
			n, err := strconv.ParseInt(digits, 10, 64)
			require.NoError(s.t, err, "%q", cell)
			out[html.UnescapeString(row[2])] += n
		}
	}
	return out
}

// atProvider is what a vendor's account holds at the simulated provider.
func (s *story) atProvider(sh *shop) int64 {
	s.t.Helper()
	all := s.balances()
	require.Contains(s.t, all, sh.name)
	return all[sh.name]
}
