package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/ledger"
)

// TestSince: what is new on an account is everything that no batch up to the given one
// holds, sealed or not, however long ago it happened, once each; other accounts and
// currencies are not among it.
func TestSince(t *testing.T) {
	t.Parallel()
	s, clock := open(t)
	held := ledger.VendorHeld(v1)
	posted := 0
	post := func(at time.Time, account string) string {
		posted++
		x := entry(fmt.Sprint("adjust:", posted), ledger.KindManual, at, ledger.Posting{Account: account, Amount: 5}, ledger.Posting{Account: ledger.RevFees, Amount: -5})
		require.NoError(t, s.Post(t.Context(), x))
		return x.ID
	}
	since := func(batch int64) []string {
		var out []string
		require.NoError(t, s.Since(t.Context(), held, "EUR", batch, func(r ledger.Row) error {
			require.EqualValues(t, 5, r.Amount)
			out = append(out, r.Transaction.ID)
			return nil
		}))
		return out
	}
	sealed := func() int64 {
		clock.Advance(time.Minute)
		_, err := s.Seal(t.Context())
		require.NoError(t, err)
		n, err := s.Sealed(t.Context())
		require.NoError(t, err)
		return n
	}
	none, err := s.Sealed(t.Context())
	require.NoError(t, err)
	require.Zero(t, none)
	one := post(clock.Now(), held)
	require.Equal(t, []string{one}, since(0))
	first := sealed()
	require.Equal(t, []string{one}, since(0))
	require.Empty(t, since(first))
	old := post(clock.Now().AddDate(-9, 0, 0), held)
	post(clock.Now(), ledger.VendorHeld(v2))
	require.Equal(t, []string{old}, since(first))
	second := sealed()
	require.Equal(t, []string{old}, since(first))
	three := post(clock.Now(), held)
	require.Equal(t, []string{three, one, old}, since(0), "what is not sealed comes first")
	require.Equal(t, []string{three}, since(second))
}
