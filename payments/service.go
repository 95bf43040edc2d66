package payments

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Service runs payments against one provider.
type Service struct {
	db       *store.DB
	rec      records
	gateway  Gateway
	clock    markthalle.Clock
	wall     markthalle.Wall
	ids      markthalle.IDs
	env      string
	live     bool
	lifetime time.Duration
}

// Deps is what the service needs.
type Deps struct {
	DB      *store.DB
	Gateway Gateway
	Clock   markthalle.Clock
	Wall    markthalle.Wall
	IDs     markthalle.IDs
	// Env names the installation in idempotency keys and metadata, so that two
	// installations that share a provider account never meet.
	Env string
	// Live is whether the market's money is real: events of the other mode are refused.
	Live bool
	// SessionLifetime is how long a buyer has to pay; zero means 35 minutes.
	SessionLifetime time.Duration
}

// LongestSession is how long a hosted page can be open at most.
const LongestSession = 24 * time.Hour

// New returns the service and defines its collections.
func New(d Deps) *Service {
	if d.SessionLifetime == 0 {
		d.SessionLifetime = 35 * time.Minute
	}
	return &Service{
		db: d.DB, rec: define(d.DB), gateway: d.Gateway, clock: d.Clock, wall: d.Wall, ids: d.IDs,
		env: d.Env, live: d.Live, lifetime: d.SessionLifetime,
	}
}

// Payment returns the payment of an order. Error: not_found.
func (s *Service) Payment(ctx context.Context, order markthalle.OrderID) (Payment, error) {
	return s.rec.payments.Get(ctx, string(markthalle.PaymentIDFor(order)))
}

// PaymentsOf returns the payments of several orders; orders without one are left out.
func (s *Service) PaymentsOf(ctx context.Context, orders []markthalle.OrderID) ([]Payment, error) {
	ids := make([]string, len(orders))
	for i, o := range orders {
		ids[i] = string(markthalle.PaymentIDFor(o))
	}
	return s.rec.payments.GetMany(ctx, ids)
}
