package ledger

import (
	"context"
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Sealed returns the number of a batch up to which every batch is stamped: nothing that is
// posted, or stamped, from now on belongs to one of them. Together with Since it tells what
// is new in the books, however long ago its fact was.
func (s *Service) Sealed(ctx context.Context) (int64, error) {
	cur, err := s.cursors.Get(ctx, foldID)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return 0, fmt.Errorf("load fold cursor: %w", err)
	}
	return cur.Batch, nil
}

// Since calls fn once for each movement of an account that no batch up to the given one
// holds: first those that are not sealed, then the others by their batch. Read in this order,
// and after what tells the batch, an entry that is sealed meanwhile is neither missed nor
// told twice.
func (s *Service) Since(ctx context.Context, account string, c money.Currency, batch int64, fn func(Row) error) error {
	k, seen := []any{key(account, c)}, map[string]bool{}
	err := s.entries.Scan(ctx, store.Query{Index: "account_seal", Eq: k, To: int64(1)}, func(t Transaction) error {
		seen[t.ID] = true
		return fn(Row{Transaction: t, Amount: t.on(account)})
	})
	if err != nil {
		return err
	}
	return s.entries.Scan(ctx, store.Query{Index: "account_seal", Eq: k, From: max(batch, 0) + 1}, func(t Transaction) error {
		if seen[t.ID] {
			return nil
		}
		return fn(Row{Transaction: t, Amount: t.on(account)})
	})
}
