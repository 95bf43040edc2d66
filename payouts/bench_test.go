package payouts_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

// BenchmarkStatement is the statement of a month in which a vendor had 10,000 orders, each
// sold, charged, released and transferred, after as many in the month before. The budget
// is a second.
//
//	go test -run '^$' -bench Statement ./payouts
func BenchmarkStatement(b *testing.B) {
	const orders = 10_000
	driver, err := sqlite.Open(b.TempDir(), sqlite.Options{Relaxed: true})
	if err != nil {
		b.Fatal(err)
	}
	clock := markthalle.NewManualClock(storetest.Begin)
	db := storetest.OpenOn(b, driver, store.Options{Clock: clock, Wall: clock})
	books := ledger.New(ledger.Deps{DB: db, Wall: clock})
	s := payouts.New(payouts.Deps{DB: db, Clock: clock, Ledger: books, Vendors: vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()})})
	if err := db.Ensure(b.Context()); err != nil {
		b.Fatal(err)
	}
	month := time.Date(2026, time.February, 1, 0, 0, 0, 0, time.UTC)
	held, payable := ledger.VendorHeld(ven1), ledger.VendorPayable(ven1)
	var list []ledger.Transaction
	for i := range 2 * orders {
		at := month.AddDate(0, -1, 0).Add(time.Duration(i) * (59 * 24 * time.Hour / (2 * orders)))
		for _, e := range []struct {
			kind, debit, credit string
			amount              int64
		}{
			{ledger.KindSale, ledger.StripePending, held, 5000},
			{ledger.KindCommission, held, ledger.RevCommission, 600},
			{ledger.KindRelease, held, payable, 4400},
			{ledger.KindTransfer, payable, ledger.StripeAvailable, 4400},
		} {
			t := ledger.Transaction{Meta: store.Meta{ID: fmt.Sprintf("%s:%d", e.kind, i)}, Kind: e.kind, Currency: "EUR", EffectiveAt: at, Vendor: ven1}
			t.Debit(e.debit, e.amount)
			t.Credit(e.credit, e.amount)
			list = append(list, t)
		}
		if len(list) >= store.MaxPage-4 || i == 2*orders-1 {
			for _, err := range books.PostAll(b.Context(), list) {
				if err != nil {
					b.Fatal(err)
				}
			}
			list = list[:0]
		}
	}
	clock.Advance(time.Hour)
	if _, err := books.Seal(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		st, err := s.StatementOf(b.Context(), system, ven1, "EUR", month)
		if err != nil {
			b.Fatal(err)
		}
		if len(st.Rows) != 10_000 || st.More < 15_000 {
			b.Fatalf("%d rows, closing %d", len(st.Rows), st.Closing)
		}
	}
}
