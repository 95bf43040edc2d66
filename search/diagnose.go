package search

import "context"

// The reasons why an offer is not found, in the order in which they are looked for.
const (
	ReasonNotIndexed = "not_indexed" // it has not arrived, or was removed
	ReasonScope      = "scope"       // market, country, currency, or something blocked hides it
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
	Item     *Item    // as a result, with its explanation
}

// diagnoseDepth is how many products are looked through for the position.
const diagnoseDepth = 1000

// Diagnose finds out why an offer is where it is for a query.
func (s *Service) Diagnose(ctx context.Context, offer string, q Query) (Diagnosis, error) {
	if err := q.Validate(); err != nil {
		return Diagnosis{}, err
	}
	if err := s.scoped(ctx, q.Market, &q.Currency, &q.Blocked); err != nil {
		return Diagnosis{}, err
	}
	q.Facets, q.Page, q.Size, q.Explain = nil, 1, 1, true
	only := Filter{Field: FieldOffer, Op: In, Values: []string{offer}}
	has := func(x Query) (Result, error) { return s.deps.Engine.Search(ctx, x) }

	bare := Query{Filters: []Filter{only}}
	if r, err := has(bare); err != nil || r.Total == 0 {
		return Diagnosis{Reason: ReasonNotIndexed}, err
	}
	scoped := q
	scoped.Text, scoped.Also, scoped.Filters = "", nil, []Filter{only}
	if r, err := has(scoped); err != nil || r.Total == 0 {
		return Diagnosis{Reason: ReasonScope}, err
	}
	d := Diagnosis{}
	for _, f := range q.Filters {
		scoped.Filters = []Filter{only, f}
		r, err := has(scoped)
		if err != nil {
			return d, err
		}
		if r.Total == 0 {
			d.Reason = ReasonFilters
			d.Filters = append(d.Filters, f)
		}
	}
	if d.Reason != "" {
		return d, nil
	}
	textual := q
	textual.Filters = append(q.Filters[:len(q.Filters):len(q.Filters)], only)
	r, err := has(textual)
	if err != nil {
		return d, err
	}
	if r.Total == 0 {
		return Diagnosis{Reason: ReasonText}, nil
	}
	return s.position(ctx, q, r.Items[0])
}

// position looks for the product page by page.
func (s *Service) position(ctx context.Context, q Query, it Item) (Diagnosis, error) {
	d := Diagnosis{Reason: ReasonRank, Item: &it}
	q.Size, q.Explain = MaxSize, false
	for q.Page = 1; (q.Page-1)*q.Size < diagnoseDepth; q.Page++ {
		r, err := s.deps.Engine.Search(ctx, q)
		if err != nil {
			return d, err
		}
		for i, x := range r.Items {
			if x.Product == it.Product {
				d.Reason, d.Position = ReasonFound, q.Offset()+i+1
				return d, nil
			}
		}
		if len(r.Items) < q.Size {
			break
		}
	}
	return d, nil
}
