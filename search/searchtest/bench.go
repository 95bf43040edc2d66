package searchtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// Market yields n offers of a generated market with the skew of real ones: about 2.5
// offers a product, 9,000 brands of which few are frequent, 500 categories, 600
// vendors, a vocabulary whose words follow Zipf's law, 60 words of description.
func Market(seed uint64, n int, yield func(search.Document) error) error {
	r := rand.New(rand.NewPCG(seed, 0x6d61726b74))
	words := Vocabulary(seed, 60_000)
	wordAt := rand.NewZipf(r, 1.1, 8, uint64(len(words)-1))
	brandAt := rand.NewZipf(r, 1.2, 20, 9000)
	vendorAt := rand.NewZipf(r, 1.1, 10, 611)
	catAt := rand.NewZipf(r, 1.05, 10, 499)
	text := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(words[wordAt.Uint64()])
			b.WriteByte(' ')
		}
		return b.String()
	}
	var product search.Document
	left := 0
	for i := range n {
		if left == 0 {
			left = 1 + r.IntN(4)
			product = marketProduct(r, i, text, brandAt.Uint64(), catAt.Uint64())
		}
		left--
		d := product
		d.ID, d.Rev, d.Ordinal = fmt.Sprintf("off_%026d", i), 1, int64(i)
		d.Variant = d.Product + "_v" + fmt.Sprint(left%2)
		v := vendorAt.Uint64()
		d.Vendor, d.VendorName = fmt.Sprintf("ven_%d", v), fmt.Sprintf("Shop %d", v)
		d.Price, d.Currency = int64(100+r.IntN(100_000)), "EUR"
		d.Condition, d.InStock = []string{"new", "new", "new", "used"}[r.IntN(4)], r.IntN(5) > 0
		d.Quality = int64(r.IntN(10001))
		d.Codes = []string{fmt.Sprintf("SKU%d-%d", v, i), fmt.Sprintf("%013d", 4000000000000+i)}
		if err := yield(d); err != nil {
			return err
		}
	}
	return nil
}

func marketProduct(r *rand.Rand, i int, text func(int) string, brand, cat uint64) search.Document {
	d := search.Document{
		Product: fmt.Sprintf("prd_%026d", i), Slug: fmt.Sprintf("p-%d", i), Brand: fmt.Sprintf("Brand%d", brand),
		BrandID: fmt.Sprintf("brd_%d", brand), Title: markthalle.T("en", text(4+r.IntN(8))), Description: markthalle.T("en", text(30+r.IntN(60))),
		Rating: int64(r.IntN(5001)), RatingCount: int64(r.IntN(50)), Popularity: int64(r.IntN(10000)),
		Created: time.UnixMilli(1700000000000 + int64(r.IntN(1000))*86400000).UTC(),
	}
	for depth, id := range []string{fmt.Sprintf("cat_%d", cat%12), fmt.Sprintf("cat_%d_%d", cat%12, cat%80), fmt.Sprintf("cat_x_%d", cat)} {
		d.Categories = append(d.Categories, id)
		d.CategoryNames = append(d.CategoryNames, markthalle.T("en", fmt.Sprintf("Category %d level %d", cat, depth)))
	}
	for k, n := range []int{48, 12, 30, 8, 200, 5} {
		if r.IntN(4) == 0 {
			continue
		}
		v := r.IntN(n)
		d.Attributes = append(d.Attributes, search.Attribute{
			Key:    []string{"color", "size", "material", "energy", "series", "power"}[k],
			Values: []string{fmt.Sprintf("v%d_%d", k, v)}, Labels: []markthalle.Texts{markthalle.T("en", fmt.Sprintf("Value %d", v))},
			Facet: true, Searchable: k < 3,
		})
	}
	return d
}

// Vocabulary returns n pronounceable words; the first ones are the frequent ones.
func Vocabulary(seed uint64, n int) []string {
	r := rand.New(rand.NewPCG(seed, 0x776f7264))
	onset := strings.Fields("b bl br c ch d dr f fl g gl h j k kl l m n p pr r s sch sp st t tr v w z")
	vowel := strings.Fields("a e i o u ei au ie a e o")
	seen := make(map[string]bool, n)
	out := make([]string, 0, n)
	for len(out) < n {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteString(onset[r.IntN(len(onset))])
			b.WriteString(vowel[r.IntN(len(vowel))])
		}
		if r.IntN(2) == 0 {
			b.WriteString(onset[r.IntN(len(onset))])
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}

// BenchQuery is one kind of query over Market(7, …).
type BenchQuery struct {
	Name   string
	Rounds int // different queries
	Run    func(ctx context.Context, e search.Engine, i int) error
}

// BenchQueries returns the kinds of queries that the budgets name.
func BenchQueries() []BenchQuery {
	words := Vocabulary(7, 60_000)
	r := rand.New(rand.NewPCG(7, 1))
	z := rand.NewZipf(r, 1.1, 8, 20_000)
	texts := make([]string, 400)
	typos := make([]string, len(texts))
	for i := range texts {
		a, b := words[z.Uint64()], words[z.Uint64()]
		texts[i] = a
		if i%2 == 0 {
			texts[i] += " " + b
		}
		w := []rune(words[1000+z.Uint64()])
		w[len(w)/2] = 'y'
		typos[i] = string(w)
	}
	hostile, asked := hostileTexts(words, 2000), atomic.Int64{} // so that what is remembered of one helps no other
	facets := []search.Facet{{Field: search.FieldBrand}, {Field: search.FieldCategory, Kind: search.Tree}, {Field: search.FieldVendor}, {Field: search.AttrPrefix + "color"}}
	from, to := int64(5000), int64(60000)
	filters := []search.Filter{{Field: search.FieldPrice, Op: search.Range, From: &from, To: &to}, {Field: search.FieldInStock, Values: []string{"true"}}}
	ask := func(q search.Query, list []string) func(context.Context, search.Engine, int) error {
		return func(ctx context.Context, e search.Engine, i int) error {
			q.Size, q.Locale = 24, markthalle.English
			if list != nil {
				q.Text = list[i%len(list)]
			} else {
				q.Page = 1 + i%400
			}
			_, err := e.Search(ctx, q)
			return err
		}
	}
	return []BenchQuery{
		{"text", 400, ask(search.Query{}, texts)},
		{"text+4facets", 400, ask(search.Query{Facets: facets}, texts)},
		{"text+filter+4facets", 400, ask(search.Query{Facets: facets, Filters: filters, Market: "de", Currency: "EUR"}, texts)},
		{"typo+4facets", 400, ask(search.Query{Facets: facets}, typos)},
		{"all+4facets", 400, ask(search.Query{Facets: facets}, nil)},
		{"all+category+price+4facets", 400, ask(search.Query{Facets: facets, Filters: append([]search.Filter{{Field: search.FieldCategory, Values: []string{"cat_1"}}}, filters...)}, nil)},
		{"hostile", 20, ask(search.Query{Facets: facets}, []string{strings.Join(words[:20], " ")})},
		{"hostile+different", 400, func(ctx context.Context, e search.Engine, _ int) error {
			return ask(search.Query{Facets: facets}, hostile)(ctx, e, int(asked.Add(1)))
		}},
		{"suggest", 400, func(ctx context.Context, e search.Engine, i int) error {
			t := texts[i%len(texts)]
			_, err := e.Suggest(ctx, search.SuggestQuery{Text: t[:min(len(t), 2+i%6)], Locale: markthalle.English})
			return err
		}},
	}
}

// hostileTexts returns n different texts of as many words as a query may have; one in four
// is misspelt and in no index. All words are short enough to fit the bounds of a text.
func hostileTexts(words []string, n int) []string {
	r := rand.New(rand.NewPCG(7, 2))
	z := rand.NewZipf(r, 1.1, 8, 20_000)
	longest := search.MaxQueryText/search.MaxWords - 1
	draw := func(from uint64, least int) string {
		for {
			if w := words[from+z.Uint64()]; len(w) >= least && len(w) <= longest {
				return w
			}
		}
	}
	out := make([]string, n)
	for i := range out {
		text := make([]string, search.MaxWords)
		for j := range text {
			if j%4 != 2 {
				text[j] = draw(0, 1)
				continue
			}
			w := []byte(draw(1000, 5))
			w[len(w)/2] = 'y'
			text[j] = string(w)
		}
		out[i] = strings.Join(text, " ")
	}
	return out
}
