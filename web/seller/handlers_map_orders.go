package seller

import (
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// orderState is the state of a vendor order in words.
func (w words) orderState(s orders.VendorState) kernel.Sign {
	tone := map[orders.VendorState]string{
		orders.VendorPaid: "warn", orders.Accepted: "info", orders.PartlyShipped: "info", orders.Shipped: "info",
		orders.VendorDelivered: "good", orders.Completed: "good", orders.Refused: "bad", orders.VendorCancelled: "none",
	}[s]
	if tone == "" {
		tone = "none"
	}
	return sign(tone, w.tk("vo_state", string(s)))
}

// orderClock is what must happen next by when; zero when nothing of the vendor's must.
func orderClock(v orders.VendorOrder) kernel.Clock {
	switch v.State {
	case orders.VendorPaid:
		return kernel.Clock{From: v.PaidAt, Due: v.AcceptBy, What: "accept"}
	case orders.Accepted, orders.PartlyShipped:
		from := v.AcceptedAt
		if from.IsZero() {
			from = v.PaidAt
		}
		return kernel.Clock{From: from, Due: v.ShipBy, What: "ship"}
	case orders.Shipped, orders.VendorDelivered, orders.Completed, orders.Refused, orders.VendorCancelled:
	}
	return kernel.Clock{}
}

// buyerOf names a buyer as a vendor may know them: name and town (MKT-26).
func buyerOf(v orders.VendorOrder) string {
	return strings.Trim(v.Buyer+", "+v.Address.City, ", ")
}

func addressLines(a vendors.Address) []string {
	lines := []string{a.Name, a.Line1, a.Line2, strings.TrimSpace(a.PostalCode + " " + a.City), a.Country}
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}

// contents lists what was ordered, shortened.
func (w words) contents(list []orders.VendorLine) string {
	parts := mapped(list, func(l orders.VendorLine) string {
		if l.Quantity == 1 {
			return titleOf(l)
		}
		return w.t("orders.times", "N", l.Quantity, "Title", titleOf(l))
	})
	return strings.Join(parts, ", ")
}

func titleOf(l orders.VendorLine) string {
	return strings.Trim(l.Title+", "+l.Options, ", ")
}

func (w words) orderRow(v orders.VendorOrder, address string, open bool) OrderRow {
	return OrderRow{
		ID: v.ID, Number: v.Number, URL: address, Buyer: buyerOf(v), Contents: w.contents(v.Lines), Clock: orderClock(v),
		State: w.orderState(v.State), Total: edge.Minor(v.Total, v.Currency), Open: open,
	}
}

// order maps a vendor order with its settlement, which is nil until the sale is booked.
func (w words) order(v orders.VendorOrder, s *payouts.Settlement, a markthalle.Actor, hold time.Duration) Order {
	out := Order{
		ID: v.ID, Number: v.Number, Buyer: buyerOf(v), BuyerLines: addressLines(v.Address.Address), State: w.orderState(v.State),
		Clock: orderClock(v), PaidAt: v.PaidAt, AcceptedAt: v.AcceptedAt, PromiseFrom: v.ShipBy, PromiseTo: v.PromisedBy,
		Lines:     mapped(v.Lines, func(l orders.VendorLine) OrderLine { return orderLine(l, v.Currency) }),
		Fees:      mapped(v.Lines, func(l orders.VendorLine) FeeLine { return w.feeLine(l, v.Currency) }),
		FeeWhy:    w.feeWhy(v.Lines),
		Shipments: mapped(v.Shipments, func(x orders.Shipment) Shipment { return w.shipment(x, v.Lines) }),
		Refunds:   mapped(v.Refunds, func(e orders.RefundEntry) RefundRow { return w.refundRow(e, v.Currency) }),
		Timeline:  w.timeline(v), SlipURL: "/sell/orders/" + v.ID + "/slip",
		Carriers: w.carriers(),
	}
	out.Calc, out.Result = w.calculation(v, s)
	out.FreeNote = w.freeNote(v, s, hold)
	out.allow(v, a)
	return out
}

// allow says what the actor may do now, by the table of states and the permissions.
func (o *Order) allow(v orders.VendorOrder, a markthalle.Actor) {
	next := orders.VendorTransitions()[v.State]
	can := func(states ...orders.VendorState) bool {
		return slices.ContainsFunc(states, func(s orders.VendorState) bool { return slices.Contains(next, s) })
	}
	if a.CanFor(markthalle.OrdersWrite, v.Vendor) {
		o.CanAccept = can(orders.Accepted)
		o.CanShip = can(orders.Shipped, orders.PartlyShipped)
		o.CanCancel = can(orders.VendorCancelled) || v.State == orders.PartlyShipped
	}
	left := v.ShippingPrice - v.ShippingBack
	for _, l := range v.Lines {
		left += l.Paid - l.PaidBack
	}
	o.CanRefund = left > 0 && a.CanFor(markthalle.RefundsMoney, v.Vendor)
}

func orderLine(l orders.VendorLine, c money.Currency) OrderLine {
	return OrderLine{
		ID: string(l.ID), Title: titleOf(l), SKU: l.SKU, Quantity: l.Quantity, UnitPrice: edge.Minor(l.UnitPrice, c),
		Total: edge.Minor(l.Gross, c), Shipped: l.Shipped, Cancelled: l.Cancelled, Refundable: edge.Minor(l.Paid-l.PaidBack, c),
		Open: l.Quantity - l.Shipped - l.Cancelled,
	}
}

func (w words) carriers() []kernel.Option {
	return mapped(orders.Carriers(), func(x orders.Carrier) kernel.Option {
		if x.Code == "other" {
			return kernel.Option{Value: x.Code, Label: w.t("reason.other")}
		}
		return kernel.Option{Value: x.Code, Label: x.Name}
	})
}

// calculation is how the vendor's amount comes about, from the frozen lines: goods − own
// reductions + delivery − commission − VAT on it − what refunds took.
func (w words) calculation(v orders.VendorOrder, s *payouts.Settlement) ([]CalcRow, kernel.Money) {
	c := v.Currency
	var goods, discount int64
	for _, l := range v.Lines {
		goods += l.Gross
		discount += l.VendorDiscount
	}
	fee, vat := v.Fees()
	rows := []CalcRow{{Label: w.t("calc.goods"), Amount: edge.Minor(goods, c)}}
	add := func(mark, label, detail string, amount int64) {
		if amount != 0 {
			rows = append(rows, CalcRow{Mark: mark, Label: label, Detail: detail, Amount: edge.Minor(amount, c)})
		}
	}
	add("−", w.t("calc.discount"), "", -discount)
	add("+", w.t("calc.shipping"), v.ShippingName, v.ShippingPrice)
	add("−", w.t("calc.commission"), w.oneRule(v.Lines), -fee)
	add("−", w.t("calc.commission_vat"), "", -vat)
	result := goods - discount + v.ShippingPrice - fee - vat
	if s != nil && s.Back != 0 {
		add("−", w.t("calc.refunds"), w.t("calc.refunds_detail"), -s.Back)
		result -= s.Back
	}
	return rows, edge.Minor(result, c)
}

// oneRule names the rule of the fees when there is only one.
func (w words) oneRule(list []orders.VendorLine) string {
	if len(list) == 0 {
		return ""
	}
	t := list[0].Fee.Trace
	for _, l := range list[1:] {
		if l.Fee.Trace.Rule != t.Rule || l.Fee.Trace.Version != t.Version {
			return ""
		}
	}
	return w.rule(t)
}

func (w words) rule(t commission.Trace) string {
	if t.Rule == "" {
		return ""
	}
	return w.t("fee.rule", "Name", t.Name, "No", t.Version)
}

// feeLine explains the fee of one line from its frozen trace (COM-8).
func (w words) feeLine(l orders.VendorLine, c money.Currency) FeeLine {
	exact, rounded := l.Fee.Rounding()
	return FeeLine{
		Line: w.t("orders.times", "N", l.Quantity, "Title", titleOf(l)), Base: w.feeBase(l.Fee.Trace.Base, c), Exact: w.exact(exact, c),
		Rounded: edge.Minor(rounded, c), VAT: edge.Minor(l.Fee.VAT, c), Rule: w.rule(l.Fee.Trace), Why: l.Fee.Sentence(w.locale),
	}
}

// feeBase writes what the percentage was taken of as a sum.
func (w words) feeBase(b commission.BaseParts, c money.Currency) string {
	out := w.amount(b.Price, c)
	simple := true
	add := func(mark string, n int64) {
		if n != 0 {
			out, simple = out+" "+mark+" "+w.amount(n, c), false
		}
	}
	add("−", b.VendorDiscount)
	add("−", b.OperatorDiscount)
	add("+", b.Tax)
	add("+", b.Shipping)
	add("+", b.GiftWrap)
	if simple {
		return out
	}
	return out + " = " + w.amount(b.Total, c)
}

// feeWhy are the sentences over all lines: the cent that lines share, the rules that did
// not apply, and what becomes of the fee when goods come back.
func (w words) feeWhy(list []orders.VendorLine) []string {
	var out []string
	said := map[string]bool{}
	say := func(s string) {
		if s != "" && !said[s] {
			said[s] = true
			out = append(out, s)
		}
	}
	for _, l := range list {
		t := l.Fee.Trace
		if t.Group.Lines > 1 {
			say(w.t("fee.group", "N", t.Group.Lines, "Exact", w.exact(t.Group.Exact, t.Currency), "Total", w.amount(t.Group.Total, t.Currency)))
		}
		for _, x := range t.ForVendor() {
			say(x.Sentence(w.locale))
		}
	}
	for _, l := range list {
		if l.Fee.Trace.Rule != "" {
			say(l.Fee.RefundSentence(w.locale))
		}
	}
	return out
}

// freeNote says when the vendor's amount becomes free.
func (w words) freeNote(v orders.VendorOrder, s *payouts.Settlement, hold time.Duration) string {
	switch {
	case v.State == orders.Refused || v.State == orders.VendorCancelled:
		return w.t("calc.never")
	case s != nil && s.State != payouts.Held:
		return w.t("calc.free_now")
	case s != nil && !s.ReleaseAt.IsZero():
		return w.t("calc.free_on", "Day", w.day(s.ReleaseAt))
	}
	return w.t("calc.free_after", "N", int(hold/(24*time.Hour)))
}

func (w words) shipment(x orders.Shipment, lines []orders.VendorLine) Shipment {
	titles := map[markthalle.LineID]string{}
	for _, l := range lines {
		titles[l.ID] = titleOf(l)
	}
	tone := "info"
	if x.State == orders.Arrived {
		tone = "good"
	}
	return Shipment{
		ID: string(x.ID), Carrier: orders.CarrierName(x.Carrier), Tracking: x.TrackingNumber, ShippedAt: x.ShippedAt, DeliveredAt: x.DeliveredAt,
		TrackingURL: orders.TrackingURL(x.Carrier, x.TrackingNumber), State: sign(tone, w.tk("shipment_state", string(x.State))),
		Contents: strings.Join(mapped(x.Lines, func(u orders.Units) string {
			return w.t("orders.times", "N", u.Quantity, "Title", titles[u.Line])
		}), ", "),
	}
}

func (w words) refundRow(e orders.RefundEntry, c money.Currency) RefundRow {
	tone := map[orders.RefundState]string{
		orders.RefundOpen: "info", orders.RefundDone: "good", orders.RefundRejected: "none", orders.RefundFailed: "bad",
	}[e.State]
	return RefundRow{
		At: e.At, Reason: w.tk("reason", e.Reason), Amount: edge.Minor(e.Amount, c), State: sign(tone, w.tk("refund_state", string(e.State))),
	}
}

// timeline tells what happened, newest first.
func (w words) timeline(v orders.VendorOrder) []Event {
	var out []Event
	add := func(at time.Time, text string) {
		if !at.IsZero() {
			out = append(out, Event{At: at, Text: text})
		}
	}
	add(v.PaidAt, w.t("history.paid"))
	add(v.AcceptedAt, w.t("history.accepted"))
	for _, x := range v.Shipments {
		add(x.ShippedAt, w.t("history.shipped", "Carrier", orders.CarrierName(x.Carrier)))
		add(x.DeliveredAt, w.t("history.delivered"))
	}
	for _, e := range v.Refunds {
		add(e.At, w.t("history.refund", "Amount", edge.Minor(e.Amount, v.Currency), "Reason", w.tk("reason", e.Reason)))
	}
	switch v.State {
	case orders.Completed, orders.Refused, orders.VendorCancelled:
		add(v.EndedAt, w.tk("vo_state", string(v.State)))
	case orders.VendorPaid, orders.Accepted, orders.PartlyShipped, orders.Shipped, orders.VendorDelivered:
	}
	slices.SortStableFunc(out, func(a, b Event) int { return b.At.Compare(a.At) })
	return out
}
