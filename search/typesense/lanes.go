package typesense

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// How many calls a server is given at once: few at first, more while its answers are quick.
const (
	firstLanes = 4
	leastLanes = 2
	mostLanes  = 256
)

// maxPatience is how long a call waits for a lane, in time limits of a call.
const maxPatience = 4

// lanes bounds the calls at work at once. A server that is given more than it can do answers
// all of them too late, so that each is given up after the server has worked for it; waiting
// here costs it nothing. The bound rises and falls as that of TCP does (Chiu and Jain, 1989):
// by one for as many quick answers as there are lanes, by a tenth for a slow one, by half for
// one that did not come.
type lanes struct {
	wall  markthalle.Wall
	limit time.Duration // of one call

	mu      sync.Mutex
	most    float64
	busy    int
	fell    time.Time // when most fell last
	waiting []chan struct{}
}

// do makes a call when there is a lane for it.
func (l *lanes) do(ctx context.Context, call func() error) error {
	if err := l.enter(ctx); err != nil {
		return err
	}
	start := l.wall.WallNow()
	err := call()
	l.leave(start, err)
	return err
}

func (l *lanes) enter(ctx context.Context) error {
	l.mu.Lock()
	if l.most == 0 {
		l.most = firstLanes
	}
	if l.busy < int(l.most) && len(l.waiting) == 0 {
		l.busy++
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.waiting = append(l.waiting, turn)
	l.mu.Unlock()

	patience := time.NewTimer(maxPatience * l.limit)
	defer patience.Stop()
	var err error
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		err = ended(ctx)
	case <-patience.C:
		e := search.ErrUnavailable.Say("The search server has too much to do.")
		e.RetryAfter = l.limit
		err = e
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, w := range l.waiting {
		if w == turn {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			return err
		}
	}
	l.busy-- // the turn came at the same moment
	l.next()
	return err
}

func (l *lanes) leave(start time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.wall.WallNow()
	took, full := now.Sub(start), l.busy >= int(l.most)
	l.busy--
	switch {
	case errors.Is(err, search.ErrTimeout):
		l.fall(start, now, 0.5)
	case err != nil: // says nothing about how busy the server is
	case took > l.limit/2:
		l.fall(start, now, 0.9)
	case took < l.limit/4 && full:
		l.most = min(mostLanes, l.most+1/l.most)
	}
	l.next()
}

// fall lowers the bound, once for all calls that were at work together.
func (l *lanes) fall(start, now time.Time, by float64) {
	if start.After(l.fell) {
		l.most, l.fell = max(leastLanes, l.most*by), now
	}
}

// next gives free lanes to those who have waited longest.
func (l *lanes) next() {
	for l.busy < int(l.most) && len(l.waiting) > 0 {
		l.busy++
		close(l.waiting[0])
		l.waiting = l.waiting[1:]
	}
}
