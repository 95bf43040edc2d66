package payouts

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

// leaseFor is how long a run may collect for one vendor before another takes over; what
// it does meanwhile is a few writes a settlement.
const leaseFor = 2 * time.Minute

// ErrRunning is returned while another run collects for the same vendor.
var ErrRunning = &markthalle.Error{
	Kind: markthalle.Unavailable, Code: "payouts.running", Text: "Another run is paying this vendor just now. Please try again in a moment.",
}

// The works of which one run at a time does each for a vendor and currency.
const (
	collecting = "payouts:"
	reserving  = "reserve:"
)

// alone runs fn while no other run does the same work for a vendor and currency
// (PAY-52). A lease that a dead run left behind ends by itself.
func (s *Service) alone(ctx context.Context, work string, v markthalle.VendorID, c money.Currency, fn func() error) error {
	name := work + openKey(v, c)
	token, err := s.DB.Acquire(ctx, name, leaseFor)
	if errors.Is(err, store.ErrLeased) {
		return ErrRunning
	}
	if err != nil {
		return fmt.Errorf("take lease: %w", err)
	}
	err = fn()
	if freed := s.DB.ReleaseLease(ctx, name, token); freed != nil && !errors.Is(freed, store.ErrLeased) {
		err = errors.Join(err, fmt.Errorf("give lease back: %w", freed))
	}
	return err
}

// claim takes what is open, each by compare-and-set, oldest sale first; what this
// payout had claimed before a crash is taken up again.
func (s *Service) claim(ctx context.Context, p Payout) ([]Item, bool, error) {
	page, err := s.settlements.Find(ctx, store.Query{
		Index: "open", Eq: []any{openKey(p.Vendor, p.Currency)}, Page: markthalle.PageQuery{Limit: maxItems},
	})
	if err != nil {
		return nil, false, fmt.Errorf("find open settlements: %w", err)
	}
	id, now := markthalle.PayoutID(p.ID), s.Clock.Now()
	for _, x := range page.Items {
		err := s.settlements.Update(ctx, x.ID, func(x *Settlement) error {
			if x.Open == 0 || x.Payout != "" && x.Payout != id || x.Open > 0 && x.blocked(now) != nil {
				return nil
			}
			x.Claimed += x.Open
			x.Payout = id
			x.setOpen(0)
			return nil
		})
		if err != nil {
			return nil, false, fmt.Errorf("claim %s: %w", x.ID, err)
		}
	}
	items, err := s.items(ctx, p)
	return items, page.Next != "", err
}

// claimedBy lists the settlements that a payout has claimed, oldest sale first.
func (s *Service) claimedBy(ctx context.Context, p Payout) ([]Settlement, error) {
	var list []Settlement
	err := s.settlements.Scan(ctx, store.Query{Index: "payout", Eq: []any{p.ID}}, func(x Settlement) error {
		list = append(list, x)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list claims: %w", err)
	}
	sort.Slice(list, func(i, j int) bool {
		if !list[i].SoldAt.Equal(list[j].SoldAt) {
			return list[i].SoldAt.Before(list[j].SoldAt)
		}
		return list[i].ID < list[j].ID
	})
	return list, nil
}

// items is what a payout has claimed, as its plan counts it.
func (s *Service) items(ctx context.Context, p Payout) ([]Item, error) {
	list, err := s.claimedBy(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []Item
	for _, x := range list {
		if x.Claimed != 0 {
			out = append(out, Item{
				VendorOrder: x.VendorOrder, Order: x.Order, Number: x.Number, Amount: x.Claimed, Reserved: x.Reserved,
				FromReserve: min(x.Freed, max(0, x.Claimed)),
			})
		}
	}
	return out, nil
}

// carry ends a payout that pays nothing and frees its claims for the next cycle.
func (s *Service) carry(ctx context.Context, p Payout, items []Item, reason string) (Payout, error) {
	if err := s.free(ctx, p, nil); err != nil {
		return p, err
	}
	total := int64(0)
	for _, it := range items {
		total += it.Amount
	}
	return s.payouts.Modify(ctx, p.ID, func(q *Payout) error {
		if q.State == Collecting {
			q.State, q.Reason, q.Items, q.Total = Carried, reason, items, total
		}
		return nil
	})
}

// free ends a payout's claims: what it paid of each is settled, the rest is open again.
func (s *Service) free(ctx context.Context, p Payout, paid map[markthalle.VendorOrderID]int64) error {
	claims, err := s.claimedBy(ctx, p)
	if err != nil {
		return err
	}
	for _, c := range claims {
		err := s.settlements.Update(ctx, c.ID, func(x *Settlement) error {
			if string(x.Payout) == p.ID {
				rest := x.Claimed - paid[x.VendorOrder]
				x.Claimed, x.Payout = 0, ""
				x.setOpen(x.Open + rest)
				x.Freed = min(x.Freed, max(0, x.Open))
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("free %s: %w", c.VendorOrder, err)
		}
	}
	return nil
}

// CloseClaims is the reaction to a payout that is paid: what it claimed is settled, and
// debts that it netted are paid. What a run that had lost its lease claimed for it after
// its plan was frozen is open again.
func (s *Service) CloseClaims(ctx context.Context, e PaidOut, _ store.Cause) error {
	p, err := s.payouts.Get(ctx, string(e.Payout))
	if err != nil {
		return fmt.Errorf("load payout: %w", err)
	}
	planned := map[markthalle.VendorOrderID]int64{}
	for _, it := range p.Items {
		planned[it.VendorOrder] = it.Amount
	}
	return s.free(ctx, p, planned)
}
