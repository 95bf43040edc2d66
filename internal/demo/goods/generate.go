package goods

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/demo/pictures"
)

// aisles are the departments in the order of the hall.
func aisles() []aisle {
	return []aisle{kitchen, coffeeTea, deli, garden, paperware, textiles, lamps, furniture, tools, toys, bodyCare, bicycles}
}

// Generate invents a market of so many vendors and products. Equal arguments give
// equal markets; the first products of a larger market of the same seed are those of a
// smaller one, but for their vendors.
func Generate(seed uint64, vendors, products int) Market {
	g := &generator{seed: seed, titles: map[string]bool{}, slugs: map[string]bool{}, aisles: aisles()}
	m := Market{Departments: departments(g.aisles), Vendors: listVendors(seed, vendors)}
	g.vendors = m.Vendors
	for i := range m.Vendors {
		g.merchant = append(g.merchant, isMerchant(i))
	}
	for ai, a := range g.aisles {
		for si := range a.shelves {
			g.places = append(g.places, place{aisle: ai, shelf: si})
		}
	}
	for i := range products {
		p := g.product(i)
		m.Products = append(m.Products, p)
		m.Offers = append(m.Offers, g.offers(i, p)...)
	}
	return m
}

type place struct{ aisle, shelf int }

type generator struct {
	seed     uint64
	aisles   []aisle
	places   []place
	vendors  []Vendor
	merchant []bool
	titles   map[string]bool
	slugs    map[string]bool
}

func (g *generator) rand(i int, what uint64) *rand.Rand {
	return rand.New(rand.NewPCG(g.seed*1000003+what, uint64(i)))
}

func oneOf[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// departments turns the tables into categories with schemas.
func departments(from []aisle) []Department {
	var out []Department
	for _, a := range from {
		d := Department{Slug: a.slug, Name: a.name.texts()}
		for _, s := range a.shelves {
			sub := Subcategory{Slug: s.slug, Name: s.name.texts()}
			for _, f := range s.schema {
				sub.Attributes = append(sub.Attributes, attribute(s, f))
			}
			d.Sub = append(d.Sub, sub)
		}
		out = append(out, d)
	}
	return out
}

// attribute gathers the choices of an enum from what the kinds use. The variant
// attribute is not required of a product, because each of its variants answers it.
func attribute(s shelf, f field) Attribute {
	a := Attribute{Key: f.key, Name: f.name.texts(), Type: f.typ, Unit: f.unit, Required: f.required, Facet: f.facet, Variant: f.key == s.axis && s.axis != ""}
	if a.Variant {
		a.Required = false
	}
	if f.typ != TypeEnum {
		return a
	}
	seen := map[string]bool{}
	add := func(key string, label tri) {
		if !seen[key] {
			seen[key] = true
			a.Values = append(a.Values, Value{Key: key, Label: label.texts()})
		}
	}
	for _, k := range s.kinds {
		switch {
		case f.key == "pack":
			for _, z := range k.sizes {
				add(packKey(z, s.unit), packLabel(z, s.unit))
			}
		case f.key == s.axis:
			for _, c := range k.hues() {
				add(c, label(f.key, c))
			}
		default:
			for _, v := range k.choices(f.key) {
				add(v, label(f.key, v))
			}
		}
	}
	if f.key == "pack" {
		slices.SortStableFunc(a.Values, func(x, y Value) int { return len(x.Key) - len(y.Key) })
	}
	return a
}

// hues are the colours a kind comes in.
func (k kind) hues() []string {
	if k.colors != nil {
		return k.colors
	}
	return pictures.Orderable(k.pic)
}

// choices are the values that a kind names for an attribute.
func (k kind) choices(key string) []string {
	for f := range strings.FieldsSeq(k.values) {
		if name, list, ok := strings.Cut(f, "="); ok && name == key {
			return strings.Split(list, "|")
		}
	}
	return nil
}

func packKey(z size, unit string) string {
	return strings.ReplaceAll(packLabel(z, unit)[0], "\u00a0", "")
}

func packLabel(z size, unit string) tri {
	if unit == "g" {
		return weight(z.n)
	}
	return measure(z.n*1000, unit)
}

// title is kind, line and size; books are named after what they are about.
func (g *generator) title(r *rand.Rand, a aisle, s shelf, k kind, z size, j int) tri {
	for try := 0; ; try++ {
		t := k.noun
		if s.slug == books.slug {
			list := topics[k.choices("topic")[0]]
			t = list[(j/len(s.kinds)+try)%len(list)].plus(k.noun, ". ")
			if round := (j/len(s.kinds) + try) / len(list); round > 0 {
				t = t.plus(measureWord(round+1), ", ")
			}
		} else {
			t = t.plus(quoted(lineName(a.lines, r.IntN(len(a.lines)), j, try)), " ")
			if !s.plain && z.n > 0 {
				t = t.plus(sizeWords(s, z), ", ")
			}
		}
		for i := range t {
			t[i] = strings.ReplaceAll(t[i], "\u00a0", " ")
		}
		if !g.titles[t[0]] && !g.titles[t[1]] && !g.titles[t[2]] {
			for _, x := range t {
				g.titles[x] = true
			}
			return t
		}
	}
}

func sizeWords(s shelf, z size) tri {
	n := measure(z.n*1000, s.unit)
	if s.suffix[0] != "" {
		return s.suffix.fill(map[string]tri{"n": n})
	}
	return n
}

func measureWord(n int) tri {
	v := measure(int64(n)*1000, "")
	return tri{"volume " + v[0], "Band " + v[1], "tom " + v[2]}
}

// second are the names that lengthen a line when its first names are used up.
var second = []string{"Nord", "Süd", "Ost", "West", "Alt", "Neu", "Grande", "Piccolo", "Eins", "Zwei", "Drei", "Vier", "Fünf", "Sechs", "Luna", "Sol", "Stella", "Terra", "Aqua", "Vera", "Nova", "Prima", "Duo", "Trio"}

func lineName(lines []string, start, j, try int) string {
	n := lines[(start+try)%len(lines)]
	if try < len(lines) {
		return n
	}
	k := try/len(lines) - 1
	n += " " + second[k%len(second)]
	if k >= len(second) {
		n += " " + second[(k/len(second)+j)%len(second)]
	}
	return n
}

// sentences tell about a product in two to four sentences.
func sentences(r *rand.Rand, a aisle, s shelf, k kind, z size) markthalle.Texts {
	low := k.the
	for i := range low {
		low[i] = lowerFirst(low[i])
	}
	unit := s.unit
	n := measure(z.n*1000, unit)
	if s.axis == "pack" && unit == "g" {
		n = weight(z.n)
	}
	holes := map[string]tri{"the": k.the, "the0": low, "n": n, "g": weight(z.grams), "h": cm(z.h), "w": cm(z.w), "l": cm(z.l)}
	t := oneOf(r, k.lead).plus(oneOf(r, s.facts), " ").plus(oneOf(r, s.care), " ")
	if !s.alone && r.IntN(5) < 2 {
		t = t.plus(oneOf(r, a.close), " ")
	}
	return t.fill(holes).texts()
}

func cm(mm int64) tri { return measure(mm*100, "cm") }

func lowerFirst(s string) string {
	for i, c := range s {
		return strings.ToLower(string(c)) + s[i+len(string(c)):]
	}
	return s
}
