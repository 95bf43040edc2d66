package storefront

import (
	"errors"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// handlers serve the storefront. They ask services and fill views; what something costs,
// and who may do what, is decided elsewhere.
type handlers struct {
	*edge.Edge
	sold bestsellers
}

// checkoutDeadline leaves time for a payment provider that answers slowly.
const checkoutDeadline = 30 * time.Second

// Routes adds the storefront's addresses. Its error page serves every area.
func Routes(app fiber.Router, e *edge.Edge) *edge.Area {
	h := &handlers{Edge: e}
	area := e.Area(h.frame)
	e.OnError(h.oops)
	get := func(path string, fn edge.Handler) { app.Get(path, area.Page(fn)) }
	post := func(path string, fn edge.Handler) { app.Post(path, area.Page(fn)) }

	get("/", h.home)
	get("/c/:slug", h.category)
	get("/search", h.search)
	get("/suggest", h.suggest)
	get("/p/:slug", h.product)
	get("/vendors", h.vendors)
	get("/v/:slug", h.vendor)
	get("/ranking", h.ranking)
	get("/legal/:slug", h.legal)
	post("/preferences", h.preferences)

	get("/cart", h.cart)
	post("/cart/lines", h.addLine)
	post("/cart/lines/:line", h.changeLine)
	post("/cart/codes", h.addCode)
	post("/cart/codes/remove", h.removeCode)
	get("/checkout", h.checkout)
	app.Post("/checkout", area.PageWithin(checkoutDeadline, h.placeOrder))

	get("/orders/find", h.findOrder)
	post("/orders/find", h.sendOrder)
	app.Get("/orders/:id/thanks", area.PageWithin(checkoutDeadline, h.thanks))
	get("/orders/:id/cancel", h.askCancel)
	app.Post("/orders/:id/cancel", area.PageWithin(checkoutDeadline, h.cancel))
	h.withdrawRoutes(get, post)
	h.requestRoutes(get, post)
	get("/orders/:id", h.order)

	h.people(get, post)
	app.Get("/robots.txt", h.robots)
	app.Get("/sitemap.xml", h.sitemap)
	app.Get("/sitemap/:name", h.sitemapPart)
	return area
}

// frame completes what the storefront shows around a page.
func (h *handlers) frame(c *edge.Ctx, f *kernel.Frame) error {
	f.Place = c.Preference("place")
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	for _, x := range tree.Roots() {
		if !x.Forbidden {
			f.Departments = append(f.Departments, kernel.Department{Slug: x.Slug, Name: x.Name.In(c.Locale)})
		}
	}
	if f.CartCount > 0 {
		return nil
	}
	cart, ok, err := h.openCart(c)
	if ok {
		f.CartCount = pieces(&cart)
	}
	return err
}

func pieces(cart *orders.Cart) int {
	var n int64
	for _, l := range cart.Lines {
		n += l.Quantity
	}
	return int(n)
}

// openCart returns the reader's cart while it can be changed, and false when there is
// none. A cart that the browser remembers and that is gone is forgotten.
func (h *handlers) openCart(c *edge.Ctx) (orders.Cart, bool, error) {
	cart, ok, err := h.anyCart(c)
	return cart, ok && cart.State == orders.CartOpen, err
}

// anyCart returns the reader's cart, also one that has just become an order.
func (h *handlers) anyCart(c *edge.Ctx) (orders.Cart, bool, error) {
	access, id := c.Cart()
	if id != "" {
		cart, err := c.Orders.Cart(c.Context, access, id)
		switch {
		case err == nil:
			return cart, true, nil
		case !errors.Is(err, markthalle.ErrNotFound):
			return orders.Cart{}, false, err
		}
		c.DropCart()
	}
	if !c.SignedIn() {
		return orders.Cart{}, false, nil
	}
	cart, err := c.Orders.PersonCart(c.Context, c.Person())
	if errors.Is(err, markthalle.ErrNotFound) {
		return orders.Cart{}, false, nil
	}
	return cart, err == nil, err
}

// oops is the page that tells of an error, in every area.
func (h *handlers) oops(c *edge.Ctx, p edge.Problem) error {
	view := Error{Status: p.Status, Code: p.Code, Detail: p.Detail, RequestID: p.RequestID, RetryAfter: p.RetryAfter}
	if p.Code == markthalle.ErrPermission.Code && !c.SignedIn() {
		view.SignIn = "/sign-in"
	}
	return c.RenderBare(PageError, view)
}

// preferences keeps language, colours and the place of delivery, and goes back.
func (h *handlers) preferences(c *edge.Ctx) error {
	if l := c.Form("locale"); l != "" {
		c.Prefer("locale", l)
		if c.SignedIn() && string(c.Locale) == l {
			if err := c.Accounts.SetLocale(c.Context, c.Buyer(), c.Locale); err != nil {
				return err
			}
		}
	}
	if t := c.Form("theme"); t != "" {
		c.Prefer("theme", t)
	}
	for _, v := range c.FormAll() {
		if v.Name == "postal_code" {
			c.Prefer("place", v.Text)
		}
	}
	return c.Redirect(c.Next("/"))
}

// canonical is the address of a page for search engines: its path alone.
func (h *handlers) canonical(path string) string {
	return h.Market.BaseURL() + (&url.URL{Path: path}).EscapedPath()
}

// once returns a list without repetitions, in its order.
func once[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	out := make([]T, 0, len(list))
	for _, x := range list {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}
