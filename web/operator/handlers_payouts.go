package operator

import (
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/web/edge"
)

const payoutRows = 50

var payoutTabs = []payouts.PayoutState{payouts.Collecting, payouts.InTransfer, payouts.HeldBack, payouts.Carried, payouts.PaidState}

func payoutTone(s payouts.PayoutState) string {
	switch s {
	case payouts.Collecting, payouts.InTransfer:
		return "info"
	case payouts.PaidState:
		return "good"
	case payouts.HeldBack:
		return "warn"
	case payouts.Carried:
	}
	return "none"
}

// showPayouts lists the payouts in one state, newest first; those under way without.
func showPayouts(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	state := payouts.PayoutState(c.Query("state"))
	view := Payouts{CanRun: a.Can(markthalle.LedgerMoney), NextOn: c.Payouts.NextRun(c.Now()), Total: edge.Minor(0, c.Market.Currency)}
	counts, err := countPayoutsByState(c, a)
	if err != nil {
		return err
	}
	if !slices.Contains(payoutTabs, state) {
		state = firstOpen(counts)
	}
	for _, s := range payoutTabs {
		view.Tabs = append(view.Tabs, Tab{Key: string(s), URL: "?state=" + string(s), Count: counts[s], Current: s == state})
	}
	page, err := c.Payouts.PayoutsIn(c.Context, a, state, c.Page(payoutRows))
	if err != nil {
		return err
	}
	for _, p := range page.Items {
		view.Rows = append(view.Rows, w.payoutRow(p, shopName(c, p.Vendor)))
		if p.Currency == c.Market.Currency {
			view.Total.Amount += p.Total
		}
	}
	q := queryOf(c)
	q.Set("state", string(state))
	view.Pager = cursorPager(c, q, len(page.Items), page.Next, counts[state])
	return c.Render(PagePayouts, view)
}

func countPayoutsByState(c *edge.Ctx, a markthalle.Actor) (map[payouts.PayoutState]int64, error) {
	out := map[payouts.PayoutState]int64{}
	for _, s := range payoutTabs {
		list, err := readAll(searchLimit, func(q markthalle.PageQuery) (markthalle.Page[payouts.Payout], error) {
			return c.Payouts.PayoutsIn(c.Context, a, s, q)
		})
		if err != nil {
			return nil, err
		}
		out[s] = int64(len(list))
	}
	return out, nil
}

// firstOpen is the first state, in the order of the tabs, in which there is a payout.
func firstOpen(counts map[payouts.PayoutState]int64) payouts.PayoutState {
	for _, s := range payoutTabs {
		if counts[s] > 0 {
			return s
		}
	}
	return payouts.PaidState
}

func (w words) payoutRow(p payouts.Payout, vendor string) PayoutRow {
	out := PayoutRow{
		ID: p.ID, Vendor: vendor, URL: "/operator/vendors/" + string(p.Vendor), On: p.On, Orders: int64(len(p.Items)), State: string(p.State),
		Tone: payoutTone(p.State), Amount: edge.Minor(p.Total, p.Currency),
	}
	if p.Reason != "" {
		out.Why = w.tk("payout_reason", p.Reason)
	}
	return out
}

// runPayouts pays every vendor that has something open. The cycle is named by the form,
// so that the form sent again continues the same run.
func runPayouts(c *edge.Ctx, a markthalle.Actor) error {
	cycle := markthalle.Body(c.Mint("run"))
	if _, err := c.Payouts.Run(c.Context, a, cycle); err != nil {
		return err
	}
	c.Flash("good", FlashPayoutsRun)
	return c.Redirect("/operator/payouts")
}
