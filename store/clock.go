package store

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/markthalle/markthalle"
)

const clockID = "clock"

// ClockRefresh is how often a running process reads the stored offset: how long others
// may not know yet that the clock was moved.
const ClockRefresh = 500 * time.Millisecond

// clockSetting is the document that holds how far market time has been moved.
type clockSetting struct {
	Meta   `bson:",inline"`
	Offset int64 `bson:"offset_ms"`
}

// MarketClock is market time: the machine's plus an offset that is stored, so that all
// processes of a trial market move together. A running process (Start) sees a change
// within a second; Drain and Refresh see it at once.
type MarketClock struct {
	wall   markthalle.Wall
	offset atomic.Int64 // milliseconds
	db     *DB
}

// NewMarketClock returns a clock over wall for Options.Clock. Its offset is 0 until the
// store has been read.
func NewMarketClock(wall markthalle.Wall) *MarketClock { return &MarketClock{wall: wall} }

func (c *MarketClock) bind(db *DB) { c.db = db }

// Now implements markthalle.Clock.
func (c *MarketClock) Now() time.Time {
	return c.wall.WallNow().Add(time.Duration(c.offset.Load()) * time.Millisecond)
}

// Offset returns how far the clock has been moved.
func (c *MarketClock) Offset() time.Duration {
	return time.Duration(c.offset.Load()) * time.Millisecond
}

// Refresh reads the stored offset.
func (c *MarketClock) Refresh(ctx context.Context) error {
	s, err := c.db.settings.Get(ctx, clockID)
	if errors.Is(err, markthalle.ErrNotFound) {
		return nil
	}
	if err == nil {
		c.follow(s.Offset)
	}
	return err
}

// follow takes a stored offset over. Stored offsets only grow: a smaller one was read
// before somebody moved the clock, and must not move it back.
func (c *MarketClock) follow(offset int64) {
	for {
		now := c.offset.Load()
		if offset <= now || c.offset.CompareAndSwap(now, offset) {
			return
		}
	}
}

// Advance moves market time by d, forwards only, for all processes. Whether a market
// allows that is its own affair. It returns an Invalid error for a d below zero.
func (c *MarketClock) Advance(ctx context.Context, d time.Duration) error {
	if d < 0 {
		return markthalle.Errorf(markthalle.Invalid, "store.clock_backwards", "Market time moves forwards only.")
	}
	return c.change(ctx, func(offset int64) int64 { return offset + d.Milliseconds() })
}

// MoveTo moves market time forwards to at, for all processes. Where it is that late
// already it stays as it is: processes that move it at the same time do not add up.
func (c *MarketClock) MoveTo(ctx context.Context, at time.Time) error {
	wanted := (at.Sub(c.wall.WallNow()) + time.Millisecond - 1).Milliseconds()
	return c.change(ctx, func(offset int64) int64 { return max(offset, wanted) })
}

func (c *MarketClock) change(ctx context.Context, to func(offset int64) int64) error {
	s, err := c.db.settings.Upsert(ctx, clockID, func(s *clockSetting) error {
		s.Offset = to(s.Offset)
		return nil
	})
	if err == nil {
		c.follow(s.Offset)
		c.db.work.wake()
	}
	return err
}

// MarketClock returns the clock with the stored offset, nil when the DB was opened with
// another one.
func (db *DB) MarketClock() *MarketClock { return db.market }
