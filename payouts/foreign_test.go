package payouts_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
)

// TestForeignPayoutIsNotRead: whether another vendor's payout is there makes no difference
// to what is done about a question for it, and so none to how long the answer takes.
func TestForeignPayoutIsNotRead(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	theirs := w.run("c1")[ven2].ID
	finance := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_1", Roles: []markthalle.Role{markthalle.VendorFinance}}
	own, err := w.Payout(t.Context(), finance, markthalle.PayoutID(w.run("c1")[ven1].ID))
	require.NoError(t, err)
	require.Equal(t, ven1, own.Vendor)
	before := w.driver.reads.Load()
	for _, id := range []string{theirs, theirs + "0", "po_nobody"} {
		got, err := w.Payout(t.Context(), finance, markthalle.PayoutID(id))
		require.Equal(t, markthalle.ErrNotFound, err)
		require.Zero(t, got)
	}
	_, err = w.StatementOf(t.Context(), finance, ven2, "EUR", w.clock.Now())
	require.Equal(t, markthalle.ErrNotFound, err)
	_, err = w.LedgerOf(t.Context(), finance, ven2, "held", "EUR", nil, markthalle.PageQuery{})
	require.Equal(t, markthalle.ErrNotFound, err)
	_, err = w.BalanceOf(t.Context(), finance, ven2, "EUR")
	require.Equal(t, markthalle.ErrNotFound, err)
	require.Equal(t, before, w.driver.reads.Load())
}
