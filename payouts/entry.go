package payouts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// EntryKind is what a manual entry is.
type EntryKind string

// The kinds of manual entries.
const (
	Credit       EntryKind = "credit"       // the market gives
	Fine         EntryKind = "fine"         // the market takes
	Subscription EntryKind = "subscription" // a plan's fee
	Correction   EntryKind = "correction"   // either way
	WriteOff     EntryKind = "write_off"    // a debt that the market gives up (J12), at most what is owed
)

// EntryInput is a manual entry on a vendor's account.
type EntryInput struct {
	ID     string // minted by the caller
	Vendor markthalle.VendorID
	Kind   EntryKind
	Amount money.Amount // positive, without VAT; for a correction negative takes
	Reason string
	VAT    EntryVAT // of a fine or subscription
}

// EntryVAT is the operator's choice whether a fine or fee is paid for a service. Only such
// a payment bears VAT (directive 2006/112/EC, Art. 2(1)(c)), at the vendor's place (Art. 44,
// 45, 58) and owed by the vendor under reverse charge (Art. 196), as commission does.
type EntryVAT string

// The choices. A subscription is the price of a service and always bears VAT. A fine is
// outside the scope unless the operator says otherwise: compensation for a breach of
// contract is paid for no supply (Court of Justice, C-277/05, Société thermale
// d'Eugénie-les-Bains), while a sum that is in fact a price for what the vendor got is one
// (C-295/17, MEO).
const (
	VATByKind  EntryVAT = ""              // charged for a subscription, outside the scope for a fine
	VATCharged EntryVAT = "charged"       // like commission, on top of the amount
	VATOutside EntryVAT = "outside_scope" // of a fine only
)

// against is the account that stands against each kind of entry.
var against = map[EntryKind]string{
	Credit: ledger.ExpGoodwill, Fine: ledger.RevFees, Subscription: ledger.RevFees, Correction: ledger.ExpGoodwill, WriteOff: ledger.ExpBadDebt,
}

// PostEntry posts a manual entry, with its reason, to the vendor's payable account
// (MKT-62). Errors: Invalid "payouts.entry" with all faults, Conflict
// "payouts.second_person" for an amount that one person alone may not post.
func (s *Service) PostEntry(ctx context.Context, actor markthalle.Actor, in EntryInput) (ledger.Transaction, error) {
	if err := s.checkEntry(ctx, actor, in); err != nil {
		return ledger.Transaction{}, err
	}
	if !s.mayAlone(actor, in) {
		return ledger.Transaction{}, ErrSecondPerson
	}
	return s.postEntry(ctx, actor.ID(), in, "", accounts.Audit(actor, string(in.Vendor), "manual_entry", in.Reason,
		accounts.Change{Field: "amount", After: in.Amount.String()}))
}

// checkEntry proves that somebody may ask for an entry and that it can be posted.
func (s *Service) checkEntry(ctx context.Context, actor markthalle.Actor, in EntryInput) error {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return err
	}
	if _, err := s.Vendors.Get(ctx, in.Vendor); err != nil {
		return err
	}
	var f markthalle.Faults
	f.Check(in.Amount.Currency.Valid(), "/amount/currency", "not_a_currency", "This is not a currency code.")
	f.Check(in.Amount.Minor > 0 || in.Kind == Correction && in.Amount.Minor != 0, "/amount/amount", "range", "The amount is not possible.")
	f.Check(in.Amount.Minor < 1e11 && in.Amount.Minor > -1e11, "/amount/amount", "too_large", "The amount is too large.")
	f.Check(len(in.Reason) >= 3 && len(in.Reason) <= 500, "/reason", "length", "A reason has 3 to 500 characters.")
	f.Check(in.VAT == VATByKind || in.Kind == Fine && (in.VAT == VATCharged || in.VAT == VATOutside) || in.Kind == Subscription && in.VAT == VATCharged,
		"/vat", "not_allowed", "There is no such choice for this kind of entry.")
	_, known := against[in.Kind]
	f.Check(known, "/kind", "not_allowed", "There is no such kind of entry.")
	if in.Kind == WriteOff && in.Amount.Currency.Valid() {
		owed, err := s.owed(ctx, in)
		if err != nil {
			return err
		}
		f.Check(in.Amount.Minor <= owed, "/amount/amount", "too_large", "The vendor owes less.")
	}
	return f.Err("payouts.entry")
}

// postEntry books an entry that is decided. The note is added to its reason. Asked again,
// it books what it booked, whatever the vendor's VAT id has become.
func (s *Service) postEntry(ctx context.Context, by string, in EntryInput, note string, events ...store.Event) (ledger.Transaction, error) {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "adjust:" + in.ID}, Kind: ledger.KindManual, Currency: in.Amount.Currency,
		EffectiveAt: s.Clock.Now(), Vendor: in.Vendor, Note: string(in.Kind) + ": " + in.Reason, By: by,
	}
	if note != "" {
		t.By += ", " + note
	}
	if in.Kind == WriteOff {
		t.Kind = ledger.KindWriteOff
	}
	have, err := s.Ledger.Transaction(ctx, t.ID)
	switch {
	case err == nil:
		t.EffectiveAt, t.Tax = have.EffectiveAt, have.Tax
	case !errors.Is(err, markthalle.ErrNotFound):
		return ledger.Transaction{}, fmt.Errorf("load entry: %w", err)
	default:
		if t.Tax, err = s.taxOf(ctx, in, t.EffectiveAt); err != nil {
			return ledger.Transaction{}, err
		}
	}
	gives := in.Amount.Minor
	if in.Kind == Fine || in.Kind == Subscription {
		gives = -gives
	}
	t.Debit(against[in.Kind], gives)
	if t.Tax != nil && t.Tax.Rate != 0 {
		vat, err := in.Amount.Percent(t.Tax.Rate)
		if err != nil {
			return ledger.Transaction{}, fmt.Errorf("VAT of entry: %w", err)
		}
		t.Credit(ledger.VATOutput(t.Tax.Country), vat.Minor)
		gives -= vat.Minor
	}
	t.Credit(ledger.VendorPayable(in.Vendor), gives)
	for _, e := range events {
		t.Emit(e)
	}
	return s.book(ctx, in, t, gives)
}

// taxOf is how VAT applies to a fine or subscription of a vendor; nil for other entries.
func (s *Service) taxOf(ctx context.Context, in EntryInput, at time.Time) (*ledger.Tax, error) {
	if in.Kind != Fine && in.Kind != Subscription {
		return nil, nil //nolint:nilnil // an entry that is no fee has no treatment
	}
	if in.Kind == Fine && in.VAT != VATCharged {
		return &ledger.Tax{Kind: string(commission.VATCompensation)}, nil
	}
	v, err := s.Vendors.Get(ctx, in.Vendor)
	if err != nil {
		return nil, fmt.Errorf("load vendor: %w", err)
	}
	how := s.Policy.VAT.Treatment(v.Country, v.VATID, at)
	return &ledger.Tax{Kind: string(how.Kind), Country: how.Country, Rate: how.Rate}, nil
}

// owed is what a vendor owes; for an entry that is posted already, what it wrote off.
func (s *Service) owed(ctx context.Context, in EntryInput) (int64, error) {
	have, err := s.Ledger.Transaction(ctx, "adjust:"+in.ID)
	if err == nil {
		return have.Total(), nil
	}
	if !errors.Is(err, markthalle.ErrNotFound) {
		return 0, fmt.Errorf("load entry: %w", err)
	}
	n, err := s.Ledger.Balance(ctx, ledger.VendorPayable(in.Vendor), in.Amount.Currency)
	if err != nil {
		return 0, fmt.Errorf("payable balance: %w", err)
	}
	return n, nil
}

// book posts the entry and opens its amount for the next payout. The settlement that
// carries it belongs to no order.
func (s *Service) book(ctx context.Context, in EntryInput, t ledger.Transaction, gives int64) (ledger.Transaction, error) {
	if err := s.Ledger.Post(ctx, t); err != nil {
		return ledger.Transaction{}, err
	}
	vo := markthalle.VendorOrderID("vo_" + in.ID)
	_, err := s.settlements.Upsert(ctx, settlementID(vo), func(x *Settlement) error {
		if x.Rev != 0 {
			return nil
		}
		x.VendorOrder, x.Vendor, x.Currency, x.State = vo, in.Vendor, in.Amount.Currency, Releasable
		x.Number, x.SoldAt, x.Earned, x.Released = "entry", t.EffectiveAt, gives, gives
		x.setOpen(gives)
		return nil
	})
	if err != nil {
		return ledger.Transaction{}, fmt.Errorf("open entry: %w", err)
	}
	return s.Ledger.Transaction(ctx, t.ID)
}
