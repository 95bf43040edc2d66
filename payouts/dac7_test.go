package payouts_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
)

// TestDAC7 reports the worked sale: V1 is credited 4989 less 643 of fees, of which a refund
// in the next quarter takes 901 and gives 129 back; V2 sells for more than 2,000 euros.
func TestDAC7(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.simple("ord_big", ven2, 210_000)
	w.wait(90 * 24 * time.Hour)
	w.refund("ref_b", "ord_w", ven1, 0, units("line_b", 1, 798))
	_, err := w.PostEntry(t.Context(), system, payouts.EntryInput{ID: "plan", Vendor: ven1, Kind: payouts.Subscription, Amount: money.New(999, "EUR"), Reason: "April"})
	require.NoError(t, err)
	_, err = w.PostEntry(t.Context(), system, payouts.EntryInput{ID: "gift", Vendor: ven1, Kind: payouts.Credit, Amount: money.New(500, "EUR"), Reason: "a favour"})
	require.NoError(t, err)
	r, err := w.DAC7(t.Context(), system, "EUR", 2026)
	require.NoError(t, err)
	require.True(t, r.Open)
	require.Len(t, r.Sellers, 2)
	one, two := r.Sellers[0], r.Sellers[1]
	require.Equal(t, payouts.Quarter{Consideration: 4346, Fees: 643, Activities: 1}, one.Quarters[0])
	require.Equal(t, payouts.Quarter{Consideration: -901 + 129 - 1189, Fees: -129 + 1189}, one.Quarters[1])
	require.True(t, one.Excluded, "one sale and less than 2,000 euros")
	require.Equal(t, payouts.Quarter{Consideration: 2493 + 40_000 + 210_000, Fees: 357, Activities: 3}, two.Total())
	require.False(t, two.Excluded)
	require.Equal(t, []string{"address", "register", "tin"}, two.Missing)

	var b bytes.Buffer
	require.NoError(t, r.WriteCSV(&b))
	rows, err := csv.NewReader(&b).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 3)
	require.Equal(t, []string{"43.46", "6.43", "1"}, rows[1][17:20])
	require.Equal(t, []string{"false", "address register tin"}, rows[1][29:])

	finance := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_1", Roles: []markthalle.Role{markthalle.VendorFinance}}
	own, err := w.DAC7Of(t.Context(), finance, ven1, "EUR", 2026)
	require.NoError(t, err)
	require.Equal(t, []payouts.SellerReport{one}, own.Sellers)
	_, err = w.DAC7Of(t.Context(), finance, ven2, "EUR", 2026)
	require.Equal(t, markthalle.ErrNotFound, err)
	_, err = w.DAC7(t.Context(), finance, "EUR", 2026)
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.DAC7(t.Context(), system, "EUR", 2027)
	require.Equal(t, markthalle.Invalid, markthalle.KindOf(err))
}

// TestDAC7Bounds: 30 sales are reported however small; what was wholly given back is none;
// exactly 2,000 euros are not yet too much.
func TestDAC7Bounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_edge", ven2, 200_000)
	for i := range 30 {
		w.simple(markthalle.OrderID(fmt.Sprintf("ord_%d", i)), ven1, 100)
	}
	w.wait(72 * time.Hour)
	excluded := func() []bool {
		r, err := w.DAC7(t.Context(), system, "EUR", 2026)
		require.NoError(t, err)
		return []bool{r.Sellers[0].Excluded, r.Sellers[1].Excluded}
	}
	require.Equal(t, []bool{false, true}, excluded())
	w.refund("ref_1", "ord_0", ven1, 0, units("line_1", 1, 100))
	require.Equal(t, []bool{true, true}, excluded(), "29 are left")
	w.simple("ord_cent", ven2, 100)
	require.Equal(t, []bool{true, false}, excluded())
}
