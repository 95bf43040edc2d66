package operator

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Cases are the complaints of one state; those before the operator come oldest first.
type Cases struct {
	Tabs  []CaseTab
	Rows  []CaseRow
	Pager kernel.Pager
}

// CaseTab is one state of cases. Key is a code below "case_state.".
type CaseTab struct {
	Key, URL string
	Current  bool
}

// CaseRow is one case of the list.
type CaseRow struct {
	URL, Number, Buyer, Vendor string
	Kind                       string // code below "case_kind."
	OpenedAt, Until            time.Time
}

// Case is one case with the form that decides it.
type Case struct {
	Number, Buyer, Vendor, Kind, Title, State string
	Cause                                     string // code below "case_cause."; empty before it came here
	Action, OrderURL                          string
	Until                                     time.Time
	Messages                                  []Said
	RefundCode                                string // why the last decision could not be paid
	CanDecide                                 bool

	Decision string // why; empty before it
	Refund   kernel.Money
	Bearer   string // code below "bearer."

	Outcome, Amount, Reason, By string // as they were typed
	Outcomes, Bearers           []kernel.Option
	Faults                      kernel.Faults
}

// Said is one message.
type Said struct {
	From, Text string
	At         time.Time
}
