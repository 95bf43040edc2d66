package catalog

import (
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Stock is what an offer has to sell, with who has reserved how much of it. Its
// document is the only place that decides whether something can be sold.
type Stock struct {
	store.Meta `bson:",inline"` // stk_<offer>

	Offer        markthalle.OfferID   `bson:"offer"`
	Product      markthalle.ProductID `bson:"product"`
	Variant      markthalle.VariantID `bson:"variant"`
	Vendor       markthalle.VendorID  `bson:"vendor"`
	Mode         StockMode            `bson:"mode"`
	OnHand       int64                `bson:"on_hand"` // not yet paid for; confirming an order takes from it
	Reservations []Reservation        `bson:"reservations,omitempty"`
	CountedAt    time.Time            `bson:"counted_at"` // when the vendor last said how much there is
}

// Reservation is the part of a stock that one order has taken.
type Reservation struct {
	Order    markthalle.OrderID `bson:"o"`
	Quantity int64              `bson:"q"`
	State    ReservationState   `bson:"s"`
	At       time.Time          `bson:"t"` // wall time of the last change of State
}

// ReservationState is how far a reservation is.
type ReservationState string

// The states of a reservation. Confirmed and released ones, tombstones included, are
// closed; they are kept for a while so that a repeated step finds what it did.
const (
	Reserved  ReservationState = "reserved"
	Confirmed ReservationState = "confirmed"
	Released  ReservationState = "released"
	Restocked ReservationState = "restocked"
)

// StockID returns the id of an offer's stock document.
func StockID(o markthalle.OfferID) string { return "stk_" + markthalle.Body(o) }

const (
	// MaxOpenReservations bounds the open reservations of one offer (DESIGN §4): the document stays
	// below its bound and a sale of that size is queued by Conflict.
	MaxOpenReservations = 2000
	// maxClosed bounds the closed entries that a document keeps.
	maxClosed = 500
	// keepClosed is how long closed entries stay: longer than any lease, so that no
	// process is still at work on the step that closed them.
	keepClosed = 15 * time.Minute
)

// The errors of stock.
var (
	// ErrOutOfStock says that less is available than was asked for; Fields tells how
	// much.
	ErrOutOfStock = &markthalle.Error{Kind: markthalle.Conflict, Code: "catalog.out_of_stock", Text: "There is not enough of this left."}
	// ErrStockBusy says that too many orders are open on one offer at the same time.
	ErrStockBusy = &markthalle.Error{Kind: markthalle.Conflict, Code: "catalog.busy", Text: "Too many people are buying this right now; please try again."}
	// ErrReleased says that the order gave its reservation back before, so that it
	// cannot reserve again.
	ErrReleased = &markthalle.Error{Kind: markthalle.Conflict, Code: "catalog.released", Text: "This order has given its goods back."}
)

// Reserved returns how much open reservations hold.
func (s *Stock) Reserved() int64 {
	var n int64
	for _, r := range s.Reservations {
		if r.State == Reserved {
			n += r.Quantity
		}
	}
	return n
}

// Available returns how much can still be reserved; it is never negative. Stock that is
// not tracked always has enough.
func (s *Stock) Available() int64 {
	if s.Mode != Tracked {
		return maxOnHand
	}
	return max(0, s.OnHand-s.Reserved())
}

func (s *Stock) find(order markthalle.OrderID) *Reservation {
	for i := range s.Reservations {
		if s.Reservations[i].Order == order {
			return &s.Reservations[i]
		}
	}
	return nil
}

// reserve takes quantity for an order. Repeating it changes nothing.
func (s *Stock) reserve(order markthalle.OrderID, quantity int64, wall time.Time, most int) error {
	if s.Mode != Tracked {
		return nil
	}
	if r := s.find(order); r != nil {
		switch {
		case r.State == Released:
			return ErrReleased
		case r.Quantity != quantity:
			return (&markthalle.Error{Kind: markthalle.Conflict, Code: "catalog.reservation_differs", Text: "The order has reserved another quantity."}).
				WithFields(markthalle.Field{Pointer: "/quantity", Code: "catalog.reservation_differs", Found: fmt.Sprint(quantity), Wanted: fmt.Sprint(r.Quantity)})
		}
		return nil
	}
	s.purge(wall)
	if left := s.Available(); quantity > left {
		return ErrOutOfStock.WithFields(markthalle.Field{
			Pointer: "/quantity", Code: "catalog.out_of_stock", Message: "There is not enough of this left.",
			Found: fmt.Sprint(left), Wanted: fmt.Sprint(quantity),
		})
	}
	if s.open() >= most {
		return ErrStockBusy
	}
	s.append(Reservation{Order: order, Quantity: quantity, State: Reserved, At: wall})
	return nil
}

// confirm turns a reservation into a sale. A closed or unknown one is left alone: an
// unknown order has been confirmed and purged, for only orders that hold all their
// reservations can be paid.
func (s *Stock) confirm(order markthalle.OrderID, wall time.Time) {
	s.purge(wall)
	if r := s.find(order); r != nil && r.State == Reserved {
		s.OnHand = max(0, s.OnHand-r.Quantity)
		r.State, r.At = Confirmed, wall
	}
}

// release gives a reservation back. For an unknown order it leaves a tombstone, so that
// a reservation which arrives late does not take anything for an order that has ended.
func (s *Stock) release(order markthalle.OrderID, wall time.Time) {
	if s.Mode != Tracked {
		return
	}
	s.purge(wall)
	r := s.find(order)
	switch {
	case r == nil:
		s.append(Reservation{Order: order, State: Released, At: wall})
	case r.State == Reserved:
		r.State, r.At = Released, wall
	}
}

// restock puts goods of a cancelled or returned sale back on sale, once for each
// reference.
func (s *Stock) restock(reference markthalle.OrderID, quantity int64, wall time.Time) {
	if s.Mode != Tracked {
		return
	}
	s.purge(wall)
	if s.find(reference) != nil {
		return
	}
	s.OnHand = min(s.OnHand+quantity, maxOnHand)
	s.append(Reservation{Order: reference, Quantity: quantity, State: Restocked, At: wall})
}

func (s *Stock) append(r Reservation) { s.Reservations = append(s.Reservations, r) }

func (s *Stock) open() int {
	n := 0
	for _, r := range s.Reservations {
		if r.State == Reserved {
			n++
		}
	}
	return n
}

// purge drops closed entries that are old, and the oldest ones above the bound.
func (s *Stock) purge(wall time.Time) {
	s.Reservations = slices.DeleteFunc(s.Reservations, func(r Reservation) bool {
		return r.State != Reserved && wall.Sub(r.At) >= keepClosed
	})
	excess := len(s.Reservations) - s.open() - maxClosed
	s.Reservations = slices.DeleteFunc(s.Reservations, func(r Reservation) bool {
		if r.State != Reserved && excess > 0 {
			excess--
			return true
		}
		return false
	})
}
