package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
)

func (r *routes) vendorOffers() []endpoint.Endpoint {
	offer := endpoint.About("offer")
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/offers", "The vendor's offers", r.vendorOfferList, asVendor(markthalle.OffersRead)),
		endpoint.Route("POST", "/vendor/offers", "Put a variant on sale", r.vendorOfferCreate, asVendor(markthalle.OffersWrite), created201()),
		endpoint.Route("GET", "/vendor/offers/{id}", "One offer with its stock", r.vendorOfferGet, asVendor(markthalle.OffersRead), offer),
		endpoint.Route("PATCH", "/vendor/offers/{id}", "Change an offer", r.vendorOfferPatch, asVendor(markthalle.OffersWrite), offer),
		endpoint.Route("DELETE", "/vendor/offers/{id}", "End an offer", r.vendorOfferDelete, asVendor(markthalle.OffersWrite), offer),
		endpoint.Route("PUT", "/vendor/offers/{id}/stock", "Say how many there are", r.vendorStockPut, asVendor(markthalle.OffersWrite), offer),
		endpoint.Route("GET", "/vendor/offers/{id}/buy-box", "Why an offer is or is not shown first", r.vendorBuyBox, asVendor(markthalle.OffersRead), offer),
		endpoint.Route("POST", "/vendor/offers/{id}/buy-box/simulations", "The same for another price", r.vendorBuyBoxSimulate,
			asVendor(markthalle.OffersRead), offer),
	}
}

// VendorOfferListIn asks for the vendor's offers.
type VendorOfferListIn struct {
	PageIn
	State string `query:"state" validate:"omitempty,oneof=draft active paused blocked deleted"`
}

func (r *routes) vendorOfferList(c *endpoint.Call, in VendorOfferListIn) (List[VendorOfferOut], error) {
	var page markthalle.Page[catalog.Offer]
	var err error
	if in.State == "" {
		page, err = r.Catalog.VendorOffers(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	} else {
		page, err = r.Catalog.VendorOffersIn(c.Ctx, c.Actor, c.Actor.Vendor, catalog.OfferState(in.State), in.query())
	}
	if err != nil {
		return List[VendorOfferOut]{}, err
	}
	stocks, err := r.Catalog.Stocks(c.Ctx, mapped(page.Items, func(o catalog.Offer) markthalle.OfferID { return o.OfferID() }))
	if err != nil {
		return List[VendorOfferOut]{}, err
	}
	return wireList(page, func(o catalog.Offer) VendorOfferOut { return vendorOffer(o, stocks[o.OfferID()], c.Locale) }), nil
}

// VendorStockIn is how stock is kept and how much there is.
type VendorStockIn struct {
	Mode   string `json:"mode" validate:"omitempty,oneof=tracked on_demand unlimited"`
	OnHand int64  `json:"on_hand" validate:"min=0,max=100000000"`
}

// VendorOfferIn puts a variant on sale.
type VendorOfferIn struct {
	ProductID         string        `json:"product_id" validate:"required,max=200"`
	VariantID         string        `json:"variant_id" validate:"max=200"`
	SKU               string        `json:"sku" validate:"max=200"`
	Price             Money         `json:"price"`
	ListPrice         *Money        `json:"list_price"`
	Condition         string        `json:"condition" validate:"omitempty,oneof=new refurbished used_as_new used_good used damaged"`
	Stock             VendorStockIn `json:"stock"`
	HandlingDays      int           `json:"handling_days" validate:"min=0,max=365"`
	ShippingProfileID string        `json:"shipping_profile_id" validate:"max=200"`
	Paused            bool          `json:"paused"`
}

func (r *routes) vendorOfferCreate(c *endpoint.Call, in VendorOfferIn) (VendorOfferOut, error) {
	o := catalog.OfferInput{
		Key: c.Mint("ofk"), Product: markthalle.ProductID(in.ProductID), Variant: markthalle.VariantID(in.VariantID), SKU: in.SKU, Price: in.Price.amount(),
		Condition: catalog.Condition(in.Condition), StockMode: catalog.StockMode(in.Stock.Mode), OnHand: in.Stock.OnHand,
		HandlingDays: in.HandlingDays, Profile: markthalle.ProfileID(in.ShippingProfileID), Paused: in.Paused,
	}
	if in.ListPrice != nil {
		o.ListPrice = in.ListPrice.amount()
	}
	made, err := r.Catalog.CreateOffer(c.Ctx, c.Actor, c.Actor.Vendor, o)
	if err != nil {
		return VendorOfferOut{}, err
	}
	return r.offerWithStock(c, made)
}

// offerWithStock reads the stock that belongs to an offer.
func (r *routes) offerWithStock(c *endpoint.Call, o catalog.Offer) (VendorOfferOut, error) {
	stocks, err := r.Catalog.Stocks(c.Ctx, []markthalle.OfferID{o.OfferID()})
	if err != nil {
		return VendorOfferOut{}, err
	}
	return vendorOffer(o, stocks[o.OfferID()], c.Locale), nil
}

func (r *routes) vendorOfferGet(c *endpoint.Call, in ByID) (VendorOfferOut, error) {
	o, err := r.Catalog.VendorOffer(c.Ctx, c.Actor, markthalle.OfferID(in.ID))
	if err != nil {
		return VendorOfferOut{}, err
	}
	return r.offerWithStock(c, o)
}

// VendorStockModeIn changes how stock is kept; how much there is has its own address.
type VendorStockModeIn struct {
	Mode string `json:"mode" validate:"required,oneof=tracked on_demand unlimited"`
}

// VendorOfferPatchIn is a change of an offer; what is left out stays as it is. A list
// price of 0 removes it.
type VendorOfferPatchIn struct {
	ByID
	Price             *Money             `json:"price"`
	ListPrice         *Money             `json:"list_price"`
	Condition         *string            `json:"condition" validate:"omitempty,oneof=new refurbished used_as_new used_good used damaged"`
	Stock             *VendorStockModeIn `json:"stock"`
	HandlingDays      *int               `json:"handling_days" validate:"omitempty,min=0,max=365"`
	ShippingProfileID *string            `json:"shipping_profile_id" validate:"omitempty,max=200"`
	State             *string            `json:"state" validate:"omitempty,oneof=active paused"`
}

func (in VendorOfferPatchIn) patch() catalog.OfferPatch {
	p := catalog.OfferPatch{
		HandlingDays: in.HandlingDays, Condition: (*catalog.Condition)(in.Condition),
		Profile: (*markthalle.ProfileID)(in.ShippingProfileID), State: (*catalog.OfferState)(in.State),
	}
	if in.Price != nil {
		a := in.Price.amount()
		p.Price = &a
	}
	if in.ListPrice != nil {
		a := in.ListPrice.amount()
		if a.Minor == 0 {
			a = money.Amount{}
		}
		p.ListPrice = &a
	}
	if in.Stock != nil {
		mode := catalog.StockMode(in.Stock.Mode)
		p.StockMode = &mode
	}
	return p
}

func (r *routes) vendorOfferPatch(c *endpoint.Call, in VendorOfferPatchIn) (VendorOfferOut, error) {
	o, err := r.Catalog.UpdateOffer(c.Ctx, c.Actor, markthalle.OfferID(in.ID), in.patch(), c.IfMatch)
	if err != nil {
		return VendorOfferOut{}, err
	}
	return r.offerWithStock(c, o)
}

func (r *routes) vendorOfferDelete(c *endpoint.Call, in ByID) (Empty, error) {
	return Empty{}, r.Catalog.DeleteOffer(c.Ctx, c.Actor, markthalle.OfferID(in.ID), c.IfMatch)
}

// VendorStockPutIn says how many there are that are not paid for.
type VendorStockPutIn struct {
	ByID
	OnHand *int64 `json:"on_hand" validate:"required,min=0,max=100000000"`
}

func (r *routes) vendorStockPut(c *endpoint.Call, in VendorStockPutIn) (VendorOfferOut, error) {
	id := markthalle.OfferID(in.ID)
	stock, err := r.Catalog.SetStock(c.Ctx, c.Actor, id, *in.OnHand, c.IfMatch)
	if err != nil {
		return VendorOfferOut{}, err
	}
	o, err := r.Catalog.VendorOffer(c.Ctx, c.Actor, id)
	if err != nil {
		return VendorOfferOut{}, err
	}
	return vendorOffer(o, stock, c.Locale), nil
}

// VendorStockOut is what an offer has to sell.
type VendorStockOut struct {
	Mode      string `json:"mode"`
	OnHand    int64  `json:"on_hand"`
	Reserved  int64  `json:"reserved"`
	Available int64  `json:"available"`
}

// VendorOfferOut is an offer as its vendor sees it.
type VendorOfferOut struct {
	ID                string             `json:"id"`
	Revision          int64              `json:"revision"`
	State             string             `json:"state"`
	VendorID          string             `json:"vendor_id"`
	ProductID         string             `json:"product_id"`
	VariantID         string             `json:"variant_id"`
	SKU               string             `json:"sku"`
	Price             Money              `json:"price"`
	ListPrice         *Money             `json:"list_price,omitempty"`
	Lowest30Days      *Money             `json:"lowest_30_days,omitempty"`
	Condition         string             `json:"condition"`
	Stock             VendorStockOut     `json:"stock"`
	InStock           bool               `json:"in_stock"`
	HandlingDays      int                `json:"handling_days"`
	ShippingProfileID string             `json:"shipping_profile_id"`
	Checks            []VendorCheckOut   `json:"checks"`
	Decision          *VendorDecisionOut `json:"decision,omitempty"`
	CreatedAt         Time               `json:"created_at"`
	UpdatedAt         Time               `json:"updated_at"`
}

func vendorOffer(o catalog.Offer, s catalog.Stock, l markthalle.Locale) VendorOfferOut {
	out := VendorOfferOut{
		ID: o.ID, Revision: o.Version, State: string(o.State), VendorID: string(o.Vendor), ProductID: string(o.Product),
		VariantID: string(o.Variant), SKU: o.SKU, Price: wireMoney(o.Price), ListPrice: optionalMoney(&o.ListPrice),
		Condition: string(o.Condition), HandlingDays: o.HandlingDays, ShippingProfileID: string(o.Profile),
		Checks: vendorChecks(o.Findings, l), Decision: vendorDecision(o.Decision), InStock: o.InStock,
		Stock:     VendorStockOut{Mode: string(o.StockMode), OnHand: s.OnHand, Reserved: s.Reserved()},
		CreatedAt: Time{o.CreatedAt}, UpdatedAt: Time{o.UpdatedAt},
	}
	if o.StockMode == catalog.Tracked {
		out.Stock.Available = s.Available()
	}
	if low, ok := o.Lowest30Days(); ok {
		out.Lowest30Days = optionalMoney(&low)
	}
	return out
}

// VendorBuyBoxIn asks about an offer's place; without a country for the market's own.
type VendorBuyBoxIn struct {
	ByID
	Country string `query:"country" validate:"omitempty,iso3166_1_alpha2"`
}

// VendorBuyBoxSimulateIn asks about another price.
type VendorBuyBoxSimulateIn struct {
	ByID
	Price   Money  `json:"price"`
	Country string `json:"country" validate:"omitempty,iso3166_1_alpha2"`
}

// VendorScoreParts are the parts of a score in basis points.
type VendorScoreParts struct {
	Price    int64 `json:"price"`
	Delivery int64 `json:"delivery"`
	Quality  int64 `json:"quality"`
	Stock    int64 `json:"stock"`
}

// VendorWinnerOut is what the shop page shows of the offer that is first.
type VendorWinnerOut struct {
	Score       int64  `json:"score"`
	LandedPrice *Money `json:"landed_price,omitempty"`
}

// VendorBuyBoxOut is why an offer is or is not shown first.
type VendorBuyBoxOut struct {
	OfferID       string           `json:"offer_id"`
	Wins          bool             `json:"wins"`
	Place         int              `json:"place"`
	Of            int              `json:"of"`
	Score         int64            `json:"score"`
	Winner        VendorWinnerOut  `json:"winner"`
	Gap           VendorScoreParts `json:"gap"`
	FailedGates   []string         `json:"failed_gates"`
	WinningPrice  *Money           `json:"winning_price,omitempty"`
	WinningLanded *Money           `json:"winning_landed_price,omitempty"`
	Why           string           `json:"why"`
	Weights       VendorScoreParts `json:"weights"`
	Version       int              `json:"weights_version"`
}

func vendorBuyBox(w buybox.WhyNot, weights buybox.Weights, l markthalle.Locale) VendorBuyBoxOut {
	return VendorBuyBoxOut{
		OfferID: string(w.Offer), Wins: w.Wins, Place: w.Place, Of: w.Of, Score: w.Score,
		Winner:      VendorWinnerOut{Score: w.WinnerScore, LandedPrice: optionalMoney(&w.WinnerPrice)},
		Gap:         VendorScoreParts{Price: w.Gap.Price, Delivery: w.Gap.Delivery, Quality: w.Gap.Quality, Stock: w.Gap.Stock},
		FailedGates: texts(w.Failed), WinningPrice: optionalMoney(w.WinningPrice), WinningLanded: optionalMoney(w.WinningLanded),
		Why:     w.Reason.Sentence(l),
		Weights: VendorScoreParts{Price: weights.Price, Delivery: weights.Delivery, Quality: weights.Quality, Stock: weights.Stock},
		Version: weights.Version,
	}
}

func (r *routes) vendorBuyBox(c *endpoint.Call, in VendorBuyBoxIn) (VendorBuyBoxOut, error) {
	w, err := r.Buybox.WhyNotMe(c.Ctx, c.Actor, markthalle.OfferID(in.ID), in.Country)
	if err != nil {
		return VendorBuyBoxOut{}, err
	}
	return vendorBuyBox(w, r.Buybox.Config().Weights, c.Locale), nil
}

func (r *routes) vendorBuyBoxSimulate(c *endpoint.Call, in VendorBuyBoxSimulateIn) (VendorBuyBoxOut, error) {
	w, err := r.Buybox.Simulate(c.Ctx, c.Actor, markthalle.OfferID(in.ID), in.Price.amount(), in.Country)
	if err != nil {
		return VendorBuyBoxOut{}, err
	}
	return vendorBuyBox(w, r.Buybox.Config().Weights, c.Locale), nil
}
