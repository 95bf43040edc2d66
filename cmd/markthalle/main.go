package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/server"
)

// engines are the flags that every command takes which opens a market.
type engines struct {
	Data     string   `help:"Folder of the embedded engines." default:"data" env:"MARKTHALLE_DATA" type:"path"`
	Store    string   `help:"sqlite:DIR or mongodb://…" env:"MARKTHALLE_STORE"`
	Search   string   `help:"bleve:DIR or typesense+http://KEY@HOST:PORT" env:"MARKTHALLE_SEARCH"`
	Payments string   `help:"sim:, sim:http://HOST:PORT or stripe:FILE with the key" env:"MARKTHALLE_PAYMENTS"`
	Methods  []string `help:"Methods of payment that buyers are offered: card, sepa_debit." name:"payment-methods" env:"MARKTHALLE_PAYMENT_METHODS"`
	Media    string   `help:"A folder or bucket by gocloud.dev/blob URL." env:"MARKTHALLE_MEDIA"`
	Mail     string   `help:"dev: or smtp://user:password@host:port" env:"MARKTHALLE_MAIL"`
}

// cli is the command line.
type cli struct {
	Config  kong.ConfigFlag `help:"A YAML file with flags by name." env:"MARKTHALLE_CONFIG"`
	LogJSON bool            `help:"Log as JSON." name:"log-json" env:"MARKTHALLE_LOG_JSON"`

	Demo    demoCmd      `cmd:"" help:"Start a whole trading market to try."`
	Serve   serveCmd     `cmd:"" help:"Serve a market."`
	Import  importCmd    `cmd:"" help:"Bring an existing market's files."`
	Reindex reindexCmd   `cmd:"" help:"Rebuild the search index from the store."`
	Ledger  ledgerCmd    `cmd:"" help:"Check or rebuild the books."`
	Compare reconcileCmd `cmd:"" name:"reconcile" help:"Compare the books with the payment provider's."`
	Report  reportCmd    `cmd:"" help:"Write a report that the law asks for."`
	StoreIt storeCmd     `cmd:"" name:"store" help:"Work on document engines."`
	User    userCmd      `cmd:"" help:"Make a person."`
	Doctor  doctorCmd    `cmd:"" help:"Say whether engines and books are in order."`
	Show    configCmd    `cmd:"" name:"config" help:"Print the configuration in force, without secrets."`
	Sim     simCmd       `cmd:"" name:"stripe-sim" help:"Serve the payment simulator by itself, for several processes of one market."`
	Version versionCmd   `cmd:"" help:"Print the version."`
}

// out is where commands print, the log beside it.
type out struct {
	io.Writer
	Log *slog.Logger
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process around it: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("markthalle"), kong.Description("A marketplace: one binary, many vendors, one cart."),
		kong.UsageOnError(), kong.Configuration(yamlFile), kong.Writers(stdout, stderr), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(stderr, "markthalle:", err)
		return 2
	}
	var handler slog.Handler = slog.NewTextHandler(stderr, nil)
	if c.LogJSON {
		handler = slog.NewJSONHandler(stderr, nil)
	}
	o := &out{Writer: stdout, Log: slog.New(handler)}
	if err := k.Run(o); err != nil {
		fmt.Fprintln(stderr, "markthalle:", explain(err))
		return 1
	}
	return 0
}

// explain words an error for a person at a terminal: every fault on a line of its own.
func explain(err error) string {
	var e *markthalle.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	var b strings.Builder
	b.WriteString(e.Text)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "\n  %s: %s", strings.TrimPrefix(f.Pointer, "/"), f.Message)
		if f.Found != "" {
			fmt.Fprintf(&b, " Found %s.", f.Found)
		}
	}
	fmt.Fprintf(&b, " (%s)", e.Code)
	if e.Err != nil {
		fmt.Fprintf(&b, "\n  %v", e.Err)
	}
	return b.String()
}

// yamlFile resolves flags from a YAML file: the name of a flag, or command.flag.
func yamlFile(r io.Reader) (kong.Resolver, error) {
	named, ok := r.(interface{ Name() string })
	if !ok {
		return nil, errors.New("the configuration is not a file")
	}
	k := koanf.New(".")
	if err := k.Load(file.Provider(named.Name()), yaml.Parser()); err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return kong.ResolverFunc(func(_ *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range []string{parent.Node().Name + "." + flag.Name, flag.Name} {
			if k.Exists(name) {
				return k.Get(name), nil
			}
		}
		return nil, nil //nolint:nilnil // kong: no value here, ask the next source
	}), nil
}

// config is the server's configuration from the engines' flags.
func (e engines) config(o *out) server.Config {
	return server.Config{
		Data: e.Data, Store: e.Store, Search: e.Search, Payments: e.Payments, Methods: e.Methods, Media: e.Media, Mail: e.Mail, Log: o.Log,
	}
}

// serveCmd serves a market.
type serveCmd struct {
	engines

	Addr          string   `help:"Address to serve at." default:"127.0.0.1:8080" env:"MARKTHALLE_ADDR"`
	PublicURL     string   `help:"Origin that people see." name:"public-url" env:"MARKTHALLE_PUBLIC_URL"`
	Create        string   `help:"Make an empty store a market: trial or live, for ever." enum:",trial,live" default:"" env:"MARKTHALLE_CREATE"`
	PublicTrial   bool     `help:"Allow a trial market beyond this machine." name:"public-trial" env:"MARKTHALLE_PUBLIC_TRIAL"`
	Metrics       string   `help:"Address of a listener of its own for /metrics; empty for none. Port 0 takes a free one, which is logged." default:"127.0.0.1:0" env:"MARKTHALLE_METRICS"`
	RateLimits    string   `help:"Limit requests per address." enum:"on,off" default:"on" name:"rate-limits" env:"MARKTHALLE_RATE_LIMITS"`
	Name          string   `help:"Name of a new market." default:"Markthalle" env:"MARKTHALLE_NAME"`
	Currency      string   `help:"Currency of a new market." default:"EUR" env:"MARKTHALLE_CURRENCY"`
	Country       string   `help:"Country of the operator of a new market." default:"DE" env:"MARKTHALLE_COUNTRY"`
	Origins       []string `help:"Further origins that return addresses may lead to." env:"MARKTHALLE_ORIGINS"`
	WebhookSecret string   `help:"File with the signing secret of the account endpoint." name:"webhook-secret" env:"MARKTHALLE_WEBHOOK_SECRET" type:"path"`
	ConnectSecret string   `help:"File with the signing secret of the Connect endpoint." name:"connect-secret" env:"MARKTHALLE_CONNECT_SECRET" type:"path"`
}

// Run implements the command.
func (c *serveCmd) Run(ctx context.Context, o *out) error {
	cfg := c.config(o)
	cfg.Addr, cfg.PublicURL, cfg.Create = c.Addr, c.PublicURL, server.Mode(c.Create)
	cfg.PublicTrial, cfg.RateLimits, cfg.Name = c.PublicTrial, c.RateLimits == "on", c.Name
	cfg.Currency, cfg.Country, cfg.Origins = money.Currency(c.Currency), c.Country, c.Origins
	cfg.MetricsAddr = c.Metrics
	// Under its old name a process takes up its own work at once. Where the machine's name
	// is not known it gets a new name: two processes of one name would share their leases.
	if host, err := os.Hostname(); err == nil {
		cfg.Owner = "serve@" + host + "/" + c.Addr
	}
	for i, f := range []string{c.WebhookSecret, c.ConnectSecret} {
		if f == "" {
			continue
		}
		b, err := os.ReadFile(filepath.Clean(f))
		if err != nil {
			return fmt.Errorf("read webhook secret: %w", err)
		}
		cfg.WebhookSecrets[i] = strings.TrimSpace(string(b))
	}
	return serve(ctx, o, cfg, nil)
}

// serve listens, opens the market and serves it until the context ends. greet prints
// what a person should know once requests are served.
func serve(ctx context.Context, o *out, cfg server.Config, greet func(*server.Market)) error {
	l, err := server.Listen(ctx, cfg.Addr)
	if err != nil {
		return err
	}
	cfg.Addr = l.Addr().String()
	boundHeap()
	m, err := server.Open(ctx, cfg)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	err = m.Serve(ctx, l, func() {
		fmt.Fprintf(o, "ready http://%s\n", cfg.Addr)
		if greet != nil {
			greet(m)
		}
	})
	return errors.Join(err, m.Close(context.WithoutCancel(ctx)))
}
