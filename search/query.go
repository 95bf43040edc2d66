package search

import (
	"fmt"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
)

// The fields that can be filtered and counted. Attributes are "attr." and their key.
const (
	FieldOffer     = "offer"
	FieldProduct   = "product"
	FieldVariant   = "variant"
	FieldVendor    = "vendor"
	FieldBrand     = "brand"
	FieldCategory  = "category" // matches the category and everything below it
	FieldCondition = "condition"
	FieldInStock   = "in_stock" // values "true" and "false"
	FieldPrice     = "price"
	FieldRating    = "rating"
	FieldCreated   = "created" // Unix milliseconds
	AttrPrefix     = "attr."
)

// Op is the comparison of a filter.
type Op uint8

// The operators. In is "one of"; Not keeps documents that have none of the values;
// Range has inclusive ends, nil is open.
const (
	In Op = iota
	Not
	Range
)

// Filter is one condition on an offer. Several filters must all hold.
type Filter struct {
	Field    string
	Op       Op
	Values   []string // of In and Not
	From, To *int64   // of Range: minor units, thousandths, milliseconds
}

// FacetKind says how the values of a facet are grouped.
type FacetKind uint8

// The kinds of facets.
const (
	Terms  FacetKind = iota // one count for each value
	Ranges                  // counts between Bounds, with minimum and maximum
	Tree                    // categories with their parent and depth
)

// String returns the kind's name in the API.
func (k FacetKind) String() string { return [...]string{"terms", "range", "tree"}[k] }

// Facet asks for counts of products by value (SEA-3).
type Facet struct {
	Field       string
	Kind        FacetKind
	Conjunctive bool    // apply the facet's own filters too; the default ignores them
	Size        int     // values returned at most; 0 is 10, and 100 for Tree
	Bounds      []int64 // of Ranges, ascending: [a,b), [b,c) … ; empty are computed
}

// Sort is the order of results.
type Sort string

// The orders. Missing values come last in all of them.
const (
	ByRelevance Sort = "relevance"
	ByPrice     Sort = "price"
	ByPriceDesc Sort = "-price"
	ByNewest    Sort = "newest"
	ByRating    Sort = "rating"
	ByPopular   Sort = "popular"
)

// Sorts lists the orders.
func Sorts() []Sort {
	return []Sort{ByRelevance, ByPrice, ByPriceDesc, ByNewest, ByRating, ByPopular}
}

// Blocked is the small set of what must not be seen now: suspended and holidaying
// vendors, hidden categories with all below them (SEA-10). It is a filter of every
// query and never copied into documents.
type Blocked struct {
	Vendors    []string
	Categories []string
}

// Query is one search.
type Query struct {
	Text     string
	Also     []string // other wordings that count as the text (synonyms)
	Locale   markthalle.Locale
	Market   string // empty: all
	Country  string // ships to; empty: wherever
	Currency string // prices of other currencies cannot be compared; empty: all
	Blocked  Blocked
	Filters  []Filter
	Facets   []Facet
	Sort     Sort // empty is relevance
	Page     int  // from 1; 0 is 1
	Size     int  // products of a page, 0 (none, only counts) to 100
	Explain  bool
	// Uncounted keeps the search out of what is remembered: robots, previews, tests.
	Uncounted bool
}

// SuggestQuery is what a buyer has typed so far.
type SuggestQuery struct {
	Text     string
	Locale   markthalle.Locale
	Market   string
	Country  string
	Currency string
	Blocked  Blocked
	Limit    int // of each kind; 0 is 5, at most 20
}

// The bounds of a query. What exceeds them is refused, except for long texts, which
// are cut with a note (SEA-6).
const (
	MaxSize       = 100
	MaxDepth      = 10000 // products that can be paged through
	MaxFilters    = 50
	MaxValues     = 1000 // of all filters together
	MaxFacets     = 40
	MaxFacetSize  = 250
	MaxBounds     = 50
	MaxBlocked    = 10000
	MaxSuggestion = 20
	MaxAlso       = 10
)

var termFields = []string{
	FieldOffer, FieldProduct, FieldVariant, FieldVendor, FieldBrand, FieldCategory, FieldCondition, FieldInStock,
}

var numberFields = []string{FieldPrice, FieldRating, FieldCreated}

// AttrKey returns the attribute that field names, if it names one.
func AttrKey(field string) (string, bool) {
	key, ok := strings.CutPrefix(field, AttrPrefix)
	return key, ok && ValidKey(key)
}

func termField(f string) bool {
	_, attr := AttrKey(f)
	return attr || slices.Contains(termFields, f)
}

func numberField(f string) bool {
	_, attr := AttrKey(f)
	return attr || slices.Contains(numberFields, f)
}

// Validate reports all that is wrong with q as one Invalid search.query error.
func (q *Query) Validate() error {
	var f markthalle.Faults
	f.Check(q.Size >= 0 && q.Size <= MaxSize, "/size", "out_of_range", "A page has 0 to 100 products.")
	f.Check(q.Page >= 0 && q.Page <= MaxDepth, "/page", "out_of_range", "Pages are counted from 1.")
	f.Check(max(q.Page, 1)*max(q.Size, 1) <= MaxDepth, "/page", "too_deep", "Only the first 10,000 products can be paged through.")
	f.Check(q.Sort == "" || slices.Contains(Sorts(), q.Sort), "/sort", "unknown", "There is no such order.")
	f.Check(len(q.Filters) <= MaxFilters, "/filters", "too_many", "At most 50 filters are possible.")
	f.Check(len(q.Facets) <= MaxFacets, "/facets", "too_many", "At most 40 facets are possible.")
	f.Check(len(q.Also) <= MaxAlso, "/also", "too_many", "At most 10 other wordings are possible.")
	f.Check(len(q.Blocked.Vendors) <= MaxBlocked && len(q.Blocked.Categories) <= MaxBlocked, "/blocked", "too_many",
		"At most 10,000 vendors and categories can be blocked.")
	values := 0
	if len(q.Filters) <= MaxFilters {
		for i, x := range q.Filters {
			values += len(x.Values)
			x.validate(&f, fmt.Sprintf("/filters/%d", i))
		}
	}
	f.Check(values <= MaxValues, "/filters", "too_many", "At most 1,000 filter values are possible.")
	if len(q.Facets) <= MaxFacets {
		seen := make(map[string]bool, len(q.Facets))
		for i, x := range q.Facets {
			at := fmt.Sprintf("/facets/%d", i)
			key := x.Kind.name() + x.Field
			f.Check(!seen[key], at+"/field", "duplicate", "The facet is asked for twice.")
			seen[key] = true
			x.validate(&f, at)
		}
	}
	return f.Err(ErrQuery.Code)
}

func (k FacetKind) name() string {
	if k > Tree {
		return "?"
	}
	return k.String() + ":"
}

func (x Filter) validate(f *markthalle.Faults, at string) {
	switch x.Op {
	case In, Not:
		unknown(f, termField(x.Field), at+"/field", x.Field)
		f.Check(len(x.Values) > 0, at+"/values", "required", "At least one value is needed.")
	case Range:
		unknown(f, numberField(x.Field), at+"/field", x.Field)
		f.Check(x.From != nil || x.To != nil, at, "required", "A range needs one end at least.")
		f.Check(x.From == nil || x.To == nil || *x.From <= *x.To, at, "out_of_range", "The range ends before it starts.")
	default:
		f.Add(at+"/op", "unknown", "There is no such operator.")
	}
}

func (x Facet) validate(f *markthalle.Faults, at string) {
	f.Check(x.Size >= 0 && x.Size <= MaxFacetSize, at+"/size", "out_of_range", "A facet has at most 250 values.")
	f.Check(len(x.Bounds) <= MaxBounds, at+"/bounds", "too_many", "At most 50 bounds are possible.")
	f.Check(slices.IsSorted(x.Bounds), at+"/bounds", "invalid", "Bounds must ascend.")
	switch x.Kind {
	case Terms:
		unknown(f, termField(x.Field) && x.Field != FieldOffer && x.Field != FieldProduct, at+"/field", x.Field)
	case Ranges:
		unknown(f, numberField(x.Field), at+"/field", x.Field)
	case Tree:
		unknown(f, x.Field == FieldCategory, at+"/field", x.Field)
	default:
		f.Add(at+"/kind", "unknown", "There is no such kind of facet.")
	}
}

// Limit returns the number of values to return.
func (x Facet) Limit() int {
	switch {
	case x.Size > 0:
		return x.Size
	case x.Kind == Tree:
		return 100
	default:
		return 10
	}
}

// Selected returns the values of field that filters ask for.
func Selected(filters []Filter, field string) []string {
	var out []string
	for _, x := range filters {
		if x.Field == field && x.Op == In {
			out = append(out, x.Values...)
		}
	}
	return out
}

// Offset returns the number of products before the page.
func (q *Query) Offset() int { return (max(q.Page, 1) - 1) * q.Size }

func unknown(f *markthalle.Faults, known bool, pointer, found string) {
	if !known {
		f.AddField(markthalle.Field{
			Pointer: pointer, Code: "unknown", Message: "The field cannot be used like this.",
			Found: found[:min(len(found), 80)],
		})
	}
}
