package payouts

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// What the tests of evidence see: the pure functions behind it.
var (
	Describe = describe
	Quote    = quote
)

// ForgetTurns makes a vendor's chain of invoices one from before it knew which months had
// their turn.
func (s *Service) ForgetTurns(ctx context.Context, vendor markthalle.VendorID, c money.Currency) error {
	return s.chains.Update(ctx, openKey(vendor, c), func(x *invoiceChain) error {
		x.To, x.Seal = time.Time{}, 0
		return nil
	})
}
