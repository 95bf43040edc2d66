package storefront

import (
	"slices"
	"strconv"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/notify"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// axisDays is how many days the time axis of an order has.
const axisDays = 8

// orderOf is an order as its buyer sees it.
func orderOf(c *edge.Ctx, o *orders.Order, parts []orders.VendorOrder, paid payments.Payment) Order {
	cur := o.Currency
	out := Order{
		Number: o.Number, State: orderState(o, parts), PaidAt: o.PaidAt, Guest: guest(c, o),
		Address: postal(o.Address.Address, c.Locale), Paid: edge.Minor(0, cur),
	}
	if o.State == orders.AwaitingPayment {
		out.PayURL = hosted(paid.URL(), c.Market.BaseURL())
	}
	var back int64
	for i := range parts {
		back += parts[i].RefundedTotal()
	}
	if o.State == orders.Paid {
		out.Paid = edge.Minor(o.Total, cur)
	}
	out.Refunded, out.Remains = edge.Minor(back, cur), edge.Minor(out.Paid.Amount-back, cur)
	start := axisStart(o, parts, c.Now(), c.Site.Zone())
	for i := range axisDays {
		out.Days = append(out.Days, start.AddDate(0, 0, i).Add(12*time.Hour))
	}
	if col := dayColumn(start, c.Now()); col >= 1 && col <= axisDays {
		out.Today = col
	}
	byPart := map[markthalle.VendorOrderID]*orders.VendorOrder{}
	for i := range parts {
		byPart[markthalle.VendorOrderID(parts[i].ID)] = &parts[i]
	}
	for i := range o.Parts {
		p := &o.Parts[i]
		out.Lanes = append(out.Lanes, laneOf(c, o, p, byPart[p.VendorOrder], start))
	}
	for i := range parts {
		out.Refunds = append(out.Refunds, refundsOf(c, &parts[i])...)
	}
	if len(cancellable(o, parts)) > 0 || o.State == orders.AwaitingPayment {
		out.Tasks = append(out.Tasks, Task{Key: "cancel", URL: "/orders/" + o.ID + "/cancel"})
	}
	out.Timeline = historyOf(c, o, parts)
	return out
}

// hosted is the address of a payment page; one on our own origin as a path, so that it
// works under every name of the host.
func hosted(address, base string) string {
	if len(address) > len(base) && address[:len(base)] == base && address[len(base)] == '/' {
		return address[len(base):]
	}
	return address
}

// orderState sums up in one code where the parts of an order stand.
func orderState(o *orders.Order, parts []orders.VendorOrder) string {
	if o.Reason == payments.CodeDelayed {
		return "payment_failed"
	}
	if o.State != orders.Paid || len(parts) == 0 {
		return string(o.State)
	}
	count := map[orders.VendorState]int{}
	for i := range parts {
		count[parts[i].State]++
	}
	open := len(parts) - count[orders.Refused] - count[orders.VendorCancelled]
	arrived := count[orders.VendorDelivered] + count[orders.Completed]
	sent := arrived + count[orders.Shipped]
	switch {
	case open == 0:
		return "cancelled"
	case count[orders.Completed] == open:
		return "completed"
	case arrived == open:
		return "delivered"
	case sent == open:
		return "shipped"
	case sent > 0 || count[orders.PartlyShipped] > 0:
		return "partially_shipped"
	}
	return "paid"
}

// axisStart is the first day of the axis: the day of the order, or a week before today
// while an older one is still under way.
func axisStart(o *orders.Order, parts []orders.VendorOrder, now time.Time, zone *time.Location) time.Time {
	begin := o.PlacedAt
	if !o.PaidAt.IsZero() {
		begin = o.PaidAt
	}
	start := midnight(begin, zone)
	under := false
	for i := range parts {
		switch parts[i].State {
		case orders.VendorPaid, orders.Accepted, orders.PartlyShipped, orders.Shipped:
			under = true
		case orders.VendorDelivered, orders.Completed, orders.Refused, orders.VendorCancelled:
		}
	}
	if late := midnight(now, zone).AddDate(0, 0, -4); under && dayColumn(start, now) > axisDays {
		return late
	}
	return start
}

func midnight(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// dayColumn is the column of a moment on an axis that begins at start; 1 is the first
// day. It counts days by the calendar, so that summer time moves nothing.
func dayColumn(start, t time.Time) int {
	days := func(t time.Time) int64 {
		y, m, d := t.In(start.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	return int(days(t)-days(start)) + 1
}

// laneOf is one vendor's parcel. Before the order is paid there is no vendor order yet.
func laneOf(c *edge.Ctx, o *orders.Order, p *orders.Part, v *orders.VendorOrder, start time.Time) Lane {
	lane := Lane{Vendor: p.VendorName, Contents: contentsOf(c, p, o.Currency)}
	for _, l := range p.Lines {
		if l.Image != "" && len(lane.Images) < 4 {
			img := listImage(l.Image)
			img.Alt = l.Title
			lane.Images = append(lane.Images, img)
		}
	}
	if v == nil {
		lane.Sign = kernel.Sign{Tone: "none", Text: c.Code("order_state", orderState(o, nil))}
		if o.State == orders.Paid {
			lane.Sign.Tone = "info"
		}
		lane.Stops = onAxis([]Stop{{What: "paid", At: o.PaidAt}}, start)
		return lane
	}
	lane.Sign = signOf(c, v)
	for i := range v.Shipments {
		s := &v.Shipments[i]
		lane.Tracking = Link{Label: s.TrackingNumber, URL: orders.TrackingURL(s.Carrier, s.TrackingNumber)}
	}
	lane.Stops = onAxis(stopsOf(v), start)
	return lane
}

// contentsOf says what is in a parcel: "2 × Cup, 1 × Bowl, 59.90 € with delivery".
func contentsOf(c *edge.Ctx, p *orders.Part, cur money.Currency) string {
	items := ""
	for i, l := range p.Lines {
		if i > 0 {
			items += ", "
		}
		items += strconv.FormatInt(l.Quantity, 10) + " × " + l.Title
	}
	return c.Text("order.contents", "Items", items, "Price", edge.Minor(p.Total, cur))
}

func signOf(c *edge.Ctx, v *orders.VendorOrder) kernel.Sign {
	tone, code := "info", string(v.State)
	switch v.State {
	case orders.VendorDelivered, orders.Completed:
		tone = "good"
	case orders.Refused, orders.VendorCancelled:
		tone, code = "warn", "cancelled"
	case orders.PartlyShipped:
		code = "partially_shipped"
	case orders.VendorPaid, orders.Accepted, orders.Shipped:
	}
	return kernel.Sign{Tone: tone, Text: c.Code("order_state", code)}
}

// stopsOf are what has happened to a vendor order, and what is to come.
func stopsOf(v *orders.VendorOrder) []Stop {
	out := []Stop{{What: "paid", At: v.PaidAt}, {What: "accepted", At: v.AcceptedAt}}
	for i := range v.Shipments {
		out = append(out, Stop{What: "shipped", At: v.Shipments[i].ShippedAt}, Stop{What: "delivered", At: v.Shipments[i].DeliveredAt})
	}
	for i := range v.Refunds {
		if v.Refunds[i].State == orders.RefundDone {
			out = append(out, Stop{What: "refunded", At: v.Refunds[i].DoneAt})
		}
	}
	switch v.State {
	case orders.Refused, orders.VendorCancelled:
		out = append(out, Stop{What: "cancelled", At: v.EndedAt, Tone: "back"})
	case orders.VendorPaid, orders.Accepted, orders.PartlyShipped:
		out = append(out, Stop{What: "ship_by", At: v.ShipBy, Day: true, Tone: "next"}, Stop{What: "arrives", At: v.PromisedBy, Day: true, Tone: "next"})
	case orders.Shipped:
		out = append(out, Stop{What: "arrives", At: v.PromisedBy, Day: true, Tone: "next"})
	case orders.VendorDelivered, orders.Completed:
	}
	out = slices.DeleteFunc(out, func(s Stop) bool { return s.At.IsZero() })
	slices.SortStableFunc(out, func(a, b Stop) int { return a.At.Compare(b.At) })
	return out
}

// onAxis gives stops their columns. A column shows one stop, the last of its day; what
// lies beyond the ends stands at them.
func onAxis(stops []Stop, start time.Time) []Stop {
	var out []Stop
	for _, s := range stops {
		if s.At.IsZero() {
			continue
		}
		s.Col = min(max(dayColumn(start, s.At), 1), axisDays)
		if n := len(out); n > 0 && out[n-1].Col >= s.Col {
			s.Col = out[n-1].Col
			out[n-1] = s
			continue
		}
		out = append(out, s)
	}
	for i := range out {
		end := axisDays + 1
		if i+1 < len(out) {
			end = out[i+1].Col
		}
		out[i].Span = end - out[i].Col
	}
	return out
}

// refundsOf is the money on its way back, to the cent.
func refundsOf(c *edge.Ctx, v *orders.VendorOrder) []Refund {
	var out []Refund
	for i := range v.Refunds {
		r := &v.Refunds[i]
		if r.State == orders.RefundRejected || r.Amount == 0 {
			continue
		}
		x := Refund{Vendor: v.VendorName, Reason: c.Code("reason", r.Reason), Total: edge.Minor(r.Amount, v.Currency), At: r.At}
		for _, l := range r.Lines {
			label := string(l.Line)
			for j := range v.Lines {
				if v.Lines[j].ID == l.Line {
					label = v.Lines[j].Title
				}
			}
			if l.Quantity > 0 {
				label = strconv.FormatInt(l.Quantity, 10) + " × " + label
			}
			x.Rows = append(x.Rows, BillLine{Label: label, Amount: edge.Minor(l.Amount, v.Currency)})
		}
		if r.Shipping > 0 {
			x.Rows = append(x.Rows, BillLine{Label: c.Text("checkout.delivery"), Amount: edge.Minor(r.Shipping, v.Currency)})
		}
		out = append(out, x)
	}
	return out
}

// historyOf is everything that has happened to an order, the latest first.
func historyOf(c *edge.Ctx, o *orders.Order, parts []orders.VendorOrder) []Event {
	var out []Event
	add := func(at time.Time, key string, args ...any) {
		if !at.IsZero() {
			out = append(out, Event{At: at, Text: c.Text(key, args...)})
		}
	}
	add(o.PlacedAt, "event.placed")
	add(o.PaidAt, "event.paid")
	if !o.EndedAt.IsZero() {
		out = append(out, Event{At: o.EndedAt, Text: c.Code("order_headline", orderState(o, parts))})
	}
	for i := range parts {
		v := &parts[i]
		add(v.AcceptedAt, "event.accepted", "Vendor", v.VendorName)
		for _, s := range v.Shipments {
			add(s.ShippedAt, "event.shipped", "Vendor", v.VendorName)
			add(s.DeliveredAt, "event.delivered", "Vendor", v.VendorName)
		}
		if v.State == orders.VendorCancelled || v.State == orders.Refused {
			add(v.EndedAt, "event.cancelled", "Vendor", v.VendorName, "Reason", c.Code("reason", v.Reason))
		}
		for _, r := range v.Refunds {
			if r.State == orders.RefundDone {
				add(r.DoneAt, "event.refunded", "Price", edge.Minor(r.Amount, v.Currency), "Vendor", v.VendorName)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Event) int { return b.At.Compare(a.At) })
	return out
}

// thanksOf is the page after the payment.
func thanksOf(c *edge.Ctx, o *orders.Order) Thanks {
	out := Thanks{
		Number: o.Number, Email: o.Email, OrderURL: "/orders/" + o.ID, Total: edge.Minor(o.Total, o.Currency),
		Paid: o.State == orders.Paid, Delayed: o.State == orders.Paying, Guest: !c.SignedIn(),
	}
	for _, p := range o.Parts {
		x := ThanksParcel{Vendor: p.VendorName}
		if !o.PaidAt.IsZero() {
			x.Arrives = workingDays(workingDays(o.PaidAt, max(1, p.HandlingDays)), p.DaysMax)
		}
		for _, l := range p.Lines {
			if l.Image != "" && len(x.Images) < 4 {
				img := listImage(l.Image)
				img.Alt = l.Title
				x.Images = append(x.Images, img)
			}
		}
		out.Parcels = append(out.Parcels, x)
	}
	return out
}

// orderMail is the mail that brings a guest back to an order: its confirmation again.
func orderMail(c *edge.Ctx, o *orders.Order, address string) notify.Message {
	data := notify.OrderConfirmed{Number: o.Number, Total: money.New(o.Total, o.Currency).Format(o.Locale), URL: address}
	for _, p := range o.Parts {
		x := notify.Parcel{
			Vendor: p.VendorName, Shipping: money.New(p.ShippingPrice, o.Currency).Format(o.Locale),
			Total: money.New(p.Total, o.Currency).Format(o.Locale),
		}
		for _, l := range p.Lines {
			x.Items = append(x.Items, notify.Item{Quantity: l.Quantity, Title: l.Title, Total: money.New(l.Paid, o.Currency).Format(o.Locale)})
		}
		data.Parcels = append(data.Parcels, x)
	}
	return notify.Message{ID: c.Mint("mail"), To: o.Email, Name: o.Address.Name, Locale: o.Locale, Data: data}
}

// wholeNumber reads a number of pieces, empty as none.
func wholeNumber(s string) (int64, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(s, 10, 32)
	return n, err == nil && n >= 0
}
