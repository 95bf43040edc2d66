package api

import (
	"context"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
)

// OrderIn names an order; Token opens it without a session.
type OrderIn struct {
	ByID
	Token string `query:"token" validate:"max=200"`
}

func (r *routes) storeOrders(c *endpoint.Call, in PageIn) (List[StoreOrder], error) {
	page, err := r.Orders.BuyerOrders(c.Ctx, c.Actor, in.query())
	if err != nil {
		return List[StoreOrder]{}, err
	}
	m, err := r.readOrders(c.Ctx, page.Items)
	return wireList(page, func(o orders.Order) StoreOrder { return m.wire(&o) }), err
}

// storeOrder is a pure read: it asks no provider and changes nothing.
func (r *routes) storeOrder(c *endpoint.Call, in OrderIn) (StoreOrder, error) {
	c.SetHeader("Referrer-Policy", "no-referrer")
	o, err := r.Orders.Order(c.Ctx, c.Actor, markthalle.OrderID(in.ID), in.Token)
	if err != nil {
		return StoreOrder{}, err
	}
	m, err := r.readOrders(c.Ctx, []orders.Order{o})
	if err != nil {
		return StoreOrder{}, err
	}
	return m.wire(&o), nil
}

// storeCompleteOrder is what a page does to which the provider sent the buyer back: it
// asks whether the money is there, instead of waiting for the provider's event.
func (r *routes) storeCompleteOrder(c *endpoint.Call, in OrderIn) (StoreOrder, error) {
	c.SetHeader("Referrer-Policy", "no-referrer")
	id := markthalle.OrderID(in.ID)
	o, err := r.Orders.Order(c.Ctx, c.Actor, id, in.Token)
	if err != nil {
		return StoreOrder{}, err
	}
	if o.State == orders.AwaitingPayment || o.State == orders.Paying {
		if _, err := r.Payments.Complete(c.Ctx, id); err != nil {
			return StoreOrder{}, err
		}
		if err := r.hasten(c.Ctx, id); err != nil {
			return StoreOrder{}, err
		}
	}
	return r.storeOrder(c, in)
}

// hasten runs what follows from a payment now: the order becomes paid, then its parts
// become vendor orders. What fails here stays with the dispatcher.
func (r *routes) hasten(ctx context.Context, id markthalle.OrderID) error {
	if err := r.DB.Flush(ctx, "payments", string(markthalle.PaymentIDFor(id))); err != nil {
		return err
	}
	return r.DB.Flush(ctx, "orders", string(id))
}

// CancelIn cancels an order, or the named lines of it.
type CancelIn struct {
	OrderIn
	Lines []UnitsIn `json:"lines" validate:"max=100,dive"`
	// Reason is taken for the form's sake: what a buyer cancels is recorded as
	// buyer_request.
	Reason string `json:"reason" validate:"omitempty,oneof=out_of_stock price_error address_undeliverable buyer_request payment_problem fraud_suspected other"`
	Note   string `json:"note" validate:"max=2000"`
}

// UnitsIn names a line and how many units of it.
type UnitsIn struct {
	LineID   string `json:"line_id" validate:"required,max=200"`
	Quantity int64  `json:"quantity" validate:"required,min=1,max=999"`
}

func (r *routes) storeCancelOrder(c *endpoint.Call, in CancelIn) (StoreOrder, error) {
	c.SetHeader("Referrer-Policy", "no-referrer")
	var lines []orders.Units
	for _, l := range in.Lines {
		lines = append(lines, orders.Units{Line: markthalle.LineID(l.LineID), Quantity: l.Quantity})
	}
	o, err := r.Orders.BuyerCancel(c.Ctx, c.Actor, markthalle.OrderID(in.ID), in.Token, lines)
	if err != nil {
		return StoreOrder{}, err
	}
	m, err := r.readOrders(c.Ctx, []orders.Order{o})
	if err != nil {
		return StoreOrder{}, err
	}
	return m.wire(&o), nil
}

// orderMaterial is what a list of orders needs beside the orders themselves.
type orderMaterial struct {
	parts    map[markthalle.VendorOrderID]*orders.VendorOrder
	payments map[markthalle.OrderID]payments.Payment
}

// readOrders reads the vendor orders and payments of several orders: two reads,
// however many orders there are.
func (r *routes) readOrders(ctx context.Context, list []orders.Order) (orderMaterial, error) {
	m := orderMaterial{
		parts: map[markthalle.VendorOrderID]*orders.VendorOrder{}, payments: map[markthalle.OrderID]payments.Payment{},
	}
	paid := orders.Order{State: orders.Paid} // the parts of all of them, so that they are read at once
	ids := make([]markthalle.OrderID, len(list))
	for i := range list {
		ids[i] = markthalle.OrderID(list[i].ID)
		if list[i].State == orders.Paid {
			paid.Parts = append(paid.Parts, list[i].Parts...)
		}
	}
	parts, err := r.Orders.PartsOf(ctx, &paid)
	if err != nil {
		return m, err
	}
	for i := range parts {
		m.parts[markthalle.VendorOrderID(parts[i].ID)] = &parts[i]
	}
	found, err := r.Payments.PaymentsOf(ctx, ids)
	for _, p := range found {
		m.payments[p.Order] = p
	}
	return m, err
}
