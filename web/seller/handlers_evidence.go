package seller

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// evidenceOf is what the vendor added to the evidence of its order's disputes: nothing of
// what others did.
func evidenceOf(c *edge.Ctx, a markthalle.Actor, v *orders.VendorOrder, list []payments.Dispute) kernel.Evidence {
	out := kernel.Evidence{URL: "/sell/orders/" + v.ID + "/evidence", Kinds: c.EvidenceKinds()}
	for i := range list {
		d := &list[i]
		out.CanAdd = out.CanAdd || d.Answerable(c.Now()) && a.Can(markthalle.OrdersWrite)
		for _, p := range d.PartsBy(v.Vendor) {
			out.Parts = append(out.Parts, kernel.EvidencePart{ID: p.ID, Kind: string(p.Kind), Name: p.Name, Text: p.Text})
		}
	}
	return out
}

// addEvidence adds a text or a file to the evidence of the dispute over an order.
func addEvidence(c *edge.Ctx, a markthalle.Actor) error {
	id := c.Param("id")
	in, err := c.Evidence()
	if err != nil {
		return err
	}
	if _, err := c.Payouts.AddVendorEvidence(c.Context, a, markthalle.VendorOrderID(id), in); err != nil {
		return again(c, a, err, nil)
	}
	c.Flash("good", FlashEvidenceAdded)
	return backToOrder(c, id)
}

func removeEvidence(c *edge.Ctx, a markthalle.Actor) error {
	id := c.Param("id")
	if _, err := c.Payouts.RemoveVendorEvidence(c.Context, a, markthalle.VendorOrderID(id), c.Param("part")); err != nil {
		return again(c, a, err, nil)
	}
	c.Flash("good", FlashEvidenceRemoved)
	return backToOrder(c, id)
}
