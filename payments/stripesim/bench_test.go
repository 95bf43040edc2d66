package stripesim_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/payments/stripesim"
)

// BenchmarkWrites measures durable writes of 32 clients that share syncs.
func BenchmarkWrites(b *testing.B) {
	dir := b.TempDir()
	x := newBench(b, func(c *stripesim.Config) { c.Dir = dir })
	work := make(chan int)
	var wg sync.WaitGroup
	for range 32 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range work {
				if _, err := x.sc.Customers.New(&stripe.CustomerParams{Name: stripe.String("A")}); err != nil {
					b.Error(err)
				}
			}
		}()
	}
	b.ResetTimer()
	for i := range b.N {
		work <- i
	}
	close(work)
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
}

// BenchmarkHistory measures one past order of the demo: session, payment, two
// transfers, capture, written in bulk.
func BenchmarkHistory(b *testing.B) {
	dir := b.TempDir()
	x := newBench(b, func(c *stripesim.Config) { c.Dir, c.SettleDelay = dir, 0 })
	vendor := x.vendor()
	b.ResetTimer()
	require.NoError(b, x.sim.Bulk(func() error {
		for range b.N {
			x.clock.Advance(time.Hour)
			cs, err := x.sc.CheckoutSessions.New(sessionParams(5000, "eur"))
			if err != nil {
				return err
			}
			if err := x.sim.PayCheckout(context.Background(), cs.ID, "4242424242424242"); err != nil {
				return err
			}
			p := &stripe.CheckoutSessionParams{}
			p.AddExpand("payment_intent.latest_charge")
			if cs, err = x.sc.CheckoutSessions.Get(cs.ID, p); err != nil {
				return err
			}
			for range 2 {
				if _, err := x.transfer(2000, vendor.ID, cs.PaymentIntent.LatestCharge.ID); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// BenchmarkListByGroup measures an indexed list among many transfers.
func BenchmarkListByGroup(b *testing.B) {
	x := newBench(b, func(c *stripesim.Config) { c.SettleDelay = 0 })
	vendor := x.vendor()
	_, err := x.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(1e9), Currency: stripe.String("eur")})
	require.NoError(b, err)
	for i := range 5000 {
		p := &stripe.TransferParams{Amount: stripe.Int64(1), Currency: stripe.String("eur"), Destination: stripe.String(vendor.ID), TransferGroup: stripe.String("g" + string(rune('a'+i%26)))}
		if i == 77 {
			p.TransferGroup = stripe.String("needle")
		}
		_, err := x.sc.Transfers.New(p)
		require.NoError(b, err)
	}
	b.ResetTimer()
	for range b.N {
		list := x.sc.Transfers.List(&stripe.TransferListParams{TransferGroup: stripe.String("needle")})
		require.True(b, list.Next())
	}
}
