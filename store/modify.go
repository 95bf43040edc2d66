package store

import (
	"bytes"
	"context"
	"errors"

	"github.com/markthalle/markthalle"
)

// Modify changes one document: it loads it, hands it to fn, and stores the result if
// nobody else has written in between; else it begins again, so fn may run several times
// and must be pure: no clock, no randomness, no calls to the outside. An error of fn
// ends it and is returned as it is. When fn changed nothing and emitted nothing, nothing
// is written. It returns the document as stored.
//
// It returns markthalle.ErrNotFound when there is no such document, ErrBusy when other
// processes were faster every time, ErrOutboxFull, ErrSchemaNewer, ErrShape, ErrOversize.
func (c *Collection[T]) Modify(ctx context.Context, id string, fn func(*T) error) (T, error) {
	return c.change(ctx, id, false, fn)
}

// Upsert is like Modify, but an absent document arrives at fn as the zero T with its ID
// set and Rev 0, and is inserted afterwards.
func (c *Collection[T]) Upsert(ctx context.Context, id string, fn func(*T) error) (T, error) {
	return c.change(ctx, id, true, fn)
}

func (c *Collection[T]) change(ctx context.Context, id string, create bool, fn func(*T) error) (T, error) {
	var out T
	if err := c.t.prepare(ctx); err != nil {
		return out, err
	}
	if err := checkID(id); err != nil {
		if !create {
			err = markthalle.ErrNotFound
		}
		return out, err
	}
	leave, err := c.t.queues.enter(ctx, id)
	if err != nil {
		return out, err
	}
	defer leave()
	err = c.t.retry(ctx, func() error {
		var err error
		out, err = c.attempt(ctx, id, create, fn)
		return err
	})
	if err != nil {
		var zero T
		return zero, err
	}
	return out, nil
}

// attempt is one round of Modify or Upsert; ErrStale asks for another.
func (c *Collection[T]) attempt(ctx context.Context, id string, create bool, fn func(*T) error) (T, error) {
	var doc T
	old, err := c.t.fetch(ctx, id)
	if err != nil {
		return doc, err
	}
	if old == nil || c.t.gone(old) {
		if !create {
			return doc, markthalle.ErrNotFound
		}
		return c.create(ctx, id, old, fn)
	}
	if doc, err = c.decode(old); err != nil {
		return doc, err
	}
	loaded := *metaOf(&doc)
	if loaded.Schema > c.t.spec.Schema {
		return doc, ErrSchemaNewer
	}
	if err := fn(&doc); err != nil {
		return doc, given{err}
	}
	next, raw, err := c.next(doc, loaded, old)
	if err != nil {
		return doc, err
	}
	if raw == nil {
		return c.decode(old)
	}
	if err := c.t.driver().Replace(ctx, c.t.shape.Name, old, raw); err != nil {
		return doc, err
	}
	if len(next.Outbox) > 0 {
		c.t.db.work.notify(c.t, id)
	}
	return c.decode(raw)
}

// next returns the Meta and the bytes that follow old, no bytes when nothing changed.
func (c *Collection[T]) next(doc T, loaded Meta, old Raw) (Meta, Raw, error) {
	emitted := metaOf(&doc).emitted
	rest, err := c.encodeBody(doc)
	if err != nil {
		return loaded, nil, err
	}
	before, err := body(old)
	if err != nil {
		return loaded, nil, err
	}
	changed := !bytes.Equal(before, rest)
	if !changed && len(emitted) == 0 {
		return loaded, nil, nil
	}
	next := loaded
	next.Rev++
	if changed {
		next.Version++
		next.Schema = c.t.spec.Schema
		next.UpdatedAt = c.t.db.o.Clock.Now()
	}
	if err := c.t.db.record(&next, emitted); err != nil {
		return loaded, nil, err
	}
	if !changed && next.OutboxSeq == loaded.OutboxSeq {
		return loaded, nil, nil // nobody follows these events
	}
	raw, err := assemble(&next, rest)
	return next, raw, err
}

// create is the round of an Upsert that finds nothing, or only a stub.
func (c *Collection[T]) create(ctx context.Context, id string, stub Raw, fn func(*T) error) (T, error) {
	var doc T
	metaOf(&doc).ID = id
	if err := fn(&doc); err != nil {
		return doc, given{err}
	}
	metaOf(&doc).ID = id
	var prior Meta
	if stub != nil {
		var err error
		if prior, err = readMeta(stub); err != nil {
			return doc, err
		}
	}
	raw, due, err := c.fresh(doc, prior)
	if err != nil {
		return doc, err
	}
	if stub != nil {
		err = c.t.driver().Replace(ctx, c.t.shape.Name, stub, raw)
	} else if err = c.t.driver().Insert(ctx, c.t.shape.Name, []Raw{raw})[0]; errors.Is(err, ErrExists) {
		err = ErrStale.With(err) // somebody was faster: the next round modifies theirs
	}
	if err != nil {
		return doc, err
	}
	if due {
		c.t.db.work.notify(c.t, id)
	}
	return c.decode(raw)
}

// given marks an error of a caller's closure, which is handed back as it is: neither
// retried nor renamed, whatever it wraps.
type given struct{ error }

func (g given) Unwrap() error { return g.error }
