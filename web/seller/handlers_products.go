package seller

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

const (
	goodsRows  = 24
	goodsLimit = 5000 // products or offers of one vendor that are listed
)

// asError is errors.As for the market's errors.
func asError(err error, into **markthalle.Error) bool { return errors.As(err, into) }

// ownProducts reads all products of a vendor, what was changed last first.
func ownProducts(c *edge.Ctx, a markthalle.Actor) ([]catalog.Product, error) {
	list, err := readAll(goodsLimit, func(q markthalle.PageQuery) (markthalle.Page[catalog.Product], error) {
		return c.Catalog.VendorProducts(c.Context, a, a.Vendor, q)
	})
	slices.SortStableFunc(list, func(x, y catalog.Product) int { return y.UpdatedAt.Compare(x.UpdatedAt) })
	return list, err
}

// ownOffers reads all offers of a vendor that are not ended.
func ownOffers(c *edge.Ctx, a markthalle.Actor) ([]catalog.Offer, error) {
	list, err := readAll(goodsLimit, func(q markthalle.PageQuery) (markthalle.Page[catalog.Offer], error) {
		return c.Catalog.VendorOffers(c.Context, a, a.Vendor, q)
	})
	return slices.DeleteFunc(list, func(o catalog.Offer) bool { return o.State == catalog.OfferDeleted }), err
}

// tabbed counts a list by tabs, keeps what the chosen tab shows, and returns the tabs.
func tabbed[T any](list []T, keys []string, chosen string, of func(T) string) ([]T, []Tab) {
	counts := map[string]int64{}
	for _, x := range list {
		counts[of(x)]++
	}
	if !slices.Contains(keys, chosen) {
		chosen = "all"
	}
	tabs := []Tab{{Key: "all", URL: "?", Count: int64(len(list)), Current: chosen == "all"}}
	for _, k := range keys {
		tabs = append(tabs, Tab{Key: k, URL: "?state=" + k, Count: counts[k], Current: k == chosen})
	}
	if chosen == "all" {
		return list, tabs
	}
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return of(x) != chosen }), tabs
}

// holds reports whether any of the texts holds what was searched for.
func holdsAny(query string, texts ...string) bool {
	query = strings.ToLower(query)
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(s), query) })
}

func productTexts(p catalog.Product) []string {
	out := []string{p.ID, p.GTIN, p.Brand}
	for _, t := range p.Title {
		out = append(out, t.Value)
	}
	for _, v := range p.Variants {
		out = append(out, v.SKU, v.GTIN)
	}
	return out
}

func showProducts(c *edge.Ctx, a markthalle.Actor) error {
	w := wordsOf(c)
	list, err := ownProducts(c, a)
	if err != nil {
		return err
	}
	view := Products{Query: c.Query("q")}
	if view.Query != "" {
		list = slices.DeleteFunc(list, func(p catalog.Product) bool { return !holdsAny(view.Query, productTexts(p)...) })
	}
	keys := mapped([]catalog.State{
		catalog.Published, catalog.Pending, catalog.InvalidData, catalog.ChangesRequested, catalog.Rejected, catalog.Withdrawn,
	}, func(s catalog.State) string { return string(s) })
	list, view.Tabs = tabbed(list, keys, c.Query("state"), func(p catalog.Product) string { return string(p.State) })
	list, view.Pager = slice(c, queryOf(c, "q", "state"), list, goodsRows)
	if view.Rows, err = productRows(c, a, w, list); err != nil {
		return err
	}
	return c.Render(PageProducts, view)
}

// productRows maps the products that are shown with the vendor's own offers of them.
func productRows(c *edge.Ctx, a markthalle.Actor, w words, list []catalog.Product) ([]ProductRow, error) {
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return nil, err
	}
	byProduct := map[markthalle.ProductID][]catalog.Offer{}
	var ids []markthalle.OfferID
	if a.Can(markthalle.OffersRead) && len(list) > 0 {
		offers, err := ownOffers(c, a)
		if err != nil {
			return nil, err
		}
		for _, o := range offers {
			if slices.ContainsFunc(list, func(p catalog.Product) bool { return p.ProductID() == o.Product }) {
				byProduct[o.Product] = append(byProduct[o.Product], o)
				ids = append(ids, o.OfferID())
			}
		}
	}
	stocks, err := c.Catalog.Stocks(c.Context, ids)
	if err != nil {
		return nil, err
	}
	var out []ProductRow
	for _, p := range list {
		own := byProduct[p.ProductID()]
		row := w.productRow(p, tree, c.Catalog.Score(tree, p, nil).Total, own, stocks)
		if p.Published() {
			if row.Wins, row.WinsWhy, err = first(c, a, w, own); err != nil {
				return nil, err
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// first says whether one of the vendor's offers is shown first, and if not, why. Without
// another offer to compare with it says nothing.
func first(c *edge.Ctx, a markthalle.Actor, w words, own []catalog.Offer) (wins, why string, err error) {
	for _, o := range own {
		if o.State != catalog.OfferActive {
			continue
		}
		x, err := c.Buybox.WhyNotMe(c.Context, a, o.OfferID(), "")
		switch {
		case errors.Is(err, markthalle.ErrNotFound):
			continue
		case err != nil:
			return "", "", err
		case x.Wins && x.Of > 1:
			return "yes", "", nil
		case !x.Wins && wins == "":
			wins, why = "no", w.whyNot(x)
		}
	}
	return wins, why, nil
}

func (w words) whyNot(x buybox.WhyNot) string {
	out := x.Reason.Sentence(w.locale)
	if x.WinningPrice != nil {
		out += " " + w.t("offers.winning_price", "Price", edge.Money(*x.WinningPrice))
	}
	return out
}

func showNewProduct(c *edge.Ctx, a markthalle.Actor) error {
	if err := a.RequireFor(markthalle.ProductsWrite, a.Vendor); err != nil {
		return err
	}
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	w := wordsOf(c)
	view := ProductForm{Category: c.Query("category")}
	view.Attributes, view.Axes = w.schema(tree.Schema(markthalle.CategoryID(view.Category)), nil)
	return c.Render(PageProduct, view.in(w, tree))
}

// showProduct shows a product to its owner. Another category in the query shows that
// one's fields with the values that they share.
func showProduct(c *edge.Ctx, a markthalle.Actor) error {
	p, err := c.Catalog.VendorProduct(c.Context, a, markthalle.ProductID(c.Param("id")))
	if err != nil {
		return err
	}
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	w := wordsOf(c)
	view := w.productForm(p, tree)
	if other := c.Query("category"); other != "" && other != view.Category {
		view.Category = other
		view.Attributes, view.Axes = w.schema(tree.Schema(markthalle.CategoryID(other)), w.given(p.Attributes))
		view = view.in(w, tree)
	}
	if err := addChange(c, a, w, &view); err != nil {
		return err
	}
	return c.Render(PageProduct, view)
}

// addChange adds the findings of a proposal that waits or was refused.
func addChange(c *edge.Ctx, a markthalle.Actor, w words, view *ProductForm) error {
	change, err := c.Catalog.Change(c.Context, a, catalog.ChangeIDFor(markthalle.ProductID(view.ID)))
	switch {
	case errors.Is(err, markthalle.ErrNotFound):
		return nil
	case err != nil:
		return err
	case change.State == catalog.ChangeOpen:
		view.State = sign("info", w.t("product.change_open"))
		view.Findings = w.findings(change.Findings)
	case change.State == catalog.ChangeRejected:
		view.State = sign("warn", w.t("product.change_rejected"))
	}
	return nil
}

// again shows the form of a product as it was filled in.
func (f ProductForm) again(c *edge.Ctx, given map[string][]string) error {
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	w := wordsOf(c)
	f.Attributes, f.Axes = w.schema(tree.Schema(markthalle.CategoryID(f.Category)), given)
	return c.Render(PageProduct, f.in(w, tree))
}

// uploads remembers which forms with files have made something. A browser that sends
// such a form twice wraps it differently, so that it is known by its token alone.
type uploads struct {
	mu   sync.Mutex
	sent map[string]time.Time
}

// uploadsKept is how long a form is remembered.
const uploadsKept = 10 * time.Minute

// first reports whether a form is sent for the first time.
func (u *uploads) first(token string, now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.sent == nil {
		u.sent = map[string]time.Time{}
	}
	for t, at := range u.sent {
		if now.Sub(at) > uploadsKept {
			delete(u.sent, t)
		}
	}
	if _, there := u.sent[token]; there {
		return false
	}
	u.sent[token] = now
	return true
}

// forget lets a form be sent again: it has made nothing.
func (u *uploads) forget(token string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.sent, token)
}

func (u *uploads) createProduct(c *edge.Ctx, a markthalle.Actor) error {
	view, given := typedProduct(c)
	var f formFaults
	media, shown, err := pictures(c, a, &f)
	if err != nil {
		return err
	}
	view.Pictures = shown
	if c.Form("do") == "add_variant" {
		view.Variants = append(view.Variants, VariantForm{No: len(view.Variants) + 1})
		return view.again(c, given)
	}
	token := c.Form(kernel.CSRFField)
	if !u.first(token, c.Wall.WallNow()) {
		return c.Redirect("/sell/products")
	}
	var made catalog.Product
	if err = f.err(); err == nil {
		made, err = view.create(c, a, given, media)
	}
	if err != nil {
		u.forget(token)
		return c.Fail(err, func(kernel.Faults) error {
			view.Faults = productFaults(err)
			return view.again(c, given)
		})
	}
	if made.Owner != a.Vendor { // the number is in the catalogue already
		c.Flash("warn", "flash.product_known")
		return c.Redirect("/sell/offers?product=" + made.ID)
	}
	c.Flash("good", FlashProductSaved)
	return c.Redirect("/sell/products/" + made.ID)
}

// create makes a product of what was typed.
func (f ProductForm) create(c *edge.Ctx, a markthalle.Actor, given map[string][]string, media []markthalle.MediaID) (catalog.Product, error) {
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return catalog.Product{}, err
	}
	category, l := markthalle.CategoryID(f.Category), c.Locale
	made, _, err := c.Catalog.CreateProduct(c.Context, a, a.Vendor, catalog.ProductInput{
		Category: category, Title: markthalle.T(l, f.Title), Description: markthalle.T(l, paragraphs(f.Description)), Brand: f.Brand, GTIN: f.GTIN,
		Attributes: attributeInputs(tree.Schema(category), given, nil, l), Variants: f.variantInputs(nil), Media: media,
		Safety: f.safety(catalog.Safety{}, l),
	})
	return made, err
}

func changeProduct(c *edge.Ctx, a markthalle.Actor) error {
	p, err := c.Catalog.VendorProduct(c.Context, a, markthalle.ProductID(c.Param("id")))
	if err != nil {
		return err
	}
	view, given := typedProduct(c)
	w := wordsOf(c)
	view.ID, view.Live, view.State, view.Findings = p.ID, p.Published(), w.productState(p.State), w.findings(p.Findings)
	var f formFaults
	media, shown, err := pictures(c, a, &f)
	if err != nil {
		return err
	}
	view.Pictures = shown
	if c.Form("do") == "add_variant" {
		view.Variants = append(view.Variants, VariantForm{No: len(view.Variants) + 1})
		return view.again(c, given)
	}
	err = f.err()
	var done catalog.UpdatedProduct
	if err == nil {
		done, err = view.save(c, a, p, given, media)
	}
	if err != nil {
		return c.Fail(err, func(kernel.Faults) error {
			view.Faults = productFaults(err)
			return view.again(c, given)
		})
	}
	if done.Change != nil {
		c.Flash("good", FlashChangeFiled)
	} else {
		c.Flash("good", FlashProductSaved)
	}
	return c.Redirect("/sell/products/" + p.ID)
}

// save changes a product to what was typed, over the version that was read.
func (f ProductForm) save(c *edge.Ctx, a markthalle.Actor, p catalog.Product, given map[string][]string, media []markthalle.MediaID) (catalog.UpdatedProduct, error) {
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return catalog.UpdatedProduct{}, err
	}
	category := markthalle.CategoryID(f.Category)
	title, safety := textsOver(p.Title, c.Locale, f.Title), f.safety(p.Safety, c.Locale)
	attributes, variants := attributeInputs(tree.Schema(category), given, p.Attributes, c.Locale), f.variantInputs(p.Variants)
	patch := catalog.ProductPatch{
		Category: &category, Title: &title, Brand: &f.Brand, GTIN: &f.GTIN, Attributes: &attributes, Variants: &variants, Media: &media, Safety: &safety,
	}
	// The form holds the description without markup: only another text replaces it.
	if f.Description != unmarked(p.Description.In(c.Locale)) {
		description := textsOver(p.Description, c.Locale, paragraphs(f.Description))
		patch.Description = &description
	}
	return c.Catalog.UpdateProduct(c.Context, a, p.ProductID(), patch, nil)
}
