package catalog

import (
	"context"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Product returns a product in whatever state, or markthalle.ErrNotFound.
func (s *Service) Product(ctx context.Context, id markthalle.ProductID) (Product, error) {
	return s.products.get(ctx, string(id))
}

// Products returns the products with the given ids in that order, absent ones left out.
func (s *Service) Products(ctx context.Context, ids []markthalle.ProductID) ([]Product, error) {
	return s.products.getMany(ctx, keys(ids))
}

// ProductBySlug returns the product with the given address, or markthalle.ErrNotFound.
// It is one read: the claim that makes the address unique was asked when it was given.
func (s *Service) ProductBySlug(ctx context.Context, slug string) (Product, error) {
	page, err := s.products.find(ctx, store.Query{Index: "slug", Eq: []any{slug}, Page: markthalle.PageQuery{Limit: 1}})
	if err != nil {
		return Product{}, err
	}
	if len(page.Items) == 0 {
		return Product{}, markthalle.ErrNotFound
	}
	return page.Items[0], nil
}

// VendorProduct returns a product for its owner or the operator; any other is not
// found.
func (s *Service) VendorProduct(ctx context.Context, actor markthalle.Actor, id markthalle.ProductID) (Product, error) {
	p, err := s.products.get(ctx, string(id))
	if err != nil {
		return Product{}, err
	}
	if err := may(actor, markthalle.ProductsRead, p.Owner); err != nil {
		return Product{}, err
	}
	return p, nil
}

// VendorProducts returns the products that a vendor owns, oldest first.
func (s *Service) VendorProducts(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[Product], error) {
	if err := may(actor, markthalle.ProductsRead, vendor); err != nil {
		return markthalle.Page[Product]{}, err
	}
	return s.products.find(ctx, store.Query{Index: "owner", Eq: []any{vendor}, Page: page})
}

// VendorProductsIn returns the products of a vendor that are in one state, oldest first.
func (s *Service) VendorProductsIn(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, state State, page markthalle.PageQuery) (markthalle.Page[Product], error) {
	if err := may(actor, markthalle.ProductsRead, vendor); err != nil {
		return markthalle.Page[Product]{}, err
	}
	return s.products.find(ctx, store.Query{Index: "owner_state", Eq: []any{vendor, state}, Page: page})
}

// InCategory returns the published products of a category and of everything below it,
// newest first. At most store.MaxIn leaves are asked; search serves wider lists.
func (s *Service) InCategory(ctx context.Context, id markthalle.CategoryID, page markthalle.PageQuery) (markthalle.Page[Product], error) {
	tree, err := s.Tree(ctx)
	if err != nil {
		return markthalle.Page[Product]{}, err
	}
	leaves := tree.Leaves(id)
	if len(leaves) == 0 {
		return markthalle.Page[Product]{}, markthalle.ErrNotFound
	}
	q := store.Query{Index: "category", Eq: []any{Published}, Desc: true, Page: page}
	for _, leaf := range leaves[:min(len(leaves), store.MaxIn)] {
		q.In = append(q.In, leaf)
	}
	return s.products.find(ctx, q)
}

// ReviewQueue returns the products in a state that waits, those that wait longest
// first. An empty state means Pending.
func (s *Service) ReviewQueue(ctx context.Context, actor markthalle.Actor, state State, page markthalle.PageQuery) (markthalle.Page[Product], error) {
	if err := operator(actor, markthalle.ProductsRead); err != nil {
		return markthalle.Page[Product]{}, err
	}
	if state == "" {
		state = Pending
	}
	if !slices.Contains(ProductStates(), state) {
		return markthalle.Page[Product]{}, &markthalle.Error{
			Kind: markthalle.Invalid, Code: "catalog.state_unknown", Text: "There is no such state.",
			Fields: []markthalle.Field{{Pointer: "/state", Code: "enum", Message: "There is no such state.", Found: string(state)}},
		}
	}
	return s.products.find(ctx, store.Query{Index: "state", Eq: []any{state}, Page: page})
}

// CountProducts returns how many products are in a state: for work lists.
func (s *Service) CountProducts(ctx context.Context, state State) (int64, error) {
	return s.products.c.Count(ctx, store.Query{Index: "state", Eq: []any{state}})
}

// EachProduct calls fn with every published product, for rebuilding projections.
func (s *Service) EachProduct(ctx context.Context, fn func(Product) error) error {
	return s.products.scan(ctx, store.Query{Index: "state", Eq: []any{Published}}, fn)
}

// ProductByGTIN returns the product that holds a trade item number, or
// markthalle.ErrNotFound. gtin is what quality.ParseGTIN returns.
func (s *Service) ProductByGTIN(ctx context.Context, gtin string) (Product, error) {
	holder, err := s.db.Claimed(ctx, "gtin:"+gtin)
	if err != nil {
		return Product{}, err
	}
	return s.products.get(ctx, holder)
}

// ProductStates lists all states of a product.
func ProductStates() []State {
	return []State{Pending, InvalidData, ChangesRequested, Rejected, Published, Withdrawn}
}
