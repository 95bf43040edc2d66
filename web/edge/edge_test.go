package edge_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
	"github.com/markthalle/markthalle/web/storefront"
)

// site is parsed once, from the folder of the pages; every test only reads it.
var site = sync.OnceValues(func() (*kernel.Site, error) {
	return kernel.New(kernel.Options{
		FS: os.DirFS(".."), Pages: storefront.Pages(), Bundles: []kernel.Bundle{{Name: "css/storefront.css", Files: []string{"css/tokens.css"}}},
	})
})

// bench is an edge over a store of its own, with an app to add handlers to.
type bench struct {
	*testing.T
	app   *fiber.App
	edge  *edge.Edge
	area  *edge.Area
	clock *markthalle.ManualClock
	log   *bytes.Buffer
}

const password = "a sentence that nobody guesses"

func newBench(t *testing.T, base string) *bench {
	t.Helper()
	pages, err := site()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, clock: markthalle.NewManualClock(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)), log: &bytes.Buffer{}}
	driver, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ids := markthalle.NewIDs(b.clock, nil)
	db, err := store.Open(driver, store.Options{Clock: b.clock, Wall: b.clock, IDs: ids, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) })
	mails, err := notify.New(notify.Deps{DB: db, Sender: notify.Folder(t.TempDir()), Clock: b.clock, Config: notify.Config{From: "a@b.example", BaseURL: base}})
	if err != nil {
		t.Fatal(err)
	}
	people, err := accounts.New(accounts.Deps{
		DB: db, Clock: b.clock, Wall: b.clock, IDs: ids, Notify: mails, Config: accounts.Config{Argon2: accounts.QuickArgon2, BaseURL: base},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := people.CreatePerson(t.Context(), accounts.NewPerson{
		Email: "ada@example.org", Name: "Ada", Locale: markthalle.German, Password: password, Verified: true,
	}); err != nil {
		t.Fatal(err)
	}
	b.edge, err = edge.New(edge.Services{
		Site: pages, Log: slog.New(slog.NewTextHandler(b.log, nil)), DB: db, IDs: ids, Clock: b.clock, Wall: b.clock, Accounts: people,
		Market: edge.Market{Name: "Halle", BaseURL: func() string { return base }, Secret: []byte("0123456789abcdef0123456789abcdef")},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.app = fiber.New(fiber.Config{Immutable: true, UnescapePath: true})
	b.area = b.edge.Area(nil)
	b.edge.OnError(func(c *edge.Ctx, p edge.Problem) error {
		return c.RenderBare(storefront.PageError, storefront.Error{Status: p.Status, Code: p.Code, Detail: p.Detail, RequestID: p.RequestID, RetryAfter: p.RetryAfter})
	})
	b.app.Get("/form", b.area.Page(func(c *edge.Ctx) error { return c.Render(storefront.PageForgotten, storefront.Forgotten{}) }))
	b.app.Post("/in", b.area.Page(func(c *edge.Ctx) error {
		s, err := c.Accounts.SignIn(c.Context, accounts.SignInInput{Email: c.Form("email"), Password: c.Secretly("password"), IP: "192.0.2.1"})
		if err != nil {
			return err
		}
		c.Begin(s)
		return c.Redirect("/form")
	}))
	return b
}

// browser keeps cookies as a browser does, their paths included.
type browser struct {
	*bench
	jar  map[string]*http.Cookie
	head http.Header
}

func (b *bench) browser() *browser {
	return &browser{bench: b, jar: map[string]*http.Cookie{}, head: http.Header{"Accept": {"text/html"}, "Accept-Language": {"en"}}}
}

// answer is a response whose body has been read.
type answer struct {
	StatusCode int
	Header     http.Header
	Cookies    []*http.Cookie
}

func (b *browser) send(method, target string, form url.Values) (answer, string) {
	b.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, target, body)
	r.Header = b.head.Clone()
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range b.jar {
		if strings.HasPrefix(r.URL.Path, c.Path) {
			r.AddCookie(c)
		}
	}
	res, err := b.app.Test(r, 5000)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range res.Cookies() {
		if c.Value == "" || c.MaxAge < 0 {
			delete(b.jar, c.Name)
		} else {
			b.jar[c.Name] = c
		}
	}
	return answer{res.StatusCode, res.Header, res.Cookies()}, string(text)
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// token returns the form token of a freshly rendered page.
func (b *browser) token() string {
	b.Helper()
	_, text := b.send("GET", "/form", nil)
	m := csrfField.FindStringSubmatch(text)
	if m == nil {
		b.Fatalf("no token in %.300s", text)
	}
	return m[1]
}

func (b *browser) signIn() {
	b.Helper()
	res, text := b.send("POST", "/in", url.Values{"csrf": {b.token()}, "email": {"ada@example.org"}, "password": {password}})
	if res.StatusCode != http.StatusSeeOther {
		b.Fatalf("sign-in: %d %.200s", res.StatusCode, text)
	}
}

func TestServicesAreChecked(t *testing.T) {
	t.Parallel()
	_, err := edge.New(edge.Services{})
	if markthalle.CodeOf(err) != "web.services" || !strings.Contains(err.Error(), "/market/secret") {
		t.Errorf("%v", err)
	}
}

func TestHeadersAndCookies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		base   string
		secure bool
	}{{"http://127.0.0.1:8080", false}, {"https://market.example", true}} {
		t.Run(c.base, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, c.base).browser()
			b.app.Get("/lost", b.area.Page(func(*edge.Ctx) error { return markthalle.ErrNotFound }))
			b.app.Get("/go", b.area.Page(func(c *edge.Ctx) error { c.Flash("good", "flash.saved"); return c.Redirect("/form") }))
			for _, path := range []string{"/form", "/lost", "/go"} {
				res, _ := b.send("GET", path, nil)
				if got := res.Header.Get("Content-Security-Policy"); got != kernel.CSP {
					t.Errorf("%s: CSP %q", path, got)
				}
				for name, want := range map[string]string{
					"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "private, no-store",
				} {
					if got := res.Header.Get(name); got != want {
						t.Errorf("%s: %s %q, want %q", path, name, got, want)
					}
				}
				if got := res.Header.Get("Strict-Transport-Security") != ""; got != c.secure {
					t.Errorf("%s: HSTS %v", path, got)
				}
				for _, k := range res.Cookies {
					if !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Secure != c.secure || k.Path != "/" {
						t.Errorf("%s: cookie %s: %+v", path, k.Name, k)
					}
				}
			}
		})
	}
}

func TestLocale(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	lang := func(accept, target string) string {
		b.head.Set("Accept-Language", accept)
		res, _ := b.send("GET", target, nil)
		return res.Header.Get("Content-Language")
	}
	for _, step := range []struct{ accept, target, want string }{
		{"pl-PL,pl;q=0.9", "/form", "pl"},
		{"fr", "/form", "en"},
		{"pl", "/form?lang=xx", "pl"}, // a language that does not exist chooses nothing
		{"pl", "/form?lang=de", "de"}, // the address chooses
		{"pl", "/form", "de"},         // and is remembered
	} {
		if got := lang(step.accept, step.target); got != step.want {
			t.Errorf("%s with %s: %q, want %q", step.target, step.accept, got, step.want)
		}
	}
}

func TestSignInChoosesTheLanguageOfThePerson(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.signIn()
	if res, _ := b.send("GET", "/form", nil); res.Header.Get("Content-Language") != "de" {
		t.Errorf("language %q", res.Header.Get("Content-Language"))
	}
}

func TestFlashIsShownOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.app.Get("/go", b.area.Page(func(c *edge.Ctx) error { c.Flash("good", "flash.saved"); return c.Redirect("/form") }))
	res, _ := b.send("GET", "/go", nil)
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/form" {
		t.Fatalf("%d %s", res.StatusCode, res.Header.Get("Location"))
	}
	if _, text := b.send("GET", "/form", nil); !strings.Contains(text, "Saved.") {
		t.Error("the message is not shown")
	}
	if _, text := b.send("GET", "/form", nil); strings.Contains(text, "Saved.") {
		t.Error("the message is shown twice")
	}
	b.jar["mh_flash"] = &http.Cookie{Name: "mh_flash", Value: "eyJrIjoiZm9ybS5zYXZlIn0.AAAA", Path: "/"}
	if res, _ := b.send("GET", "/form", nil); res.StatusCode != http.StatusOK {
		t.Errorf("a forged message: %d", res.StatusCode)
	}
}

func TestRedirectStaysHere(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1:8080").browser()
	b.app.Get("/go", b.area.Page(func(c *edge.Ctx) error { return c.Redirect(c.Next("/home")) }))
	b.app.Get("/leave", b.area.Page(func(c *edge.Ctx) error { return c.Leave(c.Query("to")) }))
	for target, want := range map[string]string{
		"/go": "/home", "/go?next=/cart": "/cart", "/go?next=//evil.example": "/home", "/go?next=https://evil.example": "/home",
		`/go?next=/%5Cevil.example`: "/home", "/go?next=/a%0d%0aSet-Cookie:x": "/home",
		"/leave?to=http://127.0.0.1:8080/stripe-simulator/pay/1": "/stripe-simulator/pay/1",
		"/leave?to=https://checkout.stripe.com/c/1":              "https://checkout.stripe.com/c/1",
	} {
		res, _ := b.send("GET", target, nil)
		if got := res.Header.Get("Location"); got != want || res.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: %d %q, want %q", target, res.StatusCode, got, want)
		}
	}
	if res, _ := b.send("GET", "/leave?to=javascript:alert(1)", nil); res.StatusCode != http.StatusInternalServerError {
		t.Errorf("a script as address: %d", res.StatusCode)
	}
}

func TestFragment(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.app.Get("/cart", b.area.Page(func(c *edge.Ctx) error {
		c.Part("cart", storefront.FragmentCart)
		return c.Render(storefront.PageCart, storefront.Cart{})
	}))
	b.head.Set("Markthalle-Fragment", "cart")
	if _, text := b.send("GET", "/cart", nil); strings.Contains(text, "<html") || !strings.Contains(text, `data-fragment="cart"`) {
		t.Errorf("not the fragment: %.200s", text)
	}
	b.head.Set("Markthalle-Fragment", "other")
	if _, text := b.send("GET", "/cart", nil); !strings.Contains(text, "<html") {
		t.Error("an unknown part is not the page")
	}
}

func TestStatic(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.app.Get("/static/*", b.edge.Static)
	address, err := b.edge.Site.Asset("css/storefront.css")
	if err != nil {
		t.Fatal(err)
	}
	res, _ := b.send("GET", address, nil)
	if res.Header.Get("Cache-Control") != kernel.Immutable || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/css") {
		t.Errorf("%v", res.Header)
	}
	b.head.Set("If-None-Match", res.Header.Get("ETag"))
	if res, _ := b.send("GET", address, nil); res.StatusCode != http.StatusNotModified {
		t.Errorf("again: %d", res.StatusCode)
	}
	if res, _ := b.send("GET", "/static/000000000000/css/storefront.css", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("another release's address: %d", res.StatusCode)
	}
}

func TestPagesAreCompressed(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.head.Set("Accept-Encoding", "gzip")
	res, text := b.send("GET", "/form", nil)
	if res.Header.Get("Content-Encoding") != "gzip" || !strings.HasPrefix(text, "\x1f\x8b") {
		t.Errorf("%q %q", res.Header.Get("Content-Encoding"), text[:2])
	}
}
