package returns

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// Service takes returns, withdrawals and cases from the first word to their end.
type Service struct {
	Deps
	rec records
}

// Deps is what the service needs.
type Deps struct {
	DB      *store.DB
	Clock   markthalle.Clock
	Orders  *orders.Service
	Vendors *vendors.Service
	Config  Config
}

// Config is how long people have. Zero values take the defaults that each field names.
type Config struct {
	WithdrawDays int           // after delivery; zero means 14 (Directive 2011/83/EU Art. 9)
	FaultDays    int           // returns of faulty goods; zero means 730 (Directive (EU) 2019/771 Art. 10)
	AnswerWithin time.Duration // of the vendor, to returns and cases; zero means 48 hours
	SendWithin   time.Duration // of the buyer, from approval; zero means 30 days
	RefundWithin time.Duration // of the vendor, from receipt; zero means 7 days
	BuyerWithin  time.Duration // of the buyer, to the vendor's answer; zero means 14 days
	DecideWithin time.Duration // of the operator; zero means 7 days
}

const day = 24 * time.Hour

// New returns the service and defines its collections.
func New(d Deps) *Service {
	c := &d.Config
	for _, x := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&c.AnswerWithin, 48 * time.Hour},
		{&c.SendWithin, 30 * day},
		{&c.RefundWithin, 7 * day},
		{&c.BuyerWithin, 14 * day},
		{&c.DecideWithin, 7 * day},
	} {
		if *x.field == 0 {
			*x.field = x.value
		}
	}
	if c.WithdrawDays == 0 {
		c.WithdrawDays = 14
	}
	if c.FaultDays == 0 {
		c.FaultDays = 730
	}
	return &Service{Deps: d, rec: define(d.DB)}
}
