package payouts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// ReservePolicy says what of a vendor's releases in one currency is kept back against
// later refunds, and how long (marketplace rules §10). The zero policy keeps nothing.
type ReservePolicy struct {
	store.Meta `bson:",inline"` // id rp_<vendor>_<currency>

	Vendor   markthalle.VendorID `bson:"vendor"`
	Currency money.Currency      `bson:"currency"`
	ShareBP  money.BasisPoints   `bson:"share_bp"` // of each release; 0 keeps nothing
	Days     int                 `bson:"days"`     // after which a part is paid; 0: when an operator frees it
	Cap      int64               `bson:"cap"`      // the reserve never exceeds it, in minor units; 0: no cap
	Reason   string              `bson:"reason"`
	By       string              `bson:"by"`
	SetAt    time.Time           `bson:"set_at"`
}

// The bounds of a policy.
const (
	maxReserveShare = 5000 // basis points
	maxReserveDays  = 180
	maxReserveCap   = 100_000_000_00
)

// Reserve is what is kept of one order, and until when.
type Reserve struct {
	VendorOrder markthalle.VendorOrderID
	Number      string
	Amount      int64
	Until       time.Time // zero: until an operator frees it
}

func reservePolicyID(v markthalle.VendorID, c money.Currency) string {
	return "rp_" + markthalle.Body(v) + "_" + strings.ToLower(string(c))
}

// until is when a part that is kept now is paid; zero for no day.
func (p ReservePolicy) until(now time.Time) time.Time {
	if p.Days == 0 {
		return time.Time{}
	}
	return now.AddDate(0, 0, p.Days)
}

// keeper works out what a policy keeps of a release, given what it has kept already.
type keeper struct {
	policy ReservePolicy
	have   int64
}

// keep is the part of a release that is kept: the share, half-up, as far as the cap goes.
func (k keeper) keep(amount int64) (int64, error) {
	if amount <= 0 || k.policy.ShareBP == 0 {
		return 0, nil
	}
	part, err := money.New(amount, k.policy.Currency).Percent(k.policy.ShareBP)
	if err != nil {
		return 0, fmt.Errorf("share of the reserve: %w", err)
	}
	if k.policy.Cap == 0 {
		return part.Minor, nil
	}
	return max(0, min(part.Minor, k.policy.Cap-k.have)), nil
}

// reserve changes what is kept of a settlement and keeps the indexes in step.
func (s *Settlement) reserve(n int64, until time.Time) {
	s.Reserved, s.ReserveUntil = n, until
	if n == 0 {
		s.ReserveUntil, s.ReserveDue, s.ReserveKey = time.Time{}, time.Time{}, ""
		return
	}
	s.ReserveDue, s.ReserveKey = until, openKey(s.Vendor, s.Currency)
}

// ReserveInput is a policy as an operator sets it.
type ReserveInput struct {
	Currency money.Currency
	ShareBP  money.BasisPoints
	Days     int
	Cap      int64
	Reason   string
}

// SetReserve sets what of a vendor's later releases is kept; what is kept already keeps
// its day. A share of 0 ends the policy. A reserve without days is a fixed target: it
// needs a cap, fills up to it and stays until it is freed. Errors: Invalid
// "payouts.reserve" with all faults.
func (s *Service) SetReserve(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in ReserveInput) (ReservePolicy, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return ReservePolicy{}, err
	}
	if _, err := s.Vendors.Get(ctx, vendor); err != nil {
		return ReservePolicy{}, err
	}
	var f markthalle.Faults
	f.Check(in.Currency.Valid(), "/currency", "not_a_currency", "This is not a currency code.")
	f.Check(in.ShareBP >= 0 && in.ShareBP <= maxReserveShare, "/share_bp", "range", "A reserve keeps 0 to 50 percent.")
	f.Check(in.Days >= 0 && in.Days <= maxReserveDays, "/days", "range", "A reserve lasts 0 to 180 days.")
	f.Check(in.Cap >= 0 && in.Cap <= maxReserveCap, "/cap", "range", "This cap is not possible.")
	f.Check(in.ShareBP == 0 || in.Days > 0 || in.Cap > 0, "/days", "required", "A reserve without days needs a cap.")
	f.Check(len(in.Reason) >= 3 && len(in.Reason) <= 500, "/reason", "length", "A reason has 3 to 500 characters.")
	if err := f.Err("payouts.reserve"); err != nil {
		return ReservePolicy{}, err
	}
	now := s.Clock.Now()
	return s.reserves.Upsert(ctx, reservePolicyID(vendor, in.Currency), func(p *ReservePolicy) error {
		if p.Rev != 0 && p.ShareBP == in.ShareBP && p.Days == in.Days && p.Cap == in.Cap && p.Reason == in.Reason {
			return nil
		}
		before := p.words()
		p.Vendor, p.Currency, p.ShareBP, p.Days, p.Cap = vendor, in.Currency, in.ShareBP, in.Days, in.Cap
		p.Reason, p.By, p.SetAt = in.Reason, actor.ID(), now
		p.Emit(accounts.Audit(actor, string(vendor), "reserve_set", in.Reason, accounts.Change{Field: "reserve", Before: before, After: p.words()}))
		return nil
	})
}

// words tells a policy in one line, for the audit log.
func (p *ReservePolicy) words() string {
	if p.ShareBP == 0 {
		return "none"
	}
	return fmt.Sprintf("%d bp of each release, %d days, cap %s", p.ShareBP, p.Days, money.New(p.Cap, p.Currency))
}

// ReserveOf returns a vendor's policy in a currency; one that keeps nothing when none is
// set.
func (s *Service) ReserveOf(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency) (ReservePolicy, error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return ReservePolicy{}, err
	}
	return s.reservePolicy(ctx, vendor, c)
}

func (s *Service) reservePolicy(ctx context.Context, vendor markthalle.VendorID, c money.Currency) (ReservePolicy, error) {
	p, err := s.reserves.Get(ctx, reservePolicyID(vendor, c))
	if errors.Is(err, markthalle.ErrNotFound) {
		return ReservePolicy{Vendor: vendor, Currency: c}, nil
	}
	if err != nil {
		return ReservePolicy{}, fmt.Errorf("load policy of the reserve: %w", err)
	}
	return p, nil
}

// reservedOf sums what is kept of all of a vendor's orders in a currency.
func (s *Service) reservedOf(ctx context.Context, v markthalle.VendorID, c money.Currency) (int64, error) {
	var sum int64
	err := s.settlements.Scan(ctx, store.Query{Index: "reserve", Eq: []any{openKey(v, c)}}, func(x Settlement) error {
		sum += x.Reserved
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("sum the reserve: %w", err)
	}
	return sum, nil
}

// reservesOf lists what is kept, soonest first.
func (s *Service) reservesOf(ctx context.Context, v markthalle.VendorID, c money.Currency) ([]Reserve, error) {
	page, err := s.settlements.Find(ctx, store.Query{
		Index: "reserve", Eq: []any{openKey(v, c)}, Page: markthalle.PageQuery{Limit: maxWaiting},
	})
	if err != nil {
		return nil, fmt.Errorf("list the reserve: %w", err)
	}
	var out []Reserve
	for _, x := range page.Items {
		out = append(out, Reserve{VendorOrder: x.VendorOrder, Number: x.Number, Amount: x.Reserved, Until: x.ReserveUntil})
	}
	return out, nil
}

// FreeReserves gives back what was kept long enough, so that the next payout takes it. It
// returns how many orders' parts it freed; what a hold stops is looked at again a day
// later.
func (s *Service) FreeReserves(ctx context.Context) (int, error) {
	now, n := s.Clock.Now(), 0
	for {
		page, err := s.settlements.Find(ctx, store.Query{
			Index: "reserve_due", To: now.Add(time.Millisecond), Page: markthalle.PageQuery{Limit: 100},
		})
		if err != nil {
			return n, fmt.Errorf("find due reserves: %w", err)
		}
		if len(page.Items) == 0 {
			return n, nil
		}
		for _, x := range page.Items {
			done, err := s.freeReserve(ctx, x.ID, now)
			if err != nil {
				return n, fmt.Errorf("free reserve of %s: %w", x.VendorOrder, err)
			}
			if done {
				n++
			}
		}
	}
}

func (s *Service) freeReserve(ctx context.Context, id string, now time.Time) (bool, error) {
	done := false
	err := s.settlements.Update(ctx, id, func(x *Settlement) error {
		done = false
		if x.Reserved == 0 {
			x.ReserveDue = time.Time{}
			return nil
		}
		if x.blocked(now) != nil {
			x.ReserveDue = now.AddDate(0, 0, 1)
			return nil
		}
		amount := x.Reserved
		x.reserve(0, time.Time{})
		x.Freed += amount
		x.setOpen(x.Open + amount)
		x.Emit(ReserveFreed{VendorOrder: x.VendorOrder, Order: x.Order, Vendor: x.Vendor, Amount: x.amountOf(amount), At: now})
		done = true
		return nil
	})
	return done, err
}

// EndReserve frees everything that is kept of a vendor's orders in a currency, whatever
// its day, when a person decides so: at the end of the business with a vendor, or when a
// fixed target is given up. The policy stays. It returns the sum in minor units. What a
// hold stops follows when the hold ends. Errors: Invalid "payouts.reserve".
func (s *Service) EndReserve(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, reason string) (int64, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return 0, err
	}
	var f markthalle.Faults
	f.Check(c.Valid(), "/currency", "not_a_currency", "This is not a currency code.")
	f.Check(len(reason) >= 3 && len(reason) <= 500, "/reason", "length", "A reason has 3 to 500 characters.")
	if err := f.Err("payouts.reserve"); err != nil {
		return 0, err
	}
	now := s.Clock.Now()
	_, err := s.reserves.Upsert(ctx, reservePolicyID(vendor, c), func(p *ReservePolicy) error {
		p.Vendor, p.Currency = vendor, c
		p.Emit(accounts.Audit(actor, string(vendor), "reserve_freed", reason))
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("note the end of the reserve: %w", err)
	}
	var ids []string
	err = s.settlements.Scan(ctx, store.Query{Index: "reserve", Eq: []any{openKey(vendor, c)}}, func(x Settlement) error {
		ids = append(ids, x.ID)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("list the reserve: %w", err)
	}
	var sum int64
	for _, id := range ids {
		var part int64
		if err := s.settlements.Update(ctx, id, func(x *Settlement) error {
			part = x.Reserved
			x.reserve(part, now)
			return nil
		}); err != nil {
			return sum, fmt.Errorf("free %s: %w", id, err)
		}
		done, err := s.freeReserve(ctx, id, now)
		if err != nil {
			return sum, fmt.Errorf("free %s: %w", id, err)
		}
		if done {
			sum += part
		}
	}
	return sum, nil
}

// PostReserveFreed is the reaction to a part of the reserve that is given back.
func (s *Service) PostReserveFreed(ctx context.Context, e ReserveFreed, _ store.Cause) error {
	t := ledger.Transaction{
		Meta: store.Meta{ID: "reserve:" + string(e.VendorOrder)}, Kind: ledger.KindReserve, Currency: e.Amount.Currency,
		EffectiveAt: e.At, Order: e.Order, VendorOrder: e.VendorOrder, Vendor: e.Vendor,
	}
	t.Debit(ledger.VendorReserve(e.Vendor), e.Amount.Minor)
	t.Credit(ledger.VendorPayable(e.Vendor), e.Amount.Minor)
	return s.Ledger.Post(ctx, t)
}
