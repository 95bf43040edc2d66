package ledger

import (
	"context"
	"sort"
	"strings"
	"time"

	"github.com/markthalle/markthalle/money"
)

// Position is what the market has, owes and has earned in one currency, in minor units.
// Cash less what is owed equals what was earned since the beginning less what it cost:
// another form of the trial balance.
type Position struct {
	Currency money.Currency

	// What there is at the end of the span, and what of it belongs to others.
	Cash        int64 // at the provider and the bank, on its way included
	Disputed    int64 // taken back by buyers' banks until the disputes are decided
	OwedVendors int64 // earned, released or kept in reserve; less what vendors owe
	OwedBuyers  int64 // refunds on their way, points, gift cards, credit
	OwedTax     int64 // VAT and marketplace tax
	Unmatched   int64 // money that belongs to nobody known

	Revenue      int64 // earned within the span, without VAT
	Expenses     int64 // spent within the span; differences of exchange included
	EarnedBefore int64 // revenue less expenses before the span
}

// Own is what of the cash is the market's own.
func (p *Position) Own() int64 {
	return p.Cash + p.Disputed - p.OwedVendors - p.OwedBuyers - p.OwedTax - p.Unmatched
}

// Result is what was earned less what was spent within the span.
func (p *Position) Result() int64 { return p.Revenue - p.Expenses }

// Holds reports whether both sides agree, which they do while the trial balance is zero.
func (p *Position) Holds() bool { return p.Own() == p.EarnedBefore+p.Result() }

// Positions returns the market's position in every currency at the end of a span of time
// (from included, to not), by the facts that lie before that: time travel. The zero from
// is the beginning. It reads every entry before to.
func (s *Service) Positions(ctx context.Context, from, to time.Time) ([]Position, error) {
	all := map[money.Currency]*Position{}
	err := s.Each(ctx, time.Time{}, to, func(t Transaction) error {
		if t.InMemo() {
			return nil
		}
		p := all[t.Currency]
		if p == nil {
			p = &Position{Currency: t.Currency}
			all[t.Currency] = p
		}
		before := t.EffectiveAt.Before(from)
		for _, l := range t.Lines {
			p.add(l, before)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]Position, 0, len(all))
	for _, p := range all {
		out = append(out, *p)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Currency < out[j].Currency })
	return out, nil
}

// add takes one line of an entry in.
func (p *Position) add(l Posting, before bool) {
	class, _ := ClassOf(l.Account)
	switch {
	case l.Account == DisputeSuspense:
		p.Disputed += l.Amount
	case class == Asset:
		p.Cash += l.Amount
	case strings.HasPrefix(l.Account, "vendor:"):
		p.OwedVendors -= l.Amount
	case strings.HasPrefix(l.Account, "vat:"), strings.HasPrefix(l.Account, "tax:"):
		p.OwedTax -= l.Amount
	case l.Account == SuspenseUnmatched:
		p.Unmatched -= l.Amount
	case class == Liability:
		p.OwedBuyers -= l.Amount
	case before:
		p.EarnedBefore -= l.Amount
	case class == Income:
		p.Revenue -= l.Amount
	default:
		p.Expenses += l.Amount
	}
}
