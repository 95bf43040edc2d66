package money

import "math/big"

// BasisPoints is a rate in hundredths of a percent: 1900 is 19 %.
type BasisPoints int64

// Whole is the rate of 100 %.
const Whole BasisPoints = 10_000

// RoundHalfUp returns num/den as a whole number; a half goes away from zero. It is
// the one place where the market rounds money: −2.5 becomes −3 as 2.5 becomes 3, so
// that taking back is the mirror of giving. It fails with ErrOverflow when the result
// does not fit and with ErrAllocation when den is zero. num and den stay unchanged.
func RoundHalfUp(num, den *big.Int) (int64, error) {
	if den.Sign() == 0 {
		return 0, ErrAllocation.Say("A share of nothing is asked for.")
	}
	n, d := new(big.Int).Abs(num), new(big.Int).Abs(den)
	// floor((2n + d) / 2d) is floor(n/d + 1/2) without a fraction in between.
	n.Lsh(n, 1).Add(n, d)
	n.Quo(n, d.Lsh(d, 1))
	if num.Sign()*den.Sign() < 0 {
		n.Neg(n)
	}
	if !n.IsInt64() {
		return 0, ErrOverflow
	}
	return n.Int64(), nil
}

// Percent returns the part of a that bp is: 12 % of 45.00 € is 5.40 €, half-up. It
// fails with ErrOverflow.
func (a Amount) Percent(bp BasisPoints) (Amount, error) {
	v, err := proportion(a.Minor, int64(bp), int64(Whole))
	if err != nil {
		return Amount{}, err
	}
	return New(v, a.Currency), nil
}

// TaxIncluded returns the tax at rate bp that is contained in the gross amount:
// gross · bp / (10000 + bp), half-up. 19 % in 119.00 € are 19.00 €. It fails with
// ErrOverflow, and with ErrAllocation for a rate of −100 %.
func TaxIncluded(gross Amount, bp BasisPoints) (Amount, error) {
	num := new(big.Int).Mul(big.NewInt(gross.Minor), big.NewInt(int64(bp)))
	den := new(big.Int).Add(big.NewInt(int64(Whole)), big.NewInt(int64(bp)))
	v, err := RoundHalfUp(num, den)
	if err != nil {
		return Amount{}, err
	}
	return New(v, gross.Currency), nil
}

// proportion returns a·k/n, half-up.
func proportion(a, k, n int64) (int64, error) {
	num := new(big.Int).Mul(big.NewInt(a), big.NewInt(k))
	return RoundHalfUp(num, big.NewInt(n))
}
