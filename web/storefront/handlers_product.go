package storefront

import (
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
)

// returnDays is how long a consumer may withdraw (Directive 2011/83/EU, Article 9).
const returnDays = 14

// maxQuantities is how many pieces the product page offers to choose at once.
const maxQuantities = 10

// maxOfferRows bounds the table of offers; it is in order, so what is left out is last.
const maxOfferRows = 30

// goodsPage is a product with what its page says about it.
type goodsPage struct {
	product catalog.Product
	tree    catalog.Tree
	ranked  map[markthalle.VariantID][]buybox.Ranked
	chosen  catalog.Variant
	offers  map[markthalle.OfferID]catalog.Offer
	sellers map[markthalle.VendorID]vendors.Vendor
}

func (h *handlers) product(c *edge.Ctx) error {
	p, err := c.Catalog.ProductBySlug(c.Context, c.Param("slug"))
	if err != nil {
		return err
	}
	if !p.Published() {
		return markthalle.ErrNotFound
	}
	g := goodsPage{product: p}
	if g.tree, err = c.Catalog.Tree(c.Context); err != nil {
		return err
	}
	if g.ranked, err = c.Buybox.Ranked(c.Context, p.ProductID(), ""); err != nil {
		return err
	}
	g.choose(markthalle.VariantID(c.Query("variant")))
	var offers []markthalle.OfferID
	var sellers []markthalle.VendorID
	for _, x := range g.rows() {
		offers, sellers = append(offers, x.Offer), append(sellers, x.Vendor)
	}
	if len(sellers) == 0 && p.Owner != "" {
		sellers = append(sellers, p.Owner)
	}
	if g.offers, err = h.offers(c, offers); err != nil {
		return err
	}
	if g.sellers, err = h.sellers(c, sellers); err != nil {
		return err
	}
	view := g.view(c)
	path := g.tree.Path(p.Category)
	for _, x := range path {
		view.Crumbs = append(view.Crumbs, Link{Label: x.Name.In(c.Locale), URL: "/c/" + x.Slug})
	}
	if len(path) > 0 {
		c.Frame.Section = path[0].Slug
	}
	h.clicked(c, p.ProductID())
	c.Frame.Canonical = h.canonical("/p/" + p.Slug)
	return c.Render(PageProduct, view)
}

// winner returns the offer of a variant that is shown first, and false when nobody sells
// it.
func (g *goodsPage) winner(v markthalle.VariantID) (buybox.Ranked, bool) {
	return buybox.Winner(g.ranked[v])
}

// choose picks the variant that was asked for, else the one whose first offer costs
// least at the door.
func (g *goodsPage) choose(asked markthalle.VariantID) {
	if v, ok := g.product.Variant(asked); ok {
		g.chosen = v
		return
	}
	var least int64
	for i, v := range g.product.Variants {
		w, ok := g.winner(v.ID)
		if i == 0 || ok && (least == 0 || w.Landed() < least) {
			g.chosen = v
			if ok {
				least = w.Landed()
			}
		}
	}
}

// rows are the offers of the chosen variant that can be bought, in their order.
func (g *goodsPage) rows() []buybox.Ranked {
	var out []buybox.Ranked
	for _, x := range g.ranked[g.chosen.ID] {
		if x.Eligible && len(out) < maxOfferRows {
			out = append(out, x)
		}
	}
	return out
}

func (g *goodsPage) view(c *edge.Ctx) Product {
	p, l := &g.product, c.Locale
	view := Product{
		Title: p.Title.In(l), Slug: p.Slug, Brand: p.Brand, Images: g.images(l), Choices: g.choices(l), Facts: g.facts(c),
		Description: paragraphs(p.Description.In(l)), Safety: safetyOf(p, l), ReturnDays: returnDays,
		PostalCode: c.Preference("place"), Place: c.Preference("place"), SoldOut: true,
	}
	if v, ok := g.sellers[p.Owner]; ok {
		view.Vendor = sellerOf(c, v)
	}
	rows := g.rows()
	if len(rows) == 0 {
		return view
	}
	best := rows[0]
	offer := g.offers[best.Offer]
	view.SoldOut, view.OfferID, view.Price, view.Shipping = false, string(best.Offer), edge.Money(best.Price), edge.Money(best.Shipping)
	view.Vendor, view.Why, view.Arrives = sellerOf(c, g.sellers[best.Vendor]), best.Why(l), workingDays(c.Now(), best.Days)
	if low := lowestOf(offer); low.Currency != "" {
		view.Lowest, view.ReducedBP = low, (low.Amount-best.Price.Minor)*10_000/low.Amount
	}
	if offer.ListPrice.Minor > best.Price.Minor {
		view.ListPrice = edge.Money(offer.ListPrice)
	}
	for n := 1; n <= maxQuantities && int64(n) <= best.Stock; n++ {
		view.Quantities = append(view.Quantities, n)
	}
	for _, x := range rows {
		seller := g.sellers[x.Vendor]
		view.Offers = append(view.Offers, OfferRow{
			ID: string(x.Offer), Vendor: seller.ShopName, VendorURL: "/v/" + seller.Slug, Town: seller.Address.City,
			Maker: p.Owner == x.Vendor && p.Brand == seller.ShopName, Price: edge.Money(x.Price), Shipping: edge.Money(x.Shipping),
			Total: edge.Minor(x.Landed(), x.Price.Currency), Arrives: workingDays(c.Now(), x.Days),
			Condition: conditionKey(string(x.Condition)), Best: x.Offer == best.Offer,
		})
	}
	return view
}

// conditionKey is how the catalogue of messages calls a condition.
func conditionKey(condition string) string {
	if condition == string(catalog.UsedAsNew) {
		return "used_like_new"
	}
	return condition
}

// workingDays returns the n-th working day (Monday to Friday) after a time, as orders
// promise it.
func workingDays(from time.Time, n int) time.Time {
	for n > 0 {
		from = from.AddDate(0, 0, 1)
		if d := from.Weekday(); d != time.Saturday && d != time.Sunday {
			n--
		}
	}
	return from
}

// images are the pictures of the product, those of the chosen variant first.
func (g *goodsPage) images(l markthalle.Locale) []Image {
	title := g.product.Title.In(l)
	var first, rest []Image
	for _, m := range g.product.Media {
		img := Image{URL: m.URL(), Width: max(m.Width, 1), Height: max(m.Height, 1), Alt: title}
		own := false
		for _, id := range g.chosen.Media {
			own = own || id == m.ID
		}
		if own {
			first = append(first, img)
		} else {
			rest = append(rest, img)
		}
	}
	return append(first, rest...)
}

// choices are the properties in which the variants differ. Each value leads to the
// variant that is otherwise like the chosen one, or the nearest that exists.
func (g *goodsPage) choices(l markthalle.Locale) []Choice {
	var out []Choice
	for _, axis := range g.axes() {
		x := Choice{Label: axis}
		a, known := g.tree.Attribute(g.product.Category, axis)
		label := func(value string) string { return value }
		if known {
			x.Label = a.Name.In(l)
			label = func(value string) string { return a.Label(value, l) }
		}
		x.Chosen = label(g.chosen.Option(axis))
		for _, value := range g.values(axis) {
			target := g.like(axis, value)
			v := ChoiceValue{Label: label(value), Selected: value == g.chosen.Option(axis)}
			w, sold := g.winner(target.ID)
			v.Gone = !sold
			if sold {
				v.URL = "/p/" + g.product.Slug + "?" + query("variant", string(target.ID))
				if own, ok := g.winner(g.chosen.ID); ok && own.Price != w.Price {
					price := edge.Money(w.Price)
					v.Price = &price
				}
			}
			x.Values = append(x.Values, v)
		}
		if len(x.Values) > 1 {
			out = append(out, x)
		}
	}
	return out
}

// axes are the properties in which the variants differ, in order of first mention.
func (g *goodsPage) axes() []string {
	var out []string
	for _, v := range g.product.Variants {
		for _, o := range v.Options {
			out = append(out, o.Key)
		}
	}
	return once(out)
}

func (g *goodsPage) values(axis string) []string {
	var out []string
	for _, v := range g.product.Variants {
		if x := v.Option(axis); x != "" {
			out = append(out, x)
		}
	}
	return once(out)
}

// like returns the variant with a value on one axis that shares most with the chosen
// one; among equals, one that is sold.
func (g *goodsPage) like(axis, value string) catalog.Variant {
	var best catalog.Variant
	most := -1
	for _, v := range g.product.Variants {
		if v.Option(axis) != value {
			continue
		}
		score := 0
		for _, o := range g.chosen.Options {
			if o.Key != axis && v.Option(o.Key) == o.Value {
				score += 2
			}
		}
		if _, sold := g.winner(v.ID); sold {
			score++
		}
		if score > most {
			best, most = v, score
		}
	}
	return best
}

// facts are what the product says about itself, in words.
func (g *goodsPage) facts(c *edge.Ctx) []Fact {
	var out []Fact
	for _, x := range g.product.Attributes {
		if x.Raw != "" {
			continue // it could not be read: reviewers see it, buyers do not
		}
		a, _ := g.tree.Attribute(g.product.Category, x.Key)
		name := a.Name.In(c.Locale)
		if name == "" {
			name = x.Key
		}
		value, unit := x.String(), a.Unit
		if x.Unit != "" {
			unit = x.Unit
		}
		switch {
		case len(x.Text) > 0:
			value = x.Text.In(c.Locale)
		case a.Type == catalog.Enum:
			labels := make([]string, len(x.Values))
			for i, key := range x.Values {
				labels[i] = a.Label(key, c.Locale)
			}
			value = strings.Join(labels, ", ")
		case x.Bool != nil && *x.Bool:
			value = c.Text("facet.yes")
		case x.Bool != nil:
			value = c.Text("facet.no")
		}
		out = append(out, Fact{Label: name, Value: strings.TrimSpace(value + " " + unit)})
	}
	if gtin := g.chosen.GTIN; gtin != "" {
		out = append(out, Fact{Label: "GTIN", Value: gtin})
	}
	return out
}
