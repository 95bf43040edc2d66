package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// What takes two processes. The child is the test binary itself; see Main.
var crashCases = []engineCase{
	{"crash/kill_under_load", crashKill},
	{"crash/two_processes", crashPair},
}

// childEnv makes a test binary a child; its value is the name of the child's process.
const childEnv = "MARKTHALLE_STORETEST_CHILD"

const childWriters = 8

// Seen is what the child's reaction makes of an event.
type Seen struct {
	store.Meta `bson:",inline"`
	Doc        string `bson:"doc"`
	N          int64  `bson:"n"`
}

// seenReaction is what both processes do about Counted.
func seenReaction(db *store.DB) *store.Collection[Seen] {
	seen := store.Define[Seen](db, store.Spec{Name: "seen", Indexes: []store.Index{{Name: "doc", Eq: []store.Field{store.S("doc")}, Sort: []store.Field{store.I("n")}}}})
	store.On(db, "see", func(ctx context.Context, e Counted, _ store.Cause) error {
		_, err := seen.Insert(ctx, Seen{Meta: store.Meta{ID: fmt.Sprintf("seen_%s_%d", e.ID, e.N)}, Doc: e.ID, N: e.N})
		if errors.Is(err, store.ErrExists) {
			return nil
		}
		return err
	})
	return seen
}

// child writes until it is killed: its writers insert and change documents with events,
// and say on standard output what was acknowledged. A line is "id n version".
func child(ctx context.Context, url string, open func(context.Context, string) (store.Driver, error)) int {
	fail := func(err error) int {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		return 1
	}
	d, err := open(ctx, url)
	if err != nil {
		return fail(err)
	}
	name := os.Getenv(childEnv)
	db, err := store.Open(d, store.Options{Clock: markthalle.SystemClock{}, Owner: name})
	if err != nil {
		return fail(err)
	}
	docs := DefineDocs(db)
	seenReaction(db)
	if err := db.Ensure(ctx); err != nil {
		return fail(err)
	}
	db.Start(ctx)
	failed := make(chan error)
	for w := range childWriters {
		go func() { failed <- childWriter(ctx, docs, fmt.Sprintf("%s_%d", name, w)) }()
	}
	return fail(<-failed)
}

func childWriter(ctx context.Context, docs *store.Collection[Doc], prefix string) error {
	for i := 0; ; i++ {
		own, shared := fmt.Sprintf("%s_%d_%d", prefix, os.Getpid(), i), fmt.Sprintf("shared_%d", i%5)
		for _, id := range []string{own, own, shared} {
			got, err := docs.Upsert(ctx, id, func(d *Doc) error {
				d.N++
				d.Text = strings.Repeat("x", 200)
				d.Emit(Counted{d.ID, d.N})
				return nil
			})
			if errors.Is(err, store.ErrOutboxFull) || errors.Is(err, store.ErrBusy) {
				continue // nothing was written, nothing is promised
			}
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(os.Stdout, "%s %d %d\n", id, got.N, got.Version); err != nil {
				return err
			}
		}
	}
}

// promises is what children have acknowledged: the highest N of each document.
type promises struct {
	mu    sync.Mutex
	n     map[string]int64
	lines atomic.Int64
	over  chan string // what children said that ended by themselves
}

// start runs a child and reads its promises until it ends.
func (p *promises) start(t *testing.T, url, name string) (kill func()) {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), childEnv+"="+name, URLEnv+"="+url)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	read := make(chan struct{})
	go func() {
		defer close(read)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			var id string
			var n, version int64
			if k, _ := fmt.Sscanf(lines.Text(), "%s %d %d", &id, &n, &version); k != 3 || n != version {
				continue // the last line may be torn
			}
			p.mu.Lock()
			p.n[id] = max(p.n[id], n)
			p.mu.Unlock()
			p.lines.Add(1)
		}
		err := cmd.Wait()
		p.over <- fmt.Sprintf("%v %s", err, said.String())
	}()
	return func() {
		t.Helper()
		must(t, cmd.Process.Kill())
		<-read
		if end := <-p.over; strings.TrimSpace(end) != "signal: killed" {
			t.Errorf("the child ended by itself: %s", end)
		}
	}
}

// until waits for the children to have promised that much.
func (p *promises) until(t *testing.T, lines int64) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	limit, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	for p.lines.Load() < lines {
		select {
		case <-tick.C:
		case end := <-p.over:
			t.Fatalf("the child ended by itself: %s", end)
		case <-limit.Done():
			t.Fatalf("only %d acknowledged writes", p.lines.Load())
		}
	}
}

// kept checks that everything promised is there, and that every change of every document
// has been followed up, once and without gaps.
func (p *promises) kept(t *testing.T, d store.Driver, owner string) {
	t.Helper()
	ctx := t.Context()
	wall := markthalle.NewManualClock(markthalle.SystemClock{}.WallNow().Add(time.Hour)) // all leases are over
	b := benchOn(t, &counter{Driver: d}, owner, wall)
	seen := seenReaction(b.db)
	must(t, b.driver.Check(ctx))
	must(t, b.db.Drain(ctx))
	have := map[string]Doc{}
	must(t, b.docs.Scan(ctx, store.Query{}, func(d Doc) error {
		have[d.ID] = d
		return nil
	}))
	for id, n := range p.n {
		if have[id].N < n {
			t.Errorf("%s: %d was acknowledged, %d is there", id, n, have[id].N)
		}
	}
	numbers := map[string]int64{}
	must(t, seen.Scan(ctx, store.Query{}, func(s Seen) error {
		numbers[s.Doc]++
		if s.N > have[s.Doc].N || s.N < 1 {
			t.Errorf("%s: an event of %d that was never stored", s.Doc, s.N)
		}
		return nil
	}))
	for id, d := range have {
		if d.N != d.Version || d.N != d.OutboxSeq || len(d.Outbox) > 0 {
			t.Errorf("%s: count %d, version %d, %d events of which %d wait", id, d.N, d.Version, d.OutboxSeq, len(d.Outbox))
		}
		if numbers[id] != d.N {
			t.Errorf("%s: %d of %d events were followed up", id, numbers[id], d.N)
		}
	}
	t.Logf("%d documents, %d acknowledged writes", len(have), p.lines.Load())
}

func crashKill(t *testing.T, e Engine) {
	url := e.Fresh(t)
	p := &promises{n: map[string]int64{}, over: make(chan string, 2)}
	seed := uint64(os.Getpid()) // a process id is positive
	rng := rand.New(rand.NewPCG(seed, 1))
	t.Logf("seed %d", seed)
	for range 6 {
		kill := p.start(t, url, "child")
		p.until(t, p.lines.Load()+1+rng.Int64N(200))
		kill()
	}
	p.kept(t, e.open(t, url), "child")
}

func crashPair(t *testing.T, e Engine) {
	url := e.Fresh(t)
	p := &promises{n: map[string]int64{}, over: make(chan string, 2)}
	one, two := p.start(t, url, "one"), p.start(t, url, "two")
	p.until(t, 400)
	one()
	p.until(t, p.lines.Load()+100)
	two()
	p.kept(t, e.open(t, url), "parent")
}
