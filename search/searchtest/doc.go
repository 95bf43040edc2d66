// Package searchtest is the specification of search.Engine as tests. Run is called by
// the test of every engine with a function that opens an empty one.
//
// What is pinned: the meaning of filters, exact counts and totals, the order of every
// sort but relevance, groups and their lowest offer, revisions and tombstones,
// visibility after a write, rebuilds under load, error classes, stages of a text query,
// and that hidden offers show nowhere. The random part compares an engine with Model,
// which answers by looking at every document.
//
// What is left free: scores, the order inside one class of text matches, how far
// beyond one edit spelling is forgiven, which words are dropped, totals of misspelt
// queries.
//
// A random run prints its seed; MARKTHALLE_TEST_SEED replays it, and
// MARKTHALLE_TEST_ROUNDS sets the number of random catalogues.
package searchtest
