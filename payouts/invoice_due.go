package payouts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
)

// fee is an entry that an invoice is made of. The sums are of the whole entry, which a sale
// of several vendors shares; amount is the vendor's own.
type fee struct {
	entry              ledger.Transaction
	amount             int64 // on the vendor's accounts, debit positive
	revenue, vat, fees int64 // what the market got by the entry
}

// dues is what a vendor was charged and given back up to the end of a month, and no invoice
// says yet.
type dues struct {
	late  []fee     // of months that had their turn
	since []fee     // of the months after them
	first time.Time // the first of these with a fee: its invoice comes next and takes what is late
	seal  int64     // what the ledger had sealed before anything was read
}

// of picks the fees of an invoice: those of its month and, when its turn is next, the late.
func (d *dues) of(v *Invoice) []fee {
	var out []fee
	if !d.first.Before(v.From) {
		out = append(out, d.late...)
	}
	for _, f := range d.since {
		if at := f.entry.EffectiveAt; !at.Before(v.From) && at.Before(v.To) {
			out = append(out, f)
		}
	}
	return out
}

// due reads what is on no invoice: what is late, and what lies between a moment, the end of
// the chain, and the end of an invoice's month. What is late is found among what the books
// have got since the last invoice was decided, so that the whole costs what is new, however
// old the vendor is, and however old what is new.
//
// What was charged before the market came here was invoiced there: it is on the invoice of
// its month, if that is issued here, but is never late and no reason to issue a month.
func (s *Service) due(ctx context.Context, chain *invoiceChain, v *Invoice, from time.Time) (dues, error) {
	d := dues{first: v.From}
	sealed, err := s.Ledger.Sealed(ctx)
	if err != nil {
		return d, err
	}
	d.seal = max(sealed, chain.Seal)
	if d.late, err = s.late(ctx, chain, v); err != nil {
		return d, err
	}
	d.since, err = s.fees(v, func(account string, fn func(ledger.Row) error) error {
		return s.Ledger.Between(ctx, account, v.Currency, from, v.To, fn)
	})
	if err != nil {
		return d, err
	}
	for i := range d.since {
		f := &d.since[i]
		if !f.entry.EffectiveAt.Before(v.From) {
			break
		}
		if old, err := s.imported(ctx, f); err != nil {
			return d, err
		} else if !old {
			d.first = f.entry.EffectiveAt
			break
		}
	}
	return d, nil
}

// late reads what belongs before the end of the chain and is on none of its invoices.
func (s *Service) late(ctx context.Context, chain *invoiceChain, v *Invoice) ([]fee, error) {
	if chain.To.IsZero() {
		return nil, nil
	}
	list, err := s.fees(v, func(account string, fn func(ledger.Row) error) error {
		return s.Ledger.Since(ctx, account, v.Currency, chain.Seal, func(r ledger.Row) error {
			if !r.Transaction.EffectiveAt.Before(chain.To) {
				return nil
			}
			return fn(r)
		})
	})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i, f := range list {
		ids[i] = f.entry.ID
	}
	marked, err := s.marked(ctx, v.Vendor, ids)
	if err != nil {
		return nil, err
	}
	var out []fee
	for _, f := range list {
		if marked[f.entry.ID] != "" {
			continue
		}
		if old, err := s.imported(ctx, &f); err != nil {
			return nil, err
		} else if !old {
			out = append(out, f)
		}
	}
	return out, nil
}

// fees reads, from each of a vendor's accounts, the entries by which the market earned, or
// gave back, oldest first.
func (s *Service) fees(v *Invoice, read func(account string, fn func(ledger.Row) error) error) ([]fee, error) {
	var out []fee
	at := map[string]int{}
	for _, account := range []string{ledger.VendorHeld(v.Vendor), ledger.VendorPayable(v.Vendor)} {
		err := read(account, func(r ledger.Row) error {
			if i, ok := at[r.Transaction.ID]; ok { // it moves both accounts
				out[i].amount += r.Amount
				return nil
			}
			if f := feeOf(r); f.revenue != 0 || f.vat != 0 || f.fees != 0 {
				at[r.Transaction.ID] = len(out)
				out = append(out, f)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read fees: %w", err)
		}
	}
	slices.SortStableFunc(out, func(x, y fee) int {
		return cmp.Or(x.entry.EffectiveAt.Compare(y.entry.EffectiveAt), cmp.Compare(x.entry.ID, y.entry.ID))
	})
	return out, nil
}

func feeOf(r ledger.Row) fee {
	f := fee{entry: r.Transaction, amount: r.Amount}
	for _, l := range r.Transaction.Lines {
		switch {
		case l.Account == ledger.RevCommission:
			f.revenue -= l.Amount
		case l.Account == ledger.RevFees:
			f.fees -= l.Amount
		case strings.HasPrefix(l.Account, "vat:"):
			f.vat -= l.Amount
		}
	}
	return f
}

// imported reports whether a fee was charged, or given back, before the market came here.
// Its sale, for which there is no charge, carries the note.
func (s *Service) imported(ctx context.Context, f *fee) (bool, error) {
	if f.entry.Note == importNote {
		return true, nil
	}
	if f.entry.Kind != ledger.KindCommission {
		return false, nil
	}
	sale, err := s.Ledger.Transaction(ctx, saleID(f.entry.Order, ""))
	if errors.Is(err, markthalle.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("load sale: %w", err)
	}
	return sale.Note == importNote, nil
}
