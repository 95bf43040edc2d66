package gatewaytest

import (
	"net/http"
	"testing"
	"time"

	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// Payment says what becomes of a payment. A provider in test mode decides that by the
// card, so it is said before the buyer pays.
type Payment int

// The payments of the suite.
const (
	Plain     Payment = iota // its money becomes available with time
	Available                // its money is available at once
	Disputed                 // the buyer's bank takes it back a moment later, as fraudulent
)

// Bench is one provider under test.
type Bench struct {
	Gateway payments.Gateway
	// Now is the provider's time.
	Now func() time.Time
	// Tick lets a moment pass at the provider.
	Tick func()
	// Pay pays an open session as a buyer would, and returns when it is complete.
	Pay func(co payments.Checkout, how Payment)
	// Account opens an account that can be paid.
	Account func(r payments.AccountRequest) string
	// Letter returns the headers and the body of the last webhook about an order for an
	// address that is registered as an endpoint.
	Letter func(url, order string) (http.Header, []byte)

	// Wait lets days pass at the provider. It is nil where time cannot be moved.
	Wait func(time.Duration)
	// Enable completes the papers of an account that the port opened. It is nil where
	// only a person can.
	Enable func(account string)

	run string // set by Run
}

// settled is longer than money takes to become available on any bench.
const settled = 7 * 24 * time.Hour

// patience is how long a provider may take over what comes a moment later, by its own
// clock.
const patience = time.Minute

// Soon waits until something is there that comes a moment later.
func (b *Bench) Soon(t *testing.T, what string, there func() bool) {
	t.Helper()
	for until := b.Now().Add(patience); !there(); b.Tick() {
		if b.Now().After(until) {
			t.Fatalf("%s: not there after %s", what, patience)
		}
	}
}

// id is a name that this run alone uses.
func (b *Bench) id(name string) string { return name + "_" + b.run }

// key is an idempotency key that this run alone uses.
func (b *Bench) key(name string) string { return "mk:test:" + b.run + ":" + name }

// group is the transfer group of an order.
func (b *Bench) group(order string) string { return "order_" + b.id(order) }

// marked is metadata that names the suite and the run, and what else is given in pairs.
func (b *Bench) marked(pairs ...string) map[string]string {
	m := map[string]string{"env": "test", "suite": "gatewaytest", "run": b.run}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

// checkout is a request for the payment of an order by several vendors' parts.
func (b *Bench) checkout(order string, parts ...int64) payments.CheckoutRequest {
	id := b.id(order)
	r := payments.CheckoutRequest{
		Key: b.key("co:" + order + ":1"), Order: id, Number: "M-" + id, Email: "buyer@example.com", Locale: "de",
		Total:      euros(0),
		SuccessURL: "https://market.example.com/thanks", CancelURL: "https://market.example.com/cart",
		ExpiresAt: b.Now().Add(35 * time.Minute), Metadata: b.marked("order_id", id),
	}
	for _, p := range parts {
		r.Lines = append(r.Lines, payments.CheckoutLine{Name: "Goods", Amount: euros(p)})
		r.Total.Minor += p
	}
	return r
}

// account is a request for a vendor's account.
func (b *Bench) account(vendor string) payments.AccountRequest {
	id := b.id(vendor)
	return payments.AccountRequest{
		Key: b.key("acct:" + vendor + ":1"), Vendor: id, Country: "DE", Email: id + "@example.com", Name: "Pottery", Business: true,
		Currency: money.EUR, Metadata: b.marked("vendor_id", id),
	}
}

// refund is a request for part of a charge.
func (b *Bench) refund(name, charge string, amount int64) payments.RefundRequest {
	return payments.RefundRequest{
		Key: b.key("rf:" + name + ":1"), Charge: charge, Amount: euros(amount), Metadata: b.marked("refund_id", b.id(name)),
	}
}

// transfer is a request for a transfer in the group of the order ord_1.
func (b *Bench) transfer(name, account, source string, amount int64) payments.TransferRequest {
	return payments.TransferRequest{
		Key: b.key("tr:" + name + ":1"), Destination: account, Amount: euros(amount), Source: source, Group: b.group("ord_1"),
		Metadata: b.marked("transfer_id", b.id(name), "order_id", b.id("ord_1")),
	}
}

// reversal is a request for part of a transfer.
func (b *Bench) reversal(name, transfer string, amount int64) payments.ReversalRequest {
	return payments.ReversalRequest{
		Key: b.key("rv:" + name + ":1"), Transfer: transfer, Amount: euros(amount), Metadata: b.marked("reversal_id", b.id(name)),
	}
}

// sold takes an order to a paid and priced charge.
func (b *Bench) sold(t *testing.T, order string, how Payment, parts ...int64) payments.Charge {
	t.Helper()
	co := must[payments.Checkout](t)(b.Gateway.CreateCheckout(t.Context(), b.checkout(order, parts...)))
	b.Pay(co, how)
	b.Soon(t, "the priced charge of "+order, func() bool {
		co = must[payments.Checkout](t)(b.Gateway.GetCheckout(t.Context(), co.ID))
		return co.Charge != nil && co.Charge.Txn != nil
	})
	return *co.Charge
}

// vendor opens an account that can be paid.
func (b *Bench) vendor(name string) string { return b.Account(b.account(name)) }

// euro is what an account, or the platform for "", has in euros.
func (b *Bench) euro(t *testing.T, account string) payments.ProviderBalance {
	t.Helper()
	for _, x := range must[[]payments.ProviderBalance](t)(b.Gateway.Balance(t.Context(), account)) {
		if x.Currency == money.EUR {
			return x
		}
	}
	return payments.ProviderBalance{Currency: money.EUR}
}

// balance is what an account has in euros, available or not.
func (b *Bench) balance(t *testing.T, account string) int64 {
	t.Helper()
	x := b.euro(t, account)
	return x.Available + x.Pending
}

// events lists events since a time to the end.
func (b *Bench) events(t *testing.T, since time.Time) []payments.ProviderEvent {
	t.Helper()
	var out []payments.ProviderEvent
	for cursor := ""; ; {
		list, next, err := b.Gateway.ListEvents(t.Context(), since, cursor)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, list...)
		if cursor = next; cursor == "" {
			return out
		}
	}
}

// lately is a time before this run began, for the lists that begin at a time: the
// provider's clock need not agree with the bench's to the second.
func (b *Bench) lately() time.Time { return b.Now().Add(-time.Minute) }
