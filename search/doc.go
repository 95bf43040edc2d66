// Package search finds products: the query model, the normalisation of text, the
// port that every engine implements, and the service above the engine.
//
// # Words
//
// A Document is one offer of one vendor. A search groups offers by product, so that
// price, vendor, stock and condition filters mean "one offer that satisfies all of
// them" (SEA-2). Total counts products; the shown offer is the lowest one that passes
// the filters.
//
// A Query is typed. Nothing in it is engine syntax; unknown fields and operators are
// refused before an engine is called (SEA-1). Scope (market, country, currency,
// blocked vendors and categories) says what may be seen at all; Filters say what the
// buyer has chosen. The difference matters twice: a disjunctive facet ignores its own
// filters and never the scope, and spelling is corrected only when the words are found
// nowhere in the scope, not when the buyer's filters exclude what was found.
//
// # Text
//
// Normalisation is ours and equal for all engines (SEA-6): Words turns any text into
// plain lower-case words, Variants adds the other spellings of a document's words,
// Code folds article numbers, NewPlan cuts a query to 20 words and 200 characters.
// Engines receive words, never raw text.
//
// A query is answered by the first stage that finds anything in the scope:
//
//	code    the whole text is an article number of the offer; these are found as a
//	        whole only, and are not among the words
//	words   all words; the last one may be the beginning of a word
//	joined  the same with neighbouring words joined or one word split
//	typos   one edit from 5 letters, two from 6 (SEA-5)
//	some    as many of the words as any offer has
//
// Within a stage the order is: exact before prefix, fewer edits first, the field of
// the match (title, brand, category, attributes, description), neighbouring words,
// then business rank (Document.Rank), then the ordinal. There are no document
// frequencies and no length norms. Prefixes match all fields but the description.
//
// # Above the engine
//
// What operators decide and what is searched for is asked of two ports, Tuning and
// Queries; package tuning implements both. Stop phrases, banned terms and synonyms act
// on the plan before the engine; hidden vendors and categories leave the scope, hidden
// products and brands are filtered. Pins, boosts and burials apply to the order of
// relevance: the answer is put together out of disjoint parts (see curator), so that
// totals, facets, prices and pages stay exact on every engine. Without any of that a
// search is one call of the engine.
//
// # Missing values
//
// A price of 0, a rating without RatingCount and a zero Created are missing. They sort
// last in both directions and are in no range. Countries and Markets that are empty
// mean everywhere. The operator Not keeps documents that have no such value.
//
// # Revisions
//
// Index and Delete carry the revision of the fact. An older revision never overwrites
// a newer one, and a delete leaves a tombstone, so that late or repeated reactions do
// no harm (SEA-10). Rebuild fills a new index behind an alias from a feed, while
// writes go to both and reads go on; what the feed does not mention is gone after it.
// Digest is the checksum by which a store and an index prove that they agree.
//
// # Who may do what
//
// Everybody may search; the edge supplies the scope from vendors and catalog. Explain
// is for operators and for the vendor of an offer. Index, Delete and Rebuild are called
// by reactions and by the reindex command only. The package has no events of its own
// and stores nothing outside the engine.
//
// # Errors
//
// Invalid search.query with all faults (a caller's mistake), Invalid search.document
// for one document, Unavailable search.unavailable when the engine cannot answer,
// Unavailable search.timeout when it is too slow, Conflict search.locked when another
// process serves the embedded index, Conflict search.rebuilding for a second rebuild.
// A cancelled context comes back as such (errors.Is context.Canceled).
package search
