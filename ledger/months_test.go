package ledger_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
)

// TestMonths: whatever is posted in which order, for facts of several months, sealed or
// not, the balance of an account at a moment and the market's position over a span are
// what a reading of every entry says.
func TestMonths(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	ctx, begin, n := t.Context(), time.Date(2025, time.November, 1, 0, 0, 0, 0, time.UTC), 0
	accounts := []string{ledger.VendorHeld(v1), ledger.VendorHeld(v2), ledger.RevFees, ledger.StripePending, ledger.VATOutput("DE")}
	memo := []string{ledger.Connected(v1, ledger.ConnAvailable), ledger.Connected(v1, ledger.ConnBank)}
	moment := rapid.Custom(func(rt *rapid.T) time.Time {
		at := begin.AddDate(0, rapid.IntRange(0, 4).Draw(rt, "month"), 0)
		return at.Add(rapid.SampledFrom([]time.Duration{0, 0, -time.Nanosecond, time.Millisecond, 40 * time.Hour, 700 * time.Hour}).Draw(rt, "within"))
	})
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(0, 4).Draw(rt, "postings") {
			n++
			amount := rapid.Int64Range(1, 999).Draw(rt, "amount")
			pair := rapid.Permutation(accounts).Draw(rt, "accounts")
			if rapid.IntRange(0, 4).Draw(rt, "memo") == 0 {
				pair = memo
			}
			x := entry(fmt.Sprint("adjust:", n), ledger.KindManual, moment.Draw(rt, "at").Truncate(time.Millisecond),
				ledger.Posting{Account: pair[0], Amount: amount}, ledger.Posting{Account: pair[1], Amount: -amount})
			x.Currency = rapid.SampledFrom([]money.Currency{"EUR", "PLN"}).Draw(rt, "currency")
			require.NoError(rt, s.Post(ctx, x))
		}
		if rapid.Bool().Draw(rt, "seal") {
			clock.Advance(time.Minute)
			_, err := s.Seal(ctx)
			require.NoError(rt, err)
		}
		account, at := rapid.SampledFrom(append(memo, accounts...)).Draw(rt, "account"), moment.Draw(rt, "moment")
		var want int64
		require.NoError(rt, s.Between(ctx, account, "EUR", time.Time{}, at, func(r ledger.Row) error {
			want += r.Amount
			return nil
		}))
		got, err := s.BalanceAt(ctx, account, "EUR", at)
		require.NoError(rt, err)
		require.Equal(rt, want, got)

		var from time.Time
		to := moment.Draw(rt, "to")
		if rapid.Bool().Draw(rt, "has a beginning") {
			from = moment.Draw(rt, "from")
		}
		if !from.Before(to) {
			from, to = to, from.Add(time.Hour)
		}
		positions, err := s.Positions(ctx, from, to)
		require.NoError(rt, err)
		require.Equal(rt, counted(rt, s, from, to), positions)
	})
	wrong, err := s.Check(ctx)
	require.NoError(t, err)
	require.Empty(t, wrong)
}

// counted is what Positions must return, by every entry. It knows the accounts of TestMonths.
func counted(t require.TestingT, s *ledger.Service, from, to time.Time) []ledger.Position {
	all := map[money.Currency]*ledger.Position{}
	err := s.Each(context.Background(), time.Time{}, to, func(x ledger.Transaction) error {
		if x.InMemo() {
			return nil
		}
		if all[x.Currency] == nil {
			all[x.Currency] = &ledger.Position{Currency: x.Currency}
		}
		p := all[x.Currency]
		p.Cash += x.On(ledger.StripePending)
		p.OwedVendors -= x.On(ledger.VendorHeld(v1)) + x.On(ledger.VendorHeld(v2))
		p.OwedTax -= x.On(ledger.VATOutput("DE"))
		if x.EffectiveAt.Before(from) {
			p.EarnedBefore -= x.On(ledger.RevFees)
		} else {
			p.Revenue -= x.On(ledger.RevFees)
		}
		return nil
	})
	require.NoError(t, err)
	out := []ledger.Position{}
	for _, c := range []money.Currency{"EUR", "PLN"} {
		if all[c] != nil {
			out = append(out, *all[c])
		}
	}
	return out
}

// TestOldProjection: projections from before there were months are folded anew, and are not
// believed until then.
func TestOldProjection(t *testing.T) {
	t.Parallel()
	type oldBalance struct {
		store.Meta `bson:",inline"`
		Account    string `bson:"account"`
		Currency   string `bson:"currency"`
		Balance    int64  `bson:"balance"`
		Cursor     int64  `bson:"cursor"`
	}
	type oldCursor struct {
		store.Meta `bson:",inline"`
		Batch      int64 `bson:"batch"`
	}
	ctx, dir, held := t.Context(), t.TempDir(), ledger.VendorHeld(v1)
	driver, err := sqlite.Open(dir, sqlite.Options{})
	require.NoError(t, err)
	db := storetest.OpenOn(t, driver, store.Options{})
	balances := store.Define[oldBalance](db, store.Spec{Name: "ledger_balances", Schema: 1, Deletable: true, Indexes: []store.Index{
		{Name: "currency", Eq: []store.Field{store.S("currency")}, Sort: []store.Field{store.S("account")}},
	}})
	cursors := store.Define[oldCursor](db, store.Spec{Name: "ledger_cursor", Schema: 1})
	require.NoError(t, db.Ensure(ctx))
	_, err = balances.Insert(ctx, oldBalance{Meta: store.Meta{ID: held + "|EUR"}, Account: held, Currency: "EUR", Balance: 777, Cursor: 1})
	require.NoError(t, err)
	_, err = cursors.Insert(ctx, oldCursor{Meta: store.Meta{ID: "fold"}, Batch: 1})
	require.NoError(t, err)
	require.NoError(t, db.Close(ctx))

	driver, err = sqlite.Open(dir, sqlite.Options{})
	require.NoError(t, err)
	clock := markthalle.NewManualClock(storetest.Begin)
	db = storetest.OpenOn(t, driver, store.Options{Clock: clock, Wall: clock})
	s := ledger.New(ledger.Deps{DB: db, Wall: clock})
	require.NoError(t, db.Ensure(ctx))
	require.NoError(t, s.Post(ctx, entry("adjust:1", ledger.KindManual, clock.Now(),
		ledger.Posting{Account: held, Amount: -5}, ledger.Posting{Account: ledger.StripePending, Amount: 5})))
	for range 3 { // before it is old enough to be sealed, before it is, and after
		for at, want := range map[time.Time]int64{storetest.Begin: 0, storetest.Begin.AddDate(0, 1, 0): -5} {
			got, err := s.BalanceAt(ctx, held, "EUR", at)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		got, err := s.Balance(ctx, held, "EUR")
		require.NoError(t, err)
		require.EqualValues(t, -5, got)
		_, err = s.Seal(ctx)
		require.NoError(t, err)
		wrong, err := s.Check(ctx)
		require.NoError(t, err)
		require.Empty(t, wrong)
		clock.Advance(time.Minute)
	}
}
