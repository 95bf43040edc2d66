package payouts

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// RefundApplied says that a refund is booked on the vendor's side and may be executed.
type RefundApplied struct {
	Intent  payments.RefundIntent `bson:"intent"`
	Charge  string                `bson:"charge"`
	Applied Applied               `bson:"applied"`
}

// EventType implements store.Event.
func (RefundApplied) EventType() string { return "payouts.refund_applied" }

// RefundImpossible says that the vendor's side has too little left of what a refund
// names; its reservation is freed and no money moves (PAY-50).
type RefundImpossible struct {
	Refund      markthalle.RefundID      `bson:"refund"`
	Order       markthalle.OrderID       `bson:"order"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Code        string                   `bson:"code"`
}

// EventType implements store.Event.
func (RefundImpossible) EventType() string { return "payouts.refund_impossible" }

// ChargebackPlanned says that a lost dispute is spread over who bears it.
type ChargebackPlanned struct{}

// EventType implements store.Event.
func (ChargebackPlanned) EventType() string { return "payouts.chargeback_planned" }

// ChargebackApplied says that a settlement has given its part of a lost dispute.
type ChargebackApplied struct {
	Dispute string  `bson:"dispute"`
	Applied Applied `bson:"applied"`
}

// EventType implements store.Event.
func (ChargebackApplied) EventType() string { return "payouts.chargeback_applied" }

// ReconcileAsked asks for a stored reconciliation to be done.
type ReconcileAsked struct{}

// EventType implements store.Event.
func (ReconcileAsked) EventType() string { return "payouts.reconcile_asked" }

// Released says that a settlement's money is the vendor's to be paid.
type Released struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Amount      money.Amount             `bson:"amount"`
	Reserved    int64                    `bson:"reserved,omitempty"` // of it, what the reserve keeps
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (Released) EventType() string { return "payouts.released" }

// ReserveFreed says that what the reserve had kept of a release is to be paid.
type ReserveFreed struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Amount      money.Amount             `bson:"amount"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (ReserveFreed) EventType() string { return "payouts.reserve_freed" }

// Planned says that a payout's plan is frozen and its transfers can be made.
type Planned struct{}

// EventType implements store.Event.
func (Planned) EventType() string { return "payouts.planned" }

// PaidOut says that all transfers of a payout are made.
type PaidOut struct {
	Payout markthalle.PayoutID `bson:"payout"`
	Vendor markthalle.VendorID `bson:"vendor"`
	Amount money.Amount        `bson:"amount"`
	At     time.Time           `bson:"at"`
}

// EventType implements store.Event.
func (PaidOut) EventType() string { return "payouts.paid" }
