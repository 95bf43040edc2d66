package browser_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/demo"
	"github.com/markthalle/markthalle/server"
)

// The people who look at the market; the addresses are the demo's.
const (
	guest    = ""
	buyer    = "buyer@demo.example"
	owner    = "owner1@demo.example"
	operator = "operator@demo.example"
)

// hall is the market that all tests look at.
type hall struct {
	base string
	m    *server.Market
	stop func() error
}

// opened is the one market of the process; closing it is TestMain's.
var opened struct {
	sync.Once
	*hall
	err error
}

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if browser.stop != nil {
		browser.stop()
	}
	if opened.hall != nil {
		if err := opened.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "closing the market:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// market returns the market, which is made when the first test asks for it.
func market(t *testing.T) *hall {
	t.Helper()
	opened.Do(func() { opened.hall, opened.err = raise(context.WithoutCancel(t.Context())) })
	if opened.err != nil {
		t.Fatal(opened.err)
	}
	return opened.hall
}

// raise seeds a small demo market and serves it.
func raise(ctx context.Context) (*hall, error) {
	dir, err := os.MkdirTemp("", "markthalle-browser-")
	if err != nil {
		return nil, err
	}
	l, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	cfg := server.Config{
		Data: dir, Create: server.Trial, Demo: true, Addr: l.Addr().String(), Owner: "browser", Name: "Markthalle",
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	}
	if err := seed(ctx, cfg); err != nil {
		return nil, err
	}
	m, err := server.Open(ctx, cfg)
	if err != nil {
		return nil, err
	}
	serving, cancel := context.WithCancel(ctx)
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- m.Serve(serving, l, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-done:
		cancel()
		return nil, err
	}
	return &hall{base: "http://" + l.Addr().String(), m: m, stop: func() error {
		cancel()
		return errors.Join(<-done, m.Close(ctx), os.RemoveAll(dir))
	}}, nil
}

// seed makes the goods, people and history.
func seed(ctx context.Context, cfg server.Config) error {
	o := demo.Options{Seed: 1, Vendors: 12, Products: 60, Until: markthalle.SystemClock{}.Now()}
	if *screenshots != "" {
		o.Vendors, o.Products = 36, 360
	}
	clock := markthalle.NewManualClock(o.Start())
	cfg.Clock = clock
	m, err := server.Open(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(demo.Seed(ctx, m, clock, o), m.Close(ctx))
}

// visitor reads pages as a browser without scripts does.
type visitor struct {
	t    *testing.T
	base string
	http *http.Client
}

// visit returns a visitor who is signed in, unless the role is guest.
func (h *hall) visit(t *testing.T, role string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, base: h.base, http: &http.Client{Jar: jar, Timeout: time.Minute}}
	if role == guest {
		return v
	}
	doc := v.page("/sign-in")
	form := doc.Find("main form[method=post]").First()
	fields := url.Values{"email": {role}, "password": {demo.Password}}
	form.Find("input[type=hidden]").Each(func(_ int, in *goquery.Selection) {
		fields.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	res, err := v.http.PostForm(h.base+form.AttrOr("action", ""), fields)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(res.Request.URL.Path, "/sign-in") {
		t.Fatalf("%s could not sign in", role)
	}
	return v
}

// fetched is an answer that was read to its end.
type fetched struct {
	status int
	kind   string // its Content-Type
	host   string // that answered in the end
	uri    string // and what it was asked
	body   []byte
}

// fetch reads an answer to its end.
func (v *visitor) fetch(path string) fetched {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.base+path, http.NoBody)
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html,*/*;q=0.8")
	req.Header.Set("Accept-Language", "de")
	res, err := v.http.Do(req)
	if err != nil {
		v.t.Fatalf("%s: %v", path, err)
	}
	body, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil {
		v.t.Fatalf("%s: %v", path, err)
	}
	return fetched{res.StatusCode, res.Header.Get("Content-Type"), res.Request.URL.Host, res.Request.URL.RequestURI(), body}
}

// page returns a page that must be there.
func (v *visitor) page(path string) *goquery.Document {
	v.t.Helper()
	got := v.fetch(path)
	if got.status != http.StatusOK {
		v.t.Fatalf("%s: status %d", path, got.status)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(got.body))
	if err != nil {
		v.t.Fatalf("%s: %v", path, err)
	}
	return doc
}
