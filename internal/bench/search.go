package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/markthalle/markthalle/internal/peers/typesensed"
)

// SearchOptions are the size of a run over the public catalogues, or a generated one.
type SearchOptions struct {
	Options
	Data      string // folder of the public data
	Generate  int    // offers of a generated market to be measured instead
	Typesense string // program of a Typesense server; empty measures the embedded engine only
	Queries   int    // different ones of each kind
}

func escape(s string) string { return url.QueryEscape(s) }

// RunSearch measures search over the catalogues, through HTTP and whole markets:
// the embedded engine, Typesense, and the requests that Typesense was sent once more
// without us.
func RunSearch(ctx context.Context, o SearchOptions) (r Report, err error) {
	if err := os.RemoveAll(filepath.Join(o.Folder, "catalogue")); err != nil {
		return r, fmt.Errorf("empty the folder of the run: %w", err)
	}
	dir := filepath.Join(o.Folder, "catalogue")
	c, err := writeCatalogue(o.Data, o.Generate, dir)
	if err != nil {
		return r, err
	}
	o.Vendors, o.Products = c.vendors, len(c.titles)
	r = newReport(o.Options)
	began := now()
	if err := o.bring(ctx, dir); err != nil {
		return r, err
	}
	r.FirstStart = now().Sub(began).Seconds()
	r.Figures = append(r.Figures, Figure{
		Name: "import", Connections: 1, Requests: c.offers, Seconds: r.FirstStart, PerSecond: float64(c.offers) / r.FirstStart,
		Note: "offers a second, validated, stored and indexed",
	})
	o.Say("%s", r.Figures[0].line())
	kinds := c.searchAsks(o.Queries)
	if err := r.embedded(ctx, o, dir, kinds); err != nil {
		return r, err
	}
	if o.Typesense == "" {
		return r, nil
	}
	return r, r.typesense(ctx, o, dir, kinds)
}

// bring imports the catalogue into a new market.
func (o *SearchOptions) bring(ctx context.Context, dir string) error {
	cmd := exec.CommandContext(ctx, o.Binary, "import", "market", dir, //nolint:gosec // a program that this run has built
		"--mapping", filepath.Join(dir, "catalogues.yaml"), "--data", filepath.Join(dir, "data"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("import the catalogue: %w: %s", err, out[max(0, len(out)-2000):])
	}
	return nil
}

// serve starts the market on one of the engines.
func (o *SearchOptions) serve(ctx context.Context, dir, engine string) (*process, error) {
	addr, err := free(ctx)
	if err != nil {
		return nil, err
	}
	metrics, err := free(ctx)
	if err != nil {
		return nil, err
	}
	args := []string{"serve", "--data", filepath.Join(dir, "data"), "--addr", addr, "--metrics", metrics, "--rate-limits", "off"}
	if engine != "" {
		args = append(args, "--search", engine)
	}
	return start(ctx, filepath.Join(o.Folder, "search.log"), metrics, o.Binary, args...)
}

func (r *Report) embedded(ctx context.Context, o SearchOptions, dir string, kinds []asks) error {
	p, err := o.serve(ctx, dir, "")
	if err != nil {
		return err
	}
	r.SecondStart = p.Ready.Seconds()
	r.note(p, filepath.Join(dir, "data"), "embedded, idle")
	if size, err := folderSize(filepath.Join(dir, "data", "search")); err == nil {
		o.Say("start %.2f s, index on disk %.0f MB\n", r.SecondStart, mega(size))
	}
	for _, k := range kinds {
		if err = r.sweep(ctx, o.Options, "embedded: "+k.name, readers(ctx, p.host, k.paths)); err != nil {
			break
		}
	}
	r.note(p, filepath.Join(dir, "data"), "embedded, after")
	return errors.Join(err, p.stop())
}

// typesense measures the market on a Typesense server, then sends the server what it was
// sent for each query.
func (r *Report) typesense(ctx context.Context, o SearchOptions, dir string, kinds []asks) error {
	server, err := typesensed.Start(o.Typesense) //nolint:contextcheck // it is stopped below, also when ctx has ended
	if err != nil {
		return err
	}
	defer server.Stop()
	tape, err := newTape(ctx, server.URL())
	if err != nil {
		return err
	}
	defer tape.close()
	if err := typesensed.Await(ctx, healthy(server.URL())); err != nil {
		return err
	}
	engine := "typesense+" + strings.Replace(tape.url, "://", "://"+typesensed.Key+"@", 1)
	cmd := exec.CommandContext(ctx, o.Binary, "reindex", "--data", filepath.Join(dir, "data"), "--search", engine) //nolint:gosec // a program that this run has built
	began := now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("reindex: %w: %s", err, out[max(0, len(out)-2000):])
	}
	o.Say("reindexed into Typesense in %.1f s\n", now().Sub(began).Seconds())
	direct := "typesense+" + strings.Replace(server.URL(), "://", "://"+typesensed.Key+"@", 1)
	p, err := o.serve(ctx, dir, direct)
	if err != nil {
		return err
	}
	o.MayRefuse = true // a search on all offers keeps the server busy for long
	kinds = append(kinds[1:], kinds[0])
	for _, k := range kinds {
		if err = r.sweep(ctx, o.Options, "Typesense: "+k.name, readers(ctx, p.host, k.paths)); err != nil {
			break
		}
	}
	r.note(p, filepath.Join(dir, "data"), "on Typesense, after")
	if err = errors.Join(err, p.stop()); err != nil {
		return err
	}
	if p, err = o.serve(ctx, dir, engine); err != nil {
		return err
	}
	scripts, err := record(ctx, p.host, tape, kinds)
	if err = errors.Join(err, p.stop()); err != nil {
		return err
	}
	for i, k := range kinds {
		if err := r.sweep(ctx, o.Options, "direct: "+k.name, replayers(ctx, strings.TrimPrefix(server.URL(), "http://"), scripts[i])); err != nil {
			return err
		}
	}
	r.Memory = append(r.Memory, serverMemory(server.PID()))
	return nil
}

func healthy(base string) func(context.Context) error {
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/health", nil)
		if err != nil {
			return fmt.Errorf("ask the server: %w", err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return fmt.Errorf("ask the server: %w", err)
		}
		if res.StatusCode != http.StatusOK {
			err = fmt.Errorf("the server answers %d", res.StatusCode)
		}
		return errors.Join(err, res.Body.Close())
	}
}

func serverMemory(pid int) Memory {
	p := process{cmd: &exec.Cmd{Process: &os.Process{Pid: pid}}}
	m := Memory{When: "Typesense server"}
	m.Resident, m.Peak = p.memory()
	return m
}

// sent is one request that the server was sent.
type sent struct {
	path string
	body []byte
}

// tape is a proxy before a server that remembers the searches that pass.
type tape struct {
	url    string
	server *http.Server
	mu     sync.Mutex
	heard  []sent
}

func newTape(ctx context.Context, target string) (*tape, error) {
	to, err := url.Parse(target)
	if err != nil {
		return nil, fmt.Errorf("address of the server: %w", err)
	}
	addr, err := free(ctx)
	if err != nil {
		return nil, err
	}
	t := &tape{url: "http://" + addr}
	proxy := httputil.NewSingleHostReverseProxy(to)
	t.server = &http.Server{Addr: addr, ReadHeaderTimeout: answerTime, Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if strings.HasSuffix(q.URL.Path, "multi_search") {
			body, err := io.ReadAll(q.Body)
			if err == nil {
				t.mu.Lock()
				t.heard = append(t.heard, sent{q.URL.RequestURI(), body})
				t.mu.Unlock()
				q.Body = io.NopCloser(strings.NewReader(string(body)))
			}
		}
		proxy.ServeHTTP(w, q)
	})}
	failed := make(chan error, 1)
	go func() { failed <- t.server.ListenAndServe() }()
	select {
	case err := <-failed:
		return nil, fmt.Errorf("proxy: %w", err)
	case <-time.NewTimer(100 * time.Millisecond).C:
		return t, nil
	}
}

func (t *tape) close() { _ = t.server.Close() } // nobody asks it any more

// take returns what was heard since the last call.
func (t *tape) take() []sent {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.heard
	t.heard = nil
	return out
}

// forgotten is after how long a market counts anew what it has counted on a Typesense server.
const forgotten = 1100 * time.Millisecond

// record asks every query once and keeps what the server was sent for it when nothing of its
// answer was known.
func record(ctx context.Context, host string, t *tape, kinds []asks) ([][][]sent, error) {
	c, err := dial(ctx, host)
	if err != nil {
		return nil, err
	}
	defer func() { _ = c.close() }()
	out := make([][][]sent, len(kinds))
	for i, k := range kinds {
		for _, path := range k.paths {
			time.Sleep(forgotten)
			t.take()
			if _, err := c.get(path); err != nil && !errors.Is(err, errOverloaded) {
				return nil, err
			}
			if s := t.take(); len(s) > 0 {
				out[i] = append(out[i], s)
			}
		}
	}
	return out, nil
}

// replayer sends the server what it was sent for one query after the other.
type replayer struct {
	*conn
	scripts [][]sent
	at      int
}

func (r *replayer) step(n int) (time.Duration, int, error) {
	script := r.scripts[(r.at+n)%len(r.scripts)]
	return timed(func() (int, error) {
		size := 0
		for _, s := range script {
			status, got, err := r.do(http.MethodPost, s.path, "application/json", s.body, "X-TYPESENSE-API-KEY", typesensed.Key)
			if err != nil {
				return size, fmt.Errorf("direct: %w", err)
			}
			if status != http.StatusOK {
				return size, fmt.Errorf("direct: status %d: %s", status, got[:min(len(got), 300)])
			}
			size += len(got)
		}
		return size, nil
	})
}

func replayers(ctx context.Context, host string, scripts [][]sent) func(int) (worker, error) {
	return func(n int) (worker, error) {
		c, err := dial(ctx, host)
		if err != nil {
			return nil, err
		}
		return &replayer{conn: c, scripts: scripts, at: n * 7}, nil
	}
}
