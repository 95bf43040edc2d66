package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// ProductPatch is a change of a product; nil parts stay as they are. Lists replace the
// whole list.
type ProductPatch struct {
	Category    *markthalle.CategoryID
	Title       *markthalle.Texts
	Description *markthalle.Texts
	Brand       *string
	GTIN        *string
	Attributes  *[]AttributeInput
	Variants    *[]VariantInput
	Media       *[]markthalle.MediaID
	Safety      *Safety
	Evidence    *[]string
}

// UpdatedProduct is the outcome of a change.
type UpdatedProduct struct {
	Product  Product           // as it is now
	Change   *Change           // set when the change waits for the operator
	Findings []quality.Finding // about what was asked for
}

// UpdateProduct changes a product of the vendor that owns it. A product that is not live
// is changed at once and judged again. A change of a live one is filed for review
// (MKT-34); the operator's, the market's and a trusted vendor's take effect at once
// unless a finding asks for a second look.
//
// It returns Invalid "catalog.product" with every fault, ErrRevision, and Conflict
// "catalog.variant_in_use" when a variant disappears that has offers.
func (s *Service) UpdateProduct(ctx context.Context, actor markthalle.Actor, id markthalle.ProductID, patch ProductPatch, ifMatch *int64) (UpdatedProduct, error) {
	old, err := s.products.get(ctx, string(id))
	if err != nil {
		return UpdatedProduct{}, err
	}
	if err := may(actor, markthalle.ProductsWrite, old.Owner); err != nil {
		return UpdatedProduct{}, err
	}
	if err := store.CheckVersion(old.Meta, ifMatch); err != nil {
		return UpdatedProduct{}, err
	}
	e := edit{s: s, actor: actor, old: old}
	if err := e.prepare(ctx, patch); err != nil {
		return UpdatedProduct{}, err
	}
	if len(e.fields) == 0 {
		return UpdatedProduct{Product: old, Findings: old.Findings}, nil
	}
	if old.Published() && !market(actor) && (!e.vendor.Trusted || quality.Has(e.findings, quality.Block) || quality.Has(e.findings, quality.Review)) {
		change, err := e.file(ctx)
		if err != nil {
			return UpdatedProduct{}, err
		}
		return UpdatedProduct{Product: old, Change: &change, Findings: e.findings}, nil
	}
	if old.Published() && quality.Has(e.findings, quality.Block) {
		return UpdatedProduct{}, blocked(e.findings)
	}
	p, err := e.apply(ctx)
	return UpdatedProduct{Product: p, Findings: e.findings}, err
}

// blocked turns blocking findings into the faults of an Invalid error.
func blocked(findings []quality.Finding) error {
	var f markthalle.Faults
	for _, x := range findings {
		if x.Severity == quality.Block {
			f.AddField(x.Fault())
		}
	}
	return f.Err(CodeProduct)
}

// edit is one change of a product under way.
type edit struct {
	s        *Service
	actor    markthalle.Actor
	old      Product
	vendor   vendors.Vendor // the owner, zero for the market's products
	tree     Tree
	next     Content // what the product would say
	fields   []string
	diff     []Difference
	findings []quality.Finding
}

func (e *edit) prepare(ctx context.Context, patch ProductPatch) error {
	var err error
	if e.old.Owner != "" {
		if e.vendor, err = e.s.vendors.Get(ctx, e.old.Owner); err != nil {
			return err
		}
	}
	if e.tree, err = e.s.freshTree(ctx); err != nil {
		return err
	}
	in := patch.over(&e.old)
	faults := in.check()
	pictures, err := e.s.picturesFor(ctx, e.actor, e.old.Owner, []ProductInput{in})
	if err != nil {
		return err
	}
	for _, m := range e.old.Media {
		pictures[m.ID] = m
	}
	e.next = e.s.content(e.tree, &in)
	if patch.Attributes == nil {
		e.next.Attributes = e.old.Attributes
	}
	for n, m := range in.Media {
		pic, ok := pictures[m]
		if !ok {
			faults.AddField(markthalle.Field{Pointer: fmt.Sprintf("/media/%d", n), Code: "unknown", Message: "There is no such picture of yours.", Found: string(m)})
			continue
		}
		e.next.Media = append(e.next.Media, pic)
	}
	if err := faults.Err(CodeProduct); err != nil {
		return err
	}
	e.recognise()
	if err := e.inUse(ctx); err != nil {
		return err
	}
	holders, err := e.holders(ctx)
	if err != nil {
		return err
	}
	candidate := e.old
	candidate.Content = e.next
	e.findings = e.s.rules.Check(e.s.listing(e.tree, &candidate, sellerOf(e.vendor), holders))
	e.next.Description = cleanTexts(e.next.Description)
	e.fields, e.diff = compare(&e.old.Content, &e.next)
	return nil
}

// over returns the input that the patch and the product together make.
func (p ProductPatch) over(old *Product) ProductInput {
	in := ProductInput{
		Category: old.Category, Title: old.Title, Description: old.Description, Brand: old.Brand, GTIN: old.GTIN,
		Safety: old.Safety, Evidence: old.Evidence,
	}
	for _, m := range old.Media {
		in.Media = append(in.Media, m.ID)
	}
	for _, v := range old.Variants {
		in.Variants = append(in.Variants, VariantInput{ID: v.ID, SKU: v.SKU, GTIN: v.GTIN, Options: v.Options, Media: v.Media})
	}
	put(&in.Category, p.Category)
	put(&in.Title, p.Title)
	put(&in.Description, p.Description)
	put(&in.Brand, p.Brand)
	put(&in.GTIN, p.GTIN)
	put(&in.Attributes, p.Attributes)
	put(&in.Variants, p.Variants)
	put(&in.Media, p.Media)
	put(&in.Safety, p.Safety)
	put(&in.Evidence, p.Evidence)
	if p.Media != nil && p.Variants == nil {
		for i := range in.Variants {
			in.Variants[i].Media = slices.DeleteFunc(slices.Clone(in.Variants[i].Media), func(m markthalle.MediaID) bool { return !slices.Contains(in.Media, m) })
		}
	}
	return in
}

func put[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// recognise gives the variants of next their ids: by id, by SKU, by equal options; the
// others are new.
func (e *edit) recognise() {
	used := map[markthalle.VariantID]bool{}
	claim := func(v *Variant, match func(Variant) bool) {
		for _, o := range e.old.Variants {
			if v.ID == "" && !used[o.ID] && match(o) {
				v.ID = o.ID
				used[o.ID] = true
			}
		}
	}
	for i := range e.next.Variants {
		v := &e.next.Variants[i]
		given := v.ID
		v.ID = ""
		claim(v, func(o Variant) bool { return given != "" && o.ID == given })
	}
	for i := range e.next.Variants {
		v := &e.next.Variants[i]
		claim(v, func(o Variant) bool { return v.SKU != "" && o.SKU == v.SKU })
	}
	for i := range e.next.Variants {
		v := &e.next.Variants[i]
		claim(v, func(o Variant) bool { return slices.Equal(o.Options, v.Options) })
	}
	n := e.old.NextVariant
	for i := range e.next.Variants {
		if e.next.Variants[i].ID == "" {
			n++
			e.next.Variants[i].ID = variantID(e.old.ID, n)
		}
	}
}

// inUse refuses to drop variants that somebody sells.
func (e *edit) inUse(ctx context.Context) error {
	for _, o := range e.old.Variants {
		if _, stays := e.next.Variant(o.ID); stays {
			continue
		}
		n, err := e.s.offers.Count(ctx, store.Query{Index: "variant", Eq: []any{o.ID, OfferActive}})
		if err != nil {
			return err
		}
		if n > 0 {
			return (&markthalle.Error{Kind: markthalle.Conflict, Code: "catalog.variant_in_use", Text: "A variant that is on sale cannot be removed."}).
				WithFields(markthalle.Field{Pointer: "/variants", Code: "catalog.variant_in_use", Message: "A variant that is on sale cannot be removed.", Found: string(o.ID), Wanted: fmt.Sprintf("%d offers ended", n)})
		}
	}
	return nil
}

// holders returns other products that hold numbers of next.
func (e *edit) holders(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	candidate := e.old
	candidate.Content = e.next
	for _, g := range candidate.numbersOf() {
		holder, err := e.s.db.Claimed(ctx, gtinClaim(e.tree, &candidate, g))
		if errors.Is(err, markthalle.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if holder != e.old.ID {
			out[g] = holder
		}
	}
	return out, nil
}

// file stores the change as a proposal.
func (e *edit) file(ctx context.Context) (Change, error) {
	now := e.s.now()
	return e.s.changes.upsert(ctx, ChangeIDFor(e.old.ProductID()), func(c *Change) error {
		if c.State == ChangeOpen && slices.Equal(c.Diff, e.diff) {
			return nil // the same proposal again
		}
		c.Product, c.Vendor, c.State = e.old.ProductID(), e.old.Owner, ChangeOpen
		c.Seq++
		c.Filed, c.FiledAt = e.actor.ID(), now
		c.Fields, c.Diff, c.Proposed = e.fields, e.diff, e.next
		c.Findings = e.findings[:min(len(e.findings), maxFindings)]
		c.Decision = Decision{}
		c.Emit(ChangeFiled{Change: c.ID, Product: c.Product, Vendor: c.Vendor})
		return nil
	})
}

// apply writes the change into the product.
func (e *edit) apply(ctx context.Context) (Product, error) {
	claims, err := e.s.takeNumbers(ctx, e.tree, &e.old, &e.next)
	if err != nil {
		return Product{}, err
	}
	now := e.s.now()
	p, err := e.s.products.modify(ctx, e.old.ID, func(p *Product) error {
		if p.Version != e.old.Version {
			return markthalle.ErrRevision
		}
		p.take(&e.next, e.fields)
		p.countVariants()
		state := p.judged(e.findings, market(e.actor) && e.old.Published(), e.vendor.Trusted, e.s.config.ReviewNew)
		if !p.Published() && state == Pending {
			p.SubmittedAt = now
		}
		if p.State != Withdrawn {
			if err := p.to(state); err != nil {
				return err
			}
		}
		if p.Published() && p.PublishedAt.IsZero() {
			p.PublishedAt = now
		}
		p.changed()
		p.auditDiff(e.actor, "catalog.product_update", e.diff)
		return nil
	})
	if err != nil {
		return Product{}, err
	}
	return p, e.s.settleNumbers(ctx, e.tree, &e.old, &p, claims)
}

// countVariants keeps the counter of variant numbers ahead of the ones in use.
func (p *Product) countVariants() {
	for _, v := range p.Variants {
		p.NextVariant = max(p.NextVariant, variantNumber(v.ID))
	}
}

// maxAuditedFields bounds how many fields one audit entry names.
const maxAuditedFields = 12

// auditDiff emits the audit entry of a changed content.
func (p *Product) auditDiff(actor markthalle.Actor, action string, diff []Difference) {
	list := make([]difference, 0, min(len(diff), maxAuditedFields))
	for _, d := range diff[:min(len(diff), maxAuditedFields)] {
		list = append(list, difference{d.Field, d.Before, d.After})
	}
	p.audit(actor, action, "", list...)
}

// takeNumbers claims the trade item numbers that next has and old has not.
func (s *Service) takeNumbers(ctx context.Context, tree Tree, old *Product, next *Content) ([]string, error) {
	candidate := *old
	candidate.Content = *next
	var out []string
	for _, g := range candidate.numbersOf() {
		key := gtinClaim(tree, &candidate, g)
		err := s.db.Claim(ctx, key, old.ID)
		switch {
		case err == nil:
			out = append(out, key)
		case !errors.Is(err, store.ErrClaimed):
			return nil, err
		}
	}
	return out, nil
}

// settleNumbers makes the claims of the new numbers lasting and gives up the old ones.
func (s *Service) settleNumbers(ctx context.Context, tree Tree, old, now *Product, claims []string) error {
	for _, key := range claims {
		if err := s.db.Confirm(ctx, key, now.ID); err != nil {
			return err
		}
	}
	for _, g := range old.numbersOf() {
		if key := gtinClaim(tree, old, g); !slices.Contains(claims, key) {
			if err := s.db.Unclaim(ctx, key, now.ID); err != nil && !errors.Is(err, markthalle.ErrNotFound) && !errors.Is(err, store.ErrClaimed) {
				return err
			}
		}
	}
	return nil
}
