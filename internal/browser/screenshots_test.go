package browser_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "write the README's pictures into this folder")

// heaviest is the most bytes that a picture of the README may have.
const heaviest = 150_000

// TestScreenshots takes the pictures of the README from a demo market (make screenshots).
// The names of the goods and people in them are the generator's.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Log("no folder is named: -screenshots")
		return
	}
	dir, err := filepath.Abs(*screenshots)
	if err != nil {
		t.Fatal(err)
	}
	h := market(t)
	desk, phone := look{width: 1280, height: 860, lang: "en"}, look{width: 390, height: 800, lang: "en"}
	tb := h.open(t, guest, desk)
	goods := h.goods(t, 3)
	tb.shoot(dir, "home", "/")
	tb.shoot(dir, "product", several(t, h))
	tb.take(t, append(goods[:2:2], h.goodOf(t, owner)))
	tb.shoot(dir, "cart", "/cart")
	tb.goTo("/checkout")
	tb.pay()
	tb.follow(`main a[href^="/orders/"]`)
	number := tb.text(".crumbs [aria-current]")
	tb.shoot(dir, "order", tb.path())

	vendor := h.open(t, owner, desk)
	vendor.goTo("/sell/orders?state=accept")
	vendor.followText("tr[data-row]", number, "a.rowlink")
	vendor.follow(`form[action$="/accept"] button`)
	vendor.goTo("/sell/orders?state=ship")
	vendor.followText("tr[data-row]", number, "a.rowlink")
	vendor.shoot(dir, "seller-order", vendor.path())
	h.open(t, operator, desk).shoot(dir, "operator-work", "/operator")

	desk.dark = true
	h.open(t, guest, desk).shoot(dir, "category-dark", "/c/kitchen")
	h.open(t, guest, phone).shoot(dir, "product-phone", goods[0])
}

// several returns a good that several vendors offer.
func several(t *testing.T, h *hall) string {
	t.Helper()
	v := h.visit(t, guest)
	for _, list := range []string{"/c/kitchen", "/c/lamps", "/c/coffee-tea", "/search"} {
		for _, a := range v.page(list).Find(`main a[href^="/p/"]`).EachIter() {
			if v.page(a.AttrOr("href", "")).Find("table.offers tbody tr").Length() > 2 {
				return a.AttrOr("href", "")
			}
		}
	}
	t.Fatal("nothing has three offers")
	return ""
}

// shoot writes what a person sees of a page first, as WebP.
func (tb *tab) shoot(dir, name, path string) {
	tb.t.Helper()
	tb.goTo(path)
	// The second visit finds the type in the cache: it is optional and may miss the first.
	tb.goTo(path)
	ask[bool](tb, `Promise.all([document.fonts.ready, ...[...document.images].filter(i => i.getBoundingClientRect().top < innerHeight).map(i => i.decode())]).then(() => true)`)
	quality := int64(86)
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality})
		if err != nil {
			return nil, err
		}
		return r.Data, nil
	})
	if err != nil {
		tb.t.Fatalf("%s: %v", name, err)
	}
	if len(picture) > heaviest {
		tb.t.Errorf("%s: %d bytes, at most %d", name, len(picture), heaviest)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		tb.t.Fatal(err)
	}
	file := filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".webp")
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		tb.t.Fatal(err)
	}
	tb.t.Logf("%s: %d bytes", file, len(picture))
}
