package pricing

import (
	"math/big"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Funder is who pays for a promotion.
type Funder string

// The funders.
const (
	ByVendor   Funder = "vendor"
	ByOperator Funder = "operator"
)

// Promotion is a reduction behind a code.
type Promotion struct {
	store.Meta `bson:",inline"` // id: promo_<code in upper case>

	// Request is the request that made it, if it has a name: sent again it is the same
	// promotion.
	Request     string              `bson:"request,omitempty"`
	Code        string              `bson:"code"`
	Name        string              `bson:"name"`
	Funder      Funder              `bson:"funder"`
	Vendor      markthalle.VendorID `bson:"vendor"` // whose lines it reduces; empty reaches all (operator only)
	Currency    money.Currency      `bson:"currency"`
	PercentBP   money.BasisPoints   `bson:"percent_bp"`   // either this
	Fixed       int64               `bson:"fixed"`        // or this, in minor units
	MinSubtotal int64               `bson:"min_subtotal"` // goods it needs
	ValidFrom   time.Time           `bson:"valid_from"`
	ValidTo     time.Time           `bson:"valid_to"` // zero: no end
	Active      bool                `bson:"active"`
}

// normalCode is how a code is compared: without blanks, in upper case.
func normalCode(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

func promotionID(code string) string { return "promo_" + normalCode(code) }

// refuses says why a promotion does not apply now, or "".
func (p *Promotion) refuses(b *Basket) string {
	switch {
	case !p.Active, b.At.Before(p.ValidFrom), !p.ValidTo.IsZero() && !b.At.Before(p.ValidTo):
		return "pricing.code_expired"
	case p.Currency != b.Currency:
		return "pricing.code_currency"
	}
	return ""
}

// state is the running sum of a basket while discounts are taken off.
type state struct {
	basket *Basket
	lines  []LineQuote
}

// apply takes a promotion off the lines it reaches and returns how much it took, or a
// problem code. Its base is what those lines cost after the promotions before it.
func (s *state) apply(p *Promotion) (int64, string, error) {
	if code := p.refuses(s.basket); code != "" {
		return 0, code, nil
	}
	weights := make([]int64, len(s.lines))
	var base int64
	for i, l := range s.lines {
		if p.Vendor == "" || l.Vendor == p.Vendor {
			weights[i] = l.Paid
			base += l.Paid
		}
	}
	if base == 0 {
		return 0, "pricing.code_no_goods", nil
	}
	if base < p.MinSubtotal {
		return 0, "pricing.code_minimum", nil
	}
	off := min(p.Fixed, base)
	if p.PercentBP > 0 {
		var err error
		off, err = money.RoundHalfUp(new(big.Int).Mul(big.NewInt(base), big.NewInt(int64(p.PercentBP))), big.NewInt(10_000))
		if err != nil {
			return 0, "", err
		}
		off = min(off, base)
	}
	return off, "", s.take(off, weights, p.Funder)
}

// take spreads a discount over lines by weight.
func (s *state) take(off int64, weights []int64, f Funder) error {
	shares, err := money.Allocate(off, weights)
	if err != nil {
		return err
	}
	for i, share := range shares {
		s.lines[i].Paid -= share
		if f == ByVendor {
			s.lines[i].VendorDiscount += share
		} else {
			s.lines[i].OperatorDiscount += share
		}
	}
	return nil
}

// giveBack returns part of the operator's discounts to the lines, so that a total
// between nothing and the smallest charge becomes the smallest charge (PAY-31). It
// returns how much it could give back.
func (s *state) giveBack(want int64) (int64, error) {
	weights := make([]int64, len(s.lines))
	var most int64
	for i, l := range s.lines {
		weights[i] = l.OperatorDiscount
		most += l.OperatorDiscount
	}
	want = min(want, most)
	if want == 0 {
		return 0, nil
	}
	shares, err := money.Allocate(want, weights)
	if err != nil {
		return 0, err
	}
	for i, share := range shares {
		s.lines[i].Paid += share
		s.lines[i].OperatorDiscount -= share
	}
	return want, nil
}
