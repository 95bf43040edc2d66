package payouts_test

import (
	"bytes"
	"encoding/csv"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
)

func (w *world) invoice(v markthalle.VendorID) payouts.Invoice {
	w.t.Helper()
	got, err := w.InvoiceOf(w.t.Context(), system, v, "EUR", w.clock.Now())
	require.NoError(w.t, err)
	return got
}

// TestInvoiceOfTheWorkedSale: V1 is charged 540 and 103 of VAT, and gets 108 and 21 back
// for B; V2 is charged 300 and 57 (payments rules §6.4). All invoices together are what the
// market's accounts say.
func TestInvoiceOfTheWorkedSale(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.refund("ref_b", "ord_w", ven1, 0, units("line_b", 1, 798))
	one, two := w.invoice(ven1), w.invoice(ven2)
	require.Equal(t, []int64{432, 82, 514}, []int64{one.Net, one.VAT, one.Gross()})
	require.Equal(t, []int64{300, 57, 357}, []int64{two.Net, two.VAT, two.Gross()})
	require.Equal(t, []any{"2026-01", "", false}, []any{one.Month, one.Number, one.Issued()})
	require.True(t, one.Open)
	domestic := commission.VATTreatment{Kind: commission.VATDomestic, Country: "DE", Rate: 1900}
	require.Equal(t, []payouts.InvoiceRate{{Treatment: domestic, Net: 432, VAT: 82}}, one.Rates)
	require.Len(t, one.Rows, 2)
	require.Equal(t, []any{payouts.Charged, int64(540), int64(103)}, []any{one.Rows[0].Kind, one.Rows[0].Net, one.Rows[0].VAT})
	require.Equal(t, []any{payouts.Returned, int64(-108), int64(-21)}, []any{one.Rows[1].Kind, one.Rows[1].Net, one.Rows[1].VAT})

	_, err := w.PostEntry(t.Context(), system, payouts.EntryInput{ID: "fine_1", Vendor: ven1, Kind: payouts.Fine, Amount: money.New(700, "EUR"), Reason: "late parcels"})
	require.NoError(t, err)
	one = w.invoice(ven1)
	require.EqualValues(t, 432+700, one.Net)
	require.EqualValues(t, 82, one.VAT)
	require.Equal(t, -w.balance(ledger.RevCommission)-w.balance(ledger.RevFees), one.Net+two.Net)
	require.Equal(t, -w.balance(ledger.VATOutput("DE")), one.VAT+two.VAT)

	_, err = w.InvoiceOf(t.Context(), markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven2, Person: "per_1", Roles: []markthalle.Role{markthalle.VendorFinance}}, ven1, "EUR", w.clock.Now())
	require.Equal(t, markthalle.ErrNotFound, err)
}

// TestInvoiceUnderReverseCharge is E13 and J18: commission 300, VAT 0, and the invoice says
// who owes it.
func TestInvoiceUnderReverseCharge(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := line("line_1", 1, 2500, 0, 0, 0, 300, 0)
	l.Fee.VATTreatment = commission.VATTreatment{Kind: commission.VATReverseCharge}
	w.sell("ord_1", part("ord_1", ven1, 0, l))
	v := w.invoice(ven1)
	require.True(t, v.ReverseCharge())
	require.Equal(t, []int64{300, 0}, []int64{v.Net, v.VAT})
	for _, locale := range []markthalle.Locale{markthalle.English, markthalle.German, markthalle.Polish, "fr"} {
		var b bytes.Buffer
		require.NoError(t, v.WritePDF(&b, "Markthalle", locale))
		pages, err := api.PageCount(bytes.NewReader(b.Bytes()), nil)
		require.NoError(t, err)
		require.Equal(t, 1, pages)
	}
}

// TestInvoicesAfterEverything: whatever happens to sales, the invoices of all vendors and
// months add up to the market's commission and VAT, and their CSV to them. Those of the
// first months are issued on the way, the others are issued at the end.
func TestInvoicesAfterEverything(t *testing.T) {
	t.Parallel()
	s := newStorm(t, 5, 5)
	s.addresses(s.sellers...)
	s.simple("ord_float", ven2, 100_000)
	first := s.clock.Now()
	for s.day < stormDays {
		sales := 0
		if s.day < sellingDays {
			sales = 2
		}
		s.pass(sales)
		if s.clock.Now().Day() == 1 {
			s.issueAll(s.clock.Now().AddDate(0, 0, -1))
		}
	}
	last := s.clock.Now()
	s.wait(45 * 24 * time.Hour)
	for month := first; !month.After(last); month = month.AddDate(0, 1, 0) {
		s.issueAll(month)
	}
	var net, vat int64
	for month := first; !month.After(last); month = month.AddDate(0, 1, 0) {
		for _, v := range s.sellers {
			x, err := s.InvoiceOf(t.Context(), system, v, "EUR", month)
			require.NoError(t, err)
			require.Equal(t, len(x.Rows) > 0, x.Issued())
			net, vat = net+x.Net, vat+x.VAT
			var b bytes.Buffer
			require.NoError(t, x.WriteCSV(&b))
			rows, err := csv.NewReader(&b).ReadAll()
			require.NoError(t, err)
			require.Len(t, rows, 1+len(x.Rows)+len(x.Rates))
		}
	}
	require.Positive(t, net)
	require.Equal(t, -s.balance(ledger.RevCommission), net)
	require.Equal(t, -s.balance(ledger.VATOutput("DE")), vat)
}
