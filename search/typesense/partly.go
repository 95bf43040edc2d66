package typesense

import (
	"cmp"
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

// vague is 0 for a word of letters and digits, which is a model of something, and 1 for
// another.
func (l likely) vague() int {
	if strings.ContainsAny(l.word, digits) && strings.Trim(l.word, digits) != "" {
		return 0
	}
	return 1
}

// maxRounds bounds the requests that find the words which go together.
const maxRounds = 8

// partly finds out which words to keep when no document has all of them: unknown words
// are joined, taken apart or corrected, then the rarest word decides, of equally rare ones
// a model, and each further word, the rarer first, stays if some document has it together
// with those before it. When that drops most of the words, the rarest of the dropped ones is
// tried as the first, too. The server would drop words from the end of the query instead.
func (a *asked) partly(ctx context.Context) (wording, bool, error) {
	words, err := a.knownWords(ctx)
	if err != nil || len(words) == 0 {
		return wording{}, false, err
	}
	slices.SortStableFunc(words, func(x, y likely) int {
		return cmp.Or(x.count-y.count, x.vague()-y.vague())
	})
	kept, dropped, err := a.chain(ctx, words)
	if err != nil {
		return wording{}, false, err
	}
	if len(dropped) > len(kept) {
		other, _, err := a.chain(ctx, append(dropped, kept...))
		if err != nil {
			return wording{}, false, err
		}
		if len(other) > len(kept) {
			kept = other
		}
	}
	out := wording{stage: search.StageSome, words: spoken(kept)}
	more, err := a.fill(ctx, words, kept)
	if err != nil {
		return wording{}, false, err
	}
	out.also = a.fitting(out.words, more)
	out.inTurn = len(out.also) > 0
	used := map[int]bool{}
	for _, k := range kept {
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

// chain keeps the first word, and each further one that some document has together with
// those that are kept.
func (a *asked) chain(ctx context.Context, words []likely) (kept, dropped []likely, err error) {
	kept, rest := words[:1:1], words[1:]
	for round := 0; round < maxRounds && len(rest) > 0; round++ {
		n, err := a.together(ctx, kept, rest)
		if err != nil {
			return nil, nil, err
		}
		kept = append(kept, rest[:n]...)
		if rest = rest[n:]; len(rest) > 0 {
			dropped, rest = append(dropped, rest[0]), rest[1:]
		}
	}
	return kept, append(dropped, rest...), nil
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

// counts returns how many documents in the scope have all of each list of words, the last one
// of the query as a beginning too.
func (a *asked) counts(ctx context.Context, lists [][]string) ([]int, error) {
	last := a.plan.Words[len(a.plan.Words)-1]
	searches := make([]api.MultiSearchCollectionParameters, len(lists))
	for i, words := range lists {
		f := a.scope[:len(a.scope):len(a.scope)]
		for _, w := range words {
			f = append(f, has(w, w == last))
		}
		searches[i] = params(a.e.alias(), map[string]string{"q": "*", "filter": f.String(), "include": "id"}, 1, 0)
	}
	results, err := a.e.count(ctx, searches)
	if err != nil {
		return nil, err
	}
	out := make([]int, len(results))
	for i, r := range results {
		out[i] = found(r)
	}
	return out, nil
}

// knownWords returns the words of the query that documents have: neighbours as one word
// where that is more frequent than the rarer of them, and what is not known as it stands
// taken apart or corrected.
func (a *asked) knownWords(ctx context.Context) ([]likely, error) {
	words := a.plan.Words
	lists := make([][]string, 0, 2*len(words))
	for _, w := range words {
		lists = append(lists, []string{w})
	}
	for i := range words[1:] {
		lists = append(lists, []string{words[i] + words[i+1]})
	}
	counts, err := a.counts(ctx, lists)
	if err != nil {
		return nil, err
	}
	single, joined := counts[:len(words)], counts[len(words):]
	var out []likely
	var unknown []piece
	for i := 0; i < len(words); i++ {
		switch {
		case i+1 < len(words) && joined[i] > min(single[i], single[i+1]):
			out = append(out, likely{words[i] + words[i+1], []int{i, i + 1}, joined[i]})
			i++
		case single[i] > 0:
			out = append(out, likely{words[i], []int{i}, single[i]})
		default:
			unknown = append(unknown, piece{words[i], i})
		}
	}
	for _, try := range []func(context.Context, []piece) ([]likely, []piece, error){a.apart, a.corrected, a.halves, a.corrected} {
		if len(unknown) == 0 {
			break
		}
		more, left, err := try(ctx, unknown)
		if err != nil {
			return nil, err
		}
		out, unknown = append(out, more...), left
	}
	return out, nil
}

// piece is an unknown word of the query, or what is unknown of it.
type piece struct {
	word string
	at   int
}

// cut is a way to take a piece apart: the words that may be known of it, and the rest.
type cut struct {
	of    piece
	words []string
	rest  string
	count int // of documents that have all of the words
}

// best returns the best cut of each piece that leads to any document.
func (a *asked) best(ctx context.Context, cuts []cut, better func(count, than int) bool) (map[piece]cut, error) {
	cuts = cuts[:min(len(cuts), maxSearches)]
	lists := make([][]string, len(cuts))
	for i, x := range cuts {
		lists[i] = x.words
	}
	counts, err := a.counts(ctx, lists)
	if err != nil {
		return nil, err
	}
	out := map[piece]cut{}
	for i, x := range cuts {
		x.count = counts[i]
		if old, ok := out[x.of]; x.count > 0 && (!ok || better(x.count, old.count)) {
			out[x.of] = x
		}
	}
	return out, nil
}

// apart takes words apart into two that some document has both of, and returns what stays
// unknown.
func (a *asked) apart(ctx context.Context, unknown []piece) (out []likely, left []piece, err error) {
	var cuts []cut
	for _, p := range unknown {
		for at := range p.word {
			if at > 1 && len(p.word)-at > 1 && utf8.RuneCountInString(p.word) > 3 {
				cuts = append(cuts, cut{of: p, words: []string{p.word[:at], p.word[at:]}})
			}
		}
	}
	best, err := a.best(ctx, cuts, func(count, than int) bool { return count > than })
	if err != nil {
		return nil, nil, err
	}
	for _, p := range unknown {
		x, ok := best[p]
		if !ok {
			left = append(left, p)
		}
		for _, w := range x.words {
			out = append(out, likely{w, []int{p.at}, x.count})
		}
	}
	return out, left, nil
}

// minHalf is how many bytes the known part of a word has at least.
const minHalf = 4

// halves finds the rarest beginning or end that is a word in words with a digit, such as a
// brand that is written together with its model, and returns what else they have.
func (a *asked) halves(ctx context.Context, unknown []piece) (out []likely, left []piece, err error) {
	var cuts []cut
	for _, p := range unknown {
		if !strings.ContainsAny(p.word, digits) {
			continue
		}
		for at := range p.word {
			if at >= minHalf {
				cuts = append(cuts, cut{of: p, words: []string{p.word[:at]}, rest: p.word[at:]})
			}
			if at > 0 && len(p.word)-at >= minHalf {
				cuts = append(cuts, cut{of: p, words: []string{p.word[at:]}, rest: p.word[:at]})
			}
		}
	}
	best, err := a.best(ctx, cuts, func(count, than int) bool { return count < than })
	if err != nil {
		return nil, nil, err
	}
	for _, p := range unknown {
		if x, ok := best[p]; ok {
			out = append(out, likely{x.words[0], []int{p.at}, x.count})
			left = append(left, piece{x.rest, p.at})
		}
	}
	return out, left, nil
}

const digits = "0123456789"

// corrected lets the server find what words are misspelt from, and returns what stays
// unknown.
func (a *asked) corrected(ctx context.Context, unknown []piece) (out []likely, left []piece, err error) {
	var of []piece
	var searches []api.MultiSearchCollectionParameters
	for _, x := range unknown {
		if search.Reach(x.word) == 0 {
			continue
		}
		for _, w := range append(slips(x.word), x.word) {
			p := params(a.e.alias(), map[string]string{"include": strings.Join(zoneFields, ",")}, 1, 1)
			wording{stage: search.StageTypos, words: []string{w}, typos: true}.apply(&p, a.scope, false)
			of, searches = append(of, x), append(searches, p)
		}
	}
	results, err := a.e.multi(ctx, searches)
	if err != nil {
		return nil, nil, err
	}
	best := map[piece]likely{}
	edits := map[piece]int{}
	for n, r := range results {
		p := of[n]
		for _, doc := range documents(r) {
			m := search.ExplainPassages(passagesOf(doc), []string{spell(p.word)})
			if len(m[0].Fields) == 0 || (best[p].count > 0 && m[0].Edits >= edits[p]) {
				continue
			}
			best[p], edits[p] = likely{m[0].Found, []int{p.at}, found(r)}, m[0].Edits
		}
	}
	for _, p := range unknown {
		if b, ok := best[p]; ok {
			out = append(out, b)
		} else {
			left = append(left, p)
		}
	}
	return out, left, nil
}

// slips are a word without its first letter and without its second. The server does not find
// what they are when those are one too many.
func slips(word string) []string {
	_, first := utf8.DecodeRuneInString(word)
	_, second := utf8.DecodeRuneInString(word[first:])
	return []string{word[first:], word[:first] + word[first+second:]}
}
