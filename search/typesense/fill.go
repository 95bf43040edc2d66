package typesense

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle/search"
)

const (
	fullPage  = 10 // products that a search with fewer words should find
	fillWords = 8  // words of which lists are made for it
	fillBatch = 12 // lists that are tried in one call
)

// fill returns what else to look for when few products have the words that are kept: two
// words or one of the query, in the order of what they say, until there are enough products.
func (a *asked) fill(ctx context.Context, words, kept []likely) ([][]string, error) {
	first, err := a.e.multi(ctx, []api.MultiSearchCollectionParameters{a.having(spoken(kept), a.scope, nil, 1, fullPage)})
	if err != nil {
		return nil, err
	}
	have := products(documents(first[0]))
	if len(have) >= fullPage || len(words) < 2 {
		return nil, nil
	}
	lists, err := a.telling(ctx, words[:min(len(words), fillWords)])
	if err != nil {
		return nil, err
	}
	var out [][]string
	for some := range slices.Chunk(lists, fillBatch) {
		searches := make([]api.MultiSearchCollectionParameters, len(some))
		for i, l := range some {
			searches[i] = a.having(l, a.scope, have, 1, fullPage)
		}
		results, err := a.e.multi(ctx, searches)
		if err != nil {
			return nil, err
		}
		for i, r := range results {
			before := len(have)
			for _, id := range products(documents(r)) {
				if !slices.Contains(have, id) {
					have = append(have, id)
				}
			}
			if len(have) > before {
				out = append(out, some[i])
			}
			if len(have) >= fullPage {
				return out, nil
			}
		}
	}
	return out, nil
}

// telling returns all pairs of words and all single ones that documents have. First is what
// says most, as in the inverse document frequency of Spärck Jones (1972).
func (a *asked) telling(ctx context.Context, words []likely) ([][]string, error) {
	var lists [][]string
	var says []float64
	total, err := a.counts(ctx, [][]string{nil})
	if err != nil {
		return nil, err
	}
	bits := func(l likely) float64 { return math.Log2(float64(total[0]+2) / float64(l.count+1)) }
	for i, x := range words {
		lists, says = append(lists, []string{x.word}), append(says, bits(x))
		for _, y := range words[i+1:] {
			lists, says = append(lists, spoken([]likely{x, y})), append(says, bits(x)+bits(y))
		}
	}
	counts, err := a.counts(ctx, lists)
	if err != nil {
		return nil, err
	}
	var at []int
	for i, n := range counts {
		if n > 0 {
			at = append(at, i)
		}
	}
	slices.SortStableFunc(at, func(i, j int) int { return cmp.Compare(says[j], says[i]) })
	out := make([][]string, len(at))
	for i, j := range at {
		out[i] = lists[j]
	}
	return out, nil
}

// spoken returns words in the order of the query.
func spoken(words []likely) []string {
	sorted := slices.SortedStableFunc(slices.Values(words), func(x, y likely) int { return x.from[0] - y.from[0] })
	out := make([]string, len(sorted))
	for i, w := range sorted {
		out[i] = w.word
	}
	return out
}

// having is the search for a page of the products that have all of words and are none of
// others.
func (a *asked) having(words []string, f filter, others []string, page, size int) api.MultiSearchCollectionParameters {
	if len(others) > 0 {
		f = append(f[:len(f):len(f)], noneOf("product", others))
	}
	p := a.group(page, size, false)
	wording{stage: search.StageSome, words: words}.apply(&p, f, false)
	return p
}

// inTurn is a page of what was filled: those with the words that are kept first, the others
// list by list. All but the last list have few products.
func (a *asked) inTurn(ctx context.Context) (page, error) {
	from, size := a.q.Offset(), a.q.Size
	f := filterOf(a.scope, a.q.Filters, "", a.fields)
	lists := append([][]string{a.text.words}, a.text.also...)
	last := len(lists) - 1
	var p page
	firsts := make([]api.MultiSearchCollectionParameters, last)
	for i, l := range lists[:last] {
		firsts[i] = a.having(l, f, nil, 1, fullPage)
	}
	results, err := a.e.multi(ctx, firsts)
	if err != nil {
		return page{}, err
	}
	seen := map[string]bool{}
	for _, r := range results {
		for _, doc := range documents(r) {
			if id := text(doc, "product"); !seen[id] {
				seen[id] = true
				p.docs = append(p.docs, doc)
			}
		}
	}
	few := len(p.docs)
	first := max(0, from-few)/size + 1 // page of the last list in which this one begins
	searches := []api.MultiSearchCollectionParameters{a.having(lists[last], f, products(p.docs), first, size)}
	if max(0, from-few)%size > 0 { // it ends in the next
		searches = append(searches, a.having(lists[last], f, products(p.docs), first+1, size))
	}
	if results, err = a.e.multi(ctx, searches); err != nil {
		return page{}, err
	}
	var rest []map[string]any
	for _, r := range results {
		rest = append(rest, documents(r)...)
	}
	p.found = few + found(results[0])
	if from < few {
		p.docs = append(p.docs[from:], rest...)
	} else {
		p.docs = rest[min(len(rest), (from-few)%size):]
	}
	p.docs = p.docs[:min(len(p.docs), size)]
	return p, nil
}

func products(docs []map[string]any) []string {
	out := make([]string, len(docs))
	for i, d := range docs {
		out[i] = text(d, "product")
	}
	return out
}
