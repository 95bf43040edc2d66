package payouts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payments"
)

// The kinds of what a payout to a vendor's bank is made of.
const (
	BankTransfer = "transfer" // the market's transfer to the vendor's account
	BankReversal = "reversal" // part of one that the market has taken back
	BankReturned = "returned" // an earlier payout that came back from the bank
	BankOther    = "other"    // what a person has put right in the memo book
)

// BankPart is one movement of the vendor's account at the provider that a payout to the
// bank has taken along.
type BankPart struct {
	Kind        string
	ID          string              // of the transfer, or of the payout that came back
	Payout      markthalle.PayoutID // the market's payout that the transfer belongs to
	On          time.Time           // the day of that payout
	VendorOrder markthalle.VendorOrderID
	Number      string // of the order
	At          time.Time
	Amount      int64 // in minor units; negative for what was taken back
}

// BankPayout is a payout of the provider to a vendor's bank, with what it is made of as far
// as that is known.
type BankPayout struct {
	payments.BankPayout
	// Parts is what has moved on the account since the payout before, in its order. It is
	// empty unless it adds up to the amount: the provider decides what it pays out, and
	// does not say what of.
	Parts []BankPart
}

// maxBankParts bounds what one payout to a bank is taken apart into.
const maxBankParts = 1_000

// BankPayouts lists what the provider has sent to a vendor's bank as it was last heard,
// newest first. Error: not_found for another vendor's.
func (s *Service) BankPayouts(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[payments.BankPayout], error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return markthalle.Page[payments.BankPayout]{}, err
	}
	return s.Payments.BankPayouts(ctx, vendor, page)
}

// BankPayout returns one payout to a vendor's bank with what it is made of. Error: not_found,
// also for another vendor's.
func (s *Service) BankPayout(ctx context.Context, actor markthalle.Actor, id string) (BankPayout, error) {
	p, err := s.Payments.BankPayout(ctx, id)
	if err != nil {
		return BankPayout{}, err
	}
	if err := actor.RequireFor(markthalle.LedgerRead, p.Vendor); err != nil {
		return BankPayout{}, err
	}
	out := BankPayout{BankPayout: p}
	if out.Parts, err = s.bankParts(ctx, p); err != nil {
		return BankPayout{}, fmt.Errorf("take payout %s apart: %w", id, err)
	}
	return out, s.nameParts(ctx, out.Parts)
}

// bankParts reads from the memo book what came to the account, and left it, between the
// payout before and this one; nothing when that is not the amount.
func (s *Service) bankParts(ctx context.Context, p payments.BankPayout) ([]BankPart, error) {
	before, err := s.Payments.BankPayoutBefore(ctx, p)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return nil, err
	}
	var parts []BankPart
	left := p.Amount.Minor
	account := ledger.Connected(p.Vendor, ledger.ConnAvailable)
	err = s.Ledger.Between(ctx, account, p.Amount.Currency, before.SentAt, p.SentAt, func(r ledger.Row) error {
		if len(parts) == maxBankParts {
			return errEnough
		}
		if part, ok := bankPart(r); ok {
			parts = append(parts, part)
			left -= part.Amount
		}
		return nil
	})
	switch {
	case errors.Is(err, errEnough):
		return nil, nil
	case err != nil:
		return nil, err
	case left != 0:
		return nil, nil
	}
	return parts, nil
}

// errEnough ends a reading whose rest nobody wants.
var errEnough = errors.New("enough")

// bankPart is a movement of a vendor's account at the provider; false for a payout itself.
func bankPart(r ledger.Row) (BankPart, bool) {
	t := r.Transaction
	part := BankPart{Kind: BankOther, At: t.EffectiveAt, Amount: r.Amount}
	name, _ := strings.CutPrefix(t.ID, memoPrefix)
	kind, id, _ := strings.Cut(name, ":")
	switch {
	case kind == "transfer":
		part.Kind, part.ID = BankTransfer, id
	case kind == "reversal":
		part.Kind, part.ID = BankReversal, id[strings.LastIndexByte(id, ':')+1:]
	case id == memoReturned:
		part.Kind, part.ID = BankReturned, kind
	case id == memoCreated:
		return part, false
	}
	return part, true
}

// nameParts adds to what the market's transfers brought for which orders it was, and with
// which of the market's payouts.
func (s *Service) nameParts(ctx context.Context, parts []BankPart) error {
	var ids []markthalle.TransferID
	for _, p := range parts {
		if p.Kind == BankTransfer || p.Kind == BankReversal {
			ids = append(ids, markthalle.TransferID(p.ID))
		}
	}
	slices.Sort(ids)
	transfers, err := s.Payments.Transfers(ctx, slices.Compact(ids))
	if err != nil {
		return err
	}
	var plans []string
	of := map[string]payments.Transfer{}
	for _, t := range transfers {
		of[t.ID] = t
		if t.Payout != "" && !slices.Contains(plans, string(t.Payout)) {
			plans = append(plans, string(t.Payout))
		}
	}
	known, err := s.plansOf(ctx, plans)
	if err != nil {
		return err
	}
	for i := range parts {
		t, ok := of[parts[i].ID]
		if !ok {
			continue
		}
		parts[i].Payout, parts[i].VendorOrder = t.Payout, t.VendorOrder
		plan := known[t.Payout]
		parts[i].On = plan.On
		if at := slices.IndexFunc(plan.Items, func(x Item) bool { return x.VendorOrder == t.VendorOrder }); at >= 0 {
			parts[i].Number = plan.Items[at].Number
		}
	}
	return nil
}

// plansOf loads payouts of the market by their ids.
func (s *Service) plansOf(ctx context.Context, ids []string) (map[markthalle.PayoutID]Payout, error) {
	out := map[markthalle.PayoutID]Payout{}
	for list := range slices.Chunk(ids, 50) { // payouts are large
		got, err := s.payouts.GetMany(ctx, list)
		if err != nil {
			return nil, fmt.Errorf("load payouts: %w", err)
		}
		for _, p := range got {
			out[markthalle.PayoutID(p.ID)] = p
		}
	}
	return out, nil
}
