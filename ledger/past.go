package ledger

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// AccountState is an account at a moment: its balance, debit positive, and a page of the
// movements that made it, newest first.
type AccountState struct {
	markthalle.Page[Row]
	Balance int64 // of the first page; later ones go on from it
}

// AsOf returns an account as it was just before a moment of market time; without a moment as
// it is.
func (s *Service) AsOf(ctx context.Context, account string, c money.Currency, at *time.Time, page markthalle.PageQuery) (AccountState, error) {
	q := store.Query{Index: "account", Eq: []any{key(account, c)}, Desc: true, Page: page}
	if at != nil {
		q.To = at.UTC()
	}
	p, err := s.entries.Find(ctx, q)
	if err != nil {
		return AccountState{}, err
	}
	out := AccountState{Page: markthalle.MapPage(p, func(t Transaction) Row { return Row{Transaction: t, Amount: t.on(account)} })}
	switch {
	case page.Cursor != "":
	case at != nil:
		out.Balance, err = s.BalanceAt(ctx, account, c, *at)
	default:
		out.Balance, err = s.Balance(ctx, account, c)
	}
	return out, err
}
