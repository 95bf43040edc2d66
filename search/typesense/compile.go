package typesense

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// nothing is a filter that no document passes.
const nothing = "gone:=7"

// The server refuses a filter of more than so many conditions, operators and parentheses
// together. Some searches add conditions of their own to those of the query.
const (
	maxTokens  = 100
	ownFilters = 3
)

// room is how many tokens are left for words.
func (a *asked) room() int { return maxTokens - 2*(len(a.scope)+len(a.q.Filters)+ownFilters) }

// tokens is how many tokens the filter for all of words has, with what joins it to others.
func tokens(words []string) int { return 2*len(words) + 6 }

// fitting returns as many of the wordings as the server takes beside words.
func (a *asked) fitting(words []string, also [][]string) [][]string {
	room := a.room() - tokens(words)
	for i, w := range also {
		if room -= tokens(w); room < 0 {
			return also[:i]
		}
	}
	return also
}

// fits refuses a query whose filters and words are more than the server takes.
func (a *asked) fits() error {
	var f markthalle.Faults
	another := 2 // when a word is taken apart
	f.Check(a.room() >= tokens(a.plan.Words)+another, "/filters", "too_many", "The search server cannot combine so many filters with a text of so many words.")
	return f.Err(search.ErrQuery.Code)
}

// scopeFilter says what may be seen at all.
func scopeFilter(market, country, currency string, blocked search.Blocked) filter {
	f := filter{"gone:=0"}
	if currency != "" {
		f = append(f, "currency:="+encode(currency))
	}
	if market != "" {
		f = append(f, anyOf("markets", []string{everywhere, encode(market)}))
	}
	if country != "" {
		f = append(f, anyOf("countries", []string{everywhere, encode(country)}))
	}
	if len(blocked.Vendors) > 0 {
		f = append(f, noneOf("vendor", encodeAll(blocked.Vendors)))
	}
	if len(blocked.Categories) > 0 {
		f = append(f, noneOf("categories", encodeAll(blocked.Categories)))
	}
	return f
}

func anyOf(field string, encoded []string) string {
	return field + ":=[" + strings.Join(encoded, ",") + "]"
}

func noneOf(field string, encoded []string) string {
	return field + ":!=[" + strings.Join(encoded, ",") + "]"
}

// filterOf compiles the filters of a query but those on the field except.
func filterOf(scope filter, filters []search.Filter, except string, fields dynamic) filter {
	out := scope[:len(scope):len(scope)]
	for _, f := range filters {
		if f.Field != except {
			out = append(out, one(f, fields))
		}
	}
	return out
}

// dynamic tells which dynamic fields the collection has; the server refuses others.
type dynamic map[string]bool

func (k dynamic) has(name string) bool {
	return k[name] || (!strings.HasPrefix(name, "a_") && !strings.HasPrefix(name, "n_"))
}

func one(f search.Filter, fields dynamic) string {
	if f.Op == search.Range {
		return between(f, fields)
	}
	var values []string
	for _, v := range f.Values {
		// No engine can escape a backtick safely, so it matches nothing anywhere.
		if strings.Contains(v, "`") {
			continue
		}
		if f.Field != search.FieldInStock {
			values = append(values, encode(v))
		} else if v == "true" || v == "false" {
			values = append(values, v)
		}
	}
	name := fieldName(f.Field)
	if len(values) == 0 || !fields.has(name) {
		if f.Op == search.Not {
			return "gone:=0"
		}
		return nothing
	}
	if f.Op == search.Not {
		return noneOf(name, values)
	}
	return anyOf(name, values)
}

func between(f search.Filter, fields dynamic) string {
	name := numberName(f.Field)
	if !fields.has(name) {
		return nothing
	}
	// Numbers beyond 2^53 are in no document, and the server would round them.
	clamp := func(n int64) string { return strconv.FormatInt(max(min(n, search.MaxMinor), -search.MaxMinor), 10) }
	from, to := clamp(-search.MaxMinor), clamp(search.MaxMinor)
	if f.From != nil {
		from = clamp(*f.From)
	}
	if f.To != nil {
		to = clamp(*f.To)
	}
	return fmt.Sprintf("%s:[%s..%s]", name, from, to)
}

// sortBy returns the server's order.
func sortBy(s search.Sort, text bool) string {
	const last = ",ordinal:asc"
	switch s {
	case search.ByPrice:
		return "sort_price:asc" + last
	case search.ByPriceDesc:
		return "sort_price_desc:desc" + last
	case search.ByNewest:
		return "sort_created:desc" + last
	case search.ByRating:
		return "sort_rating:desc" + last
	case search.ByPopular:
		return "popularity:desc" + last
	case search.ByRelevance:
	}
	if text {
		return "_text_match:desc,rank:desc" + last
	}
	return "rank:desc" + last
}

// wording is how the text of a query is asked for in one stage.
//
// The server cannot both consider all beginnings of a word and require all words:
// exhaustive_search ignores drop_tokens_threshold. So whenever what is found is fixed,
// filters on the words decide, and the text only ranks.
type wording struct {
	stage string
	words []string
	code  string
	also  [][]string // other wordings that count
	typos bool

	inTurn bool // what the other wordings find comes after what the words find
}

// filtered reports whether filters decide what is found.
func (w wording) filtered() bool { return !w.typos }

// apply sets what a search needs for the text; rank asks for scores too.
func (w wording) apply(p *api.MultiSearchCollectionParameters, f filter, rank bool) {
	q := "*"
	switch {
	case w.stage == search.StageAll:
	case w.code != "":
		f = append(f[:len(f):len(f)], "codes:="+encode(w.code))
	case w.filtered():
		f = append(f[:len(f):len(f)], w.filter())
	}
	if len(w.words) > 0 && w.code == "" && ((rank && len(w.also) == 0) || !w.filtered()) {
		q = spellAll(w.words)
		w.settings(p)
	}
	p.Q = &q
	s := f.String()
	p.FilterBy = &s
}

// filter matches all words of any of the wordings, the last one as a beginning too.
func (w wording) filter() string {
	out := allOf(w.words)
	for _, words := range w.also {
		out += " || " + allOf(words)
	}
	return "(" + out + ")"
}

// allOf matches all of words.
func allOf(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return strings.Join(spellings(words[0], true), " || ")
	}
	all := make([]string, len(words))
	for i, x := range words {
		all[i] = has(x, i == last)
	}
	return "(" + strings.Join(all, " && ") + ")"
}

// has matches a word, and as the last one of a query words that begin with it.
func has(word string, last bool) string {
	is := spellings(word, last)
	if len(is) == 1 {
		return is[0]
	}
	return "(" + strings.Join(is, " || ") + ")"
}

func spellings(word string, last bool) []string {
	out := []string{"words:=" + spell(word)}
	if last && search.AsPrefix(word) {
		out = append(out, "begins:="+spell(word))
	}
	return out
}

func (w wording) settings(p *api.MultiSearchCollectionParameters) {
	fields := strings.Join(zoneFields, ",")
	weights := make([]string, len(zoneFields))
	prefix := make([]string, len(zoneFields))
	for z := range zoneFields {
		weights[z] = strconv.Itoa(search.Zone(z).Weight())
		prefix[z] = strconv.FormatBool(search.AsPrefix(w.words[len(w.words)-1]) && search.Zone(z) != search.InDescription)
	}
	set := func(at **string, v string) { *at = &v }
	number := func(at **int, v int) { *at = &v }
	set(&p.QueryBy, fields)
	set(&p.QueryByWeights, strings.Join(weights, ","))
	set(&p.Prefix, strings.Join(prefix, ","))
	yes, no := true, false
	p.ExhaustiveSearch, p.PrioritizeExactMatch = &yes, &no
	number(&p.MinLen1typo, 4) // a letter may be missing
	number(&p.MinLen2typo, 5)
	set(&p.NumTypos, "0")
	number(&p.TypoTokensThreshold, 0)
	number(&p.DropTokensThreshold, 0)
	if w.typos {
		set(&p.NumTypos, "2")
		number(&p.TypoTokensThreshold, 1)
		p.ExhaustiveSearch = &no
	}
}
