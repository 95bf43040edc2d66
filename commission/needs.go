package commission

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Categories knows which category lies below which; the catalogue does. Without it a
// rule for a category is taken not to cover another one.
type Categories interface {
	Ancestry(ctx context.Context) (Ancestry, error)
}

// History knows past sales; orders do. It comes later on the line of packages, and a
// dry run needs its answer at once. Without it dry runs replay nothing and tiers on
// turnover are refused.
type History interface {
	// Sales calls fn with every vendor order in the currency that was paid in
	// [from, to), in any order, until fn fails.
	Sales(ctx context.Context, currency money.Currency, from, to time.Time, fn func(Sale) error) error
	// Turnover returns the gross sales of a vendor in [from, to), in minor units.
	Turnover(ctx context.Context, vendor markthalle.VendorID, currency money.Currency, from, to time.Time) (int64, error)
}
