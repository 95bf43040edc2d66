package commission

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Rule is one version of one rule of the fee list of one currency. A version never
// changes: a change is a new version. All amounts are minor units of Currency.
type Rule struct {
	ID       markthalle.RuleID `bson:"rule"`
	Version  int64             `bson:"n"` // 1 for the first
	Name     string            `bson:"name"`
	Currency money.Currency    `bson:"currency"`
	Rank     int64             `bson:"rank"` // the place in the list, unique within a currency; the lowest is asked first
	Match    Match             `bson:"match"`

	Terms   `bson:",inline"`
	AddOns  []AddOn      `bson:"add_ons,omitempty"` // charged on top, each with its own row (COM-7)
	Base    Base         `bson:"base"`
	VAT     VATMode      `bson:"vat"`
	Refunds RefundPolicy `bson:"refund_policy"`
	KeepBP  int64        `bson:"refund_keep_bp,omitempty"` // with KeepPercent: the part that is never returned

	ValidFrom time.Time `bson:"valid_from,omitempty"` // inclusive; zero: since ever
	ValidTo   time.Time `bson:"valid_to,omitempty"`   // exclusive; zero: for ever
}

// Match says which lines a rule is for: every list that is not empty must hold the
// line's value (AND between the lists, OR inside one). An empty Match is a default.
type Match struct {
	Vendors     []markthalle.VendorID   `bson:"vendors,omitempty"`
	Plans       []string                `bson:"plans,omitempty"`
	Categories  []markthalle.CategoryID `bson:"categories,omitempty"` // with all their descendants
	Products    []markthalle.ProductID  `bson:"products,omitempty"`
	Brands      []string                `bson:"brands,omitempty"`
	Conditions  []string                `bson:"conditions,omitempty"`
	Channels    []string                `bson:"channels,omitempty"`
	SellerKinds []string                `bson:"seller_kinds,omitempty"`
	Price       Band                    `bson:"price,omitempty"` // of the unit price
}

// Band is a half-open range of unit prices: From ≤ price < To. To 0 means no end.
type Band struct {
	From int64 `bson:"from"`
	To   int64 `bson:"to"`
}

// Terms are what a rule or an add-on charges.
type Terms struct {
	PercentBP money.BasisPoints `bson:"percent_bp"`      // of the base; with tiers: below the first step
	Tiers     *Tiers            `bson:"tiers,omitempty"` // nil: PercentBP throughout
	Fixed     int64             `bson:"fixed"`           // on top of the percentage
	FixedPer  FixedPer          `bson:"fixed_per"`       // what Fixed is charged for
	Min       *int64            `bson:"min,omitempty"`   // per line
	Max       *int64            `bson:"max,omitempty"`   // per line; the line's base is always a maximum
}

// AddOn is a fee that is stacked on a rule's own, such as a surcharge for payments.
type AddOn struct {
	Name  string `bson:"name"`
	Terms `bson:",inline"`
}

// Tiers makes the percentage depend on a measure of the sale.
type Tiers struct {
	Mode  TierMode `bson:"mode"`
	On    Measure  `bson:"on"`
	Steps []Step   `bson:"steps"` // ascending
}

// Step is the rate from a measure on, inclusive.
type Step struct {
	From      int64             `bson:"from"`
	PercentBP money.BasisPoints `bson:"percent_bp"`
}

// TierMode says how far the rate of a step reaches.
type TierMode string

// The modes of tiers.
const (
	Marginal TierMode = "marginal" // each part of the measure at the rate of its own step, like income tax
	Full     TierMode = "whole"    // everything at the rate of the step that the measure reaches
)

// Measure is what the steps of tiers are measured on.
type Measure string

// The measures.
const (
	OnLine     Measure = "line"     // the base of the line
	OnUnit     Measure = "unit"     // the unit price
	OnTurnover Measure = "turnover" // the vendor's turnover of the previous calendar month
)

// FixedPer says what a fixed amount is charged for.
type FixedPer string

// The ways to charge a fixed amount.
const (
	PerLine        FixedPer = "line"
	PerUnit        FixedPer = "unit"
	PerVendorOrder FixedPer = "vendor_order" // once, spread over the rule's lines by largest remainder on their bases
)

// Base says what a percentage is taken of. The item price as the buyer sees it always
// belongs to it.
type Base struct {
	VendorDiscount   bool `bson:"vendor_discount"`   // less discounts that the vendor funds
	OperatorDiscount bool `bson:"operator_discount"` // less discounts that the operator funds
	Tax              bool `bson:"tax"`               // plus tax, where prices are shown without it
	Shipping         bool `bson:"shipping"`          // plus the line's part of the shipping price
	GiftWrap         bool `bson:"gift_wrap"`         // plus gift wrapping
}

// DefaultBase is the base of a rule that says nothing else: the price less the
// vendor's own discounts.
func DefaultBase() Base { return Base{VendorDiscount: true} }

// VATMode says whether value added tax is charged on the fee.
type VATMode string

// The modes of VAT on fees.
const (
	VATByCountry VATMode = "by_country" // by where operator and vendor are established
	VATNone      VATMode = "none"
)

// RefundPolicy says what a vendor gets back of the fee when the buyer is refunded.
type RefundPolicy string

// The refund policies (marketplace rules §9.2).
const (
	ReturnAll   RefundPolicy = "return_all"   // the share of the whole fee
	KeepFixed   RefundPolicy = "keep_fixed"   // the share of the fee without its fixed amount
	KeepPercent RefundPolicy = "keep_percent" // ReturnAll less KeepBP of it
	KeepAll     RefundPolicy = "keep_all"     // nothing
)

// WithDefaults returns r with the choices that were left open filled in: fixed
// amounts per line, VAT by country, everything returned.
func (r Rule) WithDefaults() Rule {
	r.Terms = r.Terms.withDefaults()
	r.AddOns = append([]AddOn(nil), r.AddOns...)
	for i := range r.AddOns {
		r.AddOns[i].Terms = r.AddOns[i].Terms.withDefaults()
	}
	if r.VAT == "" {
		r.VAT = VATByCountry
	}
	if r.Refunds == "" {
		r.Refunds = ReturnAll
	}
	return r
}

func (t Terms) withDefaults() Terms {
	if t.FixedPer == "" {
		t.FixedPer = PerLine
	}
	return t
}

// IsDefault reports whether r matches every line: a default of its currency.
func (r Rule) IsDefault() bool { return r.Match.empty() }

func (m Match) empty() bool {
	return len(m.Vendors)+len(m.Plans)+len(m.Categories)+len(m.Products)+len(m.Brands)+
		len(m.Conditions)+len(m.Channels)+len(m.SellerKinds) == 0 && m.Price == (Band{})
}

// ValidAt reports whether r is valid at the instant t.
func (r Rule) ValidAt(t time.Time) bool {
	return !t.Before(r.ValidFrom) && (r.ValidTo.IsZero() || t.Before(r.ValidTo))
}

// StartOfDay returns the instant at which a local date ("2026-04-01") begins in the
// market's zone: what valid_from and valid_to mean when they are given as dates. It
// fails with Invalid, code commission.date.
func StartOfDay(date string, zone *time.Location) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, date, zone)
	if err != nil {
		return time.Time{}, markthalle.Errorf(markthalle.Invalid, "commission.date",
			"A date must look like 2026-04-01.").With(err)
	}
	return t.UTC(), nil
}
