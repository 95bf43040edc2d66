package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// OfferInput is what a vendor says about an offer.
type OfferInput struct {
	Key          string // names the request, so that a retry is not a second offer; may be empty
	Product      markthalle.ProductID
	Variant      markthalle.VariantID // empty = the product's only variant
	SKU          string               // the vendor's key; empty = the variant's id
	Price        money.Amount
	ListPrice    money.Amount // zero value = none
	Condition    Condition    // empty = BrandNew
	StockMode    StockMode    // empty = Tracked
	OnHand       int64
	HandlingDays int
	Profile      markthalle.ProfileID // empty = the vendor's default
	Paused       bool
}

// CreatedOffer is the outcome of one OfferInput.
type CreatedOffer struct {
	Offer    Offer
	Findings []quality.Finding
	Existed  bool  // the vendor has an offer with this SKU by another request; Offer is that one
	Err      error // Invalid "catalog.offer" with every fault
}

// CodeOffer is the code of an Invalid error about an offer.
const CodeOffer = "catalog.offer"

// ErrOfferExists is returned when the vendor already has an offer with this SKU.
var ErrOfferExists = &markthalle.Error{Kind: markthalle.Conflict, Code: "catalog.offer_exists", Text: "You already have an offer with this SKU."}

// CreateOffer puts a variant on sale. An offer of a vendor that may not sell yet is a
// draft; one that a finding holds back is blocked until the operator lets it pass. It
// returns Invalid "catalog.offer" with every fault, and ErrOfferExists.
func (s *Service) CreateOffer(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in OfferInput) (Offer, error) {
	out, err := s.CreateOffers(ctx, actor, vendor, []OfferInput{in})
	if err != nil {
		return Offer{}, err
	}
	if out[0].Err == nil && out[0].Existed {
		return Offer{}, ErrOfferExists.WithFields(markthalle.Field{Pointer: "/sku", Code: "catalog.offer_exists", Message: "You already have an offer with this SKU.", Found: out[0].Offer.SKU})
	}
	return out[0].Offer, out[0].Err
}

// CreateOffers puts many variants on sale with the same checks as CreateOffer, in few
// round trips. Each input has its own outcome, in the order of the inputs. An SKU that
// is there already is left as it is and said to have existed.
func (s *Service) CreateOffers(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in []OfferInput) ([]CreatedOffer, error) {
	if err := may(actor, markthalle.OffersWrite, vendor); err != nil {
		return nil, err
	}
	b := &offerBatch{s: s, actor: actor, now: s.now(), in: in, out: make([]CreatedOffer, len(in)), bulk: len(in) > 1 || actor.Kind == markthalle.System}
	if err := b.read(ctx, vendor); err != nil {
		return nil, err
	}
	if err := b.compare(ctx); err != nil {
		return nil, err
	}
	for i := range in {
		b.make(i)
	}
	return b.out, b.insert(ctx)
}

// offerBatch is offers on their way into the catalogue.
type offerBatch struct {
	s        *Service
	actor    markthalle.Actor
	vendor   vendors.Vendor
	now      time.Time
	bulk     bool // audited as a whole by whoever runs it
	in       []OfferInput
	out      []CreatedOffer
	products map[markthalle.ProductID]Product
	profiles map[markthalle.ProfileID]vendors.ShippingProfile
	others   map[markthalle.VariantID][]rival
}

// rival is the price of another offer of a variant.
type rival struct {
	vendor markthalle.VendorID
	price  money.Amount
}

func (b *offerBatch) read(ctx context.Context, vendor markthalle.VendorID) error {
	var err error
	if b.vendor, err = b.s.vendors.Get(ctx, vendor); err != nil {
		return err
	}
	var products []string
	profiles := []markthalle.ProfileID{vendors.DefaultProfileID(vendor)}
	for i := range b.in {
		products = append(products, string(b.in[i].Product))
		if b.in[i].Profile != "" {
			profiles = append(profiles, b.in[i].Profile)
		}
	}
	slices.Sort(products)
	products = slices.DeleteFunc(slices.Compact(products), func(id string) bool { return id == "" })
	list, err := b.s.products.getMany(ctx, products)
	if err != nil {
		return err
	}
	b.products = make(map[markthalle.ProductID]Product, len(list))
	for i := range list {
		b.products[list[i].ProductID()] = list[i]
	}
	b.profiles, err = b.s.vendors.ProfilesByID(ctx, profiles)
	return err
}

// compare reads what others ask for the same variants: what an outlier is told by.
func (b *offerBatch) compare(ctx context.Context) error {
	b.others = map[markthalle.VariantID][]rival{}
	for i := range b.in {
		if id := b.in[i].Variant; id != "" {
			b.others[id] = nil
		} else if p, ok := b.products[b.in[i].Product]; ok {
			for _, v := range p.Variants {
				b.others[v.ID] = nil
			}
		}
	}
	ids := make([]markthalle.VariantID, 0, len(b.others))
	for id := range b.others {
		ids = append(ids, id)
	}
	found := make([][]rival, len(ids))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for i, id := range ids {
		group.Go(func() error {
			page, err := b.s.offers.Find(ctx, store.Query{Index: "variant", Eq: []any{id, OfferActive}, Page: markthalle.PageQuery{Limit: 50}})
			for _, o := range page.Items {
				found[i] = append(found[i], rival{o.Vendor, o.Price})
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, id := range ids {
		b.others[id] = found[i]
	}
	return nil
}

// make brings one input into the form of an offer, or notes why that cannot be.
func (b *offerBatch) make(i int) {
	in := b.in[i]
	var f markthalle.Faults
	p, ok := b.products[in.Product]
	// A product that is not public exists for its owner and for the market only.
	if ok && !p.Published() && p.Owner != b.vendor.VendorID() && !market(b.actor) {
		ok = false
	}
	if !ok {
		f.AddField(markthalle.Field{Pointer: "/product_id", Code: "unknown", Message: "There is no such product.", Found: string(in.Product)})
	}
	if in.Variant == "" && len(p.Variants) == 1 {
		in.Variant = p.Variants[0].ID
	}
	if _, has := p.Variant(in.Variant); ok && !has {
		f.AddField(markthalle.Field{Pointer: "/variant_id", Code: "unknown", Message: "The product has no such variant.", Found: string(in.Variant)})
	}
	o := b.offer(in)
	o.check(&f, in.OnHand)
	if pr, ok := b.profiles[o.Profile]; !ok || pr.Vendor != o.Vendor {
		f.AddField(markthalle.Field{Pointer: "/shipping_profile_id", Code: "unknown", Message: "There is no such shipping profile of yours.", Found: string(in.Profile)})
	}
	findings := b.s.rules.Check(b.s.offerListing(&o, b.vendor, b.profiles[o.Profile], b.rivals(&o), b.now))
	for _, x := range findings {
		if x.Severity == quality.Block {
			f.AddField(x.Fault())
		}
	}
	b.out[i].Findings = findings
	if b.out[i].Err = f.Err(CodeOffer); b.out[i].Err != nil {
		return
	}
	o.Findings = findings[:min(len(findings), maxFindings)]
	o.State = firstState(b.actor, b.vendor, findings, in.Paused)
	o.Held = o.State == OfferBlocked
	o.InStock = o.StockMode != Tracked || in.OnHand > 0
	b.out[i].Offer = o
}

func (b *offerBatch) offer(in OfferInput) Offer {
	o := Offer{
		Key: in.Key, Product: in.Product, Variant: in.Variant, Vendor: b.vendor.VendorID(), SKU: tidy(in.SKU), Price: in.Price, ListPrice: in.ListPrice,
		Condition: in.Condition, StockMode: in.StockMode, HandlingDays: in.HandlingDays, Profile: in.Profile, PriceSince: b.now,
	}
	if o.SKU == "" {
		o.SKU = string(in.Variant)
	}
	if o.Condition == "" {
		o.Condition = BrandNew
	}
	if o.StockMode == "" {
		o.StockMode = Tracked
	}
	if o.Profile == "" {
		o.Profile = vendors.DefaultProfileID(o.Vendor)
	}
	o.ID = string(OfferIDFor(o.Vendor, o.SKU))
	return o
}

func (b *offerBatch) rivals(o *Offer) []int64 {
	var out []int64
	for _, r := range b.others[o.Variant] {
		if r.vendor != o.Vendor && r.price.Currency == o.Price.Currency {
			out = append(out, r.price.Minor)
		}
	}
	return out
}

// firstState is the state of an offer that is created or comes back.
func firstState(actor markthalle.Actor, v vendors.Vendor, findings []quality.Finding, paused bool) OfferState {
	switch {
	case quality.Has(findings, quality.Review) && !market(actor):
		return OfferBlocked
	case v.State != vendors.Active:
		return OfferDraft
	case paused:
		return OfferPaused
	}
	return OfferActive
}

// check notes the faults of what an offer says by itself.
func (o *Offer) check(f *markthalle.Faults, onHand int64) {
	f.Check(len(o.SKU) <= maxSKU, "/sku", "too_long", "At most 64 characters.")
	f.Check(o.Price.Minor <= maxPrice, "/price/amount", "too_large", "At most 1,000,000,000.00.")
	f.Check(o.ListPrice.Minor >= 0 && o.ListPrice.Minor <= maxPrice, "/list_price/amount", "range", "0 to 1,000,000,000.00.")
	f.Check(slices.Contains(Conditions(), o.Condition), "/condition", "enum", "One of new, refurbished, used_as_new, used_good, used, damaged.")
	f.Check(slices.Contains(StockModes(), o.StockMode), "/stock/mode", "enum", "tracked, on_demand or unlimited.")
	f.Check(o.HandlingDays >= 0 && o.HandlingDays <= 180, "/handling_days", "range", "0 to 180 days.")
	f.Check(onHand >= 0 && onHand <= maxOnHand, "/stock/on_hand", "range", "0 to 1,000,000,000.")
	if o.Price.Currency.Valid() && o.Price.Minor > 0 {
		if err := o.Price.Chargeable(); err != nil {
			f.AddField(markthalle.Field{Pointer: "/price/amount", Code: "money.not_chargeable", Message: "This amount cannot be charged.", Found: fmt.Sprint(o.Price.Minor), Wanted: fmt.Sprintf("a multiple of %d, at least %d", o.Price.Currency.ChargeQuantum(), o.Price.Currency.MinCharge())})
		}
	}
}

// offerListing returns an offer in the neutral form that the rules read.
func (s *Service) offerListing(o *Offer, v vendors.Vendor, profile vendors.ShippingProfile, others []int64, now time.Time) quality.Listing {
	free := len(profile.Zones) > 0
	for _, z := range profile.Zones {
		free = free && z.Price.Minor == 0
	}
	seller := sellerOf(v)
	seller.Now = now
	return quality.Listing{
		Locale: s.config.Locale, Seller: seller,
		Offer: &quality.Offer{
			Price: o.Price, ListPrice: o.ListPrice, Currencies: s.config.Currencies, Others: others,
			Own30: o.Lowest30, DaysOnSale: o.daysOnSale(now), StockMode: string(o.StockMode), HandlingDays: o.HandlingDays, FreeShipping: &free,
		},
	}
}

// insert stores stock first and offers second: an offer without stock could be shown
// and never sold, a stock without an offer is nothing and is found again by its id.
func (b *offerBatch) insert(ctx context.Context) error {
	var offers []Offer
	var stocks []Stock
	var place []int
	for i := range b.out {
		if b.out[i].Err != nil {
			continue
		}
		o := b.out[i].Offer
		o.changed()
		if !b.bulk {
			o.audit(b.actor, "catalog.offer_create", "", difference{"price", "", o.Price.String()}, difference{"state", "", string(o.State)})
		}
		offers, place = append(offers, o), append(place, i)
		stocks = append(stocks, Stock{
			Meta: store.Meta{ID: StockID(o.OfferID())}, Offer: o.OfferID(), Product: o.Product, Variant: o.Variant,
			Vendor: o.Vendor, Mode: o.StockMode, OnHand: b.in[i].OnHand, CountedAt: b.now,
		})
	}
	if len(offers) == 0 {
		return nil
	}
	for n, err := range b.s.stock.InsertMany(ctx, stocks) {
		if err != nil && !errors.Is(err, store.ErrExists) {
			b.out[place[n]].Err = err
		}
	}
	for n, err := range b.s.offers.InsertMany(ctx, offers) {
		out := &b.out[place[n]]
		switch {
		case out.Err != nil:
		case err == nil:
			out.Offer.Meta = store.Meta{ID: offers[n].ID, Rev: 1, Version: 1, Schema: 1, CreatedAt: b.now, UpdatedAt: b.now}
		case errors.Is(err, store.ErrExists):
			b.existing(ctx, out, offers[n], b.in[place[n]].OnHand)
		default:
			out.Err = err
		}
	}
	return nil
}

// existing answers for an SKU that is there. A deleted offer comes back with what was
// asked for; any other is left alone.
func (b *offerBatch) existing(ctx context.Context, out *CreatedOffer, want Offer, onHand int64) {
	back := false
	out.Offer, out.Err = b.s.offers.Modify(ctx, want.ID, func(o *Offer) error {
		back = o.State == OfferDeleted
		if !back {
			return nil
		}
		if err := o.to(want.State); err != nil {
			return err
		}
		o.Key, o.Product, o.Variant, o.Condition, o.StockMode = want.Key, want.Product, want.Variant, want.Condition, want.StockMode
		o.HandlingDays, o.Profile, o.ListPrice, o.Findings = want.HandlingDays, want.Profile, want.ListPrice, want.Findings
		o.reprice(want.Price, b.now)
		o.InStock = want.InStock
		o.changed()
		o.audit(b.actor, "catalog.offer_return", "", difference{"state", string(OfferDeleted), string(o.State)})
		return nil
	})
	out.Existed = !back && (want.Key == "" || out.Offer.Key != want.Key)
	if out.Err != nil || !back {
		return
	}
	_, out.Err = b.s.stock.Modify(ctx, StockID(want.OfferID()), func(st *Stock) error {
		st.Product, st.Variant, st.Mode = want.Product, want.Variant, want.StockMode
		st.OnHand, st.CountedAt = onHand, b.now
		return nil
	})
}
