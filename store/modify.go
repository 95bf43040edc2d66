package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/markthalle/markthalle"
)

// change is Modify, and Upsert when create is set. It returns the document as stored.
func (t *table) change(ctx context.Context, id string, create bool, fn func(any) error) (Raw, error) {
	if err := t.prepare(ctx); err != nil {
		return nil, err
	}
	if err := checkID(id); err != nil {
		if !create {
			err = markthalle.ErrNotFound
		}
		return nil, err
	}
	leave, err := t.queues.enter(ctx, id)
	if err != nil {
		return nil, err
	}
	defer leave()
	var out Raw
	err = t.retry(ctx, func() error {
		var err error
		out, err = t.attempt(ctx, id, create, fn)
		return err
	})
	return out, err
}

// attempt is one round of change; ErrStale asks for another.
func (t *table) attempt(ctx context.Context, id string, create bool, fn func(any) error) (Raw, error) {
	old, err := t.fetch(ctx, id)
	if err != nil {
		return nil, err
	}
	if old == nil || t.gone(old) {
		if !create {
			return nil, markthalle.ErrNotFound
		}
		return t.create(ctx, id, old, fn)
	}
	doc := t.make()
	if err := t.decode(old, doc); err != nil {
		return nil, err
	}
	loaded := *metaOf(doc)
	if loaded.Schema > t.spec.Schema {
		return nil, ErrSchemaNewer
	}
	if err := fn(doc); err != nil {
		return nil, given{err}
	}
	folded := t.db.work.fold(&loaded, docKey{t, id})
	next, raw, err := t.next(doc, loaded, old)
	if err != nil {
		return nil, err
	}
	if raw == nil {
		return old, nil
	}
	if err := t.driver().Replace(ctx, t.shape.Name, old, raw); err != nil {
		return nil, err
	}
	t.db.work.acks.stored(docKey{t, id}, folded)
	if len(next.Outbox) > 0 {
		t.db.work.notify(t, id)
	}
	return raw, nil
}

// next returns the Meta and the bytes that follow old, no bytes when nothing changed.
func (t *table) next(doc any, loaded Meta, old Raw) (Meta, Raw, error) {
	emitted := metaOf(doc).emitted
	rest, err := t.encodeBody(doc)
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
	if metaOf(doc).freed {
		next.Lease = nil
	}
	if changed {
		next.Version++
		next.Schema = t.spec.Schema
		next.UpdatedAt = t.db.o.Clock.Now()
	}
	if err := t.db.record(&next, emitted); err != nil {
		return loaded, nil, err
	}
	if !changed && next.OutboxSeq == loaded.OutboxSeq {
		return loaded, nil, nil // nobody follows these events
	}
	raw, err := assemble(&next, rest)
	return next, raw, err
}

// create is the round of an Upsert that finds nothing, or only a stub.
func (t *table) create(ctx context.Context, id string, stub Raw, fn func(any) error) (Raw, error) {
	doc := t.make()
	metaOf(doc).ID = id
	if err := fn(doc); err != nil {
		return nil, given{err}
	}
	metaOf(doc).ID = id
	var prior Meta
	if stub != nil {
		var err error
		if prior, err = readMeta(stub); err != nil {
			return nil, err
		}
	}
	raw, due, err := t.fresh(doc, prior)
	if err != nil {
		return nil, err
	}
	if stub != nil {
		err = t.driver().Replace(ctx, t.shape.Name, stub, raw)
	} else if err = t.driver().Insert(ctx, t.shape.Name, []Raw{raw})[0]; errors.Is(err, ErrExists) {
		err = ErrStale.With(err) // somebody was faster: the next round modifies theirs
	}
	if err != nil {
		return nil, err
	}
	if due {
		t.db.work.notify(t, id)
	}
	return raw, nil
}

// remove is Delete.
func (t *table) remove(ctx context.Context, id string, guard func(any) error) error {
	if !t.spec.Deletable {
		panic(fmt.Sprintf("store: %s is not declared Deletable", t.shape.Name))
	}
	if err := t.prepare(ctx); err != nil {
		return err
	}
	leave, err := t.queues.enter(ctx, id)
	if err != nil {
		return err
	}
	defer leave()
	return t.retry(ctx, func() error {
		old, err := t.fetch(ctx, id)
		if err != nil {
			return err
		}
		if old == nil || t.gone(old) {
			return markthalle.ErrNotFound
		}
		doc := t.make()
		if err := t.decode(old, doc); err != nil {
			return err
		}
		m := *metaOf(doc)
		if m.Schema > t.spec.Schema {
			return ErrSchemaNewer
		}
		if guard != nil {
			if err := guard(doc); err != nil {
				return given{err}
			}
		}
		folded := t.db.work.fold(&m, docKey{t, id})
		if len(m.Outbox) > 0 {
			return ErrBusy.Say("Events of this document still wait for their reactions.")
		}
		stub := Meta{ID: id, Rev: m.Rev + 1, Version: m.Version, Schema: m.Schema, OutboxSeq: m.OutboxSeq, Gone: t.db.o.Wall.WallNow()}
		raw, err := assemble(&stub, nil)
		if err != nil {
			return err
		}
		err = t.driver().Replace(ctx, t.shape.Name, old, raw)
		if err == nil {
			t.db.work.acks.stored(docKey{t, id}, folded)
		}
		return err
	})
}

// given marks an error of a caller's closure, which is handed back as it is: neither
// retried nor renamed, whatever it wraps.
type given struct{ error }

func (g given) Unwrap() error { return g.error }
