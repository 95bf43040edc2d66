package payouts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// RefundPaidOtherwise says that a buyer has got by other means what a refund did not bring.
type RefundPaidOtherwise struct {
	Refund markthalle.RefundID `bson:"refund"`
	Order  markthalle.OrderID  `bson:"order"`
	Amount money.Amount        `bson:"amount"`
	Reason string              `bson:"reason"`
	By     string              `bson:"by"`
	At     time.Time           `bson:"at"`
}

// EventType implements store.Event.
func (RefundPaidOtherwise) EventType() string { return "payouts.refund_paid_otherwise" }

// PostRefundFailed is the reaction to a refund that did not reach the buyer. One that came
// back after it had been paid is booked back (J17); either way the money is owed to the
// buyer and somebody must see to it. What a dispute stopped is the dispute's matter.
func (s *Service) PostRefundFailed(ctx context.Context, e payments.RefundFailedEvent, _ store.Cause) error {
	if e.Code == "charge_disputed" && !e.AfterSuccess {
		return nil
	}
	in := Incident{
		Meta: store.Meta{ID: incidentID(IncidentRefund, string(e.Refund))}, Kind: IncidentRefund, Subject: string(e.Refund), Order: e.Order,
		Amount: e.Amount, Reason: e.Code, Open: true, OpenedAt: e.At,
	}
	if _, err := s.incidents.Insert(ctx, in); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("store incident: %w", err)
	}
	if !e.AfterSuccess {
		return nil
	}
	t := ledger.Transaction{
		Meta: store.Meta{ID: "refund-returned:" + string(e.Refund)}, Kind: ledger.KindRefundReturned,
		Currency: e.Amount.Currency, EffectiveAt: e.At, Order: e.Order, VendorOrder: e.VendorOrder, Vendor: e.Vendor, Note: e.Code,
	}
	if e.Provider != "" {
		t.StripeIDs = []string{e.Provider}
	}
	t.Debit(ledger.StripeAvailable, e.Amount.Minor)
	t.Credit(owedTo(e.Stray), e.Amount.Minor)
	return s.Ledger.Post(ctx, t)
}

// owedTo is where money stands that a buyer is owed: for an order, or as nobody's.
func owedTo(stray bool) string {
	if stray {
		return ledger.SuspenseUnmatched
	}
	return ledger.RefundsPayable
}

// PostPaidOtherwise is the reaction to a buyer who got the money by other means: it left the
// market's bank account.
func (s *Service) PostPaidOtherwise(ctx context.Context, e RefundPaidOtherwise, _ store.Cause) error {
	r, err := s.Payments.Refund(ctx, e.Refund)
	if err != nil {
		return fmt.Errorf("load refund: %w", err)
	}
	t := ledger.Transaction{
		Meta: store.Meta{ID: "refund-otherwise:" + string(e.Refund)}, Kind: ledger.KindRefundPaid, Currency: e.Amount.Currency, EffectiveAt: e.At,
		Order: e.Order, VendorOrder: r.VendorOrder, Vendor: r.Vendor, Note: e.Reason, By: e.By,
	}
	t.Debit(owedTo(r.Stray), e.Amount.Minor)
	t.Credit(ledger.BankMain, e.Amount.Minor)
	return s.Ledger.Post(ctx, t)
}
