package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/pricing"
	"github.com/markthalle/markthalle/vendors"
)

// DeliveryAddress is where a cart or order goes.
type DeliveryAddress struct {
	Name       string `json:"name" validate:"required,max=200"`
	Line1      string `json:"line1" validate:"required,max=200"`
	Line2      string `json:"line2,omitempty" validate:"max=200"`
	PostalCode string `json:"postal_code" validate:"required,max=200"`
	City       string `json:"city" validate:"required,max=200"`
	Country    string `json:"country" validate:"required,iso3166_1_alpha2"`
	Phone      string `json:"phone,omitempty" validate:"max=40"`
}

func (a DeliveryAddress) domain() orders.Address {
	return orders.Address{Phone: a.Phone, Address: vendors.Address{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2, PostalCode: a.PostalCode, City: a.City, Country: a.Country,
	}}
}

func wireDelivery(a orders.Address) DeliveryAddress {
	return DeliveryAddress{
		Name: a.Name, Line1: a.Line1, Line2: a.Line2, PostalCode: a.PostalCode, City: a.City, Country: a.Country, Phone: a.Phone,
	}
}

// CartOut is a cart as it is now: total = subtotal − discount_total + shipping_total,
// tax_total is contained.
type CartOut struct {
	ID            string           `json:"id"`
	Revision      int64            `json:"revision"`
	State         string           `json:"state" enum:"open,ordering"`
	OrderID       string           `json:"order_id,omitempty"` // when it has become an order
	Currency      string           `json:"currency"`
	Country       string           `json:"country"`
	Address       *DeliveryAddress `json:"address,omitempty"`
	Codes         []CartCode       `json:"codes"`
	Vendors       []CartVendor     `json:"vendors"`
	Subtotal      Money            `json:"subtotal"`
	DiscountTotal Money            `json:"discount_total"`
	ShippingTotal Money            `json:"shipping_total"`
	TaxTotal      Money            `json:"tax_total"`
	Total         Money            `json:"total"`
	Problems      []CartProblem    `json:"problems"`
}

// CartCode is a code that was entered, with what it takes off.
type CartCode struct {
	ID     string `json:"id"`
	Code   string `json:"code"`
	Name   string `json:"name,omitempty"`
	Amount Money  `json:"amount"`
}

// CartVendor is one vendor's part of a cart.
type CartVendor struct {
	ID              string        `json:"id"`
	Vendor          VendorRef     `json:"vendor"`
	Lines           []CartLineOut `json:"lines"`
	Shipping        *CartShipping `json:"shipping,omitempty"` // absent when the vendor does not deliver there
	FreeShippingGap *Money        `json:"free_shipping_gap,omitempty"`
	Subtotal        Money         `json:"subtotal"`
	DiscountTotal   Money         `json:"discount_total"`
	ShippingTotal   Money         `json:"shipping_total"`
	TaxTotal        Money         `json:"tax_total"`
	Total           Money         `json:"total"`
}

// CartLineOut is an offer and how many of it, at today's price.
type CartLineOut struct {
	ID        string `json:"id"`
	OfferID   string `json:"offer_id"`
	ProductID string `json:"product_id"`
	VariantID string `json:"variant_id"`
	Slug      string `json:"slug"`
	Title     string `json:"title"`
	Options   string `json:"options"`
	Image     string `json:"image"`
	Condition string `json:"condition"`
	Quantity  int64  `json:"quantity"`
	Available int64  `json:"available"`
	UnitPrice Money  `json:"unit_price"`
	Discount  Money  `json:"discount"`
	Tax       Money  `json:"tax"` // contained in the total
	Total     Money  `json:"total"`
}

// CartShipping is the delivery that is chosen.
type CartShipping struct {
	Option string  `json:"option"`
	Name   string  `json:"name"`
	Price  Money   `json:"price"`
	Days   DaysOut `json:"days"`
}

// DaysOut is a span of working days in transit.
type DaysOut struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// CartProblem is what stands in the way of ordering, or what has changed.
type CartProblem struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	LineID   string `json:"line_id,omitempty"`
	VendorID string `json:"vendor_id,omitempty"`
	Found    string `json:"found,omitempty"`
	Wanted   string `json:"wanted,omitempty"`
}

func wireCart(v *orders.CartView) CartOut {
	c, q := &v.Cart, &v.Quote
	out := CartOut{
		ID: c.ID, Revision: c.Version, State: string(c.State), OrderID: string(c.Order), Currency: string(c.Currency), Country: c.Country,
		Subtotal: minor(q.Subtotal, c.Currency), DiscountTotal: minor(q.DiscountTotal, c.Currency),
		ShippingTotal: minor(q.ShippingTotal, c.Currency), TaxTotal: minor(q.TaxTotal, c.Currency), Total: minor(q.Total, c.Currency),
		Codes: wireCartCodes(c, q), Vendors: wireCartVendors(v),
	}
	if c.Address != nil {
		a := wireDelivery(*c.Address)
		out.Address = &a
	}
	for _, p := range v.Problems {
		w := CartProblem{Code: p.Code, LineID: string(p.Line), VendorID: string(p.Vendor), Found: p.Found, Wanted: p.Wanted}
		w.ID = w.Code + ":" + w.LineID
		if w.LineID == "" {
			w.ID = w.Code + ":" + w.VendorID + w.Found
		}
		out.Problems = append(out.Problems, w)
	}
	return out
}

func wireCartCodes(c *orders.Cart, q *pricing.Quote) []CartCode {
	var out []CartCode
	for _, code := range c.Codes {
		w := CartCode{ID: code, Code: code, Amount: minor(0, c.Currency)}
		for _, a := range q.Codes {
			if a.Code == code {
				w.Name, w.Amount.Amount = a.Name, w.Amount.Amount+a.Amount
			}
		}
		out = append(out, w)
	}
	return out
}

// wireCartVendors groups the lines by vendor, in the order in which vendors came into
// the cart. Lines whose offer is gone stay visible and cost nothing.
func wireCartVendors(v *orders.CartView) []CartVendor {
	cur := v.Cart.Currency
	var out []CartVendor
	place := map[markthalle.VendorID]int{}
	for _, l := range v.Lines {
		vendor := l.CartLine.Vendor
		i, ok := place[vendor]
		if !ok {
			i = len(out)
			place[vendor] = i
			out = append(out, wireCartVendor(v, vendor))
		}
		out[i].Lines = append(out[i].Lines, wireCartLine(l, v.Quote.Line(l.ID), cur))
	}
	return out
}

func wireCartVendor(v *orders.CartView, id markthalle.VendorID) CartVendor {
	cur := v.Cart.Currency
	seller := v.Vendors[id]
	out := CartVendor{ID: string(id), Vendor: VendorRef{ID: string(id), Name: seller.ShopName, Slug: seller.Slug}}
	q := v.Quote.Vendor(id)
	if q == nil {
		q = &pricing.VendorQuote{}
	}
	out.Subtotal, out.DiscountTotal = minor(q.Subtotal, cur), minor(q.DiscountTotal, cur)
	out.ShippingTotal, out.TaxTotal, out.Total = minor(q.ShippingTotal, cur), minor(q.TaxTotal, cur), minor(q.Total, cur)
	if o := q.Chosen; o != nil {
		out.Shipping = &CartShipping{
			Option: o.ID, Name: o.Name, Price: minor(o.Price, cur), Days: DaysOut{Min: o.DaysMin, Max: o.DaysMax},
		}
	}
	if q.FreeGap > 0 {
		gap := minor(q.FreeGap, cur)
		out.FreeShippingGap = &gap
	}
	return out
}

func wireCartLine(l orders.ViewLine, q *pricing.LineQuote, cur money.Currency) CartLineOut {
	out := CartLineOut{
		ID: string(l.ID), OfferID: string(l.CartLine.Offer), ProductID: string(l.CartLine.Product), VariantID: string(l.Offer.Variant),
		Slug: l.Product.Slug, Title: l.Title, Options: l.Options, Image: l.Image, Condition: string(l.Offer.Condition),
		Quantity: l.Quantity, Available: l.Available, UnitPrice: minor(l.Offer.Price.Minor, cur),
	}
	if q == nil {
		q = &pricing.LineQuote{}
	}
	out.Discount, out.Tax, out.Total = minor(q.VendorDiscount+q.OperatorDiscount, cur), minor(q.Tax, cur), minor(q.Paid, cur)
	return out
}

// ShippingOptions are the ways of delivery of each vendor of a cart.
type ShippingOptions struct {
	Vendors []VendorShipping `json:"vendors"`
}

// VendorShipping are one vendor's ways of delivery, cheapest first.
type VendorShipping struct {
	ID       string           `json:"id"`
	VendorID string           `json:"vendor_id"`
	Options  []ShippingOption `json:"options"`
}

// ShippingOption is one way of delivery.
type ShippingOption struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Price  Money   `json:"price"`
	Days   DaysOut `json:"days"`
	Chosen bool    `json:"chosen"`
}

func wireShippingOptions(v *orders.CartView) ShippingOptions {
	var out ShippingOptions
	for _, q := range v.Quote.Vendors {
		w := VendorShipping{ID: string(q.Vendor), VendorID: string(q.Vendor)}
		for _, o := range q.Options {
			w.Options = append(w.Options, ShippingOption{
				ID: o.ID, Name: o.Name, Price: minor(o.Price, v.Cart.Currency), Days: DaysOut{Min: o.DaysMin, Max: o.DaysMax},
				Chosen: q.Chosen != nil && q.Chosen.ID == o.ID,
			})
		}
		out.Vendors = append(out.Vendors, w)
	}
	return out
}
