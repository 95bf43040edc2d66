package search

import (
	"context"
	"slices"
)

// The reasons why an offer is not found, in the order in which they are looked for.
const (
	ReasonNotIndexed = "not_indexed" // it has not arrived, or was removed
	ReasonScope      = "scope"       // market, country, currency, or something blocked hides it
	ReasonBanned     = "banned"      // the text holds a term that the market does not answer
	ReasonHidden     = "hidden"      // a rule of the operator hides it from this query
	ReasonFilters    = "filters"
	ReasonText       = "text"
	ReasonRank       = "rank" // it is found, but further down than was looked
	ReasonFound      = "found"
)

// Diagnosis says why an offer is or is not among the results of a query (SEA-12).
type Diagnosis struct {
	Reason   string
	Filters  []Filter // that exclude the offer, each by itself
	Position int      // of its product, from 1; 0 when it was not reached
	Total    int      // products that the query finds
	Item     *Item    // as a result, with its explanation
	Words    []string // that were searched for, without stop phrases
	Missing  []string // of them, those that the offer does not have
}

// diagnoseDepth is how many products are looked through for the position.
const diagnoseDepth = 1000

// Diagnose finds out why an offer is where it is for a query.
func (s *Service) Diagnose(ctx context.Context, offer string, q Query) (Diagnosis, error) {
	if err := q.Validate(); err != nil {
		return Diagnosis{}, err
	}
	asked := q
	if err := s.scoped(ctx, q.Market, &q.Currency, &q.Blocked); err != nil {
		return Diagnosis{}, err
	}
	q.Facets, q.Page, q.Size, q.Explain = nil, 1, 1, true
	only := Filter{Field: FieldOffer, Op: In, Values: []string{offer}}
	bare, err := s.deps.Engine.Search(ctx, Query{Filters: []Filter{only}, Size: 1, Locale: q.Locale, Explain: true})
	if err != nil || bare.Total == 0 {
		return Diagnosis{Reason: ReasonNotIndexed}, err
	}
	// has asks whether the offer is left under filters, without the text.
	has := func(q Query, filters ...Filter) (bool, error) {
		q.Text, q.Also, q.Filters = "", nil, append([]Filter{only}, filters...)
		r, err := s.deps.Engine.Search(ctx, q)
		return r.Total > 0, err
	}
	if ok, err := has(q); err != nil || !ok {
		return Diagnosis{Reason: ReasonScope}, err
	}
	own := q.Filters
	tuned := q
	t, err := s.tuned(ctx, &tuned, NewPlan(q.Text))
	if err != nil {
		return Diagnosis{}, err
	}
	d := Diagnosis{Words: t.Words}
	if t.Banned {
		d.Reason = ReasonBanned
		return d, nil
	}
	if ok, err := has(tuned, tuned.Filters[len(own):]...); err != nil || !ok {
		d.Reason = ReasonHidden
		return d, err
	}
	for _, f := range own {
		ok, err := has(tuned, f)
		if err != nil {
			return d, err
		}
		if !ok {
			d.Reason = ReasonFilters
			d.Filters = append(d.Filters, f)
		}
	}
	if d.Reason != "" {
		return d, nil
	}
	return s.placed(ctx, asked, tuned, t, bare.Items[0], d)
}

// placed looks for the offer's product among the results as a buyer sees them.
func (s *Service) placed(ctx context.Context, asked, tuned Query, t Tuned, it Item, d Diagnosis) (Diagnosis, error) {
	alone := tuned
	alone.Filters = with(tuned.Filters, FieldOffer, In, []string{it.Offer})
	r, err := s.deps.Engine.Search(ctx, alone)
	if err != nil {
		return d, err
	}
	relevance := asked.Sort == "" || asked.Sort == ByRelevance
	pinned := relevance && slices.Contains(values(t.Curation.Pins, FieldProduct), it.Product)
	if r.Total == 0 && !pinned {
		d.Reason = ReasonText
		d.Missing = s.missing(ctx, tuned, it.Offer, t.Words)
		return d, nil
	}
	if r.Total > 0 {
		it = r.Items[0]
	}
	d.Reason, d.Item = ReasonRank, &it
	asked.Facets, asked.Size, asked.Explain, asked.Uncounted = nil, MaxSize, true, true
	for asked.Page = 1; (asked.Page-1)*asked.Size < diagnoseDepth; asked.Page++ {
		a, err := s.Search(ctx, asked)
		if err != nil {
			return d, err
		}
		d.Total = a.Total
		for i, x := range a.Items {
			if x.Product == it.Product {
				d.Reason, d.Position, d.Item = ReasonFound, asked.Offset()+i+1, &a.Items[i]
				return d, nil
			}
		}
		if len(a.Items) < asked.Size {
			break
		}
	}
	return d, nil
}

// missing returns the words that do not find the offer by themselves. What cannot be
// asked is not reported: the answer stands without it.
func (s *Service) missing(ctx context.Context, q Query, offer string, words []string) []string {
	var out []string
	q.Filters = []Filter{{Field: FieldOffer, Op: In, Values: []string{offer}}}
	q.Also, q.Explain = nil, false
	for _, w := range words {
		q.Text = w
		if r, err := s.deps.Engine.Search(ctx, q); err == nil && r.Total == 0 {
			out = append(out, w)
		}
	}
	return out
}
