package api

import (
	"errors"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
)

// SearchIn is a typed search. Filters are read as filter[key], each of them repeatable.
type SearchIn struct {
	Q        string            `query:"q" validate:"max=2000"`
	Category string            `query:"category" validate:"max=200"` // id or slug
	Filter   map[string]string `query:"filter"`
	PriceMin *int64            `query:"price_min" validate:"omitempty,min=0"` // minor units, inclusive
	PriceMax *int64            `query:"price_max" validate:"omitempty,min=0"`
	Vendor   string            `query:"vendor" validate:"max=200"`
	Sort     string            `query:"sort" validate:"omitempty,oneof=relevance price -price newest rating popular"`
	Limit    *int              `query:"limit" validate:"omitempty,min=1,max=100"`
	Page     *int              `query:"page" validate:"omitempty,min=1"`
	Facets   string            `query:"facets" validate:"omitempty,oneof=all none"` // all by default
	Explain  bool              `query:"explain"`                                    // for operators
}

// SearchOut is one page of products and what surrounds it.
type SearchOut struct {
	Total          int              `json:"total"`
	Page           int              `json:"page"`
	Limit          int              `json:"limit"`
	Items          []ProductHit     `json:"items"`
	Facets         []FacetOut       `json:"facets"`
	CorrectedQuery string           `json:"corrected_query,omitempty"`
	DroppedWords   []string         `json:"dropped_words"`
	Notes          []string         `json:"notes"`
	Help           *SearchHelp      `json:"help,omitempty"`     // only when a text found nothing
	Redirect       *RedirectOut     `json:"redirect,omitempty"` // where the operator leads this text
	Explain        *QueryExplainOut `json:"explain,omitempty"`
	TookMS         int64            `json:"took_ms"`
}

// FacetOut counts products by value.
type FacetOut struct {
	ID     string          `json:"id"`
	Key    string          `json:"key"` // what stands in filter[…]
	Label  string          `json:"label"`
	Kind   string          `json:"kind" enum:"terms,range,tree"`
	Values []FacetValueOut `json:"values"`
	Min    *int64          `json:"min,omitempty"` // of ranges: minor units or thousandths
	Max    *int64          `json:"max,omitempty"`
}

// FacetValueOut is one value with the number of products that have it.
type FacetValueOut struct {
	Value    string `json:"value"` // what filter[…] takes
	Label    string `json:"label"`
	Count    int    `json:"count"`
	Selected bool   `json:"selected"`
	Parent   string `json:"parent,omitempty"` // of a tree: the category above
	Depth    int    `json:"depth"`
	From     *int64 `json:"from,omitempty"` // of ranges: both inclusive
	To       *int64 `json:"to,omitempty"`
}

// SearchHelp is what helps when nothing was found (SEA-9).
type SearchHelp struct {
	Categories []SuggestionOut `json:"categories"`
	Popular    []ProductHit    `json:"popular"`
}

// RedirectOut is where a text leads instead of its results.
type RedirectOut struct {
	Kind string `json:"kind" enum:"path,category,product"`
	URL  string `json:"url"` // a path on the site
}

func (r *routes) storeSearch(c *endpoint.Call, in SearchIn) (SearchOut, error) {
	if in.Explain {
		if err := mayExplain(c); err != nil {
			return SearchOut{}, err
		}
	}
	return r.searched(c, in, in.Explain)
}

// mayExplain reports whether somebody at a public address is an operator who may see
// how search is tuned.
func mayExplain(c *endpoint.Call) error {
	if c.Identity.Person == nil && c.Identity.Key == nil {
		return markthalle.ErrSignIn
	}
	a, err := c.Identity.Actor(markthalle.Operator, "")
	if err != nil {
		return err
	}
	return a.Require(markthalle.CategoriesRead)
}

// searched answers a search, with the reasons of its order when it is explained.
func (r *routes) searched(c *endpoint.Call, in SearchIn, explain bool) (SearchOut, error) {
	tree, err := r.Catalog.Tree(c.Ctx)
	if err != nil {
		return SearchOut{}, err
	}
	q, err := searchQuery(tree, in, c.Filters(), c.Locale)
	if err != nil {
		return SearchOut{}, err
	}
	q.Explain, q.Uncounted = explain, explain || search.Robot(c.Agent)
	a, err := r.Search.Search(c.Ctx, q)
	if err != nil {
		return SearchOut{}, err
	}
	out := SearchOut{
		Total: a.Total, Page: q.Page, Limit: q.Size, Items: hitsOf(a.Items), CorrectedQuery: a.CorrectedQuery,
		DroppedWords: a.Dropped, Notes: a.Notes, TookMS: a.Took.Milliseconds(),
		Facets: wireFacets(tree, q, a.Facets, c.Locale), Explain: queryExplainOut(q, a),
	}
	if a.Help != nil {
		out.Help = &SearchHelp{Categories: wireSuggestions(a.Help.Categories), Popular: hitsOf(a.Help.Popular)}
	}
	out.Redirect, err = r.redirectOut(c, tree, a.Redirect)
	return out, err
}

// redirectOut is where a redirect leads, nil for nowhere: what is gone leads nowhere.
func (r *routes) redirectOut(c *endpoint.Call, tree catalog.Tree, to *search.Redirect) (*RedirectOut, error) {
	if to == nil {
		return nil, nil //nolint:nilnil // no redirect is no fault
	}
	out := &RedirectOut{Kind: to.Kind, URL: to.Value}
	switch to.Kind {
	case search.ToCategory:
		x, ok := tree.Get(markthalle.CategoryID(to.Value))
		if !ok {
			return nil, nil //nolint:nilnil // as above
		}
		out.URL = "/c/" + x.Slug
	case search.ToProduct:
		p, err := r.Catalog.Product(c.Ctx, markthalle.ProductID(to.Value))
		if errors.Is(err, markthalle.ErrNotFound) || err == nil && !p.Published() {
			return nil, nil //nolint:nilnil // as above
		}
		if err != nil {
			return nil, err
		}
		out.URL = "/p/" + p.Slug
	}
	return out, nil
}

// ClickIn is somebody who opened a product out of the results of a text.
type ClickIn struct {
	Q         string `json:"q" validate:"required,max=2000"`
	ProductID string `json:"product_id" validate:"required,max=200"`
	Position  int    `json:"position" validate:"min=0,max=10000"` // in the results, from 1; 0 when it is not known
}

// storeClick counts a click once for each visitor, product, text and day. It answers
// alike whether it counts.
func (r *routes) storeClick(c *endpoint.Call, in ClickIn) (Empty, error) {
	p, err := r.Catalog.Product(c.Ctx, markthalle.ProductID(in.ProductID))
	if err != nil {
		return Empty{}, err
	}
	if !p.Published() {
		return Empty{}, markthalle.ErrNotFound
	}
	if search.Robot(c.Agent) {
		return Empty{}, nil
	}
	return Empty{}, r.Tuning.Clicked(c.Ctx, tuning.Click{
		Locale: c.Locale, Text: in.Q, Product: p.ProductID(), Position: in.Position, Visitor: c.IP + "\x00" + c.Agent + "\x00" + c.Actor.ID(),
	})
}

func hitsOf(list []search.Item) []ProductHit {
	out := make([]ProductHit, len(list))
	for i, x := range list {
		out[i] = ProductHit{
			ID: x.Product, ProductID: x.Product, Slug: x.Slug, Title: x.Title, Brand: x.Brand, Image: x.Image,
			Offers: x.Offers, InStock: x.InStock, Rating: float64(x.Rating) / 1000, RatingCount: x.RatingCount,
			PriceFrom: moneyOrNone(money.New(x.PriceFrom, money.Currency(x.Currency))),
			ListPrice: moneyOrNone(money.New(x.ListPrice, money.Currency(x.Currency))), Explanation: explanationOut(x.Explanation),
		}
	}
	return out
}

// SuggestIn is what a buyer has typed so far.
type SuggestIn struct {
	Q     string `query:"q" validate:"max=2000"`
	Limit *int   `query:"limit" validate:"omitempty,min=1,max=20"` // of each kind; 5 by default
}

// SuggestOut completes a text.
type SuggestOut struct {
	Queries    []SuggestionOut `json:"queries"`
	Categories []SuggestionOut `json:"categories"`
	Products   []SuggestionOut `json:"products"`
	Vendors    []SuggestionOut `json:"vendors"`
	Brands     []SuggestionOut `json:"brands"`
	TookMS     int64           `json:"took_ms"`
}

// SuggestionOut is one completion. Marked are the ranges of the label that were typed,
// as offsets in bytes.
type SuggestionOut struct {
	ID     string  `json:"id"`
	Slug   string  `json:"slug,omitempty"`
	Label  string  `json:"label"`
	Image  string  `json:"image,omitempty"`
	Count  int     `json:"count"`
	Marked [][]int `json:"marked"`
}

func (r *routes) storeSuggest(c *endpoint.Call, in SuggestIn) (SuggestOut, error) {
	q := search.SuggestQuery{Text: in.Q, Locale: c.Locale}
	if in.Limit != nil {
		q.Limit = *in.Limit
	}
	s, err := r.Search.Suggest(c.Ctx, q)
	return SuggestOut{
		Queries: wireSuggestions(s.Queries), Categories: wireSuggestions(s.Categories), Products: wireSuggestions(s.Products),
		Vendors: wireSuggestions(s.Vendors), Brands: wireSuggestions(s.Brands), TookMS: s.Took.Milliseconds(),
	}, err
}

func wireSuggestions(list []search.Suggestion) []SuggestionOut {
	out := make([]SuggestionOut, len(list))
	for i, x := range list {
		out[i] = SuggestionOut{ID: x.ID, Slug: x.Slug, Label: x.Label, Image: x.Image, Count: x.Count}
		if x.ID == "" {
			out[i].ID = x.Label // a query is its own name
		}
		for _, m := range x.Marked {
			out[i].Marked = append(out[i].Marked, []int{m[0], m[1]})
		}
	}
	return out
}
