package journeys_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
)

// sent ships everything of a vendor's newest order and marks it delivered.
func (s *story) sent(sh *shop, vo string) {
	s.t.Helper()
	shipped := sh.post("/vendor/orders/"+vo+"/shipments", obj{"carrier": "dhl", "tracking_number": "00340434161094042557"}, 201)
	sh.post("/vendor/shipments/"+shipped.str("shipments", 0, "id")+"/delivered", obj{}, 200)
}

// checked is what holds after every step.
func (s *story) checked(orders ...string) {
	s.t.Helper()
	s.settled()
	s.settled()
	s.balanced()
	for _, id := range orders {
		s.proved(id)
	}
}

// subjects are the subjects of the mails to an address.
func (s *story) subjects(address string) []string {
	s.t.Helper()
	page, err := s.m.Notify.MailsTo(s.t.Context(), address, markthalle.PageQuery{Limit: 100})
	require.NoError(s.t, err)
	var out []string
	for _, m := range page.Items {
		out = append(out, m.Template)
	}
	return out
}

func (s *story) partOf(guest *client, order, token string, sh *shop) answer {
	s.t.Helper()
	parts := guest.get("/store/orders/" + order + "?token=" + token).list("vendor_orders")
	return parts[partOf(parts, sh)]
}

// TestReturns: a line comes back after delivery and holds the vendor's money until it is
// paid back; a guest withdraws from an order with its number and address; the operator
// decides a case that both bear. The books are balanced after every step.
func TestReturns(t *testing.T) {
	s := begin(t)
	category := s.category()
	for n := range 2 {
		sh := s.onboard(n)
		s.list(sh, category, []string{"Sturdy mug", "Fine bowl"}[n], 1999+int64(n)*500, 20, "blue", uint8(60+n*40))
		s.shops = append(s.shops, sh)
	}
	a, b := s.shops[0], s.shops[1]
	guest, order, token, _ := s.buy(map[string]int64{a.offer: 2, b.offer: 1})
	s.eventually(func() bool { return len(b.get("/vendor/orders").list("items")) == 1 })
	partA, partB := s.partOf(guest, order, token, a), s.partOf(guest, order, token, b)
	s.sent(a, partA.str("id"))
	s.sent(b, partB.str("id"))
	s.checked(order)

	s.returnOfLine(guest, order, token, a, partA)
	s.decidedCase(guest, order, token, b, partB)
	s.guestWithdraws(a, b)
}

func (s *story) returnOfLine(guest *client, order, token string, a *shop, part answer) {
	t, line := s.t, part.str("lines", 0, "id")
	path := "/store/orders/" + order + "/returns?token=" + token
	wish := obj{"lines": []obj{{"line_id": line, "quantity": 1}}, "reason": "damaged", "note": "The handle is cracked."}
	first := guest.post(path, wish, 201, "Idempotency-Key", "ret-1")
	again := guest.post(path, wish, 201, "Idempotency-Key", "ret-1")
	ret := first.str("items", 0, "id")
	require.Equal(t, ret, again.str("items", 0, "id"))
	guest.post(path, obj{"lines": []obj{{"line_id": line, "quantity": 2}}, "reason": "damaged"}, 422)
	s.guest().post("/store/orders/"+order+"/returns", wish, 404)
	s.checked(order)
	require.Equal(t, ret, a.get("/vendor/returns?state=requested").str("items", 0, "id"))
	s.shops[1].do("GET", "/vendor/returns/"+ret, nil, 404)
	a.post("/vendor/returns/"+ret+"/approve", obj{"note": "Please send it."}, 200)

	s.advance(360 * time.Hour)
	s.checked(order)
	held := a.get("/vendor/balance")
	require.Zero(t, held.num("available", "amount"), "an open return holds the money")
	require.Equal(t, "open_return", held.str("holds", 0, "reason"))

	a.post("/vendor/returns/"+ret+"/receive", obj{}, 200)
	a.post("/vendor/returns/"+ret+"/refund", obj{"deduction": obj{"amount": 100, "currency": "EUR"}}, 422)
	a.post("/vendor/returns/"+ret+"/refund", obj{"deduction": obj{"amount": 100, "currency": "EUR"}, "reason": "without its box"}, 200)
	s.checked(order)
	done := a.get("/vendor/returns/" + ret)
	require.Equal(t, "refunded", done.str("state"))
	require.Equal(t, a.price-100, done.num("refund", "amount", "amount"))
	require.Equal(t, a.price-100, s.partOf(guest, order, token, a).num("refunded_total", "amount"))
	s.advance(1 * time.Hour)
	s.checked(order)
	require.Equal(t, "completed", a.get("/vendor/orders/"+part.str("id")).str("state"), "the money is released once the return has ended")
	require.Subset(t, s.subjects("jan@journey.example"), []string{"return_answered", "refunded"})
}

func (s *story) decidedCase(guest *client, order, token string, b *shop, part answer) {
	t := s.t
	s.operator.post("/admin/payouts/run", obj{}, 201, "Idempotency-Key", "run-1")
	s.checked(order)
	c := guest.post("/store/cases?token="+token, obj{
		"order": order, "line": part.str("lines", 0, "id"), "kind": "not_as_described", "text": "It is smaller than the picture says.",
	}, 201).str("id")
	b.post("/vendor/cases/"+c+"/messages", obj{"text": "It is as large as it is."}, 201)
	guest.post("/store/cases/"+c+"/escalate?token="+token, obj{}, 200)
	require.Equal(t, c, s.operator.get("/admin/cases?state=escalated").str("items", 0, "id"))
	have := func() int64 { return s.atProvider(b) + b.get("/vendor/balance").num("available", "amount") }
	before := have()
	decision := obj{"outcome": "refund", "bearer": "shared", "amount": obj{"amount": 1000, "currency": "EUR"}, "reason": "The picture shows no scale."}
	for range 2 {
		s.operator.post("/admin/cases/"+c+"/decide", decision, 200)
		s.checked(order)
	}
	require.EqualValues(t, 1000, s.partOf(guest, order, token, b).num("refunded_total", "amount"))
	// 12 % commission and 19 % VAT on it come back with the refund: 1000 − 120 − 23, of
	// which the market bears half.
	require.EqualValues(t, before-857+429, have())
	require.NotContains(t, guest.get("/store/cases/"+c+"?token="+token).at("decision").v, "bearer")
}

func (s *story) guestWithdraws(a, b *shop) {
	t := s.t
	buyer, order, token, total := s.buy(map[string]int64{a.offer: 1, b.offer: 2})
	s.eventually(func() bool { return len(b.get("/vendor/orders").list("items")) == 2 })
	part := s.partOf(buyer, order, token, a)
	s.sent(a, part.str("id"))
	s.checked(order)
	number := buyer.get("/store/orders/" + order + "?token=" + token).str("number")

	stranger := s.guest()
	state := func(email string) answer {
		return stranger.post("/store/withdrawals", obj{"number": number, "name": "Jan Nowak", "email": email}, 201)
	}
	wrong, right := state("somebody@journey.example"), state("JAN@journey.example")
	s.checked(order)
	require.Empty(t, a.get("/vendor/returns?state=approved").list("items"), "nothing happens before the second step")
	for _, w := range []answer{wrong, right} {
		done := stranger.post("/store/withdrawals/"+w.str("id")+"/confirm", nil, 201)
		require.Equal(t, w.str("statement"), done.str("receipt", "statement"))
		require.NotContains(t, done.v, "lines")
	}
	s.checked(order)
	require.Subset(t, s.subjects("jan@journey.example"), []string{"withdrawal_receipt", "withdrawal_outcome"})
	require.Equal(t, []string{"withdrawal_unknown"}, s.subjects("somebody@journey.example"))

	cancelled := s.partOf(buyer, order, token, b)
	require.Equal(t, "cancelled", cancelled.str("state"))
	require.Equal(t, cancelled.num("total", "amount"), cancelled.num("refunded_total", "amount"))
	ret := a.get("/vendor/returns?state=approved").str("items", 0, "id")
	a.post("/vendor/returns/"+ret+"/refuse", obj{"reason": "We do not want it."}, 409)
	a.post("/vendor/returns/"+ret+"/receive", obj{}, 200)
	for range 2 {
		a.post("/vendor/returns/"+ret+"/refund", obj{}, 200)
	}
	s.checked(order)
	require.Equal(t, total, buyer.get("/store/orders/"+order+"?token="+token).num("refunded_total", "amount"),
		"a withdrawal gives everything back, delivery included")
}
