package journeys_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func euros(n any) obj { return obj{"amount": n, "currency": "EUR"} }

// checkout is the body of an order of the guest's cart.
func (c *counter) checkout(total obj) obj {
	return obj{"email": "jan@journey.example", "return_url": c.base + "/thanks", "expected_total": total}
}

// wrongBodies are bodies that no endpoint takes.
func (c *counter) wrongBodies() []refusal {
	anna, offer := c.anna.client, "/vendor/offers/"+c.anna.offer
	return []refusal{
		{"unknown field", anna, "PATCH", offer, obj{"colour": "red"}, nil, 422, "request.invalid", []string{"/colour"}},
		{"unknown field inside", anna, "PATCH", offer, obj{"price": obj{"amount": 1, "currency": "EUR", "vat": 19}}, nil, 422, "request.invalid", []string{"/price/vat"}},
		{"wrong type", anna, "PUT", offer + "/stock", obj{"on_hand": "five"}, nil, 422, "request.invalid", []string{"/on_hand"}},
		{"half a piece", anna, "PUT", offer + "/stock", obj{"on_hand": 1.5}, nil, 422, "request.invalid", []string{"/on_hand"}},
		{"a list for an object", anna, "PATCH", offer, []int{1}, nil, 422, "request.invalid", []string{""}},
		{"negative price", anna, "PATCH", offer, obj{"price": euros(-1)}, nil, 422, "catalog.offer", []string{"/price/amount"}},
		{"unknown currency", anna, "PATCH", offer, obj{"price": obj{"amount": 100, "currency": "QQQ"}}, nil, 422, "request.invalid", []string{"/price/currency"}},
		{"unknown currency of a cart", c.guest, "POST", "/store/carts", obj{"currency": "QQQ", "country": "DE"}, nil, 422, "request.invalid", []string{"/currency"}},
		{"broken JSON", anna, "PATCH", offer, `{"price": `, nil, 400, "request.malformed", nil},
		{"two JSON values", anna, "PATCH", offer, `{} {}`, nil, 400, "request.malformed", nil},
		{"huge body", c.guest, "POST", "/store/carts", `{"currency": "` + strings.Repeat("E", 300<<10) + `"}`, nil, 413, "request.too_large", nil},
		{"huge product", anna, "POST", "/vendor/products", `{"brand": "` + strings.Repeat("E", 2<<20) + `"}`, nil, 413, "request.too_large", nil},
		{"text instead of JSON", c.guest, "POST", "/store/carts", `currency=EUR`, []string{"Content-Type", "text/plain"}, 415, "request.media_type", nil},
		{"a form instead of JSON", anna, "PATCH", offer, `price=1`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "request.media_type", nil},
		{
			"all faults of a shape at once", anna, "POST", "/vendor/offers",
			obj{"product_id": 5, "colour": "red", "price": obj{"amount": "x", "currency": "QQQ"}, "stock": obj{"on_hand": -1}, "handling_days": 9000, "condition": "odd"},
			nil, 422, "request.invalid",
			[]string{"/product_id", "/colour", "/price/amount", "/price/currency", "/stock/on_hand", "/handling_days", "/condition"},
		},
		{
			"all faults of an offer at once", anna, "POST", "/vendor/offers",
			obj{"product_id": "prd_none", "sku": strings.Repeat("s", 65), "price": euros(0), "list_price": euros(-5), "handling_days": 200, "shipping_profile_id": "spr_none"},
			nil, 422, "catalog.offer",
			[]string{"/product_id", "/sku", "/price/amount", "/list_price/amount", "/handling_days", "/shipping_profile_id"},
		},
		{
			"all faults of an address at once", c.guest, "PUT", c.cart + "/address",
			obj{"line1": "Lindenweg 12", "country": "XX"},
			nil, 422, "request.invalid",
			[]string{"/name", "/postal_code", "/city", "/country"},
		},
		{
			"all faults of a checkout at once", c.guest, "POST", c.cart + "/checkout",
			obj{"email": "nobody", "return_url": ""},
			[]string{"Idempotency-Key", "w1"},
			422, "request.invalid",
			[]string{"/email", "/return_url", "/expected_total"},
		},
	}
}

// wrongQueries are query values that are not allowed: refused, never corrected.
func (c *counter) wrongQueries() []refusal {
	get := func(name string, by *client, path, field string) refusal {
		return refusal{name, by, "GET", path, nil, nil, 422, "request.invalid", []string{field}}
	}
	return []refusal{
		get("limit 101", c.anna.client, "/vendor/orders?limit=101", "/limit"),
		get("limit 0", c.operator, "/admin/orders?limit=0", "/limit"),
		get("limit in words", c.guest, "/store/search?limit=many", "/limit"),
		get("limit 101 of a search", c.guest, "/store/search?limit=101", "/limit"),
		get("page 0", c.guest, "/store/search?page=0", "/page"),
		get("unknown sort", c.guest, "/store/search?sort=cheapest", "/sort"),
		get("unknown filter", c.guest, "/store/search?filter[shape]=round", "/filter[shape]"),
		get("unknown parameter", c.anna.client, "/vendor/orders?colour=red", "/colour"),
		get("unknown state", c.anna.client, "/vendor/orders?state=happy", "/state"),
		{"several at once", c.guest, "GET", "/store/search?page=0&limit=101&sort=cheapest&colour=red", nil, nil, 422, "request.invalid", []string{"/page", "/limit", "/sort", "/colour"}},
		{"no day", c.operator, "GET", "/admin/ledger/position?from=2026-02-30&to=May", nil, nil, 422, "request.invalid", []string{"/from", "/to"}},
		{"ends before it begins", c.operator, "GET", "/admin/ledger/position?from=2026-03-02&to=2026-03-01", nil, nil, 422, "ledger.span", []string{"/from"}},
		{"unknown cursor", c.anna.client, "GET", "/vendor/orders?cursor=nonsense", nil, nil, 422, "store.cursor", []string{"/cursor"}},
		{"unknown address", c.guest, "GET", "/store/nothing", nil, nil, 404, "not_found", nil},
	}
}

// wrongTrade are wishes that the state of the market refuses.
func (c *counter) wrongTrade() []refusal {
	lines := c.cart + "/lines"
	key := func(n string) []string { return []string{"Idempotency-Key", "trade-" + n} }
	return []refusal{
		{"quantity 0", c.guest, "POST", lines, obj{"offer_id": c.bert.offer, "quantity": 0}, nil, 422, "request.invalid", []string{"/quantity"}},
		{"quantity -1", c.guest, "POST", lines, obj{"offer_id": c.bert.offer, "quantity": -1}, nil, 422, "request.invalid", []string{"/quantity"}},
		{"quantity 10^9", c.guest, "POST", lines, obj{"offer_id": c.bert.offer, "quantity": 1_000_000_000}, nil, 422, "request.invalid", []string{"/quantity"}},
		{"quantity 10^30", c.guest, "POST", lines, `{"offer_id": "` + c.bert.offer + `", "quantity": 1000000000000000000000000000000}`, nil, 422, "request.invalid", []string{"/quantity"}},
		{"quantity 10^9 of a line", c.guest, "PATCH", lines + "/" + c.line, obj{"quantity": 1_000_000_000}, nil, 422, "request.invalid", []string{"/quantity"}},
		{"unknown offer", c.guest, "POST", lines, obj{"offer_id": "off_none", "quantity": 1}, nil, 404, "not_found", nil},
		{"offer of a suspended vendor", c.guest, "POST", lines, obj{"offer_id": c.gone.offer, "quantity": 1}, nil, 409, "catalog.offer_unavailable", nil},
		{"cart with the offer of a suspended vendor", c.late, "POST", c.lateCart + "/checkout", c.checkout(euros(2000)), key("1"), 409, "orders.cart_problems", []string{"/lines/" + c.lateLine}},
		{"price changed since the cart was shown", c.dear, "POST", c.dearCart + "/checkout", c.checkout(euros(c.dearTotal)), key("2"), 409, "orders.total_changed", []string{"/lines/" + c.dearLine, "/expected_total"}},
		{"another currency than the cart's", c.guest, "POST", c.cart + "/checkout", c.checkout(obj{"amount": c.total, "currency": "PLN"}), key("3"), 422, "orders.checkout", []string{"/expected_total/currency"}},
		{"a return address elsewhere", c.guest, "POST", c.cart + "/checkout", obj{"email": "jan@journey.example", "return_url": "https://evil.example/", "expected_total": euros(c.total)}, key("4"), 422, "request.invalid", []string{"/return_url"}},
		{"list price in another currency", c.anna.client, "PATCH", "/vendor/offers/" + c.anna.offer, obj{"list_price": obj{"amount": 9900, "currency": "PLN"}}, nil, 422, "catalog.offer", []string{"/list_price/currency"}},
		{"foreign cart", c.dear, "GET", c.cart, nil, nil, 404, "not_found", nil},
		{"guest at the seller portal", c.guest, "GET", "/vendor/offers", nil, nil, 401, "accounts.sign_in_required", nil},
		{"vendor at the console", c.anna.client, "GET", "/admin/vendors", nil, nil, 403, "accounts.permission_missing", nil},
	}
}

// wrongConditions are writes without the key that they need, or of an old revision.
func (c *counter) wrongConditions() []refusal {
	offer := "/vendor/offers/" + c.anna.offer
	needsKey := func(name string, by *client, path string, body any) refusal {
		return refusal{name, by, "POST", path, body, nil, 422, "idempotency.required", nil}
	}
	lines := obj{"lines": []obj{{"line_id": c.line, "quantity": 1}}, "reason": "damaged"}
	return []refusal{
		needsKey("checkout without a key", c.guest, c.cart+"/checkout", c.checkout(euros(c.total))),
		needsKey("refund without a key", c.anna.client, "/vendor/orders/vo_none/refunds", lines),
		needsKey("operator's refund without a key", c.operator, "/admin/orders/ord_none/refunds", lines),
		needsKey("payout without a key", c.operator, "/admin/payouts/run", obj{}),
		{"offer of an old revision", c.anna.client, "PATCH", offer, obj{"handling_days": 3}, []string{"If-Match", `"999"`}, 412, "if_match", nil},
		{"stock of an old revision", c.anna.client, "PUT", offer + "/stock", obj{"on_hand": 3}, []string{"If-Match", `"999"`}, 412, "if_match", nil},
		{"deletion of an old revision", c.anna.client, "DELETE", offer, nil, []string{"If-Match", `"999"`}, 412, "if_match", nil},
		{"cart of an old revision", c.guest, "PATCH", c.cart + "/lines/" + c.line, obj{"quantity": 1}, []string{"If-Match", `"999"`}, 412, "if_match", nil},
		{"a revision in words", c.anna.client, "PATCH", offer, obj{"handling_days": 3}, []string{"If-Match", `"now"`}, 422, "request.invalid", []string{"/If-Match"}},
	}
}

// foreign: what belongs to another vendor is refused with the bytes that an id gets
// which does not exist.
func (c *counter) foreign(t *testing.T) {
	before := c.everything()
	patch := obj{"price": euros(1)}
	for _, x := range []struct {
		method, path, own string
		body              any
	}{
		{"GET", "/vendor/offers/", c.anna.offer, nil},
		{"PATCH", "/vendor/offers/", c.anna.offer, patch},
		{"DELETE", "/vendor/offers/", c.anna.offer, nil},
		{"GET", "/vendor/products/", c.anna.product, nil},
		{"PATCH", "/vendor/products/", c.anna.product, obj{"brand": "Mine"}},
		{"POST", "/vendor/products/", c.anna.product + "/withdraw", nil},
	} {
		name := x.method + " " + x.path
		foreign := refusal{by: c.bert.client, method: x.method, path: x.path + x.own, body: x.body, status: http.StatusNotFound}
		absent := foreign
		absent.path = x.path + strings.Replace(x.own, "_", "_0", 1)
		a, p := foreign.refused(t)
		b, q := absent.refused(t)
		require.Equal(t, "not_found", p.Code, name)
		a = bytes.ReplaceAll(a, []byte(p.RequestID), nil)
		b = bytes.ReplaceAll(b, []byte(q.RequestID), nil)
		require.Equal(t, string(b), string(a), name)
	}
	require.Equal(t, before, c.everything(), "nothing has changed")
}

// otherRequest: a key names one request for ever.
func (c *counter) otherRequest(t *testing.T) {
	body := obj{"offer_id": c.bert.offer, "quantity": 1}
	path := c.cart + "/lines"
	c.guest.post(path, body, 201, "Idempotency-Key", "again")
	before := c.everything()
	c.guest.post(path, body, 201, "Idempotency-Key", "again")
	other := refusal{
		by: c.guest, method: "POST", path: path, body: obj{"offer_id": c.bert.offer, "quantity": 2},
		header: []string{"Idempotency-Key", "again"}, status: 422, code: "idempotency.mismatch",
	}
	other.check(t)
	require.Equal(t, before, c.everything(), "the line is there once")
}
