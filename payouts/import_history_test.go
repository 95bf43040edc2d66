package payouts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
)

var soldAt = time.Date(2025, 11, 1, 9, 0, 0, 0, time.UTC)

// books is a market's money without the rest of the market.
type books struct {
	*payouts.Service
	ledger *ledger.Service
}

func openBooks(t *testing.T) books {
	t.Helper()
	db, clock, ids := storetest.OpenClock(t) // 2026-01-05
	l := ledger.New(ledger.Deps{DB: db, Wall: clock})
	pay := payments.New(payments.Deps{DB: db, Clock: clock, Wall: clock, IDs: ids, Env: "test"})
	return books{payouts.New(payouts.Deps{DB: db, Clock: clock, IDs: ids, Ledger: l, Payments: pay, Policy: payouts.Policy{VATCountry: "DE"}}), l}
}

// pastSale is 20.00 of goods and 4.90 for the parcel, 2.00 commission and 0.38 VAT.
func pastSale(money payouts.PastMoney) payouts.PastSale {
	id := markthalle.OrderID("ord_past")
	return payouts.PastSale{Paid: 2_490, Parts: []payouts.PastMoney{money}, Order: &orders.Order{
		Meta: store.Meta{ID: string(id)}, Currency: "EUR", PlacedAt: soldAt, PaidAt: soldAt, Total: 2_490,
		Parts: []orders.Part{{
			VendorOrder: markthalle.VendorOrderIDFor(id, "ven_a"), Vendor: "ven_a", ShippingPrice: 490, Total: 2_490,
			Lines: []orders.Line{{
				ID: "line_1", Quantity: 2, UnitPrice: 1_000, Gross: 2_000, Paid: 2_000,
				Fee: commission.Fee{Line: "line_1", Commission: 200, VAT: 38, Trace: commission.Trace{Quantity: 2, Refunds: commission.ReturnAll, Base: commission.BaseParts{Price: 2_000, Total: 2_000}}},
			}},
		}},
	}}
}

// TestImportHistoryBooks: where the money of a past sale stands by what became of it. In
// each case the books hold together (PAY-80, PAY-82) and a second import changes nothing.
func TestImportHistoryBooks(t *testing.T) {
	t.Parallel()
	now := storetest.Begin
	for name, c := range map[string]struct {
		money               payouts.PastMoney
		paid                int64
		bank, held, payable int64 // debit positive
		income              int64
		state               payouts.State
		due                 time.Time
	}{
		"delivered long ago: paid out": {
			money: payouts.PastMoney{ShippedAt: soldAt, DeliveredAt: soldAt.AddDate(0, 0, 3)}, paid: 2_490,
			bank: 238, income: -200, state: payouts.Releasable,
		},
		"shipped long ago, never seen again: paid out": {
			money: payouts.PastMoney{ShippedAt: soldAt}, paid: 2_490, bank: 238, income: -200, state: payouts.Releasable,
		},
		"delivered within the hold: held": {
			money: payouts.PastMoney{ShippedAt: soldAt, DeliveredAt: now.AddDate(0, 0, -3)}, paid: 2_490,
			bank: 2_490, held: -2_252, income: -200, state: payouts.Held, due: now.AddDate(0, 0, 11),
		},
		"not shipped: held without an end": {paid: 2_490, bank: 2_490, held: -2_252, income: -200, state: payouts.Held},
		"cancelled: everything is back":    {money: payouts.PastMoney{CancelledAt: soldAt.AddDate(0, 0, 1)}, paid: 2_490, state: payouts.Releasable},
		"a cent more was paid": {
			money: payouts.PastMoney{ShippedAt: soldAt, DeliveredAt: soldAt}, paid: 2_491, bank: 239, income: -200, state: payouts.Releasable,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openBooks(t)
			x := pastSale(c.money)
			x.Paid = c.paid
			for round := range 2 {
				out, err := b.ImportHistory(t.Context(), markthalle.SystemActor("test"), []payouts.PastSale{x})
				require.NoError(t, err)
				require.NoError(t, out[0].Err)
				require.Equal(t, round == 1, out[0].Existed)
				require.Len(t, out[0].Settlements, 1)
			}
			for account, want := range map[string]int64{
				ledger.BankMain: c.bank, ledger.VendorHeld("ven_a"): c.held, ledger.VendorPayable("ven_a"): c.payable, ledger.RevCommission: c.income,
				ledger.StripePending: 0, ledger.StripeAvailable: 0, ledger.RefundsPayable: 0, ledger.ExpRounding: 2_490 - c.paid,
			} {
				got, err := b.ledger.Balance(t.Context(), account, "EUR")
				require.NoError(t, err)
				require.Equal(t, want, got, account)
			}
			st, err := b.Settlement(t.Context(), markthalle.VendorOrderIDFor("ord_past", "ven_a"))
			require.NoError(t, err)
			require.Equal(t, c.state, st.State)
			require.Equal(t, c.due, st.DueAt)
			require.Zero(t, st.Open, "no run of payouts finds it")
			proof, err := b.Proof(t.Context(), "ord_past")
			require.NoError(t, err)
			for _, e := range proof {
				require.True(t, e.Holds(), "%+v", e)
			}
		})
	}
}

// TestImportHistoryRefused: it belongs to the system, and every part has an outcome.
func TestImportHistoryRefused(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	owner := markthalle.Actor{Kind: markthalle.Operator, Person: "per_1", Roles: []markthalle.Role{markthalle.OperatorOwner}}
	_, err := b.ImportHistory(t.Context(), owner, nil)
	require.ErrorIs(t, err, markthalle.ErrPermission)
	x := pastSale(payouts.PastMoney{})
	x.Parts = nil
	out, err := b.ImportHistory(t.Context(), markthalle.SystemActor("test"), []payouts.PastSale{x})
	require.NoError(t, err)
	require.Equal(t, markthalle.Invalid, markthalle.KindOf(out[0].Err))
}
