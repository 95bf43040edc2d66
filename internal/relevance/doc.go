// Package relevance measures how well search answers queries whose right answers are
// known, so that settings are chosen by figures.
//
// A Set is a catalogue with judged queries: for each query, which products answer it and
// how well, from 1 (related) over 2 (a good substitute) to 3 (just that). A Subject is
// what is measured: one of our engines, or an engine's own defaults as the baseline to
// beat. Each query is asked as it stands and, mangled in six ways, as people mistype it;
// the judgements stay those of what was meant.
//
// # Measures
//
//   - nDCG@10: gain 2^grade − 1, discount log2(position + 1), divided by that of the best
//     order (Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques,
//     ACM TOIS 20(4), 2002; the gain is that of Burges et al., ICML 2005).
//   - MRR: 1 / position of the first product with a grade of at least 2 among the first
//     100, on average.
//   - Recall@100: the share of the products with a grade of at least 2 that are among the
//     first 100, of at most 100.
//
// # The sets
//
//	demo         186 queries in English, German and Polish over the goods of the demo
//	             market, judged by hand: testdata/demo.csv says which goods are meant
//	phones       the most popular of a shop's real query suggestions over its phones; a
//	             product is just that when its name has all words, a good substitute when
//	             name, brand and categories have, related when the description has the rest
//	pricerunner  how other shops call a product finds that product, by the clustering of
//	             the data: one right answer each
//	matching     the same with titles of software of one shop for those of another, as
//	             labelled by people
//	esci         one query with sixteen judged products
//
// Judgements of phones say nothing about which of many phones is best; that set is for
// spelling and for what must not be missing.
package relevance
