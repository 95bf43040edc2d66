package bleve

import (
	"context"
	"errors"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// Search implements search.Engine.
func (e *Engine) Search(ctx context.Context, q search.Query) (search.Result, error) {
	start := e.wall.WallNow()
	if err := q.Validate(); err != nil {
		return search.Result{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	if err := e.enter(ctx); err != nil {
		return search.Result{}, classify(ctx, err)
	}
	defer e.leave()
	g, v, err := e.acquire()
	if err != nil {
		return search.Result{}, err
	}
	defer v.release()
	s := e.pool.get(v)
	defer e.pool.put(s)
	res, err := g.search(ctx, v, s, &q, false)
	if err != nil {
		return search.Result{}, classify(ctx, err)
	}
	res.Took = e.wall.WallNow().Sub(start)
	return res, nil
}

// search answers a query. With lead nobody asks how much there is, or for facets.
func (g *generation) search(ctx context.Context, v *View, s *scratch, q *search.Query, lead bool) (search.Result, error) {
	sc := newScope(v, g.cols, q.Market, q.Country, q.Currency, q.Blocked)
	plan := search.NewPlan(q.Text)
	text := len(plan.Words) > 0
	key := facetsKey(q, text)
	known, counted := v.memo.facets.get(key)
	asked := *q
	if counted {
		asked.Facets = nil
	}
	r := newRun(ctx, v, g.cols, s, &asked, sc)
	res := search.Result{Stage: search.StageAll}
	f := found{stage: search.StageAll}
	if text {
		r.text, r.lead = true, lead
		s.forText(v)
		m, err := newMatcher(ctx, v, s)
		if err != nil {
			return res, err
		}
		if f, err = m.text(plan, q.Also, sc); err != nil {
			return res, err
		}
		res.Stage, res.CorrectedQuery, res.Dropped = f.stage, f.corrected, f.dropped
		res.Notes = notes(plan, f, m.bounded)
	}
	page, err := r.page(q, text, counted || len(q.Facets) == 0)
	if err != nil {
		return res, err
	}
	res.Total = r.total
	if r.priceMax > 0 {
		lo, hi := r.priceMin, r.priceMax
		res.PriceMin, res.PriceMax = &lo, &hi
	}
	if res.Facets = own(known); !counted {
		if res.Facets = r.count.results(q.Locale, q.Filters); key != "" {
			v.memo.facets.put(key, own(res.Facets))
		}
	}
	for _, c := range page {
		it, err := g.item(r, c, q, f)
		if err != nil {
			return res, err
		}
		res.Items = append(res.Items, it)
	}
	return res, nil
}

// page passes over the products and returns those that q shows. A query without text whose
// order is known only counts what is not counted yet.
func (r *run) page(q *search.Query, text, counted bool) ([]candidate, error) {
	from, to := q.Offset(), q.Offset()+q.Size
	key := orderKey(q, text)
	o, ok := r.v.memo.orders.get(key)
	if ok && o.reaches(to) {
		if r.top.size = 0; !counted {
			if err := r.products(); err != nil {
				return nil, err
			}
		}
		r.total, r.priceMin, r.priceMax = o.total, o.priceMin, o.priceMax
		return o.page(from, to), nil
	}
	if key != "" && q.Size > 0 {
		r.top.size = min(max(2*to, minOrder), search.MaxDepth)
	}
	if err := r.products(); err != nil {
		return nil, err
	}
	all := r.top.sorted()
	if key != "" && q.Size > 0 && (!ok || len(o.rows) < len(all)) {
		r.v.memo.orders.put(key, r.order(all))
	}
	return all[min(from, len(all)):min(to, len(all))], nil
}

func notes(plan search.Plan, f found, bounded bool) []string {
	var out []string
	for _, n := range []struct {
		applies bool
		note    string
	}{
		{plan.Cut, search.NoteCut},
		{f.corrected != "", search.NoteCorrected},
		{f.stage == search.StageSome, search.NoteDropped},
		{bounded, search.NoteBounded},
	} {
		if n.applies {
			out = append(out, n.note)
		}
	}
	return out
}

// item describes a product by its lowest offer that passes scope and filters, whether
// or not that offer's own text was what matched.
func (g *generation) item(r *run, c candidate, q *search.Query, f found) (search.Item, error) {
	v := r.v
	product := v.chunks[c.row>>chunkBits].product[c.row&chunkMask]
	lowest, at := candidate{}, uint32(0)
	it := search.Item{}
	v.rowsOf(product, func(h *hotRow, row uint32) {
		if !r.scope.sees(h) || r.failing(h, row) != failsNone {
			return
		}
		it.Offers++
		it.InStock = it.InStock || v.sigs[h.sig].inStock
		x := candidate{first: h.price, ordinal: h.ordinal, row: row}
		if x.first == 0 {
			x.first = highestInt
		}
		if it.Offers == 1 || x.before(lowest) {
			lowest, at = x, row
		}
	})
	d, err := g.shown(v, r.s, at, q.Explain)
	if err != nil {
		return it, err
	}
	it.Product, it.Slug, it.Offer, it.Variant, it.Vendor = d.Product, d.Slug, d.ID, d.Variant, d.Vendor
	it.Title, it.Brand, it.Image = d.Title.In(q.Locale), d.Brand, d.Image
	it.PriceFrom, it.Currency, it.ListPrice = d.Price, d.Currency, d.ListPrice
	it.Rating, it.RatingCount = d.Rating, d.RatingCount
	if q.Explain {
		x := &search.Explanation{Stage: f.stage, Rank: d.Rank(), Words: search.ExplainWords(&d, f.words)}
		if r.text {
			x.Score = -c.first
			if q.Sort != "" && q.Sort != search.ByRelevance {
				x.Score = 0
			}
		}
		it.Explanation = x
	}
	return it, nil
}

// shown reads a row's document as far as results show it, or all of it.
func (g *generation) shown(v *View, s *scratch, row uint32, all bool) (d search.Document, err error) {
	k, i := v.at(row)
	b, err := g.log.read(k.offset[i], k.length[i], s.record[:])
	if err != nil {
		return d, err
	}
	if all {
		return decodeDocument(b)
	}
	return d, decodeCard(b, &d)
}

// classify turns what went wrong into the errors of the port.
func classify(ctx context.Context, err error) error {
	var known *markthalle.Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return search.ErrTimeout.With(err)
	case errors.Is(err, context.Canceled):
		return context.Cause(ctx)
	default:
		return search.ErrUnavailable.With(err)
	}
}
