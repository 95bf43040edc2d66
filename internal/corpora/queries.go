package corpora

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle/search"
)

// Suggestions returns what people searched for at a big electronics shop, the most
// frequent first.
func Suggestions(dir string) ([]string, error) {
	type suggestion struct {
		Query      string
		Popularity int
	}
	list, err := array[suggestion](dir, "search/bestbuy_query_suggestions.json.gz")
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b suggestion) int { return b.Popularity - a.Popularity })
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = s.Query
	}
	return out, nil
}

// Titled is how somebody calls a product.
type Titled struct{ Title, Product string }

// Titles returns what each shop of PriceRunner calls each of its products.
func Titles(dir string) ([]Titled, error) {
	var out []Titled
	err := rows(dir, "catalog/pricerunner_offers.csv.gz", ',', func(_ int, r map[string]string) error {
		out = append(out, Titled{r["product_title"], PriceRunner + "_" + r["cluster_id"]})
		return nil
	})
	return out, err
}

// Matching returns the software of one shop and the titles of another one's that people
// have found to be the same.
func Matching(dir string) ([]search.Document, []Titled, error) {
	const set = "matching"
	var docs []search.Document
	var out []Titled
	known := map[string]bool{}
	err := rows(dir, "catalog/amazon_google_product_matching.csv.gz", ',', func(_ int, r map[string]string) error {
		d := base(set, r["left_title"], int64(len(docs)+1))
		d.ID, d.Product = "off_"+strconv.Itoa(len(docs)), r["left_title"]
		if d.Product = d.Product[:min(len(d.Product), search.MaxID)]; d.Product == "" {
			return nil
		}
		if !known[d.Product] {
			known[d.Product] = true
			d.Title = text(r["left_title"])
			branded(&d, r["left_manufacturer"])
			docs = append(docs, d)
		}
		if r["label"] == "1" {
			out = append(out, Titled{r["right_title"], d.Product})
		}
		return nil
	})
	return docs, out, err
}

// Judgement is a label of ESCI: E exact, S substitute, C complement, I irrelevant.
type Judgement struct{ Query, Product, Label string }

// Judged returns the sample of the Shopping Queries Data Set (ESCI).
func Judged(dir string) (docs []search.Document, out []Judgement, err error) {
	in, end, err := open(dir, "search/esci_sample_products.jsonl.gz")
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	lines := json.NewDecoder(in)
	for {
		var p struct {
			Fields struct{ ID, Title, Description, Bullets, Brand string }
		}
		err := lines.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read sample: %w", err)
		}
		f := p.Fields
		docs = append(docs, Plain{ID: f.ID, Title: f.Title, Description: strings.TrimSpace(f.Description + "\n" + f.Bullets), Brand: f.Brand}.Document(int64(len(docs)+1)))
	}
	err = rows(dir, "search/esci_sample_judgments.csv.gz", ',', func(_ int, r map[string]string) error {
		out = append(out, Judgement{r["query"], r["product_id"], r["esci_label"]})
		return nil
	})
	return docs, out, err
}

// Plain is a product with no more than its texts.
type Plain struct {
	ID, Title, Brand, Description string
	Categories                    []string // from root to leaf
}

// Document makes a document of it.
func (p Plain) Document(ordinal int64) search.Document {
	d := base("plain", p.ID, ordinal)
	d.ID, d.Product, d.Title, d.Description = "off_"+p.ID, p.ID, text(p.Title), text(p.Description)
	if len(p.Description) > search.MaxText {
		d.Description = text(p.Description[:search.MaxText])
	}
	branded(&d, p.Brand)
	under(&d, "plain", p.Categories...)
	return d
}
