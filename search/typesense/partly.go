package typesense

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle/search"
)

// likely is a word that documents in the scope have, with the words of the query that it
// stands for and how many documents have it.
type likely struct {
	word  string
	from  []int
	count int
}

// maxRounds bounds the requests that find the words which go together.
const maxRounds = 8

// partly finds out which words to keep when no document has all of them: unknown words
// are joined, taken apart or corrected, then the rarest word decides, and each further
// word, the rarer first, stays if some document has it together with those before it.
// The server would drop words from the end of the query instead.
func (a *asked) partly(ctx context.Context) (wording, bool, error) {
	words, err := a.knownWords(ctx)
	if err != nil || len(words) == 0 {
		return wording{}, false, err
	}
	slices.SortStableFunc(words, func(x, y likely) int { return x.count - y.count })
	kept := words[:1]
	rest := words[1:]
	for round := 0; round < maxRounds && len(rest) > 0; round++ {
		n, err := a.together(ctx, kept, rest)
		if err != nil {
			return wording{}, false, err
		}
		kept = append(kept[:len(kept):len(kept)], rest[:n]...)
		rest = rest[min(n+1, len(rest)):] // the next one is dropped
	}
	slices.SortFunc(kept, func(x, y likely) int { return x.from[0] - y.from[0] })
	out := wording{stage: search.StageSome}
	used := map[int]bool{}
	for _, k := range kept {
		out.words = append(out.words, k.word)
		for _, i := range k.from {
			used[i] = true
		}
	}
	for i, w := range a.plan.Words {
		if !used[i] {
			a.dropped = append(a.dropped, w)
		}
	}
	return out, true, nil
}

// together returns how many of rest, from its beginning, some document has all of with kept.
func (a *asked) together(ctx context.Context, kept, rest []likely) (int, error) {
	base := make([]string, 0, len(kept)+len(rest))
	for _, k := range kept {
		base = append(base, k.word)
	}
	tries := make([][]string, len(rest))
	for i, k := range rest {
		base = append(base, k.word)
		tries[i] = slices.Clone(base)
	}
	counts, err := a.counts(ctx, tries)
	if err != nil {
		return 0, err
	}
	n := 0
	for n < len(counts) && counts[n] > 0 {
		n++
	}
	return n, nil
}

// counts returns how many documents in the scope have all of each list of words.
func (a *asked) counts(ctx context.Context, lists [][]string) ([]int, error) {
	searches := make([]api.MultiSearchCollectionParameters, len(lists))
	for i, words := range lists {
		f := a.scope[:len(a.scope):len(a.scope)]
		for _, w := range words {
			f = append(f, "words:="+spell(w))
		}
		searches[i] = params(a.e.alias(), map[string]string{"q": "*", "filter": f.String(), "include": "id"}, 1, 0)
	}
	results, err := a.e.multi(ctx, searches)
	if err != nil {
		return nil, err
	}
	out := make([]int, len(results))
	for i, r := range results {
		out[i] = found(r)
	}
	return out, nil
}

// knownWords returns the words of the query that documents have, repaired where they are
// not known as they stand.
func (a *asked) knownWords(ctx context.Context) ([]likely, error) {
	words := a.plan.Words
	single := make([][]string, len(words))
	for i, w := range words {
		single[i] = []string{w}
	}
	counts, err := a.counts(ctx, single)
	if err != nil {
		return nil, err
	}
	var out []likely
	var unknown []int
	for i, n := range counts {
		if n > 0 {
			out = append(out, likely{words[i], []int{i}, n})
			continue
		}
		unknown = append(unknown, i)
	}
	if len(unknown) == 0 {
		return out, nil
	}
	repaired, left, err := a.rejoined(ctx, unknown)
	if err != nil {
		return nil, err
	}
	out = append(out, repaired...)
	fixed, err := a.corrected(ctx, left)
	return append(out, fixed...), err
}

// repair is another spelling of unknown words: one joined word, or two parts of one.
type repair struct {
	words []string
	from  []int
}

// rejoined joins unknown words with a neighbour and takes them apart, and returns what
// stays unknown.
func (a *asked) rejoined(ctx context.Context, unknown []int) (out []likely, left []int, err error) {
	var tries []repair
	for _, i := range unknown {
		tries = append(tries, a.repairs(i)...)
	}
	tries = tries[:min(len(tries), maxSearches)]
	lists := make([][]string, len(tries))
	for i, r := range tries {
		lists[i] = r.words
	}
	counts, err := a.counts(ctx, lists)
	if err != nil {
		return nil, nil, err
	}
	done := map[int]bool{}
	for i, r := range tries {
		if counts[i] == 0 || slices.ContainsFunc(r.from, func(at int) bool { return done[at] }) {
			continue
		}
		for _, w := range r.words {
			out = append(out, likely{w, r.from, counts[i]})
		}
		for _, at := range r.from {
			done[at] = true
		}
	}
	for _, i := range unknown {
		if !done[i] {
			left = append(left, i)
		}
	}
	return out, left, nil
}

// repairs are the ways to make an unknown word known without changing a letter.
func (a *asked) repairs(i int) []repair {
	words := a.plan.Words
	var out []repair
	if i+1 < len(words) {
		out = append(out, repair{[]string{words[i] + words[i+1]}, []int{i, i + 1}})
	}
	if i > 0 {
		out = append(out, repair{[]string{words[i-1] + words[i]}, []int{i, i - 1}})
	}
	w := words[i]
	for at := range w {
		if at > 1 && len(w)-at > 1 && utf8.RuneCountInString(w) > 3 {
			out = append(out, repair{[]string{w[:at], w[at:]}, []int{i}})
		}
	}
	return out
}

// corrected lets the server find what unknown words are misspelt from.
func (a *asked) corrected(ctx context.Context, unknown []int) ([]likely, error) {
	var at []int
	var searches []api.MultiSearchCollectionParameters
	for _, i := range unknown {
		w := a.plan.Words[i]
		if search.Reach(w) == 0 {
			continue
		}
		p := params(a.e.alias(), map[string]string{"include": strings.Join(zoneFields, ",")}, 1, 1)
		wording{stage: search.StageTypos, words: []string{w}, typos: true}.apply(&p, a.scope, false)
		at, searches = append(at, i), append(searches, p)
	}
	if len(searches) == 0 {
		return nil, nil
	}
	results, err := a.e.multi(ctx, searches)
	if err != nil {
		return nil, err
	}
	var out []likely
	for n, r := range results {
		for _, doc := range documents(r) {
			m := search.ExplainPassages(passagesOf(doc), []string{spell(a.plan.Words[at[n]])})
			if len(m) == 1 && len(m[0].Fields) > 0 {
				out = append(out, likely{m[0].Found, []int{at[n]}, found(r)})
			}
		}
	}
	return out, nil
}
