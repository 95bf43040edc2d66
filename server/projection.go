package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// The sweeps that index again what a vendor sells, and what is in a category; their
// subject is the id of the vendor or of the category, which has none below it.
const (
	sweepIndex    = "search.vendor"
	sweepCategory = "search.category"
)

// projection turns offers into search documents. A document's revision is made of the
// versions of what it shows, so that a later picture always wins and the same picture
// changes nothing. Every change of these versions is an event, so that index and store
// agree to the revision (VerifyIndex).
type projection struct{ m *Market }

func newProjection(m *Market) *projection { return &projection{m} }

func (p *projection) offerChanged(ctx context.Context, e catalog.OfferChanged, _ store.Cause) error {
	return p.index(ctx, []markthalle.OfferID{e.Offer})
}

func (p *projection) productChanged(ctx context.Context, e catalog.ProductChanged, _ store.Cause) error {
	return p.product(ctx, e.Product)
}

func (p *projection) demandChanged(ctx context.Context, e catalog.DemandChanged, _ store.Cause) error {
	return p.product(ctx, e.Product)
}

func (p *projection) product(ctx context.Context, id markthalle.ProductID) error {
	if p.paused() {
		return nil
	}
	offers, err := p.m.Catalog.OffersOf(ctx, id)
	if err != nil {
		return fmt.Errorf("load offers: %w", err)
	}
	return p.put(ctx, offers)
}

func (p *projection) vendorChanged(ctx context.Context, e vendors.Changed, _ store.Cause) error {
	if p.paused() {
		return nil
	}
	return p.m.DB.StartSweep(ctx, sweepIndex, string(e.Vendor))
}

func (p *projection) profileChanged(ctx context.Context, e vendors.ProfileChanged, _ store.Cause) error {
	if p.paused() {
		return nil
	}
	return p.m.DB.StartSweep(ctx, sweepIndex, string(e.Vendor))
}

// categoryChanged indexes the goods of a category and those below it again: their names,
// attributes and which of these are facets.
func (p *projection) categoryChanged(ctx context.Context, e catalog.CategoryChanged, _ store.Cause) error {
	if p.paused() {
		return nil
	}
	tree, err := p.m.Catalog.TreeOf(ctx, e.Category)
	if err != nil {
		return fmt.Errorf("load categories: %w", err)
	}
	for _, leaf := range tree.Leaves(e.Category) {
		if err := p.m.DB.StartSweep(ctx, sweepCategory, string(leaf)); err != nil {
			return err
		}
	}
	return nil
}

// categoryPage is the handler of sweepCategory.
func (p *projection) categoryPage(ctx context.Context, s store.Sweep) (next string, done bool, err error) {
	page, err := p.m.Catalog.InCategory(ctx, markthalle.CategoryID(s.Subject), markthalle.PageQuery{Limit: markthalle.MaxLimit, Cursor: s.Cursor})
	if err != nil {
		return s.Cursor, false, err
	}
	var offers []catalog.Offer
	for i := range page.Items {
		list, err := p.m.Catalog.OffersOf(ctx, page.Items[i].ProductID())
		if err != nil {
			return s.Cursor, false, fmt.Errorf("load offers: %w", err)
		}
		offers = append(offers, list...)
	}
	if err := p.put(ctx, offers); err != nil {
		return s.Cursor, false, err
	}
	return page.Next, page.Next == "", nil
}

// page is the handler of sweepIndex.
func (p *projection) page(ctx context.Context, s store.Sweep) (next string, done bool, err error) {
	page, err := p.m.Catalog.VendorOffers(ctx, markthalle.SystemActor(sweepIndex), markthalle.VendorID(s.Subject),
		markthalle.PageQuery{Limit: markthalle.MaxLimit, Cursor: s.Cursor})
	if err != nil {
		return s.Cursor, false, err
	}
	if err := p.put(ctx, page.Items); err != nil {
		return s.Cursor, false, err
	}
	return page.Next, page.Next == "", nil
}

// paused reports whether the index is being left alone: a bulk load rebuilds it at its
// end.
func (p *projection) paused() bool {
	p.m.bulk.RLock()
	defer p.m.bulk.RUnlock()
	return !p.m.indexing
}

func (p *projection) index(ctx context.Context, ids []markthalle.OfferID) error {
	if p.paused() {
		return nil
	}
	offers, err := p.m.Catalog.Offers(ctx, ids)
	if err != nil {
		return fmt.Errorf("load offers: %w", err)
	}
	return p.put(ctx, offers)
}

// put brings the index up to date with the given offers: documents for what can be
// bought, tombstones for the rest.
func (p *projection) put(ctx context.Context, offers []catalog.Offer) error {
	docs, gone, err := p.documents(ctx, offers)
	if err != nil {
		return err
	}
	var errs []error
	if len(docs) > 0 {
		errs = append(errs, p.m.Search.Index(ctx, docs)...)
	}
	if len(gone) > 0 {
		errs = append(errs, p.m.Search.Delete(ctx, gone)...)
	}
	return errors.Join(errs...)
}

// documents projects offers, reading what they refer to once for all of them.
func (p *projection) documents(ctx context.Context, offers []catalog.Offer) ([]search.Document, []search.Tombstone, error) {
	f, err := p.facts(ctx, offers)
	if err != nil {
		return nil, nil, err
	}
	var docs []search.Document
	var gone []search.Tombstone
	for i := range offers {
		o := &offers[i]
		product, ok := f.products[o.Product]
		rev := f.revision(o, &product)
		if !ok || !product.Published() || o.State != catalog.OfferActive {
			gone = append(gone, search.Tombstone{ID: o.ID, Rev: max(1, rev)})
			continue
		}
		docs = append(docs, f.document(o, &product, rev))
	}
	return docs, gone, nil
}

// facts are what offers refer to.
type facts struct {
	tree     catalog.Tree
	products map[markthalle.ProductID]catalog.Product
	vendors  map[markthalle.VendorID]vendors.Vendor
	profiles map[markthalle.ProfileID]vendors.ShippingProfile
	demand   map[markthalle.ProductID]catalog.Demand
}

func (p *projection) facts(ctx context.Context, offers []catalog.Offer) (*facts, error) {
	f := &facts{products: map[markthalle.ProductID]catalog.Product{}, vendors: map[markthalle.VendorID]vendors.Vendor{}}
	var products []markthalle.ProductID
	var sellers []markthalle.VendorID
	var profiles []markthalle.ProfileID
	for _, o := range offers {
		products, sellers, profiles = append(products, o.Product), append(sellers, o.Vendor), append(profiles, o.Profile)
	}
	var err error
	list, err := p.m.Catalog.Products(ctx, unique(products))
	if err != nil {
		return nil, fmt.Errorf("load products: %w", err)
	}
	categories := make([]markthalle.CategoryID, len(list))
	for i, x := range list {
		f.products[x.ProductID()] = x
		categories[i] = x.Category
	}
	if f.tree, err = p.m.Catalog.TreeOf(ctx, categories...); err != nil {
		return nil, fmt.Errorf("load categories: %w", err)
	}
	if f.demand, err = p.m.Catalog.Demands(ctx, unique(products)); err != nil {
		return nil, fmt.Errorf("load demand: %w", err)
	}
	known, err := p.m.Vendors.GetMany(ctx, unique(sellers))
	if err != nil {
		return nil, fmt.Errorf("load vendors: %w", err)
	}
	for _, x := range known {
		f.vendors[markthalle.VendorID(x.ID)] = x
	}
	if f.profiles, err = p.m.Vendors.ProfilesByID(ctx, unique(profiles)); err != nil {
		return nil, fmt.Errorf("load delivery profiles: %w", err)
	}
	return f, nil
}

// surroundings bounds the part of a revision that counts changes around an offer.
const surroundings = 1 << 20

// revision counts the changes of an offer and its product and, below them, those of what
// they refer to: the shop's name and quality, the delivery profile, the demand, the
// categories. Which
// these are is decided by offer and product, so that within one picture of the two the
// sum only grows.
func (f *facts) revision(o *catalog.Offer, p *catalog.Product) int64 {
	around := f.vendors[o.Vendor].Shown + f.profiles[o.Profile].Version + f.demand[o.Product].Version
	for _, c := range f.tree.Path(p.Category) {
		around += c.Version
	}
	return (o.Version+p.Version)*surroundings + min(around, surroundings-1)
}

func unique[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	out := list[:0:0]
	for _, x := range list {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}

// document is one offer as search sees it.
func (f *facts) document(o *catalog.Offer, p *catalog.Product, rev int64) search.Document {
	d := search.Document{
		ID: o.ID, Rev: rev, Product: string(o.Product), Variant: string(o.Variant), Vendor: string(o.Vendor),
		VendorName: f.vendors[o.Vendor].ShopName, Slug: p.Slug, Brand: p.Brand, BrandID: vendors.Slug(p.Brand, 64),
		Title: p.Title, Description: p.Description, Price: o.Price.Minor, Currency: string(o.Price.Currency),
		ListPrice: o.ListPrice.Minor, Condition: string(o.Condition),
		InStock: o.StockMode != catalog.Tracked || o.InStock, Quality: f.vendors[o.Vendor].QualityBP, Popularity: f.demand[o.Product].Sold,
		Created: p.PublishedAt, Ordinal: p.PublishedAt.UnixMilli(),
	}
	if v, ok := p.Variant(o.Variant); ok {
		d.Codes = append(d.Codes, o.SKU)
		for _, code := range []string{v.GTIN, p.GTIN} {
			if code != "" {
				d.Codes = append(d.Codes, code)
			}
		}
		for _, opt := range v.Options {
			f.attribute(&d, p.Category, catalog.AttributeValue{Key: opt.Key, Values: []string{opt.Value}})
		}
	}
	if len(p.Media) > 0 {
		d.Image = p.Media[0].URL()
	}
	for _, c := range f.tree.Path(p.Category) {
		d.Categories = append(d.Categories, c.ID)
		d.CategoryNames = append(d.CategoryNames, c.Name)
	}
	for _, a := range p.Attributes {
		f.attribute(&d, p.Category, a)
	}
	for _, z := range f.profiles[o.Profile].Zones {
		d.Countries = append(d.Countries, z.Countries...)
	}
	d.Countries = unique(d.Countries)
	return d
}

// attribute adds one attribute of the category's schema to a document.
func (f *facts) attribute(d *search.Document, category markthalle.CategoryID, v catalog.AttributeValue) {
	schema, ok := f.tree.Attribute(category, v.Key)
	if !ok || !search.ValidKey(v.Key) {
		return
	}
	a := search.Attribute{Key: v.Key, Number: v.Number, Facet: schema.Facet, Searchable: true}
	for _, value := range v.Values {
		label := markthalle.T(markthalle.English, value)
		for _, known := range schema.Values {
			if known.Key == value {
				label = known.Label
			}
		}
		a.Values, a.Labels = append(a.Values, value), append(a.Labels, label)
	}
	if v.Bool != nil {
		a.Values, a.Searchable = []string{fmt.Sprint(*v.Bool)}, false
		a.Labels = []markthalle.Texts{yesNo(*v.Bool)}
	}
	d.Attributes = append(d.Attributes, a)
}

func yesNo(v bool) markthalle.Texts {
	if v {
		return markthalle.Texts{{Locale: markthalle.English, Value: "yes"}, {Locale: markthalle.German, Value: "ja"}, {Locale: markthalle.Polish, Value: "tak"}}
	}
	return markthalle.Texts{{Locale: markthalle.English, Value: "no"}, {Locale: markthalle.German, Value: "nein"}, {Locale: markthalle.Polish, Value: "nie"}}
}

// Reindex rebuilds the index from the store, behind an alias, while the market goes on.
func (m *Market) Reindex(ctx context.Context, progress func(read int64)) error {
	return m.Search.Rebuild(ctx, func(yield func(search.Document) error) error { return m.projection.each(ctx, yield) }, progress)
}

// verifyAgain is how often the index is compared anew when the market has changed
// meanwhile.
const verifyAgain = 3

// VerifyIndex compares the index with the store by number and checksum of the documents.
// It returns a Conflict search.differs when they are not the same although reactions have
// run.
func (m *Market) VerifyIndex(ctx context.Context) error {
	for again := 0; ; again++ {
		var sum search.Digest
		err := m.projection.each(ctx, func(d search.Document) error {
			sum.Add(d.ID, d.Rev)
			return nil
		})
		if err != nil {
			return err
		}
		if err = m.Search.Verify(ctx, sum); err == nil || again == verifyAgain || markthalle.KindOf(err) != markthalle.Conflict {
			return err
		}
		if err := m.DB.Drain(ctx); err != nil {
			return err
		}
	}
}

// feedPage is how many offers are read at a time for the whole index.
const feedPage = 500

// each yields the document of everything that can be bought.
func (p *projection) each(ctx context.Context, yield func(search.Document) error) error {
	var page []catalog.Offer
	flush := func() error {
		docs, _, err := p.documents(ctx, page)
		page = page[:0]
		if err != nil {
			return err
		}
		for _, d := range docs {
			if err := yield(d); err != nil {
				return err
			}
		}
		return nil
	}
	err := p.m.Catalog.EachOffer(ctx, func(o catalog.Offer) error {
		if page = append(page, o); len(page) == feedPage {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// Bulk runs a load of many writes during which the index is left alone, and rebuilds it
// at the end.
func (m *Market) Bulk(ctx context.Context, load func(context.Context) error) error {
	m.pause(true)
	err := load(ctx)
	if err == nil {
		err = m.CountDemand(ctx)
	}
	err = errors.Join(err, m.DB.Drain(ctx))
	m.pause(false)
	if err != nil {
		return err
	}
	return m.Reindex(ctx, nil)
}

// demandDays is how far back sales count as demand.
const demandDays = 90

// CountDemand counts what was sold lately, so that search knows what is popular.
func (m *Market) CountDemand(ctx context.Context) error {
	now := m.Clock.Now()
	sold := map[markthalle.ProductID]int64{}
	err := m.Orders.EachSale(ctx, m.Installation.Currency, now.AddDate(0, 0, -demandDays), now, func(v orders.VendorOrder) error {
		for _, l := range v.Lines {
			sold[l.Product] += l.Quantity - l.Cancelled
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count sales: %w", err)
	}
	_, err = m.Catalog.SetDemand(ctx, sold)
	return err
}

func (m *Market) pause(on bool) {
	m.bulk.Lock()
	defer m.bulk.Unlock()
	m.indexing = !on
}
