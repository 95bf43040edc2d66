package operator

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// refundReasons are the reasons for which the operator gives money back.
var refundReasons = []string{
	"goodwill", "damaged", "defective", "wrong_item", "not_as_described", "missing_parts", "late", "changed_mind", "withdrawal", "other",
}

func orderTone(s orders.State) string {
	tone := map[orders.State]string{
		orders.Placing: "none", orders.AwaitingPayment: "warn", orders.Paying: "warn", orders.Paid: "good", orders.Failed: "bad",
	}[s]
	return cmp.Or(tone, "none")
}

// partState is the state of a vendor's part in words.
func (w words) partState(s orders.VendorState) kernel.Sign {
	tone := map[orders.VendorState]string{
		orders.VendorPaid: "warn", orders.Accepted: "info", orders.PartlyShipped: "info", orders.Shipped: "info",
		orders.VendorDelivered: "good", orders.Completed: "good", orders.Refused: "bad",
	}[s]
	return sign(cmp.Or(tone, "none"), w.tk("vo_state", string(s)))
}

func orderRow(o orders.Order) OrderRow {
	return OrderRow{
		Number: o.Number, URL: "/operator/orders/" + o.ID, At: o.PlacedAt, Buyer: o.Address.Name, State: string(o.State), Tone: orderTone(o.State),
		Vendors: mapped(o.Parts, func(p orders.Part) string { return p.VendorName }), Total: edge.Minor(o.Total, o.Currency),
	}
}

// order maps an order with what became of its parts.
func (w words) order(o orders.Order, parts []orders.VendorOrder, settled []payouts.Settlement, a markthalle.Actor) Order {
	out := Order{
		ID: o.ID, Number: o.Number, At: o.PlacedAt, State: string(o.State), Tone: orderTone(o.State), Buyer: o.Address.Name, Email: o.Email,
		Address: slices.DeleteFunc([]string{
			o.Address.Line1, o.Address.Line2, strings.TrimSpace(o.Address.PostalCode + " " + o.Address.City), o.Address.Country,
		}, func(s string) bool { return s == "" }),
		Total: edge.Minor(o.Total, o.Currency), Refunded: edge.Minor(0, o.Currency),
		Reasons:  options(refundReasons, func(r string) string { return w.tk("reason", r) }),
		Timeline: w.timeline(o, parts),
	}
	for _, p := range o.Parts {
		row := w.frozenPart(p, o.Currency)
		if i := slices.IndexFunc(parts, func(v orders.VendorOrder) bool { return v.ID == string(p.VendorOrder) }); i >= 0 {
			out.Refunded.Amount += parts[i].RefundedTotal()
			row.happened(w, parts[i], a)
		}
		if i := slices.IndexFunc(settled, func(s payouts.Settlement) bool { return s.VendorOrder == p.VendorOrder }); i >= 0 {
			row.Transfer = w.transfer(settled[i])
			row.Net = edge.Minor(settled[i].Earned-settled[i].Back, o.Currency)
		}
		out.Parts = append(out.Parts, row)
	}
	return out
}

// frozenPart is a part as it was frozen at checkout.
func (w words) frozenPart(p orders.Part, c money.Currency) OrderPart {
	fee, vat := p.CommissionTotal()
	net := p.ShippingPrice - fee - vat
	out := OrderPart{
		ID: string(p.VendorOrder), Vendor: p.VendorName, VendorURL: "/operator/vendors/" + string(p.Vendor), State: sign("none", w.t("oporders.not_paid")),
		Total: edge.Minor(p.Total, c), Fee: edge.Minor(fee, c), FeeTax: edge.Minor(vat, c), Refunded: edge.Minor(0, c),
		Transfer: sign("none", w.t("transfer.none")),
	}
	for _, l := range p.Lines {
		net += l.VendorShare()
		out.Lines = append(out.Lines, OrderLine{
			ID: string(l.ID), Title: strings.Trim(l.Title+", "+l.Options, ", "), Quantity: l.Quantity, Total: edge.Minor(l.Gross, c),
			FeeWhy: l.Fee.Sentence(w.locale), Refundable: edge.Minor(0, c),
		})
	}
	out.Net = edge.Minor(net, c)
	return out
}

// happened adds what became of a part since it was paid.
func (p *OrderPart) happened(w words, v orders.VendorOrder, a markthalle.Actor) {
	p.State = w.partState(v.State)
	p.Refunded = edge.Minor(v.RefundedTotal(), v.Currency)
	left := v.ShippingPrice - v.ShippingBack
	for _, l := range v.Lines {
		left += l.Paid - l.PaidBack
		for i := range p.Lines {
			if p.Lines[i].ID == string(l.ID) {
				p.Lines[i].Refundable = edge.Minor(l.Paid-l.PaidBack, v.Currency)
			}
		}
	}
	p.CanRefund = left > 0 && a.Can(markthalle.RefundsMoney)
}

// transfer says how far the vendor's money is.
func (w words) transfer(s payouts.Settlement) kernel.Sign {
	switch {
	case s.State == payouts.Held && s.ReleaseAt.IsZero():
		return sign("none", w.t("transfer.none"))
	case s.State == payouts.Held:
		return sign("none", w.t("transfer.held", "Day", w.day(s.ReleaseAt)))
	case s.Claimed > 0:
		return sign("info", w.t("transfer.claimed"))
	case s.Open > 0:
		return sign("info", w.t("transfer.open"))
	case s.Open < 0:
		return sign("warn", w.t("transfer.owed"))
	}
	return sign("good", w.t("transfer.done"))
}

// paymentFacts are the provider's names of the order's money.
func paymentFacts(p payments.Payment) []Fact {
	out := []Fact{{Key: "payment", Value: p.ID}}
	for _, x := range p.Charges {
		check := ""
		if x.Stray || x.Disputed {
			check = "warn"
		}
		out = append(out, Fact{Key: "charge", Value: x.ID, Check: check})
	}
	return out
}

// equations write the proofs over an order's documents and books.
func (w words) equations(documents []orders.Equation, books []payouts.Equation, c money.Currency) []Equation {
	var out []Equation
	for _, e := range documents {
		out = append(out, Equation{Name: w.proof(e.Name), Left: w.figure(e.Left, c), Right: w.figure(e.Right, c), Holds: e.Holds()})
	}
	for _, e := range books {
		out = append(out, Equation{Name: w.proof(e.Name), Left: w.figure(e.Left, c), Right: w.figure(e.Right, c), Holds: e.Holds()})
	}
	return out
}

// proofs are the names of equations, as the catalogue of messages knows them.
var proofs = map[string]string{
	"parts = order total": "parts", "lines + delivery = order total": "lines", "vendor orders = order total": "vendor_orders",
	"debits = credits": "balanced", "settlements = payment": "settlements", "payment − refunds = settlements − refunds": "refunds",
}

// proof names an equation in the reader's language; one that is newer keeps its name.
func (w words) proof(name string) string {
	if key, ok := proofs[name]; ok {
		return w.tk("proof_name", key)
	}
	for prefix, key := range map[string]string{"held of ": "held", "payable of ": "payable"} {
		if vendor, ok := strings.CutPrefix(name, prefix); ok {
			return w.tk("proof_of", key, "Vendor", vendor)
		}
	}
	return name
}

// documentLink leads to one entry of the ledger.
func documentLink(t ledger.Transaction) DocumentLink {
	return DocumentLink{
		ID: t.ID, Kind: postingKey(t.Kind), At: t.EffectiveAt, Amount: edge.Minor(t.Total(), t.Currency), URL: ledgerURL("document", t.ID, t.Currency),
	}
}

// timeline tells what happened to an order and its parts, newest first.
func (w words) timeline(o orders.Order, parts []orders.VendorOrder) []Event {
	var out []Event
	add := func(at time.Time, who, text string) {
		if !at.IsZero() {
			out = append(out, Event{At: at, Who: who, Text: text})
		}
	}
	add(o.PlacedAt, "", w.t("history.placed"))
	add(o.PaidAt, "", w.t("history.paid"))
	if !o.EndedAt.IsZero() {
		add(o.EndedAt, o.Reason, w.tk("order_state", string(o.State)))
	}
	for _, v := range parts {
		add(v.AcceptedAt, v.VendorName, w.t("history.accepted"))
		for _, s := range v.Shipments {
			add(s.ShippedAt, v.VendorName, w.t("history.shipped", "Carrier", orders.CarrierName(s.Carrier)))
			add(s.DeliveredAt, v.VendorName, w.t("history.delivered"))
		}
		for _, e := range v.Refunds {
			add(e.At, e.By, w.t("history.refund", "Amount", edge.Minor(e.Amount, v.Currency), "Reason", w.tk("reason", e.Reason)))
		}
		if v.State == orders.Refused || v.State == orders.VendorCancelled || v.State == orders.Completed {
			add(v.EndedAt, v.VendorName, w.tk("vo_state", string(v.State)))
		}
	}
	slices.SortStableFunc(out, func(x, y Event) int { return y.At.Compare(x.At) })
	return out
}
