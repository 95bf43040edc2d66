package search

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
)

// Document is what an engine knows about one offer (SEA-2).
type Document struct {
	ID      string // the offer
	Rev     int64  // of the projection, ≥ 1; an older one never overwrites a newer one
	Product string
	Variant string
	Vendor  string

	VendorName    string
	Slug          string // of the product's page
	Brand         string // as shown
	BrandID       string // as filtered; empty without a brand
	Title         markthalle.Texts
	Description   markthalle.Texts   // searched, never shown by search
	Categories    []string           // ids from root to leaf
	CategoryNames []markthalle.Texts // of Categories, in their order
	Attributes    []Attribute
	Codes         []string // SKU, GTIN, ISBN, manufacturer's number

	Price     int64 // minor units of Currency; 0 is missing
	Currency  string
	ListPrice int64 // minor units, 0 when there is none
	Condition string
	InStock   bool
	Countries []string // where it ships to; empty is everywhere
	Markets   []string // empty is all of them
	Image     string

	Rating      int64 // thousandths of a star
	RatingCount int64 // 0 means that Rating is missing
	Popularity  int64 // any non-negative measure of demand; more is better
	Quality     int64 // basis points of the listing quality score
	Created     time.Time
	Ordinal     int64 // last tie-break of every order, ascending
}

// Attribute is one property of the offer's variant.
type Attribute struct {
	Key        string             // [a-z0-9][a-z0-9_]{0,63}
	Values     []string           // ids, exact
	Labels     []markthalle.Texts // of Values, in their order; shown and searched
	Number     *int64             // thousandths; nil when it is not a number
	Facet      bool               // may be a facet and a filter
	Searchable bool               // its labels are searched
}

// Tombstone is a deletion of a document as of a revision.
type Tombstone struct {
	ID  string
	Rev int64
}

// The bounds of a document. They keep one row of the index small whatever a seller
// writes.
const (
	MaxID         = 128
	MaxAttributes = 200
	MaxList       = 200   // entries of Categories, Codes, Countries, Markets, Values
	MaxText       = 20000 // bytes of one text
	MaxMinor      = 1 << 53
)

// Validate reports all that is wrong with d as one Invalid search.document error.
func (d *Document) Validate() error {
	var f markthalle.Faults
	f.Check(validID(d.ID), "/id", "required", "An id of 1 to 128 printable characters is needed.")
	f.Check(validID(d.Product), "/product", "required", "The product's id is needed.")
	f.Check(d.Rev > 0, "/rev", "out_of_range", "The revision starts at 1.")
	for _, n := range []struct {
		pointer string
		value   int64
	}{
		{"/price", d.Price},
		{"/list_price", d.ListPrice},
		{"/rating", d.Rating},
		{"/rating_count", d.RatingCount},
		{"/popularity", d.Popularity},
		{"/quality", d.Quality},
	} {
		// Engines that pass numbers through floating point keep integers below 2^53.
		f.Check(n.value >= 0 && n.value < MaxMinor, n.pointer, "out_of_range", "The number is negative or too large.")
	}
	f.Check(d.Ordinal > -MaxMinor && d.Ordinal < MaxMinor, "/ordinal", "out_of_range", "The number is too large.")
	f.Check(len(d.CategoryNames) <= len(d.Categories), "/category_names", "too_many", "There are more names than categories.")
	f.Check(len(d.Attributes) <= MaxAttributes, "/attributes", "too_many", "At most 200 attributes are indexed.")
	for i, list := range [][]string{d.Categories, d.Codes, d.Countries, d.Markets} {
		f.Check(len(list) <= MaxList, [...]string{"/categories", "/codes", "/countries", "/markets"}[i], "too_many",
			"At most 200 values are indexed.")
	}
	for _, c := range d.Categories {
		f.Check(validID(c), "/categories", "invalid", "A category id has 1 to 128 printable characters.")
	}
	d.validateTexts(&f)
	for i, a := range d.Attributes {
		at := fmt.Sprintf("/attributes/%d", i)
		f.Check(ValidKey(a.Key), at+"/key", "invalid", "A key has up to 64 of a-z, 0-9 and _.")
		f.Check(len(a.Values) <= MaxList, at+"/values", "too_many", "At most 200 values are indexed.")
		f.Check(a.Number == nil || (*a.Number > -MaxMinor && *a.Number < MaxMinor), at+"/number", "out_of_range",
			"The number is too large.")
	}
	if err := f.Err(ErrDocument.Code); err != nil {
		return fmt.Errorf("document %q: %w", d.ID, err)
	}
	return nil
}

func (d *Document) validateTexts(f *markthalle.Faults) {
	check := func(pointer string, texts markthalle.Texts) {
		for _, t := range texts {
			f.Check(len(t.Value) <= MaxText, pointer, "too_long", "A text has at most 20,000 bytes.")
			f.Check(utf8.ValidString(t.Value), pointer, "invalid", "The text is not UTF-8.")
		}
	}
	check("/title", d.Title)
	check("/description", d.Description)
	for _, n := range d.CategoryNames {
		check("/category_names", n)
	}
	for _, s := range []string{d.Variant, d.Vendor, d.VendorName, d.Slug, d.Brand, d.BrandID, d.Currency, d.Condition, d.Image} {
		f.Check(len(s) <= 2048 && utf8.ValidString(s), "/", "invalid", "A value is too long or not UTF-8.")
	}
}

func validID(s string) bool {
	if s == "" || len(s) > MaxID || !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// ValidKey reports whether key can name an attribute.
func ValidKey(key string) bool {
	if key == "" || len(key) > 64 || key[0] == '_' {
		return false
	}
	return !strings.ContainsFunc(key, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// Rank is the business rank of an offer among equal text matches (SEA-5): in stock
// first, then a blend of popularity (logarithmic, so that a bestseller does not bury
// everything), listing quality and rating. It lies between 0 and 2^20.
func (d *Document) Rank() int64 {
	var r int64
	for p := d.Popularity; p > 0; p >>= 1 {
		r += 4096 // one step for every doubling
	}
	r += min(d.Quality, 10000) * 3
	if d.RatingCount > 0 {
		r += min(d.Rating, 5000) * min(d.RatingCount, 20) / 5
	}
	r = min(r, 1<<19-1)
	if d.InStock {
		r += 1 << 19
	}
	return r
}

// Digest folds ids and revisions into a checksum that does not depend on the order,
// so that a store and an index can prove that they hold the same. The zero value is
// the digest of nothing.
type Digest struct {
	sum   uint64
	count int64
}

// Add folds in one document.
func (g *Digest) Add(id string, rev int64) { g.sum += digest(id, rev); g.count++ }

// Remove takes one document out again.
func (g *Digest) Remove(id string, rev int64) { g.sum -= digest(id, rev); g.count-- }

// Count returns the number of documents in the digest.
func (g *Digest) Count() int64 { return g.count }

// String returns 16 hexadecimal digits.
func (g *Digest) String() string { return fmt.Sprintf("%016x", g.sum) }

func digest(id string, rev int64) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%d", id, rev)
	// FNV alone adds up badly for similar ids; the finaliser of splitmix64 spreads it.
	x := h.Sum64()
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
