package seller

import (
	"cmp"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/quality"
	"github.com/markthalle/markthalle/vendors"
	"github.com/markthalle/markthalle/web/edge"
	"github.com/markthalle/markthalle/web/kernel"
)

// productState is the state of a product in words.
func (w words) productState(s catalog.State) kernel.Sign {
	tone := map[catalog.State]string{
		catalog.Pending: "info", catalog.InvalidData: "warn", catalog.ChangesRequested: "warn", catalog.Rejected: "bad", catalog.Published: "good",
	}[s]
	return sign(cmp.Or(tone, "none"), w.tk("product_tab", string(s)))
}

// offerState is the state of an offer in words; one on sale that has nothing left is
// sold out.
func (w words) offerState(o catalog.Offer) kernel.Sign {
	key := offerTab(o)
	tone := map[string]string{"active": "good", "out_of_stock": "warn", "paused": "warn", "blocked": "bad"}[key]
	return sign(cmp.Or(tone, "none"), w.tk("offer_tab", key))
}

// offerTab is the tab of the list under which an offer stands.
func offerTab(o catalog.Offer) string {
	if o.State == catalog.OfferActive && o.StockMode == catalog.Tracked && !o.InStock {
		return "out_of_stock"
	}
	return string(o.State)
}

// productRow maps a product with the vendor's own offers of it.
func (w words) productRow(p catalog.Product, tree catalog.Tree, score int, own []catalog.Offer, stocks map[markthalle.OfferID]catalog.Stock) ProductRow {
	out := ProductRow{
		ID: p.ID, Title: p.Title.In(w.locale), URL: "/sell/products/" + p.ID, State: w.productState(p.State), Score: score,
		Offers: int64(len(own)), Changed: p.UpdatedAt,
	}
	if category, ok := tree.Get(p.Category); ok {
		out.Category = category.Name.In(w.locale)
	}
	if len(p.Media) > 0 {
		out.Image = p.Media[0].URL()
	}
	out.Findings = len(slices.DeleteFunc(slices.Clone(p.Findings), func(f quality.Finding) bool { return f.Severity == quality.Warn }))
	for i, o := range own {
		price := edge.Money(o.Price)
		switch {
		case i == 0:
			out.Price = price
		case price.Currency == out.Price.Currency && price.Amount != out.Price.Amount:
			out.From = true
			if price.Amount < out.Price.Amount {
				out.Price = price
			}
		}
		if s, ok := stocks[o.OfferID()]; ok && o.StockMode == catalog.Tracked {
			out.Stock += s.OnHand
		}
	}
	return out
}

// offerRow maps an offer with its product, which is the zero product when it is gone.
func (w words) offerRow(o catalog.Offer, p catalog.Product, s catalog.Stock, profile vendors.ShippingProfile, tree catalog.Tree) OfferRow {
	out := OfferRow{
		ID: o.ID, Revision: o.Version, Title: p.Title.In(w.locale), SKU: o.SKU, URL: "/sell/products/" + string(o.Product), State: w.offerState(o),
		Price: edge.Money(o.Price), Mode: string(o.StockMode), Stock: s.OnHand, Reserved: s.Reserved(), Handling: o.HandlingDays,
		Profile: profile.Name, Paused: o.State == catalog.OfferPaused,
	}
	if out.Title == "" {
		out.Title = o.SKU
	}
	if p.Published() {
		out.URL = "/p/" + p.Slug
	}
	if v, ok := p.Variant(o.Variant); ok {
		out.Variant = w.variantName(v, p.Category, tree)
	}
	return out
}

// variantName tells a variant by its options: "moss green, 300 ml".
func (w words) variantName(v catalog.Variant, category markthalle.CategoryID, tree catalog.Tree) string {
	parts := mapped(v.Options, func(o catalog.Option) string {
		if a, ok := tree.Attribute(category, o.Key); ok {
			return a.Label(o.Value, w.locale)
		}
		return o.Value
	})
	return strings.Join(parts, ", ")
}

// findings maps what the checks say, with the form field that each belongs to.
func (w words) findings(list []quality.Finding) []Finding {
	return mapped(list, func(f quality.Finding) Finding {
		return Finding{
			Code: f.Code, Severity: string(f.Severity), Field: productField(f.Field), Text: f.Message(w.locale), Found: f.Found, Wanted: f.Wanted,
		}
	})
}

// productField is the field of the form that a JSON Pointer into a product means.
func productField(pointer string) string {
	name := edge.FieldName(pointer)
	head, rest, _ := strings.Cut(name, "[")
	switch head {
	case "category_id":
		return "category"
	case "attributes":
		return "attr[" + rest
	case "media":
		return "file"
	case "variants":
		no, field, ok := strings.Cut(rest, "]")
		if !ok {
			return name
		}
		return "variant[" + next(no) + "]" + field
	}
	if field, ok := safetyFields[name]; ok {
		return field
	}
	return head
}

var safetyFields = map[string]string{
	"safety[manufacturer]": "manufacturer", "safety[manufacturer][name]": "manufacturer", "safety[manufacturer][address]": "maker_address",
	"safety[manufacturer][contact]": "maker_contact", "safety[responsible_person]": "responsible", "safety[responsible_person][name]": "responsible",
	"safety[warnings]": "warnings",
}

// categoryOptions lists the leaves, where goods stand, with the way to them.
func (w words) categoryOptions(tree catalog.Tree) []kernel.Option {
	out := []kernel.Option{{}}
	for _, x := range tree.All() {
		if tree.Leaf(x.CategoryID()) && !x.Forbidden {
			out = append(out, kernel.Option{Value: x.ID, Label: w.path(tree, x.CategoryID())})
		}
	}
	return out
}

func (w words) path(tree catalog.Tree, id markthalle.CategoryID) string {
	return strings.Join(mapped(tree.Path(id), func(x catalog.Category) string { return x.Name.In(w.locale) }), " › ")
}

// schema lists the attributes of a category's goods: those of the product and those in
// which variants differ. Given are the values by key.
func (w words) schema(list []catalog.Attribute, given map[string][]string) (own, axes []AttributeField) {
	for _, a := range list {
		f := AttributeField{
			Key: a.Key, Label: a.Name.In(w.locale), Type: string(a.Type), Unit: a.Unit, Multi: a.Multi, Required: a.Required,
			Options: mapped(a.Values, func(v catalog.Value) kernel.Option {
				return kernel.Option{Value: v.Key, Label: v.Label.In(w.locale)}
			}),
		}
		if values := given[a.Key]; len(values) > 0 {
			f.Value, f.Values = values[0], values
		}
		if a.Variant {
			axes = append(axes, f)
		} else {
			own = append(own, f)
		}
	}
	return own, axes
}

// given are a product's attribute values as they are typed, by key.
func (w words) given(list []catalog.AttributeValue) map[string][]string {
	out := map[string][]string{}
	for _, v := range list {
		switch {
		case len(v.Text) > 0:
			out[v.Key] = []string{v.Text.In(w.locale)}
		case v.Number != nil && v.Unit != "":
			out[v.Key] = []string{v.String() + " " + v.Unit}
		case v.Number != nil || v.Bool != nil:
			out[v.Key] = []string{v.String()}
		case len(v.Values) > 0:
			out[v.Key] = v.Values
		case v.Raw != "":
			out[v.Key] = []string{v.Raw}
		}
	}
	return out
}

// productForm maps a product as it may be changed.
func (w words) productForm(p catalog.Product, tree catalog.Tree) ProductForm {
	out := ProductForm{
		ID: p.ID, Live: p.Published(), State: w.productState(p.State), Category: string(p.Category), Title: p.Title.In(w.locale),
		Description: unmarked(p.Description.In(w.locale)), Brand: p.Brand, GTIN: p.GTIN, Findings: w.findings(p.Findings),
		Manufacturer: p.Safety.Manufacturer.Name, MakerAddress: p.Safety.Manufacturer.Address, MakerContact: p.Safety.Manufacturer.Contact,
		Warnings: p.Safety.Warnings.In(w.locale),
	}
	if r := p.Safety.ResponsiblePerson; r != nil {
		out.Responsible = strings.Trim(r.Name+", "+r.Address, ", ")
	}
	for i, m := range p.Media {
		out.Pictures = append(out.Pictures, Picture{
			ID: string(m.ID), URL: m.URL(), Alt: out.Title, Width: m.Width, High: m.Height, First: i == 0,
		})
	}
	for i, v := range p.Variants {
		out.Variants = append(out.Variants, VariantForm{
			No: i + 1, ID: string(v.ID), SKU: v.SKU, GTIN: v.GTIN,
			Options: mapped(v.Options, func(o catalog.Option) Link { return Link{Label: o.Key, URL: o.Value} }),
		})
	}
	out.Attributes, out.Axes = w.schema(tree.Schema(p.Category), w.given(p.Attributes))
	return out.in(w, tree)
}

// in adds what the form shows of the catalogue: the categories, and at least one variant
// to fill in.
func (f ProductForm) in(w words, tree catalog.Tree) ProductForm {
	f.Categories = w.categoryOptions(tree)
	if x, ok := tree.Get(markthalle.CategoryID(f.Category)); ok {
		f.CategoryName = x.Name.In(w.locale)
	}
	if len(f.Variants) == 0 {
		f.Variants = []VariantForm{{No: 1}}
	}
	return f
}
