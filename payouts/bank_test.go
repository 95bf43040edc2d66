package payouts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
)

func (w *world) bank(actor markthalle.Actor, id string) payouts.BankPayout {
	w.t.Helper()
	got, err := w.BankPayout(w.t.Context(), actor, id)
	require.NoError(w.t, err)
	return got
}

// midnight waits until the provider has sent to the banks what the accounts have.
func (w *world) midnight() {
	w.t.Helper()
	w.wait(w.clock.Now().Truncate(24 * time.Hour).Add(24 * time.Hour).Sub(w.clock.Now()))
}

// TestBankPayoutIsTakenApart: a vendor sees what the provider sent to its bank and of which
// of the market's transfers it is made; one that comes back is part of the next one, as is
// what the market took back meanwhile.
func TestBankPayoutIsTakenApart(t *testing.T) {
	t.Parallel()
	w := transferred(t)
	ctx := t.Context()
	finance := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_1", Roles: []markthalle.Role{markthalle.VendorFinance}}
	empty, err := w.BankPayouts(ctx, finance, ven1, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Empty(t, empty.Items)
	w.midnight()
	first := w.bank(finance, w.sent(ven1).ID)
	require.Equal(t, payments.PayoutPending, first.State)
	require.EqualValues(t, 3574, first.Amount.Minor)
	require.Len(t, first.Parts, 1)
	part := first.Parts[0]
	require.Equal(t, []any{payouts.BankTransfer, int64(3574), markthalle.VendorOrderIDFor("ord_w", ven1)}, []any{part.Kind, part.Amount, part.VendorOrder})
	plan, err := w.Payout(ctx, finance, part.Payout)
	require.NoError(t, err)
	require.Equal(t, []any{plan.On, plan.Items[0].Number}, []any{part.On, part.Number})

	require.NoError(t, w.sim.DecidePayout(first.ID, "canceled", ""))
	w.wait(time.Minute)
	back := w.bank(finance, first.ID)
	require.Equal(t, payments.PayoutCanceled, back.State)
	require.Equal(t, first.Parts, back.Parts)
	w.simple("ord_2", ven1, 5000)
	w.delivered("ord_2", ven1)
	w.released(1)
	w.run("c2")
	w.refund("ref_2", "ord_2", ven1, 0, units("line_1", 0, 1000))
	w.midnight()
	page, err := w.BankPayouts(ctx, finance, ven1, markthalle.PageQuery{Limit: 5})
	require.NoError(t, err)
	require.Greater(t, len(page.Items), 1)
	var kinds []string
	var sum int64
	for _, p := range page.Items[:len(page.Items)-1] {
		x := w.bank(finance, p.ID)
		var own int64
		for _, part := range x.Parts {
			kinds, own = append(kinds, part.Kind), own+part.Amount
		}
		require.Equal(t, p.Amount.Minor, own, "the parts add up")
		sum += own
	}
	require.ElementsMatch(t, []string{payouts.BankReturned, payouts.BankTransfer, payouts.BankReversal}, kinds)
	require.EqualValues(t, 3574+5000-1000, sum)
}

// TestBankPayoutThatCannotBeExplained: what does not add up to the amount is not told as if
// it did.
func TestBankPayoutThatCannotBeExplained(t *testing.T) {
	t.Parallel()
	w := transferred(t)
	gift := ledger.Transaction{Kind: ledger.KindMemo, Currency: "EUR", EffectiveAt: w.clock.Now(), Vendor: ven1}
	gift.ID = "memo:gift"
	gift.Debit(ledger.Connected(ven1, ledger.ConnAvailable), 100)
	gift.Credit(ledger.Connected(ven1, ledger.ConnFunding), 100)
	require.NoError(t, w.books.Post(t.Context(), gift))
	w.midnight()
	got := w.bank(system, w.sent(ven1).ID)
	require.EqualValues(t, 3574, got.Amount.Minor)
	require.Empty(t, got.Parts)
}

// TestBankPayoutsAreTheVendorsOwn: another vendor's is like one that is not there, and who
// may not read the books reads neither.
func TestBankPayoutsAreTheVendorsOwn(t *testing.T) {
	t.Parallel()
	w := transferred(t)
	w.midnight()
	id := w.sent(ven1).ID
	other := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven2, Person: "per_2", Roles: []markthalle.Role{markthalle.VendorFinance}}
	for _, asked := range []string{id, "po_none"} {
		before := w.driver.reads.Load()
		_, err := w.BankPayout(t.Context(), other, asked)
		require.Equal(t, markthalle.ErrNotFound, err)
		require.EqualValues(t, 1, w.driver.reads.Load()-before, "both cost the same")
	}
	_, err := w.BankPayouts(t.Context(), other, ven1, markthalle.PageQuery{})
	require.Equal(t, markthalle.ErrNotFound, err)
	packer := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_3", Roles: []markthalle.Role{markthalle.VendorCatalogue}}
	_, err = w.BankPayouts(t.Context(), packer, ven1, markthalle.PageQuery{})
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.BankPayout(t.Context(), packer, id)
	require.ErrorIs(t, err, markthalle.ErrPermission)
}
