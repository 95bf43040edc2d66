package payouts

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sort"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
)

// Statement is a vendor's month in one currency: opening + movements = closing, over
// everything that is held or payable (marketplace rules §10). What goes into the reserve
// and comes back from it are movements.
type Statement struct {
	Vendor   markthalle.VendorID
	Currency money.Currency
	From, To time.Time
	Opening  int64
	Closing  int64
	Sums     []StatementSum
	Rows     []LedgerRow // at most 10,000
	More     int64       // rows beyond them
}

// StatementSum is the total of one kind of movement.
type StatementSum struct {
	Kind   string
	Amount int64
}

// maxRows bounds the rows that a statement carries; a month with more is told by its sums,
// and all its rows are in the CSV.
const maxRows = 10_000

// reserveKind is the kind of a statement's row for what goes into the reserve or comes
// back from it; the reserve is no part of the statement's balance.
const reserveKind = ledger.KindReserve

// StatementOf returns a vendor's statement of a month (its first day, UTC). Held and
// payable are one account here, so that a release moves nothing but what the reserve
// keeps of it.
func (s *Service) StatementOf(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, month time.Time) (Statement, error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return Statement{}, err
	}
	from := time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
	st := Statement{Vendor: vendor, Currency: c, From: from, To: from.AddDate(0, 1, 0)}
	opening, err := s.standing(ctx, vendor, c, st.From)
	if err != nil {
		return Statement{}, err
	}
	st.Opening = opening
	byKind := map[string]int64{}
	err = s.eachRow(ctx, vendor, c, st.From, st.To, func(r LedgerRow) error {
		byKind[r.Kind] += r.Amount
		if len(st.Rows) < maxRows {
			st.Rows = append(st.Rows, r)
		} else {
			st.More++
		}
		return nil
	})
	if err != nil {
		return Statement{}, err
	}
	st.Closing = st.Opening
	for kind, sum := range byKind {
		st.Closing += sum
		st.Sums = append(st.Sums, StatementSum{Kind: kind, Amount: sum})
	}
	sort.Slice(st.Sums, func(i, j int) bool { return st.Sums[i].Kind < st.Sums[j].Kind })
	return st, nil
}

// standing is what is held for a vendor and payable to it just before a moment.
func (s *Service) standing(ctx context.Context, vendor markthalle.VendorID, c money.Currency, at time.Time) (int64, error) {
	var sum int64
	for _, account := range []string{ledger.VendorHeld(vendor), ledger.VendorPayable(vendor)} {
		n, err := s.Ledger.BalanceAt(ctx, account, c, at)
		if err != nil {
			return 0, fmt.Errorf("opening balance: %w", err)
		}
		sum -= n
	}
	return sum, nil
}

// Movements returns what is held for a vendor and payable to it just before from, then
// calls fn with every movement in [from, to), oldest first, as statements list them. What
// fn returns ends it.
func (s *Service) Movements(
	ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, from, to time.Time, fn func(LedgerRow) error,
) (opening int64, err error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return 0, err
	}
	if opening, err = s.standing(ctx, vendor, c, from); err != nil {
		return 0, err
	}
	return opening, s.eachRow(ctx, vendor, c, from, to, fn)
}

// eachRow calls fn with the rows of a statement, oldest first. The accounts are read side by
// side, a page of each at a time, so that no more is held at once however long they are.
func (s *Service) eachRow(ctx context.Context, vendor markthalle.VendorID, c money.Currency, from, to time.Time, fn func(LedgerRow) error) error {
	var heads []*head
	for _, account := range []string{ledger.VendorHeld(vendor), ledger.VendorPayable(vendor), ledger.VendorReserve(vendor)} {
		h := &head{reserve: account == ledger.VendorReserve(vendor)}
		var stop func()
		h.next, stop = iter.Pull2(s.between(ctx, account, c, from, to))
		defer stop()
		if err := h.advance(); err != nil {
			return err
		}
		heads = append(heads, h)
	}
	for {
		var first *head
		for _, h := range heads {
			if h.row != nil && (first == nil || h.row.At.Before(first.row.At)) {
				first = h
			}
		}
		if first == nil {
			return nil
		}
		if err := fn(*first.row); err != nil {
			return err
		}
		if err := first.advance(); err != nil {
			return err
		}
	}
}

// between is what moves an account in a span of time, oldest first.
func (s *Service) between(ctx context.Context, account string, c money.Currency, from, to time.Time) iter.Seq2[ledger.Row, error] {
	return func(yield func(ledger.Row, error) bool) {
		err := s.Ledger.Between(ctx, account, c, from, to, func(r ledger.Row) error {
			if !yield(r, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(ledger.Row{}, fmt.Errorf("movements: %w", err))
		}
	}
}

// errEnough ends a reading whose rest nobody wants.
var errEnough = errors.New("enough")

// head is the next row of one of a vendor's accounts; nil at the end.
type head struct {
	next    func() (ledger.Row, error, bool)
	reserve bool
	row     *LedgerRow
}

// advance goes to the next entry that is a row: a release is none, and the reserve's part
// of it is told by the reserve's account.
func (h *head) advance() error {
	for {
		r, err, ok := h.next()
		if h.row = nil; err != nil || !ok {
			return err
		}
		row := LedgerRow{
			ID: r.Transaction.ID, At: r.Transaction.EffectiveAt, Kind: r.Transaction.Kind, Amount: -r.Amount,
			Order: r.Transaction.Order, VendorOrder: r.Transaction.VendorOrder, Note: r.Transaction.Note,
		}
		switch {
		case h.reserve:
			row.Kind, row.Amount = reserveKind, r.Amount
		case row.Kind == ledger.KindRelease || row.Kind == ledger.KindReserve:
			continue
		}
		h.row = &row
		return nil
	}
}
