package money

import (
	"math/bits"
	"slices"
)

// Allocate splits total over weights by largest remainder (PAY-70): everybody gets
// the whole units of total·weight/Σweights, and what is left goes, one unit each, to
// the largest fractions, ties by position. The shares sum to total exactly, each is
// at most one unit away from its exact value, and while |total| ≤ Σweights none is
// larger than its weight. A negative total mirrors the positive one.
//
// It fails with ErrAllocation when a weight is negative or when all are zero and
// total is not, and with ErrOverflow when Σweights does not fit into an int64.
func Allocate(total int64, weights []int64) ([]int64, error) {
	var sum int64
	for i, w := range weights {
		if w < 0 {
			return nil, ErrAllocation.Say("Weight %d is negative: %d.", i, w)
		}
		var err error
		if sum, err = AddMinor(sum, w); err != nil {
			return nil, err
		}
	}
	shares := make([]int64, len(weights))
	if total == 0 {
		return shares, nil
	}
	if sum == 0 {
		return nil, ErrAllocation.Say("%d cannot be split over nothing.", total)
	}
	amount, divisor := magnitude(total), uint64(sum)
	rests := make([]uint64, len(weights))
	parts := make([]uint64, len(weights))
	left := amount
	for i, w := range weights {
		hi, lo := bits.Mul64(amount, uint64(w))
		// w ≤ sum and amount ≤ 2⁶³ keep the quotient within 64 bits.
		parts[i], rests[i] = bits.Div64(hi, lo, divisor)
		left -= parts[i]
	}
	for _, i := range byFraction(rests)[:left] {
		parts[i]++
	}
	for i, p := range parts {
		shares[i], _ = signed(0, p, total < 0)
	}
	return shares, nil
}

// byFraction returns the positions of rests, largest first, equal ones in order.
func byFraction(rests []uint64) []int {
	order := make([]int, len(rests))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case rests[a] > rests[b]:
			return -1
		case rests[a] < rests[b]:
			return 1
		}
		return 0
	})
	return order
}

// Allocate splits a over weights; see the function of the same name.
func (a Amount) Allocate(weights []int64) ([]Amount, error) {
	shares, err := Allocate(a.Minor, weights)
	if err != nil {
		return nil, err
	}
	out := make([]Amount, len(shares))
	for i, s := range shares {
		out[i] = New(s, a.Currency)
	}
	return out, nil
}

// CumulativeShare returns what the units up to the k-th of n get of total when given
// has been handed out before: floor(total·k/n) − given (PAY-71). 257 over 2 units is
// 128, then 129; the last unit takes the rest. The floor of a negative total is
// taken of its magnitude. It fails with ErrAllocation unless 0 ≤ k ≤ n and n > 0,
// and with ErrOverflow.
func CumulativeShare(total, k, n, given int64) (int64, error) {
	if n <= 0 || k < 0 || k > n {
		return 0, ErrAllocation.Say("Unit %d of %d does not exist.", k, n)
	}
	hi, lo := bits.Mul64(magnitude(total), uint64(k))
	q, _ := bits.Div64(hi, lo, uint64(n)) // k ≤ n keeps the quotient within 64 bits
	share, _ := signed(0, q, total < 0)
	return difference(share, given)
}

// CumulativeHalfUp returns what a refund by amount takes of share when refunded of
// the paid amount have come back by now, this refund included, and given of the
// share was taken before: half-up(share·refunded/paid) − given (PAY-74). The refund
// that completes paid takes the rest. It fails with ErrAllocation unless
// 0 ≤ refunded ≤ paid and paid > 0, and with ErrOverflow.
func CumulativeHalfUp(share, refunded, paid, given int64) (int64, error) {
	if paid <= 0 || refunded < 0 || refunded > paid {
		return 0, ErrAllocation.Say("%d of %d cannot have been refunded.", refunded, paid)
	}
	due, err := proportion(share, refunded, paid)
	if err != nil {
		return 0, err
	}
	return difference(due, given)
}

func difference(a, b int64) (int64, error) {
	d, err := New(a, "").Sub(New(b, ""))
	return d.Minor, err
}
