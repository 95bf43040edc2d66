package money

import (
	"math"
	"math/bits"

	"github.com/markthalle/markthalle"
)

// The stable codes of this package's errors.
const (
	CodeMismatch      = "money.currency_mismatch" // Internal: two currencies in one operation
	CodeOverflow      = "money.overflow"          // Invalid: the result does not fit into an int64
	CodeCurrency      = "money.currency"          // Invalid: not a currency that can be charged
	CodeNotChargeable = "money.not_chargeable"    // Invalid: see Amount.Chargeable
	CodeParse         = "money.parse"             // Invalid: see Parse
	CodeAllocation    = "money.allocation"        // Internal: weights or shares that cannot be split by
)

// ErrMismatch is what an operation on two currencies wraps.
var ErrMismatch = &markthalle.Error{Kind: markthalle.Internal, Code: CodeMismatch, Text: "These amounts are in different currencies."}

// ErrOverflow is what an operation whose result does not fit into an int64 wraps.
var ErrOverflow = &markthalle.Error{Kind: markthalle.Invalid, Code: CodeOverflow, Text: "The amount is too large."}

// ErrAllocation is what a split over impossible weights or parts wraps.
var ErrAllocation = &markthalle.Error{Kind: markthalle.Internal, Code: CodeAllocation, Text: "The amount cannot be split this way."}

// Amount is a whole number of minor units of one currency. The zero value is "no
// amount" and mixes with nothing; see the package documentation.
type Amount struct {
	Minor    int64    `bson:"minor"`
	Currency Currency `bson:"currency"`
}

// New returns minor units of c. It does not check c, so that what was stored is
// always readable; ParseCurrency checks what comes from outside.
func New(minor int64, c Currency) Amount { return Amount{Minor: minor, Currency: c} }

// Zero returns nothing in c: the start of a sum.
func Zero(c Currency) Amount { return Amount{Currency: c} }

// IsSet reports whether a is an amount at all: whether it has a currency.
func (a Amount) IsSet() bool { return a.Currency != "" }

// IsZero reports whether a is nothing, in whichever currency or none.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// Sign returns -1, 0 or 1.
func (a Amount) Sign() int {
	switch {
	case a.Minor < 0:
		return -1
	case a.Minor > 0:
		return 1
	}
	return 0
}

// Add returns a + b. It fails with ErrMismatch or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	if err := same(a, b); err != nil {
		return Amount{}, err
	}
	sum, err := AddMinor(a.Minor, b.Minor)
	if err != nil {
		return Amount{}, err
	}
	return New(sum, a.Currency), nil
}

// Sub returns a − b. It fails with ErrMismatch or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	if err := same(a, b); err != nil {
		return Amount{}, err
	}
	d := a.Minor - b.Minor
	if (b.Minor > 0 && d > a.Minor) || (b.Minor < 0 && d < a.Minor) {
		return Amount{}, ErrOverflow.Say("%d − %d is too large an amount.", a.Minor, b.Minor)
	}
	return New(d, a.Currency), nil
}

// Neg returns −a. It fails with ErrOverflow for the one int64 without a positive
// counterpart.
func (a Amount) Neg() (Amount, error) { return Zero(a.Currency).Sub(a) }

// Mul returns n times a. It fails with ErrOverflow.
func (a Amount) Mul(n int64) (Amount, error) {
	hi, lo := bits.Mul64(magnitude(a.Minor), magnitude(n))
	v, ok := signed(hi, lo, (a.Minor < 0) != (n < 0))
	if !ok {
		return Amount{}, ErrOverflow.Say("%d × %d is too large an amount.", n, a.Minor)
	}
	return New(v, a.Currency), nil
}

// Cmp returns -1, 0 or 1 as a is less than, equal to or greater than b. It fails
// with ErrMismatch.
func (a Amount) Cmp(b Amount) (int, error) {
	if err := same(a, b); err != nil {
		return 0, err
	}
	switch {
	case a.Minor < b.Minor:
		return -1, nil
	case a.Minor > b.Minor:
		return 1, nil
	}
	return 0, nil
}

// Less reports whether a < b. It fails with ErrMismatch.
func (a Amount) Less(b Amount) (bool, error) {
	n, err := a.Cmp(b)
	return n < 0, err
}

// Min returns the smaller of a and b. It fails with ErrMismatch.
func (a Amount) Min(b Amount) (Amount, error) {
	n, err := a.Cmp(b)
	if err != nil || n <= 0 {
		return a, err
	}
	return b, nil
}

// Sum adds amounts in c. It fails with ErrMismatch when one is in another currency
// and with ErrOverflow; no amounts make Zero(c).
func Sum(c Currency, amounts ...Amount) (Amount, error) {
	total := Zero(c)
	for _, a := range amounts {
		var err error
		if total, err = total.Add(a); err != nil {
			return Amount{}, err
		}
	}
	return total, nil
}

// FloorTo splits a into the largest multiple of quantum minor units that is not
// farther from zero than a, and the rest: what a payout in whole units pays and what
// stays (PAY-32). A quantum below 1 counts as 1.
func (a Amount) FloorTo(quantum int64) (whole, rest Amount) {
	r := a.Minor % max(1, quantum)
	return New(a.Minor-r, a.Currency), New(r, a.Currency)
}

// AddMinor returns a + b for minor units of one currency, or ErrOverflow.
func AddMinor(a, b int64) (int64, error) {
	s := a + b
	if (b > 0 && s < a) || (b < 0 && s > a) {
		return 0, ErrOverflow.Say("%d + %d is too large an amount.", a, b)
	}
	return s, nil
}

func same(a, b Amount) error {
	if a.Currency == b.Currency {
		return nil
	}
	return ErrMismatch.Say("An amount in %q cannot be set against one in %q.", a.Currency, b.Currency)
}

// magnitude returns |n|, which fits an uint64 for every int64.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// signed turns a 128-bit magnitude into an int64 and reports whether it fits.
func signed(hi, lo uint64, negative bool) (int64, bool) {
	switch {
	case hi != 0:
		return 0, false
	case negative && lo <= 1<<63:
		return -int64(lo), true // lo ≤ 2⁶³: the conversion of 2⁶³ is its own negative
	case !negative && lo <= math.MaxInt64:
		return int64(lo), true
	}
	return 0, false
}
