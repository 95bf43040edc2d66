package gatewaytest

import (
	"net/http"
	"testing"
	"time"

	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// Bench is one provider under test.
type Bench struct {
	Gateway payments.Gateway
	// Now is the provider's time.
	Now func() time.Time
	// Pay pays a session by a card that succeeds and whose money becomes available with
	// time.
	Pay func(session string)
	// Wait lets time pass at the provider.
	Wait func(time.Duration)
	// Enable completes the papers of an account.
	Enable func(account string)
	// Dispute lets the buyer's bank take a charge back and returns the dispute.
	Dispute func(charge, reason string) string
	// Decide ends a dispute: DisputeWon or DisputeLost.
	Decide func(dispute, outcome string)
	// Letter returns the headers and the body of the last webhook that was delivered to
	// an address.
	Letter func(url string) (http.Header, []byte)
}

// settled is longer than money takes to become available on any bench.
const settled = 7 * 24 * time.Hour

// Run proves that a gateway keeps the promises of its port. Each case opens a fresh
// bench.
func Run(t *testing.T, open func(t *testing.T) Bench) {
	t.Helper()
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
		{"books/transactions", booksTransactions},
		{"webhooks/verified", webhooksVerified},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, open(t))
		})
	}
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

// checkout is a request for the payment of an order by two vendors' parts.
func (b *Bench) checkout(order string, parts ...int64) payments.CheckoutRequest {
	r := payments.CheckoutRequest{
		Key: "mk:test:co:" + order + ":1", Order: order, Number: "M-" + order, Email: "buyer@example.com", Locale: "de",
		Total:      euros(0),
		SuccessURL: "https://market.example.com/thanks", CancelURL: "https://market.example.com/cart",
		ExpiresAt: b.Now().Add(35 * time.Minute), Metadata: map[string]string{"env": "test", "order_id": order},
	}
	for _, p := range parts {
		r.Lines = append(r.Lines, payments.CheckoutLine{Name: "Goods", Amount: euros(p)})
		r.Total.Minor += p
	}
	return r
}

// sold takes an order to a paid and priced charge.
func (b *Bench) sold(t *testing.T, order string, parts ...int64) payments.Charge {
	t.Helper()
	co := must[payments.Checkout](t)(b.Gateway.CreateCheckout(t.Context(), b.checkout(order, parts...)))
	b.Pay(co.ID)
	b.Wait(time.Minute)
	co = must[payments.Checkout](t)(b.Gateway.GetCheckout(t.Context(), co.ID))
	if co.Charge == nil || co.Charge.Txn == nil {
		t.Fatalf("no priced charge: %+v", co)
	}
	return *co.Charge
}

// vendor opens an account that can be paid.
func (b *Bench) vendor(t *testing.T, id string) string {
	t.Helper()
	a := must[payments.ProviderAccount](t)(b.Gateway.CreateAccount(t.Context(), accountRequest(id)))
	b.Enable(a.ID)
	return a.ID
}

func accountRequest(id string) payments.AccountRequest {
	return payments.AccountRequest{
		Key: "mk:test:acct:" + id + ":1", Vendor: id, Country: "DE", Email: id + "@example.com", Name: "Pottery", Business: true,
		Currency: money.EUR, Metadata: map[string]string{"env": "test", "vendor_id": id},
	}
}

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
	b.Pay(co.ID)
	co = must[payments.Checkout](t)(b.Gateway.GetCheckout(ctx, co.ID))
	equal(t, "state", co.State, payments.CheckoutComplete)
	equal(t, "paid", co.Paid, true)
	equal(t, "order in metadata", co.Metadata["order_id"], r.Order)
	if co.Charge == nil || co.Intent == "" {
		t.Fatalf("a paid session names its charge: %+v", co)
	}
	equal(t, "charged", co.Charge.Amount, r.Total)
	equal(t, "order of the charge", co.Charge.Order, r.Order)
	_, err := b.Gateway.ExpireCheckout(ctx, co.ID, "mk:test:cx:ord_1:1")
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
		got := must[payments.Checkout](t)(b.Gateway.ExpireCheckout(ctx, co.ID, "mk:test:cx:ord_1:1"))
		equal(t, "state", got.State, payments.CheckoutExpired)
		equal(t, "address", got.URL, "")
	}
	_, err := b.Gateway.ExpireCheckout(ctx, co.ID, "mk:test:cx:ord_1:2")
	refused(t, err)
	bad := b.checkout("ord_2", 20) // below the smallest charge
	_, err = b.Gateway.CreateCheckout(ctx, bad)
	refused(t, err)
}

// F7: the price of a charge comes after the charge.
func checkoutPriced(t *testing.T, b Bench) {
	ctx := t.Context()
	co := must[payments.Checkout](t)(b.Gateway.CreateCheckout(ctx, b.checkout("ord_1", 7039)))
	b.Pay(co.ID)
	co = must[payments.Checkout](t)(b.Gateway.GetCheckout(ctx, co.ID))
	if co.Charge == nil || co.Charge.Txn != nil {
		t.Fatalf("at first a charge has no price: %+v", co.Charge)
	}
	b.Wait(time.Minute)
	ch := must[payments.Charge](t)(b.Gateway.GetCharge(ctx, co.Charge.ID))
	if ch.Txn == nil || ch.Txn.Fee <= 0 || ch.Txn.Net != ch.Txn.Amount-ch.Txn.Fee || ch.Txn.Amount != 7039 {
		t.Fatalf("later it has: %+v", ch.Txn)
	}
	equal(t, "source", ch.Txn.Source, ch.ID)
	if !ch.Txn.AvailableOn.After(b.Now()) {
		t.Fatal("its money is not available at once")
	}
}

func refundsOnce(t *testing.T, b Bench) {
	ctx := t.Context()
	ch := b.sold(t, "ord_1", 7039)
	b.Wait(settled)
	r := payments.RefundRequest{
		Key: "mk:test:rf:ref_1:1", Charge: ch.ID, Amount: euros(798), Reason: "damaged",
		Metadata: map[string]string{"env": "test", "refund_id": "ref_1", "order_id": "ord_1"},
	}
	first := must[payments.ProviderRefund](t)(b.Gateway.CreateRefund(ctx, r))
	again := must[payments.ProviderRefund](t)(b.Gateway.CreateRefund(ctx, r))
	equal(t, "refund", again.ID, first.ID)
	got := must[payments.ProviderRefund](t)(b.Gateway.GetRefund(ctx, first.ID))
	equal(t, "state", got.State, payments.AtProviderSucceeded)
	equal(t, "amount", got.Amount, euros(798))
	equal(t, "charge", got.Charge, ch.ID)
	found := must[[]payments.ProviderRefund](t)(b.Gateway.FindRefunds(ctx, ch.ID))
	equal(t, "refunds of the charge", len(found), 1)
	equal(t, "ours in metadata", found[0].Metadata["refund_id"], "ref_1")
	equal(t, "reason in metadata", found[0].Metadata["reason"], "damaged")
	equal(t, "reason does not leak into the request", r.Metadata["reason"], "")
	equal(t, "refunded", must[payments.Charge](t)(b.Gateway.GetCharge(ctx, ch.ID)).Refunded, int64(798))
}

func refundsCapped(t *testing.T, b Bench) {
	ctx := t.Context()
	ch := b.sold(t, "ord_1", 5000)
	b.Wait(settled)
	r := payments.RefundRequest{Key: "mk:test:rf:ref_1:1", Charge: ch.ID, Amount: euros(5001)}
	_, err := b.Gateway.CreateRefund(ctx, r)
	refused(t, err)
	r.Key, r.Amount = "mk:test:rf:ref_2:1", euros(5000)
	must[payments.ProviderRefund](t)(b.Gateway.CreateRefund(ctx, r))
	r.Key, r.Amount = "mk:test:rf:ref_3:1", euros(1)
	_, err = b.Gateway.CreateRefund(ctx, r)
	refused(t, err, "charge_already_refunded")
}
