package payouts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
)

type lines map[string]int64

// entries checks that an order's entries of some kinds are exactly these, by reference.
func (w *world) entries(order string, kinds string, want map[string]lines) {
	w.t.Helper()
	list, err := w.books.ByOrder(w.t.Context(), "ord_w")
	require.NoError(w.t, err)
	require.Equal(w.t, "ord_w", order)
	got := map[string]lines{}
	for _, x := range list {
		if !strings.Contains(" "+kinds+" ", " "+x.Kind+" ") {
			continue
		}
		ref := x.ID
		if x.Kind == ledger.KindSale || x.Kind == ledger.KindProviderFee || x.Kind == ledger.KindAvailable {
			ref = x.Kind // these end in the provider's ids
		}
		got[ref] = lines{}
		for _, l := range x.Lines {
			got[ref][l.Account] = l.Amount
		}
	}
	require.Equal(w.t, want, got)
}

// TestWorkedSale is the worked sale of payments rules §6.4, through the services: each
// entry J1 to J7 has exactly the specification's lines, the checkpoints hold, and after
// every step the books agree with the provider.
func TestWorkedSale(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven2, 20_000) // PAY-73: fees are sunk, so returns need a float
	w.wait(72 * time.Hour)
	w.worked("ord_w")
	h1, h2 := ledger.VendorHeld(ven1), ledger.VendorHeld(ven2)
	p1, p2 := ledger.VendorPayable(ven1), ledger.VendorPayable(ven2)
	vat := ledger.VATOutput("DE")
	w.entries("ord_w", "sale commission", map[string]lines{
		"sale": { // J1
			ledger.StripePending: 7039, ledger.PromoPlatform: 500, ledger.LoyaltyLiability: 300, h1: -4989, h2: -2850,
		},
		"commission:ord_w": {h1: 643, h2: 357, ledger.RevCommission: -840, vat: -160}, // J2
	})
	w.wait(72 * time.Hour)
	w.entries("ord_w", "provider_fee available", map[string]lines{
		"provider_fee": {ledger.ExpStripeFee: 131, ledger.StripePending: -131},      // J3
		"available":    {ledger.StripeAvailable: 6908, ledger.StripePending: -6908}, // J4
	})
	require.EqualValues(t, -4346, w.ofOrder("ord_w", h1))
	require.EqualValues(t, -2493, w.ofOrder("ord_w", h2))
	require.EqualValues(t, 6908, w.ofOrder("ord_w", ledger.StripeAvailable))
	w.sound("ord_w")

	w.refund("ref_b", "ord_w", ven1, 0, units("line_b", 1, 798))
	w.entries("ord_w", "refund_before_transfer refund_commission refund_paid", map[string]lines{
		"refund:ref_b":      {h1: 901, ledger.RefundsPayable: -798, ledger.PromoPlatform: -64, ledger.LoyaltyLiability: -39}, // J5a
		"refund-comm:ref_b": {ledger.RevCommission: 108, vat: 21, h1: -129},                                                  // J5b
		"refund-paid:ref_b": {ledger.RefundsPayable: 798, ledger.StripeAvailable: -798},                                      // J5c
	})
	w.sound("ord_w")

	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	w.sound("ord_w")
	paid := w.run("20260126")
	require.Equal(t, payouts.PaidState, paid[ven1].State)
	require.EqualValues(t, []int64{3574, 2493}, []int64{paid[ven1].Total, paid[ven2].Total})
	w.entries("ord_w", "release transfer", map[string]lines{
		"release:vo_w_1:1":         {h1: 3574, p1: -3574}, // J6a
		"release:vo_w_2:1":         {h2: 2493, p2: -2493},
		"transfer:tr_w_1_20260126": {p1: 3574, ledger.StripeAvailable: -3574}, // J6b
		"transfer:tr_w_2_20260126": {p2: 2493, ledger.StripeAvailable: -2493},
	})
	require.EqualValues(t, 43, w.ofOrder("ord_w", ledger.StripeAvailable))
	require.EqualValues(t, []int64{-732, -139}, []int64{w.ofOrder("ord_w", ledger.RevCommission), w.ofOrder("ord_w", vat)})
	w.sound("ord_w")

	w.refund("ref_c", "ord_w", ven2, 0, units("line_c", 1, 2214))
	w.entries("ord_w", "refund_after_transfer transfer_reversal", map[string]lines{
		"refund:ref_c":                   {p2: 2500, ledger.RefundsPayable: -2214, ledger.PromoPlatform: -179, ledger.LoyaltyLiability: -107}, // J7a
		"reversal:ref_c:tr_w_2_20260126": {ledger.StripeAvailable: 2143, p2: -2143},                                                           // J7d
	})
	w.entries("ord_w", "refund_commission refund_paid", map[string]lines{
		"refund-comm:ref_b": {ledger.RevCommission: 108, vat: 21, h1: -129},
		"refund-paid:ref_b": {ledger.RefundsPayable: 798, ledger.StripeAvailable: -798},
		"refund-comm:ref_c": {ledger.RevCommission: 300, vat: 57, p2: -357},               // J7b
		"refund-paid:ref_c": {ledger.RefundsPayable: 2214, ledger.StripeAvailable: -2214}, // J7c
	})
	require.EqualValues(t, -28, w.ofOrder("ord_w", ledger.StripeAvailable))
	for _, account := range []string{h1, p1, p2, ledger.RefundsPayable} {
		require.Zero(t, w.ofOrder("ord_w", account), account)
	}
	w.sound("ord_w", "ord_float")
}

// TestRefundWithoutLines is J5′ and J5″ (E12): 1000 over what is left of V1's lines, 800
// and 200.
func TestRefundWithoutLines(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.worked("ord_w")
	w.wait(72 * time.Hour)
	w.refund("ref_1", "ord_w", ven1, 0, units("line_a", 0, 800), units("line_b", 0, 200))
	held := ledger.VendorHeld(ven1)
	w.entries("ord_w", "refund_before_transfer refund_commission", map[string]lines{
		"refund:ref_1":      {held: 1130, ledger.RefundsPayable: -1000, ledger.PromoPlatform: -81, ledger.LoyaltyLiability: -49},
		"refund-comm:ref_1": {ledger.RevCommission: 135, ledger.VATOutput("DE"): 26, held: -161},
	})
	// The rest by units: the last refund takes what is left of every share (PAY-74).
	w.refund("ref_2", "ord_w", ven1, 490, units("line_a", 2, 2387), units("line_b", 1, 598))
	x := w.settlement("ord_w", ven1)
	for _, l := range x.Lines {
		require.Equal(t, []int64{l.Paid, l.Operator, l.Points, l.Fee.Commission, l.Fee.VAT},
			[]int64{l.BackPaid, l.BackOperator, l.BackPoints, l.BackFee.Commission, l.BackFee.VAT}, l.ID)
	}
	require.Zero(t, w.ofOrder("ord_w", held))
	w.sound("ord_w")
}

// TestCancelledBeforeShipping is J8: everything goes back but the provider's fee.
func TestCancelledBeforeShipping(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven2, 20_000)
	w.worked("ord_w")
	w.wait(72 * time.Hour)
	w.refund("ref_1", "ord_w", ven1, 490, units("line_a", 2, 3187), units("line_b", 1, 798))
	w.refund("ref_2", "ord_w", ven2, 350, units("line_c", 1, 2214))
	for account, want := range map[string]int64{
		ledger.StripeAvailable: -131, ledger.StripePending: 0, ledger.ExpStripeFee: 131, ledger.VendorHeld(ven1): 0, ledger.VendorHeld(ven2): 0,
		ledger.RevCommission: 0, ledger.VATOutput("DE"): 0, ledger.PromoPlatform: 0, ledger.LoyaltyLiability: 0, ledger.RefundsPayable: 0,
	} {
		require.Equal(t, want, w.ofOrder("ord_w", account), account)
	}
	w.sound("ord_w")
	p, err := w.pay.Payment(t.Context(), "ord_w")
	require.NoError(t, err)
	require.Zero(t, p.Paid())
	// There is nothing left: a further refund is rejected and no call is made (PAY-50).
	w.refund("ref_3", "ord_w", ven2, 0, units("line_c", 1, 1))
	_, err = w.pay.Refund(t.Context(), "ref_3")
	require.Error(t, err)
	w.sound("ord_w")
}

// TestRefundThatTheSettlementCannotBear (PAY-50): the charge could pay it, the line could
// not: the reservation is freed, nothing is booked, the provider is not asked.
func TestRefundThatTheSettlementCannotBear(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.worked("ord_w")
	w.wait(72 * time.Hour)
	for id, r := range map[string]struct {
		shipping int64
		line     payments.RefundLine
	}{
		"ref_too_much":    {0, units("line_b", 1, 799)},
		"ref_too_many":    {0, units("line_b", 2, 798)},
		"ref_negative":    {0, units("line_a", -1, 100)},
		"ref_unknown":     {0, units("line_c", 1, 100)},
		"ref_no_shipping": {491, units("line_b", 1, 0)},
	} {
		w.refund(markthalle.RefundID(id), "ord_w", ven1, r.shipping, r.line)
		_, err := w.pay.Refund(t.Context(), markthalle.RefundID(id))
		require.Error(t, err, id)
	}
	p, err := w.pay.Payment(t.Context(), "ord_w")
	require.NoError(t, err)
	require.EqualValues(t, 7039, p.Paid())
	require.EqualValues(t, -4346, w.ofOrder("ord_w", ledger.VendorHeld(ven1)))
	w.sound("ord_w")
}

// TestOperatorsCouponBeyondCommission is E14 and PAY-26 through a payout: the vendors get
// their full claims, what the charge does not cover comes from the platform.
func TestOperatorsCouponBeyondCommission(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven2, 20_000)
	w.sell("ord_w",
		part("ord_w", ven1, 490, line("line_a", 1, 4499, 0, 800, 0, 540, 103)),
		part("ord_w", ven2, 350, line("line_c", 1, 2500, 0, 1500, 0, 300, 57)))
	w.wait(72 * time.Hour)
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	paid := w.run("20260126")
	require.Equal(t, payouts.PaidState, paid[ven1].State)
	require.Equal(t, payouts.PaidState, paid[ven2].State)
	charge := w.settlement("ord_w", ven1).Charge
	list, err := w.pay.TransfersOf(t.Context(), "ord_w")
	require.NoError(t, err)
	got := map[string]int64{}
	for _, x := range list {
		source := "balance"
		if x.Source == charge {
			source = "charge"
		}
		got[string(x.Vendor)+" "+source] += x.Amount.Minor
	}
	require.Equal(t, map[string]int64{"ven_1 charge": 4346, "ven_2 charge": 1193, "ven_2 balance": 1300}, got)
	w.sound("ord_w")
}
