package money_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle/money"
)

func TestRoundHalfUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ num, den, want int64 }{
		{5, 2, 3},
		{-5, 2, -3},
		{5, -2, -3},
		{-5, -2, 3},
		{7, 3, 2},
		{8, 3, 3},
		{-7, 3, -2},
		{0, 5, 0},
		{1, 2, 1},
		{-1, 2, -1},
		{49, 100, 0},
		{50, 100, 1},
		{5397, 10, 540},
		{math.MaxInt64, 1, math.MaxInt64},
		{math.MinInt64, 1, math.MinInt64},
	} {
		num, den := big.NewInt(c.num), big.NewInt(c.den)
		got, err := money.RoundHalfUp(num, den)
		require.NoError(t, err)
		require.Equal(t, c.want, got, "%d/%d", c.num, c.den)
		require.Equal(t, []int64{c.num, c.den}, []int64{num.Int64(), den.Int64()}, "the arguments stay")
	}
	_, err := money.RoundHalfUp(big.NewInt(1), big.NewInt(0))
	require.ErrorIs(t, err, money.ErrAllocation)
	_, err = money.RoundHalfUp(new(big.Int).Lsh(big.NewInt(1), 63), big.NewInt(1))
	require.ErrorIs(t, err, money.ErrOverflow)
}

// The result is the nearest whole number, and of two equally near ones the one that
// is farther from zero.
func TestRoundHalfUpIsNearest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.Int64Range(-1<<40, 1<<40).Draw(t, "num")
		den := rapid.Int64Range(1, 1<<20).Draw(t, "den")
		got, err := money.RoundHalfUp(big.NewInt(num), big.NewInt(den))
		if err != nil {
			t.Fatal(err)
		}
		off := 2 * (got*den - num) // twice the distance, times den
		if num < 0 {
			off = -off
		}
		if off > den || off <= -den {
			t.Fatalf("%d/%d rounds to %d", num, den, got)
		}
	})
}

func TestPercent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minor int64
		bp    money.BasisPoints
		want  int64
	}{
		{4499, 1200, 540},
		{540, 1900, 103},
		{1005, 1000, 101},
		{-1005, 1000, -101},
		{100, 0, 0},
		{100, money.Whole, 100},
		{math.MaxInt64, money.Whole, math.MaxInt64},
		{math.MaxInt64, 5000, 1 << 62}, // the product needs 128 bits
	} {
		got, err := eur(c.minor).Percent(c.bp)
		require.NoError(t, err)
		require.Equal(t, eur(c.want), got)
	}
	_, err := eur(math.MaxInt64).Percent(money.Whole + 1)
	require.ErrorIs(t, err, money.ErrOverflow)
}

func TestTaxIncluded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gross int64
		bp    money.BasisPoints
		want  int64
	}{
		{11900, 1900, 1900},
		{10700, 700, 700},
		{12300, 2300, 2300},
		{999, 1900, 160},
		{1, 1900, 0},
		{4, 1900, 1},
		{-11900, 1900, -1900},
		{500, 0, 0},
		{math.MaxInt64, 1900, 1472639232775132272},
	} {
		got, err := money.TaxIncluded(eur(c.gross), c.bp)
		require.NoError(t, err)
		require.Equal(t, eur(c.want), got, "%d at %s", c.gross, c.bp)
	}
	_, err := money.TaxIncluded(eur(1), -money.Whole)
	require.ErrorIs(t, err, money.ErrAllocation)
}

// The tax on the net amount is the tax that was taken out of the gross one, but for
// the rounding of one unit.
func TestTaxIncludedAndAddedAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		gross := eur(rapid.Int64Range(0, 1<<50).Draw(t, "gross"))
		bp := money.BasisPoints(rapid.Int64Range(0, 3000).Draw(t, "bp"))
		tax, err := money.TaxIncluded(gross, bp)
		if err != nil {
			t.Fatal(err)
		}
		net, _ := gross.Sub(tax)
		added, err := net.Percent(bp)
		if err != nil {
			t.Fatal(err)
		}
		if d := added.Minor - tax.Minor; d < -1 || d > 1 {
			t.Fatalf("%s at %s holds %s, adds %s", gross, bp, tax, added)
		}
	})
}
