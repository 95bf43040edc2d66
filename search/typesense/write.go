package typesense

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

const (
	importBatch = 1000 // documents of one import call
	maxHits     = 250  // hits of one page, a limit of the server
	maxSearches = 50   // searches of one call, a limit of the server
)

// change is one document or tombstone to write.
type change struct {
	doc  *search.Document // nil for a tombstone
	gone search.Tombstone
	at   int // in the caller's list
}

func (c change) id() (string, int64) {
	if c.doc != nil {
		return c.doc.ID, c.doc.Rev
	}
	return c.gone.ID, c.gone.Rev
}

// Index implements search.Engine.
func (e *Engine) Index(ctx context.Context, docs []search.Document) []error {
	errs := make([]error, len(docs))
	var changes []change
	for i := range docs {
		if errs[i] = docs[i].Validate(); errs[i] == nil {
			changes = append(changes, change{doc: &docs[i], at: i})
		}
	}
	e.write(ctx, changes, errs)
	return errs
}

// Delete implements search.Engine.
func (e *Engine) Delete(ctx context.Context, gone []search.Tombstone) []error {
	errs := make([]error, len(gone))
	var changes []change
	for i, t := range gone {
		if t.ID == "" || len(t.ID) > search.MaxID || t.Rev <= 0 {
			errs[i] = search.ErrDocument.Say("A tombstone needs an id and a revision.")
			continue
		}
		changes = append(changes, change{gone: t, at: i})
	}
	e.write(ctx, changes, errs)
	return errs
}

// write writes changes to the collection in use and to the one that is being filled.
func (e *Engine) write(ctx context.Context, changes []change, errs []error) {
	all := func(err error) {
		for _, c := range changes {
			errs[c.at] = err
		}
	}
	if len(changes) == 0 {
		return
	}
	if err := errors.Join(ctx.Err()); err != nil {
		all(ctx.Err())
		return
	}
	if err := e.gate(ctx); err != nil {
		all(err)
		return
	}
	e.writes.Lock()
	defer e.writes.Unlock()
	defer e.memory.forget()
	targets, err := e.targets(ctx)
	if err != nil {
		all(err)
		return
	}
	var docs []*search.Document
	for _, c := range changes {
		if c.doc != nil {
			docs = append(docs, c.doc)
		}
	}
	if err := e.writeNames(ctx, docs); err != nil {
		all(err)
		return
	}
	for _, target := range targets {
		if err := e.apply(ctx, target, changes, errs); err != nil {
			all(err)
			return
		}
	}
}

// targets returns the collection in use and, during a rebuild by any process, the one
// that is being filled.
func (e *Engine) targets(ctx context.Context) ([]string, error) {
	current, err := e.target(ctx, e.alias())
	if err != nil {
		return nil, notReady(err)
	}
	next, err := e.target(ctx, e.next())
	switch {
	case errors.Is(err, errMissing):
		return []string{current}, nil
	case err != nil:
		return nil, err
	}
	return []string{current, next}, nil
}

// apply writes what is news in one collection. Errors of single documents go to errs.
func (e *Engine) apply(ctx context.Context, collection string, changes []change, errs []error) error {
	for start := 0; start < len(changes); start += importBatch {
		part := changes[start:min(start+importBatch, len(changes))]
		revs, err := e.revisions(ctx, collection, part)
		if err != nil {
			return err
		}
		news := newest(part, revs)
		if len(news) == 0 {
			continue
		}
		records := make([]any, len(news))
		for i, c := range news {
			if c.doc == nil {
				records[i] = tombstone(c.gone)
				continue
			}
			if records[i], err = record(c.doc); err != nil {
				return err
			}
		}
		results, err := e.load(ctx, collection, records)
		if err != nil {
			return err
		}
		for i, err := range results {
			if err != nil {
				errs[news[i].at] = err
			}
		}
	}
	return nil
}

// known is the revision of a document on the server.
type known struct {
	rev  int64
	gone bool
}

// revisions looks up what the server has of the documents of changes.
func (e *Engine) revisions(ctx context.Context, collection string, changes []change) (map[string]known, error) {
	var searches []api.MultiSearchCollectionParameters
	for start := 0; start < len(changes); start += maxHits {
		part := changes[start:min(start+maxHits, len(changes))]
		ids := make([]string, len(part))
		for i, c := range part {
			id, _ := c.id()
			ids[i] = encodeID(id)
		}
		slices.Sort(ids)
		ids = slices.Compact(ids) // the server counts an id as often as it is named
		searches = append(searches, params(collection, map[string]string{
			"q": "*", "filter": "id:=[" + strings.Join(ids, ",") + "]", "include": "id,rev,gone",
		}, 1, maxHits))
	}
	results, err := e.multi(ctx, searches)
	if err != nil {
		return nil, err
	}
	out := make(map[string]known)
	for _, r := range results {
		for _, doc := range documents(r) {
			out[decodeID(text(doc, "id"))] = known{number(doc, "rev"), number(doc, "gone") == 1}
		}
	}
	return out, nil
}

// newest drops changes that are older than what is known or than another one of the
// same call. A tombstone of the indexed revision is news.
func newest(changes []change, revs map[string]known) []change {
	last := make(map[string]int, len(changes))
	for i, c := range changes {
		id, rev := c.id()
		if j, ok := last[id]; ok {
			_, other := changes[j].id()
			if rev > other || (rev == other && c.doc == nil) {
				last[id] = i
			}
			continue
		}
		k, ok := revs[id]
		if !ok || rev > k.rev || (rev == k.rev && c.doc == nil && !k.gone) {
			last[id] = i
		}
	}
	var out []change
	for i, c := range changes {
		id, _ := c.id()
		if j, ok := last[id]; ok && i == j {
			out = append(out, c)
		}
	}
	return out
}

// load imports records and returns one result for each.
func (e *Engine) load(ctx context.Context, collection string, records []any) ([]error, error) {
	var results []*api.ImportDocumentResponse
	err := e.call(ctx, e.o.ImportTimeout, func(ctx context.Context) error {
		upsert, reject, size := api.Upsert, api.Reject, importBatch
		var err error
		results, err = e.imports.Collection(collection).Documents().Import(ctx, records,
			&api.ImportDocumentsParams{Action: &upsert, DirtyValues: &reject, BatchSize: &size})
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(results) != len(records) {
		return nil, search.ErrUnavailable.With(fmt.Errorf("typesense: %d results for %d documents", len(results), len(records)))
	}
	errs := make([]error, len(results))
	for i, r := range results {
		if !r.Success {
			errs[i] = markthalle.Errorf(markthalle.Internal, "search.refused", "The search server refused a document.").
				With(errors.New(r.Error))
		}
	}
	return errs, nil
}
