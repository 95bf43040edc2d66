package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Balance is the projection of one account in one currency.
type Balance struct {
	store.Meta `bson:",inline"` // id: account|currency

	Account  string         `bson:"account"`
	Currency money.Currency `bson:"currency"`
	Balance  int64          `bson:"balance"` // debit positive
	Months   []Turnover     `bson:"months"`  // what it is made of, by the facts' dates; of the projection
	Cursor   int64          `bson:"cursor"`  // the last batch that touched it
}

// foldCursor is the last batch that has reached all its accounts.
type foldCursor struct {
	store.Meta `bson:",inline"`
	Batch      int64 `bson:"batch"`
}

const foldID = "fold"

// fold applies all stamped batches after the cursor, in order. A batch is applied to an
// account at most once: its cursor says which batch it has seen.
func (s *Service) fold(ctx context.Context, upTo int64) error {
	cur, err := s.cursors.Get(ctx, foldID)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return fmt.Errorf("load fold cursor: %w", err)
	}
	for n := cur.Batch + 1; n <= upTo; n++ {
		b, err := s.batches.Get(ctx, batchID(n))
		if err != nil {
			return fmt.Errorf("load batch %d: %w", n, err)
		}
		if b.StampedAt.IsZero() {
			return nil
		}
		if err := s.foldBatch(ctx, b); err != nil {
			return err
		}
		if _, err := s.cursors.Upsert(ctx, foldID, func(c *foldCursor) error {
			c.Batch = max(c.Batch, n)
			return nil
		}); err != nil {
			return fmt.Errorf("move fold cursor: %w", err)
		}
	}
	return nil
}

func (s *Service) foldBatch(ctx context.Context, b Batch) error {
	list, err := s.entries.GetMany(ctx, b.Entries)
	if err != nil {
		return fmt.Errorf("load entries of batch %d: %w", b.Number, err)
	}
	sums := map[string]*Balance{}
	for i := range list {
		addTo(sums, &list[i])
	}
	debts := watch{}
	for id, delta := range sums {
		after, err := s.balances.Upsert(ctx, id, func(x *Balance) error {
			if x.Rev == 0 {
				x.Account, x.Currency = delta.Account, delta.Currency
			}
			if x.Cursor < b.Number {
				x.Balance += delta.Balance
				for _, m := range delta.Months {
					x.turn(m.Month, m.Amount)
				}
				x.Cursor = b.Number
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("fold batch %d into %s: %w", b.Number, id, err)
		}
		if after.Cursor == b.Number {
			debts.look(&after, delta.Balance, list)
		}
	}
	return s.noteDebts(ctx, b, debts.found)
}

func addTo(sums map[string]*Balance, t *Transaction) {
	for _, l := range t.Lines {
		k := key(l.Account, t.Currency)
		if sums[k] == nil {
			sums[k] = &Balance{Account: l.Account, Currency: t.Currency}
		}
		sums[k].Balance += l.Amount
		sums[k].turn(monthOf(t.EffectiveAt), l.Amount)
	}
}

// Balance returns an account's live balance, debit positive: the projection and what it
// does not hold yet (PAY-63).
func (s *Service) Balance(ctx context.Context, account string, c money.Currency) (int64, error) {
	b, err := s.projection(ctx, account, c)
	if err != nil {
		return 0, err
	}
	sum := b.Balance
	err = s.Since(ctx, account, c, b.Cursor, func(r Row) error {
		sum += r.Amount
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("add what is not folded: %w", err)
	}
	return sum, nil
}

// projection is an account as it is folded; before its first batch it has nothing.
func (s *Service) projection(ctx context.Context, account string, c money.Currency) (Balance, error) {
	b, err := s.balances.Get(ctx, key(account, c))
	if errors.Is(err, markthalle.ErrNotFound) {
		return Balance{Account: account, Currency: c}, nil
	}
	if err != nil {
		return b, fmt.Errorf("load balance: %w", err)
	}
	return b, nil
}

// Balances returns the live balances of all accounts whose name begins with a prefix.
func (s *Service) Balances(ctx context.Context, prefix string) ([]Balance, error) {
	all, err := s.allBalances(ctx)
	if err != nil {
		return nil, err
	}
	var out []Balance
	for _, b := range all {
		if strings.HasPrefix(b.Account, prefix) {
			out = append(out, *b)
		}
	}
	return out, nil
}

// allBalances is the projection of every account plus what is not folded yet.
func (s *Service) allBalances(ctx context.Context) (map[string]*Balance, error) {
	out := map[string]*Balance{}
	err := s.read(ctx, func(b Balance) { out[b.ID] = &b }, func(t Transaction) {
		for _, l := range t.Lines {
			k := key(l.Account, t.Currency)
			b := out[k]
			if b == nil {
				b = &Balance{Meta: store.Meta{ID: k}, Account: l.Account, Currency: t.Currency}
				out[k] = b
			}
			if !t.foldedBy(b.Cursor) {
				b.Balance += l.Amount
			}
		}
	})
	return out, err
}

// read calls folded with the projection of every account and then late, once each, with the
// entries that not all of these hold: an account whose cursor has reached an entry's seal
// holds it. The fold's cursor is read first: every batch up to it has reached the balances
// that are read after it, and of a later one each balance says itself whether it has seen it.
func (s *Service) read(ctx context.Context, folded func(Balance), late func(Transaction)) error {
	cur, err := s.cursors.Get(ctx, foldID)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return fmt.Errorf("load fold cursor: %w", err)
	}
	err = s.balances.Scan(ctx, store.Query{}, func(b Balance) error {
		folded(b)
		return nil
	})
	if err != nil {
		return fmt.Errorf("load balances: %w", err)
	}
	seen := map[string]bool{}
	once := func(t Transaction) error {
		if !seen[t.ID] {
			seen[t.ID] = true
			late(t)
		}
		return nil
	}
	if err := s.entries.Scan(ctx, store.Query{Index: "seal", Eq: []any{int64(0)}}, once); err != nil {
		return fmt.Errorf("add unsealed entries: %w", err)
	}
	last, err := s.lastBatch(ctx)
	if err != nil {
		return err
	}
	for n := cur.Batch + 1; n <= last.Number; n++ {
		if err := s.entries.Scan(ctx, store.Query{Index: "seal", Eq: []any{n}}, once); err != nil {
			return fmt.Errorf("add batch %d: %w", n, err)
		}
	}
	return nil
}

// foldedBy reports whether a projection that has seen the batches up to a number holds the
// entry.
func (t *Transaction) foldedBy(cursor int64) bool { return t.Seal != 0 && t.Seal <= cursor }

// Rebuild folds all batches anew into empty balances. It may run while the market
// trades; balances that are read meanwhile may miss what is not folded again yet.
func (s *Service) Rebuild(ctx context.Context) error {
	var ids []string
	if err := s.balances.Scan(ctx, store.Query{}, func(b Balance) error {
		ids = append(ids, b.ID)
		return nil
	}); err != nil {
		return fmt.Errorf("list balances: %w", err)
	}
	if _, err := s.cursors.Upsert(ctx, foldID, func(c *foldCursor) error {
		c.Batch = 0
		return nil
	}); err != nil {
		return fmt.Errorf("reset fold cursor: %w", err)
	}
	for _, id := range ids {
		if err := s.balances.Delete(ctx, id, func(*Balance) error { return nil }); err != nil && !errors.Is(err, markthalle.ErrNotFound) {
			return fmt.Errorf("drop balance: %w", err)
		}
	}
	_, err := s.Seal(ctx)
	return err
}

// checkBalances compares every projection with a fold of all its entries.
func (s *Service) checkBalances(ctx context.Context) ([]string, error) {
	cur, err := s.cursors.Get(ctx, foldID)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return nil, fmt.Errorf("load fold cursor: %w", err)
	}
	sums := map[string]*Balance{}
	for n := int64(1); n <= cur.Batch; n++ {
		err := s.entries.Scan(ctx, store.Query{Index: "seal", Eq: []any{n}}, func(t Transaction) error {
			addTo(sums, &t)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("fold batch %d: %w", n, err)
		}
	}
	var wrong []string
	err = s.balances.Scan(ctx, store.Query{}, func(b Balance) error {
		want := sums[b.ID]
		if want == nil {
			want = &Balance{}
		}
		delete(sums, b.ID)
		switch {
		case b.Cursor > cur.Batch: // it is ahead of what was read
		case b.Balance != want.Balance:
			wrong = append(wrong, fmt.Sprintf("balance of %s is %d, its entries are %d", b.ID, b.Balance, want.Balance))
		case !slices.Equal(b.Months, want.Months):
			wrong = append(wrong, fmt.Sprintf("months of %s are %v, its entries are %v", b.ID, b.Months, want.Months))
		}
		return nil
	})
	for id := range sums {
		wrong = append(wrong, "balance of "+id+" is missing")
	}
	return wrong, err
}
