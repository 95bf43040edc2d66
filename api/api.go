package api

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/api/endpoint"
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
)

// Services are what the routes ask.
type Services struct {
	DB         *store.DB
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
}

// Market is what the routes must know of the installation.
type Market struct {
	Name     string
	Currency money.Currency
	Country  string
	Trial    bool
	BaseURL  func() string
	// Origins are the addresses that return_url and refresh_url may lead to; the
	// market's own is always among them.
	Origins []string
	// Advance moves the market's clock and runs everything that falls due, each at its
	// own due time. It is nil on live installations.
	Advance func(ctx context.Context, by time.Duration) (time.Time, error)
}

type routes struct{ Services }

// Table returns the endpoints of a market.
func Table(s Services) []endpoint.Endpoint {
	r := &routes{s}
	var out []endpoint.Endpoint
	for _, part := range [][]endpoint.Endpoint{
		r.store(), r.vendor(), r.admin(), r.hooks(),
	} {
		out = append(out, part...)
	}
	return out
}
