// Package store keeps the market's documents, and everything that must not be forgotten
// about them: events and their reactions, timers, sweeps, claims, leases, numbers.
//
// # One document is one commit
//
// There are no transactions over several documents. Every invariant lives inside one
// document, and one compare-and-set of that document is the only commit there is; so the
// same code is right on SQLite, on one MongoDB server and on a sharded cluster. What
// must happen elsewhere as a consequence is an event in the same write.
//
//	DB          a driver, the collections defined on it, the background work
//	Collection  documents of one Go type: Get, Insert, Modify, Upsert, Delete, Find
//	Meta        the first field of each document: id, revision, version, outbox, lease
//	Driver      what an engine must be able to do: nine methods on raw BSON
//
// Rev guards every write, bookkeeping included; 0 means not stored yet. Version counts
// business changes only and is the revision that clients see. Modify loads, runs a pure
// closure, and stores if nobody wrote in between, else begins again; within a process
// the writers of one id take turns. A closure that changes no byte causes no write.
//
// # What can be stored
//
// One codec for all engines: BSON with string, int32, int64, double, bool, time,
// bytes, null, documents and arrays. Names with "$" or "." are refused (keep maps from
// users as lists of pairs), so are arrays in arrays, text that is not UTF-8, and
// documents of MaxDocument bytes. Times are UTC in whole milliseconds; the zero time is
// stored as null and returns as the zero time. Nil and empty slices stay apart.
//
// # Finding
//
// A query names a declared index, or none for the order of ids; anything else is
// refused, so that no query is slow by accident. An index is Eq fields, then Sort
// fields, then the id. An absent value sorts first, equals nil and lies in no range.
// Pages are marked by the last item, not by a position.
//
// # Events, reactions, dispatcher
//
// Meta.Emit inside a closure puts an event into the outbox of the same write, with the
// names of the reactions that follow it (On). An event that nobody follows is not
// stored. The writing process takes the first lease in the same write and runs the
// reactions at once; all that succeed are acknowledged in one write, which gives up the
// lease too: the next write of the document by this process, or one of its own after a
// second. What a dead process left behind is found by an index when its lease ends,
// or at once by a process that returns under the same Owner. Delivery is at least once,
// in order per document and reaction. A failing reaction holds back only its own later
// events of that document: 1 s, doubling to 1 h, then the dead letters after
// MaxAttempts; Replay tries again. Reactions and event types that a process does not
// know are kept for one that does.
//
// # Clocks
//
// Market time (Options.Clock) dates documents and events and makes timers due; it can
// be moved on trial markets (MarketClock). Wall time is for leases, back-off, claims and
// stubs. Drain runs what is due, in the same order every time: tests move the clock and
// call it, and never sleep.
//
// # Who may do what
//
// Domains define collections in their records.go and emit events; the composition root
// registers reactions, timers and sweeps before Start. Domains never see the driver.
// Only this package writes to "claims", "leases", "timers", "sweeps", "series",
// "numbers", "dead_letters", "store_settings" and "collections".
//
// A deleted document leaves a stub for StubTTL, so that a re-created id continues its
// Rev and nothing that is still on its way can mistake the new document for the old.
// The package knows nothing of the market: no money, no people, no HTTP.
package store
