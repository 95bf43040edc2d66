package orders

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Order is one checkout with the quote that was frozen at that moment.
type Order struct {
	store.Meta `bson:",inline"` // id ord_…

	Number    string              `bson:"number"`
	Cart      markthalle.CartID   `bson:"cart"`
	Person    markthalle.PersonID `bson:"person,omitempty"`
	Email     string              `bson:"email"`
	Locale    markthalle.Locale   `bson:"locale"`
	Address   Address             `bson:"address"`
	Currency  money.Currency      `bson:"currency"`
	State     State               `bson:"state"`
	Parts     []Part              `bson:"parts"`
	Codes     []Code              `bson:"codes"`
	ReturnURL string              `bson:"return_url"`
	CancelURL string              `bson:"cancel_url,omitempty"`

	Subtotal      int64 `bson:"subtotal"`
	DiscountTotal int64 `bson:"discount_total"`
	ShippingTotal int64 `bson:"shipping_total"`
	TaxTotal      int64 `bson:"tax_total"`
	Total         int64 `bson:"total"`

	Charge   string    `bson:"charge,omitempty"`
	PlacedAt time.Time `bson:"placed_at"`
	PaidAt   time.Time `bson:"paid_at"`
	EndedAt  time.Time `bson:"ended_at"` // of failed, expired, cancelled
	// ExpiresAt is set while the order waits for payment: the expiry sweep finds it.
	ExpiresAt time.Time `bson:"expires_at,omitempty"`
	Reason    string    `bson:"reason,omitempty"` // why it failed or was cancelled
	Origin    string    `bson:"origin,omitempty"` // of an imported order: its number there
}

// Code is a promotion's code as it was used.
type Code struct {
	Code   string              `bson:"code"`
	Funder string              `bson:"funder"`
	Vendor markthalle.VendorID `bson:"vendor,omitempty"`
	Amount int64               `bson:"amount"`
}

// Part is what one vendor sells in an order.
type Part struct {
	VendorOrder    markthalle.VendorOrderID `bson:"vendor_order"`
	Vendor         markthalle.VendorID      `bson:"vendor"`
	VendorName     string                   `bson:"vendor_name"`
	VendorSlug     string                   `bson:"vendor_slug"`
	VendorCountry  string                   `bson:"vendor_country"`
	Lines          []Line                   `bson:"lines"`
	ShippingOption string                   `bson:"shipping_option"`
	ShippingName   string                   `bson:"shipping_name"`
	ShippingPrice  int64                    `bson:"shipping_price"`
	ShippingTax    int64                    `bson:"shipping_tax"`
	HandlingDays   int                      `bson:"handling_days"`
	DaysMin        int                      `bson:"days_min"`
	DaysMax        int                      `bson:"days_max"`
	Subtotal       int64                    `bson:"subtotal"`
	DiscountTotal  int64                    `bson:"discount_total"`
	TaxTotal       int64                    `bson:"tax_total"`
	Total          int64                    `bson:"total"`
}

// Line is one offer × quantity, with every share that a refund may need (PAY-71). All
// amounts are of the whole line, in the order's currency.
type Line struct {
	ID        markthalle.LineID     `bson:"id"`
	Offer     markthalle.OfferID    `bson:"offer"`
	Product   markthalle.ProductID  `bson:"product"`
	Variant   markthalle.VariantID  `bson:"variant"`
	Category  markthalle.CategoryID `bson:"category"`
	Title     string                `bson:"title"`
	Options   string                `bson:"options,omitempty"` // "blue, 350 ml"
	Slug      string                `bson:"slug"`
	Image     string                `bson:"image,omitempty"`
	SKU       string                `bson:"sku"`
	Condition string                `bson:"condition"`
	Quantity  int64                 `bson:"quantity"`
	UnitPrice int64                 `bson:"unit_price"`

	Gross            int64          `bson:"gross"`
	VendorDiscount   int64          `bson:"vendor_discount"`
	OperatorDiscount int64          `bson:"operator_discount"`
	PointsDiscount   int64          `bson:"points_discount"`
	Paid             int64          `bson:"paid"` // what the buyer pays
	Tax              int64          `bson:"tax"`  // contained in Paid
	TaxBP            int64          `bson:"tax_bp"`
	Fee              commission.Fee `bson:"fee"`
}

// VendorShare is what the line earns the vendor before fees: what the buyer pays and
// what the operator pays for the operator's own reductions.
func (l Line) VendorShare() int64 { return l.Paid + l.OperatorDiscount + l.PointsDiscount }

// Part returns the part of a vendor order.
func (o *Order) Part(id markthalle.VendorOrderID) *Part {
	for i := range o.Parts {
		if o.Parts[i].VendorOrder == id {
			return &o.Parts[i]
		}
	}
	return nil
}

// VendorOrderIDs returns the ids of the order's parts in order.
func (o *Order) VendorOrderIDs() []string {
	out := make([]string, len(o.Parts))
	for i, p := range o.Parts {
		out[i] = string(p.VendorOrder)
	}
	return out
}

// CommissionTotal is the market's commission on the part, without VAT.
func (p *Part) CommissionTotal() (fee, vat int64) {
	for _, l := range p.Lines {
		fee += l.Fee.Commission
		vat += l.Fee.VAT
	}
	return fee, vat
}

// Address of the money: amounts as money.
func (o *Order) amount(minor int64) money.Amount { return money.New(minor, o.Currency) }
