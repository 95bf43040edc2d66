package store

import (
	"context"
	"sync"
)

// queues lets the writers of one id in this process take turns, first come first
// served, so that revisions conflict only between processes.
type queues struct {
	mu    sync.Mutex
	turns map[string]*turn
}

type turn struct {
	free    chan struct{} // holds a token while nobody has the turn
	waiting int
}

// enter waits for the id's turn and returns the function that ends it.
func (q *queues) enter(ctx context.Context, id string) (leave func(), err error) {
	q.mu.Lock()
	if q.turns == nil {
		q.turns = map[string]*turn{}
	}
	t := q.turns[id]
	if t == nil {
		t = &turn{free: make(chan struct{}, 1)}
		t.free <- struct{}{}
		q.turns[id] = t
	}
	t.waiting++
	q.mu.Unlock()

	select {
	case <-t.free:
		return func() {
			t.free <- struct{}{}
			q.left(id, t)
		}, nil
	case <-ctx.Done():
		q.left(id, t)
		return nil, ended(ctx)
	}
}

func (q *queues) left(id string, t *turn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if t.waiting--; t.waiting == 0 {
		delete(q.turns, id)
	}
}
