package bench

import (
	"cmp"
	_ "embed" // the mapping of the catalogue
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle/internal/corpora"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/searchtest"
)

//go:embed catalogues.yaml
var catalogueMapping []byte

// catalogueAttributes are the attributes that the mapping knows.
var catalogueAttributes = []string{"color", "gender", "season", "usage", "allergens", "origin", "nutriscore", "quantity"}

// tables writes documents as the files that the mapping reads.
type tables struct {
	dir   string
	files []*os.File
	known map[string]bool

	vendors, categories, products, offers *csv.Writer
	err                                   error
}

func newTables(dir string) (*tables, error) {
	t := &tables{dir: dir, known: map[string]bool{}}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("folder of the catalogue: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "catalogues.yaml"), catalogueMapping, 0o600); err != nil {
		return nil, fmt.Errorf("mapping of the catalogue: %w", err)
	}
	for _, x := range []struct {
		into **csv.Writer
		name string
		head []string
	}{
		{&t.vendors, "vendors", []string{"id", "name"}},
		{&t.categories, "categories", []string{"id", "name", "parent"}},
		{&t.products, "products", append([]string{"id", "category", "title", "description", "brand"}, catalogueAttributes...)},
		{&t.offers, "offers", []string{"vendor", "product", "sku", "price", "on_hand"}},
	} {
		f, err := os.Create(filepath.Join(dir, x.name+".csv"))
		if err != nil {
			return nil, fmt.Errorf("file of the catalogue: %w", err)
		}
		t.files = append(t.files, f)
		*x.into = csv.NewWriter(f)
		t.write(*x.into, x.head...)
	}
	return t, nil
}

func (t *tables) write(w *csv.Writer, row ...string) { t.err = cmp.Or(t.err, w.Write(row)) }

// first reports whether a key of a kind is new.
func (t *tables) first(kind, key string) bool {
	k := kind + ":" + key
	is := !t.known[k]
	t.known[k] = true
	return is
}

// add writes one document: its offer, and what is new about it.
func (t *tables) add(d search.Document) error {
	if t.first("vendor", d.Vendor) {
		t.write(t.vendors, d.Vendor, d.VendorName)
	}
	category, parent := "", ""
	for i, c := range d.Categories {
		category = strings.ReplaceAll(strings.ReplaceAll(c, "/", "-"), "_", "-")
		if t.first("category", category) {
			t.write(t.categories, category, d.CategoryNames[i][0].Value, parent)
		}
		parent = category
	}
	if category == "" {
		category = "other"
		if t.first("category", category) {
			t.write(t.categories, category, "Other", "")
		}
	}
	if t.first("product", d.Product) {
		row := []string{d.Product, category, title(d), describe(d), d.Brand}
		for _, key := range catalogueAttributes {
			row = append(row, label(d, key))
		}
		t.write(t.products, row...)
	}
	stock := "0"
	if d.InStock {
		stock = "12"
	}
	t.write(t.offers, d.Vendor, d.Product, strings.TrimPrefix(d.ID, "off_"), fmt.Sprintf("%d.%02d", d.Price/100, d.Price%100), stock)
	return t.err
}

func title(d search.Document) string {
	if len(d.Title) == 0 || d.Title[0].Value == "" {
		return "Product " + d.Product
	}
	return d.Title[0].Value
}

func describe(d search.Document) string {
	if len(d.Description) == 0 {
		return ""
	}
	return d.Description[0].Value
}

func label(d search.Document, key string) string {
	for _, a := range d.Attributes {
		if a.Key == key && len(a.Labels) > 0 {
			return a.Labels[0][0].Value
		}
	}
	return ""
}

func (t *tables) close() error {
	err := t.err
	for _, w := range []*csv.Writer{t.vendors, t.categories, t.products, t.offers} {
		w.Flush()
		err = errors.Join(err, w.Error())
	}
	for _, f := range t.files {
		err = errors.Join(err, f.Close())
	}
	return err
}

// catalogue says what was written, and what people ask for in it.
type catalogue struct {
	offers, vendors int
	titles          []string // of the products
	asked           []string
}

// generated is how the attributes of a generated market are called in the mapping.
var generated = map[string]string{"size": "quantity", "material": "usage", "energy": "nutriscore", "series": "season", "power": "gender"}

// writeCatalogue writes every document of the public catalogues below data, or n of a
// generated market with the skew of real ones when n is not 0.
func writeCatalogue(data string, n int, dir string) (c catalogue, err error) {
	t, err := newTables(dir)
	if err != nil {
		return c, err
	}
	add := func(d search.Document) error {
		if c.offers++; t.first("title", d.Product) {
			c.titles = append(c.titles, title(d))
		}
		if t.first("seller", d.Vendor) {
			c.vendors++
		}
		return t.add(d)
	}
	if n == 0 {
		if err = corpora.All(data, add); err == nil {
			c.asked, err = corpora.Suggestions(data)
		}
	} else {
		err = searchtest.Market(1, n, func(d search.Document) error {
			for i := range d.Attributes {
				a := &d.Attributes[i]
				a.Key = cmp.Or(generated[a.Key], a.Key)
			}
			return add(d)
		})
	}
	return c, errors.Join(err, t.close())
}

// asks are addresses that search in different ways, none of them twice.
type asks struct {
	name  string
	paths []string
}

// searchAsks makes n searches of each kind of what people and titles say.
func (c *catalogue) searchAsks(n int) []asks {
	texts := make([]string, n)
	for i := range texts {
		if i%2 == 0 && i/2 < len(c.asked) {
			texts[i] = c.asked[i/2]
			continue
		}
		words := strings.Fields(c.titles[i*7919%len(c.titles)])
		texts[i] = strings.Join(words[:min(len(words), 1+i%3)], " ")
	}
	plain, text, filtered, typos, suggest := asks{name: "all + facets"}, asks{name: "text + facets"}, asks{name: "text + filter + facets"}, asks{name: "typo + facets"}, asks{name: "suggest"}
	for i, s := range texts {
		const with = "/api/v1/store/search?limit=24&facets=all"
		plain.paths = append(plain.paths, with+"&page="+strconv.Itoa(1+i%400))
		q := "&q=" + escape(s)
		text.paths = append(text.paths, with+q)
		filtered.paths = append(filtered.paths, with+q+"&price_min="+strconv.Itoa(1000+i)+"&price_max="+strconv.Itoa(90_000-i)+"&filter[in_stock]=true")
		typos.paths = append(typos.paths, with+"&q="+escape(misspelt(s, i)))
		suggest.paths = append(suggest.paths, "/api/v1/store/suggest?q="+escape(s[:min(len(s), 2+i%6)]))
	}
	return []asks{plain, text, filtered, typos, suggest}
}

// misspelt leaves a letter out of the longest word.
func misspelt(s string, i int) string {
	words := strings.Fields(s)
	at := 0
	for j, w := range words {
		if len(w) > len(words[at]) {
			at = j
		}
	}
	if len(words) > 0 && len(words[at]) > 4 {
		k := 1 + i%(len(words[at])-2)
		words[at] = words[at][:k] + words[at][k+1:]
	}
	return strings.Join(words, " ")
}
