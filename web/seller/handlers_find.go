package seller

import (
	"errors"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/web/edge"
)

const (
	foundMax    = 30 // hits of one kind
	foundOrders = 1000
)

// showFound finds orders, products, offers, pages and the reader's other shops. Without
// a query it lists pages and shops.
func showFound(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	view := Found{Query: c.Query("q")}
	if view.Query != "" && a.Can(markthalle.OrdersRead) {
		if err := view.addOrders(c, a, w); err != nil {
			return err
		}
	}
	if view.Query != "" && a.Can(markthalle.ProductsRead) {
		if err := view.addGoods(c, a, w); err != nil {
			return err
		}
	}
	view.addPages(w)
	if err := view.addShops(c, a); err != nil {
		return err
	}
	return c.Render(PageFind, view)
}

// addOrders finds among the newest orders, and an order by its whole id.
func (f *Found) addOrders(c *edge.Ctx, a markthalle.Actor, w words) error {
	if strings.HasPrefix(f.Query, "vo_") {
		v, err := c.Orders.VendorOrder(c.Context, a, markthalle.VendorOrderID(f.Query))
		switch {
		case err == nil:
			f.Hits = append(f.Hits, Hit{Kind: "order", Label: v.Number, Detail: buyerOf(v), URL: "/sell/orders/" + v.ID})
		case !errors.Is(err, markthalle.ErrNotFound):
			return err
		}
		return nil
	}
	q := markthalle.PageQuery{Limit: readPage}
	for read, hits := 0, 0; read < foundOrders; {
		page, err := c.Orders.VendorOrders(c.Context, a, a.Vendor, "", q)
		if err != nil {
			return err
		}
		for _, v := range page.Items {
			if hits < foundMax && holdsAny(f.Query, v.Number, v.Buyer, v.Address.City, w.contents(v.Lines)) {
				hits++
				f.Hits = append(f.Hits, Hit{Kind: "order", Label: v.Number, Detail: buyerOf(v) + ", " + w.contents(v.Lines), URL: "/sell/orders/" + v.ID})
			}
		}
		read += len(page.Items)
		if page.Next == "" || hits >= foundMax {
			return nil
		}
		q.Cursor = page.Next
	}
	return nil
}

func (f *Found) addGoods(c *edge.Ctx, a markthalle.Actor, w words) error {
	list, err := ownProducts(c, a)
	if err != nil {
		return err
	}
	hits := 0
	for _, p := range list {
		if hits < foundMax && holdsAny(f.Query, productTexts(p)...) {
			hits++
			f.Hits = append(f.Hits, Hit{
				Kind: "product", Label: p.Title.In(w.locale), Detail: w.productState(p.State).Text, URL: "/sell/products/" + p.ID,
			})
		}
	}
	return nil
}

func (f *Found) addPages(w words) {
	for _, page := range []struct{ key, url string }{
		{"seller.today", "/sell"},
		{"seller.orders", "/sell/orders"},
		{"seller.products", "/sell/products"},
		{"seller.offers", "/sell/offers"},
		{"seller.money", "/sell/money"},
		{"money.ledger", "/sell/money/ledger"},
		{"bank.title", "/sell/money/bank"},
		{"seller.shop", "/sell/shop"},
		{"seller.team", "/sell/team"},
		{"seller.keys", "/sell/keys"},
		{"onboarding.title", "/sell/onboarding"},
	} {
		if label := w.t(page.key); holdsAny(f.Query, label) {
			f.Hits = append(f.Hits, Hit{Kind: "page", Label: label, Detail: page.url, URL: page.url})
		}
	}
}

// addShops lists the other vendors that the reader works for.
func (f *Found) addShops(c *edge.Ctx, a markthalle.Actor) error {
	var ids []markthalle.VendorID
	for _, m := range c.Identity.Memberships {
		if isVendor(m) && m.Vendor != a.Vendor {
			ids = append(ids, m.Vendor)
		}
	}
	list, err := c.Vendors.GetMany(c.Context, ids)
	for _, v := range list {
		if holdsAny(f.Query, v.ShopName, v.LegalName) {
			f.Hits = append(f.Hits, Hit{Kind: "vendor", Label: v.ShopName, Detail: v.LegalName, URL: "/sell/as/" + v.ID})
		}
	}
	return err
}
