package stripeconnect

import (
	"context"

	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// Payout reads one payout of a connected account.
func (g *Gateway) Payout(ctx context.Context, account, id string) (payments.ProviderPayout, error) {
	p := &stripe.PayoutParams{Params: params(ctx, "")}
	p.SetStripeAccount(account)
	x, err := g.api.Payouts.Get(id, p)
	if err != nil {
		return payments.ProviderPayout{}, classify(err, false)
	}
	return payout(x), nil
}

// Payouts reads one page of the payouts of a connected account, newest first.
func (g *Gateway) Payouts(ctx context.Context, q payments.PayoutQuery) (payments.PayoutPage, error) {
	p := &stripe.PayoutListParams{ListParams: list(ctx)}
	p.Single = true
	p.SetStripeAccount(q.Account)
	if !q.From.IsZero() || !q.To.IsZero() {
		p.CreatedRange = &stripe.RangeQueryParams{}
		if !q.From.IsZero() {
			p.CreatedRange.GreaterThanOrEqual = q.From.Unix()
		}
		if !q.To.IsZero() {
			p.CreatedRange.LesserThan = q.To.Unix()
		}
	}
	if q.Cursor != "" {
		p.StartingAfter = stripe.String(q.Cursor)
	}
	it := g.api.Payouts.List(p)
	var out payments.PayoutPage
	for it.Next() {
		out.Items = append(out.Items, payout(it.Payout()))
	}
	if err := it.Err(); err != nil {
		return payments.PayoutPage{}, classify(err, false)
	}
	if it.Meta().HasMore && len(out.Items) > 0 {
		out.Next = out.Items[len(out.Items)-1].ID
	}
	return out, nil
}

func payout(x *stripe.Payout) payments.ProviderPayout {
	return payments.ProviderPayout{
		ID: x.ID, Amount: money.New(x.Amount, currency(x.Currency)), State: string(x.Status), Failure: string(x.FailureCode),
		CreatedAt: at(x.Created), ArrivesAt: at(x.ArrivalDate),
	}
}
