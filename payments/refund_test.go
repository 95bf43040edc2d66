package payments_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payments/stripesim"
)

// TestRefundsNeverExceedThePayment (PAY-50): whatever is asked for, in whatever order,
// what is reserved and done together stays within the charge, a refund is refused exactly
// when it does not fit, and asking twice is asking once.
func TestRefundsNeverExceedThePayment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		order := markthalle.OrderID(fmt.Sprintf("ord_%d", n))
		total := rapid.Int64Range(50, 5000).Draw(rt, "total")
		charge := b.paid(order, total)
		left, fits := total, map[markthalle.RefundID]int64{}
		for i := range rapid.IntRange(1, 8).Draw(rt, "steps") {
			id := markthalle.RefundID(fmt.Sprintf("ref_%d_%d", n, rapid.IntRange(0, i).Draw(rt, "which")))
			known, seen := fits[id]
			if seen && rapid.Bool().Draw(rt, "free") {
				must(rt, b.FreeRefund(t.Context(), order, id, "vo_1", "payouts.refund_line"))
				left += known
				fits[id] = 0
			} else {
				amount := rapid.Int64Range(-1, total).Draw(rt, "amount")
				must(rt, b.ReserveRefund(t.Context(), refundOf(order, id, amount)))
				if !seen {
					fits[id] = 0
					if amount >= 0 && amount <= left {
						left, fits[id] = left-amount, amount
					}
				}
			}
			p := b.payment(order)
			if got := p.Refunded(charge); got != total-left || got > total || got < 0 {
				rt.Fatalf("reserved %d of %d, the model says %d", got, total, total-left)
			}
		}
	})
}

func must(t interface{ Fatal(args ...any) }, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

// TestRefundsInParallel: twenty refunds of a tenth each, at once: ten fit.
func TestRefundsInParallel(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid("ord_1", 5000)
	b.paid("ord_2", 5000)
	b.wait(72 * time.Hour)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			in := refundOf("ord_1", markthalle.RefundID(fmt.Sprintf("ref_%d", i)), 500)
			for range 2 {
				if err := b.ReserveRefund(t.Context(), in); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	require.NoError(t, b.db.Drain(t.Context()))
	require.Len(t, b.heard("refund_succeeded"), 10)
	require.Len(t, b.heard("refund_rejected"), 10)
	p := b.payment("ord_1")
	require.Zero(t, p.Paid())
	require.EqualValues(t, 5000, p.Refunded(p.Main().ID))
}

// TestRefundOfNothing: units that points had paid for go back without the provider.
func TestRefundOfNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid("ord_1", 5000)
	require.NoError(t, b.ReserveRefund(t.Context(), refundOf("ord_1", "ref_1", 0)))
	require.NoError(t, b.db.Drain(t.Context()))
	r, err := b.Refund(t.Context(), "ref_1")
	require.NoError(t, err)
	require.Equal(t, payments.StepDone, r.State)
	require.Empty(t, r.Provider)
	require.Len(t, b.heard("refund_succeeded"), 1)
}

// TestRefundFailsLate (F6, J17): a refund that was done may fail still; it is told once
// and never becomes done again.
func TestRefundFailsLate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.EnsureEndpoints(t.Context(), "https://m.example.com/hooks/stripe"))
	require.NoError(t, b.sim.PayCheckout(t.Context(), b.open("ord_1", 5000), "4000000000005126"))
	b.paid("ord_2", 5000)
	_, err := b.Complete(t.Context(), "ord_1")
	require.NoError(t, err)
	b.wait(72 * time.Hour)
	require.NoError(t, b.ReserveRefund(t.Context(), refundOf("ord_1", "ref_1", 798)))
	require.NoError(t, b.db.Drain(t.Context()))
	r, err := b.Refund(t.Context(), "ref_1")
	require.NoError(t, err)
	require.Equal(t, payments.StepDone, r.State)
	for range 3 {
		b.wait(24 * time.Hour)
	}
	r, err = b.RefreshRefund(t.Context(), "ref_1")
	require.NoError(t, err)
	require.Equal(t, payments.StepFailed, r.State)
	require.NoError(t, b.db.Drain(t.Context()))
	require.Len(t, b.heard("refund_succeeded"), 1)
	failed := b.heard("refund_failed ref_1")
	require.Len(t, failed, 1)
	require.Contains(t, failed[0], "after success: true")
}

// TestPendingRefundIsPolled: a refund that waits at the provider is looked at again, also
// when its letter is lost.
func TestPendingRefundIsPolled(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.paid("ord_1", 5000)
	b.wait(72 * time.Hour)
	require.NoError(t, b.ReserveRefund(t.Context(), refundOf("ord_1", "ref_1", 5000))) // more than is there after fees
	require.NoError(t, b.db.Drain(t.Context()))
	r, err := b.Refund(t.Context(), "ref_1")
	require.NoError(t, err)
	require.Equal(t, payments.StepPending, r.State)
	b.paid("ord_2", 5000)
	b.wait(72 * time.Hour)
	b.poll()
	r, err = b.Refund(t.Context(), "ref_1")
	require.NoError(t, err)
	require.Equal(t, payments.StepDone, r.State)
	require.Len(t, b.heard("refund_succeeded"), 1)
}

// outside is one thing that the market does at the provider, with its intent stored.
type outside struct {
	path  string
	plan  func(*bench) error
	state func(*bench) string
	made  func(*bench) int // how many there are at the provider
	heard string
}

// prepared has a paid order, a vendor that can be paid, and one transfer.
func prepared(t *testing.T) (*bench, string, map[string]outside) {
	t.Helper()
	b := newBench(t)
	ctx := t.Context()
	account := b.vendor("ven_1")
	charge := b.paid("ord_1", 7039)
	second := b.paid("ord_2", 9000)
	b.wait(72 * time.Hour)
	require.NoError(t, b.CreateTransfer(ctx, transferOf("tr_first", "ord_2", 3000, second)))
	require.NoError(t, b.db.Drain(ctx))
	first, err := b.Transfer(ctx, "tr_first")
	require.NoError(t, err)
	require.Equal(t, payments.StepDone, first.State)
	return b, account, map[string]outside{
		"refund": {
			path: "refunds", heard: "refund_succeeded ref_1",
			plan:  func(b *bench) error { return b.ReserveRefund(ctx, refundOf("ord_1", "ref_1", 798)) },
			state: func(b *bench) string { r, err := b.Refund(ctx, "ref_1"); require.NoError(t, err); return r.State },
			made:  func(b *bench) int { return len(b.at(charge).refunds) },
		},
		"transfer": {
			path: "transfers", heard: "transfer_done tr_1",
			plan:  func(b *bench) error { return b.CreateTransfer(ctx, transferOf("tr_1", "ord_1", 4000, charge)) },
			state: func(b *bench) string { x, err := b.Transfer(ctx, "tr_1"); require.NoError(t, err); return x.State },
			made:  func(b *bench) int { return b.at(charge).transfers },
		},
		"reversal": {
			path: "transfers/*/reversals", heard: "reversal_done",
			plan: func(b *bench) error {
				return b.Reverse(ctx, payments.ReversalIntent{Refund: "ref_9", Transfer: "tr_first", Order: "ord_2", Vendor: "ven_1", Amount: eur(1000)})
			},
			state: func(b *bench) string {
				list, err := b.ReversalsOf(ctx, "ord_2")
				require.NoError(t, err)
				require.Len(t, list, 1)
				return list[0].State
			},
			made: func(b *bench) int { return b.at(first.Provider).reversals },
		},
	}
}

// TestUnknownOutcomeResumes (F3, PAY-34, PAY-38): an answer that never came leaves the
// intent as it is; the same key is sent again, or what was made is found and adopted, or
// it is proved that nothing was made. In the end there is one object, told once.
func TestUnknownOutcomeResumes(t *testing.T) {
	t.Parallel()
	for fault, c := range map[string]struct {
		fault stripesim.Fault
		soon  string // the state after the first repetition
	}{
		"time-out after success":   {stripesim.Fault{Kind: "drop_after", Times: 1}, payments.StepDone},
		"half an answer":           {stripesim.Fault{Kind: "truncate", Times: 1}, payments.StepDone},
		"500 before it":            {stripesim.Fault{Kind: "error_before", Times: 1}, payments.StepDone},
		"too many requests":        {stripesim.Fault{Kind: "rate_limit", Times: 1}, payments.StepDone},
		"500 that its key repeats": {stripesim.Fault{Kind: "error_after", Times: 1}, payments.StepPlanned},
	} {
		for _, what := range []string{"refund", "transfer", "reversal"} {
			t.Run(what+"/"+fault, func(t *testing.T) {
				t.Parallel()
				b, _, all := prepared(t)
				o := all[what]
				f := c.fault
				f.Method, f.Path = http.MethodPost, o.path
				require.NoError(t, b.sim.AddFault(&f))
				require.NoError(t, o.plan(b))
				require.Error(t, b.db.Drain(t.Context()), "the reaction failed and is tried again")
				require.Equal(t, payments.StepPlanned, o.state(b))
				require.NotEmpty(t, b.sim.Firings())
				require.Empty(t, b.heard(o.heard), "nobody is told before it is known")
				_ = b.db.Drain(t.Context())
				soon := c.soon
				if what == "transfer" {
					soon = payments.StepDone // it is looked up by its group before it is tried again (PAY-90)
				}
				require.Equal(t, soon, o.state(b))
				for range 30 { // a day and more, with the reaction given up meanwhile
					b.clock.Advance(time.Hour)
					_, _ = b.PollDue(t.Context())
					_ = b.db.Drain(t.Context())
				}
				require.Equal(t, payments.StepDone, o.state(b))
				require.Equal(t, 1, o.made(b))
				require.Len(t, b.heard(o.heard), 1)
			})
		}
	}
}

// TestLongOutage (F3, PAY-34): what could not be sent for longer than its key lives is
// looked for, not found, and sent anew under the next key: once.
func TestLongOutage(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"refund", "transfer"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			b, _, all := prepared(t)
			o := all[what]
			require.NoError(t, b.sim.AddFault(&stripesim.Fault{Kind: "outage", Method: http.MethodPost, Path: o.path}))
			require.NoError(t, o.plan(b))
			for range 26 {
				_ = b.db.Drain(t.Context())
				b.clock.Advance(time.Hour)
				_, _ = b.PollDue(t.Context())
			}
			require.Equal(t, payments.StepPlanned, o.state(b))
			require.Zero(t, o.made(b))
			b.sim.ClearFaults()
			b.poll()
			require.Equal(t, payments.StepDone, o.state(b))
			require.Equal(t, 1, o.made(b))
			require.Len(t, b.heard(o.heard), 1)
		})
	}
}
