package api

import (
	"strconv"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
)

// RuleBand is a half-open range of unit prices: from ≤ price < to.
type RuleBand struct {
	From *Money `json:"from,omitempty"`
	To   *Money `json:"to,omitempty"`
}

// RuleMatch says which lines a rule is for; empty lists match everything.
type RuleMatch struct {
	Vendors     []string  `json:"vendors"`
	Plans       []string  `json:"plans"`
	Categories  []string  `json:"categories"`
	Products    []string  `json:"products"`
	Brands      []string  `json:"brands"`
	Conditions  []string  `json:"conditions"`
	Channels    []string  `json:"channels"`
	SellerKinds []string  `json:"seller_kinds"`
	Price       *RuleBand `json:"price,omitempty"`
}

// RuleStep is the rate from a measure on.
type RuleStep struct {
	From      Money `json:"from"`
	PercentBP int64 `json:"percent_bp"`
}

// RuleTiers make the percentage depend on a measure of the sale.
type RuleTiers struct {
	Mode  string     `json:"mode" validate:"required,oneof=marginal whole"`
	On    string     `json:"on" validate:"required,oneof=line unit turnover"`
	Steps []RuleStep `json:"steps" validate:"required,max=20,dive"`
}

// RuleTerms are what a rule or an add-on charges.
type RuleTerms struct {
	PercentBP int64      `json:"percent_bp"`
	Tiers     *RuleTiers `json:"tiers,omitempty"`
	Fixed     *Money     `json:"fixed,omitempty"`
	FixedPer  string     `json:"fixed_per,omitempty" validate:"omitempty,oneof=line unit vendor_order"`
	Min       *Money     `json:"min,omitempty"`
	Max       *Money     `json:"max,omitempty"`
}

// RuleAddOn is a fee that is stacked on a rule's own.
type RuleAddOn struct {
	Name string `json:"name" validate:"required,max=200"`
	RuleTerms
}

// RuleBaseIn says what a percentage is taken of; what is left out has its default.
type RuleBaseIn struct {
	VendorDiscount   *bool `json:"vendor_discount"`
	OperatorDiscount *bool `json:"operator_discount"`
	Tax              *bool `json:"tax"`
	Shipping         *bool `json:"shipping"`
	GiftWrap         *bool `json:"gift_wrap"`
}

func (b RuleBaseIn) base() commission.Base {
	out := commission.DefaultBase()
	set(&out.VendorDiscount, b.VendorDiscount)
	set(&out.OperatorDiscount, b.OperatorDiscount)
	set(&out.Tax, b.Tax)
	set(&out.Shipping, b.Shipping)
	set(&out.GiftWrap, b.GiftWrap)
	return out
}

// RuleVAT says whether value added tax is charged on the fee.
type RuleVAT struct {
	Mode string `json:"mode" validate:"omitempty,oneof=by_country none"`
}

// RuleIn is a rule on the wire, without its currency.
type RuleIn struct {
	Name  string    `json:"name" validate:"required,max=200"`
	Rank  *int64    `json:"rank" validate:"omitempty,min=0"`
	Match RuleMatch `json:"match"`
	RuleTerms
	AddOns       []RuleAddOn `json:"add_ons" validate:"max=10,dive"`
	Base         RuleBaseIn  `json:"base"`
	VAT          RuleVAT     `json:"vat"`
	RefundPolicy string      `json:"refund_policy" validate:"omitempty,oneof=return_all keep_fixed keep_percent keep_all"`
	RefundKeepBP int64       `json:"refund_keep_bp" validate:"min=0,max=10000"`
	ValidFrom    *time.Time  `json:"valid_from"`
	ValidTo      *time.Time  `json:"valid_to"`
}

// rule returns the input as commission takes it; all its amounts must be in the currency.
func (in RuleIn) rule(currency money.Currency) (commission.Rule, error) {
	x := amounts{currency: currency}
	out := commission.Rule{
		Name: in.Name, Currency: currency, Match: in.Match.match(&x), Terms: in.terms(&x, ""), Base: in.Base.base(),
		VAT: commission.VATMode(in.VAT.Mode), Refunds: commission.RefundPolicy(in.RefundPolicy), KeepBP: in.RefundKeepBP,
		ValidFrom: timeOr(in.ValidFrom), ValidTo: timeOr(in.ValidTo),
	}
	set(&out.Rank, in.Rank)
	for i, a := range in.AddOns {
		out.AddOns = append(out.AddOns, commission.AddOn{Name: a.Name, Terms: a.terms(&x, "/add_ons/"+strconv.Itoa(i))})
	}
	return out, x.faults.Err(commission.CodeInvalid)
}

func (t RuleTerms) terms(x *amounts, pointer string) commission.Terms {
	out := commission.Terms{
		PercentBP: money.BasisPoints(t.PercentBP), Fixed: x.minor(t.Fixed, pointer+"/fixed"), FixedPer: commission.FixedPer(t.FixedPer),
		Min: x.optional(t.Min, pointer+"/min"), Max: x.optional(t.Max, pointer+"/max"),
	}
	// An add-on charges per line when it does not say otherwise, like the rule itself.
	if out.FixedPer == "" {
		out.FixedPer = commission.PerLine
	}
	if t.Tiers == nil {
		return out
	}
	out.Tiers = &commission.Tiers{Mode: commission.TierMode(t.Tiers.Mode), On: commission.Measure(t.Tiers.On)}
	for i, s := range t.Tiers.Steps {
		out.Tiers.Steps = append(out.Tiers.Steps, commission.Step{
			From: x.minor(&s.From, itemPointer(pointer+"/tiers/steps", i, "/from")), PercentBP: money.BasisPoints(s.PercentBP),
		})
	}
	return out
}

func (m RuleMatch) match(x *amounts) commission.Match {
	out := commission.Match{
		Vendors: ids[markthalle.VendorID](m.Vendors), Plans: m.Plans, Categories: ids[markthalle.CategoryID](m.Categories),
		Products: ids[markthalle.ProductID](m.Products), Brands: m.Brands, Conditions: m.Conditions, Channels: m.Channels,
		SellerKinds: m.SellerKinds,
	}
	if m.Price != nil {
		out.Price = commission.Band{From: x.minor(m.Price.From, "/match/price/from"), To: x.minor(m.Price.To, "/match/price/to")}
	}
	return out
}

// RuleBaseOut says what a percentage is taken of.
type RuleBaseOut struct {
	VendorDiscount   bool `json:"vendor_discount"`
	OperatorDiscount bool `json:"operator_discount"`
	Tax              bool `json:"tax"`
	Shipping         bool `json:"shipping"`
	GiftWrap         bool `json:"gift_wrap"`
}

// RuleVersionOut is one version of a rule.
type RuleVersionOut struct {
	ID       string    `json:"id"`
	Version  int64     `json:"version"`
	Name     string    `json:"name"`
	Currency string    `json:"currency"`
	Rank     int64     `json:"rank"`
	Match    RuleMatch `json:"match"`
	RuleTerms
	AddOns       []RuleAddOn `json:"add_ons"`
	Base         RuleBaseOut `json:"base"`
	VAT          RuleVAT     `json:"vat"`
	RefundPolicy string      `json:"refund_policy"`
	RefundKeepBP int64       `json:"refund_keep_bp,omitempty"`
	ValidFrom    *Time       `json:"valid_from,omitempty"`
	ValidTo      *Time       `json:"valid_to,omitempty"`
}

// RuleOut is a rule with where it stands.
type RuleOut struct {
	RuleVersionOut
	State         string   `json:"state"`
	EffectiveFrom *Time    `json:"effective_from,omitempty"`
	EffectiveTo   *Time    `json:"effective_to,omitempty"`
	NextVersion   int64    `json:"next_version,omitempty"`
	NextFrom      *Time    `json:"next_from,omitempty"`
	LatestVersion int64    `json:"latest_version,omitempty"`
	Warnings      []string `json:"warnings"`
}

func ruleOut(x commission.Listed) RuleOut {
	return RuleOut{
		RuleVersionOut: ruleVersion(x.Rule), State: string(x.State), EffectiveFrom: at(x.From), EffectiveTo: at(x.To),
		NextVersion: x.Next, NextFrom: at(x.NextFrom), LatestVersion: x.Latest,
		Warnings: mapped(x.Cliffs, func(c commission.Cliff) string { return c.Warning(x.Currency) }),
	}
}

func ruleVersion(r commission.Rule) RuleVersionOut {
	return RuleVersionOut{
		ID: string(r.ID), Version: r.Version, Name: r.Name, Currency: string(r.Currency), Rank: r.Rank,
		Match: ruleMatch(r.Match, r.Currency), RuleTerms: ruleTerms(r.Terms, r.Currency),
		AddOns: mapped(r.AddOns, func(a commission.AddOn) RuleAddOn {
			return RuleAddOn{Name: a.Name, RuleTerms: ruleTerms(a.Terms, r.Currency)}
		}),
		Base: RuleBaseOut(r.Base), VAT: RuleVAT{Mode: string(r.VAT)}, RefundPolicy: string(r.Refunds), RefundKeepBP: r.KeepBP,
		ValidFrom: at(r.ValidFrom), ValidTo: at(r.ValidTo),
	}
}

func ruleTerms(t commission.Terms, c money.Currency) RuleTerms {
	out := RuleTerms{
		PercentBP: int64(t.PercentBP), FixedPer: string(t.FixedPer), Min: minorOrNone(t.Min, c), Max: minorOrNone(t.Max, c),
		Fixed: minorOrNone(&t.Fixed, c),
	}
	if t.Tiers != nil {
		out.Tiers = &RuleTiers{
			Mode: string(t.Tiers.Mode), On: string(t.Tiers.On),
			Steps: mapped(t.Tiers.Steps, func(s commission.Step) RuleStep {
				return RuleStep{From: minor(s.From, c), PercentBP: int64(s.PercentBP)}
			}),
		}
	}
	return out
}

func ruleMatch(m commission.Match, c money.Currency) RuleMatch {
	out := RuleMatch{
		Vendors: texts(m.Vendors), Plans: m.Plans, Categories: texts(m.Categories), Products: texts(m.Products), Brands: m.Brands,
		Conditions: m.Conditions, Channels: m.Channels, SellerKinds: m.SellerKinds,
	}
	if m.Price.From != 0 || m.Price.To != 0 {
		out.Price = &RuleBand{From: minorOrNone(&m.Price.From, c)}
		if m.Price.To != 0 {
			out.Price.To = minorOrNone(&m.Price.To, c)
		}
	}
	return out
}
