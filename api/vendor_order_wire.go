package api

import (
	"slices"
	"strconv"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
)

// amounts reads money of the wire that must be in one currency.
type amounts struct {
	currency money.Currency
	faults   markthalle.Faults
}

// minor returns the minor units of an amount, 0 when it is absent.
func (x *amounts) minor(m *Money, pointer string) int64 {
	if m == nil {
		return 0
	}
	if m.Currency != string(x.currency) {
		x.faults.AddField(markthalle.Field{
			Pointer: pointer + "/currency", Code: "pricing.currency", Message: "The amount is in another currency.",
			Found: m.Currency, Wanted: string(x.currency),
		})
	}
	return m.Amount
}

// optional is minor for an amount that may be absent.
func (x *amounts) optional(m *Money, pointer string) *int64 {
	if m == nil {
		return nil
	}
	n := x.minor(m, pointer)
	return &n
}

// itemPointer is the JSON Pointer to a part of an item of a list.
func itemPointer(list string, i int, rest string) string {
	return list + "/" + strconv.Itoa(i) + rest
}

// VendorBuyerOut is what a vendor must know to deliver. Buyers' e-mail addresses and
// phone numbers are never told (MKT-26).
type VendorBuyerOut struct {
	Name    string        `json:"name"`
	Address VendorAddress `json:"address"`
}

// VendorLineOut is a line of a vendor's order and what has become of its units.
type VendorLineOut struct {
	ID             string `json:"id"`
	OfferID        string `json:"offer_id"`
	ProductID      string `json:"product_id"`
	VariantID      string `json:"variant_id"`
	SKU            string `json:"sku"`
	Title          string `json:"title"`
	Options        string `json:"options,omitempty"`
	Image          string `json:"image,omitempty"`
	Condition      string `json:"condition"`
	Quantity       int64  `json:"quantity"`
	Shipped        int64  `json:"shipped"`
	Cancelled      int64  `json:"cancelled"`
	Refunded       int64  `json:"refunded"`
	UnitPrice      Money  `json:"unit_price"`
	Subtotal       Money  `json:"subtotal"`
	Discount       Money  `json:"discount"`
	Tax            Money  `json:"tax"`
	Total          Money  `json:"total"`
	RefundedAmount Money  `json:"refunded_amount"`
}

func vendorLine(l orders.VendorLine, c money.Currency) VendorLineOut {
	return VendorLineOut{
		ID: string(l.ID), OfferID: string(l.Offer), ProductID: string(l.Product), VariantID: string(l.Variant), SKU: l.SKU,
		Title: l.Title, Options: l.Options, Image: l.Image, Condition: l.Condition, Quantity: l.Quantity, Shipped: l.Shipped,
		Cancelled: l.Cancelled, Refunded: l.Refunded, UnitPrice: minor(l.UnitPrice, c), Subtotal: minor(l.Gross, c),
		Discount: minor(l.Gross-l.Paid, c), Tax: minor(l.Tax, c), Total: minor(l.Paid, c), RefundedAmount: minor(l.PaidBack, c),
	}
}

// VendorShipmentOut is one parcel.
type VendorShipmentOut struct {
	ID             string        `json:"id"`
	State          string        `json:"state"`
	Lines          []VendorUnits `json:"lines"`
	Carrier        string        `json:"carrier"`
	TrackingNumber string        `json:"tracking_number,omitempty"`
	TrackingURL    string        `json:"tracking_url,omitempty"`
	ShippedAt      Time          `json:"shipped_at"`
	DeliveredAt    *Time         `json:"delivered_at,omitempty"`
}

func vendorShipment(s orders.Shipment) VendorShipmentOut {
	return VendorShipmentOut{
		ID: string(s.ID), State: string(s.State), Lines: mapped(s.Lines, vendorUnits), Carrier: s.Carrier,
		TrackingNumber: s.TrackingNumber, TrackingURL: orders.TrackingURL(s.Carrier, s.TrackingNumber),
		ShippedAt: Time{s.ShippedAt}, DeliveredAt: at(s.DeliveredAt),
	}
}

// VendorRefundLineOut is one line's part of a refund.
type VendorRefundLineOut struct {
	LineID   string `json:"line_id"`
	Quantity int64  `json:"quantity"`
	Amount   Money  `json:"amount"`
}

// VendorRefundOut is a decision to give money back, and what became of it.
type VendorRefundOut struct {
	ID             string                `json:"id"`
	State          string                `json:"state"`
	Amount         Money                 `json:"amount"`
	ShippingAmount Money                 `json:"shipping_amount"`
	Lines          []VendorRefundLineOut `json:"lines"`
	Reason         string                `json:"reason"`
	Code           string                `json:"code,omitempty"`
	At             Time                  `json:"at"`
	DoneAt         *Time                 `json:"done_at,omitempty"`
}

func vendorRefund(e orders.RefundEntry, c money.Currency) VendorRefundOut {
	return VendorRefundOut{
		ID: string(e.ID), State: string(e.State), Amount: minor(e.Amount, c), ShippingAmount: minor(e.Shipping, c), Reason: e.Reason,
		Code: e.Code, At: Time{e.At}, DoneAt: at(e.DoneAt),
		Lines: mapped(e.Lines, func(l orders.RefundLine) VendorRefundLineOut {
			return VendorRefundLineOut{LineID: string(l.Line), Quantity: l.Quantity, Amount: minor(l.Amount, c)}
		}),
	}
}

// VendorShippingOut is the delivery that the buyer chose.
type VendorShippingOut struct {
	Option string `json:"option"`
	Name   string `json:"name"`
	Price  Money  `json:"price"`
}

// VendorTotalsOut are the sums of a vendor's order: total = subtotal − discount_total +
// shipping_total, tax_total is contained.
type VendorTotalsOut struct {
	Subtotal      Money `json:"subtotal"`
	DiscountTotal Money `json:"discount_total"`
	ShippingTotal Money `json:"shipping_total"`
	TaxTotal      Money `json:"tax_total"`
	Total         Money `json:"total"`
	RefundedTotal Money `json:"refunded_total"`
}

// VendorFeesOut is what the market charges for an order, as frozen at purchase.
type VendorFeesOut struct {
	Commission Money `json:"commission"`
	Tax        Money `json:"tax"`
	Total      Money `json:"total"`
}

// VendorOrderOut is a vendor's part of an order. It says nothing of the other parts.
type VendorOrderOut struct {
	ID            string              `json:"id"`
	Revision      int64               `json:"revision"`
	Number        string              `json:"number"`
	State         string              `json:"state"`
	Reason        string              `json:"reason,omitempty"`
	Buyer         VendorBuyerOut      `json:"buyer"`
	Currency      string              `json:"currency"`
	Lines         []VendorLineOut     `json:"lines"`
	Shipping      VendorShippingOut   `json:"shipping"`
	Shipments     []VendorShipmentOut `json:"shipments"`
	Refunds       []VendorRefundOut   `json:"refunds"`
	Totals        VendorTotalsOut     `json:"totals"`
	Total         Money               `json:"total"`
	RefundedTotal Money               `json:"refunded_total"`
	Fees          VendorFeesOut       `json:"fees"`
	Actions       []string            `json:"actions"`
	PlacedAt      Time                `json:"placed_at"`
	PaidAt        *Time               `json:"paid_at,omitempty"`
	AcceptBy      *Time               `json:"accept_by,omitempty"`
	ShipBy        *Time               `json:"ship_by,omitempty"`
	PromisedBy    *Time               `json:"promised_by,omitempty"`
	AcceptedAt    *Time               `json:"accepted_at,omitempty"`
	ShippedAt     *Time               `json:"shipped_at,omitempty"`
	DeliveredAt   *Time               `json:"delivered_at,omitempty"`
	EndedAt       *Time               `json:"ended_at,omitempty"`
	Disputes      []VendorDisputeOut  `json:"disputes,omitempty"` // of one order, not in lists
}

// VendorDisputeOut is what the buyer's bank does about the payment of an order.
type VendorDisputeOut struct {
	ID             string `json:"id"`
	State          string `json:"state"` // inquiry, inquiry_closed, open, under_review, won or lost
	Reason         string `json:"reason"`
	OpenedAt       Time   `json:"opened_at"`
	DueBy          *Time  `json:"due_by,omitempty"`
	EvidenceSentAt *Time  `json:"evidence_sent_at,omitempty"`
	ClosedAt       *Time  `json:"closed_at,omitempty"`
	// Evidence is what the vendor added to what its order says anyway; CanAdd says whether it
	// may add or remove something now.
	Evidence []EvidencePartOut `json:"evidence"`
	CanAdd   bool              `json:"can_add_evidence"`
}

func (r *routes) vendorDispute(d payments.Dispute, a markthalle.Actor) VendorDisputeOut {
	out := VendorDisputeOut{
		ID: d.ID, State: string(d.State), Reason: d.Reason, OpenedAt: Time{d.OpenedAt}, DueBy: at(d.DueBy), ClosedAt: at(d.ClosedAt),
	}
	if d.Answer != nil {
		out.EvidenceSentAt = at(d.Answer.SentAt)
	}
	out.Evidence = mapped(d.PartsBy(a.Vendor), evidencePart)
	out.CanAdd = d.Answerable(r.Clock.Now()) && a.Can(markthalle.OrdersWrite)
	return out
}

func vendorOrder(v orders.VendorOrder, a markthalle.Actor) VendorOrderOut {
	c := v.Currency
	fee, tax := v.Fees()
	out := VendorOrderOut{
		ID: v.ID, Revision: v.Version, Number: v.Number, State: string(v.State), Reason: v.Reason, Currency: string(c),
		Buyer:     VendorBuyerOut{Name: v.Buyer, Address: vendorAddress(v.Address.Address)},
		Lines:     mapped(v.Lines, func(l orders.VendorLine) VendorLineOut { return vendorLine(l, c) }),
		Shipping:  VendorShippingOut{Option: v.ShippingOption, Name: v.ShippingName, Price: minor(v.ShippingPrice, c)},
		Shipments: mapped(v.Shipments, vendorShipment),
		Refunds:   mapped(v.Refunds, func(e orders.RefundEntry) VendorRefundOut { return vendorRefund(e, c) }),
		Total:     minor(v.Total, c), RefundedTotal: minor(v.RefundedTotal(), c),
		Totals: VendorTotalsOut{
			Subtotal: minor(v.Subtotal, c), DiscountTotal: minor(v.DiscountTotal, c), ShippingTotal: minor(v.ShippingPrice, c),
			TaxTotal: minor(v.TaxTotal, c), Total: minor(v.Total, c), RefundedTotal: minor(v.RefundedTotal(), c),
		},
		Fees:    VendorFeesOut{Commission: minor(fee, c), Tax: minor(tax, c), Total: minor(fee+tax, c)},
		Actions: orderActions(v, a), PlacedAt: Time{v.PlacedAt}, PaidAt: at(v.PaidAt), AcceptBy: at(v.AcceptBy), ShipBy: at(v.ShipBy),
		PromisedBy: at(v.PromisedBy), AcceptedAt: at(v.AcceptedAt), ShippedAt: at(v.ShippedAt), DeliveredAt: at(v.DeliveredAt), EndedAt: at(v.EndedAt),
	}
	return out
}

func vendorOrderOr(v orders.VendorOrder, err error, c *endpoint.Call) (VendorOrderOut, error) {
	if err != nil {
		return VendorOrderOut{}, err
	}
	return vendorOrder(v, c.Actor), nil
}

// orderActions lists what the actor may do to a vendor order now, by the table of states
// and the actor's permissions.
func orderActions(v orders.VendorOrder, a markthalle.Actor) []string {
	out := []string{}
	next := orders.VendorTransitions()[v.State]
	to := func(name string, states ...orders.VendorState) {
		if slices.ContainsFunc(states, func(s orders.VendorState) bool { return slices.Contains(next, s) }) {
			out = append(out, name)
		}
	}
	if a.CanFor(markthalle.OrdersWrite, v.Vendor) {
		to("accept", orders.Accepted)
		to("refuse", orders.Refused)
		to("ship", orders.Shipped, orders.PartlyShipped)
		to("cancel", orders.VendorCancelled, orders.Shipped)
		if slices.ContainsFunc(v.Shipments, func(s orders.Shipment) bool { return s.State == orders.InTransit }) {
			out = append(out, "deliver")
		}
	}
	left := v.ShippingPrice - v.ShippingBack
	for _, l := range v.Lines {
		left += l.Paid - l.PaidBack
	}
	if left > 0 && a.CanFor(markthalle.RefundsMoney, v.Vendor) {
		out = append(out, "refund")
	}
	return out
}
