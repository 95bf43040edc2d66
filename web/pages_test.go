package web_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web"
	"github.com/markthalle/markthalle/web/kernel"
)

var update = flag.Bool("update", false, "write the golden files")

// site is parsed once; every test only reads it.
var site = sync.OnceValues(func() (*kernel.Site, error) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return nil, err
	}
	return web.New(web.Options{Zone: zone})
})

func pages(t *testing.T) *kernel.Site {
	t.Helper()
	s, err := site()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// eachPage runs fn for every page in every language with the parsed document.
func eachPage(t *testing.T, fn func(t *testing.T, name string, l markthalle.Locale, html []byte, doc *goquery.Document)) {
	s := pages(t)
	for _, name := range s.Pages() {
		for _, l := range markthalle.Locales() {
			t.Run(name+"/"+string(l), func(t *testing.T) {
				t.Parallel()
				html, err := web.Sample(s, name, l, "")
				if err != nil {
					t.Fatal(err)
				}
				doc, err := goquery.NewDocumentFromReader(bytes.NewReader(html))
				if err != nil {
					t.Fatal(err)
				}
				fn(t, name, l, html, doc)
			})
		}
	}
}

var hashed = regexp.MustCompile(`/static/[0-9a-f]{12}/`)

func TestGoldens(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, name string, l markthalle.Locale, html []byte, _ *goquery.Document) {
		got := hashed.ReplaceAll(html, []byte("/static/HASH/"))
		file := filepath.Join("testdata", "golden", filepath.FromSlash(name)+"."+string(l)+".html")
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v (run with -update)", err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("differs from %s; if it is meant, run with -update and review the difference", file)
		}
	})
}

func TestPagesAreSound(t *testing.T) {
	t.Parallel()
	eachPage(t, func(t *testing.T, name string, l markthalle.Locale, html []byte, doc *goquery.Document) {
		if got, _ := doc.Find("html").Attr("lang"); got != string(l) {
			t.Errorf("lang %q", got)
		}
		for selector, want := range map[string]int{"main": 1, "h1": 1, "a.skip[href='#content']": 1, "head > title": 1, "meta[name=viewport]": 1, "header": 1} {
			got := doc.Find(selector).Length()
			if selector == "header" {
				got = min(got, 1) // sections may have heads of their own
			}
			if got != want {
				t.Errorf("%d × %s, want %d", got, selector, want)
			}
		}
		checkInline(t, html, doc)
		checkForms(t, doc)
		checkIDs(t, doc)
		doc.Find("img").Each(func(_ int, img *goquery.Selection) {
			for _, attr := range []string{"width", "height", "alt"} {
				if _, ok := img.Attr(attr); !ok {
					t.Errorf("img without %s: %s", attr, outer(img))
				}
			}
		})
		doc.Find("table").Each(func(_ int, table *goquery.Selection) {
			if table.Find("caption").Length() != 1 {
				t.Errorf("table without caption")
			}
		})
		if strings.HasPrefix(name, "storefront/") && len(html) > 30_000 {
			t.Errorf("%d bytes, the budget is 30,000", len(html))
		}
		if doc.Find("p.trial").Length() != 1 {
			t.Error("the trial banner is missing")
		}
	})
}

// checkInline proves what the Content-Security-Policy demands (style.md §9).
func checkInline(t *testing.T, html []byte, doc *goquery.Document) {
	t.Helper()
	if doc.Find("[style], style, script:not([src])").Length() != 0 {
		t.Error("inline style or script")
	}
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("event attribute %s", a.Key)
			}
		}
	})
	doc.Find("script, link[rel=stylesheet], img").Each(func(_ int, s *goquery.Selection) {
		address := s.AttrOr("src", s.AttrOr("href", ""))
		if !strings.HasPrefix(address, "/static/") && !strings.HasPrefix(address, "/media/") {
			t.Errorf("foreign or unhashed address %q", address)
		}
	})
	for _, bad := range []string{"ZgotmplZ", "<no value>", "%!", "javascript:"} {
		if bytes.Contains(html, []byte(bad)) {
			t.Errorf("contains %q", bad)
		}
	}
}

func checkForms(t *testing.T, doc *goquery.Document) {
	t.Helper()
	doc.Find("form").Each(func(_ int, form *goquery.Selection) {
		method, action := form.AttrOr("method", ""), form.AttrOr("action", "")
		if (method != "get" && method != "post") || !strings.HasPrefix(action, "/") {
			t.Errorf("form method %q action %q", method, action)
		}
		if method == "post" && form.Find(`input[name="csrf"][value="sample"]`).Length() != 1 {
			t.Errorf("form %s has no CSRF token", action)
		}
		if method == "get" && form.Find(`input[name="csrf"]`).Length() != 0 {
			t.Errorf("form %s sends the CSRF token in its address", action)
		}
		if form.ParentsFiltered("form").Length() != 0 {
			t.Errorf("form %s inside a form", action)
		}
	})
	doc.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, field *goquery.Selection) {
		id := field.AttrOr("id", "")
		if field.AttrOr("name", "") == "" {
			t.Errorf("field without a name: %s", outer(field))
		}
		labelled := field.AttrOr("aria-label", "") != "" || field.ParentsFiltered("label").Length() > 0 ||
			id != "" && doc.Find(`label[for="`+id+`"]`).Length() == 1
		if !labelled {
			t.Errorf("field without a label: %s", outer(field))
		}
		if field.AttrOr("aria-invalid", "") == "true" {
			for _, ref := range strings.Fields(field.AttrOr("aria-describedby", "missing")) {
				if doc.Find("#"+ref).Length() != 1 {
					t.Errorf("fault of %s is described by %q, which is not there", outer(field), ref)
				}
			}
		}
	})
	doc.Find("button, a").Each(func(_ int, s *goquery.Selection) {
		if strings.TrimSpace(s.Text()) == "" && s.AttrOr("aria-label", "") == "" {
			t.Errorf("nothing to read on %s", outer(s))
		}
	})
}

func checkIDs(t *testing.T, doc *goquery.Document) {
	t.Helper()
	seen := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id, _ := s.Attr("id")
		if seen[id] {
			t.Errorf("id %q is there twice", id)
		}
		seen[id] = true
	})
	for _, attr := range []string{"aria-labelledby", "aria-describedby", "aria-controls"} {
		doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
			for _, ref := range strings.Fields(s.AttrOr(attr, "")) {
				if !seen[ref] {
					t.Errorf("%s names %q, which is not there", attr, ref)
				}
			}
		})
	}
	doc.Find("use").Each(func(_ int, s *goquery.Selection) {
		if ref := strings.TrimPrefix(s.AttrOr("href", ""), "#"); !seen[ref] {
			t.Errorf("no symbol %q", ref)
		}
	})
}

func outer(s *goquery.Selection) string {
	html, err := goquery.OuterHtml(s)
	if err != nil {
		return err.Error()
	}
	return html[:min(len(html), 160)]
}

func TestFragmentsArePartOfTheirPages(t *testing.T) {
	t.Parallel()
	s := pages(t)
	for _, name := range s.Pages() {
		p, _ := s.Page(name)
		for _, block := range p.Fragments {
			frame := web.SampleFrame(p, markthalle.German, "")
			full, err := s.Render(name, frame, p.Sample())
			if err != nil {
				t.Fatal(err)
			}
			part, err := s.Fragment(name, block, frame, p.Sample())
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(full, bytes.TrimSpace(part)) {
				t.Errorf("%s: the fragment %s is not what the page shows", name, block)
			}
		}
	}
}
