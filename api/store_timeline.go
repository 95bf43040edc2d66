package api

import (
	"slices"
	"time"

	"github.com/markthalle/markthalle/orders"
)

// OrderEvent is something that happened to an order.
type OrderEvent struct {
	ID            string `json:"id"`
	At            Time   `json:"at"`
	Event         string `json:"event"`
	VendorOrderID string `json:"vendor_order_id,omitempty"`
	ShipmentID    string `json:"shipment_id,omitempty"`
	RefundID      string `json:"refund_id,omitempty"`
	Amount        *Money `json:"amount,omitempty"`
	Reason        string `json:"reason,omitempty"`
}

// timeline tells what happened to an order and its parts, oldest first; things of the
// same moment stay in the order in which they follow from each other.
func timeline(o *orders.Order, parts []*orders.VendorOrder) []OrderEvent {
	var t events
	t.add(o.PlacedAt, OrderEvent{ID: "placed", Event: "placed"})
	t.add(o.PaidAt, OrderEvent{ID: "paid", Event: "paid"})
	t.add(o.EndedAt, OrderEvent{ID: "ended", Event: string(o.State), Reason: o.Reason})
	for _, v := range parts {
		t.addPart(v)
	}
	slices.SortStableFunc(t, func(a, b OrderEvent) int { return a.At.Compare(b.At.Time) })
	return t
}

type events []OrderEvent

// add records an event unless it has not happened.
func (t *events) add(at time.Time, e OrderEvent) {
	if at.IsZero() {
		return
	}
	e.At = Time{at}
	*t = append(*t, e)
}

func (t *events) addPart(v *orders.VendorOrder) {
	t.add(v.AcceptedAt, OrderEvent{ID: "accepted:" + v.ID, Event: "accepted", VendorOrderID: v.ID})
	for _, s := range v.Shipments {
		e := OrderEvent{VendorOrderID: v.ID, ShipmentID: string(s.ID)}
		e.ID, e.Event = "shipped:"+e.ShipmentID, "shipped"
		t.add(s.ShippedAt, e)
		e.ID, e.Event = "delivered:"+e.ShipmentID, "delivered"
		t.add(s.DeliveredAt, e)
	}
	for _, r := range v.Refunds {
		amount := minor(r.Amount, v.Currency)
		e := OrderEvent{VendorOrderID: v.ID, RefundID: string(r.ID), Amount: &amount, Reason: r.Reason}
		e.ID, e.Event = "refund_decided:"+e.RefundID, "refund_decided"
		t.add(r.At, e)
		if r.State == orders.RefundDone {
			e.ID, e.Event = "refunded:"+e.RefundID, "refunded"
			t.add(r.DoneAt, e)
		}
	}
	switch v.State {
	case orders.Refused, orders.VendorCancelled, orders.Completed:
		t.add(v.EndedAt, OrderEvent{ID: "ended:" + v.ID, Event: string(v.State), VendorOrderID: v.ID, Reason: v.Reason})
	case orders.VendorPaid, orders.Accepted, orders.PartlyShipped, orders.Shipped, orders.VendorDelivered:
	}
}
