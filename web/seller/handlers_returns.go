package seller

import (
	"fmt"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

func returnRoutes(get, post func(string, edge.Handler)) {
	get("/sell/returns", as("returns", showReturns))
	get("/sell/returns/:id", as("returns", showReturn))
	post("/sell/returns/:id/approve", as("returns", approveReturn))
	post("/sell/returns/:id/refuse", as("returns", refuseReturn))
	post("/sell/returns/:id/receive", as("returns", receiveReturn))
	post("/sell/returns/:id/refund", as("returns", refundReturn))
	get("/sell/cases/:id", as("returns", showTalk))
	post("/sell/cases/:id", as("returns", answerTalk))
}

func showReturns(c *edge.Ctx, a markthalle.Actor) error {
	q := queryOf(c)
	page, err := c.Returns.VendorReturns(c.Context, a, a.Vendor, "", c.Page(queueRows))
	if err != nil {
		return err
	}
	talks, err := c.Returns.VendorCases(c.Context, a, a.Vendor, "", markthalle.PageQuery{Limit: queueRows})
	if err != nil {
		return err
	}
	view := Returns{Pager: cursorPager(c, q, len(page.Items), page.Next, int64(len(page.Items)))}
	for _, r := range page.Items {
		var parts []string
		for _, l := range r.Lines {
			parts = append(parts, fmt.Sprintf("%d × %s", l.Quantity, l.Title))
		}
		view.Returns = append(view.Returns, ReturnRow{
			URL: "/sell/returns/" + r.ID, Number: r.Number, Buyer: r.Buyer, Contents: strings.Join(parts, ", "),
			State: string(r.State), Until: r.DueAt,
		})
	}
	for _, x := range talks.Items {
		view.Cases = append(view.Cases, CaseRow{
			URL: "/sell/cases/" + x.ID, Number: x.Number, Buyer: x.Buyer, Kind: string(x.Kind), State: string(x.State), Until: x.DueAt,
		})
	}
	return c.Render(PageReturns, view)
}

func showReturn(c *edge.Ctx, a markthalle.Actor) error { return returnPage(c, a, nil) }

// returnPage shows a return; faults belong to the form that was sent.
func returnPage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults) error {
	r, err := c.Returns.Return(c.Context, a, markthalle.ReturnID(c.Param("id")))
	if err != nil {
		return err
	}
	view := Return{
		Number: r.Number, Buyer: r.Buyer, State: string(r.State), Action: "/sell/returns/" + r.ID, OrderURL: "/sell/orders/" + string(r.VendorOrder),
		Withdrawn: r.Withdrawal != "", Reason: r.Reason, Note: r.Note, Answer: r.Answer, Until: r.DueAt,
		Refund: edge.Minor(r.Amount, r.Currency), Kept: edge.Minor(r.Deduction, r.Currency), KeptFor: r.DeductionReason,
		CanAnswer:  r.State == returns.Requested && a.Can(markthalle.OrdersWrite),
		CanReceive: r.State == returns.Approved && a.Can(markthalle.OrdersWrite),
		CanRefund:  (r.State == returns.Approved || r.State == returns.Received) && a.Can(markthalle.RefundsMoney),
		TypedNote:  c.Form("note"), TypedRefusal: c.Form("refusal"), TypedDeduction: c.Form("deduction"), TypedWhy: c.Form("why"), Faults: faults,
	}
	for _, l := range r.Lines {
		view.Lines = append(view.Lines, ReturnLine{ID: string(l.Line), Title: l.Title, Quantity: l.Quantity, Arrived: l.Arrived})
	}
	return c.Render(PageReturn, view)
}

// did ends a step of a return: on to the return, or back to the form with its faults
// under the names that the form has for them.
func did(c *edge.Ctx, a markthalle.Actor, err error, names map[string]string) error {
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return returnPage(c, a, renamed(faults, names)) })
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/sell/returns/" + c.Param("id"))
}

func approveReturn(c *edge.Ctx, a markthalle.Actor) error {
	_, err := c.Returns.Approve(c.Context, a, markthalle.ReturnID(c.Param("id")), c.Form("note"))
	return did(c, a, err, nil)
}

func refuseReturn(c *edge.Ctx, a markthalle.Actor) error {
	_, err := c.Returns.Refuse(c.Context, a, markthalle.ReturnID(c.Param("id")), c.Form("refusal"))
	return did(c, a, err, map[string]string{"reason": "refusal"})
}

func receiveReturn(c *edge.Ctx, a markthalle.Actor) error {
	var f formFaults
	var lines []orders.Units
	names := map[string]string{}
	for _, x := range c.FormUnder("arrived") {
		names[fmt.Sprintf("lines[%d][quantity]", len(lines))] = "arrived[" + x.Name + "]"
		lines = append(lines, orders.Units{Line: markthalle.LineID(x.Name), Quantity: f.number("arrived/"+x.Name, x.Text)})
	}
	err := f.err()
	if err == nil {
		_, err = c.Returns.Receive(c.Context, a, markthalle.ReturnID(c.Param("id")), lines, "")
	}
	return did(c, a, err, names)
}

func refundReturn(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.ReturnID(c.Param("id"))
	r, err := c.Returns.Return(c.Context, a, id)
	if err != nil {
		return err
	}
	var f formFaults
	deduction := f.amount("deduction", c.Form("deduction"), r.Currency)
	if err = f.err(); err == nil {
		_, err = c.Returns.Refund(c.Context, a, id, returns.RefundInput{Deduction: deduction.Minor, Reason: c.Form("why")})
	}
	return did(c, a, err, map[string]string{"reason": "why", "deduction[amount]": "deduction"})
}

func showTalk(c *edge.Ctx, a markthalle.Actor) error { return talkPage(c, a, nil) }

func talkPage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults) error {
	x, err := c.Returns.Case(c.Context, a, markthalle.CaseID(c.Param("id")), "")
	if err != nil {
		return err
	}
	view := Talk{
		Number: x.Number, Buyer: x.Buyer, Kind: string(x.Kind), Title: x.Title, State: string(x.State), Action: "/sell/cases/" + x.ID,
		OrderURL: "/sell/orders/" + string(x.VendorOrder), Until: x.DueAt, Open: x.Open() && a.Can(markthalle.OrdersWrite),
		Refund: edge.Minor(0, x.Currency), Text: c.Form("text"), Faults: faults,
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
	return c.Render(PageTalk, view)
}

func answerTalk(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.CaseID(c.Param("id"))
	_, err := c.Returns.Write(c.Context, a, id, "", returns.MessageInput{Key: c.Mint("msg"), Text: c.Form("text")})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return talkPage(c, a, faults) })
	}
	c.Flash("good", FlashSaved)
	return c.Redirect("/sell/cases/" + string(id))
}
