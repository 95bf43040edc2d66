// Package tuning keeps what the operator has decided about searching (SEA-7), and what
// is searched for (SEA-8, SEA-9). It answers search.Tuning and search.Queries.
//
// # Words
//
//   - Synonyms: wordings that count as each other (multi-way), or that count as what was
//     typed (one-way: from "jumper" to "pullover", not back). For one language or all,
//     for one market or all.
//   - A Rule of curation: when it holds (exactly a text, a text with certain words, a
//     category's page, everywhere), in which market, language and time, and what it does
//     then: pin products in an order, boost, bury or hide products, brands, vendors and
//     categories, or lead somewhere else. Rules are asked in the order of their
//     priority, the lowest first.
//   - Word lists, one of each kind for each language and one for all: stop phrases leave
//     a query before it is searched for ("buy", "cheap"); banned terms are never
//     suggested and never remembered, and a text with one finds nothing.
//   - A query of the statistics is one normalised text in one market and language, with
//     a count a day of searches, of those without result, and of clicks with their
//     positions.
//
// # States
//
// Synonyms and rules are active or not; what is not active has no effect and can be
// previewed. What is deleted stays stored, marked as such, because the audit log speaks
// of it. A rule that is active has effect within its time.
//
// # Invariants
//
//   - Where rules contradict each other the first one wins; hiding wins over everything,
//     pinning over boosting and burying.
//   - The read path is memory: all of it is compiled at most once a second and at most a
//     second old, in every process (as vendors' blocked set is).
//   - No text with an e-mail address, eight digits or a banned term is ever stored.
//   - Every list and document is bounded: see the constants beside the types.
//
// # Statistics
//
// Searches and clicks are gathered in memory and added to the store every few seconds,
// one compare-and-set for each text, so that several processes on one store all count.
// A crash loses what was gathered since the last flush: at most FlushEvery, and never
// what was counted before. When more texts come than fit, the surplus is not counted.
// Days older than KeepDays leave a query with its next count, and a query that was not
// asked for that long is purged. Lists are ordered by a score in which a day counts half
// as much as one HalfLife later; the score is kept as a logarithm, so that it never has
// to be brought up to date.
//
// # Who may do what
//
// Operators with categories.read see all of it and may preview rules, those with
// categories.write change it. Searching and clicking counts for everybody whom the edges
// do not take for a robot. What people did is written to the audit log in the same write
// (accounts.audited); there are no other events.
//
// # Errors
//
// Invalid tuning.synonyms, tuning.rule and tuning.words with all faults; NotFound;
// Precondition if_match; Conflict tuning.full when there are too many of a kind.
package tuning
