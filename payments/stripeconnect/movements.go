package stripeconnect

import (
	"context"
	"strings"

	"github.com/stripe/stripe-go/v79"

	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/payments"
)

// CreateRefund returns money to the buyer of a charge.
func (g *Gateway) CreateRefund(ctx context.Context, r payments.RefundRequest) (payments.ProviderRefund, error) {
	p := &stripe.RefundParams{
		Params: params(ctx, r.Key), Charge: stripe.String(r.Charge), Amount: stripe.Int64(r.Amount.Minor),
		Metadata: r.Metadata,
	}
	if r.Reason != "" {
		p.Metadata = withPair(p.Metadata, "reason", r.Reason)
	}
	re, err := g.api.Refunds.New(p)
	if err != nil {
		return payments.ProviderRefund{}, classify(err, true)
	}
	return refund(re), nil
}

func withPair(m map[string]string, k, v string) map[string]string {
	out := make(map[string]string, len(m)+1)
	for a, b := range m {
		out[a] = b
	}
	out[k] = v
	return out
}

// GetRefund reads a refund.
func (g *Gateway) GetRefund(ctx context.Context, id string) (payments.ProviderRefund, error) {
	re, err := g.api.Refunds.Get(id, &stripe.RefundParams{Params: params(ctx, "")})
	if err != nil {
		return payments.ProviderRefund{}, classify(err, false)
	}
	return refund(re), nil
}

// FindRefunds lists the refunds of a charge.
func (g *Gateway) FindRefunds(ctx context.Context, charge string) ([]payments.ProviderRefund, error) {
	p := &stripe.RefundListParams{ListParams: list(ctx), Charge: stripe.String(charge)}
	var out []payments.ProviderRefund
	it := g.api.Refunds.List(p)
	for it.Next() {
		out = append(out, refund(it.Refund()))
	}
	return out, classify(it.Err(), false)
}

func refund(re *stripe.Refund) payments.ProviderRefund {
	out := payments.ProviderRefund{
		ID: re.ID, Amount: money.New(re.Amount, currency(re.Currency)), State: string(re.Status),
		Failure: string(re.FailureReason), Metadata: re.Metadata,
	}
	if re.Charge != nil {
		out.Charge = re.Charge.ID
	}
	if re.BalanceTransaction != nil {
		out.Txn = re.BalanceTransaction.ID
	}
	return out
}

// CreateTransfer moves money to a connected account.
func (g *Gateway) CreateTransfer(ctx context.Context, r payments.TransferRequest) (payments.ProviderTransfer, error) {
	p := &stripe.TransferParams{
		Params: params(ctx, r.Key), Amount: stripe.Int64(r.Amount.Minor),
		Currency:    stripe.String(strings.ToLower(string(r.Amount.Currency))),
		Destination: stripe.String(r.Destination), TransferGroup: stripe.String(r.Group), Metadata: r.Metadata,
	}
	if r.Source != "" {
		p.SourceTransaction = stripe.String(r.Source)
	}
	tr, err := g.api.Transfers.New(p)
	if err != nil {
		return payments.ProviderTransfer{}, classify(err, true)
	}
	return transfer(tr), nil
}

// FindTransfers lists the transfers of a group.
func (g *Gateway) FindTransfers(ctx context.Context, group string) ([]payments.ProviderTransfer, error) {
	p := &stripe.TransferListParams{ListParams: list(ctx), TransferGroup: stripe.String(group)}
	var out []payments.ProviderTransfer
	it := g.api.Transfers.List(p)
	for it.Next() {
		out = append(out, transfer(it.Transfer()))
	}
	return out, classify(it.Err(), false)
}

func transfer(tr *stripe.Transfer) payments.ProviderTransfer {
	out := payments.ProviderTransfer{
		ID: tr.ID, Amount: money.New(tr.Amount, currency(tr.Currency)), Reversed: tr.AmountReversed, Metadata: tr.Metadata,
	}
	if tr.Destination != nil {
		out.Destination = tr.Destination.ID
	}
	if tr.SourceTransaction != nil {
		out.Source = tr.SourceTransaction.ID
	}
	return out
}

// ReverseTransfer takes part of a transfer back.
func (g *Gateway) ReverseTransfer(ctx context.Context, r payments.ReversalRequest) (payments.ProviderReversal, error) {
	rv, err := g.api.TransferReversals.New(&stripe.TransferReversalParams{
		Params: params(ctx, r.Key), ID: stripe.String(r.Transfer), Amount: stripe.Int64(r.Amount.Minor), Metadata: r.Metadata,
	})
	if err != nil {
		return payments.ProviderReversal{}, classify(err, true)
	}
	return reversal(rv), nil
}

// FindReversals lists the reversals of a transfer.
func (g *Gateway) FindReversals(ctx context.Context, transfer string) ([]payments.ProviderReversal, error) {
	p := &stripe.TransferReversalListParams{ListParams: list(ctx), ID: stripe.String(transfer)}
	var out []payments.ProviderReversal
	it := g.api.TransferReversals.List(p)
	for it.Next() {
		out = append(out, reversal(it.TransferReversal()))
	}
	return out, classify(it.Err(), false)
}

func reversal(rv *stripe.TransferReversal) payments.ProviderReversal {
	return payments.ProviderReversal{ID: rv.ID, Amount: money.New(rv.Amount, currency(rv.Currency)), Metadata: rv.Metadata}
}

func list(ctx context.Context) stripe.ListParams {
	return stripe.ListParams{Context: ctx, Limit: stripe.Int64(100)}
}
