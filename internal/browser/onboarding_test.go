package browser_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/markthalle/markthalle/internal/demo"
)

// TestNewVendor tells how somebody becomes a vendor and sells the first thing: signs up,
// applies, is approved in the console, opens the payment account at the provider's form,
// lists a product with a picture, makes an offer, has it approved, and is found.
func TestNewVendor(t *testing.T) {
	t.Parallel()
	h := market(t)
	for i, l := range []look{{noScript: true}, {}} {
		name := []string{"without scripts", "with scripts"}[i]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := []string{"Lausitzer Holzkiste", "Neue Zinnwerkstatt"}[i]
			title := []string{"Brotkasten »Zirbelwind« aus Kiefer", "Teedose »Blechfalter« aus Zinn"}[i]
			vendor, desk := h.open(t, guest, l), h.open(t, operator, l)
			vendor.applies(shop, fmt.Sprintf("new%d@vendors.example", i))

			desk.goTo("/operator/vendors?" + url.Values{"q": {shop}}.Encode())
			desk.followText("tr[data-row]", shop, "a.rowlink")
			desk.follow(`form[action$="/decision"] button[value=approve]`)

			vendor.goTo("/sell/onboarding")
			vendor.follow(`form[action="/sell/onboarding/payment-account"] button`)
			vendor.follow(`button[name=outcome][value=complete]`)
			if !strings.HasPrefix(vendor.path(), "/sell/onboarding") {
				t.Fatalf("the provider leads to %s", vendor.path())
			}
			vendor.until("/sell/onboarding", `form[action="/sell/onboarding/payment-account"]`, 0)

			product := vendor.lists(title)
			desk.goTo("/operator/products")
			desk.followText(".queue li[data-row]", title, "a")
			if n := desk.count(".diff .pics img"); n != 1 {
				t.Errorf("the operator sees %d pictures, want 1", n)
			}
			desk.follow(`form[action$="/products/` + product + `/decision"] button[value=approve]`)
			vendor.offers(product, i)

			buyer := h.open(t, guest, l)
			buyer.until("/search?"+url.Values{"q": {title}}.Encode(), "li.good", 1)
			if s := buyer.text("li.good"); !strings.Contains(s, title) || !strings.Contains(s, "24,90") {
				t.Errorf("found instead: %s", s)
			}
			buyer.follow(`li.good a[href^="/p/"]`)
			if s := buyer.text("main"); !strings.Contains(s, shop) {
				t.Errorf("the page does not say who sells it: %s", s[:min(len(s), 300)])
			}
		})
	}
}

// applies signs somebody up and hands in an application.
func (tb *tab) applies(shop, email string) {
	tb.t.Helper()
	tb.goTo("/sign-up")
	tb.fillAll(map[string]string{"name": "Nele Kretschmer", "email": email, "password": demo.Password})
	tb.follow(`main form[method=post] button`)
	tb.goTo("/sign-in")
	tb.fillAll(map[string]string{"email": email, "password": demo.Password})
	tb.follow(`main form[method=post] button:not([type=button])`)
	tb.goTo("/sell/apply")
	tb.fillAll(map[string]string{
		"seller_kind": "business", "shop_name": shop, "legal_name": shop + " GmbH", "country": "DE", "email": email, "phone": "+4915112345678",
		"line1": "Obermarkt 1", "postal_code": "02826", "city": "Görlitz",
		"registration_number": "HRB 12345", "vat_id": "DE136695976", "tax_id": "143/256/51307",
	})
	tb.run(script(`document.querySelectorAll('main [name=accepted_terms], main [name=self_certified]').forEach(x => x.checked = true)`))
	tb.follow(`form[action="/sell/apply"] .btn.main`)
	if tb.path() != "/sell/onboarding" {
		tb.t.Fatalf("the application leads to %s: %s", tb.path(), tb.text("[role=alert]"))
	}
}

// lists fills in the page of a new product with a picture, and returns the product's id.
func (tb *tab) lists(title string) string {
	tb.t.Helper()
	tb.goTo("/sell/products/new")
	tb.fill("category", ask[string](tb, `[...document.querySelectorAll("main [name=category] option")].find(o => o.value && !o.disabled).value`))
	tb.follow(`main form[method=get].sheet button`)
	tb.fillAll(map[string]string{
		"title": title, "brand": "Kretschmer", "manufacturer": "Kretschmer", "maker_address": "Obermarkt 1, 02826 Görlitz", "maker_contact": "hallo@kretschmer.example",
		"description": "Von Hand gefertigt in einer kleinen Werkstatt, geölt und zweimal geschliffen. Hält das Brot frisch und sieht auf jedem Tisch gut aus, viele Jahre lang.",
	})
	const required = `[...document.querySelectorAll("main form[method=post] [required]")].filter(x => !x.value)`
	tb.run(script(required + `.forEach(x => x.value = x.tagName == "SELECT" ? [...x.options].find(o => o.value).value : x.inputMode == "decimal" ? "10" : "Kiefer")`))
	file := filepath.Join(tb.t.TempDir(), "picture.png")
	if err := os.WriteFile(file, picture(tb.t), 0o600); err != nil {
		tb.t.Fatal(err)
	}
	tb.run(chromedp.SetUploadFiles(`main [name=file]`, []string{file}))
	tb.follow(`main form[method=post] button[value=save]`)
	id, ok := strings.CutPrefix(strings.Split(tb.path(), "?")[0], "/sell/products/")
	if !ok || !strings.HasPrefix(id, "prd_") {
		tb.t.Fatalf("the new product leads to %s: %s", tb.path(), tb.text("main"))
	}
	if tb.count("main .pics img") != 1 {
		tb.t.Errorf("%s: the picture is not there", tb.path())
	}
	return id
}

// offers puts a product on sale.
func (tb *tab) offers(product string, n int) {
	tb.t.Helper()
	tb.goTo("/sell/offers?product=" + product)
	tb.fillAll(map[string]string{"sku": fmt.Sprintf("NEU-%d", n), "price": "24,90", "on_hand": "7", "handling_days": "1"})
	tb.follow(`form[action="/sell/offers"] .btn.main`)
	if price := ask[string](tb, `document.querySelector("tr[data-row] [name=price]")?.value ?? ""`); price != "24,90" {
		tb.t.Errorf("%s: the offer is not listed for 24,90 but for %q", tb.path(), price)
	}
}

// fillAll is fill for several fields.
func (tb *tab) fillAll(values map[string]string) {
	tb.t.Helper()
	for name, value := range values {
		tb.fill(name, value)
	}
}

// until opens a page again and again until a selector matches so often: what follows from
// a form follows within a second.
func (tb *tab) until(path, selector string, want int) {
	tb.t.Helper()
	for range 40 {
		if tb.goTo(path); tb.count(selector) == want {
			return
		}
	}
	tb.t.Fatalf("%s: %d × %s, want %d: %s", path, tb.count(selector), selector, want, tb.text("main"))
}

// picture is a plain picture of the least size that a listing may have.
func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 800, 1000))
	for i := range img.Pix {
		img.Pix[i] = 250
	}
	for x := 200; x < 600; x++ {
		for y := 200; y < 800; y++ {
			img.Set(x, y, color.RGBA{140, 90, 60, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
