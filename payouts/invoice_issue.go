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
// vendor|currency: month after month, each with all that is on none before it. It holds the
// last one as it was decided. What an invoice takes depends on what those before it took, so
// the next one is decided only on the chain as it was read. The last one may lack its number;
// whoever wants the next sees to that first.
//
// Every fee of before To that a batch of the ledger up to Seal holds is on an invoice. What is
// not sealed, or by a later batch, and belongs before To came late or has a mark.
type invoiceChain struct {
	store.Meta `bson:",inline"`
	Last       InvoiceHead `bson:"last"`
	Key        string      `bson:"key"`
	To         time.Time   `bson:"to"` // end of the last month that had its turn; zero: none had
	Seal       int64       `bson:"seal"`
}

// InvoiceDecided says that a vendor's next invoice is decided and can be numbered.
type InvoiceDecided struct{}

// EventType implements store.Event.
func (InvoiceDecided) EventType() string { return "payouts.invoice_decided" }

// InvoiceIssued says that an invoice, or a credit note, has its number: it is a document now.
// Gross is what the vendor was charged in all, negative when more came back.
type InvoiceIssued struct {
	Vendor markthalle.VendorID `bson:"vendor"`
	Number string              `bson:"number"`
	Kind   InvoiceKind         `bson:"kind"`
	Month  string              `bson:"month"`
	Gross  money.Amount        `bson:"gross"`
}

// EventType implements store.Event.
func (InvoiceIssued) EventType() string { return "payouts.invoice_issued" }

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

// IssueInvoice issues a vendor's invoice of a month that is over (a moment in it, UTC), after
// those of earlier months that were never issued. The same month again is the same document.
// Errors: not_found, Conflict "payouts.month_open", "payouts.nothing_charged", Invalid
// "payouts.invoice_incomplete" with every field that is missing.
func (s *Service) IssueInvoice(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, month time.Time) (Invoice, error) {
	if err := operator(actor, markthalle.LedgerMoney); err != nil {
		return Invoice{}, err
	}
	if _, err := s.Vendors.Get(ctx, vendor); err != nil {
		return Invoice{}, err
	}
	want := newInvoice(vendor, c, month)
	if s.Clock.Now().Before(want.To) {
		return Invoice{}, ErrMonthOpen
	}
	for tries := 0; tries < issueAttempts; {
		v, err := s.issueNext(ctx, actor, want)
		switch {
		case errors.Is(err, errChain):
			tries++
		case err != nil || v.ID == want.ID:
			return v, err
		}
	}
	return Invoice{}, store.ErrBusy
}

// issueAttempts bounds how often an invoice is decided anew because another one of the same
// vendor came between.
const issueAttempts = 8

var errChain = errors.New("another invoice came between")

// issueNext issues the invoice that is wanted or, while fees of earlier months are on none,
// that of the first of these.
func (s *Service) issueNext(ctx context.Context, actor markthalle.Actor, v Invoice) (Invoice, error) {
	chain, err := s.readyChain(ctx, &v)
	if err != nil {
		return Invoice{}, err
	}
	if head, err := s.invoices.Get(ctx, v.ID); err == nil {
		return s.whole(ctx, head)
	} else if !errors.Is(err, markthalle.ErrNotFound) {
		return Invoice{}, err
	}
	if !v.To.After(chain.To) {
		return Invoice{}, ErrNothingCharged
	}
	d, err := s.due(ctx, &chain, &v, chain.To)
	if err != nil {
		return Invoice{}, err
	}
	if d.first.Before(v.From) {
		v = newInvoice(v.Vendor, v.Currency, d.first)
	}
	fees := d.of(&v)
	if len(fees) == 0 {
		if err := s.extend(ctx, &chain, v.To, d.seal, nil); err != nil {
			return Invoice{}, err
		}
		return Invoice{}, ErrNothingCharged
	}
	if err := s.prepare(ctx, &v, fees); err != nil {
		return Invoice{}, err
	}
	err = s.extend(ctx, &chain, v.To, d.seal, func(x *invoiceChain) {
		x.Last = v.InvoiceHead
		x.Emit(InvoiceDecided{})
		x.Emit(accounts.Audit(actor, string(v.Vendor), "invoice_issued", v.Month, accounts.Change{Field: "gross", After: money.New(v.Gross(), v.Currency).String()}))
	})
	if err != nil {
		return Invoice{}, err
	}
	v.InvoiceHead, err = s.number(ctx, v.InvoiceHead)
	return v, err
}

// chain loads the chain that an invoice belongs to; before the first one it is empty.
func (s *Service) chain(ctx context.Context, v *Invoice) (invoiceChain, error) {
	key := openKey(v.Vendor, v.Currency)
	chain, err := s.chains.Get(ctx, key)
	if errors.Is(err, markthalle.ErrNotFound) {
		return invoiceChain{Key: key}, nil
	}
	if err != nil {
		return chain, fmt.Errorf("load chain of invoices: %w", err)
	}
	return chain, nil
}

// readyChain loads the chain when everything that it has decided is done.
func (s *Service) readyChain(ctx context.Context, v *Invoice) (invoiceChain, error) {
	chain, err := s.chain(ctx, v)
	if err != nil {
		return chain, err
	}
	if chain.Last.ID != "" {
		if _, err := s.number(ctx, chain.Last); err != nil {
			return chain, err
		}
	}
	if chain.To.IsZero() {
		return chain, s.adopt(ctx, &chain, v)
	}
	return chain, nil
}

// extend moves the chain on by a month, if it is still as it was read. Error: errChain.
func (s *Service) extend(ctx context.Context, chain *invoiceChain, to time.Time, seal int64, decide func(*invoiceChain)) error {
	after, err := s.chains.Upsert(ctx, chain.Key, func(x *invoiceChain) error {
		if x.Rev != chain.Rev {
			return errChain
		}
		x.Key, x.To, x.Seal = chain.Key, to, seal
		if decide != nil {
			decide(x)
		}
		return nil
	})
	if err == nil {
		*chain = after
	}
	return err
}

// prepare makes everything of an invoice but its number, and stores its rows.
func (s *Service) prepare(ctx context.Context, v *Invoice, fees []fee) error {
	if err := s.draft(ctx, v, fees); err != nil {
		return err
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

// number marks what is on a decided invoice, gives it the next number of its year and stores
// it, once. Numbers have no gaps and no doubles (directive 2006/112/EC, Art. 226 (2)).
func (s *Service) number(ctx context.Context, v InvoiceHead) (InvoiceHead, error) {
	have, err := s.invoices.Get(ctx, v.ID)
	if !errors.Is(err, markthalle.ErrNotFound) {
		return have, err
	}
	if err := s.mark(ctx, v); err != nil {
		return v, err
	}
	year := v.From.Format("2006")
	n, err := s.DB.NextNumber(ctx, "commission-invoice-"+year, v.ID)
	if err != nil {
		return v, fmt.Errorf("number invoice: %w", err)
	}
	v.Meta = store.Meta{ID: v.ID}
	v.Number = fmt.Sprintf("%s-%06d", year, n)
	v.Emit(InvoiceIssued{Vendor: v.Vendor, Number: v.Number, Kind: v.Kind, Month: v.Month, Gross: money.New(v.Gross(), v.Currency)})
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
