package commission

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/money"
)

// Published says that the list of a currency changes at EffectiveAt: vendors must be
// told. It leaves the currency's book.
type Published struct {
	Currency    money.Currency    `bson:"currency"`
	Rule        markthalle.RuleID `bson:"rule"` // empty: the order of the rules changes
	Version     int64             `bson:"n"`    // 0: the rule ends
	Name        string            `bson:"name"`
	EffectiveAt time.Time         `bson:"effective_at"`
	Worse       bool              `bson:"worse"` // somebody pays more from then on
}

// EventType implements store.Event.
func (Published) EventType() string { return "commission.published" }

// audited is the entry of a change of the fee rules in the audit log. The subject is a
// rule, or the book of a currency.
func audited(actor markthalle.Actor, subject, action string, changes ...accounts.Change) accounts.Audited {
	return accounts.Audit(actor, subject, action, "", changes...)
}
