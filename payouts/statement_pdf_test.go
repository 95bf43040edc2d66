package payouts_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payouts"
)

// paperOf returns a statement with n movements of one unit each.
func paperOf(n int) payouts.Statement {
	month := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	st := payouts.Statement{
		Vendor: "ven_1", Currency: "EUR", From: month, To: month.AddDate(0, 1, 0), Opening: -2143, Closing: int64(n) - 2143,
	}
	for i := range n {
		st.Rows = append(st.Rows, payouts.LedgerRow{
			ID: fmt.Sprint(i), At: month.Add(time.Duration(i) * time.Minute), Kind: ledger.KindSale, Amount: 1,
			VendorOrder: "vo_01hzx3k9q2w4e5r6t7y8u9i0op_ven_1", Note: "Zażółć gęślą jaźń, Größe ß",
		})
	}
	if n > 0 {
		st.Sums = []payouts.StatementSum{{Kind: ledger.KindSale, Amount: int64(n)}}
	}
	return st
}

// A statement is a whole PDF in every language, however much happened in the month.
func TestStatementPDF(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		locale    markthalle.Locale
		movements int
		pages     int // at least
	}{
		{markthalle.English, 0, 1}, {markthalle.German, 3, 1}, {markthalle.Polish, 100, 2}, {"fr", 1, 1}, {markthalle.German, 1200, 15},
	} {
		t.Run(fmt.Sprintf("%s/%d", c.locale, c.movements), func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			head := payouts.Heading{Market: "Markthalle", Vendor: "Tonhof Lieske e. K.", VendorID: "ven_1"}
			require.NoError(t, paperOf(c.movements).WritePDF(&b, head, c.locale))
			pages, err := api.PageCount(bytes.NewReader(b.Bytes()), nil)
			require.NoError(t, err)
			require.GreaterOrEqual(t, pages, c.pages)
			require.LessOrEqual(t, pages, 60)
		})
	}
}
