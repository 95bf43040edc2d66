package payouts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payouts"
)

func cashier(id markthalle.PersonID) markthalle.Actor {
	return markthalle.Actor{Kind: markthalle.Operator, Person: id, Roles: []markthalle.Role{markthalle.OperatorOwner}}
}

// TestSecondPerson (MKT-21, MKT-62): up to the limit one person posts an entry; above it
// nothing is booked until somebody else agrees, once, and the vendor's statement then has
// it like any other.
func TestSecondPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	first, second := cashier("per_1"), cashier("per_2")
	in := payouts.EntryInput{ID: "adj_1", Vendor: ven1, Kind: payouts.Credit, Amount: money.New(50_000, "EUR"), Reason: "a broken press"}
	_, p, err := w.ProposeEntry(ctx, first, in)
	require.NoError(t, err)
	require.Nil(t, p)
	require.EqualValues(t, -50_000, w.balance(ledger.VendorPayable(ven1)))

	in.ID, in.Amount.Minor = "adj_2", 50_001
	_, err = w.PostEntry(ctx, first, in)
	require.ErrorIs(t, err, payouts.ErrSecondPerson)
	for range 2 {
		_, p, err = w.ProposeEntry(ctx, first, in)
		require.NoError(t, err)
		require.Equal(t, payouts.Undecided, p.State)
	}
	require.EqualValues(t, -50_000, w.balance(ledger.VendorPayable(ven1)), "nothing is posted")
	list, err := w.Proposals(ctx, second, payouts.Undecided, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Len(t, list.Items, 1)
	_, err = w.DecideEntry(ctx, first, p.ID, true)
	require.ErrorIs(t, err, payouts.ErrSamePerson)
	vendor := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_3", Roles: []markthalle.Role{markthalle.VendorOwner}}
	_, err = w.DecideEntry(ctx, vendor, p.ID, true)
	require.ErrorIs(t, err, markthalle.ErrPermission)
	for range 2 {
		got, err := w.DecideEntry(ctx, second, p.ID, true)
		require.NoError(t, err)
		require.Equal(t, payouts.Approved, got.State)
		w.drain()
	}
	require.EqualValues(t, -100_001, w.balance(ledger.VendorPayable(ven1)))
	entry, err := w.books.Transaction(ctx, "adjust:adj_2")
	require.NoError(t, err)
	require.Equal(t, "per_1, approved by per_2", entry.By)
	_, err = w.DecideEntry(ctx, second, p.ID, false)
	require.ErrorIs(t, err, payouts.ErrDecided)
	st, err := w.StatementOf(ctx, vendor, ven1, "EUR", w.clock.Now())
	require.NoError(t, err)
	require.Equal(t, []payouts.StatementSum{{Kind: ledger.KindManual, Amount: 100_001}}, st.Sums)
	w.sound()
}

// TestSecondPersonRefuses: a refused entry is never posted; a correction that takes needs a
// second person as one that gives does; a write-off is checked again when it is approved.
func TestSecondPersonRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	first, second := cashier("per_1"), cashier("per_2")
	_, p, err := w.ProposeEntry(ctx, first, payouts.EntryInput{ID: "adj_1", Vendor: ven1, Kind: payouts.Correction, Amount: money.New(-60_000, "EUR"), Reason: "paid twice"})
	require.NoError(t, err)
	for range 2 {
		got, err := w.DecideEntry(ctx, second, p.ID, false)
		require.NoError(t, err)
		require.Equal(t, payouts.Refused, got.State)
	}
	_, err = w.DecideEntry(ctx, second, p.ID, true)
	require.ErrorIs(t, err, payouts.ErrDecided)
	w.drain()
	require.Zero(t, w.balance(ledger.VendorPayable(ven1)))

	_, err = w.PostEntry(ctx, system, payouts.EntryInput{ID: "debt", Vendor: ven1, Kind: payouts.Fine, Amount: money.New(60_000, "EUR"), Reason: "counterfeits"})
	require.NoError(t, err)
	off := payouts.EntryInput{ID: "adj_2", Vendor: ven1, Kind: payouts.WriteOff, Amount: money.New(60_000, "EUR"), Reason: "the shop is gone"}
	_, p, err = w.ProposeEntry(ctx, first, off)
	require.NoError(t, err)
	_, err = w.PostEntry(ctx, system, payouts.EntryInput{ID: "paid", Vendor: ven1, Kind: payouts.Credit, Amount: money.New(100, "EUR"), Reason: "a part came"})
	require.NoError(t, err)
	_, err = w.DecideEntry(ctx, second, p.ID, true)
	require.Equal(t, markthalle.Invalid, markthalle.KindOf(err), "the vendor owes less by now")
	w.wait(time.Hour)
	require.EqualValues(t, 59_900, w.balance(ledger.VendorPayable(ven1)))
}
