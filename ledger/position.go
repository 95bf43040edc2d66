package ledger

import (
	"context"
	"slices"
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
// is the beginning. Whole months come from the projections; only the months in which the
// span begins and ends are read entry by entry, unless it does so with them.
func (s *Service) Positions(ctx context.Context, from, to time.Time) ([]Position, error) {
	p := newPositions(from, to)
	if err := s.read(ctx, p.folded, p.late); err != nil {
		return nil, err
	}
	for _, at := range p.parts {
		err := s.Each(ctx, startOf(at), earlier(startOf(at).AddDate(0, 1, 0), to), func(t Transaction) error {
			for _, l := range t.Lines {
				p.add(l, t.Currency, t.EffectiveAt.Before(from))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	out := make([]Position, 0, len(p.of))
	for _, x := range p.of {
		out = append(out, *x)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Currency < out[j].Currency })
	return out, nil
}

// positions are being added up.
type positions struct {
	from, to time.Time
	parts    []time.Time // the ends of the span that lie within a month, one for each
	of       map[money.Currency]*Position
	cursors  map[string]int64 // of the projections, by account and currency
}

func newPositions(from, to time.Time) *positions {
	p := &positions{from: from, to: to, of: map[money.Currency]*Position{}, cursors: map[string]int64{}}
	for _, at := range []time.Time{from, to} {
		if !at.Equal(startOf(at)) && p.whole(monthOf(at)) && !at.After(to) {
			p.parts = append(p.parts, at)
		}
	}
	return p
}

// whole reports whether a month counts as one, and not by its entries.
func (p *positions) whole(month int32) bool {
	return !slices.ContainsFunc(p.parts, func(at time.Time) bool { return monthOf(at) == month })
}

// folded adds the months of an account.
func (p *positions) folded(b Balance) {
	p.cursors[b.ID] = b.Cursor
	for _, m := range b.Months {
		if m.Month < monthOf(p.to) && p.whole(m.Month) {
			p.add(Posting{Account: b.Account, Amount: m.Amount}, b.Currency, m.Month < monthOf(p.from))
		}
	}
}

// late adds an entry to the accounts whose projections do not hold it.
func (p *positions) late(t Transaction) {
	if !t.EffectiveAt.Before(startOf(p.to)) || !p.whole(monthOf(t.EffectiveAt)) {
		return
	}
	for _, l := range t.Lines {
		if !t.foldedBy(p.cursors[key(l.Account, t.Currency)]) {
			p.add(l, t.Currency, t.EffectiveAt.Before(p.from))
		}
	}
}

// add takes one line in; the memo book is no part of the position.
func (p *positions) add(l Posting, c money.Currency, before bool) {
	if class, _ := ClassOf(l.Account); class == Memo {
		return
	}
	if p.of[c] == nil {
		p.of[c] = &Position{Currency: c}
	}
	p.of[c].add(l, before)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
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
