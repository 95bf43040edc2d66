package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/stripeconnect"
)

// Debits that succeed and fail after a while.
const (
	goodIBAN = "AT611904300234573201"
	badIBAN  = "AT861904300235473202"
)

// TestDelayed: a debit leaves the payment in processing, told once; its money makes the
// payment, or its failure ends it, by letters or by polling only; nobody can close it
// meanwhile.
func TestDelayed(t *testing.T) {
	t.Parallel()
	for _, letters := range []bool{true, false} {
		b := delayed(t)
		if letters {
			require.NoError(t, b.EnsureEndpoints(t.Context(), "https://m.example.com/hooks/stripe"))
		}
		for order, iban := range map[markthalle.OrderID]string{"ord_good": goodIBAN, "ord_bad": badIBAN} {
			require.NoError(t, b.sim.PayCheckout(t.Context(), b.open(order, 4217, 2822), iban))
			p, err := b.Complete(t.Context(), order)
			require.NoError(t, err)
			require.Equal(t, payments.StateProcessing, p.State)
			_, err = b.Complete(t.Context(), order)
			require.NoError(t, err)
			closed, paid, err := b.CloseSession(t.Context(), order)
			require.NoError(t, err)
			require.False(t, closed || paid)
		}
		b.wait(time.Second)
		require.Len(t, b.heard("processing"), 2)
		b.wait(2 * time.Hour)
		if !letters {
			b.poll()
		}
		require.Equal(t, payments.StateSucceeded, b.payment("ord_good").State)
		require.Equal(t, payments.StateFailed, b.payment("ord_bad").State)
		require.True(t, b.payment("ord_bad").DueAt.IsZero(), "nothing is awaited any more")
		require.Equal(t, []string{"succeeded ord_good 70.39 EUR"}, b.heard("succeeded"))
		require.Equal(t, []string{"failed ord_bad " + payments.CodeDelayed}, b.heard("failed"))
		closed, _, err := b.CloseSession(t.Context(), "ord_bad")
		require.NoError(t, err)
		require.True(t, closed)
	}
}

// TestDelayedIsClosed: who asks whether an order can still be paid learns that its debit
// has failed, before any letter came.
func TestDelayedIsClosed(t *testing.T) {
	t.Parallel()
	b := delayed(t)
	require.NoError(t, b.sim.PayCheckout(t.Context(), b.open("ord_1", 7039), badIBAN))
	b.wait(2 * time.Hour)
	require.Equal(t, payments.StateOpen, b.payment("ord_1").State)
	closed, paid, err := b.CloseSession(t.Context(), "ord_1")
	require.NoError(t, err)
	require.True(t, closed)
	require.False(t, paid)
	require.Equal(t, payments.StateFailed, b.payment("ord_1").State)
}

// delayed is a bench whose buyers may pay by debit.
func delayed(t *testing.T) *bench {
	t.Helper()
	return newBenchOf(t, stripeconnect.Methods())
}
