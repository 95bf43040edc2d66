package payouts

import (
	"context"
	"fmt"
	"sort"
	"sync"
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
// side, some rows ahead of fn, so that no more is held at once however long they are.
func (s *Service) eachRow(ctx context.Context, vendor markthalle.VendorID, c money.Currency, from, to time.Time, fn func(LedgerRow) error) error {
	var reading sync.WaitGroup
	defer reading.Wait()
	while, cancel := context.WithCancel(ctx)
	defer cancel()
	var heads []*head
	for _, account := range []string{ledger.VendorHeld(vendor), ledger.VendorPayable(vendor), ledger.VendorReserve(vendor)} {
		h := &head{reserve: account == ledger.VendorReserve(vendor), ahead: make(chan chunk, 1)}
		reading.Go(func() { h.read(while, s.Ledger, account, c, from, to) })
		heads = append(heads, h)
	}
	for _, h := range heads {
		if err := h.advance(); err != nil {
			return err
		}
	}
	for {
		var first *head
		for _, h := range heads {
			if h.row != nil && (first == nil || h.row.At.Before(first.row.At)) {
				first = h
			}
		}
		if first == nil {
			return ctx.Err() // what is not read through has no last row
		}
		if err := fn(*first.row); err != nil {
			return err
		}
		if err := first.advance(); err != nil {
			return err
		}
	}
}

// chunk is some rows of an account in their order, or the error that ended the reading.
type chunk struct {
	rows []LedgerRow
	err  error
}

// maxChunk is how many rows are handed on at once.
const maxChunk = 500

// head is the next row of one of a vendor's accounts; nil at the end.
type head struct {
	reserve bool
	ahead   chan chunk
	rows    []LedgerRow // what is here of the account, the row first
	row     *LedgerRow
}

// read hands on the rows of an account until they or the context end: a release is none, and
// the reserve's part of it is told by the reserve's account.
func (h *head) read(ctx context.Context, books *ledger.Service, account string, c money.Currency, from, to time.Time) {
	defer close(h.ahead)
	var rows []LedgerRow
	send := func(err error) error {
		select {
		case h.ahead <- chunk{rows, err}:
			rows = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := books.Between(ctx, account, c, from, to, func(r ledger.Row) error {
		row := LedgerRow{
			ID: r.Transaction.ID, At: r.Transaction.EffectiveAt, Kind: r.Transaction.Kind, Amount: -r.Amount,
			Order: r.Transaction.Order, VendorOrder: r.Transaction.VendorOrder, Note: r.Transaction.Note,
		}
		switch {
		case h.reserve:
			row.Kind, row.Amount = reserveKind, r.Amount
		case row.Kind == ledger.KindRelease || row.Kind == ledger.KindReserve:
			return nil
		}
		if rows = append(rows, row); len(rows) < maxChunk {
			return nil
		}
		return send(nil)
	})
	if err != nil {
		err = fmt.Errorf("movements: %w", err)
	}
	_ = send(err) // nobody listens any more
}

// advance goes to the next row, and waits for it.
func (h *head) advance() error {
	if len(h.rows) > 0 {
		h.rows = h.rows[1:]
	}
	for len(h.rows) == 0 {
		next, more := <-h.ahead
		if next.err != nil || !more {
			h.row = nil
			return next.err
		}
		h.rows = next.rows
	}
	h.row = &h.rows[0]
	return nil
}
