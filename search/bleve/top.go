package bleve

import "slices"

// top keeps the first size candidates in a heap whose root is the last of them.
type top struct {
	size int
	heap []candidate
}

func (t *top) offer(c candidate) {
	if len(t.heap) < t.size {
		t.heap = append(t.heap, c)
		t.up(len(t.heap) - 1)
		return
	}
	if t.size > 0 && c.before(t.heap[0]) {
		t.heap[0] = c
		t.down(0)
	}
}

// takes reports whether a candidate with these sort keys, whatever its ordinal, may be kept.
func (t *top) takes(c candidate) bool {
	if len(t.heap) < t.size {
		return true
	}
	c.ordinal = -highestInt
	return t.size > 0 && c.before(t.heap[0])
}

func (t *top) up(i int) {
	for i > 0 {
		above := (i - 1) / 2
		if !t.heap[above].before(t.heap[i]) {
			return
		}
		t.heap[above], t.heap[i] = t.heap[i], t.heap[above]
		i = above
	}
}

func (t *top) down(i int) {
	for {
		last := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(t.heap) && t.heap[last].before(t.heap[child]) {
				last = child
			}
		}
		if last == i {
			return
		}
		t.heap[i], t.heap[last] = t.heap[last], t.heap[i]
		i = last
	}
}

// sorted returns the candidates in order.
func (t *top) sorted() []candidate {
	slices.SortFunc(t.heap, func(a, b candidate) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	return t.heap
}
