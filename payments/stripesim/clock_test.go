package stripesim_test

import (
	"context"
	"sort"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/payments/stripesim"
)

// TestClockMoveRunsInOrder proves SIM-3: one long move gives the same history, with
// the same times, as many small steps.
func TestClockMoveRunsInOrder(t *testing.T) {
	t.Parallel()
	history := func(step time.Duration) []string {
		b := newBench(t)
		b.endpoint(false, "*")
		vendor := b.vendor()
		ch := b.sale(5000, "eur", "4242424242424242")
		_, err := b.transfer(4000, vendor.ID, ch.ID)
		require.NoError(t, err)
		b.sale(3000, "eur", "4000000000000259")
		cs, err := b.sc.CheckoutSessions.New(sessionParams(2000, "eur"))
		require.NoError(t, err)
		require.NotEmpty(t, cs.ID)
		for end := b.clock.Now().Add(10 * 24 * time.Hour); b.clock.Now().Before(end); {
			b.advance(step)
		}
		var out []string
		var times []int64
		for _, l := range b.mail.letters() {
			out = append(out, string(l.event.Type)+" "+time.Unix(l.event.Created, 0).UTC().Format(time.RFC3339))
			times = append(times, l.event.Created)
		}
		require.True(t, sort.SliceIsSorted(times, func(i, j int) bool { return times[i] < times[j] }), "delivered in time order")
		return out
	}
	long := history(10 * 24 * time.Hour)
	require.Equal(t, history(time.Hour), long)
	require.Contains(t, long, "charge.dispute.closed 2026-03-09T09:00:04Z")
}

// TestNextDue names the time of the market's clock, whatever the simulator's offset.
func TestNextDue(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, ok := b.sim.NextDue()
	require.False(t, ok)
	require.Equal(t, 200, b.control("clock", `{"advance_s":3600}`).status)
	cs, err := b.sc.CheckoutSessions.New(sessionParams(2000, "eur"))
	require.NoError(t, err)
	require.NoError(t, b.sim.PayCheckout(t.Context(), cs.ID, "4242424242424242"))
	at, ok := b.sim.NextDue()
	require.True(t, ok)
	require.Equal(t, start.Add(2*time.Second), at)
	n, err := b.sim.RunDue(t.Context(), at)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	moved := b.control("clock", `{"advance_s":172800}`)
	require.Equal(t, "2026-03-04T10:00:00Z", moved.body["now"])
	require.Equal(t, "2026-03-04T10:00:02Z", moved.body["next_due"], "by its own clock")
	available, _ := b.balance("")
	require.EqualValues(t, 0, available, "two seconds too early")
	b.control("clock", `{"advance_s":2}`)
	available, _ = b.balance("")
	require.EqualValues(t, 1945, available)
}

// TestRun: the worker notices a moved clock by itself, and stops with its context.
func TestRun(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.endpoint(false, "topup.succeeded")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.sim.Run(ctx) }()
	_, err := b.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(1000), Currency: stripe.String("eur")})
	require.NoError(t, err)
	b.clock.Advance(48 * time.Hour)
	require.Eventually(t, func() bool { return len(b.mail.letters()) == 1 }, 10*time.Second, 10*time.Millisecond)
	cancel()
	require.NoError(t, <-done)
}

// TestReset forgets everything but the platform.
func TestReset(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.sale(5000, "eur", "4242424242424242")
	b.endpoint(false, "*")
	require.Equal(t, 200, b.control("reset", "").status)
	require.Empty(t, b.call("GET", "/v1/charges", "").body["data"])
	require.Empty(t, b.call("GET", "/v1/accounts", "").body["data"])
	b.sale(5000, "eur", "4242424242424242")
	require.Equal(t, 404, b.control("weather", "").status)
	require.Equal(t, 400, b.control("clock", `{"colour":1}`).status)
	b.books()
}

// TestHistoryOutOfOrder: a history written with a moved clock lists by time.
func TestHistoryOutOfOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
	for _, days := range []int{-10, -30, -20, 0} {
		b.clock.Set(start.AddDate(0, 0, days))
		b.sale(1000, "eur", "4242424242424242")
	}
	var at []int64
	for list := b.sc.Charges.List(&stripe.ChargeListParams{ListParams: stripe.ListParams{Limit: stripe.Int64(2)}}); list.Next(); {
		at = append(at, list.Charge().Created)
	}
	require.Len(t, at, 4)
	require.True(t, sort.SliceIsSorted(at, func(i, j int) bool { return at[i] > at[j] }))
	from := start.AddDate(0, 0, -21).Unix()
	a := b.call("GET", "/v1/charges", "created[gte]="+strconv.FormatInt(from, 10))
	require.Len(t, a.body["data"], 3)
	b.books()
}
