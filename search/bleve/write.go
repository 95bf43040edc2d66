package bleve

import (
	"context"

	"github.com/markthalle/markthalle/search"
)

// request is one call of Index or Delete that waits for the writer.
type request struct {
	changes []change
	answer  chan error
}

// Index implements search.Engine.
func (e *Engine) Index(ctx context.Context, docs []search.Document) []error {
	errs := make([]error, len(docs))
	changes := make([]change, 0, len(docs))
	for i := range docs {
		if errs[i] = docs[i].Validate(); errs[i] == nil {
			changes = append(changes, change{doc: &docs[i]})
		}
	}
	if err := e.submit(ctx, changes); err != nil {
		for i := range errs {
			if errs[i] == nil {
				errs[i] = err
			}
		}
	}
	return errs
}

// Delete implements search.Engine.
func (e *Engine) Delete(ctx context.Context, gone []search.Tombstone) []error {
	errs := make([]error, len(gone))
	changes := make([]change, 0, len(gone))
	for i, t := range gone {
		if t.ID == "" || len(t.ID) > search.MaxID || t.Rev <= 0 {
			errs[i] = search.ErrDocument.Say("A tombstone needs an id and a revision.")
			continue
		}
		changes = append(changes, change{gone: t})
	}
	if err := e.submit(ctx, changes); err != nil {
		for i := range errs {
			if errs[i] == nil {
				errs[i] = err
			}
		}
	}
	return errs
}

// submit hands changes to the writer and waits. Once the writer has them they are
// written even if ctx ends.
func (e *Engine) submit(ctx context.Context, changes []change) error {
	if ctx.Err() != nil {
		return classify(ctx, ctx.Err())
	}
	for len(changes) > 0 {
		part := changes[:min(len(changes), maxGroup)]
		changes = changes[len(part):]
		r := &request{changes: part, answer: make(chan error, 1)}
		select {
		case <-ctx.Done():
			return classify(ctx, ctx.Err())
		case <-e.stop:
			return errClosed
		case e.queue <- r:
		}
		select {
		case err := <-r.answer:
			if err != nil {
				return classify(ctx, err)
			}
		case <-e.done:
			select {
			case err := <-r.answer:
				return err
			default:
				return errClosed
			}
		}
	}
	return nil
}

// writeLoop commits what waits together, so that many small writers share one sync.
func (e *Engine) writeLoop() {
	defer close(e.done)
	for {
		var group []*request
		select {
		case <-e.stop:
			return
		case r := <-e.queue:
			group = append(group, r)
		}
		n := len(group[0].changes)
	gather:
		for n < maxGroup {
			select {
			case r := <-e.queue:
				group = append(group, r)
				n += len(r.changes)
			default:
				break gather
			}
		}
		changes := make([]change, 0, n)
		for _, r := range group {
			changes = append(changes, r.changes...)
		}
		err := e.commit(changes)
		for _, r := range group {
			r.answer <- err
		}
	}
}

// commit writes to the current generation, and to the one that is being built. A
// failure of the latter fails the rebuild, never the write.
func (e *Engine) commit(changes []change) error {
	e.current.RLock()
	defer e.current.RUnlock()
	if err := e.gen.apply(changes, true); err != nil {
		return err
	}
	if e.building != nil {
		if err := e.building.apply(changes, false); err != nil {
			e.building.fail(err)
		}
	}
	e.compactIfDue()
	return nil
}
