package storefront

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// Pictures of goods in lists are shown in frames of this shape, whatever their own.
const (
	goodWidth  = 400
	goodHeight = 500
)

func listImage(url string) Image { return Image{URL: url, Width: goodWidth, Height: goodHeight} }

// shown is a picture in a list; the market's mark where there is none, because an empty
// address would load the page again.
func shown(c *edge.Ctx, url string) Image {
	if url == "" {
		mark, err := c.Site.Asset("mark.svg")
		if err != nil {
			c.Log.Error("no mark", "request_id", c.RequestID, "error", err.Error())
		}
		url = mark
	}
	return listImage(url)
}

// goods turns what a search found into goods: two reads more, however many they are.
func (h *handlers) goods(c *edge.Ctx, items []search.Item) ([]Good, error) {
	var sellers []markthalle.VendorID
	var offers []markthalle.OfferID
	for _, x := range items {
		sellers, offers = append(sellers, markthalle.VendorID(x.Vendor)), append(offers, markthalle.OfferID(x.Offer))
	}
	bySeller, err := h.sellers(c, sellers)
	if err != nil {
		return nil, err
	}
	byOffer, err := h.offers(c, offers)
	if err != nil {
		return nil, err
	}
	out := make([]Good, len(items))
	for i, x := range items {
		out[i] = goodOf(x, bySeller[markthalle.VendorID(x.Vendor)], byOffer[markthalle.OfferID(x.Offer)])
		out[i].Image = shown(c, x.Image)
	}
	return out, nil
}

func goodOf(x search.Item, v vendors.Vendor, o catalog.Offer) Good {
	return Good{
		Title: x.Title, URL: "/p/" + x.Slug, Vendor: v.ShopName, Town: v.Address.City, Image: listImage(x.Image),
		Price: edge.Minor(x.PriceFrom, money.Currency(x.Currency)), From: x.Offers > 1, Lowest: lowestOf(o),
		Stars: int(x.Rating / 100), Ratings: int(x.RatingCount), Sold: !x.InStock,
	}
}

// lowestOf is the lowest price of the thirty days before, beside a price that is lower:
// only then it is a reduction (Directive 98/6/EC, Article 6a).
func lowestOf(o catalog.Offer) kernel.Money {
	if low, ok := o.Lowest30Days(); ok && o.Price.Minor < low.Minor {
		return edge.Money(low)
	}
	return kernel.Money{}
}

// plainGoods lists products from the store, with the prices of their best offers.
func (h *handlers) plainGoods(c *edge.Ctx, list []catalog.Product) ([]Good, error) {
	var variants []markthalle.VariantID
	for i := range list {
		for _, v := range list[i].Variants {
			variants = append(variants, v.ID)
		}
	}
	best, err := c.Buybox.BestOffers(c.Context, variants, "")
	if err != nil {
		return nil, err
	}
	var sellers []markthalle.VendorID
	for _, r := range best {
		if r.Best != nil {
			sellers = append(sellers, r.Best.Vendor)
		}
	}
	bySeller, err := h.sellers(c, sellers)
	if err != nil {
		return nil, err
	}
	out := make([]Good, len(list))
	for i := range list {
		out[i] = plainGood(&list[i], best, bySeller, c.Locale)
		out[i].Image = shown(c, out[i].Image.URL)
	}
	return out, nil
}

func plainGood(p *catalog.Product, best map[markthalle.VariantID]buybox.Result, sellers map[markthalle.VendorID]vendors.Vendor, l markthalle.Locale) Good {
	g := Good{Title: p.Title.In(l), URL: "/p/" + p.Slug, Sold: true}
	if len(p.Media) > 0 {
		g.Image = listImage(p.Media[0].URL())
	}
	for _, v := range p.Variants {
		r := best[v.ID]
		if r.Best == nil {
			continue
		}
		if !g.Sold {
			g.From = true
		}
		if g.Sold || r.Lowest.Minor < g.Price.Amount {
			seller := sellers[r.Best.Vendor]
			g.Sold, g.Price, g.Vendor, g.Town = false, edge.Money(r.Lowest), seller.ShopName, seller.Address.City
		}
	}
	return g
}

// sellers reads vendors, each once.
func (h *handlers) sellers(c *edge.Ctx, ids []markthalle.VendorID) (map[markthalle.VendorID]vendors.Vendor, error) {
	list, err := c.Vendors.GetMany(c.Context, once(ids))
	out := make(map[markthalle.VendorID]vendors.Vendor, len(list))
	for _, v := range list {
		out[v.VendorID()] = v
	}
	return out, err
}

// offers reads offers, each once.
func (h *handlers) offers(c *edge.Ctx, ids []markthalle.OfferID) (map[markthalle.OfferID]catalog.Offer, error) {
	list, err := c.Catalog.Offers(c.Context, once(ids))
	out := make(map[markthalle.OfferID]catalog.Offer, len(list))
	for _, o := range list {
		out[o.OfferID()] = o
	}
	return out, err
}

// showPages numbers the pages of a list: the first, the last, and those around the one
// that is shown.
func showPages(w wish, shown, total int) kernel.Pager {
	p := kernel.Pager{Total: int64(total)}
	if shown == 0 {
		return p
	}
	p.From = int64((w.page-1)*shelfSize + 1)
	p.To = p.From + int64(shown) - 1
	last := (min(total, search.MaxDepth) + shelfSize - 1) / shelfSize
	if w.page > 1 {
		p.Prev = w.paged(w.page - 1).address()
	}
	if w.page < last {
		p.Next = w.paged(w.page + 1).address()
	}
	gap := false
	for n := 1; n <= last; n++ {
		if n == 1 || n == last || n >= w.page-1 && n <= w.page+1 || w.page <= 3 && n <= 4 {
			p.Pages = append(p.Pages, kernel.PageNo{No: n, URL: w.paged(n).address(), Current: n == w.page})
			gap = false
		} else if !gap {
			p.Pages = append(p.Pages, kernel.PageNo{})
			gap = true
		}
	}
	return p
}

// sign is how a currency is written in a range: "€" for EUR, else its code.
func sign(cur money.Currency) string {
	switch cur {
	case money.EUR:
		return "€"
	case money.GBP:
		return "£"
	case money.PLN:
		return "zł"
	case money.USD:
		return "$"
	default:
		return string(cur)
	}
}
