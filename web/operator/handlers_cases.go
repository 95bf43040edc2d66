package operator

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// caseTabs are the states in the order of their tabs.
var caseTabs = []returns.CaseState{
	returns.CaseEscalated, returns.CaseOpen, returns.CaseAnswered, returns.CaseDecided, returns.CaseClosed,
}

func showCases(c *edge.Ctx, a markthalle.Actor) error {
	q := queryOf(c, "state")
	state := returns.CaseState(c.Query("state"))
	if state == "" {
		state = returns.CaseEscalated
	}
	page, err := c.Returns.Cases(c.Context, a, state, c.Page(counted().Limit))
	if err != nil {
		return err
	}
	view := Cases{Pager: cursorPager(c, q, len(page.Items), page.Next, int64(len(page.Items)))}
	for _, s := range caseTabs {
		view.Tabs = append(view.Tabs, CaseTab{Key: string(s), URL: "/operator/cases?state=" + string(s), Current: s == state})
	}
	for _, x := range page.Items {
		view.Rows = append(view.Rows, CaseRow{
			URL: "/operator/cases/" + x.ID, Number: x.Number, Buyer: x.Buyer, Vendor: x.VendorName, Kind: string(x.Kind),
			OpenedAt: x.OpenedAt, Until: x.DecideBy,
		})
	}
	return c.Render(PageCases, view)
}

func showCase(c *edge.Ctx, a markthalle.Actor) error { return casePage(c, a, nil) }

func casePage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults) error {
	x, err := c.Returns.Case(c.Context, a, markthalle.CaseID(c.Param("id")), "")
	if err != nil {
		return err
	}
	view := Case{
		Number: x.Number, Buyer: x.Buyer, Vendor: x.VendorName, Kind: string(x.Kind), Title: x.Title, State: string(x.State), Cause: x.Cause,
		Action: "/operator/cases/" + x.ID + "/decide", OrderURL: "/operator/orders/" + string(x.Order), Until: x.DecideBy,
		RefundCode: x.RefundCode, CanDecide: x.Open() && x.Kind.Claim() && a.Can(markthalle.RefundsMoney), Refund: edge.Minor(0, x.Currency),
		Outcome: c.Form("outcome"), Amount: c.Form("amount"), Reason: c.Form("reason"), By: c.Form("bearer"), Faults: faults,
	}
	for _, o := range []returns.Outcomes{returns.GiveRefund, returns.NoRefund} {
		view.Outcomes = append(view.Outcomes, kernel.Option{Value: string(o), Label: c.Code("case_outcome", string(o))})
	}
	view.Bearers = []kernel.Option{{Label: c.Code("bearer", "nobody")}}
	for _, b := range []returns.Bearer{returns.ByVendor, returns.ByOperator, returns.Shared} {
		view.Bearers = append(view.Bearers, kernel.Option{Value: string(b), Label: c.Code("bearer", string(b))})
	}
	if x.State == returns.CaseDecided {
		view.Decision, view.Bearer, view.Refund = x.Reason, string(x.Bearer), edge.Minor(x.Amount, x.Currency)
	}
	for _, m := range x.Messages {
		from, text := c.Market.Name, m.Text
		switch m.From {
		case returns.SideBuyer:
			from = x.Buyer
		case returns.SideVendor:
			from = x.VendorName
		case returns.SideMarket:
			text = c.Code("case_kind", m.Text)
		}
		view.Messages = append(view.Messages, Said{From: from, Text: text, At: m.At})
	}
	return c.Render(PageCase, view)
}

func decideCase(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.CaseID(c.Param("id"))
	x, err := c.Returns.Case(c.Context, a, id, "")
	if err != nil {
		return err
	}
	var f formFaults
	in := returns.Decision{Outcome: returns.Outcomes(c.Form("outcome")), Bearer: returns.Bearer(c.Form("bearer")), Reason: c.Form("reason")}
	if text := c.Form("amount"); text != "" {
		in.Amount = f.amount("amount", text, x.Currency)
	} else if in.Outcome == returns.GiveRefund {
		in.Amount = money.New(0, x.Currency)
	}
	if err = f.err(); err == nil {
		_, err = c.Returns.Decide(c.Context, a, id, in)
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return casePage(c, a, renamed(faults, map[string]string{"amount[amount]": "amount", "amount[currency]": "amount"}))
		})
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/operator/cases/" + string(id))
}

func countCases(c *edge.Ctx, _ markthalle.Actor) (int64, error) {
	return c.Returns.CountCases(c.Context, returns.CaseEscalated)
}

func firstCase(c *edge.Ctx, a markthalle.Actor, w words) (waiting, error) {
	page, err := c.Returns.Cases(c.Context, a, returns.CaseEscalated, markthalle.PageQuery{Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return waiting{}, err
	}
	x := page.Items[0]
	return waiting{oldest: x.EscalatedAt, next: NextItem{
		Label: w.t("queue.cases") + ": " + x.Number, Detail: x.VendorName, URL: "/operator/cases/" + x.ID,
	}}, nil
}
