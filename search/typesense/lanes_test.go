package typesense

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// TestLanes proves that no more calls are at work than there are lanes, and that who gives up
// waiting takes none with it.
func TestLanes(t *testing.T) {
	t.Parallel()
	l := &lanes{wall: markthalle.NewManualClock(time.UnixMilli(1)), limit: time.Minute}
	var busy, most atomic.Int64
	var wg sync.WaitGroup
	for i := range 500 {
		wg.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%3 == 0 {
				time.AfterFunc(time.Duration(i)*10*time.Microsecond, cancel)
			}
			err := l.do(ctx, func() error {
				n := busy.Add(1)
				for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
				}
				time.Sleep(100 * time.Microsecond)
				busy.Add(-1)
				return errors.New("no answer")
			})
			if i%3 != 0 && errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.LessOrEqual(t, most.Load(), int64(firstLanes))
	require.Zero(t, l.busy)
	require.Empty(t, l.waiting)
}

// TestLanesAdapt proves that quick answers open lanes, and that slow ones close some, once for
// all that were at work together.
func TestLanesAdapt(t *testing.T) {
	t.Parallel()
	clock := markthalle.NewManualClock(time.UnixMilli(1))
	l := &lanes{wall: clock, limit: time.Second}
	together := func(took time.Duration, err error) {
		enter := max(firstLanes, int(l.most))
		for range enter {
			require.NoError(t, l.enter(t.Context()))
		}
		start := clock.WallNow()
		clock.Advance(took)
		for range enter {
			l.leave(start, err)
		}
		clock.Advance(time.Millisecond)
	}
	for range 100 {
		together(10*time.Millisecond, nil)
	}
	wide := l.most
	require.Greater(t, wide, 1.2*firstLanes)
	together(800*time.Millisecond, nil)
	require.InDelta(t, wide*0.9, l.most, 0.2)
	together(time.Second, search.ErrTimeout)
	require.InDelta(t, wide*0.45, l.most, 0.2)
	slow := l.most
	for range 10 {
		require.NoError(t, l.enter(t.Context()))
		start := clock.WallNow()
		l.leave(start, search.ErrUnavailable)
	}
	require.InDelta(t, slow, l.most, 0)
}

// TestLanesBusy proves that waiting ends, with an error that says why.
func TestLanesBusy(t *testing.T) {
	t.Parallel()
	l := &lanes{wall: markthalle.SystemClock{}, limit: 10 * time.Millisecond}
	for range firstLanes {
		require.NoError(t, l.enter(t.Context()))
	}
	err := l.enter(t.Context())
	var known *markthalle.Error
	require.ErrorAs(t, err, &known)
	require.Equal(t, markthalle.Unavailable, known.Kind)
	require.Positive(t, known.RetryAfter)
	l.leave(time.Now(), nil)
	require.NoError(t, l.enter(t.Context()))
}
