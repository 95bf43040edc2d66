package api

import (
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
)

// StoreCategory is a node of the tree with everything below it.
type StoreCategory struct {
	ID       string `json:"id"`
	Revision int64  `json:"revision"`
	ParentID string `json:"parent_id,omitempty"`
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	Picture  string `json:"picture,omitempty"`
	Leaf     bool   `json:"leaf"`
	// Children are StoreCategory again; the kernel describes types without recursion.
	Children []any `json:"children"`
}

// StoreCategories is the tree: its roots.
type StoreCategories struct {
	Items []StoreCategory `json:"items"`
}

func (r *routes) storeCategories(c *endpoint.Call, _ Empty) (StoreCategories, error) {
	tree, err := r.Catalog.Tree(c.Ctx)
	if err != nil {
		return StoreCategories{}, err
	}
	var out StoreCategories
	for _, x := range tree.Roots() {
		if !x.Forbidden {
			out.Items = append(out.Items, wireStoreCategory(tree, x, c.Locale))
		}
	}
	return out, nil
}

// wireStoreCategory writes a category and what is below it; categories in which nothing
// may be listed are left out.
func wireStoreCategory(tree catalog.Tree, x catalog.Category, l markthalle.Locale) StoreCategory {
	out := StoreCategory{
		ID: x.ID, Revision: x.Version, ParentID: string(x.Parent), Slug: x.Slug, Name: x.Name.In(l), Picture: x.Picture,
		Leaf: tree.Leaf(x.CategoryID()), Children: []any{},
	}
	for _, child := range tree.Children(x.CategoryID()) {
		if !child.Forbidden {
			out.Children = append(out.Children, wireStoreCategory(tree, child, l))
		}
	}
	return out
}

// categoryBy finds a category by its id or its address.
func categoryBy(tree catalog.Tree, key string) (catalog.Category, bool) {
	if strings.HasPrefix(key, "cat_") {
		return tree.Get(markthalle.CategoryID(key))
	}
	return tree.BySlug(key)
}

// CategoryProductsIn asks for the products of a category, by its id or slug.
type CategoryProductsIn struct {
	ID      string `path:"id" validate:"required,max=200"`
	Country string `query:"country" validate:"omitempty,iso3166_1_alpha2"`
	PageIn
}

// storeCategoryProducts lists a category from the store, so that it works while search
// does not (SEA-11).
func (r *routes) storeCategoryProducts(c *endpoint.Call, in CategoryProductsIn) (List[ProductHit], error) {
	tree, err := r.Catalog.Tree(c.Ctx)
	if err != nil {
		return List[ProductHit]{}, err
	}
	category, ok := categoryBy(tree, in.ID)
	if !ok {
		return List[ProductHit]{}, markthalle.ErrNotFound
	}
	page, err := r.Catalog.InCategory(c.Ctx, category.CategoryID(), in.query())
	if err != nil {
		return List[ProductHit]{}, err
	}
	var variants []markthalle.VariantID
	for i := range page.Items {
		variants = append(variants, variantsOf(&page.Items[i])...)
	}
	best, err := r.Buybox.BestOffers(c.Ctx, variants, in.Country)
	return wireList(page, func(p catalog.Product) ProductHit { return hitOfProduct(&p, best, c.Locale) }), err
}

func variantsOf(p *catalog.Product) []markthalle.VariantID {
	out := make([]markthalle.VariantID, len(p.Variants))
	for i, v := range p.Variants {
		out[i] = v.ID
	}
	return out
}

// ProductHit is a product as lists and searches show it.
type ProductHit struct {
	ID          string  `json:"id"`
	ProductID   string  `json:"product_id"`
	Slug        string  `json:"slug"`
	Title       string  `json:"title"`
	Brand       string  `json:"brand"`
	Image       string  `json:"image"`
	PriceFrom   *Money  `json:"price_from,omitempty"` // absent when nothing is on sale
	ListPrice   *Money  `json:"list_price,omitempty"`
	Offers      int     `json:"offers"`
	InStock     bool    `json:"in_stock"`
	Rating      float64 `json:"rating"` // stars, 0 without ratings
	RatingCount int64   `json:"rating_count"`

	Explanation *ExplanationOut `json:"explanation,omitempty"` // of an explained search
}

func hitOfProduct(p *catalog.Product, best map[markthalle.VariantID]buybox.Result, l markthalle.Locale) ProductHit {
	out := ProductHit{ID: p.ID, ProductID: p.ID, Slug: p.Slug, Title: p.Title.In(l), Brand: p.Brand}
	if len(p.Media) > 0 {
		out.Image = p.Media[0].URL()
	}
	for _, v := range p.Variants {
		res := best[v.ID]
		out.Offers += res.Offers
		if res.Eligible == 0 {
			continue
		}
		out.InStock = true
		if out.PriceFrom == nil || res.Lowest.Minor < out.PriceFrom.Amount {
			m := wireMoney(res.Lowest)
			out.PriceFrom = &m
		}
	}
	return out
}
