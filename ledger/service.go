package ledger

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// Service keeps the books.
type Service struct {
	db       *store.DB
	wall     markthalle.Wall
	settle   time.Duration
	entries  *store.Collection[Transaction]
	batches  *store.Collection[Batch]
	balances *store.Collection[Balance]
	cursors  *store.Collection[foldCursor]
}

// Deps is what the service needs.
type Deps struct {
	DB   *store.DB
	Wall markthalle.Wall
	// SettleDelay is how old an entry must be before it is sealed, so that writes of
	// other processes with an earlier time have arrived; zero means 5 s.
	SettleDelay time.Duration
}

// New returns the service and defines its collections.
func New(d Deps) *Service {
	if d.SettleDelay == 0 {
		d.SettleDelay = 5 * time.Second
	}
	return &Service{
		db: d.DB, wall: d.Wall, settle: d.SettleDelay,
		entries: store.Define[Transaction](d.DB, store.Spec{Name: "ledger_transactions", Schema: 1, Indexes: []store.Index{
			{Name: "account", Eq: []store.Field{store.S("keys")}, Sort: []store.Field{store.TimeAt("effective_at")}, Each: true},
			{Name: "account_seal", Eq: []store.Field{store.S("keys")}, Sort: []store.Field{store.I("seal")}, Each: true},
			{Name: "seal", Eq: []store.Field{store.I("seal")}, Sort: []store.Field{store.TimeAt("inserted_at")}},
			{Name: "order", Eq: []store.Field{store.S("order")}, Sort: []store.Field{store.TimeAt("effective_at")}, Sparse: true},
			{Name: "provider", Eq: []store.Field{store.S("stripe_ids")}, Each: true},
			{Name: "effective", Sort: []store.Field{store.TimeAt("effective_at")}},
		}}),
		batches: store.Define[Batch](d.DB, store.Spec{Name: "ledger_batches", Schema: 1}),
		balances: store.Define[Balance](d.DB, store.Spec{Name: "ledger_balances", Schema: 2, Upgrade: upgradeBalance, Deletable: true, Indexes: []store.Index{
			{Name: "currency", Eq: []store.Field{store.S("currency")}, Sort: []store.Field{store.S("account")}},
		}}),
		cursors: store.Define[foldCursor](d.DB, store.Spec{Name: "ledger_cursor", Schema: 2, Upgrade: upgradeCursor}),
	}
}

// Post puts a transaction into the books. A transaction that moves nothing is done. A
// reference that is known is done when its contents are the same. Errors:
// ledger.invalid, ledger.conflict.
func (s *Service) Post(ctx context.Context, t Transaction) error {
	return s.PostAll(ctx, []Transaction{t})[0]
}

// PostAll posts several transactions at once, each with its own result.
func (s *Service) PostAll(ctx context.Context, list []Transaction) []error {
	results := make([]error, len(list))
	var docs []Transaction
	var at []int
	for i, t := range list {
		if t.Empty() {
			continue
		}
		t.EffectiveAt = t.EffectiveAt.UTC().Truncate(time.Millisecond)
		if results[i] = t.check(); results[i] != nil {
			continue
		}
		t.ContentHash, t.Keys, t.Seal, t.InsertedAt = t.hash(), t.keys(), 0, s.wall.WallNow()
		docs, at = append(docs, t), append(at, i)
	}
	if len(docs) == 0 {
		return results
	}
	for n, err := range s.entries.InsertMany(ctx, docs) {
		if errors.Is(err, store.ErrExists) {
			err = s.same(ctx, docs[n])
		}
		results[at[n]] = err
	}
	return results
}

// same compares a transaction with the one that is posted under its reference.
func (s *Service) same(ctx context.Context, t Transaction) error {
	have, err := s.entries.Get(ctx, t.ID)
	if err != nil {
		return fmt.Errorf("load posted entry: %w", err)
	}
	if have.ContentHash != t.ContentHash {
		return ErrConflict.Say("Entry %s is posted with other contents.", t.ID)
	}
	return nil
}

// Reverse posts the exact opposite of a transaction, once. Errors: not_found.
func (s *Service) Reverse(ctx context.Context, id, reason, by string, at time.Time) (Transaction, error) {
	t, err := s.entries.Get(ctx, id)
	if err != nil {
		return Transaction{}, err
	}
	r := Transaction{
		Meta: store.Meta{ID: "rev:" + id}, Kind: KindReversal, Currency: t.Currency, EffectiveAt: at, Order: t.Order,
		VendorOrder: t.VendorOrder, Vendor: t.Vendor, Note: reason, By: by, Tax: t.Tax,
	}
	for _, l := range t.Lines {
		r.add(l.Account, -l.Amount)
	}
	if err := s.Post(ctx, r); err != nil {
		return Transaction{}, err
	}
	return s.entries.Get(ctx, r.ID)
}

// Transaction returns one entry. Error: not_found.
func (s *Service) Transaction(ctx context.Context, id string) (Transaction, error) {
	return s.entries.Get(ctx, id)
}

// ByOrder returns all entries of an order in the order of their facts.
func (s *Service) ByOrder(ctx context.Context, order markthalle.OrderID) ([]Transaction, error) {
	var out []Transaction
	err := s.entries.Scan(ctx, store.Query{Index: "order", Eq: []any{string(order)}}, func(t Transaction) error {
		out = append(out, t)
		return nil
	})
	return out, err
}

// ByProvider returns all entries that name an object of the payment provider.
func (s *Service) ByProvider(ctx context.Context, id string) ([]Transaction, error) {
	var out []Transaction
	err := s.entries.Scan(ctx, store.Query{Index: "provider", Eq: []any{id}}, func(t Transaction) error {
		out = append(out, t)
		return nil
	})
	return out, err
}

// Each calls fn for every entry whose fact lies in a span of time, oldest first.
func (s *Service) Each(ctx context.Context, from, to time.Time, fn func(Transaction) error) error {
	return s.entries.Scan(ctx, store.Query{Index: "effective", From: from, To: to}, fn)
}

// Row is one line of an account's statement.
type Row struct {
	Transaction Transaction
	Amount      int64 // on this account
}

// Account lists the movements of an account, newest first.
func (s *Service) Account(ctx context.Context, account string, c money.Currency, page markthalle.PageQuery) (markthalle.Page[Row], error) {
	p, err := s.entries.Find(ctx, store.Query{Index: "account", Eq: []any{key(account, c)}, Desc: true, Page: page})
	if err != nil {
		return markthalle.Page[Row]{}, err
	}
	return rows(p, account), nil
}

// Between calls fn for each movement of an account in a span of time, oldest first.
func (s *Service) Between(ctx context.Context, account string, c money.Currency, from, to time.Time, fn func(Row) error) error {
	q := store.Query{Index: "account", Eq: []any{key(account, c)}}
	if !from.IsZero() {
		q.From = from
	}
	if !to.IsZero() {
		q.To = to
	}
	return s.entries.Scan(ctx, q, func(t Transaction) error { return fn(Row{Transaction: t, Amount: t.on(account)}) })
}

// Recent lists all entries, newest first.
func (s *Service) Recent(ctx context.Context, page markthalle.PageQuery) (markthalle.Page[Transaction], error) {
	return s.entries.Find(ctx, store.Query{Index: "effective", Desc: true, Page: page})
}

// Trial is one currency of the trial balance: the sums of all accounts with a debit and
// with a credit balance.
type Trial struct {
	Currency      money.Currency
	Debit, Credit int64
}

// Difference is zero, or the books are broken.
func (t Trial) Difference() int64 { return t.Debit - t.Credit }

// TrialBalance returns the sums of all accounts of the market's books per currency, live
// (PAY-80). The memo book is not among them.
func (s *Service) TrialBalance(ctx context.Context) ([]Trial, error) { return s.trial(ctx, false) }

// MemoTrialBalance returns the sums of the memo book per currency, live: the image of the
// vendors' accounts at the provider, which balances by itself.
func (s *Service) MemoTrialBalance(ctx context.Context) ([]Trial, error) { return s.trial(ctx, true) }

func (s *Service) trial(ctx context.Context, memo bool) ([]Trial, error) {
	accounts, err := s.Balances(ctx, "")
	return Trials(accounts, memo), err
}

// Trials sums accounts, as Balances returns all of them, per currency: those of the market's
// books, or those of the memo book.
func Trials(accounts []Balance, memo bool) []Trial {
	sums := map[money.Currency]*Trial{}
	for i := range accounts {
		b := &accounts[i]
		if class, _ := ClassOf(b.Account); (class == Memo) != memo {
			continue
		}
		t := sums[b.Currency]
		if t == nil {
			t = &Trial{Currency: b.Currency}
			sums[b.Currency] = t
		}
		if b.Balance > 0 {
			t.Debit += b.Balance
		} else {
			t.Credit -= b.Balance
		}
	}
	out := make([]Trial, 0, len(sums))
	for _, t := range sums {
		out = append(out, *t)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Currency < out[j].Currency })
	return out
}
