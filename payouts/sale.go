package payouts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// PostSale is the reaction to a paid order: the sale (J1) and the commission (J2) are
// posted, then each part gets its settlement. In this order no refund can be booked
// before its sale (PAY-65).
func (s *Service) PostSale(ctx context.Context, e orders.PaidEvent, _ store.Cause) error {
	o, err := s.Orders.Order(ctx, markthalle.SystemActor("payouts.sale"), e.Order, "")
	if err != nil {
		return fmt.Errorf("load order: %w", err)
	}
	for i, err := range s.Ledger.PostAll(ctx, []ledger.Transaction{sale(&o, e.At), s.commissionOf(&o, e.At)}) {
		if err != nil {
			return fmt.Errorf("post sale (%d): %w", i+1, err)
		}
	}
	docs := make([]Settlement, len(o.Parts))
	for i := range o.Parts {
		docs[i] = newSettlement(&o, &o.Parts[i], e.At)
	}
	for i, err := range s.settlements.InsertMany(ctx, docs) {
		if err != nil && !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("store settlement %s: %w", docs[i].ID, err)
		}
	}
	return nil
}

// sale is posting J1: what the buyer paid and the operator added is held for the
// vendors.
func sale(o *orders.Order, at time.Time) ledger.Transaction {
	t := ledger.Transaction{
		Meta: store.Meta{ID: saleID(markthalle.OrderID(o.ID), o.Charge)}, Kind: ledger.KindSale, Currency: o.Currency,
		EffectiveAt: at, Order: markthalle.OrderID(o.ID),
	}
	if o.Charge != "" {
		t.StripeIDs = []string{o.Charge}
	}
	t.Debit(ledger.StripePending, o.Total)
	for _, p := range o.Parts {
		share := p.ShippingPrice
		for _, l := range p.Lines {
			t.Debit(ledger.PromoPlatform, l.OperatorDiscount)
			t.Debit(ledger.LoyaltyLiability, l.PointsDiscount)
			share += l.VendorShare()
		}
		t.Credit(ledger.VendorHeld(p.Vendor), share)
	}
	return t
}

// saleID names the posting of a sale; one without a charge was paid for elsewhere, or with
// points alone.
func saleID(order markthalle.OrderID, charge string) string {
	if charge == "" {
		charge = "none"
	}
	return "sale:" + string(order) + ":" + charge
}

// commissionOf is posting J2: the market's fee and its VAT.
func (s *Service) commissionOf(o *orders.Order, at time.Time) ledger.Transaction {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "commission:" + o.ID}, Kind: ledger.KindCommission, Currency: o.Currency,
		EffectiveAt: at, Order: markthalle.OrderID(o.ID),
	}
	for _, p := range o.Parts {
		for _, l := range p.Lines {
			t.Debit(ledger.VendorHeld(p.Vendor), l.Fee.Commission+l.Fee.VAT)
			t.Credit(ledger.RevCommission, l.Fee.Commission)
			t.Credit(s.vatAccount(l.Fee.VATTreatment), l.Fee.VAT)
		}
	}
	return t
}

func (s *Service) vatAccount(v commission.VATTreatment) string {
	if v.Country != "" {
		return ledger.VATOutput(v.Country)
	}
	return ledger.VATOutput(s.Policy.VATCountry)
}

// PostFee is the reaction to a charge that has been priced (J3).
func (s *Service) PostFee(ctx context.Context, e payments.FeeKnown, _ store.Cause) error {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "fee:" + e.Txn}, Kind: ledger.KindProviderFee, Currency: e.Fee.Currency, EffectiveAt: e.At,
		Order: e.Order, StripeIDs: []string{e.Charge, e.Txn},
	}
	t.Debit(ledger.ExpStripeFee, e.Fee.Minor)
	t.Credit(ledger.StripePending, e.Fee.Minor)
	return s.Ledger.Post(ctx, t)
}

// PostAvailable is the reaction to funds that became available (J4).
func (s *Service) PostAvailable(ctx context.Context, e payments.FundsAvailable, _ store.Cause) error {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "avail:" + e.Txn}, Kind: ledger.KindAvailable, Currency: e.Net.Currency, EffectiveAt: e.At,
		Order: e.Order, StripeIDs: []string{e.Charge, e.Txn},
	}
	t.Debit(ledger.StripeAvailable, e.Net.Minor)
	t.Credit(ledger.StripePending, e.Net.Minor)
	return s.Ledger.Post(ctx, t)
}

// PostStray is the reaction to money that no open order claims (J19a).
func (s *Service) PostStray(ctx context.Context, e payments.Stray, _ store.Cause) error {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "stray:" + e.Charge}, Kind: ledger.KindStray, Currency: e.Amount.Currency, EffectiveAt: e.At,
		Order: e.Order, StripeIDs: []string{e.Charge},
	}
	t.Debit(ledger.StripePending, e.Amount.Minor)
	t.Credit(ledger.SuspenseUnmatched, e.Amount.Minor)
	return s.Ledger.Post(ctx, t)
}

// amountOf is a settlement's minor units as money.
func (s *Settlement) amountOf(minor int64) money.Amount { return money.New(minor, s.Currency) }
