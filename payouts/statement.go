package payouts

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"sort"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Statement is a vendor's month in one currency: opening + movements = closing, over
// everything that is held or payable (marketplace rules §10).
type Statement struct {
	Vendor   markthalle.VendorID
	Currency money.Currency
	From, To time.Time
	Opening  int64
	Closing  int64
	Sums     []StatementSum
	Rows     []LedgerRow
}

// StatementSum is the total of one kind of movement.
type StatementSum struct {
	Kind   string
	Amount int64
}

// maxRows bounds a statement's rows; a month with more is told by its sums, and the
// rows are in the CSV.
const maxRows = 10_000

// StatementOf returns a vendor's statement of a month (its first day, UTC). Held and
// payable are one account here, so that a release moves nothing.
func (s *Service) StatementOf(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, month time.Time) (Statement, error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return Statement{}, err
	}
	from := time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
	st := Statement{Vendor: vendor, Currency: c, From: from, To: from.AddDate(0, 1, 0)}
	byKind := map[string]int64{}
	for _, account := range []string{ledger.VendorHeld(vendor), ledger.VendorPayable(vendor), ledger.VendorReserve(vendor)} {
		opening, err := s.Ledger.BalanceAt(ctx, account, c, st.From)
		if err != nil {
			return Statement{}, fmt.Errorf("opening balance: %w", err)
		}
		st.Opening -= opening
		err = s.Ledger.Between(ctx, account, c, st.From, st.To, func(r ledger.Row) error {
			if r.Transaction.Kind == ledger.KindRelease || r.Transaction.Kind == ledger.KindReserve {
				return nil
			}
			byKind[r.Transaction.Kind] -= r.Amount
			if len(st.Rows) < maxRows {
				st.Rows = append(st.Rows, LedgerRow{
					ID: r.Transaction.ID, At: r.Transaction.EffectiveAt, Kind: r.Transaction.Kind, Amount: -r.Amount,
					Order: r.Transaction.Order, VendorOrder: r.Transaction.VendorOrder, Note: r.Transaction.Note,
				})
			}
			return nil
		})
		if err != nil {
			return Statement{}, fmt.Errorf("movements: %w", err)
		}
	}
	st.Closing = st.Opening
	for kind, sum := range byKind {
		st.Closing += sum
		st.Sums = append(st.Sums, StatementSum{Kind: kind, Amount: sum})
	}
	sort.Slice(st.Sums, func(i, j int) bool { return st.Sums[i].Kind < st.Sums[j].Kind })
	sort.SliceStable(st.Rows, func(i, j int) bool { return st.Rows[i].At.Before(st.Rows[j].At) })
	return st, nil
}

// WriteCSV writes a statement as CSV (RFC 4180) with decimal amounts.
func (st Statement) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	amount := func(n int64) string { return money.New(n, st.Currency).Decimal() }
	rows := [][]string{
		{"date", "kind", "reference", "order", "amount", "currency", "note"},
		{st.From.Format(time.DateOnly), "opening", "", "", amount(st.Opening), string(st.Currency), ""},
	}
	for _, r := range st.Rows {
		rows = append(rows, []string{
			r.At.Format(time.RFC3339), r.Kind, r.ID, string(r.VendorOrder), amount(r.Amount), string(st.Currency), r.Note,
		})
	}
	rows = append(rows, []string{
		st.To.AddDate(0, 0, -1).Format(time.DateOnly), "closing", "", "", amount(st.Closing), string(st.Currency), "",
	})
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write statement: %w", err)
	}
	return nil
}

// EntryKind is what a manual entry is.
type EntryKind string

// The kinds of manual entries.
const (
	Credit       EntryKind = "credit"       // the market gives
	Fine         EntryKind = "fine"         // the market takes
	Subscription EntryKind = "subscription" // a plan's fee
	Correction   EntryKind = "correction"   // either way
)

// EntryInput is a manual entry on a vendor's account.
type EntryInput struct {
	ID     string // minted by the caller
	Vendor markthalle.VendorID
	Kind   EntryKind
	Amount money.Amount // positive; for a correction negative takes
	Reason string
}

// PostEntry posts a manual entry, with its reason, to the vendor's payable account
// (MKT-62). Errors: Invalid "payouts.entry" with all faults.
func (s *Service) PostEntry(ctx context.Context, actor markthalle.Actor, in EntryInput) (ledger.Transaction, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return ledger.Transaction{}, err
	}
	if _, err := s.Vendors.Get(ctx, in.Vendor); err != nil {
		return ledger.Transaction{}, err
	}
	var f markthalle.Faults
	f.Check(in.Amount.Currency.Valid(), "/amount/currency", "not_a_currency", "This is not a currency code.")
	f.Check(in.Amount.Minor > 0 || in.Kind == Correction && in.Amount.Minor != 0, "/amount/amount", "range", "The amount is not possible.")
	f.Check(in.Amount.Minor < 1e11 && in.Amount.Minor > -1e11, "/amount/amount", "too_large", "The amount is too large.")
	f.Check(len(in.Reason) >= 3 && len(in.Reason) <= 500, "/reason", "length", "A reason has 3 to 500 characters.")
	other, known := map[EntryKind]string{
		Credit: ledger.ExpGoodwill, Fine: ledger.RevFees, Subscription: ledger.RevFees, Correction: ledger.ExpGoodwill,
	}[in.Kind]
	f.Check(known, "/kind", "not_allowed", "There is no such kind of entry.")
	if err := f.Err("payouts.entry"); err != nil {
		return ledger.Transaction{}, err
	}
	gives := in.Amount.Minor
	if in.Kind == Fine || in.Kind == Subscription {
		gives = -gives
	}
	t := ledger.Transaction{
		Meta: store.Meta{ID: "adjust:" + in.ID}, Kind: ledger.KindManual, Currency: in.Amount.Currency,
		EffectiveAt: s.Clock.Now(), Vendor: in.Vendor, Note: string(in.Kind) + ": " + in.Reason, By: actor.ID(),
	}
	t.Debit(other, gives)
	t.Credit(ledger.VendorPayable(in.Vendor), gives)
	t.Emit(accounts.Audit(actor, string(in.Vendor), "manual_entry", in.Reason,
		accounts.Change{Field: "amount", After: in.Amount.String()}))
	return s.book(ctx, in, t, gives)
}

// book posts the entry and opens its amount for the next payout. The settlement that
// carries it belongs to no order.
func (s *Service) book(ctx context.Context, in EntryInput, t ledger.Transaction, gives int64) (ledger.Transaction, error) {
	if have, err := s.Ledger.Transaction(ctx, t.ID); err == nil {
		t.EffectiveAt = have.EffectiveAt // the same request again
	}
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
