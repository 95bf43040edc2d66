package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Figure is what one measurement gave.
type Figure struct {
	Name        string  `json:"name"`
	Connections int     `json:"connections"`
	Requests    int     `json:"requests"`
	Seconds     float64 `json:"seconds"`
	PerSecond   float64 `json:"per_second"`
	P50         float64 `json:"p50_ms"`
	P95         float64 `json:"p95_ms"`
	P99         float64 `json:"p99_ms"`
	Refused     int     `json:"refused,omitempty"` // of the requests: answered by 503, where that may be
	Bytes       int     `json:"bytes,omitempty"`   // of the last answer
	Note        string  `json:"note,omitempty"`
}

// now is the stopwatch: latencies want more than the whole milliseconds of the clocks.
func now() time.Time { return time.Now() } // a stopwatch, not a clock

func deadline() time.Time { return now().Add(answerTime) }

// worker is the part that one connection plays. step does one thing and says how long
// the part of it that is measured took and how many bytes came back.
type worker interface {
	step(n int) (took time.Duration, size int, err error)
	close() error
}

// errOverloaded is the answer 503 of a server that has more to do than it can.
var errOverloaded = errors.New("the server is overloaded")

// patient is a worker that may be refused: that is counted and no failure.
type patient struct {
	worker
	refused *atomic.Int64
}

func (p patient) step(n int) (time.Duration, int, error) {
	begin := now()
	took, size, err := p.worker.step(n)
	if errors.Is(err, errOverloaded) {
		p.refused.Add(1)
		return now().Sub(begin), 0, nil
	}
	return took, size, err
}

// patiently hires patient workers.
func patiently(refused *atomic.Int64, hire func(int) (worker, error)) func(int) (worker, error) {
	return func(n int) (worker, error) {
		w, err := hire(n)
		return patient{w, refused}, err
	}
}

// timed is a step whose whole time counts.
func timed(fn func() (int, error)) (time.Duration, int, error) {
	begin := now()
	size, err := fn()
	return now().Sub(begin), size, err
}

// load lets a number of workers step for some time. The first error ends it.
func load(ctx context.Context, name string, connections int, d time.Duration, hire func(n int) (worker, error)) (Figure, error) {
	f := Figure{Name: name, Connections: connections}
	workers := make([]worker, 0, connections)
	var errs []error
	for n := range connections {
		w, err := hire(n)
		if err != nil {
			errs = append(errs, err)
			break
		}
		workers = append(workers, w)
	}
	took := make([][]time.Duration, len(workers))
	var mu sync.Mutex
	var group sync.WaitGroup
	begin := now()
	for n, w := range workers {
		if len(errs) > 0 {
			break
		}
		group.Go(func() {
			for i := 0; ctx.Err() == nil && (now().Sub(begin) < d || i == 0); i++ {
				t, size, err := w.step(i)
				if err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
					return
				}
				took[n] = append(took[n], t)
				if n == 0 {
					f.Bytes = size
				}
			}
		})
	}
	group.Wait()
	f.Seconds = now().Sub(begin).Seconds()
	for _, w := range workers {
		errs = append(errs, w.close())
	}
	f.sum(slices.Concat(took...))
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return f, fmt.Errorf("%s at %d connections: %w", name, connections, err)
	}
	return f, nil
}

// sum fills in rate and percentiles.
func (f *Figure) sum(all []time.Duration) {
	f.Requests = len(all)
	if len(all) == 0 || f.Seconds <= 0 {
		return
	}
	slices.Sort(all)
	f.PerSecond = float64(len(all)) / f.Seconds
	f.P50, f.P95, f.P99 = percentile(all, 50), percentile(all, 95), percentile(all, 99)
}

// percentile returns the smallest value that p percent of the sorted values do not
// exceed, in milliseconds.
func percentile(sorted []time.Duration, p int) float64 {
	i := (len(sorted)*p + 99) / 100
	return float64(sorted[max(1, i)-1].Microseconds()) / 1000
}
