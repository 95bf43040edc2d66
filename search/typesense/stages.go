package typesense

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle/search"
)

// maxWordings bounds the joined and split wordings that are tried.
const maxWordings = 24

// understand finds the first stage that finds anything in the scope. Filters of the
// buyer do not count: what they exclude is not misspelt.
func (a *asked) understand(ctx context.Context) error {
	words := a.plan.Words
	if len(words) == 0 {
		a.text = wording{stage: search.StageAll}
		return nil
	}
	plain := wording{stage: search.StageWords, words: words}
	for _, t := range a.q.Also {
		if p := search.NewPlan(t); len(p.Words) > 0 {
			plain.also = append(plain.also, p.Words)
		}
	}
	plain.also = a.fitting(words, plain.also)
	first := []wording{plain}
	if a.plan.Code != "" {
		first = append([]wording{{stage: search.StageCode, words: words, code: a.plan.Code}}, plain)
	}
	if ok, err := a.choose(ctx, first); ok || err != nil {
		return err
	}
	later := make([]wording, 0, maxWordings+2*len(words)+1)
	for _, w := range respellings(words) {
		later = append(later, wording{stage: search.StageJoined, words: w})
	}
	for i, w := range words {
		if search.Reach(w) > 0 {
			for _, x := range slips(w) {
				later = append(later, wording{stage: search.StageTypos, words: splice(words, i, 1, x)})
			}
		}
	}
	later = append(later, wording{stage: search.StageTypos, words: words, typos: true})
	if ok, err := a.respelt(ctx, later); ok || err != nil {
		return err
	}
	var some wording
	ok := false
	if !a.whole {
		var err error
		if some, ok, err = a.partly(ctx); err != nil {
			return err
		}
	}
	if !ok { // the words as they stand are what nothing is found for
		some, a.lost, a.dropped = wording{stage: search.StageSome, words: words}, true, words
	}
	a.text = some
	return nil
}

// respelt takes the first wording that finds anything, unless it takes a word apart into
// little words and the last one, which corrects words instead, finds more.
func (a *asked) respelt(ctx context.Context, tries []wording) (bool, error) {
	counts, err := a.tried(ctx, tries)
	if err != nil {
		return false, err
	}
	last := len(tries) - 1
	for i, w := range tries {
		little := len(w.words) > len(a.plan.Words) && slices.ContainsFunc(w.words, func(x string) bool {
			return utf8.RuneCountInString(x) < 4 && !strings.ContainsAny(x, digits) && !slices.Contains(a.plan.Words, x)
		})
		if counts[i] > 0 && (!little || counts[i] >= counts[last]) {
			a.text = w
			return true, nil
		}
	}
	return false, nil
}

// choose takes the first wording that finds anything.
func (a *asked) choose(ctx context.Context, tries []wording) (bool, error) {
	counts, err := a.tried(ctx, tries)
	if err != nil {
		return false, err
	}
	for i, n := range counts {
		if n > 0 {
			a.text = tries[i]
			return true, nil
		}
	}
	return false, nil
}

// tried returns how many documents in the scope each wording finds.
func (a *asked) tried(ctx context.Context, tries []wording) ([]int, error) {
	searches := make([]api.MultiSearchCollectionParameters, len(tries))
	for i, w := range tries {
		searches[i] = params(a.e.alias(), map[string]string{"include": "id"}, 1, 0)
		w.apply(&searches[i], a.scope, false)
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

// respellings returns wordings with two neighbours as one word, or one word as two.
func respellings(words []string) [][]string {
	var out [][]string
	for i := 0; i+1 < len(words); i++ {
		out = append(out, splice(words, i, 2, words[i]+words[i+1]))
	}
	for i, w := range words {
		n := utf8.RuneCountInString(w)
		if n < 4 || strings.Contains(w, ".") {
			continue
		}
		for at := range w {
			if at > 0 {
				out = append(out, splice(words, i, 1, w[:at], w[at:]))
			}
		}
	}
	return out[:min(len(out), maxWordings)]
}

func splice(words []string, at, n int, with ...string) []string {
	out := append([]string{}, words[:at]...)
	out = append(out, with...)
	return append(out, words[at+n:]...)
}
