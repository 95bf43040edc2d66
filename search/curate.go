package search

import (
	"context"
	"slices"
)

// What a rule does with a product, as explanations say it.
const (
	ActionPin   = "pin"
	ActionBoost = "boost"
	ActionBury  = "bury"
	ActionHide  = "hide"
)

// curator answers one query under a curation by asking the engine for disjoint parts of
// the answer and putting them one behind the other:
//
//	pins     the pinned products that pass scope and filters, whatever the text
//	boosted  by product, brand, category
//	plain    everything else
//	buried   by category, brand, product
//
// Every product is in one part: pins are excluded from all others; a product that is
// named goes before its brand, a brand before a category. So totals and counts of facets
// add up, and a page is a window over the parts. Only filters are used, no feature of an
// engine; partitions by product, brand and category are exact because all offers of a
// product share them. A vendor is one of several that sell a product: its products are
// looked up first, at most MaxResolved of them.
//
// A facet ignores filters on its own field, also those that make the parts. So facets,
// totals and prices are counted over two sets that are told apart by product only: pins,
// and all others.
type curator struct {
	engine Engine
	q      Query // scoped and without what is hidden
	cur    Curation
	rest   []Filter // of q, without pins
	took   Result   // of the rest, with its items unless there are parts
}

// curate answers q, whose scope and filters leave out what is hidden already.
func (s *Service) curate(ctx context.Context, q Query, cur Curation) (Result, error) {
	hidden := values(cur.Hidden, FieldBrand)
	asked := q
	q.Facets = widened(q.Facets, FieldBrand, len(hidden))
	res, err := s.arrange(ctx, q, cur)
	if err != nil {
		return Result{}, err
	}
	for i := range res.Facets {
		if f := &res.Facets[i]; f.Field == FieldBrand && len(hidden) > 0 {
			f.Values = SortFacet(revealed(f.Values, hidden), asked.Facets[i].Limit())
		}
	}
	return res, nil
}

// revealed leaves hidden values out. One that was chosen stays, with nothing behind it,
// so that it can be taken back.
func revealed(values []FacetValue, hidden []string) []FacetValue {
	var out []FacetValue
	for _, v := range values {
		if slices.Contains(hidden, v.Value) {
			if !v.Selected {
				continue
			}
			v.Count = 0
		}
		out = append(out, v)
	}
	return out
}

// widened asks for more values of one field.
func widened(facets []Facet, field string, n int) []Facet {
	if n == 0 {
		return facets
	}
	facets = slices.Clone(facets)
	for i, f := range facets {
		if f.Field == field && f.Kind != Ranges {
			facets[i].Size = min(f.Limit()+n, MaxFacetSize)
		}
	}
	return facets
}

// arrange asks the engine once, unless products are to be moved.
func (s *Service) arrange(ctx context.Context, q Query, cur Curation) (Result, error) {
	moves := len(cur.Pins)+len(cur.Boosted)+len(cur.Buried) > 0
	if !moves || q.Sort != "" && q.Sort != ByRelevance {
		return s.deps.Engine.Search(ctx, q)
	}
	c := &curator{engine: s.deps.Engine, q: q, cur: cur}
	return c.answer(ctx)
}

func (c *curator) answer(ctx context.Context) (Result, error) {
	pins := values(c.cur.Pins, FieldProduct)
	c.rest = without(c.q.Filters, FieldProduct, pins)
	var pinned Result
	var err error
	if len(pins) > 0 {
		if pinned, err = c.pinned(ctx, pins); err != nil {
			return Result{}, err
		}
	}
	parted := len(c.cur.Boosted)+len(c.cur.Buried) > 0
	if err := c.counted(ctx, len(pins) > 0, parted, pinned.Total); err != nil {
		return Result{}, err
	}
	out, err := c.sum(ctx, pinned)
	if err != nil {
		return Result{}, err
	}
	out.Items, err = c.page(ctx, pinned, parted)
	return out, err
}

// pinned finds the pinned products that pass scope and filters, in the operator's order.
func (c *curator) pinned(ctx context.Context, pins []string) (Result, error) {
	q := c.q
	q.Text, q.Also, q.Page, q.Size = "", nil, 1, len(pins)
	q.Filters = with(q.Filters, FieldProduct, In, pins)
	q.Facets = widest(q.Facets)
	res, err := c.engine.Search(ctx, q)
	if err != nil {
		return Result{}, err
	}
	if err := c.explainPins(ctx, q, res.Items); err != nil {
		return Result{}, err
	}
	slices.SortFunc(res.Items, func(a, b Item) int { return slices.Index(pins, a.Product) - slices.Index(pins, b.Product) })
	for i := range res.Items {
		at := slices.Index(pins, res.Items[i].Product)
		res.Items[i].moved(ActionPin, c.cur.Pins[at].Rule)
	}
	return res, nil
}

// explainPins says of pinned products that the text finds, too, where it does.
func (c *curator) explainPins(ctx context.Context, q Query, items []Item) error {
	if !c.q.Explain || len(items) == 0 || len(NewPlan(c.q.Text).Words) == 0 {
		return nil
	}
	q.Text, q.Also, q.Facets = c.q.Text, c.q.Also, nil
	res, err := c.engine.Search(ctx, q)
	if err != nil {
		return err
	}
	for _, found := range res.Items {
		if i := slices.IndexFunc(items, func(it Item) bool { return it.Product == found.Product }); i >= 0 {
			items[i].Explanation = found.Explanation
		}
	}
	return nil
}

// widest asks for as many values as there may be: what is added up must not be cut.
func widest(facets []Facet) []Facet {
	out := slices.Clone(facets)
	for i := range out {
		if out[i].Kind != Ranges {
			out[i].Size = MaxFacetSize
		}
	}
	return out
}

// counted asks for all products that are not pinned: their number and facets, and the
// page itself when they are in one part.
func (c *curator) counted(ctx context.Context, pins, parted bool, before int) error {
	q := c.q
	q.Filters = c.rest
	if pins {
		q.Facets = widest(q.Facets)
	}
	var err error
	if parted {
		q.Page, q.Size = 1, 0
		c.took, err = c.engine.Search(ctx, q)
		return err
	}
	w := window{max(0, c.q.Offset()-before), c.q.Size - max(0, min(before-c.q.Offset(), c.q.Size))}
	c.took, err = c.fetch(ctx, q, w)
	return err
}

// window is a piece of a list: so many items after an offset.
type window struct{ offset, size int }

// fetch answers a query with the items of a window. Engines know pages only, so a window
// that does not begin with one takes two.
func (c *curator) fetch(ctx context.Context, q Query, w window) (Result, error) {
	if w.size <= 0 {
		q.Page, q.Size = 1, 0
		return c.engine.Search(ctx, q)
	}
	q.Size = c.q.Size
	q.Page = w.offset/q.Size + 1
	res, err := c.engine.Search(ctx, q)
	if err != nil {
		return Result{}, err
	}
	skip := w.offset % q.Size
	if skip+w.size > q.Size && len(res.Items) == q.Size {
		q.Page, q.Facets = q.Page+1, nil
		more, err := c.engine.Search(ctx, q)
		if err != nil {
			return Result{}, err
		}
		res.Items = append(res.Items, more.Items...)
		res.Took += more.Took
	}
	res.Items = res.Items[min(skip, len(res.Items)):min(skip+w.size, len(res.Items))]
	return res, nil
}

// part is one of the disjoint parts of what is not pinned.
type part struct {
	filters []Filter
	action  string
	rules   []string
	named   []Moved // products that were named, each by its own rule
}

// page returns the items of the query's page out of pins and parts.
func (c *curator) page(ctx context.Context, pinned Result, parted bool) ([]Item, error) {
	from := min(c.q.Offset(), len(pinned.Items))
	items := slices.Clone(pinned.Items[from:min(from+c.q.Size, len(pinned.Items))])
	if !parted {
		return append(items, c.took.Items...), nil
	}
	parts, err := c.parts(ctx)
	if err != nil {
		return nil, err
	}
	offset := max(0, c.q.Offset()-pinned.Total)
	for _, p := range parts {
		need := c.q.Size - len(items)
		if need <= 0 {
			break
		}
		q := c.q
		q.Filters, q.Facets = p.filters, nil
		res, err := c.fetch(ctx, q, window{offset, need})
		if err != nil {
			return nil, err
		}
		for i := range res.Items {
			p.mark(&res.Items[i])
		}
		items = append(items, res.Items...)
		offset = max(0, offset-res.Total)
	}
	return items, nil
}

// mark says which rule moved an item of the part.
func (p *part) mark(it *Item) {
	if p.action == "" {
		return
	}
	rules := p.rules
	for _, m := range p.named {
		if m.Value == it.Product {
			rules = []string{m.Rule}
		}
	}
	it.moved(p.action, rules...)
}

// moved notes what rules did with an item that is explained.
func (it *Item) moved(action string, rules ...string) {
	if it.Explanation != nil {
		it.Explanation.Action, it.Explanation.Rules = action, rules
	}
}

// parts cuts what is not pinned into disjoint parts, in their order.
func (c *curator) parts(ctx context.Context) ([]part, error) {
	up, down, err := c.products(ctx)
	if err != nil {
		return nil, err
	}
	upIDs, downIDs := values(up, FieldProduct), values(down, FieldProduct)
	unnamed := without(c.rest, FieldProduct, slices.Concat(upIDs, downIDs))
	upBrands, downBrands := values(c.cur.Boosted, FieldBrand), values(c.cur.Buried, FieldBrand)
	unbranded := without(unnamed, FieldBrand, slices.Concat(upBrands, downBrands))
	upTrees, downTrees := values(c.cur.Boosted, FieldCategory), values(c.cur.Buried, FieldCategory)
	var out []part
	add := func(action, field string, base []Filter, list []string, moved []Moved, named []Moved) {
		if len(list) > 0 {
			out = append(out, part{filters: with(base, field, In, list), action: action, rules: rulesOf(moved, field), named: named})
		}
	}
	add(ActionBoost, FieldProduct, c.rest, upIDs, up, up)
	add(ActionBoost, FieldBrand, unnamed, upBrands, c.cur.Boosted, nil)
	add(ActionBoost, FieldCategory, unbranded, upTrees, c.cur.Boosted, nil)
	out = append(out, part{filters: without(unbranded, FieldCategory, slices.Concat(upTrees, downTrees))})
	add(ActionBury, FieldCategory, without(unbranded, FieldCategory, upTrees), downTrees, c.cur.Buried, nil)
	add(ActionBury, FieldBrand, unnamed, downBrands, c.cur.Buried, nil)
	add(ActionBury, FieldProduct, c.rest, downIDs, down, down)
	return out, nil
}

// products returns the products that are boosted or buried by themselves or by their
// vendor. What a rule names goes before what a vendor sells.
func (c *curator) products(ctx context.Context) (up, down []Moved, err error) {
	seen := map[string]bool{}
	take := func(into []Moved, list []Moved) []Moved {
		for _, m := range list {
			if m.Field == FieldProduct && !seen[m.Value] {
				seen[m.Value] = true
				into = append(into, m)
			}
		}
		return into
	}
	up, down = take(nil, c.cur.Boosted), take(nil, c.cur.Buried)
	left := c.budget(len(up) + len(down))
	for _, side := range []struct {
		of   []Moved
		into *[]Moved
	}{{c.cur.Boosted, &up}, {c.cur.Buried, &down}} {
		sold, err := c.soldBy(ctx, side.of, left)
		if err != nil {
			return nil, nil, err
		}
		left -= len(sold)
		*side.into = take(*side.into, sold)
	}
	return up, down, nil
}

// budget returns how many more products may stand in filters: a named product stands in
// one filter of each part.
func (c *curator) budget(named int) int {
	used := named + len(c.cur.Boosted) + len(c.cur.Buried)
	for _, f := range c.rest {
		used += len(f.Values)
	}
	return max(0, min(MaxResolved, MaxValues-used))
}

// soldBy finds the products of vendors among the answer, the best first.
func (c *curator) soldBy(ctx context.Context, moved []Moved, limit int) ([]Moved, error) {
	sellers := values(moved, FieldVendor)
	if len(sellers) == 0 || limit <= 0 {
		return nil, nil
	}
	rules := rulesOf(moved, FieldVendor)
	q := c.q
	q.Filters = with(c.rest, FieldVendor, In, sellers)
	q.Facets, q.Size, q.Explain = nil, MaxSize, false
	var out []Moved
	for q.Page = 1; ; q.Page++ {
		res, err := c.engine.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, it := range res.Items {
			out = append(out, Moved{Field: FieldProduct, Value: it.Product, Rule: rules[0]})
		}
		if len(res.Items) < q.Size || len(out) >= limit {
			return out[:min(len(out), limit)], nil
		}
	}
}
