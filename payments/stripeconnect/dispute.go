package stripeconnect

import (
	"context"

	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// GetDispute reads a dispute with what it has moved. The movements carry the real
// amounts: the withdrawal with the provider's fee, and its return when the dispute is
// won.
func (g *Gateway) GetDispute(ctx context.Context, id string) (payments.ProviderDispute, error) {
	d, err := g.api.Disputes.Get(id, &stripe.DisputeParams{Params: params(ctx, "")})
	if err != nil {
		return payments.ProviderDispute{}, classify(err, false)
	}
	out := payments.ProviderDispute{
		ID: d.ID, Amount: money.New(d.Amount, currency(d.Currency)), Reason: string(d.Reason), State: string(d.Status),
	}
	if d.Charge != nil {
		out.Charge = d.Charge.ID
	}
	if d.EvidenceDetails != nil {
		out.DueBy = at(d.EvidenceDetails.DueBy)
	}
	for _, t := range d.BalanceTransactions {
		out.Movements = append(out.Movements, transaction(t))
	}
	return out, nil
}
