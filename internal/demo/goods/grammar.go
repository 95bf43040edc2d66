package goods

import (
	"strconv"
	"strings"

	"github.com/markthalle/markthalle"
)

// tri is one text in English, German and Polish.
type tri [3]string

func (t tri) texts() markthalle.Texts {
	return markthalle.Texts{
		{Locale: markthalle.English, Value: t[0]},
		{Locale: markthalle.German, Value: t[1]},
		{Locale: markthalle.Polish, Value: t[2]},
	}
}

func (t tri) plus(o tri, between string) tri {
	for i := range t {
		if o[i] != "" {
			t[i] += between + o[i]
		}
	}
	return t
}

// quoted sets a name in the quotation marks of each language.
func quoted(name string) tri {
	return tri{"“" + name + "”", "»" + name + "«", "„" + name + "”"}
}

// fill puts words into the holes of a sentence: {n} → holes["n"].
func (t tri) fill(holes map[string]tri) tri {
	for i := range t {
		s := t[i]
		for k, v := range holes {
			s = strings.ReplaceAll(s, "{"+k+"}", v[i])
		}
		t[i] = s
	}
	return t
}

// measure writes thousandths of a unit: 9500 cm → 9.5 cm, 9,5 cm, 9,5 cm. The space is
// a protected one, so that a number never parts from its unit.
func measure(milli int64, unit string) tri {
	whole, rest := milli/1000, milli%1000
	frac := ""
	if rest != 0 {
		frac = strings.TrimRight(strconv.FormatInt(1000+rest, 10)[1:], "0")
	}
	one := func(point string) string {
		s := strconv.FormatInt(whole, 10)
		if frac != "" {
			s += point + frac
		}
		if unit == "" {
			return s
		}
		return s + "\u00a0" + unit
	}
	return tri{one("."), one(","), one(",")}
}

// weight writes grams, from a kilogram on in kg with one decimal.
func weight(grams int64) tri {
	if grams < 1000 {
		return measure(grams*1000, "g")
	}
	return measure((grams+50)/100*100, "kg")
}

// kind is what a subcategory's texts are written for.
type kind struct {
	pic    string   // the picture's subject
	noun   tri      // head of the title: "Stoneware mug"
	the    tri      // subject of a sentence: "The mug"
	values string   // attributes: "material=stoneware glaze=matt|gloss", | offers a choice
	colors []string // of the variants or the picture; none: what the subject comes in
	sizes  []size
	lead   []tri // first sentences, true for this kind only
}

// size is one measure of a kind: n in the subcategory's unit, price in cents, weight in
// grams, and length, width and height in millimetres.
type size struct {
	n, price, grams int64
	l, w, h         int64
}

// shelf is a subcategory as it is written down in the tables.
type shelf struct {
	slug   string
	name   tri
	schema []field
	kinds  []kind
	facts  []tri // second sentences: measures, true for all kinds
	care   []tri // last sentences: use and care, true for all kinds
	axis   string
	unit   string // of size.n; with an axis "pack" the sizes are the variants
	key    string // the attribute that size.n answers
	plain  bool   // titles go without the size
	suffix tri    // how a title says the size, where a unit does not do
	alone  bool   // the department's closing sentences do not fit
	season season
	refill bool
}

// field is one attribute of a schema in short; values are gathered from the kinds.
type field struct {
	key, typ, unit  string
	name            tri
	required, facet bool
}

// aisle is a department as it is written down.
type aisle struct {
	slug    string
	name    tri
	shelves []shelf
	lines   []string // invented names of goods
	close   []tri    // now and then a fourth sentence
	warn    tri      // the safety warning of the department
}

type season [12]int

var (
	even   = season{100, 95, 100, 100, 100, 95, 90, 90, 100, 105, 115, 130}
	gifts  = season{70, 80, 85, 90, 95, 85, 75, 75, 90, 110, 170, 230}
	spring = season{50, 80, 150, 200, 190, 140, 100, 80, 80, 60, 50, 60}
	warm   = season{50, 60, 100, 140, 170, 170, 150, 130, 100, 70, 55, 60}
	cold   = season{130, 110, 90, 70, 50, 40, 40, 60, 110, 150, 190, 210}
)

func enum(key string, name tri, required bool) field {
	return field{key: key, typ: TypeEnum, name: name, required: required, facet: true}
}

func number(key, unit string, name tri) field {
	return field{key: key, typ: TypeNumber, unit: unit, name: name, required: true, facet: true}
}

func length(key string, name tri) field {
	return field{key: key, typ: TypeDimension, unit: "cm", name: name}
}

func yesno(key string, name tri) field {
	return field{key: key, typ: TypeBool, name: name, facet: true}
}

// Fields that many subcategories share.
var (
	fMaterial = enum("material", tri{"Material", "Material", "Materiał"}, true)
	fWood     = enum("wood", tri{"Wood", "Holz", "Drewno"}, true)
	fColor    = enum("color", tri{"Colour", "Farbe", "Kolor"}, true)
	fPack     = enum("pack", tri{"Pack size", "Packungsgröße", "Wielkość opakowania"}, true)
	fHeight   = length("height", tri{"Height", "Höhe", "Wysokość"})
	fWidth    = length("width", tri{"Width", "Breite", "Szerokość"})
	fLength   = length("length", tri{"Length", "Länge", "Długość"})
	fDiameter = length("diameter", tri{"Diameter", "Durchmesser", "Średnica"})
	fOrigin   = enum("origin", tri{"Origin", "Herkunft", "Pochodzenie"}, true)
	fOrganic  = yesno("organic", tri{"Organic", "Bio", "Ekologiczne"})
)
