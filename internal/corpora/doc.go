// Package corpora reads public catalogues as search documents, for measurements.
//
// The data is no part of the project: the caller names the folder that holds it, laid out
// as its own README says (catalog/, search/). What a row lacks is derived from its key,
// always the same: a price from 3.00 to 403.00 EUR, in stock four times out of five, one
// of 306 vendors. Goods makes the documents of the generated demo market instead, which
// needs no folder.
//
// Ids are the name of the set and the row's key or number, so that a document is the same
// in every run.
package corpora
