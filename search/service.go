package search

import (
	"context"
	"slices"

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
	Queries Queries         // what is searched for; nil remembers nothing
	Tuning  Tuning          // the operator's rules; nil has none
	Wall    markthalle.Wall // of names that are kept for a second; nil keeps none

	// Scope answers from vendors and catalog: suspended and holidaying vendors, hidden
	// categories (SEA-10). Without it nothing is blocked.
	Scope func(ctx context.Context, market string) (Scope, error)
	// Labels returns the present names of values of a field in a language; what it
	// leaves out keeps the name that was indexed.
	Labels func(ctx context.Context, locale markthalle.Locale, field string, values []string) (map[string]string, error)
}

// Service is search as the edges use it: an engine, and everything above it that must
// be the same on every engine.
type Service struct {
	deps  Deps
	names *names
}

// New returns a service. It panics without an engine, which is a programmer's mistake.
func New(d Deps) *Service {
	if d.Engine == nil {
		panic("search: a service needs an engine")
	}
	return &Service{deps: d, names: newNames()}
}

// Tuned returns the same service under another tuning, which counts nothing: a preview
// of what a rule would do.
func (s *Service) Tuned(t Tuning) *Service {
	d := s.deps
	d.Tuning, d.Queries = t, nil
	return &Service{deps: d, names: s.names}
}

// Answer is a result with what surrounds it.
type Answer struct {
	Result
	Help     *Help     // nil unless a text query found nothing
	Redirect *Redirect // where the operator leads this text; nil for nowhere
	Tuned    *Tuned    // what the operator's rules made of the query, when it is explained
}

// Help is shown instead of an empty page (SEA-9).
type Help struct {
	Categories []Suggestion // that are called like a word of the text, or nearly so
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
	plan, asked := NewPlan(q.Text), q
	t, err := s.tuned(ctx, &q, plan)
	if err != nil {
		return Answer{}, err
	}
	if t.Banned {
		return banned(q, t), nil
	}
	res, err := s.curate(ctx, q, t.Curation)
	if err != nil {
		return Answer{}, err
	}
	if plan.Cut && len(t.Stopped) > 0 && !slices.Contains(res.Notes, NoteCut) {
		res.Notes = append([]string{NoteCut}, res.Notes...) // the text that was searched for is shorter
	}
	if err := s.label(ctx, q.Locale, res.Facets); err != nil {
		return Answer{}, err
	}
	a := Answer{Result: res, Redirect: t.Curation.Redirect}
	if q.Explain {
		a.Tuned = &t
	}
	if len(plan.Words) == 0 {
		return a, nil
	}
	s.count(ctx, asked, t, res)
	if res.Total == 0 {
		a.Help, err = s.help(ctx, q, t)
	}
	return a, err
}

// banned is the answer to a text that the market does not answer.
func banned(q Query, t Tuned) Answer {
	a := Answer{Result: Result{Stage: StageSome, Notes: []string{NoteBanned}}}
	for _, f := range q.Facets {
		a.Facets = append(a.Facets, FacetResult{Field: f.Field, Kind: f.Kind})
	}
	if q.Explain {
		a.Tuned = &t
	}
	return a
}

// count remembers the first page of a plain text search.
func (s *Service) count(ctx context.Context, asked Query, t Tuned, res Result) {
	if s.deps.Queries == nil || asked.Uncounted || len(asked.Filters) > 0 || asked.Page > 1 {
		return
	}
	s.deps.Queries.Asked(ctx, Asked{
		Market: asked.Market, Locale: asked.Locale, Raw: asked.Text, Words: t.Words, Total: res.Total,
		Exact: res.Stage == StageWords || res.Stage == StageCode,
	})
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
func (s *Service) help(ctx context.Context, q Query, t Tuned) (*Help, error) {
	var h Help
	for _, w := range t.Words[:min(len(t.Words), maxHelpWords)] {
		sq := SuggestQuery{
			Text: w, Locale: q.Locale, Market: q.Market, Country: q.Country,
			Currency: q.Currency, Blocked: q.Blocked, Limit: 3,
		}
		found, err := s.deps.Engine.Suggest(ctx, sq)
		if err != nil {
			return nil, err
		}
		if len(found.Categories) == 0 {
			if err := s.nearNames(ctx, sq, &found); err != nil {
				return nil, err
			}
		}
		h.Categories = append(h.Categories, found.Categories...)
	}
	popular := Query{
		Locale: q.Locale, Market: q.Market, Country: q.Country, Currency: q.Currency, Blocked: q.Blocked,
		Sort: ByPopular, Size: 8,
	}
	hide(t.Curation.Hidden, &popular.Blocked, &popular.Filters)
	if len(h.Categories) > 0 {
		popular.Filters = with(popular.Filters, FieldCategory, In, []string{h.Categories[0].ID})
	}
	res, err := s.deps.Engine.Search(ctx, popular)
	if err != nil {
		return nil, err
	}
	h.Popular = res.Items
	return &h, nil
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

// Empty reports whether there is nothing in the index.
func (s *Service) Empty(ctx context.Context) (bool, error) { return s.deps.Engine.Empty(ctx) }

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
