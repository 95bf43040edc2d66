package bringin_test

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/bringin"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/server"
)

// month is one month of the source and of the books, in minor units.
type month struct {
	paid       int64            // by payments, as the files have it
	missing    map[string]int64 // of it, by orders that were not imported, by reason
	commission int64            // 12 % of the goods of what was imported, half-up in each seller's part

	vendors  int64 // what all vendors' statements moved, transfers aside
	fees     int64 // what their statements say of commission, positive
	revenue  int64 // commission and its VAT in the market's accounts, less what went back
	refunds  int64 // what left the bank for buyers
	rounding int64
	sellers  map[markthalle.VendorID]bool
}

// monthKey is the month in UTC of a time of the files, which are in the zone of São Paulo.
func monthKey(t *testing.T, zone *time.Location, row map[string]string) string {
	t.Helper()
	text := row["order_approved_at"]
	if text == "" {
		text = row["order_purchase_timestamp"]
	}
	at, err := time.ParseInLocation(time.DateTime, text, zone)
	require.NoError(t, err)
	return at.UTC().Format("2006-01")
}

// monthsOfFiles sums the payments of the files by the month in which they were approved,
// straight over the rows.
func monthsOfFiles(t *testing.T, dir string, r bringin.Report) map[string]*month {
	t.Helper()
	zone, err := time.LoadLocation("America/Sao_Paulo")
	require.NoError(t, err)
	reason := map[string]string{}
	for _, x := range r.NotImported.List {
		reason[x.Order] = x.Reason
	}
	out, of := map[string]*month{}, map[string]*month{}
	for _, row := range rows(t, filepath.Join(dir, "orders.csv.gz")) {
		key := monthKey(t, zone, row)
		if out[key] == nil {
			out[key] = &month{missing: map[string]int64{}, sellers: map[markthalle.VendorID]bool{}}
		}
		of[row["order_id"]] = out[key]
	}
	for _, row := range rows(t, filepath.Join(dir, "order_payments.csv.gz")) {
		m, n := of[row["order_id"]], cents(t, row["payment_value"])
		m.paid += n
		if why := reason[row["order_id"]]; why != "" {
			m.missing[why] += n
		}
	}
	goods := map[[2]string]int64{}
	for _, row := range rows(t, filepath.Join(dir, "order_items.csv.gz")) {
		if reason[row["order_id"]] == "" {
			goods[[2]string{row["order_id"], row["seller_id"]}] += cents(t, row["price"])
		}
	}
	for k, n := range goods {
		of[k[0]].commission += (n*1200 + 5000) / 10_000
	}
	return out
}

// statements holds every vendor's statement of every month against the files: what the
// statements add up to, with the market's commission and the buyers' refunds, is what the
// files say was paid, less what is listed as not imported with its reason, and the listed
// cents of rounding.
func statements(t *testing.T, m *server.Market, dir string, r bringin.Report) {
	t.Helper()
	require.Len(t, r.NotImported.List, int(r.NotImported.Orders), "every order that is missing is listed")
	months := monthsOfFiles(t, dir, r)
	booked(t, m, months)
	closing := map[markthalle.VendorID]int64{}
	var count int
	for _, key := range slices.Sorted(maps.Keys(months)) {
		x := months[key]
		for v := range x.sellers {
			x.add(t, m, v, key, closing)
			count++
		}
		missing := int64(0)
		for _, n := range x.missing {
			missing += n
		}
		require.Equal(t, x.paid-missing-x.rounding, x.vendors+x.revenue+x.refunds,
			"%s: paid %d, missing %v, rounding %d; vendors %d, commission %d, refunds %d", key, x.paid, x.missing, x.rounding, x.vendors, x.revenue, x.refunds)
		require.Equal(t, x.commission, x.fees, "%s: commission by the files and by the statements", key)
	}
	t.Logf("%d statements over %d months", count, len(months))
	require.Greater(t, count, 5000)
}

// booked adds what the market's own accounts say of each month, and who traded in it.
func booked(t *testing.T, m *server.Market, months map[string]*month) {
	t.Helper()
	err := m.Ledger.Each(t.Context(), time.Time{}, time.Time{}, func(e ledger.Transaction) error {
		key := e.EffectiveAt.Format("2006-01")
		x := months[key]
		if x == nil {
			x = &month{missing: map[string]int64{}, sellers: map[markthalle.VendorID]bool{}}
			months[key] = x
		}
		for _, l := range e.Lines {
			switch class, _ := ledger.ClassOf(l.Account); {
			case l.Account == ledger.RevCommission, class == ledger.Liability && l.Account[:4] == "vat:":
				x.revenue -= l.Amount
			case l.Account == ledger.ExpRounding:
				x.rounding -= l.Amount
			case l.Account == ledger.BankMain && e.Kind == ledger.KindRefundPaid:
				x.refunds -= l.Amount
			}
			if v, ok := vendorOf(l.Account); ok {
				x.sellers[v] = true
			}
		}
		return nil
	})
	require.NoError(t, err)
}

// vendorOf is the vendor whose account this is.
func vendorOf(account string) (markthalle.VendorID, bool) {
	for _, end := range []string{":held", ":payable"} {
		if n := len(account) - len(end); n > 7 && account[:7] == "vendor:" && account[n:] == end {
			return markthalle.VendorID(account[7:n]), true
		}
	}
	return "", false
}

// add reads a vendor's statement. It opens with what the one before closed with.
func (x *month) add(t *testing.T, m *server.Market, v markthalle.VendorID, key string, closing map[markthalle.VendorID]int64) {
	t.Helper()
	first, err := time.Parse("2006-01", key)
	require.NoError(t, err)
	st, err := m.Payouts.StatementOf(t.Context(), system, v, "BRL", first)
	require.NoError(t, err)
	require.Equal(t, closing[v], st.Opening, "%s %s", v, key)
	closing[v] = st.Closing
	for _, sum := range st.Sums {
		switch sum.Kind {
		case ledger.KindTransfer:
		case ledger.KindCommission:
			x.fees -= sum.Amount
			fallthrough
		default:
			x.vendors += sum.Amount
		}
	}
}
