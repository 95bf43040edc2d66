package search

import (
	"context"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
)

// Tuning is what the operator has decided about searching (SEA-7): package tuning keeps
// it. It is asked with every query, so it must answer from memory.
type Tuning interface {
	// Tune says what holds for a text, or for a category page, at this moment.
	Tune(ctx context.Context, w Wish) (Tuned, error)
}

// Queries remembers what is searched for: popular queries become suggestions (SEA-8),
// those without a result are counted for the operator (SEA-9). It answers from memory.
type Queries interface {
	// Asked counts one search.
	Asked(ctx context.Context, a Asked)
	// Popular returns frequent queries that are what words begin, or nearly so; the most
	// frequent of all without words.
	Popular(ctx context.Context, market string, locale markthalle.Locale, words []string, limit int) ([]Suggestion, error)
}

// Asked is one search as it is counted.
type Asked struct {
	Market string
	Locale markthalle.Locale
	Raw    string   // as typed: what tells who somebody is does not survive in words
	Words  []string // as they are counted
	Total  int
	// Exact says that the words were found as they are spelt: only such texts are
	// suggested to others.
	Exact bool
}

// Wish is what a tuning is asked about.
type Wish struct {
	Market   string
	Locale   markthalle.Locale
	Words    []string // of the text; none on a category page
	Category string   // the one category that is asked for without a text
	Typing   bool     // the text is being typed: a rule about a text holds when it begins like it
}

// Tuned is what a tuning answers.
type Tuned struct {
	Words    []string // the text without stop phrases; never empty when the text was not
	Stopped  []string // the stop phrases that were taken out
	Also     []string // other wordings that count as the text
	Banned   bool     // the text holds a banned term: it finds nothing
	Curation Curation
}

// Curation is what rules do with the products of an answer. The lists hold no value
// twice, and no product that is pinned is boosted or buried.
type Curation struct {
	Pins     []Moved // products, in this order
	Hidden   []Moved
	Boosted  []Moved
	Buried   []Moved
	Redirect *Redirect
}

// Moved is one product, or all of a brand, vendor or category, that a rule moves.
type Moved struct {
	Field string // FieldProduct, FieldBrand, FieldVendor or FieldCategory
	Value string
	Rule  string // the id of the rule
}

// The kinds of places that a redirect leads to.
const (
	ToPath     = "path"     // an address on the site
	ToCategory = "category" // an id
	ToProduct  = "product"  // an id
)

// Redirect leads a text somewhere else.
type Redirect struct {
	Kind  string
	Value string
	Rule  string
}

// The bounds of a curation, so that it fits into an engine's query beside a buyer's.
const (
	MaxPins     = 50
	MaxHidden   = 300 // of each field
	MaxMoved    = 50  // boosted or buried, of each field
	MaxResolved = 400 // products of a vendor that are boosted or buried in one answer
)

// values returns the values of one field.
func values(list []Moved, field string) []string {
	var out []string
	for _, m := range list {
		if m.Field == field {
			out = append(out, m.Value)
		}
	}
	return out
}

// rulesOf returns the rules behind the values of one field.
func rulesOf(list []Moved, field string) []string {
	var out []string
	for _, m := range list {
		if m.Field == field && !slices.Contains(out, m.Rule) {
			out = append(out, m.Rule)
		}
	}
	return out
}

// tuned applies a tuning to the plan of a query before an engine sees it: stop phrases
// leave the text, wordings are added, what is hidden leaves the scope or the filters.
func (s *Service) tuned(ctx context.Context, q *Query, plan Plan) (Tuned, error) {
	t := Tuned{Words: plan.Words}
	if s.deps.Tuning == nil {
		return t, nil
	}
	t, err := s.deps.Tuning.Tune(ctx, Wish{Market: q.Market, Locale: q.Locale, Words: plan.Words, Category: categoryPage(q, plan)})
	if err != nil {
		return Tuned{}, err
	}
	if len(t.Stopped) > 0 {
		q.Text = strings.Join(t.Words, " ")
	}
	q.Also = append(q.Also[:len(q.Also):len(q.Also)], t.Also...)
	q.Also = q.Also[:min(len(q.Also), MaxAlso)]
	hide(t.Curation.Hidden, &q.Blocked, &q.Filters)
	return t, nil
}

// hide takes what is hidden out of a query: vendors and categories leave the scope,
// products and brands are filtered.
func hide(list []Moved, blocked *Blocked, filters *[]Filter) {
	join := func(a, b []string) []string { return append(a[:len(a):len(a)], b...) }
	blocked.Vendors = join(blocked.Vendors, values(list, FieldVendor))
	blocked.Categories = join(blocked.Categories, values(list, FieldCategory))
	out := (*filters)[:len(*filters):len(*filters)]
	for _, field := range []string{FieldProduct, FieldBrand} {
		out = without(out, field, values(list, field))
	}
	*filters = out
}

// without adds a filter that no product has one of the values.
func without(filters []Filter, field string, list []string) []Filter {
	return with(filters, field, Not, list)
}

// with adds a filter unless there is nothing to filter by.
func with(filters []Filter, field string, op Op, list []string) []Filter {
	if len(list) == 0 {
		return filters
	}
	return append(filters[:len(filters):len(filters)], Filter{Field: field, Op: op, Values: list})
}

// categoryPage returns the category whose page a query is: the only one that is asked
// for, without a text.
func categoryPage(q *Query, plan Plan) string {
	if len(plan.Words) > 0 {
		return ""
	}
	if at := Selected(q.Filters, FieldCategory); len(at) == 1 {
		return at[0]
	}
	return ""
}

// robots are words by which programs that walk the web name themselves.
var robots = []string{"bot", "crawl", "spider", "slurp", "externalhit", "preview", "monitor"}

// Robot reports whether a user agent says that it is a program which walks the web. Its
// searches are answered and not counted.
func Robot(agent string) bool {
	agent = strings.ToLower(agent)
	return slices.ContainsFunc(robots, func(w string) bool { return strings.Contains(agent, w) })
}
