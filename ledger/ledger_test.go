package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
)

const (
	v1 = markthalle.VendorID("ven_1")
	v2 = markthalle.VendorID("ven_2")
)

// open returns the books on an empty store, and the clock that both run on.
func open(t *testing.T) (*ledger.Service, *markthalle.ManualClock) {
	t.Helper()
	db, clock, _ := storetest.OpenClock(t)
	s := ledger.New(ledger.Deps{DB: db, Wall: clock})
	require.NoError(t, db.Ensure(t.Context()))
	return s, clock
}

func entry(id, kind string, at time.Time, lines ...ledger.Posting) ledger.Transaction {
	return ledger.Transaction{Meta: store.Meta{ID: id}, Kind: kind, Currency: "EUR", EffectiveAt: at, Lines: lines}
}

// worked are the postings of the worked sale, J1 to J7d, with the spec's numbers
// (payments rules §6.4).
func worked(at time.Time) []ledger.Transaction {
	held1, held2 := ledger.VendorHeld(v1), ledger.VendorHeld(v2)
	pay1, pay2 := ledger.VendorPayable(v1), ledger.VendorPayable(v2)
	vat := ledger.VATOutput("DE")
	return []ledger.Transaction{
		entry("sale:o:ch", ledger.KindSale, at, ledger.Posting{Account: ledger.StripePending, Amount: 7039},
			ledger.Posting{Account: ledger.PromoPlatform, Amount: 500}, ledger.Posting{Account: ledger.LoyaltyLiability, Amount: 300},
			ledger.Posting{Account: held1, Amount: -4989}, ledger.Posting{Account: held2, Amount: -2850}),
		entry("commission:o", ledger.KindCommission, at, ledger.Posting{Account: held1, Amount: 643}, ledger.Posting{Account: held2, Amount: 357},
			ledger.Posting{Account: ledger.RevCommission, Amount: -840}, ledger.Posting{Account: vat, Amount: -160}),
		entry("fee:txn", ledger.KindProviderFee, at, ledger.Posting{Account: ledger.ExpStripeFee, Amount: 131}, ledger.Posting{Account: ledger.StripePending, Amount: -131}),
		entry("avail:txn", ledger.KindAvailable, at, ledger.Posting{Account: ledger.StripeAvailable, Amount: 6908}, ledger.Posting{Account: ledger.StripePending, Amount: -6908}),
		entry("refund:b", ledger.KindRefundBefore, at, ledger.Posting{Account: held1, Amount: 901}, ledger.Posting{Account: ledger.RefundsPayable, Amount: -798},
			ledger.Posting{Account: ledger.PromoPlatform, Amount: -64}, ledger.Posting{Account: ledger.LoyaltyLiability, Amount: -39}),
		entry("refund-comm:b", ledger.KindRefundCommission, at, ledger.Posting{Account: ledger.RevCommission, Amount: 108}, ledger.Posting{Account: vat, Amount: 21}, ledger.Posting{Account: held1, Amount: -129}),
		entry("refund-paid:b", ledger.KindRefundPaid, at, ledger.Posting{Account: ledger.RefundsPayable, Amount: 798}, ledger.Posting{Account: ledger.StripeAvailable, Amount: -798}),
		entry("release:1", ledger.KindRelease, at, ledger.Posting{Account: held1, Amount: 3574}, ledger.Posting{Account: pay1, Amount: -3574}),
		entry("release:2", ledger.KindRelease, at, ledger.Posting{Account: held2, Amount: 2493}, ledger.Posting{Account: pay2, Amount: -2493}),
		entry("transfer:1", ledger.KindTransfer, at, ledger.Posting{Account: pay1, Amount: 3574}, ledger.Posting{Account: ledger.StripeAvailable, Amount: -3574}),
		entry("transfer:2", ledger.KindTransfer, at, ledger.Posting{Account: pay2, Amount: 2493}, ledger.Posting{Account: ledger.StripeAvailable, Amount: -2493}),
		entry("refund:c", ledger.KindRefundAfter, at, ledger.Posting{Account: pay2, Amount: 2500}, ledger.Posting{Account: ledger.RefundsPayable, Amount: -2214},
			ledger.Posting{Account: ledger.PromoPlatform, Amount: -179}, ledger.Posting{Account: ledger.LoyaltyLiability, Amount: -107}),
		entry("refund-comm:c", ledger.KindRefundCommission, at, ledger.Posting{Account: ledger.RevCommission, Amount: 300}, ledger.Posting{Account: vat, Amount: 57}, ledger.Posting{Account: pay2, Amount: -357}),
		entry("refund-paid:c", ledger.KindRefundPaid, at, ledger.Posting{Account: ledger.RefundsPayable, Amount: 2214}, ledger.Posting{Account: ledger.StripeAvailable, Amount: -2214}),
		entry("reversal:c:2", ledger.KindTransferReversal, at, ledger.Posting{Account: ledger.StripeAvailable, Amount: 2143}, ledger.Posting{Account: pay2, Amount: -2143}),
	}
}

// TestWorkedSale posts exactly the worked sale and meets its checkpoints: 43 at the
// provider after the transfers, −28 after the second refund, nothing owed to or by the
// vendors (payments rules §6.4).
func TestWorkedSale(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	ctx := t.Context()
	balance := func(account string) int64 {
		n, err := s.Balance(ctx, account, "EUR")
		require.NoError(t, err)
		return n
	}
	for _, x := range worked(clock.Now()) {
		require.NoError(t, s.Post(ctx, x), x.ID)
		require.NoError(t, s.Post(ctx, x), "%s a second time", x.ID)
		switch x.ID {
		case "avail:txn":
			require.EqualValues(t, -4346, balance(ledger.VendorHeld(v1)))
			require.EqualValues(t, -2493, balance(ledger.VendorHeld(v2)))
			require.EqualValues(t, 6908, balance(ledger.StripeAvailable))
		case "transfer:2":
			require.EqualValues(t, 43, balance(ledger.StripeAvailable))
		}
		trial, err := s.TrialBalance(ctx)
		require.NoError(t, err)
		require.Zero(t, trial[0].Difference())
	}
	require.EqualValues(t, -28, balance(ledger.StripeAvailable))
	for _, account := range []string{ledger.VendorHeld(v1), ledger.VendorHeld(v2), ledger.VendorPayable(v1), ledger.VendorPayable(v2), ledger.RefundsPayable} {
		require.Zero(t, balance(account), account)
	}
}

// TestSeal seals in the middle of the postings: live balances do not notice, the chain
// is whole, and a rebuild gives the same (PAY-62, PAY-63, PAY-81).
func TestSeal(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	ctx := t.Context()
	list := worked(clock.Now())
	for i, x := range list {
		require.NoError(t, s.Post(ctx, x))
		if i%4 == 3 {
			clock.Advance(10 * time.Second)
			_, err := s.Seal(ctx)
			require.NoError(t, err)
		}
		n, err := s.Balance(ctx, ledger.StripeAvailable, "EUR")
		require.NoError(t, err)
		var want int64
		for _, y := range list[:i+1] {
			for _, l := range y.Lines {
				if l.Account == ledger.StripeAvailable {
					want += l.Amount
				}
			}
		}
		require.Equal(t, want, n, "after %s", x.ID)
	}
	clock.Advance(10 * time.Second)
	for range 2 {
		_, err := s.Seal(ctx)
		require.NoError(t, err)
		wrong, err := s.Check(ctx)
		require.NoError(t, err)
		require.Empty(t, wrong)
		require.NoError(t, s.Rebuild(ctx))
	}
	n, err := s.Balance(ctx, ledger.StripeAvailable, "EUR")
	require.NoError(t, err)
	require.EqualValues(t, -28, n)
}

// TestRefused lists what the books do not take (PAY-60, PAY-65).
func TestRefused(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	at := clock.Now()
	a, b := ledger.StripePending, ledger.SuspenseUnmatched
	for name, x := range map[string]ledger.Transaction{
		"unbalanced":        entry("x1", "sale", at, ledger.Posting{Account: a, Amount: 5}, ledger.Posting{Account: b, Amount: -4}),
		"one line":          entry("x2", "sale", at, ledger.Posting{Account: a, Amount: 5}),
		"no such account":   entry("x3", "sale", at, ledger.Posting{Account: "petty:cash", Amount: 5}, ledger.Posting{Account: b, Amount: -5}),
		"a zero line":       entry("x4", "sale", at, ledger.Posting{Account: a, Amount: 0}, ledger.Posting{Account: b, Amount: 0}),
		"memo with books":   entry("x5", "memo", at, ledger.Posting{Account: ledger.Connected(v1, "bank"), Amount: 5}, ledger.Posting{Account: b, Amount: -5}),
		"no time":           entry("x6", "sale", time.Time{}, ledger.Posting{Account: a, Amount: 5}, ledger.Posting{Account: b, Amount: -5}),
		"sums that overrun": entry("x7", "sale", at, ledger.Posting{Account: a, Amount: 1<<63 - 1}, ledger.Posting{Account: b, Amount: 1<<63 - 1}),
	} {
		require.ErrorIs(t, s.Post(t.Context(), x), ledger.ErrUnbalanced, name)
	}
	ok := entry("x", "sale", at, ledger.Posting{Account: a, Amount: 5}, ledger.Posting{Account: b, Amount: -5})
	require.NoError(t, s.Post(t.Context(), ok))
	ok.Note = "other contents"
	require.ErrorIs(t, s.Post(t.Context(), ok), ledger.ErrConflict)
}

// TestBalances is the property that, whatever is posted and whenever it is sealed, the
// trial balance is zero and a balance is the sum of its lines.
func TestBalances(t *testing.T) {
	t.Parallel()
	accounts := []string{ledger.StripePending, ledger.VendorHeld(v1), ledger.VendorPayable(v1), ledger.RevCommission, ledger.RefundsPayable}
	s, clock := open(t)
	ctx, n, model := t.Context(), 0, map[string]int64{}
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 4).Draw(r, "entries") {
			n++
			x := entry(fmt.Sprintf("p%d", n), "sale", clock.Now())
			from, to := rapid.SampledFrom(accounts).Draw(r, "from"), rapid.SampledFrom(accounts).Draw(r, "to")
			amount := rapid.Int64Range(1, 1e9).Draw(r, "amount")
			x.Debit(to, amount)
			x.Credit(from, amount)
			require.NoError(r, s.Post(ctx, x))
			model[to] += amount
			model[from] -= amount
		}
		if rapid.Bool().Draw(r, "seal") {
			clock.Advance(6 * time.Second)
			_, err := s.Seal(ctx)
			require.NoError(r, err)
		}
		account := rapid.SampledFrom(accounts).Draw(r, "account")
		got, err := s.Balance(ctx, account, "EUR")
		require.NoError(r, err)
		require.Equal(r, model[account], got)
	})
	trial, err := s.TrialBalance(ctx)
	require.NoError(t, err)
	for _, x := range trial {
		require.Zero(t, x.Difference())
	}
}

// TestReadWhileSealed reads the trial balance again and again while others post and seal:
// what is folded between two of its reads is neither missed nor counted twice (PAY-63).
func TestReadWhileSealed(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	ctx := t.Context()
	done := make(chan error, 1)
	go func() {
		done <- func() error {
			for n := range 80 {
				// Many accounts, so that a batch folds while some of them are read and some are not.
				from, to := ledger.VendorHeld(markthalle.VendorID(fmt.Sprintf("ven_%d", n%7))), ledger.VendorPayable(markthalle.VendorID(fmt.Sprintf("ven_%d", n%5)))
				for i := range 3 {
					x := entry(fmt.Sprintf("r%d.%d", n, i), ledger.KindRelease, clock.Now())
					x.Debit(to, int64(n+i+1))
					x.Credit(from, int64(n+i+1))
					if err := s.Post(ctx, x); err != nil {
						return err
					}
				}
				clock.Advance(6 * time.Second)
				if _, err := s.Seal(ctx); err != nil {
					return err
				}
			}
			return nil
		}()
	}()
	for {
		trial, err := s.TrialBalance(ctx)
		require.NoError(t, err)
		for _, x := range trial {
			require.Zero(t, x.Difference())
		}
		select {
		case err := <-done:
			require.NoError(t, err)
			return
		default:
		}
	}
}

// TestPositions is the worked sale as the operator sees it, day by day: what was earned
// less what it cost is what is left when everybody else has got theirs (payments rules
// §6.4).
func TestPositions(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	ctx := t.Context()
	from := clock.Now()
	list := worked(from)
	for i := range list {
		list[i].EffectiveAt = from.Add(time.Duration(i) * 24 * time.Hour)
		require.NoError(t, s.Post(ctx, list[i]))
	}
	at := func(begin time.Time, entries int) ledger.Position {
		out, err := s.Positions(ctx, begin, from.Add(time.Duration(entries)*24*time.Hour))
		require.NoError(t, err)
		require.Len(t, out, 1)
		require.True(t, out[0].Holds(), "%+v", out[0])
		return out[0]
	}
	require.Equal(t, ledger.Position{Currency: "EUR", Cash: 7039, OwedVendors: 4989 + 2850, OwedBuyers: -300, Expenses: 500}, at(time.Time{}, 1))
	require.Equal(t, ledger.Position{
		Currency: "EUR", Cash: 7039, OwedVendors: 4989 + 2850 - 1000, OwedBuyers: -300, OwedTax: 160, Revenue: 840, Expenses: 500,
	}, at(time.Time{}, 2))
	end := at(time.Time{}, len(list))
	require.Equal(t, int64(-28), end.Cash)
	require.Zero(t, end.OwedVendors)
	part := at(from.Add(9*24*time.Hour), len(list))
	require.Equal(t, end.Result(), part.Result()+part.EarnedBefore, "what was earned before is not counted as earned within")
	require.Equal(t, end.Own(), part.Own())
	for n := range list {
		at(from, n+1)
	}
}
