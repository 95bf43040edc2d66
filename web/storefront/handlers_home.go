package storefront

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
)

// newAtMost is how long ago something may have come in for its day to be told.
const newAtMost = 90 * day

// recently is how far back the front page looks for new goods: longer where little is
// added.
var recently = []time.Duration{7 * day, 30 * day, 90 * day, 365 * day, 3 * 365 * day}

const day = 24 * time.Hour

// How much of each the front page shows.
const (
	homeNew    = 5
	homeMakers = 3
	homeOften  = 4
	homeSold   = 6
)

// home is the front page. What search would say is left out while it is down.
func (h *handlers) home(c *edge.Ctx) error {
	tree, err := c.Catalog.Tree(c.Context)
	if err != nil {
		return err
	}
	view := Home{Place: "", NewURL: "/search?sort=newest"}
	if err := quiet(c, h.departments(c, tree, &view)); err != nil {
		return err
	}
	if err := quiet(c, h.fresh(c, &view)); err != nil {
		return err
	}
	if err := h.popular(c, &view); err != nil {
		return err
	}
	shops, err := c.Vendors.Shops(c.Context, markthalle.PageQuery{Limit: shelfSize})
	if err != nil {
		return err
	}
	for _, v := range shops.Items {
		if len(view.Makers) < homeMakers && len(v.Story) > 0 {
			view.Makers = append(view.Makers, makerOf(v, c.Locale))
		}
	}
	count, err := c.Vendors.Count(c.Context, vendors.Active)
	if err != nil {
		return err
	}
	view.Vendors = int(count)
	c.Frame.Canonical = h.canonical("/")
	return c.Render(PageHome, view)
}

// departments fills the arcade: every department with how many goods it has.
func (h *handlers) departments(c *edge.Ctx, tree catalog.Tree, view *Home) error {
	for _, x := range tree.Roots() {
		if x.Forbidden {
			continue
		}
		view.Aisles++
		d := HomeDepartment{Name: x.Name.In(c.Locale), URL: "/c/" + x.Slug, Aisle: view.Aisles, Image: shown(c, x.Picture)}
		view.Departments = append(view.Departments, d)
	}
	a, err := c.Search.Search(c.Context, search.Query{
		Locale: c.Locale, Size: 0, Facets: []search.Facet{{Field: search.FieldCategory, Kind: search.Tree, Size: search.MaxFacetSize}},
	})
	if err != nil {
		return err
	}
	counts := map[string]int64{}
	for _, f := range a.Facets {
		for _, v := range f.Values {
			counts[v.Value] = int64(v.Count)
		}
	}
	n := 0
	for _, x := range tree.Roots() {
		if x.Forbidden {
			continue
		}
		d := &view.Departments[n]
		n++
		d.Count = counts[x.ID]
		if x.Picture != "" || d.Count == 0 {
			continue
		}
		// A department without a picture of its own shows the first of its goods.
		one, err := c.Search.Search(c.Context, search.Query{
			Locale: c.Locale, Size: 1, Filters: []search.Filter{{Field: search.FieldCategory, Op: search.In, Values: []string{x.ID}}},
		})
		if err != nil {
			return err
		}
		if len(one.Items) > 0 {
			d.Image = shown(c, one.Items[0].Image)
		}
	}
	return nil
}

// fresh fills what is new, with how much of it there is, and what is often looked for.
func (h *handlers) fresh(c *edge.Ctx, view *Home) error {
	for _, back := range recently {
		since := c.Now().Add(-back)
		from := since.UnixMilli()
		a, err := c.Search.Search(c.Context, search.Query{
			Locale: c.Locale, Sort: search.ByNewest, Size: homeNew,
			Filters: []search.Filter{{Field: search.FieldCreated, Op: search.Range, From: &from}},
		})
		if err != nil {
			return err
		}
		if a.Total < homeNew && back != recently[len(recently)-1] {
			continue
		}
		if back <= newAtMost {
			view.NewSince, view.NewCount = since, int64(a.Total)
		}
		if view.New, err = h.goods(c, a.Items); err != nil {
			return err
		}
		break
	}
	s, err := c.Search.Suggest(c.Context, search.SuggestQuery{Locale: c.Locale, Limit: homeOften})
	if err != nil {
		return err
	}
	for _, x := range s.Queries {
		view.Often = append(view.Often, Link{Label: x.Label, URL: "/search?" + query("q", x.Label)})
	}
	return nil
}

// bestsellers remembers what was sold most in the week before, because counting reads
// every sale of it.
type bestsellers struct {
	mu       sync.Mutex
	counted  time.Time // market time
	from     time.Time
	products []markthalle.ProductID
}

// The bounds of the counting of sales.
const (
	soldFor   = 7 * day
	soldKept  = 10 * time.Minute
	soldSales = 20_000 // vendor orders that are read at most
)

// errEnough ends the counting of sales early.
var errEnough = errors.New("enough sales were read")

// popular fills what was sold most in the last seven days, by pieces.
func (h *handlers) popular(c *edge.Ctx, view *Home) error {
	ids, from, err := h.bestSold(c)
	if err != nil {
		return err
	}
	list, err := c.Catalog.Products(c.Context, ids)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(p catalog.Product) bool { return !p.Published() })
	goods, err := h.plainGoods(c, list)
	if err != nil {
		return err
	}
	for _, g := range goods {
		if !g.Sold && len(view.Popular) < homeSold {
			g.Position = len(view.Popular) + 1
			view.Popular = append(view.Popular, g)
		}
	}
	view.PopularFrom, view.PopularTo = from, from.Add(soldFor)
	return nil
}

// bestSold counts again when the last count is old, or when the clock was moved.
func (h *handlers) bestSold(c *edge.Ctx) ([]markthalle.ProductID, time.Time, error) {
	s := &h.sold
	s.mu.Lock()
	defer s.mu.Unlock()
	now := c.Now()
	if age := now.Sub(s.counted); age >= 0 && age < soldKept && !s.counted.IsZero() {
		return s.products, s.from, nil
	}
	from, read := now.Add(-soldFor), 0
	sold := map[markthalle.ProductID]int64{}
	err := c.Orders.EachSale(c.Context, h.Market.Currency, from, now, func(v orders.VendorOrder) error {
		for _, l := range v.Lines {
			sold[l.Product] += l.Quantity - l.Cancelled
		}
		if read++; read >= soldSales {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, from, err
	}
	s.counted, s.from, s.products = now, from, mostOf(sold, 2*homeSold)
	return s.products, from, nil
}

// mostOf returns the products of which most was sold, in that order.
func mostOf(sold map[markthalle.ProductID]int64, n int) []markthalle.ProductID {
	var out []markthalle.ProductID
	for id, pieces := range sold {
		if pieces > 0 {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b markthalle.ProductID) int {
		return cmp.Or(cmp.Compare(sold[b], sold[a]), cmp.Compare(a, b))
	})
	return out[:min(len(out), n)]
}

// query writes one name and value of a query.
func query(name, value string) string { return url.Values{name: {value}}.Encode() }
