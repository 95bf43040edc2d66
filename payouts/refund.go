package payouts

import (
	"context"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// ApplyRefund is the reaction to a refund whose amount is set aside: the vendor's side
// is taken from the settlement. Before the release it comes out of what is held, after
// it out of what is payable (PAY-51).
func (s *Service) ApplyRefund(ctx context.Context, e payments.RefundReserved, _ store.Cause) error {
	err := s.settlements.Update(ctx, settlementID(e.Intent.VendorOrder), func(x *Settlement) error {
		if x.applied(e.Intent.ID) != nil {
			return nil
		}
		a, code, err := x.take(e.Intent, e.At)
		if err != nil {
			return err
		}
		if code != "" {
			x.Applied = append(x.Applied, Applied{Refund: e.Intent.ID, Rejected: code, At: e.At})
			x.Emit(RefundImpossible{Refund: e.Intent.ID, Order: x.Order, VendorOrder: x.VendorOrder, Code: code})
			return nil
		}
		x.Back += a.net()
		if a.After {
			x.owe(&a)
		}
		x.Applied = append(x.Applied, a)
		x.Emit(RefundApplied{Intent: e.Intent, Charge: e.Charge, Applied: a})
		return nil
	})
	if err != nil {
		return fmt.Errorf("apply refund: %w", err)
	}
	return nil
}

// owe takes what a refund after the release takes: out of what is open, then out of the
// order's own reserve; what is left is asked back from the transfers.
func (s *Settlement) owe(a *Applied) {
	a.FromReserve = max(0, min(s.Reserved, a.net()-max(0, s.Open)))
	s.reserve(s.Reserved-a.FromReserve, s.ReserveUntil)
	a.Asks = s.ask(a.net() - a.FromReserve)
	a.Reverse = a.asked()
	s.setOpen(s.Open - a.net() + a.FromReserve)
}

// cover is the entry by which a settlement's reserve bears its part of a refund.
func (s *Settlement) cover(a Applied) ledger.Transaction {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "reserve:" + string(s.VendorOrder) + ":" + string(a.Refund)}, Kind: ledger.KindReserve, Currency: s.Currency,
		EffectiveAt: a.At, Order: s.Order, VendorOrder: s.VendorOrder, Vendor: s.Vendor,
	}
	t.Debit(ledger.VendorReserve(s.Vendor), a.FromReserve)
	t.Credit(ledger.VendorPayable(s.Vendor), a.FromReserve)
	return t
}

// ask works out how much of a debt is asked back from which transfers that are made,
// newest first; what has not left yet is simply not sent.
func (s *Settlement) ask(net int64) []Ask {
	left := net - max(0, s.Open)
	var out []Ask
	for i := len(s.Transfers) - 1; i >= 0 && left > 0; i-- {
		t := &s.Transfers[i]
		if !t.Done {
			continue
		}
		if n := min(left, t.Amount-t.Asked); n > 0 {
			t.Asked += n
			left -= n
			out = append(out, Ask{Transfer: t.ID, Amount: n})
		}
	}
	return out
}

// asked sums what a refund asks back.
func (a Applied) asked() int64 {
	var sum int64
	for _, x := range a.Asks {
		sum += x.Amount
	}
	return sum
}

// PostRefund is the reaction to a refund that is booked on the vendor's side: J5a and
// J5b before the release, J7a and J7b after it.
func (s *Service) PostRefund(ctx context.Context, e RefundApplied, _ store.Cause) error {
	x, err := s.settlements.Get(ctx, settlementID(e.Intent.VendorOrder))
	if err != nil {
		return fmt.Errorf("load settlement: %w", err)
	}
	a := e.Applied
	account, kind := ledger.VendorHeld(x.Vendor), ledger.KindRefundBefore
	if a.After {
		account, kind = ledger.VendorPayable(x.Vendor), ledger.KindRefundAfter
	}
	t := ledger.Transaction{
		Meta: store.Meta{ID: "refund:" + string(a.Refund)}, Kind: kind, Currency: x.Currency, EffectiveAt: a.At,
		Order: x.Order, VendorOrder: x.VendorOrder, Vendor: x.Vendor,
	}
	t.Debit(account, a.leg())
	t.Credit(ledger.RefundsPayable, a.Cash)
	t.Credit(ledger.PromoPlatform, a.Operator)
	t.Credit(ledger.LoyaltyLiability, a.Points)
	back := ledger.Transaction{
		Meta: store.Meta{ID: "refund-comm:" + string(a.Refund)}, Kind: ledger.KindRefundCommission, Currency: x.Currency,
		EffectiveAt: a.At, Order: x.Order, VendorOrder: x.VendorOrder, Vendor: x.Vendor,
	}
	back.Debit(ledger.RevCommission, a.Commission)
	back.Debit(s.vatAccount(x.vatLine().Fee.VATTreatment), a.VAT)
	back.Credit(account, a.Commission+a.VAT)
	for _, err := range s.Ledger.PostAll(ctx, []ledger.Transaction{t, back, x.cover(a)}) {
		if err != nil {
			return fmt.Errorf("post refund: %w", err)
		}
	}
	return nil
}

// SendRefund is the reaction that hands a booked refund to payments: the buyer comes
// first, the vendor's transfer second.
func (s *Service) SendRefund(ctx context.Context, e RefundApplied, _ store.Cause) error {
	return s.Payments.PlanRefund(ctx, e.Intent, e.Charge)
}

// FreeRefund is the reaction to a refund that the settlement could not bear.
func (s *Service) FreeRefund(ctx context.Context, e RefundImpossible, _ store.Cause) error {
	return s.Payments.FreeRefund(ctx, e.Order, e.Refund, e.VendorOrder, e.Code)
}

// PostRefundPaid is the reaction to a refund that the provider has paid (J5c, J7c, or
// J19b for stray money).
func (s *Service) PostRefundPaid(ctx context.Context, e payments.RefundSucceeded, _ store.Cause) error {
	from := ledger.RefundsPayable
	kind := ledger.KindRefundPaid
	if e.Stray {
		from, kind = ledger.SuspenseUnmatched, ledger.KindStray
	}
	t := ledger.Transaction{
		Meta: store.Meta{ID: "refund-paid:" + string(e.Refund)}, Kind: kind, Currency: e.Amount.Currency, EffectiveAt: e.At,
		Order: e.Order, VendorOrder: e.VendorOrder, Vendor: e.Vendor,
	}
	if e.Provider != "" {
		t.StripeIDs = []string{e.Provider}
	}
	t.Debit(from, e.Amount.Minor)
	t.Credit(ledger.StripeAvailable, e.Amount.Minor)
	return s.Ledger.Post(ctx, t)
}

// ReverseTransfers is the reaction to a refund that the provider has taken on: what was
// transferred for it is asked back from the vendor's account.
func (s *Service) ReverseTransfers(ctx context.Context, e payments.RefundSent, _ store.Cause) error {
	x, err := s.settlements.Get(ctx, settlementID(e.VendorOrder))
	if err != nil {
		return fmt.Errorf("load settlement: %w", err)
	}
	if a := x.applied(e.Refund); a != nil {
		return s.reverse(ctx, &x, a)
	}
	return nil
}

// reverse asks back from the vendor's account what a refund or a chargeback asks.
func (s *Service) reverse(ctx context.Context, x *Settlement, a *Applied) error {
	for _, part := range a.Asks {
		if err := s.Payments.Reverse(ctx, payments.ReversalIntent{
			Refund: a.Refund, Transfer: part.Transfer, Order: x.Order, Vendor: x.Vendor, Amount: x.amountOf(part.Amount),
		}); err != nil {
			return fmt.Errorf("plan reversal: %w", err)
		}
	}
	return nil
}

// PostReversal is the reaction to a transfer that came back (J7d): the debt is paid,
// and the vendor's account has it no more (J10a).
func (s *Service) PostReversal(ctx context.Context, e payments.ReversalDone, _ store.Cause) error {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "reversal:" + string(e.Refund) + ":" + string(e.Transfer)}, Kind: ledger.KindTransferReversal,
		Currency: e.Amount.Currency, EffectiveAt: e.At, Order: e.Order, Vendor: e.Vendor, StripeIDs: []string{e.Provider},
	}
	t.Debit(ledger.StripeAvailable, e.Amount.Minor)
	t.Credit(ledger.VendorPayable(e.Vendor), e.Amount.Minor)
	if err := s.postFunded(ctx, t); err != nil {
		return fmt.Errorf("post reversal: %w", err)
	}
	tr, err := s.Payments.Transfer(ctx, e.Transfer)
	if err != nil {
		return fmt.Errorf("load transfer: %w", err)
	}
	err = s.settlements.Update(ctx, settlementID(tr.VendorOrder), func(x *Settlement) error {
		part := x.transfer(e.Transfer)
		a := x.applied(e.Refund)
		if part == nil || a == nil || !a.settle(e.Transfer) {
			return nil
		}
		part.Reversed += e.Amount.Minor
		x.Reversed += e.Amount.Minor
		x.setOpen(x.Open + e.Amount.Minor)
		return nil
	})
	return err
}

// KeepDebt is the reaction to a reversal that the vendor's account could not bear: the
// debt stays open and later sales pay it (J11, PAY-27).
func (s *Service) KeepDebt(ctx context.Context, e payments.ReversalRefused, _ store.Cause) error {
	s.Log.InfoContext(ctx, "a reversal was refused; the debt is netted with later sales",
		"vendor", string(e.Vendor), "reversal", e.Reversal, "code", e.Code)
	return nil
}

// settle notes that the reversal of one transfer for this refund is booked, and reports
// whether it was not before.
func (a *Applied) settle(id markthalle.TransferID) bool {
	for _, t := range a.Settled {
		if t == id {
			return false
		}
	}
	a.Settled = append(a.Settled, id)
	return true
}
