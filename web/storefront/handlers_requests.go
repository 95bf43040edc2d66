package storefront

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// requestRoutes are what a buyer asks of an order: to send goods back, to report a
// problem, to write to a vendor; and the page on which that is talked over.
func (h *handlers) requestRoutes(get, post func(string, edge.Handler)) {
	for _, kind := range []string{"return", "report", "write"} {
		get("/orders/:id/"+kind, h.askRequest(kind))
		post("/orders/:id/"+kind, h.sendRequest(kind))
	}
	get("/orders/:id/cases/:case", h.showCase)
	post("/orders/:id/cases/:case", h.writeCase)
	post("/orders/:id/cases/:case/escalate", h.endCase((*returns.Service).Escalate))
	post("/orders/:id/cases/:case/close", h.endCase((*returns.Service).Close))
}

func (h *handlers) askRequest(kind string) edge.Handler {
	return func(c *edge.Ctx) error {
		o, clean, err := h.opened(c)
		if err != nil || clean != "" {
			return orRedirect(c, err, clean)
		}
		return h.showRequest(c, &o, OrderRequest{Kind: kind})
	}
}

func (h *handlers) showRequest(c *edge.Ctx, o *orders.Order, view OrderRequest) error {
	parts, err := c.Orders.PartsOf(c.Context, o)
	if err != nil {
		return err
	}
	if len(parts) == 0 {
		return markthalle.ErrNotFound
	}
	view.Number, view.OrderURL = o.Number, "/orders/"+o.ID
	view.Action = view.OrderURL + "/" + view.Kind
	view.Parts = partOptions(c, view.Kind, parts)
	switch view.Kind {
	case "return":
		view.Lines = returnable(parts)
		for _, r := range returns.Reasons() {
			view.Reasons = append(view.Reasons, kernel.Option{Value: r, Label: c.Code("reason", r)})
		}
	case "report":
		for _, k := range returns.Kinds() {
			if k.Claim() {
				view.Reasons = append(view.Reasons, kernel.Option{Value: string(k), Label: c.Code("case_kind", string(k))})
			}
		}
	}
	return c.Render(PageRequest, view)
}

// returnable are the lines of which something can be sent back.
func returnable(parts []orders.VendorOrder) []RequestLine {
	var out []RequestLine
	for i := range parts {
		for j := range parts[i].Lines {
			l := &parts[i].Lines[j]
			if n := l.Returnable(); n > 0 {
				x := requestLine(&parts[i], l, n)
				x.Quantity = 0
				out = append(out, x)
			}
		}
	}
	return out
}

// partOptions are what a report or a question may be about: a line, or all of one
// vendor's part.
func partOptions(c *edge.Ctx, kind string, parts []orders.VendorOrder) []kernel.Option {
	if kind == "return" {
		return nil
	}
	var out []kernel.Option
	for i := range parts {
		v := &parts[i]
		out = append(out, kernel.Option{Value: v.ID, Label: c.Text("request.all_of", "Vendor", v.VendorName)})
		for _, l := range v.Lines {
			out = append(out, kernel.Option{Value: string(l.ID), Label: l.Title + " (" + v.VendorName + ")"})
		}
	}
	return out
}

func (h *handlers) sendRequest(kind string) edge.Handler {
	return func(c *edge.Ctx) error {
		o, _, err := h.opened(c)
		if err != nil {
			return err
		}
		view := OrderRequest{Kind: kind, Reason: c.Form("reason"), Part: c.Form("part"), Note: c.Form("note")}
		next, err := h.request(c, &o, view)
		if err != nil {
			return c.Fail(err, func(faults kernel.Faults) error {
				view.Faults = requestFaults(faults)
				return h.showRequest(c, &o, view)
			})
		}
		c.Flash("good", FlashRequestSent)
		return c.Redirect(next)
	}
}

// requestFaults puts faults beside the fields of the form: what the services call kind,
// text and line is the form's reason, note and part.
func requestFaults(faults kernel.Faults) kernel.Faults {
	for i := range faults {
		switch faults[i].Field {
		case "kind":
			faults[i].Field = "reason"
		case "text":
			faults[i].Field = "note"
		case "line", "vendor_order":
			faults[i].Field = "part"
		}
	}
	return faults
}

// request does what the form asks for and returns where to go.
func (h *handlers) request(c *edge.Ctx, o *orders.Order, view OrderRequest) (string, error) {
	id, token := markthalle.OrderID(o.ID), c.OrderToken()
	if view.Kind == "return" {
		lines, err := chosen(c)
		if err != nil {
			return "", err
		}
		_, err = c.Returns.Ask(c.Context, c.Buyer(), returns.AskInput{
			ID: markthalle.ReturnID(c.Mint("ret")), Order: id, Token: token, Lines: lines, Reason: view.Reason, Note: view.Note,
		})
		return "/orders/" + o.ID, err
	}
	in := returns.CaseInput{
		ID: markthalle.CaseID(c.Mint("case")), Order: id, Token: token, Kind: returns.Question, Text: view.Note,
	}
	if view.Kind == "report" {
		in.Kind = returns.Kind(view.Reason)
	}
	if o.Part(markthalle.VendorOrderID(view.Part)) != nil {
		in.VendorOrder = markthalle.VendorOrderID(view.Part)
	} else {
		in.Line = markthalle.LineID(view.Part)
	}
	x, err := c.Returns.OpenCase(c.Context, c.Buyer(), in)
	return "/orders/" + o.ID + "/cases/" + x.ID, err
}

// requestTasks are what the buyer may do with a paid order beside cancelling it.
func requestTasks(c *edge.Ctx, o *orders.Order, parts []orders.VendorOrder) []Task {
	if o.State != orders.Paid || len(parts) == 0 {
		return nil
	}
	at, now := "/orders/"+o.ID, c.Now()
	var back, withdraw bool
	var until time.Time
	for i := range parts {
		v := &parts[i]
		end := c.Returns.Config.Until(v, "withdrawal")
		for j := range v.Lines {
			l := &v.Lines[j]
			back = back || l.Returnable() > 0
			if l.Open()+l.Returnable() > 0 && (end.IsZero() || now.Before(end)) {
				withdraw = true
			}
		}
		if end.After(until) {
			until = end
		}
	}
	var out []Task
	if back {
		out = append(out, Task{Key: "return", URL: at + "/return"})
	}
	if withdraw {
		out = append(out, Task{Key: "withdraw", URL: at + "/withdraw", Until: until})
	}
	return append(out, Task{Key: "report", URL: at + "/report"}, Task{Key: "write", URL: at + "/write"})
}

// talk returns a case of the order that is opened.
func (h *handlers) talk(c *edge.Ctx) (orders.Order, returns.Case, string, error) {
	o, clean, err := h.opened(c)
	if err != nil || clean != "" {
		return o, returns.Case{}, clean, err
	}
	x, err := c.Returns.Case(c.Context, c.Buyer(), markthalle.CaseID(c.Param("case")), c.OrderToken())
	if err == nil && x.Order != markthalle.OrderID(o.ID) {
		err = markthalle.ErrNotFound
	}
	return o, x, "", err
}

func (h *handlers) showCase(c *edge.Ctx) error {
	o, x, clean, err := h.talk(c)
	if err != nil || clean != "" {
		return orRedirect(c, err, clean)
	}
	return c.Render(PageCase, caseOf(c, &o, &x))
}

func caseOf(c *edge.Ctx, o *orders.Order, x *returns.Case) Case {
	out := Case{
		Number: o.Number, OrderURL: "/orders/" + o.ID, Action: "/orders/" + o.ID + "/cases/" + x.ID, Vendor: x.VendorName,
		Kind: string(x.Kind), Title: x.Title, State: string(x.State), Until: x.DueAt, Open: x.Open(),
	}
	if x.State == returns.CaseEscalated {
		out.Until = x.DecideBy
	}
	out.CanEscalate = x.Kind.Claim() && (x.State == returns.CaseOpen || x.State == returns.CaseAnswered)
	for _, m := range x.Messages {
		by := map[string]string{returns.SideBuyer: x.Buyer, returns.SideVendor: x.VendorName}[m.From]
		if by == "" {
			by = c.Market.Name
		}
		text := m.Text
		if m.From == returns.SideMarket {
			text = c.Code("case_kind", m.Text)
		}
		out.Messages = append(out.Messages, CaseMessage{From: by, Text: text, At: m.At, Mine: m.From == returns.SideBuyer})
	}
	if x.State == returns.CaseDecided {
		out.Reason = x.Reason
		if x.Outcome == returns.GiveRefund {
			out.Refund = edge.Minor(x.Amount, x.Currency)
		}
	}
	return out
}

func (h *handlers) writeCase(c *edge.Ctx) error {
	o, x, _, err := h.talk(c)
	if err != nil {
		return err
	}
	text := c.Form("text")
	_, err = c.Returns.Write(c.Context, c.Buyer(), markthalle.CaseID(x.ID), c.OrderToken(), returns.MessageInput{Key: c.Mint("msg"), Text: text})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view := caseOf(c, &o, &x)
			view.Text, view.Faults = text, faults
			return c.Render(PageCase, view)
		})
	}
	c.Flash("good", FlashRequestSent)
	return c.Redirect("/orders/" + o.ID + "/cases/" + x.ID)
}

// ender is what the buyer may say about a case beside writing in it.
type ender func(*returns.Service, context.Context, markthalle.Actor, markthalle.CaseID, string) (returns.Case, error)

func (h *handlers) endCase(end ender) edge.Handler {
	return func(c *edge.Ctx) error {
		o, x, _, err := h.talk(c)
		if err != nil {
			return err
		}
		if _, err := end(c.Returns, c.Context, c.Buyer(), markthalle.CaseID(x.ID), c.OrderToken()); err != nil {
			return c.Fail(err, func(faults kernel.Faults) error {
				view := caseOf(c, &o, &x)
				view.Faults = faults
				return c.Render(PageCase, view)
			})
		}
		return c.Redirect("/orders/" + o.ID + "/cases/" + x.ID)
	}
}

// caseLinks are the open talks about an order, for its page.
func (h *handlers) caseLinks(c *edge.Ctx, o *orders.Order) ([]Link, error) {
	page, err := c.Returns.CasesOf(c.Context, c.Buyer(), markthalle.OrderID(o.ID), c.OrderToken(), markthalle.PageQuery{})
	if err != nil {
		return nil, err
	}
	var out []Link
	for _, x := range page.Items {
		out = append(out, Link{
			Label: c.Code("case_kind", string(x.Kind)) + ", " + x.VendorName + ": " + c.Code("case_state", string(x.State)),
			URL:   "/orders/" + o.ID + "/cases/" + x.ID,
		})
	}
	return out, nil
}
