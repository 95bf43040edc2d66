package seller

import (
	"fmt"
	"slices"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
)

const (
	figureDays  = 14
	figureLimit = 2000 // orders that figures are made of
	happenedMax = 8
)

// showToday is the portal's first page. Who sells nothing here yet applies first.
func showToday(c *edge.Ctx) error {
	if c.SignedIn() && !slices.ContainsFunc(c.Identity.Memberships, isVendor) {
		return c.Redirect("/sell/apply")
	}
	return as("today", today)(c)
}

func today(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	var view Today
	if a.Can(markthalle.OrdersRead) {
		if err := view.addOrders(c, a, w); err != nil {
			return err
		}
	}
	if a.Can(markthalle.ProductsRead) {
		if err := view.addListings(c, a, w); err != nil {
			return err
		}
	}
	view.addPapers(v, w)
	if mayRead(a) {
		if err := view.addMoney(c, a, w); err != nil {
			return err
		}
	}
	view.Standing = w.standing(v)
	if len(view.Tasks) > 0 {
		view.FirstURL = view.Tasks[0].URL
	}
	return c.Render(PageToday, view)
}

// addOrders adds what waits for the vendor, what was sold and how that compares.
func (t *Today) addOrders(c *edge.Ctx, a markthalle.Actor, w words) error {
	waiting, err := waitingOrders(c, a, waitingStates())
	if err != nil {
		return err
	}
	t.addTasks(waiting, w)
	since := w.midnight(w.now).AddDate(0, 0, -figureDays)
	recent, err := soldSince(c, a, since)
	if err != nil {
		return err
	}
	t.Figures = figures(recent, w, c.Market.Currency)
	yesterday := w.midnight(w.now).AddDate(0, 0, -1)
	for _, v := range recent {
		if v.PaidAt.Before(yesterday) || len(t.Happened) == happenedMax {
			break
		}
		total := edge.Minor(v.Total, v.Currency)
		t.Happened = append(t.Happened, Happened{
			At: v.PaidAt, Text: w.t("happened.paid", "Number", v.Number, "Buyer", buyerOf(v)), Amount: &total, URL: "/sell/orders/" + v.ID,
		})
	}
	return nil
}

// addTasks groups what waits by what is to be done, the most urgent group first.
func (t *Today) addTasks(waiting []orders.VendorOrder, w words) {
	groups := map[string]*TodayTask{}
	var order []string
	midnight := w.midnight(w.now).AddDate(0, 0, 1)
	for _, v := range waiting {
		clock := orderClock(v)
		key, address := "ship", "/sell/orders?state=ship"
		switch {
		case clock.Due.IsZero():
			continue
		case clock.What == "accept":
			key, address = "accept", "/sell/orders?state=accept"
		case clock.Due.Before(w.now):
			key = "ship_late"
		}
		switch {
		case clock.Due.Before(w.now):
			t.Overdue++
		case clock.Due.Before(midnight):
			t.DueToday++
		default:
			t.Later++
		}
		g := groups[key]
		if g == nil {
			g = &TodayTask{Key: key, Clock: clock, Text: v.Number + ", " + buyerOf(v), URL: address}
			groups[key] = g
			order = append(order, key)
		} else if g.Count == 1 {
			g.Text = w.t("today.and_more", "First", g.Text)
		}
		if g.Count++; g.Count == 1 {
			g.URL = "/sell/orders/" + v.ID
		} else {
			g.URL = address
		}
	}
	for _, key := range order {
		t.Tasks = append(t.Tasks, *groups[key])
	}
}

// addListings adds products that wait for their vendor to correct them.
func (t *Today) addListings(c *edge.Ctx, a markthalle.Actor, w words) error {
	for _, state := range []catalog.State{catalog.Rejected, catalog.ChangesRequested, catalog.InvalidData} {
		page, err := c.Catalog.VendorProductsIn(c.Context, a, a.Vendor, state, markthalle.PageQuery{Limit: markthalle.MaxLimit})
		if err != nil {
			return err
		}
		if len(page.Items) == 0 {
			continue
		}
		p := page.Items[0]
		text := p.Title.In(w.locale)
		if len(p.Findings) > 0 {
			text += ": " + p.Findings[0].Message(w.locale)
		}
		task := TodayTask{
			Key: "listing", Text: text, Count: int64(len(page.Items)), URL: "/sell/products?state=" + string(state),
		}
		task.Clock.From, task.Clock.Due = p.UpdatedAt, p.UpdatedAt.AddDate(0, 0, listingDays)
		t.Tasks = append(t.Tasks, task)
	}
	return nil
}

// listingDays is after how many days an uncorrected listing is shown as late. Nothing
// happens then; it only orders what is to be done.
const listingDays = 7

// addPapers adds what the checklist still wants with an end in sight.
func (t *Today) addPapers(v vendors.Vendor, w words) {
	for _, item := range v.Checklist {
		due := item.ExpiresAt
		if item.Kind == vendors.KindPayoutAccount {
			due = v.PayoutDeadline
		}
		soon := !due.IsZero() && due.Before(w.now.AddDate(0, 1, 0))
		if due.IsZero() || !soon && item.State != vendors.ItemExpired {
			continue
		}
		task := TodayTask{Key: "document", Text: w.tk("step", stepKey(item)), Count: 1, URL: "/sell/onboarding"}
		task.Clock.Due, task.Clock.From = due, item.Since
		t.Tasks = append(t.Tasks, task)
	}
}

func (t *Today) addMoney(c *edge.Ctx, a markthalle.Actor, w words) error {
	b, err := balanceOf(c, a)
	if err != nil {
		return err
	}
	t.OnTheWay, t.Available = edge.Minor(b.InTransfer, b.Currency), edge.Minor(b.Available, b.Currency)
	if b.Next != nil {
		t.NextPayout, t.NextPayoutOn = edge.Minor(b.Next.Amount, b.Currency), b.Next.On
	}
	page, err := c.Payouts.Payouts(c.Context, a, a.Vendor, markthalle.PageQuery{Limit: happenedMax})
	if err != nil {
		return err
	}
	yesterday := w.midnight(w.now).AddDate(0, 0, -1)
	for _, p := range page.Items {
		if p.State == payouts.InTransfer {
			t.OnTheWayBy = p.On
		}
		if p.State == payouts.PaidState && !p.PaidAt.Before(yesterday) {
			total := edge.Minor(p.Total, p.Currency)
			t.Happened = append(t.Happened, Happened{At: p.PaidAt, Text: w.t("happened.payout"), Amount: &total, URL: "/sell/money"})
		}
	}
	slices.SortStableFunc(t.Happened, func(x, y Happened) int { return y.At.Compare(x.At) })
	return nil
}

// standing is how the shop stands, in a few sentences.
func (w words) standing(v vendors.Vendor) []sentence {
	var out []sentence
	if vendors.CanSell(v, w.now) {
		out = append(out, sign("good", w.t("standing.sells")))
	} else {
		out = append(out, sign("bad", w.t("standing.closed", "State", w.tk("vendor_state", string(v.State)))))
	}
	if v.Transferable {
		out = append(out, sign("good", w.t("standing.paid")))
	} else {
		out = append(out, sign("warn", w.t("standing.unpaid")))
	}
	if v.Holiday.To.After(w.now) {
		return append(out, sign("info", w.t("standing.holiday", "From", w.day(v.Holiday.From), "To", w.day(v.Holiday.To))))
	}
	return append(out, sign("none", w.t("standing.no_holiday")))
}

// soldSince reads what was paid since a moment, newest first.
func soldSince(c *edge.Ctx, a markthalle.Actor, since time.Time) ([]orders.VendorOrder, error) {
	var out []orders.VendorOrder
	q := markthalle.PageQuery{Limit: readPage}
	for len(out) < figureLimit {
		page, err := c.Orders.VendorOrders(c.Context, a, a.Vendor, "", q)
		if err != nil {
			return nil, fmt.Errorf("read recent orders: %w", err)
		}
		for _, v := range page.Items {
			if v.PaidAt.Before(since) {
				return out, nil
			}
			out = append(out, v)
		}
		if page.Next == "" {
			return out, nil
		}
		q.Cursor = page.Next
	}
	return out, nil
}
