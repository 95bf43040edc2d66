package payouts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
)

// The kinds of an invoice's rows.
const (
	Charged  = "commission"          // the fee of a sale
	Returned = "commission_returned" // what a refund or a chargeback gave back of it
	OtherFee = "fee"                 // a fine or a subscription, as it was entered
)

// InvoiceKind is what an invoice's document is called.
type InvoiceKind string

// The kinds of documents. What the market gave back may be more than what it charged in a
// month; then the document amends the earlier invoices that its rows name (directive
// 2006/112/EC, Art. 219).
const (
	Bill       InvoiceKind = "invoice"
	CreditNote InvoiceKind = "credit_note"
)

// InvoiceHead is an invoice without its rows: what the market charged a vendor for a month
// in one currency, commission less what it gave back, and other fees, with VAT as it was
// booked (directive 2006/112/EC, Art. 220 and 226; Art. 196 where the vendor owes the VAT
// itself). Once it has a number it never changes. Amounts are minor units; what the vendor
// pays is positive.
type InvoiceHead struct {
	store.Meta `bson:",inline"` // id inv_<vendor>_<currency>_<month>

	Number    string              `bson:"number"` // of the series of the month's year; empty for a preview
	Kind      InvoiceKind         `bson:"kind"`
	Vendor    markthalle.VendorID `bson:"vendor"`
	Currency  money.Currency      `bson:"currency"`
	Month     string              `bson:"month"` // 2026-01
	From      time.Time           `bson:"from"`
	To        time.Time           `bson:"to"`
	IssuedAt  time.Time           `bson:"issued_at"`
	Issuer    Party               `bson:"issuer"`    // as it was when the invoice was issued
	Recipient Party               `bson:"recipient"` // likewise
	Rates     []InvoiceRate       `bson:"rates"`
	Net       int64               `bson:"net"`
	VAT       int64               `bson:"vat"`
	Count     int                 `bson:"count"`  // rows
	Digest    string              `bson:"digest"` // SHA-256 over the rows; names the documents that hold them
}

// Issued reports whether the invoice is a document; else it is a preview.
func (v *InvoiceHead) Issued() bool { return v.Number != "" }

// Gross is what the vendor was charged in all.
func (v *InvoiceHead) Gross() int64 { return v.Net + v.VAT }

// ReverseCharge reports whether the vendor owes VAT on some of it itself.
func (v *InvoiceHead) ReverseCharge() bool {
	return slices.ContainsFunc(v.Rates, func(r InvoiceRate) bool { return r.Treatment.Kind == commission.VATReverseCharge })
}

// Invoice is an invoice with its rows: the frozen document, or, before it is issued, a
// preview that is read from the ledger.
type Invoice struct {
	InvoiceHead
	Rows []InvoiceRow
	Open bool // a preview of a month that is not over: more may come
}

// InvoiceRow is one fee of one sale, or what came back of it, under one treatment.
type InvoiceRow struct {
	ID          string                   `bson:"id"` // of the entry
	At          time.Time                `bson:"at"` // before the month: posted when its own month's turn was over
	Kind        string                   `bson:"kind"`
	Order       string                   `bson:"order,omitempty"` // its number; empty for other fees
	VendorOrder markthalle.VendorOrderID `bson:"vendor_order,omitempty"`
	Refers      string                   `bson:"refers,omitempty"` // number of the earlier invoice that had charged what comes back
	Note        string                   `bson:"note,omitempty"`
	Treatment   commission.VATTreatment  `bson:"treatment"`
	Net         int64                    `bson:"net"`
	VAT         int64                    `bson:"vat"`
}

// InvoiceRate sums the rows under one treatment.
type InvoiceRate struct {
	Treatment commission.VATTreatment `bson:"treatment"`
	Net       int64                   `bson:"net"`
	VAT       int64                   `bson:"vat"`
}

// monthForm is how months are named.
const monthForm = "2006-01"

// newInvoice is the empty invoice of a month, given by a moment in it (UTC).
func newInvoice(vendor markthalle.VendorID, c money.Currency, month time.Time) Invoice {
	from := time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
	return Invoice{InvoiceHead: InvoiceHead{
		Meta: store.Meta{ID: invoiceID(vendor, c, from)}, Kind: Bill, Vendor: vendor, Currency: c, Month: from.Format(monthForm), From: from, To: from.AddDate(0, 1, 0),
	}}
}

// InvoiceOf returns what a vendor was charged in a month (a moment in it, UTC): the issued
// document, or a preview of it. Errors: not_found for another vendor's, Internal
// "payouts.invoice_differs" when an entry is not what its settlement says.
func (s *Service) InvoiceOf(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, month time.Time) (Invoice, error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return Invoice{}, err
	}
	v := newInvoice(vendor, c, month)
	head, err := s.invoices.Get(ctx, v.ID)
	if err == nil {
		return s.whole(ctx, head)
	}
	if !errors.Is(err, markthalle.ErrNotFound) {
		return Invoice{}, err
	}
	if err := s.preview(ctx, &v); err != nil {
		return Invoice{}, err
	}
	v.Open = s.Clock.Now().Before(v.To)
	return v, s.sides(ctx, &v)
}

// preview makes the rows of an invoice that is not issued. It has none when its month had its
// turn: what is posted into it now is on the next invoice.
func (s *Service) preview(ctx context.Context, v *Invoice) error {
	chain, err := s.chain(ctx, v)
	if err != nil || !v.To.After(chain.To) {
		return err
	}
	from := chain.To
	if from.IsZero() { // nothing is late, and what earlier months hold is theirs
		from = v.From
	}
	d, err := s.due(ctx, &chain, v, from)
	if err != nil {
		return err
	}
	return s.draft(ctx, v, d.of(v))
}

// draft makes the rows of an invoice of fees and sums them.
func (s *Service) draft(ctx context.Context, v *Invoice, fees []fee) error {
	settled, err := s.settledFor(ctx, v.Vendor, fees)
	if err != nil {
		return err
	}
	for i := range fees {
		if err := v.charge(&fees[i], settled); err != nil {
			return err
		}
	}
	v.sum()
	return s.refer(ctx, v, settled)
}

// sides writes on an invoice who it is from and for, as of now.
func (s *Service) sides(ctx context.Context, v *Invoice) error {
	market, err := s.issuer(ctx)
	if err != nil {
		return fmt.Errorf("load issuer: %w", err)
	}
	seller, err := s.Vendors.Get(ctx, v.Vendor)
	if err != nil {
		return err
	}
	v.Issuer, v.Recipient = market.Party, partyOf(&seller)
	return nil
}

// settledFor loads the settlements of the vendor's parts that fees are about.
func (s *Service) settledFor(ctx context.Context, vendor markthalle.VendorID, fees []fee) (map[markthalle.VendorOrderID]Settlement, error) {
	var ids []string
	for _, f := range fees {
		if f.entry.Order != "" {
			ids = append(ids, settlementID(markthalle.VendorOrderIDFor(f.entry.Order, vendor)))
		}
	}
	slices.Sort(ids)
	out := map[markthalle.VendorOrderID]Settlement{}
	for list := range slices.Chunk(slices.Compact(ids), store.MaxPage) {
		got, err := s.settlements.GetMany(ctx, list)
		if err != nil {
			return nil, fmt.Errorf("load settlements: %w", err)
		}
		for _, x := range got {
			out[x.VendorOrder] = x
		}
	}
	return out, nil
}

// errInvoice means that an entry and the settlement that it was made from disagree.
var errInvoice = &markthalle.Error{Kind: markthalle.Internal, Code: "payouts.invoice_differs", Text: "An entry is not what its settlement says."}

// charge adds the rows of one entry. A sale is posted for all vendors of its order at once,
// so the vendor's fee is the frozen one of its settlement, and must be what the entry took
// from the vendor's account; what comes back is posted for each vendor order alone.
func (v *Invoice) charge(f *fee, settled map[markthalle.VendorOrderID]Settlement) error {
	row := InvoiceRow{ID: f.entry.ID, At: f.entry.EffectiveAt, Note: f.entry.Note}
	if f.fees != 0 {
		row.Kind, row.Net, row.VAT = OtherFee, f.fees, f.vat
		row.Treatment.Kind = commission.VATOff // of entries from before fees were taxed
		if how := f.entry.Tax; how != nil {
			row.Treatment = commission.VATTreatment{Kind: commission.VATKind(how.Kind), Country: how.Country, Rate: how.Rate}
		}
		v.Rows = append(v.Rows, row)
		return nil
	}
	row.VendorOrder = markthalle.VendorOrderIDFor(f.entry.Order, v.Vendor)
	x, ok := settled[row.VendorOrder]
	if !ok {
		return errInvoice.Say("Entry %s has no settlement.", f.entry.ID)
	}
	row.Order = x.Number
	if f.entry.Kind != ledger.KindCommission {
		row.Kind, row.Net, row.VAT, row.Treatment = Returned, f.revenue, f.vat, x.vatLine().Fee.VATTreatment
		v.Rows = append(v.Rows, row)
		return nil
	}
	row.Kind = Charged
	first, total := len(v.Rows), int64(0)
	for _, l := range x.Lines {
		total += l.Fee.Commission + l.Fee.VAT
		i := slices.IndexFunc(v.Rows[first:], func(r InvoiceRow) bool { return r.Treatment == l.Fee.VATTreatment })
		if i < 0 {
			row.Treatment = l.Fee.VATTreatment
			v.Rows, i = append(v.Rows, row), len(v.Rows)-first
		}
		v.Rows[first+i].Net += l.Fee.Commission
		v.Rows[first+i].VAT += l.Fee.VAT
	}
	if total != f.amount {
		return errInvoice.Say("Entry %s took %d, its settlement says %d.", f.entry.ID, f.amount, total)
	}
	return nil
}

// sum adds the rows up by treatment.
func (v *Invoice) sum() {
	for _, r := range v.Rows {
		i := slices.IndexFunc(v.Rates, func(x InvoiceRate) bool { return x.Treatment == r.Treatment })
		if i < 0 {
			v.Rates, i = append(v.Rates, InvoiceRate{Treatment: r.Treatment}), len(v.Rates)
		}
		v.Rates[i].Net += r.Net
		v.Rates[i].VAT += r.VAT
		v.Net += r.Net
		v.VAT += r.VAT
	}
	v.Count = len(v.Rows)
	if v.Gross() < 0 {
		v.Kind = CreditNote
	}
	slices.SortFunc(v.Rates, func(x, y InvoiceRate) int {
		return cmp.Or(cmp.Compare(y.Treatment.Rate, x.Treatment.Rate), cmp.Compare(x.Treatment.Kind, y.Treatment.Kind), cmp.Compare(x.Treatment.Country, y.Treatment.Country))
	})
}
