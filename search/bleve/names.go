package bleve

import (
	"cmp"
	"slices"
	"strings"

	"github.com/markthalle/markthalle/search"
)

// nameIndex holds the words of what is suggested by name, in order, so that a beginning is
// found without looking at all of them. It is never changed.
type nameIndex struct{ list []nameWord }

type nameWord struct {
	word   string
	number uint32 // of a value that is called so
}

// calledLike returns the numbers of the values whose name, in any language, begins like
// words.
func (d *dict) calledLike(words []string) []uint32 {
	list := d.byName().list
	last := words[len(words)-1]
	at, _ := slices.BinarySearchFunc(list, last, func(x nameWord, w string) int { return strings.Compare(x.word, w) })
	var out []uint32
	for ; at < len(list) && strings.HasPrefix(list[at].word, last); at++ {
		out = append(out, list[at].number)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(words) == 1 {
		return out
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	return slices.DeleteFunc(out, func(n uint32) bool { return !search.Begins(d.values[n].words, words) })
}

// byName returns the words of the names. They are gathered again only after a name changed.
func (d *dict) byName() *nameIndex {
	d.mu.RLock()
	called := d.called
	d.mu.RUnlock()
	if called != nil {
		return called
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.called != nil {
		return d.called
	}
	called = &nameIndex{}
	for n := range d.values {
		for _, w := range d.values[n].words {
			called.list = append(called.list, nameWord{w, uint32(n)})
		}
	}
	slices.SortFunc(called.list, func(a, b nameWord) int {
		return cmp.Or(strings.Compare(a.word, b.word), cmp.Compare(a.number, b.number))
	})
	d.called = called
	return called
}
