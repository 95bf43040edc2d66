package seller

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// uploadTime is how long a form with pictures may take.
const uploadTime = 60 * time.Second

// Routes puts the seller portal on app.
func Routes(app fiber.Router, e *edge.Edge) {
	area := e.Area(fillFrame)
	get := func(path string, fn edge.Handler) { app.Get(path, area.Page(fn)) }
	post := func(path string, fn edge.Handler) { app.Post(path, area.Page(fn)) }

	get("/sell", showToday)
	get("/sell/find", as("", showFound))
	get("/sell/as/:vendor", chooseShop)
	get("/sell/apply", showApply)
	post("/sell/apply", handInApplication)
	get("/sell/onboarding", as("", showOnboarding))
	get("/sell/onboarding/return", as("", returnFromProvider))
	get("/sell/onboarding/payment-account", as("", openPaymentAccount))
	post("/sell/onboarding/payment-account", as("", openPaymentAccount))
	post("/sell/onboarding/resubmit", as("", resubmit))
	orderRoutes(get, post)
	returnRoutes(get, post)

	get("/sell/products", as("products", showProducts))
	get("/sell/products/new", as("products", showNewProduct))
	get("/sell/products/:id", as("products", showProduct))
	app.Post("/sell/products", area.PageWithin(uploadTime, as("products", new(uploads).createProduct)))
	app.Post("/sell/products/:id", area.PageWithin(uploadTime, as("products", changeProduct)))
	get("/sell/offers", as("offers", showOffers))
	post("/sell/offers", as("offers", createOffer))
	post("/sell/offers/:id", as("offers", changeOffer))
	post("/sell/offers/:id/pause", as("offers", pauseOffer))
	get("/sell/offers/:id/search", as("offers", showWhy))

	get("/sell/money", as("money", showMoney))
	get("/sell/money/ledger", as("money", showLedger))
	get("/sell/money/ledger.csv", as("money", sendLedger))
	bankRoutes(get)
	get("/sell/statements/:month", as("money", sendStatement))
	get("/sell/invoices/:month", as("money", sendInvoice))
	get("/sell/reports/dac7/:year", as("money", sendReport))
	get("/sell/shop", as("shop", showShop))
	post("/sell/shop", as("shop", changeShop))
	post("/sell/shop/holiday", as("shop", changeHoliday))
	post("/sell/shop/profiles", as("shop", createProfile))
	post("/sell/shop/profiles/:id", as("shop", changeProfile))
	get("/sell/team", as("team", showTeam))
	post("/sell/team", as("team", invite))
	post("/sell/team/:id/remove", as("team", removeMember))
	get("/sell/keys", as("keys", showKeys))
	post("/sell/keys", as("keys", createKey))
	post("/sell/keys/:id/revoke", as("keys", revokeKey))
}

func orderRoutes(get, post func(string, edge.Handler)) {
	get("/sell/orders", as("orders", showOrders))
	get("/sell/orders/slips", as("orders", sendSlips))
	post("/sell/orders/selection", as("orders", doSelection))
	get("/sell/orders/:id", as("orders", showOrder))
	get("/sell/orders/:id/slip", as("orders", sendSlip))
	post("/sell/orders/:id/accept", as("orders", acceptOrder))
	post("/sell/orders/:id/refuse", as("orders", refuseOrder))
	post("/sell/orders/:id/shipments", as("orders", shipOrder))
	post("/sell/orders/:id/cancel", as("orders", cancelLines))
	post("/sell/orders/:id/refunds", as("orders", refundOrder))
	post("/sell/orders/:id/evidence", as("orders", addEvidence))
	post("/sell/orders/:id/evidence/:part/remove", as("orders", removeEvidence))
	post("/sell/shipments/:id/delivered", as("orders", markDelivered))
}

// as runs a handler for whoever acts for a vendor, in a section of the navigation.
func as(section string, fn func(c *edge.Ctx, a markthalle.Actor) error) edge.Handler {
	return func(c *edge.Ctx) error {
		a, err := c.Actor(markthalle.Vendor)
		if err != nil {
			return err
		}
		c.Frame.Section = section
		return fn(c, a)
	}
}

// waitingStates are those in which a vendor order waits for its vendor.
func waitingStates() []orders.VendorState {
	return []orders.VendorState{orders.VendorPaid, orders.Accepted, orders.PartlyShipped}
}

// fillFrame says for whom one acts and how many orders wait. Who acts for nobody, as on
// the page for applicants, gets a frame without.
func fillFrame(c *edge.Ctx, f *kernel.Frame) error {
	a, err := c.Actor(markthalle.Vendor)
	if err != nil {
		return nil //nolint:nilerr // the handler has said what may be seen
	}
	v, err := c.Vendors.Get(c.Context, a.Vendor)
	if err != nil {
		return err
	}
	f.Organisation = v.ShopName
	if len(a.Roles) > 0 {
		f.Role = a.Roles[0].Short()
	}
	if !a.Can(markthalle.OrdersRead) {
		return nil
	}
	for _, state := range waitingStates() {
		n, err := c.Orders.CountVendorOrders(c.Context, a, a.Vendor, state)
		if err != nil {
			return err
		}
		f.OrdersOpen += int(n)
	}
	return nil
}

// chooseShop lets a member of several vendors act for another one from now on.
func chooseShop(c *edge.Ctx) error {
	id := markthalle.VendorID(c.Param("vendor"))
	for _, m := range c.Identity.Memberships {
		if m.Vendor == id && id != "" {
			c.ChooseVendor(id)
			return c.Redirect("/sell")
		}
	}
	return markthalle.ErrNotFound
}
