package operator

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// waiting is what is found in a queue.
type waiting struct {
	count  int64
	oldest time.Time
	next   NextItem // the first thing to do; without an address when nothing waits
}

// queue is one row of the work list: who may see it, where it is worked off, and within
// what time people outside are told to expect an answer.
type queue struct {
	group, key, url string
	may             markthalle.Permission
	target          time.Duration
	count           func(c *edge.Ctx, a markthalle.Actor) (int64, error)
	first           func(c *edge.Ctx, a markthalle.Actor, w words) (waiting, error)
}

const day24 = 24 * time.Hour

// counted is the longest page: lists without a count of their own are counted so far.
func counted() markthalle.PageQuery { return markthalle.PageQuery{Limit: markthalle.MaxLimit} }

func queues() []queue {
	return []queue{
		{"vendors", "applications", "/operator/applications", markthalle.VendorsRead, 2 * day24, countApplications, firstApplication},
		{"catalogue", "products", "/operator/products", markthalle.ProductsRead, day24, countProducts, firstProduct},
		{"catalogue", "changes", "/operator/products?kind=changes", markthalle.ProductsRead, day24, countChanges, firstChange},
		{"money", "cases", "/operator/cases", markthalle.RefundsRead, 7 * day24, countCases, firstCase},
		{"money", "failed_payouts", "/operator/payouts?state=held", markthalle.LedgerRead, 14 * day24, countPayouts, firstPayout},
		{"money", "differences", "/operator/reconciliation#waiting", markthalle.LedgerRead, day24, countIncidents(differing...), firstIncident(differing...)},
		{"money", "disputes", "/operator/reconciliation#waiting", markthalle.LedgerRead, 7 * day24, countIncidents(disputed...), firstIncident(disputed...)},
		{"system", "dead_letters", "/operator/system", markthalle.SystemRead, day24, countLetters, firstLetter},
	}
}

// openWork counts everything that waits in the queues that the actor may look into.
func openWork(c *edge.Ctx, a markthalle.Actor) (int64, error) {
	var sum int64
	for _, q := range queues() {
		if !a.Can(q.may) {
			continue
		}
		n, err := q.count(c, a)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

func (h *handlers) showWork(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	var view Work
	for _, q := range queues() {
		if !a.Can(q.may) {
			continue
		}
		n, err := q.count(c, a)
		if err != nil {
			return err
		}
		var found waiting
		if n > 0 {
			if found, err = q.first(c, a, w); err != nil {
				return err
			}
		}
		found.count = n
		view.add(q, found, w.now)
	}
	b, err := c.DB.Backlog(c.Context)
	if err != nil {
		return err
	}
	view.System = w.summary(b, h.ask(c))
	if a.Can(markthalle.LedgerRead) {
		proof, err := w.trial(c)
		if err != nil {
			return err
		}
		view.System = append(view.System, proof...)
	}
	if a.Can(markthalle.OrdersRead) {
		if view.Market, err = w.market(c, a); err != nil {
			return err
		}
	}
	return c.Render(PageWork, view)
}

// add puts a queue into its group and counts it.
func (v *Work) add(q queue, found waiting, now time.Time) {
	row := Queue{Key: q.key, URL: q.url, Open: found.count, Target: q.target}
	if !found.oldest.IsZero() {
		row.Oldest = max(0, now.Sub(found.oldest))
	}
	if found.next.URL != "" {
		found.next.Due = found.oldest.Add(q.target)
		v.Next = append(v.Next, found.next)
		row.Detail = found.next.Detail
		if v.NextURL == "" {
			v.NextURL = found.next.URL
		}
	}
	v.Open += row.Open
	switch row.Tone() {
	case "bad":
		v.Late++
	case "warn":
		v.Near++
	}
	if n := len(v.Groups); n == 0 || v.Groups[n-1].Key != q.group {
		v.Groups = append(v.Groups, WorkGroup{Key: q.group})
	}
	g := &v.Groups[len(v.Groups)-1]
	g.Queues = append(g.Queues, row)
}

func countApplications(c *edge.Ctx, _ markthalle.Actor) (int64, error) {
	var sum int64
	for _, s := range []vendors.State{vendors.Applied, vendors.InReview} {
		n, err := c.Vendors.Count(c.Context, s)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

func firstApplication(c *edge.Ctx, a markthalle.Actor, w words) (waiting, error) {
	list, err := applications(c, a, 1)
	if err != nil || len(list) == 0 {
		return waiting{}, err
	}
	v := list[0]
	return waiting{oldest: submittedAt(v), next: NextItem{
		Label: w.t("queue.applications") + ": " + v.ShopName, Detail: v.Address.City, URL: "/operator/vendors/" + v.ID,
	}}, nil
}

func countProducts(c *edge.Ctx, _ markthalle.Actor) (int64, error) {
	return c.Catalog.CountProducts(c.Context, catalog.Pending)
}

func firstProduct(c *edge.Ctx, a markthalle.Actor, w words) (waiting, error) {
	page, err := c.Catalog.ReviewQueue(c.Context, a, catalog.Pending, markthalle.PageQuery{Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return waiting{}, err
	}
	p := page.Items[0]
	return waiting{oldest: p.SubmittedAt, next: NextItem{
		Label: w.t("queue.products") + ": " + p.Title.In(w.locale), Detail: shopName(c, p.Owner), URL: "/operator/products/" + p.ID,
	}}, nil
}

func countChanges(c *edge.Ctx, _ markthalle.Actor) (int64, error) {
	return c.Catalog.CountChanges(c.Context)
}

func firstChange(c *edge.Ctx, a markthalle.Actor, w words) (waiting, error) {
	page, err := c.Catalog.Changes(c.Context, a, markthalle.PageQuery{Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return waiting{}, err
	}
	x := page.Items[0]
	return waiting{oldest: x.FiledAt, next: NextItem{
		Label: w.t("queue.changes") + ": " + x.Proposed.Title.In(w.locale), Detail: shopName(c, x.Vendor), URL: "/operator/products/" + x.ID,
	}}, nil
}

func countPayouts(c *edge.Ctx, a markthalle.Actor) (int64, error) {
	page, err := c.Payouts.PayoutsIn(c.Context, a, payouts.HeldBack, counted())
	return int64(len(page.Items)), err
}

func firstPayout(c *edge.Ctx, a markthalle.Actor, w words) (waiting, error) {
	page, err := c.Payouts.PayoutsIn(c.Context, a, payouts.HeldBack, counted())
	if err != nil || len(page.Items) == 0 {
		return waiting{}, err
	}
	p := page.Items[len(page.Items)-1] // they come newest first
	return waiting{oldest: p.On, next: NextItem{
		Label: w.t("queue.failed_payouts") + ": " + shopName(c, p.Vendor), Detail: w.tk("payout_reason", p.Reason), URL: "/operator/payouts?state=held",
	}}, nil
}

func countLetters(c *edge.Ctx, _ markthalle.Actor) (int64, error) {
	b, err := c.DB.Backlog(c.Context)
	return b.DeadLetters, err
}

func firstLetter(c *edge.Ctx, _ markthalle.Actor, w words) (waiting, error) {
	page, err := c.DB.DeadLetters(c.Context, markthalle.PageQuery{Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return waiting{}, err
	}
	l := page.Items[0]
	return waiting{oldest: l.At, next: NextItem{Label: w.t("queue.dead_letters"), Detail: l.Reaction, URL: "/operator/system"}}, nil
}

// shopName names a vendor; its id when it cannot be read, because a name is not worth a
// page.
func shopName(c *edge.Ctx, id markthalle.VendorID) string {
	if id == "" {
		return c.Market.Name
	}
	v, err := c.Vendors.Get(c.Context, id)
	if err != nil {
		return string(id)
	}
	return v.ShopName
}

// answer is how an engine answered.
type answer struct {
	Probe
	took time.Duration
	err  error
}

// probeTime is how long an engine may take before it counts as down.
const probeTime = 3 * time.Second

// ask asks the store and every engine whether they answer.
func (h *handlers) ask(c *edge.Ctx) []answer {
	probes := append([]Probe{{Key: "store", Name: "", Check: func(ctx context.Context) error {
		_, _, err := c.DB.NextTimer(ctx)
		return err
	}}}, h.Engines...)
	return mapped(probes, func(p Probe) answer {
		ctx, cancel := context.WithTimeout(c.Context, probeTime)
		defer cancel()
		begin := c.Wall.WallNow()
		err := p.Check(ctx)
		return answer{Probe: p, took: c.Wall.WallNow().Sub(begin), err: err}
	})
}

// summary is how the machines are, in sentences.
func (w words) summary(b store.Backlog, answers []answer) []kernel.Sign {
	var out []kernel.Sign
	down := 0
	for _, a := range answers {
		if a.err != nil {
			down++
			out = append(out, sign("bad", w.t("system.engine_down", "Name", w.tk("engine", a.Key))))
		}
	}
	if down == 0 {
		out = append(out, sign("good", w.t("system.engines_answer", "N", len(answers))))
	}
	if b.Events == 0 {
		out = append(out, sign("good", w.t("system.no_backlog", "N", b.TimersDue)))
	} else {
		tone := "good"
		if w.now.Sub(b.Oldest) > time.Minute {
			tone = "warn"
		}
		out = append(out, sign(tone, w.t("system.backlog_text", "N", b.Events, "Timers", b.TimersDue)))
	}
	if b.DeadLetters > 0 {
		out = append(out, sign("bad", w.t("system.letters_wait", "N", b.DeadLetters)))
	}
	return out
}

// sealTime is how long an entry may wait to be sealed before the operator is told.
const sealTime = time.Minute

// trial says whether the books are balanced, and sealed.
func (w words) trial(c *edge.Ctx) ([]kernel.Sign, error) {
	list, err := c.Ledger.TrialBalance(c.Context)
	if err != nil {
		return nil, err
	}
	var out []kernel.Sign
	for _, t := range list {
		if d := t.Difference(); d != 0 {
			out = append(out, sign("bad", w.t("ledger.unbalanced", "Amount", edge.Minor(d, t.Currency))))
		}
	}
	if len(out) == 0 {
		out = append(out, sign("good", w.t("ledger.balanced")))
	}
	since, err := c.Ledger.Waiting(c.Context)
	if err != nil {
		return nil, err
	}
	if now := c.Wall.WallNow(); !since.IsZero() && now.Sub(since) > sealTime {
		out = append(out, sign("warn", w.t("ledger.unsealed", "N", int(now.Sub(since)/time.Minute))))
	}
	return out, nil
}

// market compares today until now with yesterday until then and with all of yesterday.
func (w words) market(c *edge.Ctx, a markthalle.Actor) ([]MarketFigure, error) {
	cur := c.Market.Currency
	midnight := w.midnight(w.now)
	yesterday := midnight.AddDate(0, 0, -1)
	type sums struct {
		orders                map[markthalle.OrderID]bool
		parts, turnover, fees int64
	}
	today, until, all := sums{orders: map[markthalle.OrderID]bool{}}, sums{orders: map[markthalle.OrderID]bool{}}, sums{orders: map[markthalle.OrderID]bool{}}
	if err := a.Require(markthalle.OrdersRead); err != nil {
		return nil, err
	}
	err := c.Orders.EachSale(c.Context, cur, yesterday, w.now, func(v orders.VendorOrder) error {
		fee, _ := v.Fees()
		add := func(s *sums) {
			s.orders[v.Order] = true
			s.parts++
			s.turnover += v.Total
			s.fees += fee
		}
		if !v.PaidAt.Before(midnight) {
			add(&today)
			return nil
		}
		add(&all)
		if v.PaidAt.Before(w.now.AddDate(0, 0, -1)) {
			add(&until)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	count := func(n int64) Value { return Value{Count: n} }
	amount := func(n int64) Value { return Value{Money: edge.Minor(n, cur)} }
	return []MarketFigure{
		{Key: "orders", Today: count(int64(len(today.orders))), Yesterday: count(int64(len(until.orders))), Complete: count(int64(len(all.orders)))},
		{Key: "vendor_orders", Today: count(today.parts), Yesterday: count(until.parts), Complete: count(all.parts)},
		{Key: "turnover", IsMoney: true, Today: amount(today.turnover), Yesterday: amount(until.turnover), Complete: amount(all.turnover)},
		{Key: "commission", IsMoney: true, Today: amount(today.fees), Yesterday: amount(until.fees), Complete: amount(all.fees)},
	}, nil
}
