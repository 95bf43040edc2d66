package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Options are the size of a run.
type Options struct {
	Binary      string // the market's binary
	Hello       []string
	Folder      string // for the market's data and logs; it is emptied of them first
	Store       string // URL of the document store; empty means SQLite in Folder
	Vendors     int
	Products    int
	Connections []int
	Each        time.Duration // for each figure
	Rows        int           // of the imports
	MayRefuse   bool          // answers of 503 are counted and end nothing
	Say         func(format string, args ...any)
}

// Run measures the machine's reference and a market on one store. A report that is
// returned with an error holds what was measured by then.
func Run(ctx context.Context, o Options) (r Report, err error) {
	if err := os.MkdirAll(o.Folder, 0o750); err != nil {
		return r, fmt.Errorf("folder of the run: %w", err)
	}
	r = newReport(o)
	hello, err := start(ctx, filepath.Join(o.Folder, "hello.log"), "", o.Hello[0], o.Hello[1:]...)
	if err != nil {
		return r, err
	}
	err = r.sweep(ctx, o, "hello", readers(ctx, hello.host, []string{"/"}))
	if err = errors.Join(err, hello.stop()); err != nil {
		return r, err
	}
	data := filepath.Join(o.Folder, "market")
	if err := os.RemoveAll(data); err != nil {
		return r, fmt.Errorf("empty the folder of the run: %w", err)
	}
	p, err := o.market(ctx, data)
	if err != nil {
		return r, err
	}
	r.FirstStart = p.Ready.Seconds()
	o.Say("a market of %d products, ready after %.1f s\n", o.Products, r.FirstStart)
	if err := p.stop(); err != nil {
		return r, fmt.Errorf("stop the market: %w", err)
	}
	if p, err = o.market(ctx, data); err != nil {
		return r, err
	}
	r.SecondStart = p.Ready.Seconds()
	err = r.measure(ctx, o, p, data)
	return r, errors.Join(err, p.stop())
}

// market starts the demo, which makes its market unless it is there.
func (o *Options) market(ctx context.Context, data string) (*process, error) {
	addr, err := free(ctx)
	if err != nil {
		return nil, err
	}
	metrics, err := free(ctx)
	if err != nil {
		return nil, err
	}
	args := []string{
		"demo", "--data", data, "--addr", addr, "--metrics", metrics, "--rate-limits", "off",
		"--vendors", strconv.Itoa(o.Vendors), "--products", strconv.Itoa(o.Products),
	}
	if o.Store != "" {
		args = append(args, "--store", o.Store)
	}
	return start(ctx, filepath.Join(o.Folder, "market.log"), metrics, o.Binary, args...)
}

// free returns an address that nobody listens at just now.
func free(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}

// sweep measures one thing at every number of connections.
func (r *Report) sweep(ctx context.Context, o Options, name string, hire func(int) (worker, error)) error {
	for _, n := range o.Connections {
		var refused atomic.Int64
		f, err := load(ctx, name, n, o.Each, patiently(&refused, hire))
		f.Refused = int(refused.Load())
		if f.Refused > 0 && o.MayRefuse {
			<-time.NewTimer(breakerTime).C // the next figure is another matter
		}
		if f.Refused > 0 && !o.MayRefuse {
			err = errors.Join(err, fmt.Errorf("%s at %d connections: %d of %d requests: %w", name, n, f.Refused, f.Requests, errOverloaded))
		}
		if f.Requests > 0 {
			r.Figures = append(r.Figures, f)
			o.Say("%s", f.line())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// breakerTime is longer than the market leaves an overloaded server alone.
const breakerTime = 6 * time.Second

// measure drives a market: what reads first, what writes after it, imports last.
func (r *Report) measure(ctx context.Context, o Options, p *process, data string) error {
	r.note(p, data, "idle")
	s, err := browse(ctx, p.host)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		name  string
		paths []string
	}{{"product", s.products}, {"category list of 24", s.lists}, {"search with facets", s.searches}} {
		if err := r.sweep(ctx, o, x.name, readers(ctx, p.host, x.paths)); err != nil {
			return err
		}
	}
	r.note(p, data, "after reading")
	stock, err := stockUp(ctx, p.host, o.Vendors)
	if err != nil {
		return fmt.Errorf("fill the shelves: %w", err)
	}
	if _, err := p.caughtUp(ctx); err != nil {
		return err
	}
	connect := func(as func(*conn) worker) (worker, error) {
		c, err := dial(ctx, p.host)
		if err != nil {
			return nil, err
		}
		return as(c), nil
	}
	if err := r.sweep(ctx, o, "add to cart", func(n int) (worker, error) {
		return connect(func(c *conn) worker { return &adder{conn: c, goods: stock, n: n} })
	}); err != nil {
		return err
	}
	if err := r.sweep(ctx, o, "checkout of 3 vendors", func(n int) (worker, error) {
		return connect(func(c *conn) worker { return &buyer{conn: c, base: "http://" + p.host, goods: stock, n: n} })
	}); err != nil {
		return err
	}
	late, err := p.caughtUp(ctx)
	if err != nil {
		return err
	}
	r.Backlog = late.Seconds()
	r.note(p, data, "after orders")
	imports, err := bring(ctx, p.host, o.Rows)
	for _, f := range imports {
		o.Say("%s", f.line())
	}
	r.Figures = append(r.Figures, imports...)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if late, err = p.caughtUp(ctx); err != nil {
		return err
	}
	r.Indexed = late.Seconds()
	r.note(p, data, "after imports")
	return nil
}

// note writes down memory and size.
func (r *Report) note(p *process, data, when string) {
	m := Memory{When: when}
	m.Resident, m.Peak = p.memory()
	if !strings.HasPrefix(r.Store, "mongodb") {
		if size, err := folderSize(filepath.Join(data, "store")); err == nil {
			m.Database = size
		}
	}
	r.Memory = append(r.Memory, m)
}
