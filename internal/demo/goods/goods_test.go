package goods_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/demo/goods"
	"github.com/markthalle/markthalle/internal/demo/pictures"
)

func market(t testing.TB) goods.Market {
	t.Helper()
	return goods.Generate(1, 36, 1500)
}

func TestGenerateIsDeterministicAndScales(t *testing.T) {
	t.Parallel()
	if !reflect.DeepEqual(goods.Generate(7, 20, 300), goods.Generate(7, 20, 300)) {
		t.Error("equal arguments gave different markets")
	}
	if reflect.DeepEqual(goods.Generate(7, 20, 300).Products, goods.Generate(8, 20, 300).Products) {
		t.Error("the seed changes nothing")
	}
	for _, n := range [][2]int{{0, 0}, {1, 40}, {5, 200}, {300, 5000}} {
		m := goods.Generate(3, n[0], n[1])
		if len(m.Vendors) != n[0] || len(m.Products) != n[1] {
			t.Errorf("asked for %v, got %d vendors and %d products", n, len(m.Vendors), len(m.Products))
		}
		unique(t, "vendor slug", len(m.Vendors), func(i int) string { return m.Vendors[i].Slug })
		unique(t, "product slug", len(m.Products), func(i int) string { return m.Products[i].Slug })
		for _, l := range markthalle.Locales() {
			unique(t, "title "+string(l), len(m.Products), func(i int) string { return m.Products[i].Title.In(l) })
		}
	}
}

func unique(t *testing.T, what string, n int, at func(int) string) {
	t.Helper()
	seen := map[string]bool{}
	for i := range n {
		if s := at(i); seen[s] || s == "" {
			t.Errorf("%s %q is empty or given twice", what, s)
		} else {
			seen[s] = true
		}
	}
}

// The shape of the hall is fixed by the pages' specification: 12 departments, 40
// subcategories, each with a schema.
func TestDepartments(t *testing.T) {
	t.Parallel()
	m := market(t)
	subs, sold := 0, map[string]int{}
	for _, p := range m.Products {
		sold[p.Subcategory]++
	}
	for _, d := range m.Departments {
		subs += len(d.Sub)
		spoken(t, d.Slug, d.Name, 4)
		for _, s := range d.Sub {
			spoken(t, s.Slug, s.Name, 2)
			if len(s.Attributes) < 4 || sold[s.Slug] < 30 {
				t.Errorf("%s: %d attributes, %d products", s.Slug, len(s.Attributes), sold[s.Slug])
			}
			for _, a := range s.Attributes {
				spoken(t, s.Slug+"."+a.Key, a.Name, 2)
				if (a.Type == goods.TypeEnum) != (len(a.Values) > 0) {
					t.Errorf("%s.%s: type %s with %d values", s.Slug, a.Key, a.Type, len(a.Values))
				}
				for _, v := range a.Values {
					spoken(t, s.Slug+"."+a.Key+"."+v.Key, v.Label, 1)
				}
			}
		}
	}
	if len(m.Departments) != 12 || subs != 40 {
		t.Errorf("%d departments and %d subcategories, want 12 and 40", len(m.Departments), subs)
	}
}

// spoken checks that a text exists in the three languages and reads quietly (UI-9).
func spoken(t *testing.T, where string, text markthalle.Texts, least int) {
	t.Helper()
	if len(text) != 3 {
		t.Errorf("%s has %d languages", where, len(text))
	}
	for _, x := range text {
		if utf8.RuneCountInString(x.Value) < least || strings.ContainsAny(x.Value, "!{}") || strings.Contains(x.Value, "  ") || x.Value != strings.TrimSpace(x.Value) {
			t.Errorf("%s in %s: %q", where, x.Locale, x.Value)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	m := market(t)
	sentence := regexp.MustCompile(`[.?](\s|$)`)
	for _, p := range m.Products {
		spoken(t, p.Key, p.Title, 10)
		spoken(t, p.Key, p.Description, 80)
		spoken(t, p.Key, p.Safety.Warnings, 10)
		for _, x := range p.Title {
			if n := utf8.RuneCountInString(x.Value); n > 80 {
				t.Errorf("title of %d characters: %s", n, x.Value)
			}
		}
		for _, x := range p.Description {
			if n := len(sentence.FindAllString(x.Value, -1)); n < 2 || n > 8 {
				t.Errorf("%s: %d sentences: %s", p.Key, n, x.Value)
			}
			if c, _ := utf8.DecodeRuneInString(x.Value); strings.ToUpper(string(c)) != string(c) {
				t.Errorf("begins small: %s", x.Value)
			}
		}
		if de := p.Description.In(markthalle.German); regexp.MustCompile(`\b(du|dein|deine|euch)\b`).MatchString(de) {
			t.Errorf("German without Sie: %s", de)
		}
		if p.Brand == "" || p.Safety.Manufacturer == "" || p.Safety.Contact == "" {
			t.Errorf("%s: nobody answers for it", p.Key)
		}
	}
	for _, v := range m.Vendors {
		spoken(t, v.Key, v.Story, 30)
		spoken(t, v.Key, v.Policies, 30)
	}
	for _, v := range goods.Generate(1, 90, 0).Vendors[36:] {
		spoken(t, v.Key, v.Story, 30)
	}
}

// MKT-32: values lie within the schema and required attributes are answered.
func TestAttributesFollowTheSchema(t *testing.T) {
	t.Parallel()
	m := market(t)
	schemas := map[string]map[string]goods.Attribute{}
	for _, d := range m.Departments {
		for _, s := range d.Sub {
			schemas[s.Slug] = map[string]goods.Attribute{}
			for _, a := range s.Attributes {
				schemas[s.Slug][a.Key] = a
			}
		}
	}
	for _, p := range m.Products {
		schema, given := schemas[p.Subcategory], map[string]bool{}
		for _, v := range p.Attributes {
			a, ok := schema[v.Key]
			if !ok || given[v.Key] || a.Variant {
				t.Fatalf("%s answers %s, which its schema does not ask once of a product", p.Key, v.Key)
			}
			given[v.Key] = true
			within(t, p.Key, a, v)
		}
		for _, a := range schema {
			if a.Required && !given[a.Key] {
				t.Errorf("%s lacks %s", p.Key, a.Key)
			}
		}
		for _, x := range p.Variants {
			for _, o := range x.Options {
				if a := schema[o.Key]; !a.Variant || !allowed(a, o.Value) {
					t.Errorf("%s: option %v outside the schema", p.Key, o)
				}
			}
		}
	}
}

func within(t *testing.T, where string, a goods.Attribute, v goods.AttrValue) {
	t.Helper()
	switch a.Type {
	case goods.TypeEnum:
		if len(v.Values) == 0 || len(v.Values) > 1 && !a.Multi {
			t.Errorf("%s.%s has %d values", where, a.Key, len(v.Values))
		}
		for _, x := range v.Values {
			if !allowed(a, x) {
				t.Errorf("%s.%s: %q is no choice", where, a.Key, x)
			}
		}
	case goods.TypeNumber, goods.TypeDimension:
		if v.Number <= 0 || v.Unit != a.Unit {
			t.Errorf("%s.%s: %d %q", where, a.Key, v.Number, v.Unit)
		}
	case goods.TypeDate:
		if !regexp.MustCompile(`^20\d\d-[01]\d-01$`).MatchString(v.Values[0]) {
			t.Errorf("%s.%s: %v", where, a.Key, v.Values)
		}
	}
}

func allowed(a goods.Attribute, key string) bool {
	for _, v := range a.Values {
		if v.Key == key {
			return true
		}
	}
	return false
}

func TestVariants(t *testing.T) {
	t.Parallel()
	m := market(t)
	known, gtins, several := map[string]bool{}, map[string]bool{}, 0
	for _, c := range pictures.Colors() {
		known[c] = true
	}
	for _, p := range m.Products {
		if len(p.Variants) == 0 || p.GTIN != p.Variants[0].GTIN || p.Price != p.Variants[0].Price {
			t.Fatalf("%s: %d variants, first one differs", p.Key, len(p.Variants))
		}
		if len(p.Variants) > 1 {
			several++
		}
		for _, v := range p.Variants {
			if gtins[v.GTIN] || !validGTIN(v.GTIN) || v.GTIN[0] != '2' {
				t.Errorf("GTIN %s", v.GTIN)
			}
			gtins[v.GTIN] = true
			if !known[v.Color] || v.WeightGrams <= 0 || v.Dimensions.Length <= 0 || v.Dimensions.Width <= 0 || v.Dimensions.Height <= 0 {
				t.Errorf("%s %+v", p.Key, v)
			}
		}
		if len(p.PictureSeeds) < 2 || p.Popularity < 1 || p.Popularity > 1000 {
			t.Errorf("%s: %d pictures, popularity %d", p.Key, len(p.PictureSeeds), p.Popularity)
		}
		for _, w := range p.Season {
			if w <= 0 {
				t.Errorf("%s: a month without weight", p.Key)
			}
		}
	}
	if several*3 < len(m.Products) {
		t.Errorf("only %d products come in several variants", several)
	}
}
