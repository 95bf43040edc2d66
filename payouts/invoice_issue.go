package payouts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// invoiceRows is a page of an invoice's rows, id <invoice>_<digest>_<page>: pages are found
// by what they hold, so that an attempt that died leaves nothing that another one reads.
type invoiceRows struct {
	store.Meta `bson:",inline"`
	Rows       []InvoiceRow `bson:"rows"`
}

// rowsPerPage keeps a page well below what a document may be, whatever the notes say.
const rowsPerPage = 200

// invoiceChain is the order in which the invoices of a vendor in a currency come, id
// vendor|currency: it holds the last one as it was decided. What an invoice takes depends on
// what those before it took, so the next one is decided only on the chain as it was read.
// The last one may lack its number; whoever wants the next sees to that first.
type invoiceChain struct {
	store.Meta `bson:",inline"`
	Last       InvoiceHead `bson:"last"`
	Key        string      `bson:"key"`
}

// InvoiceDecided says that a vendor's next invoice is decided and can be numbered.
type InvoiceDecided struct{}

// EventType implements store.Event.
func (InvoiceDecided) EventType() string { return "payouts.invoice_decided" }

// The errors of invoices.
var (
	ErrMonthOpen = &markthalle.Error{Kind: markthalle.Conflict, Code: "payouts.month_open", Text: "This month is not over."}
	// ErrNothingCharged is returned for a month in which nothing was charged or given back.
	ErrNothingCharged = &markthalle.Error{Kind: markthalle.Conflict, Code: "payouts.nothing_charged", Text: "Nothing was charged in this month."}
)

// CodeIncomplete is the code of the error that names what an invoice must say and nobody
// has given: of the market below /issuer, of the vendor below /vendor.
const CodeIncomplete = "payouts.invoice_incomplete"

func invoiceID(v markthalle.VendorID, c money.Currency, month time.Time) string {
	return "inv_" + markthalle.Body(v) + "_" + strings.ToLower(string(c)) + "_" + month.Format("200601")
}

// IssueInvoice issues a vendor's invoice of a month that is over (a moment in it, UTC). The
// same month again is the same document. Errors: not_found, Conflict "payouts.month_open",
// "payouts.nothing_charged", Invalid "payouts.invoice_incomplete" with every field that is
// missing.
func (s *Service) IssueInvoice(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, month time.Time) (Invoice, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return Invoice{}, err
	}
	if _, err := s.Vendors.Get(ctx, vendor); err != nil {
		return Invoice{}, err
	}
	if s.Clock.Now().Before(newInvoice(vendor, c, month).To) {
		return Invoice{}, ErrMonthOpen
	}
	for range issueAttempts {
		v, err := s.tryIssue(ctx, actor, vendor, c, month)
		if !errors.Is(err, errChain) {
			return v, err
		}
	}
	return Invoice{}, store.ErrBusy
}

// issueAttempts bounds how often an invoice is decided anew because another one of the same
// vendor came between.
const issueAttempts = 8

var errChain = errors.New("another invoice came between")

// tryIssue reads the chain, decides the invoice on it and numbers it.
func (s *Service) tryIssue(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, month time.Time) (Invoice, error) {
	key := openKey(vendor, c)
	chain, err := s.chains.Get(ctx, key)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return Invoice{}, fmt.Errorf("load chain of invoices: %w", err)
	}
	if err == nil {
		if _, err := s.number(ctx, chain.Last); err != nil {
			return Invoice{}, err
		}
	}
	v := newInvoice(vendor, c, month)
	if head, err := s.invoices.Get(ctx, v.ID); err == nil {
		return s.whole(ctx, head)
	} else if !errors.Is(err, markthalle.ErrNotFound) {
		return Invoice{}, err
	}
	if err := s.prepare(ctx, &v); err != nil {
		return Invoice{}, err
	}
	read := chain.Rev
	_, err = s.chains.Upsert(ctx, key, func(x *invoiceChain) error {
		if x.Rev != read {
			return errChain
		}
		x.Key, x.Last = key, v.InvoiceHead
		x.Emit(InvoiceDecided{})
		x.Emit(accounts.Audit(actor, string(vendor), "invoice_issued", v.Month, accounts.Change{Field: "gross", After: money.New(v.Gross(), c).String()}))
		return nil
	})
	if err != nil {
		return Invoice{}, err
	}
	head, err := s.number(ctx, v.InvoiceHead)
	if err != nil {
		return Invoice{}, err
	}
	v.InvoiceHead = head
	return v, nil
}

// prepare makes everything of an invoice but its number, and stores its rows.
func (s *Service) prepare(ctx context.Context, v *Invoice) error {
	if err := s.draft(ctx, v); err != nil {
		return err
	}
	if len(v.Rows) == 0 {
		return ErrNothingCharged
	}
	if err := s.sides(ctx, v); err != nil {
		return err
	}
	var f markthalle.Faults
	v.Issuer.missing(&f, "/issuer", true)
	v.Recipient.missing(&f, "/vendor", v.ReverseCharge())
	if err := f.Err(CodeIncomplete); err != nil {
		return err
	}
	v.Digest, v.IssuedAt = digestOf(v.Rows), s.Clock.Now()
	pages := v.pages()
	docs := make([]invoiceRows, 0, len(pages))
	for i, list := range slices.Collect(slices.Chunk(v.Rows, rowsPerPage)) {
		docs = append(docs, invoiceRows{Meta: store.Meta{ID: pages[i]}, Rows: list})
	}
	for _, err := range s.invoiceRows.InsertMany(ctx, docs) {
		if err != nil && !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("store rows of invoice: %w", err)
		}
	}
	return nil
}

// pages names the documents that hold the rows of an invoice.
func (v *InvoiceHead) pages() []string {
	var out []string
	for n := 0; n*rowsPerPage < v.Count; n++ {
		out = append(out, fmt.Sprintf("%s_%s_%d", v.ID, v.Digest[:16], n))
	}
	return out
}

func digestOf(rows []InvoiceRow) string {
	h := sha256.New()
	for _, r := range rows {
		fmt.Fprintf(h, "%q|%d|%q|%q|%q|%q|%q|%v|%d|%d\n", r.ID, r.At.UnixMilli(), r.Kind, r.Order, r.VendorOrder, r.Refers, r.Note, r.Treatment, r.Net, r.VAT)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// number gives a decided invoice the next number of its year and stores it, once. Numbers
// have no gaps and no doubles (directive 2006/112/EC, Art. 226 (2)).
func (s *Service) number(ctx context.Context, v InvoiceHead) (InvoiceHead, error) {
	have, err := s.invoices.Get(ctx, v.ID)
	if !errors.Is(err, markthalle.ErrNotFound) {
		return have, err
	}
	year := v.From.Format("2006")
	n, err := s.DB.NextNumber(ctx, "commission-invoice-"+year, v.ID)
	if err != nil {
		return v, fmt.Errorf("number invoice: %w", err)
	}
	v.Meta = store.Meta{ID: v.ID}
	v.Number = fmt.Sprintf("%s-%06d", year, n)
	have, err = s.invoices.Insert(ctx, v)
	if errors.Is(err, store.ErrExists) {
		have, err = s.invoices.Get(ctx, v.ID)
	}
	if err != nil {
		return v, fmt.Errorf("store invoice: %w", err)
	}
	return have, nil
}

// NumberInvoice is the reaction to a decided invoice: it gets its number, if that was not
// done at once.
func (s *Service) NumberInvoice(ctx context.Context, _ InvoiceDecided, c store.Cause) error {
	x, err := s.chains.Get(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("load chain of invoices: %w", err)
	}
	_, err = s.number(ctx, x.Last)
	return err
}

// whole loads the rows of an issued invoice.
func (s *Service) whole(ctx context.Context, head InvoiceHead) (Invoice, error) {
	v := Invoice{InvoiceHead: head}
	for ids := range slices.Chunk(head.pages(), store.MaxPage) {
		pages, err := s.invoiceRows.GetMany(ctx, ids)
		if err != nil {
			return v, fmt.Errorf("load rows of invoice: %w", err)
		}
		for _, p := range pages {
			v.Rows = append(v.Rows, p.Rows...)
		}
	}
	if len(v.Rows) != head.Count || digestOf(v.Rows) != head.Digest {
		return v, errInvoice.Say("The rows of invoice %s are not those that were issued.", head.Number)
	}
	return v, nil
}

// issuedBetween loads the vendor's issued invoices of the months first to last, both
// inclusive, in their order.
func (s *Service) issuedBetween(ctx context.Context, v *Invoice, first, last time.Time) ([]InvoiceHead, error) {
	var ids []string
	for m := first; !m.After(last); m = m.AddDate(0, 1, 0) {
		ids = append(ids, invoiceID(v.Vendor, v.Currency, m))
	}
	out, err := s.invoices.GetMany(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("load invoices: %w", err)
	}
	return out, nil
}

// charged returns which entries are on which of some invoices, by number.
func (s *Service) charged(ctx context.Context, issued []InvoiceHead) (map[string]string, error) {
	out := map[string]string{}
	for _, h := range issued {
		v, err := s.whole(ctx, h)
		if err != nil {
			return nil, err
		}
		for _, r := range v.Rows {
			out[r.ID] = v.Number
		}
	}
	return out, nil
}
