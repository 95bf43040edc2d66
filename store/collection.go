package store

import (
	"context"
	"reflect"

	"github.com/markthalle/markthalle"
)

// Collection keeps documents of type T, a struct whose first field is an embedded Meta.
// Nothing else writes to them. It is safe for concurrent use, and what it returns is
// never shared.
//
// Its methods only lend table their type: the compiler makes each of them anew for every
// T, in every package that uses it.
type Collection[T any] struct{ t *table }

// Define declares a collection. It panics on programmers' mistakes: unusable names, a
// type without Meta or explicit names, an index on a field that T does not have.
func Define[T any](db *DB, spec Spec) *Collection[T] {
	return &Collection[T]{t: define(db, spec, reflect.TypeFor[T](), func() any { return new(T) })}
}

// Name returns the collection's name.
func (c *Collection[T]) Name() string { return c.t.shape.Name }

// read decodes a stored document.
func (c *Collection[T]) read(raw Raw, err error) (T, error) {
	var doc, zero T
	if err == nil {
		err = c.t.decode(raw, &doc)
	}
	if err != nil {
		return zero, err
	}
	return doc, nil
}

func (c *Collection[T]) readAll(raws []Raw, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	out := make([]T, len(raws))
	for i, raw := range raws {
		if err := c.t.decode(raw, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// with hands a document to a function of its type.
func with[T any](fn func(*T) error) func(any) error {
	if fn == nil {
		return nil
	}
	return func(doc any) error { return fn(doc.(*T)) } //nolint:forcetypeassert // table makes them by Define's function
}

// Get returns a document, or markthalle.ErrNotFound.
func (c *Collection[T]) Get(ctx context.Context, id string) (T, error) {
	return c.read(c.t.get(ctx, id))
}

// GetMany returns the documents with the given ids in the order of ids; absent ones are
// left out.
func (c *Collection[T]) GetMany(ctx context.Context, ids []string) ([]T, error) {
	return c.readAll(c.t.getMany(ctx, ids))
}

// Insert stores a new document with its events and returns it as stored. It returns
// ErrExists when the id is taken.
func (c *Collection[T]) Insert(ctx context.Context, doc T) (T, error) {
	raws, errs := c.t.insert(ctx, []any{&doc})
	return c.read(raws[0], errs[0])
}

// InsertMany stores new documents, each for itself, and answers for each: nil, ErrExists
// or its failure.
func (c *Collection[T]) InsertMany(ctx context.Context, docs []T) []error {
	own := make([]any, len(docs))
	for i := range docs {
		doc := docs[i]
		own[i] = &doc
	}
	_, errs := c.t.insert(ctx, own)
	return errs
}

// Modify changes one document: it loads it, hands it to fn, and stores the result if
// nobody else has written in between; else it begins again, so fn may run several times
// and must be pure: no clock, no randomness, no calls to the outside. An error of fn
// ends it and is returned as it is. When fn changed nothing and emitted nothing, nothing
// is written. It returns the document as stored.
//
// It returns markthalle.ErrNotFound when there is no such document, ErrBusy when other
// processes were faster every time, ErrOutboxFull, ErrSchemaNewer, ErrShape, ErrOversize.
func (c *Collection[T]) Modify(ctx context.Context, id string, fn func(*T) error) (T, error) {
	return c.read(c.t.change(ctx, id, false, with(fn)))
}

// Update is Modify for those who do not need the document afterwards: it is not decoded
// once more.
func (c *Collection[T]) Update(ctx context.Context, id string, fn func(*T) error) error {
	_, err := c.t.change(ctx, id, false, with(fn))
	return err
}

// Upsert is like Modify, but an absent document arrives at fn as the zero T with its ID
// set and Rev 0, and is inserted afterwards.
func (c *Collection[T]) Upsert(ctx context.Context, id string, fn func(*T) error) (T, error) {
	return c.read(c.t.change(ctx, id, true, with(fn)))
}

// Delete removes a document after guard, which may be nil, has agreed to it. It returns
// markthalle.ErrNotFound when there is none, and panics unless the collection is
// Deletable. Events that wait for their reactions hold the deletion back with
// ErrBusy: the purge comes after the outbox is empty.
func (c *Collection[T]) Delete(ctx context.Context, id string, guard func(*T) error) error {
	return c.t.remove(ctx, id, with(guard))
}

// Find returns one page of what matches, in the order of the index. The page stays right
// while documents are inserted: its mark names the last item, not a position.
//
// It returns ErrIndexUnknown and ErrQuery for queries that do not fit a declared index,
// ErrCursor for a mark of another list.
func (c *Collection[T]) Find(ctx context.Context, q Query) (markthalle.Page[T], error) {
	raws, next, err := c.t.page(ctx, q)
	items, err := c.readAll(raws, err)
	if err != nil {
		return markthalle.Page[T]{}, err
	}
	return markthalle.Page[T]{Items: items, Next: next}, nil
}

// Count returns how many documents match.
func (c *Collection[T]) Count(ctx context.Context, q Query) (int64, error) {
	return c.t.count(ctx, q)
}

// Scan calls fn with everything that matches, in the order of the index, and stops at
// fn's first error. It reads in pages: a document that is there all the time, and keeps
// its place, is seen exactly once. Page is not used, except that its Cursor may say
// where to begin.
func (c *Collection[T]) Scan(ctx context.Context, q Query, fn func(T) error) error {
	return c.t.each(ctx, q, func(raw Raw) error {
		doc, err := c.read(raw, nil)
		if err != nil {
			return err
		}
		return fn(doc)
	})
}
