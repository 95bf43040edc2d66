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
	lead   bool // only the first products by relevance are wanted, not how many there are
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
	defer clear(r.s.chosen)
	if r.lead && len(r.s.rows) == 0 {
		return r.leading()
	}
	for _, row := range r.s.rows {
		k, i := r.v.at(row)
		r.s.chosen.add(k.product[i])
	}
	for _, text := range r.s.matched {
		r.s.chosen.add(r.v.textProduct[text])
	}
	n := 0
	for p := range r.s.chosen.all() {
		if n++; n%checkEvery == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		r.product(p)
	}
	r.pass()
	return nil
}

// leading looks only at products that may be among the first. What is found of a product is
// at most as good as the best rank of a row with the text that matched.
func (r *run) leading() error {
	for n, text := range r.s.matched {
		if n%checkEvery == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		p := r.v.textProduct[text]
		best := candidate{first: -int64(r.s.score[text]), second: -int64(r.v.textRank[text>>chunkBits][text&chunkMask].Load())}
		if r.top.takes(best) && !r.s.chosen.has(p) {
			r.s.chosen.add(p)
			r.product(p)
			r.pass()
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
	for i := range runs {
		if runs[i] = r; i > 0 {
			runs[i] = r.fork()
		}
	}
	errs := make([]error, parts)
	var wg sync.WaitGroup
	for i := range runs {
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
	r.pass()
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

// matches returns the text score of a row, 0 for no match.
func (r *run) matches(h *hotRow, row uint32) uint32 {
	if len(r.s.rows) == 0 {
		return r.s.score[h.text]
	}
	if _, ok := slices.BinarySearch(r.s.rows, row); ok {
		return 1
	}
	return 0
}

// at returns where a row is, which may have been written after the view.
func (v *View) at(row uint32) (k *chunk, i uint32) {
	if row < v.rows {
		return v.chunks[row>>chunkBits], row & chunkMask
	}
	return (*v.gen.cols.all.Load())[row>>chunkBits], row & chunkMask
}

// hot returns what nearly every query reads of a row of the view.
func (v *View) hot(row uint32) *hotRow { return &v.chunks[row>>chunkBits].hot[row&chunkMask] }

// rowsOf calls visit for the rows of a product that belong to the view, newest first.
// The newest rows may have been written after the view; they are passed over.
func (v *View) rowsOf(p uint32, visit func(h *hotRow, row uint32)) {
	for n := head(v.heads[p>>chunkBits][p&chunkMask].Load()).newest(); n != 0; {
		k, i := v.at(n - 1)
		if n <= v.rows {
			visit(&k.hot[i], n-1)
		}
		n = k.hot[i].prev
	}
}

// product puts the rows of one product that can be seen and match the text into the block.
// It is the inner loop of every query, so the rows are passed over here instead of by
// rowsOf: what lies together is read without waiting for links.
func (r *run) product(p uint32) {
	v, b := r.v, &r.s.block
	first := head(v.heads[p>>chunkBits][p&chunkMask].Load())
	for n, run := first.newest(), first.run(); n != 0; {
		row := n - 1
		if run > 0 {
			n, run = row, run-1
		} else {
			k, i := v.at(row)
			n = k.hot[i].prev
		}
		if row >= v.rows {
			continue
		}
		h := v.hot(row)
		if (r.text && r.matches(h, row) == 0) || !r.scope.sees(h) {
			continue
		}
		group := failsNone
		if len(r.conds) > 0 {
			if group = r.failing(h, row); group == failsSeveral || (group >= 0 && r.facets[group] < 0) {
				continue
			}
		}
		b.add(row, p, group)
	}
	if len(b.rows) >= blockRows {
		r.pass()
	}
}

// pass counts the rows of the block, offers their products to the top and empties it.
func (r *run) pass() {
	b := &r.s.block
	r.count.block(b, r.facets)
	var best candidate
	product := uint32(0) // plus 1: the one that best is of
	for j, row := range b.rows {
		if b.group[j] != failsNone {
			continue
		}
		h := r.v.hot(row)
		r.price(h.price)
		c := r.candidate(h, row)
		if stamp := b.product[j] + 1; stamp != product {
			r.offer(product, best)
			product, best = stamp, c
		} else if c.before(best) {
			best = c
		}
	}
	r.offer(product, best)
	b.clear()
}

func (r *run) offer(product uint32, best candidate) {
	if product != 0 {
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
func (r *run) failing(h *hotRow, row uint32) int {
	failed := failsNone
	for c := range r.conds {
		cond := &r.conds[c]
		if cond.group == failed || cond.holds(r.v, h, row) {
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

func (r *run) candidate(h *hotRow, row uint32) candidate {
	c := candidate{row: row, ordinal: h.ordinal}
	switch r.sort {
	case search.ByPrice:
		if c.first = h.price; c.first == 0 {
			c.first = highestInt
		}
	case search.ByPriceDesc:
		if c.first = -h.price; c.first == 0 {
			c.first = highestInt
		}
	case search.ByNewest:
		k, i := r.v.at(row)
		if c.first = -k.created[i]; c.first == 0 {
			c.first = highestInt
		}
	case search.ByRating:
		k, i := r.v.at(row)
		c.first = -k.rating[i] // missing is -1 and so comes last
	case search.ByPopular:
		c.first = -h.popular
	default:
		if r.text {
			c.first = -int64(r.matches(h, row))
		}
		c.second = -int64(h.rank)
	}
	return c
}
