package kernel_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/kernel"
)

var secret = []byte("a secret of at least 32 bytes ......")

func TestCSRF(t *testing.T) {
	t.Parallel()
	nonce := bytes.Repeat([]byte{7}, 16)
	token := kernel.NewCSRF(secret, "ses_1", nonce)
	for _, c := range []struct {
		name, session, token string
		secret               []byte
		want                 bool
	}{
		{"own", "ses_1", token, secret, true},
		{"another session", "ses_2", token, secret, false},
		{"no session", "", kernel.NewCSRF(secret, "", nonce), secret, false},
		{"another secret", "ses_1", token, []byte("other"), false},
		{"empty", "ses_1", "", secret, false},
		{"short nonce", "ses_1", kernel.NewCSRF(secret, "ses_1", nonce[:4]), secret, false},
		{"tampered", "ses_1", token[:len(token)-2] + "AA", secret, false},
		{"no base64", "ses_1", "!!.!!", secret, false},
	} {
		if got := kernel.CheckCSRF(c.secret, c.session, c.token); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if token == kernel.NewCSRF(secret, "ses_1", bytes.Repeat([]byte{8}, 16)) {
		t.Error("the token is the same on every page")
	}
}

func TestFlashTravels(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		in := []kernel.Flash{{Tone: "good", Key: rapid.String().Draw(r, "key"), Args: []string{"N", rapid.StringMatching(`[0-9]{1,9}`).Draw(r, "n")}}}
		cookie := kernel.SealFlash(secret, in)
		out := kernel.OpenFlash(secret, cookie)
		if len(out) != 1 || strings.ToValidUTF8(in[0].Key, "\ufffd") != out[0].Key || out[0].Args[1] != in[0].Args[1] {
			r.Fatalf("%v became %v", in, out)
		}
		at := rapid.IntRange(0, len(cookie)-1).Draw(r, "at")
		if changed := cookie[:at] + "_" + cookie[at+1:]; changed != cookie && sameBytes(cookie, changed) && kernel.OpenFlash(secret, changed) != nil {
			r.Fatalf("a changed cookie is believed: %s", changed)
		}
	})
	if kernel.SealFlash(secret, nil) != "" || kernel.SealFlash(secret, []kernel.Flash{{Key: strings.Repeat("x", 4000)}}) != "" {
		t.Error("nothing, or too much, makes a cookie")
	}
	if kernel.OpenFlash([]byte("other"), kernel.SealFlash(secret, []kernel.Flash{{Key: "k"}})) != nil {
		t.Error("a cookie of another secret is believed")
	}
}

// sameBytes leaves out the last letters of base64, whose spare bits decode alike.
func sameBytes(a, b string) bool {
	dot := strings.IndexByte(a, '.')
	return a[:dot-1] != b[:dot-1] || a[dot:len(a)-1] != b[dot:len(b)-1]
}

func TestSafeReturn(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/cart": "/cart", "/search?q=a": "/search?q=a", "//evil.example": "/", "https://evil.example": "/", "/\\evil.example": "/", "": "/", "/a\r\nSet-Cookie: x": "/", "javascript:alert(1)": "/",
	} {
		if got := kernel.SafeReturn(in, "/"); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestPickLocale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		chosen, accept string
		want           markthalle.Locale
	}{
		{"", "", "en"},
		{"pl", "de-DE,de;q=0.9", "pl"},
		{"fr", "de-AT,de;q=0.9,en;q=0.5", "de"},
		{"", "fr-FR,fr;q=0.9,pl;q=0.4", "pl"},
		{"", "ja", "en"},
		{"", ";;;broken", "en"},
	} {
		if got := kernel.PickLocale(c.chosen, c.accept); got != c.want {
			t.Errorf("%q, %q: %s", c.chosen, c.accept, got)
		}
	}
}

func TestCSPForbidsInline(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self' https://checkout.stripe.com"} {
		if !strings.Contains(kernel.CSP, part) {
			t.Errorf("no %q", part)
		}
	}
	if strings.Contains(kernel.CSP, "unsafe") || strings.Contains(kernel.CSP, "*") {
		t.Error("the policy is open")
	}
}

func testSite(t *testing.T, css string, pages ...kernel.Page) (*kernel.Site, error) {
	t.Helper()
	return kernel.New(kernel.Options{Pages: pages, FS: fstest.MapFS{
		"templates/shared/layout.html": {Data: []byte(layout)}, "templates/storefront/test.html": {Data: []byte(`{{define "main"}}<p>{{.View.Name}}</p>{{template "part" .}}{{end}}{{define "part"}}<b>{{.View.N}}</b>{{end}}`)},
		"static/css/a.css": {Data: []byte(css)}, "static/css/b.css": {Data: []byte("b{}")}, "locales/x.en.json": {Data: []byte("{}")},
	}, Bundles: []kernel.Bundle{{Name: "css/all.css", Files: []string{"css/a.css", "css/b.css"}}}})
}

func TestStaticFiles(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a { color: red }\n", 50)
	one, err := testSite(t, long)
	if err != nil {
		t.Fatal(err)
	}
	two, err := testSite(t, long+" ")
	if err != nil {
		t.Fatal(err)
	}
	address, err := one.Asset("css/all.css")
	if err != nil {
		t.Fatal(err)
	}
	f, ok := one.Static(address)
	if !ok || string(f.Body) != long+"\nb{}\n" || f.Type != "text/css; charset=utf-8" || f.ETag == "" {
		t.Errorf("%v %+v", ok, f)
	}
	z, err := gzip.NewReader(bytes.NewReader(f.Gzip))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(z); err != nil || !bytes.Equal(plain, f.Body) {
		t.Errorf("gzip: %v", err)
	}
	if _, ok := two.Static(address); ok {
		t.Error("an address of other content is served")
	}
	for _, bad := range []string{"/static/css/all.css", address + "/../../secret", "/etc/passwd", ""} {
		if _, ok := one.Static(bad); ok {
			t.Errorf("%q is served", bad)
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	page := kernel.Page{Name: "storefront/test", Fragments: []string{"part"}, Sample: func() any { return view{} }}
	s, err := testSite(t, "", page)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := s.Render("storefront/test", kernel.Frame{}, view{Name: "<x>", N: 3}); err != nil || string(out) != "|<p>&lt;x&gt;</p><b>3</b>" {
		t.Errorf("%s, %v", out, err)
	}
	if out, err := s.Fragment("storefront/test", "part", kernel.Frame{}, view{N: 3}); err != nil || string(out) != "<b>3</b>" {
		t.Errorf("%s, %v", out, err)
	}
	if _, err := s.Render("storefront/other", kernel.Frame{}, view{}); !errors.Is(err, kernel.ErrPage) {
		t.Errorf("unknown page: %v", err)
	}
	if _, err := s.Fragment("storefront/test", "main", kernel.Frame{}, view{}); !errors.Is(err, kernel.ErrPage) {
		t.Errorf("undeclared fragment: %v", err)
	}
	for _, wrong := range []any{nil, &view{}, "view", struct{}{}} {
		if _, err := s.Render("storefront/test", kernel.Frame{}, wrong); !errors.Is(err, kernel.ErrView) {
			t.Errorf("%T: %v", wrong, err)
		}
	}
	if _, err := s.Render("storefront/test", kernel.Frame{Locale: "fr"}, view{}); err == nil {
		t.Error("an unknown language is rendered")
	}
	for name, bad := range map[string]kernel.Page{
		"twice": page, "no file": {Name: "storefront/none", Sample: page.Sample}, "no area": {Name: "shop/test", Sample: page.Sample},
		"map": {Name: "storefront/test2", Sample: func() any { return map[string]int{} }}, "no sample": {Name: "storefront/test"},
		"no block": {Name: "storefront/test", Fragments: []string{"absent"}, Sample: page.Sample},
	} {
		pages := []kernel.Page{bad}
		if name == "twice" {
			pages = append(pages, bad)
		}
		if _, err := testSite(t, "", pages...); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
