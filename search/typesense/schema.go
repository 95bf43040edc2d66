package typesense

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/typesense/typesense-go/v3/typesense/api"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// zoneFields are the text fields, in the order of search.Zone.
var zoneFields = []string{"t_title", "t_brand", "t_category", "t_attributes", "t_description"}

func field(name, kind string, change ...func(*api.Field)) api.Field {
	f := api.Field{Name: name, Type: kind}
	for _, c := range change {
		c(&f)
	}
	return f
}

func facet(f *api.Field)    { yes := true; f.Facet = &yes }
func optional(f *api.Field) { yes := true; f.Optional = &yes }
func stored(f *api.Field)   { no := false; f.Index = &no; optional(f) }

// offersSchema is the schema of a collection of offers.
func offersSchema(name string) *api.CollectionSchema {
	fields := []api.Field{
		field("gone", "int32"), field("rev", "int64"), field("offer", "string", optional), // the id itself cannot be excluded
		field("product", "string", facet), field("variant", "string", optional), field("vendor", "string", facet, optional),
		field("brand", "string", facet, optional), field("categories", "string[]", facet, optional),
		field("condition", "string", facet, optional), field("in_stock", "string", facet, optional),
		field("currency", "string", optional), field("countries", "string[]", optional), field("markets", "string[]", optional),
		field("codes", "string[]", optional), field("words", "string[]", optional), field("begins", "string[]", optional),
		field("price", "int64", optional), field("rating", "int64", optional), field("created", "int64", optional),
		field("sort_price", "int64"), field("sort_price_desc", "int64"), field("sort_created", "int64"), field("sort_rating", "int64"),
		field("popularity", "int64"), field("rank", "int64"), field("ordinal", "int64"),
		field("a_.*", "string[]", facet, optional), field("n_.*", "int64[]", optional),
		field("l_.*", "int64", optional), field("h_.*", "int64", optional), // lowest and highest of n_
		field("source", "string", stored),
	}
	for _, t := range zoneFields {
		fields = append(fields, field(t, "string", optional))
	}
	rank := "rank"
	return &api.CollectionSchema{Name: name, Fields: fields, DefaultSortingField: &rank}
}

// valuesSchema is the schema of the names of values.
func valuesSchema(name string) *api.CollectionSchema {
	return &api.CollectionSchema{Name: name, Fields: []api.Field{
		field("field", "string", facet), field("words", "string", optional), field("source", "string", stored),
	}}
}

// markerSchema is the schema of the marker.
func markerSchema(name string) *api.CollectionSchema {
	return &api.CollectionSchema{Name: name, Fields: []api.Field{field("nonce", "int64")}}
}

// source is what results show of a document.
type source struct {
	ID, Product, Variant, Vendor, Slug, Brand, Image, Currency string
	Title                                                      markthalle.Texts
	Price, ListPrice, Rating, RatingCount                      int64
}

// record returns the document that the server keeps of d.
func record(d *search.Document) (map[string]any, error) {
	src, err := json.Marshal(source{
		ID: d.ID, Product: d.Product, Variant: d.Variant, Vendor: d.Vendor, Slug: d.Slug, Brand: d.Brand, Image: d.Image,
		Currency: d.Currency, Title: d.Title, Price: d.Price, ListPrice: d.ListPrice, Rating: d.Rating, RatingCount: d.RatingCount,
	})
	if err != nil {
		return nil, fmt.Errorf("typesense: %w", err)
	}
	r := map[string]any{
		"id": encodeID(d.ID), "offer": encode(d.ID), "gone": 0, "rev": d.Rev, "product": encode(d.Product), "source": string(src),
		"in_stock": fmt.Sprint(d.InStock), "countries": places(d.Countries), "markets": places(d.Markets),
		"categories": encodeAll(d.Categories), "codes": encodeAll(d.Numbers()),
		"sort_price": int64(search.MaxMinor), "sort_price_desc": int64(-1), "sort_created": int64(0), "sort_rating": int64(-1),
		"popularity": d.Popularity, "rank": d.Rank(), "ordinal": d.Ordinal,
	}
	for name, v := range map[string]string{
		"variant": d.Variant, "vendor": d.Vendor, "brand": d.BrandID, "condition": d.Condition,
		"currency": d.Currency,
	} {
		if v != "" {
			r[name] = encode(v)
		}
	}
	if d.Price > 0 {
		r["price"], r["sort_price"], r["sort_price_desc"] = d.Price, d.Price, d.Price
	}
	if d.RatingCount > 0 {
		r["rating"], r["sort_rating"] = d.Rating, d.Rating
	}
	if !d.Created.IsZero() {
		r["created"], r["sort_created"] = d.Created.UnixMilli(), d.Created.UnixMilli()
	}
	addTexts(r, d)
	addAttributes(r, d)
	return r, nil
}

// maxBeginning bounds the letters of an indexed beginning; longer ones are cut.
const maxBeginning = 24

func addTexts(r map[string]any, d *search.Document) {
	words, begins := make(map[string]bool), make(map[string]bool)
	for _, p := range d.Passages() {
		r[zoneFields[p.Zone]] = spellAll(append(p.Words[:len(p.Words):len(p.Words)], p.Variants...))
		for _, list := range [][]string{p.Words, p.Variants} {
			for _, w := range list {
				words[spell(w)] = true
				if p.Zone != search.InDescription {
					addBeginnings(begins, w)
				}
			}
		}
	}
	r["words"], r["begins"] = slices.Sorted(maps.Keys(words)), slices.Sorted(maps.Keys(begins))
}

func addBeginnings(begins map[string]bool, w string) {
	n := 0
	for at := range w {
		if n >= search.MinPrefix && n <= maxBeginning {
			begins[spell(w[:at])] = true
		}
		n++
	}
	// The word itself is among words; a beginning of full length would repeat it.
}

func addAttributes(r map[string]any, d *search.Document) {
	for _, a := range d.Attributes {
		if !a.Facet {
			continue
		}
		if len(a.Values) > 0 {
			have, _ := r["a_"+a.Key].([]string)
			r["a_"+a.Key] = append(have, encodeAll(a.Values)...)
		}
		if a.Number != nil {
			have, _ := r["n_"+a.Key].([]int64)
			have = append(have, *a.Number)
			r["n_"+a.Key], r["l_"+a.Key], r["h_"+a.Key] = have, slices.Min(have), slices.Max(have)
		}
	}
}

// tombstone returns the document that stands for a deleted one.
func tombstone(t search.Tombstone) map[string]any {
	return map[string]any{
		"id": encodeID(t.ID), "gone": 1, "rev": t.Rev, "product": "gone", "sort_price": 0, "sort_price_desc": 0, "sort_created": 0,
		"sort_rating": 0, "popularity": 0, "rank": 0, "ordinal": 0,
	}
}

// naming is what is known about a value of a field.
type naming struct {
	Field, Value, Label string
	Labels              markthalle.Texts
	Parent              string
	Depth               int
}

func (n naming) id() string { return encodeID(n.Field) + "x" + encode(n.Value) }

func (n naming) record() (map[string]any, error) {
	src, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("typesense: %w", err)
	}
	words := search.Words(n.Label)
	for _, l := range n.Labels {
		words = append(words, search.Words(l.Value)...)
	}
	return map[string]any{"id": n.id(), "field": encode(n.Field), "words": spellAll(words), "source": string(src)}, nil
}

func (n naming) in(locale markthalle.Locale) string {
	if l := n.Labels.In(locale); l != "" {
		return l
	}
	if n.Label != "" {
		return n.Label
	}
	return n.Value
}

// namings returns the names that a document gives to its values.
func namings(d *search.Document) []naming {
	var out []naming
	if d.Vendor != "" {
		out = append(out, naming{Field: search.FieldVendor, Value: d.Vendor, Label: d.VendorName})
	}
	if d.BrandID != "" {
		out = append(out, naming{Field: search.FieldBrand, Value: d.BrandID, Label: d.Brand})
	}
	for i, c := range d.Categories {
		n := naming{Field: search.FieldCategory, Value: c, Depth: i}
		if i < len(d.CategoryNames) {
			n.Labels = d.CategoryNames[i]
		}
		if i > 0 {
			n.Parent = d.Categories[i-1]
		}
		out = append(out, n)
	}
	for _, a := range d.Attributes {
		if !a.Facet {
			continue
		}
		for i, v := range a.Values {
			n := naming{Field: search.AttrPrefix + a.Key, Value: v}
			if i < len(a.Labels) {
				n.Labels = a.Labels[i]
			}
			out = append(out, n)
		}
	}
	return out
}

// filter builds the server's filter from typed parts; all values are encoded.
type filter []string

func (f filter) String() string { return strings.Join(f, " && ") }
