package payouts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
)

// dispute lets the buyer's bank take an order's charge back and waits until it is known.
func (w *world) dispute(order markthalle.OrderID, reason string, inquiry bool) string {
	w.t.Helper()
	id, err := w.sim.RaiseDispute(w.settlement(order, ven1).Charge, reason, inquiry)
	require.NoError(w.t, err)
	w.wait(time.Minute)
	return id
}

func (w *world) decide(dispute, outcome string) {
	w.t.Helper()
	require.NoError(w.t, w.sim.DecideDispute(dispute, outcome))
	for range 2 { // the decision, and the reversals that follow it
		w.wait(time.Minute)
	}
}

// open is what waits for a person, by kind.
func (w *world) open() []string {
	w.t.Helper()
	var out []string
	for q := (markthalle.PageQuery{Limit: store.MaxPage}); ; {
		page, err := w.Incidents(w.t.Context(), system, true, q)
		require.NoError(w.t, err)
		for _, x := range page.Items {
			out = append(out, x.Kind)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return out
		}
	}
}

// sold is the worked sale with a float behind it, its funds available.
func sold(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.simple("ord_float", ven2, 40_000)
	w.worked("ord_w")
	w.wait(72 * time.Hour)
	return w
}

// TestDisputeLostAfterTransfers is J9a, J9b and J9c: the bank takes 7039 and 20.00 of fee,
// the vendors give back what they were paid, points are forfeited.
func TestDisputeLostAfterTransfers(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	w.run("c1")
	before := map[string]int64{}
	accounts := []string{
		ledger.StripeAvailable, ledger.DisputeSuspense, ledger.ExpDisputeFee, ledger.VendorPayable(ven1), ledger.VendorPayable(ven2),
		ledger.RevCommission, ledger.VATOutput("DE"), ledger.PromoPlatform, ledger.RevBreakage, ledger.LoyaltyLiability, ledger.ExpBadDebt,
	}
	mark := func() {
		for _, a := range accounts {
			before[a] = w.balance(a)
		}
	}
	moved := func(want lines) {
		t.Helper()
		got := lines{}
		for _, a := range accounts {
			if n := w.balance(a) - before[a]; n != 0 {
				got[a] = n
			}
		}
		require.Equal(t, want, got)
	}
	mark()
	id := w.dispute("ord_w", "product_not_received", false)
	moved(lines{ledger.DisputeSuspense: 7039, ledger.ExpDisputeFee: 2000, ledger.StripeAvailable: -9039}) // J9a
	require.Equal(t, []string{payouts.IncidentDispute}, w.open())
	w.sound("ord_w")

	mark()
	require.NoError(t, w.sim.DecideDispute(id, "lost"))
	w.wait(time.Minute)
	w.wait(time.Minute)
	moved(lines{ // J9b and J9c together: the vendors' 4346 and 2493 came back by reversals
		ledger.DisputeSuspense: -7039, ledger.RevCommission: 840, ledger.VATOutput("DE"): 160, ledger.PromoPlatform: -500, ledger.RevBreakage: -300,
		ledger.StripeAvailable: 6839,
	})
	w.entries("ord_w", "dispute", map[string]lines{
		"dispute:" + id + ":withdrawn": {ledger.DisputeSuspense: 7039, ledger.ExpDisputeFee: 2000, ledger.StripeAvailable: -9039},
		"dispute:" + id + ":lost:vo_w_1": {
			ledger.VendorPayable(ven1): 4346, ledger.RevCommission: 540, ledger.VATOutput("DE"): 103, ledger.DisputeSuspense: -4475,
			ledger.PromoPlatform: -321, ledger.RevBreakage: -193,
		},
		"dispute:" + id + ":lost:vo_w_2": {
			ledger.VendorPayable(ven2): 2493, ledger.RevCommission: 300, ledger.VATOutput("DE"): 57, ledger.DisputeSuspense: -2564,
			ledger.PromoPlatform: -179, ledger.RevBreakage: -107,
		},
	})
	require.Empty(t, w.open())
	require.Zero(t, w.balance(ledger.DisputeSuspense))
	w.sound("ord_w", "ord_float")
	// The charge is lost: nothing of it can be refunded any more (failure 24).
	w.refund("ref_1", "ord_w", ven1, 0, units("line_b", 1, 798))
	_, err := w.pay.Refund(t.Context(), "ref_1")
	require.Error(t, err)
	// Hearing of everything again changes nothing.
	_, err = w.pay.FillGap(t.Context(), w.clock.Now().AddDate(0, 0, -30))
	require.NoError(t, err)
	w.wait(time.Minute)
	w.sound("ord_w", "ord_float")
}

// TestDisputeLostByFraud is J9b′: the market bears it, the vendors keep what they earned.
func TestDisputeLostByFraud(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.decide(w.dispute("ord_w", "fraudulent", false), "lost")
	require.EqualValues(t, 7039, w.balance(ledger.ExpBadDebt))
	require.Zero(t, w.balance(ledger.DisputeSuspense))
	require.EqualValues(t, -4346, w.ofOrder("ord_w", ledger.VendorHeld(ven1)))
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	require.EqualValues(t, 4346, w.run("c1")[ven1].Total)
	w.sound("ord_w", "ord_float")
}

// TestDisputeFreezesTheOrder: while the bank decides nothing is released, nothing that is
// released is paid out, nothing is refunded; won, all goes on (J9d).
func TestDisputeFreezesTheOrder(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.delivered("ord_w", ven1)
	w.released(1)
	id := w.dispute("ord_w", "product_not_received", false)
	require.Equal(t, "nothing_open", w.run("c1")[ven1].Reason, "released, and not paid out")
	w.delivered("ord_w", ven2)
	w.wait(5 * 24 * time.Hour)
	w.refund("ref_1", "ord_w", ven1, 0, units("line_b", 1, 798))
	_, err := w.pay.Refund(t.Context(), "ref_1")
	require.Error(t, err, "refunds wait for the bank")
	b, err := w.BalanceOf(t.Context(), system, ven2, "EUR")
	require.NoError(t, err)
	require.Equal(t, "chargeback", waitingFor(b, "vo_w_2"))

	w.decide(id, "won")
	require.Zero(t, w.balance(ledger.DisputeSuspense))
	require.EqualValues(t, 2000, w.balance(ledger.ExpDisputeFee), "the received fee stays")
	require.Empty(t, w.open())
	w.released(1)
	paid := w.run("c2")
	require.EqualValues(t, 4346, paid[ven1].Total)
	require.EqualValues(t, 2493, paid[ven2].Total)
	w.refund("ref_2", "ord_w", ven1, 0, units("line_b", 1, 798))
	r, err := w.pay.Refund(t.Context(), "ref_2")
	require.NoError(t, err)
	require.Equal(t, payments.StepDone, r.State)
	w.wait(time.Minute)
	w.sound("ord_w", "ord_float")
}

func waitingFor(b payouts.Balance, v markthalle.VendorOrderID) string {
	for _, x := range b.Waiting {
		if x.VendorOrder == v {
			return x.Reason
		}
	}
	return ""
}

// TestInquiry: a bank that asks has taken nothing: a task, and the trade goes on; what
// it becomes later is heard of.
func TestInquiry(t *testing.T) {
	t.Parallel()
	w := sold(t)
	id := w.dispute("ord_w", "product_not_received", true)
	require.Equal(t, []string{payouts.IncidentInquiry}, w.open())
	require.Empty(t, w.settlement("ord_w", ven1).Holds)
	require.Zero(t, w.balance(ledger.ExpDisputeFee))
	w.refund("ref_1", "ord_w", ven1, 0, units("line_b", 1, 798))
	r, err := w.pay.Refund(t.Context(), "ref_1")
	require.NoError(t, err)
	require.Equal(t, payments.StepDone, r.State, "an inquiry stops no refund")
	w.decide(id, "needs_response")
	require.Equal(t, []string{payouts.IncidentDispute}, w.open(), "it has become a dispute")
	require.NotEmpty(t, w.settlement("ord_w", ven1).Holds)
	w.decide(id, "won")
	require.Empty(t, w.open())
	require.Empty(t, w.settlement("ord_w", ven1).Holds)
	w.sound("ord_w")

	other := sold(t)
	other.decide(other.dispute("ord_w", "general", true), "warning_closed")
	require.Empty(t, other.open())
	closed, err := other.Incidents(t.Context(), system, false, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Equal(t, "inquiry_closed", closed.Items[0].Outcome)
	other.sound("ord_w")
}

// TestDisputeAfterRefund (F6): a part was refunded before, and before anything was
// transferred: the bank takes what is left, the vendors lose what they hold.
func TestDisputeAfterRefund(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.refund("ref_b", "ord_w", ven1, 0, units("line_b", 1, 798))
	id := w.dispute("ord_w", "product_not_received", false)
	d, err := w.pay.Dispute(t.Context(), id)
	require.NoError(t, err)
	require.EqualValues(t, 6241, d.Amount.Minor)
	w.decide(id, "lost")
	for _, account := range []string{ledger.VendorHeld(ven1), ledger.VendorHeld(ven2), ledger.RevCommission, ledger.VATOutput("DE"), ledger.PromoPlatform} {
		require.Zero(t, w.ofOrder("ord_w", account), account)
	}
	require.Zero(t, w.balance(ledger.DisputeSuspense))
	require.EqualValues(t, -261, w.balance(ledger.RevBreakage), "B's points went back before")
	w.delivered("ord_w", ven1, ven2)
	w.wait(14 * 24 * time.Hour)
	_, err = w.ReleaseDue(t.Context())
	require.NoError(t, err)
	w.drain()
	require.Zero(t, w.settlement("ord_w", ven1).Open)
	w.sound("ord_w")
}

// TestDisputeHeardLate (failure 23): not one letter arrives; the list of events tells.
func TestDisputeHeardLate(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.deaf = true
	id, err := w.sim.RaiseDispute(w.settlement("ord_w", ven1).Charge, "product_not_received", false)
	require.NoError(t, err)
	require.NoError(t, w.sim.DecideDispute(id, "lost"))
	w.wait(time.Hour)
	require.Zero(t, w.balance(ledger.ExpDisputeFee))
	_, err = w.pay.FillGap(t.Context(), w.clock.Now().Add(-2*time.Hour))
	require.NoError(t, err)
	w.drain()
	w.wait(time.Minute)
	require.EqualValues(t, 2000, w.balance(ledger.ExpDisputeFee))
	require.Zero(t, w.balance(ledger.DisputeSuspense))
	require.Zero(t, w.ofOrder("ord_w", ledger.VendorHeld(ven1)))
	require.Empty(t, w.settlement("ord_w", ven1).Holds)
	require.Empty(t, w.open())
	w.sound("ord_w")
}

// TestDisputeReversalRefused (J9b, J11): what the vendor's account cannot give back stays
// a debt.
func TestDisputeReversalRefused(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	w.run("c1")
	w.wait(4 * 24 * time.Hour) // to the vendors' banks
	w.decide(w.dispute("ord_w", "product_not_received", false), "lost")
	require.EqualValues(t, 4346, w.balance(ledger.VendorPayable(ven1)))
	require.EqualValues(t, -4346, w.settlement("ord_w", ven1).Open)
	w.sound("ord_w")
}

// TestFraudPaysWhatRefundsOwe: a refund that the dispute stopped is owed to the buyer no
// more once the bank took the charge for them; only the rest is the market's loss.
func TestFraudPaysWhatRefundsOwe(t *testing.T) {
	t.Parallel()
	w := sold(t)
	w.deaf = true // the dispute is not heard of yet
	id, err := w.sim.RaiseDispute(w.settlement("ord_w", ven1).Charge, "fraudulent", false)
	require.NoError(t, err)
	w.refund("ref_b", "ord_w", ven1, 0, units("line_b", 1, 798))
	require.EqualValues(t, -798, w.balance(ledger.RefundsPayable))
	w.deaf = false
	_, err = w.pay.FillGap(t.Context(), w.clock.Now().Add(-time.Hour))
	require.NoError(t, err)
	w.drain()
	w.decide(id, "lost")
	require.Zero(t, w.balance(ledger.RefundsPayable))
	require.Zero(t, w.balance(ledger.DisputeSuspense))
	require.EqualValues(t, 7039-798, w.balance(ledger.ExpBadDebt))
	w.sound("ord_w", "ord_float")
}

// TestInquiryBecomesADisputeOverLess: what was refunded while the bank asked is not taken
// again, and the lost rest is booked as what was taken.
func TestInquiryBecomesADisputeOverLess(t *testing.T) {
	t.Parallel()
	w := sold(t)
	id := w.dispute("ord_w", "product_not_received", true)
	w.refund("ref_b", "ord_w", ven1, 0, units("line_b", 1, 798))
	require.NoError(t, w.sim.DecideDispute(id, "needs_response"))
	w.wait(time.Minute)
	require.EqualValues(t, 7039-798, w.balance(ledger.DisputeSuspense))
	w.decide(id, "lost")
	require.Zero(t, w.balance(ledger.DisputeSuspense))
	require.Zero(t, w.balance(ledger.ExpBadDebt))
	w.sound("ord_w", "ord_float")
}
