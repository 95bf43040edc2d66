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

// page returns the documents of one page and the mark of the next.
func (t *table) page(ctx context.Context, q Query) (raws []Raw, next string, err error) {
	sel, err := t.plan(q)
	if err != nil || sel == nil {
		return nil, "", err
	}
	size := q.Page.Limit
	if size <= 0 {
		size = markthalle.DefaultLimit
	}
	size = min(size, MaxPage)
	sel.Limit = size + 1
	if raws, err = t.find(ctx, *sel); err != nil || len(raws) <= size {
		return raws, "", err
	}
	raws = raws[:size]
	next, err = mark(t.shape.Name, q, sel.Index, raws[size-1])
	return raws, next, err
}

func (t *table) count(ctx context.Context, q Query) (int64, error) {
	sel, err := t.plan(q)
	if err != nil || sel == nil {
		return 0, err
	}
	if err := t.prepare(ctx); err != nil {
		return 0, err
	}
	n, err := t.driver().Count(ctx, t.shape.Name, *sel)
	return n, closed(err)
}

// each calls fn with everything that matches.
func (t *table) each(ctx context.Context, q Query, fn func(Raw) error) error {
	sel, err := t.plan(q)
	if err != nil || sel == nil {
		return err
	}
	return t.scan(ctx, *sel, fn)
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
		if n == nil && t.arrays[q.Index] == x.Eq[i].Path {
			return nil, ErrQuery.Say("%s by %q: an element cannot be absent", t.shape.Name, q.Index)
		}
		sel.Eq = append(sel.Eq, n)
	}
	if q.In != nil {
		if sel.In, err = alternatives(x.Eq[len(x.Eq)-1], q.In); err != nil {
			return nil, err
		}
		if slices.Contains(sel.In, nil) && t.arrays[q.Index] != "" {
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
