package stripesim_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/payments/stripesim"
)

func (b *bench) disputeOf(chargeID string) *stripe.Dispute {
	b.t.Helper()
	list := b.sc.Disputes.List(&stripe.DisputeListParams{Charge: stripe.String(chargeID)})
	require.True(b.t, list.Next())
	return list.Dispute()
}

// TestDisputes walks the machine of §10.3: money out at the start, back when won.
func TestDisputes(t *testing.T) {
	t.Parallel()
	evidence := func(text string) *stripe.DisputeParams {
		return &stripe.DisputeParams{Evidence: &stripe.DisputeEvidenceParams{UncategorizedText: stripe.String(text)}}
	}
	for name, c := range map[string]struct {
		card  string
		step  func(*bench, *stripe.Dispute)
		final stripe.DisputeStatus
		cost  int64 // what is gone for good, besides the payment fee
	}{
		"won": {"4000000000000259", func(b *bench, d *stripe.Dispute) {
			_, err := b.sc.Disputes.Update(d.ID, evidence("winning_evidence"))
			require.NoError(b.t, err)
		}, "won", 2000},
		"lost": {"4000000000000259", func(b *bench, d *stripe.Dispute) {
			_, err := b.sc.Disputes.Update(d.ID, evidence("losing_evidence"))
			require.NoError(b.t, err)
		}, "lost", 2000 + 9000},
		"closed": {"4000000000002685", func(b *bench, d *stripe.Dispute) {
			_, err := b.sc.Disputes.Close(d.ID, &stripe.DisputeParams{})
			require.NoError(b.t, err)
		}, "lost", 2000 + 9000},
		"deadline": {"4000000000000259", func(b *bench, _ *stripe.Dispute) { b.advance(8 * 24 * time.Hour) }, "lost", 2000 + 9000},
		"inquiry closes": {"4000000000001976", func(b *bench, d *stripe.Dispute) {
			require.Equal(b.t, stripe.DisputeStatusWarningNeedsResponse, d.Status)
			require.Empty(b.t, d.BalanceTransactions)
			b.advance(8 * 24 * time.Hour)
		}, "warning_closed", 0},
		"inquiry escalates": {"4000000000001976", func(b *bench, d *stripe.Dispute) {
			_, err := b.sc.Disputes.Update(d.ID, evidence("escalate_inquiry_evidence"))
			require.NoError(b.t, err)
		}, "needs_response", 2000 + 9000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
			ch := b.sale(9000, "eur", c.card)
			d := b.disputeOf(ch.ID)
			if d.Status == stripe.DisputeStatusNeedsResponse {
				require.Len(t, d.BalanceTransactions, 1)
				require.EqualValues(t, -11000, d.BalanceTransactions[0].Net, "amount and fee in one transaction")
				_, err := b.sc.Refunds.New(&stripe.RefundParams{Charge: stripe.String(ch.ID)})
				require.Equal(t, stripe.ErrorCode("charge_disputed"), stripeError(t, err).Code)
			}
			c.step(b, d)
			b.advance(3 * time.Second)
			d = b.disputeOf(ch.ID)
			require.Equal(t, c.final, d.Status)
			available, _ := b.balance("")
			require.EqualValues(t, 9000-160-c.cost, available)
			b.books()
		})
	}
}

// TestDisputeRules: evidence once; a fully refunded charge cannot be disputed; a
// warning comes as an event.
func TestDisputeRules(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
	b.sale(50000, "eur", "4242424242424242")
	ch := b.sale(9000, "eur", "4000000000000259")
	d := b.disputeOf(ch.ID)
	p := &stripe.DisputeParams{Evidence: &stripe.DisputeEvidenceParams{UncategorizedText: stripe.String("we shipped it")}}
	_, err := b.sc.Disputes.Update(d.ID, p)
	require.NoError(t, err)
	_, err = b.sc.Disputes.Update(d.ID, p)
	require.Equal(t, 400, stripeError(t, err).HTTPStatusCode, "evidence is submitted once")
	b.advance(90 * 24 * time.Hour)
	require.Equal(t, stripe.DisputeStatusUnderReview, b.disputeOf(ch.ID).Status, "no magic words: the operator decides")
	require.Equal(t, 200, b.control("disputes/"+d.ID, `{"outcome":"won"}`).status)
	require.Equal(t, 400, b.control("disputes/"+d.ID, `{"outcome":"lost"}`).status)

	refunded := b.sale(1000, "eur", "4242424242424242")
	_, err = b.sc.Refunds.New(&stripe.RefundParams{Charge: stripe.String(refunded.ID)})
	require.NoError(t, err)
	_, err = b.sim.RaiseDispute(refunded.ID, "fraudulent", false)
	require.Error(t, err)
	asked := b.sale(1000, "eur", "4242424242424242")
	inquiry, err := b.sim.RaiseDispute(asked.ID, "fraudulent", true)
	require.NoError(t, err)
	_, err = b.sc.Refunds.New(&stripe.RefundParams{Charge: stripe.String(asked.ID), Amount: stripe.Int64(400)})
	require.NoError(t, err)
	partly := b.sale(1000, "eur", "4242424242424242")
	rest, err := b.sim.RaiseDispute(partly.ID, "fraudulent", true)
	require.NoError(t, err)
	_, err = b.sc.Refunds.New(&stripe.RefundParams{Charge: stripe.String(partly.ID), Amount: stripe.Int64(400)})
	require.NoError(t, err)
	require.NoError(t, b.sim.DecideDispute(rest, "needs_response"))
	require.EqualValues(t, 600, b.disputeOf(partly.ID).Amount, "an inquiry becomes a dispute over what is left")
	_, err = b.sc.Refunds.New(&stripe.RefundParams{Charge: stripe.String(asked.ID)})
	require.NoError(t, err)
	require.Error(t, b.sim.DecideDispute(inquiry, "needs_response"), "nothing is left to dispute")

	b.sale(1000, "eur", "4000000000005423")
	require.NotEmpty(t, b.call(http.MethodGet, "/v1/radar/early_fraud_warnings", "").body["data"])
	events := b.sc.Events.List(&stripe.EventListParams{Type: stripe.String("radar.early_fraud_warning.created")})
	require.True(t, events.Next())
}

// TestPayoutFailures: F6, and no payout until the bank account is replaced.
func TestPayoutFailures(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
	vendor := b.vendor(func(p *stripe.AccountParams) {
		p.ExternalAccount = &stripe.AccountExternalAccountParams{AccountNumber: stripe.String("000111111116"), Country: stripe.String("DE"), Currency: stripe.String("eur")}
	})
	ch := b.sale(9000, "eur", "4242424242424242")
	_, err := b.transfer(5000, vendor.ID, ch.ID)
	require.NoError(t, err)
	b.advance(50 * time.Hour) // midnight, and a day in transit
	list := b.sc.Payouts.List(withAccount(&stripe.PayoutListParams{}, vendor.ID))
	require.True(t, list.Next())
	require.Equal(t, stripe.PayoutStatusFailed, list.Payout().Status)
	require.Equal(t, stripe.PayoutFailureCode("no_account"), list.Payout().FailureCode)
	available, _ := b.balance(vendor.ID)
	require.EqualValues(t, 5000, available, "the money came back")
	a, err := b.sc.Accounts.GetByID(vendor.ID, nil)
	require.NoError(t, err)
	require.False(t, a.PayoutsEnabled)
	require.Equal(t, stripe.BankAccountStatus("errored"), a.ExternalAccounts.Data[0].BankAccount.Status)

	_, err = b.sc.BankAccounts.New(&stripe.BankAccountParams{
		Account: stripe.String(vendor.ID), AccountNumber: stripe.String("DE89370400440532013000"),
		Country: stripe.String("DE"), Currency: stripe.String("eur"), AccountHolderName: stripe.String("Shop"),
	})
	require.NoError(t, err)
	b.advance(50 * time.Hour)
	list = b.sc.Payouts.List(withAccount(&stripe.PayoutListParams{}, vendor.ID))
	require.True(t, list.Next())
	require.Equal(t, stripe.PayoutStatusPaid, list.Payout().Status)
	require.NoError(t, b.sim.DecidePayout(list.Payout().ID, "failed", "account_closed"), "paid may become failed")
	require.Error(t, b.sim.DecidePayout(list.Payout().ID, "paid", ""))
	b.books()
}

// TestManualPayout: refusals, cancel, and no itemisation.
func TestManualPayout(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
	b.sale(9000, "eur", "4242424242424242")
	payout := func(amount int64, cur string) (*stripe.Payout, error) {
		return b.sc.Payouts.New(&stripe.PayoutParams{Amount: stripe.Int64(amount), Currency: stripe.String(cur)})
	}
	_, err := payout(9000, "eur")
	require.Equal(t, stripe.ErrorCodeBalanceInsufficient, stripeError(t, err).Code)
	_, err = payout(150, "huf")
	require.Contains(t, stripeError(t, err).Msg, "multiple of 100", "HUF (PAY-32)")
	po, err := payout(1000, "eur")
	require.NoError(t, err)
	require.Equal(t, 400, b.call(http.MethodGet, "/v1/balance_transactions", "payout="+po.ID).status, "manual payouts cannot be itemised (§2.4)")
	po, err = b.sc.Payouts.Cancel(po.ID, &stripe.PayoutParams{})
	require.NoError(t, err)
	require.Equal(t, stripe.PayoutStatusCanceled, po.Status)
	po, err = payout(1000, "eur")
	require.NoError(t, err)
	b.advance(time.Hour)
	_, err = b.sc.Payouts.Cancel(po.ID, &stripe.PayoutParams{})
	require.Contains(t, stripeError(t, err).Msg, "in_transit")
	available, _ := b.balance("")
	require.EqualValues(t, 9000-160-1000, available)
	b.advance(90 * 24 * time.Hour)
	list := b.sc.Payouts.List(&stripe.PayoutListParams{})
	n := 0
	for list.Next() {
		n++
	}
	require.Equal(t, 2, n, "the platform's schedule is manual (PAY-24)")
	b.books()
}

// TestAmounts proves F8 and PAY-32 for payments.
func TestAmounts(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(c *stripesim.Config) { c.SettleDelay = 0 })
	for _, c := range []struct {
		amount int64
		cur    string
		code   string
	}{
		{50, "eur", ""},
		{49, "eur", "amount_too_small"},
		{1, "eur", "amount_too_small"},
		{99999999, "eur", ""},
		{100000000, "eur", "amount_too_large"},
		{50, "jpy", ""},
		{500, "jpy", ""},
		{1230, "kwd", ""},
		{1235, "kwd", "parameter_invalid_integer"},
		{17500, "huf", ""},
		{20050, "huf", ""},
		{17400, "huf", "amount_too_small"},
		{10000, "isk", ""},
		{10050, "isk", "parameter_invalid_integer"},
		{200, "pln", ""},
	} {
		pi, err := b.sc.PaymentIntents.New(&stripe.PaymentIntentParams{
			Amount: stripe.Int64(c.amount), Currency: stripe.String(c.cur), Confirm: stripe.Bool(true),
			PaymentMethod: stripe.String("pm_card_visa"), CaptureMethod: stripe.String("automatic"), PaymentMethodTypes: stripe.StringSlice([]string{"card"}),
		})
		if c.code != "" {
			require.Equalf(t, stripe.ErrorCode(c.code), stripeError(t, err).Code, "%d %s", c.amount, c.cur)
			continue
		}
		require.NoErrorf(t, err, "%d %s", c.amount, c.cur)
		require.Equal(t, stripe.PaymentIntentStatusSucceeded, pi.Status)
	}
	free := sessionParams(0, "eur")
	cs, err := b.sc.CheckoutSessions.New(free)
	require.NoError(t, err)
	require.NoError(t, b.sim.PayCheckout(t.Context(), cs.ID, ""))
	cs, err = b.sc.CheckoutSessions.Get(cs.ID, nil)
	require.NoError(t, err)
	require.Equal(t, stripe.CheckoutSessionPaymentStatusNoPaymentRequired, cs.PaymentStatus)
	_, err = b.sc.CheckoutSessions.New(sessionParams(49, "eur"))
	require.Equal(t, stripe.ErrorCodeAmountTooSmall, stripeError(t, err).Code, "PAY-31")
	foreign := b.sale(10000, "eur", "4000008260000000")
	require.EqualValues(t, 325+25, b.feeOf(foreign))
	b.books()
}

func (b *bench) feeOf(ch *stripe.Charge) int64 {
	b.t.Helper()
	x, err := b.sc.BalanceTransactions.Get(ch.BalanceTransaction.ID, nil)
	require.NoError(b.t, err)
	require.Equal(b.t, x.Amount-x.Fee, x.Net)
	return x.Fee
}
