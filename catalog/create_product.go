package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// parallel is how many small writes run at the same time, to share the store's commits.
const parallel = 48

// CreatedProduct is the outcome of one ProductInput.
type CreatedProduct struct {
	Product  Product
	Findings []quality.Finding // all of them
	Matched  bool              // another product with the number was there; nothing was created
	Existed  bool              // the product with the given id was there
	Err      error             // Invalid "catalog.product" with every fault
}

// CreateProduct adds one product for a vendor, or for the market when vendor is empty.
// A product whose trade item number is in the catalogue is not created again: the one
// that is there is returned with the finding product.gtin_matched (MKT-31).
//
// It returns Invalid "catalog.product" for what cannot be stored; everything else is a
// matter of findings and of the product's state.
func (s *Service) CreateProduct(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in ProductInput) (Product, []quality.Finding, error) {
	out, err := s.CreateProducts(ctx, actor, vendor, []ProductInput{in})
	if err != nil {
		return Product{}, nil, err
	}
	return out[0].Product, out[0].Findings, out[0].Err
}

// CreateProducts adds many products with the same checks as CreateProduct, in few round
// trips. Each input has its own outcome, in the order of the inputs.
func (s *Service) CreateProducts(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in []ProductInput) ([]CreatedProduct, error) {
	if err := may(actor, markthalle.ProductsWrite, vendor); err != nil {
		return nil, err
	}
	b, err := s.newBatch(ctx, actor, vendor, in, market(actor))
	if err != nil {
		return nil, err
	}
	if err := b.match(ctx); err != nil {
		return nil, err
	}
	b.judge()
	if err := b.claim(ctx); err != nil {
		return nil, err
	}
	b.insert(ctx)
	return b.out, b.confirm(ctx)
}

// batch is products on their way into the catalogue.
type batch struct {
	s       *Service
	actor   markthalle.Actor
	keyed   bool
	vendor  vendors.Vendor // zero when the market itself lists
	now     time.Time
	tree    Tree
	in      []ProductInput
	out     []CreatedProduct
	holders []map[string]string // by input: number → the product that holds it
	claimed [][]string          // by input: claims to confirm
}

// newBatch reads what the inputs need. keyed lets them name their ids.
func (s *Service) newBatch(ctx context.Context, actor markthalle.Actor, vendor markthalle.VendorID, in []ProductInput, keyed bool) (*batch, error) {
	b := &batch{s: s, actor: actor, keyed: keyed, now: s.now(), in: in, out: make([]CreatedProduct, len(in)), holders: make([]map[string]string, len(in)), claimed: make([][]string, len(in))}
	var err error
	if vendor != "" {
		if b.vendor, err = s.vendors.Get(ctx, vendor); err != nil {
			return nil, err
		}
	}
	if b.tree, err = s.freshTree(ctx); err != nil {
		return nil, err
	}
	pictures, err := s.picturesFor(ctx, actor, vendor, in)
	if err != nil {
		return nil, err
	}
	for i := range in {
		b.start(i, pictures)
	}
	return b, nil
}

// start brings one input into the form of a product, or notes why that cannot be.
func (b *batch) start(i int, pictures map[markthalle.MediaID]Picture) {
	in := &b.in[i]
	f := in.check()
	if in.ID != "" && !b.keyed {
		f.Add("/id", "forbidden", "Ids are chosen here.")
	}
	p := Product{Owner: markthalle.VendorID(b.vendor.ID), Seller: string(b.vendor.SellerKind), SubmittedAt: b.now}
	p.Content = b.s.content(b.tree, in)
	for n, id := range in.Media {
		pic, ok := pictures[id]
		if !ok {
			f.AddField(markthalle.Field{Pointer: fmt.Sprintf("/media/%d", n), Code: "unknown", Message: "There is no such picture of yours.", Found: string(id)})
			continue
		}
		p.Media = append(p.Media, pic)
	}
	p.ID = string(in.ID)
	b.out[i].Product = p
	b.out[i].Err = f.Err(CodeProduct)
}

// content returns what an input says, tidied and typed, without its pictures. The
// description keeps its markup until the rules have seen it.
func (s *Service) content(tree Tree, in *ProductInput) Content {
	c := Content{
		Category: in.Category, Title: tidyTexts(in.Title), Description: in.Description, Brand: tidy(in.Brand), GTIN: tidy(in.GTIN),
		Attributes: typed(tree.Schema(in.Category), in.Attributes), Safety: in.Safety, Evidence: in.Evidence,
	}
	list := in.Variants
	if len(list) == 0 {
		list = []VariantInput{{}}
	}
	for i, v := range list {
		c.Variants = append(c.Variants, Variant{
			ID: v.ID, SKU: tidy(v.SKU), GTIN: tidy(v.GTIN), Options: s.options(tree, in.Category, v.Options), Media: v.Media, Position: i,
		})
	}
	return c
}

// options brings option values to the keys of the category's enums where they name one.
func (s *Service) options(tree Tree, category markthalle.CategoryID, in []Option) []Option {
	var out []Option
	for _, o := range in {
		if a, ok := tree.Attribute(category, o.Key); ok && a.Type == Enum {
			if key, ok := a.find(o.Value); ok {
				o.Value = key
			}
		}
		out = append(out, o)
	}
	return out
}

// gtinClaim is the claim of a trade item number: one over the market, or one for each
// vendor in categories where products belong to their vendor (MKT-30).
func (b *batch) gtinClaim(p *Product, g string) string { return gtinClaim(b.tree, p, g) }

func gtinClaim(tree Tree, p *Product, g string) string {
	if c, ok := tree.Get(p.Category); ok && c.Own && p.Owner != "" {
		return "gtin:" + markthalle.Body(p.Owner) + ":" + g
	}
	return "gtin:" + g
}

// match finds products that are in the catalogue under the same number, and decides
// under which id the others will be.
func (b *batch) match(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i := range b.out {
		if b.out[i].Err != nil {
			continue
		}
		group.Go(func() error { return b.matchOne(ctx, i) })
	}
	return group.Wait()
}

func (b *batch) matchOne(ctx context.Context, i int) error {
	p := &b.out[i].Product
	numbers := p.numbersOf()
	if p.ID == "" && len(numbers) == 0 {
		if p.ID = string(b.in[i].Mint); p.ID == "" {
			p.ID = b.s.db.IDs().New("prd")
			return nil
		}
	}
	if p.ID != "" {
		old, err := b.s.products.get(ctx, p.ID)
		if err == nil {
			b.out[i].Product, b.out[i].Existed, b.out[i].Findings = old, true, old.Findings
			return nil
		}
		if !errors.Is(err, markthalle.ErrNotFound) {
			return err
		}
	}
	b.holders[i] = map[string]string{}
	for n, g := range numbers {
		holder, err := b.s.db.Claimed(ctx, b.gtinClaim(p, g))
		if errors.Is(err, markthalle.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if holder == p.ID {
			continue
		}
		old, err := b.s.products.get(ctx, holder)
		switch {
		case errors.Is(err, markthalle.ErrNotFound): // claimed by a write that is under way or was cut off
		case err != nil:
			return err
		case n == 0:
			b.matched(i, old)
			return nil
		default:
			b.holders[i][g] = holder
		}
	}
	if p.ID == "" {
		// Two vendors who bring the same number at the same moment choose the same id, so
		// that one of the two inserts finds the other's product.
		p.ID = derived("prd", b.gtinClaim(p, numbers[0]))
	}
	return nil
}

func (b *batch) matched(i int, old Product) {
	b.out[i] = CreatedProduct{Product: old, Matched: true, Findings: append(append([]quality.Finding(nil), old.Findings...), quality.Finding{
		Code: "product.gtin_matched", Field: "/gtin", Found: old.GTIN, Wanted: old.Slug, Severity: quality.Warn, Rule: "product.gtin_matched", Version: 1,
	})}
}

// open calls fn with each input that is to become a product.
func (b *batch) open(fn func(i int, p *Product)) {
	for i := range b.out {
		if o := &b.out[i]; o.Err == nil && !o.Matched && !o.Existed {
			fn(i, &o.Product)
		}
	}
}

// judge runs the rules and decides each product's first state.
func (b *batch) judge() {
	seller := sellerOf(b.vendor)
	b.open(func(i int, p *Product) {
		findings := b.s.rules.Check(b.s.listing(b.tree, p, seller, b.holders[i]))
		b.out[i].Findings = findings
		p.Description = cleanTexts(p.Description)
		p.State = p.judged(findings, market(b.actor), b.vendor.Trusted, b.s.config.ReviewNew)
		if p.State == Published {
			p.PublishedAt = b.now
		}
		for n := range p.Variants {
			p.NextVariant++
			p.Variants[n].ID = variantID(p.ID, p.NextVariant)
		}
		p.changed()
		if len(b.in) == 1 && b.actor.Kind != markthalle.System { // a bulk is audited as a whole by whoever runs it
			p.audit(b.actor, "catalog.product_create", "", difference{"state", "", string(p.State)})
		}
	})
}

// claim takes numbers and addresses. A number that another product takes in this moment
// is left to it; its holder is found by the next writer.
func (b *batch) claim(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	b.open(func(i int, p *Product) {
		group.Go(func() error {
			if p.State != InvalidData {
				for _, g := range p.numbersOf() {
					key := b.gtinClaim(p, g)
					if err := b.s.db.Claim(ctx, key, p.ID); err == nil {
						b.claimed[i] = append(b.claimed[i], key)
					} else if !errors.Is(err, store.ErrClaimed) {
						return err
					}
				}
			}
			slug, err := b.s.claimProductSlug(ctx, p)
			if err != nil {
				return err
			}
			p.Slug = slug
			b.claimed[i] = append(b.claimed[i], productClaim(slug))
			return nil
		})
	})
	return group.Wait()
}

func productClaim(slug string) string { return "slug:product:" + slug }

// claimProductSlug takes an address for a product: brand and title, or with the end of
// its id behind, which is free.
func (s *Service) claimProductSlug(ctx context.Context, p *Product) (string, error) {
	base := vendors.Slug(p.Title.In(s.config.Locale), 72)
	if base == "" {
		base = "product"
	}
	body := markthalle.Body(p.ID)
	for _, slug := range []string{base, base + "-" + body[max(0, len(body)-6):], base + "-" + vendors.Slug(body, 64)} {
		err := s.db.Claim(ctx, productClaim(slug), p.ID)
		if err == nil {
			return slug, nil
		}
		if !errors.Is(err, store.ErrClaimed) {
			return "", err
		}
	}
	return "", store.ErrClaimed
}

// insert stores the products. One that is there already, because somebody else brought
// the same number in this moment, is the other's.
func (b *batch) insert(ctx context.Context) {
	var list []Product
	var place []int
	b.open(func(i int, p *Product) {
		list = append(list, *p)
		place = append(place, i)
	})
	for n, err := range b.s.products.insertMany(ctx, list) {
		i := place[n]
		if err == nil {
			// What was handed to the store has no revision yet; the first one is 1.
			b.out[i].Product = list[n]
			b.out[i].Product.Meta = store.Meta{ID: list[n].ID, Rev: 1, Version: 1, Schema: 1, CreatedAt: b.now, UpdatedAt: b.now}
			continue
		}
		if !errors.Is(err, store.ErrExists) {
			b.out[i].Err = err
			continue
		}
		old, err := b.s.products.get(ctx, list[n].ID)
		if err != nil {
			b.out[i].Err = err
			continue
		}
		b.matched(i, old)
	}
}

// confirm makes the claims of stored products lasting.
func (b *batch) confirm(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i := range b.out {
		o := &b.out[i]
		if o.Err != nil || len(b.claimed[i]) == 0 {
			continue
		}
		for _, key := range b.claimed[i] {
			if key == productClaim(o.Product.Slug) || !o.Matched || o.Product.holds(key) {
				group.Go(func() error { return b.s.db.Confirm(ctx, key, o.Product.ID) })
			} else {
				group.Go(func() error { return b.s.db.Unclaim(ctx, key, o.Product.ID) })
			}
		}
	}
	return group.Wait()
}

// holds reports whether key is the claim of one of the product's numbers.
func (p *Product) holds(key string) bool {
	for _, g := range p.numbersOf() {
		if strings.HasSuffix(key, ":"+g) {
			return true
		}
	}
	return false
}
