package storefront

import (
	"errors"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

func (h *handlers) cart(c *edge.Ctx) error { return h.showCart(c, "", nil) }

// showCart shows the cart; code and faults are those of a code that was not taken.
func (h *handlers) showCart(c *edge.Ctx, code string, faults kernel.Faults) error {
	c.Part("cart", FragmentCart)
	c.Frame.NoIndex = true
	cart, ok, err := h.anyCart(c)
	if err != nil {
		return err
	}
	if ok && cart.State == orders.CartOrdering {
		if to, waits, err := h.ordered(c, cart); err != nil || waits {
			return orRedirect(c, err, to)
		}
		ok = false
	}
	if !ok || len(cart.Lines) == 0 {
		return c.Render(PageCart, Cart{})
	}
	access, _ := c.Cart()
	v, err := c.Orders.View(c.Context, access, markthalle.CartID(cart.ID), c.Locale)
	if err != nil {
		return err
	}
	view := cartOf(c, &v)
	view.Place, view.Code, view.Faults = c.Preference("place"), code, faults
	c.Frame.CartCount = view.Pieces
	return c.Render(PageCart, view)
}

func orRedirect(c *edge.Ctx, err error, to string) error {
	if err != nil {
		return err
	}
	return c.Redirect(to)
}

// ordered says where the order is that a cart has become, while it waits for its
// payment. The cart of a paid one is done with and forgotten.
func (h *handlers) ordered(c *edge.Ctx, cart orders.Cart) (to string, waits bool, err error) {
	o, err := c.Orders.Order(c.Context, c.Buyer(), cart.Order, c.Orders.AccessToken(cart.Order))
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return "", false, err
	}
	if err == nil && (o.State == orders.Placing || o.State == orders.AwaitingPayment || o.State == orders.Paying) {
		c.KeepOrder(cart.Order, c.Orders.AccessToken(cart.Order))
		return "/orders/" + o.ID, true, nil
	}
	c.DropCart()
	return "", false, nil
}

// addLine puts an offer into the cart, and opens one where there is none.
func (h *handlers) addLine(c *edge.Ctx) error {
	quantity, ok := c.FormInt("quantity")
	if !ok {
		quantity = 1
	}
	offer, line := markthalle.OfferID(c.Form("offer_id")), markthalle.LineID(c.Mint("line"))
	fresh, secret := markthalle.CartID(c.Mint("cart")), c.Secret(16)
	err := c.Once(func() error {
		cart, ok, err := h.openCart(c)
		if err != nil {
			return err
		}
		access, _ := c.Cart()
		id := markthalle.CartID(cart.ID)
		if !ok {
			opened, token, err := c.Orders.OpenCart(c.Context, orders.OpenCartInput{
				ID: fresh, Secret: secret, Person: c.Person(), Currency: h.Market.Currency, Country: h.Market.Country,
			})
			if err != nil {
				return err
			}
			id, access.Token = markthalle.CartID(opened.ID), token
			c.KeepCart(id, token)
		}
		_, err = c.Orders.AddLine(c.Context, access, id, line, offer, quantity)
		return err
	})
	if err != nil {
		return h.flashed(c, err, "/cart")
	}
	c.Flash("good", FlashAdded)
	return c.Redirect("/cart")
}

// flashed goes on to a page and tells there why something was refused: what has no form
// of its own to show the fault in. Other errors are returned.
func (h *handlers) flashed(c *edge.Ctx, err error, to string) error {
	return c.Fail(err, func(faults kernel.Faults) error {
		c.Status(200)
		c.Flash("bad", c.FaultKey(err, faults))
		return c.Redirect(to)
	})
}

// changeLine changes how many of a line there are: set to a number, one more, one less,
// or none.
func (h *handlers) changeLine(c *edge.Ctx) error {
	line := markthalle.LineID(c.Param("line"))
	key := FlashQuantity
	err := c.Once(func() error {
		cart, ok, err := h.openCart(c)
		if err != nil {
			return err
		}
		if !ok {
			return markthalle.ErrNotFound
		}
		access, id := c.Cart()
		if id == "" {
			id = markthalle.CartID(cart.ID)
		}
		now, found := quantityOf(&cart, line)
		if !found {
			return nil // it has been taken out elsewhere
		}
		typed, _ := c.FormInt("quantity")
		wanted := step(c.Form("do"), now, typed)
		if wanted == 0 {
			key = FlashRemoved
			_, err = c.Orders.RemoveLine(c.Context, access, id, line)
			return err
		}
		_, err = c.Orders.SetQuantity(c.Context, access, id, line, wanted)
		return err
	})
	if err != nil {
		return h.flashed(c, err, "/cart")
	}
	c.Flash("good", key)
	return c.Redirect("/cart")
}

func quantityOf(cart *orders.Cart, id markthalle.LineID) (int64, bool) {
	for _, l := range cart.Lines {
		if l.ID == id {
			return l.Quantity, true
		}
	}
	return 0, false
}

// step is the quantity that a button of the cart asks for.
func step(do string, now, typed int64) int64 {
	switch do {
	case "less":
		return max(0, now-1)
	case "more":
		return now + 1
	case "remove":
		return 0
	}
	return typed
}

func (h *handlers) addCode(c *edge.Ctx) error {
	code := c.Form("code")
	cart, ok, err := h.openCart(c)
	if err != nil {
		return err
	}
	if !ok {
		return c.Redirect("/cart")
	}
	access, _ := c.Cart()
	if _, err := c.Orders.AddCode(c.Context, access, markthalle.CartID(cart.ID), code); err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return h.showCart(c, code, kernel.Faults{{Field: "code", Code: c.FaultCode(err, faults)}})
		})
	}
	c.Flash("good", FlashCodeRedeemed)
	return c.Redirect("/cart")
}

func (h *handlers) removeCode(c *edge.Ctx) error {
	cart, ok, err := h.openCart(c)
	if err != nil {
		return err
	}
	if ok {
		access, _ := c.Cart()
		_, err = c.Orders.RemoveCode(c.Context, access, markthalle.CartID(cart.ID), c.Form("code"))
		if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
			return h.flashed(c, err, "/cart")
		}
	}
	return c.Redirect("/cart")
}
