package bleve

import (
	"strings"
	"unicode/utf8"

	"github.com/markthalle/markthalle/search"
)

// found says how the text of a query was understood.
type found struct {
	stage     string
	words     []string // as searched for
	corrected string
	dropped   []string
}

// text finds the first stage that has a visible row. It leaves the rows of an article
// number in scratch.rows, otherwise the texts in scratch.score (0 is no match) and
// scratch.matched.
func (m *matcher) text(plan search.Plan, also []string, sc *scope) (found, error) {
	m.s.clearMatched()
	defer m.reset()
	if plan.Code != "" {
		for _, row := range m.v.gen.cols.rowsOfCode(plan.Code, m.v.rows) {
			if sc.sees(m.v.hot(row)) {
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
	m.reset()
	terms := make([][]term, len(words))
	for i, w := range words {
		if terms[i], err = m.exact(w, i == len(words)-1); err != nil || len(terms[i]) == 0 {
			return err
		}
	}
	return m.all(terms)
}

// take keeps the texts of the last match, and reports whether any of them is visible.
// Only texts with a score of at least floor are kept.
func (m *matcher) take(sc *scope, floor uint32) bool {
	for _, text := range m.s.touched {
		h := &m.s.hits[text]
		if h.score < floor {
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
	m.v.rowsOf(m.v.textProduct[text], func(h *hotRow, _ uint32) {
		seen = seen || (h.text == text && sc.sees(h))
	})
	return seen
}

// joined tries neighbouring words as one and unknown words as two. More than two unknown words
// are not made known by that.
func (m *matcher) joined(words []string, sc *scope) (found, error) {
	unknown := 0
	for i, w := range words {
		terms, err := m.exact(w, i == len(words)-1)
		if err != nil {
			return found{}, err
		}
		if len(terms) == 0 {
			unknown++
		}
	}
	if unknown > 2 {
		return found{}, nil
	}
	var tries [][]string
	for i := 0; i+1 < len(words); i++ {
		tries = append(tries, splice(words, i, 2, words[i]+words[i+1]))
	}
	for i, w := range words {
		splits, err := m.splits(w)
		if err != nil {
			return found{}, err
		}
		for _, x := range splits {
			tries = append(tries, splice(words, i, 1, w[:x.at], w[x.at:]))
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

// splits returns where an unknown word falls apart into two known ones, unless a word
// that is one edit away is more frequent than the rarer of the two.
func (m *matcher) splits(w string) ([]split, error) {
	if utf8.RuneCountInString(w) < 4 {
		return nil, nil
	}
	if n, err := m.count(w); err != nil || n > 0 {
		return nil, err
	}
	near, err := m.typos(w)
	if err != nil {
		return nil, err
	}
	least := 1
	if len(near) > 0 && near[0].class == classTypo1 {
		least = near[0].count
	}
	var out []split
	for at := range w {
		if at < 1 {
			continue
		}
		left, err := m.count(w[:at])
		if err != nil {
			return nil, err
		}
		if left < least {
			continue
		}
		right, err := m.count(w[at:])
		if err != nil {
			return nil, err
		}
		if right >= least {
			out = append(out, split{at, min(left, right)})
		}
	}
	return out, nil
}

// split is a place in a word, and how many texts have the rarer of its parts.
type split struct{ at, count int }

// forgiving returns the terms of words with their typos, and the words as corrected.
// Known words get typos only with slips set and when everything is known, since then one
// of them may be a slip that happens to be a word.
func (m *matcher) forgiving(words []string, slips bool) (terms [][]term, fixed []string, err error) {
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
		if known[i] && (!allKnown || !slips) {
			continue
		}
		more, err := m.typos(w)
		if err != nil {
			return nil, nil, err
		}
		if !known[i] && len(more) == 0 && utf8.RuneCountInString(w) > maxShort {
			if more, err = m.exact(w, true); err != nil { // the beginning of a word, although not the last
				return nil, nil, err
			}
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
	terms, fixed, err := m.forgiving(words, true)
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

// shares are what of the best text's part of the query another text must have to be worth
// showing, in eighths: less when there would be fewer than fullPage of them.
var shares = [...]uint32{2, 1, 0}

const fullPage = 10

// partly keeps the texts whose words say the most of what the query says.
func (m *matcher) partly(words []string, sc *scope) (found, error) {
	words, err := m.repair(words)
	if err != nil {
		return found{}, err
	}
	terms, fixed, err := m.forgiving(words, false)
	if err != nil {
		return found{}, err
	}
	m.left = max(m.left, postingLast)
	if err := m.some(terms); err != nil {
		return found{}, err
	}
	m.cover()
	var most uint32 // of what the words of a visible text say
	for _, text := range m.s.touched {
		if told := m.s.hits[text].score >> infoShift; told > most && m.visible(text, sc) {
			most = told
		}
	}
	if most == 0 {
		return found{}, nil
	}
	var have uint32
	for _, text := range m.s.touched {
		if h := &m.s.hits[text]; h.score>>infoShift >= most && m.visible(text, sc) {
			have |= h.words
		}
	}
	m.take(sc, m.floor(most, sc)<<infoShift)
	f := found{stage: search.StageSome, words: fixed}
	for i, w := range words {
		if have&(1<<i) == 0 {
			f.dropped = append(f.dropped, w)
		}
	}
	return f, nil
}

// floor is what a text must say of the query to be shown beside one that says most of it.
func (m *matcher) floor(most uint32, sc *scope) uint32 {
	for _, share := range shares {
		floor, n := most*share/8, 0
		for _, text := range m.s.touched {
			if m.s.hits[text].score>>infoShift >= floor && m.visible(text, sc) {
				if n++; n == fullPage {
					return floor
				}
			}
		}
	}
	return 0
}

// repair joins unknown words with a neighbour and takes them apart where that makes them
// known, unless one edit does.
func (m *matcher) repair(words []string) ([]string, error) {
	var out []string
	for i := 0; i < len(words); i++ {
		known, err := m.exact(words[i], i == len(words)-1)
		if err != nil {
			return nil, err
		}
		if len(known) > 0 {
			out = append(out, words[i])
			continue
		}
		joined, n, err := m.neighbour(out, words[i:])
		if err != nil {
			return nil, err
		}
		if n != 0 {
			out, i = joined, i+n-1
			continue
		}
		parts, err := m.parts(words[i])
		if err != nil {
			return nil, err
		}
		out = append(out, parts...)
	}
	out = search.Distinct(out) // said twice it says no more
	return out[:min(len(out), search.MaxWords)], nil
}

// neighbour joins the first of rest, which is unknown, with the word before or after it
// when that is a known word, and says how many of rest it took; 0 for none.
func (m *matcher) neighbour(before, rest []string) ([]string, int, error) {
	if len(rest) > 1 {
		if n, err := m.count(rest[0] + rest[1]); err != nil || n > 0 {
			return append(before, rest[0]+rest[1]), 2, err
		}
	}
	if last := len(before) - 1; last >= 0 {
		if n, err := m.count(before[last] + rest[0]); err != nil || n > 0 {
			return append(before[:last:last], before[last]+rest[0]), 1, err
		}
	}
	return before, 0, nil
}

// parts takes an unknown word apart into the two known ones of which the rarer is the
// most frequent; a word that an edit makes known rather stays. Of one that is no two words
// but has a digit, such as a brand with its model, the rarest beginning or end that is a
// word is enough.
func (m *matcher) parts(word string) ([]string, error) {
	splits, err := m.splits(word)
	best, out := 0, []string{word}
	for _, x := range splits {
		if x.count > best && x.at > 1 && len(word)-x.at > 1 {
			best, out = x.count, []string{word[:x.at], word[x.at:]}
		}
	}
	if best > 0 || err != nil || !strings.ContainsAny(word, "0123456789") {
		return out, err
	}
	if near, err := m.typos(word); err != nil || len(near) > 0 {
		return out, err
	}
	for at := range word {
		for i, half := range []string{word[:at], word[at:]} {
			if len(half) < minHalf || len(half) == len(word) {
				continue
			}
			n, err := m.count(half)
			if err != nil {
				return nil, err
			}
			if n > 0 && (best == 0 || n < best || n == best && i == 0) {
				best, out = n, []string{word[:at], word[at:]}
			}
		}
	}
	return out, nil
}

// minHalf is how many bytes the known part of a word has at least.
const minHalf = 4
