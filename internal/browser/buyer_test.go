package browser_test

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestBuyer tells a buyer's story with scripts and without: found in spite of a typo,
// narrowed by a facet, bought of three vendors with one payment, followed on one page.
func TestBuyer(t *testing.T) {
	t.Parallel()
	h := market(t)
	for name, l := range map[string]look{
		"with scripts": {}, "without scripts": {noScript: true}, "on a phone": {width: 360, height: 740, dark: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			goods := h.goods(t, 3)
			tb := h.open(t, guest, l)
			tb.searchWithTypo(h, goods[0])
			tb.take(t, goods)
			tb.goTo("/cart")
			if n := tb.count("section.stall"); n != 3 {
				t.Fatalf("%d vendors in the cart, want 3", n)
			}
			tb.goTo("/checkout")
			tb.pay()
			if !strings.HasSuffix(tb.path(), "/thanks") {
				t.Fatalf("after paying at %s", tb.path())
			}
			tb.follow(`main a[href^="/orders/"]`)
			if n := tb.count("li.lane"); n != 3 {
				t.Errorf("%d parcels on the order's page, want 3", n)
			}
			if s := tb.text("main"); !strings.Contains(s, "Henrike Osten") {
				t.Errorf("the order does not say where it goes: %s", s)
			}
			tb.goTo("/cart")
			if n := tb.count("section.stall"); n != 0 {
				t.Errorf("%d vendors are left in the cart", n)
			}
		})
	}
}

// searchWithTypo looks for a good with a letter missing and narrows the list by the
// first facet.
func (tb *tab) searchWithTypo(h *hall, good string) {
	tb.t.Helper()
	word := ""
	for _, w := range strings.Fields(h.visit(tb.t, guest).page(good).Find("h1").Text()) {
		if w = strings.Trim(w, "»«,"); utf8.RuneCountInString(w) > utf8.RuneCountInString(word) {
			word = w
		}
	}
	letters := []rune(word)
	typo := string(letters[:len(letters)/2]) + string(letters[len(letters)/2+1:])
	tb.goTo("/")
	tb.fill("q", typo)
	tb.follow("main form[role=search] button")
	if tb.count("li.good") == 0 {
		tb.t.Fatalf("nothing found for %q, a typo of %q", typo, word)
	}
	tb.run(script(`document.querySelector("fieldset.facet input[type=checkbox]").click()`))
	if tb.count(".chosen .chip") == 0 { // a phone and a browser without scripts have a button
		if tb.scripted() && ask[bool](tb, `matchMedia("(width >= 64rem)").matches`) {
			ask[bool](tb, `new Promise(done => { const look = () => document.querySelector(".chosen .chip") ? done(true) : setTimeout(look, 50); look() })`)
		} else {
			tb.follow(".sheet-end button")
		}
	}
	if tb.count(".chosen .chip") == 0 || tb.count("li.good") == 0 {
		tb.t.Errorf("%s: the facet does not show as chosen, or hides everything", tb.path())
	}
}

// scripted reports whether the page's scripts ran: they give the search its list.
func (tb *tab) scripted() bool { return tb.count("form[data-suggest] [role=listbox]") > 0 }

// pay fills the checkout and pays at the provider's page.
func (tb *tab) pay() {
	tb.t.Helper()
	for name, value := range map[string]string{
		"email": "henrike@example.com", "name": "Henrike Osten", "line1": "Kamenzer Straße 27", "postal_code": "01099", "city": "Dresden",
	} {
		tb.fill(name, value)
	}
	tb.follow("form.checkout .bill button")
	if s := tb.text("body"); !strings.Contains(s, "Simulated money") {
		tb.t.Fatalf("not at the payment page but at %s: %s", tb.path(), s[:min(len(s), 400)])
	}
	tb.follow("form[method=post] button")
}
