package payments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// BankPayout is what the provider sends from a vendor's account to the vendor's bank, as it
// was last read. The provider decides when; the market only watches. Its state moves
// forward only: on its way, arrived, back again.
type BankPayout struct {
	store.Meta `bson:",inline"` // id: the provider's

	Vendor  markthalle.VendorID `bson:"vendor"`
	Account string              `bson:"account"` // the provider's
	Amount  money.Amount        `bson:"amount"`
	State   string              `bson:"state"` // as the provider calls it
	Failure string              `bson:"failure,omitempty"`
	SentAt  time.Time           `bson:"sent_at"`
	// ArrivesAt is the day on which the bank is expected to have it.
	ArrivesAt time.Time `bson:"arrives_at,omitempty"`
	// PaidAt and ReturnedAt are when it was heard that it has arrived, or came back. One that
	// came back may have been paid before.
	PaidAt     time.Time `bson:"paid_at,omitempty"`
	ReturnedAt time.Time `bson:"returned_at,omitempty"`
}

// BankPayoutMoved says that something new is known about a payout to a vendor's bank.
type BankPayoutMoved struct{}

// EventType implements store.Event.
func (BankPayoutMoved) EventType() string { return "payments.bank_payout_moved" }

// payoutRank orders the provider's states. A state that is not known is taken for one on
// its way.
var payoutRank = map[string]int{PayoutPending: 1, PayoutInTransit: 2, PayoutPaid: 3, PayoutFailed: 4, PayoutCanceled: 4}

// LateFailure is how long after it was sent a payout may still fail: five business days,
// and a long weekend (payments rules §2.4).
const LateFailure = 10 * 24 * time.Hour

// RefreshBankPayout reads a payout of a vendor's account again and records what is new about
// it (PAY-5). Reading it any number of times, early, late or out of order, tells each thing
// once. Error: not_found when the vendor has no account, or the account not this payout.
func (s *Service) RefreshBankPayout(ctx context.Context, vendor markthalle.VendorID, id string) (BankPayout, error) {
	got, err := s.PayoutAtProvider(ctx, vendor, id)
	if err != nil {
		return BankPayout{}, err
	}
	return s.noteBankPayout(ctx, vendor, got)
}

// noteBankPayout records what the provider says about a payout. It says so once for each
// step that moves money.
func (s *Service) noteBankPayout(ctx context.Context, vendor markthalle.VendorID, got ProviderPayout) (BankPayout, error) {
	a, err := s.rec.accounts.Get(ctx, accountID(vendor))
	if err != nil {
		return BankPayout{}, err
	}
	known, err := s.rec.sent.Get(ctx, got.ID)
	if err == nil && payoutRank[got.State] <= payoutRank[known.State] {
		return known, nil
	}
	now := s.clock.Now()
	return s.rec.sent.Upsert(ctx, got.ID, func(p *BankPayout) error {
		moved := p.Rev == 0
		if moved {
			p.Vendor, p.Account, p.Amount, p.SentAt, p.State = vendor, a.Provider, got.Amount, got.CreatedAt, PayoutPending
		}
		if payoutRank[got.State] > payoutRank[p.State] {
			p.State, p.Failure = got.State, got.Failure
			switch got.State {
			case PayoutPaid:
				p.PaidAt, moved = now, true
			case PayoutFailed, PayoutCanceled:
				p.ReturnedAt, moved = now, true
			}
		}
		p.ArrivesAt = got.ArrivesAt
		if moved {
			p.Emit(BankPayoutMoved{})
		}
		return nil
	})
}

// PayoutAtProvider returns what the provider says about a payout of a vendor's account.
// Error: not_found.
func (s *Service) PayoutAtProvider(ctx context.Context, vendor markthalle.VendorID, id string) (ProviderPayout, error) {
	a, err := s.rec.accounts.Get(ctx, accountID(vendor))
	if err != nil {
		return ProviderPayout{}, err
	}
	if a.Provider == "" {
		return ProviderPayout{}, markthalle.ErrNotFound
	}
	got, err := s.gateway.Payout(ctx, a.Provider, id)
	if refusal, ok := IsRefused(err); ok && (refusal.Code == "resource_missing" || refusal.Code == accountGone) {
		return ProviderPayout{}, markthalle.ErrNotFound
	}
	if err != nil {
		return ProviderPayout{}, fmt.Errorf("read payout: %w", err)
	}
	return got, nil
}

// accountGone is how the provider refuses to speak about an account that has left the market.
const accountGone = "account_invalid"

// Gone reports whether the provider refused because the vendor's account is not, or no
// longer, connected to the market.
func Gone(err error) bool {
	refusal, ok := IsRefused(err)
	return ok && refusal.Code == accountGone
}

// PayoutsAtProvider calls fn for the payouts of a vendor's account that were made in
// [from, to), newest first; a zero time does not bound.
func (s *Service) PayoutsAtProvider(ctx context.Context, vendor markthalle.VendorID, from, to time.Time, fn func(ProviderPayout) error) error {
	a, err := s.rec.accounts.Get(ctx, accountID(vendor))
	if err != nil {
		return err
	}
	q := PayoutQuery{Account: a.Provider, From: from, To: to}
	for {
		page, err := s.gateway.Payouts(ctx, q)
		if err != nil {
			return fmt.Errorf("list payouts of %s: %w", vendor, err)
		}
		for _, p := range page.Items {
			if err := fn(p); err != nil {
				return err
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return nil
		}
	}
}

// SweepBankPayouts lists the payouts of one vendor's account since a time and records what
// is new about them, for letters that never came: the provider's list of events has those
// of the market's own account only. It calls fn with each as it is known then.
func (s *Service) SweepBankPayouts(ctx context.Context, vendor markthalle.VendorID, since time.Time, fn func(BankPayout) error) error {
	return s.PayoutsAtProvider(ctx, vendor, since, time.Time{}, func(got ProviderPayout) error {
		p, err := s.noteBankPayout(ctx, vendor, got)
		if err != nil {
			return err
		}
		return fn(p)
	})
}

// BankPayout returns a payout to a vendor's bank as it was last read. Error: not_found.
func (s *Service) BankPayout(ctx context.Context, id string) (BankPayout, error) {
	return s.rec.sent.Get(ctx, id)
}

// BankPayouts lists a vendor's payouts to its bank, newest first.
func (s *Service) BankPayouts(ctx context.Context, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[BankPayout], error) {
	return s.rec.sent.Find(ctx, store.Query{Index: "vendor", Eq: []any{string(vendor)}, Desc: true, Page: page})
}

// BankPayoutBefore returns the payout in the same currency that a vendor's account sent last
// before another one. Error: not_found when that one was the first.
func (s *Service) BankPayoutBefore(ctx context.Context, p BankPayout) (BankPayout, error) {
	var found BankPayout
	err := s.rec.sent.Scan(ctx, store.Query{Index: "vendor", Eq: []any{string(p.Vendor)}, To: p.SentAt, Desc: true}, func(x BankPayout) error {
		if x.Amount.Currency != p.Amount.Currency {
			return nil
		}
		found = x
		return errFound
	})
	if errors.Is(err, errFound) {
		return found, nil
	}
	if err != nil {
		return found, fmt.Errorf("find payout before %s: %w", p.ID, err)
	}
	return found, markthalle.ErrNotFound
}

// errFound ends a reading that has what it looked for.
var errFound = errors.New("found")
