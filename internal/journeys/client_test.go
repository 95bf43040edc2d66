package journeys_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/payments/stripeconnect"
	"github.com/markthalle/markthalle/server"
)

// password is everybody's in these stories.
const password = "a long and quiet password"

// market is a running market as its clients see it: an address, and how it is reached.
type market struct {
	t    *testing.T
	base string
	sim  string // origin of the provider's hosted pages
	http *http.Client
	keys *atomic.Int64  // numbers the Idempotency-Keys of this market's clients
	m    *server.Market // of a market in this process; nil of any other
}

// reach returns a market that is served somewhere, reached by the given transport.
func reach(t *testing.T, base string, by http.RoundTripper) *market {
	t.Helper()
	return &market{t: t, base: base, sim: base, http: &http.Client{Transport: by}, keys: &atomic.Int64{}}
}

// config is an empty trial market with the policies of the demo.
func config(data, addr string) server.Config {
	return server.Config{
		Data: data, Create: server.Trial, Demo: true, Addr: addr, Owner: "journey", Methods: stripeconnect.Methods(),
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
}

// appoint gives a market its operator.
func appoint(ctx context.Context, m *server.Market) error {
	p, err := m.Accounts.CreatePerson(ctx, accounts.NewPerson{
		Email: "operator@journey.example", Name: "Olga", Locale: markthalle.English, Password: password, Verified: true,
	})
	if err != nil {
		return err
	}
	_, err = m.Accounts.Grant(ctx, p.PersonID(), "", markthalle.OperatorOwner)
	return err
}

// open starts an empty market in this process.
func open(t *testing.T) *market {
	t.Helper()
	return openWith(t, markthalle.SystemClock{})
}

// openWith is open on a machine whose clock is the given one.
func openWith(t *testing.T, wall markthalle.Wall) *market {
	t.Helper()
	ctx := t.Context()
	l, err := server.Listen(ctx, "127.0.0.1:0")
	require.NoError(t, err)
	c := config(t.TempDir(), l.Addr().String())
	c.Wall = wall
	m, err := server.Open(ctx, c)
	require.NoError(t, err)
	require.NoError(t, appoint(ctx, m))
	ready, done := make(chan struct{}), make(chan error, 1)
	stopCtx, stop := context.WithCancel(context.WithoutCancel(ctx))
	go func() { done <- m.Serve(stopCtx, l, func() { close(ready) }) }()
	<-ready
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
		require.NoError(t, m.Close(context.WithoutCancel(stopCtx)))
	})
	served := reach(t, "http://"+l.Addr().String(), http.DefaultTransport)
	served.m = m
	return served
}

// client is somebody who talks to the API.
type client struct {
	t      *testing.T
	base   string
	http   *http.Client
	keys   *atomic.Int64
	bearer string
	cart   string
	single bool // what is cut off is not sent again
}

// once returns the same client for a write that is not the same when it is sent twice:
// cut off, it returns an empty answer, and the caller looks where things stand.
func (c *client) once() *client {
	d := *c
	d.single = true
	return &d
}

// singleKey marks the context of a request that is not sent again.
type singleKey struct{}

func (m *market) guest() *client {
	return &client{t: m.t, base: m.base + "/api/v1", http: m.http, keys: m.keys}
}

// signedIn signs a person up and in.
func (m *market) signedIn(email string) *client {
	c := m.guest()
	c.post("/store/accounts", obj{"email": email, "password": password, "name": "Person " + email, "locale": "en"}, 201)
	return m.signIn(email)
}

func (m *market) signIn(email string) *client {
	c := m.guest()
	c.bearer = c.post("/store/sessions", obj{"email": email, "password": password}, 201).str("token")
	return c
}

type obj = map[string]any

// answer is a decoded answer.
type answer struct {
	t *testing.T
	v any
}

func (c *client) do(method, path string, body any, status int, headers ...string) answer {
	c.t.Helper()
	var r io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		require.NoError(c.t, err)
		r = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, r)
	require.NoError(c.t, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return c.send(req, status)
}

func (c *client) send(req *http.Request, status int) answer {
	c.t.Helper()
	if c.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	if c.cart != "" {
		req.Header.Set("Markthalle-Cart", c.cart)
	}
	// A careful client names every write, so that it may send it again without knowing
	// what became of it. Signing up and in take no key.
	if req.Method == http.MethodPost && req.Header.Get("Idempotency-Key") == "" &&
		!strings.HasSuffix(req.URL.Path, "/store/accounts") && !strings.HasSuffix(req.URL.Path, "/store/sessions") {
		req.Header.Set("Idempotency-Key", fmt.Sprintf("journey-%d", c.keys.Add(1)))
	}
	if c.single {
		req = req.WithContext(context.WithValue(req.Context(), singleKey{}, true))
	}
	res, err := c.http.Do(req)
	if err != nil && c.single {
		return answer{t: c.t}
	}
	require.NoError(c.t, err)
	defer func() { require.NoError(c.t, res.Body.Close()) }()
	raw, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	require.Equal(c.t, status, res.StatusCode, "%s %s: %s", req.Method, req.URL.Path, raw)
	require.NotEmpty(c.t, res.Header.Get("X-Request-Id"))
	a := answer{t: c.t}
	if len(raw) > 0 && strings.Contains(res.Header.Get("Content-Type"), "json") {
		require.NoError(c.t, json.Unmarshal(raw, &a.v), "%s", raw)
	}
	return a
}

func (c *client) get(path string) answer { c.t.Helper(); return c.do(http.MethodGet, path, nil, 200) }

func (c *client) post(path string, body any, status int, headers ...string) answer {
	c.t.Helper()
	return c.do(http.MethodPost, path, body, status, headers...)
}

// upload sends a picture.
func (c *client) upload(path, name string, data []byte) answer {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	f, err := w.CreateFormFile("file", name)
	require.NoError(c.t, err)
	_, err = f.Write(data)
	require.NoError(c.t, err)
	require.NoError(c.t, w.Close())
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+path, &b)
	require.NoError(c.t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return c.send(req, 201)
}

// at walks into an answer: names of members and numbers of items.
func (a answer) at(path ...any) answer {
	a.t.Helper()
	v := a.v
	for _, p := range path {
		switch key := p.(type) {
		case string:
			m, ok := v.(obj)
			require.True(a.t, ok, "no object for %q in %v", key, v)
			require.Contains(a.t, m, key)
			v = m[key]
		case int:
			list, ok := v.([]any)
			require.True(a.t, ok, "no list in %v", v)
			require.Greater(a.t, len(list), key)
			v = list[key]
		}
	}
	return answer{a.t, v}
}

func (a answer) str(path ...any) string { a.t.Helper(); return fmt.Sprint(a.at(path...).v) }

func (a answer) num(path ...any) int64 {
	a.t.Helper()
	n, ok := a.at(path...).v.(float64)
	require.True(a.t, ok, "no number at %v", path)
	return int64(n)
}

func (a answer) list(path ...any) []answer {
	a.t.Helper()
	l, ok := a.at(path...).v.([]any)
	require.True(a.t, ok, "no list at %v in %v", path, a.v)
	out := make([]answer, len(l))
	for i, x := range l {
		out[i] = answer{a.t, x}
	}
	return out
}

// form posts a hosted page's form like a browser without scripts, and returns where it
// leads.
func (m *market) form(page string, fields url.Values) string {
	m.t.Helper()
	to, ok := m.tryForm(page, fields)
	require.True(m.t, ok, "%s shows no form", page)
	return to
}

// tryForm is form for a page that may be used up. One that leads on by itself, because
// its form was posted before, leads where posting it would.
func (m *market) tryForm(page string, fields url.Values) (to string, ok bool) {
	m.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(m.t, err)
	browser := &http.Client{Jar: jar, Transport: m.http.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	status, location, raw := m.visit(browser.Get(page))
	if status == http.StatusSeeOther {
		return location, true
	}
	if status != http.StatusOK {
		return "", false
	}
	values := url.Values{}
	for _, in := range inputs.FindAllString(raw, -1) {
		if name := attr(in, "name"); name != "" {
			values.Set(name, attr(in, "value"))
		}
	}
	for k, v := range fields {
		values[k] = v
	}
	if button := firstButton.FindString(raw); button != "" && attr(button, "name") != "" {
		values.Set(attr(button, "name"), attr(button, "value"))
	}
	action := page
	if f := forms.FindString(raw); attr(f, "action") != "" {
		u, err := url.Parse(page)
		require.NoError(m.t, err)
		ref, err := u.Parse(attr(f, "action"))
		require.NoError(m.t, err)
		action = ref.String()
	}
	status, location, _ = m.visit(browser.PostForm(action, values))
	return location, status == http.StatusSeeOther
}

// visit reads an answer to its end.
func (m *market) visit(res *http.Response, err error) (status int, location, body string) {
	m.t.Helper()
	require.NoError(m.t, err)
	raw, err := io.ReadAll(res.Body)
	require.NoError(m.t, err)
	require.NoError(m.t, res.Body.Close())
	return res.StatusCode, res.Header.Get("Location"), string(raw)
}

var (
	inputs      = regexp.MustCompile(`(?s)<(?:input|select)[^>]*>`)
	firstButton = regexp.MustCompile(`(?s)<button[^>]*>`)
	forms       = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*>`)
)

func attr(tag, name string) string {
	m := regexp.MustCompile(name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return strings.NewReplacer("&amp;", "&", "&#34;", `"`, "&#39;", "'", "&#43;", "+").Replace(m[1])
}

// peek reports whether an address can be read yet.
func (c *client) peek(path string) bool { return c.try(path) == http.StatusOK }

// try reads an address and returns only the status.
func (c *client) try(path string) int {
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.base+path, nil)
	if err != nil {
		return 0
	}
	if c.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	res, err := c.http.Do(req)
	if err != nil || res.Body.Close() != nil {
		return 0
	}
	return res.StatusCode
}
