package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/markthalle/markthalle/store"
)

// The bounds of one insert command. They keep it below what any server takes, so that
// the library never splits it and its failure concerns all of it.
const (
	insertDocuments = 500
	insertBytes     = 8 << 20
)

// Insert implements store.Driver.
func (e *engine) Insert(ctx context.Context, table string, docs []store.Raw) []error {
	errs := make([]error, len(docs))
	s, err := e.schema(table)
	if err != nil {
		return fill(errs, err)
	}
	envelopes := make([]bson.Raw, len(docs))
	for i, doc := range docs {
		if envelopes[i], err = pack(doc); err != nil {
			return fill(errs, err)
		}
	}
	for start := 0; start < len(docs); {
		end, size := start, 0
		for end < len(docs) && end-start < insertDocuments && (end == start || size+len(docs[end]) <= insertBytes) {
			size += len(docs[end])
			end++
		}
		e.insert(ctx, s, envelopes[start:end], errs[start:end])
		start = end
	}
	return errs
}

// insert stores documents by one command and puts the answer for each into errs.
func (e *engine) insert(ctx context.Context, s *schema, envelopes []bson.Raw, errs []error) {
	err := e.do(ctx, writing, func(ctx context.Context) error {
		_, err := e.db.Collection(s.name).InsertMany(ctx, envelopes, options.InsertMany().SetOrdered(false))
		var bulk mongo.BulkWriteException
		if !errors.As(err, &bulk) || len(bulk.WriteErrors) == 0 {
			return err
		}
		if bulk.WriteConcernError != nil {
			fill(errs, store.ErrUnknownOutcome.With(bulk.WriteConcernError))
		}
		for _, w := range bulk.WriteErrors {
			if w.Index < 0 || w.Index >= len(errs) {
				return err
			}
			errs[w.Index] = refusal(w.Code, w.WriteError)
			if unsettled[w.Code] {
				errs[w.Index] = store.ErrUnknownOutcome.With(w.WriteError)
			}
		}
		return nil
	})
	if err != nil {
		fill(errs, err)
	}
}

// Replace implements store.Driver.
func (e *engine) Replace(ctx context.Context, table string, old, doc store.Raw) error {
	s, err := e.schema(table)
	if err != nil {
		return err
	}
	guard, id, err := guarded(old)
	if err != nil {
		return err
	}
	newID, _, err := store.Head(doc)
	if err != nil {
		return err
	}
	envelope, err := pack(doc)
	if err != nil {
		return err
	}
	if newID != id {
		return store.ErrEngine.Say("a document cannot take another's place: %q for %q", newID, id)
	}
	return e.do(ctx, writing, func(ctx context.Context) error {
		res, err := e.db.Collection(s.name).ReplaceOne(ctx, guard, envelope)
		if err == nil && res.MatchedCount == 0 {
			return store.ErrStale
		}
		return err
	})
}

// Delete implements store.Driver.
func (e *engine) Delete(ctx context.Context, table string, old store.Raw) error {
	s, err := e.schema(table)
	if err != nil {
		return err
	}
	guard, _, err := guarded(old)
	if err != nil {
		return err
	}
	return e.do(ctx, writing, func(ctx context.Context) error {
		res, err := e.db.Collection(s.name).DeleteOne(ctx, guard)
		if err == nil && res.DeletedCount == 0 {
			return store.ErrStale
		}
		return err
	})
}

// guarded returns the filter by which alone documents are changed.
func guarded(old store.Raw) (guard bson.D, id string, err error) {
	id, rev, err := store.Head(old)
	return bson.D{{Key: nameID, Value: id}, {Key: nameRev, Value: rev}}, id, err
}

func fill(errs []error, err error) []error {
	for i := range errs {
		errs[i] = err
	}
	return errs
}
