package vendors

import (
	"slices"
	"time"

	"github.com/markthalle/markthalle"
)

// State is where a vendor stands (MKT-1).
type State string

// The states of a vendor.
const (
	Draft            State = "draft"
	Applied          State = "applied"
	InReview         State = "in_review"
	ChangesRequested State = "changes_requested"
	Approved         State = "approved"
	Active           State = "active"
	Suspended        State = "suspended"
	Terminated       State = "terminated"
	Rejected         State = "rejected"
)

// transitions is the table of all steps.
var transitions = map[State][]State{
	Draft:            {Applied},
	Applied:          {InReview},
	InReview:         {ChangesRequested, Approved, Rejected},
	ChangesRequested: {InReview},
	Approved:         {Active, Terminated},
	Active:           {Suspended, Terminated},
	Suspended:        {Active, Terminated},
}

// States lists all states in the order of a vendor's life.
func States() []State {
	return []State{Draft, Applied, InReview, ChangesRequested, Approved, Active, Suspended, Terminated, Rejected}
}

// Transitions returns the table of steps as pairs, in the order of States: what the
// state diagram is drawn from.
func Transitions() [][2]State {
	var out [][2]State
	for _, from := range States() {
		for _, to := range transitions[from] {
			out = append(out, [2]State{from, to})
		}
	}
	return out
}

// Can reports whether the table has a step from s to next.
func (s State) Can(next State) bool { return slices.Contains(transitions[s], next) }

// ErrState is returned when a vendor's state has no such step.
var ErrState = &markthalle.Error{Kind: markthalle.Conflict, Code: "vendors.state", Text: "The vendor is not in a state for this."}

// maxHistory bounds the steps kept in a vendor.
const (
	maxHistory     = 20
	maxHistoryNote = 500 // runes; the audit log has the whole note
)

// to takes one step and records it.
func (v *Vendor) to(next State, by markthalle.Actor, d Decision, now time.Time) error {
	if !v.State.Can(next) {
		return ErrState.WithFields(markthalle.Field{
			Pointer: "/state", Code: "vendors.state", Message: "There is no step from the present state.",
			Found: string(v.State), Wanted: string(next),
		})
	}
	v.History = append(v.History, Transition{From: v.State, To: next, Actor: by.ID(), Reasons: d.Reasons, Note: clip(d.Note, maxHistoryNote), At: now})
	if n := len(v.History) - maxHistory; n > 0 {
		v.History = slices.Delete(v.History, 0, n)
	}
	v.State = next
	return nil
}
