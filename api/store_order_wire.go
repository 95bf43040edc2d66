package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
)

// StoreOrder is an order as its buyer sees it.
type StoreOrder struct {
	ID            string             `json:"id"`
	Revision      int64              `json:"revision"`
	Number        string             `json:"number"`
	State         string             `json:"state"`
	Reason        string             `json:"reason,omitempty"`
	Email         string             `json:"email"`
	Address       DeliveryAddress    `json:"address"`
	Currency      string             `json:"currency"`
	Subtotal      Money              `json:"subtotal"`
	DiscountTotal Money              `json:"discount_total"`
	ShippingTotal Money              `json:"shipping_total"`
	TaxTotal      Money              `json:"tax_total"`
	Total         Money              `json:"total"`
	RefundedTotal Money              `json:"refunded_total"`
	Payment       PaymentOut         `json:"payment"`
	VendorOrders  []StoreVendorOrder `json:"vendor_orders"`
	Timeline      []OrderEvent       `json:"timeline"`
	PlacedAt      Time               `json:"placed_at"`
	PaidAt        *Time              `json:"paid_at,omitempty"`
	ExpiresAt     *Time              `json:"expires_at,omitempty"` // while it waits for payment
}

// PaymentOut is the money side of an order; URL is where it is paid, while it can be.
type PaymentOut struct {
	ID    string `json:"id"`
	State string `json:"state"`
	URL   string `json:"url,omitempty"`
}

// StoreVendorOrder is one vendor's part of an order, from the moment of checkout.
type StoreVendorOrder struct {
	ID            string            `json:"id"`
	Revision      int64             `json:"revision"`
	Vendor        VendorRef         `json:"vendor"`
	State         string            `json:"state"`
	Reason        string            `json:"reason,omitempty"`
	Lines         []StoreOrderLine  `json:"lines"`
	Shipments     []StoreShipment   `json:"shipments"`
	Shipping      StoreShippingPaid `json:"shipping"`
	Subtotal      Money             `json:"subtotal"`
	DiscountTotal Money             `json:"discount_total"`
	ShippingTotal Money             `json:"shipping_total"`
	TaxTotal      Money             `json:"tax_total"`
	Total         Money             `json:"total"`
	RefundedTotal Money             `json:"refunded_total"`
	ShipBy        *Time             `json:"ship_by,omitempty"`
	PromisedBy    *Time             `json:"promised_by,omitempty"`
	DeliveredAt   *Time             `json:"delivered_at,omitempty"`
}

// StoreShippingPaid is the delivery that was bought.
type StoreShippingPaid struct {
	Option string `json:"option"`
	Name   string `json:"name"`
	Price  Money  `json:"price"`
}

// StoreOrderLine is a line and what has become of its units.
type StoreOrderLine struct {
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
	UnitPrice Money  `json:"unit_price"`
	Discount  Money  `json:"discount"`
	Tax       Money  `json:"tax"` // contained in the total
	Total     Money  `json:"total"`
	Shipped   int64  `json:"shipped"`
	Cancelled int64  `json:"cancelled"`
	Refunded  int64  `json:"refunded"` // units, cancelled ones included
}

// StoreShipment is one parcel.
type StoreShipment struct {
	ID             string      `json:"id"`
	State          string      `json:"state"`
	Carrier        string      `json:"carrier"`
	TrackingNumber string      `json:"tracking_number,omitempty"`
	TrackingURL    string      `json:"tracking_url,omitempty"`
	Lines          []ParcelRow `json:"lines"`
	ShippedAt      *Time       `json:"shipped_at,omitempty"`
	DeliveredAt    *Time       `json:"delivered_at,omitempty"`
}

// ParcelRow names a line and how many units of it are in a parcel.
type ParcelRow struct {
	ID       string `json:"id"`
	LineID   string `json:"line_id"`
	Quantity int64  `json:"quantity"`
}

func wirePayment(o *orders.Order, p payments.Payment) PaymentOut {
	out := PaymentOut{ID: string(markthalle.PaymentIDFor(markthalle.OrderID(o.ID))), State: string(payments.StatePlanned)}
	if p.ID != "" {
		out.State = string(p.State)
	}
	if o.State == orders.AwaitingPayment {
		out.URL = p.URL()
	}
	return out
}

// wire writes an order with what belongs to it.
func (m orderMaterial) wire(o *orders.Order) StoreOrder {
	cur := o.Currency
	out := StoreOrder{
		ID: o.ID, Revision: o.Version, Number: o.Number, State: string(o.State), Reason: o.Reason, Email: o.Email,
		Address: wireDelivery(o.Address), Currency: string(cur), Subtotal: minor(o.Subtotal, cur),
		DiscountTotal: minor(o.DiscountTotal, cur), ShippingTotal: minor(o.ShippingTotal, cur), TaxTotal: minor(o.TaxTotal, cur),
		Total: minor(o.Total, cur), RefundedTotal: minor(0, cur), Payment: wirePayment(o, m.payments[markthalle.OrderID(o.ID)]),
		PlacedAt: Time{o.PlacedAt}, PaidAt: at(o.PaidAt), ExpiresAt: at(o.ExpiresAt),
	}
	var parts []*orders.VendorOrder
	for i := range o.Parts {
		v := m.parts[o.Parts[i].VendorOrder]
		w := wirePart(o, &o.Parts[i])
		if v != nil {
			parts = append(parts, v)
			w.follow(v)
		}
		out.RefundedTotal.Amount += w.RefundedTotal.Amount
		out.VendorOrders = append(out.VendorOrders, w)
	}
	out.Timeline = timeline(o, parts)
	return out
}

// wirePart writes a part as it was frozen at checkout.
func wirePart(o *orders.Order, p *orders.Part) StoreVendorOrder {
	cur := o.Currency
	out := StoreVendorOrder{
		ID: string(p.VendorOrder), Vendor: VendorRef{ID: string(p.Vendor), Name: p.VendorName, Slug: p.VendorSlug}, State: partState(o.State),
		Shipping: StoreShippingPaid{Option: p.ShippingOption, Name: p.ShippingName, Price: minor(p.ShippingPrice, cur)},
		Subtotal: minor(p.Subtotal, cur), DiscountTotal: minor(p.DiscountTotal, cur), ShippingTotal: minor(p.ShippingPrice, cur),
		TaxTotal: minor(p.TaxTotal, cur), Total: minor(p.Total, cur), RefundedTotal: minor(0, cur),
	}
	for i := range p.Lines {
		out.Lines = append(out.Lines, wireStoreLine(&p.Lines[i], cur))
	}
	return out
}

// partState is what a part is called before it is a vendor order.
func partState(s orders.State) string {
	switch s {
	case orders.Placing, orders.AwaitingPayment, orders.Paying:
		return string(orders.AwaitingPayment)
	case orders.Paid:
		return string(orders.VendorPaid)
	case orders.Failed, orders.Expired, orders.Cancelled:
	}
	return string(s)
}

// follow adds what has happened since the part was paid.
func (w *StoreVendorOrder) follow(v *orders.VendorOrder) {
	w.Revision, w.State, w.Reason = v.Version, string(v.State), v.Reason
	w.RefundedTotal.Amount = v.RefundedTotal()
	w.ShipBy, w.PromisedBy, w.DeliveredAt = at(v.ShipBy), at(v.PromisedBy), at(v.DeliveredAt)
	for i := range v.Lines {
		for j := range w.Lines {
			if w.Lines[j].ID == string(v.Lines[i].ID) {
				w.Lines[j].Shipped, w.Lines[j].Cancelled, w.Lines[j].Refunded = v.Lines[i].Shipped, v.Lines[i].Cancelled, v.Lines[i].Refunded
			}
		}
	}
	for _, s := range v.Shipments {
		w.Shipments = append(w.Shipments, wireParcel(s))
	}
}

func wireParcel(s orders.Shipment) StoreShipment {
	out := StoreShipment{
		ID: string(s.ID), State: string(s.State), Carrier: s.Carrier, TrackingNumber: s.TrackingNumber,
		TrackingURL: orders.TrackingURL(s.Carrier, s.TrackingNumber), ShippedAt: at(s.ShippedAt), DeliveredAt: at(s.DeliveredAt),
	}
	for _, l := range s.Lines {
		out.Lines = append(out.Lines, ParcelRow{ID: string(l.Line), LineID: string(l.Line), Quantity: l.Quantity})
	}
	return out
}

func wireStoreLine(l *orders.Line, cur money.Currency) StoreOrderLine {
	return StoreOrderLine{
		ID: string(l.ID), OfferID: string(l.Offer), ProductID: string(l.Product), VariantID: string(l.Variant), Slug: l.Slug,
		Title: l.Title, Options: l.Options, Image: l.Image, Condition: l.Condition, Quantity: l.Quantity,
		UnitPrice: minor(l.UnitPrice, cur), Discount: minor(l.VendorDiscount+l.OperatorDiscount+l.PointsDiscount, cur),
		Tax: minor(l.Tax, cur), Total: minor(l.Paid, cur),
	}
}
