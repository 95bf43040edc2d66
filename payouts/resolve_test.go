package payouts_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
)

// audited collects what the audit log would be told.
func (w *world) audited() *[]string {
	var out []string
	store.On(w.db, "test.audit", func(_ context.Context, e accounts.Audited, _ store.Cause) error {
		out = append(out, e.Action+": "+e.Reason)
		return nil
	})
	return &out
}

// about is the open incident of a kind of difference.
func (w *world) about(reason string) payouts.Incident {
	w.t.Helper()
	page, err := w.Incidents(w.t.Context(), system, true, markthalle.PageQuery{})
	require.NoError(w.t, err)
	for _, x := range page.Items {
		if x.Reason == reason {
			return x
		}
	}
	require.Fail(w.t, "no incident", reason)
	return payouts.Incident{}
}

// TestResolveDifference: what the provider moved by other hands is adopted, or written off;
// the decision is audited, the books balance and agree with the provider.
func TestResolveDifference(t *testing.T) {
	t.Parallel()
	for action, account := range map[payouts.Resolve]string{payouts.Adopt: ledger.SuspenseUnmatched, payouts.WriteOffDifference: ledger.ExpBadDebt} {
		t.Run(string(action), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			log := w.audited()
			ctx := t.Context()
			w.simple("ord_1", ven1, 5000)
			w.wait(72 * time.Hour)
			_, err := w.gateway.CreateRefund(ctx, handMade(w.settlement("ord_1", ven1).Charge))
			require.NoError(t, err)
			require.Len(t, w.reconcile(7*24*time.Hour).Differences, 2)
			in, balance := w.about(payouts.MissingHere), w.about(payouts.BalanceDiffers)
			require.EqualValues(t, []int64{0, -300}, []int64{in.Ours, in.Theirs})

			_, err = w.ResolveIncident(ctx, system, balance.ID, action, "by hand")
			require.ErrorIs(t, err, payouts.ErrResolve, "a balance is no object")
			_, err = w.ResolveIncident(ctx, system, in.ID, payouts.Replay, "look again")
			require.NoError(t, err)
			require.Len(t, w.open(), 2, "it is not ours; it stays")
			out, err := w.ResolveIncident(ctx, system, in.ID, action, "refunded by hand at the provider")
			require.NoError(t, err)
			require.False(t, out.Open)
			require.Equal(t, string(action), out.Outcome)
			w.drain()
			require.EqualValues(t, 300, w.balance(account))
			out, err = w.ResolveIncident(ctx, system, balance.ID, payouts.Replay, "compare again")
			require.NoError(t, err)
			require.Equal(t, "agrees", out.Outcome)
			w.drain()
			require.Empty(t, w.reconcile(7*24*time.Hour).Differences)
			require.Empty(t, w.open())
			w.sound("ord_1")
			_, err = w.ResolveIncident(ctx, system, in.ID, action, "once more")
			require.ErrorIs(t, err, payouts.ErrResolve)
			require.Contains(t, *log, "incident_"+string(action)+": refunded by hand at the provider")
			require.Contains(t, *log, "incident_replay: look again")
		})
	}
}

// TestReplay: a payment whose events never came is found by its hosted page, and reading
// it again completes it.
func TestReplay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deaf = true
	ctx := t.Context()
	p, err := w.pay.Start(ctx, payments.StartInput{
		Order: "ord_1", Number: "M-1", Email: "b@example.com", Locale: "de", ReturnURL: "https://m.example.com/thanks", CancelURL: "https://m.example.com/cart",
		Lines: []payments.Line{{Name: "Pottery", Amount: 5000}}, Total: money.New(5000, "EUR"),
	})
	require.NoError(t, err)
	require.NoError(t, w.sim.PayCheckout(ctx, p.Session().Session, "4242424242424242"))
	w.clock.Advance(2 * time.Hour)
	differences := w.reconcile(24 * time.Hour).Differences
	require.Contains(t, differences, payouts.Difference{
		Kind: payouts.SessionDiffers, Object: p.Session().Session, Currency: "EUR", Theirs: 5000, Order: "ord_1",
	})
	out, err := w.ResolveIncident(ctx, system, w.about(payouts.SessionDiffers).ID, payouts.Replay, "its event was lost")
	require.NoError(t, err)
	require.Equal(t, "agrees", out.Outcome)
	done, err := w.pay.Payment(ctx, "ord_1")
	require.NoError(t, err)
	require.Len(t, done.Charges, 1)
}

// TestResolveInput: who may, what may be done, and with which reason.
func TestResolveInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	vendor := markthalle.Actor{Kind: markthalle.Vendor, Vendor: ven1, Person: "per_2", Roles: []markthalle.Role{markthalle.VendorOwner}}
	_, err := w.ResolveIncident(ctx, vendor, "inc_1", payouts.Adopt, "please")
	require.ErrorIs(t, err, markthalle.ErrPermission)
	_, err = w.ResolveIncident(ctx, system, "inc_1", payouts.Adopt, "")
	require.Equal(t, markthalle.Invalid, markthalle.KindOf(err))
	_, err = w.ResolveIncident(ctx, system, "inc_1", payouts.Adopt, "please")
	require.ErrorIs(t, err, markthalle.ErrNotFound)
}

// TestForbiddenDebt (PAY-65): a refund after the transfer may leave a debt, a transfer may
// not; the second is an incident that a person acknowledges, however often the books are
// folded.
func TestForbiddenDebt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	seal := func() {
		t.Helper()
		w.clock.Advance(10 * time.Second)
		_, err := w.books.Seal(ctx)
		require.NoError(t, err)
		w.drain()
	}
	post := func(id, kind string, v markthalle.VendorID, amount int64) {
		t.Helper()
		x := ledger.Transaction{Meta: store.Meta{ID: id}, Kind: kind, Currency: "EUR", EffectiveAt: w.clock.Now(), Vendor: v}
		x.Debit(ledger.VendorPayable(v), amount)
		x.Credit(ledger.StripeAvailable, amount)
		require.NoError(t, w.books.Post(ctx, x))
	}
	post("refund:1", ledger.KindRefundAfter, ven1, 2143)
	seal()
	require.Empty(t, w.open())
	post("transfer:1", ledger.KindTransfer, ven2, 700)
	post("refund:2", ledger.KindRefundAfter, ven2, 300)
	seal()
	require.Equal(t, []string{payouts.IncidentDebt}, w.open())
	in := w.about("transfer:1")
	require.Equal(t, ledger.VendorPayable(ven2), in.Subject)
	require.Equal(t, money.New(700, "EUR"), in.Amount)
	require.NoError(t, w.books.Rebuild(ctx))
	w.drain()
	require.Len(t, w.open(), 1)
	wrong, err := w.books.Check(ctx)
	require.NoError(t, err)
	require.Empty(t, wrong)
	_, err = w.ResolveIncident(ctx, system, in.ID, payouts.Adopt, "not this")
	require.ErrorIs(t, err, payouts.ErrResolve)
	_, err = w.ResolveIncident(ctx, system, in.ID, payouts.Acknowledge, "paid by hand, the vendor knows")
	require.NoError(t, err)
	require.Empty(t, w.open())
	post("transfer:2", ledger.KindTransfer, ven1, 1)
	seal()
	require.Equal(t, "transfer:2", w.about("transfer:2").Reason, "an old debt grew")
}

// TestJourneysOweLawfully: a whole trade with a debt after the transfer is no incident.
func TestJourneysOweLawfully(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven1, 20_000)
	w.worked("ord_w")
	w.wait(72 * time.Hour)
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	w.run("20260126")
	w.wait(4 * 24 * time.Hour)
	w.refund("ref_c", "ord_w", ven2, 0, units("line_c", 1, 2214))
	w.clock.Advance(time.Minute)
	_, err := w.books.Seal(t.Context())
	require.NoError(t, err)
	w.drain()
	require.EqualValues(t, 2143, w.balance(ledger.VendorPayable(ven2)))
	require.Empty(t, w.open())
}

// TestWriteOff is J12: the vendor is gone, its debt of 2143 is the market's loss; more than
// is owed cannot be written off.
func TestWriteOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.simple("ord_float", ven1, 20_000)
	w.worked("ord_w")
	w.wait(72 * time.Hour)
	w.delivered("ord_w", ven1, ven2)
	w.released(2)
	w.run("20260126")
	w.wait(4 * 24 * time.Hour)
	w.refund("ref_c", "ord_w", ven2, 0, units("line_c", 1, 2214))
	in := payouts.EntryInput{ID: "adj_1", Vendor: ven2, Kind: payouts.WriteOff, Amount: money.New(2144, "EUR"), Reason: "the vendor is gone"}
	_, err := w.PostEntry(ctx, system, in)
	require.Equal(t, markthalle.Invalid, markthalle.KindOf(err))
	in.Amount.Minor = 2143
	for range 2 {
		_, err = w.PostEntry(ctx, system, in)
		require.NoError(t, err)
	}
	require.Equal(t, lines{ledger.ExpBadDebt: 2143, ledger.VendorPayable(ven2): -2143}, w.entry("adjust:adj_1"))
	require.Zero(t, w.balance(ledger.VendorPayable(ven2)))
	w.sound("ord_w")
	w.simple("ord_next", ven2, 5000)
	w.delivered("ord_next", ven2)
	w.released(1)
	require.EqualValues(t, 5000, w.run("20260216")[ven2].Total, "the debt and its end are netted")
	require.Empty(t, w.reconcile(90*24*time.Hour).Differences)
}

// TestRefundThatCameBack (J17): a refund that comes back after it was paid is owed to the
// buyer and waits on the work list until somebody has paid it by other means.
func TestRefundThatCameBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.simple("ord_float", ven2, 40_000)
	w.card = "4000000000005126"
	w.simple("ord_1", ven1, 5000)
	w.wait(72 * time.Hour)
	require.NoError(t, w.pay.ReserveRefund(t.Context(), refundIntent("ref_1", "ord_1", ven1, 700)))
	w.drain()
	w.wait(72 * time.Hour)
	require.Equal(t, []string{payouts.IncidentRefund}, w.open())
	require.EqualValues(t, -700, w.balance(ledger.RefundsPayable))
	page, err := w.Incidents(t.Context(), system, true, markthalle.PageQuery{})
	require.NoError(t, err)
	in := page.Items[0]
	require.Equal(t, []payouts.Resolve{payouts.PaidOtherwise}, in.Can())
	_, err = w.ResolveIncident(t.Context(), system, in.ID, payouts.Acknowledge, "looked at")
	require.ErrorIs(t, err, payouts.ErrResolve)
	in, err = w.ResolveIncident(t.Context(), system, in.ID, payouts.PaidOtherwise, "by bank transfer")
	require.NoError(t, err)
	require.False(t, in.Open)
	w.drain()
	require.Zero(t, w.balance(ledger.RefundsPayable))
	require.EqualValues(t, -700, w.balance(ledger.BankMain))
	require.Empty(t, w.open())
	w.sound("ord_1", "ord_float")
	require.Empty(t, w.reconcile(7*24*time.Hour).Differences)
}
