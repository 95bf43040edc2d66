package payouts

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
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

// Invoice is what the market charged a vendor for a month in one currency: commission less
// what it gave back, and other fees, with VAT as it was booked (directive 2006/112/EC, Art.
// 220 and 226; Art. 196 where the vendor owes the VAT itself). It is read from the ledger
// and adds up to it to the cent. Amounts are minor units; what the vendor pays is positive.
type Invoice struct {
	// Number names the invoice within the series of its vendor: the month.
	Number   string
	Vendor   markthalle.VendorID
	Currency money.Currency
	From, To time.Time
	Open     bool // the month is not over: more may come
	Rows     []InvoiceRow
	Rates    []InvoiceRate
	Net      int64
	VAT      int64
}

// Gross is what the vendor was charged in all.
func (v *Invoice) Gross() int64 { return v.Net + v.VAT }

// ReverseCharge reports whether the vendor owes VAT on some of it itself.
func (v *Invoice) ReverseCharge() bool {
	return slices.ContainsFunc(v.Rates, func(r InvoiceRate) bool { return r.Treatment.Kind == commission.VATReverseCharge })
}

// InvoiceRow is one fee of one sale, or what came back of it, under one treatment.
type InvoiceRow struct {
	ID          string // of the entry
	At          time.Time
	Kind        string
	Order       string // its number; empty for other fees
	VendorOrder markthalle.VendorOrderID
	Note        string
	Treatment   commission.VATTreatment
	Net, VAT    int64
}

// InvoiceRate sums the rows under one treatment.
type InvoiceRate struct {
	Treatment commission.VATTreatment
	Net, VAT  int64
}

// fee is an entry of the month that an invoice is made of. The sums are of the whole entry,
// which a sale of several vendors shares; amount is the vendor's own.
type fee struct {
	entry              ledger.Transaction
	amount             int64 // on the vendor's account, debit positive
	revenue, vat, fees int64 // what the market got by the entry
}

// InvoiceOf returns what a vendor was charged in a month (its first day, UTC). Errors:
// not_found for another vendor's, Internal "payouts.invoice_differs" when an entry is not
// what its settlement says.
func (s *Service) InvoiceOf(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, c money.Currency, month time.Time) (Invoice, error) {
	if err := actor.RequireFor(markthalle.LedgerRead, vendor); err != nil {
		return Invoice{}, err
	}
	from := time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
	v := Invoice{Number: from.Format("2006-01"), Vendor: vendor, Currency: c, From: from, To: from.AddDate(0, 1, 0)}
	v.Open = s.Clock.Now().Before(v.To)
	fees, err := s.feesOf(ctx, vendor, c, v.From, v.To)
	if err != nil {
		return Invoice{}, err
	}
	settled, err := s.settledFor(ctx, vendor, fees)
	if err != nil {
		return Invoice{}, err
	}
	for i := range fees {
		if err := v.charge(&fees[i], settled); err != nil {
			return Invoice{}, err
		}
	}
	v.sum()
	return v, nil
}

// feesOf reads the entries of a vendor's accounts by which the market earned, or gave back.
func (s *Service) feesOf(ctx context.Context, vendor markthalle.VendorID, c money.Currency, from, to time.Time) ([]fee, error) {
	var out []fee
	for _, account := range []string{ledger.VendorHeld(vendor), ledger.VendorPayable(vendor)} {
		err := s.Ledger.Between(ctx, account, c, from, to, func(r ledger.Row) error {
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
			if f.revenue != 0 || f.vat != 0 || f.fees != 0 {
				out = append(out, f)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read fees: %w", err)
		}
	}
	slices.SortStableFunc(out, func(x, y fee) int { return x.entry.EffectiveAt.Compare(y.entry.EffectiveAt) })
	return out, nil
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
		row.Kind, row.Net = OtherFee, f.fees
		row.Treatment.Kind = commission.VATOff
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
	slices.SortFunc(v.Rates, func(x, y InvoiceRate) int {
		return cmp.Or(cmp.Compare(y.Treatment.Rate, x.Treatment.Rate), cmp.Compare(x.Treatment.Kind, y.Treatment.Kind), cmp.Compare(x.Treatment.Country, y.Treatment.Country))
	})
}
