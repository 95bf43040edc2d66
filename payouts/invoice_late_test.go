package payouts_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
)

// rows lists the entries on a vendor's invoice of a month.
func (w *world) rows(v markthalle.VendorID, month time.Time) []string {
	w.t.Helper()
	var out []string
	for _, r := range w.issued(v, month).Rows {
		out = append(out, r.ID)
	}
	return out
}

// TestLateByYears: what is posted into months that had their turn, with an invoice or
// without, months or years later, is on the next invoice, sealed in the ledger or not; the
// preview of the month that runs shows it already.
func TestLateByYears(t *testing.T) {
	t.Parallel()
	for _, sealed := range []bool{false, true} {
		t.Run(fmt.Sprint("sealed=", sealed), func(t *testing.T) {
			t.Parallel()
			w := sold(t)
			w.addresses(ven1, ven2)
			january := w.clock.Now()
			var months []time.Time
			for range 14 {
				months = append(months, w.clock.Now())
				w.wait(31 * 24 * time.Hour)
				if sealed {
					_, err := w.books.Seal(t.Context())
					require.NoError(t, err)
				}
				w.issueAll(months[len(months)-1])
			}
			w.late("january", january)
			w.late("april", months[3]) // in which nothing was charged
			w.late("long_ago", january.AddDate(-6, 0, 0))
			now := w.clock.Now()
			late := []string{"adjust:long_ago", "adjust:january", "adjust:april"}
			preview := w.invoice(ven1)
			require.False(t, preview.Issued())
			require.Len(t, preview.Rows, 3)
			w.issueAll(months[3])
			w.issueAll(months[12])
			w.wait(31 * 24 * time.Hour)
			w.issueAll(now)
			require.Equal(t, late, w.rows(ven1, now))
			require.Equal(t, []string{"commission:ord_w"}, w.rows(ven1, january))
			w.drain()
			w.addsFor(2)
		})
	}
}

// TestMonthsInOrder: who issues March first gets January's and February's with it, each of
// its own month; a vendor without a fee in February has none.
func TestMonthsInOrder(t *testing.T) {
	t.Parallel()
	w := sold(t)
	january := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	february := w.clock.Now()
	w.late("february", february)
	w.wait(31 * 24 * time.Hour)
	march := w.clock.Now()
	w.late("march", march)
	w.wait(31 * 24 * time.Hour)
	for _, month := range []time.Time{january, february, march} { // the issuer is not known
		require.NoError(t, w.IssueScheduled(t.Context(), month.AddDate(0, 1, 0)))
	}
	w.addresses(ven1, ven2)
	for month, want := range map[time.Time]string{january: "commission:ord_w", february: "adjust:february", march: "adjust:march"} {
		preview, err := w.InvoiceOf(t.Context(), system, ven1, "EUR", month)
		require.NoError(t, err)
		require.Len(t, preview.Rows, 1)
		require.Equal(t, want, preview.Rows[0].ID)
	}
	require.Equal(t, 1, w.issueAll(march).Issued)
	require.Equal(t, []string{"commission:ord_w"}, w.rows(ven1, january))
	require.Equal(t, []string{"commission:ord_w"}, w.rows(ven2, january))
	require.Equal(t, []string{"adjust:february"}, w.rows(ven1, february))
	require.Equal(t, []string{"adjust:march"}, w.rows(ven1, march))
	waits, err := w.Incidents(t.Context(), system, true, markthalle.PageQuery{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, waits.Items, "no month waits")
	w.adds()
}

// TestLateSaleAndItsReturn: a sale that is booked a year late is on the next invoice, and
// what comes back of it names that one.
func TestLateSaleAndItsReturn(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.addresses(ven1, ven2)
	january := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	w.issueAll(january)
	february := w.clock.Now()
	w.sell("ord_2", part("ord_2", ven1, 0, line("line_1", 1, 2500, 0, 0, 0, 300, 57)))
	old := ledger.Transaction{Meta: store.Meta{ID: "adjust:old"}, Kind: ledger.KindManual, Currency: "EUR", EffectiveAt: january.AddDate(-1, 0, 0), Note: "fine: old"}
	old.Debit(ledger.VendorPayable(ven1), 9)
	old.Credit(ledger.RevFees, 9)
	require.NoError(t, w.books.Post(t.Context(), old))
	w.wait(31 * 24 * time.Hour)
	w.issueAll(february)
	march := w.clock.Now()
	w.refund("ref_2", "ord_2", ven1, 0, units("line_1", 1, 2500))
	w.wait(31 * 24 * time.Hour)
	w.issueAll(march)
	require.Equal(t, []string{"adjust:old", "commission:ord_2"}, w.rows(ven1, february))
	require.Equal(t, w.issued(ven1, february).Number, w.issued(ven1, march).Rows[0].Refers)
	w.adds()
}

// TestImportedFees: what another market had charged is no reason to issue its months, and is
// not late when it is brought in later; asked for, its month is issued.
func TestImportedFees(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addresses(ven1, ven2)
	bring := func(id markthalle.OrderID, at time.Time) {
		p := part(id, ven1, 0, line("line_1", 1, 2500, 0, 0, 0, 300, 57))
		o := &orders.Order{Meta: store.Meta{ID: string(id)}, Currency: "EUR", PlacedAt: at, PaidAt: at, Total: 2500, Parts: []orders.Part{p}}
		out, err := w.ImportHistory(t.Context(), system, []payouts.PastSale{{Order: o, Paid: 2500, Parts: []payouts.PastMoney{{ShippedAt: at, DeliveredAt: at}}}})
		require.NoError(t, err)
		require.NoError(t, out[0].Err)
	}
	january := w.clock.Now()
	november, december := january.AddDate(0, -2, 0), january.AddDate(0, -1, 0)
	bring("ord_nov", november)
	bring("ord_dec", december)
	w.issueAll(december)
	require.Equal(t, []string{"commission:ord_dec"}, w.rows(ven1, december))
	bring("ord_late", november)
	w.late("fine", january)
	w.wait(31 * 24 * time.Hour)
	w.issueAll(january)
	require.Equal(t, []string{"adjust:fine"}, w.rows(ven1, january))
	v, err := w.InvoiceOf(t.Context(), system, ven1, "EUR", november)
	require.NoError(t, err)
	require.Empty(t, v.Rows)
}

// TestChainOfBefore: invoices from before a fee was marked are neither changed nor charged
// again, and what they had left out is on the next one.
func TestChainOfBefore(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.addresses(ven1, ven2)
	january := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	w.issueAll(january)
	before := w.issued(ven1, january)
	for _, v := range []markthalle.VendorID{ven1, ven2} {
		mark := string(v) + "|commission:ord_w"
		raws, err := w.driver.Get(t.Context(), "invoice_marks", []string{mark})
		require.NoError(t, err)
		require.NoError(t, w.driver.Delete(t.Context(), "invoice_marks", raws[0]))
		require.NoError(t, w.ForgetTurns(t.Context(), v, "EUR"))
	}
	w.late("left_out", january.AddDate(-1, 0, 0))
	february := w.clock.Now()
	w.wait(31 * 24 * time.Hour)
	for n := int64(0); ; n++ {
		w.driver.dieAfter(n)
		_, err := w.IssueInvoices(t.Context(), system, february)
		if !w.driver.mend() {
			require.NoError(t, err)
			break
		}
	}
	require.Equal(t, before, w.issued(ven1, january))
	require.Equal(t, []string{"adjust:left_out"}, w.rows(ven1, february))
	w.adds()
}

// TestIssueCostsWhatIsNew: a run over a vendor with a long history reads no more often than
// one over a young vendor.
func TestIssueCostsWhatIsNew(t *testing.T) {
	t.Parallel()
	cost := func(old int) int64 {
		w := newWorld(t)
		w.addresses(ven1, ven2)
		january := w.clock.Now()
		var list []ledger.Transaction
		for i := range old {
			x := ledger.Transaction{Kind: ledger.KindManual, Currency: "EUR", EffectiveAt: january, Vendor: ven1, Note: "credit: noise"}
			x.ID = fmt.Sprint("adjust:noise_", i)
			x.Debit(ledger.ExpGoodwill, 1)
			x.Credit(ledger.VendorPayable(ven1), 1)
			list = append(list, x)
		}
		for _, err := range w.books.PostAll(t.Context(), list) {
			require.NoError(t, err)
		}
		w.late("first", january)
		w.wait(31 * 24 * time.Hour)
		_, err := w.books.Seal(t.Context())
		require.NoError(t, err)
		w.issueAll(january)
		february := w.clock.Now()
		w.late("second", february)
		w.late("late", january)
		w.wait(31 * 24 * time.Hour)
		_, err = w.books.Seal(t.Context())
		require.NoError(t, err)
		begin := w.driver.reads.Load()
		v, err := w.IssueInvoice(t.Context(), system, ven1, "EUR", february)
		require.NoError(t, err)
		require.Len(t, v.Rows, 2)
		return w.driver.reads.Load() - begin
	}
	require.Equal(t, cost(1), cost(2_500))
}
