package server

import (
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments/stripeconnect"
)

// Mode is what a store was created as.
type Mode string

// The modes.
const (
	Trial Mode = "trial" // simulated money, a clock that can be moved, mails to read
	Live  Mode = "live"
)

// Config is what an installation can be told. Engines are chosen by URL; nothing else
// depends on them.
type Config struct {
	Addr      string // where HTTP is served: "127.0.0.1:8080"
	PublicURL string // origin that people see; empty means http://Addr
	Data      string // folder of the embedded engines

	Store    string   // sqlite:DIR or mongodb://…; empty means sqlite under Data
	Search   string   // bleve:DIR or typesense+http://KEY@HOST:PORT; empty means bleve under Data
	Payments string   // sim:, sim:http://HOST:PORT of a served simulator, or stripe:FILE with the key; empty means sim:
	Methods  []string // of payment: card, sepa_debit; empty means cards
	Media    string   // a gocloud.dev/blob URL; empty means a folder under Data
	Mail     string   // dev: or smtp://…; empty means dev:

	// Create makes an empty store a market of this mode; empty opens what is there.
	Create Mode
	// PublicTrial allows a trial beyond loopback: its controls then need an operator.
	PublicTrial bool
	RateLimits  bool
	Name        string // of a new market
	Currency    money.Currency
	Country     string // of the operator
	Origins     []string

	// Policies of the trial market; the zero values are those of a live one.
	Demo bool // sign-in before the address is verified, no second factor, daily payouts

	WebhookSecrets [2]string // account, connect; needed with stripe:
	MetricsAddr    string    // a listener of its own for /metrics: "127.0.0.1:9464"; empty means none
	Log            *slog.Logger
	Wall           markthalle.Wall

	// Owner names this process in leases: under its old name it takes up its own work
	// at once after a crash. Empty means a new name.
	Owner string
	// Loading is for a command that fills the market by itself and can begin again when
	// it is cut off: the end of the process may then take its last writes, closing the
	// market keeps them all. It matters to the embedded store only.
	Loading bool
	// Clock replaces market time while a history is being made; nothing runs by schedule
	// then. Nil means the stored market clock.
	Clock markthalle.Clock
}

// Redacted lists the configuration in force, a setting a line, without secrets.
func (c Config) Redacted() []string {
	c = c.withDefaults()
	safe := func(v string) string {
		u, err := url.Parse(v)
		if err != nil || u.User == nil {
			return v
		}
		u.User = url.User("…")
		return u.String()
	}
	return []string{
		"data: " + c.Data, "store: " + safe(c.Store), "search: " + safe(c.Search), "payments: " + c.Payments,
		"payment-methods: " + strings.Join(c.Methods, ","),
		"media: " + safe(c.Media), "mail: " + safe(c.Mail),
	}
}

// withDefaults fills in what was left out.
func (c Config) withDefaults() Config {
	set := func(v *string, d string) {
		if *v == "" {
			*v = d
		}
	}
	set(&c.Addr, "127.0.0.1:8080")
	set(&c.Data, "data")
	set(&c.Store, "sqlite:"+filepath.Join(c.Data, "store"))
	set(&c.Search, "bleve:"+filepath.Join(c.Data, "search"))
	set(&c.Payments, "sim:")
	set(&c.Mail, "dev:")
	set(&c.Name, "Markthalle")
	set(&c.Country, "DE")
	set(&c.PublicURL, "http://"+c.Addr)
	if len(c.Methods) == 0 {
		c.Methods = []string{stripeconnect.Card}
	}
	if c.Currency == "" {
		c.Currency = money.EUR
	}
	if c.Log == nil {
		c.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
	}
	if c.Wall == nil {
		c.Wall = markthalle.SystemClock{}
	}
	return c
}

// validate names every contradiction at once.
func (c Config) validate() error {
	var f markthalle.Faults
	scheme := func(v string) string { s, _, _ := strings.Cut(v, ":"); return s }
	f.Check(scheme(c.Store) == "sqlite" || scheme(c.Store) == "mongodb" || scheme(c.Store) == "mongodb+srv",
		"/store", "not_allowed", "The store is sqlite:DIR or mongodb://….")
	f.Check(scheme(c.Search) == "bleve" || strings.HasPrefix(c.Search, "typesense+http"),
		"/search", "not_allowed", "Search is bleve:DIR or typesense+http://KEY@HOST:PORT.")
	f.Check(scheme(c.Payments) == "sim" || scheme(c.Payments) == "stripe",
		"/payments", "not_allowed", "Payments are sim: or stripe:FILE.")
	for _, m := range c.Methods {
		f.Check(slices.Contains(stripeconnect.Methods(), m), "/payment_methods", "not_allowed", "Methods of payment are "+strings.Join(stripeconnect.Methods(), ", ")+".")
	}
	f.Check(scheme(c.Mail) == "dev" || scheme(c.Mail) == "smtp", "/mail", "not_allowed", "Mail is dev: or smtp://….")
	f.Check(c.Create == "" || c.Create == Trial || c.Create == Live, "/create", "not_allowed", "A market is trial or live.")
	f.Check(c.Currency.Valid(), "/currency", "not_a_currency", "This is not a currency code.")
	u, err := url.Parse(c.PublicURL)
	f.Check(err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && strings.Trim(u.Path, "/") == "",
		"/public_url", "not_a_url", "The public address is an origin such as https://market.example.")
	f.Check(scheme(c.Payments) != "stripe" || c.WebhookSecrets[0] != "" && c.WebhookSecrets[1] != "",
		"/webhook_secrets", "required", "Stripe needs both webhook secrets.")
	return f.Err("server.config")
}

// allow checks a mode against the engines (api contract, Engines by URL).
func (c Config) allow(m Mode) error {
	var f markthalle.Faults
	sim := strings.HasPrefix(c.Payments, "sim:")
	loopback := strings.HasPrefix(c.Addr, "127.") || strings.HasPrefix(c.Addr, "localhost:") || strings.HasPrefix(c.Addr, "[::1]")
	if m == Live {
		f.Check(!sim, "/payments", "live", "A live market does not trade with simulated money.")
		f.Check(!strings.HasPrefix(c.Mail, "dev:"), "/mail", "live", "A live market sends real mail.")
		f.Check(!c.Demo, "/demo", "live", "A live market has no demo sign-ins.")
		return f.Err("server.live")
	}
	f.Check(sim || !liveKey(strings.TrimPrefix(c.Payments, "stripe:")), "/payments", "trial", "A trial market takes no live key.")
	f.Check(loopback || c.PublicTrial, "/addr", "trial", "Beyond loopback a trial market needs --public-trial.")
	return f.Err("server.trial")
}

// liveKey reports whether the key in a file is one for real money. A file that cannot
// be read is refused later, when it is opened.
func liveKey(file string) bool {
	b, err := os.ReadFile(file)
	return err == nil && (strings.HasPrefix(string(b), "sk_live") || strings.HasPrefix(string(b), "rk_live"))
}

// startUp bounds how long engines may take to answer for the first time.
const startUp = 30 * time.Second
