package payouts_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

// other is a second process on the store of a world.
func (w *world) other() *payouts.Service {
	w.t.Helper()
	ids := markthalle.NewIDs(w.clock, storetest.Seeded(9))
	db, err := store.Open(w.driver, store.Options{Clock: w.clock, Wall: w.clock, IDs: ids, Owner: "other", Log: slog.New(slog.DiscardHandler)})
	require.NoError(w.t, err)
	s := payouts.New(payouts.Deps{
		DB: db, Clock: w.clock, IDs: ids, Ledger: ledger.New(ledger.Deps{DB: db, Wall: w.clock}),
		Vendors: vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()}), Log: slog.New(slog.DiscardHandler), Policy: payouts.Policy{VATCountry: "DE"},
	})
	store.On(db, "payouts.number_invoice", s.NumberInvoice)
	require.NoError(w.t, db.Ensure(w.t.Context()))
	return s
}

// late posts a fine of one cent into the past.
func (w *world) late(id string, at time.Time) {
	w.t.Helper()
	t := ledger.Transaction{Kind: ledger.KindManual, Currency: "EUR", EffectiveAt: at, Vendor: ven1, Note: "fine: late"}
	t.ID = "adjust:" + id
	t.Debit(ledger.VendorPayable(ven1), 1)
	t.Credit(ledger.RevFees, 1)
	require.NoError(w.t, w.books.Post(w.t.Context(), t))
}

// adds proves that the issued invoices are what the market's accounts say, that each entry
// is on one of them, and that their numbers have no gaps.
func (w *world) adds() {
	w.t.Helper()
	w.addsFor(1)
}

// addsFor is adds for invoices of so many years.
func (w *world) addsFor(years int) {
	w.t.Helper()
	page, err := w.Invoices(w.t.Context(), system, "", markthalle.PageQuery{Limit: 100})
	require.NoError(w.t, err)
	numbers := map[string][]string{}
	var net, vat int64
	seen := map[string]bool{}
	for _, h := range page.Items {
		v := w.issued(h.Vendor, h.From)
		net, vat = net+v.Net, vat+v.VAT
		year := v.Month[:4]
		numbers[year] = append(numbers[year], v.Number)
		for _, r := range v.Rows {
			key := string(v.Vendor) + r.ID
			require.False(w.t, seen[key], "%s is charged twice", r.ID)
			seen[key] = true
		}
	}
	require.Len(w.t, numbers, years)
	for year, list := range numbers {
		slices.Sort(list)
		for i, n := range list {
			require.Equal(w.t, fmt.Sprintf("%s-%06d", year, i+1), n)
		}
	}
	require.Equal(w.t, -w.balance(ledger.RevCommission)-w.balance(ledger.RevFees), net)
	require.Equal(w.t, -w.balance(ledger.VATOutput("DE")), vat)
}

// TestIssueByTwoProcesses: two processes issue two months at the same time, while late
// postings come in; what they leave out is on the next invoice.
func TestIssueByTwoProcesses(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.addresses(ven1, ven2)
	january := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	february := w.clock.Now()
	w.late("feb", february)
	w.wait(31 * 24 * time.Hour)
	march := w.clock.Now()
	processes := []*payouts.Service{w.Service, w.other()}
	var wg sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = processes[i%2].IssueInvoices(t.Context(), system, []time.Time{january, february}[i/2%2])
		})
	}
	for i := range 10 {
		w.late(fmt.Sprint("jan_", i), january)
	}
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
	w.late("jan_last", january)
	w.wait(31 * 24 * time.Hour)
	w.issueAll(march)
	w.drain()
	w.adds()
}

// TestIssueBetween: while one process has read what February's invoice takes, another one
// issues February and March; what it decided stays, with the late posting on February's.
func TestIssueBetween(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.addresses(ven1, ven2)
	january := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	february := w.clock.Now()
	w.late("feb", february)
	w.issueAll(january)
	w.wait(31 * 24 * time.Hour)
	march := w.clock.Now()
	w.late("mar", march)
	w.late("jan", january)
	w.wait(31 * 24 * time.Hour)
	other, between := w.other(), false
	w.driver.before = func(table string) {
		if table != "invoice_rows" || between {
			return
		}
		between = true
		v, err := other.IssueInvoice(t.Context(), system, ven1, "EUR", march)
		require.NoError(t, err)
		require.Len(t, v.Rows, 1)
	}
	v, err := w.IssueInvoice(t.Context(), system, ven1, "EUR", february)
	require.NoError(t, err)
	require.True(t, between)
	require.Len(t, v.Rows, 2)
	w.drain()
	w.adds()
}

// TestIssueSurvivesNewFacts: a run that dies at any write is repeated when more has been
// posted than it knew; nothing is left out and nothing is charged twice.
func TestIssueSurvivesNewFacts(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.addresses(ven1, ven2)
	january := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	february := w.clock.Now()
	for n := int64(0); ; n++ {
		w.driver.dieAfter(n)
		_, err := w.IssueInvoices(t.Context(), system, january)
		if !w.driver.mend() {
			require.NoError(t, err)
			break
		}
		require.ErrorIs(t, err, errDead)
		w.late(fmt.Sprint("late_", n), january)
	}
	w.wait(31 * 24 * time.Hour)
	w.issueAll(february)
	w.drain()
	w.adds()
}
