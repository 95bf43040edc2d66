package money_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle/money"
)

func TestAllocate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		total   int64
		weights []int64
		want    []int64
	}{
		"PAY-70 vector: points over a basket":       {1000, []int64{3999, 2999, 1501}, []int64{470, 353, 177}},
		"PAY-70 vector: equal fractions":            {100, []int64{1, 1, 1}, []int64{34, 33, 33}},
		"worked sale: the vendor's coupon":          {500, []int64{3998, 1001}, []int64{400, 100}},
		"worked sale: the platform's coupon":        {500, []int64{3598, 901, 2500}, []int64{257, 64, 179}},
		"worked sale: points":                       {300, []int64{3341, 837, 2321}, []int64{154, 39, 107}},
		"worked sale: commission":                   {540, []int64{3598, 901}, []int64{432, 108}},
		"E6: three equal lines":                     {302, []int64{1005, 1005, 1005}, []int64{101, 101, 100}},
		"E12: a refund without lines":               {1000, []int64{3187, 798}, []int64{800, 200}},
		"negative mirrors positive":                 {-1000, []int64{3999, 2999, 1501}, []int64{-470, -353, -177}},
		"nothing over nothing":                      {0, []int64{0, 0}, []int64{0, 0}},
		"nobody":                                    {0, nil, []int64{}},
		"weight zero gets nothing":                  {5, []int64{0, 3, 0}, []int64{0, 5, 0}},
		"everything":                                {6, []int64{1, 2, 3}, []int64{1, 2, 3}},
		"the least amount":                          {math.MinInt64, []int64{1, 1}, []int64{-1 << 62, -1 << 62}},
		"products of 126 bits":                      {math.MaxInt64, []int64{math.MaxInt64 - 1, 1}, []int64{math.MaxInt64 - 1, 1}},
		"more than the weights hold":                {10, []int64{1, 2}, []int64{3, 7}},
		"ties go by position, not by share":         {2, []int64{10, 10, 10, 10}, []int64{1, 1, 0, 0}},
		"the largest fraction wins, not the weight": {1, []int64{2, 3, 4}, []int64{0, 0, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := money.Allocate(c.total, c.weights)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestAllocateRefuses(t *testing.T) {
	t.Parallel()
	_, err := money.Allocate(1, []int64{3, -1})
	require.ErrorIs(t, err, money.ErrAllocation)
	_, err = money.Allocate(1, nil)
	require.ErrorIs(t, err, money.ErrAllocation)
	_, err = money.Allocate(1, []int64{0})
	require.ErrorIs(t, err, money.ErrAllocation)
	_, err = money.Allocate(1, []int64{math.MaxInt64, 1})
	require.ErrorIs(t, err, money.ErrOverflow)
}

func TestAllocateAmount(t *testing.T) {
	t.Parallel()
	got, err := eur(100).Allocate([]int64{1, 1, 1})
	require.NoError(t, err)
	require.Equal(t, []money.Amount{eur(34), eur(33), eur(33)}, got)
	_, err = eur(1).Allocate(nil)
	require.ErrorIs(t, err, money.ErrAllocation)
}

// PAY-70: in 200,000 random carts a percentage of the sum, distributed over the
// lines, sums exactly, no share exceeds its line, and every share is its exact value
// rounded down or up. Rounding each line on its own would miss the sum in more than
// a fifth of the carts: that is why nobody may.
func TestRandomCarts(t *testing.T) {
	t.Parallel()
	const parts, carts = 4, 50_000
	for part := range parts {
		t.Run(fmt.Sprint("part ", part), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(70, uint64(part)))
			naiveMisses := 0
			for range carts {
				lines := make([]int64, 1+random.IntN(8))
				var sum int64
				for i := range lines {
					lines[i] = random.Int64N(50_000)
					sum += lines[i]
				}
				bp := money.BasisPoints(random.Int64N(10_001))
				discount, err := eur(sum).Percent(bp)
				require.NoError(t, err)
				if sum == 0 {
					continue
				}
				naiveMisses += checkCart(t, discount.Minor, sum, lines, bp)
			}
			require.Greater(t, naiveMisses, carts/5)
		})
	}
}

// checkCart checks one split and returns 1 when rounding line by line misses the sum.
func checkCart(t *testing.T, discount, sum int64, lines []int64, bp money.BasisPoints) int {
	t.Helper()
	shares, err := money.Allocate(discount, lines)
	require.NoError(t, err)
	var total, naive int64
	for i, s := range shares {
		total += s
		if s < 0 || s > lines[i] {
			t.Fatalf("%d over %v: share %d is %d", discount, lines, i, s)
		}
		if off := s*sum - discount*lines[i]; off >= sum || off <= -sum {
			t.Fatalf("%d over %v: share %d is %d, a unit or more off", discount, lines, i, s)
		}
		naive += (lines[i]*int64(bp)*2 + 10_000) / 20_000
	}
	if total != discount {
		t.Fatalf("%d over %v makes %d", discount, lines, total)
	}
	if naive != discount {
		return 1
	}
	return 0
}

// checkAllocation proves the defining properties with integers of any size.
func checkAllocation(t interface{ Fatalf(string, ...any) }, total int64, weights, shares []int64) {
	sum, w := new(big.Int), new(big.Int)
	for i := range weights {
		sum.Add(sum, big.NewInt(shares[i]))
		w.Add(w, big.NewInt(weights[i]))
	}
	if sum.Cmp(big.NewInt(total)) != 0 {
		t.Fatalf("%d over %v: %v sums to %s", total, weights, shares, sum)
	}
	abs := new(big.Int).Abs(big.NewInt(total))
	for i := range weights {
		// |share·W − total·weight| < W: rounded down or up, nothing else.
		off := new(big.Int).Mul(big.NewInt(shares[i]), w)
		off.Sub(off, new(big.Int).Mul(big.NewInt(total), big.NewInt(weights[i])))
		if total != 0 && off.CmpAbs(w) >= 0 {
			t.Fatalf("%d over %v: %v is a unit off at %d", total, weights, shares, i)
		}
		if abs.Cmp(w) <= 0 && new(big.Int).Abs(big.NewInt(shares[i])).Cmp(big.NewInt(weights[i])) > 0 {
			t.Fatalf("%d over %v: %v exceeds its weight at %d", total, weights, shares, i)
		}
		// Of equal weights the earlier one is never behind.
		for j := i + 1; j < len(weights); j++ {
			if weights[i] == weights[j] && total > 0 && shares[i] < shares[j] {
				t.Fatalf("%d over %v: %v breaks a tie against position", total, weights, shares)
			}
		}
	}
}

func TestAllocateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64().Draw(t, "total")
		weights := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64/20), 1, 20).Draw(t, "weights")
		weights[0]++ // at least one that is not zero
		shares, err := money.Allocate(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		checkAllocation(t, total, weights, shares)
	})
}

func FuzzAllocate(f *testing.F) {
	f.Add(int64(1000), []byte{0, 0, 0, 0, 0, 0, 0x0f, 0x9f, 0, 0, 0, 0, 0, 0, 0x0b, 0xb7})
	f.Fuzz(func(t *testing.T, total int64, raw []byte) {
		var weights []int64
		for ; len(raw) >= 8 && len(weights) < 64; raw = raw[8:] {
			weights = append(weights, int64(binary.BigEndian.Uint64(raw)))
		}
		shares, err := money.Allocate(total, weights)
		if err != nil {
			return
		}
		require.Len(t, shares, len(weights))
		checkAllocation(t, total, weights, shares)
	})
}
