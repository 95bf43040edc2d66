package bleve

import (
	"iter"
	"math/bits"
)

// block holds rows of some products. They are gathered first and then counted, one facet
// after the other: a loop that does one thing lets the processor fetch the next rows while
// it waits for one.
type block struct {
	rows    []uint32
	product []uint32
	group   []int // of filters: the only one that the row does not pass, or failsNone
}

// blockRows is how many rows a block has at least before they are counted; they stay in the
// cache next to the processor.
const blockRows = 256

func (b *block) add(row, product uint32, group int) {
	b.rows = append(b.rows, row)
	b.product = append(b.product, product)
	b.group = append(b.group, group)
}

func (b *block) clear() {
	b.rows, b.product, b.group = b.rows[:0], b.product[:0], b.group[:0]
}

// numbers is a set of numbers below a limit. It is read in ascending order, which is the
// order of the rows in memory.
type numbers []uint64

func (s numbers) add(n uint32) { s[n>>6] |= 1 << (n & 63) }

func (s numbers) has(n uint32) bool { return s[n>>6]&(1<<(n&63)) != 0 }

func (s numbers) all() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, w := range s {
			for ; w != 0; w &= w - 1 {
				if !yield(uint32(i)<<6 | uint32(bits.TrailingZeros64(w))) {
					return
				}
			}
		}
	}
}
