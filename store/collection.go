package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/markthalle/markthalle"
)

// Collection keeps documents of type T, a struct whose first field is an embedded Meta.
// Nothing else writes to them. It is safe for concurrent use, and what it returns is
// never shared.
type Collection[T any] struct{ t *table }

// Define declares a collection. It panics on programmers' mistakes: unusable names, a
// type without Meta or explicit names, an index on a field that T does not have.
func Define[T any](db *DB, spec Spec) *Collection[T] {
	if spec.Schema == 0 {
		spec.Schema = 1
	}
	t := &table{db: db, spec: spec}
	t.shape, t.each = shapeOf(&spec, reflect.TypeFor[T]())
	db.register(t)
	return &Collection[T]{t: t}
}

// Name returns the collection's name.
func (c *Collection[T]) Name() string { return c.t.shape.Name }

// decode reads a stored document.
func (c *Collection[T]) decode(raw Raw) (T, error) {
	var doc T
	up, err := c.t.upgraded(raw)
	if err != nil {
		return doc, err
	}
	if err := Decode(up, &doc); err != nil {
		return doc, fmt.Errorf("%s: %w", c.t.shape.Name, err)
	}
	return doc, nil
}

// Get returns a document, or markthalle.ErrNotFound.
func (c *Collection[T]) Get(ctx context.Context, id string) (T, error) {
	var zero T
	if err := c.t.prepare(ctx); err != nil {
		return zero, err
	}
	raw, err := c.t.fetch(ctx, id)
	if err != nil {
		return zero, err
	}
	if raw == nil || c.t.gone(raw) {
		return zero, markthalle.ErrNotFound
	}
	return c.decode(raw)
}

// GetMany returns the documents with the given ids in the order of ids; absent ones are
// left out.
func (c *Collection[T]) GetMany(ctx context.Context, ids []string) ([]T, error) {
	if err := c.t.prepare(ctx); err != nil {
		return nil, err
	}
	found := make(map[string]T, len(ids))
	for start := 0; start < len(ids); start += MaxPage {
		raws, err := c.t.driver().Get(ctx, c.t.shape.Name, ids[start:min(start+MaxPage, len(ids))])
		if err != nil {
			return nil, closed(err)
		}
		for _, raw := range raws {
			if c.t.gone(raw) {
				continue
			}
			doc, err := c.decode(raw)
			if err != nil {
				return nil, err
			}
			found[metaOf(&doc).ID] = doc
		}
	}
	out := make([]T, 0, len(found))
	for _, id := range ids {
		if doc, ok := found[id]; ok {
			out = append(out, doc)
		}
	}
	return out, nil
}

// Insert stores a new document with its events and returns it as stored. It returns
// ErrExists when the id is taken.
func (c *Collection[T]) Insert(ctx context.Context, doc T) (T, error) {
	var zero T
	raws, errs := c.insert(ctx, []T{doc})
	if errs[0] != nil {
		return zero, errs[0]
	}
	return c.decode(raws[0])
}

// InsertMany stores new documents, each for itself, and answers for each: nil, ErrExists
// or its failure.
func (c *Collection[T]) InsertMany(ctx context.Context, docs []T) []error {
	_, errs := c.insert(ctx, docs)
	return errs
}

func (c *Collection[T]) insert(ctx context.Context, docs []T) ([]Raw, []error) {
	errs := make([]error, len(docs))
	raws := make([]Raw, len(docs))
	if err := c.t.prepare(ctx); err != nil {
		return raws, fill(errs, err)
	}
	batch := make([]Raw, 0, len(docs))
	place := make([]int, 0, len(docs))
	due := make([]bool, len(docs))
	for i := range docs {
		raws[i], due[i], errs[i] = c.fresh(docs[i], Meta{})
		if errs[i] == nil {
			batch, place = append(batch, raws[i]), append(place, i)
		}
	}
	if len(batch) == 0 {
		return raws, errs
	}
	for n, err := range c.t.driver().Insert(ctx, c.t.shape.Name, batch) {
		i := place[n]
		if errors.Is(err, ErrExists) && c.t.spec.Deletable {
			raws[i], err = c.revive(ctx, docs[i])
		}
		errs[i] = closed(err)
		if err == nil && due[i] {
			c.t.db.work.notify(c.t, metaOf(&docs[i]).ID)
		}
	}
	return raws, errs
}

// fresh returns the bytes of a new document that follows prior, the Meta of a deleted
// one or the zero Meta, and whether it has events to follow up.
func (c *Collection[T]) fresh(doc T, prior Meta) (raw Raw, due bool, err error) {
	given := *metaOf(&doc)
	if err := checkID(given.ID); err != nil {
		return nil, false, err
	}
	now := c.t.db.o.Clock.Now()
	next := Meta{
		ID: given.ID, Rev: prior.Rev + 1, Version: prior.Version + 1, Schema: c.t.spec.Schema,
		CreatedAt: now, UpdatedAt: now, OutboxSeq: prior.OutboxSeq,
	}
	if err := c.t.db.record(&next, given.emitted); err != nil {
		return nil, false, err
	}
	rest, err := c.encodeBody(doc)
	if err != nil {
		return nil, false, err
	}
	raw, err = assemble(&next, rest)
	return raw, len(next.Outbox) > 0, err
}

// encodeBody returns the elements of doc that are not Meta's.
func (c *Collection[T]) encodeBody(doc T) ([]byte, error) {
	*metaOf(&doc) = Meta{}
	full, err := Encode(&doc)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.t.shape.Name, err)
	}
	return body(full)
}

// revive stores doc in the place of its predecessor's stub, if that is what is there.
func (c *Collection[T]) revive(ctx context.Context, doc T) (Raw, error) {
	id := metaOf(&doc).ID
	leave, err := c.t.queues.enter(ctx, id)
	if err != nil {
		return nil, err
	}
	defer leave()
	var out Raw
	err = c.t.retry(ctx, func() error {
		old, err := c.t.fetch(ctx, id)
		if err != nil {
			return err
		}
		if old == nil { // the stub has just been purged
			if out, _, err = c.fresh(doc, Meta{}); err != nil {
				return err
			}
			return c.t.driver().Insert(ctx, c.t.shape.Name, []Raw{out})[0]
		}
		if !c.t.gone(old) {
			return ErrExists
		}
		prior, err := readMeta(old)
		if err != nil {
			return err
		}
		if out, _, err = c.fresh(doc, prior); err != nil {
			return err
		}
		return c.t.driver().Replace(ctx, c.t.shape.Name, old, out)
	})
	return out, err
}

// Delete removes a document after guard, which may be nil, has agreed to it. It returns
// markthalle.ErrNotFound when there is none, and panics unless the collection is
// Deletable. Events that wait for their reactions hold the deletion back with
// ErrBusy: the purge comes after the outbox is empty.
func (c *Collection[T]) Delete(ctx context.Context, id string, guard func(*T) error) error {
	if !c.t.spec.Deletable {
		panic(fmt.Sprintf("store: %s is not declared Deletable", c.t.shape.Name))
	}
	if err := c.t.prepare(ctx); err != nil {
		return err
	}
	leave, err := c.t.queues.enter(ctx, id)
	if err != nil {
		return err
	}
	defer leave()
	return c.t.retry(ctx, func() error {
		old, err := c.t.fetch(ctx, id)
		if err != nil {
			return err
		}
		if old == nil || c.t.gone(old) {
			return markthalle.ErrNotFound
		}
		doc, err := c.decode(old)
		if err != nil {
			return err
		}
		m := *metaOf(&doc)
		if m.Schema > c.t.spec.Schema {
			return ErrSchemaNewer
		}
		if guard != nil {
			if err := guard(&doc); err != nil {
				return given{err}
			}
		}
		if len(m.Outbox) > 0 {
			return ErrBusy.Say("Events of this document still wait for their reactions.")
		}
		stub := Meta{ID: id, Rev: m.Rev + 1, Version: m.Version, Schema: m.Schema, OutboxSeq: m.OutboxSeq, Gone: c.t.db.o.Wall.WallNow()}
		raw, err := assemble(&stub, nil)
		if err != nil {
			return err
		}
		return c.t.driver().Replace(ctx, c.t.shape.Name, old, raw)
	})
}

func fill(errs []error, err error) []error {
	for i := range errs {
		errs[i] = err
	}
	return errs
}
