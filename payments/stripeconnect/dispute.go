package stripeconnect

import (
	"bytes"
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
	return dispute(d), nil
}

// SubmitEvidence sends evidence, for good.
func (g *Gateway) SubmitEvidence(ctx context.Context, r payments.EvidenceRequest) (payments.ProviderDispute, error) {
	e, text := r.Evidence, func(s string) *string {
		if s == "" {
			return nil
		}
		return stripe.String(s)
	}
	p := &stripe.DisputeEvidenceParams{
		CustomerName: text(e.BuyerName), CustomerEmailAddress: text(e.BuyerEmail), ShippingAddress: text(e.Address), ProductDescription: text(e.Goods),
		ShippingCarrier: text(e.Carrier), ShippingTrackingNumber: text(e.Tracking), ShippingDate: text(e.ShippedOn),
		RefundPolicyDisclosure: text(e.RefundPolicy), UncategorizedText: text(e.Text),
	}
	for _, f := range e.Files {
		place(p, f)
	}
	d, err := g.api.Disputes.Update(r.Dispute, &stripe.DisputeParams{
		Params: params(ctx, r.Key), Submit: stripe.Bool(true), Metadata: r.Metadata, Evidence: p,
	})
	if err != nil {
		return payments.ProviderDispute{}, classify(err, true)
	}
	return dispute(d), nil
}

// place puts a file where Stripe expects it.
func place(p *stripe.DisputeEvidenceParams, f payments.EvidenceFile) {
	id := stripe.String(f.ID)
	switch f.Place {
	case payments.PlaceReceipt:
		p.Receipt = id
	case payments.PlaceShipping:
		p.ShippingDocumentation = id
	case payments.PlaceCommunication:
		p.CustomerCommunication = id
	case payments.PlaceSignature:
		p.CustomerSignature = id
	case payments.PlaceService:
		p.ServiceDocumentation = id
	default:
		p.UncategorizedFile = id
	}
}

// UploadEvidence hands a file over for the evidence of a dispute. Stripe takes uploads at an
// address of their own.
func (g *Gateway) UploadEvidence(ctx context.Context, r payments.FileRequest) (string, error) {
	f, err := g.api.Files.New(&stripe.FileParams{
		Params: params(ctx, r.Key), Purpose: stripe.String(string(stripe.FilePurposeDisputeEvidence)), Filename: stripe.String(r.Name),
		FileReader: bytes.NewReader(r.Content),
	})
	if err != nil {
		return "", classify(err, true)
	}
	return f.ID, nil
}

func dispute(d *stripe.Dispute) payments.ProviderDispute {
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
	return out
}

// GetWarning reads an early fraud warning.
func (g *Gateway) GetWarning(ctx context.Context, id string) (payments.ProviderWarning, error) {
	w, err := g.api.RadarEarlyFraudWarnings.Get(id, &stripe.RadarEarlyFraudWarningParams{Params: params(ctx, "")})
	if err != nil {
		return payments.ProviderWarning{}, classify(err, false)
	}
	out := payments.ProviderWarning{ID: w.ID, Type: string(w.FraudType), Actionable: w.Actionable}
	if w.Charge != nil {
		out.Charge = w.Charge.ID
	}
	return out, nil
}
