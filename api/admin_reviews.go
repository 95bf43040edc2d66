package api

import (
	"context"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
)

func (r *routes) adminReviews() []endpoint.Endpoint {
	read, write := asOperator(markthalle.ProductsRead), asOperator(markthalle.ProductsWrite)
	offers := asOperator(markthalle.OffersWrite)
	product, change, offer := endpoint.About("product"), endpoint.About("change"), endpoint.About("offer")
	s := r.Catalog
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/admin/products", "Products that wait for a decision, longest first", r.adminProductList, read),
		endpoint.Route("GET", "/admin/products/{id}", "One product with its findings", r.adminProductGet, read, product),
		endpoint.Route("POST", "/admin/products/{id}/approve", "Publish a product", decideProduct(s.ApproveProduct), write, product),
		endpoint.Route("POST", "/admin/products/{id}/reject", "Refuse a product; a live one is withdrawn", decideProduct(s.RejectProduct), write, product),
		endpoint.Route("POST", "/admin/products/{id}/request-changes", "Hand a product back to its vendor", decideProduct(s.RequestProductChanges), write, product),
		endpoint.Route("GET", "/admin/changes", "Proposed changes of live products, longest waiting first", r.adminChangeList, read),
		endpoint.Route("GET", "/admin/changes/{id}", "One proposal with its difference", r.adminChangeGet, read, change),
		endpoint.Route("POST", "/admin/changes/{id}/approve", "Write a proposal into the live product", r.adminChangeApprove, write, change),
		endpoint.Route("POST", "/admin/changes/{id}/reject", "Refuse a proposal", r.adminChangeReject, write, change),
		endpoint.Route("GET", "/admin/offers", "Offers that are held back, oldest first", r.adminOfferList, asOperator(markthalle.OffersRead)),
		endpoint.Route("POST", "/admin/offers/{id}/approve", "Let an offer pass", r.decideOffer(s.ApproveOffer), offers, offer),
		endpoint.Route("POST", "/admin/offers/{id}/block", "Take an offer off", r.decideOffer(s.BlockOffer), offers, offer),
	}
}

// AdminVerdictIn is what an operator says with a decision; a refusal needs a reason.
type AdminVerdictIn struct {
	ByID
	Note    string   `json:"note" validate:"max=4000"`
	Reasons []string `json:"reasons" validate:"max=20,dive,max=80"`
}

func (in AdminVerdictIn) verdict() catalog.Verdict {
	return catalog.Verdict{Note: in.Note, Reasons: in.Reasons}
}

// AdminProductListIn asks for products in a state; pending ones when it is left out.
type AdminProductListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=pending invalid_data changes_requested rejected published withdrawn"`
}

func (r *routes) adminProductList(c *endpoint.Call, in AdminProductListIn) (List[VendorProductOut], error) {
	page, err := r.Catalog.ReviewQueue(c.Ctx, c.Actor, catalog.State(in.State), in.query())
	if err != nil {
		return List[VendorProductOut]{}, err
	}
	return wireList(page, func(p catalog.Product) VendorProductOut { return vendorProduct(p, p.Findings, c) }), nil
}

func (r *routes) adminProductGet(c *endpoint.Call, in ByID) (VendorProductOut, error) {
	return r.vendorProductGet(c, in)
}

// decideProduct is the handler of a decision about a product.
func decideProduct(
	decide func(context.Context, markthalle.Actor, markthalle.ProductID, catalog.Verdict) (catalog.Product, error),
) func(*endpoint.Call, AdminVerdictIn) (VendorProductOut, error) {
	return func(c *endpoint.Call, in AdminVerdictIn) (VendorProductOut, error) {
		p, err := decide(c.Ctx, c.Actor, markthalle.ProductID(in.ID), in.verdict())
		if err != nil {
			return VendorProductOut{}, err
		}
		return vendorProduct(p, p.Findings, c), nil
	}
}

func (r *routes) adminChangeList(c *endpoint.Call, in PageIn) (List[VendorChangeOut], error) {
	page, err := r.Catalog.Changes(c.Ctx, c.Actor, in.query())
	if err != nil {
		return List[VendorChangeOut]{}, err
	}
	return wireList(page, func(x catalog.Change) VendorChangeOut { return *vendorChange(x, c) }), nil
}

func (r *routes) adminChangeGet(c *endpoint.Call, in ByID) (VendorChangeOut, error) {
	x, err := r.Catalog.Change(c.Ctx, c.Actor, in.ID)
	if err != nil {
		return VendorChangeOut{}, err
	}
	return *vendorChange(x, c), nil
}

func (r *routes) adminChangeApprove(c *endpoint.Call, in AdminVerdictIn) (VendorProductOut, error) {
	p, err := r.Catalog.ApproveChange(c.Ctx, c.Actor, in.ID, in.verdict())
	if err != nil {
		return VendorProductOut{}, err
	}
	return vendorProduct(p, p.Findings, c), nil
}

func (r *routes) adminChangeReject(c *endpoint.Call, in AdminVerdictIn) (VendorChangeOut, error) {
	x, err := r.Catalog.RejectChange(c.Ctx, c.Actor, in.ID, in.verdict())
	if err != nil {
		return VendorChangeOut{}, err
	}
	return *vendorChange(x, c), nil
}

func (r *routes) adminOfferList(c *endpoint.Call, in PageIn) (List[VendorOfferOut], error) {
	page, err := r.Catalog.BlockedOffers(c.Ctx, c.Actor, in.query())
	if err != nil {
		return List[VendorOfferOut]{}, err
	}
	stocks, err := r.Catalog.Stocks(c.Ctx, mapped(page.Items, func(o catalog.Offer) markthalle.OfferID { return o.OfferID() }))
	if err != nil {
		return List[VendorOfferOut]{}, err
	}
	return wireList(page, func(o catalog.Offer) VendorOfferOut { return vendorOffer(o, stocks[o.OfferID()], c.Locale) }), nil
}

// decideOffer returns the handler of a decision about an offer.
func (r *routes) decideOffer(
	decide func(context.Context, markthalle.Actor, markthalle.OfferID, catalog.Verdict) (catalog.Offer, error),
) func(*endpoint.Call, AdminVerdictIn) (VendorOfferOut, error) {
	return func(c *endpoint.Call, in AdminVerdictIn) (VendorOfferOut, error) {
		o, err := decide(c.Ctx, c.Actor, markthalle.OfferID(in.ID), in.verdict())
		if err != nil {
			return VendorOfferOut{}, err
		}
		return r.offerWithStock(c, o)
	}
}
