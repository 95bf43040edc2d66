package operator

import (
	"errors"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/web/edge"
)

const foundMax = 20 // hits of one kind

// showFound finds any order, vendor, product, account and page.
func showFound(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	view := Found{Query: c.Query("q")}
	if view.Query != "" {
		for _, look := range []struct {
			may markthalle.Permission
			add func(*edge.Ctx, markthalle.Actor, words) error
		}{
			{markthalle.VendorsRead, view.addVendors},
			{markthalle.OrdersRead, view.addOrders},
			{markthalle.ProductsRead, view.addProducts},
			{markthalle.LedgerRead, view.addAccounts},
		} {
			if !a.Can(look.may) {
				continue
			}
			if err := look.add(c, a, w); err != nil {
				return err
			}
		}
	}
	view.addPages(w)
	return c.Render(PageFind, view)
}

func (f *Found) addVendors(c *edge.Ctx, a markthalle.Actor, w words) error {
	list, err := searchVendors(c, a, "", f.Query)
	for _, v := range list[:min(len(list), foundMax)] {
		f.Hits = append(f.Hits, Hit{
			Kind: "vendor", Label: v.ShopName, Detail: v.ID + ", " + w.tk("vendor_state", string(v.State)), URL: "/operator/vendors/" + v.ID,
		})
	}
	return err
}

func (f *Found) addOrders(c *edge.Ctx, a markthalle.Actor, w words) error {
	list, err := searchOrders(c, a, "", f.Query)
	for _, o := range list[:min(len(list), foundMax)] {
		f.Hits = append(f.Hits, Hit{
			Kind: "order", Label: o.Number, Detail: o.Address.Name + ", " + w.tk("order_state", string(o.State)), URL: "/operator/orders/" + o.ID,
		})
	}
	return err
}

// addProducts finds a product by its id or number, and others by title.
func (f *Found) addProducts(c *edge.Ctx, _ markthalle.Actor, w words) error {
	add := func(p catalog.Product) {
		f.Hits = append(f.Hits, Hit{Kind: "product", Label: p.Title.In(w.locale), Detail: p.ID, URL: "/operator/products/" + p.ID})
	}
	var exact catalog.Product
	var err error
	if strings.HasPrefix(f.Query, "prd_") {
		exact, err = c.Catalog.Product(c.Context, markthalle.ProductID(f.Query))
	} else {
		exact, err = c.Catalog.ProductByGTIN(c.Context, f.Query)
	}
	switch {
	case err == nil:
		add(exact)
		return nil
	case !errors.Is(err, markthalle.ErrNotFound) && markthalle.KindOf(err) != markthalle.Invalid:
		return err
	}
	hits := 0
	err = c.Catalog.EachProduct(c.Context, func(p catalog.Product) error {
		titles := mapped(p.Title, func(t markthalle.Text) string { return t.Value })
		if holdsAny(f.Query, titles...) {
			hits++
			add(p)
		}
		if hits >= foundMax {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

var errEnough = errors.New("enough is found")

func (f *Found) addAccounts(c *edge.Ctx, _ markthalle.Actor, w words) error {
	if _, err := c.Ledger.Transaction(c.Context, f.Query); err == nil {
		f.Hits = append(f.Hits, Hit{Kind: "account", Label: f.Query, Detail: w.t("ledger.document"), URL: ledgerURL("document", f.Query, c.Market.Currency)})
	}
	list, err := c.Ledger.Balances(c.Context, "")
	if err != nil {
		return err
	}
	hits := 0
	for _, b := range list {
		if _, ok := ledger.ClassOf(b.Account); ok && hits < foundMax && holdsAny(f.Query, b.Account) {
			hits++
			f.Hits = append(f.Hits, Hit{Kind: "account", Label: b.Account, Detail: w.amount(b.Balance, b.Currency), URL: ledgerURL("account", b.Account, b.Currency)})
		}
	}
	return nil
}

func (f *Found) addPages(w words) {
	for _, page := range []struct{ key, url string }{
		{"operator.work", "/operator"},
		{"operator.vendors", "/operator/vendors"},
		{"vendors_title.applications", "/operator/applications"},
		{"operator.products", "/operator/products"},
		{"operator.categories", "/operator/categories"},
		{"operator.search", "/operator/search"},
		{"operator.orders", "/operator/orders"},
		{"operator.rules", "/operator/rules"},
		{"operator.ledger", "/operator/ledger"},
		{"position.title", "/operator/position"},
		{"operator.payouts", "/operator/payouts"},
		{"operator.audit", "/operator/audit"},
		{"operator.members", "/operator/members"},
		{"operator.system", "/operator/system"},
	} {
		if label := w.t(page.key); holdsAny(f.Query, label) {
			f.Hits = append(f.Hits, Hit{Kind: "page", Label: label, Detail: page.url, URL: page.url})
		}
	}
}
