package search

import (
	"cmp"
	"slices"
	"time"
)

// The stages that can answer a text query, see the package comment.
const (
	StageAll    = "all" // no text
	StageCode   = "code"
	StageWords  = "words"
	StageJoined = "joined"
	StageTypos  = "typos"
	StageSome   = "some"
)

// Result is one page of products and what surrounds it.
type Result struct {
	Total  int // products
	Items  []Item
	Facets []FacetResult // in the order of Query.Facets
	Stage  string
	// CorrectedQuery is the text with the spelling that was searched for, empty when
	// nothing was corrected. Words are shown in their normalised form.
	CorrectedQuery string
	Dropped        []string // words that no result has
	Notes          []string // codes: "text_cut", "corrected", "words_dropped", "bounded", "text_banned"
	// PriceMin and PriceMax are the lowest and highest price of the offers that match
	// everything, in minor units; nil without any.
	PriceMin, PriceMax *int64
	Took               time.Duration
}

// The notes of a result.
const (
	NoteCut       = "text_cut"      // the text was longer than 20 words or 200 characters
	NoteCorrected = "corrected"     // other spellings were searched for
	NoteDropped   = "words_dropped" // not all words were found together
	NoteBounded   = "bounded"       // frequent words were left out to bound the work
	NoteBanned    = "text_banned"   // the text holds a term that the market does not answer
)

// Item is one product of a result.
type Item struct {
	Product     string
	Slug        string
	Offer       string // the lowest offer that passes scope and filters
	Variant     string // of that offer
	Vendor      string // of that offer
	Title       string
	Brand       string
	Image       string
	PriceFrom   int64 // minor units; 0 when no offer has a price
	Currency    string
	ListPrice   int64
	Offers      int  // that pass scope and filters
	InStock     bool // any of them
	Rating      int64
	RatingCount int64
	Explanation *Explanation
}

// Explanation says why an item is where it is (SEA-12).
type Explanation struct {
	Stage string
	Words []WordMatch
	Score int64 // of the text; comparable within one result only
	Rank  int64 // business rank
	// Action is what rules of the operator did with the product, empty for nothing, and
	// Rules are their ids: more than one when several rules name the same group.
	Action string
	Rules  []string
}

// WordMatch says where a word of the query was found.
type WordMatch struct {
	Word   string   // as searched for
	Found  string   // as found in the index
	Fields []string // "code", "title", "brand", "category", "attributes", "description"
	Edits  int
	Prefix bool
}

// FacetResult holds the counts of one facet.
type FacetResult struct {
	Field    string
	Kind     FacetKind
	Values   []FacetValue
	Min, Max *int64 // of Ranges: lowest and highest value that is counted
}

// FacetValue is one value with the number of products that have it.
type FacetValue struct {
	Value    string // what a filter takes; empty for ranges
	Label    string // in the query's locale
	Count    int
	Selected bool
	Parent   string // of Tree: the category above, empty for a root
	Depth    int    // of Tree: 0 for a root
	From, To *int64 // of Ranges: both inclusive, as a Range filter takes them
}

// SortFacet orders values by count descending, then by value, and cuts them to limit;
// selected values stay whatever their rank.
func SortFacet(values []FacetValue, limit int) []FacetValue {
	slices.SortFunc(values, func(a, b FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	if len(values) <= limit {
		return values
	}
	out := values[:limit:limit]
	for _, v := range values[limit:] {
		if v.Selected {
			out = append(out, v)
		}
	}
	return out
}

// Suggestions complete a text.
type Suggestions struct {
	Queries    []Suggestion
	Products   []Suggestion
	Categories []Suggestion
	Brands     []Suggestion
	Vendors    []Suggestion
	Took       time.Duration
}

// Suggestion is one completion.
type Suggestion struct {
	ID    string // of the product, category, brand or vendor; empty for queries
	Slug  string // of products
	Label string
	Image string // of products
	Count int    // products behind it, or how often a query was asked
	// Marked are the byte ranges of Label that were typed.
	Marked [][2]int
}

// Bounds returns n+1 or fewer rounded bounds of ranges that cover min to max. Both
// engines use it, so that computed ranges agree.
func Bounds(lowest, highest int64, n int) []int64 {
	if n < 1 || highest < lowest {
		return nil
	}
	step := nice((highest - lowest) / int64(n))
	start := lowest - mod(lowest, step)
	out := []int64{start}
	for b := start + step; ; b += step {
		out = append(out, b)
		if b > highest {
			return out
		}
	}
}

// nice returns the smallest of 1, 2, 5 × 10ⁿ that is greater than x.
func nice(x int64) int64 {
	for p := int64(1); ; p *= 10 {
		for _, f := range [...]int64{1, 2, 5} {
			if f*p > x {
				return f * p
			}
		}
	}
}

func mod(a, b int64) int64 { return ((a % b) + b) % b }

// ComputedRanges is the number of ranges of a facet without bounds of its own.
const ComputedRanges = 5

// RangeValues returns the empty ranges between bounds; a range that is exactly what a
// filter asks for is selected.
func RangeValues(bounds []int64, field string, filters []Filter) []FacetValue {
	if len(bounds) < 2 {
		return nil
	}
	out := make([]FacetValue, len(bounds)-1)
	for i := range out {
		from, to := bounds[i], bounds[i+1]
		if i < len(out)-1 {
			to--
		}
		out[i].From, out[i].To = &from, &to
		for _, f := range filters {
			if f.Op == Range && f.Field == field && f.From != nil && f.To != nil && *f.From == from && *f.To == to {
				out[i].Selected = true
			}
		}
	}
	return out
}

// RangeIndex returns the range of bounds that x lies in, or -1. Ranges include their
// start and exclude their end, but for the last one, which includes both.
func RangeIndex(bounds []int64, x int64) int {
	if len(bounds) < 2 || x < bounds[0] || x > bounds[len(bounds)-1] {
		return -1
	}
	i, exact := slices.BinarySearch(bounds, x)
	if !exact {
		i--
	}
	return min(i, len(bounds)-2)
}
