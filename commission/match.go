package commission

import (
	"slices"
	"time"

	"github.com/markthalle/markthalle"
)

// QuoteLine is one line of a vendor order as the fee list sees it. Amounts are minor
// units and belong to the whole line, but for UnitPrice.
type QuoteLine struct {
	Line             markthalle.LineID
	Vendor           markthalle.VendorID
	Plan             string
	SellerKind       string
	VendorCountry    string                  // ISO 3166-1 alpha-2
	VendorVATID      string                  // as verified; empty for none
	Categories       []markthalle.CategoryID // from the root to the product's own
	Product          markthalle.ProductID
	Brand            string
	Condition        string
	Channel          string
	Quantity         int64
	UnitPrice        int64 // as shown to the buyer
	Gross            int64 // UnitPrice × Quantity
	VendorDiscount   int64 // positive: what the vendor's promotions take off the line
	OperatorDiscount int64 // positive: what the operator's promotions and points take off
	Tax              int64 // tax on top of Gross; 0 where Gross contains it
	Shipping         int64 // the line's part of the vendor order's shipping price
	GiftWrap         int64
	Turnover         int64 // the vendor's turnover of the previous calendar month; the service fills it in
}

// Why is the reason for which a rule did not apply to a line.
type Why string

// The reasons. A rule that fails in several ways is told by the first of them.
const (
	WhyNotYet     Why = "not_yet_valid"
	WhyNoLonger   Why = "no_longer_valid"
	WhyProduct    Why = "other_product"
	WhyVendor     Why = "other_vendor"
	WhyCategory   Why = "other_category"
	WhyPlan       Why = "other_plan"
	WhyBrand      Why = "other_brand"
	WhyCondition  Why = "other_condition"
	WhyChannel    Why = "other_channel"
	WhySellerKind Why = "other_seller_kind"
	WhyPrice      Why = "other_price"
	WhyOutranked  Why = "outranked" // it matches, but an earlier rule matches as well
)

// Fails returns why r does not apply to the line at the instant, and the empty reason
// when it does.
func (r Rule) Fails(line QuoteLine, at time.Time) Why {
	switch m := r.Match; {
	case !among(m.Vendors, line.Vendor):
		return WhyVendor // first, so that whatever is for other vendors only is told apart
	case at.Before(r.ValidFrom):
		return WhyNotYet
	case !r.ValidAt(at):
		return WhyNoLonger
	case !among(m.Products, line.Product):
		return WhyProduct
	case !amongAny(m.Categories, line.Categories):
		return WhyCategory
	case !among(m.Plans, line.Plan):
		return WhyPlan
	case !among(m.Brands, line.Brand):
		return WhyBrand
	case !among(m.Conditions, line.Condition):
		return WhyCondition
	case !among(m.Channels, line.Channel):
		return WhyChannel
	case !among(m.SellerKinds, line.SellerKind):
		return WhySellerKind
	case !m.Price.holds(line.UnitPrice):
		return WhyPrice
	}
	return ""
}

func among[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// amongAny reports whether the list names one of the categories on the path: that is
// how a rule for Shoes reaches a pair of sneakers.
func amongAny[T comparable](list, path []T) bool {
	if len(list) == 0 {
		return true
	}
	return slices.ContainsFunc(path, func(v T) bool { return slices.Contains(list, v) })
}

func (b Band) holds(price int64) bool { return price >= b.From && (b.To == 0 || price < b.To) }
