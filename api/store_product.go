package api

import (
	"context"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/vendors"
)

// ProductIn asks for a product by its address; its id is understood too.
type ProductIn struct {
	Slug    string `path:"slug" validate:"required,max=200"`
	Country string `query:"country" validate:"omitempty,iso3166_1_alpha2"` // of delivery; the market's own by default
}

func (r *routes) storeProduct(c *endpoint.Call, in ProductIn) (StoreProduct, error) {
	p, err := r.publishedProduct(c.Ctx, in.Slug)
	if err != nil {
		return StoreProduct{}, err
	}
	view, err := r.readProduct(c.Ctx, p, in.Country)
	if err != nil {
		return StoreProduct{}, err
	}
	return view.wire(c.Locale), nil
}

// publishedProduct finds a product that buyers may see, by slug or id.
func (r *routes) publishedProduct(ctx context.Context, key string) (catalog.Product, error) {
	var p catalog.Product
	var err error
	if strings.HasPrefix(key, "prd_") {
		p, err = r.Catalog.Product(ctx, markthalle.ProductID(key))
	} else {
		p, err = r.Catalog.ProductBySlug(ctx, key)
	}
	if err == nil && !p.Published() {
		err = markthalle.ErrNotFound
	}
	return p, err
}

// productView is a product with what its page says about it.
type productView struct {
	product catalog.Product
	tree    catalog.Tree
	best    map[markthalle.VariantID]buybox.Result
	offers  map[markthalle.OfferID]catalog.Offer
	sellers map[markthalle.VendorID]vendors.Vendor
}

func (r *routes) readProduct(ctx context.Context, p catalog.Product, country string) (productView, error) {
	v := productView{product: p}
	var err error
	if v.tree, err = r.Catalog.Tree(ctx); err != nil {
		return v, err
	}
	if v.best, err = r.Buybox.BestOffers(ctx, variantsOf(&p), country); err != nil {
		return v, err
	}
	var offers []markthalle.OfferID
	var sellers []markthalle.VendorID
	for _, x := range p.Variants {
		if b := v.best[x.ID].Best; b != nil {
			offers, sellers = append(offers, b.Offer), append(sellers, b.Vendor)
		}
	}
	v.offers, v.sellers, err = r.offersAndSellers(ctx, offers, sellers)
	return v, err
}

// offersAndSellers reads offers and vendors, each once.
func (r *routes) offersAndSellers(ctx context.Context, offers []markthalle.OfferID, sellers []markthalle.VendorID) (
	map[markthalle.OfferID]catalog.Offer, map[markthalle.VendorID]vendors.Vendor, error,
) {
	found, err := r.Catalog.Offers(ctx, offers)
	if err != nil {
		return nil, nil, err
	}
	byOffer := make(map[markthalle.OfferID]catalog.Offer, len(found))
	for _, o := range found {
		byOffer[o.OfferID()] = o
	}
	list, err := r.Vendors.GetMany(ctx, once(sellers))
	if err != nil {
		return nil, nil, err
	}
	bySeller := make(map[markthalle.VendorID]vendors.Vendor, len(list))
	for _, v := range list {
		bySeller[v.VendorID()] = v
	}
	return byOffer, bySeller, nil
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

// bestOf returns the offer that a product's page shows first: the best offer of the
// variant that costs least at the door, the earlier variant among equals.
func (v *productView) bestOf() *buybox.Best {
	var best *buybox.Best
	for _, x := range v.product.Variants {
		b := v.best[x.ID].Best
		if b != nil && (best == nil || b.Price.Minor+b.Shipping.Minor < best.Price.Minor+best.Shipping.Minor) {
			best = b
		}
	}
	return best
}

// ProductOffersIn asks for the offers of a product, or of one variant of it.
type ProductOffersIn struct {
	ID      string `path:"id" validate:"required,max=200"`
	Variant string `query:"variant" validate:"max=200"`
	Country string `query:"country" validate:"omitempty,iso3166_1_alpha2"`
	PageIn
}

func (r *routes) storeOffers(c *endpoint.Call, in ProductOffersIn) (List[StoreOffer], error) {
	p, err := r.publishedProduct(c.Ctx, in.ID)
	if err != nil {
		return List[StoreOffer]{}, err
	}
	ranked, err := r.Buybox.Ranked(c.Ctx, p.ProductID(), in.Country)
	if err != nil {
		return List[StoreOffer]{}, err
	}
	page, err := pageOf(rankedInOrder(&p, ranked, in.Variant), in.PageIn, func(x buybox.Ranked) string { return string(x.Offer) })
	if err != nil {
		return List[StoreOffer]{}, err
	}
	var offers []markthalle.OfferID
	var sellers []markthalle.VendorID
	for _, x := range page.Items {
		offers, sellers = append(offers, x.Offer), append(sellers, x.Vendor)
	}
	byOffer, bySeller, err := r.offersAndSellers(c.Ctx, offers, sellers)
	return wireList(page, func(x buybox.Ranked) StoreOffer {
		return wireRanked(x, byOffer[x.Offer], bySeller[x.Vendor], c.Locale)
	}), err
}

// rankedInOrder puts the offers of a product's variants one after the other, in the
// product's order.
func rankedInOrder(p *catalog.Product, ranked map[markthalle.VariantID][]buybox.Ranked, variant string) []buybox.Ranked {
	var out []buybox.Ranked
	for _, v := range p.Variants {
		if variant == "" || variant == string(v.ID) {
			out = append(out, ranked[v.ID]...)
		}
	}
	return out
}

// pageOf cuts a page out of a whole list. The cursor is the id of the item before, so
// that items which come and go move nothing else.
func pageOf[T any](list []T, in PageIn, id func(T) string) (markthalle.Page[T], error) {
	start := 0
	if in.Cursor != "" {
		for start = 0; start < len(list) && id(list[start]) != in.Cursor; start++ {
			continue
		}
		if start == len(list) {
			return markthalle.Page[T]{}, &markthalle.Error{
				Kind: markthalle.Invalid, Code: "store.cursor", Text: "The cursor does not belong to this list.",
				Fields: []markthalle.Field{{Pointer: "/cursor", Code: "invalid", Message: "The cursor does not belong to this list."}},
			}
		}
		start++
	}
	end := min(len(list), start+in.query().Size())
	page := markthalle.Page[T]{Items: list[start:end]}
	if end < len(list) {
		page.Next = id(list[end-1])
	}
	return page, nil
}
