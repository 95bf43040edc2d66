package catalog

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Variants are stored as numbers into the product's axes and pictures. Written out,
// five hundred variants with three options each would not fit into a document; packed,
// they take about 90 kB.

// axis is one axis of variation with all its values, in the order of first use.
type axis struct {
	Key    string   `bson:"k"`
	Values []string `bson:"v"`
}

// packed is one variant: its number, and where its options and pictures stand. The
// option of axis i is Options[i] − 1; 0 is no option.
type packed struct {
	N       int32   `bson:"n"`
	SKU     string  `bson:"s,omitempty"`
	GTIN    string  `bson:"g,omitempty"`
	Options []int32 `bson:"o,omitempty"`
	Media   []int32 `bson:"m,omitempty"`
}

// variantID returns the id of a product's n-th variant.
func variantID(p string, n int) markthalle.VariantID {
	return markthalle.VariantID("var_" + markthalle.Body(p) + "_" + strconv.Itoa(n))
}

// ProductOf returns the product that a variant belongs to: its id says so.
func ProductOf(v markthalle.VariantID) markthalle.ProductID {
	body := markthalle.Body(v)
	if i := strings.LastIndexByte(body, '_'); i >= 0 {
		body = body[:i]
	}
	return markthalle.ProductID("prd_" + body)
}

func variantNumber(v markthalle.VariantID) int {
	s := string(v)
	n, err := strconv.Atoi(s[strings.LastIndexByte(s, '_')+1:])
	if err != nil {
		return 0
	}
	return n
}

// pack fills Axes and Packed from Variants.
func (c *Content) pack() {
	c.Axes, c.Packed = nil, nil
	place := map[Option]int32{}
	axes := map[string]int{}
	for _, v := range c.Variants {
		for _, o := range v.Options {
			i, ok := axes[o.Key]
			if !ok {
				i = len(c.Axes)
				axes[o.Key] = i
				c.Axes = append(c.Axes, axis{Key: o.Key})
			}
			if _, ok := place[o]; !ok {
				c.Axes[i].Values = append(c.Axes[i].Values, o.Value)
				place[o] = int32(len(c.Axes[i].Values)) // at most maxAxisValues
			}
		}
	}
	for _, v := range c.Variants {
		p := packed{N: int32(variantNumber(v.ID)), SKU: v.SKU, GTIN: v.GTIN} // counted from 1
		if len(v.Options) > 0 {
			p.Options = make([]int32, len(c.Axes))
			for _, o := range v.Options {
				p.Options[axes[o.Key]] = place[o]
			}
		}
		for _, m := range v.Media {
			if i := slices.IndexFunc(c.Media, func(x Picture) bool { return x.ID == m }); i >= 0 {
				p.Media = append(p.Media, int32(i)) // at most maxMedia
			}
		}
		c.Packed = append(c.Packed, p)
	}
}

// unpack fills Variants from Axes and Packed.
func (c *Content) unpack(product string) {
	c.Variants = make([]Variant, len(c.Packed))
	for i, p := range c.Packed {
		v := Variant{ID: variantID(product, int(p.N)), SKU: p.SKU, GTIN: p.GTIN, Position: i}
		for a, n := range p.Options {
			if a < len(c.Axes) && n > 0 && int(n) <= len(c.Axes[a].Values) {
				v.Options = append(v.Options, Option{c.Axes[a].Key, c.Axes[a].Values[n-1]})
			}
		}
		for _, m := range p.Media {
			if int(m) < len(c.Media) {
				v.Media = append(v.Media, c.Media[m].ID)
			}
		}
		c.Variants[i] = v
	}
}

// products is the collection of products with packing on its way in and out.
type products struct{ c *store.Collection[Product] }

func (r products) get(ctx context.Context, id string) (Product, error) {
	p, err := r.c.Get(ctx, id)
	p.unpack(p.ID)
	return p, err
}

func (r products) getMany(ctx context.Context, ids []string) ([]Product, error) {
	list, err := r.c.GetMany(ctx, ids)
	for i := range list {
		list[i].unpack(list[i].ID)
	}
	return list, err
}

func (r products) insertMany(ctx context.Context, list []Product) []error {
	for i := range list {
		list[i].pack()
	}
	return r.c.InsertMany(ctx, list)
}

func (r products) modify(ctx context.Context, id string, fn func(*Product) error) (Product, error) {
	p, err := r.c.Modify(ctx, id, func(p *Product) error {
		p.unpack(id)
		if err := fn(p); err != nil {
			return err
		}
		p.pack()
		return nil
	})
	p.unpack(p.ID)
	return p, err
}

func (r products) find(ctx context.Context, q store.Query) (markthalle.Page[Product], error) {
	page, err := r.c.Find(ctx, q)
	for i := range page.Items {
		page.Items[i].unpack(page.Items[i].ID)
	}
	return page, err
}

func (r products) scan(ctx context.Context, q store.Query, fn func(Product) error) error {
	return r.c.Scan(ctx, q, func(p Product) error {
		p.unpack(p.ID)
		return fn(p)
	})
}
