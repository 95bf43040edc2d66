package storefront

import (
	"net/url"
	"strconv"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/web/edge"
)

// follow makes the links of a text's results carry the text and the position, so that
// the product's page can count the click. Nothing else depends on them.
func (w wish) follow(list []Good) {
	if w.text == "" {
		return
	}
	for i := range list {
		at := strconv.Itoa((w.page-1)*shelfSize + i + 1)
		list[i].URL += "?" + url.Values{"q": {w.text}, "at": {at}}.Encode()
	}
}

// clicked counts that a product was opened out of the results of a text. A page that was
// asked for is never refused because of it.
func (h *handlers) clicked(c *edge.Ctx, p markthalle.ProductID) {
	text := c.Query("q")
	if text == "" || c.Robot() {
		return
	}
	position, err := strconv.Atoi(c.Query("at"))
	if err != nil {
		position = 0
	}
	if err := c.Tuning.Clicked(c.Context, tuning.Click{
		Locale: c.Locale, Text: text, Product: p, Position: position, Visitor: c.Visitor(),
	}); err != nil {
		c.Log.Warn("click not counted", "request_id", c.RequestID, "error", err.Error())
	}
}

// leads is where the operator leads a text, "" for nowhere. Filters, later pages and the
// wish for exactly this spelling stay with the results.
func (h *handlers) leads(c *edge.Ctx, tree catalog.Tree, w wish, to *search.Redirect) string {
	if to == nil || w.exact || w.page > 1 || len(w.picks) > 0 || w.min+w.max+w.sort != "" {
		return ""
	}
	switch to.Kind {
	case search.ToCategory:
		if x, ok := tree.Get(markthalle.CategoryID(to.Value)); ok && !x.Forbidden {
			return "/c/" + x.Slug
		}
		return ""
	case search.ToProduct:
		if p, err := c.Catalog.Product(c.Context, markthalle.ProductID(to.Value)); err == nil && p.Published() {
			return "/p/" + p.Slug
		}
		return ""
	}
	return to.Value
}
