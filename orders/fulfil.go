package orders

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
)

// modify changes a vendor order after checking who asks.
func (s *Service) modify(ctx context.Context, actor markthalle.Actor, p markthalle.Permission, id markthalle.VendorOrderID, fn func(*VendorOrder) error) (VendorOrder, error) {
	return s.rec.vendor.Modify(ctx, string(id), func(v *VendorOrder) error {
		if err := actor.RequireFor(p, v.Vendor); err != nil {
			return err
		}
		return fn(v)
	})
}

// Accept says that the vendor will deliver. Errors: not_found, orders.state.
func (s *Service) Accept(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID) (VendorOrder, error) {
	now := s.Clock.Now()
	return s.modify(ctx, actor, markthalle.OrdersWrite, id, func(v *VendorOrder) error {
		if v.State == Accepted {
			return nil
		}
		return v.accept(now)
	})
}

func (v *VendorOrder) accept(now time.Time) error {
	if err := v.to(Accepted, now); err != nil {
		return err
	}
	v.Emit(VendorOrderAccepted{VendorOrder: markthalle.VendorOrderID(v.ID), Order: v.Order, Vendor: v.Vendor, At: now})
	return nil
}

// ShipInput is one parcel.
type ShipInput struct {
	Key            string  // names the request, so that a retry ships nothing twice; may be empty
	Lines          []Units // empty: everything that is still open
	Carrier        string
	TrackingNumber string
}

// Ship records a parcel; a vendor order that was not accepted is accepted by it.
// Errors: not_found, orders.state, Invalid "orders.shipment" with all faults.
func (s *Service) Ship(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID, in ShipInput) (VendorOrder, error) {
	now := s.Clock.Now()
	if err := checkCarrier(in.Carrier, in.TrackingNumber); err != nil {
		return VendorOrder{}, err
	}
	return s.modify(ctx, actor, markthalle.OrdersWrite, id, func(v *VendorOrder) error {
		if in.Key != "" && slices.ContainsFunc(v.Shipments, func(sh Shipment) bool { return sh.Key == in.Key }) {
			return nil
		}
		lines, err := v.toShip(in.Lines)
		if err != nil {
			return err
		}
		if len(v.Shipments) >= maxShipments {
			return ErrState.Say("A vendor order has at most %d parcels.", maxShipments)
		}
		for _, u := range lines {
			v.line(u.Line).Shipped += u.Quantity
		}
		if v.State == VendorPaid {
			v.AcceptedAt = now
		}
		all := v.openUnits() == 0
		if err := v.shipped(all, now); err != nil {
			return err
		}
		parcel := ShipmentIDFor(id, len(v.Shipments)+1)
		v.Shipments = append(v.Shipments, Shipment{
			ID: parcel, Key: in.Key, Lines: lines, Carrier: in.Carrier, TrackingNumber: in.TrackingNumber, State: InTransit, ShippedAt: now,
		})
		v.Emit(VendorOrderShipped{
			VendorOrder: markthalle.VendorOrderID(v.ID), Order: v.Order, Vendor: v.Vendor, Shipment: parcel, All: all, At: now,
		})
		return nil
	})
}

func (v *VendorOrder) shipped(all bool, now time.Time) error {
	if all {
		return v.to(Shipped, now)
	}
	if v.State == PartlyShipped {
		return nil
	}
	return v.to(PartlyShipped, now)
}

// toShip checks what is to be shipped against what is open.
func (v *VendorOrder) toShip(lines []Units) ([]Units, error) {
	if v.State != VendorPaid && v.State != Accepted && v.State != PartlyShipped {
		return nil, ErrState.Say("Nothing of a vendor order that is %s can be shipped.", v.State)
	}
	if len(lines) == 0 {
		for i := range v.Lines {
			if n := v.Lines[i].open(); n > 0 {
				lines = append(lines, Units{Line: v.Lines[i].ID, Quantity: n})
			}
		}
		return lines, nil
	}
	return lines, v.checkUnits(lines, "orders.shipment", func(l *VendorLine) int64 { return l.open() })
}

// checkUnits checks named units against what each line allows.
func (v *VendorOrder) checkUnits(lines []Units, code string, most func(*VendorLine) int64) error {
	var f markthalle.Faults
	seen := map[markthalle.LineID]bool{}
	for i, u := range lines {
		at := fmt.Sprintf("/lines/%d", i)
		l := v.line(u.Line)
		switch {
		case l == nil:
			f.Add(at+"/line_id", "not_found", "This order has no such line.")
		case seen[u.Line]:
			f.Add(at+"/line_id", "duplicate", "This line is named twice.")
		case u.Quantity < 1 || u.Quantity > most(l):
			f.AddField(markthalle.Field{
				Pointer: at + "/quantity", Code: "range", Message: "The quantity is not possible.",
				Found: fmt.Sprint(u.Quantity), Wanted: fmt.Sprintf("1 to %d", most(l)),
			})
		}
		seen[u.Line] = true
	}
	return f.Err(code)
}

// MarkDelivered records that a parcel has arrived; a zero time means now. When the
// last one has, the vendor order is delivered. Errors: not_found, Invalid
// "orders.delivered_at".
func (s *Service) MarkDelivered(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID, shipment markthalle.ShipmentID, at time.Time) (VendorOrder, error) {
	now := s.Clock.Now()
	if at.IsZero() {
		at = now
	}
	return s.modify(ctx, actor, markthalle.OrdersWrite, id, func(v *VendorOrder) error {
		sh := v.shipment(shipment)
		if sh == nil {
			return markthalle.ErrNotFound
		}
		if sh.State == Arrived {
			return nil
		}
		if at.After(now) || at.Before(sh.ShippedAt) {
			return &markthalle.Error{
				Kind: markthalle.Invalid, Code: "orders.delivered_at", Text: "A parcel arrives after it was sent, and not in the future.",
				Fields: []markthalle.Field{{Pointer: "/delivered_at", Code: "range", Message: "The time is not possible.", Found: at.Format(time.RFC3339)}},
			}
		}
		sh.State, sh.DeliveredAt = Arrived, at
		return v.arrive(now)
	})
}

// arrive marks the vendor order as delivered when every parcel has arrived.
func (v *VendorOrder) arrive(now time.Time) error {
	if v.openUnits() > 0 {
		return nil
	}
	last := time.Time{}
	for _, sh := range v.Shipments {
		if sh.State != Arrived {
			return nil
		}
		if sh.DeliveredAt.After(last) {
			last = sh.DeliveredAt
		}
	}
	if v.State == VendorDelivered || v.State == Completed {
		return nil
	}
	if err := v.to(VendorDelivered, now); err != nil {
		return err
	}
	v.DeliveredAt = last
	v.Emit(VendorOrderDelivered{VendorOrder: markthalle.VendorOrderID(v.ID), Order: v.Order, Vendor: v.Vendor, At: last})
	return nil
}

// ShipmentIDFor is the id of the n-th parcel of a vendor order, counted from 1.
func ShipmentIDFor(id markthalle.VendorOrderID, n int) markthalle.ShipmentID {
	return markthalle.ShipmentID(fmt.Sprintf("shp_%s_%d", markthalle.Body(id), n))
}

// VendorOrderOf returns the vendor order that a parcel's id names.
func VendorOrderOf(id markthalle.ShipmentID) markthalle.VendorOrderID {
	body := markthalle.Body(id)
	if i := strings.LastIndexByte(body, '_'); i > 0 {
		body = body[:i]
	}
	return markthalle.VendorOrderID("vo_" + body)
}

// Complete ends a vendor order whose hold is over.
func (s *Service) Complete(ctx context.Context, id markthalle.VendorOrderID) error {
	now := s.Clock.Now()
	err := s.rec.vendor.Update(ctx, string(id), func(v *VendorOrder) error {
		if v.State != Shipped && v.State != VendorDelivered {
			return nil
		}
		if err := v.to(Completed, now); err != nil {
			return err
		}
		v.Emit(VendorOrderCompleted{VendorOrder: id, Order: v.Order, Vendor: v.Vendor, At: now})
		return nil
	})
	return err
}
