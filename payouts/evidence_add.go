package payouts

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
)

// EvidenceInput is what a vendor or an operator adds to the evidence of a dispute: a text, a
// file, or both. A text replaces the one that the same side had added, a file the one of the
// same kind; what shows something other stands beside.
type EvidenceInput struct {
	Text string
	File *payments.File
}

// operatorSide is how the bank reads what the operator adds.
const operatorSide = "The marketplace"

// AddEvidence adds to the evidence of a dispute as the operator. Errors: not_found, and those
// of payments.AddEvidence.
func (s *Service) AddEvidence(ctx context.Context, actor markthalle.Actor, dispute string, in EvidenceInput) (payments.Dispute, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return payments.Dispute{}, err
	}
	return s.addEvidence(ctx, actor, dispute, "", operatorSide, in)
}

// RemoveEvidence takes back a part of a dispute's evidence, whoever added it. Errors:
// not_found, Conflict "payments.evidence" when nothing can be changed any more.
func (s *Service) RemoveEvidence(ctx context.Context, actor markthalle.Actor, dispute, part string) (payments.Dispute, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return payments.Dispute{}, err
	}
	return s.Payments.RemoveEvidence(ctx, dispute, actor, func(p payments.EvidencePart) bool { return p.ID == part })
}

// AddVendorEvidence adds to the evidence of the dispute over the vendor's own order, which
// is found by the vendor's part of it: a vendor names no dispute. Errors: not_found when the
// order is not the vendor's or is not disputed, and those of payments.AddEvidence.
func (s *Service) AddVendorEvidence(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID, in EvidenceInput) (payments.Dispute, error) {
	v, d, err := s.vendorDispute(ctx, actor, id)
	if err != nil {
		return payments.Dispute{}, err
	}
	return s.addEvidence(ctx, actor, d.ID, v.Vendor, cmp.Or(v.VendorName, "The seller"), in)
}

// RemoveVendorEvidence takes back what the vendor added. Errors: not_found, also for what
// somebody else added; Conflict "payments.evidence".
func (s *Service) RemoveVendorEvidence(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID, part string) (payments.Dispute, error) {
	v, d, err := s.vendorDispute(ctx, actor, id)
	if err != nil {
		return payments.Dispute{}, err
	}
	return s.Payments.RemoveEvidence(ctx, d.ID, actor, func(p payments.EvidencePart) bool { return p.ID == part && p.Vendor == v.Vendor })
}

// vendorDispute finds the dispute over a vendor's order: the one that takes evidence, else
// the latest.
func (s *Service) vendorDispute(ctx context.Context, actor markthalle.Actor, id markthalle.VendorOrderID) (orders.VendorOrder, payments.Dispute, error) {
	v, err := s.Orders.VendorOrder(ctx, actor, id)
	if err != nil {
		return v, payments.Dispute{}, err
	}
	if err := actor.RequireFor(markthalle.OrdersWrite, v.Vendor); err != nil {
		return v, payments.Dispute{}, err
	}
	list, err := s.Payments.DisputesOf(ctx, v.Order)
	if err != nil {
		return v, payments.Dispute{}, fmt.Errorf("find disputes: %w", err)
	}
	if len(list) == 0 {
		return v, payments.Dispute{}, markthalle.ErrNotFound
	}
	now := s.Clock.Now()
	for i := range list {
		if list[i].Answerable(now) {
			return v, list[i], nil
		}
	}
	return v, list[len(list)-1], nil
}

func (s *Service) addEvidence(
	ctx context.Context, actor markthalle.Actor, dispute string, vendor markthalle.VendorID, side string, in EvidenceInput,
) (payments.Dispute, error) {
	return s.Payments.AddEvidence(ctx, dispute, payments.EvidenceInput{
		Actor: actor, Vendor: vendor, Side: side, Text: strings.TrimSpace(in.Text), File: in.File,
	})
}
