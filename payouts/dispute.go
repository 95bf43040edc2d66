package payouts

import (
	"context"
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// platformLiable are the reasons for which the market bears a lost dispute itself: the
// vendor delivered to whom the market told it to (J9b′). For all others the vendors of
// the order bear it.
var platformLiable = map[string]bool{"fraudulent": true, "unrecognized": true}

// Chargeback is how a lost dispute is spread, id cb_<dispute>. It is frozen when it is
// made: what the disputed amount takes from which line of which vendor order.
type Chargeback struct {
	store.Meta `bson:",inline"`

	Dispute  string                  `bson:"dispute"`
	Order    markthalle.OrderID      `bson:"order"`
	Charge   string                  `bson:"charge"`
	Amount   money.Amount            `bson:"amount"`
	Parts    []payments.RefundIntent `bson:"parts"`
	BadDebt  int64                   `bson:"bad_debt"` // what the market bears
	Refunded int64                   `bson:"refunded"` // what was owed to the buyer by refunds that the dispute had stopped
	Stray    int64                   `bson:"stray"`    // what no order had claimed anyway
}

// disputeHold is the id of the hold that a dispute puts on an order's settlements.
func disputeHold(dispute string) string { return "hold_" + dispute }

// chargebackRefund is the id under which a settlement knows a chargeback: it takes what
// a refund would.
func chargebackRefund(dispute string) markthalle.RefundID {
	return markthalle.RefundID("ref_" + dispute)
}

// PostDispute is the reaction to money that a dispute has moved: taken, with the
// provider's fee, it waits in suspense (J9a); given back, it leaves it (J9d).
func (s *Service) PostDispute(ctx context.Context, e payments.DisputeMoved, _ store.Cause) error {
	step := "withdrawn"
	if e.Amount > 0 {
		step = "returned"
	}
	t := ledger.Transaction{
		Meta: store.Meta{ID: "dispute:" + e.Dispute + ":" + step}, Kind: ledger.KindDispute, Currency: e.Currency, EffectiveAt: e.At,
		Order: e.Order, StripeIDs: []string{e.Charge, e.Txn},
	}
	t.Credit(ledger.DisputeSuspense, e.Amount)
	t.Debit(ledger.ExpDisputeFee, e.Fee)
	t.Debit(ledger.StripeAvailable, e.Net)
	return s.Ledger.Post(ctx, t)
}

// FreezeOrder is the reaction to a dispute: nothing of the order is released or paid out
// until the bank has decided, and somebody must send evidence.
func (s *Service) FreezeOrder(ctx context.Context, e payments.DisputeOpened, _ store.Cause) error {
	list, err := s.settledOf(ctx, e.Order, e.Stray)
	if err != nil {
		return err
	}
	d, err := s.Payments.Dispute(ctx, e.Dispute)
	if err != nil {
		return fmt.Errorf("load dispute: %w", err)
	}
	if d.ClosedAt.IsZero() {
		h := Hold{ID: disputeHold(e.Dispute), Kind: "chargeback", Reason: e.Reason, By: "system", At: e.At}
		for _, x := range list {
			if err := s.settlements.Update(ctx, x.ID, func(x *Settlement) error {
				if x.hold(h.ID) < 0 && len(x.Holds) < maxHolds && x.applied(chargebackRefund(e.Dispute)) == nil {
					x.Holds = append(x.Holds, h)
				}
				return nil
			}); err != nil {
				return fmt.Errorf("freeze %s: %w", x.VendorOrder, err)
			}
		}
	}
	return s.openIncident(ctx, IncidentDispute, payments.DisputeInquiry(e))
}

// NoteInquiry is the reaction to a bank that asks: somebody should answer, nothing else.
func (s *Service) NoteInquiry(ctx context.Context, e payments.DisputeInquiry, _ store.Cause) error {
	return s.openIncident(ctx, IncidentInquiry, e)
}

// settledOf returns an order's settlements. A sale that is not booked yet comes first;
// money that no order claims has none.
func (s *Service) settledOf(ctx context.Context, order markthalle.OrderID, stray bool) ([]Settlement, error) {
	list, err := s.SettlementsOf(ctx, order)
	if err != nil {
		return nil, fmt.Errorf("load settlements: %w", err)
	}
	if len(list) == 0 && !stray {
		return nil, markthalle.Errorf(markthalle.Unavailable, "payouts.not_booked", "The sale of %s is not booked yet.", order)
	}
	return list, nil
}

// hold returns the place of a hold, or -1.
func (s *Settlement) hold(id string) int {
	for i, h := range s.Holds {
		if h.ID == id {
			return i
		}
	}
	return -1
}

func (s *Settlement) lift(id string) {
	if i := s.hold(id); i >= 0 {
		s.Holds = append(s.Holds[:i:i], s.Holds[i+1:]...)
		if s.State == Held {
			s.DueAt = s.ReleaseAt
		}
	}
}

// SettleDispute is the reaction to the bank's decision: a dispute that is won frees the
// order; one that is lost is spread over who bears it, once.
func (s *Service) SettleDispute(ctx context.Context, e payments.DisputeClosed, _ store.Cause) error {
	if e.Outcome == payments.Lost {
		if err := s.chargeBack(ctx, e); err != nil {
			return err
		}
	}
	list, err := s.SettlementsOf(ctx, e.Order)
	if err != nil {
		return fmt.Errorf("load settlements: %w", err)
	}
	for _, x := range list {
		if e.Outcome == payments.Lost && !platformLiable[e.Reason] {
			break // each is freed by what it bears
		}
		if err := s.settlements.Update(ctx, x.ID, func(x *Settlement) error {
			x.lift(disputeHold(e.Dispute))
			return nil
		}); err != nil {
			return fmt.Errorf("free %s: %w", x.VendorOrder, err)
		}
	}
	return s.closeIncident(ctx, e)
}

// chargeBack freezes how a lost dispute is spread.
func (s *Service) chargeBack(ctx context.Context, e payments.DisputeClosed) error {
	c := Chargeback{Meta: store.Meta{ID: "cb_" + e.Dispute}, Dispute: e.Dispute, Order: e.Order, Charge: e.Charge, Amount: e.Amount}
	refunds, err := s.Payments.RefundsOf(ctx, c.Order)
	if err != nil {
		return fmt.Errorf("list refunds: %w", err)
	}
	switch {
	case e.Stray:
		c.Stray = e.Amount.Minor
	case platformLiable[e.Reason]:
		c.takeRest(e.Amount.Minor, refunds)
	default:
		if err := s.spread(ctx, &c, refunds); err != nil {
			return err
		}
	}
	c.Emit(ChargebackPlanned{})
	_, err = s.chargebacks.Insert(ctx, c)
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("store chargeback: %w", err)
	}
	return nil
}

// spread takes the disputed amount from what the buyer has paid and not got back: all of
// it, or by largest remainder over lines and parcels when the bank took less. What goes
// beyond was owed to the buyer by refunds that the dispute had stopped; the rest is the
// market's.
func (s *Service) spread(ctx context.Context, c *Chargeback, refunds []payments.Refund) error {
	list, err := s.settledOf(ctx, c.Order, false)
	if err != nil {
		return err
	}
	var weights []int64
	var left int64
	for i := range list {
		w := list[i].remaining()
		weights = append(weights, w...)
		for _, n := range w {
			left += n
		}
	}
	take := min(c.Amount.Minor, left)
	shares, err := money.Allocate(take, weights)
	if err != nil {
		return fmt.Errorf("spread dispute: %w", err)
	}
	for i := range list {
		n := len(list[i].Lines) + 1
		in := list[i].part(shares[:n], take == left)
		shares = shares[n:]
		in.ID, in.Reason = chargebackRefund(c.Dispute), "chargeback"
		if in.Amount.Minor > 0 || len(in.Lines) > 0 {
			c.Parts = append(c.Parts, in)
		}
	}
	c.takeRest(c.Amount.Minor-take, refunds)
	return nil
}

// takeRest says where the part of a dispute comes from that no vendor bears: refunds that
// the dispute had stopped are owed to the buyer no more, the rest is the market's loss.
func (c *Chargeback) takeRest(rest int64, refunds []payments.Refund) {
	for _, r := range refunds {
		if r.RefusedByDispute() && r.Charge == c.Charge {
			c.Refunded += r.Amount.Minor
		}
	}
	c.Refunded = min(c.Refunded, rest)
	c.BadDebt = rest - c.Refunded
}

// remaining is what the buyer has paid and not got back: for each line, then the parcel.
func (s *Settlement) remaining() []int64 {
	out := make([]int64, 0, len(s.Lines)+1)
	for _, l := range s.Lines {
		out = append(out, l.Paid-l.BackPaid)
	}
	return append(out, s.Shipping-s.ShipBack)
}

// part is a settlement's share of a chargeback in the words of a refund. When everything
// goes, all units go, so that no share of any discount is left.
func (s *Settlement) part(shares []int64, all bool) payments.RefundIntent {
	in := payments.RefundIntent{
		Order: s.Order, VendorOrder: s.VendorOrder, Vendor: s.Vendor, Shipping: shares[len(s.Lines)], Amount: s.amountOf(shares[len(s.Lines)]),
	}
	for i, l := range s.Lines {
		r := payments.RefundLine{Line: l.ID, Amount: shares[i]}
		if all {
			r.Quantity = l.Units - l.BackUnits
		}
		if r.Amount != 0 || r.Quantity != 0 {
			in.Lines = append(in.Lines, r)
			in.Amount.Minor += r.Amount
		}
	}
	return in
}

// ApplyChargeback is the reaction to a lost dispute that is spread: each settlement gives
// what is its part, like for a refund, and is free again.
func (s *Service) ApplyChargeback(ctx context.Context, _ ChargebackPlanned, cause store.Cause) error {
	c, err := s.chargebacks.Get(ctx, cause.ID)
	if err != nil {
		return fmt.Errorf("load chargeback: %w", err)
	}
	now := s.Clock.Now()
	for _, in := range c.Parts {
		if err := s.settlements.Update(ctx, settlementID(in.VendorOrder), func(x *Settlement) error {
			if x.applied(in.ID) != nil {
				return nil
			}
			a, code, err := x.take(in, now)
			if err != nil {
				return err
			}
			if code != "" {
				return markthalle.Errorf(markthalle.Conflict, code, "%s has less left than the chargeback takes.", x.VendorOrder)
			}
			a.Chargeback = true
			x.Back += a.net()
			if a.After {
				x.owe(&a)
			}
			x.Applied = append(x.Applied, a)
			x.lift(disputeHold(c.Dispute))
			x.Emit(ChargebackApplied{Dispute: c.Dispute, Applied: a})
			return nil
		}); err != nil {
			return fmt.Errorf("charge back %s: %w", in.VendorOrder, err)
		}
	}
	return nil
}

// PostChargeback is the reaction to a vendor order's part of a lost dispute (J9b): the
// vendor gives what it had earned, the market its commission; the operator's discount
// comes back, points are forfeited.
func (s *Service) PostChargeback(ctx context.Context, e ChargebackApplied, cause store.Cause) error {
	x, err := s.settlements.Get(ctx, cause.ID)
	if err != nil {
		return fmt.Errorf("load settlement: %w", err)
	}
	a, account := e.Applied, ledger.VendorHeld(x.Vendor)
	if a.After {
		account = ledger.VendorPayable(x.Vendor)
	}
	t := ledger.Transaction{
		Meta: store.Meta{ID: "dispute:" + e.Dispute + ":lost:" + string(x.VendorOrder)}, Kind: ledger.KindDispute, Currency: x.Currency,
		EffectiveAt: a.At, Order: x.Order, VendorOrder: x.VendorOrder, Vendor: x.Vendor,
	}
	t.Debit(account, a.net())
	t.Debit(ledger.RevCommission, a.Commission)
	t.Debit(s.vatAccount(x.vatLine().Fee.VATTreatment), a.VAT)
	t.Credit(ledger.DisputeSuspense, a.Cash)
	t.Credit(ledger.PromoPlatform, a.Operator)
	t.Credit(ledger.RevBreakage, a.Points)
	for _, err := range s.Ledger.PostAll(ctx, []ledger.Transaction{t, x.cover(a)}) {
		if err != nil {
			return fmt.Errorf("post chargeback: %w", err)
		}
	}
	return nil
}

// AskBack is the reaction to a vendor order's part of a lost dispute: what was
// transferred for it is asked back (J9c); what cannot be had stays a debt.
func (s *Service) AskBack(ctx context.Context, e ChargebackApplied, cause store.Cause) error {
	x, err := s.settlements.Get(ctx, cause.ID)
	if err != nil {
		return fmt.Errorf("load settlement: %w", err)
	}
	return s.reverse(ctx, &x, &e.Applied)
}

// PostChargebackRest is the reaction to a lost dispute that is spread: what the market
// bears (J9b′), what was owed to the buyer already, and what nobody had claimed.
func (s *Service) PostChargebackRest(ctx context.Context, _ ChargebackPlanned, cause store.Cause) error {
	c, err := s.chargebacks.Get(ctx, cause.ID)
	if err != nil {
		return fmt.Errorf("load chargeback: %w", err)
	}
	t := ledger.Transaction{
		Meta: store.Meta{ID: "dispute:" + c.Dispute + ":lost"}, Kind: ledger.KindDispute, Currency: c.Amount.Currency,
		EffectiveAt: c.CreatedAt, Order: c.Order, StripeIDs: []string{c.Charge},
	}
	t.Debit(ledger.ExpBadDebt, c.BadDebt)
	t.Debit(ledger.RefundsPayable, c.Refunded)
	t.Debit(ledger.SuspenseUnmatched, c.Stray)
	t.Credit(ledger.DisputeSuspense, c.BadDebt+c.Refunded+c.Stray)
	return s.Ledger.Post(ctx, t)
}
