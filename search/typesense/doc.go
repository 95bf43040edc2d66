// Package typesense is the search engine for production: a Typesense cluster through
// typesense-go. It is written for server 0.24.1 and uses nothing newer.
//
// # Collections
//
//	NAME            alias of the collection in use
//	NAME-next       alias of the collection that a rebuild is filling
//	NAME-v…         versioned collections of offers
//	NAME-values     names of brands, vendors, categories and attribute values
//	NAME-marker     one document, written and read by Ready
//
// Rebuild makes a new collection, points NAME-next to it so that every process writes
// to both, fills it, counts it and swaps the alias. Deleted offers stay as documents
// with gone=1, so that a late older revision loses against them.
//
// # Words and ids
//
// Typesense's own analysis never sees a raw text. Words arrive normalised by package
// search and spelled in ASCII; ids are written in an alphabet of letters and digits
// (encode), because its exact filter is blind to case and accents. So nothing needs to
// be escaped in a filter, and nothing can break out of one.
//
// A filter has at most 100 conditions, operators and parentheses together, and && does not
// bind more than ||. Other wordings that have no room are left out; more filters than fit
// are refused.
//
// # Grouping
//
// The server groups all that a search finds, whatever its page, and counts values of groups
// twenty times as slowly as values of documents. So a page that the text does not order is
// read from the sorted offers, and what is counted or read of an order is shared: searches for
// the same at the same time, or within a second, ask the server once. A write of this process
// forgets it.
//
// # Fewer words
//
// When no document has all words, those are kept that go together with the rarest one. If
// fewer than ten products have them, lists of two words or one follow, in the order of what
// they say.
//
// # Revisions
//
// Typesense has no compare-and-set. Within a process, writes of the same document are
// ordered; processes that write the same document at the same time rely on the
// dispatcher's lease on it.
//
// # Readiness
//
// After a restart the server answers searches while it still replays its log, with too
// few hits. A write is applied only after the log before it, so Ready writes a marker
// and reads it back. Every failed connection closes the gate again: searches answer
// search.not_ready until the marker has been seen.
//
// # Failure
//
// Each call has a time limit; a breaker of our own stops calling a server that does
// not answer and lets one call through after a pause. A busy server is given no more searches
// at once than it answers in time; the others wait. All errors are those of the port.
package typesense
