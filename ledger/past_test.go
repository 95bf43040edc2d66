package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
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
