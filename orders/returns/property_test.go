package returns_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
)

// TestNeverMoreThanPaid: whatever sequence of cancelling, shipping, returning, refunding,
// deciding and withdrawing people come up with, no unit goes back twice, no part gives
// back more than was paid, and the parts add up after every step.
func TestNeverMoreThanPaid(t *testing.T) {
	t.Parallel()
	w := begin(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		id := markthalle.OrderID(fmt.Sprintf("ord_p%d", n))
		state := rapid.SampledFrom([]orders.VendorState{orders.Accepted, orders.Shipped, orders.VendorDelivered}).Draw(rt, "state")
		w.order(id, state)
		for step := range rapid.IntRange(1, 10).Draw(rt, "steps") {
			w.reject = rapid.IntRange(0, 4).Draw(rt, "reject") == 0
			w.act(rt, id, fmt.Sprintf("p%ds%d", n, step))
			w.drain()
			w.addsUp(id)
		}
		w.reject = false
	})
}

// act does one thing that may be refused.
func (w *world) act(rt *rapid.T, id markthalle.OrderID, key string) {
	ctx := w.t.Context()
	vo := markthalle.VendorOrderIDFor(id, "ven_a")
	name := markthalle.LineID(rapid.SampledFrom([]string{"line_cup", "line_bowl"}).Draw(rt, "line"))
	quantity := rapid.Int64Range(1, 3).Draw(rt, "quantity")
	amount := rapid.Int64Range(1, 3000).Draw(rt, "amount")
	list := []orders.Units{{Line: name, Quantity: quantity}}
	ret := w.someReturn(rt, id)
	var err error
	switch what := rapid.SampledFrom([]string{"cancel", "ship", "ask", "refuse", "receive", "refund", "by units", "by amount", "claim", "withdraw"}).Draw(rt, "what"); what {
	case "cancel":
		_, err = w.orders.Cancel(ctx, pottery, vo, list, "out_of_stock")
	case "ship":
		_, err = w.orders.Ship(ctx, pottery, vo, orders.ShipInput{Lines: list, Carrier: "other"})
	case "ask":
		_, err = w.returns.Ask(ctx, jan, ask("ret_"+key, id, "damaged", list))
	case "refuse":
		_, err = w.returns.Refuse(ctx, pottery, ret, "Not this one.")
	case "receive":
		_, err = w.returns.Receive(ctx, pottery, ret, list, "")
	case "refund":
		if _, err = w.returns.Approve(ctx, pottery, ret, ""); err == nil || markthalle.KindOf(err) == markthalle.Conflict {
			_, err = w.returns.Refund(ctx, pottery, ret, returns.RefundInput{Deduction: amount / 4, Reason: "worn"})
		}
	case "by units":
		_, err = w.orders.Refund(ctx, pottery, vo, orders.RefundInput{
			ID: markthalle.RefundID("ref_" + key), Reason: "goodwill", Lines: []orders.RefundWish{{Line: name, Quantity: quantity}},
		})
	case "by amount":
		_, err = w.orders.Refund(ctx, pottery, vo, orders.RefundInput{ID: markthalle.RefundID("ref_" + key), Reason: "goodwill", Amount: &amount})
	case "claim":
		_, err = w.returns.OpenCase(ctx, jan, returns.CaseInput{ID: markthalle.CaseID("case_" + key), Order: id, Line: name, Kind: returns.Late, Text: "Where is it?"})
		if err == nil {
			_, err = w.returns.Decide(ctx, operator, markthalle.CaseID("case_"+key), returns.Decision{
				Outcome: returns.GiveRefund, Bearer: returns.ByVendor, Amount: eur(amount), Reason: "It is late.",
			})
		}
	case "withdraw":
		if _, err = w.returns.StateWithdrawal(ctx, jan, returns.StateInput{ID: "wd_" + key, Order: id, Name: "Jan", Email: "jan@buyer.example", Lines: list}); err == nil {
			_, err = w.returns.Confirm(ctx, "wd_"+key)
		}
	}
	if err != nil {
		switch markthalle.KindOf(err) {
		case markthalle.Invalid, markthalle.Conflict, markthalle.NotFound:
		default:
			rt.Fatalf("an unexpected failure: %v", err)
		}
	}
}

func (w *world) someReturn(rt *rapid.T, id markthalle.OrderID) markthalle.ReturnID {
	page, err := w.returns.ReturnsOf(w.t.Context(), system, id, "", markthalle.PageQuery{Limit: 100})
	require.NoError(w.t, err)
	if len(page.Items) == 0 {
		return "ret_none"
	}
	return markthalle.ReturnID(rapid.SampledFrom(page.Items).Draw(rt, "return").ID)
}

// addsUp checks a vendor order against what its own entries say.
func (w *world) addsUp(id markthalle.OrderID) {
	w.t.Helper()
	v := w.part(id, "ven_a")
	cash, units, held := map[markthalle.LineID]int64{}, map[markthalle.LineID]int64{}, map[markthalle.LineID]int64{}
	var total int64
	for _, r := range v.Refunds {
		sum := r.Shipping
		for _, l := range r.Lines {
			sum += l.Amount
			if r.State != orders.RefundRejected {
				cash[l.Line] += l.Amount
				units[l.Line] += l.Quantity
			}
		}
		require.Equal(w.t, sum, r.Amount, "a refund is the sum of its parts")
		if r.State != orders.RefundRejected {
			total += r.Amount
		}
	}
	for _, h := range v.Returns {
		require.True(w.t, !h.Ended || len(h.Lines) == 0)
		for _, u := range h.Lines {
			held[u.Line] += u.Quantity
		}
	}
	for _, l := range v.Lines {
		require.Equal(w.t, cash[l.ID], l.PaidBack, "what went back of a line")
		require.Equal(w.t, units[l.ID], l.Refunded, "units that went back of a line")
		require.Equal(w.t, held[l.ID], l.Returning, "units that returns speak for")
		require.LessOrEqual(w.t, l.PaidBack, l.Paid)
		require.LessOrEqual(w.t, l.Refunded+l.Returning, l.Quantity)
		require.LessOrEqual(w.t, l.Shipped+l.Cancelled, l.Quantity)
		require.GreaterOrEqual(w.t, min(l.Returning, l.PaidBack, l.Refunded), int64(0))
	}
	require.Equal(w.t, total, v.RefundedTotal())
	require.LessOrEqual(w.t, v.RefundedTotal(), v.Total)
	require.LessOrEqual(w.t, v.ShippingBack, v.ShippingPrice)
}
