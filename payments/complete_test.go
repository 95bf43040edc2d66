package payments_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
)

// TestCompleteOnce: the success page, the inbox and the poller may all come at once, the
// payment succeeds once (failures 1, 2, 3 and 8 of the payment rules).
func TestCompleteOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.sim.PayCheckout(t.Context(), b.open("ord_1", 4217, 2822), card))
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			var err error
			switch i % 3 {
			case 0:
				_, err = b.RefreshCharges(t.Context(), "ord_1")
			case 1:
				_, err = b.PollDue(t.Context())
			default:
				_, err = b.Complete(t.Context(), "ord_1")
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	b.wait(6 * time.Minute)
	b.poll()
	p := b.payment("ord_1")
	require.Equal(t, payments.StateSucceeded, p.State)
	require.Len(t, p.Charges, 1)
	require.EqualValues(t, 7039, p.Paid())
	require.Equal(t, []string{"succeeded ord_1 70.39 EUR"}, b.heard("succeeded"))
	require.Len(t, b.heard("fee_known"), 1)
	require.Empty(t, b.heard("stray"))
	b.wait(72 * time.Hour)
	b.poll()
	require.Len(t, b.heard("funds_available"), 1)
	require.True(t, b.payment("ord_1").DueAt.IsZero(), "nothing is awaited any more")
}

// traded is what a trade leaves behind, as far as the order of letters may not matter.
type traded struct {
	state   payments.State
	charges []payments.ChargeRecord
	refunds []payments.RefundEntry
	refund  string
	told    []string
}

// trade pays an order, prices it and refunds a part; nothing of it is delivered yet.
func trade(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	require.NoError(t, b.EnsureEndpoints(t.Context(), "https://m.example.com/hooks/stripe"))
	b.mail.keep = true
	b.paid("ord_1", 4217, 2822)
	b.wait(72 * time.Hour)
	require.NoError(t, b.ReserveRefund(t.Context(), refundOf("ord_1", "ref_1", 798)))
	b.wait(time.Minute)
	b.wait(time.Minute) // the letters about the refund
	return b
}

// left is what the bench has come to.
func (b *bench) left() traded {
	b.t.Helper()
	p := b.payment("ord_1")
	r, err := b.Refund(b.t.Context(), "ref_1")
	require.NoError(b.t, err)
	out := traded{state: p.State, charges: p.Charges, refunds: p.Refunds, refund: r.State, told: b.heard("")}
	for i := range out.charges { // ids of the provider and the moment differ from run to run
		out.charges[i].ID, out.charges[i].Txn, out.charges[i].At = "", "", time.Time{}
	}
	for i := range out.refunds {
		out.refunds[i].Charge = ""
	}
	slices.Sort(out.told)
	return out
}

// TestLettersInAnyOrder (F4): whatever the order and number of an order's webhooks, the
// end is the same; also with none at all, by polling only.
func TestLettersInAnyOrder(t *testing.T) {
	t.Parallel()
	polled := trade(t)
	polled.poll()
	want := polled.left()
	require.Equal(t, payments.StepDone, want.refund)
	require.True(t, want.charges[0].Available)
	require.Len(t, want.told, 4, "%v", want.told)
	for seed := range uint64(8) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			b := trade(t)
			rng := rand.New(rand.NewPCG(seed, 1))
			b.mail.mu.Lock()
			list := slices.Concat(b.mail.letters, b.mail.letters[:rng.IntN(len(b.mail.letters)+1)]) // some twice
			b.mail.mu.Unlock()
			require.Greater(t, len(list), 3)
			rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			for _, l := range list {
				// Letters wait in the provider's queue for days; their signatures are fresh.
				if err := b.Receive(t.Context(), l.scope, l.header, l.body); err != nil {
					require.ErrorIs(t, err, payments.ErrSignature, "the first letters are too old by now")
				}
				if rng.IntN(2) == 0 {
					require.NoError(t, b.db.Drain(t.Context()))
				}
			}
			_, err := b.FillGap(t.Context(), b.clock.Now().AddDate(0, 0, -30))
			require.NoError(t, err)
			require.NoError(t, b.db.Drain(t.Context()))
			b.poll()
			require.Equal(t, want, b.left())
		})
	}
}

// TestPaymentHeardByLetters: without anybody on the success page and without a poll, the
// provider's events alone complete the order.
func TestPaymentHeardByLetters(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.EnsureEndpoints(t.Context(), "https://m.example.com/hooks/stripe"))
	require.NoError(t, b.sim.PayCheckout(t.Context(), b.open("ord_1", 7039), card))
	b.wait(time.Second)
	require.Equal(t, payments.StateSucceeded, b.payment("ord_1").State)
	b.wait(10 * time.Second)
	require.Len(t, b.heard("fee_known"), 1)
}

// TestGapIsFilled (PAY-37): events that never arrived are listed and worked on.
func TestGapIsFilled(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.sim.PayCheckout(t.Context(), b.open("ord_1", 7039), card))
	n, err := b.FillGap(t.Context(), b.clock.Now().Add(-time.Hour))
	require.NoError(t, err)
	require.Positive(t, n)
	require.NoError(t, b.db.Drain(t.Context()))
	require.Equal(t, payments.StateSucceeded, b.payment("ord_1").State)
	_, err = b.FillGap(t.Context(), b.clock.Now().Add(-time.Hour))
	require.NoError(t, err)
	require.NoError(t, b.db.Drain(t.Context()))
	require.Len(t, b.heard("succeeded"), 1)
}

// TestExpiryOrPayment (F9, PAY-54): closing the session and paying it race; whoever wins,
// the order is either paid or can no longer be paid, never both and never neither.
func TestExpiryOrPayment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	outcomes := map[bool]int{}
	for i := range 20 {
		order := markthalle.OrderID("ord_" + strconv.Itoa(i))
		session := b.open(order, 5000)
		var wg sync.WaitGroup
		var payErr error
		var closed, paid bool
		wg.Go(func() { payErr = b.sim.PayCheckout(t.Context(), session, card) })
		wg.Go(func() {
			var err error
			if closed, paid, err = b.CloseSession(t.Context(), order); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		require.NotEqual(t, closed, paid)
		require.Equal(t, paid, payErr == nil, "%v", payErr)
		p := b.payment(order)
		want := payments.StateClosed
		if paid {
			want = payments.StateSucceeded
		}
		require.Equal(t, want, p.State)
		require.Empty(t, p.URL(), "nobody is sent there")
		outcomes[paid]++
		again, paidAgain, err := b.CloseSession(t.Context(), order)
		require.NoError(t, err)
		require.Equal(t, []bool{closed, paid}, []bool{again, paidAgain})
	}
	require.NoError(t, b.db.Drain(t.Context()))
	require.Len(t, b.heard("succeeded"), outcomes[true])
	require.Len(t, b.heard("closed"), outcomes[false])
	// Both winners, whatever the race came to.
	require.NoError(t, b.sim.PayCheckout(t.Context(), b.open("ord_paid", 5000), card))
	closed, paid, err := b.CloseSession(t.Context(), "ord_paid")
	require.NoError(t, err)
	require.True(t, paid && !closed)
	late := b.open("ord_late", 5000)
	closed, paid, err = b.CloseSession(t.Context(), "ord_late")
	require.NoError(t, err)
	require.True(t, closed && !paid)
	require.Error(t, b.sim.PayCheckout(t.Context(), late, card))
}

// TestLatePaymentGoesBack (J19): money for an order that ended is booked as stray and
// refunded by itself, once.
func TestLatePaymentGoesBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	charge := b.paid("ord_1", 7039)
	b.paid("ord_2", 1000) // fees are sunk: a whole refund needs money of other sales
	b.wait(72 * time.Hour)
	for range 2 { // orders says so, perhaps twice
		require.NoError(t, b.MarkStray(t.Context(), "ord_1", charge))
		require.NoError(t, b.db.Drain(t.Context()))
	}
	require.Equal(t, []string{"stray ord_1 70.39 EUR"}, b.heard("stray"))
	require.Equal(t, []string{"refund_succeeded ref_stray_" + charge + " 70.39 EUR"}, b.heard("refund_succeeded"))
	p := b.payment("ord_1")
	require.Nil(t, p.Main(), "no charge pays the order")
	require.Zero(t, p.Paid())
	list, err := b.RefundsOf(t.Context(), "ord_1")
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.True(t, list[0].Stray)
	require.NoError(t, b.ReserveRefund(t.Context(), refundOf("ord_1", "ref_1", 1)))
	require.NoError(t, b.db.Drain(t.Context()))
	require.Equal(t, []string{"refund_rejected ref_1 payments.not_paid"}, b.heard("refund_rejected"))
}

// TestAnotherPriceIsNoPayment: a session over another amount than the order's is closed
// before anybody sees it (PAY-33), and money that came by one all the same goes back.
func TestAnotherPriceIsNoPayment(t *testing.T) {
	t.Parallel()
	var session string
	b := newBench(t, func(g payments.Gateway) payments.Gateway {
		return between{Gateway: g, createCheckout: func(ctx context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
			r.Lines[0].Amount.Minor++ // what the provider makes of it is a cent more
			co, err := g.CreateCheckout(ctx, r)
			session = co.ID
			return co, err
		}}
	})
	_, err := b.Start(t.Context(), startInput("ord_1", 5000))
	require.Equal(t, markthalle.Conflict, markthalle.KindOf(err))
	require.NoError(t, b.db.Drain(t.Context()))
	require.Equal(t, []string{"failed ord_1 amount_mismatch"}, b.heard("failed"))
	require.Equal(t, payments.StateFailed, b.payment("ord_1").State)
	require.Error(t, b.sim.PayCheckout(t.Context(), session, card), "the session is expired")

	wrong := newBench(t, func(g payments.Gateway) payments.Gateway {
		return between{Gateway: g, createCheckout: func(ctx context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
			r.Lines[0].Amount.Minor++
			co, err := g.CreateCheckout(ctx, r)
			co.Total.Minor-- // and it does not say so
			return co, err
		}}
	})
	require.NoError(t, wrong.sim.PayCheckout(t.Context(), wrong.open("ord_1", 5000), card))
	p, err := wrong.Complete(t.Context(), "ord_1")
	require.NoError(t, err)
	require.Equal(t, payments.StateOpen, p.State, "the order is not paid by that")
	require.NoError(t, wrong.db.Drain(t.Context()))
	require.Equal(t, []string{"stray ord_1 50.01 EUR"}, wrong.heard("stray"))
	require.Empty(t, wrong.heard("succeeded"))
	closed, paid, err := wrong.CloseSession(t.Context(), "ord_1")
	require.NoError(t, err)
	require.True(t, closed, "the order can end")
	require.False(t, paid)
}
