package api

import (
	"cmp"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/vendors"
)

func (r *routes) vendorFees() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/orders/{id}/fees", "Why each line was charged what it was", r.vendorOrderFees,
			asVendor(markthalle.CommissionRead), endpoint.About("vendor_order")),
		endpoint.Route("POST", "/vendor/fee-quotes", "What a sale would be charged, before listing", r.vendorFeeQuote,
			asVendor(markthalle.CommissionRead)),
		endpoint.Route("GET", "/vendor/commission-rules", "The rules that may apply to the vendor", r.vendorRuleList,
			asVendor(markthalle.CommissionRead)),
	}
}

// RuleRefOut names a version of a rule.
type RuleRefOut struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Version int64  `json:"version"`
}

// LostRuleOut is a rule that did not apply, and why.
type LostRuleOut struct {
	Rule     RuleRefOut `json:"rule"`
	Why      string     `json:"why"`
	Sentence string     `json:"sentence"`
}

// FeeBaseOut is what the percentage was taken of and what it consists of.
type FeeBaseOut struct {
	Price            Money `json:"price"`
	VendorDiscount   Money `json:"vendor_discount"`
	OperatorDiscount Money `json:"operator_discount"`
	Tax              Money `json:"tax"`
	Shipping         Money `json:"shipping"`
	GiftWrap         Money `json:"gift_wrap"`
	Total            Money `json:"total"`
}

// FeeRowOut is the arithmetic of one set of terms: the rule's own, then its add-ons.
type FeeRowOut struct {
	Name      string `json:"name"`
	PercentBP int64  `json:"percent_bp"`
	Percent   string `json:"percent"`
	Fixed     Money  `json:"fixed"`
	FixedPer  string `json:"fixed_per"`
	Minimum   *Money `json:"minimum,omitempty"`
	Maximum   *Money `json:"maximum,omitempty"`
	Bound     string `json:"bound,omitempty"`
	Exact     string `json:"exact"`
	Fee       Money  `json:"fee"`
}

// FeeRoundingOut is the cent: the exact fee and what it was rounded to, together with
// the other lines of the same rule.
type FeeRoundingOut struct {
	Exact      string `json:"exact"`
	Rounded    Money  `json:"rounded"`
	GroupLines int    `json:"group_lines"`
	GroupExact string `json:"group_exact"`
	GroupTotal Money  `json:"group_total"`
}

// FeeLineOut explains the fee of one line.
type FeeLineOut struct {
	LineID         string         `json:"line_id"`
	Base           Money          `json:"base"`
	BaseParts      FeeBaseOut     `json:"base_parts"`
	Rule           RuleRefOut     `json:"rule"`
	Lost           []LostRuleOut  `json:"lost"`
	PercentBP      int64          `json:"percent_bp"`
	Fixed          Money          `json:"fixed"`
	Minimum        *Money         `json:"minimum,omitempty"`
	Maximum        *Money         `json:"maximum,omitempty"`
	Rounding       FeeRoundingOut `json:"rounding"`
	Rows           []FeeRowOut    `json:"rows"`
	Fee            Money          `json:"fee"`
	FeeTax         Money          `json:"fee_tax"`
	TaxKind        string         `json:"fee_tax_kind"`
	TaxBP          int64          `json:"fee_tax_bp"`
	RefundPolicy   string         `json:"refund_policy"`
	Sentence       string         `json:"sentence"`
	RefundSentence string         `json:"refund_sentence"`
}

// feeLine maps a fee with the losing rules that the reader may hear of.
func feeLine(f commission.Fee, lost []commission.Lost, l markthalle.Locale) FeeLineOut {
	t := f.Trace
	c := t.Currency
	exact, rounded := f.Rounding()
	out := FeeLineOut{
		LineID: string(f.Line), Base: minor(t.Base.Total, c), BaseParts: feeBase(t.Base, c),
		Rule: RuleRefOut{ID: string(t.Rule), Name: t.Name, Version: t.Version}, Fixed: minor(0, c),
		Lost: mapped(lost, func(x commission.Lost) LostRuleOut {
			return LostRuleOut{Rule: RuleRefOut{ID: string(x.Rule), Name: x.Name, Version: x.Version}, Why: string(x.Why), Sentence: x.Sentence(l)}
		}),
		Rounding: FeeRoundingOut{
			Exact: exact, Rounded: minor(rounded, c), GroupLines: t.Group.Lines, GroupExact: t.Group.Exact, GroupTotal: minor(t.Group.Total, c),
		},
		Rows: mapped(t.Rows, func(x commission.Row) FeeRowOut { return feeRow(x, t.Name, c) }),
		Fee:  minor(f.Commission, c), FeeTax: minor(f.VAT, c), TaxKind: string(f.VATTreatment.Kind), TaxBP: int64(f.VATTreatment.Rate),
		RefundPolicy: string(t.Refunds), Sentence: f.Sentence(l), RefundSentence: f.RefundSentence(l),
	}
	if len(out.Rows) > 0 {
		own := out.Rows[0]
		out.PercentBP, out.Fixed, out.Minimum, out.Maximum = own.PercentBP, own.Fixed, own.Minimum, own.Maximum
	}
	return out
}

func feeBase(b commission.BaseParts, c money.Currency) FeeBaseOut {
	return FeeBaseOut{
		Price: minor(b.Price, c), VendorDiscount: minor(b.VendorDiscount, c), OperatorDiscount: minor(b.OperatorDiscount, c),
		Tax: minor(b.Tax, c), Shipping: minor(b.Shipping, c), GiftWrap: minor(b.GiftWrap, c), Total: minor(b.Total, c),
	}
}

// feeRow maps a row; the rule's own has no name but the rule's.
func feeRow(x commission.Row, rule string, c money.Currency) FeeRowOut {
	name := x.Name
	if name == "" {
		name = rule
	}
	return FeeRowOut{
		Name: name, PercentBP: int64(x.PercentBP), Percent: x.Percent, Fixed: minor(x.Fixed, c), FixedPer: string(x.FixedPer),
		Minimum: minorOrNone(x.Min, c), Maximum: minorOrNone(x.Max, c), Bound: string(x.Bound), Exact: x.Exact, Fee: minor(x.Fee, c),
	}
}

// minorOrNone is minor for an amount that may be absent.
func minorOrNone(n *int64, c money.Currency) *Money {
	if n == nil {
		return nil
	}
	m := minor(*n, c)
	return &m
}

// OrderFeesOut are the fees of a vendor's order, line by line.
type OrderFeesOut struct {
	ID     string       `json:"id"`
	Number string       `json:"number"`
	Fee    Money        `json:"fee"`
	FeeTax Money        `json:"fee_tax"`
	Total  Money        `json:"total"`
	Lines  []FeeLineOut `json:"lines"`
}

func orderFees(v orders.VendorOrder, a markthalle.Actor, l markthalle.Locale) OrderFeesOut {
	fee, tax := v.Fees()
	return OrderFeesOut{
		ID: v.ID, Number: v.Number, Fee: minor(fee, v.Currency), FeeTax: minor(tax, v.Currency), Total: minor(fee+tax, v.Currency),
		Lines: mapped(v.Lines, func(x orders.VendorLine) FeeLineOut {
			lost := x.Fee.Trace.Lost
			if a.Kind == markthalle.Vendor {
				lost = x.Fee.Trace.ForVendor()
			}
			return feeLine(x.Fee, lost, l)
		}),
	}
}

func (r *routes) vendorOrderFees(c *endpoint.Call, in ByID) (OrderFeesOut, error) {
	v, err := r.Orders.VendorOrder(c.Ctx, c.Actor, markthalle.VendorOrderID(in.ID))
	if err != nil {
		return OrderFeesOut{}, err
	}
	return orderFees(v, c.Actor, c.Locale), nil
}

// VendorFeeQuoteIn describes a sale that has not happened.
type VendorFeeQuoteIn struct {
	CategoryID string     `json:"category_id" validate:"required,max=200"`
	Price      Money      `json:"price"`
	Quantity   int64      `json:"quantity" validate:"omitempty,min=1,max=100000"`
	ProductID  string     `json:"product_id" validate:"max=200"`
	Brand      string     `json:"brand" validate:"max=400"`
	Condition  string     `json:"condition" validate:"omitempty,oneof=new refurbished used_as_new used_good used damaged"`
	At         *time.Time `json:"at"`
}

// VendorFeeQuoteOut is what the vendor would be charged and would get.
type VendorFeeQuoteOut struct {
	FeeLineOut
	Total    Money  `json:"total"`
	Net      Money  `json:"net"`
	Outcome  string `json:"outcome"`
	Quantity int64  `json:"quantity"`
	At       Time   `json:"at"`
}

func (r *routes) vendorFeeQuote(c *endpoint.Call, in VendorFeeQuoteIn) (VendorFeeQuoteOut, error) {
	v, err := r.Vendors.Get(c.Ctx, c.Actor.Vendor)
	if err != nil {
		return VendorFeeQuoteOut{}, err
	}
	tree, err := r.Catalog.Tree(c.Ctx)
	if err != nil {
		return VendorFeeQuoteOut{}, err
	}
	brand, err := r.brandOf(c, in)
	if err != nil {
		return VendorFeeQuoteOut{}, err
	}
	line, err := in.line(v, tree, brand, r.Orders.Config.Channel)
	if err != nil {
		return VendorFeeQuoteOut{}, err
	}
	when := cmp.Or(timeOr(in.At), r.Clock.Now())
	fee, lost, err := r.Commission.Preview(c.Ctx, money.Currency(in.Price.Currency), when, line)
	if err != nil {
		return VendorFeeQuoteOut{}, err
	}
	return feeQuote(fee, lost, line, when, c.Locale), nil
}

// brandOf is the brand that rules match: a product's own, else the one that is named.
// Only products that buyers see, or the vendor's own, are known here.
func (r *routes) brandOf(c *endpoint.Call, in VendorFeeQuoteIn) (string, error) {
	if in.ProductID == "" {
		return in.Brand, nil
	}
	p, err := r.Catalog.Product(c.Ctx, markthalle.ProductID(in.ProductID))
	if err != nil {
		return "", err
	}
	if !p.Published() && p.Owner != c.Actor.Vendor {
		return "", markthalle.ErrNotFound
	}
	return p.Brand, nil
}

func (in VendorFeeQuoteIn) line(v vendors.Vendor, tree catalog.Tree, brand, channel string) (commission.QuoteLine, error) {
	category := markthalle.CategoryID(in.CategoryID)
	quantity := max(1, in.Quantity)
	condition := in.Condition
	if condition == "" {
		condition = string(catalog.BrandNew)
	}
	var f markthalle.Faults
	if _, ok := tree.Get(category); !ok {
		f.AddField(markthalle.Field{Pointer: "/category_id", Code: "unknown", Message: "There is no such category.", Found: in.CategoryID})
	}
	f.Check(in.Price.Amount > 0, "/price/amount", "too_small", "A price is more than nothing.")
	f.Check(in.Price.Amount <= money.MaxCharge, "/price/amount", "too_large", "The price is larger than anything that can be charged.")
	if err := f.Err("commission.quote"); err != nil {
		return commission.QuoteLine{}, err
	}
	return commission.QuoteLine{
		Line: "line_quote", Vendor: v.VendorID(), Plan: v.Plan, SellerKind: string(v.SellerKind), VendorCountry: v.Country,
		VendorVATID: v.VATID, Categories: tree.PathIDs(category), Product: markthalle.ProductID(in.ProductID), Brand: brand,
		Condition: condition, Channel: channel, Quantity: quantity, UnitPrice: in.Price.Amount, Gross: in.Price.Amount * quantity,
	}, nil
}

func feeQuote(f commission.Fee, lost []commission.Lost, line commission.QuoteLine, when time.Time, l markthalle.Locale) VendorFeeQuoteOut {
	c := f.Trace.Currency
	return VendorFeeQuoteOut{
		FeeLineOut: feeLine(f, commission.ForVendor(lost), l), Total: minor(line.Gross, c), Net: minor(f.Net(line.Gross), c),
		Outcome: f.Outcome(line.Gross, l), Quantity: line.Quantity, At: Time{when},
	}
}

func (r *routes) vendorRuleList(c *endpoint.Call, in CurrencyIn) (List[RuleOut], error) {
	currency, err := r.currencyOf(in.Currency)
	if err != nil {
		return List[RuleOut]{}, err
	}
	rules, err := r.Commission.Rules(c.Ctx, c.Actor, currency)
	if err != nil {
		return List[RuleOut]{}, err
	}
	return List[RuleOut]{Items: mapped(rules, ruleOut)}, nil
}
