package journeys_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/peers"
)

// pairKills is how often one of the two processes is killed.
const pairKills = 10

// TestPair plays the main journey over two processes on one store, one search server and
// one payment simulator. Each request and each webhook goes to one of them by chance;
// now and then one is killed and comes back a little later, while the other carries on.
// The end is that of the journey in one process that nobody disturbed.
func TestPair(t *testing.T) {
	uri, bin := peers.Env(t, peers.MongoURI), peers.Env(t, peers.Typesense)
	calm := &killer{}
	want := playKilled(t, calm)
	for name, address := range map[string]string{"mongo": pairDatabase(uri), "sqlite": "sqlite:" + t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			seed := *killSeed
			if seed == 0 {
				seed = uint64(markthalle.SystemClock{}.Now().UnixNano())
			}
			t.Logf("%d kills, replay with -seed %d", pairKills, seed)
			b := newPair(t, mrand.New(mrand.NewPCG(seed, 2)), setting{
				Data: t.TempDir(), Store: address, Search: typesense(t, bin), Shift: since(opening),
			})
			b.left, b.steps = pairKills, calm.sent
			require.Equal(t, want, b.play())
			t.Logf("%d requests undisturbed; %v to the pair, %v webhooks, %v kills, %d requests cut off",
				calm.sent, b.requests, b.hooks, b.killed, b.cut)
			for i := range b.procs {
				require.GreaterOrEqual(t, b.requests[i], calm.sent/5, "process %d hardly served anybody", i)
				require.Positive(t, b.hooks[i], "process %d heard no webhook", i)
			}
		})
	}
}

// pairDatabase is the address of a database of its own on a server of the test peers.
func pairDatabase(uri string) string {
	base, query, found := strings.Cut(uri, "?")
	address := strings.TrimSuffix(base, "/") + "/journey_" + strings.ToLower(rand.Text()[:12])
	if found {
		address += "?" + query
	}
	return address
}

// typesense starts a search server that ends with the test, and returns its address for
// a market's configuration.
func typesense(t *testing.T, bin string) string {
	t.Helper()
	dir, api, peer := t.TempDir(), freeAddr(t), freeAddr(t)
	for _, d := range []string{"data", "log"} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, d), 0o700))
	}
	port := func(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }
	cmd := exec.CommandContext(t.Context(), bin, "--data-dir", filepath.Join(dir, "data"), "--log-dir", filepath.Join(dir, "log"),
		"--api-key", "journey", "--api-address", "127.0.0.1", "--api-port", port(api),
		"--peering-address", "127.0.0.1", "--peering-port", port(peer))
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Wait() }) // it ends with the test's context
	for range int(patience / (50 * time.Millisecond)) {
		if res, err := http.Get("http://" + api + "/health"); err == nil {
			ok := res.StatusCode == http.StatusOK
			require.NoError(t, res.Body.Close())
			if ok {
				return "typesense+http://journey@" + api
			}
		}
		pause(50 * time.Millisecond)
	}
	require.FailNow(t, "the search server does not get ready")
	return ""
}

// pair is two processes of one market behind one address, and a transport that reaches
// them: it serves one request of the story at a time, and the provider's webhooks beside.
type pair struct {
	t     *testing.T
	front *httptest.Server // the address that the market is known by
	inner http.RoundTripper
	sim   *process
	procs [2]*process
	back  sync.WaitGroup // processes that are on their way back

	mu          sync.Mutex
	rand        *mrand.Rand
	up          [2]bool
	doomed      bool  // one is about to be killed, or on its way back
	failed      error // of a process that does not come back
	left, steps int   // kills still to come, and requests among which they are spread

	requests, hooks, killed [2]int // what each process has seen
	cut                     int    // requests of the story without an answer
}

// newPair founds a market on empty engines and starts its simulator and its processes.
func newPair(t *testing.T, chance *mrand.Rand, set setting) *pair {
	t.Helper()
	b := &pair{t: t, rand: chance, inner: &http.Transport{DisableKeepAlives: true}}
	b.front = httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.Out.URL.Scheme = "http" }, Transport: hooks{b},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	})
	t.Cleanup(b.front.Close)
	t.Cleanup(b.back.Wait)

	sim := setting{Data: t.TempDir(), Addr: freeAddr(t), Simulator: true, Shift: set.Shift}
	b.sim = newProcess(t, sim)
	b.sim.launch()
	_, ok := b.sim.ready()
	require.True(t, ok, "the simulator does not begin")

	set.PublicURL, set.Payments = b.front.URL, "sim:http://"+sim.Addr
	set.Owner, set.Addr = "founder", freeAddr(t)
	found(t, set)
	for i := range b.procs {
		set.Owner, set.Addr = fmt.Sprintf("journey-%d", i), freeAddr(t)
		b.procs[i] = newProcess(t, set)
		b.procs[i].launch()
		_, ok := b.procs[i].ready()
		require.True(t, ok, "process %d does not begin", i)
		b.up[i] = true
	}
	return b
}

// play plays the journey and returns its end.
func (b *pair) play() string {
	b.t.Helper()
	m := reach(b.t, b.front.URL, b)
	m.sim = "http://" + b.sim.set.Addr
	s := beginAt(m)
	s.open()
	d := s.sell()
	s.settle(d)
	for b.left > 0 {
		b.steps = 1
		s.balanced()
	}
	end := s.end(d)
	b.back.Wait()
	for _, p := range b.procs {
		p.stop()
	}
	set := b.procs[0].set
	set.Owner = "auditor"
	return end + stored(b.t, set)
}

// RoundTrip implements http.RoundTripper for the people of the story: what was cut off is
// sent again, to whichever process.
func (b *pair) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host != strings.TrimPrefix(b.front.URL, "http://") {
		return b.inner.RoundTrip(req)
	}
	for range maxResends {
		res, err := b.attempt(req)
		switch {
		case err == nil && (res.StatusCode == http.StatusServiceUnavailable || inProgress(res)):
			pause(50 * time.Millisecond)
		case err == nil || req.Context().Value(singleKey{}) != nil:
			return res, err
		}
	}
	return nil, fmt.Errorf("%s %s is never answered", req.Method, req.URL.Path)
}

// attempt sends a request once, to a process by chance, and perhaps kills one of the two
// meanwhile.
func (b *pair) attempt(req *http.Request) (*http.Response, error) {
	i, err := b.choose(&b.requests)
	if err != nil {
		return nil, err
	}
	again := req.Clone(req.Context())
	if req.GetBody != nil {
		if again.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
	}
	again.URL.Host = b.procs[i].set.Addr
	b.strike(req, i)
	res, err := b.inner.RoundTrip(again)
	if err == nil {
		var raw []byte
		raw, err = io.ReadAll(res.Body)
		err = errors.Join(err, res.Body.Close())
		res.Body = io.NopCloser(bytes.NewReader(raw))
	}
	if err != nil {
		b.cut++
	}
	return res, err
}

// choose returns a process that serves, by chance, and counts its choice.
func (b *pair) choose(count *[2]int) (int, error) {
	for range int(patience / (20 * time.Millisecond)) {
		b.mu.Lock()
		i, err := b.rand.IntN(2), b.failed
		if !b.up[i] {
			i = 1 - i
		}
		if b.up[i] || err != nil {
			count[i]++
			b.mu.Unlock()
			return i, err
		}
		b.mu.Unlock()
		pause(20 * time.Millisecond)
	}
	return 0, errors.New("neither process serves")
}

// strike decides whether a process is killed by the next request, which i serves: i
// itself two times in three, the other one otherwise. It comes back within the second.
func (b *pair) strike(req *http.Request, i int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.steps = max(1, b.steps-1)
	if b.left == 0 || b.doomed || b.rand.IntN(b.left+b.steps) >= b.left {
		return
	}
	b.left--
	b.doomed = true
	if b.rand.IntN(3) == 0 {
		i = 1 - i
	}
	longest := 60 * time.Millisecond
	if strings.HasSuffix(req.URL.Path, "/admin/clock") {
		longest = 2 * time.Second
	}
	when, away := b.rand.Int64N(int64(longest)), b.rand.Int64N(int64(500*time.Millisecond))
	b.killed[i]++
	b.back.Go(func() {
		pause(time.Duration(when))
		b.serves(i, false, nil)
		b.procs[i].kill()
		pause(time.Duration(away))
		b.serves(i, true, b.procs[i].again())
	})
}

// serves notes that a process serves, or will not in a moment.
func (b *pair) serves(i int, up bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.up[i], b.failed = up, errors.Join(b.failed, err)
	b.doomed = !up
}

// hooks is the transport of the balancer, which the provider's webhooks go through. What
// is cut off is the provider's to send again.
type hooks struct{ b *pair }

// RoundTrip implements http.RoundTripper.
func (h hooks) RoundTrip(req *http.Request) (*http.Response, error) {
	i, err := h.b.choose(&h.b.hooks)
	if err != nil {
		return nil, err
	}
	req.URL.Host = h.b.procs[i].set.Addr
	return h.b.inner.RoundTrip(req)
}
