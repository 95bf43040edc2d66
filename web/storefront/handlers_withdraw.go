package storefront

import (
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/orders/returns"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// withdrawRoutes are the two steps of a withdrawal. Nobody needs to sign in for them;
// who opens the form from an order sees its lines.
func (h *handlers) withdrawRoutes(get, post func(string, edge.Handler)) {
	get("/withdraw", h.askWithdraw)
	post("/withdraw", h.stateWithdraw)
	get("/withdraw/:wd", h.withdrawal)
	post("/withdraw/:wd/confirm", h.confirmWithdraw)
	get("/orders/:id/withdraw", h.askWithdrawOrder)
	post("/orders/:id/withdraw", h.stateWithdrawOrder)
}

func (h *handlers) askWithdraw(c *edge.Ctx) error {
	c.Frame.NoIndex = true
	return c.Render(PageWithdraw, Withdrawal{Action: "/withdraw", Number: c.Query("number")})
}

func (h *handlers) stateWithdraw(c *edge.Ctx) error {
	c.Frame.NoIndex = true
	view := Withdrawal{Action: "/withdraw", Number: c.Form("number"), Name: c.Form("name"), Email: c.Form("email"), Items: c.Form("items")}
	return h.state(c, &view, returns.StateInput{
		ID: c.Mint("wd"), Number: view.Number, Name: view.Name, Email: view.Email, Words: view.Items, Locale: c.Locale,
	})
}

// state records the statement and leads to its second step.
func (h *handlers) state(c *edge.Ctx, view *Withdrawal, in returns.StateInput) error {
	w, err := c.Returns.StateWithdrawal(c.Context, c.Buyer(), in)
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return c.Render(PageWithdraw, *view)
		})
	}
	return c.Redirect("/withdraw/" + w.ID)
}

func (h *handlers) askWithdrawOrder(c *edge.Ctx) error {
	o, clean, err := h.opened(c)
	if err != nil || clean != "" {
		return orRedirect(c, err, clean)
	}
	view, err := h.withdrawForm(c, &o)
	if err != nil {
		return err
	}
	return c.Render(PageWithdraw, view)
}

func (h *handlers) withdrawForm(c *edge.Ctx, o *orders.Order) (Withdrawal, error) {
	view := Withdrawal{Action: "/orders/" + o.ID + "/withdraw", Number: o.Number, Name: o.Address.Name, Email: o.Email}
	parts, err := c.Orders.PartsOf(c.Context, o)
	if err != nil {
		return view, err
	}
	for i := range parts {
		for j := range parts[i].Lines {
			l := &parts[i].Lines[j]
			if n := l.Open() + l.Returnable(); n > 0 {
				view.Lines = append(view.Lines, requestLine(&parts[i], l, n))
			}
		}
	}
	return view, nil
}

func requestLine(v *orders.VendorOrder, l *orders.VendorLine, n int64) RequestLine {
	return RequestLine{
		ID: string(l.ID), Title: l.Title, Vendor: v.VendorName, Image: listImage(l.Image), Quantity: n, Most: n,
	}
}

func (h *handlers) stateWithdrawOrder(c *edge.Ctx) error {
	o, _, err := h.opened(c)
	if err != nil {
		return err
	}
	view, err := h.withdrawForm(c, &o)
	if err != nil {
		return err
	}
	view.Name, view.Email = c.Form("name"), c.Form("email")
	lines, err := chosen(c)
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			view.Faults = faults
			return c.Render(PageWithdraw, view)
		})
	}
	return h.state(c, &view, returns.StateInput{
		ID: c.Mint("wd"), Order: markthalle.OrderID(o.ID), Token: c.OrderToken(), Name: view.Name, Email: view.Email,
		Lines: lines, Locale: c.Locale,
	})
}

// chosen reads the units that a form names; lines of none are left out. A form on which
// nothing is left is about nothing.
func chosen(c *edge.Ctx) ([]orders.Units, error) {
	fields := c.FormUnder("quantity")
	var out []orders.Units
	for _, v := range fields {
		n, ok := wholeNumber(v.Text)
		if !ok {
			return nil, markthalle.Errorf(markthalle.Invalid, "number", "This is not a number.")
		}
		if n > 0 {
			out = append(out, orders.Units{Line: markthalle.LineID(v.Name), Quantity: n})
		}
	}
	if len(fields) > 0 && len(out) == 0 {
		return nil, markthalle.Errorf(markthalle.Invalid, "required", "Nothing is chosen.")
	}
	return out, nil
}

// withdrawal shows the second step, and afterwards the receipt. Whoever knows the id sees
// what was typed; the order itself only who may read it.
func (h *handlers) withdrawal(c *edge.Ctx) error {
	c.Hush()
	c.Frame.NoIndex = true
	w, err := c.Returns.Withdrawal(c.Context, c.Param("wd"))
	if err != nil {
		return err
	}
	if w.State != returns.Stated {
		view := WithdrawalReceipt{ID: w.ID, Number: w.Number, Email: w.Email, Statement: w.Statement(), At: w.ConfirmedAt}
		if w.Opened {
			view.OrderURL = "/orders/" + string(w.Order)
		}
		return c.Render(PageWithdrawReceipt, view)
	}
	view := WithdrawalConfirm{ID: w.ID, Number: w.Number, Name: w.Name, Email: w.Email, Statement: w.Statement()}
	switch {
	case w.Words != "":
		view.Items = []string{w.Words}
	case w.Opened && len(w.Lines) > 0:
		o, err := c.Orders.Order(c.Context, markthalle.SystemActor("storefront.withdrawal"), w.Order, "")
		if err != nil {
			return err
		}
		for i := range o.Parts {
			for j := range o.Parts[i].Lines {
				if n := w.Covers(&o.Parts[i].Lines[j]); n > 0 {
					view.Items = append(view.Items, fmt.Sprintf("%d × %s", n, o.Parts[i].Lines[j].Title))
				}
			}
		}
	}
	return c.Render(PageWithdrawConfirm, view)
}

func (h *handlers) confirmWithdraw(c *edge.Ctx) error {
	w, err := c.Returns.Confirm(c.Context, c.Param("wd"))
	if err != nil {
		return err
	}
	return c.Redirect("/withdraw/" + w.ID)
}
