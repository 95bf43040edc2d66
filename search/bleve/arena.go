package bleve

// arena keeps many short lists in large blocks. A list is known by one number, so that the
// collector has nothing to follow. One writer adds lists; readers use the copy in their View.
type arena[T uint32 | int64] struct {
	blocks [][]T
	used   int // of the last block
}

const (
	blockBits = 16
	blockSize = 1 << blockBits // a document has fewer values
)

// add keeps a list and returns its number, 0 for an empty one.
func (a *arena[T]) add(list []T) uint32 {
	if len(list) == 0 {
		return 0
	}
	if len(a.blocks) == 0 || a.used+1+len(list) > blockSize {
		a.blocks, a.used = append(a.blocks, make([]T, blockSize)), 1 // 0 is the empty list
	}
	last := len(a.blocks) - 1
	at := a.used
	a.blocks[last][at] = T(len(list))
	copy(a.blocks[last][at+1:], list)
	a.used += 1 + len(list)
	return uint32(last<<blockBits | at)
}

// list returns the list with a number; nobody may change it.
func (a *arena[T]) list(n uint32) []T {
	if n == 0 {
		return nil
	}
	b := a.blocks[n>>blockBits][n&(blockSize-1):]
	return b[1 : 1+b[0]]
}
