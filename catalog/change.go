package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/store"
)

// Change is what a vendor proposes for a live product (MKT-34). There is one document
// for each product; a later proposal takes the place of the earlier. The live version
// stays as it is until the operator accepts.
type Change struct {
	store.Meta `bson:",inline"` // chg_<product>

	Product  markthalle.ProductID `bson:"product"`
	Vendor   markthalle.VendorID  `bson:"vendor"`
	State    ChangeState          `bson:"state"`
	Seq      int64                `bson:"seq"`   // counts proposals; the product remembers the one it took
	Filed    string               `bson:"filed"` // by whom
	FiledAt  time.Time            `bson:"filed_at"`
	Fields   []string             `bson:"fields"` // which parts of Proposed are meant
	Proposed Content              `bson:"proposed"`
	Diff     []Difference         `bson:"diff"`
	Findings []quality.Finding    `bson:"findings,omitempty"`
	Decision Decision             `bson:"decision"`
}

// ChangeState is how far a proposal is.
type ChangeState string

// The states of a proposal.
const (
	ChangeOpen     ChangeState = "open"
	ChangeAccepted ChangeState = "accepted"
	ChangeRejected ChangeState = "rejected"
)

// Difference is one field before and after, shortened to be read.
type Difference struct {
	Field  string `bson:"field"` // JSON Pointer
	Before string `bson:"before,omitempty"`
	After  string `bson:"after,omitempty"`
}

// ChangeIDFor returns the id of a product's proposal.
func ChangeIDFor(p markthalle.ProductID) string { return "chg_" + markthalle.Body(p) }

const (
	maxDiff      = 60
	maxDiffValue = 80 // runes
)

// changes is the collection of proposals with packing on its way in and out.
type changes struct{ c *store.Collection[Change] }

func (r changes) get(ctx context.Context, id string) (Change, error) {
	c, err := r.c.Get(ctx, id)
	c.Proposed.unpack(string(c.Product))
	return c, err
}

func (r changes) upsert(ctx context.Context, id string, fn func(*Change) error) (Change, error) {
	return r.run(id, fn, func(inner func(*Change) error) (Change, error) { return r.c.Upsert(ctx, id, inner) })
}

func (r changes) modify(ctx context.Context, id string, fn func(*Change) error) (Change, error) {
	return r.run(id, fn, func(inner func(*Change) error) (Change, error) { return r.c.Modify(ctx, id, inner) })
}

func (r changes) run(id string, fn func(*Change) error, do func(func(*Change) error) (Change, error)) (Change, error) {
	product := "prd_" + markthalle.Body(id)
	c, err := do(func(c *Change) error {
		c.Proposed.unpack(product)
		if err := fn(c); err != nil {
			return err
		}
		c.Proposed.pack()
		return nil
	})
	c.Proposed.unpack(product)
	return c, err
}

func (r changes) find(ctx context.Context, q store.Query) (markthalle.Page[Change], error) {
	page, err := r.c.Find(ctx, q)
	for i := range page.Items {
		page.Items[i].Proposed.unpack(string(page.Items[i].Product))
	}
	return page, err
}

// take writes the named parts of from into c.
func (c *Content) take(from *Content, fields []string) {
	for _, f := range fields {
		switch f {
		case "category_id":
			c.Category = from.Category
		case "title":
			c.Title = from.Title
		case "description":
			c.Description = from.Description
		case "brand":
			c.Brand = from.Brand
		case "gtin":
			c.GTIN = from.GTIN
		case "attributes":
			c.Attributes = from.Attributes
		case "variants":
			c.Variants = from.Variants
		case "media":
			c.Media = from.Media
		case "safety":
			c.Safety = from.Safety
		case "evidence":
			c.Evidence = from.Evidence
		}
	}
}

// compare returns which parts differ between two contents, and how.
func compare(a, b *Content) (fields []string, diff []Difference) {
	left, right := flatten(a), flatten(b)
	pointers := make([]string, 0, len(left)+len(right))
	for p := range left {
		pointers = append(pointers, p)
	}
	for p := range right {
		if _, ok := left[p]; !ok {
			pointers = append(pointers, p)
		}
	}
	slices.Sort(pointers)
	for _, p := range pointers {
		if left[p] == right[p] {
			continue
		}
		part, _, _ := strings.Cut(p[1:], "/")
		if !slices.Contains(fields, part) {
			fields = append(fields, part)
		}
		if len(diff) < maxDiff {
			diff = append(diff, Difference{Field: p, Before: clip(left[p], maxDiffValue), After: clip(right[p], maxDiffValue)})
		}
	}
	return fields, diff
}

// flatten writes a content as values by JSON Pointer.
func flatten(c *Content) map[string]string {
	out := map[string]string{"/category_id": string(c.Category), "/brand": c.Brand, "/gtin": c.GTIN, "/evidence": strings.Join(c.Evidence, ", ")}
	texts := func(at string, list markthalle.Texts) {
		for _, t := range list {
			out[at+"/"+string(t.Locale)] = t.Value
		}
	}
	texts("/title", c.Title)
	texts("/description", c.Description)
	for _, a := range c.Attributes {
		out["/attributes/"+a.Key] = a.String()
		texts("/attributes/"+a.Key, a.Text)
	}
	for i, v := range c.Variants {
		name := v.SKU
		if name == "" {
			name = string(v.ID)
		}
		if name == "" {
			name = strconv.Itoa(i)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s %s", v.SKU, v.GTIN)
		for _, o := range v.Options {
			fmt.Fprintf(&b, " %s=%s", o.Key, o.Value)
		}
		for _, m := range v.Media {
			b.WriteString(" " + string(m))
		}
		out["/variants/"+name] = b.String()
	}
	ids := make([]string, len(c.Media))
	for i, m := range c.Media {
		ids[i] = string(m.ID)
	}
	out["/media"] = strings.Join(ids, ", ")
	out["/safety/manufacturer"] = c.Safety.Manufacturer.line()
	if r := c.Safety.ResponsiblePerson; r != nil {
		out["/safety/responsible_person"] = r.line()
	}
	out["/safety/product_id"] = c.Safety.ProductID
	texts("/safety/warnings", c.Safety.Warnings)
	return out
}

func (p Party) line() string {
	return strings.Trim(strings.Join([]string{p.Name, p.Address, p.Contact, p.Country}, " · "), " ·")
}

// String returns the value as a person writes it, without its unit.
func (v AttributeValue) String() string {
	switch {
	case v.Number != nil:
		return decimal(*v.Number)
	case v.Bool != nil:
		return strconv.FormatBool(*v.Bool)
	case v.Raw != "":
		return v.Raw
	}
	return strings.Join(v.Values, ", ")
}

// decimal writes thousandths as a decimal number without zeros at the end.
func decimal(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	whole, frac := n/1000, n%1000
	if frac == 0 {
		return fmt.Sprintf("%s%d", sign, whole)
	}
	return strings.TrimRight(fmt.Sprintf("%s%d.%03d", sign, whole, frac), "0")
}
