package markthalle

// The bounds of a page of a list.
const (
	DefaultLimit = 24
	MaxLimit     = 100
)

// PageQuery asks for one page of a list.
type PageQuery struct {
	Limit  int    // 1 to MaxLimit; 0 means DefaultLimit
	Cursor string // opaque, from the page before; empty for the first page
}

// Size returns the number of items to read: Limit, or DefaultLimit when it is 0.
// Out-of-range limits are an input fault and refused by the edges.
func (q PageQuery) Size() int {
	if q.Limit <= 0 {
		return DefaultLimit
	}
	return min(q.Limit, MaxLimit)
}

// Page is one page of a list in a stable order.
type Page[T any] struct {
	Items []T
	Next  string // the cursor of the next page, empty on the last one
}

// MapPage returns p with every item mapped by f.
func MapPage[T, U any](p Page[T], f func(T) U) Page[U] {
	out := Page[U]{Items: make([]U, len(p.Items)), Next: p.Next}
	for i, it := range p.Items {
		out.Items[i] = f(it)
	}
	return out
}
