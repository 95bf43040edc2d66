package bleve

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"github.com/markthalle/markthalle/search"
)

// run is one pass over the products of a view.
type run struct {
	ctx    context.Context //nolint:containedctx // lives for one call only
	v      *View
	s      *scratch
	scope  *scope
	conds  []condition
	facets []int // by group of conditions: the facet that ignores it, or -1
	text   bool
	sort   search.Sort
	count  *counter
	top    *top

	total              int
	priceMin, priceMax int64 // 0 without any
}

func newRun(ctx context.Context, v *View, cols *columns, s *scratch, q *search.Query, sc *scope) *run {
	conds, groups := compile(v, cols, q.Filters)
	r := &run{
		ctx: ctx, v: v, s: s, scope: sc, conds: conds, sort: q.Sort,
		count: newCounter(v, cols, s, q.Facets), top: &top{size: q.Offset() + q.Size},
		facets: make([]int, len(groups)),
	}
	if q.Size == 0 {
		r.top.size = 0
	}
	for g, field := range groups {
		r.facets[g] = -1
		for i, f := range q.Facets {
			if f.Field == field && !f.Conjunctive {
				r.facets[g] = i
			}
		}
	}
	return r
}

// checkEvery is how many products pass between looks at the context.
const checkEvery = 1 << 12

// products passes over all products, or with text over those that have a match.
func (r *run) products() error {
	if !r.text {
		return r.everything()
	}
	defer func() {
		for _, p := range r.s.passed {
			r.s.seen[p] = false
		}
		r.s.passed = r.s.passed[:0]
	}()
	for n, row := range r.s.rows {
		if err := r.once(n, r.v.chunks[row>>chunkBits].product[row&chunkMask]); err != nil {
			return err
		}
	}
	for n, text := range r.s.matched {
		if err := r.once(n, r.v.textProduct[text]); err != nil {
			return err
		}
	}
	return nil
}

// parallelProducts is how many products are worth a goroutine of their own.
const parallelProducts = 8192

// everything passes over all products. While no other query is at work the processors
// share them; under load each query keeps to one.
func (r *run) everything() error {
	parts := min(runtime.GOMAXPROCS(0)-int(r.s.pool.busy.Load())+1, 4, int(r.v.products/parallelProducts))
	if parts < 2 {
		return r.between(0, r.v.products)
	}
	runs := make([]*run, parts)
	errs := make([]error, parts)
	var wg sync.WaitGroup
	for i := range runs {
		runs[i] = r
		if i > 0 {
			runs[i] = r.fork()
		}
		from, to := uint64(i)*uint64(r.v.products)/uint64(parts), uint64(i+1)*uint64(r.v.products)/uint64(parts)
		wg.Go(func() { errs[i] = runs[i].between(uint32(from), uint32(to)) })
	}
	wg.Wait()
	for _, other := range runs[1:] {
		r.join(other)
	}
	return errors.Join(errs...)
}

func (r *run) between(from, to uint32) error {
	for p := from; p < to; p++ {
		if p%checkEvery == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		r.product(p)
	}
	return nil
}

// fork returns a run of the same query with counts of its own; join adds them.
func (r *run) fork() *run {
	other := *r
	other.s = r.s.pool.get(r.v)
	other.count = newCounter(r.v, r.count.cols, other.s, r.count.facets)
	other.top = &top{size: r.top.size}
	return &other
}

func (r *run) join(other *run) {
	r.total += other.total
	r.price(other.priceMin)
	r.price(other.priceMax)
	for _, c := range other.top.heap {
		r.top.offer(c)
	}
	r.s.merge(other.s)
	for i, x := range other.count.ranges {
		r.count.ranges[i].points = append(r.count.ranges[i].points, x.points...)
	}
	r.s.pool.put(other.s)
}

// once looks at a product unless it was looked at before.
func (r *run) once(n int, p uint32) error {
	if n%checkEvery == 0 && r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	if !r.s.seen[p] {
		r.s.seen[p] = true
		r.s.passed = append(r.s.passed, p)
		r.product(p)
	}
	return nil
}

// matches returns the text score of a row, 0 for no match.
func (r *run) matches(k *chunk, i, row uint32) uint32 {
	if len(r.s.rows) == 0 {
		return r.s.score[k.hot[i].text]
	}
	if _, ok := slices.BinarySearch(r.s.rows, row); ok {
		return 1
	}
	return 0
}

// rowsOf calls visit for the rows of a product that belong to the view, newest first.
// The newest rows may have been written after the view; they are passed over.
func (v *View) rowsOf(p uint32, visit func(k *chunk, i, row uint32)) {
	for n := v.heads[p>>chunkBits][p&chunkMask].Load(); n != 0; {
		row := n - 1
		at, i := int(row>>chunkBits), row&chunkMask
		var k *chunk
		if at < len(v.chunks) {
			k = v.chunks[at]
		} else {
			k = (*v.gen.cols.all.Load())[at]
		}
		if row < v.rows {
			visit(k, i, row)
		}
		n = k.hot[i].prev
	}
}

// product looks at the rows of one product. It is the inner loop of every query, so the
// links are followed here instead of through rowsOf.
func (r *run) product(p uint32) {
	var best candidate
	passed := false
	r.count.product(p)
	v := r.v
	for n := v.heads[p>>chunkBits][p&chunkMask].Load(); n != 0; {
		row := n - 1
		i := row & chunkMask
		if row >= v.rows {
			n = (*v.gen.cols.all.Load())[row>>chunkBits].hot[i].prev
			continue
		}
		k := v.chunks[row>>chunkBits]
		n = k.hot[i].prev
		if (r.text && r.matches(k, i, row) == 0) || !r.scope.sees(k, i) {
			continue
		}
		group := failsNone
		if len(r.conds) > 0 {
			group = r.failing(k, i, row)
		}
		if group == failsNone {
			r.count.count(k, i, allFacets)
			r.price(k.hot[i].price)
			if c := r.candidate(k, i, row); !passed || c.before(best) {
				best = c
			}
			passed = true
		} else if group >= 0 && r.facets[group] >= 0 {
			r.count.count(k, i, r.facets[group])
		}
	}
	if passed {
		r.total++
		r.top.offer(best)
	}
}

func (r *run) price(p int64) {
	if p == 0 {
		return
	}
	if p < r.priceMin || r.priceMin == 0 {
		r.priceMin = p
	}
	if p > r.priceMax {
		r.priceMax = p
	}
}

const (
	failsNone    = -1
	failsSeveral = -2
)

// failing returns the one group of filters that the row does not pass, failsNone or
// failsSeveral.
func (r *run) failing(k *chunk, i, row uint32) int {
	failed := failsNone
	for c := range r.conds {
		cond := &r.conds[c]
		if cond.group == failed || cond.holds(k, i, row) {
			continue
		}
		if failed != failsNone {
			return failsSeveral
		}
		failed = cond.group
	}
	return failed
}

// candidate is a product with its sort keys, lower ones first.
type candidate struct {
	first, second, ordinal int64
	row                    uint32
}

func (a candidate) before(b candidate) bool {
	if a.first != b.first {
		return a.first < b.first
	}
	if a.second != b.second {
		return a.second < b.second
	}
	if a.ordinal != b.ordinal {
		return a.ordinal < b.ordinal
	}
	return a.row < b.row
}

func (r *run) candidate(k *chunk, i, row uint32) candidate {
	c := candidate{row: row, ordinal: k.hot[i].ordinal}
	switch r.sort {
	case search.ByPrice:
		if c.first = k.hot[i].price; c.first == 0 {
			c.first = highestInt
		}
	case search.ByPriceDesc:
		if c.first = -k.hot[i].price; c.first == 0 {
			c.first = highestInt
		}
	case search.ByNewest:
		if c.first = -k.created[i]; c.first == 0 {
			c.first = highestInt
		}
	case search.ByRating:
		c.first = -k.rating[i] // missing is -1 and so comes last
	case search.ByPopular:
		c.first = -k.hot[i].popular
	default:
		if r.text {
			c.first = -int64(r.matches(k, i, row))
		}
		c.second = -int64(k.hot[i].rank)
	}
	return c
}
