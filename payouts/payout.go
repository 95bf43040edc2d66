package payouts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// PayoutState is where a payout stands.
type PayoutState string

// The states of a payout.
const (
	Collecting PayoutState = "due"         // it claims what is open
	InTransfer PayoutState = "in_transfer" // its plan is frozen, transfers are being made
	PaidState  PayoutState = "paid"        // all its transfers are made
	Carried    PayoutState = "carried"     // nothing was paid: the claims are free again
	HeldBack   PayoutState = "held"        // some transfers are refused for now
)

// Payout is what one vendor is paid in one currency in one cycle.
type Payout struct {
	store.Meta `bson:",inline"` // id po_<vendor>_<currency>_<cycle>

	Vendor   markthalle.VendorID `bson:"vendor"`
	Currency money.Currency      `bson:"currency"`
	Cycle    string              `bson:"cycle"`
	On       time.Time           `bson:"on"`
	State    PayoutState         `bson:"state"`
	Reason   string              `bson:"reason,omitempty"` // why it is carried or held
	Items    []Item              `bson:"items"`
	Parts    []Part              `bson:"parts"`
	Total    int64               `bson:"total"`
	PaidAt   time.Time           `bson:"paid_at"`
}

// Item is one settlement that a payout has claimed; a negative amount is a debt.
type Item struct {
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Number      string                   `bson:"number"`
	Amount      int64                    `bson:"amount"`
	Pays        int64                    `bson:"pays"` // of it, what is transferred after debts
	// Reserved is what the reserve keeps of this order besides; FromReserve is what of
	// the amount it gave back.
	Reserved    int64 `bson:"reserved,omitempty"`
	FromReserve int64 `bson:"from_reserve,omitempty"`
}

// Part is one transfer of a payout.
type Part struct {
	Transfer    markthalle.TransferID    `bson:"transfer"`
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order"`
	Order       markthalle.OrderID       `bson:"order"`
	Amount      int64                    `bson:"amount"`
	Source      string                   `bson:"source,omitempty"`
	Done        bool                     `bson:"done"`
	Code        string                   `bson:"code,omitempty"` // of the last refusal
}

// Reserved sums what the reserve keeps of the orders of a payout, and FromReserve what it
// gave back to be paid with it; both in minor units.
func (p *Payout) Reserved() (kept, back int64) {
	for _, it := range p.Items {
		kept += it.Reserved
		back += it.FromReserve
	}
	return kept, back
}

// maxItems bounds how many settlements one payout claims (PAY-52); what is left is the
// next page's.
const maxItems = 200

func payoutID(v markthalle.VendorID, c money.Currency, cycle string) string {
	return payoutsOf(v) + strings.ToLower(string(c)) + "_" + cycle
}

// payoutsOf is how the ids of a vendor's payouts begin.
func payoutsOf(v markthalle.VendorID) string { return "po_" + markthalle.Body(v) + "_" }

// Run pays every vendor that has something open, and tries again what was refused. The
// cycle names the run: a run that is repeated continues where it stopped. It returns
// the payouts that it touched. Vendors that another run is collecting for are left to
// it; the error then is ErrRunning, and the rest is done.
func (s *Service) Run(ctx context.Context, actor markthalle.Actor, cycle string) ([]Payout, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return nil, err
	}
	var out []Payout
	var errs []error
	for _, key := range []PayoutState{Collecting, HeldBack, InTransfer} {
		again, err := s.resumeAll(ctx, key)
		out, errs = append(out, again...), append(errs, err)
	}
	keys, err := s.openKeys(ctx)
	if err != nil {
		return out, errors.Join(append(errs, err)...)
	}
	for _, k := range keys {
		vendor, currency, _ := strings.Cut(k, "|")
		for page := 1; ; page++ {
			id := cycle
			if page > 1 {
				id = fmt.Sprintf("%s_%d", cycle, page)
			}
			p, more, err := s.payVendor(ctx, markthalle.VendorID(vendor), money.Currency(currency), id)
			if err != nil {
				errs = append(errs, fmt.Errorf("pay %s: %w", vendor, err))
				break
			}
			out = append(out, p)
			if !more {
				break
			}
		}
	}
	return out, errors.Join(errs...)
}

// openKeys lists the vendors and currencies with something open, once each.
func (s *Service) openKeys(ctx context.Context) ([]string, error) {
	seen := map[string]bool{}
	err := s.settlements.Scan(ctx, store.Query{Index: "opens"}, func(x Settlement) error {
		seen[x.OpenKey] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find open settlements: %w", err)
	}
	out := make([]string, 0, len(seen))
	for k := range seen {
		out = append(out, k)
	}
	sort.Strings(out)
	return out, nil
}

// payVendor makes or continues one page of a vendor's payout in a cycle.
func (s *Service) payVendor(ctx context.Context, v markthalle.VendorID, c money.Currency, cycle string) (Payout, bool, error) {
	id := payoutID(v, c, cycle)
	p, err := s.payouts.Insert(ctx, Payout{
		Meta: store.Meta{ID: id}, Vendor: v, Currency: c, Cycle: cycle, On: s.Clock.Now(), State: Collecting,
	})
	if errors.Is(err, store.ErrExists) {
		p, err = s.payouts.Get(ctx, id)
	}
	if err != nil {
		return Payout{}, false, fmt.Errorf("store payout: %w", err)
	}
	if p.State != Collecting {
		return p, false, nil
	}
	var more bool
	err = s.alone(ctx, collecting, v, c, func() error {
		if p, err = s.payouts.Get(ctx, id); err != nil || p.State != Collecting {
			return err
		}
		p, more, err = s.collect(ctx, p)
		return err
	})
	return p, more, err
}

// collect claims what is open and freezes the plan.
func (s *Service) collect(ctx context.Context, p Payout) (Payout, bool, error) {
	reason, err := s.stopped(ctx, p.Vendor)
	if err != nil {
		return p, false, err
	}
	items, more, err := s.claim(ctx, p)
	if err != nil {
		return p, false, err
	}
	total := int64(0)
	for _, it := range items {
		total += it.Amount
	}
	switch {
	case reason != "":
	case total <= 0:
		reason = "negative_balance"
	case total < s.Policy.Minimum:
		reason = "below_minimum"
	}
	if len(items) == 0 {
		reason = "nothing_open"
	}
	if reason != "" {
		p, err = s.carry(ctx, p, items, reason)
		return p, false, err
	}
	parts, err := s.plan(ctx, p, items)
	if err != nil {
		return p, false, err
	}
	p, err = s.payouts.Modify(ctx, p.ID, func(q *Payout) error {
		if q.State != Collecting {
			return nil
		}
		q.State, q.Items, q.Parts, q.Total = InTransfer, items, parts, total
		q.Emit(Planned{})
		return nil
	})
	return p, more, err
}

// stopped says why a vendor cannot be paid now, "" when nothing stands against it.
func (s *Service) stopped(ctx context.Context, v markthalle.VendorID) (string, error) {
	seller, err := s.Vendors.Get(ctx, v)
	if err != nil {
		return "", fmt.Errorf("load vendor: %w", err)
	}
	if !seller.Transferable {
		return "payouts_disabled", nil
	}
	holds, err := s.Holds(ctx, v)
	if err != nil {
		return "", fmt.Errorf("load holds: %w", err)
	}
	if len(holds) > 0 {
		return holds[0].Kind, nil
	}
	return "", nil
}

// plan turns items into transfers: debts reduce the oldest parts first, and each part
// draws on its order's charge as far as that goes, the rest on the platform's balance
// (PAY-26).
func (s *Service) plan(ctx context.Context, p Payout, items []Item) ([]Part, error) {
	debt := int64(0)
	for _, it := range items {
		if it.Amount < 0 {
			debt -= it.Amount
		}
	}
	var parts []Part
	for i := range items {
		it := &items[i]
		if it.Amount <= 0 {
			continue
		}
		off := min(debt, it.Amount)
		debt -= off
		it.Pays = it.Amount - off
		if it.Pays == 0 {
			continue
		}
		id := markthalle.TransferID(fmt.Sprintf("tr_%s_%s", markthalle.Body(it.VendorOrder), p.Cycle))
		got, charge, err := s.Payments.Allocate(ctx, it.Order, id, it.Pays)
		if err != nil {
			return nil, fmt.Errorf("allocate %s: %w", it.VendorOrder, err)
		}
		if got > 0 {
			parts = append(parts, Part{Transfer: id, VendorOrder: it.VendorOrder, Order: it.Order, Amount: got, Source: charge})
		}
		if rest := it.Pays - got; rest > 0 {
			parts = append(parts, Part{Transfer: id + "b", VendorOrder: it.VendorOrder, Order: it.Order, Amount: rest})
		}
	}
	return parts, nil
}

// MakeTransfers is the reaction to a frozen plan: every part that is not done is handed
// to payments.
func (s *Service) MakeTransfers(ctx context.Context, _ Planned, c store.Cause) error {
	p, err := s.payouts.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load payout: %w", err)
	}
	return s.transfer(ctx, p)
}

func (s *Service) transfer(ctx context.Context, p Payout) error {
	for _, part := range p.Parts {
		if part.Done {
			continue
		}
		err := s.settlements.Update(ctx, settlementID(part.VendorOrder), func(x *Settlement) error {
			if x.transfer(part.Transfer) == nil {
				if len(x.Transfers) >= maxTransfers {
					return markthalle.Errorf(markthalle.Conflict, "payouts.too_many_transfers", "%s has too many transfers.", x.ID)
				}
				x.Transfers = append(x.Transfers, Transfer{ID: part.Transfer, Amount: part.Amount})
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("note transfer: %w", err)
		}
		if err := s.Payments.CreateTransfer(ctx, payments.TransferIntent{
			ID: part.Transfer, VendorOrder: part.VendorOrder, Order: part.Order, Vendor: p.Vendor,
			Payout: markthalle.PayoutID(p.ID), Amount: money.New(part.Amount, p.Currency), Source: part.Source,
		}); err != nil {
			return fmt.Errorf("plan transfer %s: %w", part.Transfer, err)
		}
	}
	return nil
}

// PostTransfer is the reaction to a transfer that is made (J6b): the vendor's account has it
// (J10a).
func (s *Service) PostTransfer(ctx context.Context, e payments.TransferDone, _ store.Cause) error {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "transfer:" + string(e.Transfer)}, Kind: ledger.KindTransfer, Currency: e.Amount.Currency,
		EffectiveAt: e.At, Order: e.Order, VendorOrder: e.VendorOrder, Vendor: e.Vendor, StripeIDs: []string{e.Provider},
	}
	t.Debit(ledger.VendorPayable(e.Vendor), e.Amount.Minor)
	t.Credit(ledger.StripeAvailable, e.Amount.Minor)
	return s.postFunded(ctx, t)
}

// SettleTransfer is the reaction to a transfer that is made: its settlement is paid by
// as much.
func (s *Service) SettleTransfer(ctx context.Context, e payments.TransferDone, _ store.Cause) error {
	err := s.settlements.Update(ctx, settlementID(e.VendorOrder), func(x *Settlement) error {
		t := x.transfer(e.Transfer)
		if t == nil || t.Done {
			return nil
		}
		t.Done = true
		x.Paid += e.Amount.Minor
		return nil
	})
	return err
}

// FinishPart is the reaction to a transfer that is made: when it was the payout's last,
// the payout is paid.
func (s *Service) FinishPart(ctx context.Context, e payments.TransferDone, _ store.Cause) error {
	return s.note(ctx, e.Payout, e.Transfer, e.At, "")
}

// HoldPart is the reaction to a transfer that was refused: the payout shows why and is
// tried again by the next run.
func (s *Service) HoldPart(ctx context.Context, e payments.TransferRefused, _ store.Cause) error {
	return s.note(ctx, e.Payout, e.Transfer, s.Clock.Now(), e.Code)
}

func (s *Service) note(ctx context.Context, id markthalle.PayoutID, tr markthalle.TransferID, at time.Time, code string) error {
	err := s.payouts.Update(ctx, string(id), func(p *Payout) error {
		i := slices.IndexFunc(p.Parts, func(x Part) bool { return x.Transfer == tr })
		if i < 0 || p.State == PaidState || p.Parts[i].Done {
			return nil
		}
		p.Parts[i].Done, p.Parts[i].Code = code == "", code
		p.State, p.Reason = InTransfer, ""
		all := true
		for _, x := range p.Parts {
			all = all && x.Done
			if x.Code != "" {
				p.State, p.Reason = HeldBack, x.Code
			}
		}
		if all {
			p.State, p.PaidAt, p.Reason = PaidState, at, ""
			p.Emit(PaidOut{Payout: id, Vendor: p.Vendor, Amount: money.New(p.Total, p.Currency), At: at})
		}
		return nil
	})
	return err
}

// resumeAll continues the payouts in a state: collecting ones collect, the others are
// handed to payments again.
func (s *Service) resumeAll(ctx context.Context, state PayoutState) ([]Payout, error) {
	var list []Payout
	err := s.payouts.Scan(ctx, store.Query{Index: "state", Eq: []any{string(state)}}, func(p Payout) error {
		list = append(list, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find payouts: %w", err)
	}
	var errs []error
	for i, p := range list {
		if state == Collecting {
			list[i], _, err = s.payVendor(ctx, p.Vendor, p.Currency, p.Cycle)
		} else {
			err = s.transfer(ctx, p)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.ID, err))
		}
	}
	return list, errors.Join(errs...)
}

// NextRun returns when payouts run by themselves after a moment; the zero time when
// they never do.
func (s *Service) NextRun(after time.Time) time.Time {
	day := time.Date(after.Year(), after.Month(), after.Day(), 0, 0, 0, 0, time.UTC).AddDate(0, 0, 1)
	switch s.Policy.Schedule {
	case Daily:
		return day
	case Weekly:
		for day.Weekday() != time.Monday {
			day = day.AddDate(0, 0, 1)
		}
		return day
	case Monthly:
		return time.Date(after.Year(), after.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	case Manual:
	}
	return time.Time{}
}

// RunScheduled is the run of a day.
func (s *Service) RunScheduled(ctx context.Context, due time.Time) error {
	_, err := s.Run(ctx, markthalle.SystemActor("payouts.schedule"), due.Format("20060102"))
	return err
}
