package orders

import (
	"slices"
	"time"

	"github.com/markthalle/markthalle"
)

// State is where an order stands.
type State string

// The states of an order.
const (
	Placing         State = "placing"
	AwaitingPayment State = "awaiting_payment"
	Paying          State = "payment_processing"
	Paid            State = "paid"
	Failed          State = "failed"
	Expired         State = "expired"
	Cancelled       State = "cancelled"
)

// Transitions lists where each state of an order may go.
func Transitions() map[State][]State {
	return map[State][]State{
		Placing:         {AwaitingPayment, Paid, Failed, Expired},
		AwaitingPayment: {Paying, Paid, Failed, Expired, Cancelled},
		Paying:          {Paid, Failed, Expired},
		Paid:            {},
		Failed:          {},
		Expired:         {},
		Cancelled:       {},
	}
}

// VendorState is where a vendor order stands.
type VendorState string

// The states of a vendor order.
const (
	VendorPaid      VendorState = "paid"
	Accepted        VendorState = "accepted"
	PartlyShipped   VendorState = "partly_shipped"
	Shipped         VendorState = "shipped"
	VendorDelivered VendorState = "delivered"
	Completed       VendorState = "completed"
	Refused         VendorState = "refused"
	VendorCancelled VendorState = "cancelled"
)

// VendorTransitions lists where each state of a vendor order may go.
func VendorTransitions() map[VendorState][]VendorState {
	return map[VendorState][]VendorState{
		VendorPaid:      {Accepted, PartlyShipped, Shipped, Refused, VendorCancelled},
		Accepted:        {PartlyShipped, Shipped, VendorCancelled},
		PartlyShipped:   {Shipped, VendorDelivered},
		Shipped:         {VendorDelivered, Completed},
		VendorDelivered: {Completed},
		Completed:       {},
		Refused:         {},
		VendorCancelled: {},
	}
}

// ErrState is returned when something cannot happen in the present state.
var ErrState = &markthalle.Error{
	Kind: markthalle.Conflict, Code: "orders.state", Text: "This is not possible in the order's present state.",
}

func (o *Order) to(next State) error {
	if !slices.Contains(Transitions()[o.State], next) {
		return ErrState.Say("An order that is %s cannot become %s.", o.State, next)
	}
	o.State = next
	return nil
}

func (v *VendorOrder) to(next VendorState, now time.Time) error {
	if !slices.Contains(VendorTransitions()[v.State], next) {
		return ErrState.Say("A vendor order that is %s cannot become %s.", v.State, next)
	}
	v.State, v.DueAt = next, time.Time{}
	switch next {
	case Accepted:
		v.AcceptedAt = now
	case Shipped:
		v.ShippedAt = now
	case VendorDelivered:
		v.DeliveredAt = now
	case Completed, Refused, VendorCancelled:
		v.EndedAt = now
	case VendorPaid, PartlyShipped:
	}
	return nil
}
