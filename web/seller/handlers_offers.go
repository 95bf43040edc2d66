package seller

import (
	"cmp"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// offerFields are the form fields that are named otherwise than the service's.
var offerFields = map[string]string{
	"price[amount]": "price", "price[currency]": "price", "list_price[amount]": "list_price", "stock_mode": "mode", "stock[mode]": "mode",
	"stock[on_hand]": "on_hand", "profile": "shipping_profile_id", "product": "product_id", "variant": "variant_id",
}

// conditions are the values of the form's choice, by what the catalogue calls them.
var conditions = map[string]catalog.Condition{
	"new": catalog.BrandNew, "used_like_new": catalog.UsedAsNew, "used_good": catalog.UsedGood, "refurbished": catalog.Refurbished,
}

// allProfiles reads the vendor's shipping profiles, none when the role does not include
// them.
func allProfiles(c *edge.Ctx, a markthalle.Actor) ([]vendors.ShippingProfile, error) {
	if !a.Can(markthalle.ShopRead) {
		return nil, nil
	}
	page, err := c.Vendors.Profiles(c.Context, a, a.Vendor, markthalle.PageQuery{Limit: markthalle.MaxLimit})
	return page.Items, err
}

func showOffers(c *edge.Ctx, a markthalle.Actor) error { return offersPage(c, a, Offers{}) }

// offersPage shows the list; view holds what was typed when a form is shown again.
func offersPage(c *edge.Ctx, a markthalle.Actor, view Offers) error {
	w := wordsOf(c)
	list, err := ownOffers(c, a)
	if err != nil {
		return err
	}
	view.Query = c.Query("q")
	products, err := offerProducts(c, list)
	if err != nil {
		return err
	}
	if view.Query != "" {
		list = slices.DeleteFunc(list, func(o catalog.Offer) bool {
			p := products[o.Product]
			return !holdsAny(view.Query, append(productTexts(p), o.SKU, o.ID)...)
		})
	}
	// By name, so that a row stays where it is when its price changes.
	slices.SortStableFunc(list, func(x, y catalog.Offer) int {
		return cmp.Or(cmp.Compare(products[x.Product].Title.In(w.locale), products[y.Product].Title.In(w.locale)), cmp.Compare(x.SKU, y.SKU))
	})
	keys := []string{"active", "out_of_stock", "paused", "blocked", "draft"}
	list, view.Tabs = tabbed(list, keys, c.Query("state"), offerTab)
	list, view.Pager = slice(c, queryOf(c, "q", "state"), list, goodsRows)
	profiles, err := allProfiles(c, a)
	if err != nil {
		return err
	}
	view.Profiles = mapped(profiles, func(p vendors.ShippingProfile) kernel.Option { return kernel.Option{Value: p.ID, Label: p.Name} })
	typed := view.Rows
	if view.Rows, err = offerRows(c, a, w, list, products, profiles); err != nil {
		return err
	}
	for _, t := range typed {
		if i := slices.IndexFunc(view.Rows, func(r OfferRow) bool { return r.ID == t.ID }); i >= 0 {
			view.Rows[i].Typed = t.Typed
		}
	}
	if err := view.New.open(c, a, w); err != nil {
		return err
	}
	return c.Render(PageOffers, view)
}

// offerProducts reads the products of offers.
func offerProducts(c *edge.Ctx, list []catalog.Offer) (map[markthalle.ProductID]catalog.Product, error) {
	seen := map[markthalle.ProductID]bool{}
	var ids []markthalle.ProductID
	for _, o := range list {
		if !seen[o.Product] {
			seen[o.Product] = true
			ids = append(ids, o.Product)
		}
	}
	products, err := c.Catalog.Products(c.Context, ids)
	out := make(map[markthalle.ProductID]catalog.Product, len(products))
	for _, p := range products {
		out[p.ProductID()] = p
	}
	return out, err
}

func offerRows(
	c *edge.Ctx, a markthalle.Actor, w words, list []catalog.Offer, products map[markthalle.ProductID]catalog.Product, profiles []vendors.ShippingProfile,
) ([]OfferRow, error) {
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return nil, err
	}
	stocks, err := c.Catalog.Stocks(c.Context, mapped(list, func(o catalog.Offer) markthalle.OfferID { return o.OfferID() }))
	if err != nil {
		return nil, err
	}
	var out []OfferRow
	for _, o := range list {
		var profile vendors.ShippingProfile
		if i := slices.IndexFunc(profiles, func(p vendors.ShippingProfile) bool { return p.ProfileID() == o.Profile }); i >= 0 {
			profile = profiles[i]
		}
		row := w.offerRow(o, products[o.Product], stocks[o.OfferID()], profile, tree)
		if row.Wins, row.WinsWhy, err = first(c, a, w, []catalog.Offer{o}); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// open completes the form for one more offer when a product was chosen.
func (n *NewOffer) open(c *edge.Ctx, a markthalle.Actor, w words) error {
	if n.ProductID == "" {
		n.ProductID = c.Query("product")
	}
	if n.ProductID == "" || !a.Can(markthalle.OffersWrite) {
		return nil
	}
	p, err := c.Catalog.Product(c.Context, markthalle.ProductID(n.ProductID))
	if err != nil {
		return err
	}
	if !p.Published() && p.Owner != a.Vendor {
		return markthalle.ErrNotFound
	}
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	n.Open, n.Product = true, p.Title.In(w.locale)
	for _, v := range p.Variants {
		label := w.variantName(v, p.Category, tree)
		if label == "" {
			label = n.Product
		}
		n.Variants = append(n.Variants, kernel.Option{Value: string(v.ID), Label: label})
	}
	if n.Condition == "" { // nothing was typed yet
		n.Condition, n.Mode, n.Handling = string(catalog.BrandNew), string(catalog.Tracked), "1"
		n.Profile = string(vendors.DefaultProfileID(a.Vendor))
	}
	return nil
}

func createOffer(c *edge.Ctx, a markthalle.Actor) error {
	n := NewOffer{
		ProductID: c.Form("product_id"), Variant: c.Form("variant_id"), SKU: c.Form("sku"), Price: c.Form("price"), ListPrice: c.Form("list_price"),
		Condition: c.Form("condition"), Mode: c.Form("mode"), Stock: c.Form("on_hand"), Handling: c.Form("handling_days"),
		Profile: c.Form("shipping_profile_id"),
	}
	in, err := n.input(c.Market.Currency)
	if err == nil {
		err = c.Once(func() error {
			_, err := c.Catalog.CreateOffer(c.Context, a, a.Vendor, in)
			return err
		})
	}
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return offersPage(c, a, Offers{New: n, Faults: renamed(faults, offerFields)})
		})
	}
	c.Flash("good", FlashOfferMade)
	return c.Redirect("/sell/offers")
}

func (n NewOffer) input(cur money.Currency) (catalog.OfferInput, error) {
	var f formFaults
	condition, ok := conditions[n.Condition]
	f.Check(ok, "/condition", "choice", "There is no such condition.")
	f.Check(n.Price != "", "/price", "required", "An offer has a price.")
	in := catalog.OfferInput{
		Product: markthalle.ProductID(n.ProductID), Variant: markthalle.VariantID(n.Variant), SKU: n.SKU, Price: f.amount("price", n.Price, cur),
		ListPrice: f.amount("list_price", n.ListPrice, cur), Condition: condition, StockMode: catalog.StockMode(n.Mode),
		OnHand: f.number("on_hand", n.Stock), HandlingDays: int(f.number("handling_days", n.Handling)), Profile: markthalle.ProfileID(n.Profile),
	}
	return in, f.err()
}

// changeOffer takes a new price and stock in place. What is as it was is not written.
func changeOffer(c *edge.Ctx, a markthalle.Actor) error {
	id := markthalle.OfferID(c.Param("id"))
	err := savePriceAndStock(c, a, id)
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			names := map[string]string{"price": "price[" + string(id) + "]", "on_hand": "stock[" + string(id) + "]"}
			view := Offers{Rows: []OfferRow{{ID: string(id), Typed: c.Form("price")}}}
			view.Faults = renamed(renamed(faults, offerFields), names)
			return offersPage(c, a, view)
		})
	}
	c.Flash("good", FlashSaved)
	return backToOffers(c)
}

func savePriceAndStock(c *edge.Ctx, a markthalle.Actor, id markthalle.OfferID) error {
	o, err := c.Catalog.VendorOffer(c.Context, a, id)
	if err != nil {
		return err
	}
	var f formFaults
	price := f.amount("price", c.Form("price"), o.Price.Currency)
	f.Check(c.Form("price") != "", "/price", "required", "An offer has a price.")
	onHand := f.number("on_hand", c.Form("on_hand"))
	if err := f.err(); err != nil {
		return err
	}
	if price != o.Price {
		var seen *int64
		if rev, ok := c.FormInt("revision"); ok {
			seen = &rev
		}
		if _, err := c.Catalog.UpdateOffer(c.Context, a, id, catalog.OfferPatch{Price: &price}, seen); err != nil {
			return err
		}
	}
	if o.StockMode != catalog.Tracked || c.Form("on_hand") == "" {
		return nil
	}
	stocks, err := c.Catalog.Stocks(c.Context, []markthalle.OfferID{id})
	if err != nil || stocks[id].OnHand == onHand {
		return err
	}
	_, err = c.Catalog.SetStock(c.Context, a, id, onHand, nil)
	return err
}

func pauseOffer(c *edge.Ctx, a markthalle.Actor) error {
	state := catalog.OfferActive
	if c.Form("paused") == "true" {
		state = catalog.OfferPaused
	}
	_, err := c.Catalog.UpdateOffer(c.Context, a, markthalle.OfferID(c.Param("id")), catalog.OfferPatch{State: &state}, nil)
	if err != nil {
		return c.Fail(err, func(faults kernel.Faults) error { return offersPage(c, a, Offers{Faults: faults}) })
	}
	c.Flash("good", FlashSaved)
	return backToOffers(c)
}

// backToOffers goes on to the part of the list that the form stood in.
func backToOffers(c *edge.Ctx) error { return c.Redirect(referredTo(c, "/sell/offers")) }
