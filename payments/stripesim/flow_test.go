package stripesim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/payments/stripesim"
)

// TestSaleToPayout follows one order from the payment to the vendor's bank.
func TestSaleToPayout(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	vendor := b.vendor()

	ch := b.sale(7039, "eur", "4242424242424242")
	require.EqualValues(t, 7039, ch.Amount)
	require.Equal(t, "order_1", ch.TransferGroup)
	require.Equal(t, "ord_1", ch.Metadata["order_id"])
	available, pending := b.balance("")
	require.EqualValues(t, 0, available)
	require.EqualValues(t, 7039-131, pending, "1.5 % + 25 of the worked sale (§6.4)")

	tr, err := b.transfer(4346, vendor.ID, ch.ID)
	require.NoError(t, err)
	require.Equal(t, "order_1", tr.TransferGroup, "inherited from the source")
	require.Equal(t, ch.ID, tr.SourceTransaction.ID)
	_, pending = b.balance(vendor.ID)
	require.EqualValues(t, 4346, pending, "available when the charge settles (PAY-20)")

	b.advance(48 * time.Hour)
	available, pending = b.balance(vendor.ID)
	require.EqualValues(t, 4346, available)
	require.EqualValues(t, 0, pending)

	b.advance(24 * time.Hour) // the daily schedule
	pos := b.sc.Payouts.List(withAccount(&stripe.PayoutListParams{}, vendor.ID))
	require.True(t, pos.Next())
	po := pos.Payout()
	require.True(t, po.Automatic)
	require.EqualValues(t, 4346, po.Amount)
	items := b.sc.BalanceTransactions.List(withPayout(vendor.ID, po.ID))
	var sum int64
	for items.Next() {
		if items.BalanceTransaction().Type != "payout" {
			sum += items.BalanceTransaction().Net
		}
	}
	require.NoError(t, items.Err())
	require.EqualValues(t, 4346, sum, "an automatic payout is itemised (§2.4)")
	b.advance(25 * time.Hour)
	got, err := b.sc.Payouts.Get(po.ID, accountOnly(vendor.ID))
	require.NoError(t, err)
	require.Equal(t, stripe.PayoutStatusPaid, got.Status)
	b.books()
}

func withAccount(p *stripe.PayoutListParams, id string) *stripe.PayoutListParams {
	p.SetStripeAccount(id)
	return p
}

func accountOnly(id string) *stripe.PayoutParams {
	p := &stripe.PayoutParams{}
	p.SetStripeAccount(id)
	return p
}

func withPayout(account, id string) *stripe.BalanceTransactionListParams {
	p := &stripe.BalanceTransactionListParams{Payout: stripe.String(id)}
	p.SetStripeAccount(account)
	return p
}

// TestTransferRefusals proves PAY-20, PAY-21, PAY-22 and PAY-26 with Stripe's words.
func TestTransferRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v1, v2 := b.vendor(), b.vendor()
	ch := b.sale(5539, "eur", "4242424242424242")

	_, err := b.transfer(100, v1.ID, "")
	e := stripeError(t, err)
	require.Equal(t, stripe.ErrorCode("balance_insufficient"), e.Code, "pending money is not available (PAY-20)")
	require.Equal(t, 400, e.HTTPStatusCode)

	_, err = b.transfer(4346, v1.ID, ch.ID)
	require.NoError(t, err)
	_, err = b.transfer(2493, v2.ID, ch.ID)
	e = stripeError(t, err)
	require.Equal(t, "Transfers using this transaction as a source must not exceed the source amount of €55.39 "+
		"(There is already a transfer using this source, amounting to €43.46)", e.Msg)
	_, err = b.transfer(1193, v2.ID, ch.ID)
	require.NoError(t, err, "the sourced part (PAY-26)")

	topup, err := b.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(2000), Currency: stripe.String("eur"), Description: stripe.String("float")})
	require.NoError(t, err)
	require.Equal(t, stripe.TopupStatusPending, topup.Status)
	b.advance(48 * time.Hour)
	_, err = b.transfer(1300, v2.ID, "")
	require.NoError(t, err, "the part from the platform's balance (PAY-26)")

	usd := b.sale(1000, "usd", "4242424242424242")
	_, err = b.transfer(100, v1.ID, usd.ID)
	require.Contains(t, stripeError(t, err).Msg, "must be the same as the transfer currency", "PAY-22")
	_, err = b.transfer(100, "acct_unknown", ch.ID)
	require.Equal(t, "No such destination: 'acct_unknown'", stripeError(t, err).Msg)
	_, err = b.sc.Transfers.New(&stripe.TransferParams{
		Amount: stripe.Int64(1), Currency: stripe.String("eur"), Destination: stripe.String(v1.ID),
		SourceTransaction: stripe.String(ch.PaymentIntent.ID),
	})
	require.Equal(t, stripe.ErrorCodeResourceMissing, stripeError(t, err).Code, "a source is a charge, not an intent (PAY-20)")

	incomplete, err := b.sc.Accounts.New(accountParams())
	require.NoError(t, err)
	_, err = b.transfer(100, incomplete.ID, ch.ID)
	require.Equal(t, "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments", stripeError(t, err).Msg)
	b.books()
}

// TestReversal proves PAY-27: at most the unreversed amount, and the destination pays.
func TestReversal(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	vendor := b.vendor()
	ch := b.sale(5000, "eur", "4242424242424242")
	tr, err := b.transfer(4000, vendor.ID, ch.ID)
	require.NoError(t, err)

	r, err := b.sc.TransferReversals.New(&stripe.TransferReversalParams{ID: stripe.String(tr.ID), Amount: stripe.Int64(1000)})
	require.NoError(t, err, "pending money of the same source covers it")
	require.EqualValues(t, 1000, r.Amount)
	got, err := b.sc.Transfers.Get(tr.ID, nil)
	require.NoError(t, err)
	require.EqualValues(t, 1000, got.AmountReversed)
	require.False(t, got.Reversed)
	require.Len(t, got.Reversals.Data, 1)

	b.advance(48 * time.Hour)
	b.advance(24 * time.Hour) // paid out: nothing is left
	_, err = b.sc.TransferReversals.New(&stripe.TransferReversalParams{ID: stripe.String(tr.ID), Amount: stripe.Int64(1000)})
	require.Equal(t, stripe.ErrorCodeBalanceInsufficient, stripeError(t, err).Code)
	require.Equal(t, 200, b.control("settings", `{"allow_negative_reversal":true}`).status)
	_, err = b.sc.TransferReversals.New(&stripe.TransferReversalParams{ID: stripe.String(tr.ID), Amount: stripe.Int64(3001)})
	require.Contains(t, stripeError(t, err).Msg, "greater than unreversed amount on transfer (€30.00)")
	_, err = b.sc.TransferReversals.New(&stripe.TransferReversalParams{ID: stripe.String(tr.ID)})
	require.NoError(t, err)
	got, err = b.sc.Transfers.Get(tr.ID, nil)
	require.NoError(t, err)
	require.True(t, got.Reversed)
	_, err = b.sc.TransferReversals.New(&stripe.TransferReversalParams{ID: stripe.String(tr.ID)})
	require.Contains(t, stripeError(t, err).Msg, "already fully reversed")
	bal, err := b.sc.Balance.Get(&stripe.BalanceParams{})
	require.NoError(t, err)
	require.EqualValues(t, 3000, bal.ConnectReserved[0].Amount, "the platform covers a negative account")
	b.books()
}

// TestRefunds: caps, waiting for the balance, late failure.
func TestRefunds(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
	ch := b.sale(5000, "eur", "4242424242424242")
	refund := func(id string, amount int64) (*stripe.Refund, error) {
		p := &stripe.RefundParams{Charge: stripe.String(id)}
		if amount > 0 {
			p.Amount = stripe.Int64(amount)
		}
		return b.sc.Refunds.New(p)
	}
	r, err := refund(ch.ID, 2000)
	require.NoError(t, err)
	require.Equal(t, stripe.RefundStatusSucceeded, r.Status)
	_, err = refund(ch.ID, 3001)
	e := stripeError(t, err)
	require.Equal(t, "Refund amount (€30.01) is greater than unrefunded amount on charge (€30.00)", e.Msg)
	require.Equal(t, "amount", e.Param)

	r, err = refund(ch.ID, 0)
	require.NoError(t, err)
	require.Equal(t, stripe.RefundStatusPending, r.Status, "the fee is sunk, so the balance does not cover it (§6.4)")
	_, err = refund(ch.ID, 1)
	require.Equal(t, stripe.ErrorCodeChargeAlreadyRefunded, stripeError(t, err).Code)
	_, err = b.sc.Topups.New(&stripe.TopupParams{Amount: stripe.Int64(1000), Currency: stripe.String("eur")})
	require.NoError(t, err)
	b.advance(time.Second)
	r, err = b.sc.Refunds.Get(r.ID, nil)
	require.NoError(t, err)
	require.Equal(t, stripe.RefundStatusSucceeded, r.Status)
	got, err := b.sc.Charges.Get(ch.ID, nil)
	require.NoError(t, err)
	require.True(t, got.Refunded)

	late := b.sale(2000, "eur", "4000000000005126")
	r, err = refund(late.ID, 0)
	require.NoError(t, err)
	require.Equal(t, stripe.RefundStatusSucceeded, r.Status)
	b.advance(time.Minute)
	r, err = b.sc.Refunds.Get(r.ID, nil)
	require.NoError(t, err)
	require.Equal(t, stripe.RefundStatusFailed, r.Status, "a succeeded refund can fail later (F6)")
	require.NotNil(t, r.FailureBalanceTransaction)

	slow := b.sale(2000, "eur", "4000000000007726")
	r, err = refund(slow.ID, 0)
	require.NoError(t, err)
	require.Equal(t, stripe.RefundStatusPending, r.Status)
	b.advance(time.Minute)
	r, err = b.sc.Refunds.Get(r.ID, nil)
	require.NoError(t, err)
	require.Equal(t, stripe.RefundStatusSucceeded, r.Status)
	b.books()
}

// TestRefundCancel: only what waits for the balance can be cancelled.
func TestRefundCancel(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ch := b.sale(5000, "eur", "4242424242424242")
	r, err := b.sc.Refunds.New(&stripe.RefundParams{PaymentIntent: stripe.String(ch.PaymentIntent.ID)})
	require.NoError(t, err)
	require.Equal(t, stripe.RefundStatusPending, r.Status)
	r, err = b.sc.Refunds.Cancel(r.ID, &stripe.RefundCancelParams{})
	require.NoError(t, err)
	require.Equal(t, stripe.RefundStatusCanceled, r.Status)
	got, err := b.sc.Charges.Get(ch.ID, nil)
	require.NoError(t, err)
	require.EqualValues(t, 0, got.AmountRefunded)
	b.books()
}

// TestDeclinesAndSecure: every try is a charge of the same intent; a decline keeps the
// session open.
func TestDeclinesAndSecure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ card, code, decline string }{
		{"4000000000000002", "card_declined", "generic_decline"},
		{"4000000000009995", "card_declined", "insufficient_funds"},
		{"4000000000009987", "card_declined", "lost_card"},
		{"4000000000009979", "card_declined", "stolen_card"},
		{"4000000000006975", "card_declined", "card_velocity_exceeded"},
		{"4000000000000069", "expired_card", ""},
		{"4000000000000127", "incorrect_cvc", ""},
		{"4000000000000119", "processing_error", ""},
		{"4242424242424241", "incorrect_number", ""},
		{"4000008400001629", "card_declined", "generic_decline"},
		{"4100000000000019", "card_declined", "fraudulent"},
		{"4111111111111111", "card_declined", "test_mode_live_card"},
	} {
		t.Run(c.card, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			cs, err := b.sc.CheckoutSessions.New(sessionParams(2000, "eur"))
			require.NoError(t, err)
			require.Nil(t, cs.PaymentIntent)
			err = b.sim.PayCheckout(t.Context(), cs.ID, c.card)
			var e *stripesim.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, c.code, e.Code)
			require.Equal(t, c.decline, e.DeclineCode)
			got, err := b.sc.CheckoutSessions.Get(cs.ID, nil)
			require.NoError(t, err)
			require.Equal(t, stripe.CheckoutSessionStatusOpen, got.Status)
			require.NoError(t, b.sim.PayCheckout(t.Context(), cs.ID, "4000002760003184"))
			require.NoError(t, b.sim.PayCheckout(t.Context(), cs.ID, "4242424242424242"), "a double submit is one payment")
			got, err = b.sc.CheckoutSessions.Get(cs.ID, nil)
			require.NoError(t, err)
			require.Equal(t, stripe.CheckoutSessionStatusComplete, got.Status)
			require.Empty(t, got.URL)
			charges := b.sc.Charges.List(&stripe.ChargeListParams{PaymentIntent: stripe.String(got.PaymentIntent.ID)})
			n := 0
			for charges.Next() {
				n++
			}
			want := 2
			if c.code == "incorrect_number" {
				want = 1 // never reached the network
			}
			require.Equal(t, want, n)
		})
	}
}

// TestIntentByAPI: confirm, decline as 402, 3D Secure, manual capture, cancel.
func TestIntentByAPI(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	create := func(method string, change func(*stripe.PaymentIntentParams)) (*stripe.PaymentIntent, error) {
		p := &stripe.PaymentIntentParams{
			Amount: stripe.Int64(3000), Currency: stripe.String("eur"), PaymentMethod: stripe.String(method), Confirm: stripe.Bool(true),
			PaymentMethodTypes: stripe.StringSlice([]string{"card"}),
		}
		if change != nil {
			change(p)
		}
		return b.sc.PaymentIntents.New(p)
	}
	pi, err := create("pm_card_visa", nil)
	require.NoError(t, err)
	require.Equal(t, stripe.PaymentIntentStatusSucceeded, pi.Status)

	_, err = create("pm_card_visa_chargeDeclinedInsufficientFunds", nil)
	e := stripeError(t, err)
	require.Equal(t, 402, e.HTTPStatusCode)
	require.Equal(t, stripe.ErrorTypeCard, e.Type)
	require.Equal(t, stripe.DeclineCodeInsufficientFunds, e.DeclineCode)
	require.Equal(t, stripe.PaymentIntentStatusRequiresPaymentMethod, e.PaymentIntent.Status)
	require.NotEmpty(t, e.ChargeID)
	stored, err := b.sc.PaymentIntents.Get(e.PaymentIntent.ID, nil)
	require.NoError(t, err, "a declined intent stays")
	require.Equal(t, stripe.ErrorCodeCardDeclined, stored.LastPaymentError.Code)

	pi, err = create("pm_card_authenticationRequired", func(p *stripe.PaymentIntentParams) { p.ReturnURL = stripe.String("https://shop.example.com/back") })
	require.NoError(t, err)
	require.Equal(t, stripe.PaymentIntentStatusRequiresAction, pi.Status)
	w := b.page("POST", pi.NextAction.RedirectToURL.URL, map[string][]string{"result": {"fail"}})
	require.Equal(t, http.StatusSeeOther, w.Code)
	pi, err = b.sc.PaymentIntents.Get(pi.ID, nil)
	require.NoError(t, err)
	require.Equal(t, stripe.ErrorCode("payment_intent_authentication_failure"), pi.LastPaymentError.Code)

	pi, err = create("pm_card_visa", func(p *stripe.PaymentIntentParams) { p.CaptureMethod = stripe.String("manual") })
	require.NoError(t, err)
	require.Equal(t, stripe.PaymentIntentStatusRequiresCapture, pi.Status)
	pi, err = b.sc.PaymentIntents.Capture(pi.ID, &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(2500)})
	require.NoError(t, err)
	require.EqualValues(t, 2500, pi.AmountReceived)
	_, err = b.sc.PaymentIntents.Cancel(pi.ID, &stripe.PaymentIntentCancelParams{})
	require.Equal(t, stripe.ErrorCodePaymentIntentUnexpectedState, stripeError(t, err).Code)

	cs, err := b.sc.CheckoutSessions.New(sessionParams(2000, "eur"))
	require.NoError(t, err)
	require.Error(t, b.sim.PayCheckout(t.Context(), cs.ID, "4000000000000002"))
	list := b.sc.PaymentIntents.List(&stripe.PaymentIntentListParams{})
	require.True(t, list.Next())
	_, err = b.sc.PaymentIntents.Cancel(list.PaymentIntent().ID, &stripe.PaymentIntentCancelParams{})
	require.Contains(t, stripeError(t, err).Msg, "Checkout Session", "the session is expired, not its intent (§2.5)")
	b.advance(5 * time.Second)
	b.books()
}

// TestAsyncCapture proves F7: the balance transaction is null first.
func TestAsyncCapture(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cs, err := b.sc.CheckoutSessions.New(sessionParams(2000, "eur"))
	require.NoError(t, err)
	require.NoError(t, b.sim.PayCheckout(t.Context(), cs.ID, "4242424242424242"))
	p := &stripe.CheckoutSessionParams{}
	p.AddExpand("payment_intent.latest_charge.balance_transaction")
	cs, err = b.sc.CheckoutSessions.Get(cs.ID, p)
	require.NoError(t, err)
	require.Nil(t, cs.PaymentIntent.LatestCharge.BalanceTransaction)
	b.advance(1999 * time.Millisecond)
	cs, err = b.sc.CheckoutSessions.Get(cs.ID, p)
	require.NoError(t, err)
	require.Nil(t, cs.PaymentIntent.LatestCharge.BalanceTransaction)
	b.clock.Advance(time.Millisecond) // no worker ran: reading alone shows it
	cs, err = b.sc.CheckoutSessions.Get(cs.ID, p)
	require.NoError(t, err)
	require.EqualValues(t, 55, cs.PaymentIntent.LatestCharge.BalanceTransaction.Fee)
}
