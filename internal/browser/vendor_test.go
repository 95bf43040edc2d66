package browser_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestVendorAndOperator tells what follows a sale: the vendor accepts and ships, sees the
// fee explained and the money waiting, the buyer's parcel moves, and the operator reads
// the order with its postings.
func TestVendorAndOperator(t *testing.T) {
	t.Parallel()
	h := market(t)
	for name, l := range map[string]look{"with scripts": {}, "without scripts": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shopper := h.open(t, guest, l)
			shopper.take(t, []string{h.goodOf(t, owner)})
			shopper.goTo("/checkout")
			shopper.pay()
			shopper.follow(`main a[href^="/orders/"]`)
			order := shopper.path()
			number := shopper.text(".crumbs [aria-current]")

			vendor := h.open(t, owner, l)
			vendor.goTo("/sell/orders?state=accept")
			vendor.followText("tr[data-row]", number, "a.rowlink")
			vendor.follow(`form[action$="/accept"] button`)
			vendor.reopen(number, "ship")
			vendor.fill("carrier", "dhl")
			vendor.fill("tracking_number", "00340434292135100186")
			vendor.follow(`form[action$="/shipments"] .btn.main`)
			vendor.reopen(number, "shipped")
			if s := vendor.text("#open"); !strings.Contains(s, "00340434292135100186") {
				t.Errorf("the shipment is not shown: %s", s)
			}
			if n := vendor.count("#open .calc tr, #open table tfoot tr"); n == 0 {
				t.Error("the fee is not explained line by line")
			}
			vendor.goTo("/sell/money")

			shopper.goTo(order)
			if n := shopper.count(".stop.done, .stop.good"); n == 0 && !strings.Contains(shopper.text("main"), "00340434292135100186") {
				t.Error("the buyer does not see the parcel on its way")
			}

			desk := h.open(t, operator, l)
			desk.goTo("/operator/orders?q=" + number)
			desk.followText("tr[data-row]", number, "a.rowlink")
			if s := desk.text("main"); !strings.Contains(s, number) || !strings.Contains(s, "Henrike Osten") {
				t.Errorf("the operator does not see the order: %s", s[:min(len(s), 300)])
			}
			desk.followText("tr[data-row]", "sale:", "a.rowlink")
			if !strings.HasPrefix(desk.path(), "/operator/ledger") {
				t.Errorf("the posting leads to %s", desk.path())
			}
		})
	}
}

// reopen finds an order again in a list of the portal and opens it.
func (tb *tab) reopen(number, state string) {
	tb.t.Helper()
	tb.goTo("/sell/orders?state=" + state)
	tb.followText("tr[data-row]", number, "a.rowlink")
}

// followText follows a link in the first row that holds a text.
func (tb *tab) followText(rows, text, link string) {
	tb.t.Helper()
	if !ask[bool](tb, fmt.Sprintf(`[...document.querySelectorAll(%q)].some(r => r.textContent.includes(%q))`, rows, text)) {
		tb.t.Fatalf("%s: nothing with %q in %s", tb.path(), text, rows)
	}
	tb.lead(script(fmt.Sprintf(
		`[...document.querySelectorAll(%q)].find(r => r.textContent.includes(%q)).querySelector(%q).click()`, rows, text, link)))
}

// goodOf returns the page of a good whose best offer is the vendor's own.
func (h *hall) goodOf(t *testing.T, person string) string {
	t.Helper()
	v := h.visit(t, person)
	shop := v.page("/sell/shop").Find(`main a[href^="/v/"]`).AttrOr("href", "")
	for _, a := range v.page(shop).Find(`main a[href^="/p/"]`).EachIter() {
		p := v.page(a.AttrOr("href", ""))
		if p.Find("form.take button").Length() > 0 && p.Find(".buy .top a").First().AttrOr("href", "") == shop {
			return a.AttrOr("href", "")
		}
	}
	t.Fatalf("%s sells nothing first", shop)
	return ""
}
