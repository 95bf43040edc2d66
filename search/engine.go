package search

import (
	"context"
	"time"

	"github.com/markthalle/markthalle"
)

// Engine is an index of offers. All methods are safe for concurrent use. The suite
// searchtest says what every engine must agree on.
type Engine interface {
	// Index adds or replaces documents and returns one result for each of them, nil
	// for success and also for a document that lost against a newer revision. What
	// succeeded is durable and seen by the next Search.
	Index(ctx context.Context, docs []Document) []error
	// Delete removes documents and remembers their revision. Unknown ids are no error.
	Delete(ctx context.Context, gone []Tombstone) []error
	// Search answers a query that Query.Validate has accepted.
	Search(ctx context.Context, q Query) (Result, error)
	// Suggest completes what a buyer is typing.
	Suggest(ctx context.Context, q SuggestQuery) (Suggestions, error)
	// Rebuild replaces the index by what feed yields, while reads and writes go on.
	// When feed or a yield fails the old index stays. A second one at the same time
	// is refused with ErrRebuilding.
	Rebuild(ctx context.Context, feed func(yield func(Document) error) error) error
	// Ready returns nil when searches see everything that was indexed.
	Ready(ctx context.Context) error
	// Empty reports whether there is nothing in the index, without reading what there is.
	Empty(ctx context.Context) (bool, error)
	// Stats counts and proves the content.
	Stats(ctx context.Context) (Stats, error)
	// Close ends the engine; it may be called twice.
	Close() error
}

// Stats describes the content of an index.
type Stats struct {
	Documents int64
	Checksum  string // Digest over the ids and revisions of all documents
}

// RetryAfter is what a caller is told to wait while the engine is down.
const RetryAfter = 5 * time.Second

// The errors that engines return. All of them may carry a cause.
var (
	ErrUnavailable = &markthalle.Error{
		Kind: markthalle.Unavailable, Code: "search.unavailable",
		Text: "Search is not available at the moment.", RetryAfter: RetryAfter,
	}
	ErrTimeout = &markthalle.Error{
		Kind: markthalle.Unavailable, Code: "search.timeout",
		Text: "Search took too long to answer.", RetryAfter: RetryAfter,
	}
	ErrNotReady = &markthalle.Error{
		Kind: markthalle.Unavailable, Code: "search.not_ready",
		Text: "The search index is still loading.", RetryAfter: RetryAfter,
	}
	ErrLocked = &markthalle.Error{
		Kind: markthalle.Conflict, Code: "search.locked",
		Text: "Another process serves this search index.",
	}
	ErrRebuilding = &markthalle.Error{
		Kind: markthalle.Conflict, Code: "search.rebuilding",
		Text: "The search index is already being rebuilt.",
	}
	ErrQuery = &markthalle.Error{
		Kind: markthalle.Invalid, Code: "search.query",
		Text: "Some of the values cannot be accepted.",
	}
	ErrDocument = &markthalle.Error{
		Kind: markthalle.Invalid, Code: "search.document",
		Text: "The document cannot be indexed.",
	}
)
