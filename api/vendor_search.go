package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/search/visibility"
)

func (r *routes) vendorSearch() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/offers/{id}/search", "Why an offer is or is not found by a query, and at which place", r.vendorWhy,
			asVendor(markthalle.OffersRead), endpoint.About("offer"), endpoint.Limit(endpoint.RateSearch)),
	}
}

// VendorWhyIn is a query as a buyer would ask it; filters are read as filter[key].
type VendorWhyIn struct {
	ByID
	Q        string            `query:"q" validate:"max=2000"`
	Category string            `query:"category" validate:"max=200"` // id or slug
	Filter   map[string]string `query:"filter"`
	PriceMin *int64            `query:"price_min" validate:"omitempty,min=0"`
	PriceMax *int64            `query:"price_max" validate:"omitempty,min=0"`
	Country  string            `query:"country" validate:"omitempty,iso3166_1_alpha2"` // where the buyer is
	Sort     string            `query:"sort" validate:"omitempty,oneof=relevance price -price newest rating popular"`
}

// VendorWhyOut says why an offer is or is not found.
type VendorWhyOut struct {
	OfferID      string       `json:"offer_id"`
	Reason       string       `json:"reason" enum:"offer_not_active,product_not_published,vendor_blocked,category_hidden,not_indexed,scope,banned,hidden,filters,text,rank,found"`
	Detail       string       `json:"detail,omitempty"` // the state, the reason of the block, the category
	Filters      []AppliedOut `json:"filters"`          // that exclude the offer, each by itself
	Words        []string     `json:"words"`            // that were searched for
	MissingWords []string     `json:"missing_words"`    // of them, those that the offer does not have
	Matches      []WordOut    `json:"matches"`          // where the words were found
	Position     int          `json:"position"`         // among the products, from 1; 0 when it is further down than was looked
	Total        int          `json:"total"`
}

func (r *routes) vendorWhy(c *endpoint.Call, in VendorWhyIn) (VendorWhyOut, error) {
	tree, err := r.Catalog.Tree(c.Ctx)
	if err != nil {
		return VendorWhyOut{}, err
	}
	q, err := searchQuery(tree, SearchIn{
		Q: in.Q, Category: in.Category, PriceMin: in.PriceMin, PriceMax: in.PriceMax, Sort: in.Sort, Facets: "none",
	}, c.Filters(), c.Locale)
	if err != nil {
		return VendorWhyOut{}, err
	}
	q.Country = in.Country
	s := visibility.Service{Catalog: r.Catalog, Vendors: r.Vendors, Search: r.Search}
	w, err := s.Why(c.Ctx, c.Actor, markthalle.OfferID(in.ID), q)
	if err != nil {
		return VendorWhyOut{}, err
	}
	out := VendorWhyOut{
		OfferID: in.ID, Reason: w.Reason, Detail: w.Detail, Filters: mapped(w.Filters, appliedOut), Words: append([]string{}, w.Words...),
		MissingWords: append([]string{}, w.Missing...), Matches: []WordOut{}, Position: w.Position, Total: w.Total,
	}
	if w.Item != nil && w.Item.Explanation != nil {
		out.Matches = explanationOut(w.Item.Explanation).Words
	}
	return out, nil
}
