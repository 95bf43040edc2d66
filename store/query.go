package store

import (
	"context"
	"slices"

	"github.com/markthalle/markthalle"
)

// Query asks for documents by one declared index.
type Query struct {
	Index    string               // a declared index, or empty for all documents by id
	Eq       []any                // values of the Eq fields in their order, all of them; nil asks for absence
	In       []any                // alternatives for the last Eq field, which Eq then leaves out; ≤ MaxIn; empty finds nothing
	From, To any                  // From ≤ first Sort field < To; nil is open; absent values lie in no range
	Desc     bool                 // direction of all Sort fields and of the id behind them
	Page     markthalle.PageQuery // Limit up to MaxPage
}

// Find returns one page of what matches, in the order of the index. The page stays right
// while documents are inserted: its mark names the last item, not a position.
//
// It returns ErrIndexUnknown and ErrQuery for queries that do not fit a declared index,
// ErrCursor for a mark of another list.
func (c *Collection[T]) Find(ctx context.Context, q Query) (markthalle.Page[T], error) {
	var page markthalle.Page[T]
	sel, err := c.t.plan(q)
	if err != nil {
		return page, err
	}
	if sel == nil {
		return page, nil
	}
	size := q.Page.Limit
	if size <= 0 {
		size = markthalle.DefaultLimit
	}
	size = min(size, MaxPage)
	sel.Limit = size + 1
	raws, err := c.t.find(ctx, *sel)
	if err != nil {
		return page, err
	}
	if len(raws) > size {
		raws = raws[:size]
		if page.Next, err = mark(c.t.shape.Name, q, sel.Index, raws[size-1]); err != nil {
			return page, err
		}
	}
	page.Items = make([]T, 0, len(raws))
	for _, raw := range raws {
		doc, err := c.decode(raw)
		if err != nil {
			return markthalle.Page[T]{}, err
		}
		page.Items = append(page.Items, doc)
	}
	return page, nil
}

// Count returns how many documents match.
func (c *Collection[T]) Count(ctx context.Context, q Query) (int64, error) {
	sel, err := c.t.plan(q)
	if err != nil || sel == nil {
		return 0, err
	}
	if err := c.t.prepare(ctx); err != nil {
		return 0, err
	}
	n, err := c.t.driver().Count(ctx, c.t.shape.Name, *sel)
	return n, closed(err)
}

// Scan calls fn with everything that matches, in the order of the index, and stops at
// fn's first error. It reads in pages: a document that is there all the time, and keeps
// its place, is seen exactly once. Page is not used, except that its Cursor may say
// where to begin.
func (c *Collection[T]) Scan(ctx context.Context, q Query, fn func(T) error) error {
	sel, err := c.t.plan(q)
	if err != nil || sel == nil {
		return err
	}
	return c.t.scan(ctx, *sel, func(raw Raw) error {
		doc, err := c.decode(raw)
		if err != nil {
			return err
		}
		return fn(doc)
	})
}

func (t *table) find(ctx context.Context, sel Select) ([]Raw, error) {
	if err := t.prepare(ctx); err != nil {
		return nil, err
	}
	raws, err := t.driver().Find(ctx, t.shape.Name, sel)
	return raws, closed(err)
}

// scan calls fn with all that sel selects, page by page.
func (t *table) scan(ctx context.Context, sel Select, fn func(Raw) error) error {
	if err := t.prepare(ctx); err != nil {
		return err
	}
	return scanTable(ctx, t.driver(), t.shape.Name, sel, fn)
}

func scanTable(ctx context.Context, d Driver, table string, sel Select, fn func(Raw) error) error {
	sel.Limit = MaxPage
	for {
		raws, err := d.Find(ctx, table, sel)
		if err != nil {
			return closed(err)
		}
		for _, raw := range raws {
			if err := fn(raw); err != nil {
				return err
			}
		}
		if len(raws) < MaxPage {
			return nil
		}
		if sel.After, sel.AfterID, err = position(sel.Index, raws[len(raws)-1]); err != nil {
			return err
		}
	}
}

// plan checks a query against the declared indexes. A nil Select matches nothing.
func (t *table) plan(q Query) (*Select, error) {
	x, err := t.index(q.Index)
	if err != nil {
		return nil, err
	}
	sel := &Select{Index: x, Desc: q.Desc}
	eq := q.Eq
	if t.spec.Deletable && x != nil && !x.Sparse {
		eq = append([]any{nil}, eq...)
	}
	fields := 0
	if x != nil {
		fields = len(x.Eq)
	}
	if q.In != nil {
		fields--
	}
	if len(eq) != fields {
		return nil, ErrQuery.Say("%s by %q wants %d values for its Eq fields, got %d", t.shape.Name, q.Index, fields, len(eq))
	}
	for i, v := range eq {
		n, err := x.Eq[i].normal(v)
		if err != nil {
			return nil, err
		}
		if n == nil && t.each[q.Index] == x.Eq[i].Path {
			return nil, ErrQuery.Say("%s by %q: an element cannot be absent", t.shape.Name, q.Index)
		}
		sel.Eq = append(sel.Eq, n)
	}
	if q.In != nil {
		if sel.In, err = alternatives(x.Eq[len(x.Eq)-1], q.In); err != nil {
			return nil, err
		}
		if slices.Contains(sel.In, nil) && t.each[q.Index] != "" {
			return nil, ErrQuery.Say("%s by %q: an element cannot be absent", t.shape.Name, q.Index)
		}
		if len(sel.In) == 0 {
			return nil, nil //nolint:nilnil // documented: matches nothing
		}
	}
	if err := t.bound(sel, q); err != nil {
		return nil, err
	}
	if q.Page.Cursor != "" {
		sel.After, sel.AfterID, err = readMark(t.shape.Name, q, x)
	}
	return sel, err
}

func (t *table) index(name string) (*Index, error) {
	if name == "" {
		if !t.spec.Deletable {
			return nil, nil //nolint:nilnil // a nil index is the order by id
		}
		name = indexLive
	}
	for i := range t.shape.Indexes {
		if t.shape.Indexes[i].Name == name {
			return &t.shape.Indexes[i], nil
		}
	}
	return nil, ErrIndexUnknown.Say("%s has no index %q.", t.shape.Name, name)
}

func alternatives(f Field, in []any) ([]any, error) {
	if len(in) > MaxIn {
		return nil, ErrQuery.Say("%d alternatives for %s; %d is the bound", len(in), f.Path, MaxIn)
	}
	out := make([]any, 0, len(in))
	seen := make(map[any]bool, len(in))
	for _, v := range in {
		n, err := f.normal(v)
		if err != nil {
			return nil, err
		}
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out, nil
}

func (t *table) bound(sel *Select, q Query) error {
	if q.From == nil && q.To == nil {
		return nil
	}
	if sel.Index == nil || len(sel.Index.Sort) == 0 {
		return ErrQuery.Say("%s by %q has no Sort field for a range", t.shape.Name, q.Index)
	}
	var err error
	if sel.From, err = sel.Index.Sort[0].normal(q.From); err != nil {
		return err
	}
	sel.To, err = sel.Index.Sort[0].normal(q.To)
	return err
}
