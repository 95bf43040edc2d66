package api

import (
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/vendors"
)

// StoreProduct is a product as its page shows it.
type StoreProduct struct {
	ID          string             `json:"id"`
	Revision    int64              `json:"revision"`
	Slug        string             `json:"slug"`
	Title       string             `json:"title"`
	Description string             `json:"description"` // sanitised markup
	Brand       string             `json:"brand"`
	GTIN        string             `json:"gtin,omitempty"`
	Categories  []CategoryRef      `json:"categories"` // from the root to the product's own
	Attributes  []StoreAttribute   `json:"attributes"`
	Media       []StorePicture     `json:"media"`
	Variants    []StoreVariant     `json:"variants"`
	BestOffer   *StoreOffer        `json:"best_offer,omitempty"` // absent when nothing is on sale
	OffersCount int                `json:"offers_count"`
	InStock     bool               `json:"in_stock"`
	Safety      StoreProductSafety `json:"safety"`
	PublishedAt *Time              `json:"published_at,omitempty"`
}

// CategoryRef names a category.
type CategoryRef struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// StoreAttribute is what a product says about one property, in words.
type StoreAttribute struct {
	ID    string `json:"id"`
	Key   string `json:"key"`
	Name  string `json:"name"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
}

// StorePicture is a picture of a product.
type StorePicture struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// StoreVariant is one purchasable form of a product.
type StoreVariant struct {
	ID          string        `json:"id"`
	SKU         string        `json:"sku,omitempty"`
	GTIN        string        `json:"gtin,omitempty"`
	Label       string        `json:"label"` // "blue, 350 ml"
	Options     []StoreOption `json:"options"`
	Media       []string      `json:"media"` // ids of the product's pictures
	BestOffer   *StoreOffer   `json:"best_offer,omitempty"`
	OffersCount int           `json:"offers_count"`
	InStock     bool          `json:"in_stock"`
}

// StoreOption is the value of one axis of variation.
type StoreOption struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Value string `json:"value"`
	Label string `json:"label"`
}

// StoreOffer is an offer with its place and the reason for it.
type StoreOffer struct {
	ID           string   `json:"id"`
	OfferID      string   `json:"offer_id"`
	ProductID    string   `json:"product_id"`
	VariantID    string   `json:"variant_id"`
	Vendor       Seller   `json:"vendor"`
	Price        Money    `json:"price"`
	ListPrice    *Money   `json:"list_price,omitempty"`
	Lowest30     *Money   `json:"lowest_price_30_days,omitempty"` // beside a reduction (Directive 98/6/EC Art. 6a)
	Shipping     Money    `json:"shipping"`                       // of one unit to the country that was asked for
	Landed       Money    `json:"landed"`                         // price and shipping
	Condition    string   `json:"condition"`
	InStock      bool     `json:"in_stock"`
	HandlingDays int      `json:"handling_days"`
	Days         int      `json:"days"` // until it arrives, at most
	Rank         int      `json:"rank"` // from 1, within the variant
	Eligible     bool     `json:"eligible"`
	Failed       []string `json:"failed"` // the gates that an offer which is not eligible fails
	Score        int64    `json:"score_bp"`
	Why          string   `json:"why"`
}

// StoreProductSafety is what Regulation (EU) 2023/988 wants shown.
type StoreProductSafety struct {
	Manufacturer      StoreParty  `json:"manufacturer"`
	ResponsiblePerson *StoreParty `json:"responsible_person,omitempty"`
	ProductID         string      `json:"product_id,omitempty"`
	Warnings          string      `json:"warnings"`
}

// StoreParty is a manufacturer or responsible person.
type StoreParty struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Contact string `json:"contact"`
	Country string `json:"country,omitempty"`
}

func wireStoreParty(p catalog.Party) StoreParty {
	return StoreParty{Name: p.Name, Address: p.Address, Contact: p.Contact, Country: p.Country}
}

func (v *productView) wire(l markthalle.Locale) StoreProduct {
	p := &v.product
	out := StoreProduct{
		ID: p.ID, Revision: p.Version, Slug: p.Slug, Title: p.Title.In(l), Description: p.Description.In(l), Brand: p.Brand,
		GTIN: p.GTIN, Attributes: wireStoreAttributes(v.tree, p, l), PublishedAt: at(p.PublishedAt),
		Safety: StoreProductSafety{
			Manufacturer: wireStoreParty(p.Safety.Manufacturer), ProductID: p.Safety.ProductID, Warnings: p.Safety.Warnings.In(l),
		},
	}
	if x := p.Safety.ResponsiblePerson; x != nil {
		party := wireStoreParty(*x)
		out.Safety.ResponsiblePerson = &party
	}
	for _, x := range v.tree.Path(p.Category) {
		out.Categories = append(out.Categories, CategoryRef{ID: x.ID, Slug: x.Slug, Name: x.Name.In(l)})
	}
	for _, m := range p.Media {
		out.Media = append(out.Media, StorePicture{ID: string(m.ID), URL: m.URL(), Width: m.Width, Height: m.Height})
	}
	for _, x := range p.Variants {
		variant := v.wireVariant(x, l)
		out.Variants = append(out.Variants, variant)
		out.OffersCount += variant.OffersCount
		out.InStock = out.InStock || variant.InStock
	}
	out.BestOffer = v.wireBest(v.bestOf(), l)
	return out
}

func (v *productView) wireVariant(x catalog.Variant, l markthalle.Locale) StoreVariant {
	res := v.best[x.ID]
	out := StoreVariant{
		ID: string(x.ID), SKU: x.SKU, GTIN: x.GTIN, OffersCount: res.Offers, InStock: res.Eligible > 0, BestOffer: v.wireBest(res.Best, l),
	}
	var words []string
	for _, o := range x.Options {
		opt := StoreOption{Key: o.Key, Name: o.Key, Value: o.Value, Label: o.Value}
		if a, ok := v.tree.Attribute(v.product.Category, o.Key); ok {
			opt.Name, opt.Label = a.Name.In(l), a.Label(o.Value, l)
		}
		out.Options = append(out.Options, opt)
		words = append(words, opt.Label)
	}
	out.Label = strings.Join(words, ", ")
	for _, m := range x.Media {
		out.Media = append(out.Media, string(m))
	}
	return out
}

func (v *productView) wireBest(b *buybox.Best, l markthalle.Locale) *StoreOffer {
	if b == nil {
		return nil
	}
	out := wireStoreOffer(v.offers[b.Offer], v.sellers[b.Vendor])
	out.ID, out.OfferID = string(b.Offer), string(b.Offer)
	out.Price, out.Shipping = wireMoney(b.Price), wireMoney(b.Shipping)
	out.Landed = minor(b.Price.Minor+b.Shipping.Minor, b.Price.Currency)
	out.Condition, out.Days, out.Score = string(b.Condition), b.Days, b.Score
	out.Rank, out.Eligible, out.InStock, out.Why = 1, true, true, b.Why(l)
	return &out
}

// wireRanked writes an offer of the table of offers.
func wireRanked(x buybox.Ranked, o catalog.Offer, v vendors.Vendor, l markthalle.Locale) StoreOffer {
	out := wireStoreOffer(o, v)
	out.ID, out.OfferID, out.VariantID = string(x.Offer), string(x.Offer), string(x.Variant)
	out.Price, out.Shipping = wireMoney(x.Price), wireMoney(x.Shipping)
	out.Landed = minor(x.Landed(), x.Price.Currency)
	if !x.Shipping.IsSet() {
		out.Shipping = minor(0, x.Price.Currency) // it does not ship there: see Failed
	}
	out.Condition, out.Days, out.Score, out.InStock = string(x.Condition), x.Days, x.Score, x.Stock > 0
	out.Rank, out.Eligible, out.Why = x.Place, x.Eligible, x.Why(l)
	for _, g := range x.Failed {
		out.Failed = append(out.Failed, string(g))
	}
	return out
}

// wireStoreOffer writes what the stored offer and its vendor say.
func wireStoreOffer(o catalog.Offer, v vendors.Vendor) StoreOffer {
	out := StoreOffer{
		ProductID: string(o.Product), VariantID: string(o.Variant), HandlingDays: o.HandlingDays, Vendor: wireSeller(v),
		ListPrice: moneyOrNone(o.ListPrice),
	}
	if lowest, ok := o.Lowest30Days(); ok {
		out.Lowest30 = moneyOrNone(lowest)
	}
	return out
}

// moneyOrNone returns an amount for the wire, nil for one that is not set.
func moneyOrNone(a money.Amount) *Money {
	if !a.IsSet() || a.IsZero() {
		return nil
	}
	m := wireMoney(a)
	return &m
}

func wireStoreAttributes(tree catalog.Tree, p *catalog.Product, l markthalle.Locale) []StoreAttribute {
	var out []StoreAttribute
	for _, x := range p.Attributes {
		if x.Raw != "" {
			continue // it could not be read: reviewers see it, buyers do not
		}
		a, _ := tree.Attribute(p.Category, x.Key)
		w := StoreAttribute{ID: x.Key, Key: x.Key, Name: a.Name.In(l), Value: x.String(), Unit: a.Unit}
		if w.Name == "" {
			w.Name = x.Key
		}
		if x.Unit != "" {
			w.Unit = x.Unit
		}
		switch {
		case len(x.Text) > 0:
			w.Value = x.Text.In(l)
		case a.Type == catalog.Enum:
			labels := make([]string, len(x.Values))
			for i, key := range x.Values {
				labels[i] = a.Label(key, l)
			}
			w.Value = strings.Join(labels, ", ")
		}
		out = append(out, w)
	}
	return out
}
