package payouts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// The kinds of incidents.
const (
	IncidentDispute = "dispute" // evidence can be sent until DueBy
	IncidentInquiry = "inquiry" // a bank asks; an answer or a refund ends it

	IncidentWarning    = "fraud_warning" // a card's issuer takes the charge Subject for fraud; a refund now saves a dispute
	IncidentDebt       = "debt"          // the account Subject became a debt through the entries in Reason (PAY-65)
	IncidentRefund     = "refund_failed" // the refund Subject did not reach the buyer, who is owed it still (J17)
	IncidentInvoices   = "invoices"      // invoices of the month Subject cannot be issued: the vendors in Reason, or "issuer"
	IncidentDifference = "difference"    // the books and the provider disagree about Subject
)

// Incident is something that a person must look at, id inc_<kind>_<subject>. Nothing
// fixes it by itself; it closes when its cause is gone.
type Incident struct {
	store.Meta `bson:",inline"`

	Kind     string             `bson:"kind"`
	Subject  string             `bson:"subject"` // the provider's object
	Order    markthalle.OrderID `bson:"order"`
	Charge   string             `bson:"charge"`
	Amount   money.Amount       `bson:"amount"`
	Reason   string             `bson:"reason"`
	DueBy    time.Time          `bson:"due_by,omitempty"`
	Open     bool               `bson:"open"`
	OpenedAt time.Time          `bson:"opened_at"`
	ClosedAt time.Time          `bson:"closed_at,omitempty"`
	Outcome  string             `bson:"outcome,omitempty"`
	// Ours and Theirs are the sides of a difference in minor units; Decisions counts how
	// often a person has decided how it is booked.
	Ours      int64 `bson:"ours,omitempty"`
	Theirs    int64 `bson:"theirs,omitempty"`
	Decisions int   `bson:"decisions,omitempty"`
	// Vendor is whose account at the provider a difference is about; OursState and
	// TheirsState are where the sides of a payout to the vendor's bank see it.
	Vendor      markthalle.VendorID `bson:"vendor,omitempty"`
	OursState   string              `bson:"ours_state,omitempty"`
	TheirsState string              `bson:"theirs_state,omitempty"`
	// Answered says that it is decided to send the evidence.
	Answered bool `bson:"answered,omitempty"`
	// SendAt is when the evidence is sent by itself; zero when that is decided, or there is
	// nothing to send any more.
	SendAt time.Time `bson:"send_at,omitempty"`
}

func incidentID(kind, subject string) string { return "inc_" + kind + "_" + subject }

// openIncident puts a dispute on the work list, unless it is over already. An inquiry
// that became a dispute is one no more.
func (s *Service) openIncident(ctx context.Context, kind string, e payments.DisputeInquiry) error {
	d, err := s.Payments.Dispute(ctx, e.Dispute)
	if err != nil {
		return fmt.Errorf("load dispute: %w", err)
	}
	if kind == IncidentDispute {
		if err := s.end(ctx, incidentID(IncidentInquiry, e.Dispute), "escalated", e.At); err != nil {
			return err
		}
	} else if d.State != payments.Inquiry {
		return nil
	}
	in := Incident{
		Meta: store.Meta{ID: incidentID(kind, e.Dispute)}, Kind: kind, Subject: e.Dispute, Order: e.Order, Charge: e.Charge,
		Amount: e.Amount, Reason: e.Reason, DueBy: e.DueBy, Open: true, OpenedAt: e.At,
	}
	if kind == IncidentDispute && !e.DueBy.IsZero() {
		in.SendAt = e.DueBy.Add(-sendAhead)
	}
	if !d.ClosedAt.IsZero() {
		in.close(string(d.State), d.ClosedAt)
	}
	if _, err := s.incidents.Insert(ctx, in); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("store incident: %w", err)
	}
	return nil
}

// closeIncident takes a dispute off the work list.
func (s *Service) closeIncident(ctx context.Context, e payments.DisputeClosed) error {
	for _, kind := range []string{IncidentDispute, IncidentInquiry} {
		if err := s.end(ctx, incidentID(kind, e.Dispute), string(e.Outcome), e.At); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) end(ctx context.Context, id, outcome string, at time.Time) error {
	err := s.incidents.Update(ctx, id, func(x *Incident) error {
		if x.Open {
			x.close(outcome, at)
		}
		return nil
	})
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	return err
}

// Incidents lists what waits for a person, or what no longer does, newest first.
func (s *Service) Incidents(ctx context.Context, actor markthalle.Actor, open bool, page markthalle.PageQuery) (markthalle.Page[Incident], error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return markthalle.Page[Incident]{}, err
	}
	return s.incidents.Find(ctx, store.Query{Index: "open", Eq: []any{open}, Desc: true, Page: page})
}
