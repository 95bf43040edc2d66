package bringin

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/ledger"
	"github.com/markthalle/markthalle/orders"
	"github.com/markthalle/markthalle/payouts"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/vendors"
)

// Target is the market that is brought to.
type Target struct {
	DB         *store.DB
	Clock      markthalle.Clock
	Vendors    *vendors.Service
	Catalog    *catalog.Service
	Commission *commission.Service
	Ledger     *ledger.Service
	Orders     *orders.Service
	Payouts    *payouts.Service
	// Live markets take no vendor as active: what the law wants to know of a trader is
	// not in a CSV file (MKT-3).
	Live bool
}

// Options say what is brought and how.
type Options struct {
	Dir     string // where the files are
	Mapping string // the file that says what they mean
	// CommissionBP is the market's share of past sales in basis points of the item
	// price; nil asks the market's own rules in the currency.
	CommissionBP *int64
	TempDir      string // for sorting; empty = the system's
	// Progress hears how many rows of an entity are done; it may be called by several
	// goroutines. Nil: nobody listens.
	Progress func(entity string, rows int64)
}

// bringer is one run.
type bringer struct {
	Target
	m      *Mapping
	o      Options
	actor  markthalle.Actor
	faults faults
	report Report

	categories map[string]markthalle.CategoryID // by key
	matched    sync.Map                         // ProductID derived here → the product that has its number
	sums       sums
	fees       commission.List
}

// groups is how many groups of documents are written at the same time: enough to share
// commits, few enough to bound memory.
const groups = 4

// Bring reads the files, writes what they hold into the market and returns what became
// of everything. It leaves the search index alone; Run rebuilds it. Errors: Invalid
// "bringin.mapping", "bringin.file", "bringin.columns", Conflict "bringin.commission";
// anything else is a failure of the store, after which a second run goes on.
func Bring(ctx context.Context, t Target, o Options) (Report, error) {
	m, err := Load(o.Mapping)
	if err != nil {
		return Report{}, err
	}
	b := &bringer{Target: t, m: m, o: o, actor: markthalle.SystemActor("import." + m.Source), categories: map[string]markthalle.CategoryID{}}
	b.report = Report{Name: m.Source, Currency: m.Currency, CommissionBP: o.CommissionBP, Entities: map[string]*Count{}, mu: &sync.Mutex{}}
	for name := range m.Entities {
		b.report.Entities[name] = &Count{}
	}
	if err := b.prepare(ctx); err != nil {
		return Report{}, err
	}
	for _, step := range []struct {
		entity string
		run    func(context.Context, *Entity) error
	}{
		{"vendors", b.vendors}, {"categories", b.bringCategories}, {"products", b.products}, {"offers", b.offers}, {"orders", b.history},
	} {
		e := m.Entities[step.entity]
		if e == nil {
			continue
		}
		if err := step.run(ctx, e); err != nil {
			return b.report, fmt.Errorf("%s: %w", step.entity, err)
		}
	}
	return b.finish(ctx)
}

// prepare checks the mapping against the headers of the files and reads what is looked
// up, before anything is written.
func (b *bringer) prepare(ctx context.Context) error {
	var f markthalle.Faults
	headers := map[string]map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(b.m.Files)) {
		t, err := openTable(b.o.Dir, b.m.Files[name])
		if err != nil {
			return err
		}
		headers[name] = t.at
		if err := t.close(); err != nil {
			return err
		}
	}
	need := func(file, column, at string) {
		if column == "" || headers[file] == nil {
			return
		}
		if _, ok := headers[file][column]; !ok {
			f.AddField(markthalle.Field{
				Pointer: at, Code: "column", Message: "The file " + b.m.Files[file].Path + " has no such column.", Found: column,
				Wanted: "one of " + strings.Join(slices.Sorted(maps.Keys(headers[file])), ", "),
			})
		}
	}
	var lookups []*Lookup
	for _, name := range EntityNames() {
		e := b.m.Entities[name]
		if e == nil {
			continue
		}
		e.exprs(func(x *Expr) {
			need(e.From, x.Column, "/"+name)
			if l := x.Lookup; l != nil {
				need(l.File, l.Key, "/"+name)
				need(l.File, l.Value, "/"+name)
				lookups = append(lookups, l)
			}
		})
	}
	if err := f.Err("bringin.columns"); err != nil {
		return err
	}
	type place struct{ file, key, value string }
	tables := map[place]map[string]string{}
	for _, l := range lookups {
		at := place{l.File, l.Key, l.Value}
		if tables[at] == nil {
			tables[at] = map[string]string{}
			if err := b.load(ctx, l, tables[at]); err != nil {
				return err
			}
		}
		l.table = tables[at]
	}
	return nil
}

// load reads the file of a lookup into memory.
func (b *bringer) load(ctx context.Context, l *Lookup, table map[string]string) error {
	return eachRow(ctx, b.o.Dir, b.m.Files[l.File], func(r *row, fault *Fault) error {
		if fault != nil {
			b.faults.add(*fault)
			return nil
		}
		key := strings.TrimSpace(r.get(l.Key))
		if _, known := table[key]; !known {
			table[key] = strings.TrimSpace(r.get(l.Value))
		}
		return nil
	})
}

// each reads the rows of an entity. Rows that cannot be read are noted; fn gets the
// others with a reader for their fields.
func (b *bringer) each(ctx context.Context, e *Entity, fn func(v *reader) error) error {
	c := b.report.Entities[e.Name]
	err := eachRow(ctx, b.o.Dir, b.m.Files[e.From], func(r *row, fault *Fault) error {
		c.Rows++
		if b.o.Progress != nil && c.Rows%1000 == 0 {
			b.o.Progress(e.Name, c.Rows)
		}
		if fault != nil {
			b.report.add(e.Name, func(c *Count) { c.Faulty++ })
			b.faults.add(*fault)
			return nil
		}
		return fn(&reader{m: b.m, e: e, r: r})
	})
	if b.o.Progress != nil {
		b.o.Progress(e.Name, c.Rows)
	}
	return err
}

// wrong notes the faults of a row and reports whether there are any.
func (b *bringer) wrong(v *reader) bool {
	if len(v.faults) == 0 {
		return false
	}
	b.report.add(v.e.Name, func(c *Count) { c.Faulty++ })
	b.faults.add(v.faults...)
	return true
}

// refused turns what a service says about a row into faults of that row. A failure of
// the store is returned: it is nobody's row.
func (b *bringer) refused(e *Entity, r *row, err error) error {
	var x *markthalle.Error
	if !errors.As(err, &x) || x.Kind == markthalle.Internal || x.Kind == markthalle.Unavailable {
		return err
	}
	b.report.add(e.Name, func(c *Count) { c.Faulty++ })
	if len(x.Fields) == 0 {
		b.faults.add(*r.fault("", x.Code, "", x.Text))
	}
	for _, f := range x.Fields {
		column, found := e.columnOf(f.Pointer), f.Found
		if f.Code == "unknown" { // found is an id that was derived here
			found = cmpOr(strings.TrimSpace(r.get(column)), found)
		}
		b.faults.add(*r.fault(column, f.Code, found, cmpOr(f.Wanted, f.Message)))
	}
	return nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// columnOf returns the column behind a JSON pointer of a service's input: the mapped
// field of that name, or the pointer itself.
func (e *Entity) columnOf(pointer string) string {
	parts := strings.Split(strings.Trim(pointer, "/"), "/")
	for _, name := range []string{parts[len(parts)-1], parts[0], strings.TrimSuffix(parts[0], "_id"), strings.Join(parts, ".")} {
		if x := e.Fields[name]; x != nil {
			return x.column()
		}
		if x := e.Attributes[name]; x != nil {
			return x.column()
		}
	}
	return pointer
}

// pool hands groups of records to workers.
type pool[T any] struct {
	size  int
	work  func(context.Context, []T) error
	group *errgroup.Group
	ctx   context.Context //nolint:containedctx // of the group, whose work it ends
	list  []T
}

func newPool[T any](ctx context.Context, size int, work func(context.Context, []T) error) *pool[T] {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(groups)
	return &pool[T]{size: size, work: work, group: g, ctx: ctx}
}

func (p *pool[T]) add(x T) error {
	if p.list = append(p.list, x); len(p.list) >= p.size {
		p.flush()
	}
	if p.ctx.Err() != nil {
		return p.group.Wait()
	}
	return nil
}

func (p *pool[T]) flush() {
	list := p.list
	p.list = nil
	if len(list) > 0 {
		p.group.Go(func() error { return p.work(p.ctx, list) })
	}
}

func (p *pool[T]) wait(err error) error {
	if err == nil {
		p.flush()
	}
	return errors.Join(err, p.group.Wait())
}

// reacting is how many documents' reactions run at the same time.
const reacting = 48

// react runs what follows from new documents at once and side by side: the run at the
// end of a bulk load takes one after the other.
func (b *bringer) react(ctx context.Context, collection string, ids []string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(reacting)
	for _, id := range ids {
		g.Go(func() error { return b.DB.Flush(ctx, collection, id) })
	}
	return g.Wait()
}

// unique remembers keys by their hash: eight bytes each.
type unique map[uint64]struct{}

// first reports whether a key is there for the first time.
func (u unique) first(key string) bool {
	h := hash64(key)
	if _, known := u[h]; known {
		return false
	}
	u[h] = struct{}{}
	return true
}
