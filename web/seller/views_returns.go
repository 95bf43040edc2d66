package seller

import (
	"time"

	"github.com/markthalle/markthalle/web/kernel"
)

// Returns are what comes back, and what buyers have to say: two lists, newest first.
type Returns struct {
	Returns []ReturnRow
	Cases   []CaseRow
	Pager   kernel.Pager // of the returns
}

// ReturnRow is one return of the list.
type ReturnRow struct {
	URL, Number, Buyer string
	Contents           string // "2 × Becher"
	State              string // code below "return_state."
	Until              time.Time
}

// CaseRow is one case of the list.
type CaseRow struct {
	URL, Number, Buyer string
	Kind               string // code below "case_kind."
	State              string // code below "case_state."
	Until              time.Time
}

// Return is one return with what the vendor may do.
type Return struct {
	Number, Buyer, State string
	Action               string // address that the forms begin with
	OrderURL             string
	Withdrawn            bool // the law has decided
	Reason               string
	Note, Answer         string
	Lines                []ReturnLine
	Until                time.Time
	Refund               kernel.Money
	Kept                 kernel.Money
	KeptFor              string

	CanAnswer, CanReceive, CanRefund bool

	// What was typed into the form that failed.
	TypedNote, TypedRefusal, TypedDeduction, TypedWhy string
	Faults                                            kernel.Faults
}

// ReturnLine is one line of a return. The field is "arrived[<ID>]".
type ReturnLine struct {
	ID, Title         string
	Quantity, Arrived int64
}

// Talk is a case with its messages.
type Talk struct {
	Number, Buyer, Kind, Title, State string
	Action, OrderURL                  string
	Until                             time.Time
	Open                              bool
	Messages                          []Said
	Decision                          string // why; empty before it
	Refund                            kernel.Money
	Bearer                            string // code below "bearer."
	Text                              string
	Faults                            kernel.Faults
}

// Said is one message.
type Said struct {
	From, Text string
	At         time.Time
}
