package payouts_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments/stripesim"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
)

// TestDebtIsNetted is J11: the reversal is refused because the money has left for the
// vendor's bank, V2 owes 2143; the next sale releases 5000 and pays 2857.
func TestDebtIsNetted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven1, 20_000)
	w.worked("ord_w")
	w.wait(72 * time.Hour)
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	w.run("20260126")
	w.wait(4 * 24 * time.Hour) // to the vendor's bank
	w.refund("ref_c", "ord_w", ven2, 0, units("line_c", 1, 2214))
	payable := ledger.VendorPayable(ven2)
	require.EqualValues(t, 2143, w.balance(payable), "V2 owes")
	b, err := w.BalanceOf(t.Context(), system, ven2, "EUR")
	require.NoError(t, err)
	require.EqualValues(t, 2143, b.Owed)
	require.EqualValues(t, -2143, w.settlement("ord_w", ven2).Open)
	w.sound("ord_w")

	carried := w.run("20260202")[ven2]
	require.Equal(t, payouts.Carried, carried.State)
	require.Equal(t, "negative_balance", carried.Reason)
	require.EqualValues(t, -2143, w.settlement("ord_w", ven2).Open, "the debt stays open")

	w.simple("ord_next", ven2, 5000)
	w.delivered("ord_next", ven2)
	w.released(1)
	require.EqualValues(t, -2857, w.balance(payable)) // J11a
	paid := w.run("20260216")[ven2]
	require.Equal(t, payouts.PaidState, paid.State)
	require.EqualValues(t, 2857, paid.Total) // J11b
	require.Len(t, paid.Parts, 1)
	require.Zero(t, w.balance(payable))
	require.Zero(t, w.settlement("ord_w", ven2).Open)
	w.sound("ord_w", "ord_next")
	st, err := w.StatementOf(t.Context(), system, ven2, "EUR", w.clock.Now())
	require.NoError(t, err)
	require.Zero(t, st.Closing)
}

// TestCarriedBelowTheMinimum: small sums wait for the next cycle and are paid together.
func TestCarriedBelowTheMinimum(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_1", ven1, 600)
	w.simple("ord_2", ven1, 500)
	w.delivered("ord_1", ven1)
	w.released(1)
	first := w.run("20260119")[ven1]
	require.Equal(t, payouts.Carried, first.State)
	require.Equal(t, "below_minimum", first.Reason)
	require.EqualValues(t, 600, first.Total)
	w.delivered("ord_2", ven1)
	w.released(1)
	require.Equal(t, payouts.Carried, w.run("20260119")[ven1].State, "the same cycle is over")
	second := w.run("20260202")[ven1]
	require.Equal(t, payouts.PaidState, second.State)
	require.EqualValues(t, 1100, second.Total)
	require.Len(t, second.Parts, 2)
	w.sound("ord_1", "ord_2")
}

// TestHeldBack: what stands against a vendor carries its payouts, with the reason.
func TestHeldBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.simple("ord_1", ven1, 5000)
	w.delivered("ord_1", ven1)
	w.released(1)
	boss := markthalle.Actor{Kind: markthalle.Operator, Person: "per_1", Roles: []markthalle.Role{markthalle.OperatorOwner}}
	h, err := w.AddHold(ctx, boss, ven1, payouts.HoldInput{ID: "hold_1", Reason: "identity is being checked"})
	require.NoError(t, err)
	require.Equal(t, "operator_hold", w.run("c1")[ven1].Reason)
	b, err := w.BalanceOf(ctx, system, ven1, "EUR")
	require.NoError(t, err)
	require.EqualValues(t, 5000, b.OnHold)
	stale, now := int64(payouts.HoldRevision+1), int64(payouts.HoldRevision)
	require.ErrorIs(t, w.LiftHold(ctx, boss, ven1, h.ID, &stale), markthalle.ErrRevision)
	require.NoError(t, w.LiftHold(ctx, boss, ven1, h.ID, &now))

	a, err := w.pay.Account(ctx, ven1)
	require.NoError(t, err)
	require.NoError(t, w.sim.DecideAccount(a.Provider, "past_due", ""))
	_, err = w.pay.RefreshAccount(ctx, ven1)
	require.NoError(t, err)
	w.drain()
	require.Equal(t, "payouts_disabled", w.run("c2")[ven1].Reason)
	require.NoError(t, w.sim.DecideAccount(a.Provider, "enabled", ""))
	_, err = w.pay.RefreshAccount(ctx, ven1)
	require.NoError(t, err)
	w.drain()
	require.Equal(t, payouts.PaidState, w.run("c3")[ven1].State)

	vendor := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_2", Roles: []markthalle.Role{markthalle.VendorOwner}}
	_, err = w.AddHold(ctx, vendor, ven1, payouts.HoldInput{ID: "hold_2", Reason: "for fun"})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.Run(ctx, vendor, "c4")
	require.ErrorIs(t, err, markthalle.ErrPermission)
}

// TestRefusedTransferStaysPayable (F5): the provider's reason is shown, the money stays
// the vendor's, and the next run pays.
func TestRefusedTransferStaysPayable(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.simple("ord_1", ven1, 5000)
	w.delivered("ord_1", ven1)
	w.released(1)
	a, err := w.pay.Account(ctx, ven1)
	require.NoError(t, err)
	require.NoError(t, w.sim.DecideAccount(a.Provider, "past_due", "")) // nobody has heard of it yet
	p := w.run("c1")[ven1]
	require.Equal(t, payouts.HeldBack, p.State)
	require.Equal(t, "insufficient_capabilities_for_transfer", p.Reason)
	require.Equal(t, p.Reason, p.Parts[0].Code)
	require.EqualValues(t, -5000, w.balance(ledger.VendorPayable(ven1)))
	require.Zero(t, w.settlement("ord_1", ven1).Paid)
	w.sound("ord_1")
	held, err := w.PayoutsIn(ctx, system, payouts.HeldBack, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, held.Items, 1)
	require.Equal(t, payouts.HeldBack, w.run("c2")[ven1].State, "still")
	require.NoError(t, w.sim.DecideAccount(a.Provider, "enabled", ""))
	p = w.run("c3")[ven1]
	require.Equal(t, payouts.PaidState, p.State)
	require.Empty(t, p.Reason)
	require.EqualValues(t, 5000, w.settlement("ord_1", ven1).Paid)
	w.sound("ord_1")
}

// prepare leaves two vendors with something to be paid, one with a debt among it.
func prepare(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.simple("ord_1", ven1, 4000)
	w.simple("ord_2", ven2, 3000)
	w.simple("ord_3", ven1, 6000)
	w.wait(72 * time.Hour)
	w.delivered("ord_1", ven1)
	w.delivered("ord_2", ven2)
	w.delivered("ord_3", ven1)
	w.released(3)
	w.refund("ref_1", "ord_1", ven1, 0, units("line_1", 0, 1500)) // before it is transferred: less is sent
	_, err := w.PostEntry(t.Context(), system, payouts.EntryInput{
		ID: "entry_1", Vendor: ven1, Kind: payouts.Fine, Amount: money.New(700, "EUR"), Reason: "late again",
	})
	require.NoError(t, err)
	w.drain()
	return w
}

// paidOnce checks where the money of prepare ends, however it got there.
func (w *world) paidOnce(cycle string) {
	w.t.Helper()
	for v, want := range map[markthalle.VendorID]int64{ven1: 7800, ven2: 3000} {
		page, err := w.Payouts(w.t.Context(), system, v, markthalle.PageQuery{})
		require.NoError(w.t, err)
		require.Len(w.t, page.Items, 1)
		p := page.Items[0]
		require.Equal(w.t, payouts.PaidState, p.State)
		require.Equal(w.t, want, p.Total)
		var parts int64
		for _, x := range p.Parts {
			parts += x.Amount
		}
		require.Equal(w.t, want, parts, "the parts are the total")
		balances, err := w.pay.ProviderBalances(w.t.Context(), v)
		require.NoError(w.t, err)
		var there int64
		for _, b := range balances {
			there += b.Available + b.Pending
		}
		require.Equal(w.t, want, there, "at the provider, after %s", cycle)
		require.Zero(w.t, w.balance(ledger.VendorPayable(v)))
	}
	for order, v := range map[markthalle.OrderID]markthalle.VendorID{"ord_1": ven1, "ord_2": ven2, "ord_3": ven1} {
		x := w.settlement(order, v)
		require.Zero(w.t, x.Open)
		require.Zero(w.t, x.Claimed)
		require.Empty(w.t, x.Payout)
	}
	w.sound("ord_1", "ord_2", "ord_3")
}

// TestRunIsIdempotent (PAY-52): the same cycle again, and six at once, pay once.
func TestRunIsIdempotent(t *testing.T) {
	t.Parallel()
	w := prepare(t)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() { // of two cycles, as when an operator is faster than the schedule
			_, err := w.Run(t.Context(), system, fmt.Sprintf("c%d", i%2))
			if err != nil && !isRunning(err) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	w.drain()
	for range 2 {
		w.run("c0")
		w.run("c1")
	}
	total := map[markthalle.VendorID]int64{}
	for _, v := range []markthalle.VendorID{ven1, ven2} {
		page, err := w.Payouts(t.Context(), system, v, markthalle.PageQuery{})
		require.NoError(t, err)
		for _, p := range page.Items {
			if p.State == payouts.PaidState {
				total[v] += p.Total
			}
		}
		require.Zero(t, w.balance(ledger.VendorPayable(v)))
	}
	require.Equal(t, map[markthalle.VendorID]int64{ven1: 7800, ven2: 3000}, total)
	w.sound("ord_1", "ord_2", "ord_3")
}

func isRunning(err error) bool { return markthalle.KindOf(err) == markthalle.Unavailable }

// TestRunResumes (PAY-52, PAY-53): the run is cut at one of its writes, at its first ones
// and then at ever later ones; the next run of the same cycle ends where an uncut one
// does.
func TestRunResumes(t *testing.T) {
	t.Parallel()
	for cut := int64(0); cut < 400; cut += 1 + cut/4 {
		w := prepare(t)
		w.driver.dieAfter(cut)
		_, failed := w.Run(t.Context(), system, "c")
		_ = w.db.Drain(t.Context()) // what it had begun dies with it
		died := w.driver.mend()
		w.clock.Advance(time.Hour) // leases end
		w.run("c")
		w.drain()
		w.paidOnce(fmt.Sprintf("a cut at write %d (%v)", cut, failed))
		if !died {
			require.Greater(t, cut, int64(15), "the run has more writes than that")
			return
		}
	}
	t.Fatal("the run never got through: cut at more writes than it can have")
}

// TestPlanIsMadeAnew: a run dies after it has reserved sources, then a debt comes up: what
// is paid in the end is what is owed, and the parts are the total.
func TestPlanIsMadeAnew(t *testing.T) {
	t.Parallel()
	for cut := range int64(14) {
		w := newWorld(t)
		w.simple("ord_1", ven1, 4000)
		w.wait(72 * time.Hour)
		w.delivered("ord_1", ven1)
		w.released(1)
		w.driver.dieAfter(cut)
		_, _ = w.Run(t.Context(), system, "c")
		w.driver.mend()
		_, err := w.PostEntry(t.Context(), system, payouts.EntryInput{
			ID: "entry_1", Vendor: ven1, Kind: payouts.Fine, Amount: money.New(700, "EUR"), Reason: "late again",
		})
		require.NoError(t, err)
		w.clock.Advance(time.Hour)
		w.run("c")
		p := w.run("d")[ven1]
		page, err := w.Payouts(t.Context(), system, ven1, markthalle.PageQuery{})
		require.NoError(t, err)
		for _, p := range page.Items {
			var parts int64
			for _, x := range p.Parts {
				parts += x.Amount
			}
			if p.State == payouts.PaidState {
				require.Equal(t, p.Total, parts, "cut at %d", cut)
			}
		}
		require.Contains(t, []payouts.PayoutState{payouts.PaidState, payouts.Carried}, p.State)
		w.sound("ord_1")
	}
}

// TestReleaseOrRefund (PAY-51): a release and a refund of the same money race; whoever is
// first, the refund takes the matching leg and nothing slips between.
func TestReleaseOrRefund(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven2, 20_000)
	const rounds = 12
	for i := range rounds {
		w.simple(markthalle.OrderID(fmt.Sprintf("ord_%d", i)), ven1, 2000)
	}
	w.wait(72 * time.Hour)
	legs := map[bool]int{}
	for i := range rounds {
		order := markthalle.OrderID(fmt.Sprintf("ord_%d", i))
		w.delivered(order, ven1)
		w.clock.Advance(14 * 24 * time.Hour)
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := w.ReleaseDue(t.Context()); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			w.refund(markthalle.RefundID(fmt.Sprintf("ref_%d", i)), order, ven1, 0, units("line_1", 0, 700))
		})
		wg.Wait()
		w.drain()
		x := w.settlement(order, ven1)
		require.Len(t, x.Applied, 1)
		legs[x.Applied[0].After]++
		require.EqualValues(t, 1300, x.Open, "what the vendor is paid is the same either way")
		require.EqualValues(t, 1300, -w.ofOrder(order, ledger.VendorPayable(ven1)))
		require.Zero(t, w.ofOrder(order, ledger.VendorHeld(ven1)))
		proof, err := w.Proof(t.Context(), order)
		require.NoError(t, err)
		for _, e := range proof {
			require.True(t, e.Holds(), "%+v", e)
		}
	}
	t.Logf("refunds before and after the release: %v", legs)
}

// TestRefundWhileThePayoutIsOnItsWay: the refund comes after the plan is frozen and before
// the transfer is made: the transfer goes its way and the difference is a debt.
func TestRefundWhileThePayoutIsOnItsWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven2, 20_000)
	w.simple("ord_1", ven1, 5000)
	w.wait(72 * time.Hour)
	w.delivered("ord_1", ven1)
	w.released(1)
	require.NoError(t, w.sim.AddFault(&stripesim.Fault{Kind: "outage", Method: http.MethodPost, Path: "transfers"}))
	_, err := w.Run(t.Context(), system, "c1")
	require.NoError(t, err)
	require.Error(t, w.db.Drain(t.Context()))
	in := refundIntent("ref_1", "ord_1", ven1, 1000)
	require.NoError(t, w.pay.ReserveRefund(t.Context(), in))
	_ = w.db.Drain(t.Context())
	x := w.settlement("ord_1", ven1)
	require.EqualValues(t, -1000, x.Open)
	require.EqualValues(t, 5000, x.Claimed)
	w.sim.ClearFaults()
	w.drain()
	require.EqualValues(t, 1000, w.balance(ledger.VendorPayable(ven1)), "V1 owes it")
	w.simple("ord_2", ven1, 3000)
	w.delivered("ord_2", ven1)
	w.released(1)
	require.EqualValues(t, 2000, w.run("c2")[ven1].Total)
	w.sound("ord_1", "ord_2")
}

// TestReversalsFollowTheirRefund: a settlement is paid by two transfers of which one is
// late. Each refund asks back what it asked for when it was booked, and no transfer is
// asked for more than it was (PAY-27).
func TestReversalsFollowTheirRefund(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	// The charge is 2000, the claim 5000: 3000 of the operator's coupon come from the
	// platform's balance, which is empty at first.
	w.sell("ord_1", part("ord_1", ven1, 0, line("line_1", 10, 500, 0, 3000, 0, 0, 0)))
	w.wait(72 * time.Hour)
	w.delivered("ord_1", ven1)
	w.released(1)
	require.Equal(t, payouts.HeldBack, w.run("c1")[ven1].State)
	w.simple("ord_float", ven2, 40_000)
	w.wait(time.Hour)
	w.refund("ref_1", "ord_1", ven1, 0, units("line_1", 2, 400)) // a fifth: 1000 of the vendor's
	w.wait(72 * time.Hour)
	require.Equal(t, payouts.PaidState, w.run("c2")[ven1].State)
	w.refund("ref_2", "ord_1", ven1, 0, units("line_1", 5, 1000)) // a half: 2500
	for range 2 {
		w.wait(time.Minute)
	}
	x := w.settlement("ord_1", ven1)
	asked := map[markthalle.TransferID]int64{}
	for _, a := range x.Applied {
		require.EqualValues(t, a.Reverse, sumAsks(a.Asks))
		for _, k := range a.Asks {
			asked[k.Transfer] += k.Amount
		}
	}
	list, err := w.pay.ReversalsOf(ctx, "ord_1")
	require.NoError(t, err)
	planned := map[markthalle.TransferID]int64{}
	for _, r := range list {
		planned[r.Transfer] += r.Amount.Minor
	}
	require.Equal(t, asked, planned, "what is asked back is what was booked as asked")
	for _, tr := range x.Transfers {
		require.LessOrEqual(t, planned[tr.ID], tr.Amount)
		require.Equal(t, tr.Asked, planned[tr.ID])
	}
	w.sound("ord_1")
}

func sumAsks(list []payouts.Ask) int64 {
	var sum int64
	for _, a := range list {
		sum += a.Amount
	}
	return sum
}

// TestVATGoesBackWhereItCameFrom: the first line's rule charges no VAT, the second line's
// VAT is another state's: a refund takes it from that state's account.
func TestVATGoesBackWhereItCameFrom(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := line("line_a", 1, 1000, 0, 0, 0, 100, 0), line("line_b", 1, 1000, 0, 0, 0, 100, 23)
	a.Fee.VATTreatment = commission.VATTreatment{Kind: commission.VATOff}
	b.Fee.VATTreatment = commission.VATTreatment{Kind: commission.VATDestination, Country: "PL", Rate: 2300}
	w.sell("ord_1", part("ord_1", ven1, 0, a, b))
	w.wait(72 * time.Hour)
	require.EqualValues(t, -23, w.balance(ledger.VATOutput("PL")))
	w.refund("ref_1", "ord_1", ven1, 0, units("line_b", 1, 1000))
	require.Zero(t, w.balance(ledger.VATOutput("PL")))
	require.Zero(t, w.balance(ledger.VATOutput("DE")))
	w.sound("ord_1")
}

// TestStrayMoney is J19: it is booked as nobody's and goes back.
func TestStrayMoney(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven2, 20_000)
	w.simple("ord_1", ven1, 7039)
	w.wait(72 * time.Hour)
	charge := w.settlement("ord_1", ven1).Charge
	require.NoError(t, w.pay.MarkStray(t.Context(), "ord_1", charge))
	w.drain()
	stray, err := w.books.Transaction(t.Context(), "stray:"+charge)
	require.NoError(t, err)
	require.EqualValues(t, 7039, stray.Total())
	back, err := w.books.Transaction(t.Context(), "refund-paid:ref_stray_"+charge)
	require.NoError(t, err)
	require.EqualValues(t, 7039, back.Total())
	require.Zero(t, w.balance(ledger.SuspenseUnmatched))
}

// TestReleaseGuards: nothing is released before its time, without a delivery later than
// with one, and never twice.
func TestReleaseGuards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.simple("ord_seen", ven1, 2000)
	w.simple("ord_unseen", ven1, 3000)
	w.simple("ord_here", ven1, 4000)
	due := func() int {
		n, err := w.ReleaseDue(ctx)
		require.NoError(t, err)
		w.drain()
		return n
	}
	w.delivered("ord_seen", ven1)
	require.NoError(t, w.MarkShipped(ctx, shipped("ord_unseen", w.clock.Now(), true), store.Cause{}))
	require.NoError(t, w.MarkShipped(ctx, shipped("ord_here", w.clock.Now(), false), store.Cause{}), "only a part")
	w.wait(14*24*time.Hour - time.Minute)
	require.Zero(t, due())
	w.wait(time.Minute)
	require.Equal(t, 1, due())
	require.Zero(t, due())
	w.wait(7 * 24 * time.Hour)
	require.Equal(t, 1, due())
	w.wait(365 * 24 * time.Hour)
	require.Zero(t, due(), "what was never wholly shipped waits")
	require.EqualValues(t, 4000, -w.balance(ledger.VendorHeld(ven1)))
	require.EqualValues(t, 5000, -w.balance(ledger.VendorPayable(ven1)))
	require.NoError(t, w.MarkDelivered(ctx, deliveredEvent("ord_seen", w.clock.Now()), store.Cause{}), "a second scan of what is released")
	require.True(t, w.settlement("ord_seen", ven1).DueAt.IsZero())
	err := w.MarkDelivered(ctx, deliveredEvent("ord_unbooked", w.clock.Now()), store.Cause{})
	require.Equal(t, markthalle.Unavailable, markthalle.KindOf(err), "its sale comes later: the reaction tries again")
	w.sound("ord_seen", "ord_unseen", "ord_here")
}
