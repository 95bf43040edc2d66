package bleve

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/markthalle/markthalle/search"
)

// term is an index term that a word of the query stands for.
type term struct {
	text  string
	class int
	count int
}

// matcher finds the texts of one query.
type matcher struct {
	ctx   context.Context //nolint:containedctx // lives for one call only
	v     *View
	s     *scratch
	dicts []segment.TermDictionary
	words map[string]known  // that were looked up
	ends  map[string][]term // words that begin with one
	key   []byte

	left    int // of the budget
	bounded bool
}

// known is what the index has of a term: its posting lists, one for each segment, nil where
// it has none.
type known struct {
	lists []segment.PostingsList
	count int
}

func newMatcher(ctx context.Context, v *View, s *scratch) (*matcher, error) {
	dicts, err := v.dictionaries()
	if err != nil {
		return nil, err
	}
	return &matcher{ctx: ctx, v: v, s: s, dicts: dicts, words: make(map[string]known), ends: make(map[string][]term), left: postingBudget}, nil
}

// dictionaries returns the words of each segment.
func (v *View) dictionaries() ([]segment.TermDictionary, error) {
	var out []segment.TermDictionary
	for _, seg := range v.snap.Segments() {
		d, err := seg.Segment().Dictionary(fieldWords)
		if err != nil {
			return nil, fmt.Errorf("search index: %w", err)
		}
		out = append(out, d)
	}
	return out, nil
}

// lookup returns what is known of a term. The stages of a query ask for the same ones.
func (m *matcher) lookup(text string) (known, error) {
	k, ok := m.words[text]
	if ok {
		return k, nil
	}
	k.lists = make([]segment.PostingsList, len(m.dicts))
	for i := range m.dicts {
		l, err := m.list(i, text, nil)
		if err != nil {
			return k, err
		}
		if l != nil {
			k.lists[i] = l
			k.count += int(l.Count())
		}
	}
	m.words[text] = k
	return k, nil
}

// list returns the postings of a term in a segment, nil without any. It may use the memory
// of a list that is no longer needed.
func (m *matcher) list(seg int, text string, old segment.PostingsList) (segment.PostingsList, error) {
	m.key = append(m.key[:0], text...)
	l, err := m.dicts[seg].PostingsList(m.key, nil, old)
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	if l.Count() == 0 {
		return nil, nil //nolint:nilnil // most segments lack most terms
	}
	return l, nil
}

// postings returns the list of one of a word's terms in a segment. When the terms are few
// they are kept; otherwise a list that was not known is good until the next call.
func (m *matcher) postings(seg int, text string, few bool) (segment.PostingsList, error) {
	if _, known := m.words[text]; known || few {
		k, err := m.lookup(text)
		if err != nil {
			return nil, err
		}
		return k.lists[seg], nil
	}
	list, err := m.list(seg, text, m.s.list)
	if list != nil {
		m.s.list = list
	}
	return list, err
}

func (m *matcher) count(text string) (int, error) {
	k, err := m.lookup(text)
	return k.count, err
}

// exact returns the term of a word, and of what begins with it when it is the last.
func (m *matcher) exact(word string, last bool) ([]term, error) {
	n, err := m.count(word)
	if err != nil {
		return nil, err
	}
	var out []term
	if n > 0 {
		out = append(out, term{word, classExact, n})
	}
	if !last || !search.AsPrefix(word) {
		return out, nil
	}
	if utf8.RuneCountInString(word) <= maxShort {
		n, err := m.count(prefixMark + word)
		if err != nil || n == 0 {
			return out, err
		}
		return append(out, term{prefixMark + word, classPrefix, n}), nil
	}
	more, err := m.begin(word)
	return append(out, more...), err
}

// begin returns the words of the index that begin with word and are longer, in their order.
func (m *matcher) begin(word string) ([]term, error) {
	if out, ok := m.ends[word]; ok {
		return out, nil
	}
	from := []byte(word)
	end := slices.Clone(from)
	end[len(end)-1]++ // no text has the byte 255
	out, err := m.entries(from, end, word)
	if err != nil {
		return nil, err
	}
	if len(out) > maxExpansions {
		slices.SortFunc(out, func(a, b term) int { return cmp.Or(b.count-a.count, strings.Compare(a.text, b.text)) })
		out = out[:maxExpansions]
		m.bounded = true
	}
	m.ends[word] = out
	return out, nil
}

// entries returns the words from one to another, but for word itself, in their order and with
// the texts that have them.
func (m *matcher) entries(from, to []byte, word string) ([]term, error) {
	var out []term
	for _, d := range m.dicts {
		next := d.AutomatonIterator(nil, from, to).Next
		for {
			e, err := next()
			if err != nil {
				return nil, fmt.Errorf("search index: %w", err)
			}
			if e == nil {
				break
			}
			if e.Term != word {
				out = append(out, term{e.Term, classPrefix, int(e.Count)})
			}
		}
	}
	if len(m.dicts) == 1 {
		return out, nil
	}
	slices.SortFunc(out, func(a, b term) int { return strings.Compare(a.text, b.text) })
	once := out[:0]
	for _, t := range out {
		if n := len(once); n > 0 && once[n-1].text == t.text {
			once[n-1].count += t.count
			continue
		}
		once = append(once, t)
	}
	return once, nil
}
