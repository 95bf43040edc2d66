package payouts_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
)

// warned is a market in which ord_1 of ven_1, 5000, was paid with a card whose issuer warns
// of fraud.
func warned(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.simple("ord_float", ven2, 20_000)
	w.card = "4000000000005423"
	w.simple("ord_1", ven1, 5000)
	w.wait(time.Minute)
	w.delivered("ord_1", ven1)
	return w
}

// TestFraudWarningRefunded: the order waits for a person; refunded before the bank takes it
// back, the warning is over, and no fee is paid.
func TestFraudWarningRefunded(t *testing.T) {
	t.Parallel()
	w := warned(t)
	in := w.about("misc")
	require.Equal(t, payouts.IncidentWarning, in.Kind)
	require.EqualValues(t, 5000, in.Amount.Minor)
	require.EqualValues(t, "ord_1", in.Order)
	w.released(0)
	w.refund("ref_1", "ord_1", ven1, 0, units("line_1", 1, 5000))
	require.Empty(t, w.open())
	require.Empty(t, w.settlement("ord_1", ven1).Holds)
	w.sound("ord_1")
}

// TestFraudWarningAcknowledged: somebody looked into it; the money is released after all.
func TestFraudWarningAcknowledged(t *testing.T) {
	t.Parallel()
	w := warned(t)
	w.released(0)
	_, err := w.ResolveIncident(t.Context(), system, w.about("misc").ID, payouts.Acknowledge, "the buyer was called")
	require.NoError(t, err)
	require.Empty(t, w.open())
	w.wait(24 * time.Hour)
	n, err := w.ReleaseDue(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	w.drain()
	w.sound("ord_1")
}

// TestFraudWarningDisputed: a dispute takes the warning's place; told late, or twice, the
// warning changes nothing any more.
func TestFraudWarningDisputed(t *testing.T) {
	t.Parallel()
	w := warned(t)
	id := w.dispute("ord_1", "fraudulent", false)
	require.Equal(t, []string{payouts.IncidentDispute}, w.open())
	x := w.settlement("ord_1", ven1)
	require.Len(t, x.Holds, 1)
	require.Equal(t, "chargeback", x.Holds[0].Kind)
	w.decide(id, "lost")
	require.Empty(t, w.open())
	require.Empty(t, w.settlement("ord_1", ven1).Holds)
	w.sound("ord_1")
}

// TestFraudWarningIsFoundWithoutLetters (PAY-37): the list of events tells it, too.
func TestFraudWarningIsFoundWithoutLetters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deaf, w.card = true, "4000000000005423"
	w.simple("ord_1", ven1, 5000)
	w.wait(time.Minute)
	require.Empty(t, w.open())
	for range 2 {
		_, err := w.pay.FillGap(t.Context(), w.clock.Now().Add(-20*time.Minute))
		require.NoError(t, err)
		w.drain()
	}
	require.Equal(t, []string{payouts.IncidentWarning}, w.open())
	require.Contains(t, payments.HandledEvents(payments.ScopeAccount), "radar.early_fraud_warning.created")
}
