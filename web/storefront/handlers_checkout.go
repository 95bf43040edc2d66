package storefront

import (
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// checkout is the one page between cart and payment.
func (h *handlers) checkout(c *edge.Ctx) error {
	cart, to, err := h.buying(c)
	if err != nil || to != "" {
		return orRedirect(c, err, to)
	}
	view := Checkout{Country: cart.Country, PostalCode: c.Preference("place")}
	if c.SignedIn() {
		view.Email, view.Name = c.Identity.Person.Email, c.Identity.Person.Name
	}
	if a := cart.Address; a != nil {
		view.address(*a)
	}
	return h.showCheckout(c, cart, view)
}

// buying returns the cart that can be ordered, or where to go instead.
func (h *handlers) buying(c *edge.Ctx) (orders.Cart, string, error) {
	cart, ok, err := h.anyCart(c)
	if err != nil {
		return cart, "", err
	}
	if ok && cart.State == orders.CartOrdering {
		to, waits, err := h.ordered(c, cart)
		if err != nil || waits {
			return cart, to, err
		}
		ok = false
	}
	if !ok || len(cart.Lines) == 0 {
		return cart, "/cart", nil
	}
	return cart, "", nil
}

func (v *Checkout) address(a orders.Address) {
	v.Name, v.Line1, v.Line2, v.PostalCode = a.Name, a.Line1, a.Line2, a.PostalCode
	v.City, v.Country, v.Phone = a.City, a.Country, a.Phone
}

// showCheckout completes the page with what the cart costs now.
func (h *handlers) showCheckout(c *edge.Ctx, cart orders.Cart, view Checkout) error {
	access, _ := c.Cart()
	v, err := c.Orders.View(c.Context, access, markthalle.CartID(cart.ID), c.Locale)
	if err != nil {
		return err
	}
	view.SignedIn, view.Countries = c.SignedIn(), countries(c.Locale, h.Market.Country)
	view.Bill, view.Expected = billOf(&v), v.Quote.Total
	for _, p := range v.Problems {
		view.Changes = append(view.Changes, changeText(c, &v, p))
	}
	view.Changes = once(view.Changes)
	for i := range v.Quote.Vendors {
		q := &v.Quote.Vendors[i]
		x := CheckoutVendor{ID: string(q.Vendor), Name: v.Vendors[q.Vendor].ShopName}
		for _, l := range v.Lines {
			if l.CartLine.Vendor == q.Vendor {
				x.Pieces += int(l.Quantity)
			}
		}
		leaves := handling(&v, q.Vendor)
		for _, o := range q.Options {
			x.Options = append(x.Options, ShippingOption{
				ID: o.ID, Name: o.Name, Price: edge.Minor(o.Price, v.Cart.Currency), Chosen: q.Chosen != nil && q.Chosen.ID == o.ID,
				From: workingDays(c.Now(), leaves+o.DaysMin), To: workingDays(c.Now(), leaves+o.DaysMax),
			})
		}
		view.Vendors = append(view.Vendors, x)
	}
	for _, l := range v.Lines {
		line := CheckoutLine{
			Title: l.Title, Vendor: v.Vendors[l.CartLine.Vendor].ShopName, Quantity: l.Quantity,
			Total: edge.Minor(0, v.Cart.Currency), Image: shown(c, l.Image),
		}
		if q := v.Quote.Line(l.ID); q != nil {
			line.Total = edge.Minor(q.Gross, v.Cart.Currency)
		}
		view.Lines = append(view.Lines, line)
	}
	c.Frame.NoIndex, c.Frame.CartCount = true, view.Bill.Pieces
	return c.Render(PageCheckout, view)
}

// changeText says what is wrong with, or new about, a cart, with the name of the goods.
func changeText(c *edge.Ctx, v *orders.CartView, p orders.Problem) string {
	text := problemText(c, p, v.Cart.Currency)
	for _, l := range v.Lines {
		if p.Line != "" && l.ID == p.Line && l.Title != "" {
			return l.Title + ": " + text
		}
	}
	if seller, ok := v.Vendors[p.Vendor]; ok && p.Vendor != "" {
		return seller.ShopName + ": " + text
	}
	return text
}

// countries are where an order may go, by their names: the Union and the market's own.
func countries(l markthalle.Locale, home string) []kernel.Option {
	var out []kernel.Option
	for _, code := range once(append([]string{home}, vendors.EuropeanUnion()...)) {
		out = append(out, kernel.Option{Value: code, Label: country(code, l)})
	}
	byName := collate.New(language.Make(string(l)))
	slices.SortFunc(out, func(a, b kernel.Option) int { return byName.CompareString(a.Label, b.Label) })
	return out
}

// placeOrder takes the form of the checkout: address, deliveries, order. What cannot be
// accepted is shown beside what was typed; what has changed is named.
func (h *handlers) placeOrder(c *edge.Ctx) error {
	id := markthalle.OrderID(c.Mint("ord"))
	cart, to, err := h.buying(c)
	if err == nil && cart.State == orders.CartOrdering && to != "/cart" {
		return h.pay(c, cart, id, Checkout{Email: c.Form("email")}) // sent twice: the same order
	}
	if err != nil || to != "" {
		return orRedirect(c, err, to)
	}
	view := Checkout{
		Email: c.Form("email"), Name: c.Form("name"), Line1: c.Form("line1"), Line2: c.Form("line2"), PostalCode: c.Form("postal_code"),
		City: c.Form("city"), Country: strings.ToUpper(c.Form("country")), Phone: c.Form("phone"),
	}
	again := func(changes ...string) func(kernel.Faults) error {
		return func(faults kernel.Faults) error {
			view.Faults, view.Changes = formFaults(faults), changes
			if _, told := view.Faults.On("email"); view.Email == "" && !told { // told with the rest, though asked last
				view.Faults = append(view.Faults, kernel.Fault{Field: "email", Code: "required"})
			}
			return h.showCheckout(c, cart, view)
		}
	}
	access, _ := c.Cart()
	cartID := markthalle.CartID(cart.ID)
	if _, err := c.Orders.SetAddress(c.Context, access, cartID, view.goesTo()); err != nil {
		return c.Fail(err, again())
	}
	if chosen := chosenDeliveries(c); len(chosen) > 0 {
		if _, err := c.Orders.ChooseShipping(c.Context, access, cartID, chosen); err != nil {
			return c.Fail(err, again(c.Text("checkout.delivery_changed")))
		}
	}
	err = h.pay(c, cart, id, view)
	if markthalle.CodeOf(err) == "orders.total_changed" {
		return c.Fail(err, again(c.Text("checkout.total_changed")))
	}
	if err != nil {
		return c.Fail(err, again())
	}
	return nil
}

// pay orders the cart for the total that was shown, and goes on to the payment page.
func (h *handlers) pay(c *edge.Ctx, cart orders.Cart, id markthalle.OrderID, view Checkout) error {
	access, _ := c.Cart()
	expected, _ := c.FormInt("expected_total")
	placed, err := c.Orders.Checkout(c.Context, access, markthalle.CartID(cart.ID), orders.CheckoutInput{
		Order: id, Email: view.Email, Locale: c.Locale, Person: c.Person(), ExpectedTotal: money.New(expected, cart.Currency),
		ReturnURL: h.orderURL(id, "/thanks"), CancelURL: h.orderURL(id, ""),
	})
	if err != nil {
		return err
	}
	order := markthalle.OrderID(placed.Order.ID)
	c.KeepOrder(order, placed.AccessToken)
	if pay := placed.Payment.URL(); pay != "" {
		return c.Leave(pay)
	}
	return c.Redirect("/orders/" + placed.Order.ID + "/thanks")
}

// formFaults are the faults that belong to a field of the form: what is wrong with the
// cart is told in the list of changes.
func formFaults(all kernel.Faults) kernel.Faults {
	var out kernel.Faults
	for _, f := range all {
		if !strings.HasPrefix(f.Field, "lines[") && !strings.HasPrefix(f.Field, "vendors[") && !strings.HasPrefix(f.Field, "ven_") &&
			f.Field != "expected_total" && f.Field != "" {
			out = append(out, f)
		}
	}
	return out
}

func (v *Checkout) goesTo() orders.Address {
	return orders.Address{Phone: v.Phone, Address: vendors.Address{
		Name: v.Name, Line1: v.Line1, Line2: v.Line2, PostalCode: v.PostalCode, City: v.City, Country: v.Country,
	}}
}

func chosenDeliveries(c *edge.Ctx) []orders.Chosen {
	var out []orders.Chosen
	for _, v := range c.FormUnder("shipping") {
		out = append(out, orders.Chosen{Vendor: markthalle.VendorID(v.Name), Option: v.Text})
	}
	return out
}

// orderURL is the address of an order with the token that opens it, as the payment page
// and mails know it.
func (h *handlers) orderURL(id markthalle.OrderID, page string) string {
	return h.Market.BaseURL() + "/orders/" + string(id) + page + "?" + query("token", h.Orders.AccessToken(id))
}
