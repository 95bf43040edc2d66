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
)

// TestAccountAsOf: at any moment the movements before it, page by page, are the balance at
// it, whatever is posted in which order; a movement at the moment is not among them. Without
// a moment all of them are the live balance.
func TestAccountAsOf(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	held, begin, n := ledger.VendorHeld(v1), clock.Now(), 0
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(0, 5).Draw(rt, "postings") {
			n++
			amount := rapid.Int64Range(1, 999).Draw(rt, "amount")
			at := begin.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "at")) * time.Hour)
			require.NoError(rt, s.Post(t.Context(), entry(fmt.Sprint("adjust:", n), ledger.KindManual, at,
				ledger.Posting{Account: held, Amount: amount}, ledger.Posting{Account: ledger.RevFees, Amount: -amount})))
		}
		var at *time.Time
		end := begin.AddDate(1, 0, 0)
		want, err := s.Balance(t.Context(), held, "EUR")
		if rapid.Bool().Draw(rt, "in the past") {
			end = begin.Add(time.Duration(rapid.IntRange(0, 21).Draw(rt, "moment")) * time.Hour)
			at = &end
			want, err = s.BalanceAt(t.Context(), held, "EUR", end)
		}
		require.NoError(rt, err)
		var sum int64
		q := markthalle.PageQuery{Limit: rapid.IntRange(1, 7).Draw(rt, "limit")}
		for last := end; ; {
			page, err := s.AsOf(t.Context(), held, "EUR", at, q)
			require.NoError(rt, err)
			if q.Cursor == "" {
				require.Equal(rt, want, page.Balance)
			}
			for _, r := range page.Items {
				require.True(rt, r.Transaction.EffectiveAt.Before(end))
				require.False(rt, r.Transaction.EffectiveAt.After(last), "newest first")
				last, sum = r.Transaction.EffectiveAt, sum+r.Amount
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
		require.Equal(rt, want, sum)
	})
}

// TestBusyAccount: an account of the market to which more is posted than may be added up for
// a look at it is shown as it is sealed, with the time; its pages together are that balance
// even though the sealing goes on between them. A vendor's account is always live.
func TestBusyAccount(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	held, n := ledger.VendorHeld(v1), 0
	post := func(times int) {
		for range times {
			n++
			at := clock.Now().Add(-time.Duration(n*7%50) * time.Hour)
			require.NoError(t, s.Post(t.Context(), entry(fmt.Sprint("adjust:", n), ledger.KindManual, at,
				ledger.Posting{Account: ledger.StripePending, Amount: int64(n)}, ledger.Posting{Account: held, Amount: -int64(n)})))
		}
	}
	seal := func() time.Time {
		clock.Advance(time.Minute)
		_, err := s.Seal(t.Context())
		require.NoError(t, err)
		return clock.Now()
	}
	look := func(account string, q markthalle.PageQuery) ledger.AccountState {
		st, err := s.AsOf(t.Context(), account, "EUR", nil, q)
		require.NoError(t, err)
		return st
	}
	sum := func(to int) int64 { return int64(to * (to + 1) / 2) }

	post(40)
	require.Zero(t, look(ledger.StripePending, markthalle.PageQuery{}).SealedAt, "nothing is sealed yet that could be shown")
	seal()
	post(15)
	sealed := seal()
	post(32)
	st := look(ledger.StripePending, markthalle.PageQuery{})
	require.Zero(t, st.SealedAt)
	require.Equal(t, sum(87), st.Balance)
	post(1)
	st = look(held, markthalle.PageQuery{})
	require.Zero(t, st.SealedAt)
	require.Equal(t, -sum(88), st.Balance)

	q := markthalle.PageQuery{Limit: 7}
	st = look(ledger.StripePending, q)
	require.Equal(t, sealed, st.SealedAt)
	require.Equal(t, sum(55), st.Balance)
	var told int64
	for seen, last := map[string]bool{}, int64(2); ; {
		for _, r := range st.Items {
			require.False(t, seen[r.Transaction.ID])
			require.LessOrEqual(t, r.Transaction.Seal, last, "the newest batch comes first")
			seen[r.Transaction.ID], last = true, r.Transaction.Seal
			told += r.Amount
		}
		if st.Next == "" {
			break
		}
		q.Cursor = st.Next
		post(3)
		seal()
		st = look(ledger.StripePending, q)
	}
	require.Equal(t, sum(55), told)
	for _, cursor := range []string{"1.", "x.y", "1.nonsense", "nonsense"} {
		_, err := s.AsOf(t.Context(), ledger.StripePending, "EUR", nil, markthalle.PageQuery{Cursor: cursor})
		require.ErrorIs(t, err, store.ErrCursor)
	}
}

// TestWaiting: how far the sealing is behind is the age of the oldest entry that waits.
func TestWaiting(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	require.NoError(t, s.Post(t.Context(), worked(clock.Now())[0]))
	posted := clock.Now()
	clock.Advance(time.Minute)
	since, err := s.Waiting(t.Context())
	require.NoError(t, err)
	require.Equal(t, posted, since)
	_, err = s.Seal(t.Context())
	require.NoError(t, err)
	since, err = s.Waiting(t.Context())
	require.NoError(t, err)
	require.Zero(t, since)
}
