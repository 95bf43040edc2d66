package peers_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/markthalle/markthalle/internal/peers"
)

// ask sends one request and returns the status and the body.
func ask(t *testing.T, method, url, body string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// TestStripeMock: PAY-42: it knows Stripe's request shapes and refuses others.
func TestStripeMock(t *testing.T) {
	t.Parallel()
	base := peers.Env(t, peers.StripeMock)
	const form, bearer = "application/x-www-form-urlencoded", "Bearer sk_test_1"
	for _, c := range []struct {
		name, body, auth string
		want             int
	}{
		{"right", "amount=1200&currency=eur&destination=acct_1", bearer, 200},
		{"unknown parameter", "amount=1200&currency=eur&destination=acct_1&colour=red", bearer, 400},
		{"amount in words", "amount=many&currency=eur&destination=acct_1", bearer, 400},
		{"missing currency", "amount=1200&destination=acct_1", bearer, 400},
		{"no key", "amount=1200&currency=eur&destination=acct_1", "", 401},
	} {
		if got, body := ask(t, http.MethodPost, base+"/v1/transfers", c.body, "Content-Type", form, "Authorization", c.auth); got != c.want {
			t.Errorf("%s: status %d, want %d: %s", c.name, got, c.want, body)
		}
	}
}

// TestTypesense: the joined binary starts, indexes and finds.
func TestTypesense(t *testing.T) {
	t.Parallel()
	bin := peers.Env(t, peers.Typesense)
	api, peering := freePort(t), freePort(t)
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, bin, "--data-dir", t.TempDir(), "--log-dir", t.TempDir(), "--api-key", "key",
		"--api-address", "127.0.0.1", "--api-port", api, "--peering-address", "127.0.0.1", "--peering-port", peering)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })

	base := "http://127.0.0.1:" + api
	call := func(method, path, body string) (int, string) {
		return ask(t, method, base+path, body, "X-TYPESENSE-API-KEY", "key")
	}
	eventually(t, func() string {
		status, body := call(http.MethodGet, "/health", "")
		return expect(status, 200, body)
	})
	for _, step := range [][4]string{
		{http.MethodPost, "/collections", `{"name":"p","fields":[{"name":"title","type":"string"}]}`, `"num_documents":0`},
		{http.MethodPost, "/collections/p/documents", `{"id":"1","title":"Żółta lampa"}`, `"id":"1"`},
		{http.MethodGet, "/collections/p/documents/search?q=zolta&query_by=title", "", `"found":1`},
	} {
		if status, body := call(step[0], step[1], step[2]); !strings.Contains(body, step[3]) {
			t.Fatalf("%s %s: %d %s", step[0], step[1], status, body)
		}
	}
}

// TestChromium: the browser renders a page of this machine, script included.
func TestChromium(t *testing.T) {
	t.Parallel()
	bin := peers.Env(t, peers.Chromium)
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<!doctype html><title>t</title><p id=p></p><script>document.getElementById("p").textContent = 6 * 7</script>`)
	}))
	defer page.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--user-data-dir="+t.TempDir(), "--dump-dom", page.URL)
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), `<p id="p">42</p>`) {
		t.Errorf("%v: %s", err, out)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func expect(got, want int, body string) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("status %d, want %d: %s", got, want, body)
}

// eventually asks again until nothing is amiss; a server's start has no event to wait for.
func eventually(t *testing.T, amiss func() string) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	last := amiss()
	for range 600 {
		if last == "" {
			return
		}
		<-tick.C
		last = amiss()
	}
	t.Fatal(last)
}
