package payouts_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
	"github.com/markthalle/markthalle/vendors"
)

// sheet is a provider that has only a list of what moved, as long as one likes.
type sheet struct {
	payments.Gateway
	list     []payments.Transaction // oldest first
	bySource map[string][]int
	asked    int // requests
}

const sheetPage = 100 // Stripe's largest

func (s *sheet) move(typ, source string, at time.Time, c money.Currency, amount, fee int64) {
	s.bySource[source] = append(s.bySource[source], len(s.list))
	s.list = append(s.list, payments.Transaction{
		ID: fmt.Sprintf("txn_%d", len(s.list)), Type: typ, Source: source, Currency: c, Amount: amount, Fee: fee, Net: amount - fee, CreatedAt: at,
	})
}

func (s *sheet) Transactions(_ context.Context, q payments.TransactionQuery) (payments.TransactionPage, error) {
	s.asked++
	var page payments.TransactionPage
	if q.Source != "" {
		for _, i := range s.bySource[q.Source] {
			page.Items = append(page.Items, s.list[i])
		}
		return page, nil
	}
	from := len(s.list)
	if q.Cursor != "" {
		from, _ = strconv.Atoi(q.Cursor)
	}
	for i := from - 1; i >= 0 && len(page.Items) < sheetPage; i-- {
		page.Items = append(page.Items, s.list[i])
		if i > 0 {
			page.Next = strconv.Itoa(i)
		}
	}
	return page, nil
}

func (s *sheet) Balance(context.Context, string) ([]payments.ProviderBalance, error) {
	sums := map[money.Currency]int64{}
	for _, t := range s.list {
		sums[t.Currency] += t.Net
	}
	return []payments.ProviderBalance{{Currency: "EUR", Available: sums["EUR"]}}, nil
}

// ledgers is books and a provider's list of the same trade.
type ledgers struct {
	t     *testing.T
	books *ledger.Service
	there *sheet
	batch []ledger.Transaction
	want  map[string]string // planted differences, by object
}

func (l *ledgers) post(id, kind string, at time.Time, c money.Currency, amount int64, against, object string) {
	t := ledger.Transaction{Meta: store.Meta{ID: id}, Kind: kind, Currency: c, EffectiveAt: at, StripeIDs: []string{object}}
	t.Debit(ledger.StripeAvailable, amount)
	t.Credit(against, amount)
	l.add(t)
	if kind == ledger.KindTransfer || kind == ledger.KindTransferReversal {
		memo := ledger.Transaction{
			Meta: store.Meta{ID: "memo:" + id}, Kind: ledger.KindMemo, Currency: c, EffectiveAt: at, Vendor: ven1, StripeIDs: []string{object},
		}
		if l.want[object] == payouts.MemoDiffers {
			amount++
		}
		memo.Debit(ledger.Connected(ven1, ledger.ConnAvailable), -amount)
		memo.Credit(ledger.Connected(ven1, ledger.ConnFunding), -amount)
		l.add(memo)
	}
}

func (l *ledgers) add(t ledger.Transaction) {
	if l.batch = append(l.batch, t); len(l.batch) == store.MaxPage {
		l.flush()
	}
}

func (l *ledgers) flush() {
	for _, err := range l.books.PostAll(l.t.Context(), l.batch) {
		require.NoError(l.t, err)
	}
	l.batch = l.batch[:0]
}

// trade books n movements on both sides: of ten, five sales with their fees, three
// transfers, a refund, a reversal. A handful of each kind of difference is planted.
func (l *ledgers) trade(n int, begin time.Time) {
	planted := []string{payouts.AmountDiffers, payouts.MissingHere, payouts.MissingThere, payouts.TwiceHere, payouts.TwiceThere, payouts.CurrencyOther, payouts.MemoDiffers}
	every := n / (5 * len(planted))
	for i := range n {
		at, amount := begin.Add(time.Duration(i)*time.Millisecond), int64(1000+i%9000)
		prefix, kind, against := "ch", ledger.KindSale, ledger.VendorHeld(ven1)
		switch {
		case i%10 >= 9:
			prefix, kind, against = "trr", ledger.KindTransferReversal, ledger.VendorPayable(ven1)
		case i%10 == 8:
			prefix, kind, against, amount = "re", ledger.KindRefundPaid, ledger.RefundsPayable, -amount
		case i%10 >= 5:
			prefix, kind, against, amount = "tr", ledger.KindTransfer, ledger.VendorPayable(ven1), -amount
		}
		object, here, currency, fee := fmt.Sprintf("%s_%d", prefix, i), amount, money.Currency("EUR"), int64(0)
		plant := ""
		if i%every == every/2 {
			plant = planted[i/every%len(planted)]
			if plant == payouts.MemoDiffers && !strings.HasPrefix(prefix, "tr") {
				plant = payouts.AmountDiffers // the memo book has transfers only
			}
			l.want[object] = plant
		}
		switch plant {
		case payouts.AmountDiffers:
			here++
		case payouts.CurrencyOther:
			currency = "USD"
		case payouts.TwiceHere:
			l.post("again:"+object, kind, at, currency, here, against, object)
		case payouts.TwiceThere:
			l.there.move(kind, object, at, "EUR", amount, 0)
		case "":
			if prefix == "ch" {
				fee = 25 + amount*15/1000
				l.post("fee:"+object, ledger.KindProviderFee, at, "EUR", -fee, ledger.ExpStripeFee, object)
			}
		}
		if plant != payouts.MissingHere {
			l.post(kind+":"+object, kind, at, currency, here, against, object)
		}
		if plant != payouts.MissingThere {
			l.there.move(kind, object, at, "EUR", amount, fee)
		}
	}
	l.flush()
}

// TestReconcileSize (PAY-84, PAY-90): of a long list of movements every planted difference
// is found, by its kind, and none is invented. MARKTHALLE_RECONCILE_TRANSACTIONS=100000 is
// the full size, whose time and memory docs/performance.md tells.
func TestReconcileSize(t *testing.T) {
	n := count("MARKTHALLE_RECONCILE_TRANSACTIONS", 3000)
	driver, err := sqlite.Open(t.TempDir(), sqlite.Options{Relaxed: true})
	require.NoError(t, err)
	clock := markthalle.NewManualClock(storetest.Begin)
	ids := markthalle.NewIDs(clock, storetest.Seeded(1))
	db := storetest.OpenOn(t, driver, store.Options{Clock: clock, Wall: clock, IDs: ids})
	there := &sheet{bySource: map[string][]int{}}
	books := ledger.New(ledger.Deps{DB: db, Wall: clock})
	pay := payments.New(payments.Deps{DB: db, Gateway: there, Clock: clock, Wall: clock, IDs: ids, Env: "test"})
	s := payouts.New(payouts.Deps{DB: db, Clock: clock, IDs: ids, Ledger: books, Payments: pay, Vendors: vendors.New(vendors.Deps{DB: db, Config: vendors.DefaultConfig()})})
	require.NoError(t, db.Ensure(t.Context()))
	l := &ledgers{t: t, books: books, there: there, want: map[string]string{}}
	begin := clock.Now()
	l.trade(n, begin)
	clock.Advance(26 * time.Hour)
	_, err = books.Seal(t.Context())
	require.NoError(t, err)

	rest := resident(t, true)
	start := markthalle.SystemClock{}.Now()
	r, err := s.ReconcileNow(t.Context(), system, payouts.ReconcileInput{ID: "rec_1", From: begin, To: begin.Add(25 * time.Hour)})
	took := markthalle.SystemClock{}.Now().Sub(start)
	require.NoError(t, err)
	t.Logf("%d movements, %d entries' objects agree: %s, %d requests; resident %d MB before, %d MB at most", n, r.Matched,
		took.Round(time.Millisecond), there.asked, rest, resident(t, false))
	got := map[string]string{}
	for _, d := range r.Differences {
		got[d.Object] = d.Kind
	}
	l.want["EUR"] = payouts.BalanceDiffers
	require.Equal(t, l.want, got)
	require.EqualValues(t, n-len(l.want)+1, r.Matched)
	require.Zero(t, r.More)
}

// resident is the process's largest resident size so far in MB, where the system tells it;
// afresh begins to count anew.
func resident(t *testing.T, afresh bool) int64 {
	t.Helper()
	if afresh {
		runtime.GC()
		_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600) // Linux; elsewhere it only grows
	}
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(text), "VmHWM:")
	after, _, _ = strings.Cut(strings.TrimSpace(after), " ")
	kb, err := strconv.ParseInt(after, 10, 64)
	require.NoError(t, err)
	return kb >> 10
}
