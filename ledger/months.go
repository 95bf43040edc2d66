package ledger

import (
	"context"
	"slices"
	"time"

	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Turnover is what moved an account within a calendar month (UTC) by the dates of the facts,
// debits less credits. An account has one for each month in which something was posted to
// it, the oldest first; together they are its balance.
type Turnover struct {
	Month  int32 `bson:"month"` // 202611 is November 2026
	Amount int64 `bson:"amount"`
}

func monthOf(at time.Time) int32 {
	at = at.UTC()
	return int32(at.Year()*100 + int(at.Month()))
}

// startOf is the moment at which the month of another moment begins.
func startOf(at time.Time) time.Time {
	at = at.UTC()
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// turn adds to a month.
func (b *Balance) turn(month int32, amount int64) {
	i, found := slices.BinarySearchFunc(b.Months, month, func(t Turnover, m int32) int { return int(t.Month - m) })
	if !found {
		b.Months = slices.Insert(b.Months, i, Turnover{Month: month})
	}
	b.Months[i].Amount += amount
}

// before sums the months before one.
func (b *Balance) before(month int32) int64 {
	var sum int64
	for _, t := range b.Months {
		if t.Month < month {
			sum += t.Amount
		}
	}
	return sum
}

// BalanceAt returns an account's balance just before a moment of market time: the months
// before it from the projection, what that does not hold yet, and the moment's own month
// entry by entry.
func (s *Service) BalanceAt(ctx context.Context, account string, c money.Currency, at time.Time) (int64, error) {
	b, err := s.projection(ctx, account, c)
	if err != nil {
		return 0, err
	}
	start := startOf(at)
	sum := b.before(monthOf(at))
	err = s.Since(ctx, account, c, b.Cursor, func(r Row) error {
		if r.Transaction.EffectiveAt.Before(start) {
			sum += r.Amount
		}
		return nil
	})
	if err != nil || !start.Before(at) {
		return sum, err
	}
	err = s.Between(ctx, account, c, start, at, func(r Row) error {
		sum += r.Amount
		return nil
	})
	return sum, err
}

// Projections of the first schema had no months. They count as empty, and so does the
// fold's cursor: the next sealing folds them anew.

func upgradeBalance(_ int, raw store.Raw) (store.Raw, error) {
	var b Balance
	if err := store.Decode(raw, &b); err != nil {
		return nil, err
	}
	b.Balance, b.Cursor = 0, 0
	return store.Encode(b)
}

func upgradeCursor(_ int, raw store.Raw) (store.Raw, error) {
	var c foldCursor
	if err := store.Decode(raw, &c); err != nil {
		return nil, err
	}
	c.Batch = 0
	return store.Encode(c)
}
