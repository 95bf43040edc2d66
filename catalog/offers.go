package catalog

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// Offer returns an offer in whatever state, or markthalle.ErrNotFound.
func (s *Service) Offer(ctx context.Context, id markthalle.OfferID) (Offer, error) {
	return s.offers.Get(ctx, string(id))
}

// Offers returns the offers with the given ids in that order, absent ones left out.
func (s *Service) Offers(ctx context.Context, ids []markthalle.OfferID) ([]Offer, error) {
	return s.offers.GetMany(ctx, keys(ids))
}

// OffersOf returns the active offers of a product whose vendors sell, oldest first, at
// most maxOffers. Whether they are in stock is said by InStock.
func (s *Service) OffersOf(ctx context.Context, product markthalle.ProductID) ([]Offer, error) {
	return s.sellable(ctx, "product", string(product))
}

// OffersOfVariant is OffersOf for one variant.
func (s *Service) OffersOfVariant(ctx context.Context, variant markthalle.VariantID) ([]Offer, error) {
	return s.sellable(ctx, "variant", string(variant))
}

func (s *Service) sellable(ctx context.Context, index, id string) ([]Offer, error) {
	page, err := s.offers.Find(ctx, store.Query{Index: index, Eq: []any{id, OfferActive}, Page: markthalle.PageQuery{Limit: maxOffers}})
	if err != nil {
		return nil, err
	}
	blocked, err := s.vendors.Blocked(ctx)
	if err != nil {
		return nil, err
	}
	out := page.Items[:0]
	for _, o := range page.Items {
		if blocked[o.Vendor] == "" {
			out = append(out, o)
		}
	}
	return out, nil
}

// VendorOffers returns a vendor's offers, oldest first; deleted ones are left to the
// state filter of VendorOffersIn.
func (s *Service) VendorOffers(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, page markthalle.PageQuery) (markthalle.Page[Offer], error) {
	if err := may(actor, markthalle.OffersRead, vendor); err != nil {
		return markthalle.Page[Offer]{}, err
	}
	return s.offers.Find(ctx, store.Query{Index: "vendor_state", Eq: []any{vendor}, In: []any{OfferDraft, OfferActive, OfferPaused, OfferBlocked}, Page: page})
}

// VendorOffersIn returns a vendor's offers in one state, oldest first.
func (s *Service) VendorOffersIn(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, state OfferState, page markthalle.PageQuery) (markthalle.Page[Offer], error) {
	if err := may(actor, markthalle.OffersRead, vendor); err != nil {
		return markthalle.Page[Offer]{}, err
	}
	return s.offers.Find(ctx, store.Query{Index: "vendor_state", Eq: []any{vendor, state}, Page: page})
}

// VendorOffer returns an offer for its vendor or the operator; any other is not found.
func (s *Service) VendorOffer(ctx context.Context, actor markthalle.Actor, id markthalle.OfferID) (Offer, error) {
	o, err := s.offers.Get(ctx, string(id))
	if err != nil {
		return Offer{}, err
	}
	if err := may(actor, markthalle.OffersRead, o.Vendor); err != nil {
		return Offer{}, err
	}
	return o, nil
}

// BlockedOffers returns the offers that wait for the operator, oldest first.
func (s *Service) BlockedOffers(ctx context.Context, actor markthalle.Actor, page markthalle.PageQuery) (markthalle.Page[Offer], error) {
	if err := operator(actor, markthalle.OffersRead); err != nil {
		return markthalle.Page[Offer]{}, err
	}
	return s.offers.Find(ctx, store.Query{Index: "held", Eq: []any{true}, Page: page})
}

// EachOffer calls fn with every active offer, for rebuilding projections.
func (s *Service) EachOffer(ctx context.Context, fn func(Offer) error) error {
	return s.offers.Scan(ctx, store.Query{}, func(o Offer) error {
		if o.State != OfferActive {
			return nil
		}
		return fn(o)
	})
}

// OfferPatch is a change of an offer; nil parts stay as they are. The SKU is the
// offer's key and does not change.
type OfferPatch struct {
	Price        *money.Amount
	ListPrice    *money.Amount // the zero Amount removes it
	Condition    *Condition
	StockMode    *StockMode
	HandlingDays *int
	Profile      *markthalle.ProfileID
	State        *OfferState // active, paused or deleted
}

// UpdateOffer changes an offer of the vendor that owns it. It returns Invalid
// "catalog.offer" with every fault, ErrState, ErrRevision. A price that a finding asks
// to look at blocks the offer until the operator lets it pass.
func (s *Service) UpdateOffer(ctx context.Context, actor markthalle.Actor, id markthalle.OfferID, patch OfferPatch, ifMatch *int64) (Offer, error) {
	old, err := s.offers.Get(ctx, string(id))
	if err != nil {
		return Offer{}, err
	}
	if err := may(actor, markthalle.OffersWrite, old.Vendor); err != nil {
		return Offer{}, err
	}
	c, err := s.offerContext(ctx, &old, patch)
	if err != nil {
		return Offer{}, err
	}
	o, err := s.offers.Modify(ctx, string(id), func(o *Offer) error {
		if err := store.CheckVersion(o.Meta, ifMatch); err != nil {
			return err
		}
		return s.patchOffer(o, patch, c, actor)
	})
	if err != nil || patch.StockMode == nil {
		return o, err
	}
	return s.changeMode(ctx, o, *patch.StockMode)
}

// offerFacts is what a change of an offer is judged by.
type offerFacts struct {
	vendor  vendors.Vendor
	profile vendors.ShippingProfile
	others  []int64
	now     time.Time
}

func (s *Service) offerContext(ctx context.Context, old *Offer, patch OfferPatch) (offerFacts, error) {
	c := offerFacts{now: s.now()}
	var err error
	if c.vendor, err = s.vendors.Get(ctx, old.Vendor); err != nil {
		return c, err
	}
	profile := old.Profile
	put(&profile, patch.Profile)
	list, err := s.vendors.ProfilesByID(ctx, []markthalle.ProfileID{profile})
	if err != nil {
		return c, err
	}
	if p := list[profile]; p.Vendor == old.Vendor {
		c.profile = p
	}
	if patch.Price == nil {
		return c, nil
	}
	page, err := s.offers.Find(ctx, store.Query{Index: "variant", Eq: []any{old.Variant, OfferActive}, Page: markthalle.PageQuery{Limit: 50}})
	for _, o := range page.Items {
		if o.Vendor != old.Vendor && o.Price.Currency == patch.Price.Currency {
			c.others = append(c.others, o.Price.Minor)
		}
	}
	return c, err
}

// patchOffer applies a patch; it is pure, so that Modify may repeat it.
func (s *Service) patchOffer(o *Offer, patch OfferPatch, c offerFacts, actor markthalle.Actor) error {
	now := c.now
	var f markthalle.Faults
	before := *o
	put(&o.Condition, patch.Condition)
	put(&o.StockMode, patch.StockMode)
	put(&o.HandlingDays, patch.HandlingDays)
	put(&o.Profile, patch.Profile)
	if patch.Price != nil {
		o.reprice(*patch.Price, now)
	}
	if patch.ListPrice != nil {
		o.ListPrice = *patch.ListPrice
		if o.ListPrice.Minor == 0 {
			o.ListPrice = money.Amount{}
		}
	} else if patch.Price != nil && o.ListPrice.IsSet() && o.ListPrice.Minor <= o.Price.Minor {
		o.ListPrice = money.Amount{} // the old strike price says nothing above the new price
	}
	o.check(&f, 0)
	if patch.Profile != nil && c.profile.ID == "" {
		f.AddField(markthalle.Field{Pointer: "/shipping_profile_id", Code: "unknown", Message: "There is no such shipping profile of yours.", Found: string(*patch.Profile)})
	}
	if patch.State != nil && *patch.State != OfferActive && *patch.State != OfferPaused && *patch.State != OfferDeleted {
		f.AddField(markthalle.Field{Pointer: "/state", Code: "enum", Message: "active, paused or deleted.", Found: string(*patch.State)})
	}
	findings := s.rules.Check(s.offerListing(o, c.vendor, c.profile, c.others, now))
	for _, x := range findings {
		if x.Severity == quality.Block {
			f.AddField(x.Fault())
		}
	}
	if err := f.Err(CodeOffer); err != nil {
		return err
	}
	o.Findings = findings[:min(len(findings), maxFindings)]
	if err := o.follow(patch, c.vendor, actor); err != nil {
		return err
	}
	o.report(&before, actor)
	return nil
}

// follow takes the step of state that a patch asks for, or that a finding forces.
func (o *Offer) follow(patch OfferPatch, v vendors.Vendor, actor markthalle.Actor) error {
	if patch.Price != nil && quality.Has(o.Findings, quality.Review) && !market(actor) && o.State != OfferDeleted {
		return o.to(OfferBlocked)
	}
	if patch.State == nil {
		if patch.Price != nil && o.State == OfferBlocked && o.Decision.By == "" {
			return o.to(OfferActive) // the price that was held back is corrected
		}
		return nil
	}
	next := *patch.State
	if o.State == OfferBlocked && next != OfferDeleted && !market(actor) {
		return stateError(string(o.State), string(next))
	}
	if next == OfferActive && v.State != vendors.Active {
		return markthalle.Errorf(markthalle.Conflict, "catalog.vendor_not_active", "The shop may not sell yet.")
	}
	return o.to(next)
}

// report emits what others need to know of a change.
func (o *Offer) report(before *Offer, actor markthalle.Actor) {
	var list []difference
	add := func(field, a, b string) {
		if a != b {
			list = append(list, difference{field, a, b})
		}
	}
	add("price", before.Price.String(), o.Price.String())
	add("list_price", before.ListPrice.String(), o.ListPrice.String())
	add("state", string(before.State), string(o.State))
	add("condition", string(before.Condition), string(o.Condition))
	add("stock_mode", string(before.StockMode), string(o.StockMode))
	add("handling_days", decimal(int64(before.HandlingDays)*1000), decimal(int64(o.HandlingDays)*1000))
	add("profile", string(before.Profile), string(o.Profile))
	if len(list) == 0 {
		return
	}
	o.changed()
	o.audit(actor, "catalog.offer_update", "", list...)
}

// DeleteOffer ends an offer. It disappears from every list; its stock, history and past
// orders stay. Creating an offer with its SKU brings it back.
func (s *Service) DeleteOffer(ctx context.Context, actor markthalle.Actor, id markthalle.OfferID, ifMatch *int64) error {
	_, err := s.UpdateOffer(ctx, actor, id, OfferPatch{State: new(OfferDeleted)}, ifMatch)
	return err
}

// ApproveOffer lets a blocked offer pass.
func (s *Service) ApproveOffer(ctx context.Context, actor markthalle.Actor, id markthalle.OfferID, v Verdict) (Offer, error) {
	return s.decideOffer(ctx, actor, id, v, false, OfferActive, "catalog.offer_approve")
}

// BlockOffer takes an offer off; it needs a reason.
func (s *Service) BlockOffer(ctx context.Context, actor markthalle.Actor, id markthalle.OfferID, v Verdict) (Offer, error) {
	return s.decideOffer(ctx, actor, id, v, true, OfferBlocked, "catalog.offer_block")
}

func (s *Service) decideOffer(ctx context.Context, actor markthalle.Actor, id markthalle.OfferID, v Verdict, reason bool, to OfferState, action string) (Offer, error) {
	if err := operator(actor, markthalle.OffersWrite); err != nil {
		return Offer{}, err
	}
	if err := v.check(reason); err != nil {
		return Offer{}, err
	}
	decision := s.decision(actor, v)
	return s.offers.Modify(ctx, string(id), func(o *Offer) error {
		if o.State == to {
			return nil
		}
		before := o.State
		if err := o.to(to); err != nil {
			return err
		}
		o.Decision = decision
		if to == OfferActive {
			o.Decision = Decision{} // nothing holds it back any more
		}
		o.changed()
		o.audit(actor, action, v.text(), difference{"state", string(before), string(o.State)})
		return nil
	})
}
