package typesense

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/typesense/typesense-go/v3/typesense/api"
	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle/search"
)

// asked is one query on its way through the server.
type asked struct {
	e       *Engine
	q       *search.Query
	scope   filter
	fields  dynamic
	plan    search.Plan
	text    wording
	dropped []string // words of the query that are not asked for
	lost    bool     // no stage found anything
	whole   bool     // no word may be dropped
}

// Search implements search.Engine.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	start := e.o.Wall.WallNow()
	if err := q.Validate(); err != nil {
		return search.Result{}, err
	}
	if err := e.gate(ctx); err != nil {
		return search.Result{}, err
	}
	var res search.Result
	err := e.untorn(func() (err error) {
		res, err = e.search(ctx, &q)
		return err
	})
	if err != nil {
		return search.Result{}, err
	}
	res.Took = e.o.Wall.WallNow().Sub(start)
	return res, nil
}

// errTorn says that the parts of an answer contradict each other, because documents were
// written between the requests that it takes: how the text is understood is asked before
// the page is. maxTorn bounds how often such a search is done again.
var errTorn = errors.New("search: the index changed during the search")

const maxTorn = 4

// untorn does a search until its parts fit.
func (e *Engine) untorn(do func() error) error {
	err := do()
	for again := 0; again < maxTorn && errors.Is(err, errTorn); again++ {
		e.memory.forget() // another process may have written what it has counted
		err = do()
	}
	if errors.Is(err, errTorn) {
		return search.ErrUnavailable.With(err)
	}
	return err
}

func (e *Engine) ask(ctx context.Context, q *search.Query, whole bool) (*asked, error) {
	fields, err := e.dynamicFields(ctx, q)
	if err != nil {
		return nil, err
	}
	a := &asked{
		e: e, q: q, fields: fields, whole: whole, plan: search.NewPlan(q.Text),
		scope: scopeFilter(q.Market, q.Country, q.Currency, q.Blocked),
	}
	if err := a.fits(); err != nil {
		return nil, err
	}
	return a, a.understand(ctx)
}

func (e *Engine) search(ctx context.Context, q *search.Query) (search.Result, error) {
	a, err := e.ask(ctx, q, false)
	if err != nil {
		return search.Result{}, err
	}
	res := search.Result{Stage: a.text.stage}
	var b batch
	at, counts, err := a.searches(&b)
	if err != nil {
		return res, err
	}
	results, shown, err := a.look(ctx, b.searches, at.all)
	if err != nil {
		return res, err
	}
	res.Total = found(results[at.all])
	res.PriceMin, res.PriceMax = firstNumber(results[at.low], "price"), firstNumber(results[at.high], "price")
	if res.Facets, err = counts.results(ctx, results); err != nil {
		return res, err
	}
	if err := e.label(ctx, q.Locale, res.Facets); err != nil {
		return res, err
	}
	if res.Items, err = a.items(ctx, shown.docs); err != nil {
		return res, err
	}
	a.remark(&res, shown.docs)
	return res, nil
}

// completions finds the products that have all words of the query, and counts nothing else.
func (e *Engine) completions(ctx context.Context, q *search.Query) (search.Result, error) {
	a, err := e.ask(ctx, q, true)
	if err != nil {
		return search.Result{}, err
	}
	res := search.Result{Stage: a.text.stage}
	if a.lost {
		return res, nil
	}
	_, shown, err := a.look(ctx, []api.MultiSearchCollectionParameters{a.counted("")}, 0)
	if err != nil {
		return res, err
	}
	res.Items, err = a.items(ctx, shown.docs)
	return res, err
}

// look counts and finds the page. What searches[all] counts is everything found.
func (a *asked) look(ctx context.Context, searches []api.MultiSearchCollectionParameters, all int) (results []api.MultiSearchResultItem, shown page, err error) {
	both, within := errgroup.WithContext(ctx)
	both.Go(func() (err error) {
		results, err = a.e.count(within, searches)
		return err
	})
	if a.q.Size > 0 {
		both.Go(func() (err error) {
			shown, err = a.shown(within)
			return err
		})
	}
	if err := both.Wait(); err != nil {
		return nil, page{}, err
	}
	total := found(results[all])
	if a.ranked() && a.text.filtered() && a.q.Size > 0 && shown.found < total {
		// The server's text search misses some of what its filters find, beginnings of words
		// among others. What is found is fixed, so it is shown without the order of the text.
		if shown, err = a.plain(ctx); err != nil {
			return nil, page{}, err
		}
	}
	if total > 0 && (a.lost || a.q.Size > 0 && shown.found == 0) || len(shown.docs) > max(total-a.q.Offset(), 0) {
		return nil, page{}, errTorn
	}
	return results, shown, nil
}

// spots says where among the counts the parts of a result are.
type spots struct{ all, low, high int }

// searches adds the searches that count what is found.
func (a *asked) searches(b *batch) (at spots, counts *counting, err error) {
	if at.all, err = b.add(a.counted("")); err != nil {
		return at, nil, err
	}
	if at.low, err = b.add(a.extreme("asc")); err != nil {
		return at, nil, err
	}
	if at.high, err = b.add(a.extreme("desc")); err != nil {
		return at, nil, err
	}
	counts, err = a.facetSearches(b, at.all)
	return at, counts, err
}

// dynamicFields returns the attribute fields of the collection when q names any.
func (e *Engine) dynamicFields(ctx context.Context, q *search.Query) (dynamic, error) {
	attr := slices.ContainsFunc(q.Filters, func(f search.Filter) bool { return strings.HasPrefix(f.Field, search.AttrPrefix) }) ||
		slices.ContainsFunc(q.Facets, func(f search.Facet) bool { return strings.HasPrefix(f.Field, search.AttrPrefix) })
	if !attr {
		return dynamic{}, nil
	}
	known, writes := e.memory.fieldsNow()
	if known != nil {
		return known, nil
	}
	// Who begins after a write does not wait for what was asked before it.
	found, err, _ := e.look.Do("fields "+strconv.Itoa(writes), func() (any, error) { return e.collectionFields(context.WithoutCancel(ctx), writes) })
	if ctx.Err() != nil {
		return nil, ended(ctx)
	}
	if err != nil {
		return nil, err
	}
	fields, _ := found.(dynamic)
	return fields, nil
}

func (e *Engine) collectionFields(ctx context.Context, writes int) (dynamic, error) {
	current, err := e.target(ctx, e.alias())
	if err != nil {
		return nil, notReady(err)
	}
	out := dynamic{}
	err = e.call(ctx, e.o.Timeout, func(ctx context.Context) error {
		c, err := e.client.Collection(current).Retrieve(ctx)
		if err != nil {
			return err
		}
		for _, f := range c.Fields {
			out[f.Name] = true
		}
		return nil
	})
	if err != nil {
		return nil, notReady(err)
	}
	e.memory.keepFields(out, writes)
	return out, nil
}

// byText reports whether the buyer wants what fits the text best.
func (a *asked) byText() bool { return a.q.Sort == "" || a.q.Sort == search.ByRelevance }

// ranked reports whether the server scores the text.
func (a *asked) ranked() bool {
	return a.byText() && a.text.stage != search.StageAll && a.text.code == "" && len(a.text.also) == 0
}

// extreme finds the lowest or highest price of what matches.
func (a *asked) extreme(direction string) api.MultiSearchCollectionParameters {
	return a.extremeOf("price", direction, "")
}

func (a *asked) extremeOf(field, direction, except string) api.MultiSearchCollectionParameters {
	p := params(a.e.alias(), map[string]string{"include": field, "sort": field + ":" + direction}, 1, 1)
	f := filterOf(a.scope, a.q.Filters, except, a.fields)
	a.text.apply(&p, append(f, field+":>=-"+fmt.Sprint(int64(search.MaxMinor))), false)
	return p
}

func firstNumber(r api.MultiSearchResultItem, field string) *int64 {
	for _, doc := range documents(r) {
		if _, ok := doc[field]; ok {
			n := number(doc, field)
			return &n
		}
	}
	return nil
}

// items describes the products of the page by their lowest offer that passes scope and
// filters, whether or not its own text was what matched.
func (a *asked) items(ctx context.Context, matched []map[string]any) ([]search.Item, error) {
	if len(matched) == 0 {
		return nil, nil
	}
	ids := make([]string, len(matched))
	for i, doc := range matched {
		ids[i] = text(doc, "product")
	}
	base := append(filterOf(a.scope, a.q.Filters, "", a.fields), anyOf("product", ids))
	n := len(ids)
	count := func(f filter) api.MultiSearchCollectionParameters {
		p := params(a.e.alias(), map[string]string{"q": "*", "filter": f.String(), "facets": "product", "include": "id"}, 1, 0)
		p.MaxFacetValues = &n
		return p
	}
	results, err := a.e.multi(ctx, []api.MultiSearchCollectionParameters{
		params(a.e.alias(), map[string]string{
			"q": "*", "filter": base.String(), "group": "product", "include": "product,source,rank",
			"sort": "sort_price:asc,ordinal:asc",
		}, 1, n),
		count(base), count(append(base, "in_stock:=true")),
	})
	if err != nil {
		return nil, err
	}
	lowest := make(map[string]map[string]any, n)
	for _, doc := range documents(results[0]) {
		lowest[text(doc, "product")] = doc
	}
	offers, stock := facetCounts(results[1], "product"), facetCounts(results[2], "product")
	out := make([]search.Item, 0, n)
	for i, id := range ids {
		it, err := a.item(lowest[id], matched[i])
		if err != nil {
			return nil, err
		}
		it.Offers, it.InStock = offers[id], stock[id] > 0
		out = append(out, it)
	}
	return out, nil
}

func (a *asked) item(doc, matched map[string]any) (search.Item, error) {
	if doc == nil {
		doc = matched // the offers changed between the two calls
	}
	if text(doc, "source") == "" {
		return search.Item{}, errTorn // it was listed without
	}
	var s source
	if err := json.Unmarshal([]byte(text(doc, "source")), &s); err != nil {
		return search.Item{}, fmt.Errorf("typesense: source: %w", err)
	}
	it := search.Item{
		Product: s.Product, Slug: s.Slug, Offer: s.ID, Variant: s.Variant, Vendor: s.Vendor, Title: s.Title.In(a.q.Locale),
		Brand: s.Brand, Image: s.Image, PriceFrom: s.Price, Currency: s.Currency, ListPrice: s.ListPrice,
		Rating: s.Rating, RatingCount: s.RatingCount,
	}
	if a.q.Explain {
		it.Explanation = &search.Explanation{Stage: a.text.stage, Rank: number(doc, "rank"), Words: a.explain(matched)}
	}
	return it, nil
}

// explain finds the words of the query in the passages that the server keeps. Words
// that the server sees spelled in ASCII are compared in that spelling.
func (a *asked) explain(doc map[string]any) []search.WordMatch {
	if a.text.stage == search.StageAll {
		return nil
	}
	if a.text.code != "" {
		return []search.WordMatch{{Word: a.text.code, Found: a.text.code, Fields: []string{"code"}}}
	}
	words := a.text.words
	if a.text.inTurn {
		words = search.Distinct(slices.Concat(append([][]string{words}, a.text.also...)...))
	}
	return search.ExplainPassages(passagesOf(doc), strings.Fields(spellAll(words)))
}

// passagesOf returns the words that the server keeps of a document.
func passagesOf(doc map[string]any) []search.Passage {
	var out []search.Passage
	for z, name := range zoneFields {
		if words := strings.Fields(text(doc, name)); len(words) > 0 {
			out = append(out, search.Passage{Zone: search.Zone(z), Words: words})
		}
	}
	return out
}

// remark fills in what was corrected and dropped, as the first products show it.
func (a *asked) remark(res *search.Result, docs []map[string]any) {
	if a.plan.Cut && len(a.plan.Words) > 0 {
		res.Notes = append(res.Notes, search.NoteCut)
	}
	switch a.text.stage {
	case search.StageJoined:
		res.CorrectedQuery = strings.Join(a.text.words, " ")
	case search.StageTypos:
		if len(docs) > 0 {
			fixed := slices.Clone(a.text.words)
			for i, m := range a.explain(docs[0]) {
				if m.Edits > 0 {
					fixed[i] = m.Found
				}
			}
			if c := strings.Join(fixed, " "); c != strings.Join(a.plan.Words, " ") {
				res.CorrectedQuery = c
			}
		}
	case search.StageSome:
		res.Dropped = a.dropped
		res.Notes = append(res.Notes, search.NoteDropped)
	}
	if res.CorrectedQuery != "" {
		res.Notes = append(res.Notes, search.NoteCorrected)
	}
}
