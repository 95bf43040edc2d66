package payouts

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// invoiceMark says which invoice a vendor's fee is on, id vendor|entry. The marks of an
// invoice are there before it is.
type invoiceMark struct {
	store.Meta `bson:",inline"`
	Invoice    string `bson:"invoice"` // its id
}

func markID(vendor markthalle.VendorID, entry string) string { return string(vendor) + "|" + entry }

// mark notes for each entry of a decided invoice that it is on it.
func (s *Service) mark(ctx context.Context, head InvoiceHead) error {
	v, err := s.whole(ctx, head)
	if err != nil {
		return err
	}
	docs := make([]invoiceMark, 0, len(v.Rows))
	for i, r := range v.Rows {
		if i == 0 || r.ID != v.Rows[i-1].ID { // an entry under several treatments has several rows
			docs = append(docs, invoiceMark{Meta: store.Meta{ID: markID(v.Vendor, r.ID)}, Invoice: v.ID})
		}
	}
	for list := range slices.Chunk(docs, store.MaxPage) {
		for _, err := range s.marks.InsertMany(ctx, list) {
			if err != nil && !errors.Is(err, store.ErrExists) {
				return fmt.Errorf("mark what invoice %s charges: %w", v.ID, err)
			}
		}
	}
	return nil
}

// marked returns which of some entries are on a vendor's invoices, and on which, by id.
func (s *Service) marked(ctx context.Context, vendor markthalle.VendorID, entries []string) (map[string]string, error) {
	out := map[string]string{}
	slices.Sort(entries)
	for list := range slices.Chunk(slices.Compact(entries), store.MaxPage) {
		ids := make([]string, len(list))
		for i, e := range list {
			ids[i] = markID(vendor, e)
		}
		got, err := s.marks.GetMany(ctx, ids)
		if err != nil {
			return nil, fmt.Errorf("load marks of invoices: %w", err)
		}
		for _, m := range got {
			out[m.ID[len(markID(vendor, "")):]] = m.Invoice
		}
	}
	return out, nil
}

// refer notes at what came back which earlier invoice had charged it.
func (s *Service) refer(ctx context.Context, v *Invoice, settled map[markthalle.VendorOrderID]Settlement) error {
	entry := func(r *InvoiceRow) string {
		if x, ok := settled[r.VendorOrder]; ok && r.Kind == Returned {
			return "commission:" + string(x.Order)
		}
		return ""
	}
	var entries []string
	for i := range v.Rows {
		if e := entry(&v.Rows[i]); e != "" {
			entries = append(entries, e)
		}
	}
	on, err := s.marked(ctx, v.Vendor, entries)
	if err != nil {
		return err
	}
	numbers, err := s.numbersOf(ctx, on)
	if err != nil {
		return err
	}
	for i := range v.Rows {
		r := &v.Rows[i]
		r.Refers = numbers[on[entry(r)]]
	}
	return nil
}

// numbersOf returns the numbers of the invoices that entries are on, by the invoice's id.
func (s *Service) numbersOf(ctx context.Context, on map[string]string) (map[string]string, error) {
	var ids []string
	for _, id := range on {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	out := map[string]string{}
	for list := range slices.Chunk(slices.Compact(ids), store.MaxPage) {
		heads, err := s.invoices.GetMany(ctx, list)
		if err != nil {
			return nil, fmt.Errorf("load invoices: %w", err)
		}
		for _, h := range heads {
			out[h.ID] = h.Number
		}
	}
	return out, nil
}

// adopt marks what is on invoices from before there were marks, and begins the chain after
// the last of them. For a vendor without any it does nothing.
func (s *Service) adopt(ctx context.Context, chain *invoiceChain, v *Invoice) error {
	to := chain.To
	var heads []InvoiceHead
	err := s.invoices.Scan(ctx, store.Query{Index: "vendor", Eq: []any{string(v.Vendor)}}, func(h InvoiceHead) error {
		if h.Currency == v.Currency {
			heads = append(heads, h)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("list invoices: %w", err)
	}
	for _, h := range heads {
		if err := s.mark(ctx, h); err != nil {
			return err
		}
		if h.To.After(to) {
			to = h.To
		}
	}
	if to.IsZero() {
		return nil
	}
	return s.extend(ctx, chain, to, 0, nil)
}
