package mongo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/markthalle/markthalle/store"
)

// Codes with which servers refuse an index that is partial, or that differs from another
// in nothing else.
var partialRefused = []int{
	67, // CannotCreateIndex
	72, // InvalidOptions
	codeIndexOptionsConflict,
	115, // CommandNotSupported
	197, // InvalidIndexSpecificationOption
	238, // NotImplemented
}

// Ensure implements store.Driver.
func (e *engine) Ensure(ctx context.Context, tables []store.Table) error {
	e.ensure.Lock()
	defer e.ensure.Unlock()
	have, err := e.collections(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		s, err := newSchema(t)
		if err != nil {
			return err
		}
		if !have[s.name] {
			if err := e.create(ctx, s.name); err != nil {
				return fmt.Errorf("ensure %s: %w", s.name, err)
			}
			have[s.name] = true
		}
		if err := e.index(ctx, s); err != nil {
			return fmt.Errorf("ensure %s: %w", s.name, err)
		}
		e.tables.Store(s.name, s)
	}
	return nil
}

func (e *engine) schema(table string) (*schema, error) {
	if v, ok := e.tables.Load(table); ok {
		if s, ok := v.(*schema); ok {
			return s, nil
		}
	}
	return nil, store.ErrEngine.Say("the table %q has not been ensured", table)
}

// collections returns the names of the collections that are there.
func (e *engine) collections(ctx context.Context) (map[string]bool, error) {
	have := map[string]bool{}
	err := e.do(ctx, reading, func(ctx context.Context) error {
		names, err := e.db.ListCollectionNames(ctx, bson.D{})
		for _, n := range names {
			have[n] = true
		}
		return err
	})
	return have, err
}

// create makes a collection. Another process may be doing the same, and how a server
// words that differs: what counts is that the collection is there.
func (e *engine) create(ctx context.Context, name string) error {
	err := e.do(ctx, writing, func(ctx context.Context) error { return e.db.CreateCollection(ctx, name) })
	if err == nil || ctx.Err() != nil {
		return err
	}
	if have, again := e.collections(ctx); again == nil && have[name] {
		return nil
	}
	return err
}

// index builds the indexes that are missing, then drops those that are declared no more.
func (e *engine) index(ctx context.Context, s *schema) error {
	have, err := e.declared(ctx, s.name)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, x := range s.inOrder() {
		x.setPartial(x.Sparse && e.partial)
		if !have[x.name] {
			if err := e.build(ctx, s.name, x); err != nil {
				return err
			}
			have[x.name] = true
		}
		wanted[x.name] = true
	}
	for name := range have {
		if !wanted[name] {
			if err := e.drop(ctx, s.name, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// inOrder returns the indexes in the order in which they are built: whole ones first, so
// that it is the partial one that a server refuses beside a whole one of the same keys.
func (s *schema) inOrder() []*index {
	all := slices.Collect(maps.Values(s.indexes))
	slices.SortFunc(all, func(a, b *index) int {
		if a.Sparse != b.Sparse {
			if a.Sparse {
				return 1
			}
			return -1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}

// declared returns the names of a collection's indexes that belong to this package.
func (e *engine) declared(ctx context.Context, table string) (map[string]bool, error) {
	have := map[string]bool{}
	err := e.do(ctx, reading, func(ctx context.Context) error {
		specs, err := e.db.Collection(table).Indexes().ListSpecifications(ctx)
		if hasCode(err, codeNamespaceNotFound) {
			return nil
		}
		for _, s := range specs {
			if strings.HasPrefix(s.Name, prefix) {
				have[s.Name] = true
			}
		}
		return err
	})
	return have, err
}

// build makes one index, filled from the documents that are there. A partial one that the
// server refuses becomes a whole one.
func (e *engine) build(ctx context.Context, table string, x *index) error {
	var refused error
	err := e.do(ctx, writing, func(ctx context.Context) error {
		_, err := e.db.Collection(table).Indexes().CreateOne(ctx, x.model())
		if x.partial && hasCode(err, partialRefused...) {
			refused = err
			return nil
		}
		return err
	})
	if refused == nil {
		if err != nil && ctx.Err() == nil {
			if have, again := e.declared(ctx, table); again == nil && have[x.name] {
				return nil // another process was faster
			}
		}
		return err
	}
	if !hasCode(refused, codeIndexOptionsConflict) {
		e.partial = false
	}
	x.setPartial(false)
	return e.build(ctx, table, x)
}

func (x *index) model() mongo.IndexModel {
	o := options.Index().SetName(x.name)
	if x.partial {
		o.SetPartialFilterExpression(bson.D{{Key: path(x.first()), Value: bson.D{present(x.first())}}})
	}
	return mongo.IndexModel{Keys: x.keys(), Options: o}
}

// drop removes an index; another process may have been faster.
func (e *engine) drop(ctx context.Context, table, name string) error {
	return e.do(ctx, writing, func(ctx context.Context) error {
		err := e.db.Collection(table).Indexes().DropOne(ctx, name)
		if hasCode(err, codeIndexNotFound, codeNamespaceNotFound) {
			return nil
		}
		return err
	})
}
