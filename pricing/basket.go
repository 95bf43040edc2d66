package pricing

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Line is one offer in a basket.
type Line struct {
	ID        markthalle.LineID
	Offer     markthalle.OfferID
	Vendor    markthalle.VendorID
	Category  markthalle.CategoryID
	Product   markthalle.ProductID
	Quantity  int64
	UnitPrice money.Amount
	Profile   markthalle.ProfileID
	// TaxFree marks goods of a seller who charges no tax (a private person).
	TaxFree bool
}

// Basket is what is to be priced.
type Basket struct {
	Currency money.Currency
	Country  string // where it goes, ISO 3166-1 alpha-2
	Lines    []Line
	Codes    []string
	Shipping map[markthalle.VendorID]string // the option chosen for a vendor
	At       time.Time
}

// LineQuote is what one line costs. All amounts are in the basket's currency.
type LineQuote struct {
	ID               markthalle.LineID
	Vendor           markthalle.VendorID
	Gross            int64 // unit price × quantity
	VendorDiscount   int64 // paid for by the vendor
	OperatorDiscount int64 // paid for by the operator
	Paid             int64 // what the buyer pays: gross less both
	Tax              int64 // contained in Paid
	TaxBP            money.BasisPoints
}

// Option is one way of delivery.
type Option struct {
	ID               string
	Name             string
	Price            int64
	Tax              int64 // contained in Price
	DaysMin, DaysMax int   // transit, in working days
	FreeFrom         int64 // goods worth this much travel free; 0 means never
}

// VendorQuote is what one vendor's part costs.
type VendorQuote struct {
	Vendor        markthalle.VendorID
	Options       []Option // cheapest first; empty when the vendor does not deliver there
	Chosen        *Option
	FreeGap       int64 // how much more makes delivery free; 0 when it is, or never will be
	Subtotal      int64 // gross of the lines
	DiscountTotal int64
	ShippingTotal int64
	TaxTotal      int64
	Total         int64
}

// AppliedCode is a code that reduces this basket.
type AppliedCode struct {
	Code   string
	Name   string
	Funder Funder
	Vendor markthalle.VendorID
	Amount int64
}

// Problem is why a basket cannot be ordered as it is.
type Problem struct {
	Code   string // "pricing.no_delivery", "pricing.currency", "pricing.code_unknown", …
	Line   markthalle.LineID
	Vendor markthalle.VendorID
	Detail string // the code that was entered, the sum that is missing
}

// Quote is what a basket costs.
type Quote struct {
	Currency      money.Currency
	Lines         []LineQuote // in the basket's order
	Vendors       []VendorQuote
	Codes         []AppliedCode
	Problems      []Problem
	Subtotal      int64
	DiscountTotal int64
	ShippingTotal int64
	TaxTotal      int64
	Total         int64
}

// Line returns the quote of one line.
func (q *Quote) Line(id markthalle.LineID) *LineQuote {
	for i := range q.Lines {
		if q.Lines[i].ID == id {
			return &q.Lines[i]
		}
	}
	return nil
}

// Vendor returns the quote of one vendor's part.
func (q *Quote) Vendor(id markthalle.VendorID) *VendorQuote {
	for i := range q.Vendors {
		if q.Vendors[i].Vendor == id {
			return &q.Vendors[i]
		}
	}
	return nil
}
