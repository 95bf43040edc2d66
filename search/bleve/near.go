package bleve

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/markthalle/markthalle/search"
)

// typos returns the words of the index within the edits that word may have. Looking them up
// is what a misspelt query takes longest for, so the view remembers them; nobody may change
// them.
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
	if !m.s.edits.begin(word, reach) {
		return nil, nil
	}
	all, err := m.entries(&m.s.edits, []byte{' '}, nil, word) // what is below are beginnings of words
	out := all[:0]
	for _, t := range all {
		edits := search.Edits(word, t.text)
		if edits > search.Forgiven(word, t.text) {
			continue
		}
		t.class = classTypo2
		if edits <= 1 {
			t.class = classTypo1
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b term) int {
		return cmp.Or(b.class-a.class, b.count-a.count, strings.Compare(a.text, b.text))
	})
	if len(out) > maxTypos {
		out = out[:maxTypos]
	}
	return out, err
}

// edits is an automaton that accepts the words which are at most some edits away from one:
// that of Wu and Manber (1992) with swapped neighbours. Its states are made when they are
// first reached and kept with their transitions, since few ever are.
type edits struct {
	word   []rune
	reach  int
	states []editState
	number map[editState]int
	class  [utf8.RuneSelf]uint8 // of ASCII letters: the word's own ones, 0 for all others
	masks  []uint64             // by class
	next   []int32              // by state and class, 0 when not known yet
}

// editState is a set of places in the word: bit j says that j of its letters may be what
// was read so far.
type editState struct {
	read [maxEdits + 1]uint64  // by edits
	swap [maxEdits]uint64      // when what was read last is the second of the next two letters
	part [utf8.UTFMax - 1]byte // of a letter of several bytes
	have uint8                 // bytes of it
}

const (
	maxEdits   = 2
	maxLetters = 60 // of a word that is corrected
)

// The first states: nothing can follow, and the start.
const (
	deadState = iota
	firstState
)

// begin makes e the automaton of a word, and reports whether there is one.
func (e *edits) begin(word string, reach int) bool {
	e.word = append(e.word[:0], []rune(word)...)
	if len(e.word) > maxLetters {
		return false
	}
	e.reach = reach
	e.class, e.masks = [utf8.RuneSelf]uint8{}, append(e.masks[:0], 0)
	for _, r := range e.word {
		if r < utf8.RuneSelf && e.class[r] == 0 {
			e.class[r] = uint8(len(e.masks))
			e.masks = append(e.masks, e.mask(r))
		}
	}
	if e.number == nil {
		e.number = make(map[editState]int)
	}
	clear(e.number)
	e.states, e.next = e.states[:0], e.next[:0]
	e.state(editState{})
	var first editState
	for d := range reach + 1 {
		first.read[d] = 1<<(d+1) - 1
	}
	e.state(first)
	return true
}

// mask has bit j+1 where letter j is r.
func (e *edits) mask(r rune) (out uint64) {
	for j, x := range e.word {
		if x == r {
			out |= 2 << j
		}
	}
	return out
}

// state returns the number of a state.
func (e *edits) state(s editState) int {
	n, ok := e.number[s]
	if !ok {
		n = len(e.states)
		e.number[s] = n
		e.states = append(e.states, s)
		for range e.masks {
			e.next = append(e.next, 0)
		}
	}
	return n
}

// follow returns the state after a letter that stands where mask says.
func (e *edits) follow(s editState, mask uint64) int {
	var out editState
	all := uint64(2)<<len(e.word) - 1
	out.read[0] = s.read[0] << 1 & mask
	for d := 1; d <= e.reach; d++ {
		out.read[d] = s.read[d]<<1&mask | s.read[d-1] | s.read[d-1]<<1 | out.read[d-1]<<1 | s.swap[d-1]&(mask>>1)<<2
		out.read[d] &= all
		out.swap[d-1] = s.read[d-1] & (mask >> 2)
	}
	return e.state(out)
}

// Start implements segment.Automaton.
func (e *edits) Start() int { return firstState }

// CanMatch implements segment.Automaton.
func (e *edits) CanMatch(s int) bool { return s != deadState }

// WillAlwaysMatch implements segment.Automaton.
func (e *edits) WillAlwaysMatch(int) bool { return false }

// IsMatch implements segment.Automaton.
func (e *edits) IsMatch(s int) bool {
	x := &e.states[s]
	return x.have == 0 && x.read[e.reach]>>len(e.word)&1 != 0
}

// Accept implements segment.Automaton.
func (e *edits) Accept(s int, b byte) int {
	if s == deadState {
		return deadState
	}
	x := e.states[s]
	if b < utf8.RuneSelf && x.have == 0 {
		at := s*len(e.masks) + int(e.class[b])
		if e.next[at] == 0 {
			n := e.follow(x, e.masks[e.class[b]])
			e.next[at] = int32(n) + 1
		}
		return int(e.next[at]) - 1
	}
	letter := append(x.part[:x.have:x.have], b)
	if !utf8.FullRune(letter) {
		x.part[x.have] = b
		x.have++
		return e.state(x)
	}
	r, _ := utf8.DecodeRune(letter)
	x.part, x.have = editState{}.part, 0
	return e.follow(x, e.mask(r))
}
