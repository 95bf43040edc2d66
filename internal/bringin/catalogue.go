package bringin

import (
	"context"
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/vendors"
)

// The sizes of groups. A group of products is several statements for each of them; the
// others are smaller documents.
const (
	vendorGroup  = 256
	productGroup = 400
	offerGroup   = 400
	orderGroup   = 40
)

type founding struct {
	r  *row
	in vendors.Founding
}

func (b *bringer) vendors(ctx context.Context, e *Entity) error {
	seen := unique{}
	state := vendors.Approved
	if e.State == "active" && !b.Live {
		state = vendors.Active
	}
	p := newPool(ctx, vendorGroup, func(ctx context.Context, list []founding) error { return b.establish(ctx, e, list) })
	return p.wait(b.each(ctx, e, func(v *reader) error {
		key := v.key()
		in := vendors.Founding{ID: b.m.vendorID(key), State: state, Application: vendors.Application{
			SellerKind: vendors.SellerKind(v.text("seller_kind")), ShopName: v.needed("shop_name"), LegalName: v.text("legal_name"),
			Country: v.text("country"), Email: v.text("email"), Phone: v.text("phone"), RegistrationNumber: v.text("registration_number"),
			VATID: v.text("vat_id"), TaxID: v.text("tax_id"), Plan: v.text("plan"), Story: v.texts("story"),
			Address: vendors.Address{Line1: v.text("line1"), Line2: v.text("line2"), PostalCode: v.text("postal_code"), City: v.text("city")},
		}}
		if in.Country == "" {
			in.Country = b.m.Country
		}
		if !b.once(v, seen, key) {
			return nil
		}
		return p.add(founding{v.r, in})
	}))
}

// once decides about a row whose key was there before, and about one with faults.
func (b *bringer) once(v *reader, seen unique, key string) bool {
	if b.wrong(v) {
		return false
	}
	if seen.first(key) {
		return true
	}
	if !v.e.Repeats {
		v.add(v.r.fault(v.e.Key.column(), "duplicate", key, "a key that no row before has"))
		b.wrong(v)
	}
	return false
}

func (b *bringer) establish(ctx context.Context, e *Entity, list []founding) error {
	in := make([]vendors.Founding, len(list))
	for i := range list {
		in[i] = list[i].in
	}
	out, err := b.Vendors.Establish(ctx, b.actor, in)
	if err != nil {
		return err
	}
	var fresh, profiles []string
	for i, x := range out {
		if x.Err != nil {
			if err := b.refused(e, list[i].r, x.Err); err != nil {
				return err
			}
			continue
		}
		b.report.stored(e.Name, x.Created)
		if x.Created {
			fresh, profiles = append(fresh, x.Vendor.ID), append(profiles, string(vendors.DefaultProfileID(x.Vendor.VendorID())))
		}
	}
	return errors.Join(b.react(ctx, "vendors", fresh), b.react(ctx, "shipping_profiles", profiles))
}

// wantedCategory is a category of the source.
type wantedCategory struct {
	r      *row
	key    string
	parent string
	in     catalog.CategoryInput
}

func (b *bringer) bringCategories(ctx context.Context, e *Entity) error {
	var list []wantedCategory
	seen := unique{}
	var schema []catalog.Attribute
	for _, a := range e.Schema {
		schema = append(schema, catalog.Attribute{Key: a.Key, Name: a.Name, Type: catalog.AttributeType(a.Type), Unit: a.Unit, Facet: a.Facet})
	}
	err := b.each(ctx, e, func(v *reader) error {
		key, fault := e.Key.eval(v.r)
		if fault == nil && key != "" && !seen.first(key) {
			return nil
		}
		if key == "" {
			v.add(v.r.fault(e.Key.column(), "required", "", "a key"))
		}
		v.add(fault)
		in := catalog.CategoryInput{Slug: v.text("slug"), Name: v.texts("name"), Attributes: schema, Position: len(list)}
		if in.Slug == "" {
			in.Slug = key
		}
		in.Slug = vendors.Slug(in.Slug, 80)
		parent := v.text("parent")
		if !b.wrong(v) {
			list = append(list, wantedCategory{r: v.r, key: key, parent: parent, in: in})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.plant(ctx, e, list)
}

// plant creates categories, parents before children. One with the address of a category
// that the market has is that category.
func (b *bringer) plant(ctx context.Context, e *Entity, list []wantedCategory) error {
	tree, err := b.Catalog.Tree(ctx)
	if err != nil {
		return err
	}
	for len(list) > 0 {
		var later []wantedCategory
		for _, c := range list {
			parent, ready := b.categories[c.parent]
			if c.parent != "" && !ready {
				later = append(later, c)
				continue
			}
			if old, ok := tree.BySlug(c.in.Slug); ok {
				b.categories[c.key] = old.CategoryID()
				b.report.stored(e.Name, false)
				continue
			}
			c.in.Parent = parent
			made, err := b.Catalog.CreateCategory(ctx, b.actor, c.in)
			if err != nil {
				if err := b.refused(e, c.r, err); err != nil {
					return err
				}
				continue
			}
			b.categories[c.key] = made.CategoryID()
			b.report.stored(e.Name, true)
		}
		if len(later) == len(list) {
			for _, c := range later {
				b.report.add(e.Name, func(n *Count) { n.Faulty++ })
				b.faults.add(*c.r.fault(e.Fields["parent"].column(), "unknown", c.parent, "the key of a category"))
			}
			return nil
		}
		list = later
	}
	return nil
}

type newProduct struct {
	r  *row
	in catalog.ProductInput
}

func (b *bringer) products(ctx context.Context, e *Entity) error {
	seen := unique{}
	p := newPool(ctx, productGroup, func(ctx context.Context, list []newProduct) error { return b.createProducts(ctx, e, list) })
	return p.wait(b.each(ctx, e, func(v *reader) error {
		key := v.key()
		if e.Repeats && len(v.faults) == 0 {
			if _, known := seen[hash64(key)]; known {
				return nil
			}
		}
		in := catalog.ProductInput{
			ID: b.m.productID(key), Title: v.texts("title"), Description: v.texts("description"), Brand: v.text("brand"), GTIN: v.text("gtin"),
		}
		name := v.needed("category")
		known := false
		if in.Category, known = b.categories[name]; !known && name != "" {
			v.add(v.r.fault(e.Fields["category"].column(), "unknown", name, "the key of a category"))
		}
		if len(in.Title) == 0 {
			v.add(v.r.fault(e.columnOf("title."+string(b.m.Locale)), "required", "", "a title"))
		}
		for _, a := range e.attributeNames() {
			value, fault := e.Attributes[a].eval(v.r)
			v.add(fault)
			if value != "" {
				in.Attributes = append(in.Attributes, catalog.AttributeInput{Key: a, Values: []string{value}})
			}
		}
		if !b.once(v, seen, key) {
			return nil
		}
		return p.add(newProduct{v.r, in})
	}))
}

func (b *bringer) createProducts(ctx context.Context, e *Entity, list []newProduct) error {
	in := make([]catalog.ProductInput, len(list))
	for i := range list {
		in[i] = list[i].in
	}
	out, err := b.Catalog.CreateProducts(ctx, b.actor, "", in)
	if err != nil {
		return err
	}
	var fresh []string
	for i, x := range out {
		if x.Err != nil {
			if err := b.refused(e, list[i].r, x.Err); err != nil {
				return err
			}
			continue
		}
		b.report.stored(e.Name, !x.Matched && !x.Existed)
		if x.Matched {
			b.matched.Store(list[i].in.ID, x.Product.ProductID())
			continue
		}
		b.held(e, list[i].r, x.Findings)
		if !x.Existed {
			fresh = append(fresh, x.Product.ID)
		}
	}
	return b.react(ctx, "products", fresh)
}

// held notes the findings that keep a product from being shown; it is stored.
func (b *bringer) held(e *Entity, r *row, findings []quality.Finding) {
	if !quality.Has(findings, quality.Block) {
		return
	}
	b.report.add(e.Name, func(c *Count) { c.Held++ })
	for _, f := range findings {
		if f.Severity == quality.Block {
			b.faults.add(*r.fault(e.columnOf(f.Field), f.Code, f.Found, f.Wanted))
		}
	}
}

// productOf returns the product that a key of the source stands for.
func (b *bringer) productOf(key string) markthalle.ProductID {
	id := b.m.productID(key)
	if other, ok := b.matched.Load(id); ok {
		return other.(markthalle.ProductID) // only createProducts stores here
	}
	return id
}

// NewOffer is a row of the offers as it is sorted.
type NewOffer struct {
	Vendor, Product, SKU, Latest string
	Condition, StockMode         string
	Price, ListPrice, OnHand     int64
	HandlingDays                 int64
	Cells                        []string
}

func (b *bringer) offers(ctx context.Context, e *Entity) (err error) {
	s := newSorter[NewOffer](b.o.TempDir)
	defer func() { err = errors.Join(err, s.close()) }()
	var at map[string]int
	err = b.each(ctx, e, func(v *reader) error {
		at = v.r.at
		o := NewOffer{
			Vendor: v.needed("vendor"), Product: v.needed("product"), SKU: v.text("sku"), Condition: v.text("condition"),
			StockMode: v.text("stock_mode"), Price: v.money("price", true), ListPrice: v.money("list_price", false),
			OnHand: v.integer("on_hand", 0, 0, 1_000_000_000), HandlingDays: v.integer("handling_days", 0, 0, 180), Cells: v.r.cells,
		}
		latest, fault := e.Latest.eval(v.r)
		v.add(fault)
		o.Latest = latest
		if o.SKU == "" {
			o.SKU = o.Product
		}
		if b.wrong(v) {
			return nil
		}
		return s.add(o.Vendor+"\x00"+o.SKU, v.r.line, o)
	})
	if err != nil {
		return err
	}
	return b.groupOffers(ctx, e, s, at)
}

type placedOffer struct {
	r *row
	NewOffer
}

// groupOffers walks the offers vendor by vendor: of the rows of one offer the latest, or
// the first where nothing says which is.
func (b *bringer) groupOffers(ctx context.Context, e *Entity, s *sorter[NewOffer], at map[string]int) error {
	p := newPool(ctx, 1, func(ctx context.Context, list [][]placedOffer) error { return b.createOffers(ctx, e, list[0]) })
	var shop []placedOffer
	last := ""
	flush := func() error {
		if len(shop) == 0 {
			return nil
		}
		list := shop
		shop = nil
		return p.add(list)
	}
	walk := func() error {
		for x, err := range s.all() {
			if err != nil {
				return err
			}
			o := placedOffer{&row{file: b.m.Files[e.From], line: x.Row, at: at, cells: x.V.Cells}, x.V}
			if n := len(shop); x.Key == last && n > 0 {
				if e.Latest != nil && o.Latest >= shop[n-1].Latest {
					shop[n-1] = o
				}
				continue
			}
			last = x.Key
			if n := len(shop); n > 0 && (n >= offerGroup || shop[0].Vendor != o.Vendor) {
				if err := flush(); err != nil {
					return err
				}
			}
			shop = append(shop, o)
		}
		return flush()
	}
	return p.wait(walk())
}

func (b *bringer) createOffers(ctx context.Context, e *Entity, list []placedOffer) error {
	in := make([]catalog.OfferInput, len(list))
	for i, o := range list {
		in[i] = catalog.OfferInput{
			Product: b.productOf(o.Product), SKU: o.SKU, Price: money.New(o.Price, b.m.Currency), Condition: catalog.Condition(o.Condition),
			StockMode: catalog.StockMode(o.StockMode), OnHand: o.OnHand, HandlingDays: int(o.HandlingDays),
		}
		if o.ListPrice > 0 {
			in[i].ListPrice = money.New(o.ListPrice, b.m.Currency)
		}
	}
	out, err := b.Catalog.CreateOffers(ctx, b.actor, b.m.vendorID(list[0].Vendor), in)
	if errors.Is(err, markthalle.ErrNotFound) {
		for _, o := range list {
			b.report.add(e.Name, func(c *Count) { c.Faulty++ })
			b.faults.add(*o.r.fault(e.Fields["vendor"].column(), "unknown", o.Vendor, "the key of a vendor"))
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("offers of %s: %w", list[0].Vendor, err)
	}
	var fresh []string
	for i, x := range out {
		if x.Err != nil {
			if err := b.refused(e, list[i].r, x.Err); err != nil {
				return err
			}
			continue
		}
		b.report.stored(e.Name, !x.Existed)
		if !x.Existed {
			fresh = append(fresh, x.Offer.ID)
		}
	}
	return b.react(ctx, "offers", fresh)
}
