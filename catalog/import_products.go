package catalog

import (
	"context"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/quality"
)

// productKey is what groups rows to one product: the column product, else the SKU.
func (r row) productKey() string {
	if k := r.get("product"); k != "" {
		return k
	}
	return r.get("sku")
}

// sameProduct keeps the rows of one product on one page.
func sameProduct(kind ImportKind) func(last, next row) bool {
	return func(last, next row) bool {
		return kind == ImportProducts && last.productKey() != "" && last.productKey() == next.productKey()
	}
}

// group is the neighbouring rows of one product.
type group struct {
	rows  []int // into page.rows
	key   string
	input ProductInput
}

// products works off rows of products: neighbours with the same product key are the
// variants of one product.
func (p *page) products(ctx context.Context) error {
	tree, err := p.s.freshTree(ctx)
	if err != nil {
		return err
	}
	groups := p.groups(tree)
	var in []ProductInput
	var of []*group
	for _, g := range groups {
		if p.good(g) {
			in, of = append(in, g.input), append(of, g)
		}
	}
	if len(in) == 0 {
		return nil
	}
	b, err := p.s.newBatch(ctx, p.actor, p.imp.Vendor, in, true)
	if err != nil {
		return err
	}
	if err := b.match(ctx); err != nil {
		return err
	}
	b.judge()
	for i, g := range of {
		if err := p.judged(ctx, g, &b.out[i]); err != nil {
			return err
		}
	}
	if !p.write {
		return nil
	}
	if err := b.claim(ctx); err != nil {
		return err
	}
	b.insert(ctx)
	for i, g := range of {
		if b.out[i].Err != nil && p.good(g) {
			if err := p.failGroup(g, b.out[i].Err); err != nil {
				return err
			}
		}
	}
	return b.confirm(ctx)
}

// groups reads the rows as products.
func (p *page) groups(tree Tree) []*group {
	var out []*group
	for i, r := range p.rows {
		key := r.productKey()
		if r.fault != nil {
			continue
		}
		if key == "" {
			p.fail(i, RowFault{Column: "sku", Code: "required", Message: "A row needs an SKU.", Wanted: "your own key of the product"})
			continue
		}
		if n := len(out); n > 0 && out[n-1].key == key {
			out[n-1].rows = append(out[n-1].rows, i)
			out[n-1].input.Variants = append(out[n-1].input.Variants, p.variant(i))
			continue
		}
		out = append(out, &group{rows: []int{i}, key: key, input: p.product(i, tree)})
	}
	for _, g := range out {
		// A product with a number is found by it, whoever brought it; one without by its key.
		if len(g.numbers()) == 0 {
			g.input.ID = ProductIDFor(p.imp.Vendor, g.key)
		}
	}
	return out
}

func (g *group) numbers() []string {
	c := Content{GTIN: g.input.GTIN}
	for _, v := range g.input.Variants {
		c.Variants = append(c.Variants, Variant{GTIN: v.GTIN})
	}
	return c.numbersOf()
}

func (p *page) good(g *group) bool {
	for _, i := range g.rows {
		if len(p.out[i].faults) > 0 {
			return false
		}
	}
	return true
}

// product reads the row that begins a product.
func (p *page) product(i int, tree Tree) ProductInput {
	r := p.rows[i]
	in := ProductInput{Brand: r.get("brand"), Title: r.texts("title", p.s.config.Locale), Description: r.texts("description", p.s.config.Locale)}
	if c := r.get("category"); c != "" {
		in.Category = markthalle.CategoryID(c)
		if found, ok := tree.BySlug(c); ok {
			in.Category = found.CategoryID()
		}
	}
	for _, key := range r.columns("attr.") {
		in.Attributes = append(in.Attributes, AttributeInput{Key: key, Values: split(r.get("attr." + key))})
	}
	for _, m := range split(r.get("media")) {
		in.Media = append(in.Media, markthalle.MediaID(m))
	}
	in.Safety = Safety{
		Manufacturer: r.party("manufacturer"), ProductID: r.get("model_number"), Warnings: r.texts("warnings", p.s.config.Locale),
	}
	if who := r.party("responsible_person"); who != (Party{}) {
		in.Safety.ResponsiblePerson = &who
	}
	in.Variants = []VariantInput{p.variant(i)}
	return in
}

func (r row) party(prefix string) Party {
	return Party{Name: r.get(prefix + ".name"), Address: r.get(prefix + ".address"), Contact: r.get(prefix + ".contact"), Country: r.get(prefix + ".country")}
}

func (p *page) variant(i int) VariantInput {
	r := p.rows[i]
	v := VariantInput{SKU: r.get("sku"), GTIN: r.get("gtin")}
	if how := quality.Spoilt(v.GTIN); v.GTIN != "" && how != "" {
		p.fail(i, RowFault{Column: "gtin", Code: "catalog.import_spoilt", Found: v.GTIN, Message: "A spreadsheet has changed this number: " + how + ".", Wanted: "the number as text, with all its digits"})
	}
	for _, key := range r.columns("option.") {
		v.Options = append(v.Options, Option{Key: key, Value: r.get("option." + key)})
	}
	return v
}

// texts reads a translated column: "title" in the market's language, "title.de" in
// German.
func (r row) texts(column string, l markthalle.Locale) markthalle.Texts {
	var out markthalle.Texts
	if v := r.get(column); v != "" {
		out = append(out, markthalle.Text{Locale: l, Value: v})
	}
	for _, loc := range r.columns(column + ".") {
		if markthalle.Locale(loc) != l || len(out) == 0 {
			out = append(out, markthalle.Text{Locale: markthalle.Locale(loc), Value: r.get(column + "." + loc)})
		}
	}
	return out
}

func split(s string) []string {
	var out []string
	for _, part := range strings.Split(s, "|") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// judged decides what becomes of a product: refused for its faults and blocking
// findings, created, or changed if it is there and the vendor's own.
func (p *page) judged(ctx context.Context, g *group, c *CreatedProduct) error {
	if c.Err != nil {
		return p.failGroup(g, c.Err)
	}
	if !c.Existed && !c.Matched {
		if err := blocked(c.Findings); err != nil {
			c.Err = err // neither claimed nor inserted
			return p.failGroup(g, err)
		}
		p.mark(g, created)
		return nil
	}
	if c.Product.Owner != p.imp.Vendor {
		p.mark(g, unchanged) // somebody else's record; offers join it
		return nil
	}
	return p.change(ctx, g, &c.Product)
}

// change brings an existing product in line with its rows; columns that the file does
// not have stay as they are.
func (p *page) change(ctx context.Context, g *group, old *Product) error {
	patch := p.patch(g)
	e := edit{s: p.s, actor: p.actor, old: *old}
	if err := e.prepare(ctx, patch); err != nil {
		return p.failGroup(g, err)
	}
	if err := blocked(e.findings); err != nil {
		return p.failGroup(g, err)
	}
	if len(e.fields) == 0 {
		p.mark(g, unchanged)
		return nil
	}
	if p.write {
		if _, err := p.s.UpdateProduct(ctx, p.actor, old.ProductID(), patch, nil); err != nil {
			return p.failGroup(g, err)
		}
	}
	p.mark(g, updated)
	return nil
}

func (p *page) patch(g *group) ProductPatch {
	r, in := p.rows[g.rows[0]], &g.input
	var out ProductPatch
	if r.has("category") {
		out.Category = &in.Category
	}
	if r.has("title") {
		out.Title = &in.Title
	}
	if r.has("description") {
		out.Description = &in.Description
	}
	if r.has("brand") {
		out.Brand = &in.Brand
	}
	if r.has("attr") {
		out.Attributes = &in.Attributes
	}
	if r.has("media") {
		out.Media = &in.Media
	}
	if r.has("manufacturer") || r.has("responsible_person") || r.has("warnings") || r.has("model_number") {
		out.Safety = &in.Safety
	}
	if r.has("gtin") || r.has("option") || len(g.rows) > 1 {
		out.Variants = &in.Variants
	}
	return out
}

// has reports whether the file has a column of this name or below it.
func (r row) has(column string) bool {
	for name := range r.values {
		if name == column || strings.HasPrefix(name, column+".") {
			return true
		}
	}
	return false
}

func (p *page) mark(g *group, e effect) {
	for _, i := range g.rows {
		p.out[i].effect = e
	}
}

// failGroup refuses all rows of a product; faults of a variant are noted at its row, the
// others at the first.
func (p *page) failGroup(g *group, err error) error {
	var index int
	var rest string
	fields := fieldsOf(err)
	if len(fields) == 0 {
		if err := p.failAll(g.rows[0], err); err != nil {
			return err
		}
	}
	for _, f := range fields {
		at := g.rows[0]
		if n, ok := strings.CutPrefix(f.Pointer, "/variants/"); ok {
			if index, rest, ok = cutIndex(n); ok && index < len(g.rows) {
				at = g.rows[index]
				f.Pointer = "/variants/0/" + rest
			}
		}
		p.fail(at, RowFault{Column: columnOf(f.Pointer), Code: f.Code, Found: f.Found, Wanted: f.Wanted, Message: f.Message})
	}
	p.mark(g, refused)
	return nil
}
