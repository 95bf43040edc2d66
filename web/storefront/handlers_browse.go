package storefront

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// found is the answer to a wish, or what stands in for it while search is down.
type found struct {
	shelf  Shelf
	answer search.Answer
}

// shelf answers a wish. A text finds nothing while search is down; a category is then
// listed from the store in plain order (SEA-11).
func (h *handlers) shelf(c *edge.Ctx, tree catalog.Tree, w wish) (found, error) {
	q, fault := w.query(tree, c.Locale, h.Market.Currency)
	q.Facets = append(q.Facets, priceFacet(h.Market.Currency))
	q.Uncounted = c.Robot()
	a, err := c.Search.Search(c.Context, q)
	if markthalle.KindOf(err) == markthalle.Unavailable && err != nil && w.text == "" && w.category != "" {
		c.Log.Warn("search does not answer, listing from the store", "request_id", c.RequestID, "error", err.Error())
		return h.plainShelf(c, w)
	}
	if err != nil {
		return found{}, err
	}
	if w.exact && a.CorrectedQuery != "" {
		a.Result = search.Result{Facets: a.Facets} // nothing is spelt like that
	}
	list, err := h.goods(c, a.Items)
	if err != nil {
		return found{}, err
	}
	w.follow(list)
	money := sign(h.Market.Currency)
	facets := showFacets(c, tree, w, a.Facets)
	s := Shelf{
		Goods: list, Pager: showPages(w, len(list), a.Total), Action: w.path, ClearURL: w.bare().address(), Keep: w.keep(),
		Facets: facets, Chosen: showChips(c, w, facets, money), Price: showPrices(w, a.Facets, h.Market.Currency, money, fault),
		Tree: showTree(c, tree, w.category, a.Facets),
	}
	for i, key := range sorts() {
		x := Sort{Key: key, URL: w.sorted(key).address(), Current: key == w.sort || w.sort == "" && i == 0}
		if i == 0 && w.text == "" {
			x.Key = "market" // nothing is searched for, so nothing matches better
		}
		s.Sorts = append(s.Sorts, x)
	}
	c.Part("shelf", FragmentShelf)
	if fault != "" {
		c.Status(422)
	}
	c.Frame.NoIndex = len(w.picks) > 0 || w.min+w.max != "" || w.text != ""
	return found{s, a}, nil
}

// plainShelf lists a category from the store: newest first, without filters.
func (h *handlers) plainShelf(c *edge.Ctx, w wish) (found, error) {
	page, err := c.Catalog.InCategory(c.Context, w.category, c.Page(shelfSize))
	if err != nil {
		return found{}, err
	}
	list, err := h.plainGoods(c, page.Items)
	if err != nil {
		return found{}, err
	}
	s := Shelf{Goods: list, Action: w.path, ClearURL: w.path, Pager: kernel.Pager{From: 1, To: int64(len(list))}}
	if page.Next != "" {
		s.Pager.Next = w.path + "?" + query("cursor", page.Next)
	}
	c.Flash("warn", "shelf.plain")
	c.Frame.NoIndex = true
	return found{shelf: s}, nil
}

func (h *handlers) category(c *edge.Ctx) error {
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	x, ok := tree.BySlug(c.Param("slug"))
	if !ok || x.Forbidden {
		return markthalle.ErrNotFound
	}
	w := readWish(c, tree)
	w.category = x.CategoryID()
	f, err := h.shelf(c, tree, w)
	if err != nil {
		return err
	}
	path := tree.Path(x.CategoryID())
	view := Category{Name: x.Name.In(c.Locale), Slug: x.Slug, Shelf: f.shelf}
	for i, p := range path {
		link := Link{Label: p.Name.In(c.Locale), URL: "/c/" + p.Slug}
		if i == len(path)-1 {
			link.URL = "" // here
		}
		view.Crumbs = append(view.Crumbs, link)
	}
	view.Aisle = aisle(tree, path[0])
	c.Frame.Section, c.Frame.Canonical = path[0].Slug, h.canonical("/c/"+x.Slug)
	return c.Render(PageCategory, view)
}

// aisle is the number of a department.
func aisle(tree catalog.Tree, root catalog.Category) int {
	n := 0
	for _, x := range tree.Roots() {
		if !x.Forbidden {
			n++
		}
		if x.ID == root.ID {
			return n
		}
	}
	return 0
}

func (h *handlers) search(c *edge.Ctx) error {
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	w := readWish(c, tree)
	f, err := h.shelf(c, tree, w)
	if err != nil {
		return err
	}
	a := f.answer
	if to := h.leads(c, tree, w, a.Redirect); to != "" {
		return c.Redirect(to)
	}
	view := Search{Query: w.text, Shelf: f.shelf}
	if a.CorrectedQuery != "" {
		other := w
		other.exact, other.page = true, 1
		view.Corrected, view.ExactURL = a.CorrectedQuery, other.address()
	}
	for _, note := range a.Notes {
		switch {
		case note == search.NoteCut:
			view.Notes = append(view.Notes, c.Text("note.text_cut"))
		case note == search.NoteDropped && a.Total > 0:
			view.Notes = append(view.Notes, c.Text("note.words_dropped", "Words", strings.Join(a.Dropped, ", ")))
		case note == search.NoteBanned:
			view.Notes = append(view.Notes, c.Text("note.text_banned"))
		}
	}
	if a.Help != nil {
		for _, s := range a.Help.Categories {
			if x, ok := tree.Get(markthalle.CategoryID(s.ID)); ok && !x.Forbidden {
				view.Departments = append(view.Departments, Link{Label: x.Name.In(c.Locale), URL: "/c/" + x.Slug})
			}
		}
		if view.Popular, err = h.goods(c, a.Help.Popular); err != nil {
			return err
		}
	}
	c.Frame.Query = w.text
	return c.Render(PageSearch, view)
}

// suggestion is one completion as the script of the search field reads it.
type suggestion struct {
	Text  string `json:"text,omitempty"`
	Name  string `json:"name,omitempty"`
	Title string `json:"title,omitempty"`
	Slug  string `json:"slug,omitempty"`
}

// suggestions are what may be meant by what has been typed so far.
type suggestions struct {
	Queries    []suggestion `json:"queries"`
	Categories []suggestion `json:"categories"`
	Products   []suggestion `json:"products"`
	Vendors    []suggestion `json:"vendors"`
}

func (h *handlers) suggest(c *edge.Ctx) error {
	s, err := c.Search.Suggest(c.Context, search.SuggestQuery{Text: c.Query("q"), Locale: c.Locale})
	if err != nil {
		return err
	}
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	var ids []markthalle.VendorID
	for _, x := range s.Vendors {
		ids = append(ids, markthalle.VendorID(x.ID))
	}
	sellers, err := h.sellers(c, ids)
	if err != nil {
		return err
	}
	out := suggestions{Queries: []suggestion{}, Categories: []suggestion{}, Products: []suggestion{}, Vendors: []suggestion{}}
	for _, x := range s.Queries {
		out.Queries = append(out.Queries, suggestion{Text: x.Label})
	}
	for _, x := range s.Categories {
		if k, ok := tree.Get(markthalle.CategoryID(x.ID)); ok && !k.Forbidden {
			out.Categories = append(out.Categories, suggestion{Name: k.Name.In(c.Locale), Slug: k.Slug})
		}
	}
	for _, x := range s.Products {
		out.Products = append(out.Products, suggestion{Title: x.Label, Slug: x.Slug})
	}
	for _, id := range ids {
		if v, ok := sellers[id]; ok {
			out.Vendors = append(out.Vendors, suggestion{Name: v.ShopName, Slug: v.Slug})
		}
	}
	c.Fiber.Set(fiber.HeaderCacheControl, "private, max-age=30")
	return c.JSON(out)
}

func (h *handlers) vendors(c *edge.Ctx) error {
	page, err := c.Vendors.Shops(c.Context, c.Page(shelfSize))
	if err != nil {
		return err
	}
	total, err := c.Vendors.Count(c.Context, vendors.Active)
	if err != nil {
		return err
	}
	view := Vendors{Pager: kernel.Pager{Total: total}}
	for _, v := range page.Items {
		view.Makers = append(view.Makers, makerOf(v, c.Locale))
	}
	if page.Next != "" {
		view.Pager.Next = "/vendors?" + query("cursor", page.Next)
	}
	if c.Query("cursor") == "" {
		view.Pager.From, view.Pager.To = 1, int64(len(page.Items))
	}
	c.Frame.Canonical = h.canonical("/vendors")
	return c.Render(PageVendors, view)
}

func makerOf(v vendors.Vendor, l markthalle.Locale) Maker {
	return Maker{Name: v.ShopName, URL: "/v/" + v.Slug, Town: v.Address.City, Quote: firstSentence(v.Story.In(l)), Face: faceOf(v)}
}

// faceOf is the picture of a shop; the zero image when it has none.
func faceOf(v vendors.Vendor) Image {
	if v.Logo == "" {
		return Image{}
	}
	return Image{URL: v.Logo, Width: 240, Height: 300}
}

// firstSentence is the beginning of a story, up to its first full stop.
func firstSentence(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.Index(s, ". "); i > 0 {
		return s[:i+1]
	}
	return s
}

func (h *handlers) vendor(c *edge.Ctx) error {
	v, err := c.Vendors.BySlug(c.Context, c.Param("slug"))
	if err != nil {
		return err
	}
	if v.State != vendors.Active {
		return markthalle.ErrNotFound
	}
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	w := readWish(c, tree)
	w.vendor = v.VendorID()
	f, err := h.shelf(c, tree, w)
	if err != nil {
		return err
	}
	view := VendorPage{Seller: sellerOf(c, v), Goods: f.shelf.Pager.Total, Shelf: f.shelf}
	if v.Holiday.At(c.Now()) {
		view.Holiday = v.Holiday.To
	}
	for _, p := range v.Policies {
		if text := p.Text.In(c.Locale); text != "" {
			view.Policies = append(view.Policies, Fact{Label: c.Code("policy", p.Kind), Value: text})
		}
	}
	c.Frame.Canonical = h.canonical("/v/" + v.Slug)
	return c.Render(PageVendor, view)
}

// quiet turns an engine that does not answer into nothing to show: the rest of a page is
// worth having.
func quiet(c *edge.Ctx, err error) error {
	if err != nil && markthalle.KindOf(err) == markthalle.Unavailable && !errors.Is(err, c.Context.Err()) {
		c.Log.Warn("part of a page left out", "request_id", c.RequestID, "error", err.Error())
		return nil
	}
	return err
}
