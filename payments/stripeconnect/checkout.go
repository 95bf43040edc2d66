package stripeconnect

import (
	"context"
	"slices"
	"strings"

	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// CreateCheckout opens a hosted payment page: one row a vendor, amounts already
// reduced, the order as client reference and transfer group, our ids as metadata on
// the session and on the payment intent.
func (g *Gateway) CreateCheckout(ctx context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
	cur := strings.ToLower(string(r.Total.Currency))
	p := &stripe.CheckoutSessionParams{
		Params:             params(ctx, r.Key),
		Mode:               stripe.String(string(stripe.CheckoutSessionModePayment)),
		ClientReferenceID:  stripe.String(r.Order),
		SuccessURL:         stripe.String(r.SuccessURL),
		ExpiresAt:          stripe.Int64(r.ExpiresAt.Unix()),
		PaymentMethodTypes: stripe.StringSlice(g.offered(r.Total.Currency)),
		Metadata:           r.Metadata,
		PaymentIntentData: &stripe.CheckoutSessionPaymentIntentDataParams{
			TransferGroup: stripe.String("order_" + r.Order), Metadata: r.Metadata,
			CaptureMethod: stripe.String("automatic_async"), Description: stripe.String(r.Number),
		},
	}
	if r.Email != "" {
		p.CustomerEmail = stripe.String(r.Email)
	}
	if r.Locale != "" {
		p.Locale = stripe.String(r.Locale)
	}
	if r.CancelURL != "" {
		p.CancelURL = stripe.String(r.CancelURL)
	}
	for _, l := range r.Lines {
		if l.Amount.Minor == 0 {
			continue
		}
		p.LineItems = append(p.LineItems, &stripe.CheckoutSessionLineItemParams{
			Quantity: stripe.Int64(1),
			PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
				Currency: stripe.String(cur), UnitAmount: stripe.Int64(l.Amount.Minor),
				ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{Name: stripe.String(l.Name)},
			},
		})
	}
	cs, err := g.api.CheckoutSessions.New(p)
	if err != nil {
		return payments.Checkout{}, classify(err, true)
	}
	return checkout(cs), nil
}

// offered are the methods of payment for an order in a currency.
func (g *Gateway) offered(c money.Currency) []string {
	if c == money.EUR {
		return g.methods
	}
	return slices.DeleteFunc(slices.Clone(g.methods), func(m string) bool { return m == SEPADebit })
}

// GetCheckout reads a session with its charge and the charge's balance transaction.
func (g *Gateway) GetCheckout(ctx context.Context, id string) (payments.Checkout, error) {
	p := &stripe.CheckoutSessionParams{Params: params(ctx, "")}
	p.AddExpand("payment_intent.latest_charge.balance_transaction")
	cs, err := g.api.CheckoutSessions.Get(id, p)
	if err != nil {
		return payments.Checkout{}, classify(err, false)
	}
	return checkout(cs), nil
}

// ExpireCheckout ends a session. A session that is complete or expired already is
// refused by the provider.
func (g *Gateway) ExpireCheckout(ctx context.Context, id, key string) (payments.Checkout, error) {
	cs, err := g.api.CheckoutSessions.Expire(id, &stripe.CheckoutSessionExpireParams{Params: params(ctx, key)})
	if err != nil {
		return payments.Checkout{}, classify(err, true)
	}
	return checkout(cs), nil
}

func checkout(cs *stripe.CheckoutSession) payments.Checkout {
	out := payments.Checkout{
		ID: cs.ID, URL: cs.URL, State: string(cs.Status), Order: cs.ClientReferenceID, Metadata: cs.Metadata,
		Paid:  cs.PaymentStatus == stripe.CheckoutSessionPaymentStatusPaid,
		Total: money.New(cs.AmountTotal, currency(cs.Currency)),
	}
	if pi := cs.PaymentIntent; pi != nil {
		out.Intent = pi.ID
		out.Failed = cs.Status == stripe.CheckoutSessionStatusComplete && !out.Paid &&
			(pi.Status == stripe.PaymentIntentStatusRequiresPaymentMethod || pi.Status == stripe.PaymentIntentStatusCanceled)
		if ch := pi.LatestCharge; ch != nil && ch.Paid {
			c := charge(ch)
			out.Charge = &c
		}
	}
	return out
}

// GetCharge reads a charge with its balance transaction.
func (g *Gateway) GetCharge(ctx context.Context, id string) (payments.Charge, error) {
	p := &stripe.ChargeParams{Params: params(ctx, "")}
	p.AddExpand("balance_transaction")
	ch, err := g.api.Charges.Get(id, p)
	if err != nil {
		return payments.Charge{}, classify(err, false)
	}
	return charge(ch), nil
}

func charge(ch *stripe.Charge) payments.Charge {
	out := payments.Charge{
		ID: ch.ID, Amount: money.New(ch.Amount, currency(ch.Currency)), Refunded: ch.AmountRefunded,
		Order: ch.Metadata["order_id"],
	}
	if t := ch.BalanceTransaction; t != nil && t.Currency != "" {
		txn := transaction(t)
		out.Txn = &txn
	}
	return out
}

func transaction(t *stripe.BalanceTransaction) payments.Transaction {
	out := payments.Transaction{
		ID: t.ID, Type: string(t.Type), Currency: currency(t.Currency), Amount: t.Amount, Fee: t.Fee, Net: t.Net,
		AvailableOn: at(t.AvailableOn), CreatedAt: at(t.Created),
	}
	if t.Source != nil {
		out.Source = t.Source.ID
	}
	return out
}

func currency(c stripe.Currency) money.Currency { return money.Currency(strings.ToUpper(string(c))) }
