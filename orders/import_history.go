package orders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Past is an order that was paid on another market before that market came here.
type Past struct {
	Order Order      // its split with the fees, and the times at which it was placed and paid
	Parts []PastPart // what became of each of Order.Parts, in their order
}

// PastPart is what became of one vendor's part of a past order. Zero times mean that
// it did not happen, or that nobody knows when.
type PastPart struct {
	State       VendorState // Accepted, Shipped, VendorDelivered, Completed or VendorCancelled
	ShippedAt   time.Time
	DeliveredAt time.Time
	EndedAt     time.Time // of Completed and VendorCancelled
}

// ImportedOrder is the outcome of one past order.
type ImportedOrder struct {
	Order   Order // as it is stored: of an order that was there, what is there
	Existed bool
	Err     error
}

// errPast is returned for a past order that could not have been sold here.
var errPast = &markthalle.Error{Kind: markthalle.Invalid, Code: "orders.past", Text: "This past order cannot be kept."}

// ImportHistory stores past orders and their vendor orders, each with its own outcome in
// the order of the list. It belongs to the system. Nobody is told: no event leaves, so
// that no stock is taken, no mail sent and nothing booked; payouts.ImportHistory books
// them. What is there already, from an earlier run, is left as it is. A cancelled part
// is one that was paid back in full.
//
// Errors: accounts.permission_missing for everybody else; in an outcome Invalid
// "orders.past" and Internal "orders.split".
func (s *Service) ImportHistory(ctx context.Context, actor markthalle.Actor, list []Past) ([]ImportedOrder, error) {
	if actor.Kind != markthalle.System {
		return nil, markthalle.ErrPermission
	}
	out := make([]ImportedOrder, len(list))
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].Order.ID
		out[i] = ImportedOrder{Order: list[i].Order, Err: list[i].check()}
	}
	stored, err := s.rec.orders.GetMany(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("load past orders: %w", err)
	}
	known := map[string]Order{}
	for _, o := range stored {
		known[o.ID] = o
	}
	var fresh []Order
	var at []int
	for i := range out {
		if o, ok := known[ids[i]]; ok {
			out[i] = ImportedOrder{Order: o, Existed: true}
			continue
		}
		if out[i].Err == nil {
			o := &out[i].Order
			o.Meta, o.State, o.Number = store.Meta{ID: o.ID}, Paid, number(markthalle.OrderID(o.ID))
			fresh, at = append(fresh, *o), append(at, i)
		}
	}
	for n, err := range s.rec.orders.InsertMany(ctx, fresh) {
		if err != nil {
			out[at[n]].Err = fmt.Errorf("store past order: %w", err)
		}
	}
	return out, s.importParts(ctx, list, out)
}

// importParts stores the vendor orders that are not there yet.
func (s *Service) importParts(ctx context.Context, list []Past, out []ImportedOrder) error {
	var docs []VendorOrder
	var ids []string
	var at []int
	for i := range out {
		if out[i].Err != nil || len(out[i].Order.Parts) != len(list[i].Parts) {
			continue
		}
		for n := range out[i].Order.Parts {
			v := s.pastVendorOrder(&out[i].Order, n, list[i].Parts[n])
			docs, ids, at = append(docs, v), append(ids, v.ID), append(at, i)
		}
	}
	stored, err := s.rec.vendor.GetMany(ctx, ids)
	if err != nil {
		return fmt.Errorf("load past vendor orders: %w", err)
	}
	known := map[string]bool{}
	for i := range stored {
		known[stored[i].ID] = true
	}
	var fresh []VendorOrder
	var place []int
	for i := range docs {
		if !known[docs[i].ID] {
			fresh, place = append(fresh, docs[i]), append(place, at[i])
		}
	}
	for n, err := range s.rec.vendor.InsertMany(ctx, fresh) {
		if err != nil && !errors.Is(err, store.ErrExists) {
			out[place[n]].Err = fmt.Errorf("store vendor order %s: %w", fresh[n].ID, err)
		}
	}
	return nil
}

var pastStates = []VendorState{Accepted, Shipped, VendorDelivered, Completed, VendorCancelled}

// check proves that a past order is one that could have been sold here.
func (p *Past) check() error {
	var f markthalle.Faults
	f.Check(p.Order.ID != "", "/id", "required", "A past order has an id.")
	f.Check(!p.Order.PlacedAt.IsZero() && !p.Order.PaidAt.IsZero(), "/paid_at", "required", "A past order was placed and paid.")
	f.Check(len(p.Order.Parts) > 0, "/parts", "required", "A past order has parts.")
	f.Check(len(p.Parts) == len(p.Order.Parts), "/parts", "length", "Every part has an outcome.")
	for i, x := range p.Parts {
		f.Check(slices.Contains(pastStates, x.State), fmt.Sprintf("/parts/%d/state", i), "enum", "This is no state of a past vendor order.")
	}
	if err := f.Err(errPast.Code); err != nil {
		return err
	}
	return p.Order.check()
}

// pastVendorOrder is the vendor order of a past order's n-th part as it ended up. It
// waits for nobody: a past order is never cancelled because it was not accepted here.
func (s *Service) pastVendorOrder(o *Order, n int, past PastPart) VendorOrder {
	v := s.vendorOrder(o, &o.Parts[n])
	v.Meta = store.Meta{ID: v.ID} // without the event that tells the vendor of a new order
	v.State, v.DueAt, v.AcceptedAt = past.State, time.Time{}, o.PaidAt
	v.ShippedAt, v.DeliveredAt, v.EndedAt = past.ShippedAt, past.DeliveredAt, past.EndedAt
	if past.State == VendorCancelled {
		v.cancelPast(past.EndedAt)
		return v
	}
	if past.ShippedAt.IsZero() {
		return v
	}
	parcel := Shipment{ID: ShipmentIDFor(markthalle.VendorOrderID(v.ID), 1), Carrier: "other", State: InTransit, ShippedAt: past.ShippedAt}
	if !past.DeliveredAt.IsZero() {
		parcel.State, parcel.DeliveredAt = Arrived, past.DeliveredAt
	}
	for i := range v.Lines {
		v.Lines[i].Shipped = v.Lines[i].Quantity
		parcel.Lines = append(parcel.Lines, Units{Line: v.Lines[i].ID, Quantity: v.Lines[i].Quantity})
	}
	v.Shipments = []Shipment{parcel}
	return v
}

// PastRefundID is the id of the refund that paid a cancelled past vendor order back.
func PastRefundID(v markthalle.VendorOrderID) markthalle.RefundID {
	return markthalle.RefundID("ref_" + markthalle.Body(v) + "_import")
}

func (v *VendorOrder) cancelPast(at time.Time) {
	refund := RefundEntry{
		ID: PastRefundID(markthalle.VendorOrderID(v.ID)), Shipping: v.ShippingPrice, Amount: v.Total, Reason: "cancelled", By: "import",
		State: RefundDone, At: at, DoneAt: at,
	}
	for i := range v.Lines {
		l := &v.Lines[i]
		l.Cancelled, l.Refunded, l.PaidBack = l.Quantity, l.Quantity, l.Paid
		refund.Lines = append(refund.Lines, RefundLine{Line: l.ID, Quantity: l.Quantity, Amount: l.Paid})
	}
	v.ShippingBack, v.Refunds, v.Reason = v.ShippingPrice, []RefundEntry{refund}, "imported_cancelled"
}
