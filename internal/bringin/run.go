package bringin

import (
	"context"

	"github.com/markthalle/markthalle/server"
)

// Run brings a market into m: it reads and writes with the search index left alone, and
// rebuilds the index at the end. See Bring for its errors. A report that is returned
// with an error says what had been done by then.
func Run(ctx context.Context, m *server.Market, o Options) (Report, error) {
	var report Report
	err := m.Bulk(ctx, func(ctx context.Context) error {
		var err error
		report, err = Bring(ctx, Target{
			DB: m.DB, Clock: m.Clock, Vendors: m.Vendors, Catalog: m.Catalog, Commission: m.Commission, Ledger: m.Ledger,
			Orders: m.Orders, Payouts: m.Payouts, Live: m.Installation.Mode == server.Live,
		}, o)
		return err
	})
	return report, err
}
