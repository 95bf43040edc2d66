package bleve

import (
	"fmt"
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	segment "github.com/blevesearch/scorch_segment_api/v2"
	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle/search"
)

// vocabulary is the words of an index that a misspelt one may stand for. It is made before
// the first word is misspelt or by it. A generation loses no text, so from then on only what
// was written since is looked through.
type vocabulary struct {
	list atomic.Pointer[wordList]

	making sync.Mutex // held by the one that makes a list
	adding sync.Mutex // guards what follows
	known  map[uint64]struct{}
	groups []wordGroup
}

// wordList is what a vocabulary was at some time. It lies so that all words of a length are
// looked at in one pass over their letters.
type wordList struct {
	groups []wordGroup // by letters
	texts  int         // whose words these are
}

type wordGroup struct {
	letters []letters
	ends    []uint32 // in bytes
	bytes   []byte
}

// of returns the words of a view, and maybe some that were written after it.
func (c *vocabulary) of(v *View, dicts []segment.TermDictionary) (*wordList, error) {
	want := len(v.textProduct)
	if l := c.list.Load(); l != nil && l.texts >= want {
		return l, nil
	}
	c.making.Lock()
	defer c.making.Unlock()
	have := 0
	if l := c.list.Load(); l != nil {
		if have = l.texts; have >= want {
			return l, nil
		}
	} else {
		c.known, c.groups = make(map[uint64]struct{}), nil
	}
	var group errgroup.Group
	for i, p := range v.parts {
		if len(p.texts) > 0 && int(slices.Max(p.texts)) >= have { // others were merged of what is known
			group.Go(func() error { return c.read(dicts[i]) })
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	l := &wordList{groups: slices.Clone(c.groups), texts: want}
	c.list.Store(l)
	return l, nil
}

// uncounted are the terms of a segment without the texts that have them.
type uncounted interface {
	AutomatonIteratorOmitCount(a segment.Automaton, from, to []byte) segment.DictionaryIterator
}

// read adds the words of a segment.
func (c *vocabulary) read(d segment.TermDictionary) error {
	from := []byte{' '} // what is below are beginnings of words
	var it segment.DictionaryIterator
	if u, ok := d.(uncounted); ok {
		it = u.AutomatonIteratorOmitCount(nil, from, nil)
	} else {
		it = d.AutomatonIterator(nil, from, nil)
	}
	some := make([]string, 0, 1000)
	for {
		e, err := it.Next()
		if err != nil {
			return fmt.Errorf("search index: %w", err)
		}
		if e == nil {
			c.add(some)
			return nil
		}
		if search.Reach(e.Term) == 0 {
			continue
		}
		if some = append(some, e.Term); len(some) == cap(some) {
			c.add(some)
			some = some[:0]
		}
	}
}

func (c *vocabulary) add(words []string) {
	c.adding.Lock()
	defer c.adding.Unlock()
	for _, w := range words {
		h := hash(w)
		if _, known := c.known[h]; known {
			continue
		}
		c.known[h] = struct{}{}
		n := utf8.RuneCountInString(w)
		for len(c.groups) <= n {
			c.groups = append(c.groups, wordGroup{})
		}
		g := &c.groups[n]
		g.letters = append(g.letters, lettersOf(w))
		g.bytes = append(g.bytes, w...)
		g.ends = append(g.ends, uint32(len(g.bytes)))
	}
}

func (g *wordGroup) word(i int) string {
	from := uint32(0)
	if i > 0 {
		from = g.ends[i-1]
	}
	return string(g.bytes[from:g.ends[i]])
}

// near returns the words that are at most reach edits from word, but for itself.
func (l *wordList) near(word string, reach int) []term {
	var out []term
	n, mine := utf8.RuneCountInString(word), lettersOf(word)
	for m := max(n-reach, 0); m <= n+reach && m < len(l.groups); m++ {
		g := &l.groups[m]
		if len(g.ends) == 0 {
			continue
		}
		most := min(reach, search.Forgiven(word, g.word(0))) // the same for all of a length
		far := 2*most - max(n-m, m-n)
		for i, x := range g.letters {
			if bits.OnesCount64(uint64(x^mine)) > far {
				continue
			}
			text := g.word(i)
			switch edits := search.Edits(word, text); {
			case edits == 0 || edits > most:
			case edits == 1:
				out = append(out, term{text: text, class: classTypo1})
			default:
				out = append(out, term{text: text, class: classTypo2})
			}
		}
	}
	return out
}

// letters says which letters a word has: a bit for each that it has at all, and one for each
// that it has twice. Letters share bits. A letter that is taken away or added changes at most
// one bit, another in its place two, a swap none.
type letters uint64

func lettersOf(word string) (out letters) {
	for _, r := range word {
		bit := letters(1) << (r & 31)
		out |= bit | out&bit<<32
	}
	return out
}
