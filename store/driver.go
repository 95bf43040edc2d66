package store

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Raw is one BSON document, or the bytes of one event.
type Raw = bson.Raw

// Driver is what an engine must be able to do: keep documents by id, change one of them
// if nobody else did, and read declared indexes in order. It knows nothing of types,
// events or leases. The suite storetest is its specification.
//
// Every document has a string "_id" and an int64 "rev", its first two elements. A driver
// keeps the bytes of a document exactly as given. Implementations are safe for
// concurrent use, keep no reference to their arguments, and return fresh memory.
//
// Errors are the named ones of this package where one fits (ErrExists, ErrStale,
// ErrCancelled, ErrUnknownOutcome, ErrBusy, ErrUnavailable, ErrClosed), else any error,
// which callers see as ErrEngine. A write that was acknowledged survives the loss of
// power. A write whose context ends is either known not to have happened (ErrCancelled)
// or ErrUnknownOutcome; it never happens by half.
type Driver interface {
	// Ensure creates what is missing of the tables and their indexes, fills new indexes
	// from the documents that are there, and drops indexes that are declared no more.
	// It may be called again and from several processes at once.
	Ensure(ctx context.Context, tables []Table) error
	// Get returns the documents with the given ids, absent ones left out, in any order.
	Get(ctx context.Context, table string, ids []string) ([]Raw, error)
	// Insert stores each document that is not there yet and answers for each: nil or
	// ErrExists or its failure. A failing document does not hold back the others.
	Insert(ctx context.Context, table string, docs []Raw) []error
	// Replace stores doc in the place of old, whose id and revision must be those of
	// the stored document, else ErrStale.
	Replace(ctx context.Context, table string, old, doc Raw) error
	// Delete removes the document whose id and revision are those of old, else ErrStale.
	Delete(ctx context.Context, table string, old Raw) error
	// Find returns at most q.Limit documents in the order of q. It returns each
	// document once, also when several of its elements match.
	Find(ctx context.Context, table string, q Select) ([]Raw, error)
	// Count returns how many documents q selects; After and Limit do not count.
	Count(ctx context.Context, table string, q Select) (int64, error)
	// Check verifies the engine's own files or connection; doctor shows its error.
	Check(ctx context.Context) error
	// Close ends all work. Writes that were taken are finished first.
	Close(ctx context.Context) error
}

// Table is a collection as a driver sees it.
type Table struct {
	Name    string // letters, digits and "_"
	Indexes []Index
}

// Index is a declared order in which a collection can be read: by equality on the Eq
// fields, then in the order of the Sort fields, then by id.
//
// A value that is absent, null or of another kind than declared counts as absent. It
// sorts before all others, equals nil, and lies in no range.
type Index struct {
	Name string // letters, digits and "_"; unique in the collection
	Eq   []Field
	Sort []Field
	// Each says that the path of one Eq field leads into an array: the document is found
	// under each of its elements, and not at all when it has none. Queries never ask for
	// an absent element.
	Each bool
	// Sparse leaves out documents in which the first field of the index is absent; they
	// are not found by it.
	Sparse bool
}

// Fields returns the Eq fields, then the Sort fields.
func (x *Index) Fields() []Field {
	return append(append(make([]Field, 0, len(x.Eq)+len(x.Sort)), x.Eq...), x.Sort...)
}

// Select is a query as a driver sees it. All values are nil (absent), string, int64,
// bool or time.Time (UTC, whole milliseconds), of the kind of their field.
type Select struct {
	Index *Index // nil: all documents by id
	Eq    []any  // one value an Eq field, without the last one when In is used
	In    []any  // alternatives for the last Eq field, distinct, at most MaxIn; or nil
	From  any    // From ≤ first Sort field, nil for open
	To    any    // first Sort field < To, nil for open
	Desc  bool   // direction of all Sort fields and of the id
	// After holds the values of the Sort fields of the last document that was seen and
	// AfterID its id: only what comes later in the order is returned. An empty AfterID
	// starts at the beginning.
	After   []any
	AfterID string
	Limit   int
}
