package bleve

import "context"

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
