package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"
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
	// SealedAt is until when the books are told, in wall time, for an account of the market
	// to which more is posted than a look at it may add up; zero when everything is told.
	// Movements are in the order of their batches then. Of the first page, as the balance.
	SealedAt time.Time
}

// maxWaiting is how many unsealed movements of an account of the market are added up for a
// look at it. With more it is shown as it is sealed, a few seconds ago.
const maxWaiting = 32

// AsOf returns an account as it was just before a moment of market time; without a moment as
// it is, or as it is sealed (PAY-63).
func (s *Service) AsOf(ctx context.Context, account string, c money.Currency, at *time.Time, page markthalle.PageQuery) (AccountState, error) {
	q := store.Query{Index: "account", Eq: []any{key(account, c)}, Desc: true, Page: page}
	if at != nil {
		q.To = at.UTC()
	} else if out, busy, err := s.sealed(ctx, account, c, page); busy || err != nil {
		return out, err
	}
	p, err := s.entries.Find(ctx, q)
	if err != nil {
		return AccountState{}, err
	}
	out := AccountState{Page: rows(p, account)}
	switch {
	case page.Cursor != "":
	case at != nil:
		out.Balance, err = s.BalanceAt(ctx, account, c, *at)
	default:
		out.Balance, err = s.Balance(ctx, account, c)
	}
	return out, err
}

// sealed returns an account of the market as it is sealed, if too much waits to be. Its later
// pages say in their cursor up to which batch they go.
func (s *Service) sealed(ctx context.Context, account string, c money.Currency, page markthalle.PageQuery) (out AccountState, busy bool, err error) {
	if strings.HasPrefix(account, "vendor:") || strings.HasPrefix(account, ConnectedAll) {
		return out, false, nil
	}
	var batch int64
	if page.Cursor == "" {
		if batch, err = s.busyUpTo(ctx, account, c, &out); batch == 0 {
			return out, false, err
		}
	} else if batch, page.Cursor, busy = cutCursor(page.Cursor); !busy {
		return out, false, nil
	}
	p, err := s.entries.Find(ctx, store.Query{
		Index: "account_seal", Eq: []any{key(account, c)}, From: int64(1), To: batch + 1, Desc: true, Page: page,
	})
	if out.Page = rows(p, account); out.Next != "" {
		out.Next = strconv.FormatInt(batch, 10) + "." + out.Next
	}
	return out, true, err
}

// cutCursor takes the batch off a cursor; false for one that names none. A store's cursor has
// no point in it.
func cutCursor(cursor string) (batch int64, rest string, ok bool) {
	head, rest, _ := strings.Cut(cursor, ".")
	batch, err := strconv.ParseInt(head, 10, 64)
	return batch, rest, err == nil && batch > 0 && rest != ""
}

// busyUpTo returns the batch up to which a busy account is told, and sets its balance and
// time; 0 for one that is not busy, or not sealed yet at all.
func (s *Service) busyUpTo(ctx context.Context, account string, c money.Currency, out *AccountState) (int64, error) {
	waiting, err := s.entries.Find(ctx, store.Query{
		Index: "account_seal", Eq: []any{key(account, c)}, To: int64(1), Page: markthalle.PageQuery{Limit: maxWaiting},
	})
	if err != nil || waiting.Next == "" {
		return 0, err
	}
	b, err := s.projection(ctx, account, c)
	if err != nil || b.Cursor == 0 {
		return 0, err
	}
	last, err := s.batches.Get(ctx, batchID(b.Cursor))
	if err != nil {
		return 0, fmt.Errorf("load batch: %w", err)
	}
	out.Balance, out.SealedAt = b.Balance, last.SealedAt
	return b.Cursor, nil
}

func rows(p markthalle.Page[Transaction], account string) markthalle.Page[Row] {
	return markthalle.MapPage(p, func(t Transaction) Row { return Row{Transaction: t, Amount: t.on(account)} })
}

// Waiting returns since when, in wall time, the oldest entry waits to be sealed; zero when
// none does. More than the settle delay and a round of the sealing means that it is behind.
func (s *Service) Waiting(ctx context.Context) (time.Time, error) {
	p, err := s.entries.Find(ctx, store.Query{Index: "seal", Eq: []any{int64(0)}, Page: markthalle.PageQuery{Limit: 1}})
	if err != nil || len(p.Items) == 0 {
		return time.Time{}, err
	}
	return p.Items[0].InsertedAt, nil
}
