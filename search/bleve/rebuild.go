package bleve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/markthalle/markthalle/search"
)

// rebuildBatch is how many documents of the feed are written together.
const rebuildBatch = 8000

// Rebuild implements search.Engine.
func (e *Engine) Rebuild(ctx context.Context, feed func(yield func(search.Document) error) error) error {
	if !e.rebuilds.TryLock() {
		return search.ErrRebuilding
	}
	defer e.rebuilds.Unlock()
	return e.rebuild(func() error {
		if err := e.stopped(); err != nil {
			return err
		}
		return ctx.Err()
	}, feed)
}

// stopped returns an error once Close has been called.
func (e *Engine) stopped() error {
	select {
	case <-e.stop:
		return errClosed
	default:
		return nil
	}
}

// rebuild fills a new generation while writes go to both, then swaps. Whatever fails,
// the old generation stays.
func (e *Engine) rebuild(stop func() error, feed func(yield func(search.Document) error) error) (err error) {
	e.current.Lock()
	old := e.gen
	if old == nil {
		e.current.Unlock()
		return errClosed
	}
	dir := filepath.Join(e.dir, nextName(old.dir))
	next, err := openGeneration(dir)
	if err == nil {
		e.building = next
	}
	e.current.Unlock()
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	defer func() {
		if err != nil {
			e.current.Lock()
			e.building = nil
			e.current.Unlock()
			err = errors.Join(err, next.close(), os.RemoveAll(dir))
		}
	}()
	if err := fill(stop, old, next, feed); err != nil {
		return err
	}
	next.prepare()
	if err := e.swap(next); err != nil {
		return err
	}
	return errors.Join(old.close(), os.RemoveAll(old.dir))
}

// fill writes the tombstones of the old generation first: a feed that was read before
// a deletion must not bring the document back.
func fill(stop func() error, old, next *generation, feed func(yield func(search.Document) error) error) error {
	if err := next.apply(old.tombstones(), false); err != nil {
		return err
	}
	var batch []change
	flush := func() error {
		err := next.apply(batch, false)
		batch = nil
		return err
	}
	err := feed(func(d search.Document) error {
		if err := stop(); err != nil {
			return err
		}
		if err := d.Validate(); err != nil {
			return err
		}
		batch = append(batch, change{doc: &d})
		if len(batch) < rebuildBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	return flush()
}

func (e *Engine) swap(next *generation) error {
	if err := errors.Join(next.failure(), next.sync()); err != nil {
		return err
	}
	e.current.Lock()
	defer e.current.Unlock()
	// What was written since the sync above is in the old log too, and in the new one
	// once this sync is done: nobody writes while the lock is held.
	if err := errors.Join(next.failure(), next.sync()); err != nil {
		return err
	}
	if err := e.writeCurrent(filepath.Base(next.dir)); err != nil {
		return err
	}
	e.gen, e.building = next, nil
	return nil
}

// compactIfDue rewrites the generation in the background when most of it is history.
// The caller holds current.
func (e *Engine) compactIfDue() {
	dead, live := e.gen.dead()
	if dead < compactAfter || dead < live || !e.rebuilds.TryLock() {
		return
	}
	e.behind.Add(1)
	go func() {
		defer e.behind.Done()
		defer e.rebuilds.Unlock()
		e.compact()
	}()
}

// compact rebuilds the generation from its own documents. It needs nobody's answer: a
// failure leaves the old generation as it is, and a later write tries again.
func (e *Engine) compact() {
	_ = e.rebuild(e.stopped, func(yield func(search.Document) error) error {
		g, v, err := e.acquire()
		if err != nil {
			return err
		}
		defer v.release()
		return g.each(v, yield)
	})
}

// each yields the documents of a view.
func (g *generation) each(v *View, yield func(search.Document) error) error {
	for row := uint32(0); row < v.rows; row++ {
		k, i := v.chunks[row>>chunkBits], row&chunkMask
		if d := k.hot[i].dead.Load(); d != 0 && d <= v.batch {
			continue
		}
		d, err := g.document(k.offset[i], k.length[i])
		if err != nil {
			return err
		}
		if err := yield(d); err != nil {
			return err
		}
	}
	return nil
}
