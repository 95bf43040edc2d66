package sqlite

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/markthalle/markthalle/store"
)

// The running transaction of a relaxed engine is committed after this many writes, or
// when it is this old.
const (
	heldWrites = 50_000
	heldFor    = 3 * time.Second
)

// held is the one connection of a relaxed engine. It reads and writes inside a
// transaction that stays open over many writes: nothing waits for a commit, and what was
// read once stays in the connection's cache.
type held struct {
	mu     sync.Mutex
	c      *conn
	writes int   // in the running transaction; it begins with the first of them
	lost   error // why writes that were answered are gone; nothing works from then on
	stop   chan struct{}
	done   sync.WaitGroup
	report func(writes int)
}

func hold(c *conn, report func(int)) *held {
	h := &held{c: c, stop: make(chan struct{}), report: report}
	h.done.Go(h.regularly)
	return h
}

// regularly commits what was written, also when nobody writes any more.
func (h *held) regularly() {
	tick := time.NewTicker(heldFor)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			h.mu.Lock()
			if h.c != nil {
				_ = h.commit(context.Background()) //nolint:forbidigo // h.lost keeps the failure for whoever writes next
			}
			h.mu.Unlock()
		case <-h.stop:
			return
		}
	}
}

// write runs a job in the open transaction.
func (h *held) write(ctx context.Context, j *job) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.usable(ctx); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx) // what has begun is finished
	j.ctx = ctx
	if j.kind == jobEnsure {
		if err := h.commit(ctx); err != nil {
			return err
		}
		if err := h.c.forget(); err != nil {
			return err
		}
	}
	if h.writes == 0 {
		if _, err := h.c.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
			return translate(err)
		}
	}
	h.writes++
	j.err = h.c.attempt(j)
	switch {
	case errors.Is(j.err, errTransaction):
		h.lose(ctx, j.err)
	case h.writes >= heldWrites, j.kind == jobEnsure:
		if err := h.commit(ctx); err != nil {
			return err
		}
	}
	return translate(j.err)
}

func (h *held) read(ctx context.Context, fn func(*conn) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.usable(ctx); err != nil {
		return err
	}
	return translate(fn(h.c))
}

func (h *held) usable(ctx context.Context) error {
	switch {
	case h.c == nil:
		return store.ErrClosed
	case h.lost != nil:
		return h.lost
	case ctx.Err() != nil:
		return store.ErrCancelled.With(ctx.Err())
	}
	return nil
}

// commit ends the running transaction, if there is one.
func (h *held) commit(ctx context.Context) error {
	if h.writes == 0 || h.lost != nil {
		return h.lost
	}
	if _, err := h.c.exec(ctx, "COMMIT"); err != nil {
		h.lose(ctx, err)
		return h.lost
	}
	h.report(h.writes)
	h.writes = 0
	return nil
}

// lose ends the engine's work: writes that were answered are not there.
func (h *held) lose(ctx context.Context, cause error) {
	h.lost = store.ErrUnknownOutcome.With(errors.Join(errors.New("the load has lost its last writes and must begin again"), cause, h.c.rollback(ctx)))
	h.writes = 0
}

// close commits and closes the connection. It may be called twice.
func (h *held) close(ctx context.Context) error {
	h.mu.Lock()
	if h.c == nil {
		h.mu.Unlock()
		return nil
	}
	err := h.commit(ctx)
	c := h.c
	h.c = nil
	h.mu.Unlock()
	close(h.stop)
	h.done.Wait()
	return errors.Join(err, c.close())
}
