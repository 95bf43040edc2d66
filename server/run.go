package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
)

// Version is the version of the API document and of the binary's report.
const Version = "0.1.0"

// sealEvery is how often the ledger's new entries are sealed and folded.
const sealEvery = 2 * time.Second

// graceful bounds how long requests under way may take when the market shuts down.
const graceful = 20 * time.Second

// Start begins the background work of a market: reactions, timers, sweeps, the
// simulator and the sealing of the ledger. It ends with the context; Wait returns when
// it has.
func (m *Market) Start(ctx context.Context) (wait func()) {
	var wg sync.WaitGroup
	background := func(name string, run func(context.Context) error) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := run(ctx); err != nil && ctx.Err() == nil {
				m.Config.Log.ErrorContext(ctx, "background work ended", "worker", name, "error", err.Error())
			}
		}()
	}
	m.DB.Start(ctx)
	if m.Config.Clock != nil {
		// A history is being made: who moves the clock runs the simulator too, and the
		// ledger's entries are sealed when the market opens.
		return wg.Wait
	}
	if m.Simulator != nil {
		background("simulator", m.Simulator.Run)
	}
	background("ledger", func(ctx context.Context) error {
		t := time.NewTicker(sealEvery)
		defer t.Stop()
		m.Ledger.Run(ctx, t.C, func(err error) { m.Config.Log.ErrorContext(ctx, "ledger is not sealed", "error", err.Error()) })
		return nil
	})
	background("search queries", func(ctx context.Context) error {
		t := time.NewTicker(tuning.FlushEvery)
		defer t.Stop()
		m.Tuning.Run(ctx, t.C, func(err error) { m.Config.Log.ErrorContext(ctx, "searches are not counted", "error", err.Error()) })
		return nil
	})
	return wg.Wait
}

// Listen opens the address that the market is served at.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return l, nil
}

// Serve serves the market on a listener until the context ends, then shuts down in
// order: HTTP, background work. The caller closes the market. ready is called once
// requests are served.
func (m *Market) Serve(ctx context.Context, l net.Listener, ready func()) error {
	app, err := m.App() //nolint:contextcheck // each request brings its own
	if err != nil {
		return err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	wait := m.Start(work)
	if err := m.catchUp(ctx); err != nil {
		stop()
		wait()
		return err
	}
	figures, err := m.startMetrics(work)
	if err != nil {
		stop()
		wait()
		return err
	}
	defer figures()
	done := make(chan error, 1)
	go func() { done <- app.Listener(l) }()
	ready()
	go debug.FreeOSMemory() // a start reads all of the search index and parses all pages
	select {
	case err = <-done:
	case <-ctx.Done():
		err = shutdown(app, l, done)
	}
	stop()
	wait()
	return err
}

// startMetrics serves /metrics on a listener of its own while the market is served, when
// the configuration names one. wait returns when it has ended with the context.
func (m *Market) startMetrics(ctx context.Context) (wait func(), err error) {
	if m.Config.MetricsAddr == "" {
		return func() {}, nil
	}
	l, err := Listen(ctx, m.Config.MetricsAddr)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	m.Config.Log.InfoContext(ctx, "metrics are served", "url", "http://"+l.Addr().String()+"/metrics")
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := m.serveMetrics(ctx, l); err != nil && ctx.Err() == nil {
			m.Config.Log.ErrorContext(ctx, "metrics ended", "error", err.Error())
		}
	}()
	return func() { <-done }, nil
}

// shutdown ends the serving of requests. The server forgets an end that comes before it
// has begun to accept, so that the listener is closed here, too.
func shutdown(app *fiber.App, l net.Listener, done <-chan error) error {
	err := app.ShutdownWithTimeout(graceful)
	_ = l.Close() // closed already, but for that case
	if served := <-done; !errors.Is(served, net.ErrClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// catchUp brings the index up to what the store holds, when it was left behind: a first
// start, a bulk load that was cut off, another engine.
func (m *Market) catchUp(ctx context.Context) error {
	empty, err := m.Search.Empty(ctx)
	for began := m.Config.Wall.WallNow(); errors.Is(err, search.ErrNotReady) && m.Config.Wall.WallNow().Sub(began) < searchStart; {
		// A search server may still take in what another process has sent it.
		if err := wait(ctx, searchAgain); err != nil {
			return err
		}
		empty, err = m.Search.Empty(ctx)
	}
	if err != nil {
		return fmt.Errorf("ask search: %w", err)
	}
	if !empty {
		return nil
	}
	return m.Reindex(ctx, nil)
}

const (
	searchStart = time.Minute // how long a start waits until search is ready
	searchAgain = 100 * time.Millisecond
)

// edgeKeys defines the collections that belong to the edges.
func (m *Market) edgeKeys() { m.keys = endpoint.NewKeys(m.DB, m.IDs, m.Config.Wall) }
