package storefront

import (
	"errors"
	"net/http"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/accounts"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// accountOrders is how many orders a page of the account shows.
const accountOrders = 20

// account lists a person's orders and the workplaces they may enter.
func (h *handlers) account(c *edge.Ctx) error {
	if !c.SignedIn() {
		return markthalle.ErrSignIn
	}
	page, err := c.Orders.BuyerOrders(c.Context, c.Buyer(), c.Page(accountOrders))
	if err != nil {
		return err
	}
	parts, err := h.partsOf(c, page.Items)
	if err != nil {
		return err
	}
	p := c.Identity.Person
	view := Account{Name: p.Name, Email: p.Email}
	for i := range page.Items {
		view.Orders = append(view.Orders, rowOf(c, &page.Items[i], parts[page.Items[i].ID]))
	}
	if page.Next != "" {
		view.Pager.Next = "/account?" + query("cursor", page.Next)
	}
	if view.Shops, err = h.workplaces(c); err != nil {
		return err
	}
	c.Frame.NoIndex = true
	return c.Render(PageAccount, view)
}

// partsOf reads the vendor orders of several orders at once, by order.
func (h *handlers) partsOf(c *edge.Ctx, list []orders.Order) (map[string][]orders.VendorOrder, error) {
	all := orders.Order{State: orders.Paid}
	for i := range list {
		if list[i].State == orders.Paid {
			all.Parts = append(all.Parts, list[i].Parts...)
		}
	}
	out := map[string][]orders.VendorOrder{}
	if len(all.Parts) == 0 {
		return out, nil
	}
	parts, err := c.Orders.PartsOf(c.Context, &all)
	for i := range parts {
		id := string(parts[i].Order)
		out[id] = append(out[id], parts[i])
	}
	return out, err
}

func rowOf(c *edge.Ctx, o *orders.Order, parts []orders.VendorOrder) OrderRow {
	row := OrderRow{
		Number: o.Number, URL: "/orders/" + o.ID, At: o.PlacedAt, State: orderState(o, parts), Vendors: len(o.Parts),
		Total: edge.Minor(o.Total, o.Currency), Tone: "info",
	}
	switch row.State {
	case "completed", "delivered":
		row.Tone = "good"
	case string(orders.Failed), string(orders.Expired), string(orders.Cancelled), "payment_failed":
		row.Tone = "none"
	case string(orders.AwaitingPayment), string(orders.Paying):
		row.Tone = "warn"
	}
	var titles []string
	for _, p := range o.Parts {
		for _, l := range p.Lines {
			titles = append(titles, l.Title)
			if l.Image != "" && len(row.Images) < 4 {
				row.Images = append(row.Images, listImage(l.Image))
			}
		}
	}
	row.Contents = strings.Join(titles[:min(len(titles), 2)], ", ")
	if more := len(titles) - 2; more > 0 {
		row.Contents = c.Text("account.contents_more", "Items", row.Contents, "N", more)
	}
	return row
}

// workplaces are the seller portals and the console that the person may enter.
func (h *handlers) workplaces(c *edge.Ctx) ([]Link, error) {
	var ids []markthalle.VendorID
	var out []Link
	for _, m := range c.Identity.Memberships {
		if m.Vendor == "" {
			out = append(out, Link{Label: c.Text("account.console"), URL: "/operator"})
		} else {
			ids = append(ids, m.Vendor)
		}
	}
	shops, err := h.sellers(c, ids)
	for _, id := range once(ids) {
		if v, ok := shops[id]; ok {
			out = append(out, Link{Label: v.ShopName, URL: "/sell/as/" + string(id)})
		}
	}
	return out, err
}

// settings show who somebody is here, and where they are signed in.
func (h *handlers) settings(c *edge.Ctx) error {
	if !c.SignedIn() {
		return markthalle.ErrSignIn
	}
	p := c.Identity.Person
	view := Settings{Name: p.Name, Email: p.Email, Verified: p.Verified, Locale: c.Locale, Theme: c.Preference("theme")}
	page, err := c.Accounts.Sessions(c.Context, c.Buyer(), markthalle.PageQuery{Limit: 50})
	if err != nil {
		return err
	}
	for _, s := range page.Items {
		view.Devices = append(view.Devices, Device{
			ID: s.ID, Label: deviceOf(s.Agent), Place: s.IP, Seen: s.StartedAt, Since: s.StartedAt, Current: s.ID == c.Identity.Session.ID,
		})
	}
	c.Frame.NoIndex = true
	return c.Render(PageSettings, view)
}

func (h *handlers) endDevice(c *edge.Ctx) error {
	if !c.SignedIn() {
		return markthalle.ErrSignIn
	}
	err := c.Accounts.RevokeSession(c.Context, c.Buyer(), markthalle.SessionID(c.Param("id")), nil)
	if err != nil && !errors.Is(err, markthalle.ErrNotFound) {
		return err
	}
	c.Flash("good", FlashDeviceEnded)
	return c.Redirect("/account/settings")
}

// The names that browsers and systems are known by; the first that is found decides,
// because most browsers also call themselves by older names.
var (
	browsers = []struct{ mark, name string }{
		{"Edg/", "Edge"},
		{"OPR/", "Opera"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
		{"curl/", "curl"},
	}
	systems = []struct{ mark, name string }{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
	}
)

// deviceOf is a browser in words, "Firefox, Linux".
func deviceOf(agent string) string {
	find := func(list []struct{ mark, name string }) string {
		for _, x := range list {
			if strings.Contains(agent, x.mark) {
				return x.name
			}
		}
		return ""
	}
	parts := []string{find(browsers), find(systems)}
	name := strings.Trim(strings.Join(parts, ", "), ", ")
	if name == "" {
		name, _, _ = strings.Cut(agent, " ")
	}
	if name == "" {
		return "–"
	}
	return name
}

// invitation asks whether to join a team. Who invites to what is told in the mail; the
// invitation itself is opened by joining only.
func (h *handlers) invitation(c *edge.Ctx) error {
	view := Invitation{
		Token: c.Query("token"), By: c.Text("invitation.somebody"), Organisation: c.Text("invitation.team", "Market", h.Market.Name),
	}
	view.Expired = view.Token == ""
	if c.SignedIn() {
		view.SignedInAs = c.Identity.Person.Name
	}
	return door(c, PageInvitation, view)
}

func (h *handlers) join(c *edge.Ctx) error {
	token := c.Form("token")
	var m accounts.Membership
	err := c.Once(func() error {
		var err error
		m, err = c.Accounts.AcceptInvitation(c.Context, c.Buyer(), token)
		return err
	})
	if errors.Is(err, accounts.ErrLink) {
		c.Status(http.StatusUnprocessableEntity)
		return door(c, PageInvitation, Invitation{Token: token, Expired: true})
	}
	if err != nil {
		return c.Fail(err, func(kernel.Faults) error { return err })
	}
	if m.Vendor != "" {
		c.ChooseVendor(m.Vendor)
	}
	c.Flash("good", FlashInvitationJoined)
	return c.Redirect("/account")
}
