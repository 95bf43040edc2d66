package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

func eur(minor int64) money.Amount { return money.New(minor, money.EUR) }

func TestArithmetic(t *testing.T) {
	t.Parallel()
	const most, least = math.MaxInt64, math.MinInt64
	add := func(a, b money.Amount) (money.Amount, error) { return a.Add(b) }
	sub := func(a, b money.Amount) (money.Amount, error) { return a.Sub(b) }
	mul := func(a, b money.Amount) (money.Amount, error) { return a.Mul(b.Minor) }
	neg := func(a, _ money.Amount) (money.Amount, error) { return a.Neg() }
	for name, c := range map[string]struct {
		op   func(a, b money.Amount) (money.Amount, error)
		a, b money.Amount
		want int64
		code string
	}{
		"add":                   {op: add, a: eur(1299), b: eur(1), want: 1300},
		"add up to the end":     {op: add, a: eur(most - 1), b: eur(1), want: most},
		"add beyond":            {op: add, a: eur(most), b: eur(1), code: money.CodeOverflow},
		"add below":             {op: add, a: eur(least), b: eur(-1), code: money.CodeOverflow},
		"add yen":               {op: add, a: eur(1), b: money.New(1, "JPY"), code: money.CodeMismatch},
		"add no amount":         {op: add, a: eur(1), b: money.Amount{}, code: money.CodeMismatch},
		"subtract":              {op: sub, a: eur(5), b: eur(8), want: -3},
		"subtract to the end":   {op: sub, a: eur(-1), b: eur(most), want: least},
		"subtract the least":    {op: sub, a: eur(0), b: eur(least), code: money.CodeOverflow},
		"subtract below":        {op: sub, a: eur(least), b: eur(1), code: money.CodeOverflow},
		"subtract yen":          {op: sub, a: eur(1), b: money.New(1, "JPY"), code: money.CodeMismatch},
		"multiply":              {op: mul, a: eur(-1999), b: eur(3), want: -5997},
		"multiply by nothing":   {op: mul, a: eur(least), b: eur(0), want: 0},
		"multiply beyond":       {op: mul, a: eur(1 << 62), b: eur(2), code: money.CodeOverflow},
		"multiply to the least": {op: mul, a: eur(1 << 62), b: eur(-2), want: least},
		"multiply far beyond":   {op: mul, a: eur(most), b: eur(most), code: money.CodeOverflow},
		"negate":                {op: neg, a: eur(7), want: -7},
		"negate the least":      {op: neg, a: eur(least), code: money.CodeOverflow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := c.op(c.a, c.b)
			if c.code != "" {
				require.Equal(t, c.code, markthalle.CodeOf(err))
				require.Equal(t, money.Amount{}, got, "a failure carries no amount")
				return
			}
			require.NoError(t, err)
			require.Equal(t, eur(c.want), got)
		})
	}
}

func TestErrorsAreSentinels(t *testing.T) {
	t.Parallel()
	_, err := eur(1).Add(money.New(1, "PLN"))
	require.True(t, errors.Is(err, money.ErrMismatch))
	require.ErrorContains(t, err, `"PLN"`, "the message names the stranger")
	_, err = eur(math.MaxInt64).Add(eur(1))
	require.True(t, errors.Is(err, money.ErrOverflow))
}

func TestCompare(t *testing.T) {
	t.Parallel()
	n, err := eur(1).Cmp(eur(2))
	require.NoError(t, err)
	require.Equal(t, -1, n)
	less, err := eur(2).Less(eur(2))
	require.NoError(t, err)
	require.False(t, less)
	_, err = eur(1).Less(money.New(2, "PLN"))
	require.ErrorIs(t, err, money.ErrMismatch)
	m, err := eur(3).Min(eur(2))
	require.NoError(t, err)
	require.Equal(t, eur(2), m)
	require.Equal(t, []int{-1, 0, 1}, []int{eur(-5).Sign(), eur(0).Sign(), eur(5).Sign()})
}

func TestZeroValueMixesWithNothing(t *testing.T) {
	t.Parallel()
	require.False(t, money.Amount{}.IsSet())
	require.True(t, money.Amount{}.IsZero())
	require.True(t, money.Zero(money.EUR).IsSet())
	_, err := money.Sum(money.EUR, eur(1), money.Amount{})
	require.ErrorIs(t, err, money.ErrMismatch, "a forgotten currency is not a free item")
	total, err := money.Sum(money.EUR)
	require.NoError(t, err)
	require.Equal(t, money.Zero(money.EUR), total)
}

// The arithmetic agrees with whole numbers of any size, and errs exactly where they
// no longer fit.
func TestArithmeticAgainstBigIntegers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Int64().Draw(t, "x"), rapid.Int64().Draw(t, "y")
		bx, by := big.NewInt(x), big.NewInt(y)
		check := func(name string, want *big.Int, got money.Amount, err error) {
			if fits := want.IsInt64(); fits != (err == nil) {
				t.Fatalf("%s of %d and %d: fits %v, error %v", name, x, y, fits, err)
			} else if fits && got != eur(want.Int64()) {
				t.Fatalf("%s of %d and %d: %s, want %s", name, x, y, got, want)
			}
		}
		a, err := eur(x).Add(eur(y))
		check("sum", new(big.Int).Add(bx, by), a, err)
		a, err = eur(x).Sub(eur(y))
		check("difference", new(big.Int).Sub(bx, by), a, err)
		a, err = eur(x).Mul(y)
		check("product", new(big.Int).Mul(bx, by), a, err)
	})
}

func TestFloorTo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ minor, quantum, whole, rest int64 }{
		{123456, 100, 123400, 56}, {-123456, 100, -123400, -56}, {99, 100, 0, 99}, {5, 0, 5, 0},
	} {
		whole, rest := money.New(c.minor, "HUF").FloorTo(c.quantum)
		require.Equal(t, money.New(c.whole, "HUF"), whole)
		require.Equal(t, money.New(c.rest, "HUF"), rest)
	}
}
