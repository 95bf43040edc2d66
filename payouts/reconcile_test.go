package payouts_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/stripesim"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
)

// reconcile compares a span that ends now and returns the outcome.
func (w *world) reconcile(back time.Duration) payouts.Reconciliation {
	w.t.Helper()
	id := w.db.IDs().New("rec")
	now := w.clock.Now()
	in := payouts.ReconcileInput{ID: id, From: now.Add(-back), To: now.Add(time.Second)}
	for range 2 {
		_, err := w.StartReconciliation(w.t.Context(), system, in)
		require.NoError(w.t, err)
	}
	w.drain()
	r, err := w.Reconciliation(w.t.Context(), system, id)
	require.NoError(w.t, err)
	require.Equal(w.t, payouts.ReconcileDone, r.State)
	return r
}

// TestReconciled (PAY-91): through a whole trade with refunds, transfers, reversals and a
// dispute the books equal the provider's to the unit, every midnight.
func TestReconciled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	midnight := func() {
		t.Helper()
		next := w.clock.Now().Truncate(24 * time.Hour).Add(24 * time.Hour)
		w.wait(next.Sub(w.clock.Now()))
		require.Empty(t, w.reconcile(24*time.Hour).Differences)
	}
	w.simple("ord_float", ven2, 40_000)
	w.worked("ord_w")
	midnight()
	w.refund("ref_b", "ord_w", ven1, 0, units("line_b", 1, 798))
	w.simple("ord_x", ven1, 3000)
	w.delivered("ord_w", ven1, ven2)
	midnight()
	for range 14 {
		midnight()
	}
	_, err := w.ReleaseDue(t.Context())
	require.NoError(t, err)
	w.drain()
	w.run("c1")
	w.refund("ref_c", "ord_w", ven2, 0, units("line_c", 1, 2214))
	midnight()
	id := w.dispute("ord_x", "product_not_received", false)
	midnight()
	w.decide(id, "won")
	midnight()
	whole := w.reconcile(30 * 24 * time.Hour)
	require.Empty(t, whole.Differences)
	require.EqualValues(t, 12, whole.Matched, "three charges, two refunds, two transfers, a reversal, a dispute and its return, two payouts to banks")
	w.memoHolds(ven1, ven2)
	require.Empty(t, w.open())
}

// TestReconcileFinds (PAY-84, PAY-90, PAY-92): what only one side knows is told with both
// sides, becomes an incident, and leaves the work list when it agrees again.
func TestReconcileFinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.simple("ord_1", ven1, 5000)
	w.wait(72 * time.Hour)
	require.Empty(t, w.reconcile(7*24*time.Hour).Differences)
	require.EqualValues(t, 1, w.reconcile(7*24*time.Hour).Matched)

	ghost := payments.TransferDone{Transfer: "tr_ghost", Vendor: ven1, Amount: money.New(700, "EUR"), Provider: "tr_nobody", At: w.clock.Now()}
	require.NoError(t, w.PostTransfer(ctx, ghost, store.Cause{}))
	r := w.reconcile(7 * 24 * time.Hour)
	require.Len(t, r.Differences, 3)
	require.Equal(t, payouts.Difference{Kind: payouts.MissingThere, Object: "tr_nobody", Currency: "EUR", Ours: -700}, r.Differences[0])
	require.Equal(t, payouts.Difference{Kind: payouts.AccountDiffers, Object: "ven_1|EUR", Currency: "EUR", Ours: 700, Vendor: ven1}, r.Differences[1])
	require.Equal(t, payouts.BalanceDiffers, r.Differences[2].Kind)
	require.EqualValues(t, -700, r.Differences[2].Ours-r.Differences[2].Theirs)
	require.Len(t, w.open(), 3)

	_, err := w.books.Reverse(ctx, "transfer:tr_ghost", "never made", "per_1", w.clock.Now())
	require.NoError(t, err)
	r = w.reconcile(7 * 24 * time.Hour)
	require.Equal(t, payouts.Difference{Kind: payouts.MissingThere, Object: "tr_nobody", Currency: "EUR", Ours: -700}, r.Differences[0],
		"the balance agrees; the entry still names what is not there")
	require.Len(t, w.open(), 2)

	// What was made at the provider by other hands is missing here.
	charge := w.settlement("ord_1", ven1).Charge
	_, err = w.gateway.CreateRefund(ctx, handMade(charge))
	require.NoError(t, err)
	r = w.reconcile(7 * 24 * time.Hour)
	kinds := map[string]int64{}
	for _, d := range r.Differences {
		kinds[d.Kind] += d.Theirs - d.Ours
	}
	require.Equal(t, map[string]int64{payouts.MissingThere: 700, payouts.MissingHere: -300, payouts.BalanceDiffers: -300, payouts.AccountDiffers: -700}, kinds)
	require.Len(t, w.open(), 4)
}

func handMade(charge string) payments.RefundRequest {
	return payments.RefundRequest{Key: "by-hand", Charge: charge, Amount: money.New(300, "EUR")}
}

// TestReconcileInput: who may ask, with every fault at once.
func TestReconcileInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	now := w.clock.Now()
	_, err := w.StartReconciliation(t.Context(), system, payouts.ReconcileInput{ID: "rec_1", To: now})
	var e *markthalle.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "payouts.reconcile", e.Code)
	require.Len(t, e.Fields, 2)
	vendor := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_2", Roles: []markthalle.Role{markthalle.VendorOwner}}
	_, err = w.StartReconciliation(t.Context(), vendor, payouts.ReconcileInput{ID: "rec_1", From: now.Add(-time.Hour), To: now})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.Reconciliation(t.Context(), vendor, "rec_1")
	require.ErrorIs(t, err, markthalle.ErrPermission)
	require.NoError(t, w.ReconcileScheduled(t.Context(), now.Truncate(24*time.Hour)))
	w.drain()
	r, err := w.Reconciliation(t.Context(), system, "rec_20260105")
	require.NoError(t, err)
	require.Equal(t, payouts.ReconcileDone, r.State)
	require.Empty(t, r.Differences)
}

// TestReconciledLate: what was heard of days later is no difference any more, although the
// span of the night has moved on; a dispute that is booked on the next day is none at all.
func TestReconciledLate(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.deaf = true
	refund := refundIntent("ref_late", "ord_float", ven2, 500)
	require.NoError(t, w.pay.ReserveRefund(t.Context(), refund))
	w.drain() // the provider's answer tells of it; of the dispute only a letter does
	id, err := w.sim.RaiseDispute(w.settlement("ord_w", ven1).Charge, "product_not_received", false)
	require.NoError(t, err)
	w.wait(24 * time.Hour)
	kinds := map[string]int{}
	for _, d := range w.reconcile(26 * time.Hour).Differences {
		kinds[d.Kind]++
	}
	require.Equal(t, map[string]int{payouts.MissingHere: 1, payouts.BalanceDiffers: 1}, kinds)
	w.wait(4 * 24 * time.Hour)
	w.deaf = false
	_, err = w.pay.FillGap(t.Context(), w.clock.Now().AddDate(0, 0, -10))
	require.NoError(t, err)
	w.drain()
	require.Empty(t, w.reconcile(time.Hour).Differences, "its entry is of today, its movement of last week")
	require.Equal(t, []string{payouts.IncidentDispute}, w.open())
	w.decide(id, "won")
	require.Empty(t, w.reconcile(time.Hour).Differences)
	require.Empty(t, w.open())
}

// TestReconcileAdopts (PAY-90): a transfer that the provider made without our hearing of it
// is found by its order's group and adopted; one that other hands made in that group is
// reported.
func TestReconcileAdopts(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	require.NoError(t, w.sim.AddFault(&stripesim.Fault{Kind: "drop_after", Method: http.MethodPost, Path: "transfers", Times: 1}))
	_, err := w.Run(t.Context(), system, "c1")
	require.NoError(t, err)
	require.Error(t, w.db.Drain(t.Context()), "one answer never came")
	r, err := w.ReconcileNow(t.Context(), system, payouts.ReconcileInput{ID: "rec_1", From: w.clock.Now().Add(-time.Hour), To: w.clock.Now().Add(time.Hour)})
	require.NoError(t, err)
	require.NotEmpty(t, r.Differences, "it is not booked yet")
	w.drain()
	list, err := w.pay.TransfersOf(t.Context(), "ord_w")
	require.NoError(t, err)
	require.Len(t, list, 2)
	for _, x := range list {
		require.Equal(t, payments.StepDone, x.State)
	}
	require.Empty(t, w.reconcile(time.Hour).Differences)
	require.Empty(t, w.open())
	w.sound("ord_w", "ord_float")

	account, err := w.pay.Account(t.Context(), ven1)
	require.NoError(t, err)
	by, err := w.gateway.CreateTransfer(t.Context(), payments.TransferRequest{
		Key: "by-hand", Destination: account.Provider, Amount: money.New(100, "EUR"), Group: "order_ord_w",
		Metadata: map[string]string{"transfer_id": list[0].ID, "env": "test"},
	})
	require.NoError(t, err)
	kinds := map[string]string{}
	for _, d := range w.reconcile(time.Hour).Differences {
		kinds[d.Object] = d.Kind
	}
	require.Equal(t, payouts.MissingHere, kinds[by.ID])
}
