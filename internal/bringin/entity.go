package bringin

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/money"
)

var (
	sourceForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
	keyForm    = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	localeForm = regexp.MustCompile(`^[a-z]{2,3}(?:-[a-z0-9]{2,8})?$`)
)

// entitySpec is what the mapping may say about one kind of record.
type entitySpec struct {
	name     string
	keyed    bool     // needs a key
	required []string // fields
	optional []string
	texts    []string // fields that may name a language: title.de
	settings []string // beside from, key and fields
}

func entitySpecs() []entitySpec {
	return []entitySpec{
		{
			name: "vendors", keyed: true, required: []string{"shop_name"}, settings: []string{"state", "repeats"},
			optional: []string{
				"legal_name", "seller_kind", "country", "email", "phone", "line1", "line2", "postal_code", "city", "registration_number",
				"vat_id", "tax_id", "story", "plan",
			}, texts: []string{"story"},
		},
		{
			name: "categories", keyed: true, required: []string{"name"}, optional: []string{"slug", "parent"}, texts: []string{"name"},
			settings: []string{"attributes"},
		},
		{
			name: "products", keyed: true, required: []string{"category", "title"}, optional: []string{"description", "brand", "gtin"},
			texts: []string{"title", "description"}, settings: []string{"attributes", "repeats"},
		},
		{
			name: "offers", required: []string{"vendor", "product", "price"}, settings: []string{"latest"},
			optional: []string{"sku", "condition", "stock_mode", "on_hand", "handling_days", "list_price"},
		},
		{
			name: "orders", keyed: true, required: []string{"status", "placed_at"}, settings: []string{"tolerance"},
			optional: []string{"paid_at", "shipped_at", "delivered_at", "cancelled_at", "customer", "email"},
		},
		{name: "order_items", required: []string{"order", "line", "vendor", "product", "price"}, optional: []string{"quantity", "freight", "sku"}},
		{name: "payments", required: []string{"order", "amount"}},
		{name: "customers", keyed: true, optional: []string{"name", "line1", "line2", "postal_code", "city", "country", "email", "phone"}},
	}
}

// EntityNames lists what a mapping can bring, in the order in which it is brought.
func EntityNames() []string {
	var out []string
	for _, s := range entitySpecs() {
		out = append(out, s.name)
	}
	return out
}

func (s entitySpec) fields() []string { return append(slices.Clone(s.required), s.optional...) }

// known reports whether a field exists, "title.de" where title may name a language.
func (s entitySpec) known(field string) bool {
	base, language, cut := strings.Cut(field, ".")
	if cut {
		return slices.Contains(s.texts, base) && localeForm.MatchString(language)
	}
	return slices.Contains(s.fields(), base)
}

func (w *walker) entity(n *yaml.Node, spec entitySpec) *Entity {
	at := "/" + spec.name
	settings := append([]string{"from", "fields"}, spec.settings...)
	if spec.keyed {
		settings = append(settings, "key")
	}
	_, top := w.object(n, at, settings...)
	e := &Entity{Name: spec.name, From: w.text(top["from"], at+"/from"), Line: n.Line, Fields: map[string]*Expr{}, Attributes: map[string]*Expr{}}
	if w.files[e.From] == nil {
		w.fault(or(top["from"], n), at+"/from", "unknown", "This is none of the files.", strings.Join(slices.Sorted(maps.Keys(w.files)), ", "))
	}
	if spec.keyed {
		if top["key"] == nil {
			w.fault(n, at+"/key", "required", "How does the source name this?", "a column")
		} else {
			e.Key = w.expr(top["key"], at+"/key")
		}
	}
	w.entityFields(or(top["fields"], n), top["fields"] != nil, spec, e)
	w.settings(top, at, e)
	return e
}

func (w *walker) entityFields(n *yaml.Node, given bool, spec entitySpec, e *Entity) {
	at := "/" + spec.name + "/fields"
	if given {
		names, nodes := w.object(n, at)
		for _, name := range names {
			if !spec.known(name) {
				w.fault(nodes[name], at+"/"+name, "unknown", "There is no such field.", strings.Join(spec.fields(), ", "))
				continue
			}
			e.Fields[name] = w.expr(nodes[name], at+"/"+name)
		}
	}
	for _, name := range spec.required {
		if !e.has(name) {
			w.fault(n, at+"/"+name, "required", "This field is required.", "")
		}
	}
}

// has reports whether a field is mapped, in any language.
func (e *Entity) has(field string) bool {
	for name := range e.Fields {
		if base, _, _ := strings.Cut(name, "."); base == field {
			return true
		}
	}
	return false
}

func (w *walker) settings(top map[string]*yaml.Node, at string, e *Entity) {
	e.Repeats = e.Name == "categories"
	if n := top["repeats"]; n != nil {
		e.Repeats = w.flag(n, at+"/repeats")
	}
	if n := top["latest"]; n != nil {
		e.Latest = w.expr(n, at+"/latest")
	}
	if e.State = w.text(top["state"], at+"/state"); e.State == "" {
		e.State = "approved"
	} else if e.State != "active" && e.State != "approved" {
		w.fault(top["state"], at+"/state", "enum", "A vendor comes as active or approved.", "active, approved")
	}
	if n := top["tolerance"]; n != nil {
		e.Tolerance = w.text(n, at+"/tolerance")
		if a, err := money.Parse(e.Tolerance, money.EUR); err != nil || a.Minor < 0 || a.Minor > 100 {
			w.fault(n, at+"/tolerance", "range", "By how much may payments and items differ?", "0.00 to 1.00")
		}
	}
	n := top["attributes"]
	switch {
	case n == nil:
	case e.Name == "categories":
		w.schema(n, at+"/attributes", e)
	default:
		names, nodes := w.object(n, at+"/attributes")
		for _, name := range names {
			e.Attributes[name] = w.expr(nodes[name], at+"/attributes/"+name)
		}
	}
}

func (w *walker) schema(n *yaml.Node, at string, e *Entity) {
	names, nodes := w.object(n, at)
	for _, key := range names {
		here := at + "/" + key
		if !keyForm.MatchString(key) {
			w.fault(nodes[key], here, "format", "Small letters, digits and _, at most 32.", "a key such as weight")
		}
		_, a := w.object(nodes[key], here, "name", "type", "unit", "facet")
		out := Attribute{Key: key, Type: w.text(a["type"], here+"/type"), Unit: w.text(a["unit"], here+"/unit"), Facet: w.flag(a["facet"], here+"/facet")}
		if !slices.Contains(catalog.AttributeTypes(), catalog.AttributeType(out.Type)) || out.Type == string(catalog.Enum) {
			w.fault(or(a["type"], nodes[key]), here+"/type", "enum", "There is no such type.", "text, number, bool, dimension, date")
		}
		if out.Type == string(catalog.Dimension) && out.Unit == "" {
			w.fault(nodes[key], here+"/unit", "required", "A dimension has a unit.", "a unit such as cm")
		}
		if a["name"] == nil {
			w.fault(nodes[key], here+"/name", "required", "What is it called?", "en: Weight")
		} else {
			languages, texts := w.object(a["name"], here+"/name")
			for _, l := range languages {
				out.Name = append(out.Name, markthalle.Text{Locale: markthalle.Locale(l), Value: w.text(texts[l], here+"/name/"+l)})
			}
		}
		e.Schema = append(e.Schema, out)
	}
}

// names lists the mapped fields in a fixed order.
func (e *Entity) names() []string { return slices.Sorted(maps.Keys(e.Fields)) }

// exprs calls fn with every expression of the entity.
func (e *Entity) exprs(fn func(*Expr)) {
	e.Key.each(fn)
	e.Latest.each(fn)
	for _, name := range e.names() {
		e.Fields[name].each(fn)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Attributes)) {
		e.Attributes[name].each(fn)
	}
}

func (e *Entity) attributeNames() []string { return slices.Sorted(maps.Keys(e.Attributes)) }
