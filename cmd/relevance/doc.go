// Command relevance measures how well both search engines answer judged queries, beside
// the engines' own defaults (package relevance).
//
//	relevance [-data DIR] [-typesense PROGRAM] [-set NAME] [-subject NAME] [-losers N]
//	relevance -judged QUERIES.csv -catalogue PRODUCTS.jsonl …
//	relevance -set NAME -query TEXT
//
// Without the folder of public data only the demo market's own queries are asked; without
// the program of a Typesense server only the embedded engine is measured. The last form
// shows what is found for a text. Indexes live in a folder of the system's temporary
// files and are gone afterwards.
package main
