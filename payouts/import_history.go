package payouts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// PastSale is an order of another market whose money moved before that market came here.
type PastSale struct {
	Order *orders.Order
	// Paid is what the buyer paid by the old market's books. What differs from the
	// order's total was rounded there and is booked as rounding (PAY-72).
	Paid  int64
	Parts []PastMoney // of each of Order.Parts, in their order
}

// PastMoney is what became of the money of one part.
type PastMoney struct {
	ShippedAt   time.Time
	DeliveredAt time.Time
	CancelledAt time.Time // the buyer got everything back then
}

// Settled is the outcome of one past sale.
type Settled struct {
	Settlements []Settlement
	Existed     bool // all of it was booked by an earlier run
	Err         error
}

// KindImportRounding is the kind of the entry that books what an old market rounded.
const KindImportRounding = "import_rounding"

// importNote marks what was booked for money that moved before the market came here.
const importNote = "imported: this money moved before the market came here"

// ReleaseTime returns when the money of a part is the vendor's by the policy: the hold
// after delivery, or the longer one after shipping; zero when it was never shipped.
func (s *Service) ReleaseTime(shipped, delivered time.Time) time.Time {
	switch {
	case !delivered.IsZero():
		return delivered.Add(s.Policy.Hold)
	case !shipped.IsZero():
		return shipped.Add(s.Policy.ShippedHold)
	}
	return time.Time{}
}

// ImportHistory books past sales: the sale, the commission, for cancelled parts the
// refund, and the settlements, by the code that books sales here. The market's own bank
// account stands in for the provider's, which never saw this money. What was due by the
// policy before now is booked as released and paid out, marked by a note and with
// nothing left open, so that no run of payouts pays it again; the rest is held and goes
// the way of every sale.
//
// It belongs to the system. A sale that was booked is not booked again. Each sale has
// its own outcome, in the order of the list.
func (s *Service) ImportHistory(ctx context.Context, actor markthalle.Actor, list []PastSale) ([]Settled, error) {
	if actor.Kind != markthalle.System {
		return nil, markthalle.ErrPermission
	}
	out := make([]Settled, len(list))
	if err := s.booked(ctx, list, out); err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	var entries []ledger.Transaction
	var of []int
	for i := range list {
		if out[i].Existed {
			continue
		}
		var posts []ledger.Transaction
		if posts, out[i].Settlements, out[i].Err = s.past(&list[i], now); out[i].Err != nil {
			continue
		}
		for _, t := range posts {
			entries, of = append(entries, t), append(of, i)
		}
	}
	for n, err := range s.Ledger.PostAll(ctx, entries) {
		if err != nil && out[of[n]].Err == nil {
			out[of[n]].Err = fmt.Errorf("post %s: %w", entries[n].ID, err)
		}
	}
	var docs []Settlement
	of = of[:0]
	for i := range out { // after the entries: no refund is booked before its sale (PAY-65)
		if out[i].Err == nil && !out[i].Existed {
			for _, x := range out[i].Settlements {
				docs, of = append(docs, x), append(of, i)
			}
		}
	}
	for n, err := range s.settlements.InsertMany(ctx, docs) {
		if err != nil && !errors.Is(err, store.ErrExists) {
			out[of[n]].Err = fmt.Errorf("store settlement %s: %w", docs[n].ID, err)
		}
	}
	return out, nil
}

// booked fills in what an earlier run has booked to its end.
func (s *Service) booked(ctx context.Context, list []PastSale, out []Settled) error {
	var ids []string
	for i := range list {
		for _, p := range list[i].Order.Parts {
			ids = append(ids, settlementID(p.VendorOrder))
		}
	}
	stored, err := s.settlements.GetMany(ctx, ids)
	if err != nil {
		return fmt.Errorf("load settlements: %w", err)
	}
	known := make(map[string]Settlement, len(stored))
	for _, x := range stored {
		known[x.ID] = x
	}
	for i := range list {
		for _, p := range list[i].Order.Parts {
			if x, ok := known[settlementID(p.VendorOrder)]; ok {
				out[i].Settlements = append(out[i].Settlements, x)
			}
		}
		out[i].Existed = len(out[i].Settlements) == len(list[i].Order.Parts)
	}
	return nil
}

// past returns the entries and settlements of a past sale.
func (s *Service) past(x *PastSale, now time.Time) ([]ledger.Transaction, []Settlement, error) {
	o := x.Order
	if len(x.Parts) != len(o.Parts) {
		return nil, nil, markthalle.Errorf(markthalle.Invalid, "payouts.past", "Every part of %s needs an outcome.", o.ID)
	}
	j1 := sale(o, o.PaidAt)
	for i := range j1.Lines {
		if j1.Lines[i].Account == ledger.StripePending {
			j1.Lines[i].Account = ledger.BankMain
		}
	}
	j1.Note = importNote
	rounding := ledger.Transaction{
		Meta: store.Meta{ID: "import-rounding:" + o.ID}, Kind: KindImportRounding, Currency: o.Currency, EffectiveAt: o.PaidAt,
		Order: markthalle.OrderID(o.ID), Note: importNote,
	}
	rounding.Debit(ledger.BankMain, x.Paid-o.Total)
	rounding.Credit(ledger.ExpRounding, x.Paid-o.Total)
	entries := []ledger.Transaction{j1, s.commissionOf(o, o.PaidAt), rounding}
	var list []Settlement
	for i := range o.Parts {
		st := newSettlement(o, &o.Parts[i], o.PaidAt)
		more, err := s.pastPart(&st, x.Parts[i], now)
		if err != nil {
			return nil, nil, err
		}
		entries, list = append(entries, more...), append(list, st)
	}
	return entries, list, nil
}

// pastPart brings a settlement to where its money is and returns the entries of the way.
func (s *Service) pastPart(x *Settlement, past PastMoney, now time.Time) ([]ledger.Transaction, error) {
	x.ShippedAt, x.DeliveredAt = past.ShippedAt, past.DeliveredAt
	due := s.ReleaseTime(past.ShippedAt, past.DeliveredAt)
	var entries []ledger.Transaction
	if !past.CancelledAt.IsZero() {
		due = past.CancelledAt
		back, err := s.pastRefund(x, past.CancelledAt)
		if err != nil {
			return nil, err
		}
		entries = back
	}
	x.ReleaseAt, x.DueAt = due, due
	if due.IsZero() || due.After(now) {
		return entries, nil
	}
	amount := x.Earned - x.Back
	x.State, x.Released, x.Paid, x.DueAt = Releasable, amount, amount, time.Time{}
	entry := func(id, kind, from, to string) ledger.Transaction {
		t := ledger.Transaction{
			Meta: store.Meta{ID: id}, Kind: kind, Currency: x.Currency, EffectiveAt: due,
			Order: x.Order, VendorOrder: x.VendorOrder, Vendor: x.Vendor, Note: importNote,
		}
		t.Debit(from, amount)
		t.Credit(to, amount)
		return t
	}
	return append(entries,
		entry("release:"+string(x.VendorOrder)+":1", ledger.KindRelease, ledger.VendorHeld(x.Vendor), ledger.VendorPayable(x.Vendor)),
		entry("transfer:tr_"+markthalle.Body(x.VendorOrder)+"_import", ledger.KindTransfer, ledger.VendorPayable(x.Vendor), ledger.BankMain),
	), nil
}

// pastRefund takes everything back that a part has sold (J5a to J5c).
func (s *Service) pastRefund(x *Settlement, at time.Time) ([]ledger.Transaction, error) {
	in := payments.RefundIntent{
		ID: orders.PastRefundID(x.VendorOrder), Order: x.Order, VendorOrder: x.VendorOrder, Vendor: x.Vendor, Shipping: x.Shipping,
	}
	cash := x.Shipping
	for _, l := range x.Lines {
		in.Lines = append(in.Lines, payments.RefundLine{Line: l.ID, Quantity: l.Units, Amount: l.Paid})
		cash += l.Paid
	}
	in.Amount = money.New(cash, x.Currency)
	a, code, err := x.take(in, at)
	if err != nil {
		return nil, fmt.Errorf("refund of %s: %w", x.VendorOrder, err)
	}
	if code != "" {
		return nil, markthalle.Errorf(markthalle.Invalid, code, "%s cannot be paid back.", x.VendorOrder)
	}
	x.Back += a.net()
	x.Applied = append(x.Applied, a)
	entry := func(id, kind string) ledger.Transaction {
		return ledger.Transaction{
			Meta: store.Meta{ID: id + string(a.Refund)}, Kind: kind, Currency: x.Currency, EffectiveAt: at,
			Order: x.Order, VendorOrder: x.VendorOrder, Vendor: x.Vendor, Note: importNote,
		}
	}
	held := ledger.VendorHeld(x.Vendor)
	refund, back, paid := entry("refund:", ledger.KindRefundBefore), entry("refund-comm:", ledger.KindRefundCommission), entry("refund-paid:", ledger.KindRefundPaid)
	refund.Debit(held, a.leg())
	refund.Credit(ledger.RefundsPayable, a.Cash)
	refund.Credit(ledger.PromoPlatform, a.Operator)
	refund.Credit(ledger.LoyaltyLiability, a.Points)
	back.Debit(ledger.RevCommission, a.Commission)
	back.Debit(s.vatAccount(x.vatLine().Fee.VATTreatment), a.VAT)
	back.Credit(held, a.Commission+a.VAT)
	paid.Debit(ledger.RefundsPayable, a.Cash)
	paid.Credit(ledger.BankMain, a.Cash)
	return []ledger.Transaction{refund, back, paid}, nil
}
