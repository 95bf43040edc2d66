package bleve

import (
	"context"
	"fmt"
)

// Near returns the words of the index that a misspelt one may stand for.
func (e *Engine) Near(ctx context.Context, word string) ([]string, error) {
	_, v, err := e.acquire()
	if err != nil {
		return nil, err
	}
	defer v.release()
	s := e.pool.get(v)
	defer e.pool.put(s)
	m, err := newMatcher(ctx, v, s)
	if err != nil {
		return nil, err
	}
	terms, err := m.typos(word)
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = t.text
	}
	return out, err
}

// KeptWords returns how many frequent words are kept in the segment that has most.
func (e *Engine) KeptWords() (most int) {
	e.gen.text.mu.Lock()
	defer e.gen.text.mu.Unlock()
	for _, p := range e.gen.text.parts {
		most = max(most, len(p.full))
	}
	return most
}

// KeepNoMoreWords forgets the frequent words that are kept and leaves no room for others.
func (e *Engine) KeepNoMoreWords() {
	e.gen.text.mu.Lock()
	defer e.gen.text.mu.Unlock()
	for _, p := range e.gen.text.parts {
		clear(p.full)
		for i := range maxFull {
			p.full[fmt.Sprintf("%d\x00", i)] = nil
		}
	}
}
