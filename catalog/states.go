package catalog

import (
	"slices"

	"github.com/markthalle/markthalle"
)

// State is where a product stands (MKT-34).
type State string

// The states of a product.
const (
	Pending          State = "pending"           // waits for the operator
	InvalidData      State = "invalid_data"      // a blocking finding; waits for the vendor
	ChangesRequested State = "changes_requested" // the operator wants something else; waits for the vendor
	Rejected         State = "rejected"
	Published        State = "published"
	Withdrawn        State = "withdrawn" // taken off by its owner or the operator
)

// productSteps is the table of all steps of a product.
var productSteps = map[State][]State{
	Pending:          {InvalidData, ChangesRequested, Rejected, Published, Withdrawn},
	InvalidData:      {Pending, Published, Rejected, Withdrawn},
	ChangesRequested: {Pending, InvalidData, Published, Rejected, Withdrawn},
	Rejected:         {Pending, InvalidData, Published},
	Published:        {Withdrawn, InvalidData},
	Withdrawn:        {Published, Pending, InvalidData},
}

// OfferState is where an offer stands.
type OfferState string

// The states of an offer.
const (
	OfferDraft   OfferState = "draft"   // its vendor may not sell yet
	OfferActive  OfferState = "active"  // on sale as far as its product and vendor are
	OfferPaused  OfferState = "paused"  // by its vendor
	OfferBlocked OfferState = "blocked" // by a finding or the operator
	OfferDeleted OfferState = "deleted"
)

// offerSteps is the table of all steps of an offer.
var offerSteps = map[OfferState][]OfferState{
	OfferDraft:   {OfferActive, OfferBlocked, OfferDeleted},
	OfferActive:  {OfferPaused, OfferBlocked, OfferDeleted},
	OfferPaused:  {OfferActive, OfferBlocked, OfferDeleted},
	OfferBlocked: {OfferActive, OfferPaused, OfferDeleted},
	OfferDeleted: {OfferActive, OfferDraft, OfferBlocked},
}

// Can reports whether a product in state s may go to next. Staying is no step.
func (s State) Can(next State) bool { return slices.Contains(productSteps[s], next) }

// Can reports whether an offer in state s may go to next. Staying is no step.
func (s OfferState) Can(next OfferState) bool { return slices.Contains(offerSteps[s], next) }

// ErrState is returned when the state of a product or offer has no such step.
var ErrState = &markthalle.Error{Kind: markthalle.Conflict, Code: "catalog.state", Text: "This is not possible in the present state."}

func stateError(from, to string) error {
	return ErrState.WithFields(markthalle.Field{Pointer: "/state", Code: "catalog.state", Message: "There is no step from the present state.", Found: from, Wanted: to})
}

func (p *Product) to(next State) error {
	if p.State == next {
		return nil
	}
	if !p.State.Can(next) {
		return stateError(string(p.State), string(next))
	}
	p.State = next
	return nil
}

func (o *Offer) to(next OfferState) error {
	if o.State == next {
		return nil
	}
	if !o.State.Can(next) {
		return stateError(string(o.State), string(next))
	}
	o.State, o.Held = next, next == OfferBlocked
	return nil
}
