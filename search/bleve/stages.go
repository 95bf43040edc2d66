package bleve

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/markthalle/markthalle/search"
)

// found says how the text of a query was understood.
type found struct {
	stage     string
	words     []string // as searched for
	corrected string
	dropped   []string
}

// expansions reads dictionary entries that are words other than word itself.
func expansions(next func() (*index.DictEntry, error), word string) ([]term, error) {
	var out []term
	for {
		e, err := next()
		if err != nil || e == nil {
			return out, err
		}
		if e.Term != word && e.Term[0] >= ' ' {
			out = append(out, term{strings.Clone(e.Term), classPrefix, int(e.Count)})
		}
	}
}

// text finds the first stage that has a visible row. It leaves the rows of an article
// number in scratch.rows, otherwise the texts in scratch.score (0 is no match) and
// scratch.matched.
func (m *matcher) text(plan search.Plan, also []string, sc *scope) (found, error) {
	m.s.clearMatched()
	defer m.reset()
	if plan.Code != "" {
		for _, row := range m.v.gen.cols.rowsOfCode(plan.Code, m.v.rows) {
			if sc.sees(m.v.chunks[row>>chunkBits], row&chunkMask) {
				m.s.rows = append(m.s.rows, row)
			}
		}
		if len(m.s.rows) > 0 {
			return found{stage: search.StageCode, words: plan.Words}, nil
		}
	}
	for _, words := range append([][]string{plan.Words}, wordings(also)...) {
		if err := m.wording(words); err != nil {
			return found{}, err
		}
		m.take(sc, 0)
	}
	if m.s.anyVisible {
		return found{stage: search.StageWords, words: plan.Words}, nil
	}
	for _, stage := range []func([]string, *scope) (found, error){m.joined, m.misspelt, m.partly} {
		f, err := stage(plan.Words, sc)
		if err != nil || f.stage != "" {
			return f, err
		}
	}
	return found{stage: search.StageSome, words: plan.Words, dropped: plan.Words}, nil
}

func wordings(texts []string) [][]string {
	var out [][]string
	for _, t := range texts {
		if p := search.NewPlan(t); len(p.Words) > 0 {
			out = append(out, p.Words)
		}
	}
	return out
}

// wording matches all words exactly, the last one as a beginning too; nothing when one
// of them is not known.
func (m *matcher) wording(words []string) (err error) {
	terms := make([][]term, len(words))
	known := true
	for i, w := range words {
		if terms[i], err = m.exact(w, i == len(words)-1); err != nil {
			return err
		}
		known = known && len(terms[i]) > 0
	}
	if !known {
		m.reset()
		return nil
	}
	return m.all(terms)
}

// take keeps the texts of the last match, and reports whether any of them is visible.
// Only texts with at least floor words are kept.
func (m *matcher) take(sc *scope, floor int) bool {
	for _, text := range m.s.touched {
		h := &m.s.hits[text]
		if bits.OnesCount32(h.words) < floor {
			continue
		}
		if m.s.score[text] == 0 {
			m.s.matched = append(m.s.matched, text)
		}
		m.s.score[text] = max(m.s.score[text], h.score+1)
		if !m.s.anyVisible {
			m.s.anyVisible = m.visible(text, sc)
		}
	}
	if !m.s.anyVisible {
		m.s.clearMatched()
	}
	return m.s.anyVisible
}

// visible reports whether any row with the text can be seen.
func (m *matcher) visible(text uint32, sc *scope) bool {
	seen := false
	m.v.rowsOf(m.v.textProduct[text], func(k *chunk, i, _ uint32) {
		seen = seen || (k.hot[i].text == text && sc.sees(k, i))
	})
	return seen
}

// joined tries neighbouring words as one and unknown words as two.
func (m *matcher) joined(words []string, sc *scope) (found, error) {
	var tries [][]string
	for i := 0; i+1 < len(words); i++ {
		tries = append(tries, splice(words, i, 2, words[i]+words[i+1]))
	}
	for i, w := range words {
		splits, err := m.splits(w)
		if err != nil {
			return found{}, err
		}
		for _, at := range splits {
			tries = append(tries, splice(words, i, 1, w[:at], w[at:]))
		}
	}
	for _, t := range tries[:min(len(tries), maxWordings)] {
		if m.left <= 0 {
			break
		}
		if err := m.wording(t); err != nil {
			return found{}, err
		}
		if m.take(sc, 0) {
			return found{stage: search.StageJoined, words: t, corrected: strings.Join(t, " ")}, nil
		}
	}
	return found{}, nil
}

func splice(words []string, at, n int, with ...string) []string {
	out := append([]string{}, words[:at]...)
	out = append(out, with...)
	return append(out, words[at+n:]...)
}

// splits returns where an unknown word falls apart into two known ones.
func (m *matcher) splits(w string) ([]int, error) {
	if utf8.RuneCountInString(w) < 4 {
		return nil, nil
	}
	if n, err := m.count(w); err != nil || n > 0 {
		return nil, err
	}
	var out []int
	for at := range w {
		if at < 1 || len(w)-at < 1 {
			continue
		}
		left, err := m.count(w[:at])
		if err != nil {
			return nil, err
		}
		if left == 0 {
			continue
		}
		right, err := m.count(w[at:])
		if err != nil {
			return nil, err
		}
		if right > 0 {
			out = append(out, at)
		}
	}
	return out, nil
}

// forgiving returns the terms of words with their typos, and the words as corrected.
// Known words get typos only when everything is known, since then one of them may be a
// slip that happens to be a word.
func (m *matcher) forgiving(words []string) (terms [][]term, fixed []string, err error) {
	terms, fixed = make([][]term, len(words)), make([]string, len(words))
	known := make([]bool, len(words))
	allKnown := true
	for i, w := range words {
		if terms[i], err = m.exact(w, i == len(words)-1); err != nil {
			return nil, nil, err
		}
		known[i] = len(terms[i]) > 0
		allKnown = allKnown && known[i]
	}
	for i, w := range words {
		fixed[i] = w
		if known[i] && !allKnown {
			continue
		}
		more, err := m.typos(w)
		if err != nil {
			return nil, nil, err
		}
		if !known[i] && len(more) > 0 {
			fixed[i] = more[0].text
		}
		terms[i] = append(terms[i], more...)
	}
	return terms, fixed, nil
}

func (m *matcher) misspelt(words []string, sc *scope) (found, error) {
	if m.left <= 0 {
		return found{}, nil
	}
	terms, fixed, err := m.forgiving(words)
	if err != nil {
		return found{}, err
	}
	for _, t := range terms {
		if len(t) == 0 {
			return found{}, nil
		}
	}
	if err := m.all(terms); err != nil {
		return found{}, err
	}
	if !m.take(sc, 0) {
		return found{}, nil
	}
	f := found{stage: search.StageTypos, words: fixed}
	if c := strings.Join(fixed, " "); c != strings.Join(words, " ") {
		f.corrected = c
	}
	return f, nil
}

// partly keeps the texts with the most words.
func (m *matcher) partly(words []string, sc *scope) (found, error) {
	terms, fixed, err := m.forgiving(words)
	if err != nil {
		return found{}, err
	}
	m.left = max(m.left, postingLast)
	if err := m.some(terms); err != nil {
		return found{}, err
	}
	most := 0
	for _, text := range m.s.touched {
		if n := bits.OnesCount32(m.s.hits[text].words); n > most && m.visible(text, sc) {
			most = n
		}
	}
	if most == 0 {
		return found{}, nil
	}
	var have uint32
	for _, text := range m.s.touched {
		if w := m.s.hits[text].words; bits.OnesCount32(w) >= most && m.visible(text, sc) {
			have |= w
		}
	}
	m.take(sc, most)
	f := found{stage: search.StageSome, words: fixed}
	for i, w := range words {
		if have&(1<<i) == 0 {
			f.dropped = append(f.dropped, w)
		}
	}
	return f, nil
}
