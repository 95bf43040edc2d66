package payouts

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// Where a payout to a vendor's bank is, in the words of the memo book.
const (
	SentInTransit = "in_transit"
	SentPaid      = "paid"
	SentReturned  = "returned"
	SentDivided   = "divided" // part of it here, part of it there: nobody sends so
)

// accountObject names a vendor's account in one currency among the differences.
func accountObject(v markthalle.VendorID, c money.Currency) string { return openKey(v, c) }

func sortedCurrencies[T any](m map[money.Currency]T) []money.Currency {
	return slices.Sorted(maps.Keys(m))
}

// vendors holds the memo book against every vendor's account at the provider: what it has,
// and each payout to the bank that was made, or booked, in the span or changed in it.
func (x *comparison) vendors(ctx context.Context, from, to time.Time) error {
	list, err := x.s.accountsAtProvider(ctx)
	if err != nil {
		return err
	}
	if err := x.s.openBooks(ctx, list); err != nil {
		return err
	}
	balances, err := x.s.Ledger.Balances(ctx, ledger.ConnectedAll)
	if err != nil {
		return fmt.Errorf("list memo books: %w", err)
	}
	known := map[string]map[money.Currency]int64{}
	for _, b := range balances {
		if known[b.Account] == nil {
			known[b.Account] = map[money.Currency]int64{}
		}
		known[b.Account][b.Currency] = b.Balance
	}
	gone := map[markthalle.VendorID]bool{}
	for _, a := range list {
		err := x.vendor(ctx, a.Vendor, known[ledger.Connected(a.Vendor, ledger.ConnAvailable)], from, to)
		if gone[a.Vendor] = payments.Gone(err); err != nil && !gone[a.Vendor] {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(x.sent)) { // booked, and not among those that were listed
		if x.done[id] || gone[x.sent[id]] {
			continue
		}
		if err := x.payoutByID(ctx, x.sent[id], id); err != nil {
			return err
		}
	}
	return nil
}

// vendor compares one vendor's account: its balances, then its payouts. One that was made
// before the span may have come back in it.
func (x *comparison) vendor(ctx context.Context, vendor markthalle.VendorID, ours map[money.Currency]int64, from, to time.Time) error {
	theirs, err := x.held(ctx, vendor)
	if err != nil {
		return err
	}
	all := map[money.Currency]bool{}
	for c := range ours {
		all[c] = true
	}
	for c, n := range theirs {
		all[c] = all[c] || n != 0
	}
	for _, c := range sortedCurrencies(all) {
		if !all[c] {
			continue
		}
		if err := x.account(ctx, vendor, c, theirs[c]); err != nil {
			return err
		}
	}
	return x.s.Payments.PayoutsAtProvider(ctx, vendor, from.Add(-payments.LateFailure), to, func(p payments.ProviderPayout) error {
		return x.payout(ctx, vendor, p.ID, &p)
	})
}

// held is what the provider says that a vendor's account has, by currency.
func (x *comparison) held(ctx context.Context, vendor markthalle.VendorID) (map[money.Currency]int64, error) {
	list, err := x.s.Payments.ProviderBalances(ctx, vendor)
	if err != nil {
		return nil, fmt.Errorf("read balance of %s: %w", vendor, err)
	}
	out := map[money.Currency]int64{}
	for _, b := range list {
		out[b.Currency] += b.Available + b.Pending
	}
	return out, nil
}

// account compares what a vendor's account has in one currency with the memo book.
func (x *comparison) account(ctx context.Context, vendor markthalle.VendorID, c money.Currency, theirs int64) error {
	object := accountObject(vendor, c)
	ours, err := x.s.Ledger.Balance(ctx, ledger.Connected(vendor, ledger.ConnAvailable), c)
	if err != nil {
		return fmt.Errorf("memo book of %s: %w", vendor, err)
	}
	x.done[object] = true
	if ours != theirs {
		x.found = append(x.found, Difference{Kind: AccountDiffers, Object: object, Currency: c, Ours: ours, Theirs: theirs, Vendor: vendor})
	}
	return nil
}

// place is where the money of one payout is: on its way, at the bank.
type place struct{ transit, bank int64 }

func (p place) out() int64 { return p.transit + p.bank }

// state names a place; entries says whether anything is known about the payout at all.
func (p place) state(known bool) string {
	switch {
	case p.transit == 0 && p.bank == 0 && known:
		return SentReturned
	case p.transit == 0 && p.bank == 0:
		return ""
	case p.bank == 0:
		return SentInTransit
	case p.transit == 0:
		return SentPaid
	}
	return SentDivided
}

// placeAt is where the provider says that a payout's money is.
func placeAt(p *payments.ProviderPayout) place {
	switch {
	case p == nil || p.State == payments.PayoutFailed || p.State == payments.PayoutCanceled:
		return place{}
	case p.State == payments.PayoutPaid:
		return place{bank: p.Amount.Minor}
	}
	return place{transit: p.Amount.Minor}
}

// payoutByID compares a payout after reading it at the provider.
func (x *comparison) payoutByID(ctx context.Context, vendor markthalle.VendorID, id string) error {
	there, err := x.s.Payments.PayoutAtProvider(ctx, vendor, id)
	if errors.Is(err, markthalle.ErrNotFound) {
		return x.payout(ctx, vendor, id, nil)
	}
	if err != nil {
		return err
	}
	return x.payout(ctx, vendor, id, &there)
}

// payout compares one payout to a vendor's bank with what the memo book has of it.
func (x *comparison) payout(ctx context.Context, vendor markthalle.VendorID, id string, there *payments.ProviderPayout) error {
	if x.done[id] {
		return nil
	}
	x.done[id] = true
	d, _, err := x.payoutSides(ctx, vendor, id, there)
	if err != nil {
		return err
	}
	if d.Kind == "" {
		x.matched++
	} else {
		x.found = append(x.found, d)
	}
	return nil
}

// payoutSides says how the sides differ about a payout; the kind is empty when they do not.
// The place is theirs less ours: what the memo book would have to move to agree.
func (x *comparison) payoutSides(ctx context.Context, vendor markthalle.VendorID, id string, there *payments.ProviderPayout) (Difference, place, error) {
	d := Difference{Object: id, Vendor: vendor}
	entries, err := x.s.Ledger.ByProvider(ctx, id)
	if err != nil {
		return d, place{}, fmt.Errorf("find entries of %s: %w", id, err)
	}
	ours := map[money.Currency]place{}
	known := 0
	for i := range entries {
		t := &entries[i]
		if !t.InMemo() {
			continue
		}
		known++
		p := ours[t.Currency]
		p.transit += t.On(ledger.Connected(vendor, ledger.ConnInTransit))
		p.bank += t.On(ledger.Connected(vendor, ledger.ConnBank))
		ours[t.Currency] = p
		d.Currency = t.Currency
	}
	foreign := false
	if there != nil {
		d.Currency = there.Amount.Currency
		for c, p := range ours {
			foreign = foreign || c != d.Currency && p != place{}
		}
	}
	mine, theirs := ours[d.Currency], placeAt(there)
	d.Ours, d.Theirs = mine.out(), theirs.out()
	d.OursState, d.TheirsState = mine.state(known > 0), theirs.state(there != nil)
	switch {
	case mine == theirs && !foreign && (known > 0 || there == nil):
		d.OursState, d.TheirsState = "", ""
	case foreign:
		d.Kind = CurrencyOther
	case known == 0:
		d.Kind = MissingHere
	case there == nil:
		d.Kind = MissingThere
	case d.Ours == 2*there.Amount.Minor:
		d.Kind = TwiceHere
	case d.Ours == 0 || d.Theirs == 0 || d.Ours == d.Theirs:
		d.Kind = StateDiffers
	default:
		d.Kind = AmountDiffers
	}
	return d, place{theirs.transit - mine.transit, theirs.bank - mine.bank}, nil
}

// isTransfer reports whether an object is a transfer to a vendor, or one that came back.
func isTransfer(id string) bool { return strings.HasPrefix(id, "tr_") || strings.HasPrefix(id, "trr_") }

// isPayout reports whether an object is a payout.
func isPayout(id string) bool { return strings.HasPrefix(id, "po_") }
