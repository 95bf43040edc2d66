package stripesim_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments/stripesim"
	"github.com/markthalle/markthalle/payments/stripesim/journal"
)

// TestReopen: a restart changes nothing that anybody can see, and jobs go on.
func TestReopen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(c *stripesim.Config) { c.Dir = dir }
	b := newBench(t, in)
	vendor := b.vendor()
	ch := b.sale(5000, "eur", "4242424242424242")
	_, err := b.transfer(4000, vendor.ID, ch.ID)
	require.NoError(t, err)
	kept := b.call("POST", "/v1/customers", "name=A", "Idempotency-Key", "k")
	b.control("clock", `{"advance_s":60}`)
	paths := []string{"charges", "transfers", "balance", "balance_transactions", "accounts", "events", "checkout/sessions", "payment_intents", "customers"}
	before := map[string]string{}
	for _, p := range paths {
		before[p] = b.call("GET", "/v1/"+p, "limit=100").raw
		if p == "balance" {
			before[p] = b.call("GET", "/v1/"+p, "").raw
		}
	}
	_, err = stripesim.New(stripesim.Config{Clock: b.clock, IDs: nil, Dir: dir})
	require.Error(t, err)

	for round := range 3 { // the second time from a snapshot
		require.NoError(t, b.sim.Close())
		at := b.clock.Now()
		b = newBench(t, in)
		b.clock.Set(at)
		for _, p := range paths {
			params := "limit=100"
			if p == "balance" {
				params = ""
			}
			require.Equal(t, before[p], b.call("GET", "/v1/"+p, params).raw, "%s, round %d", p, round)
		}
	}
	again := b.call("POST", "/v1/customers", "name=A", "Idempotency-Key", "k")
	require.Equal(t, kept.raw, again.raw)
	require.Equal(t, "true", again.header.Get("Idempotent-Replayed"))
	b.advance(48 * time.Hour)
	available, _ := b.balance(vendor.ID)
	require.EqualValues(t, 4000, available, "the release was planned before the restart")
	b.books()
}

// TestToldIsKept: an event that is delivered is on disk already, so that a kill cannot
// make another of what somebody has heard of.
func TestToldIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var mu sync.Mutex
	told, missing := 0, []string{}
	b := newBench(t, func(c *stripesim.Config) {
		c.Dir = dir
		c.Deliver = func(_ context.Context, _ string, _ http.Header, body []byte) (int, error) {
			mu.Lock()
			defer mu.Unlock()
			var e stripe.Event
			if err := json.Unmarshal(body, &e); err != nil {
				return 0, err
			}
			logs, err := filepath.Glob(filepath.Join(dir, "state-*.log"))
			if err != nil {
				return 0, err
			}
			told++
			if !slices.ContainsFunc(logs, func(name string) bool {
				content, err := os.ReadFile(name)
				return err == nil && bytes.Contains(content, []byte(`"`+e.ID+`"`))
			}) {
				missing = append(missing, string(e.Type))
			}
			return http.StatusOK, nil
		}
	})
	b.endpoint(false, "*")
	b.sale(5000, "eur", "4242424242424242")
	b.advance(time.Hour) // the capture is a job, which no request waits for
	mu.Lock()
	defer mu.Unlock()
	require.Greater(t, told, 3)
	require.Empty(t, missing)
}

// TestOneProcess: a folder has one owner.
func TestOneProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := newBench(t, func(c *stripesim.Config) { c.Dir = dir })
	cfg := stripesim.Config{Clock: b.clock, IDs: idsFor(b), Dir: dir}
	_, err := stripesim.New(cfg)
	require.ErrorIs(t, err, journal.ErrLocked)
	require.ErrorContains(t, err, "serves another process")
	require.NoError(t, b.sim.Close())
	second, err := stripesim.New(cfg)
	require.NoError(t, err)
	require.NoError(t, second.Close())
}

// childDir is set in the process that TestKill kills.
const childDir = "STRIPESIM_KILL_DIR"

// TestMain runs the tests, or in the process that TestKill kills, what is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeUntilKilled writes and tells what was acknowledged; it ends only by an error.
func writeUntilKilled(dir string) error {
	clock := markthalle.NewManualClock(start)
	sim, err := stripesim.New(stripesim.Config{
		Clock: clock, IDs: markthalle.NewIDs(clock, nil), Dir: dir, SettleDelay: stripesim.DefaultSettleDelay,
		PublicURL: func() string { return "http://127.0.0.1:8080" },
	})
	if err != nil {
		return err
	}
	sc := newClient(&http.Client{Transport: sim.Transport()}, "http://simulator", 0)
	failed := make(chan error)
	var mu sync.Mutex
	for w := range 8 {
		go func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("c-%d-%d-%d", os.Getpid(), w, i)
				p := &stripe.CustomerParams{Name: stripe.String(name)}
				p.SetIdempotencyKey(name)
				c, err := sc.Customers.New(p)
				if err != nil {
					failed <- err
					return
				}
				mu.Lock()
				_, err = fmt.Fprintf(os.Stdout, "ack %s %s\n", c.ID, name) // the parent reads it
				mu.Unlock()
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// TestKill proves DESIGN's second promise: a kill at any instant loses no answer.
func TestKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acked := map[string]string{}
	for round := range 4 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), childDir+"="+dir)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		scan := bufio.NewScanner(out)
		n := 0
		for scan.Scan() {
			f := strings.Fields(scan.Text())
			if len(f) != 3 || f[0] != "ack" {
				continue
			}
			acked[f[1]] = f[2]
			if n++; n == 150+round*37 {
				require.NoError(t, cmd.Process.Kill())
			}
		}
		require.Error(t, cmd.Wait())
		require.Greater(t, n, 100)
		b := newBench(t, func(c *stripesim.Config) { c.Dir = dir })
		got := map[string]string{}
		names := map[string]int{}
		for list := b.sc.Customers.List(&stripe.CustomerListParams{ListParams: stripe.ListParams{Limit: stripe.Int64(100)}}); list.Next(); {
			got[list.Customer().ID] = list.Customer().Name
			names[list.Customer().Name]++
		}
		for id, name := range acked {
			require.Equal(t, name, got[id], "acknowledged and lost")
			require.Equal(t, 1, names[name])
		}
		for id, name := range acked { // each answer is kept under its key, too
			a := b.call("POST", "/v1/customers", "name="+name, "Idempotency-Key", name)
			require.Equal(t, id, a.body["id"])
			break
		}
		require.NoError(t, b.sim.Close())
	}
}

// TestTornRecord: half a record at the end is cut off, damage elsewhere is an error.
func TestTornRecord(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(c *stripesim.Config) { c.Dir = dir }
	b := newBench(t, in)
	_, err := b.sc.Customers.New(&stripe.CustomerParams{Name: stripe.String("A")})
	require.NoError(t, err)
	require.NoError(t, b.sim.Close())
	logs, err := filepath.Glob(filepath.Join(dir, "*.log"))
	require.NoError(t, err)
	require.Len(t, logs, 1)
	whole, err := os.ReadFile(logs[0])
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(logs[0], append(whole, `deadbeef {"put":[{"obj`...), 0o600))
	b = newBench(t, in)
	_, err = b.sc.Customers.New(&stripe.CustomerParams{Name: stripe.String("B")})
	require.NoError(t, err)
	require.NoError(t, b.sim.Close())
	b = newBench(t, in)
	n := 0
	for list := b.sc.Customers.List(&stripe.CustomerListParams{}); list.Next(); {
		n++
	}
	require.Equal(t, 2, n)
	require.NoError(t, b.sim.Close())

	snaps, err := filepath.Glob(filepath.Join(dir, "*.snap"))
	require.NoError(t, err)
	require.Len(t, snaps, 1)
	whole, err = os.ReadFile(snaps[0])
	require.NoError(t, err)
	whole[len(whole)/2] ^= 1
	require.NoError(t, os.WriteFile(snaps[0], whole, 0o600))
	_, err = stripesim.New(stripesim.Config{Clock: b.clock, IDs: idsFor(b), Dir: dir})
	require.ErrorIs(t, err, journal.ErrCorrupt)
}

// TestBulk: a history written in bulk is durable when Bulk returns.
func TestBulk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(c *stripesim.Config) { c.Dir = dir }
	b := newBench(t, in)
	require.NoError(t, b.sim.Bulk(func() error {
		for i := range 50 {
			if _, err := b.sc.Customers.New(&stripe.CustomerParams{Name: stripe.String(strconv.Itoa(i))}); err != nil {
				return err
			}
		}
		return nil
	}))
	copied := t.TempDir() // what a kill would leave
	files, err := filepath.Glob(filepath.Join(dir, "state-*"))
	require.NoError(t, err)
	for _, f := range files {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(copied, filepath.Base(f)), raw, 0o600))
	}
	c := newBench(t, func(c *stripesim.Config) { c.Dir = copied })
	n := 0
	for list := c.sc.Customers.List(&stripe.CustomerListParams{ListParams: stripe.ListParams{Limit: stripe.Int64(100)}}); list.Next(); {
		n++
	}
	require.Equal(t, 50, n)
}
