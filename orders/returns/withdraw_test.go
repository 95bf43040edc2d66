package returns_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
)

func (w *world) number(id markthalle.OrderID) string {
	w.t.Helper()
	o, err := w.orders.Order(w.t.Context(), system, id, "")
	require.NoError(w.t, err)
	return o.Number
}

func (w *world) confirm(id string) returns.Withdrawal {
	w.t.Helper()
	for range 2 {
		_, err := w.returns.Confirm(w.t.Context(), id)
		require.NoError(w.t, err)
		w.drain()
	}
	out, err := w.returns.Withdrawal(w.t.Context(), id)
	require.NoError(w.t, err)
	require.Equal(w.t, returns.Done, out.State)
	return out
}

// TestGuestWithdraws with nothing but number and address: each vendor's lines get their
// outcome, confirming twice is confirming once.
func TestGuestWithdraws(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	in := returns.StateInput{ID: "wd_1", Number: " " + w.number("ord_1"), Name: "Jan Nowak", Email: "JAN@buyer.example", Locale: markthalle.German}
	_, err := w.returns.StateWithdrawal(t.Context(), guest, in)
	require.NoError(t, err)
	w.drain()
	require.Empty(t, w.told, "nothing happens before the second step")
	out := w.confirm("wd_1")
	require.Len(t, out.Outcomes, 3)
	cup, bowl, lamp := out.Outcomes[0], out.Outcomes[1], out.Outcomes[2]
	require.EqualValues(t, 3, cup.Returning)
	require.EqualValues(t, 1, bowl.Returning)
	require.Equal(t, returns.WhyPrivate, lamp.Why)
	r, err := w.returns.Return(t.Context(), pottery, cup.Return)
	require.NoError(t, err)
	require.Equal(t, returns.Approved, r.State)
	require.Len(t, r.Lines, 2)
	_, err = w.returns.Refuse(t.Context(), pottery, cup.Return, "We do not want it back.")
	require.ErrorIs(t, err, returns.ErrWithdrawal)
	_, err = w.returns.Receive(t.Context(), pottery, cup.Return, nil, "")
	require.NoError(t, err)
	r, err = w.returns.Refund(t.Context(), pottery, cup.Return, returns.RefundInput{})
	require.NoError(t, err)
	require.EqualValues(t, 4489, r.Amount, "the delivery price goes back with the whole part")
}

// TestNobodyLearnsWhetherAnOrderExists: the answers to a right and a wrong guess are the
// same but for what was typed, and so is what the guesser may read afterwards.
func TestNobodyLearnsWhetherAnOrderExists(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	for _, in := range []returns.StateInput{
		{ID: "wd_right", Number: w.number("ord_1"), Name: "N", Email: "jan@buyer.example"},
		{ID: "wd_mail", Number: w.number("ord_1"), Name: "N", Email: "other@buyer.example"},
		{ID: "wd_none", Number: "MH-00000-00000", Name: "N", Email: "jan@buyer.example"},
		{ID: "wd_line", Number: w.number("ord_1"), Name: "N", Email: "jan@buyer.example", Lines: units("line_nowhere", 7)},
	} {
		st, err := w.returns.StateWithdrawal(t.Context(), guest, in)
		require.NoError(t, err, in.ID)
		require.Equal(t, returns.Stated, st.State)
		require.False(t, st.Opened)
		done := w.confirm(in.ID)
		require.Equal(t, in.ID == "wd_right" || in.ID == "wd_line", done.Order != "")
		require.Equal(t, in.ID == "wd_right", len(done.Outcomes) > 0)
	}
	_, err := w.returns.StateWithdrawal(t.Context(), guest, returns.StateInput{ID: "wd_x", Order: "ord_1", Name: "N", Email: "jan@buyer.example"})
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}

// TestWithdrawalFaults: all at once; lines are judged only for who may read the order.
func TestWithdrawalFaults(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	_, err := w.returns.StateWithdrawal(t.Context(), guest, returns.StateInput{ID: "wd_1", Email: "nobody", Lines: units("line_cup", 0)})
	require.Equal(t, []string{"/number length", "/name length", "/email not_an_email", "/lines/0/quantity range"}, pointers(t, err))
	_, err = w.returns.StateWithdrawal(t.Context(), jan, returns.StateInput{
		ID: "wd_1", Order: "ord_1", Name: "Jan", Email: "jan@buyer.example", Lines: units("line_x", 1, "line_cup", 4),
	})
	require.Equal(t, []string{"/lines/0/line_id not_found", "/lines/1/quantity range"}, pointers(t, err))
}

// TestWithdrawBeforeShipping: what is not shipped is cancelled and paid back at once,
// with the delivery.
func TestWithdrawBeforeShipping(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.Accepted)
	_, err := w.orders.Ship(t.Context(), pottery, markthalle.VendorOrderIDFor("ord_1", "ven_a"), orders.ShipInput{
		Lines: units("line_cup", 1), Carrier: "other",
	})
	require.NoError(t, err)
	_, err = w.returns.StateWithdrawal(t.Context(), jan, returns.StateInput{
		ID: "wd_1", Order: "ord_1", Name: "Jan", Email: "jan@buyer.example", Lines: units("line_cup", 3),
	})
	require.NoError(t, err)
	out := w.confirm("wd_1")
	require.Len(t, out.Outcomes, 1)
	require.EqualValues(t, 2, out.Outcomes[0].Cancelled)
	require.EqualValues(t, 1, out.Outcomes[0].Returning)
	v := w.part("ord_1", "ven_a")
	require.EqualValues(t, 2000, v.RefundedTotal())
	require.EqualValues(t, 1, v.Lines[0].Returning)

	w.order("ord_2", orders.Accepted)
	_, err = w.returns.StateWithdrawal(t.Context(), jan, returns.StateInput{ID: "wd_2", Order: "ord_2", Name: "Jan", Email: "jan@buyer.example"})
	require.NoError(t, err)
	w.confirm("wd_2")
	v = w.part("ord_2", "ven_a")
	require.Equal(t, orders.VendorCancelled, v.State)
	require.EqualValues(t, v.Total, v.RefundedTotal())
}

// TestWithdrawalIsTooLate, or about goods that are on their way back already: the buyer
// is told line by line.
func TestWithdrawalIsTooLate(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	_, err := w.returns.Ask(t.Context(), jan, ask("ret_1", "ord_1", "other", units("line_bowl", 1)))
	require.NoError(t, err)
	state := func(id string) returns.Withdrawal {
		_, err := w.returns.StateWithdrawal(t.Context(), jan, returns.StateInput{
			ID: id, Order: "ord_1", Name: "Jan", Email: "jan@buyer.example", Lines: units("line_bowl", 1),
		})
		require.NoError(t, err)
		return w.confirm(id)
	}
	require.Equal(t, returns.WhyBack, state("wd_8").Outcomes[0].Why)
	w.clock.Advance(15 * day)
	late := state("wd_9").Outcomes[0]
	require.Equal(t, returns.WhyOver, late.Why)
	require.False(t, late.Until.IsZero())
}

// TestWithdrawalInWords names goods as people do; what nobody can tell goes to the
// vendor as a question, and cancels nothing.
func TestWithdrawalInWords(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.order("ord_1", orders.VendorDelivered)
	in := returns.StateInput{ID: "wd_1", Number: w.number("ord_1"), Name: "Jan", Email: "jan@buyer.example", Words: "the bowl, please"}
	st, err := w.returns.StateWithdrawal(t.Context(), guest, in)
	require.NoError(t, err)
	require.Contains(t, st.Statement(), "the bowl, please")
	out := w.confirm("wd_1")
	require.Len(t, out.Outcomes, 1)
	require.EqualValues(t, 1, out.Outcomes[0].Returning)

	in.ID, in.Words = "wd_2", "that thing"
	_, err = w.returns.StateWithdrawal(t.Context(), guest, in)
	require.NoError(t, err)
	out = w.confirm("wd_2")
	require.Equal(t, returns.WhyAsked, out.Outcomes[0].Why)
	c, err := w.returns.Case(t.Context(), pottery, "case_2_a", "")
	require.NoError(t, err)
	require.Equal(t, returns.Question, c.Kind)
	require.Contains(t, c.Messages[0].Text, "that thing")
	require.Zero(t, w.part("ord_1", "ven_a").Lines[0].Returning)
}
