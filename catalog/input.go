package catalog

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
)

// ProductInput is what somebody says about a product.
type ProductInput struct {
	ID          markthalle.ProductID // for the system: see ProductIDFor; empty = chosen here
	Mint        markthalle.ProductID // what "chosen here" takes when no number decides, so that a retry is the same product
	Category    markthalle.CategoryID
	Title       markthalle.Texts
	Description markthalle.Texts
	Brand       string
	GTIN        string
	Attributes  []AttributeInput
	Variants    []VariantInput // empty = one variant without options
	Media       []markthalle.MediaID
	Safety      Safety
	Evidence    []string
}

// AttributeInput is the value of an attribute as it was written; the category says how
// to read it.
type AttributeInput struct {
	Key    string
	Values []string         // "12,5", "true", "red", "2026-01-31"
	Unit   string           // when given beside the number
	Text   markthalle.Texts // a translated text, instead of Values
}

// VariantInput is one purchasable form of a product.
type VariantInput struct {
	ID      markthalle.VariantID // of an existing variant that is changed; empty = found by SKU or options, or new
	SKU     string
	GTIN    string
	Options []Option
	Media   []markthalle.MediaID
}

// CodeProduct is the code of an Invalid error about a product's input.
const CodeProduct = "catalog.product"

// check returns the faults that make an input impossible to store. What can be stored
// and should not be sold is a matter of findings.
func (in *ProductInput) check() *markthalle.Faults {
	f := &markthalle.Faults{}
	checkTexts(f, "/title", in.Title, false, maxTitles)
	checkTexts(f, "/description", in.Description, false, maxText)
	length := func(at, s string, most int) {
		if len(s) > most || !utf8.ValidString(s) {
			f.AddField(markthalle.Field{Pointer: at, Code: "too_long", Message: "This is too long.", Found: fmt.Sprintf("%d bytes", len(s)), Wanted: fmt.Sprintf("%d bytes or fewer", most)})
		}
	}
	length("/brand", in.Brand, maxBrand)
	length("/gtin", in.GTIN, maxGTIN)
	in.checkAttributes(f)
	in.checkVariants(f, length)
	f.Check(len(in.Media) <= maxMedia, "/media", "too_many", "At most 24 pictures.")
	for i, m := range in.Media {
		f.Check(!slices.Contains(in.Media[:i], m), fmt.Sprintf("/media/%d", i), "duplicate", "This picture is named twice.")
	}
	f.Check(in.Safety.size() <= maxSafety, "/safety", "too_long", "At most 4000 bytes together.")
	f.Check(len(in.Evidence) <= maxEvidence, "/evidence", "too_many", "At most 20 claims.")
	for i, e := range in.Evidence {
		length(fmt.Sprintf("/evidence/%d", i), e, maxBrand)
	}
	return f
}

func (in *ProductInput) checkAttributes(f *markthalle.Faults) {
	f.Check(len(in.Attributes) <= maxAttributes, "/attributes", "too_many", "At most 64 attributes.")
	size := 0
	seen := map[string]bool{}
	for _, a := range in.Attributes {
		at := "/attributes/" + a.Key
		f.Check(keyForm.MatchString(a.Key) && len(a.Key) <= maxAttributeKey, at, "format", "Lower-case letters, digits and _, at most 32.")
		f.Check(!seen[a.Key], at, "duplicate", "This attribute is named twice.")
		seen[a.Key] = true
		for _, v := range a.Values {
			size += len(v) + 12 // what BSON adds
		}
		for _, t := range a.Text {
			size += len(t.Value) + 30
		}
		size += len(a.Key) + len(a.Unit) + 80
	}
	f.Check(size <= maxValueBytes, "/attributes", "too_long", "At most 16000 bytes together.")
}

func (in *ProductInput) checkVariants(f *markthalle.Faults, length func(at, s string, most int)) {
	f.Check(len(in.Variants) <= MaxVariants, "/variants", "too_many", "At most 500 variants.")
	axes := map[string]bool{}
	values := map[Option]bool{}
	skus := map[string]bool{}
	for i, v := range in.Variants {
		at := fmt.Sprintf("/variants/%d", i)
		length(at+"/sku", v.SKU, maxSKU)
		length(at+"/gtin", v.GTIN, maxGTIN)
		f.Check(v.SKU == "" || !skus[v.SKU], at+"/sku", "duplicate", "Another variant has this SKU.")
		skus[v.SKU] = true
		own := map[string]bool{}
		for _, o := range v.Options {
			p := at + "/options/" + o.Key
			f.Check(keyForm.MatchString(o.Key) && len(o.Key) <= maxOptionKey, p, "format", "Lower-case letters, digits and _, at most 32.")
			f.Check(!own[o.Key], p, "duplicate", "This option is named twice.")
			f.Check(o.Value != "" && len(o.Value) <= maxOptionValue && utf8.ValidString(o.Value), p, "length", "1 to 48 bytes.")
			own[o.Key], axes[o.Key], values[o] = true, true, true
		}
		f.Check(len(v.Media) <= maxVariantPics, at+"/media", "too_many", "At most 4 pictures a variant.")
		for j, m := range v.Media {
			f.Check(slices.Contains(in.Media, m), fmt.Sprintf("%s/media/%d", at, j), "unknown", "Not one of the product's pictures.")
		}
	}
	f.Check(len(axes) <= MaxAxes, "/variants", "too_many_axes", "At most 3 options to choose by.")
	f.Check(len(values) <= maxAxisValues, "/variants", "too_many_values", "At most 500 different option values.")
}

func (s Safety) size() int {
	n := s.Manufacturer.size() + len(s.ProductID)
	if s.ResponsiblePerson != nil {
		n += s.ResponsiblePerson.size()
	}
	for _, t := range s.Warnings {
		n += len(t.Value) + 30
	}
	return n
}

func (p Party) size() int {
	return len(p.Name) + len(p.Address) + len(p.Contact) + len(p.Country)
}

// typed reads the written values by the schema. Attributes that the category does not
// have are kept as texts, for the findings to name.
func typed(schema []Attribute, in []AttributeInput) []AttributeValue {
	out := make([]AttributeValue, 0, len(in))
	for _, a := range in {
		i := slices.IndexFunc(schema, func(x Attribute) bool { return x.Key == a.Key })
		if i < 0 {
			out = append(out, AttributeValue{Key: a.Key, Values: a.Values, Text: a.Text, Unit: a.Unit})
			continue
		}
		if v := schema[i].read(a); !v.blank() {
			out = append(out, v)
		}
	}
	return out
}

func (v AttributeValue) blank() bool {
	return v.Number == nil && v.Bool == nil && v.Raw == "" && len(v.Text) == 0 &&
		!slices.ContainsFunc(v.Values, func(s string) bool { return s != "" })
}

// read types one written value. What cannot be read is kept in Raw.
func (a Attribute) read(in AttributeInput) AttributeValue {
	out := AttributeValue{Key: a.Key}
	if in.Unit != a.Unit {
		out.Unit = in.Unit
	}
	raw := strings.TrimSpace(strings.Join(in.Values, ", "))
	switch a.Type {
	case Number, Dimension:
		number, unit := splitUnit(raw)
		if unit != "" && unit != a.Unit {
			out.Unit = unit
		}
		if n, ok := thousandths(number); ok {
			out.Number = &n
		} else {
			out.Raw = raw
		}
	case Bool:
		switch strings.ToLower(raw) {
		case "true", "yes", "1", "ja", "tak":
			out.Bool = new(true)
		case "false", "no", "0", "nein", "nie":
			out.Bool = new(false)
		default:
			out.Raw = raw
		}
	case Enum:
		for _, v := range in.Values {
			v = strings.TrimSpace(v)
			if key, ok := a.find(v); ok {
				v = key
			}
			out.Values = append(out.Values, v)
		}
	case Text, Date:
		out.Values, out.Text = in.Values, in.Text
	default:
		out.Values = in.Values
	}
	return out
}

// splitUnit separates "12.5 cm" into number and unit.
func splitUnit(s string) (number, unit string) {
	i := strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789.,+- ", r) })
	if i < 0 {
		return strings.TrimSpace(s), ""
	}
	return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i:])
}

// thousandths reads a decimal number with a point or a comma and at most three decimals
// that count; more are cut when they are zeros, else refused.
func thousandths(s string) (int64, bool) {
	s = strings.ReplaceAll(s, " ", "")
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimLeft(s, "+-")
	whole, frac, _ := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	frac = strings.TrimRight(frac, "0")
	if whole == "" || len(whole) > 12 || len(frac) > 3 || strings.Trim(whole+frac, "0123456789") != "" {
		return 0, false
	}
	var n int64
	for _, c := range whole + frac + "000"[:3-len(frac)] {
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}
