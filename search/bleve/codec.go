package bleve

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// codecVersion is the first byte of every record. Older versions stay readable.
const codecVersion = 1

var errCodec = errors.New("search record is damaged")

// encodeDocument appends d to b: length-prefixed strings and varints, ten times faster
// to read than JSON, because a start reads all of them.
func encodeDocument(b []byte, d *search.Document) []byte {
	w := writer{b}
	w.b = append(w.b, codecVersion)
	for _, s := range []string{
		d.ID, d.Product, d.Variant, d.Vendor, d.VendorName, d.Slug, d.Brand, d.BrandID,
		d.Currency, d.Condition, d.Image,
	} {
		w.str(s)
	}
	for _, n := range []int64{d.Rev, d.Price, d.ListPrice, d.Rating, d.RatingCount, d.Popularity, d.Quality, d.Ordinal} {
		w.num(n)
	}
	w.bool(d.InStock)
	w.bool(!d.Created.IsZero())
	if !d.Created.IsZero() {
		w.num(d.Created.UnixMilli())
	}
	w.list(d.Categories)
	w.list(d.Codes)
	w.list(d.Countries)
	w.list(d.Markets)
	w.texts(d.Title)
	w.texts(d.Description)
	w.textsList(d.CategoryNames)
	w.num(int64(len(d.Attributes)))
	for _, a := range d.Attributes {
		w.str(a.Key)
		w.list(a.Values)
		w.textsList(a.Labels)
		w.bool(a.Number != nil)
		if a.Number != nil {
			w.num(*a.Number)
		}
		w.bool(a.Facet)
		w.bool(a.Searchable)
	}
	return w.b
}

// decodeDocument reads a record. All texts of the document are parts of b: who keeps one
// for longer clones it.
func decodeDocument(b string) (search.Document, error) {
	var d search.Document
	r, err := readerOf(b)
	if err != nil {
		return d, err
	}
	r.head(&d)
	d.Categories = r.list()
	d.Codes = r.list()
	d.Countries = r.list()
	d.Markets = r.list()
	d.Title = r.texts()
	d.Description = r.texts()
	d.CategoryNames = r.textsList()
	if n := r.count(); n > 0 {
		d.Attributes = make([]search.Attribute, n)
	}
	for i := range d.Attributes {
		a := &d.Attributes[i]
		a.Key = r.str()
		a.Values = r.list()
		a.Labels = r.textsList()
		if r.bool() {
			n := r.num()
			a.Number = &n
		}
		a.Facet = r.bool()
		a.Searchable = r.bool()
	}
	if r.bad {
		return d, errCodec
	}
	return d, nil
}

// decodeCard reads what a page of results shows of a document, which is a small part of it.
func decodeCard(b string, d *search.Document) error {
	r, err := readerOf(b)
	if err != nil {
		return err
	}
	r.head(d)
	for range 4 { // categories, codes, countries, markets
		for range r.count() {
			r.str()
		}
	}
	d.Title = r.texts()
	if r.bad {
		return errCodec
	}
	return nil
}

func readerOf(b string) (reader, error) {
	if b == "" || b[0] != codecVersion {
		return reader{}, errCodec
	}
	return reader{b: b[1:]}, nil
}

// head reads the fields that are one text, number or truth value.
func (r *reader) head(d *search.Document) {
	for _, s := range [...]*string{
		&d.ID, &d.Product, &d.Variant, &d.Vendor, &d.VendorName, &d.Slug, &d.Brand, &d.BrandID,
		&d.Currency, &d.Condition, &d.Image,
	} {
		*s = r.str()
	}
	for _, n := range [...]*int64{&d.Rev, &d.Price, &d.ListPrice, &d.Rating, &d.RatingCount, &d.Popularity, &d.Quality, &d.Ordinal} {
		*n = r.num()
	}
	d.InStock = r.bool()
	if r.bool() {
		d.Created = time.UnixMilli(r.num()).UTC()
	}
}

type writer struct{ b []byte }

func (w *writer) num(n int64) { w.b = binary.AppendVarint(w.b, n) }

func (w *writer) bool(v bool) {
	if v {
		w.b = append(w.b, 1)
	} else {
		w.b = append(w.b, 0)
	}
}

func (w *writer) str(s string) {
	w.num(int64(len(s)))
	w.b = append(w.b, s...)
}

func (w *writer) list(l []string) {
	w.num(int64(len(l)))
	for _, s := range l {
		w.str(s)
	}
}

func (w *writer) texts(t markthalle.Texts) {
	w.num(int64(len(t)))
	for _, x := range t {
		w.str(string(x.Locale))
		w.str(x.Value)
	}
}

func (w *writer) textsList(l []markthalle.Texts) {
	w.num(int64(len(l)))
	for _, t := range l {
		w.texts(t)
	}
}

// reader remembers the first fault, so that decoding reads as one list of fields.
type reader struct {
	b   string
	bad bool
}

// num reads what binary.AppendVarint wrote.
func (r *reader) num() int64 {
	var n uint64
	for i := 0; i < len(r.b) && i < binary.MaxVarintLen64; i++ {
		c := r.b[i]
		n |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			r.b = r.b[i+1:]
			return int64(n>>1) ^ -int64(n&1)
		}
	}
	r.bad, r.b = true, ""
	return 0
}

// count reads a length, which can never exceed the bytes that are left.
func (r *reader) count() int {
	n := r.num()
	if n < 0 || n > int64(len(r.b)) {
		r.bad, r.b = true, ""
		return 0
	}
	return int(n)
}

func (r *reader) bool() bool {
	if len(r.b) == 0 {
		r.bad = true
		return false
	}
	v := r.b[0] == 1
	r.b = r.b[1:]
	return v
}

func (r *reader) str() string {
	n := r.count()
	s := r.b[:n]
	r.b = r.b[n:]
	return s
}

func (r *reader) list() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = r.str()
	}
	return out
}

func (r *reader) texts() markthalle.Texts {
	n := r.count()
	if n == 0 {
		return nil
	}
	out := make(markthalle.Texts, n)
	for i := range out {
		out[i] = markthalle.Text{Locale: markthalle.Locale(r.str()), Value: r.str()}
	}
	return out
}

func (r *reader) textsList() []markthalle.Texts {
	n := r.count()
	if n == 0 {
		return nil
	}
	out := make([]markthalle.Texts, n)
	for i := range out {
		out[i] = r.texts()
	}
	return out
}
