package commission

import (
	"math/big"
	"strings"

	"github.com/markthalle/markthalle/money"
)

// sale is what terms are applied to: one line.
type sale struct {
	base      int64
	quantity  int64
	unitPrice int64
	turnover  int64
	limit     int64 // what may be charged at most: the base, less what other rows charge already
	spread    int64 // the line's part of a fixed amount per vendor order
}

// charge is the exact fee of one line by one row of terms.
type charge struct {
	nominal money.BasisPoints // the rate of the step that the measure reaches
	step    int               // its position, −1 below the first step or without tiers
	measure int64
	percent *big.Rat // the percentage part
	fixed   int64
	bound   Bound
	exact   *big.Rat // after all bounds
}

// charge applies the terms to a sale (COM-4): tiers and fixed amount, then the bounds
// [Min, Max], then [0, limit]. Nothing is rounded.
func (t Terms) charge(s sale) charge {
	c := charge{nominal: t.PercentBP, step: -1}
	rate := basisPoints(t.PercentBP)
	if t.Tiers != nil {
		c.measure = t.Tiers.measure(s)
		c.step = t.Tiers.reached(c.measure)
		if c.step >= 0 {
			c.nominal = t.Tiers.Steps[c.step].PercentBP
		}
		rate = t.rate(c.measure, c.nominal)
	}
	base := new(big.Rat).SetInt64(max(0, s.base))
	c.percent = rate.Mul(rate, base)
	switch t.FixedPer {
	case PerUnit:
		c.fixed = t.Fixed * s.quantity
	case PerVendorOrder:
		c.fixed = s.spread
	default:
		c.fixed = t.Fixed
	}
	c.exact = new(big.Rat).Add(c.percent, new(big.Rat).SetInt64(c.fixed))
	if t.Min != nil {
		c.raise(*t.Min, BoundMin)
	}
	if t.Max != nil {
		c.lower(*t.Max, BoundMax)
	}
	c.lower(max(0, s.limit), BoundBase)
	return c
}

func (c *charge) raise(least int64, b Bound) {
	if m := new(big.Rat).SetInt64(least); c.exact.Cmp(m) < 0 {
		c.exact, c.bound = m, b
	}
}

func (c *charge) lower(most int64, b Bound) {
	if m := new(big.Rat).SetInt64(most); c.exact.Cmp(m) > 0 {
		c.exact, c.bound = m, b
	}
}

func (t Tiers) measure(s sale) int64 {
	switch t.On {
	case OnUnit:
		return s.unitPrice
	case OnTurnover:
		return max(0, s.turnover)
	default:
		return max(0, s.base)
	}
}

// reached returns the last step at or below the measure, −1 when there is none.
func (t Tiers) reached(measure int64) int {
	step := -1
	for i, s := range t.Steps {
		if s.From <= measure {
			step = i
		}
	}
	return step
}

// rate returns the rate that the measure earns. Whole tiers give the nominal rate of
// the step. Marginal tiers give what the measure would be charged bit by bit, over
// the measure: for a measure that is the base itself this is the usual progression,
// for unit price and turnover it is their average rate, applied to the base.
func (t Terms) rate(measure int64, nominal money.BasisPoints) *big.Rat {
	if t.Tiers.Mode == Full || measure <= 0 {
		return basisPoints(nominal)
	}
	sum, from, bp := new(big.Rat), int64(0), t.PercentBP
	for _, s := range t.Tiers.Steps {
		if s.From >= measure {
			break
		}
		sum.Add(sum, part(s.From-from, bp))
		from, bp = s.From, s.PercentBP
	}
	sum.Add(sum, part(measure-from, bp))
	return sum.Quo(sum, new(big.Rat).SetInt64(measure))
}

func part(width int64, bp money.BasisPoints) *big.Rat {
	r := basisPoints(bp)
	return r.Mul(r, new(big.Rat).SetInt64(width))
}

func basisPoints(bp money.BasisPoints) *big.Rat { return big.NewRat(int64(bp), int64(money.Whole)) }

// settle rounds a group of exact fees together (COM-4): the total is the exact sum,
// half-up; each line gets its whole units, and what is left goes one unit each to the
// largest fractions, ties by position. No line gets more than its exact fee rounded
// up, so whole-numbered bounds hold for the rounded fees as well.
func settle(exact []*big.Rat) (shares []int64, sum *big.Rat, total int64, err error) {
	sum = new(big.Rat)
	shares = make([]int64, len(exact))
	fractions := make([]*big.Rat, len(exact))
	var floors int64
	for i, x := range exact {
		sum.Add(sum, x)
		whole := new(big.Int).Quo(x.Num(), x.Denom()) // x is never negative
		shares[i] = whole.Int64()
		floors += shares[i]
		fractions[i] = new(big.Rat).Sub(x, new(big.Rat).SetInt(whole))
	}
	if total, err = money.RoundHalfUp(sum.Num(), sum.Denom()); err != nil {
		return nil, nil, 0, err
	}
	for left := total - floors; left > 0; left-- {
		best := 0
		for i, f := range fractions {
			if f.Cmp(fractions[best]) > 0 {
				best = i
			}
		}
		shares[best]++
		fractions[best] = new(big.Rat).SetInt64(-1) // served
	}
	return shares, sum, total, nil
}

// exactString writes an exact number of minor units as a decimal where that ends
// within eight digits ("449.7"), else as a fraction ("1349/3").
func exactString(x *big.Rat) string {
	const digits = 8
	s := x.FloatString(digits)
	if back, ok := new(big.Rat).SetString(s); !ok || back.Cmp(x) != 0 {
		return x.RatString()
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
