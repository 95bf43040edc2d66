package payments_test

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/stripesim"
)

// TestStartOnce: an order has one session, however often and by how many it is asked
// for (failure 4 of the payment rules).
func TestStartOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	in := startInput("ord_1", 4217, 2822)
	sessions := make([]string, 10)
	var wg sync.WaitGroup
	for i := range sessions {
		wg.Go(func() {
			for sessions[i] == "" {
				p, err := b.Start(t.Context(), in)
				switch {
				case err == nil:
					sessions[i] = p.Session().Session
				case !errors.Is(err, payments.ErrUnknownOutcome): // the key is in flight: call again
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for _, s := range sessions {
		require.Equal(t, sessions[0], s)
	}
	p := b.payment("ord_1")
	require.Len(t, p.Attempts, 1)
	require.Equal(t, b.clock.Now().Add(35*time.Minute), p.Session().ExpiresAt)

	in.Lines[0].Amount++
	_, err := b.Start(t.Context(), in)
	require.ErrorIs(t, err, payments.ErrLines)
}

// TestStartResumes: what the provider made and could not say is adopted by the same key.
func TestStartResumes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.sim.AddFault(&stripesim.Fault{Kind: "drop_after", Method: http.MethodPost, Path: "checkout/sessions", Times: 1}))
	_, err := b.Start(t.Context(), startInput("ord_1", 5000))
	require.ErrorIs(t, err, payments.ErrUnknownOutcome)
	require.Equal(t, payments.StatePlanned, b.payment("ord_1").State)
	b.wait(6 * time.Minute)
	b.poll()
	require.Equal(t, payments.StateOpen, b.payment("ord_1").State)
	again := b.open("ord_1", 5000)
	require.NoError(t, b.sim.PayCheckout(t.Context(), again, card))
}

// TestStartRefused: a definitive no ends the payment and is told once.
func TestStartRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 2 {
		_, err := b.Start(t.Context(), startInput("ord_1", 20)) // below the smallest charge
		require.Equal(t, markthalle.Conflict, markthalle.KindOf(err), "%v", err)
		require.NoError(t, b.db.Drain(t.Context()))
	}
	require.Len(t, b.heard("failed ord_1"), 1)
	closed, paid, err := b.CloseSession(t.Context(), "ord_1")
	require.NoError(t, err)
	require.True(t, closed && !paid)
}

// TestClosedBeforeItBegan: an order that ends before its payment was started can no
// longer be paid, also by a start that comes late.
func TestClosedBeforeItBegan(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 2 {
		closed, paid, err := b.CloseSession(t.Context(), "ord_1")
		require.NoError(t, err)
		require.True(t, closed && !paid)
	}
	p, err := b.Start(t.Context(), startInput("ord_1", 5000))
	require.NoError(t, err)
	require.Equal(t, payments.StateClosed, p.State)
	require.Empty(t, p.URL())
	require.NoError(t, b.db.Drain(t.Context()))
	require.Len(t, b.heard("closed"), 1)
}

// TestInbox (F10, PAY-36, PAY-41): an event is stored before it is answered, once, and
// only when it is ours.
func TestInbox(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	require.NoError(t, b.EnsureEndpoints(ctx, "https://m.example.com/hooks/stripe"))
	require.NoError(t, b.EnsureEndpoints(ctx, "https://m.example.com/hooks/stripe"), "the second time finds what is stored")
	b.mail.keep = true
	require.NoError(t, b.sim.PayCheckout(ctx, b.open("ord_1", 5000), card))
	b.wait(0)
	b.mail.mu.Lock()
	letters := b.mail.letters
	b.mail.mu.Unlock()
	require.NotEmpty(t, letters)
	l := letters[len(letters)-1]
	require.ErrorIs(t, b.Receive(ctx, payments.ScopeConnect, l.header, l.body), payments.ErrSignature, "the other endpoint's secret")
	require.ErrorIs(t, b.Receive(ctx, l.scope, http.Header{}, l.body), payments.ErrSignature)
	require.ErrorIs(t, b.Receive(ctx, l.scope, l.header, append([]byte(" "), l.body...)), payments.ErrSignature)
	require.ErrorIs(t, b.Receive(ctx, l.scope, l.header, make([]byte, 201<<10)), payments.ErrSignature)
	var wg sync.WaitGroup
	for range 10 {
		for _, l := range letters {
			wg.Go(func() {
				if err := b.Receive(ctx, l.scope, l.header, l.body); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	require.NoError(t, b.db.Drain(ctx))
	require.Equal(t, []string{"succeeded ord_1 50.00 EUR"}, b.heard("succeeded"))

	// An event of the other mode is refused, however well it is signed.
	require.NoError(t, b.sim.SetWebhookOptions(stripesim.HookOptions{Livemode: true}))
	b.wait(time.Minute)
	b.mail.mu.Lock()
	live := b.mail.letters[len(b.mail.letters)-1]
	b.mail.mu.Unlock()
	require.Contains(t, string(live.body), `"livemode":true`)
	require.ErrorIs(t, b.Receive(ctx, live.scope, live.header, live.body), payments.ErrSignature)
}
