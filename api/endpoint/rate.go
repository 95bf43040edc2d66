package endpoint

import (
	"sync"
	"time"

	"github.com/markthalle/markthalle"
)

// Limiter counts requests per address and class in windows of a minute of the wall
// clock. It keeps one number for each address that was heard of in this minute.
type Limiter struct {
	wall markthalle.Wall
	off  bool

	mu     sync.Mutex
	minute int64
	counts map[rateKey]int
}

type rateKey struct {
	who   string
	class Rate
}

// NewLimiter returns a limiter; off counts nothing and refuses nobody.
func NewLimiter(wall markthalle.Wall, off bool) *Limiter {
	return &Limiter{wall: wall, off: off, counts: map[rateKey]int{}}
}

// Allowance is what is left of a limit.
type Allowance struct {
	Limit, Remaining int
	Reset            time.Duration // until the window ends
	OK               bool
}

// Take counts one request of who against a class, with the class's limit multiplied by
// factor (1 guests, 2 signed-in people, 10 API keys).
func (l *Limiter) Take(who string, class Rate, factor int) Allowance {
	limit := class.PerMinute() * factor
	if l.off || limit == 0 {
		return Allowance{OK: true}
	}
	now := l.wall.WallNow()
	minute := now.Unix() / 60
	reset := time.Unix((minute+1)*60, 0).Sub(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	if minute != l.minute {
		l.minute, l.counts = minute, make(map[rateKey]int, len(l.counts)/2)
	}
	k := rateKey{who, class}
	if l.counts[k] >= limit {
		return Allowance{Limit: limit, Reset: reset}
	}
	l.counts[k]++
	return Allowance{Limit: limit, Remaining: limit - l.counts[k], Reset: reset, OK: true}
}
