package ledger_test

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
)

// benchBooks opens books on a SQLite folder as a market has it: every commit is on the
// disk before it is answered; or, for what only prepares, not.
func benchBooks(b *testing.B, dir string, o sqlite.Options) (*ledger.Service, *markthalle.ManualClock) {
	b.Helper()
	driver, err := sqlite.Open(dir, o)
	if err != nil {
		b.Fatal(err)
	}
	clock := markthalle.NewManualClock(storetest.Begin)
	db := storetest.OpenOn(b, driver, store.Options{Clock: clock, Wall: clock})
	s := ledger.New(ledger.Deps{DB: db, Wall: clock})
	if err := db.Ensure(b.Context()); err != nil {
		b.Fatal(err)
	}
	return s, clock
}

// saleEntry is the n-th sale of a market with a thousand vendors.
func saleEntry(n int, at time.Time) ledger.Transaction {
	v := markthalle.VendorID(fmt.Sprintf("ven_%d", n%1000))
	t := ledger.Transaction{
		Meta: store.Meta{ID: fmt.Sprintf("sale:ord_%09d:ch_%09d", n, n)}, Kind: ledger.KindSale, Currency: "EUR", EffectiveAt: at,
		Order: markthalle.OrderID(fmt.Sprintf("ord_%09d", n)), Vendor: v, StripeIDs: []string{fmt.Sprintf("ch_%09d", n)},
	}
	t.Debit(ledger.StripePending, 7039)
	t.Credit(ledger.VendorHeld(v), 6199)
	t.Credit(ledger.RevCommission, 840)
	return t
}

func postBatch(b *testing.B, s *ledger.Service, from, n int, at time.Time) {
	b.Helper()
	list := make([]ledger.Transaction, n)
	for i := range list {
		list[i] = saleEntry(from+i, at)
	}
	for _, err := range s.PostAll(b.Context(), list) {
		if err != nil {
			b.Error(err)
		}
	}
}

// BenchmarkAppend posts batches of 500 from as many goroutines as there are processors,
// each transaction with three lines. The budget is 5,000 transactions a second.
//
//	go test -run '^$' -bench Append -benchtime 20000x ./ledger
func BenchmarkAppend(b *testing.B) {
	const batch = 500
	s, clock := benchBooks(b, b.TempDir(), sqlite.Options{})
	var wg sync.WaitGroup
	parts := make(chan int)
	b.ResetTimer()
	for range 4 {
		wg.Go(func() {
			for from := range parts {
				postBatch(b, s, from, min(batch, b.N-from), clock.Now())
			}
		})
	}
	for from := 0; from < b.N; from += batch {
		parts <- from
	}
	close(parts)
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "transactions/s")
}

// BenchmarkBalance reads balances of books with as many entries as
// MARKTHALLE_LEDGER_ENTRIES says, 20,000 unless it does: of the market's account that is
// in every entry, and of a vendor's; with what a trade of four orders a second leaves
// unsealed for five seconds, and with what four hundred leave; the live balance, and the
// balance that is shown with the last movement, which for the market's account is the sealed
// one while so many wait. The budget is a millisecond with 1,000,000 entries.
//
//	MARKTHALLE_LEDGER_ENTRIES=1000000 go test -run '^$' -bench Balance -timeout 60m ./ledger
func BenchmarkBalance(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("MARKTHALLE_LEDGER_ENTRIES"))
	if err != nil {
		n = 20_000
	}
	s, clock := benchBooks(b, b.TempDir(), sqlite.Options{Relaxed: true})
	for from := 0; from < n; from += store.MaxPage {
		postBatch(b, s, from, min(store.MaxPage, n-from), clock.Now())
		if from%20_000 == 0 || from+store.MaxPage >= n {
			clock.Advance(time.Minute)
			if _, err := s.Seal(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	}
	have := n
	for _, unsealed := range []int{20, 2000} {
		postBatch(b, s, have, n+unsealed-have, clock.Now())
		have = n + unsealed
		for name, account := range map[string]string{"market": ledger.StripePending, "vendor": ledger.VendorHeld("ven_7")} {
			b.Run(fmt.Sprintf("%s/%d-unsealed", name, unsealed), func(b *testing.B) {
				for b.Loop() {
					if _, err := s.Balance(b.Context(), account, "EUR"); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(fmt.Sprintf("%s/%d-unsealed-shown", name, unsealed), func(b *testing.B) {
				for b.Loop() {
					if _, err := s.AsOf(b.Context(), account, "EUR", nil, markthalle.PageQuery{Limit: 1}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
