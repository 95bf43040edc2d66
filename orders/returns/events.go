package returns

import (
	"time"

	"github.com/markthalle/markthalle"
)

// The kinds of holds that an open return or claim puts on the vendor order's money, by
// the block reasons of marketplace rules §10.
const (
	HoldReturn = "open_return"
	HoldClaim  = "open_claim"
)

// Changed says whether a return or claim keeps a vendor order's money from being
// released. One event says both, so that they arrive in their order.
type Changed struct {
	Subject     string                   `bson:"subject"` // id of the return or case
	Kind        string                   `bson:"kind"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Open        bool                     `bson:"open"`
	At          time.Time                `bson:"at"`
}

// EventType implements store.Event.
func (Changed) EventType() string { return "returns.changed" }

// ReturnOpened says that a vendor has a return to look at.
type ReturnOpened struct {
	Return markthalle.ReturnID `bson:"return"`
}

// EventType implements store.Event.
func (ReturnOpened) EventType() string { return "returns.return_opened" }

// ReturnAnswered says that a return was approved or refused, and in what words.
type ReturnAnswered struct {
	Return markthalle.ReturnID `bson:"return"`
	State  State               `bson:"state"`
	Text   string              `bson:"text,omitempty"`
}

// EventType implements store.Event.
func (ReturnAnswered) EventType() string { return "returns.return_answered" }

// ReturnEnded says that a return ended without a refund: its units are free.
type ReturnEnded struct {
	Return      markthalle.ReturnID      `bson:"return"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
}

// EventType implements store.Event.
func (ReturnEnded) EventType() string { return "returns.return_ended" }

// RefundWanted says that a return's refund is decided and must be carried out.
type RefundWanted struct {
	Return markthalle.ReturnID `bson:"return"`
	Refund markthalle.RefundID `bson:"refund"`
}

// EventType implements store.Event.
func (RefundWanted) EventType() string { return "returns.refund_wanted" }

// RefundOverdue says that goods have come back and the money has not gone back in time.
type RefundOverdue struct {
	Return markthalle.ReturnID `bson:"return"`
	At     time.Time           `bson:"at"`
}

// EventType implements store.Event.
func (RefundOverdue) EventType() string { return "returns.refund_overdue" }

// WithdrawalConfirmed says that a buyer has ended a contract: the receipt is due at once,
// and the withdrawal is carried out.
type WithdrawalConfirmed struct {
	At time.Time `bson:"at"`
}

// EventType implements store.Event.
func (WithdrawalConfirmed) EventType() string { return "returns.withdrawal_confirmed" }

// WithdrawalDone says that each line of a withdrawal has its outcome.
type WithdrawalDone struct {
	At time.Time `bson:"at"`
}

// EventType implements store.Event.
func (WithdrawalDone) EventType() string { return "returns.withdrawal_done" }

// CaseOpened says that a vendor has a case to answer, or the operator one to decide.
type CaseOpened struct {
	Case markthalle.CaseID `bson:"case"`
}

// EventType implements store.Event.
func (CaseOpened) EventType() string { return "returns.case_opened" }

// CaseMessage says that somebody wrote in a case.
type CaseMessage struct {
	Case   markthalle.CaseID `bson:"case"`
	Number int               `bson:"number"` // of the message, from 1
	From   string            `bson:"from"`   // one of the Side constants
	Text   string            `bson:"text"`
}

// EventType implements store.Event.
func (CaseMessage) EventType() string { return "returns.case_message" }

// CaseDecision says how the operator decided a case.
type CaseDecision struct {
	Case markthalle.CaseID `bson:"case"`
	At   time.Time         `bson:"at"`
}

// EventType implements store.Event.
func (CaseDecision) EventType() string { return "returns.case_decided" }
