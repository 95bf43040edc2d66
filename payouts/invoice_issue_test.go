package payouts_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

var market = payouts.Party{
	Name: "Markthalle GmbH", VATID: "DE136695976", Address: vendors.Address{Line1: "Obermarkt 1", PostalCode: "02826", City: "Görlitz", Country: "DE"},
}

// addresses gives the market and its vendors what invoices must say of them.
func (w *world) addresses(list ...markthalle.VendorID) {
	w.t.Helper()
	_, err := w.SetIssuer(w.t.Context(), system, market, nil)
	require.NoError(w.t, err)
	for _, v := range list {
		_, err := w.sellers.Update(w.t.Context(), system, v, vendors.Patch{
			Address: &vendors.Address{Line1: "Färberweg 12", PostalCode: "02826", City: "Görlitz", Country: "DE"},
		}, nil)
		require.NoError(w.t, err)
	}
}

func (w *world) issueAll(month time.Time) payouts.InvoiceRun {
	w.t.Helper()
	run, err := w.IssueInvoices(w.t.Context(), system, month)
	require.NoError(w.t, err)
	require.Empty(w.t, run.Incomplete)
	return run
}

func (w *world) issued(v markthalle.VendorID, month time.Time) payouts.Invoice {
	w.t.Helper()
	got, err := w.InvoiceOf(w.t.Context(), system, v, "EUR", month)
	require.NoError(w.t, err)
	require.True(w.t, got.Issued())
	return got
}

// TestIssuedInvoices: the worked sale is issued in January with the figures of the ledger;
// B comes back in February, so that V1's invoice of February is a credit note of 108 and 21
// that names the invoice of January. Neither changes any more, whoever is renamed.
func TestIssuedInvoices(t *testing.T) {
	t.Parallel()
	w := sold(t)
	ctx, january := t.Context(), w.clock.Now()
	w.addresses(ven1, ven2)
	_, err := w.IssueInvoices(ctx, system, january)
	require.ErrorIs(t, err, payouts.ErrMonthOpen)
	w.wait(31 * 24 * time.Hour)
	february := w.clock.Now()
	require.Equal(t, 2, w.issueAll(january).Issued)
	one, two := w.issued(ven1, january), w.issued(ven2, january)
	require.Equal(t, []string{"2026-000001", "2026-000002"}, []string{one.Number, two.Number})
	require.Equal(t, []any{int64(540), int64(103), int64(300), int64(57), payouts.Bill}, []any{one.Net, one.VAT, two.Net, two.VAT, one.Kind})
	require.Equal(t, market, one.Issuer)
	require.Equal(t, []string{"Töpferei GmbH", "Färberweg 12"}, []string{one.Recipient.Name, one.Recipient.Address.Line1})

	renamed := "Andere GmbH"
	_, err = w.sellers.Update(ctx, system, ven1, vendors.Patch{LegalName: &renamed}, nil)
	require.NoError(t, err)
	w.refund("ref_b", "ord_w", ven1, 0, units("line_b", 1, 798))
	require.Equal(t, one, w.issued(ven1, january))
	require.Equal(t, 2, w.issueAll(january).Issued, "the same documents again")
	require.Equal(t, one, w.issued(ven1, january))

	w.wait(31 * 24 * time.Hour)
	require.Equal(t, 1, w.issueAll(february).Issued, "V2 was charged nothing")
	back := w.issued(ven1, february)
	require.Equal(t, []any{"2026-000003", payouts.CreditNote, int64(-108), int64(-21), renamed}, []any{back.Number, back.Kind, back.Net, back.VAT, back.Recipient.Name})
	require.Equal(t, one.Number, back.Rows[0].Refers)
	_, err = w.IssueInvoice(ctx, system, ven2, "EUR", february)
	require.ErrorIs(t, err, payouts.ErrNothingCharged)
	require.Equal(t, -w.balance(ledger.RevCommission), one.Net+two.Net+back.Net)
	require.Equal(t, -w.balance(ledger.VATOutput("DE")), one.VAT+two.VAT+back.VAT)
	for _, locale := range markthalle.Locales() {
		var b bytes.Buffer
		require.NoError(t, back.WritePDF(&b, "Markthalle", locale))
		require.Greater(t, b.Len(), 1000)
	}

	finance := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_1", Roles: []markthalle.Role{markthalle.VendorFinance}}
	page, err := w.Invoices(ctx, finance, ven1, markthalle.PageQuery{Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []string{back.Number, one.Number}, []string{page.Items[0].Number, page.Items[1].Number})
	_, err = w.Invoices(ctx, finance, "", markthalle.PageQuery{})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.Invoices(ctx, finance, ven2, markthalle.PageQuery{})
	require.Equal(t, markthalle.ErrNotFound, err)
	_, err = w.IssueInvoice(ctx, finance, ven1, "EUR", january)
	require.ErrorIs(t, err, markthalle.ErrPermission)
}

// TestLatePostings: what is posted into a month whose invoice is issued is on the next one,
// once.
func TestLatePostings(t *testing.T) {
	t.Parallel()
	w := sold(t)
	january := w.clock.Now()
	w.addresses(ven1, ven2)
	w.wait(31 * 24 * time.Hour)
	w.issueAll(january)
	late := ledger.Transaction{Kind: ledger.KindManual, Currency: "EUR", EffectiveAt: january, Vendor: ven1, Note: "fine: late"}
	late.ID = "adjust:late"
	late.Debit(ledger.VendorPayable(ven1), 250)
	late.Credit(ledger.RevFees, 250)
	require.NoError(t, w.books.Post(t.Context(), late))
	for range 4 {
		month := w.clock.Now()
		w.wait(31 * 24 * time.Hour)
		w.issueAll(month)
	}
	var net int64
	var on []string
	page, err := w.Invoices(t.Context(), system, ven1, markthalle.PageQuery{Limit: 10})
	require.NoError(t, err)
	for _, h := range page.Items {
		v := w.issued(ven1, h.From)
		net += v.Net
		if slices.ContainsFunc(v.Rows, func(r payouts.InvoiceRow) bool { return r.ID == late.ID }) {
			on = append(on, v.Month)
		}
	}
	require.Equal(t, []string{"2026-02"}, on)
	require.EqualValues(t, 540+250, net)
}

// TestInvoiceNamesWhatIsMissing: without the market's own name, address and VAT id nothing
// is issued, and no number is lost; a vendor without an address waits on the work list.
func TestInvoiceNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := sold(t)
	ctx, january := t.Context(), w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	missing := func(err error) (out []string) {
		var bad *markthalle.Error
		require.ErrorAs(t, err, &bad)
		require.Equal(t, payouts.CodeIncomplete, bad.Code)
		for _, f := range bad.Fields {
			out = append(out, f.Pointer)
		}
		return out
	}
	_, err := w.IssueInvoices(ctx, system, january)
	require.Equal(t, []string{"/issuer/name", "/issuer/address/line1", "/issuer/address/city", "/issuer/vat_id"}, missing(err))
	_, err = w.IssueInvoice(ctx, system, ven1, "EUR", january)
	require.Equal(t, []string{
		"/issuer/name", "/issuer/address/line1", "/issuer/address/city", "/issuer/vat_id", "/vendor/address/line1", "/vendor/address/city",
	}, missing(err))
	waits := func() []payouts.Incident {
		page, err := w.Incidents(ctx, system, true, markthalle.PageQuery{Limit: 10})
		require.NoError(t, err)
		return page.Items
	}
	require.NoError(t, w.IssueScheduled(ctx, w.clock.Now()))
	require.Equal(t, []string{payouts.IncidentInvoices, "2026-01", "issuer"}, []string{waits()[0].Kind, waits()[0].Subject, waits()[0].Reason})

	w.addresses(ven2)
	run, err := w.IssueInvoices(ctx, system, january)
	require.NoError(t, err)
	require.Equal(t, 1, run.Issued)
	require.Equal(t, ven1, run.Incomplete[0].Vendor)
	require.Equal(t, "ven_1", waits()[0].Reason)
	w.addresses(ven1)
	require.Equal(t, 2, w.issueAll(january).Issued)
	require.Empty(t, waits())
	require.Equal(t, "2026-000002", w.issued(ven1, january).Number)

	_, err = w.SetIssuer(ctx, system, payouts.Party{VATID: "DE1"}, nil)
	require.Equal(t, markthalle.Invalid, markthalle.KindOf(err))
	_, err = w.SetIssuer(ctx, system, market, new(int64))
	require.ErrorIs(t, err, markthalle.ErrRevision)
}

// TestReverseChargeNeedsVATID: an invoice under reverse charge must name the vendor's VAT
// id (Art. 226 (4)).
func TestReverseChargeNeedsVATID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := line("line_1", 1, 2500, 0, 0, 0, 300, 0)
	l.Fee.VATTreatment = commission.VATTreatment{Kind: commission.VATReverseCharge}
	w.sell("ord_1", part("ord_1", ven1, 0, l))
	w.addresses(ven1)
	january := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	_, err := w.IssueInvoice(t.Context(), system, ven1, "EUR", january)
	require.Equal(t, payouts.CodeIncomplete, markthalle.CodeOf(err))
	id := "PL5260001246"
	_, err = w.sellers.Update(t.Context(), system, ven1, vendors.Patch{VATID: &id}, nil)
	require.NoError(t, err)
	v, err := w.IssueInvoice(t.Context(), system, ven1, "EUR", january)
	require.NoError(t, err)
	require.True(t, v.ReverseCharge())
	require.Equal(t, id, v.Recipient.VATID)
}

// TestIssueSurvives: an issue that dies at any write and is repeated ends in the same
// documents, with numbers that have no gap, and each is told of, as it is.
func TestIssueSurvives(t *testing.T) {
	t.Parallel()
	w := sold(t)
	told := map[string]payouts.InvoiceIssued{}
	store.On(w.db, "test.told", func(_ context.Context, e payouts.InvoiceIssued, c store.Cause) error {
		told[c.ID] = e
		return nil
	})
	w.addresses(ven1, ven2)
	january := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	var deaths int
	for n := int64(0); ; n++ {
		w.driver.dieAfter(n)
		_, err := w.IssueInvoices(t.Context(), system, january)
		if !w.driver.mend() {
			require.NoError(t, err)
			break
		}
		require.ErrorIs(t, err, errDead)
		deaths++
	}
	require.Greater(t, deaths, 3)
	w.drain()
	numbers := []string{w.issued(ven1, january).Number, w.issued(ven2, january).Number}
	slices.Sort(numbers)
	require.Equal(t, []string{"2026-000001", "2026-000002"}, numbers)
	require.Len(t, told, 2)
	for _, vendor := range []markthalle.VendorID{ven1, ven2} {
		v := w.issued(vendor, january)
		require.Equal(t, payouts.InvoiceIssued{Vendor: vendor, Number: v.Number, Kind: payouts.Bill, Month: "2026-01", Gross: money.New(v.Gross(), "EUR")}, told[v.ID])
	}
}

// TestIssueAtOnce: several runs at the same time issue each invoice once, for months in
// any order.
func TestIssueAtOnce(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.addresses(ven1, ven2)
	january := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	february := w.clock.Now()
	for i, v := range []markthalle.VendorID{ven1, ven2} {
		_, err := w.PostEntry(t.Context(), system, payouts.EntryInput{
			ID: fmt.Sprintf("fine_%d", i), Vendor: v, Kind: payouts.Fine, Amount: money.New(700, "EUR"), Reason: "late parcels",
		})
		require.NoError(t, err)
	}
	w.wait(31 * 24 * time.Hour)
	var wg sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		wg.Go(func() {
			month := january
			if i%2 == 1 {
				month = february
			}
			_, errs[i] = w.IssueInvoices(t.Context(), system, month)
		})
	}
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
	page, err := w.Invoices(t.Context(), system, "", markthalle.PageQuery{Limit: 20})
	require.NoError(t, err)
	var numbers []string
	var net int64
	for _, h := range page.Items {
		numbers, net = append(numbers, h.Number), net+h.Net
	}
	slices.Sort(numbers)
	require.Equal(t, []string{"2026-000001", "2026-000002", "2026-000003", "2026-000004"}, numbers)
	require.Equal(t, -w.balance(ledger.RevCommission)-w.balance(ledger.RevFees), net)
}
