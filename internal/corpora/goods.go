package corpora

import (
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/demo/goods"
	"github.com/markthalle/markthalle/search"
)

// Goods returns a document for each product of the demo market, and the products.
func Goods() ([]search.Document, []goods.Product) {
	m := goods.Generate(1, 36, 1500)
	shelves := map[string]shelf{}
	for _, d := range m.Departments {
		for _, s := range d.Sub {
			shelves[s.Slug] = shelf{d, s}
		}
	}
	out := make([]search.Document, len(m.Products))
	for i := range m.Products {
		out[i] = shelves[m.Products[i].Subcategory].document(&m.Products[i], int64(i))
	}
	return out, m.Products
}

type shelf struct {
	department goods.Department
	sub        goods.Subcategory
}

func (s shelf) document(p *goods.Product, ordinal int64) search.Document {
	d := base("demo", p.Slug, ordinal)
	d.ID, d.Product, d.Slug, d.Title, d.Description = "off_"+p.Key, p.Slug, p.Slug, p.Title, p.Description
	d.Price, d.Popularity = p.Price, int64(p.Popularity)
	branded(&d, p.Brand)
	d.Categories = []string{s.department.Slug, s.sub.Slug}
	d.CategoryNames = []markthalle.Texts{s.department.Name, s.sub.Name}
	for _, a := range p.Attributes {
		s.attribute(&d, a.Key, a.Values...)
	}
	options := map[string][]string{}
	for _, v := range p.Variants {
		d.Codes = append(d.Codes, v.SKU, v.GTIN)
		for _, o := range v.Options {
			options[o.Key] = append(options[o.Key], o.Value)
		}
	}
	for _, a := range s.sub.Attributes {
		s.attribute(&d, a.Key, options[a.Key]...)
	}
	return d
}

// attribute adds the values of an attribute that has choices, as they are shown.
func (s shelf) attribute(d *search.Document, key string, values ...string) {
	for _, schema := range s.sub.Attributes {
		if schema.Key != key || len(values) == 0 {
			continue
		}
		a := search.Attribute{Key: key, Facet: schema.Facet, Searchable: true}
		for _, v := range values {
			label := markthalle.T(markthalle.English, v)
			for _, known := range schema.Values {
				if known.Key == v {
					label = known.Label
				}
			}
			a.Values, a.Labels = append(a.Values, v), append(a.Labels, label)
		}
		d.Attributes = append(d.Attributes, a)
	}
}

// Has reports whether a product of the demo market has a value of an attribute, written
// key=value, itself or in one of its variants.
func Has(p *goods.Product, attribute string) bool {
	for _, a := range p.Attributes {
		for _, v := range a.Values {
			if attribute == fmt.Sprintf("%s=%s", a.Key, v) {
				return true
			}
		}
	}
	for _, v := range p.Variants {
		for _, o := range v.Options {
			if attribute == fmt.Sprintf("%s=%s", o.Key, o.Value) {
				return true
			}
		}
	}
	return false
}
