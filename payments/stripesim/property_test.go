package stripesim_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments/stripesim"
)

func idsFor(b *bench) markthalle.IDs { return markthalle.NewIDs(b.clock, nil) }

// TestBooksAlwaysBalance proves SIM-6 over random histories: Σ net = pending +
// available for each account and currency after every command; transfers cancel out
// over all accounts; and no source pays out more than it brought (PAY-21).
func TestBooksAlwaysBalance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		b := newBench(t, func(c *stripesim.Config) {
			c.SettleDelay = rapid.SampledFrom([]time.Duration{0, time.Hour, 48 * time.Hour}).Draw(r, "settle")
		})
		m := &model{b: b, moved: map[string]int64{}, paid: map[string]int64{}}
		for range 2 {
			m.vendors = append(m.vendors, b.vendor().ID)
		}
		r.Repeat(map[string]func(*rapid.T){
			"sale": m.sale, "transfer": m.transfer, "reverse": m.reverse, "refund": m.refund, "dispute": m.dispute, "payout": m.payout,
			"topup": m.topup, "wait": m.wait, "": m.check,
		})
	})
}

// model is what a random history has done so far.
type model struct {
	b         *bench
	vendors   []string
	charges   []string
	transfers []string
	paid      map[string]int64 // by charge
	moved     map[string]int64 // by source
}

var cards = []string{"4242424242424242", "4000000000000077", "4000000000000002", "4000000000000259", "4000000000005126", "4000000000007726", "4000000000001976"}

func (m *model) sale(r *rapid.T) {
	amount := rapid.Int64Range(50, 20000).Draw(r, "amount")
	cs, err := m.b.sc.CheckoutSessions.New(sessionParams(amount, "eur"))
	require.NoError(r, err)
	if m.b.sim.PayCheckout(context.Background(), cs.ID, rapid.SampledFrom(cards).Draw(r, "card")) != nil {
		return
	}
	p := &stripe.CheckoutSessionParams{}
	p.AddExpand("payment_intent")
	cs, err = m.b.sc.CheckoutSessions.Get(cs.ID, p)
	require.NoError(r, err)
	m.charges = append(m.charges, cs.PaymentIntent.LatestCharge.ID)
	m.paid[cs.PaymentIntent.LatestCharge.ID] = amount
}

func (m *model) transfer(r *rapid.T) {
	source := ""
	if len(m.charges) > 0 && rapid.Bool().Draw(r, "sourced") {
		source = rapid.SampledFrom(m.charges).Draw(r, "source")
	}
	amount := rapid.Int64Range(1, 20000).Draw(r, "amount")
	tr, err := m.b.transfer(amount, rapid.SampledFrom(m.vendors).Draw(r, "vendor"), source)
	if err != nil {
		return
	}
	m.transfers = append(m.transfers, tr.ID)
	m.moved[source] += amount
	if source != "" {
		require.LessOrEqual(r, m.moved[source], m.paid[source], "PAY-21")
	}
}

func (m *model) reverse(r *rapid.T) {
	if len(m.transfers) == 0 {
		r.Skip("nothing to reverse")
	}
	p := &stripe.TransferReversalParams{ID: stripe.String(rapid.SampledFrom(m.transfers).Draw(r, "transfer"))}
	if rapid.Bool().Draw(r, "part") {
		p.Amount = stripe.Int64(rapid.Int64Range(1, 5000).Draw(r, "amount"))
	}
	_, _ = m.b.sc.TransferReversals.New(p) // refusals are part of the history
}

func (m *model) refund(r *rapid.T) {
	if len(m.charges) == 0 {
		r.Skip("nothing to refund")
	}
	p := &stripe.RefundParams{Charge: stripe.String(rapid.SampledFrom(m.charges).Draw(r, "charge"))}
	if rapid.Bool().Draw(r, "part") {
		p.Amount = stripe.Int64(rapid.Int64Range(1, 5000).Draw(r, "amount"))
	}
	_, _ = m.b.sc.Refunds.New(p)
}

func (m *model) dispute(r *rapid.T) {
	if len(m.charges) == 0 {
		r.Skip("nothing to dispute")
	}
	id, err := m.b.sim.RaiseDispute(rapid.SampledFrom(m.charges).Draw(r, "charge"), "fraudulent", rapid.Bool().Draw(r, "inquiry"))
	if err == nil {
		_ = m.b.sim.DecideDispute(id, rapid.SampledFrom([]string{"won", "lost", "needs_response", "warning_closed"}).Draw(r, "outcome"))
	}
}

func (m *model) payout(r *rapid.T) {
	po, err := m.b.sc.Payouts.New(&stripe.PayoutParams{Amount: stripe.Int64(rapid.Int64Range(1, 5000).Draw(r, "amount")), Currency: stripe.String("eur")})
	if err == nil {
		_ = m.b.sim.DecidePayout(po.ID, rapid.SampledFrom([]string{"paid", "failed", "in_transit"}).Draw(r, "outcome"), "no_account")
	}
}

func (m *model) topup(r *rapid.T) {
	_, err := m.b.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(rapid.Int64Range(1, 20000).Draw(r, "amount")), Currency: stripe.String("eur")})
	require.NoError(r, err)
}

func (m *model) wait(r *rapid.T) {
	m.b.clock.Advance(time.Duration(rapid.IntRange(1, 72*3600).Draw(r, "seconds")) * time.Second)
	_, err := m.b.sim.RunDue(context.Background(), m.b.clock.Now())
	require.NoError(r, err)
}

func (m *model) check(r *rapid.T) {
	rows, err := m.b.sim.Balances()
	require.NoError(r, err)
	for _, row := range rows {
		require.Equalf(r, row.Net, row.Available+row.Pending, "%s %s", row.Account, row.Currency)
	}
	var inside int64 // what moves between accounts must cancel out
	for _, account := range append([]string{""}, m.vendors...) {
		for _, kind := range []string{"transfer", "transfer_refund", "payment", "payment_refund"} {
			p := &stripe.BalanceTransactionListParams{ListParams: stripe.ListParams{Limit: stripe.Int64(100)}, Type: stripe.String(kind)}
			if account != "" {
				p.SetStripeAccount(account)
			}
			list := m.b.sc.BalanceTransactions.List(p)
			for list.Next() {
				inside += list.BalanceTransaction().Net
			}
			require.NoError(r, list.Err())
		}
	}
	require.Zero(r, inside)
}
