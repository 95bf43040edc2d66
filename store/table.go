package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/markthalle/markthalle"
)

// table is a collection without its Go type, and does all of its work.
type table struct {
	db     *DB
	spec   Spec
	shape  Table
	make   func() any        // a pointer to a fresh document of the Go type
	arrays map[string]string // the path into an array, by the name of its Each index
	ready  atomic.Bool
	queues queues
}

// define declares a collection.
func define(db *DB, spec Spec, typ reflect.Type, fresh func() any) *table {
	if spec.Schema == 0 {
		spec.Schema = 1
	}
	t := &table{db: db, spec: spec, make: fresh}
	t.shape, t.arrays = shapeOf(&spec, typ)
	db.register(t)
	return t
}

// The bounds of a write that collides with other processes.
const (
	writeAttempts = 24
	firstPause    = 2 * time.Millisecond
	longestPause  = 250 * time.Millisecond
)

// prepare makes sure that the table exists and that ctx has not ended.
func (t *table) prepare(ctx context.Context) error {
	if err := ended(ctx); err != nil {
		return err
	}
	if t.ready.Load() {
		return nil
	}
	return t.db.Ensure(ctx)
}

// fetch returns the stored bytes of a document, nil when there are none.
func (t *table) fetch(ctx context.Context, id string) (Raw, error) {
	raws, err := t.driver().Get(ctx, t.shape.Name, []string{id})
	if err != nil || len(raws) == 0 {
		return nil, closed(err)
	}
	return raws[0], nil
}

// get returns a document that is there, or markthalle.ErrNotFound.
func (t *table) get(ctx context.Context, id string) (Raw, error) {
	if err := t.prepare(ctx); err != nil {
		return nil, err
	}
	raw, err := t.fetch(ctx, id)
	if err == nil && (raw == nil || t.gone(raw)) {
		err = markthalle.ErrNotFound
	}
	return raw, err
}

// getMany returns the documents that are there in the order of ids.
func (t *table) getMany(ctx context.Context, ids []string) ([]Raw, error) {
	if err := t.prepare(ctx); err != nil {
		return nil, err
	}
	found := make(map[string]Raw, len(ids))
	for start := 0; start < len(ids); start += MaxPage {
		raws, err := t.driver().Get(ctx, t.shape.Name, ids[start:min(start+MaxPage, len(ids))])
		if err != nil {
			return nil, closed(err)
		}
		for _, raw := range raws {
			id, _, err := Head(raw)
			if err != nil {
				return nil, err
			}
			if !t.gone(raw) {
				found[id] = raw
			}
		}
	}
	out := make([]Raw, 0, len(found))
	for _, id := range ids {
		if raw, ok := found[id]; ok {
			out = append(out, raw)
		}
	}
	return out, nil
}

// decode reads a stored document into a pointer to a fresh one.
func (t *table) decode(raw Raw, into any) error {
	up, err := t.upgraded(raw)
	if err != nil {
		return err
	}
	if err := Decode(up, into); err != nil {
		return fmt.Errorf("%s: %w", t.shape.Name, err)
	}
	return nil
}

func (t *table) driver() Driver { return t.db.driver }

// retry runs attempt until it does not collide with another process any more.
func (t *table) retry(ctx context.Context, attempt func() error) error {
	wait := firstPause
	for n := 1; ; n++ {
		err := attempt()
		var theirs given
		if errors.As(err, &theirs) {
			return theirs.error
		}
		if !errors.Is(err, ErrStale) {
			return closed(err)
		}
		if n == writeAttempts {
			return ErrBusy.With(err)
		}
		if err := pause(ctx, t.db.jitter.spread(wait)); err != nil {
			return err
		}
		wait = min(2*wait, longestPause)
	}
}

// bookkeep changes only the Meta of a document: its outbox and lease. fn reports whether
// it changed anything. The version that clients see and the schema stay as they are, so
// that a process may acknowledge events of documents that it could not read.
func (t *table) bookkeep(ctx context.Context, id string, fn func(*Meta) bool) (Meta, error) {
	var out Meta
	if err := t.prepare(ctx); err != nil {
		return out, err
	}
	leave, err := t.queues.enter(ctx, id)
	if err != nil {
		return out, err
	}
	defer leave()
	err = t.retry(ctx, func() error {
		old, err := t.fetch(ctx, id)
		if err != nil {
			return err
		}
		if old == nil {
			out = Meta{}
			return nil
		}
		m, err := readMeta(old)
		if err != nil {
			return err
		}
		out = m
		if !fn(&m) {
			return nil
		}
		rest, err := body(old)
		if err != nil {
			return err
		}
		m.Rev++
		doc, err := assemble(&m, rest)
		if err != nil {
			return err
		}
		if err := t.driver().Replace(ctx, t.shape.Name, old, doc); err != nil {
			return err
		}
		out = m
		return nil
	})
	return out, err
}

// upgraded returns raw in the present shape.
func (t *table) upgraded(raw Raw) (Raw, error) {
	if t.spec.Upgrade == nil {
		return raw, nil
	}
	schema := I("schema").Value(raw)
	have, _ := schema.(int64)
	if have >= int64(t.spec.Schema) {
		return raw, nil
	}
	up, err := t.spec.Upgrade(int(have), raw)
	if err != nil {
		return nil, ErrDecode.With(err)
	}
	return up, nil
}

// gone reports whether raw is the stub of a deleted document.
func (t *table) gone(raw Raw) bool { return t.spec.Deletable && goneField.Value(raw) != nil }
