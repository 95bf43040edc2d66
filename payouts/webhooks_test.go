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

// TestWebhookStorm (F4, PAY-5, PAY-37, PAY-91): payments with everything that happens to
// them — splits, refunds by units and by amount before and after their transfer, refunds
// that wait and that fail late, disputes won and lost, payouts that come back, money for
// orders that have ended — while the provider's letters come in any order, twice, at once,
// days late or never, among forged, foreign and old ones. In the end the books are the
// provider's balances to the cent, and nothing is reported that does not differ; what is
// then moved at the provider by other hands is all that is.
//
// -seed replays what was drawn; MARKTHALLE_WEBHOOK_PAYMENTS says how many payments it is
// (make fuzz-webhooks: 10,000).
func TestWebhookStorm(t *testing.T) {
	t.Parallel()
	n := count("MARKTHALLE_WEBHOOK_PAYMENTS", stormPayments)
	if testing.Short() {
		n = min(n, stormPayments/4)
	}
	seed := seeded(t, "a storm")
	lost := []int{5, 30, 100}[seed%3]
	s := newStorm(t, seed, lost)
	start := markthalle.SystemClock{}.Now()
	s.simple("ord_float", ven2, int64(n)*3000) // fees are sunk, disputes are lost (PAY-73)
	for s.day < stormDays {
		sales := 0
		if s.day < sellingDays {
			sales = n*(s.day+1)/sellingDays - n*s.day/sellingDays
		}
		s.pass(sales)
	}
	s.atRest()
	t.Logf("%d payments, %v; letters: %d%% lost, %d brought, %d dropped, %d again, %d refused; %s",
		n, s.did, lost, s.post.brought, s.post.dropped, s.post.again, s.post.refused,
		markthalle.SystemClock{}.Now().Sub(start).Round(time.Millisecond))
	s.findsWhatDiffers()
}

// atRest checks the end of a storm: every side agrees, and nothing is under way or reported.
func (s *storm) atRest() {
	t, ctx := s.t, s.t.Context()
	dead, err := s.db.DeadLetters(ctx, markthalle.PageQuery{})
	require.NoError(t, err)
	require.Empty(t, dead.Items)
	paid := []markthalle.OrderID{"ord_float"}
	for _, id := range s.ids {
		if p, err := s.pay.Payment(ctx, id); err == nil && p.Main() != nil {
			paid = append(paid, id)
		}
	}
	require.Greater(t, len(paid), len(s.ids)*8/10)
	s.sound(paid...)
	there, err := s.pay.PlatformBalances(ctx)
	require.NoError(t, err)
	require.Len(t, there, 1)
	require.Equal(t, there[0].Available, s.balance(ledger.StripeAvailable))
	require.Equal(t, there[0].Pending, s.balance(ledger.StripePending))
	require.Zero(t, s.balance(ledger.DisputeSuspense), "every dispute is decided")
	s.memoHolds(s.sellers...)
	strayed, owed := s.returned()
	require.Equal(t, -strayed, s.balance(ledger.SuspenseUnmatched), "stray money went back, unless its refund waits or came back")
	require.Equal(t, -owed, s.balance(ledger.RefundsPayable), "refunds are paid, unless they wait or came back")

	r := s.reconcile(stormDays * 25 * time.Hour)
	require.Empty(t, r.Differences)
	require.Positive(t, r.Matched)
	for _, kind := range s.open() {
		require.Contains(t, []string{payouts.IncidentWarning, payouts.IncidentRefund}, kind, "these wait for a person; nothing else is open")
	}
	s.clock.Advance(time.Minute)
	_, err = s.books.Seal(ctx)
	require.NoError(t, err)
	wrong, err := s.books.Check(ctx)
	require.NoError(t, err)
	require.Empty(t, wrong)
}

// returned sums the refunds that are owed still, of stray money and of orders: those that
// the buyers' banks sent back (J17), and those that wait for the platform's balance.
func (s *storm) returned() (strayed, owed int64) {
	for _, id := range s.ids {
		list, err := s.pay.RefundsOf(s.t.Context(), id)
		require.NoError(s.t, err)
		for _, r := range list {
			switch waits := r.State == payments.StepFailed || r.State == payments.StepPending; {
			case waits && r.Stray:
				strayed += r.Amount.Minor
			case waits:
				owed += r.Amount.Minor
			}
		}
	}
	return strayed, owed
}

// findsWhatDiffers moves money at the provider by other hands: exactly that is reported.
func (s *storm) findsWhatDiffers() {
	t, ctx := s.t, s.t.Context()
	before := len(s.open())
	charge := s.settlement("ord_float", ven2).Charge
	back, err := s.gateway.CreateRefund(ctx, handMade(charge))
	require.NoError(t, err)
	r := s.reconcile(24 * time.Hour)
	got := map[string]string{}
	for _, d := range r.Differences {
		got[d.Object] = d.Kind
		require.EqualValues(t, -300, d.Theirs-d.Ours)
	}
	require.Equal(t, map[string]string{back.ID: payouts.MissingHere, "EUR": payouts.BalanceDiffers}, got)
	require.Len(t, s.open(), before+2)
}
