package api

import (
	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
)

// AdminQueriesIn asks for a list of queries in a language; the reader's when left out.
type AdminQueriesIn struct {
	PageIn
	List   string `query:"list" validate:"omitempty,oneof=popular without_results low_click"` // popular by default
	Locale string `query:"locale" validate:"omitempty,oneof=en de pl"`
	Market string `query:"market" validate:"max=100"`
	Days   *int   `query:"days" validate:"omitempty,min=1,max=90"` // counted; 30 by default
}

// AdminQueryOut is how often a text was searched for.
type AdminQueryOut struct {
	ID             string  `json:"id"`
	Text           string  `json:"text"`
	Searches       int64   `json:"searches"`
	WithoutResults int64   `json:"without_results"`
	Clicks         int64   `json:"clicks"`
	Position       float64 `json:"position"` // of the clicks, on average; 0 without any
	LastOn         string  `json:"last_on" format:"date"`
}

func adminQuery(q tuning.QueryCount) AdminQueryOut {
	return AdminQueryOut{
		ID: q.ID, Text: q.Text, Searches: q.Searches, WithoutResults: q.Misses, Clicks: q.Clicks, Position: q.Position, LastOn: q.LastOn.Format("2006-01-02"),
	}
}

func (r *routes) adminQueries(c *endpoint.Call, in AdminQueriesIn) (List[AdminQueryOut], error) {
	q := tuning.QueryList{List: in.List, Market: in.Market, Locale: markthalle.Locale(in.Locale), Page: in.query()}
	if q.List == "" {
		q.List = tuning.ListPopular
	}
	if q.Locale == "" {
		q.Locale = c.Locale
	}
	if in.Days != nil {
		q.Days = *in.Days
	}
	page, err := r.Tuning.Queries(c.Ctx, c.Actor, q)
	if err != nil {
		return List[AdminQueryOut]{}, err
	}
	return wireList(page, adminQuery), nil
}

// WordOut says where a word of a query was found.
type WordOut struct {
	Word   string   `json:"word"`
	Found  string   `json:"found"`
	Fields []string `json:"fields"` // code, title, brand, category, attributes, description
	Typos  int      `json:"typos"`
	Prefix bool     `json:"prefix"`
}

// ExplanationOut says why a product is where it is.
type ExplanationOut struct {
	Stage  string    `json:"stage"`
	Words  []WordOut `json:"words"`
	Score  int64     `json:"score"`  // of the text; comparable within one answer only
	Rank   int64     `json:"rank"`   // business rank
	Action string    `json:"action"` // what rules did: pin, boost, bury, or nothing
	Rules  []string  `json:"rules"`
}

func explanationOut(x *search.Explanation) *ExplanationOut {
	if x == nil {
		return nil
	}
	return &ExplanationOut{
		Stage: x.Stage, Score: x.Score, Rank: x.Rank, Action: x.Action, Rules: append([]string{}, x.Rules...),
		Words: mapped(x.Words, func(w search.WordMatch) WordOut {
			return WordOut{Word: w.Word, Found: w.Found, Fields: append([]string{}, w.Fields...), Typos: w.Edits, Prefix: w.Prefix}
		}),
	}
}

// MovedOut is what a rule does with something.
type MovedOut struct {
	Action string `json:"action" enum:"pin,boost,bury,hide"`
	Field  string `json:"field"`
	Value  string `json:"value"`
	Rule   string `json:"rule"`
}

// AppliedOut is one filter of a search as the engine got it.
type AppliedOut struct {
	Field  string   `json:"field"`
	Op     string   `json:"op" enum:"in,not,range"`
	Values []string `json:"values"`
	From   *int64   `json:"from,omitempty"`
	To     *int64   `json:"to,omitempty"`
}

func appliedOut(f search.Filter) AppliedOut {
	return AppliedOut{Field: f.Field, Op: [...]string{"in", "not", "range"}[f.Op], Values: append([]string{}, f.Values...), From: f.From, To: f.To}
}

// QueryExplainOut says what was made of a query before it was searched for.
type QueryExplainOut struct {
	Stage    string       `json:"stage"`
	Words    []string     `json:"words"`    // that were searched for
	Stopped  []string     `json:"stopped"`  // stop phrases that were left out
	Synonyms []string     `json:"synonyms"` // other wordings that count
	Banned   bool         `json:"banned"`
	Moved    []MovedOut   `json:"moved"`
	Filters  []AppliedOut `json:"filters"`
}

func queryExplainOut(q search.Query, a search.Answer) *QueryExplainOut {
	t := a.Tuned
	if t == nil {
		return nil
	}
	out := &QueryExplainOut{
		Stage: a.Stage, Words: append([]string{}, t.Words...), Stopped: append([]string{}, t.Stopped...), Synonyms: append([]string{}, t.Also...),
		Banned: t.Banned, Moved: []MovedOut{}, Filters: mapped(q.Filters, appliedOut),
	}
	for _, side := range []struct {
		action string
		list   []search.Moved
	}{{search.ActionPin, t.Curation.Pins}, {search.ActionBoost, t.Curation.Boosted}, {search.ActionBury, t.Curation.Buried}, {search.ActionHide, t.Curation.Hidden}} {
		for _, m := range side.list {
			out.Moved = append(out.Moved, MovedOut{Action: side.action, Field: m.Field, Value: m.Value, Rule: m.Rule})
		}
	}
	return out
}

// AdminExplainIn is a search whose order is explained.
type AdminExplainIn struct {
	Q        string            `query:"q" validate:"max=2000"`
	Category string            `query:"category" validate:"max=200"` // id or slug
	Filter   map[string]string `query:"filter"`
	Locale   string            `query:"locale" validate:"omitempty,oneof=en de pl"`
	Limit    *int              `query:"limit" validate:"omitempty,min=1,max=100"`
	Page     *int              `query:"page" validate:"omitempty,min=1"`
}

func (r *routes) adminExplain(c *endpoint.Call, in AdminExplainIn) (SearchOut, error) {
	if in.Locale != "" {
		c.Locale = markthalle.Locale(in.Locale)
	}
	return r.searched(c, SearchIn{Q: in.Q, Category: in.Category, Limit: in.Limit, Page: in.Page, Facets: "none"}, true)
}
