package bringin

import (
	"bufio"
	"container/heap"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
)

// runRows is how many records a sorter keeps in memory before it sorts them to disk.
const runRows = 200_000

// keyed is a record that is sorted by Key, then by Row: the order of the file.
type keyed[T any] struct {
	Key string
	Row int64
	V   T
}

func (a keyed[T]) compare(b keyed[T]) int {
	if c := strings.Compare(a.Key, b.Key); c != 0 {
		return c
	}
	switch {
	case a.Row < b.Row:
		return -1
	case a.Row > b.Row:
		return 1
	}
	return 0
}

// sorter brings records into the order of their keys, in bounded memory: runs that are
// sorted go to files, which are merged when they are read.
type sorter[T any] struct {
	limit int
	dir   string // of the runs; empty = that of the system
	rows  []keyed[T]
	runs  []*os.File
}

func newSorter[T any](dir string) *sorter[T] { return &sorter[T]{limit: runRows, dir: dir} }

func (s *sorter[T]) add(key string, row int64, v T) error {
	s.rows = append(s.rows, keyed[T]{key, row, v})
	if len(s.rows) < s.limit {
		return nil
	}
	return s.spill()
}

func (s *sorter[T]) spill() error {
	slices.SortStableFunc(s.rows, keyed[T].compare)
	f, err := os.CreateTemp(s.dir, "markthalle-import-*")
	if err != nil {
		return fmt.Errorf("sort to disk: %w", err)
	}
	s.runs = append(s.runs, f)
	// The name goes at once, so that nothing is left behind whatever happens. Where the
	// system does not allow that, close removes it.
	_ = os.Remove(f.Name())
	b := bufio.NewWriterSize(f, 1<<18)
	out := gob.NewEncoder(b)
	for i := range s.rows {
		if err := out.Encode(&s.rows[i]); err != nil {
			return fmt.Errorf("sort to disk: %w", err)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("sort to disk: %w", err)
	}
	clear(s.rows)
	s.rows = s.rows[:0]
	return nil
}

func (s *sorter[T]) close() error {
	var errs []error
	for _, f := range s.runs {
		errs = append(errs, f.Close())
		if err := os.Remove(f.Name()); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	s.rows, s.runs = nil, nil
	return errors.Join(errs...)
}

// run is one sorted piece.
type run[T any] struct {
	head keyed[T]
	next func() (keyed[T], error)
}

type runHeap[T any] []*run[T]

func (h runHeap[T]) Len() int           { return len(h) }
func (h runHeap[T]) Less(i, j int) bool { return h[i].head.compare(h[j].head) < 0 }
func (h runHeap[T]) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *runHeap[T]) Push(x any)        { *h = append(*h, x.(*run[T])) }
func (h *runHeap[T]) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// all returns the records in order. It can be read once.
func (s *sorter[T]) all() iter.Seq2[keyed[T], error] {
	return func(yield func(keyed[T], error) bool) {
		h, err := s.open()
		if err != nil {
			yield(keyed[T]{}, err)
			return
		}
		for len(h) > 0 {
			first := h[0]
			if !yield(first.head, nil) {
				return
			}
			next, err := first.next()
			switch {
			case errors.Is(err, io.EOF):
				heap.Pop(&h)
			case err != nil:
				yield(keyed[T]{}, err)
				return
			default:
				first.head = next
				heap.Fix(&h, 0)
			}
		}
	}
}

// open returns the first record of every run.
func (s *sorter[T]) open() (runHeap[T], error) {
	slices.SortStableFunc(s.rows, keyed[T].compare)
	at := 0
	list := []*run[T]{{next: func() (keyed[T], error) {
		if at == len(s.rows) {
			return keyed[T]{}, io.EOF
		}
		at++
		return s.rows[at-1], nil
	}}}
	for _, f := range s.runs {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("read what was sorted: %w", err)
		}
		in := gob.NewDecoder(bufio.NewReaderSize(f, 1<<16))
		list = append(list, &run[T]{next: func() (keyed[T], error) {
			var x keyed[T]
			err := in.Decode(&x)
			return x, err
		}})
	}
	var h runHeap[T]
	for _, r := range list {
		first, err := r.next()
		if errors.Is(err, io.EOF) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read what was sorted: %w", err)
		}
		r.head = first
		h = append(h, r)
	}
	heap.Init(&h)
	return h, nil
}

// cursor walks a sorted stream key by key, beside others.
type cursor[T any] struct {
	next func() (keyed[T], error, bool)
	stop func()
	head *keyed[T]
}

func (s *sorter[T]) cursor() (*cursor[T], error) {
	next, stop := iter.Pull2(s.all())
	c := &cursor[T]{next: next, stop: stop}
	return c, c.advance()
}

func (c *cursor[T]) advance() error {
	c.head = nil
	x, err, ok := c.next()
	if !ok {
		return nil
	}
	if err != nil {
		return err
	}
	c.head = &x
	return nil
}

// take returns all records of a key, which is the next one, and moves on.
func (c *cursor[T]) take(key string) ([]keyed[T], error) {
	var out []keyed[T]
	for c.head != nil && c.head.Key == key {
		out = append(out, *c.head)
		if err := c.advance(); err != nil {
			return out, err
		}
	}
	return out, nil
}
