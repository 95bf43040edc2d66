package browser_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/markthalle/markthalle/internal/peers"
)

// finding is one violation that axe reports.
type finding struct {
	ID      string   `json:"id"`
	Help    string   `json:"help"`
	Targets []string `json:"targets"`
}

// TestPages opens one page of each kind as each role, in both colour schemes and three
// widths.
func TestPages(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile(peers.Env(t, peers.Axe))
	if err != nil {
		t.Fatal(err)
	}
	peers.Env(t, peers.Chromium)
	h := market(t)
	for name, role := range map[string]string{"guest": guest, "buyer": buyer, "vendor": owner, "operator": operator} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tb := h.open(t, role, look{})
			if role == guest {
				tb.take(t, h.goods(t, 2))
			}
			for _, p := range h.kinds(t, role) {
				tb.inspect(p, string(axe))
			}
		})
	}
}

// kinds are the pages of a role, one of each shape; what a guest sees as well is left to
// the guest.
func (h *hall) kinds(t *testing.T, role string) []string {
	t.Helper()
	var out, shapes []string
	for _, p := range h.visit(t, role).walk(starts[role]...) {
		s, _, _ := strings.Cut(p.shape, "?")
		theirs := role == guest || role == buyer && (strings.HasPrefix(s, "/account") || strings.HasPrefix(s, "/orders")) ||
			area(p.path) == "workplace"
		if p.html == nil || !theirs || area(p.path) == "tool" || slices.Contains(shapes, s) {
			continue
		}
		shapes = append(shapes, s)
		out = append(out, p.path)
	}
	if role == guest {
		out = append(out, "/checkout", "/search?q=zzzzzz", "/nowhere-at-all")
	}
	return out
}

// inspect looks at one page: its width on three screens, its accessibility in light and
// dark and on a phone, and what it says in the console.
func (tb *tab) inspect(path, axe string) {
	tb.t.Helper()
	if err := tb.try(chromedp.EmulateViewport(1440, 900), scheme(false), chromedp.Navigate(tb.base+path)); err != nil {
		tb.t.Errorf("%s: %v", path, err)
		return
	}
	tb.run(script(axe))
	tb.axe(path, "light")
	tb.narrow(path, 1440)
	tb.run(scheme(true))
	tb.axe(path, "dark")
	for _, width := range []int64{360, 320} {
		tb.run(chromedp.EmulateViewport(width, 740))
		tb.narrow(path, width)
	}
	tb.run(scheme(false))
	tb.axe(path, "light at 320 px")
	for _, f := range tb.heard() {
		if !(path == "/nowhere-at-all" && strings.Contains(f, "404")) {
			tb.t.Errorf("%s: %s", path, f)
		}
	}
}

func (tb *tab) narrow(path string, width int64) {
	tb.t.Helper()
	if n := tb.sideways(); n > 0 {
		tb.t.Errorf("%s: %d px wider than %d px", path, n, width)
	}
}

// axe runs all rules on the page as it is.
func (tb *tab) axe(path, how string) {
	tb.t.Helper()
	list := ask[[]finding](tb, `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v =>
		({id: v.id, help: v.help, targets: v.nodes.slice(0, 4).map(n => n.target.join(" ") + " " + (n.any[0]?.message ?? ""))})))`)
	for _, f := range list {
		tb.t.Errorf("%s (%s): %s: %s\n\t%s", path, how, f.ID, f.Help, strings.Join(f.Targets, "\n\t"))
	}
}

// goods returns pages of goods that can be bought, each of another vendor.
func (h *hall) goods(t *testing.T, n int) []string {
	t.Helper()
	v := h.visit(t, guest)
	var out, stalls []string
	for page := 1; len(out) < n && page < 6; page++ {
		doc := v.page(fmt.Sprintf("/search?page=%d", page))
		for _, a := range doc.Find(`main a[href^="/p/"]`).EachIter() {
			item := v.page(a.AttrOr("href", ""))
			stall := item.Find(".buy .top a").First().Text()
			if item.Find("form.take button").Length() == 0 || slices.Contains(stalls, stall) {
				continue
			}
			stalls, out = append(stalls, stall), append(out, a.AttrOr("href", ""))
			if len(out) == n {
				return out
			}
		}
	}
	t.Fatalf("only %d vendors have something to sell, want %d", len(out), n)
	return nil
}

// take puts one of each into the cart.
func (tb *tab) take(t *testing.T, goods []string) {
	t.Helper()
	for _, p := range goods {
		tb.goTo(p)
		tb.follow("form.take button")
	}
}
