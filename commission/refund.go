package commission

import (
	"math/big"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Share is how much of a line has been refunded by now: Done of Of. It is cumulative:
// a line of two units of which the second comes back now has the share 2 of 2.
type Share struct{ Done, Of int64 }

// Units returns the share of a line of which refunded of all its units came back.
// Once a line has had a refund by amount, all its shares are by amount.
func Units(refunded, units int64) Share { return Share{refunded, units} }

// Cash returns the share of a line of which refunded of the amount that the buyer
// paid came back: the share of a refund by amount (PAY-74).
func Cash(refunded, paid int64) Share { return Share{refunded, paid} }

// Returned is the part of a fee that went back to the vendor.
type Returned struct {
	Commission int64 `bson:"commission"`
	VAT        int64 `bson:"vat"`
}

// Plus returns the sum of both.
func (r Returned) Plus(o Returned) Returned {
	return Returned{r.Commission + o.Commission, r.VAT + o.VAT}
}

// ErrShare is returned for a share that cannot have been refunded.
var ErrShare = &markthalle.Error{Kind: markthalle.Internal, Code: "commission.share", Text: "This share cannot have been refunded."}

// ReturnedBy returns what has gone back to the vendor in total when share of the line
// has been refunded: the policy's part of the commission times the share, half-up
// once on the cumulative figure, and of the VAT the part that the commission returned
// is of the commission. It depends on the share only, not on the steps that led
// there. It fails with ErrShare unless 0 ≤ Done ≤ Of and Of > 0.
func (f Fee) ReturnedBy(share Share) (Returned, error) {
	if share.Of <= 0 || share.Done < 0 || share.Done > share.Of {
		return Returned{}, ErrShare.Say("%d of %d cannot have been refunded.", share.Done, share.Of)
	}
	part := f.returnable()
	part.Mul(part, big.NewRat(share.Done, share.Of))
	commission, err := money.RoundHalfUp(part.Num(), part.Denom())
	if err != nil {
		return Returned{}, err
	}
	if commission == 0 {
		return Returned{}, nil
	}
	vat, err := money.CumulativeHalfUp(f.VAT, commission, f.Commission, 0)
	if err != nil {
		return Returned{}, err
	}
	return Returned{Commission: commission, VAT: vat}, nil
}

// Return returns what a refund gives back now, when share of the line has been
// refunded with it and given went back before (§9.2). It is never negative: a share
// by amount that follows one by units may lag behind what was given, and then waits.
func (f Fee) Return(share Share, given Returned) (Returned, error) {
	due, err := f.ReturnedBy(share)
	if err != nil {
		return Returned{}, err
	}
	return Returned{Commission: max(0, due.Commission-given.Commission), VAT: max(0, due.VAT-given.VAT)}, nil
}

// returnable is the exact part of the commission that a full refund returns.
func (f Fee) returnable() *big.Rat {
	whole := new(big.Rat).SetInt64(f.Commission)
	switch f.Trace.Refunds {
	case KeepFixed:
		return whole.Sub(whole, new(big.Rat).SetInt64(f.Trace.Fixed))
	case KeepPercent:
		return whole.Mul(whole, big.NewRat(int64(money.Whole)-f.Trace.KeepBP, int64(money.Whole)))
	case KeepAll:
		return new(big.Rat)
	default:
		return whole
	}
}

// ErrRefundTooLarge is returned for a refund of more than is left.
var ErrRefundTooLarge = &markthalle.Error{Kind: markthalle.Conflict, Code: "commission.refund_too_large", Text: "More would be refunded than the buyer paid."}

// SpreadRefund allocates a refund without lines over what the buyer paid for the
// lines and has not got back, by largest remainder; each part is then the refund by
// amount of its line. It fails with ErrRefundTooLarge.
func SpreadRefund(amount int64, remaining []int64) ([]int64, error) {
	var left int64
	for _, r := range remaining {
		left += r
	}
	if amount < 0 || amount > left {
		return nil, ErrRefundTooLarge.Say("%d of %d cannot be refunded.", amount, left)
	}
	return money.Allocate(amount, remaining)
}

// exact returns the exact commission: the sum of the rows before rounding.
func (f Fee) exact() *big.Rat {
	sum := new(big.Rat)
	for _, row := range f.Trace.Rows {
		if x, ok := new(big.Rat).SetString(row.Exact); ok {
			sum.Add(sum, x)
		}
	}
	return sum
}
