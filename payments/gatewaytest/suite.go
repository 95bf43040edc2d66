package gatewaytest

import (
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// Run proves that a gateway keeps the promises of its port. Each case opens a bench; the
// benches may share an account at the provider. What adds a whole account up runs alone,
// and last: on an account with a past.
func Run(t *testing.T, open func(t *testing.T) Bench) {
	t.Helper()
	ids := markthalle.NewIDs(markthalle.SystemClock{}, nil)
	try := func(t *testing.T, run func(*testing.T, Bench)) {
		b := open(t)
		b.run = markthalle.Body(ids.New("run"))
		t.Logf("run %s", b.run) // by which its objects are found at the provider
		run(t, b)
	}
	t.Run("together", func(t *testing.T) {
		for _, c := range []struct {
			name string
			run  func(*testing.T, Bench)
		}{
			{"checkout/paid", checkoutPaid},
			{"checkout/same_key", checkoutSameKey},
			{"checkout/expired", checkoutExpired},
			{"checkout/priced_later", checkoutPriced},
			{"refunds/once", refundsOnce},
			{"refunds/not_more_than_paid", refundsCapped},
			{"transfers/source_cap", transfersCapped},
			{"transfers/found_by_group", transfersFound},
			{"transfers/reversed", transfersReversed},
			{"accounts/onboarded", accountsOnboarded},
			{"disputes/won", disputesWon},
			{"webhooks/verified", webhooksVerified},
		} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				try(t, c.run)
			})
		}
	})
	t.Run("alone/books/transactions", func(t *testing.T) { try(t, booksTransactions) })
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused checks for a definitive refusal, with one of the codes if any are given.
func refused(t *testing.T, err error, codes ...string) {
	t.Helper()
	r, ok := payments.IsRefused(err)
	if !ok || payments.IsUnknown(err) {
		t.Fatalf("not a refusal: %v", err)
	}
	for _, c := range codes {
		if r.Code == c {
			return
		}
	}
	if len(codes) > 0 {
		t.Fatalf("refused with %q, want one of %v", r.Code, codes)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

func euros(minor int64) money.Amount { return money.New(minor, money.EUR) }

func checkoutPaid(t *testing.T, b Bench) {
	ctx := t.Context()
	r := b.checkout("ord_1", 4217, 2822)
	co := must[payments.Checkout](t)(b.Gateway.CreateCheckout(ctx, r))
	equal(t, "total", co.Total, r.Total) // PAY-33
	equal(t, "state", co.State, payments.CheckoutOpen)
	equal(t, "paid", co.Paid, false)
	equal(t, "order", co.Order, r.Order)
	if co.URL == "" {
		t.Fatal("an open session has an address")
	}
	b.Pay(co, Plain)
	co = must[payments.Checkout](t)(b.Gateway.GetCheckout(ctx, co.ID))
	equal(t, "state", co.State, payments.CheckoutComplete)
	equal(t, "paid", co.Paid, true)
	equal(t, "order in metadata", co.Metadata["order_id"], r.Order)
	if co.Charge == nil || co.Intent == "" {
		t.Fatalf("a paid session names its charge: %+v", co)
	}
	equal(t, "charged", co.Charge.Amount, r.Total)
	equal(t, "order of the charge", co.Charge.Order, r.Order)
	_, err := b.Gateway.ExpireCheckout(ctx, co.ID, b.key("cx:ord_1:1"))
	refused(t, err)
	_, err = b.Gateway.GetCheckout(ctx, "cs_test_nobody")
	refused(t, err, "resource_missing")
}

func checkoutSameKey(t *testing.T, b Bench) {
	ctx := t.Context()
	r := b.checkout("ord_1", 5000)
	first := must[payments.Checkout](t)(b.Gateway.CreateCheckout(ctx, r))
	again := must[payments.Checkout](t)(b.Gateway.CreateCheckout(ctx, r))
	equal(t, "session", again.ID, first.ID)
	r.Lines[0].Amount.Minor++
	r.Total.Minor++
	// The key's first request was another one: what became of that is not known here.
	if _, err := b.Gateway.CreateCheckout(ctx, r); !payments.IsUnknown(err) {
		t.Fatalf("the same key with other contents: %v", err)
	}
}

func checkoutExpired(t *testing.T, b Bench) {
	ctx := t.Context()
	co := must[payments.Checkout](t)(b.Gateway.CreateCheckout(ctx, b.checkout("ord_1", 5000)))
	for range 2 { // the same key again is the same answer
		got := must[payments.Checkout](t)(b.Gateway.ExpireCheckout(ctx, co.ID, b.key("cx:ord_1:1")))
		equal(t, "state", got.State, payments.CheckoutExpired)
		equal(t, "address", got.URL, "")
	}
	_, err := b.Gateway.ExpireCheckout(ctx, co.ID, b.key("cx:ord_1:2"))
	refused(t, err)
	bad := b.checkout("ord_2", 20) // below the smallest charge
	_, err = b.Gateway.CreateCheckout(ctx, bad)
	refused(t, err)
}

// F7: the price of a charge comes after the charge. That it is not there before can be
// seen only where time stands still until it is moved.
func checkoutPriced(t *testing.T, b Bench) {
	ctx := t.Context()
	co := must[payments.Checkout](t)(b.Gateway.CreateCheckout(ctx, b.checkout("ord_1", 7039)))
	b.Pay(co, Plain)
	co = must[payments.Checkout](t)(b.Gateway.GetCheckout(ctx, co.ID))
	if co.Charge == nil || (b.Wait != nil && co.Charge.Txn != nil) {
		t.Fatalf("at first a charge has no price: %+v", co.Charge)
	}
	ch := *co.Charge
	b.Soon(t, "the price", func() bool {
		ch = must[payments.Charge](t)(b.Gateway.GetCharge(ctx, ch.ID))
		return ch.Txn != nil
	})
	if ch.Txn.Fee <= 0 || ch.Txn.Net != ch.Txn.Amount-ch.Txn.Fee || ch.Txn.Amount != 7039 {
		t.Fatalf("later it has: %+v", ch.Txn)
	}
	equal(t, "source", ch.Txn.Source, ch.ID)
	if !ch.Txn.AvailableOn.After(b.Now()) {
		t.Fatal("its money is not available at once")
	}
}

func refundsOnce(t *testing.T, b Bench) {
	ctx := t.Context()
	ch := b.sold(t, "ord_1", Available, 7039)
	r := b.refund("ref_1", ch.ID, 798)
	r.Reason = "damaged"
	first := must[payments.ProviderRefund](t)(b.Gateway.CreateRefund(ctx, r))
	again := must[payments.ProviderRefund](t)(b.Gateway.CreateRefund(ctx, r))
	equal(t, "refund", again.ID, first.ID)
	got := first
	b.Soon(t, "the end of the refund", func() bool {
		got = must[payments.ProviderRefund](t)(b.Gateway.GetRefund(ctx, first.ID))
		return got.State != payments.AtProviderPending
	})
	equal(t, "state", got.State, payments.AtProviderSucceeded)
	equal(t, "amount", got.Amount, euros(798))
	equal(t, "charge", got.Charge, ch.ID)
	found := must[[]payments.ProviderRefund](t)(b.Gateway.FindRefunds(ctx, ch.ID))
	equal(t, "refunds of the charge", len(found), 1)
	equal(t, "ours in metadata", found[0].Metadata["refund_id"], b.id("ref_1"))
	equal(t, "reason in metadata", found[0].Metadata["reason"], "damaged")
	equal(t, "reason does not leak into the request", r.Metadata["reason"], "")
	equal(t, "refunded", must[payments.Charge](t)(b.Gateway.GetCharge(ctx, ch.ID)).Refunded, int64(798))
}

func refundsCapped(t *testing.T, b Bench) {
	ctx := t.Context()
	b.sold(t, "ord_1", Available, 5000) // for the fee of the other, which is not returned
	ch := b.sold(t, "ord_2", Available, 5000)
	_, err := b.Gateway.CreateRefund(ctx, b.refund("ref_1", ch.ID, 5001))
	refused(t, err)
	must[payments.ProviderRefund](t)(b.Gateway.CreateRefund(ctx, b.refund("ref_2", ch.ID, 5000)))
	_, err = b.Gateway.CreateRefund(ctx, b.refund("ref_3", ch.ID, 1))
	refused(t, err, "charge_already_refunded")
}
