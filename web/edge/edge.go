package edge

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/kernel"
)

// Services are what the pages ask.
type Services struct {
	Site *kernel.Site // nil: Mount parses the pages itself, with Theme and Zone
	Log  *slog.Logger

	DB         *store.DB
	IDs        markthalle.IDs
	Clock      markthalle.Clock
	Wall       markthalle.Wall
	Accounts   *accounts.Service
	Notify     *notify.Service
	Vendors    *vendors.Service
	Catalog    *catalog.Service
	Pricing    *pricing.Service
	Buybox     *buybox.Service
	Search     *search.Service
	Tuning     *tuning.Service
	Commission *commission.Service
	Ledger     *ledger.Service
	Payments   *payments.Service
	Orders     *orders.Service
	Returns    *returns.Service
	Payouts    *payouts.Service
	Market     Market

	Theme string         // an operator's folder that replaces files; empty for none
	Zone  *time.Location // the market's time zone; nil is UTC
}

// Market is what the pages must know of the installation.
type Market struct {
	Name     string
	Currency money.Currency
	Country  string // where the market is, and where deliveries go until a buyer says otherwise
	Trial    bool
	BaseURL  func() string // public origin, without a slash at the end
	Secret   []byte        // keys form tokens and messages; the installation's

	// What the operator's console shows of the installation.
	Version  string
	MailsURL string // where a trial's mails are shown; empty for nowhere
	// Advance moves the market's clock and runs everything that falls due, each at its
	// own due time. It is nil on live installations.
	Advance func(ctx context.Context, by time.Duration) (time.Time, error)
	Engines []Probe // what is asked whether it answers, besides the store
}

// Probe asks one engine whether it answers. Key is a message code below "engine.".
type Probe struct {
	Key   string
	Name  string
	Check func(ctx context.Context) error
}

// Edge serves the pages of one market. It is safe for concurrent use.
type Edge struct {
	Services
	secure    bool
	submitted *submissions
	oops      func(c *Ctx, p Problem) error
}

// Handler serves one page or form.
type Handler func(c *Ctx) error

// deadline is how long a page may take unless PageWithin says otherwise. Fiber does not
// end a request's context when the client goes away.
const deadline = 10 * time.Second

// New returns the edge of a market. It fails when something is missing that every page
// needs.
func New(s Services) (*Edge, error) {
	var f markthalle.Faults
	f.Check(s.Site != nil, "/site", "required", "The pages are not parsed.")
	f.Check(s.Log != nil, "/log", "required", "There is no log.")
	f.Check(s.IDs != nil && s.Clock != nil && s.Wall != nil, "/clock", "required", "There are no clocks or ids.")
	f.Check(len(s.Market.Secret) >= 16, "/market/secret", "too_short", "The secret has 16 bytes or more.")
	f.Check(s.Market.BaseURL != nil, "/market/base_url", "required", "The public address is not known.")
	if err := f.Err("web.services"); err != nil {
		return nil, err
	}
	sub, err := newSubmissions()
	if err != nil {
		return nil, err
	}
	return &Edge{Services: s, secure: strings.HasPrefix(s.Market.BaseURL(), "https:"), submitted: sub}, nil
}

// OnError sets the page that tells of an error. Without one, or when it fails itself, an
// error is told in plain text.
func (e *Edge) OnError(page func(c *Ctx, p Problem) error) { e.oops = page }

// Area is one of the places that pages belong to.
type Area struct {
	edge *Edge
	fill func(c *Ctx, f *kernel.Frame) error
}

// Area returns an area whose frames are completed by fill, which may be nil.
func (e *Edge) Area(fill func(c *Ctx, f *kernel.Frame) error) *Area {
	return &Area{edge: e, fill: fill}
}

// Page wraps a handler for the router. Everything but GET and HEAD must carry the token
// of a form.
func (a *Area) Page(fn Handler) fiber.Handler { return a.PageWithin(deadline, fn) }

// PageWithin is Page with another deadline.
func (a *Area) PageWithin(limit time.Duration, fn Handler) fiber.Handler {
	return func(f *fiber.Ctx) error {
		c, cancel := a.newCtx(f, limit)
		defer cancel()
		err := c.who()
		if err == nil {
			err = c.checkForm()
		}
		if err == nil {
			err = fn(c)
		}
		if err != nil {
			return c.tell(err)
		}
		return nil
	}
}

// Missing answers what no route knows: a page for people who look for one, and nothing
// of this package for all others.
func (a *Area) Missing(f *fiber.Ctx) error {
	path := f.Path()
	if strings.HasPrefix(path, "/api/") || !strings.Contains(f.Get(fiber.HeaderAccept), "text/html") {
		return f.Next()
	}
	return a.Tell(f, markthalle.ErrNotFound)
}

// Tell answers a request that failed outside Page, such as in the server's own error
// handler, with the page for its error.
func (a *Area) Tell(f *fiber.Ctx, err error) error {
	c, cancel := a.newCtx(f, deadline)
	defer cancel()
	if whoErr := c.who(); whoErr != nil {
		c.Identity = accounts.Identity{}
	}
	return c.tell(err)
}
