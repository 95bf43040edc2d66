package typesense

import (
	"context"
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
	first := []wording{plain}
	if a.plan.Code != "" {
		first = append([]wording{{stage: search.StageCode, words: words, code: a.plan.Code}}, plain)
	}
	if ok, err := a.choose(ctx, first); ok || err != nil {
		return err
	}
	later := make([]wording, 0, maxWordings+2)
	for _, w := range respellings(words) {
		later = append(later, wording{stage: search.StageJoined, words: w})
	}
	later = append(later, wording{stage: search.StageTypos, words: words, typos: true},
		wording{stage: search.StageSome, words: words, typos: true, drop: true})
	if ok, err := a.choose(ctx, later); ok || err != nil {
		return err
	}
	a.text, a.lost = later[len(later)-1], true
	return nil
}

// choose takes the first wording that finds anything.
func (a *asked) choose(ctx context.Context, tries []wording) (bool, error) {
	searches := make([]api.MultiSearchCollectionParameters, len(tries))
	for i, w := range tries {
		searches[i] = params(a.e.alias(), map[string]string{"include": "id"}, 1, 0)
		w.apply(&searches[i], a.scope, false)
	}
	results, err := a.e.multi(ctx, searches)
	if err != nil {
		return false, err
	}
	for i, r := range results {
		if found(r) > 0 {
			a.text = tries[i]
			return true, nil
		}
	}
	return false, nil
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
