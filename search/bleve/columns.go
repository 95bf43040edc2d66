package bleve

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/markthalle/markthalle/search"
)

const (
	chunkBits = 13
	chunkRows = 1 << chunkBits
	chunkMask = chunkRows - 1
	maxFields = 1 << 15 // attribute keys beyond are shown but not counted
)

// hotRow is what nearly every query reads of a row, 64 bytes: one cache line.
type hotRow struct {
	prev    uint32 // the product's row before this one, plus 1
	vendor  uint32 // number of the value, 0 for none
	brand   uint32
	sig     uint32 // number of the signature
	text    uint32 // number of the text that the row shares with its like
	rank    int32
	price   int64
	ordinal int64
	popular int64
	tags    uint32        // number of the list of categories and attribute values
	dead    atomic.Uint64 // batch as of which the row is gone, 0 while it lives
}

// chunk holds chunkRows rows. All but dead is written once, before the row is published.
type chunk struct {
	hot     [chunkRows]hotRow
	product [chunkRows]uint32
	variant [chunkRows]uint64 // hash of its id
	length  [chunkRows]uint32 // of the record in the log
	hash    [chunkRows]uint64 // Document.TextHash
	offset  [chunkRows]int64
	rating  [chunkRows]int64 // -1 when missing
	created [chunkRows]int64
	nums    [chunkRows]uint32 // number of the list of number attributes: field, value, field …
}

// heads holds the newest rows of each product.
type heads [chunkRows]atomic.Uint64

// ranks holds the best rank that any row with a text ever had.
type ranks [chunkRows]atomic.Int32

// head is the newest row of a product, plus 1, and how many older rows of the product lie
// directly before it: those are found without following links.
type head uint64

func (h head) newest() uint32 { return uint32(h) }
func (h head) run() uint32    { return uint32(h >> 32) }

// with returns the head after another row of the product, which is row number row.
func (h head) with(row uint32) head {
	run := uint32(0)
	if row > 0 && h.newest() == row { // the row before, plus 1
		run = h.run() + 1
	}
	return head(run)<<32 | head(row+1)
}

// signature is a combination of the properties that few distinct combinations of
// exist; queries judge each combination once.
type signature struct {
	currency  string
	countries []string
	markets   []string
	condition uint32
	stock     uint32
	inStock   bool
}

// entry is what is known about a document id.
type entry struct {
	rev int64
	row uint32 // plus 1; 0 for a tombstone
}

// columns is everything in memory. One writer changes it; readers use it through a
// View.
type columns struct {
	dict       *dict
	rows       uint32
	live       int64
	digest     search.Digest
	chunks     []*chunk
	all        atomic.Pointer[[]*chunk] // chunks, for readers that follow a link to a row after their view
	heads      []*heads
	products   map[key]uint32
	signatures []*signature
	sigs       map[string]uint32

	textProduct []uint32 // by text
	textTitle   []uint8  // words of its title, by text
	textRank    []*ranks // by text

	mu     sync.RWMutex // guards ids, codes and products for readers
	ids    map[key]entry
	buried map[string]int64    // tombstones: id → revision
	codes  map[uint64]uint32   // hash of an article number → its first row
	others map[uint64][]uint32 // more rows that have it

	tags    arena[uint32]
	nums    arena[int64]
	scratch []uint32 // of tagsOf
	numbers []int64  // of numsOf
	key     []byte   // of signature

	vendorField, brandField, categoryField, conditionField, stockField uint16
}

func newColumns() *columns {
	c := &columns{
		dict: newDict(), products: make(map[key]uint32), sigs: make(map[string]uint32),
		ids: make(map[key]entry), buried: make(map[string]int64), codes: make(map[uint64]uint32), others: make(map[uint64][]uint32),
	}
	c.vendorField = c.dict.field(search.FieldVendor)
	c.brandField = c.dict.field(search.FieldBrand)
	c.categoryField = c.dict.field(search.FieldCategory)
	c.conditionField = c.dict.field(search.FieldCondition)
	c.stockField = c.dict.field(search.FieldInStock)
	return c
}

// newer reports whether a change is news. A tombstone of the revision that is indexed
// removes it; nothing else of an equal revision has an effect.
func (c *columns) newer(x change) bool {
	id, rev := x.id()
	e, ok := c.ids[keyOf(id)]
	return !ok || rev > e.rev || (rev == e.rev && x.doc == nil && e.row != 0)
}

// put adds the row of d, which lies in the log at offset, as of a batch. It reports
// whether the text of d is a new one.
func (c *columns) put(d *search.Document, offset int64, length int, batch uint64) (text uint32, fresh bool) {
	row := c.rows
	if row&chunkMask == 0 {
		c.chunks = append(c.chunks, new(chunk))
		chunks := c.chunks
		c.all.Store(&chunks)
	}
	k, i := c.chunks[row>>chunkBits], row&chunkMask
	c.retire(d.ID, batch)

	c.mu.Lock()
	product, ok := c.products[keyOf(d.Product)]
	if !ok {
		product = uint32(len(c.products))
		c.products[keyOf(d.Product)] = product
	}
	c.ids[keyOf(d.ID)] = entry{rev: d.Rev, row: row + 1}
	for _, code := range d.Numbers() {
		if h := hash(code); !c.coded(h) {
			c.codes[h] = row
		} else {
			c.others[h] = append(c.others[h], row)
		}
	}
	c.mu.Unlock()
	delete(c.buried, d.ID)
	k.variant[i] = hash(d.Variant)
	if int(product)>>chunkBits == len(c.heads) {
		c.heads = append(c.heads, new(heads))
	}
	k.product[i] = product
	k.offset[i], k.length[i] = offset, uint32(length)
	k.hot[i].rank = int32(d.Rank())
	k.hot[i].price, k.hot[i].popular, k.hot[i].ordinal = d.Price, d.Popularity, d.Ordinal
	k.rating[i] = -1
	if d.RatingCount > 0 {
		k.rating[i] = d.Rating
	}
	if !d.Created.IsZero() {
		k.created[i] = d.Created.UnixMilli()
	}
	if d.Vendor != "" {
		k.hot[i].vendor = c.named(c.vendorField, d.Vendor, d.VendorName)
	}
	if d.BrandID != "" {
		k.hot[i].brand = c.named(c.brandField, d.BrandID, d.Brand)
	}
	k.hot[i].sig = c.signature(d)
	k.nums[i] = c.numsOf(d)

	at := &c.heads[product>>chunkBits][product&chunkMask]
	newest := head(at.Load())
	k.hot[i].prev = newest.newest()
	k.hot[i].tags = c.tagsOf(d, k.hot[i].prev)
	text, fresh = c.textOf(k, i, d)
	c.raise(text, k.hot[i].rank)
	at.Store(uint64(newest.with(row)))
	c.rows++
	c.live++
	c.digest.Add(d.ID, d.Rev)
	return text, fresh
}

// sameTextDepth is how many rows of a product are looked at for the same text.
const sameTextDepth = 64

// textOf gives the row the text of an earlier row of its product, or a new number. A
// change of price or stock so never reaches Bleve.
func (c *columns) textOf(k *chunk, i uint32, d *search.Document) (text uint32, fresh bool) {
	same := d.TextHash()
	k.hash[i] = same
	for n, depth := k.hot[i].prev, 0; n != 0 && depth < sameTextDepth; depth++ {
		old, j := c.chunks[(n-1)>>chunkBits], (n-1)&chunkMask
		if old.hash[j] == same {
			k.hot[i].text = old.hot[j].text
			return k.hot[i].text, false
		}
		n = old.hot[j].prev
	}
	k.hot[i].text = uint32(len(c.textProduct))
	c.textProduct = append(c.textProduct, k.product[i])
	c.textTitle = append(c.textTitle, uint8(min(d.TitleLength(), 255)))
	return k.hot[i].text, true
}

// raise notes the rank of a row with a text.
func (c *columns) raise(text uint32, rank int32) {
	if int(text)>>chunkBits == len(c.textRank) {
		c.textRank = append(c.textRank, new(ranks))
	}
	if best := &c.textRank[text>>chunkBits][text&chunkMask]; rank > best.Load() {
		best.Store(rank)
	}
}

// coded reports whether any row has an article number.
func (c *columns) coded(h uint64) bool {
	_, ok := c.codes[h]
	return ok
}

// rowsOfCode returns the rows below end that have an article number.
func (c *columns) rowsOfCode(code string, end uint32) []uint32 {
	h := hash(code)
	c.mu.RLock()
	defer c.mu.RUnlock()
	if !c.coded(h) {
		return nil
	}
	out := append([]uint32{c.codes[h]}, c.others[h]...)
	return slices.DeleteFunc(out, func(row uint32) bool { return row >= end })
}

// bury records a tombstone.
func (c *columns) bury(id string, rev int64, batch uint64) {
	c.retire(id, batch)
	c.mu.Lock()
	c.ids[keyOf(id)] = entry{rev: rev}
	c.mu.Unlock()
	c.buried[strings.Clone(id)] = rev
}

func (c *columns) retire(id string, batch uint64) {
	e := c.ids[keyOf(id)]
	if e.row == 0 {
		return
	}
	row := e.row - 1
	c.chunks[row>>chunkBits].hot[row&chunkMask].dead.Store(batch)
	c.live--
	c.digest.Remove(id, e.rev)
}

func (c *columns) named(field uint16, id, name string) uint32 {
	n := c.dict.number(field, id)
	c.dict.describe(n, name, nil)
	return n
}

func (c *columns) signature(d *search.Document) uint32 {
	key := append(append(append(c.key[:0], d.Currency...), 0), d.Condition...)
	for _, list := range [...][]string{{yesNo(d.InStock)}, d.Countries, d.Markets} {
		key = append(key, 0)
		for _, x := range list {
			key = append(append(key, 1), x...)
		}
	}
	c.key = key
	if n, ok := c.sigs[string(key)]; ok {
		return n
	}
	s := &signature{
		currency: strings.Clone(d.Currency), countries: cloned(d.Countries), markets: cloned(d.Markets), inStock: d.InStock,
		stock: c.dict.number(c.stockField, yesNo(d.InStock)),
	}
	if d.Condition != "" {
		s.condition = c.dict.number(c.conditionField, d.Condition)
	}
	n := uint32(len(c.signatures))
	c.sigs[string(key)] = n
	c.signatures = append(c.signatures, s)
	return n
}

// cloned copies texts that may be parts of a record.
func cloned(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.Clone(s)
	}
	return out
}

func yesNo(v bool) string {
	if v {
		return "true"
	}
	return "false"
}

// tagsOf returns the tags of d. Offers of a product mostly have the same, and then share
// one list: that saves memory, and counting sees it by its number.
func (c *columns) tagsOf(d *search.Document, prev uint32) uint32 {
	tags := c.scratch[:0]
	above := uint32(0)
	for depth, id := range d.Categories {
		n := c.dict.number(c.categoryField, id)
		if depth < len(d.CategoryNames) {
			c.dict.describe(n, "", d.CategoryNames[depth])
		}
		c.dict.place(n, above, depth)
		above = n
		tags = append(tags, n)
	}
	for ai := range d.Attributes {
		a := &d.Attributes[ai]
		if !a.Facet || len(c.dict.names) >= maxFields {
			continue
		}
		field := c.dict.field(search.AttrPrefix + a.Key)
		for i, v := range a.Values {
			n := c.dict.number(field, v)
			if i < len(a.Labels) {
				c.dict.describe(n, "", a.Labels[i])
			}
			if !slices.Contains(tags, n) {
				tags = append(tags, n)
			}
		}
	}
	c.scratch = tags
	if prev != 0 {
		row := prev - 1
		if old := c.chunks[row>>chunkBits].hot[row&chunkMask].tags; slices.Equal(c.tags.list(old), tags) {
			return old
		}
	}
	return c.tags.add(tags)
}

func (c *columns) numsOf(d *search.Document) uint32 {
	nums := c.numbers[:0]
	for i := range d.Attributes {
		a := &d.Attributes[i]
		if a.Number != nil && a.Facet && len(c.dict.names) < maxFields {
			nums = append(nums, int64(c.dict.field(search.AttrPrefix+a.Key)), *a.Number)
		}
	}
	c.numbers = nums
	return c.nums.add(nums)
}

// numbers yields what a list of number attributes has of a field; none has field 0.
func (v *View) numbers(list uint32, field uint16) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		nums := v.nums.list(list)
		for i := 0; i+1 < len(nums) && field != 0; i += 2 {
			if nums[i] == int64(field) && !yield(nums[i+1]) {
				return
			}
		}
	}
}
