package bleve

import (
	"cmp"
	"slices"
	"strings"

	"github.com/markthalle/markthalle/search"
)

// typos returns the words of the index within the edits that word may have. The view
// remembers them; nobody may change them.
func (m *matcher) typos(word string) ([]term, error) {
	reach := search.Reach(word)
	if reach == 0 {
		return nil, nil
	}
	if known, ok := m.v.memo.near.get(word); ok {
		return known, nil
	}
	out, err := m.near(word, reach)
	if err == nil {
		m.v.memo.near.put(word, slices.Clip(out))
	}
	return out, err
}

// near looks up the words of the index that are at most reach edits away.
func (m *matcher) near(word string, reach int) ([]term, error) {
	l, err := m.v.gen.text.words.of(m.v, m.dicts)
	if err != nil {
		return nil, err
	}
	all := l.near(word, reach)
	out := all[:0]
	for _, t := range all {
		if t.count, err = m.count(t.text); err != nil {
			return nil, err
		}
		if t.count > 0 { // not written after the view
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b term) int {
		return cmp.Or(b.class-a.class, b.count-a.count, strings.Compare(a.text, b.text))
	})
	if len(out) > maxTypos {
		out = out[:maxTypos]
	}
	return out, nil
}
