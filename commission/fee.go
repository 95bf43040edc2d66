package commission

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Fee is what the market charges for one line, with everything that is needed to
// explain it and to return it later. It is frozen into the order line; nothing ever
// computes it again (COM-3).
type Fee struct {
	Line         markthalle.LineID `bson:"line"`
	Commission   int64             `bson:"commission"` // minor units, without VAT
	VAT          int64             `bson:"vat"`        // on the commission
	VATTreatment VATTreatment      `bson:"vat_treatment"`
	Trace        Trace             `bson:"trace"`
}

// Trace is how a fee came about.
type Trace struct {
	Rule     markthalle.RuleID `bson:"rule"`
	Version  int64             `bson:"version"`
	Name     string            `bson:"name"`
	Currency money.Currency    `bson:"currency"`
	At       time.Time         `bson:"at"` // the instant whose list was asked
	Quantity int64             `bson:"quantity"`
	Base     BaseParts         `bson:"base"`
	Rows     []Row             `bson:"rows"` // the rule's own terms first, then its add-ons
	Group    Group             `bson:"group"`
	Fixed    int64             `bson:"fixed"` // the part of the commission that KeepFixed keeps
	Refunds  RefundPolicy      `bson:"refund_policy"`
	KeepBP   int64             `bson:"keep_bp,omitempty"`
	Lost     []Lost            `bson:"lost,omitempty"` // at most five, the nearest in the list
}

// BaseParts is the base of a line and what it consists of; what the rule leaves out
// is 0.
type BaseParts struct {
	Price            int64 `bson:"price"`
	VendorDiscount   int64 `bson:"vendor_discount,omitempty"`   // taken off
	OperatorDiscount int64 `bson:"operator_discount,omitempty"` // taken off
	Tax              int64 `bson:"tax,omitempty"`
	Shipping         int64 `bson:"shipping,omitempty"`
	GiftWrap         int64 `bson:"gift_wrap,omitempty"`
	Total            int64 `bson:"total"` // never negative
}

// Row is the arithmetic of one set of terms. Exact numbers are decimals of minor
// units, or fractions where a decimal would not end.
type Row struct {
	Name      string            `bson:"name,omitempty"` // an add-on's; the rule's own row has the rule's name
	PercentBP money.BasisPoints `bson:"percent_bp"`     // with tiers: of the step that was reached
	Tier      *TierTrace        `bson:"tier,omitempty"`
	Percent   string            `bson:"percent"` // the percentage part, exact
	Fixed     int64             `bson:"fixed"`   // the fixed part of this line
	FixedPer  FixedPer          `bson:"fixed_per"`
	Min       *int64            `bson:"min,omitempty"`
	Max       *int64            `bson:"max,omitempty"`
	Bound     Bound             `bson:"bound,omitempty"` // which bound decided, if one did
	Exact     string            `bson:"exact"`           // before rounding
	Fee       int64             `bson:"fee"`             // after rounding
}

// TierTrace says which step a sale reached.
type TierTrace struct {
	Mode    TierMode `bson:"mode"`
	On      Measure  `bson:"on"`
	Measure int64    `bson:"measure"`
	From    int64    `bson:"from"` // of the step reached, 0 below the first
}

// Bound is a limit that decided a fee.
type Bound string

// The bounds.
const (
	BoundMin  Bound = "min"
	BoundMax  Bound = "max"
	BoundBase Bound = "base" // a fee is never more than what it is taken of
)

// Group is the rounding that lines of one vendor order under one rule version share.
type Group struct {
	Lines int    `bson:"lines"`
	Exact string `bson:"exact"` // the sum of the lines' exact commissions
	Total int64  `bson:"total"` // the sum of their commissions
	VAT   int64  `bson:"vat"`   // on Total
}

// Lost is a rule that did not apply, and why.
type Lost struct {
	Rule    markthalle.RuleID `bson:"rule"`
	Version int64             `bson:"version"`
	Name    string            `bson:"name"`
	Why     Why               `bson:"why"`
}

// ForVendor returns the losing rules that the vendor may hear of: those that are for
// other vendors only are nobody else's business.
func (t Trace) ForVendor() []Lost { return ForVendor(t.Lost) }

// ForVendor leaves out of a list of losing rules those that are for other vendors.
func ForVendor(lost []Lost) []Lost {
	out := make([]Lost, 0, len(lost))
	for _, l := range lost {
		if l.Why != WhyVendor {
			out = append(out, l)
		}
	}
	return out
}

// Net returns what is left to the vendor of an amount that the fee is taken from.
func (f Fee) Net(gross int64) int64 { return gross - f.Commission - f.VAT }

// Rounding returns the exact commission and what it was rounded to, for the row that
// explains the cent: "539.7", 540.
func (f Fee) Rounding() (exact string, rounded int64) {
	if len(f.Trace.Rows) == 1 {
		return f.Trace.Rows[0].Exact, f.Commission
	}
	sum := f.exact()
	return exactString(sum), f.Commission
}
