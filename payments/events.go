package payments

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// Succeeded says that the buyer of an order has paid in full.
type Succeeded struct {
	Payment markthalle.PaymentID `bson:"payment"`
	Order   markthalle.OrderID   `bson:"order"`
	Charge  string               `bson:"charge"`
	Amount  money.Amount         `bson:"amount"`
	At      time.Time            `bson:"at"`
}

// EventType implements store.Event.
func (Succeeded) EventType() string { return "payments.succeeded" }

// Stray says that money arrived which no open order claims.
type Stray struct {
	Payment markthalle.PaymentID `bson:"payment"`
	Order   markthalle.OrderID   `bson:"order"`
	Charge  string               `bson:"charge"`
	Amount  money.Amount         `bson:"amount"`
	Refund  markthalle.RefundID  `bson:"refund"`
	At      time.Time            `bson:"at"`
}

// EventType implements store.Event.
func (Stray) EventType() string { return "payments.stray" }

// Closed says that nobody can pay any more: the provider confirmed that the session
// has ended unpaid.
type Closed struct {
	Payment markthalle.PaymentID `bson:"payment"`
	Order   markthalle.OrderID   `bson:"order"`
}

// EventType implements store.Event.
func (Closed) EventType() string { return "payments.closed" }

// Processing says that the buyer has paid by a delayed method: whether the money comes is
// known in days.
type Processing struct {
	Order markthalle.OrderID `bson:"order"`
	At    time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (Processing) EventType() string { return "payments.processing" }

// CodeDelayed is the code of a delayed payment that came to nothing.
const CodeDelayed = "delayed_payment_failed"

// Failed says that the provider refused for good to take this payment, or that a delayed
// one came to nothing.
type Failed struct {
	Payment markthalle.PaymentID `bson:"payment"`
	Order   markthalle.OrderID   `bson:"order"`
	Code    string               `bson:"code"`
}

// EventType implements store.Event.
func (Failed) EventType() string { return "payments.failed" }

// FeeKnown says what the provider keeps of a charge. It comes after the payment,
// because charges are captured asynchronously.
type FeeKnown struct {
	Order  markthalle.OrderID `bson:"order"`
	Charge string             `bson:"charge"`
	Txn    string             `bson:"txn"`
	Fee    money.Amount       `bson:"fee"`
	At     time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (FeeKnown) EventType() string { return "payments.fee_known" }

// FundsAvailable says that a charge's net amount has become available.
type FundsAvailable struct {
	Order  markthalle.OrderID `bson:"order"`
	Charge string             `bson:"charge"`
	Txn    string             `bson:"txn"`
	Net    money.Amount       `bson:"net"`
	At     time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (FundsAvailable) EventType() string { return "payments.funds_available" }

// RefundLine is the part of a refund that belongs to one line: units, and cash.
type RefundLine struct {
	Line     markthalle.LineID `bson:"line"`
	Quantity int64             `bson:"quantity"`
	Amount   int64             `bson:"amount"`
}

// RefundReserved says that a refund's amount is set aside inside the payment, and the
// vendor's side can be booked.
type RefundReserved struct {
	Intent RefundIntent `bson:"intent"`
	Charge string       `bson:"charge"`
	At     time.Time    `bson:"at"`
}

// EventType implements store.Event.
func (RefundReserved) EventType() string { return "payments.refund_reserved" }

// RefundRejected says that a refund was not possible and nothing was moved.
type RefundRejected struct {
	Refund      markthalle.RefundID      `bson:"refund"`
	Order       markthalle.OrderID       `bson:"order"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Code        string                   `bson:"code"`
}

// EventType implements store.Event.
func (RefundRejected) EventType() string { return "payments.refund_rejected" }

// RefundSent says that the provider has taken a refund on: it is done, or it waits for
// the platform's balance. The buyer's side is settled; now the vendor's transfer can
// come back, and with it the balance that a waiting refund needs.
type RefundSent struct {
	Refund      markthalle.RefundID      `bson:"refund"`
	Order       markthalle.OrderID       `bson:"order"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
}

// EventType implements store.Event.
func (RefundSent) EventType() string { return "payments.refund_sent" }

// RefundSucceeded says that the provider has sent the money back.
type RefundSucceeded struct {
	Refund      markthalle.RefundID      `bson:"refund"`
	Order       markthalle.OrderID       `bson:"order"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"` // empty for a stray payment
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Charge      string                   `bson:"charge"`
	Amount      money.Amount             `bson:"amount"`
	Stray       bool                     `bson:"stray"`
	Provider    string                   `bson:"provider"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (RefundSucceeded) EventType() string { return "payments.refund_succeeded" }

// RefundFailedEvent says that a refund came back: refused for good, or failed after it
// had been reported as done (AfterSuccess).
type RefundFailedEvent struct {
	Refund       markthalle.RefundID      `bson:"refund"`
	Order        markthalle.OrderID       `bson:"order"`
	VendorOrder  markthalle.VendorOrderID `bson:"vendor_order"`
	Vendor       markthalle.VendorID      `bson:"vendor"`
	Amount       money.Amount             `bson:"amount"`
	Code         string                   `bson:"code"`
	AfterSuccess bool                     `bson:"after_success"`
	Provider     string                   `bson:"provider,omitempty"`
	Stray        bool                     `bson:"stray"`
	At           time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (RefundFailedEvent) EventType() string { return "payments.refund_failed" }

// TransferDone says that money has been moved to a vendor's account.
type TransferDone struct {
	Transfer    markthalle.TransferID    `bson:"transfer"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Payout      markthalle.PayoutID      `bson:"payout"`
	Amount      money.Amount             `bson:"amount"`
	Provider    string                   `bson:"provider"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (TransferDone) EventType() string { return "payments.transfer_done" }

// TransferRefused says that the provider will not move this money now; the code says
// why. The transfer stays planned and is tried again when payouts asks.
type TransferRefused struct {
	Transfer    markthalle.TransferID    `bson:"transfer"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Vendor      markthalle.VendorID      `bson:"vendor"`
	Payout      markthalle.PayoutID      `bson:"payout"`
	Amount      money.Amount             `bson:"amount"`
	Code        string                   `bson:"code"`
	Attempt     int                      `bson:"attempt"`
}

// EventType implements store.Event.
func (TransferRefused) EventType() string { return "payments.transfer_refused" }

// ReversalDone says that part of a transfer has come back.
type ReversalDone struct {
	Reversal string                `bson:"reversal"`
	Refund   markthalle.RefundID   `bson:"refund"`
	Transfer markthalle.TransferID `bson:"transfer"`
	Vendor   markthalle.VendorID   `bson:"vendor"`
	Order    markthalle.OrderID    `bson:"order"`
	Amount   money.Amount          `bson:"amount"`
	Provider string                `bson:"provider"`
	At       time.Time             `bson:"at"`
}

// EventType implements store.Event.
func (ReversalDone) EventType() string { return "payments.reversal_done" }

// ReversalRefused says that the vendor's account cannot give the money back; it stays
// a debt that later sales pay (PAY-27).
type ReversalRefused struct {
	Reversal string                `bson:"reversal"`
	Refund   markthalle.RefundID   `bson:"refund"`
	Transfer markthalle.TransferID `bson:"transfer"`
	Vendor   markthalle.VendorID   `bson:"vendor"`
	Amount   money.Amount          `bson:"amount"`
	Code     string                `bson:"code"`
}

// EventType implements store.Event.
func (ReversalRefused) EventType() string { return "payments.reversal_refused" }

// AccountChanged says what the provider now demands of, or allows to, a vendor.
type AccountChanged struct {
	Vendor         markthalle.VendorID `bson:"vendor"`
	Account        string              `bson:"account"`
	Status         AccountStatus       `bson:"status"`
	Transferable   bool                `bson:"transferable"`
	CurrentlyDue   []string            `bson:"currently_due"`
	Deadline       time.Time           `bson:"deadline"`
	DisabledReason string              `bson:"disabled_reason"`
}

// EventType implements store.Event.
func (AccountChanged) EventType() string { return "payments.account_changed" }

// Received says that an event of the provider waits in the inbox.
type Received struct {
	Type   string `bson:"type"`
	Object string `bson:"object"`
}

// EventType implements store.Event.
func (Received) EventType() string { return "payments.event_received" }

// RefundPlanned asks for a stored refund to be executed at the provider.
type RefundPlanned struct{}

// EventType implements store.Event.
func (RefundPlanned) EventType() string { return "payments.refund_planned" }

// TransferPlanned asks for a stored transfer to be executed at the provider.
type TransferPlanned struct{}

// EventType implements store.Event.
func (TransferPlanned) EventType() string { return "payments.transfer_planned" }

// ReversalPlanned asks for a stored reversal to be executed at the provider.
type ReversalPlanned struct{}

// EventType implements store.Event.
func (ReversalPlanned) EventType() string { return "payments.reversal_planned" }
