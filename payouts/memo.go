package payouts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/store"
)

// memoBook says that the memo book of a vendor is complete since the vendor's first
// transfer, id memo_<vendor>.
type memoBook struct {
	store.Meta `bson:",inline"`

	Vendor markthalle.VendorID `bson:"vendor"`
}

// The ids of entries of the memo book: memo:<entry of the market's books>, or
// memo:<payout to a bank>:<step>.
const (
	memoPrefix   = "memo:"
	memoCreated  = "created"
	memoPaid     = "paid"
	memoReturned = "returned"
)

func memoID(v markthalle.VendorID) string { return "memo_" + markthalle.Body(v) }

// funding is the entry of the memo book about a transfer, or about one that came back
// (J10a): what the market's books send to the vendor, the vendor's account has. It is empty
// for one that the provider never made, such as those of an imported history.
func funding(t *ledger.Transaction) ledger.Transaction {
	out := ledger.Transaction{
		Meta: store.Meta{ID: memoPrefix + t.ID}, Kind: ledger.KindMemo, Currency: t.Currency, EffectiveAt: t.EffectiveAt,
		Vendor: t.Vendor, StripeIDs: t.StripeIDs,
	}
	if len(t.StripeIDs) == 0 || t.Kind != ledger.KindTransfer && t.Kind != ledger.KindTransferReversal {
		return out
	}
	n := t.On(ledger.VendorPayable(t.Vendor))
	out.Debit(ledger.Connected(t.Vendor, ledger.ConnAvailable), n)
	out.Credit(ledger.Connected(t.Vendor, ledger.ConnFunding), n)
	return out
}

// postFunded puts a transfer, or one that came back, into the books and into the memo book.
func (s *Service) postFunded(ctx context.Context, t ledger.Transaction) error {
	return errors.Join(s.Ledger.PostAll(ctx, []ledger.Transaction{t, funding(&t)})...)
}

// KeepBankPayout is the reaction to what is new about a payout to a vendor's bank: the memo
// book follows it (J10b to J10d).
func (s *Service) KeepBankPayout(ctx context.Context, _ payments.BankPayoutMoved, c store.Cause) error {
	p, err := s.Payments.BankPayout(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load payout: %w", err)
	}
	return s.keepBankPayout(ctx, &p)
}

// keepBankPayout posts every step of a payout that is known, each once: on its way (J10b),
// arrived (J10c), back again (J10d), from the bank when it had arrived there. Everything
// posted derives from the record, so it may be done at any time and in any order.
func (s *Service) keepBankPayout(ctx context.Context, p *payments.BankPayout) error {
	step := func(name string, at time.Time, to, from string) ledger.Transaction {
		t := ledger.Transaction{
			Meta: store.Meta{ID: memoPrefix + p.ID + ":" + name}, Kind: ledger.KindMemo, Currency: p.Amount.Currency, EffectiveAt: at,
			Vendor: p.Vendor, StripeIDs: []string{p.ID},
		}
		t.Debit(ledger.Connected(p.Vendor, to), p.Amount.Minor)
		t.Credit(ledger.Connected(p.Vendor, from), p.Amount.Minor)
		return t
	}
	list := []ledger.Transaction{step(memoCreated, p.SentAt, ledger.ConnInTransit, ledger.ConnAvailable)}
	last := ledger.ConnInTransit
	if !p.PaidAt.IsZero() {
		list = append(list, step(memoPaid, p.PaidAt, ledger.ConnBank, last))
		last = ledger.ConnBank
	}
	if !p.ReturnedAt.IsZero() {
		list = append(list, step(memoReturned, p.ReturnedAt, ledger.ConnAvailable, last))
	}
	return errors.Join(s.Ledger.PostAll(ctx, list)...)
}

// SweepMemo reads the payouts of every vendor's account of the last days again and lets the
// memo book follow them, for letters that never came. The error of one vendor does not keep
// it from the others.
func (s *Service) SweepMemo(ctx context.Context) error {
	list, err := s.accountsAtProvider(ctx)
	if err != nil {
		return err
	}
	since := s.Clock.Now().Add(-payments.LateFailure)
	var errs []error
	for i := range list {
		if err := s.sweepMemo(ctx, list[i].Vendor, since); err != nil {
			errs = append(errs, fmt.Errorf("sweep payouts of %s: %w", list[i].Vendor, err))
		}
	}
	return errors.Join(errs...)
}

// sweepMemo is SweepMemo for one vendor. An account that has left the market says nothing.
func (s *Service) sweepMemo(ctx context.Context, vendor markthalle.VendorID, since time.Time) error {
	err := s.Payments.SweepBankPayouts(ctx, vendor, since, func(p payments.BankPayout) error { return s.keepBankPayout(ctx, &p) })
	if payments.Gone(err) {
		return nil
	}
	return err
}

// accountsAtProvider lists the vendors that have an account at the provider.
func (s *Service) accountsAtProvider(ctx context.Context) ([]payments.Account, error) {
	var list []payments.Account
	err := s.Payments.Accounts(ctx, func(a payments.Account) error {
		list = append(list, a)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	return list, nil
}

// openBooks completes the memo books of vendors whose transfers are older than the memo
// book: once, from the market's books and the provider's payouts since the beginning.
func (s *Service) openBooks(ctx context.Context, list []payments.Account) error {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = memoID(list[i].Vendor)
	}
	open := map[markthalle.VendorID]bool{}
	for len(ids) > 0 {
		n := min(len(ids), store.MaxPage)
		books, err := s.memos.GetMany(ctx, ids[:n])
		if err != nil {
			return fmt.Errorf("load memo books: %w", err)
		}
		for _, b := range books {
			open[b.Vendor] = true
		}
		ids = ids[n:]
	}
	if len(open) == len(list) {
		return nil
	}
	balances, err := s.Ledger.Balances(ctx, "vendor:")
	if err != nil {
		return fmt.Errorf("list vendors' balances: %w", err)
	}
	currencies := map[string][]money.Currency{}
	for _, b := range balances {
		currencies[b.Account] = append(currencies[b.Account], b.Currency)
	}
	for _, a := range list {
		if open[a.Vendor] {
			continue
		}
		if err := s.openBook(ctx, a.Vendor, currencies[ledger.VendorPayable(a.Vendor)]); err != nil {
			return fmt.Errorf("open memo book of %s: %w", a.Vendor, err)
		}
	}
	return nil
}

func (s *Service) openBook(ctx context.Context, vendor markthalle.VendorID, currencies []money.Currency) error {
	var batch []ledger.Transaction
	flush := func() error {
		err := errors.Join(s.Ledger.PostAll(ctx, batch)...)
		batch = batch[:0]
		return err
	}
	for _, c := range currencies {
		err := s.Ledger.Between(ctx, ledger.VendorPayable(vendor), c, time.Time{}, time.Time{}, func(r ledger.Row) error {
			if f := funding(&r.Transaction); !f.Empty() {
				batch = append(batch, f)
			}
			if len(batch) >= store.MaxPage {
				return flush()
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := flush(); err != nil {
		return err
	}
	if err := s.sweepMemo(ctx, vendor, time.Time{}); err != nil {
		return err
	}
	_, err := s.memos.Insert(ctx, memoBook{Meta: store.Meta{ID: memoID(vendor)}, Vendor: vendor})
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// MemoBalance is what the memo book says of a vendor's account at the provider in one
// currency, in minor units. Funded is what the market has sent there less what came back;
// it is where it is: Available + InTransit + Bank = Funded.
type MemoBalance struct {
	Currency  money.Currency
	Funded    int64
	Available int64 // on the account, whether it can be paid out yet or not
	InTransit int64 // on its way to the bank
	Bank      int64 // arrived at the bank
}

// MemoOf returns what the memo book says of a vendor's account at the provider, by
// currency; nothing when nothing was ever transferred. Error: permission_missing.
func (s *Service) MemoOf(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID) ([]MemoBalance, error) {
	if err := operator(actor, markthalle.LedgerRead); err != nil {
		return nil, err
	}
	list, err := s.Ledger.Balances(ctx, ledger.ConnectedOf(vendor))
	if err != nil {
		return nil, fmt.Errorf("memo book of %s: %w", vendor, err)
	}
	by := map[money.Currency]*MemoBalance{}
	for _, b := range list {
		x := by[b.Currency]
		if x == nil {
			x = &MemoBalance{Currency: b.Currency}
			by[b.Currency] = x
		}
		switch strings.TrimPrefix(b.Account, ledger.ConnectedOf(vendor)) {
		case ledger.ConnFunding:
			x.Funded = -b.Balance
		case ledger.ConnAvailable:
			x.Available = b.Balance
		case ledger.ConnInTransit:
			x.InTransit = b.Balance
		case ledger.ConnBank:
			x.Bank = b.Balance
		}
	}
	out := make([]MemoBalance, 0, len(by))
	for _, c := range sortedCurrencies(by) {
		out = append(out, *by[c])
	}
	return out, nil
}
