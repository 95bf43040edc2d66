package search

import (
	"context"
	"strings"

	"github.com/markthalle/markthalle"
)

// Scope is what everybody may see in a market at the moment. It is asked for with
// every query, so it must come from memory.
type Scope struct {
	Currency string // that the market's prices are compared in; empty is any
	Blocked  Blocked
}

// Deps is what a Service needs. All but Engine may be left out.
type Deps struct {
	Engine  Engine
	Queries *Queries // popular queries; nil remembers none

	// Scope answers from vendors and catalog: suspended and holidaying vendors, hidden
	// categories (SEA-10). Without it nothing is blocked.
	Scope func(ctx context.Context, market string) (Scope, error)
	// Synonyms returns other wordings that count as text in a language (SEA-7).
	Synonyms func(ctx context.Context, locale markthalle.Locale, text string) ([]string, error)
	// Labels returns the present names of values of a field in a language; what it
	// leaves out keeps the name that was indexed.
	Labels func(ctx context.Context, locale markthalle.Locale, field string, values []string) (map[string]string, error)
}

// Service is search as the edges use it: an engine, and everything above it that must
// be the same on every engine.
type Service struct{ deps Deps }

// New returns a service. It panics without an engine, which is a programmer's mistake.
func New(d Deps) *Service {
	if d.Engine == nil {
		panic("search: a service needs an engine")
	}
	return &Service{deps: d}
}

// Answer is a result with what helps when there is none.
type Answer struct {
	Result
	Help *Help // nil unless a text query found nothing
}

// Help is shown instead of an empty page (SEA-9).
type Help struct {
	Categories []Suggestion // that are called like a word of the text
	Popular    []Item       // in the first of these categories, or in the market
}

// maxHelpWords bounds the look-ups for one empty page.
const maxHelpWords = 3

// Search answers a buyer's query. It returns the errors of Engine.Search.
func (s *Service) Search(ctx context.Context, q Query) (Answer, error) {
	if err := q.Validate(); err != nil {
		return Answer{}, err
	}
	if err := s.scoped(ctx, q.Market, &q.Currency, &q.Blocked); err != nil {
		return Answer{}, err
	}
	plan := NewPlan(q.Text)
	if s.deps.Synonyms != nil && len(plan.Words) > 0 {
		also, err := s.deps.Synonyms(ctx, q.Locale, strings.Join(plan.Words, " "))
		if err != nil {
			return Answer{}, err
		}
		q.Also = append(q.Also[:len(q.Also):len(q.Also)], also...)
		q.Also = q.Also[:min(len(q.Also), MaxAlso)]
	}
	res, err := s.deps.Engine.Search(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	if err := s.label(ctx, q.Locale, res.Facets); err != nil {
		return Answer{}, err
	}
	a := Answer{Result: res}
	if len(plan.Words) == 0 {
		return a, nil
	}
	if len(q.Filters) == 0 && q.Page <= 1 && !strings.ContainsRune(q.Text, '@') {
		s.deps.Queries.learn(q.Market, q.Locale, plan.Words, res.Total, res.Stage)
	}
	if res.Total == 0 {
		a.Help, err = s.help(ctx, q, plan.Words)
	}
	return a, err
}

// scoped adds the scope of a market to what the caller asked for.
func (s *Service) scoped(ctx context.Context, market string, currency *string, blocked *Blocked) error {
	if s.deps.Scope == nil {
		return nil
	}
	sc, err := s.deps.Scope(ctx, market)
	if err != nil {
		return err
	}
	if *currency == "" {
		*currency = sc.Currency
	}
	join := func(a, b []string) []string { return append(a[:len(a):len(a)], b...) }
	blocked.Vendors = join(blocked.Vendors, sc.Blocked.Vendors)
	blocked.Categories = join(blocked.Categories, sc.Blocked.Categories)
	return nil
}

func (s *Service) label(ctx context.Context, locale markthalle.Locale, facets []FacetResult) error {
	if s.deps.Labels == nil {
		return nil
	}
	for _, f := range facets {
		if f.Kind == Ranges || len(f.Values) == 0 {
			continue
		}
		values := make([]string, len(f.Values))
		for i, v := range f.Values {
			values[i] = v.Value
		}
		labels, err := s.deps.Labels(ctx, locale, f.Field, values)
		if err != nil {
			return err
		}
		for i := range f.Values {
			if l := labels[f.Values[i].Value]; l != "" {
				f.Values[i].Label = l
			}
		}
	}
	return nil
}

// help looks for a category that is called like one of the words, and for what is
// popular there.
func (s *Service) help(ctx context.Context, q Query, words []string) (*Help, error) {
	var h Help
	for _, w := range words[:min(len(words), maxHelpWords)] {
		found, err := s.deps.Engine.Suggest(ctx, SuggestQuery{
			Text: w, Locale: q.Locale, Market: q.Market, Country: q.Country,
			Currency: q.Currency, Blocked: q.Blocked, Limit: 3,
		})
		if err != nil {
			return nil, err
		}
		h.Categories = append(h.Categories, found.Categories...)
	}
	popular := Query{
		Locale: q.Locale, Market: q.Market, Country: q.Country, Currency: q.Currency, Blocked: q.Blocked,
		Sort: ByPopular, Size: 8,
	}
	if len(h.Categories) > 0 {
		popular.Filters = []Filter{{Field: FieldCategory, Op: In, Values: []string{h.Categories[0].ID}}}
	}
	res, err := s.deps.Engine.Search(ctx, popular)
	if err != nil {
		return nil, err
	}
	h.Popular = res.Items
	return &h, nil
}

// Suggest completes what a buyer is typing: popular queries, products, categories,
// brands and vendors (SEA-8).
func (s *Service) Suggest(ctx context.Context, q SuggestQuery) (Suggestions, error) {
	if err := q.Validate(); err != nil {
		return Suggestions{}, err
	}
	if err := s.scoped(ctx, q.Market, &q.Currency, &q.Blocked); err != nil {
		return Suggestions{}, err
	}
	out, err := s.deps.Engine.Suggest(ctx, q)
	if err != nil {
		return Suggestions{}, err
	}
	out.Queries = s.deps.Queries.Popular(q.Market, q.Locale, q.Text, q.Max())
	return out, nil
}

// Index projects documents into the engine: the reactions to catalog and buybox events
// call it. There is one result for each document; a retry does no harm.
func (s *Service) Index(ctx context.Context, docs []Document) []error {
	return s.deps.Engine.Index(ctx, docs)
}

// Delete removes documents as of a revision.
func (s *Service) Delete(ctx context.Context, gone []Tombstone) []error {
	return s.deps.Engine.Delete(ctx, gone)
}

// Rebuild replaces the index by what feed yields while searches and writes go on, and
// reports how many documents were read after each step of 1,000.
func (s *Service) Rebuild(ctx context.Context, feed func(yield func(Document) error) error, progress func(read int64)) error {
	var read int64
	return s.deps.Engine.Rebuild(ctx, func(yield func(Document) error) error {
		return feed(func(d Document) error {
			read++
			if progress != nil && read%1000 == 0 {
				progress(read)
			}
			return yield(d)
		})
	})
}

// Ready returns nil when the index answers and is complete.
func (s *Service) Ready(ctx context.Context) error { return s.deps.Engine.Ready(ctx) }

// Stats counts and proves the content of the index.
func (s *Service) Stats(ctx context.Context) (Stats, error) { return s.deps.Engine.Stats(ctx) }

// Verify compares the index with the digest of the store.
func (s *Service) Verify(ctx context.Context, store Digest) error {
	have, err := s.deps.Engine.Stats(ctx)
	if err != nil {
		return err
	}
	if have.Documents != store.Count() || have.Checksum != store.String() {
		return markthalle.Errorf(markthalle.Conflict, "search.differs",
			"The index holds %d documents with checksum %s, the store %d with %s.",
			have.Documents, have.Checksum, store.Count(), store.String())
	}
	return nil
}
