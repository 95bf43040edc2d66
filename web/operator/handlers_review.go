package operator

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const (
	reviewRows   = 20
	lastProducts = 20             // of a vendor, whose outcome a reviewer is told
	reviewTarget = 24 * time.Hour // within which a listing is decided, as the work list says
)

// reviewReasons are the codes that a decision about a listing may carry.
var reviewReasons = []string{"claim_unproven", "other_variant", "wrong_image", "wrong_category", "prohibited", "duplicate", "safety_missing", "other"}

// isChange reports whether an id is that of a proposal for a live product.
func isChange(id string) bool { return strings.HasPrefix(id, "chg_") }

// reviewItem is one thing to decide.
type reviewItem struct {
	id, title string
	vendor    markthalle.VendorID
	at        time.Time
}

// reviewQueue reads what waits, what waits longest first: new products and changes, or
// changes only, and how much there is in all.
func reviewQueue(c *edge.Ctx, a markthalle.Actor, changesOnly bool) ([]reviewItem, int64, error) {
	var out []reviewItem
	n, err := c.Catalog.CountChanges(c.Context)
	if err != nil {
		return nil, 0, err
	}
	changes, err := c.Catalog.Changes(c.Context, a, markthalle.PageQuery{Limit: reviewRows})
	if err != nil {
		return nil, 0, err
	}
	for _, x := range changes.Items {
		out = append(out, reviewItem{x.ID, x.Proposed.Title.In(c.Locale), x.Vendor, x.FiledAt})
	}
	if !changesOnly {
		more, err := c.Catalog.CountProducts(c.Context, catalog.Pending)
		if err != nil {
			return nil, 0, err
		}
		n += more
		products, err := c.Catalog.ReviewQueue(c.Context, a, catalog.Pending, markthalle.PageQuery{Limit: reviewRows})
		if err != nil {
			return nil, 0, err
		}
		for _, p := range products.Items {
			out = append(out, reviewItem{p.ID, p.Title.In(c.Locale), p.Owner, p.SubmittedAt})
		}
	}
	slices.SortStableFunc(out, func(x, y reviewItem) int { return x.at.Compare(y.at) })
	return out[:min(len(out), reviewRows)], n, nil
}

func showReview(c *edge.Ctx, a markthalle.Actor) error { return reviewPage(c, a, nil, nil) }

// reviewPage shows what is to be decided, the oldest when nothing is named.
func reviewPage(c *edge.Ctx, a markthalle.Actor, faults kernel.Faults, typed func(*Review)) error {
	w := wordsOf(c)
	items, n, err := reviewQueue(c, a, c.Query("kind") == "changes")
	if err != nil {
		return err
	}
	id := c.Param("id")
	if id == "" && len(items) > 0 {
		id = items[0].id
	}
	view := Review{More: n - int64(len(items)), Faults: faults}
	view.Reasons = options(reviewReasons, func(r string) string { return w.tk("review_reason", r) })
	for _, x := range items {
		view.Queue = append(view.Queue, ReviewItem{
			Title: x.title, Vendor: shopName(c, x.vendor), Age: max(0, w.now.Sub(x.at)), URL: "/operator/products/" + x.id, Current: x.id == id,
		})
		if x.id != id && view.NextLabel == "" {
			view.NextLabel = x.title
		}
	}
	switch {
	case id == "":
	case isChange(id):
		err = view.addChange(c, a, w, id)
	default:
		err = view.addProduct(c, w, markthalle.ProductID(id))
	}
	if err != nil {
		return err
	}
	if typed != nil {
		typed(&view)
	}
	return c.Render(PageReview, view)
}

func (r *Review) addProduct(c *edge.Ctx, w words, id markthalle.ProductID) error {
	p, err := c.Catalog.Product(c.Context, id)
	if err != nil {
		return err
	}
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	r.ID, r.Title, r.Path, r.GTIN, r.FiledAt = p.ID, p.Title.In(w.locale), w.path(tree, p.Category), p.GTIN, p.SubmittedAt
	r.Fields = w.contentFields(p.Content, tree, p.Findings)
	if p.Published() {
		r.ViewURL = "/p/" + p.Slug
	}
	return r.addVendor(c, p.Owner)
}

func (r *Review) addChange(c *edge.Ctx, a markthalle.Actor, w words, id string) error {
	x, err := c.Catalog.Change(c.Context, a, id)
	if err != nil {
		return err
	}
	p, err := c.Catalog.Product(c.Context, x.Product)
	if err != nil {
		return err
	}
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	r.ID, r.IsChange, r.Title, r.FiledAt = x.ID, true, x.Proposed.Title.In(w.locale), x.FiledAt
	r.Path, r.GTIN, r.ViewURL = w.path(tree, p.Category), p.GTIN, "/p/"+p.Slug
	r.Fields, r.Unchanged = w.differences(x, p)
	return r.addVendor(c, x.Vendor)
}

// addVendor tells who is behind it.
func (r *Review) addVendor(c *edge.Ctx, id markthalle.VendorID) error {
	r.Target = r.FiledAt.Add(reviewTarget)
	if id == "" {
		r.Vendor = VendorFacts{Name: c.Market.Name, URL: "/operator/vendors"}
		return nil
	}
	v, err := c.Vendors.Get(c.Context, id)
	if err != nil {
		return err
	}
	r.Vendor = VendorFacts{Name: v.ShopName, URL: "/operator/vendors/" + v.ID, Town: v.Address.City, MemberFrom: v.CreatedAt, Language: string(v.Locale)}
	a, err := c.Actor(markthalle.Operator)
	if err != nil {
		return err
	}
	if v.Trusted {
		r.Vendor.Automatic = c.Text("review.trusted")
	}
	recent, err := readAll(searchLimit, func(q markthalle.PageQuery) (markthalle.Page[catalog.Product], error) {
		return c.Catalog.VendorProducts(c.Context, a, id, q)
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(recent, func(x, y catalog.Product) int { return y.UpdatedAt.Compare(x.UpdatedAt) })
	for _, p := range recent[:min(len(recent), lastProducts)] {
		switch p.State {
		case catalog.Published:
			r.Vendor.Approved++
		case catalog.Rejected, catalog.ChangesRequested:
			r.Vendor.SentBack++
		case catalog.Pending, catalog.InvalidData, catalog.Withdrawn:
		}
	}
	if a.Can(markthalle.OffersRead) {
		r.Vendor.Offers, err = liveOffers(c, a, id)
	}
	return err
}

func (w words) path(tree catalog.Tree, id markthalle.CategoryID) string {
	return strings.Join(mapped(tree.Path(id), func(x catalog.Category) string { return x.Name.In(w.locale) }), " › ")
}

// partOf is the part of a product that a JSON Pointer means: "title", "media".
func partOf(pointer string) string {
	part, _, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	return part
}

// contentFields lists what a product says, each part with its findings.
func (w words) contentFields(x catalog.Content, tree catalog.Tree, findings []quality.Finding) []FieldDiff {
	fields := []struct {
		part  string
		value string
	}{
		{"title", x.Title.In(w.locale)},
		{"description", quality.Plain(x.Description.In(w.locale))},
		{"category_id", w.path(tree, x.Category)},
		{"brand", x.Brand},
		{"gtin", x.GTIN},
		{"attributes", w.attributes(x, tree)},
		{"variants", w.variants(x, tree)},
		{"media", ""},
		{"safety", strings.Join(slices.DeleteFunc([]string{x.Safety.Manufacturer.Name, x.Safety.Manufacturer.Address, x.Safety.Manufacturer.Contact},
			func(s string) bool { return s == "" }), ", ")},
	}
	var out []FieldDiff
	for _, f := range fields {
		d := FieldDiff{Label: w.tk("product_part", f.part), After: f.value, Findings: w.findings(findings, f.part)}
		if f.part == "media" {
			d.Images = pictures(x.Media, x.Title.In(w.locale))
		}
		if d.After != "" || len(d.Images) > 0 || len(d.Findings) > 0 {
			out = append(out, d)
		}
	}
	return out
}

func (w words) attributes(x catalog.Content, tree catalog.Tree) string {
	return strings.Join(mapped(x.Attributes, func(v catalog.AttributeValue) string {
		name, value := v.Key, v.String()
		if a, ok := tree.Attribute(x.Category, v.Key); ok {
			name = a.Name.In(w.locale)
			if len(v.Values) > 0 {
				value = strings.Join(mapped(v.Values, func(s string) string { return a.Label(s, w.locale) }), ", ")
			}
			value = strings.TrimSpace(value + " " + cmp.Or(v.Unit, a.Unit))
		}
		return name + ": " + value
	}), "; ")
}

func (w words) variants(x catalog.Content, tree catalog.Tree) string {
	return strings.Join(mapped(x.Variants, func(v catalog.Variant) string {
		parts := []string{v.SKU}
		for _, o := range v.Options {
			value := o.Value
			if a, ok := tree.Attribute(x.Category, o.Key); ok {
				value = a.Label(o.Value, w.locale)
			}
			parts = append(parts, value)
		}
		return strings.Trim(strings.Join(parts, " "), " ")
	}), "; ")
}

func pictures(list []catalog.Picture, alt string) []Picture {
	return mapped(list, func(p catalog.Picture) Picture {
		return Picture{URL: p.URL(), Alt: alt, Width: p.Width, Height: p.Height}
	})
}

// findings are those about one part of a product.
func (w words) findings(list []quality.Finding, part string) []Finding {
	var out []Finding
	for _, f := range list {
		if partOf(f.Field) == part {
			out = append(out, Finding{
				Code: f.Code, Severity: string(f.Severity), Field: f.Field, Text: f.Message(w.locale), Found: f.Found, Wanted: f.Wanted,
			})
		}
	}
	return out
}

// contentParts are all parts of a product, in the order in which they are shown.
var contentParts = []string{"title", "description", "category_id", "brand", "gtin", "attributes", "variants", "media", "safety", "evidence"}

// differences lists the fields of a proposal before and after, and the parts that stay.
func (w words) differences(x catalog.Change, p catalog.Product) (fields []FieldDiff, unchanged []string) {
	said := map[string]bool{}
	for _, d := range x.Diff {
		part := partOf(d.Field)
		row := FieldDiff{Label: w.tk("product_part", part), Before: d.Before, After: d.After}
		if rest := strings.TrimPrefix(strings.TrimPrefix(d.Field, "/"), part); rest != "" {
			row.Label += " " + strings.Trim(rest, "/")
		}
		if part == "media" {
			row.Was, row.Images = pictures(p.Media, p.Title.In(w.locale)), pictures(x.Proposed.Media, x.Proposed.Title.In(w.locale))
		}
		if !said[part] {
			row.Findings = w.findings(x.Findings, part)
		}
		said[part] = true
		fields = append(fields, row)
	}
	for _, part := range contentParts {
		if !said[part] && !slices.Contains(x.Fields, part) {
			unchanged = append(unchanged, w.tk("product_part", part))
		}
	}
	return fields, unchanged
}

// decideProduct carries out a decision and goes on to what waits next.
func decideProduct(c *edge.Ctx, a markthalle.Actor) error {
	id := c.Param("id")
	v := catalog.Verdict{Note: c.Form("note"), Reasons: chosen(c, "reasons")}
	do := c.Form("do")
	if err := c.Once(func() error { return decide(c, a, id, do, v) }); err != nil {
		return c.Fail(err, func(faults kernel.Faults) error {
			return reviewPage(c, a, faults, func(r *Review) { r.Note, r.Chosen = v.Note, v.Reasons })
		})
	}
	c.Flash("good", map[string]string{"approve": FlashApproved, "request_changes": FlashAsked, "reject": FlashRejected}[do])
	return c.Redirect("/operator/products")
}

var errDecision = errors.New("no such decision")

func decide(c *edge.Ctx, a markthalle.Actor, id, do string, v catalog.Verdict) error {
	product := markthalle.ProductID(id)
	var err error
	switch {
	case do == "approve" && isChange(id):
		_, err = c.Catalog.ApproveChange(c.Context, a, id, v)
	case do == "approve":
		_, err = c.Catalog.ApproveProduct(c.Context, a, product, v)
	case (do == "reject" || do == "request_changes") && isChange(id):
		// A proposal that is refused leaves the live version as it is: the vendor may
		// file another one, which is what asking for changes means here.
		_, err = c.Catalog.RejectChange(c.Context, a, id, v)
	case do == "reject":
		_, err = c.Catalog.RejectProduct(c.Context, a, product, v)
	case do == "request_changes":
		_, err = c.Catalog.RequestProductChanges(c.Context, a, product, v)
	default:
		err = markthalle.ErrNotFound.With(errDecision)
	}
	return err
}
