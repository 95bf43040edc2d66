package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
)

func (r *routes) vendorOrders() []endpoint.Endpoint {
	order := endpoint.About("vendor_order")
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/orders", "The vendor's orders, newest first", r.vendorOrderList, asVendor(markthalle.OrdersRead)),
		endpoint.Route("GET", "/vendor/orders/{id}", "One order", r.vendorOrderGet, asVendor(markthalle.OrdersRead), order),
		endpoint.Route("POST", "/vendor/orders/{id}/accept", "Say that it will be delivered", r.vendorOrderAccept, asVendor(markthalle.OrdersWrite), order),
		endpoint.Route("POST", "/vendor/orders/{id}/refuse", "Decline an order that was not accepted", r.vendorOrderRefuse,
			asVendor(markthalle.OrdersWrite), order),
		endpoint.Route("POST", "/vendor/orders/{id}/shipments", "Record a parcel; without lines everything that is open", r.vendorOrderShip,
			asVendor(markthalle.OrdersWrite), order, created201()),
		endpoint.Route("POST", "/vendor/orders/{id}/cancel", "Cancel lines; without lines everything that is open", r.vendorOrderCancel,
			asVendor(markthalle.OrdersWrite), order),
		endpoint.Route("POST", "/vendor/orders/{id}/refunds", "Give the buyer money back", r.vendorOrderRefund,
			asVendor(markthalle.RefundsMoney), order, created201(), endpoint.Keyed(endpoint.Required)),
		endpoint.Route("POST", "/vendor/orders/{id}/evidence", "Add a text or a file to what the bank gets about a disputed order", r.vendorEvidenceAdd,
			asVendor(markthalle.OrdersWrite), order, created201(), endpoint.Form(), endpoint.Limit(endpoint.RateUpload),
			endpoint.Body(payments.MaxEvidence+envelope), endpoint.Within(30*time.Second)),
		endpoint.Route("DELETE", "/vendor/orders/{id}/evidence/{evidence}", "Take back what was added to the evidence", r.vendorEvidenceRemove,
			asVendor(markthalle.OrdersWrite), order, endpoint.Answers(http.StatusOK)),
		endpoint.Route("POST", "/vendor/shipments/{id}/delivered", "Record that a parcel has arrived", r.vendorShipmentDelivered,
			asVendor(markthalle.OrdersWrite), endpoint.About("shipment")),
	}
}

// VendorOrderListIn asks for the vendor's orders.
type VendorOrderListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=paid accepted partly_shipped shipped delivered completed refused cancelled"`
}

func (r *routes) vendorOrderList(c *endpoint.Call, in VendorOrderListIn) (List[VendorOrderOut], error) {
	page, err := r.Orders.VendorOrders(c.Ctx, c.Actor, c.Actor.Vendor, orders.VendorState(in.State), in.query())
	if err != nil {
		return List[VendorOrderOut]{}, err
	}
	return wireList(page, func(v orders.VendorOrder) VendorOrderOut { return vendorOrder(v, c.Actor) }), nil
}

func (r *routes) vendorOrderGet(c *endpoint.Call, in ByID) (VendorOrderOut, error) {
	v, err := r.Orders.VendorOrder(c.Ctx, c.Actor, markthalle.VendorOrderID(in.ID))
	if err != nil {
		return VendorOrderOut{}, err
	}
	list, err := r.Payments.DisputesOf(c.Ctx, v.Order)
	if err != nil {
		return VendorOrderOut{}, err
	}
	out := vendorOrder(v, c.Actor)
	out.Disputes = mapped(list, func(d payments.Dispute) VendorDisputeOut { return r.vendorDispute(d, c.Actor) })
	return out, nil
}

func (r *routes) vendorOrderAccept(c *endpoint.Call, in ByID) (VendorOrderOut, error) {
	v, err := r.Orders.Accept(c.Ctx, c.Actor, markthalle.VendorOrderID(in.ID))
	return vendorOrderOr(v, err, c)
}

// VendorRefuseIn says why an order is declined.
type VendorRefuseIn struct {
	ByID
	Reason string `json:"reason" validate:"required,max=40"`
}

func (r *routes) vendorOrderRefuse(c *endpoint.Call, in VendorRefuseIn) (VendorOrderOut, error) {
	v, err := r.Orders.Refuse(c.Ctx, c.Actor, markthalle.VendorOrderID(in.ID), in.Reason)
	return vendorOrderOr(v, err, c)
}

// VendorUnits names a line and how many units of it.
type VendorUnits struct {
	LineID   string `json:"line_id" validate:"required,max=200"`
	Quantity int64  `json:"quantity" validate:"min=1,max=1000000"`
}

func (u VendorUnits) units() orders.Units {
	return orders.Units{Line: markthalle.LineID(u.LineID), Quantity: u.Quantity}
}

func vendorUnits(u orders.Units) VendorUnits {
	return VendorUnits{LineID: string(u.Line), Quantity: u.Quantity}
}

// VendorShipIn is one parcel.
type VendorShipIn struct {
	ByID
	Lines          []VendorUnits `json:"lines" validate:"max=200,dive"`
	Carrier        string        `json:"carrier" validate:"required,max=40"`
	TrackingNumber string        `json:"tracking_number" validate:"max=100"`
}

func (r *routes) vendorOrderShip(c *endpoint.Call, in VendorShipIn) (VendorOrderOut, error) {
	v, err := r.Orders.Ship(c.Ctx, c.Actor, markthalle.VendorOrderID(in.ID), orders.ShipInput{
		Key: c.Mint("shk"), Lines: mapped(in.Lines, VendorUnits.units), Carrier: in.Carrier, TrackingNumber: in.TrackingNumber,
	})
	return vendorOrderOr(v, err, c)
}

// VendorCancelIn takes lines out of an order.
type VendorCancelIn struct {
	ByID
	Lines  []VendorUnits `json:"lines" validate:"max=200,dive"`
	Reason string        `json:"reason" validate:"required,max=40"`
}

func (r *routes) vendorOrderCancel(c *endpoint.Call, in VendorCancelIn) (VendorOrderOut, error) {
	v, err := r.Orders.Cancel(c.Ctx, c.Actor, markthalle.VendorOrderID(in.ID), mapped(in.Lines, VendorUnits.units), in.Reason)
	return vendorOrderOr(v, err, c)
}

// RefundWishLineIn is one line of a refund: units, or an amount for the line together.
type RefundWishLineIn struct {
	LineID   string `json:"line_id" validate:"required,max=200"`
	Quantity int64  `json:"quantity" validate:"min=0,max=1000000"`
	Amount   *Money `json:"amount"`
}

// RefundWishIn says what goes back to the buyer: lines, or an amount that is spread over
// what is left, and a part of the delivery price.
type RefundWishIn struct {
	Lines          []RefundWishLineIn `json:"lines" validate:"max=200,dive"`
	Amount         *Money             `json:"amount"`
	ShippingAmount *Money             `json:"shipping_amount"`
	Reason         string             `json:"reason" validate:"required,max=40"`
}

// input returns the refund as orders takes it: amounts must be in the order's currency.
func (in RefundWishIn) input(id markthalle.RefundID, v orders.VendorOrder) (orders.RefundInput, error) {
	x := amounts{currency: v.Currency}
	out := orders.RefundInput{ID: id, Reason: in.Reason, Amount: x.optional(in.Amount, "/amount"), Shipping: x.minor(in.ShippingAmount, "/shipping_amount")}
	for i, l := range in.Lines {
		out.Lines = append(out.Lines, orders.RefundWish{
			Line: markthalle.LineID(l.LineID), Quantity: l.Quantity, Amount: x.optional(l.Amount, itemPointer("/lines", i, "/amount")),
		})
	}
	return out, x.faults.Err("orders.refund")
}

// VendorRefundIn is a refund of a vendor's order.
type VendorRefundIn struct {
	ByID
	RefundWishIn
}

func (r *routes) vendorOrderRefund(c *endpoint.Call, in VendorRefundIn) (VendorOrderOut, error) {
	id := markthalle.VendorOrderID(in.ID)
	v, err := r.Orders.VendorOrder(c.Ctx, c.Actor, id)
	if err != nil {
		return VendorOrderOut{}, err
	}
	refund, err := in.input(markthalle.RefundID(c.Mint("ref")), v)
	if err != nil {
		return VendorOrderOut{}, err
	}
	v, err = r.Orders.Refund(c.Ctx, c.Actor, id, refund)
	return vendorOrderOr(v, err, c)
}

// VendorDeliveredIn says when a parcel arrived; without a time it is now.
type VendorDeliveredIn struct {
	ByID
	DeliveredAt *time.Time `json:"delivered_at"`
}

func (r *routes) vendorShipmentDelivered(c *endpoint.Call, in VendorDeliveredIn) (VendorShipmentOut, error) {
	id := markthalle.ShipmentID(in.ID)
	var when time.Time
	if in.DeliveredAt != nil {
		when = *in.DeliveredAt
	}
	v, err := r.Orders.MarkDelivered(c.Ctx, c.Actor, orders.VendorOrderOf(id), id, when)
	if err != nil {
		return VendorShipmentOut{}, err
	}
	i := slices.IndexFunc(v.Shipments, func(s orders.Shipment) bool { return s.ID == id })
	if i < 0 {
		return VendorShipmentOut{}, markthalle.ErrNotFound
	}
	return vendorShipment(v.Shipments[i]), nil
}
