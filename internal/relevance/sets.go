package relevance

import (
	"cmp"
	_ "embed" // the judged queries of the demo market
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/corpora"
	"github.com/markthalle/markthalle/internal/demo/goods"
	"github.com/markthalle/markthalle/search"
)

// Query is a text with the products that answer it.
type Query struct {
	Text   string
	Locale markthalle.Locale
	Grades map[string]int // by product
}

// Set is a catalogue with judged queries.
type Set struct {
	Name      string
	Documents []search.Document
	Queries   []Query
}

//go:embed testdata/demo.csv
var demoQueries string

// Sets returns the judged sets: demo alone when dir, the folder of public data, is empty.
func Sets(dir string) ([]Set, error) {
	demo, err := demoSet()
	if err != nil || dir == "" {
		return []Set{demo}, err
	}
	out := []Set{demo}
	for _, read := range []func(string) (Set, error){phones, priceRunner, matching, esci} {
		s, err := read(dir)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// demoSet grades every product that a row of the judgements fits; the highest grade counts.
func demoSet() (Set, error) {
	docs, products := corpora.Goods()
	s := Set{Name: "demo", Documents: docs}
	table, err := csv.NewReader(strings.NewReader(demoQueries)).ReadAll()
	if err != nil {
		return s, fmt.Errorf("judged queries: %w", err)
	}
	for n, row := range table[1:] {
		grade, err := strconv.Atoi(row[2])
		if err != nil || grade < Related || grade > Exact {
			return s, fmt.Errorf("judged queries: row %d: grade %q", n+2, row[2])
		}
		last := len(s.Queries) - 1
		if last < 0 || s.Queries[last].Text != row[1] {
			s.Queries = append(s.Queries, Query{Text: row[1], Locale: markthalle.Locale(row[0]), Grades: map[string]int{}})
			last++
		}
		fits := 0
		for i := range products {
			if p := &products[i]; meant(p, row[3], row[4], row[5]) {
				fits++
				s.Queries[last].Grades[p.Slug] = max(grade, s.Queries[last].Grades[p.Slug])
			}
		}
		if fits == 0 {
			return s, fmt.Errorf("judged queries: row %d fits no product", n+2)
		}
	}
	return s, nil
}

// meant reports whether a product stands on a shelf, is of a kind, which is a part of its
// English title, and has an attribute; what is empty is not asked.
func meant(p *goods.Product, shelf, kind, attribute string) bool {
	return p.Subcategory == shelf && strings.Contains(p.Title.In(markthalle.English), kind) && (attribute == "" || corpora.Has(p, attribute))
}

// most is how many queries are taken of a long list.
const most = 300

// phones judges real query suggestions by the words of the products. It takes words as
// they stand between blanks and signs, on purpose not as package search does.
func phones(dir string) (Set, error) {
	s := Set{Name: "phones"}
	var err error
	if s.Documents, err = corpora.Products(dir, corpora.Phones); err != nil {
		return s, err
	}
	asked, err := corpora.Suggestions(dir)
	if err != nil {
		return s, err
	}
	type words struct{ name, shelf, all map[string]bool }
	have := make([]words, len(s.Documents))
	for i := range s.Documents {
		d := &s.Documents[i]
		shelf := d.Title.In(markthalle.English) + " " + d.Brand
		for _, c := range d.CategoryNames {
			shelf += " " + c.In(markthalle.English)
		}
		have[i] = words{set(d.Title.In(markthalle.English)), set(shelf), set(shelf + " " + d.Description.In(markthalle.English))}
	}
	for _, a := range asked {
		q := Query{Text: a, Locale: markthalle.English, Grades: map[string]int{}}
		exact := 0
		for i := range s.Documents {
			switch w := tokens(a); {
			case all(have[i].name, w):
				q.Grades[s.Documents[i].Product] = Exact
				exact++
			case all(have[i].shelf, w):
				q.Grades[s.Documents[i].Product] = Substitute
			case all(have[i].all, w):
				q.Grades[s.Documents[i].Product] = Related
			}
		}
		// A query that half of the shop answers measures nothing.
		if exact > 0 && len(q.Grades) <= 200 && len(s.Queries) < most {
			s.Queries = append(s.Queries, q)
		}
	}
	return s, nil
}

func tokens(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

func set(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range tokens(s) {
		out[w] = true
	}
	return out
}

func all(have map[string]bool, words []string) bool {
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !have[w] })
}

// unranked takes away the stock and popularity that were made up for documents whose source
// tells neither: in a judged set they would measure chance.
func unranked(docs []search.Document) {
	for i := range docs {
		docs[i].InStock, docs[i].Quality, docs[i].Popularity = true, 0, 0
	}
}

// priceRunner asks for products by what other shops call them.
func priceRunner(dir string) (Set, error) {
	s := Set{Name: "pricerunner"}
	var err error
	if s.Documents, err = corpora.Products(dir, corpora.PriceRunner); err != nil {
		return s, err
	}
	unranked(s.Documents)
	titles, err := corpora.Titles(dir)
	if err != nil {
		return s, err
	}
	for i, t := range titles {
		if i%(len(titles)/most) == 0 && len(s.Queries) < most {
			s.Queries = append(s.Queries, Query{Text: t.Title, Locale: markthalle.English, Grades: map[string]int{t.Product: Exact}})
		}
	}
	return s, nil
}

// matching asks one shop's catalogue for what another shop's titles name.
func matching(dir string) (Set, error) {
	s := Set{Name: "matching"}
	docs, pairs, err := corpora.Matching(dir)
	if err != nil {
		return s, err
	}
	s.Documents = docs
	unranked(docs)
	at := map[string]int{}
	for _, p := range pairs {
		i, ok := at[p.Title]
		if !ok {
			if len(s.Queries) == most {
				continue
			}
			i = len(s.Queries)
			at[p.Title] = i
			s.Queries = append(s.Queries, Query{Text: p.Title, Locale: markthalle.English, Grades: map[string]int{}})
		}
		s.Queries[i].Grades[p.Product] = Exact
	}
	return s, nil
}

func esci(dir string) (Set, error) {
	s := Set{Name: "esci"}
	docs, judged, err := corpora.Judged(dir)
	if err != nil {
		return s, err
	}
	s.Documents = docs
	unranked(docs)
	grade := map[string]int{"E": Exact, "S": Substitute, "C": Related}
	for _, j := range judged {
		last := len(s.Queries) - 1
		if last < 0 || s.Queries[last].Text != j.Query {
			s.Queries = append(s.Queries, Query{Text: j.Query, Locale: markthalle.English, Grades: map[string]int{}})
			last++
		}
		if g := grade[j.Label]; g > 0 {
			s.Queries[last].Grades[j.Product] = g
		}
	}
	return s, nil
}

// Read reads judged queries of one's own: a CSV file with the columns query, document,
// grade (0 to 3) and, if need be, locale, and a catalogue of JSON lines with id, title,
// brand, description and categories (from root to leaf).
func Read(name string, judged, catalogue io.Reader) (Set, error) {
	s := Set{Name: name}
	lines := json.NewDecoder(catalogue)
	known := map[string]bool{}
	for n := 1; ; n++ {
		var p corpora.Plain
		err := lines.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, fmt.Errorf("catalogue: product %d: %w", n, err)
		}
		d := p.Document(int64(n))
		if err := d.Validate(); err != nil {
			return s, fmt.Errorf("catalogue: product %d: %w", n, err)
		}
		known[d.Product] = true
		s.Documents = append(s.Documents, d)
	}
	r := csv.NewReader(judged)
	head, err := r.Read()
	if err != nil {
		return s, fmt.Errorf("judged queries: %w", err)
	}
	column := func(row []string, name string) string {
		if i := slices.Index(head, name); i >= 0 {
			return row[i]
		}
		return ""
	}
	at := map[string]int{}
	var faults []error
	for n := 2; ; n++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return s, fmt.Errorf("judged queries: %w", err)
		}
		text, document, locale := column(row, "query"), column(row, "document"), column(row, "locale")
		grade, err := strconv.Atoi(column(row, "grade"))
		switch {
		case text == "" || err != nil || grade < 0 || grade > Exact:
			faults = append(faults, fmt.Errorf("judged queries: row %d: a query and a grade from 0 to 3 are needed", n))
			continue
		case !known[document]:
			faults = append(faults, fmt.Errorf("judged queries: row %d: the catalogue has no document %q", n, document))
			continue
		}
		i, ok := at[locale+text]
		if !ok {
			i = len(s.Queries)
			at[locale+text] = i
			s.Queries = append(s.Queries, Query{Text: text, Locale: markthalle.Locale(cmp.Or(locale, "en")), Grades: map[string]int{}})
		}
		if grade > 0 {
			s.Queries[i].Grades[document] = grade
		}
	}
	return s, errors.Join(faults...)
}
