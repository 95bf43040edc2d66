package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Debt is a vendor's account that became a debt, or a deeper one, through entries of a
// kind that may not do so (PAY-65).
type Debt struct {
	Account  string         `bson:"account"`
	Currency money.Currency `bson:"currency"`
	Balance  int64          `bson:"balance"` // after the batch, debit positive
	Amount   int64          `bson:"amount"`  // of it, what no entry that may do so explains
	Entries  []string       `bson:"entries"` // those that took from the account and may not, at most ten
}

// maxDebtEntries bounds the entries that a debt names.
const maxDebtEntries = 10

// DebtsFound says that a folded batch left debts that may not be; the batch lists them.
type DebtsFound struct{}

// EventType implements store.Event.
func (DebtsFound) EventType() string { return "ledger.debts_found" }

// watch collects the debts of one batch.
type watch struct{ found []Debt }

// look holds what a batch took from a vendor's account against the entries that may make
// it a debt. What they do not explain is found.
func (w *watch) look(after *Balance, delta int64, list []Transaction) {
	if !owes(after.Account) || after.Balance <= 0 {
		return
	}
	grown := after.Balance - max(0, after.Balance-delta)
	d := Debt{Account: after.Account, Currency: after.Currency, Balance: after.Balance}
	for i := range list {
		t := &list[i]
		n := t.on(after.Account)
		if t.Currency != after.Currency || n <= 0 {
			continue
		}
		if mayOwe[t.Kind] {
			grown -= n
		} else if len(d.Entries) < maxDebtEntries {
			d.Entries = append(d.Entries, t.ID)
		}
	}
	if d.Amount = grown; grown > 0 {
		w.found = append(w.found, d)
	}
}

// noteDebts writes what was found on the batch, once: a batch that is folded again, after
// a crash or by a rebuild, tells it no second time.
func (s *Service) noteDebts(ctx context.Context, b Batch, found []Debt) error {
	if len(found) == 0 || len(b.Debts) > 0 {
		return nil
	}
	slices.SortFunc(found, func(x, y Debt) int {
		return cmp.Or(cmp.Compare(x.Account, y.Account), cmp.Compare(x.Currency, y.Currency))
	})
	err := s.batches.Update(ctx, b.ID, func(b *Batch) error {
		if len(b.Debts) == 0 {
			b.Debts = found
			b.Emit(DebtsFound{})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("note debts of batch %d: %w", b.Number, err)
	}
	return nil
}

// DebtsOf returns the debts that a batch left and may not have. Error: not_found.
func (s *Service) DebtsOf(ctx context.Context, c store.Cause) (int64, []Debt, error) {
	b, err := s.batches.Get(ctx, c.ID)
	return b.Number, b.Debts, err
}
