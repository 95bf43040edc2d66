package payouts

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Balance is what a vendor has coming, in one currency.
type Balance struct {
	Currency   money.Currency
	Pending    int64 // earned, and held until the buyer can no longer send it back
	OnHold     int64 // held for a typed reason
	Reserved   int64 // in the rolling reserve
	Available  int64 // released, to be paid next
	InTransfer int64 // claimed by a payout that is under way
	Owed       int64 // what the vendor owes
	Waiting    []Waiting
	Reserves   []Reserve     // what Reserved consists of, soonest first, at most 50
	Policy     ReservePolicy // by which parts of releases are kept
	Next       *NextPayout
}

// Waiting is money of one order and until when it waits, and why.
type Waiting struct {
	VendorOrder markthalle.VendorOrderID
	Number      string
	Amount      int64
	Until       time.Time // zero while nobody knows
	Reason      string    // in_hold, not_shipped, not_delivered, or the kind of a hold
}

// NextPayout is when the next payout runs and what it would pay as things stand.
type NextPayout struct {
	On     time.Time
	Amount int64
}

// maxWaiting bounds the list of what waits; the sums are over everything.
const maxWaiting = 50

// BalanceOf returns a vendor's balances, one for each currency with movements; at least
// the given one.
func (s *Service) BalanceOf(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency) (Balance, error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return Balance{}, err
	}
	held, err := s.Ledger.Balance(ctx, ledger.VendorHeld(vendor), c)
	if err != nil {
		return Balance{}, fmt.Errorf("held balance: %w", err)
	}
	payable, err := s.Ledger.Balance(ctx, ledger.VendorPayable(vendor), c)
	if err != nil {
		return Balance{}, fmt.Errorf("payable balance: %w", err)
	}
	reserve, err := s.Ledger.Balance(ctx, ledger.VendorReserve(vendor), c)
	if err != nil {
		return Balance{}, fmt.Errorf("reserve balance: %w", err)
	}
	b := Balance{Currency: c, Pending: -held, Reserved: -reserve}
	open, claimed, err := s.openOf(ctx, vendor, c)
	if err != nil {
		return Balance{}, err
	}
	b.InTransfer = max(0, claimed)
	if rest := -payable - b.InTransfer; rest >= 0 {
		b.Available = rest
	} else {
		b.Owed = -rest
	}
	holds, err := s.Holds(ctx, vendor)
	if err != nil {
		return Balance{}, fmt.Errorf("load holds: %w", err)
	}
	if len(holds) > 0 {
		b.OnHold, b.Available = b.Available, 0
	}
	if b.Waiting, err = s.waiting(ctx, vendor, c); err != nil {
		return Balance{}, err
	}
	if b.Policy, err = s.reservePolicy(ctx, vendor, c); err != nil {
		return Balance{}, err
	}
	if b.Reserves, err = s.reservesOf(ctx, vendor, c); err != nil {
		return Balance{}, err
	}
	if on := s.NextRun(s.Clock.Now()); !on.IsZero() {
		due, err := b.dueBefore(on)
		if err != nil {
			return Balance{}, err
		}
		b.Next = &NextPayout{On: on, Amount: max(0, open+due)}
	}
	return b, nil
}

// openOf sums what is open and what payouts have claimed and not transferred.
func (s *Service) openOf(ctx context.Context, v markthalle.VendorID, c money.Currency) (open, claimed int64, err error) {
	err = s.settlements.Scan(ctx, store.Query{Index: "open", Eq: []any{openKey(v, c)}}, func(x Settlement) error {
		open += x.Open
		return nil
	})
	if err != nil {
		return 0, 0, fmt.Errorf("sum open settlements: %w", err)
	}
	for _, state := range []PayoutState{Collecting, InTransfer, HeldBack} {
		err = s.payouts.Scan(ctx, store.Query{Index: "vendor_state", Eq: []any{string(v), string(state)}}, func(p Payout) error {
			for _, part := range p.Parts {
				if !part.Done && p.Currency == c {
					claimed += part.Amount
				}
			}
			return nil
		})
		if err != nil {
			return 0, 0, fmt.Errorf("sum payouts: %w", err)
		}
	}
	return open, claimed, nil
}

// waiting lists what is held, soonest first.
func (s *Service) waiting(ctx context.Context, v markthalle.VendorID, c money.Currency) ([]Waiting, error) {
	now := s.Clock.Now()
	page, err := s.settlements.Find(ctx, store.Query{
		Index: "vendor_state", Eq: []any{string(v), string(Held)}, Desc: true, Page: markthalle.PageQuery{Limit: maxWaiting},
	})
	if err != nil {
		return nil, fmt.Errorf("list held settlements: %w", err)
	}
	var out []Waiting
	for i := range page.Items {
		x := &page.Items[i]
		if x.Currency != c || x.held() == 0 {
			continue
		}
		w := Waiting{VendorOrder: x.VendorOrder, Number: x.Number, Amount: x.held(), Until: x.ReleaseAt, Reason: "in_hold"}
		switch h := x.blocked(now); {
		case h != nil:
			w.Reason, w.Until = h.Kind, h.Until
		case x.ShippedAt.IsZero() && x.DeliveredAt.IsZero():
			w.Reason = "not_shipped"
		case x.DeliveredAt.IsZero():
			w.Reason = "not_delivered"
		}
		out = append(out, w)
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].Until.IsZero() != out[j].Until.IsZero() {
			return out[j].Until.IsZero()
		}
		return out[i].Until.Before(out[j].Until)
	})
	return out, nil
}

// dueBefore sums what will be released before a moment as things stand, less what the
// reserve will keep of it, and what the reserve will give back.
func (b *Balance) dueBefore(at time.Time) (int64, error) {
	var sum int64
	k := keeper{policy: b.Policy, have: b.Reserved}
	for _, x := range b.Reserves {
		if !x.Until.IsZero() && !x.Until.After(at) {
			sum += x.Amount
			k.have -= x.Amount
		}
	}
	for _, w := range b.Waiting {
		if w.Until.IsZero() || w.Until.After(at) || w.Reason != "in_hold" && w.Reason != "not_delivered" {
			continue
		}
		kept, err := k.keep(w.Amount)
		if err != nil {
			return 0, err
		}
		k.have += kept
		sum += w.Amount - kept
	}
	return sum, nil
}

// Payouts lists a vendor's payouts, newest first.
func (s *Service) Payouts(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[Payout], error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return markthalle.Page[Payout]{}, err
	}
	return s.payouts.Find(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, Desc: true, Page: page})
}

// PayoutsIn lists the payouts in a state, newest first, for operators.
func (s *Service) PayoutsIn(ctx context.Context, actor markthalle.Actor, state PayoutState, page markthalle.PageQuery) (markthalle.Page[Payout], error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return markthalle.Page[Payout]{}, err
	}
	return s.payouts.Find(ctx, store.Query{Index: "state", Eq: []any{string(state)}, Desc: true, Page: page})
}

// Payout returns one payout to its vendor or an operator. Error: not_found.
func (s *Service) Payout(ctx context.Context, actor markthalle.Actor, id markthalle.PayoutID) (Payout, error) {
	if actor.Kind == markthalle.Vendor && !strings.HasPrefix(string(id), payoutsOf(actor.Vendor)) {
		return Payout{}, markthalle.ErrNotFound // not looked for: an answer takes as long whether it is there or not
	}
	p, err := s.payouts.Get(ctx, string(id))
	if err != nil {
		return Payout{}, err
	}
	return p, actor.RequireFor(markthalle.LedgerRead, p.Vendor)
}

// LedgerRow is one movement on a vendor's accounts.
type LedgerRow struct {
	ID          string
	At          time.Time
	Kind        string
	Account     string // held, payable or reserve
	Amount      int64  // positive: to the vendor
	Order       markthalle.OrderID
	VendorOrder markthalle.VendorOrderID
	Note        string
}

// AccountState is an account of a vendor at a moment: its balance and a page of the movements
// that made it, newest first; positive is in the vendor's favour.
type AccountState struct {
	markthalle.Page[LedgerRow]
	Balance int64 // of the first page; later ones go on from it
}

// LedgerOf returns what is held for a vendor, payable to it, or in the reserve, just before a
// moment; without a moment now. Errors: not_found for another vendor's, Invalid
// "request.invalid" for an account that it does not have.
func (s *Service) LedgerOf(
	ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, part string, c money.Currency, at *time.Time, page markthalle.PageQuery,
) (AccountState, error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return AccountState{}, err
	}
	account := ledger.VendorHeld(vendor)
	switch part {
	case "held":
	case "payable":
		account = ledger.VendorPayable(vendor)
	case "reserve":
		account = ledger.VendorReserve(vendor)
	default:
		return AccountState{}, &markthalle.Error{
			Kind: markthalle.Invalid, Code: "request.invalid", Text: "There is no such account.",
			Fields: []markthalle.Field{{Pointer: "/account", Code: "not_allowed", Message: "There is no such account.", Found: part, Wanted: "held, payable, reserve"}},
		}
	}
	was, err := s.Ledger.AsOf(ctx, account, c, at, page)
	if err != nil {
		return AccountState{}, err
	}
	return AccountState{Balance: -was.Balance, Page: markthalle.MapPage(was.Page, func(r ledger.Row) LedgerRow {
		return LedgerRow{
			ID: r.Transaction.ID, At: r.Transaction.EffectiveAt, Kind: r.Transaction.Kind, Account: part, Amount: -r.Amount,
			Order: r.Transaction.Order, VendorOrder: r.Transaction.VendorOrder, Note: r.Transaction.Note,
		}
	})}, nil
}

// Equation is one side of the books against another.
type Equation struct {
	Name        string
	Left, Right int64
}

// Holds reports whether both sides are equal.
func (e Equation) Holds() bool { return e.Left == e.Right }

// Proof returns the equations between an order's settlements, its payment and its
// ledger entries: what was paid is what was split, what was refunded is what was taken,
// what was transferred is what was booked (PAY-82, PAY-86).
func (s *Service) Proof(ctx context.Context, order markthalle.OrderID) ([]Equation, error) {
	list, err := s.SettlementsOf(ctx, order)
	if err != nil {
		return nil, fmt.Errorf("load settlements: %w", err)
	}
	entries, err := s.Ledger.ByOrder(ctx, order)
	if err != nil {
		return nil, fmt.Errorf("load entries: %w", err)
	}
	on := func(account string) int64 {
		var sum int64
		for _, t := range entries {
			for _, l := range t.Lines {
				if l.Account == account {
					sum += l.Amount
				}
			}
		}
		return sum
	}
	var all int64
	for _, t := range entries {
		for _, l := range t.Lines {
			all += l.Amount
		}
	}
	out := []Equation{{Name: "debits = credits", Left: all, Right: 0}}
	p, err := s.Payments.Payment(ctx, order)
	switch {
	case err == nil:
		out = append(out, s.paymentProof(list, p.Paid(), p.Total.Minor)...)
	case !errors.Is(err, markthalle.ErrNotFound):
		return nil, fmt.Errorf("load payment: %w", err)
	}
	for _, x := range list {
		out = append(out,
			Equation{Name: "held of " + string(x.Vendor), Left: x.held(), Right: -on(ledger.VendorHeld(x.Vendor))},
			Equation{
				Name: "payable of " + string(x.Vendor), Right: -on(ledger.VendorPayable(x.Vendor)),
				Left: x.Released - x.Reserved - x.Paid + x.Reversed - x.backAfter(),
			},
			Equation{Name: "reserve of " + string(x.Vendor), Left: x.Reserved, Right: -on(ledger.VendorReserve(x.Vendor))},
		)
	}
	return out, nil
}

func (s *Service) paymentProof(list []Settlement, paid, total int64) []Equation {
	var sold, back int64
	for _, x := range list {
		for _, a := range x.Applied {
			if a.Chargeback { // the bank took it; it is no refund of the payment
				back -= a.Cash
			}
		}
		sold += x.Shipping
		back += x.ShipBack
		for _, l := range x.Lines {
			sold += l.Paid
			back += l.BackPaid
		}
	}
	if len(list) == 0 {
		return nil
	}
	return []Equation{
		{Name: "settlements = payment", Left: sold, Right: total},
		{Name: "payment − refunds = settlements − refunds", Left: paid, Right: sold - back},
	}
}

// backAfter is what refunds took after the release.
func (s *Settlement) backAfter() int64 {
	var sum int64
	for _, a := range s.Applied {
		if a.After && a.Rejected == "" {
			sum += a.net()
		}
	}
	return sum
}
