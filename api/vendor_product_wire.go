package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/catalog"
	"github.com/markthalle/markthalle/quality"
)

// VendorAttributes are the values of a product's attributes by key. A value is a text, a
// number, true or false, a list of them, {"value": 1.5, "unit": "kg"}, or texts by
// language. The category says how it is read.
type VendorAttributes struct{ list []catalog.AttributeInput }

// FromWire implements endpoint.Wire.
func (a *VendorAttributes) FromWire(value any, pointer string, f *markthalle.Faults) {
	obj, ok := value.(map[string]any)
	if !ok {
		wrongType(f, pointer, `an object such as {"colour": "red"}`)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(obj)) {
		in := catalog.AttributeInput{Key: key}
		at := pointer + "/" + key
		switch v := obj[key].(type) {
		case map[string]any:
			readAttributeObject(&in, v, at, f)
		case []any:
			for i, x := range v {
				in.Values = append(in.Values, scalar(x, fmt.Sprintf("%s/%d", at, i), f))
			}
		case nil:
			continue
		default:
			in.Values = []string{scalar(v, at, f)}
		}
		a.list = append(a.list, in)
	}
}

func readAttributeObject(in *catalog.AttributeInput, v map[string]any, at string, f *markthalle.Faults) {
	number, ok := v["value"]
	if !ok {
		var t Texts
		t.FromWire(v, at, f)
		in.Text = t.list
		return
	}
	in.Values = []string{scalar(number, at+"/value", f)}
	if unit, ok := v["unit"]; ok {
		in.Unit = scalar(unit, at+"/unit", f)
	}
	for name := range v {
		if name != "value" && name != "unit" {
			f.Add(at+"/"+name, "request.unknown_field", "There is no field of this name.")
		}
	}
}

// JSONSchemaBytes describes the values for the OpenAPI document.
func (VendorAttributes) JSONSchemaBytes() ([]byte, error) {
	return []byte(`{"type":"object","additionalProperties":true}`), nil
}

// VendorOptions are the values by which a variant is chosen, by key.
type VendorOptions struct{ list []catalog.Option }

// FromWire implements endpoint.Wire.
func (o *VendorOptions) FromWire(value any, pointer string, f *markthalle.Faults) {
	obj, ok := value.(map[string]any)
	if !ok {
		wrongType(f, pointer, `an object such as {"size": "M"}`)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(obj)) {
		o.list = append(o.list, catalog.Option{Key: key, Value: scalar(obj[key], pointer+"/"+key, f)})
	}
}

// JSONSchemaBytes describes the values for the OpenAPI document.
func (VendorOptions) JSONSchemaBytes() ([]byte, error) {
	return []byte(`{"type":"object","additionalProperties":{"type":"string"}}`), nil
}

func wrongType(f *markthalle.Faults, pointer, wanted string) {
	f.AddField(markthalle.Field{
		Pointer: pointer, Code: "request.wrong_type", Message: "The value has the wrong type.", Wanted: wanted,
	})
}

// scalar writes a text, number or truth value as a person would.
func scalar(v any, at string, f *markthalle.Faults) string {
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		if x {
			return "true"
		}
		return "false"
	}
	wrongType(f, at, "a text, a number, true or false")
	return ""
}

// VendorVariantIn is one purchasable form of a product.
type VendorVariantIn struct {
	ID      string        `json:"id" validate:"max=200"`
	SKU     string        `json:"sku" validate:"max=200"`
	GTIN    string        `json:"gtin" validate:"max=40"`
	Options VendorOptions `json:"options"`
	Media   []string      `json:"media" validate:"max=24"`
}

func (v VendorVariantIn) input() catalog.VariantInput {
	return catalog.VariantInput{
		ID: markthalle.VariantID(v.ID), SKU: v.SKU, GTIN: v.GTIN, Options: v.Options.list, Media: ids[markthalle.MediaID](v.Media),
	}
}

// VendorParty is a manufacturer or responsible person.
type VendorParty struct {
	Name    string `json:"name" validate:"max=400"`
	Address string `json:"address" validate:"max=1000"`
	Contact string `json:"contact" validate:"max=400"`
	Country string `json:"country,omitempty" validate:"max=2"`
}

func (p VendorParty) party() catalog.Party {
	return catalog.Party{Name: p.Name, Address: p.Address, Contact: p.Contact, Country: p.Country}
}

func vendorParty(p catalog.Party) VendorParty {
	return VendorParty{Name: p.Name, Address: p.Address, Contact: p.Contact, Country: p.Country}
}

// VendorSafetyIn is what product safety law wants shown.
type VendorSafetyIn struct {
	Manufacturer      VendorParty  `json:"manufacturer"`
	ResponsiblePerson *VendorParty `json:"responsible_person"`
	ProductID         string       `json:"product_id" validate:"max=200"`
	Warnings          Texts        `json:"warnings"`
}

func (s VendorSafetyIn) safety(l markthalle.Locale) catalog.Safety {
	out := catalog.Safety{Manufacturer: s.Manufacturer.party(), ProductID: s.ProductID, Warnings: s.Warnings.In(l)}
	if s.ResponsiblePerson != nil {
		p := s.ResponsiblePerson.party()
		out.ResponsiblePerson = &p
	}
	return out
}

// VendorSafetyOut is what product safety law wants shown.
type VendorSafetyOut struct {
	Manufacturer      VendorParty  `json:"manufacturer"`
	ResponsiblePerson *VendorParty `json:"responsible_person,omitempty"`
	ProductID         string       `json:"product_id,omitempty"`
	Warnings          string       `json:"warnings,omitempty"`
}

func vendorSafety(s catalog.Safety, l markthalle.Locale) VendorSafetyOut {
	out := VendorSafetyOut{Manufacturer: vendorParty(s.Manufacturer), ProductID: s.ProductID, Warnings: s.Warnings.In(l)}
	if s.ResponsiblePerson != nil {
		p := vendorParty(*s.ResponsiblePerson)
		out.ResponsiblePerson = &p
	}
	return out
}

// VendorVariantOut is one purchasable form of a product.
type VendorVariantOut struct {
	ID      string            `json:"id"`
	SKU     string            `json:"sku"`
	GTIN    string            `json:"gtin,omitempty"`
	Options map[string]string `json:"options"`
	Media   []string          `json:"media"`
}

func vendorVariant(v catalog.Variant) VendorVariantOut {
	out := VendorVariantOut{ID: string(v.ID), SKU: v.SKU, GTIN: v.GTIN, Options: map[string]string{}, Media: texts(v.Media)}
	for _, o := range v.Options {
		out.Options[o.Key] = o.Value
	}
	return out
}

// VendorMediaOut is an uploaded picture.
type VendorMediaOut struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Type   string `json:"type,omitempty"`
	Bytes  int64  `json:"bytes,omitempty"`
	Name   string `json:"name,omitempty"`
}

func vendorPicture(p catalog.Picture) VendorMediaOut {
	return VendorMediaOut{ID: string(p.ID), URL: p.URL(), Width: p.Width, Height: p.Height, Bytes: p.Bytes}
}

// VendorProductOut is a product as its owner and the operator see it.
type VendorProductOut struct {
	ID          string             `json:"id"`
	Revision    int64              `json:"revision"`
	Slug        string             `json:"slug"`
	State       string             `json:"state"`
	OwnerID     string             `json:"owner_id,omitempty"`
	CategoryID  string             `json:"category_id"`
	Title       string             `json:"title"`
	Description string             `json:"description"`
	Brand       string             `json:"brand"`
	GTIN        string             `json:"gtin,omitempty"`
	Attributes  map[string]any     `json:"attributes"`
	Variants    []VendorVariantOut `json:"variants"`
	Media       []VendorMediaOut   `json:"media"`
	Safety      VendorSafetyOut    `json:"safety"`
	Evidence    []string           `json:"evidence"`
	Checks      []VendorCheckOut   `json:"checks"`
	Decision    *VendorDecisionOut `json:"decision,omitempty"`
	Change      *VendorChangeOut   `json:"change,omitempty"`
	SubmittedAt *Time              `json:"submitted_at,omitempty"`
	PublishedAt *Time              `json:"published_at,omitempty"`
	CreatedAt   Time               `json:"created_at"`
	UpdatedAt   Time               `json:"updated_at"`
}

// vendorProduct maps a product with the given findings. A product that was found by its
// number may be another vendor's: what the operator told its owner is left out then.
func vendorProduct(p catalog.Product, findings []quality.Finding, c *endpoint.Call) VendorProductOut {
	out := VendorProductOut{
		ID: p.ID, Revision: p.Version, Slug: p.Slug, State: string(p.State), CategoryID: string(p.Category),
		Title: p.Title.In(c.Locale), Description: p.Description.In(c.Locale), Brand: p.Brand, GTIN: p.GTIN,
		Attributes: map[string]any{}, Variants: mapped(p.Variants, vendorVariant), Media: mapped(p.Media, vendorPicture),
		Safety: vendorSafety(p.Safety, c.Locale), Evidence: p.Evidence, Checks: vendorChecks(findings, c.Locale),
		SubmittedAt: at(p.SubmittedAt), PublishedAt: at(p.PublishedAt), CreatedAt: Time{p.CreatedAt}, UpdatedAt: Time{p.UpdatedAt},
	}
	for _, a := range p.Attributes {
		out.Attributes[a.Key] = attributeValue(a, c.Locale)
	}
	if c.Actor.Kind != markthalle.Vendor || c.Actor.Vendor == p.Owner {
		out.OwnerID, out.Decision = string(p.Owner), vendorDecision(p.Decision)
	}
	return out
}

// attributeValue writes a value in the form in which it could be sent back.
func attributeValue(v catalog.AttributeValue, l markthalle.Locale) any {
	var out any
	switch {
	case v.Number != nil:
		out = json.Number(v.String())
	case v.Bool != nil:
		out = *v.Bool
	case len(v.Text) > 0:
		out = v.Text.In(l)
	case len(v.Values) == 1:
		out = v.Values[0]
	case len(v.Values) > 1:
		out = v.Values
	default:
		out = v.Raw
	}
	if v.Unit != "" {
		return map[string]any{"value": out, "unit": v.Unit}
	}
	return out
}
