package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/fileblob" // file:// buckets
	_ "gocloud.dev/blob/s3blob"   // s3:// buckets

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/stripeconnect"
	"github.com/markthalle/markthalle/payments/stripesim"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/bleve"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/vendors"
)

// SimulatorPath is where the simulator's hosted pages are mounted on a trial.
const SimulatorPath = "/stripe-simulator"

// Market is a market with everything wired: what the edges, the commands and the tests
// hold.
type Market struct {
	Config       Config
	Installation Installation

	DB         *store.DB
	IDs        markthalle.IDs
	Clock      markthalle.Clock
	Notify     *notify.Service
	Accounts   *accounts.Service
	Vendors    *vendors.Service
	Catalog    *catalog.Service
	Pricing    *pricing.Service
	Buybox     *buybox.Service
	Tuning     *tuning.Service
	Search     *search.Service
	Commission *commission.Service
	Ledger     *ledger.Service
	Payments   *payments.Service
	Orders     *orders.Service
	Returns    *returns.Service
	Payouts    *payouts.Service
	Simulator  *stripesim.Simulator // nil with real payments, and when the simulator is served elsewhere
	Bucket     *blob.Bucket

	metrics       *metrics
	engine        search.Engine
	installations *store.Collection[Installation]
	bulk          sync.RWMutex // held by Bulk: the index is rebuilt at its end
	indexing      bool
	advancing     sync.Mutex
	projection    *projection
	keys          *endpoint.Keys
}

// Open wires a market over its engines and makes the store ready. Close it when done.
func Open(ctx context.Context, c Config) (*Market, error) {
	c = c.withDefaults()
	if err := c.validate(); err != nil {
		return nil, err
	}
	figures := newMetrics()
	driver, err := openStore(ctx, c.Store, sqlite.Options{
		Relaxed: c.Loading, OnCommit: func(writes int) { figures.commits.Observe(float64(writes)) },
	})
	if err != nil {
		return nil, err
	}
	m := &Market{Config: c, indexing: true, metrics: figures}
	if err := m.wire(ctx, meteredStore{driver, figures}); err != nil {
		return nil, errors.Join(err, m.Close(ctx))
	}
	return m, nil
}

func (m *Market) wire(ctx context.Context, driver store.Driver) error {
	c := m.Config
	m.Clock = c.Clock
	if m.Clock == nil {
		m.Clock = store.NewMarketClock(c.Wall)
	}
	m.IDs = markthalle.NewIDs(m.Clock, nil)
	var err error
	if m.DB, err = store.Open(driver, store.Options{Clock: m.Clock, Wall: c.Wall, IDs: m.IDs, Log: c.Log, Owner: c.Owner}); err != nil {
		return err
	}
	if err := m.startSimulator(); err != nil {
		return err
	}
	m.installations = installations(m.DB)
	if err := m.DB.Ensure(ctx); err != nil {
		return fmt.Errorf("make store ready: %w", err)
	}
	if m.Installation, err = c.installation(ctx, m.installations, m.IDs); err != nil {
		return err
	}
	if clock := m.DB.MarketClock(); clock != nil {
		if err := clock.Refresh(ctx); err != nil {
			return fmt.Errorf("read market clock: %w", err)
		}
	}
	for _, step := range []func(context.Context) error{m.engines, m.services, m.ready} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// engines opens everything but the store.
func (m *Market) engines(ctx context.Context) error {
	c := m.Config
	media := c.Media
	if media == "" {
		dir, err := filepath.Abs(filepath.Join(c.Data, "media"))
		if err != nil {
			return fmt.Errorf("media folder: %w", err)
		}
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return fmt.Errorf("media folder: %w", err)
		}
		media = "file://" + filepath.ToSlash(dir) + "?no_tmp_dir=true&metadata=skip"
	}
	var err error
	if m.Bucket, err = blob.OpenBucket(ctx, media); err != nil {
		return fmt.Errorf("open media bucket: %w", err)
	}
	engine, err := openSearch(ctx, c.Search, c.Wall)
	if err != nil {
		return fmt.Errorf("open search: %w", err)
	}
	m.engine = meteredSearch{engine, m.metrics}
	return nil
}

// OpenStore opens a document engine by URL, without a market on it.
func OpenStore(ctx context.Context, u string) (store.Driver, error) {
	return openStore(ctx, u, sqlite.Options{})
}

func openStore(ctx context.Context, u string, o sqlite.Options) (store.Driver, error) {
	if dir, ok := strings.CutPrefix(u, "sqlite:"); ok {
		return sqlite.Open(dir, o)
	}
	return openMongo(ctx, u)
}

func openSearch(ctx context.Context, u string, wall markthalle.Wall) (search.Engine, error) {
	if dir, ok := strings.CutPrefix(u, "bleve:"); ok {
		return bleve.Open(dir, bleve.Options{Wall: wall})
	}
	return openTypesense(ctx, u, wall)
}

// services makes the domains, in the order of the import line.
func (m *Market) services(ctx context.Context) error {
	c, in := m.Config, m.Installation
	trial := in.Mode == Trial
	sender, err := m.sender()
	if err != nil {
		return err
	}
	origin, err := url.Parse(c.PublicURL)
	if err != nil {
		return fmt.Errorf("public address: %w", err)
	}
	if m.Notify, err = notify.New(notify.Deps{DB: m.DB, Sender: sender, Clock: m.Clock, Config: notify.Config{
		From: "market@" + mailHost(origin.Hostname()), FromName: in.Name, BaseURL: c.PublicURL, Trial: trial,
	}}); err != nil {
		return err
	}
	hashing := accounts.StrongArgon2
	if c.Demo {
		hashing = accounts.QuickArgon2
	}
	if m.Accounts, err = accounts.New(accounts.Deps{
		DB: m.DB, Clock: m.Clock, Wall: c.Wall, IDs: m.IDs, Notify: m.Notify,
		Config: accounts.Config{RequireVerified: !c.Demo, Argon2: hashing, BaseURL: c.PublicURL},
	}); err != nil {
		return err
	}
	vc := vendors.DefaultConfig()
	vc.Currency = in.Currency
	m.Vendors = vendors.New(vendors.Deps{DB: m.DB, Config: vc, Notify: m.Notify, BaseURL: c.PublicURL})
	m.Catalog = catalog.New(catalog.Deps{DB: m.DB, Vendors: m.Vendors, Bucket: m.Bucket, Rules: rules(trial), Config: catalog.DefaultConfig()})
	m.Pricing = pricing.New(pricing.Deps{DB: m.DB, Profiles: m.Vendors})
	m.Buybox = buybox.New(buybox.Deps{DB: m.DB, Catalog: m.Catalog, Vendors: m.Vendors, Config: buyboxConfig(in.Country)})
	m.Tuning = tuning.New(tuning.Deps{DB: m.DB, Clock: m.Clock, Wall: c.Wall, IDs: m.IDs})
	m.Search = search.New(search.Deps{
		Engine: m.engine, Queries: m.Tuning, Tuning: m.Tuning, Wall: c.Wall, Scope: scope(m.Vendors, m.Catalog, in.Currency),
	})
	past := &history{catalog: m.Catalog, vendors: m.Vendors, channel: "web"}
	vat := commission.VATConfig{Country: in.Country}
	m.Commission = commission.New(commission.Deps{
		DB: m.DB, Clock: m.Clock, IDs: m.IDs, Categories: categories{m.Catalog}, History: past,
		Config: commission.Config{VAT: vat, Opened: in.Opened},
	})
	m.Ledger = ledger.New(ledger.Deps{DB: m.DB, Wall: c.Wall})
	gateway, err := m.gateway(ctx)
	if err != nil {
		return err
	}
	m.Payments = payments.New(payments.Deps{
		DB: m.DB, Gateway: gateway, Clock: m.Clock, Wall: c.Wall, IDs: m.IDs, Env: in.Env, Live: !trial,
	})
	m.Orders = orders.New(orders.Deps{
		DB: m.DB, Clock: m.Clock, IDs: m.IDs, Catalog: m.Catalog, Vendors: m.Vendors, Pricing: m.Pricing,
		Commission: m.Commission, Payments: m.Payments, Log: c.Log, Secret: in.Secret,
	})
	past.orders = m.Orders
	m.Returns = returns.New(returns.Deps{DB: m.DB, Clock: m.Clock, Orders: m.Orders, Vendors: m.Vendors})
	policy := payouts.Policy{VATCountry: in.Country, VAT: vat}
	if c.Demo {
		policy.Schedule, policy.Minimum = payouts.Daily, -1
	}
	m.Payouts = payouts.New(payouts.Deps{
		DB: m.DB, Clock: m.Clock, IDs: m.IDs, Ledger: m.Ledger, Payments: m.Payments, Orders: m.Orders,
		Vendors: m.Vendors, Returns: m.Returns, Bucket: m.Bucket, Log: c.Log, Policy: policy,
	})
	return nil
}

// rules are the rules of quality. A trial numbers its goods from the range for internal
// use, which a live market refuses: there the finding is only noted.
func rules(trial bool) quality.Ruleset {
	list := quality.Default()
	for i := range list {
		if trial && list[i].Code == "product.gtin_prefix" {
			list[i].Mode = quality.Shadow
		}
	}
	return list
}

func buyboxConfig(country string) buybox.Config {
	c := buybox.DefaultConfig()
	c.Country = country
	return c
}

// mailHost is a host that mails can come from: an address or localhost is not.
func mailHost(host string) string {
	if strings.Trim(host, "0123456789.:[]") == "" || host == "localhost" {
		return "market.example"
	}
	return host
}

func (m *Market) sender() (notify.Sender, error) {
	if addr := m.Config.Mail; strings.HasPrefix(addr, "smtp:") {
		return notify.NewSMTP(addr)
	}
	return notify.Folder(strings.TrimPrefix(m.Config.Mail, "dev:")), nil
}

// gateway is the payment provider: the simulator in this process or served elsewhere,
// or Stripe.
func (m *Market) gateway(context.Context) (payments.Gateway, error) {
	c := m.Config
	if file, ok := strings.CutPrefix(c.Payments, "stripe:"); ok {
		key, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read payment key: %w", err)
		}
		g, err := stripeconnect.New(stripeconnect.Config{Key: strings.TrimSpace(string(key)), Clock: wallClock{c.Wall}, Retries: 1, Methods: c.Methods})
		if err != nil {
			return nil, err
		}
		return g, errors.Join(g.SetSecret(payments.ScopeAccount, c.WebhookSecrets[0]),
			g.SetSecret(payments.ScopeConnect, c.WebhookSecrets[1]))
	}
	if base, ok := servedSimulator(c.Payments); ok {
		return stripeconnect.New(stripeconnect.Config{Key: m.simulatorKey(), BaseURL: base, Clock: wallClock{c.Wall}, Retries: 1, Methods: c.Methods})
	}
	return stripeconnect.New(stripeconnect.Config{
		Key: m.simulatorKey(), BaseURL: "http://stripe-simulator.invalid", Transport: m.Simulator.Transport(),
		Clock: wallClock{c.Wall}, Retries: 1, Methods: c.Methods,
	})
}

// wallClock measures the age of webhooks: signatures are made by the machine's time.
type wallClock struct{ markthalle.Wall }

// Now implements markthalle.Clock.
func (w wallClock) Now() time.Time { return w.WallNow() }

// deliver hands the simulator's webhooks to the inbox in this process, by the same code
// that serves them over HTTP.
func (m *Market) deliver(ctx context.Context, target string, header http.Header, body []byte) (int, error) {
	scope := target[strings.LastIndexByte(target, '/')+1:]
	switch err := m.Payments.Receive(ctx, scope, header, body); {
	case err == nil:
		return http.StatusOK, nil
	case errors.Is(err, payments.ErrSignature):
		return http.StatusBadRequest, nil
	default:
		return http.StatusInternalServerError, nil
	}
}

// ready registers the reactions, makes the new collections ready and the webhooks known.
func (m *Market) ready(ctx context.Context) error {
	m.projection = newProjection(m)
	m.edgeKeys()
	m.react()
	if err := m.metrics.registry.Register(backlog{m}); err != nil {
		return fmt.Errorf("register metrics: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, startUp)
	defer cancel()
	if err := m.DB.Ensure(ctx); err != nil {
		return fmt.Errorf("make store ready: %w", err)
	}
	if _, served := servedSimulator(m.Config.Payments); served || m.Simulator != nil {
		if err := m.Payments.EnsureEndpoints(ctx, m.Config.PublicURL+"/api/v1/hooks/stripe"); err != nil {
			return err
		}
	}
	return nil
}

// Close releases the engines, in the reverse order of their opening.
func (m *Market) Close(ctx context.Context) error {
	var errs []error
	if m.Simulator != nil {
		errs = append(errs, m.Simulator.Close())
	}
	if m.engine != nil {
		errs = append(errs, m.engine.Close())
	}
	if m.Bucket != nil {
		errs = append(errs, m.Bucket.Close())
	}
	if m.DB != nil {
		errs = append(errs, m.DB.Close(ctx))
	}
	return errors.Join(errs...)
}
