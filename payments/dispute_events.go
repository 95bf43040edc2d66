package payments

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// DisputeOpened says that a buyer's bank has taken a charge back until it decides.
type DisputeOpened struct {
	Dispute string             `bson:"dispute"`
	Order   markthalle.OrderID `bson:"order"`
	Charge  string             `bson:"charge"`
	Stray   bool               `bson:"stray"`
	Amount  money.Amount       `bson:"amount"`
	Reason  string             `bson:"reason"`
	DueBy   time.Time          `bson:"due_by"`
	At      time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (DisputeOpened) EventType() string { return "payments.dispute_opened" }

// DisputeInquiry says that a buyer's bank asks about a charge. No money has moved, and
// the charge may be refunded still.
type DisputeInquiry DisputeOpened

// EventType implements store.Event.
func (DisputeInquiry) EventType() string { return "payments.dispute_inquiry" }

// DisputeMoved says that a dispute has moved money of the platform: taken it (Amount and
// Net negative) or given it back. Fee is the provider's, negative when it is returned.
type DisputeMoved struct {
	Dispute  string             `bson:"dispute"`
	Order    markthalle.OrderID `bson:"order"`
	Charge   string             `bson:"charge"`
	Txn      string             `bson:"txn"`
	Currency money.Currency     `bson:"currency"`
	Amount   int64              `bson:"amount"`
	Fee      int64              `bson:"fee"`
	Net      int64              `bson:"net"`
	At       time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (DisputeMoved) EventType() string { return "payments.dispute_moved" }

// DisputeClosed says that the bank has decided: Won, Lost, or InquiryClosed.
type DisputeClosed struct {
	Dispute string             `bson:"dispute"`
	Order   markthalle.OrderID `bson:"order"`
	Charge  string             `bson:"charge"`
	Stray   bool               `bson:"stray"`
	Amount  money.Amount       `bson:"amount"`
	Reason  string             `bson:"reason"`
	Outcome DisputeState       `bson:"outcome"`
	At      time.Time          `bson:"at"`
}

// EventType implements store.Event.
func (DisputeClosed) EventType() string { return "payments.dispute_closed" }
