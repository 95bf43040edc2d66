package api

import (
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/search"
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
}

// SearchOut is one page of products and what surrounds it.
type SearchOut struct {
	Total          int          `json:"total"`
	Page           int          `json:"page"`
	Limit          int          `json:"limit"`
	Items          []ProductHit `json:"items"`
	Facets         []FacetOut   `json:"facets"`
	CorrectedQuery string       `json:"corrected_query,omitempty"`
	DroppedWords   []string     `json:"dropped_words"`
	Notes          []string     `json:"notes"`
	Help           *SearchHelp  `json:"help,omitempty"` // only when a text found nothing
	TookMS         int64        `json:"took_ms"`
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

func (r *routes) storeSearch(c *endpoint.Call, in SearchIn) (SearchOut, error) {
	tree, err := r.Catalog.Tree(c.Ctx)
	if err != nil {
		return SearchOut{}, err
	}
	q, err := searchQuery(tree, in, c.Filters(), c.Locale)
	if err != nil {
		return SearchOut{}, err
	}
	a, err := r.Search.Search(c.Ctx, q)
	if err != nil {
		return SearchOut{}, err
	}
	out := SearchOut{
		Total: a.Total, Page: q.Page, Limit: q.Size, Items: hitsOf(a.Items), CorrectedQuery: a.CorrectedQuery,
		DroppedWords: a.Dropped, Notes: a.Notes, TookMS: a.Took.Milliseconds(),
		Facets: wireFacets(tree, q, a.Facets, c.Locale),
	}
	if a.Help != nil {
		out.Help = &SearchHelp{Categories: wireSuggestions(a.Help.Categories), Popular: hitsOf(a.Help.Popular)}
	}
	return out, nil
}

func hitsOf(list []search.Item) []ProductHit {
	out := make([]ProductHit, len(list))
	for i, x := range list {
		out[i] = ProductHit{
			ID: x.Product, ProductID: x.Product, Slug: x.Slug, Title: x.Title, Brand: x.Brand, Image: x.Image,
			Offers: x.Offers, InStock: x.InStock, Rating: float64(x.Rating) / 1000, RatingCount: x.RatingCount,
			PriceFrom: moneyOrNone(money.New(x.PriceFrom, money.Currency(x.Currency))),
			ListPrice: moneyOrNone(money.New(x.ListPrice, money.Currency(x.Currency))),
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
