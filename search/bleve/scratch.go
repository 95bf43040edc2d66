package bleve

import (
	"slices"
	"sync/atomic"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// scratch is the working memory of one query. It is kept between queries and is always
// left clean, so that a query pays for what it touches and not for the index.
type scratch struct {
	pool     *scratches
	hits     []hit
	touched  []uint32
	have     []uint32 // of touched, those that have the present word
	score    []uint32 // by text, 0 is no match
	matched  []uint32 // texts
	rows     []uint32 // that have the article number, instead of texts
	chosen   numbers  // products of the texts and rows
	block    block
	counts   []tally // by value
	counted  []uint32
	values   [][]uint32 // that were counted, by facet
	most     []uint32   // of their counts
	points   [][]point  // of range facets, kept for their room
	iterator segment.PostingsIterator
	list     segment.PostingsList // the last one of many
	record   [4096]byte           // of the log, if it is not longer

	anyVisible bool
}

// tally counts the products that have a value; stamp is the last one counted.
type tally struct{ n, stamp uint32 }

// maxIdle is how many scratches are kept; more queries at once allocate their own.
const maxIdle = 4

type scratches struct {
	idle chan *scratch
	busy atomic.Int32 // queries at work
}

func newScratches() *scratches { return &scratches{idle: make(chan *scratch, maxIdle)} }

// get returns a clean scratch; put gives it back.
func (p *scratches) get(v *View) *scratch {
	var s *scratch
	select {
	case s = <-p.idle:
	default:
		s = &scratch{pool: p}
	}
	p.busy.Add(1)
	s.chosen = grown(s.chosen, int(v.products)/64+1)
	return s
}

// forText makes room for the texts of a view.
func (s *scratch) forText(v *View) {
	s.hits = grown(s.hits, len(v.textProduct))
	s.score = grown(s.score, len(v.textProduct))
}

func grown[T any](list []T, n int) []T {
	if len(list) >= n {
		return list
	}
	return make([]T, n+n/8)
}

func (p *scratches) put(s *scratch) {
	p.busy.Add(-1)
	s.clearMatched()
	s.clearCounts()
	s.iterator, s.list = nil, nil // they would keep a closed segment alive
	select {
	case p.idle <- s:
	default:
	}
}

func (s *scratch) clearMatched() {
	for _, text := range s.matched {
		s.score[text] = 0
	}
	s.matched, s.rows = s.matched[:0], s.rows[:0]
	s.anyVisible = false
}

// sizeCounts makes room for the counts of n values, all zero.
func (s *scratch) sizeCounts(n int) {
	s.clearCounts()
	s.counts = grown(s.counts, n)
}

// lendPoints returns an empty list for the nth range facet; results gives it back.
func (s *scratch) lendPoints(n int) []point {
	if n == len(s.points) {
		s.points = append(s.points, nil)
	}
	out := s.points[n]
	s.points[n] = nil
	return out[:0]
}

// lists returns n empty lists of numbers.
func (s *scratch) lists(n int) [][]uint32 {
	for len(s.values) < n {
		s.values = append(s.values, nil)
	}
	for i := range s.values {
		s.values[i] = s.values[i][:0]
	}
	return s.values[:n]
}

// first drops the numbers that cannot be among the limit most frequent ones.
func (s *scratch) first(numbers []uint32, limit int, count func(uint32) uint32) []uint32 {
	if len(numbers) <= 2*limit {
		return numbers
	}
	least := uint32(0)
	most := s.most[:0] // counts above least
	for _, n := range numbers {
		x := count(n)
		if x <= least {
			continue
		}
		if most = append(most, x); len(most) == 2*limit {
			slices.Sort(most)
			least = most[limit]
			most = append(most[:0], most[limit:]...)
		}
	}
	slices.Sort(most)
	if len(most) >= limit {
		least = most[len(most)-limit]
	}
	s.most = most
	kept := numbers[:0]
	for _, n := range numbers {
		if count(n) >= least {
			kept = append(kept, n)
		}
	}
	return kept
}

// bump counts value n once for each stamp.
func (s *scratch) bump(n, stamp uint32) {
	t := &s.counts[n]
	if t.stamp == stamp {
		return
	}
	if t.n == 0 {
		s.counted = append(s.counted, n)
	}
	t.stamp = stamp
	t.n++
}

// merge adds the counts of other, which has counted other products.
func (s *scratch) merge(other *scratch) {
	for _, n := range other.counted {
		t := &s.counts[n]
		if t.n == 0 {
			s.counted = append(s.counted, n)
		}
		t.n += other.counts[n].n
	}
}

func (s *scratch) clearCounts() {
	for _, n := range s.counted {
		s.counts[n] = tally{}
	}
	s.counted = s.counted[:0]
}
