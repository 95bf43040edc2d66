package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/demo"
	"github.com/markthalle/markthalle/server"
)

// demoCmd starts a whole trading market.
type demoCmd struct {
	engines

	Addr       string `help:"Address to serve at." default:"127.0.0.1:8080" env:"MARKTHALLE_ADDR"`
	Vendors    int    `help:"How many vendors a new market has." default:"36"`
	Products   int    `help:"How many products a new market has; it sells about two orders of each." default:"1500"`
	Seed       uint64 `help:"The same seed makes the same market." default:"1"`
	Metrics    string `help:"Address of a listener of its own for /metrics; empty for none." default:"127.0.0.1:0" env:"MARKTHALLE_METRICS"`
	Fresh      bool   `help:"Empty the folder first."`
	RateLimits string `help:"Limit requests per address." enum:"on,off" default:"on" name:"rate-limits"`
}

// errNotDemo keeps --fresh from emptying a folder that holds something else.
var errNotDemo = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "demo.folder", Text: "The folder holds something that is not a demo market; it is not emptied.",
}

// Run implements the command.
func (c *demoCmd) Run(ctx context.Context, o *out) error {
	if own, err := filepath.Abs("data"); err == nil && c.Data == own && os.Getenv("MARKTHALLE_DATA") == "" {
		c.Data = filepath.Join(filepath.Dir(own), "demo-data") // a demo does not move in with a market
	}
	if c.Fresh {
		if err := empty(c.Data); err != nil {
			return err
		}
	}
	cfg := c.config(o)
	cfg.Addr, cfg.Create, cfg.Demo, cfg.RateLimits = c.Addr, server.Trial, true, c.RateLimits == "on"
	cfg.Name, cfg.Owner, cfg.MetricsAddr = "Markthalle", "demo", c.Metrics
	if err := c.fill(ctx, o, cfg); err != nil {
		return err
	}
	return serve(ctx, o, cfg, func(m *server.Market) { greet(o, m, c.Vendors) })
}

// loadGC is how much the heap may grow before garbage is collected while a market is
// filled: much of what is made lives for a moment, and nobody else needs the memory.
const loadGC = 400

// marker is the file that says that a folder belongs to a demo market.
const marker = "demo-market"

// fill makes the market unless it is there. A market that was cut off while it was made
// is thrown away and made again.
func (c *demoCmd) fill(ctx context.Context, o *out, cfg server.Config) error {
	in, err := server.Look(ctx, cfg)
	if err != nil || in.Seeded {
		return err
	}
	if c.Store == "" {
		if err := clear(c.Data); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return fmt.Errorf("demo folder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(c.Data, marker), []byte("A generated market. It may be deleted.\n"), 0o600); err != nil {
		return fmt.Errorf("demo folder: %w", err)
	}
	options := demo.Options{
		Seed: c.Seed, Vendors: c.Vendors, Products: c.Products, Until: markthalle.SystemClock{}.Now(), Progress: progress(o),
	}
	clock := markthalle.NewManualClock(options.Start())
	cfg.Clock, cfg.Loading, cfg.Log = clock, true, slog.New(quiet{o.Log.Handler()})
	defer debug.SetGCPercent(debug.SetGCPercent(loadGC))
	m, err := server.Open(ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Fprintf(o, "Making a market of %d vendors and %d products, with two years of trade.\n", c.Vendors, c.Products)
	err = demo.Seed(ctx, m, clock, options)
	return errors.Join(err, m.Close(context.WithoutCancel(ctx)))
}

// quiet lets only warnings through: two years of trade have much to tell.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// clear removes what a demo market keeps in its folder.
func clear(dir string) error {
	for _, name := range []string{"store", "search", "media", "stripe-simulator"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("empty demo folder: %w", err)
		}
	}
	return nil
}

// empty clears a folder that is a demo market's, or that is not there.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, marker)); err != nil {
		return errNotDemo
	}
	return clear(dir)
}

// progress shows a bar for each part of the work.
func progress(o *out) func(string, int, int) {
	bars := map[string]*progressbar.ProgressBar{}
	return func(part string, done, of int) {
		bar := bars[part]
		if bar == nil {
			bar = progressbar.NewOptions(of, progressbar.OptionSetWriter(o), progressbar.OptionSetDescription(fmt.Sprintf("%-9s", part)),
				progressbar.OptionShowCount(), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionOnCompletion(func() { fmt.Fprintln(o) }))
			bars[part] = bar
		}
		_ = bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

// greet prints the sign-ins.
func greet(o *out, m *server.Market, vendors int) {
	fmt.Fprintf(o, `
A trading market to try; its money is simulated. Everybody's password is %s

  storefront  %s
  buyer       buyer@demo.example
  operator    operator@demo.example, catalogue@…, finance@…, support@…, auditor@demo.example
  vendors     owner1@demo.example … owner%d@demo.example
  payments    %s/ (card 4242 4242 4242 4242)
  API         %s/docs

`, demo.Password, m.Config.PublicURL, vendors, m.Config.PublicURL+server.SimulatorPath, strings.TrimSuffix(m.Config.PublicURL, "/"))
}
