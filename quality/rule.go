package quality

import (
	"fmt"
	"slices"

	"github.com/markthalle/markthalle"
)

// Mode says whether a rule counts.
type Mode string

// The modes of a rule.
const (
	Off    Mode = "off"
	Shadow Mode = "shadow"
	On     Mode = "on"
)

// Rule is one rule as data. What it checks is named, not written, so that operators
// can set parameters, severity and mode without a release.
type Rule struct {
	ID       string           `bson:"id"`
	Version  int              `bson:"version"`
	Code     string           `bson:"code"`  // what its findings carry
	Check    string           `bson:"check"` // one of Checks
	Params   Params           `bson:"params"`
	Severity Severity         `bson:"severity"`
	Mode     Mode             `bson:"mode"`
	Only     AppliesTo        `bson:"only"`
	Fix      string           `bson:"fix,omitempty"`
	Message  markthalle.Texts `bson:"message,omitempty"` // empty = the built-in wording
}

// Params are what a check may be told. Each check uses the ones its documentation in
// Checks names and ignores the rest.
type Params struct {
	Min   int64    `bson:"min,omitempty"`
	Max   int64    `bson:"max,omitempty"`
	Words []Words  `bson:"words,omitempty"`
	List  []string `bson:"list,omitempty"`
	Pairs []Pair   `bson:"pairs,omitempty"`
}

// Words is a word list of one language; an empty locale means every language.
type Words struct {
	Locale markthalle.Locale `bson:"locale"`
	List   []string          `bson:"list"`
}

// Pair allows Values to Key: vendors to a brand.
type Pair struct {
	Key    string   `bson:"key"`
	Values []string `bson:"values"`
}

// AppliesTo narrows a rule. Empty lists match everything.
type AppliesTo struct {
	Categories  []string `bson:"categories,omitempty"`
	SellerKinds []string `bson:"seller_kinds,omitempty"`
}

func (a AppliesTo) matches(l Listing) bool {
	if len(a.SellerKinds) > 0 && !slices.Contains(a.SellerKinds, l.Seller.Kind) {
		return false
	}
	if len(a.Categories) > 0 && (l.Product == nil || !slices.Contains(a.Categories, l.Product.Category.ID)) {
		return false
	}
	return true
}

// Ruleset is a list of rules; their order is the order of the findings.
type Ruleset []Rule

// Check returns every finding of the rules that are on, nil when the listing is good.
func (r Ruleset) Check(l Listing) []Finding { return r.run(l, On) }

// CheckShadow returns what the rules in shadow mode would say. It changes
// nothing for the listing.
func (r Ruleset) CheckShadow(l Listing) []Finding { return r.run(l, Shadow) }

func (r Ruleset) run(l Listing, mode Mode) []Finding {
	var out []Finding
	for i := range r {
		rule := &r[i]
		if rule.Mode != mode || !rule.Only.matches(l) {
			continue
		}
		check, ok := checks[rule.Check]
		if !ok {
			continue // Validate refuses it when the rule is saved; a stored one stays readable
		}
		check(l, rule.Params, func(h hit) {
			out = append(out, Finding{
				Code: rule.Code, Field: h.field, Found: quote(h.found), Wanted: quote(h.wanted),
				Severity: rule.Severity, Rule: rule.ID, Version: rule.Version, Fix: rule.Fix, Text: rule.Message,
			})
		})
	}
	return out
}

// Validate returns an Invalid error "quality.rules" with every fault of the set:
// unknown checks, severities and modes, ids that occur twice, versions below 1.
func (r Ruleset) Validate() error {
	var f markthalle.Faults
	seen := map[string]bool{}
	for i, rule := range r {
		at := fmt.Sprintf("/rules/%d/", i)
		f.Check(rule.ID != "" && !seen[rule.ID], at+"id", "unique", "A rule needs an id of its own.")
		seen[rule.ID] = true
		f.Check(rule.Version >= 1, at+"version", "min", "Versions count from 1.")
		f.Check(rule.Code != "", at+"code", "required", "A rule needs a code.")
		_, known := checks[rule.Check]
		f.Check(known, at+"check", "unknown", "There is no such check.")
		f.Check(slices.Contains([]Severity{Block, Review, Warn}, rule.Severity), at+"severity", "enum", "block, review or warn.")
		f.Check(slices.Contains([]Mode{Off, Shadow, On}, rule.Mode), at+"mode", "enum", "off, shadow or on.")
	}
	return f.Err("quality.rules")
}

// With returns a copy of r in which change was applied to the rule with the given id
// and its version counted up; r itself stays as it is. An unknown id is NotFound.
func (r Ruleset) With(id string, change func(*Rule)) (Ruleset, error) {
	out := slices.Clone(r)
	for i := range out {
		if out[i].ID == id {
			change(&out[i])
			out[i].ID, out[i].Version = id, r[i].Version+1
			return out, nil
		}
	}
	return nil, markthalle.ErrNotFound
}

// Checks lists the names of all checks, sorted.
func Checks() []string {
	out := make([]string, 0, len(checks))
	for name := range checks {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// hit is what a check reports before the rule signs it.
type hit struct{ field, found, wanted string }

type checkFunc func(l Listing, p Params, report func(hit))

// checks is the table of all checks by name. It is never written to.
var checks = map[string]checkFunc{
	"title_missing":    titleMissing,
	"title_short":      titleShort,
	"title_long":       titleLong,
	"title_shouting":   titleShouting,
	"category_missing": categoryMissing,
	"category_leaf":    categoryLeaf,
	"category_allowed": categoryAllowed,

	"attribute_required": attributeRequired,
	"attribute_known":    attributeKnown,
	"attribute_type":     attributeType,
	"attribute_unit":     attributeUnit,
	"attribute_enum":     attributeEnum,

	"gtin_check_digit": gtinCheckDigit,
	"gtin_duplicate":   gtinDuplicate,
	"gtin_prefix":      gtinPrefix,

	"description_short":   descriptionShort,
	"description_html":    descriptionHTML,
	"description_contact": descriptionContact,
	"wording":             wording,
	"claims":              claims,
	"language":            language,

	"image_missing":   imageMissing,
	"image_small":     imageSmall,
	"image_large":     imageLarge,
	"image_format":    imageFormat,
	"image_backdrop":  imageBackdrop,
	"image_duplicate": imageDuplicate,

	"price_outlier":   priceOutlier,
	"price_zero":      priceZero,
	"price_currency":  priceCurrency,
	"price_strike":    priceStrike,
	"stock_stale":     stockStale,
	"shipping_policy": shippingPolicy,
	"lead_time":       leadTime,

	"safety_manufacturer": safetyManufacturer,
	"safety_responsible":  safetyResponsible,
	"safety_product_id":   safetyProductID,
	"safety_warnings":     safetyWarnings,

	"variant_grouping": variantGrouping,
	"variant_single":   variantSingle,
	"brand":            brand,
}
