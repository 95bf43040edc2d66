package journeys_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
)

var killSeed = flag.Uint64("seed", 0, "the moments at which the journey is killed; 0 draws a new seed")

// killsWanted is how often the process is killed: 30 times, or 15 with -short, so that
// the whole suite stays quick. MARKTHALLE_JOURNEY_KILLS=200 is the full proof.
func killsWanted(t *testing.T) int {
	t.Helper()
	if v := os.Getenv("MARKTHALLE_JOURNEY_KILLS"); v != "" {
		n, err := strconv.Atoi(v)
		require.NoError(t, err)
		return n
	}
	if testing.Short() {
		return 15
	}
	return 30
}

// The market of the stories that are compared opens on a Monday morning, far from every
// daily schedule.
var opening = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// TestKill plays the main journey while its process is killed at random moments, in
// requests, in reactions, between them and while it starts, and started again on the
// same folder. Whoever was cut off asks again with the same key. The end is that of a
// journey that nobody disturbed.
func TestKill(t *testing.T) {
	seed := *killSeed
	if seed == 0 {
		seed = uint64(markthalle.SystemClock{}.Now().UnixNano())
	}
	kills := killsWanted(t)
	t.Logf("%d kills, replay with -seed %d", kills, seed)

	calm := &killer{}
	want := playKilled(t, calm)
	k := &killer{left: kills, steps: calm.sent, rand: rand.New(rand.NewPCG(seed, 1))}
	got := playKilled(t, k)
	t.Logf("%d requests undisturbed, %d with %d kills: %d in a request, %d after its answer, %d while starting; %d left events unfinished",
		calm.sent, k.sent, k.inRequest+k.afterAnswer+k.starting, k.inRequest, k.afterAnswer, k.starting, k.unfinished)
	require.Equal(t, kills, k.inRequest+k.afterAnswer+k.starting)
	require.Equal(t, want, got)
	// What proves nothing must not look like a proof. How many kills come before an answer
	// depends on the load of the machine; usually it is a third.
	require.GreaterOrEqual(t, k.inRequest, max(1, kills/10), "too few kills hit a request")
	require.GreaterOrEqual(t, k.unfinished, kills/20, "too few kills hit reactions")
}

// playKilled plays the journey against a process that k kills, and returns its end.
func playKilled(t *testing.T, k *killer) string {
	t.Helper()
	set := setting{Data: t.TempDir(), Addr: freeAddr(t), Owner: "journey", Shift: since(opening)}
	found(t, set)
	k.p = newProcess(t, set)
	k.inner = &http.Transport{DisableKeepAlives: true} // an answer of a dead process is none
	s := beginAt(reach(t, "http://"+set.Addr, k))
	s.open()
	d := s.sell()
	s.settle(d)
	k.finish(s)
	end := s.end(d)
	k.p.stop()
	return end + stored(t, set)
}

// killer is a transport that kills the serving process at random moments, starts it
// again, and sends again what was cut off. It serves one request at a time.
type killer struct {
	p     *process
	inner http.RoundTripper
	rand  *rand.Rand

	left, steps int // kills still to come, and requests among which they are spread
	sent        int

	inRequest, afterAnswer, starting int
	unfinished                       int // kills after which events had reactions still to run
}

// maxResends bounds how often one request is sent: enough for every kill to hit it.
const maxResends = 1000

// RoundTrip implements http.RoundTripper.
func (k *killer) RoundTrip(req *http.Request) (*http.Response, error) {
	for range maxResends {
		k.revive()
		res, cut, err := k.attempt(req)
		switch {
		case err == nil && (res.StatusCode == http.StatusServiceUnavailable || inProgress(res)):
			pause(50 * time.Millisecond)
		case err == nil || !cut || req.Context().Value(singleKey{}) != nil:
			return res, err
		}
	}
	return nil, fmt.Errorf("%s %s is never answered", req.Method, req.URL.Path)
}

func pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	<-t.C
}

// inProgress reports whether the answer says that the request is still running.
func inProgress(res *http.Response) bool {
	if res.StatusCode != http.StatusConflict {
		return false
	}
	b, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(b))
	return err == nil && strings.Contains(string(b), `"idempotency.in_progress"`)
}

// attempt sends the request once. cut says that the process was killed meanwhile.
func (k *killer) attempt(req *http.Request) (res *http.Response, cut bool, err error) {
	k.sent++
	again := req.Clone(req.Context())
	if req.GetBody != nil {
		if again.Body, err = req.GetBody(); err != nil {
			return nil, false, err
		}
	}
	when, kill := k.draw(req)
	k.steps = max(1, k.steps-1)
	killed := make(chan struct{})
	if kill {
		go func() {
			defer close(killed)
			pause(when)
			k.p.kill()
		}()
	}
	res, err = k.inner.RoundTrip(again)
	if err == nil {
		var b []byte
		b, err = io.ReadAll(res.Body)
		err = errors.Join(err, res.Body.Close())
		res.Body = io.NopCloser(bytes.NewReader(b))
	}
	if !kill {
		return res, false, err
	}
	if err == nil {
		k.afterAnswer++
	} else {
		k.inRequest++
	}
	<-killed
	return res, err != nil, err
}

// draw decides whether the process is killed by the next request, and how long after
// it was sent. Moving the clock takes longer than everything else.
func (k *killer) draw(req *http.Request) (time.Duration, bool) {
	if k.left == 0 || k.rand.IntN(k.left+k.steps) >= k.left {
		return 0, false
	}
	k.left--
	longest := 30 * time.Millisecond
	switch {
	case strings.HasSuffix(req.URL.Path, "/admin/clock"):
		longest = 150 * time.Millisecond
	case k.rand.IntN(2) == 0:
		longest = 5 * time.Millisecond
	}
	return time.Duration(k.rand.Int64N(int64(longest))), true
}

// revive starts the process when it is not there. One start in ten is cut off too.
func (k *killer) revive() {
	for k.p.cmd == nil {
		k.p.launch()
		if k.left > 0 && k.rand.IntN(10) == 0 {
			k.left--
			k.starting++
			pause(time.Duration(k.rand.Int64N(int64(200 * time.Millisecond))))
			k.p.kill()
			continue
		}
		left, ok := k.p.ready()
		require.True(k.p.t, ok, "the process did not begin again")
		if left > 0 {
			k.unfinished++
		}
	}
}

// finish spends the kills that are left on requests that change nothing.
func (k *killer) finish(s *story) {
	for k.left > 0 {
		k.steps = 1
		s.balanced()
	}
}
