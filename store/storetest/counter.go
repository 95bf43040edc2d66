package storetest

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/markthalle/markthalle/store"
)

// counter is a driver that counts documents written, and fails where a test asks it to.
type counter struct {
	store.Driver
	writes atomic.Int64

	mu   sync.Mutex
	fail func(method string) error
}

// failWith makes every call that fn answers with an error fail.
func (c *counter) failWith(fn func(method string) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fail = fn
}

func (c *counter) asked(method string) error {
	c.mu.Lock()
	fn := c.fail
	c.mu.Unlock()
	if fn == nil {
		return nil
	}
	return fn(method)
}

// written returns how many documents fn wrote.
func (c *counter) written(fn func()) int64 {
	before := c.writes.Load()
	fn()
	return c.writes.Load() - before
}

// Get implements store.Driver.
func (c *counter) Get(ctx context.Context, table string, ids []string) ([]store.Raw, error) {
	if err := c.asked("Get"); err != nil {
		return nil, err
	}
	return c.Driver.Get(ctx, table, ids)
}

// Insert implements store.Driver.
func (c *counter) Insert(ctx context.Context, table string, docs []store.Raw) []error {
	if err := c.asked("Insert"); err != nil {
		errs := make([]error, len(docs))
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	errs := c.Driver.Insert(ctx, table, docs)
	for _, err := range errs {
		if err == nil {
			c.writes.Add(1)
		}
	}
	return errs
}

// Replace implements store.Driver.
func (c *counter) Replace(ctx context.Context, table string, old, doc store.Raw) error {
	if err := c.asked("Replace"); err != nil {
		return err
	}
	err := c.Driver.Replace(ctx, table, old, doc)
	if err == nil {
		c.writes.Add(1)
	}
	return err
}

// Delete implements store.Driver.
func (c *counter) Delete(ctx context.Context, table string, old store.Raw) error {
	if err := c.asked("Delete"); err != nil {
		return err
	}
	err := c.Driver.Delete(ctx, table, old)
	if err == nil {
		c.writes.Add(1)
	}
	return err
}

// Find implements store.Driver.
func (c *counter) Find(ctx context.Context, table string, q store.Select) ([]store.Raw, error) {
	raws, err := c.Driver.Find(ctx, table, q)
	if failed := c.asked("Find"); failed != nil {
		return raws[:len(raws)/2], failed // an iterator that breaks after some results
	}
	return raws, err
}

// Count implements store.Driver.
func (c *counter) Count(ctx context.Context, table string, q store.Select) (int64, error) {
	if err := c.asked("Count"); err != nil {
		return 0, err
	}
	return c.Driver.Count(ctx, table, q)
}
