package journeys_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
)

// A world is a market in which two vendors and two buyers have one object of each kind,
// and somebody stands in each role.
type world struct {
	*story
	actors []actor
	things map[string]things // by whose they are: "a" and "b" vendors, "x" and "y" buyers, "op", "all"
	// secrets are what nobody but their owner may read, by owner.
	secrets map[string][]string
	bodies  map[string]int // how often a foreign id was tried, by route and kind
}

// things are ids by the kind of object, or by kind and parameter ("cart.line").
type things map[string]string

// actor is somebody in one role.
type actor struct {
	*client
	name   string
	vendor string // "a", "b" or ""
	buyer  string // "x", "y" or ""
	role   markthalle.Role
}

func (a actor) signedIn() bool { return a.bearer != "" }

// owner names whose objects are the actor's own.
func (a actor) owner() string {
	switch {
	case a.vendor != "":
		return a.vendor
	case a.buyer != "":
		return a.buyer
	}
	return "op"
}

// openCode is a promotion of the market that every buyer may use.
const openCode = "OPEN5"

func newWorld(t *testing.T) *world {
	w := &world{story: begin(t), things: map[string]things{"all": {}, "op": {}, "x": {}, "y": {}}, secrets: map[string][]string{}, bodies: map[string]int{}}
	category := w.category()
	w.things["all"]["category"] = category
	for n, name := range []string{"a", "b"} {
		sh := w.onboard(n + 1)
		w.shops = append(w.shops, sh)
		w.list(sh, category, fmt.Sprintf("Quiet bowl of %s", name), 2500, 40, "blue", uint8(60+n*80))
		w.things[name] = things{"vendor": sh.id, "offer": sh.offer, "product": sh.product}
	}
	w.operator.post("/admin/promotions", obj{"code": openCode, "name": "For everybody", "percent_bp": 500}, 201)
	for _, name := range []string{"x", "y"} {
		w.buyer(name)
	}
	w.trade()
	w.complain()
	w.dispute()
	for n, name := range []string{"a", "b"} {
		w.furnish(name, w.shops[n])
	}
	w.operate()
	w.people()
	w.settled()
	w.eventually(func() bool { // the books are sealed in the background
		for _, x := range w.operator.get("/admin/ledger/transactions?limit=100").list("items") {
			if x.str("hash") == "" {
				return false
			}
		}
		return true
	})
	return w
}

// buyer signs a buyer up, with a paid order and an open cart.
func (w *world) buyer(name string) {
	c := w.signedIn(name + "@buyers.example")
	mine := w.things[name]
	order := func() string {
		cart := c.post("/store/carts", obj{"currency": "EUR", "country": "DE"}, 201)
		path := "/store/carts/" + cart.str("id")
		for _, sh := range w.shops {
			c.post(path+"/lines", obj{"offer_id": sh.offer, "quantity": 1}, 201)
		}
		c.do("PUT", path+"/address", obj{
			"name": "Reader of " + name, "line1": "Lindenweg 12", "postal_code": "04109", "city": "Leipzig", "country": "DE",
			"phone": w.phone(name),
		}, 200)
		placed := c.post(path+"/checkout", obj{
			"email": name + "@buyers.example", "return_url": w.base + "/thanks", "expected_total": c.get(path).at("total").v,
		}, 201, "Idempotency-Key", "order-"+name)
		w.form(placed.str("payment", "url"), url.Values{
			"card_number": {"4242424242424242"}, "exp": {"12/30"}, "cvc": {"123"}, "name": {"Reader"},
		})
		return placed.str("order_id")
	}
	mine["order"] = order()
	cart := c.post("/store/carts", obj{"currency": "EUR", "country": "DE"}, 201)
	mine["cart"] = cart.str("id")
	view := c.post("/store/carts/"+mine["cart"]+"/lines", obj{"offer_id": w.shops[0].offer, "quantity": 1}, 201)
	mine["cart.line"], mine["cart.code"] = view.str("vendors", 0, "lines", 0, "id"), openCode
	c.post("/store/carts/"+mine["cart"]+"/codes", obj{"code": openCode}, 201)
	spare := w.signIn(name + "@buyers.example")
	for _, x := range spare.get("/store/sessions").list("items") {
		if x.at("current").v == true {
			mine["session"] = x.str("id")
		}
	}
	person := c.get("/store/me")
	w.secrets[name] = []string{
		name + "@buyers.example", w.phone(name), person.str("id"), mine["order"], mine["cart"], mine["cart.line"], mine["session"],
	}
	w.actors = append(w.actors, actor{client: c, name: "buyer " + name, buyer: name})
}

func (w *world) phone(name string) string {
	return "+49341555" + map[string]string{"x": "0101", "y": "0202"}[name]
}

// trade brings both vendors' parts of the first buyer's order to a payout, and on to their
// banks.
func (w *world) trade() {
	for n, name := range []string{"a", "b"} {
		sh, mine := w.shops[n], w.things[name]
		w.eventually(func() bool { return len(sh.get("/vendor/orders").list("items")) == 2 })
		for _, o := range sh.get("/vendor/orders").list("items") {
			mine["vendor_order"] = o.str("id")
			sh.post("/vendor/orders/"+mine["vendor_order"]+"/accept", obj{}, 200)
			mine["line"] = o.str("lines", 0, "id")
			shipped := sh.post("/vendor/orders/"+mine["vendor_order"]+"/shipments", obj{"carrier": "dhl", "tracking_number": "00340434161094042557"}, 201)
			mine["shipment"] = shipped.str("shipments", 0, "id")
			sh.post("/vendor/shipments/"+mine["shipment"]+"/delivered", obj{}, 200)
		}
	}
	w.settled()
	w.advance(360 * time.Hour)
	w.operator.post("/admin/payouts/run", obj{}, 201, "Idempotency-Key", "run")
	w.settled()
	w.advance(25 * time.Hour) // the payment service sends to the banks at midnight
	for _, sh := range w.shops {
		w.eventually(func() bool { return len(sh.get("/vendor/bank-payouts").list("items")) > 0 })
	}
}

// complain has every buyer send something back to every vendor and open a case with each,
// and somebody withdraw from an order that there may not be.
func (w *world) complain() {
	for _, a := range w.actors {
		if a.buyer == "" {
			continue
		}
		mine := w.things[a.buyer]
		path := "/store/orders/" + mine["order"]
		for _, part := range a.get(path).list("vendor_orders") {
			line := part.str("lines", 0, "id")
			mine["line"] = line
			a.post(path+"/returns", obj{"lines": []obj{{"line_id": line, "quantity": 1}}, "reason": "defective", "note": "Cracked, says " + a.buyer}, 201)
			mine["case"] = a.post("/store/cases", obj{
				"order": mine["order"], "line": line, "kind": "damaged", "text": "It came in pieces, says " + a.buyer,
			}, 201).str("id")
		}
	}
	stated := w.guest().post("/store/withdrawals", obj{"number": "MH-0", "name": "Somebody", "email": "guest@elsewhere.example"}, 201)
	w.things["all"]["withdrawal"] = stated.str("id")
	w.settled()
}

// dispute has a bank take an order of both vendors back; each vendor and the operator add
// something to the evidence.
func (w *world) dispute() {
	ctx := w.t.Context()
	v, err := w.m.Orders.VendorOrder(ctx, markthalle.SystemActor("matrix"), markthalle.VendorOrderID(w.things["a"]["vendor_order"]))
	require.NoError(w.t, err)
	p, err := w.m.Payments.Payment(ctx, v.Order)
	require.NoError(w.t, err)
	id, err := w.m.Simulator.RaiseDispute(p.Main().ID, "product_not_received", false)
	require.NoError(w.t, err)
	w.eventually(func() bool { _, err := w.m.Payments.Dispute(ctx, id); return err == nil })
	paper := []byte("%PDF-1.4\nsigned %%EOF\n")
	for n, name := range []string{"a", "b"} {
		path := "/vendor/orders/" + w.things[name]["vendor_order"] + "/evidence"
		got := w.shops[n].attach(path, obj{"kind": "receipt"}, "receipt-of-"+name+".pdf", paper, http.StatusCreated)
		w.things[name]["vendor_order.evidence"] = got.str("evidence", 0, "id")
	}
	w.things["op"]["dispute"] = id
	got := w.operator.attach("/admin/disputes/"+id+"/evidence", obj{"kind": "other"}, "operator.pdf", paper, http.StatusCreated)
	w.things["op"]["dispute.evidence"] = got.str("parts", 2, "id")
	w.settled()
}

// furnish gives a vendor one of everything else.
func (w *world) furnish(name string, sh *shop) {
	mine := w.things[name]
	mine["payout"] = sh.get("/vendor/payouts").str("items", 0, "id")
	mine["bank_payout"] = sh.get("/vendor/bank-payouts").str("items", 0, "id")
	mine["shipping_profile"] = sh.get("/vendor/shipping-profiles").str("items", 0, "id")
	mine["variant"] = sh.get("/vendor/products/"+sh.product).str("variants", 0, "id")
	mine["month"] = "2026-01"
	mine["return"] = sh.get("/vendor/returns").str("items", 0, "id")
	mine["case"] = sh.get("/vendor/cases").str("items", 0, "id")
	mine["member"] = sh.post("/vendor/members", obj{"email": "new-" + name + "@staff.example", "role": "catalogue"}, 201).str("id")
	key := sh.post("/vendor/keys", obj{"name": "Stock of " + name, "role": "catalogue"}, 201)
	mine["key"] = key.str("id")
	mine["promotion"] = sh.post("/vendor/promotions", obj{"code": "SECRET" + name, "name": "Ten off", "percent_bp": 1000}, 201).str("id")
	kind, body := form(w.t, obj{"kind": "offers"}, "rows.csv", []byte("sku,price\nQ-1,12.50\n"))
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, sh.base+"/vendor/imports", bytes.NewReader(body))
	require.NoError(w.t, err)
	req.Header.Set("Content-Type", kind)
	mine["import"] = sh.send(req, http.StatusAccepted).str("id")
	change := sh.do("PATCH", "/vendor/products/"+sh.product, obj{"brand": "Lieske of " + name}, 200)
	mine["change"] = change.str("change", "id")
	w.secrets[name] = []string{
		mine["vendor_order"], mine["shipment"], mine["payout"], mine["bank_payout"], mine["shipping_profile"], mine["member"], mine["key"], mine["promotion"],
		mine["import"], mine["change"], "new-" + name + "@staff.example", "Stock of " + name, "SECRET" + strings.ToUpper(name), key.str("key"),
		mine["vendor_order.evidence"], "receipt-of-" + name + ".pdf",
	}
}

// form writes a multipart form with one file.
func form(t *testing.T, fields obj, name string, file []byte) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		require.NoError(t, m.WriteField(k, fmt.Sprint(v)))
	}
	f, err := m.CreateFormFile("file", name)
	require.NoError(t, err)
	_, err = f.Write(file)
	require.NoError(t, err)
	require.NoError(t, m.Close())
	return m.FormDataContentType(), b.Bytes()
}

// operate gives the operator one of everything.
func (w *world) operate() {
	op, all := w.things["op"], w.things["all"]
	for _, name := range []string{"a", "b"} {
		held := w.operator.post("/admin/vendors/"+w.things[name]["vendor"]+"/holds", obj{"reason": "a question"}, 201)
		w.things[name]["vendor.hold"] = held.str("id")
	}
	for k, v := range w.things["a"] { // operators act on the objects of vendors
		op[k] = v
	}
	op["order"] = w.things["x"]["order"]
	op["member"] = w.operator.post("/admin/members", obj{"email": "new@operator.example", "role": "catalogue"}, 201).str("id")
	op["key"] = w.operator.post("/admin/keys", obj{"name": "Reports", "role": "auditor"}, 201).str("id")
	op["rule"] = w.operator.get("/admin/commission-rules").str("items", 0, "id")
	op["transaction"] = w.operator.get("/admin/ledger/transactions").str("items", 0, "id")
	all["year"] = "2026"
	op["proposal"] = w.operator.post("/admin/ledger/entries", obj{
		"vendor": w.things["a"]["vendor"], "kind": "credit", "amount": obj{"amount": 90_000, "currency": "EUR"}, "reason": "a broken press",
	}, 201).str("proposal_id")
	op["entry"] = op["proposal"]
	kind, body := form(w.t, obj{}, "press.png", picture(w.t, 34))
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.operator.base+"/admin/ledger/entries/"+op["entry"]+"/files", bytes.NewReader(body))
	require.NoError(w.t, err)
	req.Header.Set("Content-Type", kind)
	op["entry.file"] = w.operator.send(req, http.StatusCreated).str("id")
	op["reconciliation"] = w.operator.post("/admin/reconciliations", obj{}, 202).str("id")
	op["account"] = w.operator.get("/admin/ledger/accounts").str("items", 0, "id")
	op["synonyms"] = w.operator.post("/admin/search/synonyms", obj{"words": []string{"isolated", "apart"}}, 201).str("id")
	op["search_rule"] = w.operator.post("/admin/search/rules", obj{
		"name": "Matrix", "when": obj{"kind": "query", "text": "isolated"}, "pins": []string{w.things["a"]["product"]},
	}, 201).str("id")
	op["word_list"] = "stop_pl"
	w.secrets["op"] = []string{op["member"], op["key"], "new@operator.example"}
	for _, name := range []string{"a", "b"} {
		all["product."+name] = w.things[name]["product"]
	}
	all["product"] = w.things["a"]["product"]
	all["product.slug"] = w.shops[0].get("/vendor/products/" + w.shops[0].product).str("slug")
	all["shop.slug"] = w.guest().get("/store/vendors").str("items", 0, "slug")
}

// people puts somebody into each role.
func (w *world) people() {
	join := func(email string, vendor markthalle.VendorID, role markthalle.Role) *client {
		p, err := w.m.Accounts.CreatePerson(w.t.Context(), accounts.NewPerson{
			Email: email, Name: "Person " + email, Locale: markthalle.English, Password: password, Verified: true,
		})
		require.NoError(w.t, err)
		_, err = w.m.Accounts.Grant(w.t.Context(), p.PersonID(), vendor, role)
		require.NoError(w.t, err)
		return w.signIn(email)
	}
	w.actors = append(w.actors, actor{client: w.guest(), name: "guest"})
	for _, role := range markthalle.Roles() {
		if role.Organisation() == "operator" {
			c := join(role.Short()+"@operator.example", "", role)
			w.actors = append(w.actors, actor{client: c, name: string(role), role: role})
			continue
		}
		for _, name := range []string{"a", "b"} {
			email := fmt.Sprintf("%s-%s@staff.example", role.Short(), name)
			c := join(email, markthalle.VendorID(w.things[name]["vendor"]), role)
			w.actors = append(w.actors, actor{client: c, name: string(role) + " of " + name, vendor: name, role: role})
			w.secrets[name] = append(w.secrets[name], email)
		}
	}
}
