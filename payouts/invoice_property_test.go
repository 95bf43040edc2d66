package payouts_test

import (
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

// issuing is a market that only charges fees and issues invoices, in two processes on one
// store that dies now and then.
type issuing struct {
	t         *testing.T
	rt        *rapid.T
	clock     *markthalle.ManualClock
	driver    *frail
	db        *store.DB
	books     *ledger.Service
	processes []*payouts.Service
	posted    int
	frozen    map[string]payouts.Invoice // by number, as they were first seen
}

var (
	chargedVendors    = []markthalle.VendorID{ven1, ven2}
	chargedCurrencies = []money.Currency{"EUR", "PLN"}
)

func newIssuing(t *testing.T, rt *rapid.T) *issuing {
	dir, err := os.MkdirTemp(t.TempDir(), "market") //nolint:usetesting // one for each check of a test
	require.NoError(rt, err)
	inner, err := sqlite.Open(dir, sqlite.Options{Relaxed: true})
	require.NoError(rt, err)
	w := &issuing{t: t, rt: rt, clock: markthalle.NewManualClock(storetest.Begin), driver: &frail{Driver: inner}, frozen: map[string]payouts.Invoice{}}
	for i := range 2 {
		ids := markthalle.NewIDs(w.clock, storetest.Seeded(uint64(i)))
		db, err := store.Open(w.driver, store.Options{Clock: w.clock, Wall: w.clock, IDs: ids, Owner: fmt.Sprint("process_", i), Log: slog.New(slog.DiscardHandler)})
		require.NoError(rt, err)
		books := ledger.New(ledger.Deps{DB: db, Wall: w.clock})
		sellers := vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()})
		s := payouts.New(payouts.Deps{
			DB: db, Clock: w.clock, IDs: ids, Ledger: books, Vendors: sellers, Log: slog.New(slog.DiscardHandler), Policy: payouts.Policy{VATCountry: "DE"},
		})
		store.On(db, "payouts.number_invoice", s.NumberInvoice)
		require.NoError(rt, db.Ensure(t.Context()))
		w.processes = append(w.processes, s)
		if i > 0 {
			continue
		}
		w.db, w.books = db, books
		_, err = s.SetIssuer(t.Context(), system, market, nil)
		require.NoError(rt, err)
		for _, v := range chargedVendors {
			out, err := sellers.Establish(t.Context(), system, []vendors.Founding{{ID: v, Application: vendors.Application{
				SellerKind: vendors.Business, LegalName: "Töpferei GmbH", ShopName: string(v), Country: "DE", Email: string(v) + "@example.com",
				Address: vendors.Address{Line1: "Färberweg 12", PostalCode: "02826", City: "Görlitz", Country: "DE"},
			}}})
			require.NoError(rt, err)
			require.NoError(rt, out[0].Err)
		}
	}
	return w
}

// post puts a fee, something given back or something that is no fee into the books, at a
// time up to eight years ago.
func (w *issuing) post() {
	w.posted++
	days := rapid.OneOf(rapid.IntRange(0, 40), rapid.IntRange(0, 8*365)).Draw(w.rt, "days ago")
	x := ledger.Transaction{
		Kind: ledger.KindManual, Currency: rapid.SampledFrom(chargedCurrencies).Draw(w.rt, "currency"), EffectiveAt: w.clock.Now().AddDate(0, 0, -days),
		Note: "drawn", Tax: &ledger.Tax{Kind: "domestic", Country: "DE", Rate: 1900},
	}
	x.ID = fmt.Sprint("adjust:", w.posted)
	vendor := rapid.SampledFrom(chargedVendors).Draw(w.rt, "vendor")
	account := rapid.SampledFrom([]string{ledger.VendorHeld(vendor), ledger.VendorPayable(vendor)}).Draw(w.rt, "account")
	net := rapid.Int64Range(-5_000, 20_000).Filter(func(n int64) bool { return n != 0 }).Draw(w.rt, "net")
	if rapid.IntRange(0, 3).Draw(w.rt, "what") == 0 {
		x.Debit(account, net)
		x.Credit(ledger.ExpGoodwill, net)
	} else {
		x.Debit(account, net+net*19/100)
		x.Credit(ledger.RevFees, net)
		x.Credit(ledger.VATOutput("DE"), net*19/100)
	}
	require.NoError(w.rt, w.books.Post(w.t.Context(), x))
}

// issue issues a month, of which a process may die, and looks at all invoices that exist.
func (w *issuing) issue() {
	s := rapid.SampledFrom(w.processes).Draw(w.rt, "process")
	month := w.clock.Now().AddDate(0, -rapid.IntRange(1, 4).Draw(w.rt, "months ago"), 1-w.clock.Now().Day())
	if n := rapid.IntRange(0, 40).Draw(w.rt, "writes until it dies"); n < 25 {
		w.driver.dieAfter(int64(n))
	}
	_, err := s.IssueInvoices(w.t.Context(), system, month)
	if w.driver.on.Load() && w.driver.mend() {
		w.clock.Advance(time.Hour) // leases end
	} else {
		require.NoError(w.rt, err)
	}
	w.look()
}

// look proves that no invoice has changed.
func (w *issuing) look() {
	for _, v := range w.all() {
		if was, ok := w.frozen[v.Number]; ok {
			require.Equal(w.rt, was.Rows, v.Rows, v.Number)
			require.Equal(w.rt, was.Digest, v.Digest, v.Number)
			require.Equal(w.rt, was.IssuedAt, v.IssuedAt, v.Number)
		}
		w.frozen[v.Number] = v
	}
}

func (w *issuing) all() []payouts.Invoice {
	var out []payouts.Invoice
	page, err := w.processes[0].Invoices(w.t.Context(), system, "", markthalle.PageQuery{Limit: 100})
	require.NoError(w.rt, err)
	require.Empty(w.rt, page.Next)
	for _, h := range page.Items {
		v, err := w.processes[1].InvoiceOf(w.t.Context(), system, h.Vendor, h.Currency, h.From)
		require.NoError(w.rt, err)
		require.Equal(w.rt, h.Number, v.Number)
		out = append(out, v)
	}
	return out
}

// settle issues what is left and proves that each fee of the books is on one invoice, and
// each invoice says what the books say.
func (w *issuing) settle() {
	w.clock.Advance(32 * 24 * time.Hour)
	_, err := w.processes[0].IssueInvoices(w.t.Context(), system, w.clock.Now().AddDate(0, 0, -w.clock.Now().Day()))
	require.NoError(w.rt, err)
	require.NoError(w.rt, w.db.Drain(w.t.Context()))
	w.look()
	charged := map[string][2]int64{} // net and VAT by vendor, currency and entry
	numbers := map[string][]string{}
	for _, v := range w.all() {
		numbers[v.Month[:4]] = append(numbers[v.Month[:4]], v.Number)
		for _, r := range v.Rows {
			key := fmt.Sprint(v.Vendor, v.Currency, r.ID)
			require.NotContains(w.rt, charged, key, "charged twice")
			charged[key] = [2]int64{r.Net, r.VAT}
		}
	}
	for year, list := range numbers {
		slices.Sort(list)
		for i, n := range list {
			require.Equal(w.rt, fmt.Sprintf("%s-%06d", year, i+1), n)
		}
	}
	booked := map[string][2]int64{}
	err = w.books.Each(w.t.Context(), time.Time{}, w.clock.Now(), func(x ledger.Transaction) error {
		if net := -x.On(ledger.RevFees); net != 0 {
			for _, l := range x.Lines {
				if parts := strings.Split(l.Account, ":"); parts[0] == "vendor" {
					booked[fmt.Sprint(parts[1], x.Currency, x.ID)] = [2]int64{net, -x.On(ledger.VATOutput("DE"))}
				}
			}
		}
		return nil
	})
	require.NoError(w.rt, err)
	require.Equal(w.rt, booked, charged)
}

// TestEveryFeeOnOneInvoice: fees are posted at any time into any time, sealed or not; months
// are issued in any order by two processes that die at any write. In the end each fee is on
// exactly one invoice or credit note, numbers have no gaps, and no invoice ever changed.
func TestEveryFeeOnOneInvoice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newIssuing(t, rt)
		defer func() { _ = w.driver.Close(t.Context()) }()
		rt.Repeat(map[string]func(*rapid.T){
			"post": func(*rapid.T) {
				for range rapid.IntRange(1, 4).Draw(rt, "fees") {
					w.post()
				}
			},
			"issue": func(*rapid.T) { w.issue() },
			"seal": func(*rapid.T) {
				w.clock.Advance(10 * time.Second)
				_, err := w.books.Seal(t.Context())
				require.NoError(rt, err)
			},
			"wait": func(*rapid.T) {
				w.clock.Advance(time.Duration(rapid.IntRange(1, 40).Draw(rt, "days")) * 24 * time.Hour)
			},
			"drain": func(*rapid.T) { require.NoError(rt, w.db.Drain(t.Context())) },
		})
		w.settle()
	})
}
