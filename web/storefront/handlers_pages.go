package storefront

import (
	"bytes"
	"context"
	"encoding/xml"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/web/edge"
)

// legalPages are the texts that an operator writes, with the messages that name them.
var legalPages = map[string]string{
	"imprint": "foot.imprint", "privacy": "foot.privacy", "terms": "foot.terms", "accessibility": "foot.accessibility",
	"delivery": "foot.delivery", "returns": "foot.returns", "reviews": "foot.reviews",
}

// legal shows a text of the operator; one that is not written says so.
func (h *handlers) legal(c *edge.Ctx) error {
	slug := c.Param("slug")
	key, ok := legalPages[slug]
	if !ok {
		return markthalle.ErrNotFound
	}
	return c.Render(PageLegal, Legal{Slug: slug, Title: c.Text(key)})
}

// ranking says by what offers and lists are ordered (Regulation (EU) 2019/1150, Article
// 5). The weights are those in force.
func (h *handlers) ranking(c *edge.Ctx) error {
	w := c.Buybox.Config().Weights
	parameter := func(code string, weight int64) RankParameter {
		return RankParameter{Name: c.Code("rank", code), WeightBP: weight, Text: c.Code("rank_text", code)}
	}
	view := Ranking{Offers: []RankParameter{
		parameter("price", w.Price), parameter("delivery", w.Delivery), parameter("quality", w.Quality), parameter("stock", w.Stock),
	}}
	return c.Render(PageRanking, view)
}

// robots tells search engines what not to visit.
func (h *handlers) robots(f *fiber.Ctx) error {
	f.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	f.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	lines := []string{"User-agent: *"}
	for _, path := range []string{
		"/account", "/api/", "/cart", "/checkout", "/invitation", "/operator", "/orders", "/reset", "/sell", "/sign-in", "/sign-up", "/suggest", "/verify",
	} {
		lines = append(lines, "Disallow: "+path)
	}
	lines = append(lines, "", "Sitemap: "+h.Market.BaseURL()+"/sitemap.xml", "")
	return f.SendString(strings.Join(lines, "\n"))
}

// The bounds of one part of the sitemap, below the 50,000 addresses that the protocol
// allows: what is older is found through the category's own pages.
const (
	sitemapPages = 100
	sitemapLimit = 100
	sitemapTime  = 10 * time.Second
)

type sitemapIndex struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Parts   []sitemapLoc `xml:"sitemap"`
}

type sitemapURLs struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []sitemapLoc `xml:"url"`
}

type sitemapLoc struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// sitemap lists the parts of the sitemap: the pages, and one part for each category that
// holds goods.
func (h *handlers) sitemap(f *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(f.UserContext(), sitemapTime)
	defer cancel()
	tree, err := h.Catalog.Tree(ctx)
	if err != nil {
		return err
	}
	index := sitemapIndex{Parts: []sitemapLoc{{Loc: h.canonical("/sitemap/pages.xml")}}}
	for _, x := range tree.All() {
		if tree.Leaf(x.CategoryID()) && !x.Forbidden {
			index.Parts = append(index.Parts, sitemapLoc{Loc: h.canonical("/sitemap/" + x.Slug + ".xml")})
		}
	}
	return sendXML(f, index)
}

// sitemapPart lists the addresses of one part.
func (h *handlers) sitemapPart(f *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(f.UserContext(), sitemapTime)
	defer cancel()
	tree, err := h.Catalog.Tree(ctx)
	if err != nil {
		return err
	}
	slug, ok := strings.CutSuffix(f.Params("name"), ".xml")
	if !ok {
		return markthalle.ErrNotFound
	}
	var out sitemapURLs
	if slug == "pages" {
		for _, path := range []string{"/", "/vendors", "/ranking"} {
			out.URLs = append(out.URLs, sitemapLoc{Loc: h.canonical(path)})
		}
		for _, x := range tree.All() {
			if !x.Forbidden {
				out.URLs = append(out.URLs, sitemapLoc{Loc: h.canonical("/c/" + x.Slug)})
			}
		}
		return sendXML(f, out)
	}
	x, known := tree.BySlug(slug)
	if !known || x.Forbidden {
		return markthalle.ErrNotFound
	}
	if out.URLs, err = h.sitemapGoods(ctx, x); err != nil {
		return err
	}
	return sendXML(f, out)
}

func (h *handlers) sitemapGoods(ctx context.Context, x catalog.Category) ([]sitemapLoc, error) {
	var out []sitemapLoc
	q := markthalle.PageQuery{Limit: sitemapLimit}
	for range sitemapPages {
		page, err := h.Catalog.InCategory(ctx, x.CategoryID(), q)
		if err != nil {
			return nil, err
		}
		shown := h.shown(ctx, page.Items)
		for i := range page.Items {
			p := &page.Items[i]
			if !shown(p.ID) {
				continue
			}
			out = append(out, sitemapLoc{Loc: h.canonical("/p/" + p.Slug), LastMod: p.UpdatedAt.UTC().Format(time.DateOnly)})
		}
		if page.Next == "" {
			break
		}
		q.Cursor = page.Next
	}
	return out, nil
}

func sendXML(f *fiber.Ctx, v any) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(v); err != nil {
		return err
	}
	f.Set(fiber.HeaderContentType, "application/xml; charset=utf-8")
	f.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return f.Send(b.Bytes())
}

// shown tells which of a page of products somebody sells whom buyers may see. While
// search does not answer, all of them count as such.
func (h *handlers) shown(ctx context.Context, list []catalog.Product) func(id string) bool {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	if len(ids) == 0 {
		return func(string) bool { return false }
	}
	a, err := h.Search.Search(ctx, search.Query{
		Size: search.MaxSize, Sort: search.ByNewest, Uncounted: true,
		Filters: []search.Filter{{Field: search.FieldProduct, Op: search.In, Values: ids}},
	})
	if err != nil {
		return func(string) bool { return true }
	}
	found := make(map[string]bool, len(a.Items))
	for _, it := range a.Items {
		found[it.Product] = true
	}
	return func(id string) bool { return found[id] }
}
