package returns

import (
	"slices"

	"github.com/markthalle/markthalle"
)

// State is where a return stands.
type State string

// The states of a return.
const (
	Requested State = "requested"
	Approved  State = "approved"
	Refused   State = "refused"
	Received  State = "received"
	Refunding State = "refunding"
	Refunded  State = "refunded"
	Lapsed    State = "lapsed" // nothing was sent back in time
)

// Transitions lists where each state of a return may go. A refund that turns out to be
// impossible takes a return back to where it was.
func Transitions() map[State][]State {
	return map[State][]State{
		Requested: {Approved, Refused},
		Approved:  {Received, Refunding, Lapsed},
		Received:  {Refunding},
		Refunding: {Refunded, Approved, Received},
		Refunded:  {},
		Refused:   {},
		Lapsed:    {},
	}
}

// CaseState is where a case stands.
type CaseState string

// The states of a case.
const (
	CaseOpen      CaseState = "open"     // the vendor is to answer
	CaseAnswered  CaseState = "answered" // the buyer is to say whether that is enough
	CaseEscalated CaseState = "escalated"
	CaseDecided   CaseState = "decided"
	CaseClosed    CaseState = "closed"
)

// CaseTransitions lists where each state of a case may go. A decision whose refund turns
// out to be impossible is before the operator again.
func CaseTransitions() map[CaseState][]CaseState {
	return map[CaseState][]CaseState{
		CaseOpen:      {CaseAnswered, CaseEscalated, CaseDecided, CaseClosed},
		CaseAnswered:  {CaseOpen, CaseEscalated, CaseDecided, CaseClosed},
		CaseEscalated: {CaseDecided, CaseClosed},
		CaseDecided:   {CaseEscalated},
		CaseClosed:    {},
	}
}

// WithdrawalState is where a withdrawal stands.
type WithdrawalState string

// The states of a withdrawal.
const (
	Stated    WithdrawalState = "stated"
	Confirmed WithdrawalState = "confirmed"
	Done      WithdrawalState = "done" // each line has its outcome
)

// WithdrawalTransitions lists where each state of a withdrawal may go.
func WithdrawalTransitions() map[WithdrawalState][]WithdrawalState {
	return map[WithdrawalState][]WithdrawalState{Stated: {Confirmed}, Confirmed: {Done}, Done: {}}
}

// ErrState is returned when something cannot happen in the present state.
var ErrState = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "returns.state", Text: "This is not possible in its present state.",
}

// ErrWithdrawal is returned when a vendor refuses what the law has already decided.
var ErrWithdrawal = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "returns.withdrawal", Text: "A withdrawal ends the contract; it cannot be refused.",
}

func (r *Return) to(next State) error {
	if !slices.Contains(Transitions()[r.State], next) {
		return ErrState.Say("A return that is %s cannot become %s.", r.State, next)
	}
	r.State = next
	return nil
}

func (c *Case) to(next CaseState) error {
	if !slices.Contains(CaseTransitions()[c.State], next) {
		return ErrState.Say("A case that is %s cannot become %s.", c.State, next)
	}
	c.State = next
	return nil
}
