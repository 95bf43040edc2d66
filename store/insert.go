package store

import (
	"context"
	"errors"
	"fmt"
)

// insert stores new documents, given as pointers to copies of the table's own.
func (t *table) insert(ctx context.Context, docs []any) ([]Raw, []error) {
	errs := make([]error, len(docs))
	raws := make([]Raw, len(docs))
	if err := t.prepare(ctx); err != nil {
		return raws, fill(errs, err)
	}
	batch := make([]Raw, 0, len(docs))
	place := make([]int, 0, len(docs))
	due := make([]bool, len(docs))
	for i := range docs {
		raws[i], due[i], errs[i] = t.fresh(docs[i], Meta{})
		if errs[i] == nil {
			batch, place = append(batch, raws[i]), append(place, i)
		}
	}
	if len(batch) == 0 {
		return raws, errs
	}
	for n, err := range t.driver().Insert(ctx, t.shape.Name, batch) {
		i := place[n]
		if errors.Is(err, ErrExists) && t.spec.Deletable {
			raws[i], err = t.revive(ctx, docs[i])
		}
		errs[i] = closed(err)
		if err == nil && due[i] {
			t.db.work.notify(t, metaOf(docs[i]).ID)
		}
	}
	return raws, errs
}

// fresh returns the bytes of a new document that follows prior, the Meta of a deleted
// one or the zero Meta, and whether it has events to follow up.
func (t *table) fresh(doc any, prior Meta) (raw Raw, due bool, err error) {
	given := *metaOf(doc)
	if err := checkID(given.ID); err != nil {
		return nil, false, err
	}
	now := t.db.o.Clock.Now()
	next := Meta{
		ID: given.ID, Rev: prior.Rev + 1, Version: prior.Version + 1, Schema: t.spec.Schema,
		CreatedAt: now, UpdatedAt: now, OutboxSeq: prior.OutboxSeq,
	}
	if err := t.db.record(&next, given.emitted); err != nil {
		return nil, false, err
	}
	rest, err := t.encodeBody(doc)
	if err != nil {
		return nil, false, err
	}
	raw, err = assemble(&next, rest)
	return raw, len(next.Outbox) > 0, err
}

// encodeBody returns the elements of doc that are not Meta's.
func (t *table) encodeBody(doc any) ([]byte, error) {
	m := metaOf(doc)
	kept := *m
	*m = Meta{}
	full, err := Encode(doc)
	*m = kept
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.shape.Name, err)
	}
	return body(full)
}

// revive stores doc in the place of its predecessor's stub, if that is what is there.
func (t *table) revive(ctx context.Context, doc any) (Raw, error) {
	id := metaOf(doc).ID
	leave, err := t.queues.enter(ctx, id)
	if err != nil {
		return nil, err
	}
	defer leave()
	var out Raw
	err = t.retry(ctx, func() error {
		old, err := t.fetch(ctx, id)
		if err != nil {
			return err
		}
		if old == nil { // the stub has just been purged
			if out, _, err = t.fresh(doc, Meta{}); err != nil {
				return err
			}
			return t.driver().Insert(ctx, t.shape.Name, []Raw{out})[0]
		}
		if !t.gone(old) {
			return ErrExists
		}
		prior, err := readMeta(old)
		if err != nil {
			return err
		}
		if out, _, err = t.fresh(doc, prior); err != nil {
			return err
		}
		return t.driver().Replace(ctx, t.shape.Name, old, out)
	})
	return out, err
}

func fill(errs []error, err error) []error {
	for i := range errs {
		errs[i] = err
	}
	return errs
}
