package returns_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
)

// TestTables: every state that is led to exists, and every state can be reached.
func TestTables(t *testing.T) {
	t.Parallel()
	checkTable(t, returns.Transitions(), returns.Requested)
	checkTable(t, returns.CaseTransitions(), returns.CaseOpen)
	checkTable(t, returns.WithdrawalTransitions(), returns.Stated)
}

func checkTable[S ~string](t *testing.T, table map[S][]S, first S) {
	t.Helper()
	reached := map[S]bool{first: true}
	for from, list := range table {
		for _, to := range list {
			require.Contains(t, table, to, "%s leads to a state that does not exist", from)
			reached[to] = true
		}
	}
	for s := range table {
		require.True(t, reached[s], "nothing leads to %s", s)
	}
}

func ask(id string, order markthalle.OrderID, reason string, lines []orders.Units) returns.AskInput {
	return returns.AskInput{ID: markthalle.ReturnID(id), Order: order, Lines: lines, Reason: reason}
}

// TestReturnStory: asked, approved, received in part, refunded less a deduction; what did
// not come back is the buyer's again, and each step twice is one step.
func TestReturnStory(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	in := ask("ret_1", "ord_1", "changed_mind", units("line_cup", 2, "line_bowl", 1))
	for range 2 {
		list, err := w.returns.Ask(t.Context(), jan, in)
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Equal(t, returns.Requested, list[0].State)
	}
	v := w.part("ord_1", "ven_a")
	require.EqualValues(t, 2, v.Lines[0].Returning)
	require.EqualValues(t, 1, v.Lines[0].Returnable())
	id := returns.ReturnIDFor("ret_1", "ven_a")

	_, err := w.returns.Ask(t.Context(), jan, ask("ret_2", "ord_1", "changed_mind", units("line_cup", 2)))
	require.Equal(t, []string{"/lines/0/quantity range"}, pointers(t, err))
	_, err = w.orders.Refund(t.Context(), pottery, markthalle.VendorOrderID(v.ID), orders.RefundInput{
		ID: "ref_direct", Reason: "goodwill", Lines: []orders.RefundWish{{Line: "line_cup", Quantity: 2}},
	})
	require.Equal(t, []string{"/lines/0/quantity range"}, pointers(t, err), "units of an open return are not refunded twice")

	for range 2 {
		r, err := w.returns.Approve(t.Context(), pottery, id, "Please send it to the workshop.")
		require.NoError(t, err)
		require.Equal(t, returns.Approved, r.State)
	}
	for range 2 {
		r, err := w.returns.Receive(t.Context(), pottery, id, units("line_cup", 1, "line_bowl", 1), "")
		require.NoError(t, err)
		require.Equal(t, returns.Received, r.State)
	}
	_, err = w.returns.Refund(t.Context(), pottery, id, returns.RefundInput{Deduction: 2000})
	require.Equal(t, []string{"/deduction/amount range", "/reason length"}, pointers(t, err))
	for range 2 {
		r, err := w.returns.Refund(t.Context(), pottery, id, returns.RefundInput{Deduction: 100, Reason: "a scratch"})
		require.NoError(t, err)
		require.EqualValues(t, 1000+999-100, r.Amount)
	}
	w.drain()
	r, err := w.returns.Return(t.Context(), pottery, id)
	require.NoError(t, err)
	require.Equal(t, returns.Refunded, r.State)
	require.Equal(t, orders.RefundDone, r.RefundState)
	v = w.part("ord_1", "ven_a")
	require.Len(t, v.Refunds, 1)
	require.EqualValues(t, 1899, v.RefundedTotal())
	require.Zero(t, v.Lines[0].Returning, "the cup that did not come back is free again")
	require.EqualValues(t, 2, v.Lines[0].Returnable())
	require.Equal(t, []bool{true, false}, w.holds(string(id)))
}

// holds is what payouts heard about one subject.
func (w *world) holds(subject string) []bool {
	var out []bool
	for _, e := range w.told {
		if c, ok := e.(returns.Changed); ok && c.Subject == subject {
			out = append(out, c.Open)
		}
	}
	return out
}

// TestDeliveryPriceGoesBack with the last unit, when the reason is the seller's or the
// law's, and stays otherwise.
func TestDeliveryPriceGoesBack(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]int64{"damaged": 4489, "changed_mind": 3999} {
		w := begin(t)
		w.order("ord_1", orders.VendorDelivered)
		_, err := w.returns.Ask(t.Context(), jan, ask("ret_1", "ord_1", reason, units("line_cup", 3, "line_bowl", 1)))
		require.NoError(t, err)
		id := returns.ReturnIDFor("ret_1", "ven_a")
		_, err = w.returns.Approve(t.Context(), pottery, id, "")
		require.NoError(t, err)
		r, err := w.returns.Refund(t.Context(), pottery, id, returns.RefundInput{})
		require.NoError(t, err)
		require.EqualValues(t, want, r.Amount, reason)
	}
}

// TestAskFaults: everything that is wrong with a wish is told at once.
func TestAskFaults(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	w.order("ord_2", orders.Accepted)
	in := ask("ret_1", "ord_1", "boredom", units("line_cup", 4, "line_x", 1, "line_bowl", 1, "line_bowl", 1))
	in.Media = []string{"https://elsewhere.example/a.png"}
	_, err := w.returns.Ask(t.Context(), jan, in)
	require.Equal(t, []string{
		"/reason not_allowed", "/media/0 not_allowed", "/lines/0/quantity range", "/lines/1/line_id not_found", "/lines/3/line_id duplicate",
	}, pointers(t, err))
	_, err = w.returns.Ask(t.Context(), jan, ask("ret_2", "ord_1", "other", nil))
	require.Equal(t, []string{"/lines required"}, pointers(t, err))
	_, err = w.returns.Ask(t.Context(), jan, ask("ret_3", "ord_2", "other", units("line_cup", 1)))
	require.Equal(t, []string{"/lines/0/quantity range"}, pointers(t, err), "what is not shipped cannot come back")

	w.clock.Advance(15 * day)
	_, err = w.returns.Ask(t.Context(), jan, ask("ret_4", "ord_1", "changed_mind", units("line_cup", 1)))
	require.Equal(t, []string{"/lines/0 returns.period_over"}, pointers(t, err))
	_, err = w.returns.Ask(t.Context(), jan, ask("ret_5", "ord_1", "defective", units("line_cup", 1)))
	require.NoError(t, err, "faults are answered for two years")
}

// TestWhoMay: a return is its buyer's, its vendor's and the operator's; for everybody
// else there is none.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	in := ask("ret_1", "ord_1", "other", units("line_cup", 1))
	for _, a := range []markthalle.Actor{stranger, guest, attic} {
		_, err := w.returns.Ask(t.Context(), a, in)
		require.ErrorIs(t, err, markthalle.ErrNotFound)
	}
	in.Token = w.orders.AccessToken("ord_1")
	_, err := w.returns.Ask(t.Context(), guest, in)
	require.NoError(t, err)
	id := returns.ReturnIDFor("ret_1", "ven_a")
	for who, want := range map[*markthalle.Actor]error{
		&jan: markthalle.ErrNotFound, &attic: markthalle.ErrNotFound, &guest: markthalle.ErrSignIn, &auditor: markthalle.ErrPermission, &pottery: nil,
	} {
		_, err := w.returns.Approve(t.Context(), *who, id, "")
		require.ErrorIs(t, err, want, "%+v", who)
	}
	_, err = w.returns.Return(t.Context(), attic, id)
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	page, err := w.returns.VendorReturns(t.Context(), pottery, "ven_a", returns.Approved, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	_, err = w.returns.VendorReturns(t.Context(), pottery, "ven_b", "", markthalle.PageQuery{})
	require.ErrorIs(t, err, markthalle.ErrNotFound)
	_, err = w.returns.VendorReturns(t.Context(), pottery, "ven_a", "lost", markthalle.PageQuery{})
	require.Equal(t, []string{"/state not_allowed"}, pointers(t, err))
	mine, err := w.returns.BuyerReturns(t.Context(), jan, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, mine.Items, 1)
}

// TestRefuse: the units are the buyer's again, the reason is kept, the money is free.
func TestRefuse(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	_, err := w.returns.Ask(t.Context(), jan, ask("ret_1", "ord_1", "changed_mind", units("line_cup", 3)))
	require.NoError(t, err)
	id := returns.ReturnIDFor("ret_1", "ven_a")
	_, err = w.returns.Refuse(t.Context(), pottery, id, "")
	require.Equal(t, []string{"/reason length"}, pointers(t, err))
	r, err := w.returns.Refuse(t.Context(), pottery, id, "Made to order.")
	require.NoError(t, err)
	require.Equal(t, "Made to order.", r.Answer)
	w.drain()
	v := w.part("ord_1", "ven_a")
	require.EqualValues(t, 3, v.Lines[0].Returnable())
	require.Equal(t, []bool{true, false}, w.holds(string(id)))
	_, err = w.returns.Refund(t.Context(), pottery, id, returns.RefundInput{})
	require.ErrorIs(t, err, returns.ErrState)
}

// TestImpossibleRefund: a refund that payments rejects takes the return back to where it
// was; the next one has an id of its own.
func TestImpossibleRefund(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	_, err := w.returns.Ask(t.Context(), jan, ask("ret_1", "ord_1", "damaged", units("line_cup", 2)))
	require.NoError(t, err)
	id := returns.ReturnIDFor("ret_1", "ven_a")
	_, err = w.returns.Approve(t.Context(), pottery, id, "")
	require.NoError(t, err)
	w.reject = true
	_, err = w.returns.Refund(t.Context(), pottery, id, returns.RefundInput{})
	require.NoError(t, err)
	w.drain()
	r, err := w.returns.Return(t.Context(), pottery, id)
	require.NoError(t, err)
	require.Equal(t, returns.Approved, r.State)
	require.Equal(t, "payments.charge_disputed", r.RefundCode)
	v := w.part("ord_1", "ven_a")
	require.EqualValues(t, 2, v.Lines[0].Returning)
	require.Zero(t, v.RefundedTotal())
	w.reject = false
	_, err = w.returns.Refund(t.Context(), pottery, id, returns.RefundInput{})
	require.NoError(t, err)
	w.drain()
	v = w.part("ord_1", "ven_a")
	require.EqualValues(t, 2000, v.RefundedTotal())
	require.NotEqual(t, v.Refunds[0].ID, v.Refunds[1].ID)
}

// TestDeadlines: what nobody answers is answered by the rules.
func TestDeadlines(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	_, err := w.returns.Ask(t.Context(), jan, ask("ret_1", "ord_1", "other", units("line_cup", 1)))
	require.NoError(t, err)
	_, err = w.returns.Ask(t.Context(), jan, ask("ret_2", "ord_1", "other", units("line_bowl", 1)))
	require.NoError(t, err)
	cup, bowl := returns.ReturnIDFor("ret_1", "ven_a"), returns.ReturnIDFor("ret_2", "ven_a")
	state := func(id markthalle.ReturnID, after time.Duration, want returns.State) {
		t.Helper()
		w.clock.Advance(after)
		_, err := w.returns.RunDue(t.Context())
		require.NoError(t, err)
		w.drain()
		r, err := w.returns.Return(t.Context(), system, id)
		require.NoError(t, err)
		require.Equal(t, want, r.State)
	}
	state(cup, 47*time.Hour, returns.Requested)
	state(cup, 2*time.Hour, returns.Approved)
	_, err = w.returns.Receive(t.Context(), pottery, cup, nil, "")
	require.NoError(t, err)
	state(cup, 8*day, returns.Received)
	c, err := w.returns.Case(t.Context(), operator, "case_1_a", "")
	require.NoError(t, err, "a refund that is late is before the operator")
	require.Equal(t, returns.CaseEscalated, c.State)
	require.Equal(t, returns.OverdueRefund, c.Kind)
	state(bowl, 23*day, returns.Lapsed)
	v := w.part("ord_1", "ven_a")
	require.EqualValues(t, 1, v.Lines[1].Returnable())
	n, err := w.returns.RunDue(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "nothing is looked at for ever")
}

// TestUntil: the days are counted from the day after delivery, to the end of the last.
func TestUntil(t *testing.T) {
	t.Parallel()
	w := begin(t)
	c := w.returns.Config
	delivered := time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC)
	for name, x := range map[string]struct {
		v      orders.VendorOrder
		reason string
		want   time.Time
	}{
		"on its way":         {orders.VendorOrder{State: orders.Shipped}, "withdrawal", time.Time{}},
		"delivered":          {orders.VendorOrder{State: orders.VendorDelivered, DeliveredAt: delivered}, "withdrawal", time.Date(2026, 3, 15, 23, 59, 59, 0, time.UTC)},
		"faulty":             {orders.VendorOrder{State: orders.Completed, DeliveredAt: delivered}, "defective", time.Date(2028, 2, 29, 23, 59, 59, 0, time.UTC)},
		"no delivery was on": {orders.VendorOrder{State: orders.Completed, EndedAt: delivered}, "changed_mind", time.Date(2026, 3, 15, 23, 59, 59, 0, time.UTC)},
	} {
		require.Equal(t, x.want, c.Until(&x.v, x.reason), name)
	}
	require.False(t, slices.Contains(returns.Reasons(), "withdrawal"), "a withdrawal has its own form")
}
