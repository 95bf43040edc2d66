package demo_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/internal/demo"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/server"
	"github.com/markthalle/markthalle/vendors"
)

// TestSeed makes a small market with its two years of trade and proves that its books
// balance and that every order's equations hold.
func TestSeed(t *testing.T) {
	ctx := context.Background()
	options := demo.Options{Seed: 1, Vendors: 36, Products: 60, Until: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	clock := markthalle.NewManualClock(options.Start())
	m, err := server.Open(ctx, server.Config{
		Data: t.TempDir(), Create: server.Trial, Demo: true, Clock: clock, Owner: "test", Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, m.Close(ctx)) })
	require.NoError(t, demo.Seed(ctx, m, clock, options))
	require.True(t, m.Installation.Seeded)

	trial, err := m.Ledger.TrialBalance(ctx)
	require.NoError(t, err)
	require.NotEmpty(t, trial)
	for _, b := range trial {
		require.Zero(t, b.Difference(), "trial balance of %s", b.Currency)
		require.Positive(t, b.Debit)
	}
	system := markthalle.SystemActor("test")
	page, err := m.Orders.Orders(ctx, system, "paid", markthalle.PageQuery{Limit: 100})
	require.NoError(t, err)
	require.Greater(t, len(page.Items), 90)
	for i := range page.Items {
		o := &page.Items[i]
		own, err := m.Orders.Proof(ctx, o)
		require.NoError(t, err)
		for _, e := range own {
			require.True(t, e.Holds(), "%s: %s: %d, %d", o.ID, e.Name, e.Left, e.Right)
		}
		books, err := m.Payouts.Proof(ctx, markthalle.OrderID(o.ID))
		require.NoError(t, err)
		for _, e := range books {
			require.True(t, e.Holds(), "%s: %s: %d, %d", o.ID, e.Name, e.Left, e.Right)
		}
	}

	// Today is a day of work for everybody.
	for _, state := range []orders.VendorState{orders.VendorPaid, orders.Shipped, orders.VendorDelivered} {
		open, err := m.Orders.Orders(ctx, system, "paid", markthalle.PageQuery{Limit: 100})
		require.NoError(t, err)
		n := 0
		for i := range open.Items {
			parts, err := m.Orders.PartsOf(ctx, &open.Items[i])
			require.NoError(t, err)
			for _, part := range parts {
				if part.State == state {
					n++
				}
			}
		}
		require.Positive(t, n, "vendor orders that are %s", state)
	}
	newest := page.Items[0].CreatedAt
	require.WithinDuration(t, options.Until, newest, 48*time.Hour)
	applied, err := m.Vendors.Count(ctx, vendors.Applied)
	require.NoError(t, err)
	require.EqualValues(t, 1, applied, "a vendor waits for its review")
	pending, err := m.Catalog.CountProducts(ctx, catalog.Pending)
	require.NoError(t, err)
	require.Positive(t, pending, "products wait for their review")
}
