package markthalle

import (
	"sync"
	"time"
)

// Clock tells market time, in UTC and whole milliseconds.
type Clock interface{ Now() time.Time }

// Wall tells the machine's time, in UTC and whole milliseconds. Leases, sessions,
// rate limits and deadlines use it; nothing that a contract depends on does.
type Wall interface{ WallNow() time.Time }

// SystemClock is both clocks of a process whose market time is the machine's.
type SystemClock struct{}

// Now implements Clock.
func (SystemClock) Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// WallNow implements Wall.
func (SystemClock) WallNow() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// ManualClock is a Clock and a Wall that stand still until they are moved. The zero
// value stands at the zero time. It is safe for concurrent use.
type ManualClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewManualClock returns a clock that stands at t.
func NewManualClock(t time.Time) *ManualClock {
	return &ManualClock{now: t.UTC().Truncate(time.Millisecond)}
}

// Now implements Clock.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// WallNow implements Wall.
func (c *ManualClock) WallNow() time.Time { return c.Now() }

// Advance moves the clock by d, which may be negative.
func (c *ManualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d).Truncate(time.Millisecond)
}

// Set moves the clock to t.
func (c *ManualClock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.UTC().Truncate(time.Millisecond)
}
