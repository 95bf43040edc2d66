package seller

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const (
	queueRows = 50
	// openLimit bounds how many waiting orders of one state are sorted by deadline.
	openLimit = 1000
	readPage  = 250 // items that are read at once when a list is read as a whole
)

// queueTab is one tab with the states that it shows.
type queueTab struct {
	key    string
	states []orders.VendorState
}

// queueTabs are the tabs of the queue with the states that they show, in their order; no
// state means all.
var queueTabs = []queueTab{
	{"open", waitingStates()},
	{"accept", []orders.VendorState{orders.VendorPaid}},
	{"ship", []orders.VendorState{orders.Accepted, orders.PartlyShipped}},
	{"shipped", []orders.VendorState{orders.Shipped}},
	{"all", nil},
}

// readAll reads a list by its pages, at most limit items.
func readAll[T any](limit int, page func(q markthalle.PageQuery) (markthalle.Page[T], error)) ([]T, error) {
	var out []T
	q := markthalle.PageQuery{Limit: readPage}
	for {
		p, err := page(q)
		if err != nil {
			return nil, err
		}
		out = append(out, p.Items...)
		if p.Next == "" || len(out) >= limit {
			return out, nil
		}
		q.Cursor = p.Next
	}
}

// waitingOrders reads the orders in some states, the most urgent first.
func waitingOrders(c *edge.Ctx, a markthalle.Actor, states []orders.VendorState) ([]orders.VendorOrder, error) {
	var out []orders.VendorOrder
	for _, state := range states {
		list, err := readAll(openLimit, func(q markthalle.PageQuery) (markthalle.Page[orders.VendorOrder], error) {
			return c.Orders.VendorOrders(c.Context, a, a.Vendor, state, q)
		})
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	slices.SortStableFunc(out, func(x, y orders.VendorOrder) int { return orderClock(x).Due.Compare(orderClock(y).Due) })
	return out, nil
}

// countOrders counts a vendor's orders by state.
func countOrders(c *edge.Ctx, a markthalle.Actor) (map[orders.VendorState]int64, int64, error) {
	counts, all := map[orders.VendorState]int64{}, int64(0)
	for state := range orders.VendorTransitions() {
		n, err := c.Orders.CountVendorOrders(c.Context, a, a.Vendor, state)
		if err != nil {
			return nil, 0, err
		}
		counts[state] = n
		all += n
	}
	return counts, all, nil
}

func showOrders(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	counts, all, err := countOrders(c, a)
	if err != nil {
		return err
	}
	view := Orders{State: c.Query("state")}
	chosen := max(0, slices.IndexFunc(queueTabs, func(t queueTab) bool { return t.key == view.State }))
	view.State = queueTabs[chosen].key
	for i, t := range queueTabs {
		n := all
		if t.states != nil {
			n = 0
			for _, s := range t.states {
				n += counts[s]
			}
		}
		view.Tabs = append(view.Tabs, Tab{Key: t.key, URL: "?state=" + t.key, Count: n, Current: i == chosen})
	}
	view.Open = view.Tabs[0].Count
	if err := view.fill(c, a, w, queueTabs[chosen].states, view.Tabs[chosen].Count); err != nil {
		return err
	}
	if id := c.Query("open"); id != "" {
		o, err := loadOrder(c, a, w, id)
		if err != nil {
			return err
		}
		o.Position, o.Of = view.position(id), len(view.Rows)
		view.Current = &o
	}
	return c.Render(PageOrders, view)
}

// fill reads the rows of a tab. What waits is sorted by deadline, the rest by age.
func (view *Orders) fill(c *edge.Ctx, a markthalle.Actor, w words, states []orders.VendorState, total int64) error {
	waiting, err := waitingOrders(c, a, waitingStates())
	if err != nil {
		return err
	}
	for _, v := range waiting {
		if due := orderClock(v).Due; !due.IsZero() && due.Before(w.now) {
			view.Overdue++
		}
	}
	q := queryOf(c, "state")
	var list []orders.VendorOrder
	if states != nil && slices.Contains(waitingStates(), states[0]) {
		list = slices.DeleteFunc(waiting, func(v orders.VendorOrder) bool { return !slices.Contains(states, v.State) })
		list, view.Pager = slice(c, q, list, queueRows)
	} else {
		var state orders.VendorState
		if len(states) == 1 {
			state = states[0]
		}
		page, err := c.Orders.VendorOrders(c.Context, a, a.Vendor, state, c.Page(queueRows))
		if err != nil {
			return err
		}
		list, view.Pager = page.Items, cursorPager(c, q, len(page.Items), page.Next, total)
	}
	here := queryOf(c, "state", "page", "cursor", "from")
	sum := int64(0)
	for _, v := range list {
		view.Rows = append(view.Rows, w.orderRow(v, with(here, "open", v.ID)+"#open", v.ID == c.Query("open")))
		sum += v.Total
	}
	view.Total = edge.Minor(sum, c.Market.Currency)
	return nil
}

// position is the row that shows an order, 0 when none does.
func (view *Orders) position(id string) int {
	return slices.IndexFunc(view.Rows, func(r OrderRow) bool { return r.ID == id }) + 1
}

// loadOrder reads one order with what is booked for it.
func loadOrder(c *edge.Ctx, a markthalle.Actor, w words, id string) (Order, error) {
	v, err := c.Orders.VendorOrder(c.Context, a, markthalle.VendorOrderID(id))
	if err != nil {
		return Order{}, err
	}
	out, err := settledOrder(c, a, w, v)
	if err != nil {
		return Order{}, err
	}
	list, err := c.Payments.DisputesOf(c.Context, v.Order)
	if err != nil {
		return Order{}, err
	}
	out.Disputes = mapped(list, disputeOf)
	out.Evidence = evidenceOf(c, a, &v, list)
	return out, nil
}

// disputeOf maps what the buyer's bank does about a payment.
func disputeOf(d payments.Dispute) Dispute {
	out := Dispute{State: string(d.State), Since: d.OpenedAt, Tone: "warn"}
	switch d.State {
	case payments.Inquiry, payments.Disputed:
		out.DueBy = d.DueBy
	case payments.Won, payments.InquiryClosed:
		out.Tone = "good"
	case payments.Lost:
		out.Tone = "bad"
	case payments.Answered:
	}
	if d.Answer != nil {
		out.SentAt, out.DueBy = d.Answer.SentAt, time.Time{}
	}
	return out
}

func settledOrder(c *edge.Ctx, a markthalle.Actor, w words, v orders.VendorOrder) (Order, error) {
	hold := c.Payouts.Policy.Hold
	s, err := c.Payouts.Settlement(c.Context, markthalle.VendorOrderID(v.ID))
	switch {
	case errors.Is(err, markthalle.ErrNotFound): // the sale is being booked
		return w.order(v, nil, a, hold), nil
	case err != nil:
		return Order{}, err
	}
	return w.order(v, &s, a, hold), nil
}

func showOrder(c *edge.Ctx, a markthalle.Actor) error {
	o, err := loadOrder(c, a, wordsOf(c), c.Param("id"))
	if err != nil {
		return err
	}
	return c.Render(PageOrder, OrderPage{Order: o, BackURL: "/sell/orders"})
}

// again shows an order with what is wrong about a form that concerns it.
func again(c *edge.Ctx, a markthalle.Actor, err error, names map[string]string) error {
	return c.Fail(err, func(faults kernel.Faults) error {
		o, loadErr := loadOrder(c, a, wordsOf(c), c.Param("id"))
		if loadErr != nil {
			return loadErr
		}
		o.Faults = renamed(faults, names)
		o.Carrier, o.Tracking, o.Evidence.Text = c.Form("carrier"), c.Form("tracking_number"), c.Form("text")
		return c.Render(PageOrder, OrderPage{Order: o, BackURL: "/sell/orders"})
	})
}

// backToOrder goes on to the order, in the queue when it was open there; without an id to
// the queue.
func backToOrder(c *edge.Ctx, id string) error {
	if queue := referredTo(c, "/sell/orders"); id == "" || queue != "/sell/orders" {
		return c.Redirect(queue)
	}
	return c.Redirect("/sell/orders/" + id)
}

func acceptOrder(c *edge.Ctx, a markthalle.Actor) error {
	id := c.Param("id")
	if _, err := c.Orders.Accept(c.Context, a, markthalle.VendorOrderID(id)); err != nil {
		return again(c, a, err, nil)
	}
	c.Flash("good", FlashAccepted, "N", "1")
	return backToOrder(c, id)
}

func refuseOrder(c *edge.Ctx, a markthalle.Actor) error {
	id := c.Param("id")
	if _, err := c.Orders.Refuse(c.Context, a, markthalle.VendorOrderID(id), c.Form("reason")); err != nil {
		return again(c, a, err, nil)
	}
	c.Flash("good", FlashCancelled)
	return backToOrder(c, id)
}

// units reads how many of which lines a form means. Names leads from what a service says
// about the n-th of them to the field that it came from.
func units(c *edge.Ctx) (list []orders.Units, names map[string]string, err error) {
	var f formFaults
	names = map[string]string{}
	fields := c.FormUnder("quantity")
	for _, x := range fields {
		n := f.number("quantity/"+x.Name, x.Text)
		if n != 0 {
			names["lines["+strconv.Itoa(len(list))+"][quantity]"] = "quantity[" + x.Name + "]"
			list = append(list, orders.Units{Line: markthalle.LineID(x.Name), Quantity: n})
		}
	}
	// A service takes no lines for all of them; somebody who typed zeros means none.
	if len(fields) > 0 && len(list) == 0 && len(f.List()) == 0 {
		f.bad("quantity/"+fields[0].Name, "required")
	}
	return list, names, f.err()
}

func shipOrder(c *edge.Ctx, a markthalle.Actor) error {
	id := c.Param("id")
	lines, names, err := units(c)
	if err == nil {
		_, err = c.Orders.Ship(c.Context, a, markthalle.VendorOrderID(id), orders.ShipInput{
			Key: c.Mint("shk"), Lines: lines, Carrier: c.Form("carrier"), TrackingNumber: c.Form("tracking_number"),
		})
	}
	if err != nil {
		return again(c, a, err, names)
	}
	c.Flash("good", FlashShipped)
	return backToOrder(c, id)
}

func cancelLines(c *edge.Ctx, a markthalle.Actor) error {
	id := c.Param("id")
	lines, names, err := units(c)
	if err == nil {
		err = c.Once(func() error {
			_, err := c.Orders.Cancel(c.Context, a, markthalle.VendorOrderID(id), lines, c.Form("reason"))
			return err
		})
	}
	if err != nil {
		return again(c, a, err, names)
	}
	c.Flash("good", FlashCancelled)
	return backToOrder(c, id)
}

func refundOrder(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.VendorOrderID(c.Param("id"))
	v, err := c.Orders.VendorOrder(c.Context, a, id)
	if err != nil {
		return err
	}
	var f formFaults
	names := map[string]string{}
	in := orders.RefundInput{
		ID: markthalle.RefundID(c.Mint("ref")), Reason: c.Form("reason"),
		Shipping: f.amount("shipping_amount", c.Form("shipping_amount"), v.Currency).Minor,
	}
	for _, x := range c.FormUnder("amount") {
		if amount := f.amount("amount/"+x.Name, x.Text, v.Currency); amount.Minor != 0 {
			names["lines["+strconv.Itoa(len(in.Lines))+"][amount]"] = "amount[" + x.Name + "]"
			in.Lines = append(in.Lines, orders.RefundWish{Line: markthalle.LineID(x.Name), Amount: &amount.Minor})
		}
	}
	if err = f.err(); err == nil {
		_, err = c.Orders.Refund(c.Context, a, id, in)
	}
	if err != nil {
		return again(c, a, err, names)
	}
	c.Flash("good", FlashRefunded)
	return backToOrder(c, string(id))
}

func markDelivered(c *edge.Ctx, a markthalle.Actor) error {
	shipment := markthalle.ShipmentID(c.Param("id"))
	id := orders.VendorOrderOf(shipment)
	if _, err := c.Orders.MarkDelivered(c.Context, a, id, shipment, time.Time{}); err != nil {
		return err
	}
	c.Flash("good", FlashDelivered)
	return backToOrder(c, string(id))
}

// doSelection does one thing to every order that was ticked.
func doSelection(c *edge.Ctx, a markthalle.Actor) error {
	var ids []string
	for _, x := range c.FormAll() {
		if x.Name == "order" && len(ids) < queueRows {
			ids = append(ids, x.Text)
		}
	}
	if len(ids) == 0 {
		c.Flash("warn", "flash.nothing_selected")
		return backToOrder(c, "")
	}
	if c.Form("do") == "slips" {
		return c.Redirect("/sell/orders/slips?" + url.Values{"order": ids}.Encode())
	}
	done, failed := 0, 0
	for _, id := range ids {
		_, err := c.Orders.Accept(c.Context, a, markthalle.VendorOrderID(id))
		switch {
		case err == nil:
			done++
		case errors.Is(err, orders.ErrState) || errors.Is(err, markthalle.ErrNotFound):
			failed++
		default:
			return err
		}
	}
	if done > 0 {
		c.Flash("good", FlashAccepted, "N", strconv.Itoa(done))
	}
	if failed > 0 {
		c.Flash("warn", "flash.not_accepted", "N", strconv.Itoa(failed))
	}
	return backToOrder(c, "")
}

func sendSlip(c *edge.Ctx, a markthalle.Actor) error { return slips(c, a, []string{c.Param("id")}) }

func sendSlips(c *edge.Ctx, a markthalle.Actor) error {
	var ids []string
	for _, x := range c.QueryAll() {
		if x.Name == "order" && len(ids) < queueRows {
			ids = append(ids, x.Text)
		}
	}
	return slips(c, a, ids)
}

// slips answers with packing slips as plain text, one a page.
func slips(c *edge.Ctx, a markthalle.Actor, ids []string) error {
	var pages []string
	for _, id := range ids {
		v, err := c.Orders.VendorOrder(c.Context, a, markthalle.VendorOrderID(id))
		if err != nil {
			return err
		}
		pages = append(pages, wordsOf(c).slip(v))
	}
	if len(pages) == 0 {
		return markthalle.ErrNotFound
	}
	return send(c, "text/plain; charset=utf-8", "", []byte(strings.Join(pages, "\f")))
}

// slip is what lies in the parcel: who sends what to whom, without prices.
func (w words) slip(v orders.VendorOrder) string {
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\n") }
	line(v.VendorName)
	line(w.t("orders.slip") + " " + v.Number + ", " + w.day(v.PaidAt))
	line("")
	for _, s := range addressLines(v.Address.Address) {
		line(s)
	}
	line("")
	for _, l := range v.Lines {
		if n := l.Quantity - l.Cancelled; n > 0 {
			line(strconv.FormatInt(n, 10) + " × " + titleOf(l) + "  [" + l.SKU + "]")
		}
	}
	return b.String()
}

// send answers with a file; without a name it is shown.
func send(c *edge.Ctx, kind, name string, body []byte) error {
	c.Fiber.Set("Content-Type", kind)
	c.Fiber.Set("X-Content-Type-Options", "nosniff")
	c.Fiber.Set("Cache-Control", "private, no-store")
	if name != "" {
		c.Fiber.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	return c.Fiber.Send(body)
}

// mayRead reports whether the actor may see the vendor's money.
func mayRead(a markthalle.Actor) bool { return a.CanFor(markthalle.LedgerRead, a.Vendor) }

// balanceOf reads the vendor's balance in the market's currency.
func balanceOf(c *edge.Ctx, a markthalle.Actor) (payouts.Balance, error) {
	return c.Payouts.BalanceOf(c.Context, a, a.Vendor, c.Market.Currency)
}
