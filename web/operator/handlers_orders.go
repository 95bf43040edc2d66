package operator

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const orderRows = 50

// orderTabs are the states that the list can be narrowed to.
var orderTabs = []orders.State{orders.Paid, orders.AwaitingPayment, orders.Paying, orders.Failed, orders.Expired, orders.Cancelled}

func (h *handlers) showOrders(c *edge.Ctx, a markthalle.Actor) error {
	state := orders.State(c.Query("state"))
	if !slices.Contains(orderTabs, state) {
		state = ""
	}
	view := Orders{Query: c.Query("q")}
	if view.Query != "" {
		list, err := searchOrders(c, a, state, view.Query)
		if err != nil {
			return err
		}
		view.Rows = mapped(list, orderRow)
		view.Pager = kernel.Pager{From: 1, To: int64(len(list)), Total: int64(len(list))}
	} else {
		page, err := c.Orders.Orders(c.Context, a, state, c.Page(orderRows))
		if err != nil {
			return err
		}
		view.Rows = mapped(page.Items, orderRow)
		view.Pager = cursorPager(c, queryOf(c, "state"), len(page.Items), page.Next, 0)
	}
	counts, err := h.orders.get(c.Wall.WallNow(), func() (map[orders.State]int64, error) { return countOrders(c, a) })
	if err != nil {
		return err
	}
	view.Tabs = []Tab{{Key: "all", URL: "?", Count: counts[""], Current: state == ""}}
	for _, s := range orderTabs {
		view.Tabs = append(view.Tabs, Tab{Key: string(s), URL: "?state=" + string(s), Count: counts[s], Current: s == state})
	}
	return c.Render(PageOrders, view)
}

// countOrders counts orders by state, and all of them under the empty state.
func countOrders(c *edge.Ctx, a markthalle.Actor) (map[orders.State]int64, error) {
	out := map[orders.State]int64{}
	list, err := readAll(countLimit, func(q markthalle.PageQuery) (markthalle.Page[orders.State], error) {
		page, err := c.Orders.Orders(c.Context, a, "", q)
		return markthalle.MapPage(page, func(o orders.Order) orders.State { return o.State }), err
	})
	for _, s := range list {
		out[s]++
		out[""]++
	}
	return out, err
}

// countLimit is how many orders are counted; countsKept for how long the counts are shown
// before they are made again.
const (
	countLimit = 200_000
	countsKept = time.Minute
)

// kept is a value that is made again when it is older than countsKept.
type kept[T any] struct {
	mu    sync.Mutex
	at    time.Time
	value T
}

func (k *kept[T]) get(now time.Time, load func() (T, error)) (T, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.at.IsZero() && now.Sub(k.at) < countsKept {
		return k.value, nil
	}
	value, err := load()
	if err == nil {
		k.value, k.at = value, now
	}
	return value, err
}

// searchOrders finds an order by its number or id, and by name and e-mail among the
// newest ones.
func searchOrders(c *edge.Ctx, a markthalle.Actor, state orders.State, query string) ([]orders.Order, error) {
	exact, err := c.Orders.ByNumber(c.Context, strings.ToUpper(query))
	if err != nil || len(exact) > 0 {
		return exact, err
	}
	if strings.HasPrefix(query, "ord_") {
		o, err := c.Orders.Order(c.Context, a, markthalle.OrderID(query), "")
		if errors.Is(err, markthalle.ErrNotFound) {
			return nil, nil
		}
		return []orders.Order{o}, err
	}
	list, err := readAll(searchLimit, func(q markthalle.PageQuery) (markthalle.Page[orders.Order], error) {
		return c.Orders.Orders(c.Context, a, state, q)
	})
	return slices.DeleteFunc(list, func(o orders.Order) bool {
		return !holdsAny(query, o.Number, o.Address.Name, o.Email, o.Address.City, o.Origin)
	}), err
}

func showOrder(c *edge.Ctx, a markthalle.Actor) error { return orderPage(c, a, nil) }

func orderPage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults) error {
	id := markthalle.OrderID(c.Param("id"))
	o, err := c.Orders.Order(c.Context, a, id, "")
	if err != nil {
		return err
	}
	parts, err := c.Orders.PartsOf(c.Context, &o)
	if err != nil {
		return err
	}
	settled, err := c.Payouts.SettlementsOf(c.Context, id)
	if err != nil {
		return err
	}
	w := wordsOf(c)
	view := w.order(o, parts, settled, a)
	view.Faults = faults
	p, err := c.Payments.Payment(c.Context, id)
	switch {
	case err == nil:
		view.Payment = paymentFacts(p)
	case !errors.Is(err, markthalle.ErrNotFound):
		return err
	}
	if a.Can(markthalle.LedgerRead) {
		if err := view.addBooks(c, w, o); err != nil {
			return err
		}
	}
	return c.Render(PageOrder, view)
}

// addBooks adds the proofs and the entries of the ledger.
func (v *Order) addBooks(c *edge.Ctx, w words, o orders.Order) error {
	documents, err := c.Orders.Proof(c.Context, &o)
	if err != nil {
		return err
	}
	books, err := c.Payouts.Proof(c.Context, markthalle.OrderID(o.ID))
	if err != nil {
		return err
	}
	v.Equations = w.equations(documents, books, o.Currency)
	entries, err := c.Ledger.ByOrder(c.Context, markthalle.OrderID(o.ID))
	v.Postings = mapped(entries, func(t ledger.Transaction) DocumentLink { return documentLink(t) })
	return err
}

func refundOrder(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.OrderID(c.Param("id"))
	o, err := c.Orders.Order(c.Context, a, id, "")
	if err != nil {
		return err
	}
	part := o.Part(markthalle.VendorOrderID(c.Form("vendor_order")))
	if part == nil {
		return markthalle.ErrNotFound
	}
	var f formFaults
	names := map[string]string{}
	in := orders.RefundInput{ID: markthalle.RefundID(c.Mint("ref")), Reason: c.Form("reason")}
	for _, x := range c.FormUnder("amount") {
		if amount := f.amount("amount/"+x.Name, x.Text, o.Currency); amount.Minor != 0 {
			names["lines["+strconv.Itoa(len(in.Lines))+"][amount]"] = "amount[" + x.Name + "]"
			in.Lines = append(in.Lines, orders.RefundWish{Line: markthalle.LineID(x.Name), Amount: &amount.Minor})
		}
	}
	if err = f.err(); err == nil {
		_, err = c.Orders.Refund(c.Context, a, part.VendorOrder, in)
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return orderPage(c, a, renamed(faults, names)) })
	}
	c.Flash("good", FlashRefunded)
	return c.Redirect("/operator/orders/" + o.ID)
}
