package typesense

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// kept is how long what was counted is used again, which is how late the writes of
// another process may be seen in totals and facets (SEA-10).
const kept = time.Second

// maxCounts bounds the answers that are remembered.
const maxCounts = 300

// memory lets searches share the fields of the collection and what they count: the server needs a second to count all
// products by value, and every page of a category has the same counts. What is being counted
// is waited for instead of counted twice. A write of this process forgets everything.
type memory struct {
	wall  markthalle.Wall
	mu    sync.Mutex
	known map[string]*counted

	writes int // times that it has forgotten
	fields dynamic
	read   time.Time // when the fields were read
}

// counted is the answer to one search, or the wait for it.
type counted struct {
	done   chan struct{}
	came   time.Time // zero while it is waited for
	result api.MultiSearchResultItem
	err    error
}

// claim returns the answers with these keys, and the places of those that the caller has to
// find out.
func (m *memory) claim(keys []string) (all []*counted, mine []int) {
	now := m.wall.WallNow()
	m.mu.Lock()
	defer m.mu.Unlock()
	old := func(c *counted) bool { return !c.came.IsZero() && now.Sub(c.came) >= kept }
	for key, c := range m.known {
		if old(c) {
			delete(m.known, key)
		}
	}
	if m.known == nil || len(m.known) > maxCounts {
		m.known = make(map[string]*counted)
	}
	all = make([]*counted, len(keys))
	for i, key := range keys {
		c, ok := m.known[key]
		if !ok {
			c = &counted{done: make(chan struct{})}
			m.known[key] = c
			mine = append(mine, i)
		}
		all[i] = c
	}
	return all, mine
}

// answer tells everyone who waits. An error is not remembered.
func (m *memory) answer(key string, c *counted, result api.MultiSearchResultItem, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c.result, c.err, c.came = result, err, m.wall.WallNow()
	if err != nil && m.known[key] == c {
		delete(m.known, key)
	}
	close(c.done)
}

// ended is the error of a search whose caller does not wait any longer.
func ended(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return search.ErrTimeout.With(ctx.Err())
	}
	return ctx.Err()
}

// errGaveUp tells those who wait that nobody counts any more.
var errGaveUp = errors.New("typesense: the search that counted has ended")

// forget makes every later search count anew.
func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.known)
	m.fields = nil
	m.writes++
}

// fieldsNow returns the fields of the collection, nil when they have to be read, and which
// state they are of.
func (m *memory) fieldsNow() (dynamic, int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fields != nil && m.wall.WallNow().Sub(m.read) >= kept {
		m.fields = nil
	}
	return m.fields, m.writes
}

// keepFields remembers fields that were read in a state.
func (m *memory) keepFields(fields dynamic, writes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if writes == m.writes {
		m.fields, m.read = fields, m.wall.WallNow()
	}
}

// count performs searches for numbers or for the order of everything, unless the same have
// just been performed or are being performed. Nobody may change the results.
func (e *Engine) count(ctx context.Context, searches []api.MultiSearchCollectionParameters) ([]api.MultiSearchResultItem, error) {
	keys := make([]string, len(searches))
	for i := range searches {
		var err error
		if keys[i], err = keyOf(&searches[i]); err != nil {
			return nil, err
		}
	}
	out := make([]api.MultiSearchResultItem, len(searches))
	for {
		all, mine := e.memory.claim(keys)
		if err := e.find(ctx, searches, keys, all, mine); err != nil {
			return nil, err
		}
		lost := false
		for i, c := range all {
			select {
			case <-ctx.Done():
				return nil, ended(ctx)
			case <-c.done:
			}
			if errors.Is(c.err, errGaveUp) {
				lost = true
			} else if c.err != nil {
				return nil, c.err
			}
			out[i] = c.result
		}
		if !lost {
			return out, nil
		}
	}
}

// find performs the searches that nobody else does.
func (e *Engine) find(ctx context.Context, searches []api.MultiSearchCollectionParameters, keys []string, all []*counted, mine []int) error {
	ask := make([]api.MultiSearchCollectionParameters, len(mine))
	for n, i := range mine {
		ask[n] = searches[i]
	}
	results, told := make([]api.MultiSearchResultItem, len(mine)), errGaveUp
	defer func() { // also when this panics: others wait
		for n, i := range mine {
			e.memory.answer(keys[i], all[i], results[n], told)
		}
	}()
	found, err := e.perform(ctx, e.patient(), ask)
	copy(results, found)
	if err == nil || ctx.Err() == nil {
		told = err
	}
	return err
}

// keyOf writes a search down, so that equal ones are known.
func keyOf(p *api.MultiSearchCollectionParameters) (string, error) {
	key, err := json.Marshal(p) //nolint:gosec // compared in memory; nobody sets its API key
	if err != nil {
		return "", fmt.Errorf("typesense: search: %w", err)
	}
	return string(key), nil
}
