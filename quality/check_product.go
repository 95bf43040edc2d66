package quality

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

func categoryMissing(l Listing, _ Params, report func(hit)) {
	if l.Product != nil && !l.Product.Category.Known {
		report(hit{"/category_id", l.Product.Category.ID, "a category of this market"})
	}
}

func categoryLeaf(l Listing, _ Params, report func(hit)) {
	if l.Product != nil && l.Product.Category.Known && !l.Product.Category.Leaf {
		report(hit{"/category_id", l.Product.Category.ID, "a category without categories below it"})
	}
}

func categoryAllowed(l Listing, _ Params, report func(hit)) {
	if l.Product != nil && l.Product.Category.Forbidden {
		report(hit{"/category_id", l.Product.Category.ID, "a category in which you may sell"})
	}
}

func valuePointer(key string) string {
	return "/attributes/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

func (v Value) empty() bool {
	return v.Number == nil && v.Bool == nil && v.Raw == "" && !slices.ContainsFunc(v.Texts, func(s string) bool { return s != "" })
}

func attributeRequired(l Listing, _ Params, report func(hit)) {
	if l.Product == nil {
		return
	}
	for _, a := range l.Product.Category.Schema {
		if !a.Required || a.Variant && len(l.Product.Variants) > 0 && allSet(l.Product.Variants, a.Key) {
			continue
		}
		if v, ok := value(l.Product, a.Key); !ok || v.empty() {
			report(hit{valuePointer(a.Key), "", wantedOf(a)})
		}
	}
}

func allSet(variants []Variant, key string) bool {
	for _, v := range variants {
		if !slices.ContainsFunc(v.Options, func(o Option) bool { return o.Key == key && o.Value != "" }) {
			return false
		}
	}
	return true
}

func value(p *Product, key string) (Value, bool) {
	for _, v := range p.Values {
		if v.Key == key {
			return v, true
		}
	}
	return Value{}, false
}

func wantedOf(a Attribute) string {
	switch {
	case a.Type == "enum":
		return "one of " + strings.Join(a.Values, ", ")
	case a.Unit != "":
		return a.Type + " in " + a.Unit
	}
	return a.Type
}

func eachValue(l Listing, fn func(v Value, a Attribute, known bool)) {
	if l.Product == nil || !l.Product.Category.Known {
		return
	}
	for _, v := range l.Product.Values {
		i := slices.IndexFunc(l.Product.Category.Schema, func(a Attribute) bool { return a.Key == v.Key })
		if i < 0 {
			fn(v, Attribute{}, false)
			continue
		}
		fn(v, l.Product.Category.Schema[i], true)
	}
}

func attributeKnown(l Listing, _ Params, report func(hit)) {
	eachValue(l, func(v Value, _ Attribute, known bool) {
		if !known {
			report(hit{valuePointer(v.Key), v.Key, "an attribute of this category"})
		}
	})
}

func attributeType(l Listing, _ Params, report func(hit)) {
	eachValue(l, func(v Value, a Attribute, known bool) {
		if !known || v.empty() {
			return
		}
		ok := false
		switch a.Type {
		case "number", "dimension":
			ok = v.Number != nil
		case "bool":
			ok = v.Bool != nil
		case "date":
			ok = len(v.Texts) > 0
			for _, s := range v.Texts {
				if _, err := time.Parse(time.DateOnly, s); err != nil {
					ok = false
				}
			}
		default:
			ok = len(v.Texts) > 0
		}
		if ok && len(v.Texts) > 1 && !a.Multi {
			report(hit{valuePointer(v.Key), count(len(v.Texts), "values"), "one value"})
		}
		if !ok {
			report(hit{valuePointer(v.Key), v.shown(), wantedOf(a)})
		}
	})
}

func (v Value) shown() string {
	switch {
	case v.Raw != "":
		return v.Raw
	case v.Number != nil:
		return fmt.Sprintf("%d/1000", *v.Number)
	case v.Bool != nil:
		return fmt.Sprint(*v.Bool)
	}
	return strings.Join(v.Texts, ", ")
}

func attributeUnit(l Listing, _ Params, report func(hit)) {
	eachValue(l, func(v Value, a Attribute, known bool) {
		if known && v.Unit != "" && a.Unit != "" && v.Unit != a.Unit {
			report(hit{valuePointer(v.Key), v.Unit, a.Unit})
		}
	})
}

func attributeEnum(l Listing, _ Params, report func(hit)) {
	eachValue(l, func(v Value, a Attribute, known bool) {
		if !known || a.Type != "enum" || len(a.Values) == 0 {
			return
		}
		for _, s := range v.Texts {
			if s != "" && !slices.Contains(a.Values, s) {
				report(hit{valuePointer(v.Key), s, "one of " + strings.Join(a.Values, ", ")})
			}
		}
	})
	if l.Product == nil {
		return
	}
	for i, v := range l.Product.Variants {
		for _, o := range v.Options {
			j := slices.IndexFunc(l.Product.Category.Schema, func(a Attribute) bool { return a.Key == o.Key })
			if j < 0 {
				continue
			}
			if a := l.Product.Category.Schema[j]; a.Type == "enum" && len(a.Values) > 0 && !slices.Contains(a.Values, o.Value) {
				report(hit{fmt.Sprintf("/variants/%d/options/%s", i, o.Key), o.Value, "one of " + strings.Join(a.Values, ", ")})
			}
		}
	}
}

// numbers visits the trade item numbers of a product and of its variants.
func numbers(p *Product, fn func(pointer, gtin, owner string)) {
	if p == nil {
		return
	}
	if p.GTIN != "" {
		fn("/gtin", p.GTIN, p.GTINOwner)
	}
	for i, v := range p.Variants {
		if v.GTIN != "" {
			fn(fmt.Sprintf("/variants/%d/gtin", i), v.GTIN, v.GTINOwner)
		}
	}
}

func gtinCheckDigit(l Listing, _ Params, report func(hit)) {
	numbers(l.Product, func(at, gtin, _ string) {
		if _, ok := ParseGTIN(gtin); !ok {
			report(hit{at, gtin, WantedGTIN(gtin)})
		}
	})
}

// gtinDuplicate reports a number that another product holds, or that two variants
// share. A product with one variant may name the number twice: at itself and there.
func gtinDuplicate(l Listing, _ Params, report func(hit)) {
	seen := map[string]string{}
	numbers(l.Product, func(at, gtin, owner string) {
		if owner != "" {
			report(hit{at, gtin, "a number that no other product has"})
			return
		}
		g, ok := ParseGTIN(gtin)
		if !ok {
			return
		}
		if first, dup := seen[g]; dup && (first != "/gtin" || len(l.Product.Variants) > 1) {
			report(hit{at, gtin, "a number of its own; " + first + " has it too"})
			return
		}
		seen[g] = at
	})
}

func gtinPrefix(l Listing, p Params, report func(hit)) {
	numbers(l.Product, func(at, gtin, _ string) {
		g, ok := ParseGTIN(gtin)
		if !ok || g[0] != '0' {
			return // a GTIN-14 names a trade unit; its indicator is no prefix
		}
		if len(compact(gtin)) == 8 {
			return // GTIN-8 has prefixes of its own
		}
		for _, prefix := range p.List {
			if strings.HasPrefix(g[1:], prefix) {
				report(hit{at, prefix + "…", "a GS1 prefix for open trade"})
				return
			}
		}
	})
}

// variantGrouping wants variants to differ in what defines them and to name the same
// axes; two that are equal cannot be told apart by a buyer.
func variantGrouping(l Listing, _ Params, report func(hit)) {
	if l.Product == nil || len(l.Product.Variants) < 2 {
		return
	}
	seen := map[string]int{}
	axes := axesOf(l.Product.Variants[0])
	for i, v := range l.Product.Variants {
		at := fmt.Sprintf("/variants/%d/options", i)
		if got := axesOf(v); got != axes {
			report(hit{at, got, axes})
			continue
		}
		key := optionKey(v)
		if j, dup := seen[key]; dup {
			report(hit{at, key, fmt.Sprintf("options other than those of /variants/%d", j)})
			continue
		}
		seen[key] = i
	}
}

func axesOf(v Variant) string {
	keys := make([]string, len(v.Options))
	for i, o := range v.Options {
		keys[i] = o.Key
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}

func optionKey(v Variant) string {
	parts := make([]string, len(v.Options))
	for i, o := range v.Options {
		parts[i] = o.Key + "=" + o.Value
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// variantSingle reports an axis on which all of several variants agree.
func variantSingle(l Listing, _ Params, report func(hit)) {
	if l.Product == nil || len(l.Product.Variants) < 2 {
		return
	}
	for _, o := range l.Product.Variants[0].Options {
		same := true
		for _, v := range l.Product.Variants[1:] {
			same = same && slices.Contains(v.Options, o)
		}
		if same {
			report(hit{"/variants", o.Key + "=" + o.Value, "an axis with two or more values"})
		}
	}
}

// brand lets only the vendors of Pairs list a brand that the pairs name.
func brand(l Listing, p Params, report func(hit)) {
	if l.Product == nil || l.Product.Brand == "" {
		return
	}
	for _, pair := range p.Pairs {
		if strings.EqualFold(pair.Key, l.Product.Brand) && !slices.Contains(pair.Values, string(l.Seller.ID)) {
			report(hit{"/brand", l.Product.Brand, "an authorisation for this brand"})
		}
	}
}
