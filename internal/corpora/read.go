package corpora

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// open opens a packed file below dir.
func open(dir, name string) (io.Reader, func() error, error) {
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, nil, fmt.Errorf("open data: %w", err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("unpack %s: %w", name, err), f.Close())
	}
	return z, func() error { return errors.Join(z.Close(), f.Close()) }, nil
}

// rows calls fn with every row of a packed table, by the names of its columns.
func rows(dir, name string, comma rune, fn func(n int, row map[string]string) error) (err error) {
	in, end, err := open(dir, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	r := csv.NewReader(in)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	head, err := r.Read()
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	for n := 1; ; n++ {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		row := make(map[string]string, len(head))
		for i, v := range record {
			if i < len(head) {
				row[head[i]] = strings.TrimSpace(strings.ToValidUTF8(v, ""))
			}
		}
		if err := fn(n, row); err != nil {
			return err
		}
	}
}

// array reads a packed array of JSON.
func array[T any](dir, name string) (out []T, err error) {
	in, end, err := open(dir, name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	if err := json.NewDecoder(in).Decode(&out); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return out, nil
}

// chance returns a number below n that looks like chance and is the same for a key.
func chance(n uint64, key ...string) int64 {
	h := fnv.New64a()
	for _, k := range key {
		_, _ = io.WriteString(h, k+"\x00") // a hash never fails
	}
	x := h.Sum64()
	x = (x ^ x>>33) * 0xff51afd7ed558ccd // FNV's low bits are poor
	return int64((x ^ x>>33) % n)
}

// base is a document with all that is derived from its key.
func base(set, key string, ordinal int64) search.Document {
	id := set + "_" + key
	vendor := strconv.FormatInt(1+chance(306, id, "vendor"), 10)
	return search.Document{
		ID: "off_" + id, Rev: 1, Product: id, Variant: id, Slug: strings.ToLower(id), Vendor: "ven_" + vendor, VendorName: "Shop " + vendor,
		Price: 300 + chance(40_000, id, "price"), Currency: "EUR", Condition: "new", InStock: chance(5, id, "stock") > 0,
		Quality: chance(10_001, id, "quality"), Popularity: chance(1000, id, "popularity"), Ordinal: ordinal,
		Created: time.UnixMilli(1_700_000_000_000 + chance(700, id, "day")*86_400_000).UTC(),
	}
}

// under puts a document into categories, from the root to the leaf.
func under(d *search.Document, set string, names ...string) {
	path := set
	for _, n := range names {
		if n == "" {
			continue
		}
		path += "/" + slug(n)
		id := path
		if len(id) > search.MaxID {
			id = strconv.FormatUint(uint64(chance(1<<62, path)), 36)
		}
		d.Categories = append(d.Categories, id)
		d.CategoryNames = append(d.CategoryNames, text(n))
	}
}

// is gives a document an attribute with the values that are not empty.
func is(d *search.Document, key string, values ...string) {
	a := search.Attribute{Key: key, Facet: true, Searchable: true}
	for _, v := range values {
		if s := slug(v); s != "" {
			a.Values, a.Labels = append(a.Values, s), append(a.Labels, text(v))
		}
	}
	if len(a.Values) > 0 {
		d.Attributes = append(d.Attributes, a)
	}
}

// measures gives a document a numeric attribute, in thousandths.
func measures(d *search.Document, key, value string) {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || f < 0 || f > 1e9 {
		return
	}
	n := int64(f*1000 + 0.5)
	d.Attributes = append(d.Attributes, search.Attribute{Key: key, Values: []string{strconv.FormatInt(n, 10)}, Number: &n, Facet: true})
}

func branded(d *search.Document, name string) {
	d.Brand, d.BrandID = name, slug(name)
}

func text(s string) markthalle.Texts { return markthalle.T(markthalle.English, s) }

// slug makes a value of a name: its words, joined.
func slug(s string) string {
	s = strings.Join(search.Words(s), "-")
	return strings.ToValidUTF8(s[:min(len(s), 60)], "")
}

// minor reads a decimal amount as minor units; 0 when it is none.
func minor(s string) int64 {
	f, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimLeft(s, "£$€ "), ",", ""), 64)
	if err != nil || f < 0 || f > 1e7 {
		return 0
	}
	return int64(f*100 + 0.5)
}
