package edge

import (
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/kernel"
)

// Evidence reads what a form adds to the evidence of a dispute.
func (c *Ctx) Evidence() (payouts.EvidenceInput, error) {
	in := payouts.EvidenceInput{Text: c.Form("text")}
	name, content, ok, err := c.Upload("file", payments.MaxEvidence)
	if err != nil || !ok {
		return in, err
	}
	in.File = &payments.File{Kind: payments.EvidenceKind(c.Form("kind")), Name: name, Content: content}
	return in, nil
}

// EvidenceKinds are the choices of what a file shows.
func (c *Ctx) EvidenceKinds() []kernel.Option {
	out := make([]kernel.Option, len(payments.EvidenceKinds))
	for i, k := range payments.EvidenceKinds {
		out[i] = kernel.Option{Value: string(k), Label: c.Code("evidence_kind", string(k))}
	}
	return out
}
