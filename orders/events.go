package orders

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// PaidEvent says that an order is paid: its parts become vendor orders, the sale is
// booked, stock is taken.
type PaidEvent struct {
	Order  markthalle.OrderID `bson:"order"`
	Charge string             `bson:"charge"` // empty when nothing had to be paid
	At     time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (PaidEvent) EventType() string { return "orders.paid" }

// Ended says that an order will never be paid: failed, expired or cancelled. Its stock
// is released and its cart opens again.
type Ended struct {
	Order  markthalle.OrderID `bson:"order"`
	Cart   markthalle.CartID  `bson:"cart"`
	State  State              `bson:"state"`
	Reason string             `bson:"reason"`
	At     time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (Ended) EventType() string { return "orders.ended" }

// VendorOrderPlaced says that a vendor has something to accept.
type VendorOrderPlaced struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (VendorOrderPlaced) EventType() string { return "orders.vendor_order_placed" }

// VendorOrderAccepted says that a vendor will deliver.
type VendorOrderAccepted struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (VendorOrderAccepted) EventType() string { return "orders.vendor_order_accepted" }

// VendorOrderShipped says that a parcel is on its way; All that nothing is left.
type VendorOrderShipped struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Shipment    markthalle.ShipmentID    `bson:"shipment"`
	All         bool                     `bson:"all"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (VendorOrderShipped) EventType() string { return "orders.vendor_order_shipped" }

// VendorOrderDelivered says that everything that was shipped has arrived.
type VendorOrderDelivered struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (VendorOrderDelivered) EventType() string { return "orders.vendor_order_delivered" }

// VendorOrderCancelled says that nothing of a vendor order will be delivered.
type VendorOrderCancelled struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Reason      string                   `bson:"reason"`
	By          string                   `bson:"by"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (VendorOrderCancelled) EventType() string { return "orders.vendor_order_cancelled" }

// VendorOrderCompleted says that the hold is over and the vendor order is done.
type VendorOrderCompleted struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (VendorOrderCompleted) EventType() string { return "orders.vendor_order_completed" }

// RefundDecided says that money goes back to the buyer. Amount is the cash; it may be 0
// for units that points or the operator had paid for.
type RefundDecided struct {
	Refund      markthalle.RefundID      `bson:"refund"`
	Order       markthalle.OrderID       `bson:"order"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Lines       []RefundLine             `bson:"lines"`
	Shipping    int64                    `bson:"shipping"`
	Amount      money.Amount             `bson:"amount"`
	Reason      string                   `bson:"reason"`
	OperatorBP  money.BasisPoints        `bson:"operator_bp,omitempty"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (RefundDecided) EventType() string { return "orders.refund_decided" }

// StockReturned says that units that were sold and never shipped are for sale again.
type StockReturned struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Lines       []ReturnedUnits          `bson:"lines"`
}

// ReturnedUnits is an offer and how many of it.
type ReturnedUnits struct {
	Offer    markthalle.OfferID `bson:"offer"`
	Quantity int64              `bson:"quantity"`
}

// EventType implements store.Event.
func (StockReturned) EventType() string { return "orders.stock_returned" }

// ReturnHeld says that units are set aside for a return: the return opens.
type ReturnHeld struct {
	Return      markthalle.ReturnID      `bson:"return"`
	Withdrawal  string                   `bson:"withdrawal,omitempty"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Lines       []Units                  `bson:"lines"`
	Reason      string                   `bson:"reason"`
	Note        string                   `bson:"note,omitempty"`
	Media       []string                 `bson:"media,omitempty"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (ReturnHeld) EventType() string { return "orders.return_held" }

// ReturnRefundSettled says what became of the refund of a return.
type ReturnRefundSettled struct {
	Return markthalle.ReturnID `bson:"return"`
	Refund markthalle.RefundID `bson:"refund"`
	State  RefundState         `bson:"state"`
	Code   string              `bson:"code,omitempty"`
	Amount int64               `bson:"amount"` // cash to the buyer, delivery included
	At     time.Time           `bson:"at"`
}

// EventType implements store.Event.
func (ReturnRefundSettled) EventType() string { return "orders.return_refund_settled" }
