// Package plain is Bleve as it comes. It is the baseline that the embedded engine is
// measured against, and serves nobody.
//
// # Words
//
// An Index is a folder with an ordinary Bleve index: the default mapping, its standard
// analysis and scores. A document is an id with text fields; a query is a match query
// over all of them, in which any word may match.
//
// # Invariants
//
// Load starts from an empty index every time, and Close removes the folder's content, so
// that no measurement sees what another one left behind. Nothing here is tuned: whoever
// improves it makes the baseline worthless.
package plain
