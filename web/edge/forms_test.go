package edge_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
	"github.com/markthalle/markthalle/web/storefront"
)

// taking adds a form that counts how often it was taken and mints an id.
func (b *bench) taking(fail *atomic.Bool) (*atomic.Int64, *[]string) {
	var count atomic.Int64
	var ids []string
	b.app.Post("/take", b.area.Page(func(c *edge.Ctx) error {
		ids = append(ids, c.Mint("ord"))
		err := c.Once(func() error {
			count.Add(1)
			if fail != nil && fail.Load() {
				return markthalle.Errorf(markthalle.Unavailable, "down", "down")
			}
			return nil
		})
		if err != nil {
			return err
		}
		return c.Redirect("/form")
	}))
	return &count, &ids
}

func TestFormsNeedTheirToken(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1")
	count, _ := b.taking(nil)
	one, two := b.browser(), b.browser()
	before := one.token()
	foreign := two.token()
	for name, form := range map[string]url.Values{
		"none": {"x": {"1"}}, "empty": {"csrf": {""}}, "nonsense": {"csrf": {"a.b"}}, "another visitor's": {"csrf": {foreign}},
	} {
		res, text := one.send("POST", "/take", form)
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "web.form_expired") && !strings.Contains(text, "too old") {
			t.Errorf("%s: %d %.200s", name, res.StatusCode, text)
		}
	}
	if count.Load() != 0 {
		t.Fatalf("taken %d times without a token", count.Load())
	}
	if res, _ := one.send("POST", "/take", url.Values{"csrf": {before}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("with its token: %d", res.StatusCode)
	}
	one.signIn()
	if res, _ := one.send("POST", "/take", url.Values{"csrf": {before}, "n": {"2"}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a guest's token after the sign-in: %d", res.StatusCode)
	}
	if count.Load() != 1 {
		t.Errorf("taken %d times", count.Load())
	}
}

func TestDoubleSubmitIsOneEffect(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	count, ids := b.taking(nil)
	token := b.token()
	b.clock.Advance(3 * time.Second)
	for range 3 {
		if res, _ := b.send("POST", "/take", url.Values{"csrf": {token}, "n": {"1"}}); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("%d", res.StatusCode)
		}
	}
	if count.Load() != 1 {
		t.Errorf("one form sent three times was taken %d times", count.Load())
	}
	if (*ids)[0] != (*ids)[1] || (*ids)[0] != (*ids)[2] {
		t.Errorf("its ids differ: %v", *ids)
	}
	if at, ok := markthalle.IDTime((*ids)[0]); !ok || !at.Equal(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("the id's time is %v, not that of the rendering", at)
	}
	b.send("POST", "/take", url.Values{"csrf": {token}, "n": {"2"}})
	b.send("POST", "/take", url.Values{"csrf": {b.token()}, "n": {"1"}})
	if count.Load() != 3 {
		t.Errorf("another content and another rendering are submissions of their own: %d", count.Load())
	}
	seen := map[string]bool{}
	for _, id := range (*ids)[2:] {
		if seen[id] {
			t.Errorf("id %s is given twice", id)
		}
		seen[id] = true
	}
}

func TestFailedSubmissionMayBeSentAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	var fail atomic.Bool
	fail.Store(true)
	count, _ := b.taking(&fail)
	form := url.Values{"csrf": {b.token()}}
	if res, _ := b.send("POST", "/take", form); res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("%d, Retry-After %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	fail.Store(false)
	if res, _ := b.send("POST", "/take", form); res.StatusCode != http.StatusSeeOther {
		t.Errorf("again: %d", res.StatusCode)
	}
	if count.Load() != 2 {
		t.Errorf("tried %d times", count.Load())
	}
}

func TestSubmissionsAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	var count atomic.Int64
	hold := make(chan struct{})
	b.app.Post("/slow", b.area.Page(func(c *edge.Ctx) error {
		if err := c.Once(func() error { count.Add(1); <-hold; return nil }); err != nil {
			return err
		}
		return c.Redirect("/form")
	}))
	form := url.Values{"csrf": {b.token()}}
	other := b.browser()
	other.jar = b.jar
	first, second := make(chan int, 1), make(chan int, 1)
	go func() { res, _ := b.send("POST", "/slow", form); first <- res.StatusCode }()
	for count.Load() == 0 {
		continue
	}
	go func() { res, _ := other.send("POST", "/slow", form); second <- res.StatusCode }()
	close(hold)
	if a, z := <-first, <-second; a != http.StatusSeeOther || z != http.StatusSeeOther || count.Load() != 1 {
		t.Errorf("%d and %d, taken %d times", a, z, count.Load())
	}
}

func TestErrorPages(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	faults := map[string]error{
		"absent": markthalle.ErrNotFound, "role": markthalle.ErrPermission, "secret": errors.New("pq: password wrong at 10.0.0.1"),
		"internal":  markthalle.Errorf(markthalle.Internal, "internal", "the shelf %d fell", 7),
		"down":      &markthalle.Error{Kind: markthalle.Unavailable, Code: "search.unavailable", Text: "x", RetryAfter: 90 * time.Second},
		"throttled": &markthalle.Error{Kind: markthalle.Forbidden, Code: "accounts.throttled", Text: "x", RetryAfter: time.Minute},
		"state":     markthalle.Errorf(markthalle.Conflict, "orders.state", "x"), "new": markthalle.Errorf(markthalle.Invalid, "brand.new_code", "x"),
	}
	b.app.Get("/fail/:name", b.area.Page(func(c *edge.Ctx) error { return faults[c.Param("name")] }))
	for _, c := range []struct {
		name, lang string
		status     int
		retry      string
		text       string
	}{
		{"absent", "en", 404, "", "There is nothing here"},
		{"absent", "de", 404, "", "Hier ist nichts"},
		{"role", "pl", 403, "", "Ta rola tego nie obejmuje"},
		{"secret", "en", 500, "", "We made a mistake"},
		{"internal", "de", 500, "", "class=\"status num\" aria-hidden=\"true\">500"},
		{"down", "de", 503, "90", "Die Suche antwortet gerade nicht"},
		{"throttled", "en", 429, "60", "too many failed attempts"},
		{"state", "en", 409, "", "not possible any more"},
		{"new", "en", 422, "", "Something in the request does not fit"},
	} {
		b.head.Set("Accept-Language", c.lang)
		res, text := b.send("GET", "/fail/"+c.name, nil)
		if res.StatusCode != c.status || res.Header.Get("Retry-After") != c.retry {
			t.Errorf("%s: %d, Retry-After %q", c.name, res.StatusCode, res.Header.Get("Retry-After"))
		}
		if !strings.Contains(text, c.text) || strings.Contains(text, "10.0.0.1") || strings.Contains(text, "shelf 7") {
			t.Errorf("%s in %s: %.1200s", c.name, c.lang, text[strings.Index(text, "<main"):])
		}
	}
	if n := strings.Count(b.log.String(), "page failed"); n != 3 {
		t.Errorf("%d failures are logged, want the three that are ours:\n%s", n, b.log)
	}
}

func TestPlainErrorWhenThePageFails(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.edge.OnError(func(*edge.Ctx, edge.Problem) error { return errors.New("no page") })
	b.app.Get("/lost", b.area.Page(func(*edge.Ctx) error { return markthalle.ErrNotFound }))
	if res, text := b.send("GET", "/lost", nil); res.StatusCode != 404 || !strings.HasPrefix(text, "404 Not Found") {
		t.Errorf("%d %q", res.StatusCode, text)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.app.Use(b.area.Missing)
	if res, text := b.send("GET", "/nowhere", nil); res.StatusCode != 404 || !strings.Contains(text, "<html") {
		t.Errorf("%d %.80s", res.StatusCode, text)
	}
	if _, text := b.send("GET", "/api/v1/nowhere", nil); strings.Contains(text, "<html") {
		t.Error("the API is answered with a page")
	}
	b.head.Set("Accept", "*/*")
	if _, text := b.send("GET", "/nowhere", nil); strings.Contains(text, "<html") {
		t.Error("who wants no page gets one")
	}
}

func TestWhoActs(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.app.Get("/shop", b.area.Page(func(c *edge.Ctx) error {
		_, err := c.Actor(markthalle.Vendor)
		return err
	}))
	b.app.Get("/me", b.area.Page(func(c *edge.Ctx) error {
		if _, ok := c.Context.Deadline(); !ok {
			t.Error("a page without a deadline")
		}
		a := c.Buyer()
		return c.Fiber.SendString(a.Kind.String() + " " + string(a.Person))
	}))
	if res, _ := b.send("GET", "/shop?a=1", nil); res.Header.Get("Location") != "/sign-in?next=%2Fshop%3Fa%3D1" {
		t.Errorf("a guest is led to %q", res.Header.Get("Location"))
	}
	if _, text := b.send("GET", "/me", nil); text != "guest " {
		t.Errorf("a guest acts as %q", text)
	}
	b.signIn()
	if _, text := b.send("GET", "/me", nil); !strings.HasPrefix(text, "buyer per_") {
		t.Errorf("a person acts as %q", text)
	}
	if res, _ := b.send("GET", "/shop", nil); res.StatusCode != http.StatusForbidden {
		t.Errorf("a buyer in a shop: %d", res.StatusCode)
	}
	b.jar["mh_session"].Value = "mst_of_a_session_that_is_over"
	if _, text := b.send("GET", "/me", nil); text != "guest " || b.jar["mh_session"] != nil {
		t.Errorf("with a session that is over: %q, cookie %v", text, b.jar["mh_session"])
	}
	b.signIn()
	b.app.Get("/out", b.area.Page(func(c *edge.Ctx) error {
		if err := c.End(); err != nil {
			return err
		}
		return c.Redirect("/form")
	}))
	b.send("GET", "/out", nil)
	if _, text := b.send("GET", "/me", nil); text != "guest " || b.jar["mh_session"] != nil {
		t.Errorf("after signing out: %q", text)
	}
}

func TestFailShowsTheFormAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.app.Post("/again", b.area.Page(func(c *edge.Ctx) error {
		var f markthalle.Faults
		f.AddField(markthalle.Field{Pointer: "/email", Code: "not_an_email", Message: "english"})
		return c.Fail(f.Err("x.y"), func(faults kernel.Faults) error {
			return c.Render(storefront.PageForgotten, storefront.Forgotten{Email: c.Form("email"), Faults: faults})
		})
	}))
	token := b.token()
	b.head.Set("Accept-Language", "de")
	res, text := b.send("POST", "/again", url.Values{"csrf": {token}, "email": {"half@"}})
	if res.StatusCode != 422 || !strings.Contains(text, `value="half@"`) || !strings.Contains(text, "keine vollständige E-Mail-Adresse") {
		t.Errorf("%d %.3000s", res.StatusCode, text)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	got := edge.Faults(&markthalle.Error{Kind: markthalle.Invalid, Code: "x", Fields: []markthalle.Field{
		{Pointer: "/lines/2/quantity", Code: "range", Found: "0", Wanted: "1..9"},
		{Pointer: "/name", Code: "length", Found: "3 characters", Wanted: "1 to 100"},
	}})
	want := kernel.Faults{{Field: "lines[2][quantity]", Code: "range", Found: "0", Wanted: "1..9"}, {Field: "name", Code: "length"}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: %+v, want %+v", i, got[i], want[i])
		}
	}
	if got := edge.Faults(markthalle.Errorf(markthalle.Conflict, "orders.state", "x")); len(got) != 1 || got[0].Code != "orders.state" {
		t.Errorf("%+v", got)
	}
	if got := edge.Faults(errors.New("x")); got != nil {
		t.Errorf("%+v", got)
	}
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	b := newBench(t, "http://127.0.0.1").browser()
	b.app.Get("/prefer/:name/:value", b.area.Page(func(c *edge.Ctx) error {
		c.Prefer(c.Param("name"), c.Param("value"))
		return c.Redirect("/form")
	}))
	b.app.Get("/place", b.area.Page(func(c *edge.Ctx) error { return c.Fiber.SendString(c.Preference("place") + c.Preference("theme")) }))
	for _, step := range []struct{ path, want string }{
		{"/prefer/place/01099", "01099"},
		{"/prefer/place/sw1a%201aa", "SW1A 1AA"},
		{"/prefer/place/%3Cb%3E", ""},
		{"/prefer/theme/dark", "dark"},
		{"/prefer/theme/purple", "dark"},
		{"/prefer/theme/system", ""},
	} {
		b.send("GET", step.path, nil)
		if _, text := b.send("GET", "/place", nil); text != step.want {
			t.Errorf("%s: %q, want %q", step.path, text, step.want)
		}
	}
}
