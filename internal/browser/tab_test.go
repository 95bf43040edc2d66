package browser_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/markthalle/markthalle/internal/demo"
	"github.com/markthalle/markthalle/internal/peers"
)

// patience is how long one step in the browser may take, on a machine that is busy.
const patience = 90 * time.Second

// browser is the one browser of the process; every tab has a profile of its own in it.
var browser struct {
	sync.Once
	ctx  context.Context //nolint:containedctx // chromedp knows its browser by a context
	stop func()
	err  error
}

// launch starts the browser when the first tab asks for it.
func launch(t *testing.T) context.Context {
	t.Helper()
	path := peers.Env(t, peers.Chromium)
	browser.Do(func() {
		profile, err := os.MkdirTemp("", "markthalle-chromium-") //nolint:usetesting // it outlives the test that asked first
		if err != nil {
			browser.err = err
			return
		}
		options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
			chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(profile), chromedp.DisableGPU,
			chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
			chromedp.WSURLReadTimeout(patience))
		alloc, free := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
		ctx, closeBrowser := chromedp.NewContext(alloc)
		browser.ctx = ctx
		browser.stop = func() { closeBrowser(); free(); _ = os.RemoveAll(profile) }
		browser.err = chromedp.Do(ctx)
	})
	if browser.err != nil {
		t.Fatalf("start the browser: %v", browser.err)
	}
	return browser.ctx
}

// tab is one window with a profile of its own.
type tab struct {
	t    *testing.T
	base string
	ctx  context.Context //nolint:containedctx // chromedp knows its tab by a context

	mu     sync.Mutex
	faults []string
}

// look is how a tab shows pages.
type look struct {
	width, height int64
	dark          bool
	noScript      bool
	lang          string // "de" when empty
}

// open returns a tab at 1440 px, signed in unless the role is guest. When the test ends,
// whatever went wrong in it fails the test.
func (h *hall) open(t *testing.T, role string, l look) *tab {
	t.Helper()
	tb := &tab{t: t, base: h.base}
	ctx, cancel := chromedp.NewContext(launch(t), chromedp.WithNewBrowserContext(), chromedp.WithListener(tb.hear))
	t.Cleanup(cancel)
	tb.ctx = ctx
	if err := chromedp.Do(ctx); err != nil { // opens the tab, which lives as long as its context
		t.Fatal(err)
	}
	if l.width == 0 {
		l.width, l.height = 1440, 900
	}
	if l.lang == "" {
		l.lang = "de"
	}
	tb.run(
		call(network.Enable, network.EnableParams{}), call(log.Enable, cdp.Empty{}), call(runtime.Enable, cdp.Empty{}),
		call(network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": l.lang}}),
		chromedp.EmulateViewport(l.width, l.height),
		call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noScript}),
		scheme(l.dark),
	)
	t.Cleanup(tb.quiet)
	if role != guest {
		tb.goTo("/sign-in")
		tb.fill("email", role)
		tb.fill("password", demo.Password)
		tb.follow(`main form[method=post] button:not([type=button])`)
		if strings.HasPrefix(tb.path(), "/sign-in") {
			t.Fatalf("%s could not sign in", role)
		}
	}
	return tb
}

// step is something done in a tab that says nothing back.
type step = chromedp.Action[chromedp.Void]

// call is a step that sends one command of the protocol.
func call[P, R any](command cdp.Command[P, R], params P) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// script is a step that runs a script and waits for nothing.
func script(text string) step { return chromedp.Evaluate[chromedp.Void](text) }

// scheme sets whether the reader's device is dark.
func scheme(dark bool) step {
	value := "light"
	if dark {
		value = "dark"
	}
	return call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// hear remembers what a person would find in the console: errors, warnings, what the
// Content-Security-Policy refused, and requests that failed.
func (tb *tab) hear(event any) {
	fault := ""
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			fault = "console " + string(e.Type)
			for _, arg := range e.Args {
				fault += " " + string(arg.Value) + arg.Description
			}
		}
	case *runtime.EventExceptionThrown:
		fault = "exception: " + e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			fault = fmt.Sprintf("%s %s: %s (%s)", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			fault = fmt.Sprintf("%d %s", e.Response.Status, e.Response.URL)
		}
	}
	if fault == "" {
		return
	}
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.faults = append(tb.faults, fault)
}

// heard returns what went wrong since it was last asked.
func (tb *tab) heard() []string {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	out := tb.faults
	tb.faults = nil
	return out
}

func (tb *tab) quiet() {
	for _, f := range tb.heard() {
		tb.t.Error(f)
	}
}

// run does steps in the tab; a step that fails or does not end fails the test.
func (tb *tab) run(steps ...step) {
	tb.t.Helper()
	if err := tb.try(steps...); err != nil {
		tb.t.Fatalf("%s: %v", tb.path(), err)
	}
}

func (tb *tab) try(steps ...step) error {
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

// ask returns what a script finds in the page.
func ask[T any](tb *tab, text string) T {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](text, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatalf("%s: %v", text[:min(len(text), 200)], err)
	}
	return v
}

// goTo opens a page, which must be there.
func (tb *tab) goTo(path string) {
	tb.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = tb.base + path
	}
	tb.lead(chromedp.Navigate(path))
}

// follow clicks what a selector finds and waits for the page it leads to.
func (tb *tab) follow(selector string) {
	tb.t.Helper()
	tb.lead(script(fmt.Sprintf(`document.querySelector(%q).click()`, selector)))
}

// lead does a step that leads to another page, and waits for that page.
func (tb *tab) lead(s step) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	res, err := chromedp.RunResponse(ctx, s)
	switch {
	case err != nil:
		tb.t.Fatalf("from %s: %v", tb.path(), err)
	case res != nil && res.Status >= 400:
		tb.t.Fatalf("status %d: %s", res.Status, res.URL)
	}
}

// fill writes into a field by its name, or chooses in a select.
func (tb *tab) fill(name, value string) {
	tb.t.Helper()
	tb.run(script(fmt.Sprintf(`document.querySelector('main [name=%q]').value = %q`, name, value)))
}

// path is where the tab is.
func (tb *tab) path() string {
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	address, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "?"
	}
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.RequestURI()
}

// text is what stands in what a selector finds first.
func (tb *tab) text(selector string) string {
	tb.t.Helper()
	return strings.Join(strings.Fields(ask[string](tb, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))), " ")
}

// count is how often a selector matches.
func (tb *tab) count(selector string) int {
	tb.t.Helper()
	return ask[int](tb, fmt.Sprintf(`document.querySelectorAll(%q).length`, selector))
}

// sideways is how far the page is wider than the window, in px.
func (tb *tab) sideways() int {
	tb.t.Helper()
	return ask[int](tb, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
}
