package store

import (
	"context"
	"errors"

	"github.com/markthalle/markthalle"
)

// What the methods of this package return, apart from markthalle.ErrNotFound and from
// what a caller's own closure returned. The list is closed: a failure that is none of
// these is ErrEngine with its cause.
var (
	// ErrExists is returned by Insert when a document with this id is stored.
	ErrExists = &markthalle.Error{Kind: markthalle.Conflict, Code: "store.exists", Text: "This exists already."}
	// ErrClaimed is returned by Claim and Confirm when another owner holds the value.
	ErrClaimed = &markthalle.Error{Kind: markthalle.Conflict, Code: "store.claimed", Text: "This is taken."}
	// ErrLeased is returned by Acquire while somebody holds the lease, and by
	// RenewLease and ReleaseLease when the token is no longer the current one.
	ErrLeased = &markthalle.Error{Kind: markthalle.Conflict, Code: "store.leased", Text: "Somebody else is at work on this."}
	// ErrCopyDiffers is returned by Copy when the target holds another document under
	// the same id.
	ErrCopyDiffers = &markthalle.Error{Kind: markthalle.Conflict, Code: "store.copy_differs", Text: "The target holds different data."}

	// ErrOversize is returned for a document of MaxDocument bytes or more.
	ErrOversize = &markthalle.Error{Kind: markthalle.Invalid, Code: "store.oversize", Text: "This is too large to be stored."}
	// ErrShape is returned for what cannot be stored alike on every engine: names with
	// "$" or ".", arrays in arrays, types outside the portable ones, unusable ids.
	ErrShape = &markthalle.Error{Kind: markthalle.Invalid, Code: "store.shape", Text: "This cannot be stored."}
	// ErrCursor is returned by Find for a cursor that does not belong to the query.
	ErrCursor = &markthalle.Error{
		Kind: markthalle.Invalid, Code: "store.cursor", Text: "This page mark does not belong to this list.",
		Fields: []markthalle.Field{{Pointer: "/cursor", Code: "store.cursor", Message: "This page mark does not belong to this list.", Wanted: "the next_cursor of this list"}},
	}

	// ErrBusy is returned by a write that lost against other processes too often, or
	// that waited too long for the engine. Nothing was written.
	ErrBusy = &markthalle.Error{Kind: markthalle.Unavailable, Code: "store.busy", Text: "Too much is happening here at once; please try again."}
	// ErrOutboxFull is returned by a write that would leave more than MaxPending events
	// of one document waiting for their reactions.
	ErrOutboxFull = &markthalle.Error{Kind: markthalle.Unavailable, Code: "store.outbox_full", Text: "Too much is still being worked on here; please try again."}
	// ErrSchemaNewer is returned by a change of a document that a newer version of the
	// program has written.
	ErrSchemaNewer = &markthalle.Error{Kind: markthalle.Unavailable, Code: "store.schema_newer", Text: "A newer version of the program is at work on this."}
	// ErrCancelled is returned when the context ended before anything was written.
	ErrCancelled = &markthalle.Error{Kind: markthalle.Unavailable, Code: "store.cancelled", Text: "This took too long and was given up."}
	// ErrUnknownOutcome is returned when the context or the connection ended after a
	// write was handed over: it may yet be stored in whole, or never.
	ErrUnknownOutcome = &markthalle.Error{Kind: markthalle.Unavailable, Code: "store.outcome_unknown", Text: "It is not known whether this was stored; please look again."}
	// ErrUnavailable is returned when the engine cannot be reached.
	ErrUnavailable = &markthalle.Error{Kind: markthalle.Unavailable, Code: "store.unavailable", Text: "The data store does not answer."}
	// ErrClosed is returned after Close.
	ErrClosed = &markthalle.Error{Kind: markthalle.Unavailable, Code: "store.closed", Text: "The data store is shut down."}

	// ErrDecode is returned when stored bytes cannot be read as their type. It is never
	// mistaken for absence.
	ErrDecode = &markthalle.Error{Kind: markthalle.Internal, Code: "store.decode", Text: "A stored document cannot be read."}
	// ErrIndexUnknown is returned by a query that names an index that is not declared.
	ErrIndexUnknown = &markthalle.Error{Kind: markthalle.Internal, Code: "store.index_unknown", Text: "This query has no declared index."}
	// ErrQuery is returned by a query whose values do not fit its index.
	ErrQuery = &markthalle.Error{Kind: markthalle.Internal, Code: "store.query", Text: "This query does not fit its index."}
	// ErrEngine is returned for every failure of the engine that has no other name.
	ErrEngine = &markthalle.Error{Kind: markthalle.Internal, Code: "store.engine", Text: "The data store failed."}
)

// ErrStale is what a driver answers to a Replace or Delete that found no document with
// the given id and revision. Collections turn it into another attempt.
var ErrStale = &markthalle.Error{Kind: markthalle.Conflict, Code: "store.stale", Text: "This has changed in the meantime."}

// closed gives a driver's error a name of the closed list. Drivers name what they know;
// the rest is an ended context or ErrEngine.
func closed(err error) error {
	var named *markthalle.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &named):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return ErrCancelled.With(err)
	default:
		return ErrEngine.With(err)
	}
}

// ended returns ErrCancelled when ctx has ended, else nil.
func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return ErrCancelled.With(context.Cause(ctx))
	}
	return nil
}
