// Package markthalle is the vocabulary that every other package of the marketplace
// shares: errors and their kinds, typed ids, who acts and what they may do, the two
// clocks, translated texts and pages of a list.
//
// It holds words, not behaviour: no storage, no HTTP, no money, and it imports
// nothing but the standard library. A thing belongs here only when at least three
// domains must agree on it to the letter.
//
// # Errors
//
// Every failure that a caller can act on is an *Error with one of eight kinds and a
// stable dotted code ("catalog.out_of_stock"). Lower layers add context by wrapping
// with %w; the edge that answers a person renders the innermost *Error and logs the
// chain once. What is not an *Error is Internal.
//
// # Ids
//
// An id is a typed string: a prefix that names the kind ("ord_"), then a body of 26
// characters that sorts by time. The domain mints it before the first write, so that
// a retried write is the same write. What a reaction creates carries an id derived
// from its cause (VendorOrderIDFor), so that running twice creates once.
//
// # Actors
//
// Who acts is an explicit argument, never hidden in a context. Services check what
// the actor may do; the edges only find out who it is.
//
// # Clocks
//
// Clock is market time: orders, holds, promises. On trial installations it can be
// moved. Wall is the time of the machine: leases, sessions, rate limits, deadlines.
// Both answer in UTC, truncated to milliseconds, which every store keeps exactly.
package markthalle
