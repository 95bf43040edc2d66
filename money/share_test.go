package money_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle/money"
)

func TestCumulativeShare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		total, n int64
		want     []int64
	}{
		"PAY-71 vector: two units":   {257, 2, []int64{128, 129}},
		"PAY-71 vector: three units": {100, 3, []int64{33, 33, 34}},
		"negative":                   {-257, 2, []int64{-128, -129}},
		"less than a unit each":      {1, 4, []int64{0, 0, 0, 1}},
		"the largest":                {math.MaxInt64, 2, []int64{math.MaxInt64 / 2, math.MaxInt64/2 + 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var given int64
			for k, want := range c.want {
				got, err := money.CumulativeShare(c.total, int64(k)+1, c.n, given)
				require.NoError(t, err)
				require.Equal(t, want, got, "unit %d", k+1)
				given += got
			}
			require.Equal(t, c.total, given)
		})
	}
}

func TestCumulativeHalfUp(t *testing.T) {
	t.Parallel()
	// E12, J5′: a refund of 1000 without lines over A (paid 3187) and B (paid 798).
	for name, c := range map[string]struct{ share, refunded, paid, given, want int64 }{
		"commission of A":         {432, 800, 3187, 0, 108},
		"commission of B":         {108, 200, 798, 0, 27},
		"VAT of A":                {82, 800, 3187, 0, 21},
		"VAT of B":                {21, 200, 798, 0, 5},
		"platform coupon of A":    {257, 800, 3187, 0, 65},
		"platform coupon of B":    {64, 200, 798, 0, 16},
		"points of A":             {154, 800, 3187, 0, 39},
		"points of B":             {39, 200, 798, 0, 10},
		"the rest of A":           {432, 3187, 3187, 108, 324},
		"nothing refunded so far": {432, 0, 3187, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := money.CumulativeHalfUp(c.share, c.refunded, c.paid, c.given)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestSharesRefuse(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]int64{{1, 0}, {-1, 3}, {4, 3}} {
		_, err := money.CumulativeShare(10, c[0], c[1], 0)
		require.ErrorIs(t, err, money.ErrAllocation)
		_, err = money.CumulativeHalfUp(10, c[0], c[1], 0)
		require.ErrorIs(t, err, money.ErrAllocation)
	}
	_, err := money.CumulativeShare(math.MinInt64, 1, 1, 1)
	require.ErrorIs(t, err, money.ErrOverflow)
}

// However the units come back, each part is never negative and all parts make the
// whole; so does a refund by amount.
func TestAnySequenceEndsAtTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(0, 1<<50).Draw(t, "total")
		n := rapid.Int64Range(1, 1<<20).Draw(t, "n")
		steps := rapid.SliceOfN(rapid.Int64Range(0, n), 0, 10).Draw(t, "steps")
		var byUnit, byAmount, done int64
		for _, s := range append(steps, n) {
			done = min(n, done+s)
			u, err := money.CumulativeShare(total, done, n, byUnit)
			if err != nil || u < 0 {
				t.Fatalf("%d of %d of %d after %d: %d, %v", done, n, total, byUnit, u, err)
			}
			a, err := money.CumulativeHalfUp(total, done, n, byAmount)
			if err != nil || a < 0 {
				t.Fatalf("%d of %d of %d after %d: %d, %v", done, n, total, byAmount, a, err)
			}
			byUnit, byAmount = byUnit+u, byAmount+a
			if byAmount-byUnit < 0 || byAmount-byUnit > 1 {
				t.Fatalf("half-up %d and floor %d are more than a unit apart", byAmount, byUnit)
			}
		}
		if byUnit != total || byAmount != total {
			t.Fatalf("%d came back as %d and %d", total, byUnit, byAmount)
		}
	})
}

func FuzzCumulativeShare(f *testing.F) {
	f.Add(int64(257), int64(1), int64(2), int64(0))
	f.Add(int64(100), int64(2), int64(3), int64(33))
	f.Fuzz(func(t *testing.T, total, k, n, given int64) {
		got, err := money.CumulativeShare(total, k, n, given)
		if n <= 0 || k < 0 || k > n {
			require.ErrorIs(t, err, money.ErrAllocation)
			return
		}
		if err != nil {
			require.ErrorIs(t, err, money.ErrOverflow)
			return
		}
		share := got + given
		switch {
		case k == n:
			require.Equal(t, total, share)
		case k == 0:
			require.Zero(t, share)
		default:
			next, err := money.CumulativeShare(total, k+1, n, share)
			require.NoError(t, err)
			require.False(t, total > 0 && next < 0 || total < 0 && next > 0, "shares never run backwards")
		}
	})
}
