package journeys_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The tests of this file play what the leading open marketplaces got wrong in public, each
// by its name, on a market with three vendors through HTTP.

// beginOpen opens a market in which three vendors sell a mug each.
func beginOpen(t *testing.T) *story {
	t.Helper()
	s := begin(t)
	s.open()
	return s
}

// basket is a cart with one mug of each vendor, under codes, and what it says.
func (s *story) basket(codes ...string) (guest *client, path string, view answer) {
	s.t.Helper()
	quantities := map[string]int64{}
	for _, sh := range s.shops {
		quantities[sh.offer] = 1
	}
	guest, path, _ = s.fill(quantities)
	for _, code := range codes {
		guest.post(path+"/codes", obj{"code": code}, 201)
	}
	return guest, path, guest.get(path)
}

// checkout buys a basket and returns the order as its buyer sees it, and its id.
func (s *story) checkout(guest *client, path string) (order string, view answer) {
	s.t.Helper()
	cart := guest.get(path)
	placed := guest.post(path+"/checkout", obj{"email": "jan@journey.example", "return_url": s.base + "/thanks", "expected_total": cart.at("total").v}, 201)
	s.pay(placed.str("payment", "url"))
	order = placed.str("order_id")
	at := "/store/orders/" + order + "?token=" + placed.str("access_token")
	s.eventually(func() bool {
		return guest.get(at).str("state") == "paid" && len(guest.get(at).list("vendor_orders")) == 3
	})
	s.stands(order)
	return order, guest.get(at)
}

// discounts are what each vendor's part of a cart or order is reduced by, by shop.
func (s *story) discounts(view answer, list string) []int64 {
	s.t.Helper()
	out := make([]int64, len(s.shops))
	parts := view.list(list)
	for i, sh := range s.shops {
		out[i] = parts[partOf(parts, sh)].num("discount_total", "amount")
	}
	return out
}

// TestThreeCodesOf15PercentLeaveNoFractionOfACent: 15 % of 19.99, 24.99 and 29.99 is 2.9985, 3.7485 and 4.4985. Each is rounded
// once, half up; what the parts say adds up to the cart, the payment and the books.
func TestThreeCodesOf15PercentLeaveNoFractionOfACent(t *testing.T) {
	s := beginOpen(t)
	for i, sh := range s.shops {
		sh.post("/vendor/promotions", obj{"code": "FIFTEEN" + strconv.Itoa(i), "name": "Fifteen off", "percent_bp": 1500}, 201)
	}
	guest, path, cart := s.basket("FIFTEEN0", "FIFTEEN1", "FIFTEEN2")
	require.Equal(t, []int64{300, 375, 450}, s.discounts(cart, "vendors"))
	require.EqualValues(t, 1125, cart.num("discount_total", "amount"))
	require.Equal(t, cart.num("total", "amount"), cart.num("subtotal", "amount")-1125+cart.num("shipping_total", "amount"))
	order, view := s.checkout(guest, path)
	var sum int64
	for _, part := range view.list("vendor_orders") {
		sum += part.num("total", "amount")
	}
	require.Equal(t, cart.num("total", "amount"), sum)
	payment := s.operator.get("/admin/orders/"+order).num("total", "amount")
	require.Equal(t, sum, payment)
}

// TestOneSellersCodeDiscountsThatSellerOnly: the others' parts cost what they cost.
func TestOneSellersCodeDiscountsThatSellerOnly(t *testing.T) {
	s := beginOpen(t)
	s.shops[1].post("/vendor/promotions", obj{"code": "MINE20", "name": "Twenty off", "percent_bp": 2000}, 201)
	guest, path, cart := s.basket("MINE20")
	require.Equal(t, []int64{0, 500, 0}, s.discounts(cart, "vendors"), "20 % of 24.99, half up")
	_, view := s.checkout(guest, path)
	require.Equal(t, []int64{0, 500, 0}, s.discounts(view, "vendor_orders"))
}

// TestPlatformPromotionDoesNotBreakTheCheckout: the market pays for its own promotion; the checkout goes through, the
// sellers get their full claims.
func TestPlatformPromotionDoesNotBreakTheCheckout(t *testing.T) {
	s := beginOpen(t)
	s.operator.post("/admin/promotions", obj{"code": "MARKET30", "name": "Thirty off", "percent_bp": 3000}, 201)
	guest, path, cart := s.basket("MARKET30")
	require.Positive(t, cart.num("discount_total", "amount"))
	order, view := s.checkout(guest, path)
	require.Equal(t, cart.num("total", "amount"), view.num("total", "amount"))
	var promo, held int64
	for _, e := range s.operator.get("/admin/ledger/transactions?order=" + order).list("items") {
		if e.str("kind") != "sale" {
			continue
		}
		for _, l := range e.list("lines") {
			switch account := l.str("account"); {
			case account == "promo:platform":
				promo += l.num("amount", "amount")
			case strings.HasSuffix(account, ":held"):
				held -= l.num("amount", "amount")
			}
		}
	}
	require.Equal(t, cart.num("discount_total", "amount"), promo)
	require.Equal(t, cart.num("subtotal", "amount")+cart.num("shipping_total", "amount"), held, "the sellers' claims are not reduced")
}

// TestChargeAndRefundAreBookedOnTheRightOrder: of two orders by the same sellers, each has its own charge and its own refund
// in the books, and nothing of the other's.
func TestChargeAndRefundAreBookedOnTheRightOrder(t *testing.T) {
	s := beginOpen(t)
	guest, path, _ := s.basket()
	one, view := s.checkout(guest, path)
	guest, path, _ = s.basket()
	two, _ := s.checkout(guest, path)
	parts := view.list("vendor_orders")
	sh := s.shops[0]
	part := parts[partOf(parts, sh)]
	sh.post("/vendor/orders/"+part.str("id")+"/cancel", obj{"reason": "out_of_stock"}, 200)
	s.stands(one)
	s.stands(two)
	charges := map[string]string{}
	refunds := map[string]int{}
	for _, order := range []string{one, two} {
		for _, e := range s.operator.get("/admin/ledger/transactions?order=" + order).list("items") {
			require.Equal(t, order, e.str("order_id"))
			switch e.str("kind") {
			case "sale":
				charges[order] = strings.TrimPrefix(e.str("id"), "sale:"+order+":")
			case "refund_paid":
				refunds[order]++
			}
		}
	}
	require.Len(t, charges, 2)
	require.NotEqual(t, charges[one], charges[two])
	require.Equal(t, map[string]int{one: 1}, refunds)
}

// TestSellerNeverSeesWhatTheWholeCartCost: nothing that a seller can read of an order holds the cart's total, which is
// the payment's, or another seller's part.
func TestSellerNeverSeesWhatTheWholeCartCost(t *testing.T) {
	s := beginOpen(t)
	guest, path, cart := s.basket()
	_, view := s.checkout(guest, path)
	total := strconv.FormatInt(cart.num("total", "amount"), 10)
	parts := view.list("vendor_orders")
	for i, sh := range s.shops {
		id := parts[partOf(parts, sh)].str("id")
		for _, read := range []string{
			"/vendor/orders/" + id, "/vendor/orders", "/vendor/orders/" + id + "/fees", "/vendor/balance", "/vendor/ledger?account=held",
			"/vendor/statements/" + s.now().UTC().Format("2006-01"),
		} {
			got := sh.exact(read)
			require.Equal(t, http.StatusOK, got.status, read)
			require.NotContains(t, got.body, `"amount":`+total+`,`, "%s of seller %d", read, i)
			for _, other := range parts {
				if other.str("id") != id {
					require.NotContains(t, got.body, other.str("id"), "%s of seller %d", read, i)
				}
			}
		}
	}
}

// deliver takes a seller's part of an order to its buyer.
func (s *story) deliver(sh *shop, part string) {
	s.t.Helper()
	path := "/vendor/orders/" + part
	sh.post(path+"/accept", obj{}, 200)
	shipped := sh.post(path+"/shipments", obj{"carrier": "dhl", "tracking_number": "00340434161094042557"}, 201)
	sh.post("/vendor/shipments/"+shipped.str("shipments", 0, "id")+"/delivered", obj{}, 200)
}

// delivered sells a basket and delivers one seller's part.
func (s *story) delivered(sh *shop) (part answer) {
	s.t.Helper()
	guest, path, _ := s.basket()
	_, view := s.checkout(guest, path)
	parts := view.list("vendor_orders")
	part = parts[partOf(parts, sh)]
	s.deliver(sh, part.str("id"))
	return part
}

// TestSellerIsPaidTheTotalMinusTheCommission: 12 % of the goods and 19 % VAT on it are the market's, the rest is
// the seller's, at the provider, to the cent.
func TestSellerIsPaidTheTotalMinusTheCommission(t *testing.T) {
	s := beginOpen(t)
	sh := s.shops[2]
	part := s.delivered(sh)
	goods, shipping := part.num("subtotal", "amount"), part.num("shipping_total", "amount")
	require.EqualValues(t, 2999, goods)
	s.advance(15 * 24 * time.Hour)
	s.operator.post("/admin/payouts/run", obj{}, 201)
	s.settled()
	require.EqualValues(t, goods+shipping-360-68, s.atProvider(sh), "12 %% of 29.99 is 3.60, 19 %% of that 0.68")
}

// TestPayoutsThatAreRunTwicePayOnce: the second run of a cycle, and one by another name, find nothing to pay.
func TestPayoutsThatAreRunTwicePayOnce(t *testing.T) {
	s := beginOpen(t)
	sh := s.shops[0]
	s.delivered(sh)
	s.advance(15 * 24 * time.Hour)
	s.operator.post("/admin/payouts/run", obj{}, 201)
	s.settled()
	once := s.atProvider(sh)
	require.Positive(t, once)
	count := len(sh.get("/vendor/payouts").list("items"))
	for range 2 {
		s.operator.post("/admin/payouts/run", obj{}, 201)
		s.settled()
	}
	require.Equal(t, once, s.atProvider(sh))
	paid := 0
	for _, p := range sh.get("/vendor/payouts").list("items") {
		if p.str("state") == "paid" {
			paid++
		}
	}
	require.Equal(t, count, paid, "a run that finds nothing makes no payout")
}

// TestRefundAfterThePayoutComesBackFromTheSeller: the buyer gets the money, the seller's transfer comes back, and the
// commission with it; nobody owes anything afterwards.
func TestRefundAfterThePayoutComesBackFromTheSeller(t *testing.T) {
	s := beginOpen(t)
	sh := s.shops[1]
	part := s.delivered(sh)
	s.advance(15 * 24 * time.Hour)
	s.operator.post("/admin/payouts/run", obj{}, 201)
	s.settled()
	before := s.atProvider(sh)
	line := sh.get("/vendor/orders/"+part.str("id")).str("lines", 0, "id")
	sh.post("/vendor/orders/"+part.str("id")+"/refunds", obj{"lines": []obj{{"line_id": line, "quantity": 1}}, "reason": "damaged"}, 201)
	s.settled()
	require.EqualValues(t, 2499-300-57, before-s.atProvider(sh), "24.99 less the commission of 3.00 and its VAT of 0.57")
	require.Zero(t, sh.get("/vendor/balance").num("owed", "amount"))
	s.balanced()
}
