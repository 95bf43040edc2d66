package payments_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
)

// made is what there is at the provider around one of its objects.
type made struct {
	refunds              []payments.ProviderRefund
	transfers, reversals int
}

// at looks around a charge or a transfer, past payments.
func (b *bench) at(id string) made {
	b.t.Helper()
	ctx := b.t.Context()
	var out made
	g := b.gateway
	if id[0] == 'c' {
		var err error
		out.refunds, err = g.FindRefunds(ctx, id)
		require.NoError(b.t, err)
		list, err := g.FindTransfers(ctx, "order_ord_1")
		require.NoError(b.t, err)
		out.transfers = len(list)
		return out
	}
	list, err := g.FindReversals(ctx, id)
	require.NoError(b.t, err)
	out.reversals = len(list)
	return out
}

// TestSourceCap is the vector of PAY-26: charge 5539, claims 4346 and 2493: the second
// vendor gets 1193 of the charge and 1300 of the platform's balance.
func TestSourceCap(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	charge := b.paid("ord_1", 3046, 2493)
	for range 2 { // asking again is the same answer
		got, from, err := b.Allocate(t.Context(), "ord_1", "tr_1", 4346)
		require.NoError(t, err)
		require.EqualValues(t, 4346, got)
		require.Equal(t, charge, from)
		got, from, err = b.Allocate(t.Context(), "ord_1", "tr_2", 2493)
		require.NoError(t, err)
		require.EqualValues(t, 1193, got)
		require.Equal(t, charge, from)
	}
	got, from, err := b.Allocate(t.Context(), "ord_1", "tr_3", 1)
	require.NoError(t, err)
	require.Zero(t, got)
	require.Empty(t, from)
	got, _, err = b.Allocate(t.Context(), "ord_free", "tr_4", 500)
	require.NoError(t, err)
	require.Zero(t, got, "an order that cost nothing has no charge")
}

// TestAllocateAgain: a plan that is made anew, because the run died, wants less when a
// debt has come meanwhile; it must not get what it had wanted before.
func TestAllocateAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid("ord_1", 5000)
	for _, want := range []int64{4000, 600, 4500} {
		got, _, err := b.Allocate(t.Context(), "ord_1", "tr_1", want)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	got, _, err := b.Allocate(t.Context(), "ord_1", "tr_2", 4000)
	require.NoError(t, err)
	require.EqualValues(t, 500, got)
	p := b.payment("ord_1")
	require.Len(t, p.Sourced, 2)
}

// TestTransferRefused (F5): a refusal keeps its reason, and the next attempt, once the
// reason is gone, is another request.
func TestTransferRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	charge := b.paid("ord_1", 5000)
	b.wait(time.Minute)
	in := transferOf("tr_1", "ord_1", 4000, charge)
	try := func() payments.Transfer {
		require.NoError(t, b.CreateTransfer(ctx, in))
		require.NoError(t, b.db.Drain(ctx))
		tr, err := b.Transfer(ctx, "tr_1")
		require.NoError(t, err)
		return tr
	}
	require.Equal(t, "no_account", try().Code)
	a, err := b.EnsureAccount(ctx, payments.OnboardInput{Vendor: "ven_1", Country: "DE", Email: "v@example.com", Name: "P", Currency: "EUR"})
	require.NoError(t, err)
	tr := try()
	require.Equal(t, "insufficient_capabilities_for_transfer", tr.Code)
	require.Equal(t, payments.StepRefused, tr.State)
	require.Equal(t, 2, tr.Attempt)
	require.NoError(t, b.sim.DecideAccount(a.Provider, "enabled", ""))
	tr = try()
	require.Equal(t, payments.StepDone, tr.State)
	require.Equal(t, 3, tr.Attempt)
	require.Empty(t, tr.Code)
	require.Equal(t, payments.StepDone, try().State, "a transfer that is made is not made again")
	require.Equal(t, 1, b.at(charge).transfers)
	require.Len(t, b.heard("transfer_refused"), 2)
	require.Len(t, b.heard("transfer_done"), 1)
	list, err := b.TransfersOf(ctx, "ord_1")
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.NoError(t, b.CreateTransfer(ctx, transferOf("tr_2", "ord_1", 3000, "")))
	require.NoError(t, b.db.Drain(ctx))
	require.Equal(t, []string{"transfer_refused tr_2 balance_insufficient"}, b.heard("transfer_refused tr_2"))
}

// TestReversalRefused (PAY-27): a vendor's account that is empty gives nothing back.
func TestReversalRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	b.vendor("ven_1")
	charge := b.paid("ord_1", 5000)
	b.wait(time.Minute)
	require.NoError(t, b.CreateTransfer(ctx, transferOf("tr_1", "ord_1", 4000, charge)))
	require.NoError(t, b.db.Drain(ctx))
	b.wait(7 * 24 * time.Hour) // paid out to the vendor's bank
	in := payments.ReversalIntent{Refund: "ref_1", Transfer: "tr_1", Order: "ord_1", Vendor: "ven_1", Amount: eur(1000)}
	for range 2 {
		require.NoError(t, b.Reverse(ctx, in))
		require.NoError(t, b.db.Drain(ctx))
	}
	require.Equal(t, []string{"reversal_refused rv_1_1 balance_insufficient"}, b.heard("reversal_refused"))
}

// TestAccountStatus is the table of payments rules §2.2: the first condition that holds
// wins, and what may be transferred is another question (PAY-10, PAY-11, PAY-14).
func TestAccountStatus(t *testing.T) {
	t.Parallel()
	var answer payments.ProviderAccount
	b := newBench(t, func(g payments.Gateway) payments.Gateway {
		return between{Gateway: g, getAccount: func(context.Context, string) (payments.ProviderAccount, error) { return answer, nil }}
	})
	a, err := b.EnsureAccount(t.Context(), payments.OnboardInput{Vendor: "ven_1", Country: "DE", Email: "v@example.com", Name: "P", Currency: "EUR"})
	require.NoError(t, err)
	deadline := b.clock.Now().AddDate(0, 0, 14)
	for i, c := range []struct {
		name         string
		account      payments.ProviderAccount
		want         payments.AccountStatus
		transferable bool
	}{
		{"papers missing", payments.ProviderAccount{Transfers: "inactive", CurrentlyDue: []string{"iban"}}, payments.AccountIncomplete, false},
		{"rejected", payments.ProviderAccount{DisabledReason: "rejected.fraud", DetailsSubmitted: true, Transfers: "active", PayoutsEnabled: true}, payments.AccountRejected, false},
		{"due now, still paid", payments.ProviderAccount{DetailsSubmitted: true, Transfers: "active", PayoutsEnabled: true, CurrentlyDue: []string{"id"}, Deadline: deadline}, payments.AccountActionRequired, true},
		{"past due, disabled", payments.ProviderAccount{DetailsSubmitted: true, Transfers: "inactive", PastDue: []string{"id"}, DisabledReason: "requirements.past_due"}, payments.AccountActionRequired, false},
		{"bank gone", payments.ProviderAccount{DetailsSubmitted: true, Transfers: "active"}, payments.AccountPayoutBlocked, false},
		{"active, some day more papers", payments.ProviderAccount{DetailsSubmitted: true, Transfers: "active", PayoutsEnabled: true, EventuallyDue: []string{"vat_id"}}, payments.AccountActive, true},
		{"being looked at", payments.ProviderAccount{DetailsSubmitted: true, Transfers: "pending", Pending: []string{"id"}, DisabledReason: "under_review"}, payments.AccountInReview, false},
	} {
		answer = c.account
		answer.ID = a.Provider
		for range 2 {
			got, err := b.RefreshAccount(t.Context(), "ven_1")
			require.NoError(t, err)
			require.Equal(t, c.want, got.Status, c.name)
			require.Equal(t, c.transferable, got.Transferable, c.name)
			require.Equal(t, c.account.Deadline, got.Deadline, c.name)
			require.NoError(t, b.db.Drain(t.Context()))
		}
		require.Len(t, b.heard("account_changed"), i+2, "%s is told once", c.name) // the first was its opening
	}
}

// TestAccountThatLeft: a vendor that disconnects its account can no longer be paid.
func TestAccountThatLeft(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.EnsureEndpoints(t.Context(), "https://m.example.com/hooks/stripe"))
	account := b.vendor("ven_1")
	require.NoError(t, b.sim.DecideAccount(account, "deauthorized", ""))
	b.wait(time.Minute)
	a, err := b.Account(t.Context(), "ven_1")
	require.NoError(t, err)
	require.False(t, a.Transferable)
	require.Equal(t, payments.AccountRejected, a.Status)
}

// TestOnboard: one account a vendor, and an address of its own for each click.
func TestOnboard(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	in := payments.OnboardInput{
		Vendor: "ven_1", Country: "DE", Email: "v@example.com", Name: "P", Currency: "EUR",
		ReturnURL: "https://m.example.com/back", RefreshURL: "https://m.example.com/again",
	}
	owner := markthalle.Actor{Kind: markthalle.Vendor, Vendor: "ven_1", Person: "per_1", Roles: []markthalle.Role{markthalle.VendorOwner}}
	urls, accounts := map[string]bool{}, map[string]bool{}
	for range 3 {
		url, err := b.Onboard(t.Context(), owner, in)
		require.NoError(t, err)
		urls[url] = true
		a, err := b.Account(t.Context(), "ven_1")
		require.NoError(t, err)
		accounts[a.Provider] = true
	}
	require.Len(t, urls, 3)
	require.Len(t, accounts, 1)
	owner.Vendor = "ven_2"
	_, err := b.Onboard(t.Context(), owner, in)
	require.Error(t, err)
	require.Contains(t, []markthalle.Kind{markthalle.Forbidden, markthalle.NotFound}, markthalle.KindOf(err))
	in.Vendor, in.Country = "ven_"+markthalle.VendorID(strconv.Itoa(3)), "KP"
	_, err = b.Onboard(t.Context(), markthalle.SystemActor("test"), in)
	require.ErrorIs(t, err, payments.ErrCountry, "PAY-29")
}
