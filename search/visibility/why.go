package visibility

import (
	"context"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/vendors"
)

// The reasons beside those of search.Diagnosis.
const (
	OfferNotActive      = "offer_not_active"
	ProductNotPublished = "product_not_published"
	VendorBlocked       = "vendor_blocked"
	CategoryHidden      = "category_hidden"
)

// Reasons lists all reasons, in the order in which they are looked for.
func Reasons() []string {
	return []string{
		OfferNotActive, ProductNotPublished, VendorBlocked, CategoryHidden, search.ReasonNotIndexed, search.ReasonScope, search.ReasonBanned,
		search.ReasonHidden, search.ReasonFilters, search.ReasonText, search.ReasonRank, search.ReasonFound,
	}
}

// Why says why an offer is or is not found.
type Why struct {
	search.Diagnosis
	Detail string // the state of the offer or product, the reason of the block, the category
}

// Service answers.
type Service struct {
	Catalog *catalog.Service
	Vendors *vendors.Service
	Search  *search.Service
}

// Why finds out why an offer is or is not among the results of a query. Errors: those
// of catalog.Service.VendorOffer, NotFound for foreign offers among them, and of
// search.Service.Diagnose.
func (s *Service) Why(ctx context.Context, actor markthalle.Actor, id markthalle.OfferID, q search.Query) (Why, error) {
	o, err := s.Catalog.VendorOffer(ctx, actor, id)
	if err != nil {
		return Why{}, err
	}
	p, err := s.Catalog.Product(ctx, o.Product)
	if err != nil {
		return Why{}, fmt.Errorf("load the product: %w", err)
	}
	blocked, err := s.Vendors.BlockedNow(ctx, []markthalle.VendorID{o.Vendor})
	if err != nil {
		return Why{}, fmt.Errorf("load the vendor: %w", err)
	}
	tree, err := s.Catalog.TreeOf(ctx, p.Category)
	if err != nil {
		return Why{}, fmt.Errorf("load the categories: %w", err)
	}
	because := func(reason, detail string) (Why, error) {
		return Why{Diagnosis: search.Diagnosis{Reason: reason}, Detail: detail}, nil
	}
	switch {
	case o.State != catalog.OfferActive:
		return because(OfferNotActive, string(o.State))
	case !p.Published():
		return because(ProductNotPublished, string(p.State))
	case blocked[o.Vendor] != "":
		return because(VendorBlocked, string(blocked[o.Vendor]))
	}
	for _, c := range tree.Path(p.Category) {
		if c.Forbidden {
			return because(CategoryHidden, c.Name.In(q.Locale))
		}
	}
	d, err := s.Search.Diagnose(ctx, o.ID, q)
	return Why{Diagnosis: d}, err
}
