package storefront

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Case is a talk between a buyer and a vendor about an order, which the market may have
// to decide.
type Case struct {
	Number      string
	OrderURL    string
	Action      string
	Vendor      string
	Kind        string // code below "case_kind."
	Title       string // the article; empty for the whole part
	State       string // code below "case_state."
	Until       time.Time
	Open        bool
	CanEscalate bool
	Messages    []CaseMessage
	Reason      string // of the decision; empty before it
	Refund      kernel.Money
	Text        string
	Faults      kernel.Faults
}

// CaseMessage is what one side wrote.
type CaseMessage struct {
	From string
	Text string
	At   time.Time
	Mine bool
}
