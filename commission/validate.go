package commission

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// The limits of one rule, which keep its document and the traces that quote it small.
const (
	MaxName   = 80
	MaxValues = 200 // in one list of a match
	MaxSteps  = 20
	MaxAddOns = 5
)

// CodeInvalid is the code of the error that Validate returns.
const CodeInvalid = "commission.rule_invalid"

// Validate returns nil when the rule makes sense by itself, else an Invalid error
// with all faults at once, by JSON Pointers into the rule on the wire. Whether it
// makes sense among the other rules is for Check to say.
func (r Rule) Validate() error {
	var f markthalle.Faults
	f.Check(r.Name != "", "/name", "required", "A rule needs a name, which vendors see.")
	f.Check(utf8.RuneCountInString(r.Name) <= MaxName, "/name", "too_long", "A rule's name has at most 80 characters.")
	f.Check(r.Currency.Valid(), "/currency", money.CodeCurrency, "The currency must be one that can be charged.")
	f.Check(r.Rank >= 0, "/rank", "range", "A rank is not negative.")
	r.Match.validate(&f)
	r.Terms.validate(&f, "")
	f.Check(len(r.AddOns) <= MaxAddOns, "/add_ons", "too_many", "A rule has at most 5 add-ons.")
	for i, a := range r.AddOns {
		at := "/add_ons/" + strconv.Itoa(i)
		f.Check(a.Name != "" && utf8.RuneCountInString(a.Name) <= MaxName, at+"/name", "required", "An add-on needs a name of at most 80 characters.")
		a.Terms.validate(&f, at)
	}
	oneOf(&f, "/vat/mode", r.VAT, VATByCountry, VATNone)
	oneOf(&f, "/refund_policy", r.Refunds, ReturnAll, KeepFixed, KeepPercent, KeepAll)
	if r.Refunds == KeepPercent {
		f.Check(r.KeepBP > 0 && r.KeepBP <= int64(money.Whole), "/refund_keep_bp", "range", "The part that is kept is between 1 and 10000 basis points.")
	} else {
		f.Check(r.KeepBP == 0, "/refund_keep_bp", "unused", "Only keep_percent keeps a percentage.")
	}
	f.Check(r.ValidTo.IsZero() || r.ValidFrom.Before(r.ValidTo), "/valid_to", "order", "A rule ends after it begins.")
	return f.Err(CodeInvalid)
}

func (m Match) validate(f *markthalle.Faults) {
	values(f, "/match/vendors", m.Vendors)
	values(f, "/match/plans", m.Plans)
	values(f, "/match/categories", m.Categories)
	values(f, "/match/products", m.Products)
	values(f, "/match/brands", m.Brands)
	values(f, "/match/conditions", m.Conditions)
	values(f, "/match/channels", m.Channels)
	values(f, "/match/seller_kinds", m.SellerKinds)
	for i, k := range m.SellerKinds {
		oneOf(f, "/match/seller_kinds/"+strconv.Itoa(i), k, sellerKinds...)
	}
	f.Check(m.Price.From >= 0, "/match/price/from", "range", "A price is not negative.")
	f.Check(m.Price.To == 0 || m.Price.To > m.Price.From, "/match/price/to", "order", "A price band ends after it begins.")
}

func (t Terms) validate(f *markthalle.Faults, at string) {
	rate(f, at+"/percent_bp", t.PercentBP)
	f.Check(t.Fixed >= 0 && t.Fixed <= money.MaxCharge, at+"/fixed", "range", "A fixed amount is not negative and at most the largest charge.")
	oneOf(f, at+"/fixed_per", t.FixedPer, PerLine, PerUnit, PerVendorOrder)
	f.Check(t.Min == nil || *t.Min >= 0, at+"/min", "range", "A minimum is not negative.")
	f.Check(t.Max == nil || *t.Max >= 0, at+"/max", "range", "A maximum is not negative.")
	f.Check(t.Min == nil || t.Max == nil || *t.Min <= *t.Max, at+"/max", "order", "The maximum is not below the minimum.")
	if t.Tiers == nil {
		return
	}
	oneOf(f, at+"/tiers/mode", t.Tiers.Mode, Marginal, Full)
	oneOf(f, at+"/tiers/on", t.Tiers.On, OnLine, OnUnit, OnTurnover)
	steps := t.Tiers.Steps
	f.Check(len(steps) > 0 && len(steps) <= MaxSteps, at+"/tiers/steps", "count", "Tiers have 1 to 20 steps.")
	for i, s := range steps {
		step := at + "/tiers/steps/" + strconv.Itoa(i)
		rate(f, step+"/percent_bp", s.PercentBP)
		f.Check(s.From >= 0, step+"/from", "range", "A step is not negative.")
		f.Check(i == 0 || s.From > steps[i-1].From, step+"/from", "order", "Steps ascend.")
	}
	if len(steps) > 0 && steps[0].From == 0 && t.PercentBP != 0 {
		f.Check(t.PercentBP == steps[0].PercentBP, at+"/percent_bp", "unused",
			"The tiers begin at 0 with another rate, so this one would never be used.")
	}
}

func rate(f *markthalle.Faults, pointer string, bp money.BasisPoints) {
	if bp < 0 || bp > money.Whole {
		f.AddField(markthalle.Field{
			Pointer: pointer, Code: "range", Message: "A rate is between 0 and 100 %.",
			Found: strconv.FormatInt(int64(bp), 10), Wanted: "0 to 10000 basis points",
		})
	}
}

func oneOf[T ~string](f *markthalle.Faults, pointer string, v T, allowed ...T) {
	if !slices.Contains(allowed, v) {
		f.AddField(markthalle.Field{
			Pointer: pointer, Code: "enum", Message: "This choice does not exist.",
			Found: string(v), Wanted: fmt.Sprint(allowed),
		})
	}
}

func values[T ~string](f *markthalle.Faults, pointer string, list []T) {
	f.Check(len(list) <= MaxValues, pointer, "too_many", "A list of a match holds at most 200 values.")
	seen := make(map[T]bool, len(list))
	for i, v := range list {
		at := pointer + "/" + strconv.Itoa(i)
		f.Check(v != "", at, "required", "An empty value matches nothing.")
		f.Check(!seen[v], at, "duplicate", "This value is in the list already.")
		seen[v] = true
	}
}
