package operator

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// Dispute is what a bank gets, or got, about a payment, and what was added to it.
type Dispute struct {
	ID       string
	OrderURL string
	DueBy    time.Time
	SentAt   time.Time
	Goods    string
	Buyer    string
	Address  string
	Parcels  string
	Text     string
	Evidence kernel.Evidence
	Faults   kernel.Faults
}

func showDispute(c *edge.Ctx, a markthalle.Actor) error { return disputePage(c, a, nil) }

// disputePage shows the evidence as it would be sent now, or as it was sent.
func disputePage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults) error {
	id := c.Param("id")
	e, err := c.Payouts.Evidence(c.Context, a, id)
	if err != nil {
		return err
	}
	d, err := c.Payments.Dispute(c.Context, id)
	if err != nil {
		return err
	}
	view := Dispute{ID: id, OrderURL: "/operator/orders/" + string(d.Order), DueBy: d.DueBy, Faults: faults}
	if d.Answer != nil {
		e, view.SentAt = d.Answer.Evidence, d.Answer.SentAt
	}
	view.Goods, view.Buyer, view.Address, view.Text = e.Goods, e.BuyerName, e.Address, e.Text
	view.Parcels = e.Carrier + " " + e.Tracking
	view.Evidence = kernel.Evidence{
		URL: "/operator/disputes/" + id + "/evidence", Kinds: c.EvidenceKinds(), Text: c.Form("text"),
		CanAdd: d.Answerable(c.Now()) && a.Can(markthalle.LedgerMoney),
	}
	view.Evidence.Parts = mapped(d.Parts, func(p payments.EvidencePart) kernel.EvidencePart {
		return kernel.EvidencePart{ID: p.ID, Kind: string(p.Kind), Name: p.Name, Text: p.Text, Side: p.Side, LeftOut: p.Kind != "" && !e.Sends(p.File)}
	})
	return c.Render(PageDispute, view)
}

// addEvidence adds a text or a file as the operator.
func addEvidence(c *edge.Ctx, a markthalle.Actor) error {
	in, err := c.Evidence()
	if err != nil {
		return err
	}
	if _, err := c.Payouts.AddEvidence(c.Context, a, c.Param("id"), in); err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return disputePage(c, a, faults) })
	}
	c.Flash("good", FlashEvidenceAdded)
	return c.Redirect("/operator/disputes/" + c.Param("id"))
}

func removeEvidence(c *edge.Ctx, a markthalle.Actor) error {
	if _, err := c.Payouts.RemoveEvidence(c.Context, a, c.Param("id"), c.Param("part")); err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return disputePage(c, a, faults) })
	}
	c.Flash("good", FlashEvidenceRemoved)
	return c.Redirect("/operator/disputes/" + c.Param("id"))
}

func sampleDispute() Dispute {
	return Dispute{
		ID: "dp_1", OrderURL: "/operator/orders/ord_207318", DueBy: in(5 * day), Goods: "2 × Teekanne Arbor", Buyer: "Jan Nowak", Address: "Rynek 1, 50-101 Wrocław, PL",
		Parcels: "DHL 00340434292135100186", Text: "Töpferei Ahrens: The neighbour signed for it.\nOrder MH-1 was placed on 2026-11-02 and paid on 2026-11-02.",
		Evidence: kernel.Evidence{
			URL: "/operator/disputes/dp_1/evidence", CanAdd: true, Kinds: []kernel.Option{{Value: "receipt", Label: "Quittung oder Rechnung"}},
			Parts: []kernel.EvidencePart{
				{ID: "evp_1", Text: "The neighbour signed for it.", Side: "Töpferei Ahrens"},
				{ID: "evp_2", Kind: "shipping_documentation", Name: "post.pdf", Side: "Werkstatt Kos", LeftOut: true},
			},
		},
	}
}
