package api

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/pricing"
)

func (r *routes) vendorPromotions() []endpoint.Endpoint {
	return []endpoint.Endpoint{
		endpoint.Route("GET", "/vendor/promotions", "The vendor's promotions, newest first", r.vendorPromotionList, asVendor(markthalle.OffersRead)),
		endpoint.Route("POST", "/vendor/promotions", "Offer a reduction behind a code, paid for by the vendor", r.vendorPromotionCreate,
			asVendor(markthalle.OffersWrite), created201()),
	}
}

// PromotionIn is a reduction behind a code: a percentage, or a fixed amount.
type PromotionIn struct {
	Code        string     `json:"code" validate:"required,max=40"`
	Name        string     `json:"name" validate:"required,max=200"`
	Currency    string     `json:"currency" validate:"omitempty,len=3"`
	PercentBP   int64      `json:"percent_bp" validate:"min=0,max=10000"`
	Fixed       *Money     `json:"fixed"`
	MinSubtotal *Money     `json:"min_subtotal"`
	ValidFrom   *time.Time `json:"valid_from"`
	ValidTo     *time.Time `json:"valid_to"`
}

// promotion returns the input as pricing takes it; without a currency it is the given one.
func (in PromotionIn) promotion(currency money.Currency) (pricing.Promotion, error) {
	if in.Currency != "" {
		currency = money.Currency(in.Currency)
	}
	x := amounts{currency: currency}
	p := pricing.Promotion{
		Code: in.Code, Name: in.Name, Currency: currency, PercentBP: money.BasisPoints(in.PercentBP),
		Fixed: x.minor(in.Fixed, "/fixed"), MinSubtotal: x.minor(in.MinSubtotal, "/min_subtotal"),
		ValidFrom: timeOr(in.ValidFrom), ValidTo: timeOr(in.ValidTo),
	}
	return p, x.faults.Err("pricing.promotion")
}

// timeOr is a moment that may be left out, as the zero time.
func timeOr(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// PromotionOut is a reduction behind a code.
type PromotionOut struct {
	ID          string `json:"id"`
	Revision    int64  `json:"revision"`
	Code        string `json:"code"`
	Name        string `json:"name"`
	Funder      string `json:"funder"`
	VendorID    string `json:"vendor_id,omitempty"`
	Currency    string `json:"currency"`
	PercentBP   int64  `json:"percent_bp,omitempty"`
	Fixed       *Money `json:"fixed,omitempty"`
	MinSubtotal *Money `json:"min_subtotal,omitempty"`
	ValidFrom   *Time  `json:"valid_from,omitempty"`
	ValidTo     *Time  `json:"valid_to,omitempty"`
	Active      bool   `json:"active"`
}

func promotionOut(p pricing.Promotion) PromotionOut {
	out := PromotionOut{
		ID: p.ID, Revision: p.Version, Code: p.Code, Name: p.Name, Funder: string(p.Funder), VendorID: string(p.Vendor),
		Currency: string(p.Currency), PercentBP: int64(p.PercentBP), ValidFrom: at(p.ValidFrom), ValidTo: at(p.ValidTo), Active: p.Active,
	}
	if p.Fixed != 0 {
		out.Fixed = minorOrNone(&p.Fixed, p.Currency)
	}
	if p.MinSubtotal != 0 {
		out.MinSubtotal = minorOrNone(&p.MinSubtotal, p.Currency)
	}
	return out
}

func (r *routes) vendorPromotionList(c *endpoint.Call, in PageIn) (List[PromotionOut], error) {
	page, err := r.Pricing.Promotions(c.Ctx, c.Actor, c.Actor.Vendor, in.query())
	if err != nil {
		return List[PromotionOut]{}, err
	}
	return wireList(page, promotionOut), nil
}

func (r *routes) vendorPromotionCreate(c *endpoint.Call, in PromotionIn) (PromotionOut, error) {
	p, err := in.promotion(r.Market.Currency)
	if err != nil {
		return PromotionOut{}, err
	}
	p.Request = c.Mint("req")
	p, err = r.Pricing.CreatePromotion(c.Ctx, c.Actor, p)
	if err != nil {
		return PromotionOut{}, err
	}
	return promotionOut(p), nil
}
