package browser_test

import (
	"bytes"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// The bounds of a walk and the budgets of a page.
const (
	walkMost    = 400    // pages a role sees at most
	walkAlike   = 3      // of pages that differ only by an id
	htmlMost    = 30_000 // bytes of a storefront page
	scriptsMost = 20_000 // bytes of all scripts of a page
)

// found is a page that a walk has seen.
type found struct {
	path, shape, from string
	status            int
	html              []byte
}

// TestLinks follows every link as each role.
func TestLinks(t *testing.T) {
	t.Parallel()
	h := market(t)
	for name, role := range map[string]string{"guest": guest, "buyer": buyer, "vendor": owner, "operator": operator} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := h.visit(t, role)
			seen := v.walk(starts[role]...)
			if len(seen) < 15 {
				t.Errorf("only %d pages found: the walk is broken", len(seen))
			}
			for _, p := range seen {
				if p.status >= 400 {
					t.Errorf("%d %s, linked from %s", p.status, p.path, p.from)
				}
				v.budget(p)
			}
			t.Logf("%d pages", len(seen))
		})
	}
}

// starts are where a role comes in.
var starts = map[string][]string{
	guest: {"/", "/cart", "/sitemap.xml", "/robots.txt"}, buyer: {"/", "/account"}, owner: {"/sell", "/sell/onboarding"}, operator: {"/operator"},
}

// walk follows links breadth first, a few of each kind of page.
func (v *visitor) walk(from ...string) []found {
	v.t.Helper()
	var out []found
	queue := make([]found, 0, len(from))
	known, alike := map[string]bool{}, map[string]int{}
	add := func(address, origin string) {
		u, ok := inside(v.base, origin, address)
		if !ok || known[u] {
			return
		}
		known[u] = true
		s := shape(u)
		if alike[s]++; alike[s] <= walkAlike {
			queue = append(queue, found{path: u, shape: s, from: origin})
		}
	}
	for _, f := range from {
		add(f, "/")
	}
	for len(queue) > 0 && len(out) < walkMost {
		p := queue[0]
		queue = queue[1:]
		got := v.fetch(p.path)
		p.status = got.status
		if strings.HasPrefix(got.kind, "text/html") && got.host == strings.TrimPrefix(v.base, "http://") {
			p.html = got.body
			doc, err := goquery.NewDocumentFromReader(bytes.NewReader(got.body))
			if err != nil {
				v.t.Fatal(err)
			}
			doc.Find("a[href], img[src], link[href], script[src], use[href]").Each(func(_ int, s *goquery.Selection) {
				add(s.AttrOr("href", s.AttrOr("src", "")), got.uri)
			})
			doc.Find("form[method=get]").Each(func(_ int, s *goquery.Selection) { add(s.AttrOr("action", ""), p.path) })
		}
		out = append(out, p)
	}
	return out
}

// inside returns the path and query of a link that stays on the site.
func inside(base, origin, address string) (string, bool) {
	from, err := url.Parse(base + origin)
	if err != nil {
		return "", false
	}
	u, err := from.Parse(address)
	if err != nil || u.Scheme != "http" || "http://"+u.Host != base || strings.HasPrefix(address, "#") || address == "" {
		return "", false
	}
	u.Fragment = ""
	return u.RequestURI(), true
}

var (
	ids   = regexp.MustCompile(`/[a-z]+_[0-9a-z_]{6,}`)
	slugs = regexp.MustCompile(`^/(p|v|c|media|static/[0-9a-f]+|legal)/[^?]+`)
)

// shape is an address without what tells pages of one kind apart.
func shape(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	s := ids.ReplaceAllString(slugs.ReplaceAllString(u.Path, "/$1/*"), "/*")
	var names []string
	for name := range u.Query() {
		names = append(names, name)
	}
	slices.Sort(names)
	return s + "?" + strings.Join(names, "&")
}

// area tells which of the three faces a page belongs to.
func area(address string) string {
	switch {
	case strings.HasPrefix(address, "/sell"), strings.HasPrefix(address, "/operator"):
		return "workplace"
	case strings.HasPrefix(address, "/docs"), strings.HasPrefix(address, "/dev"):
		return "tool"
	}
	return "storefront"
}

// budget holds a page to its weight.
func (v *visitor) budget(p found) {
	v.t.Helper()
	if p.html == nil || area(p.path) == "tool" {
		return
	}
	if area(p.path) == "storefront" && len(p.html) > htmlMost {
		v.t.Errorf("%s: %d bytes of HTML, the budget is %d", p.path, len(p.html), htmlMost)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(p.html)))
	if err != nil {
		v.t.Fatal(err)
	}
	scripts := map[string]int{}
	doc.Find("script[src]").Each(func(_ int, s *goquery.Selection) { v.weigh(s.AttrOr("src", ""), scripts) })
	sum := 0
	for _, n := range scripts {
		sum += n
	}
	if sum > scriptsMost {
		v.t.Errorf("%s: %d bytes of scripts, the budget is %d", p.path, sum, scriptsMost)
	}
}

var imports = regexp.MustCompile(`(?:from|import)\s*\(?\s*["'](\.?/[^"']+)["']`)

// weigh adds the size of a script and of what it imports.
func (v *visitor) weigh(address string, sizes map[string]int) {
	v.t.Helper()
	if _, ok := sizes[address]; ok {
		return
	}
	body := v.fetch(address).body
	sizes[address] = len(body)
	for _, m := range imports.FindAllStringSubmatch(string(body), -1) {
		v.weigh(path.Join(path.Dir(address), m[1]), sizes)
	}
}
