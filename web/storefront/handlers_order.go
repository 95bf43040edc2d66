package storefront

import (
	"errors"
	"net/http"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// opened returns an order that the reader may see. A token in the address is kept in a
// cookie for this order, and the second result leads to the address without it, so that
// it stays in no history.
func (h *handlers) opened(c *edge.Ctx) (orders.Order, string, error) {
	c.Hush()
	c.Frame.NoIndex = true
	id, token := markthalle.OrderID(c.Param("id")), c.OrderToken()
	o, err := c.Orders.Order(c.Context, c.Buyer(), id, token)
	if err != nil {
		return o, "", err
	}
	if c.Query("token") != "" {
		c.KeepOrder(id, token)
		return o, c.Path(), nil
	}
	return o, "", nil
}

// guest reports whether an order is read with its token only.
func guest(c *edge.Ctx, o *orders.Order) bool { return o.Person == "" || o.Person != c.Person() }

// order shows one order with its parcels.
func (h *handlers) order(c *edge.Ctx) error {
	o, clean, err := h.opened(c)
	if err != nil || clean != "" {
		return orRedirect(c, err, clean)
	}
	parts, err := c.Orders.PartsOf(c.Context, &o)
	if err != nil {
		return err
	}
	paid, err := h.payment(c, &o)
	if err != nil {
		return err
	}
	view := orderOf(c, &o, parts, paid)
	view.Tasks = append(view.Tasks, requestTasks(c, &o, parts)...)
	if view.Cases, err = h.caseLinks(c, &o); err != nil {
		return err
	}
	return c.Render(PageOrder, view)
}

// payment returns the money side of an order, empty before there is one.
func (h *handlers) payment(c *edge.Ctx, o *orders.Order) (payments.Payment, error) {
	list, err := c.Payments.PaymentsOf(c.Context, []markthalle.OrderID{markthalle.OrderID(o.ID)})
	if err != nil || len(list) == 0 {
		return payments.Payment{}, err
	}
	return list[0], nil
}

// thanks is where the payment page sends the buyer back to. It asks the provider whether
// the money is there instead of waiting for the provider's event; whichever comes first
// makes the order paid.
func (h *handlers) thanks(c *edge.Ctx) error {
	o, clean, err := h.opened(c)
	if err != nil || clean != "" {
		return orRedirect(c, err, clean)
	}
	id := markthalle.OrderID(o.ID)
	if o.State == orders.AwaitingPayment || o.State == orders.Paying {
		p, err := c.Payments.Complete(c.Context, id)
		switch {
		case markthalle.KindOf(err) == markthalle.Unavailable && err != nil:
			c.Log.Warn("payment not confirmed yet", "request_id", c.RequestID, "order", o.ID, "error", err.Error())
		case err != nil:
			return err
		case p.State == payments.StateOpen:
			return c.Redirect("/orders/" + o.ID) // nobody has paid: the order says how to
		default:
			if err := h.hasten(c, id); err != nil {
				return err
			}
		}
		if o, err = c.Orders.Order(c.Context, c.Buyer(), id, c.OrderToken()); err != nil {
			return err
		}
	}
	switch o.State {
	case orders.Paid:
		c.DropCart()
	case orders.Failed, orders.Expired, orders.Cancelled:
		return c.Redirect("/orders/" + o.ID)
	case orders.Placing, orders.AwaitingPayment, orders.Paying:
	}
	c.Part("thanks", FragmentThanks)
	return c.Render(PageThanks, thanksOf(c, &o))
}

// hasten runs now what follows from a payment: the order becomes paid, then its parts
// become vendor orders. What fails here stays with the dispatcher.
func (h *handlers) hasten(c *edge.Ctx, id markthalle.OrderID) error {
	if err := c.DB.Flush(c.Context, "payments", string(markthalle.PaymentIDFor(id))); err != nil {
		return err
	}
	return c.DB.Flush(c.Context, "orders", string(id))
}

// askCancel shows what of an order can be cancelled.
func (h *handlers) askCancel(c *edge.Ctx) error {
	o, clean, err := h.opened(c)
	if err != nil || clean != "" {
		return orRedirect(c, err, clean)
	}
	return h.showCancel(c, &o, OrderRequest{})
}

func (h *handlers) showCancel(c *edge.Ctx, o *orders.Order, view OrderRequest) error {
	parts, err := c.Orders.PartsOf(c.Context, o)
	if err != nil {
		return err
	}
	view.Kind, view.Number, view.OrderURL = "cancel", o.Number, "/orders/"+o.ID
	view.Action = view.OrderURL + "/cancel"
	view.Lines = cancellable(o, parts)
	return c.Render(PageRequest, view)
}

// cancellable are the lines whose vendors have not begun.
func cancellable(o *orders.Order, parts []orders.VendorOrder) []RequestLine {
	var out []RequestLine
	for i := range parts {
		v := &parts[i]
		if v.State != orders.VendorPaid {
			continue
		}
		for _, l := range v.Lines {
			if open := l.Quantity - l.Shipped - l.Cancelled; open > 0 {
				out = append(out, RequestLine{
					ID: string(l.ID), Title: l.Title, Vendor: v.VendorName, Image: listImage(l.Image), Quantity: open, Most: open,
				})
			}
		}
	}
	if o.State == orders.AwaitingPayment {
		return nil // as a whole only: nobody has paid yet
	}
	return out
}

// cancel takes the form back: the units that are named, or everything that can be.
func (h *handlers) cancel(c *edge.Ctx) error {
	o, _, err := h.opened(c)
	if err != nil {
		return err
	}
	var lines []orders.Units
	for _, v := range c.FormUnder("quantity") {
		n, ok := wholeNumber(v.Text)
		if !ok {
			return c.Fail(markthalle.Errorf(markthalle.Invalid, "number", "This is not a number."), func(f kernel.Faults) error {
				return h.showCancel(c, &o, OrderRequest{Faults: f, Note: c.Form("note")})
			})
		}
		if n > 0 {
			lines = append(lines, orders.Units{Line: markthalle.LineID(v.Name), Quantity: n})
		}
	}
	if len(lines) == 0 && len(c.FormUnder("quantity")) > 0 {
		return c.Redirect("/orders/" + o.ID) // nothing was chosen
	}
	err = c.Once(func() error {
		_, err := c.Orders.BuyerCancel(c.Context, c.Buyer(), markthalle.OrderID(o.ID), c.OrderToken(), lines)
		return err
	})
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return h.showCancel(c, &o, OrderRequest{Faults: faults, Note: c.Form("note")})
		})
	}
	c.Flash("good", FlashOrderCancelled)
	return c.Redirect("/orders/" + o.ID)
}

// findOrder asks for the number of a guest's order and its e-mail address.
func (h *handlers) findOrder(c *edge.Ctx) error {
	c.Frame.NoIndex = true
	return c.Render(PageFindOrder, FindOrder{Number: c.Query("number")})
}

// sendOrder mails the link to an order to the address it was ordered with. The answer is
// the same whether there is such an order or not.
func (h *handlers) sendOrder(c *edge.Ctx) error {
	view := FindOrder{Number: c.Form("number"), Email: c.Form("email")}
	for _, f := range []struct{ name, value string }{{"number", view.Number}, {"email", view.Email}} {
		if f.value == "" {
			view.Faults = append(view.Faults, kernel.Fault{Field: f.name, Code: "required"})
		}
	}
	if len(view.Faults) > 0 {
		c.Status(http.StatusUnprocessableEntity)
		return c.Render(PageFindOrder, view)
	}
	err := c.Once(func() error {
		list, err := c.Orders.ByNumber(c.Context, strings.ToUpper(view.Number))
		if err != nil {
			return err
		}
		for i := range list {
			if o := &list[i]; strings.EqualFold(o.Email, view.Email) && o.State == orders.Paid {
				if err := c.Notify.Queue(c.Context, orderMail(c, o, h.orderURL(markthalle.OrderID(o.ID), ""))); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return err
	}
	view.Sent = true
	return c.Render(PageFindOrder, view)
}
