// Package bleve is the embedded search engine: Bleve keeps the text, columns of its
// own answer everything else.
//
// # Why not Bleve alone
//
// Bleve's facets, sorting and collecting of all hits cost a hundred milliseconds over
// 120,000 documents. Here its scorch index is the dictionary and the posting lists;
// filters, facets, grouping, business rank and order are loops over plain arrays in
// memory, which take about a millisecond.
//
// # Files
//
//	DIR/LOCK          held by the one process that serves the index
//	DIR/CURRENT       the name of the generation in use: the alias
//	DIR/gen-000007/   one generation
//	    docs.log      every document and tombstone in the order of writing, the truth
//	    text/         the scorch index, which may be rebuilt from the log at any time
//
// A write is appended to the log and synced, given to Bleve, put into the columns and
// published as one View; readers hold a View and never wait for writers. Writers that
// arrive together share one sync. After a crash the log is read again, a torn record
// at its end is cut off, and what Bleve had not persisted is indexed again.
//
// # Rows
//
// Every version of a document is a row; rows never change. A newer version or a
// tombstone marks the older row as dead as of a batch, and a View sees a row that was
// born before it and is not dead in it. When more rows are dead than alive the
// generation is rewritten in the background by the same code as Rebuild.
//
// # Texts
//
// The offers of a product mostly have the same words, and a change of price or stock
// changes none. So words belong to a text, which rows of a product share; Bleve's
// documents are texts, numbered in the order of the log. Article numbers differ from
// offer to offer; they are a map in memory.
//
// # Postings
//
// There is one Bleve field. The frequency of a posting carries what the ranking needs:
// the zones in which the word stands and its first position in the heaviest one. So a
// word costs one dictionary look-up and one list, and no norm or document frequency
// enters the score. Beginnings of two and three letters are terms of their own, since
// they would expand to thousands.
// Before the lists of several words are read, the sets of their documents are intersected;
// postings of the others are passed over. What the postings of the most frequent words say is
// kept by document once they were asked for: most that is read is theirs.
//
// A misspelt word is compared with all words of the index, which lie in memory with a mark of
// the letters that each has; few are left to be compared letter by letter. That list is made
// right after the start, which does not wait for it, and only grows.
//
// # Counting
//
// What a query counts are the products of its texts, in the order of their rows in memory.
// Their rows are gathered in blocks, and each facet passes over a block by itself. A row is
// one cache line without pointers; rows of a product that were written together lie
// together, and lists of values lie in arenas.
//
// Suggestions need the first products only. The best rank that a text ever had says which
// products cannot be among them without a look at their rows.
//
// # What is remembered
//
// A View is never changed, so for as long as it lives it keeps what costs most and is asked
// for again: facets and order of pages without text, and the words near to a misspelt one.
//
// # Memory
//
// About 300 bytes for a row, at most 128 more for a text once its frequent words were asked
// for, 25 to 50 for a word, and the dictionary of values; ids and article numbers are
// hashes, texts and what pages show stay on disk. Each query at work has counters and
// scores of its own, kept from query to query. As many queries are at work as there are
// processors, the others wait: more at once would share the processors, so that all take
// longer, and their counters the caches. The work of one query is bounded by a budget of
// postings.
package bleve
