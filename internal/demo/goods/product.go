package goods

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/markthalle/markthalle/internal/demo/pictures"
)

func (g *generator) product(i int) Product {
	r := g.rand(i, 1)
	at := g.places[i%len(g.places)]
	a := g.aisles[at.aisle]
	s := a.shelves[at.shelf]
	j := i / len(g.places)
	k := s.kinds[j%len(s.kinds)]
	z := oneOf(r, k.sizes)
	title := g.title(r, a, s, k, z, j)
	owner := g.owner(r, a.slug, s.slug)
	maker := g.maker(r, s.slug, owner)
	pic := r.Uint64()
	p := Product{
		Key: "p" + pad(int64(i+1), 5), Slug: g.slug(title[0]), Department: a.slug, Subcategory: s.slug,
		Title: title.texts(), Description: sentences(r, a, s, k, z), Brand: maker.brand,
		Picture: k.pic, Owner: g.vendors[owner].Key, Season: s.season, Replenishable: s.refill,
		Popularity: 1 + int(r.ExpFloat64()*120), Safety: safety(maker, a.warn),
	}
	p.Popularity = min(1000, p.Popularity)
	for range pictures.Views(k.pic) {
		p.PictureSeeds = append(p.PictureSeeds, pic)
	}
	p.Attributes = attributes(r, s, k, z)
	style := r.IntN(4)
	factor := int64(9300 + r.IntN(1700))
	p.Variants = g.variants(r, i, s, k, z, style, factor)
	p.Price, p.GTIN = p.Variants[0].Price, p.Variants[0].GTIN
	if r.IntN(100) < 18 {
		p.ListPrice = max(p.Price+50, ending(p.Price*int64(11200+r.IntN(1400))/10000, style))
	}
	return p
}

func safety(o origin, warn tri) Safety {
	return Safety{Manufacturer: o.legal, Address: o.address, Contact: o.contact, Warnings: warn.texts()}
}

// variants are one for each colour or pack; a product without an axis has a single one.
func (g *generator) variants(r *rand.Rand, i int, s shelf, k kind, z size, style int, factor int64) []Variant {
	hues := k.hues()
	make1 := func(n int, color string, z size, options ...Option) Variant {
		v := Variant{
			Key: "v" + strconv.Itoa(n+1), Options: options, Color: color, Price: ending(z.price*factor/10000, style), WeightGrams: z.grams,
			Dimensions: Dimensions{z.l + 20, z.w + 20, z.h + 20},
		}
		v.GTIN = GTIN13("2" + strconv.FormatUint(g.seed%10, 10) + pad(int64(i)*16+int64(n)+1, 10))
		v.SKU = sku(s.slug, i, n)
		return v
	}
	switch s.axis {
	case "":
		return []Variant{make1(0, oneOf(r, hues), z)}
	case "pack":
		color := oneOf(r, hues)
		var out []Variant
		for n, z := range k.sizes {
			out = append(out, make1(n, color, z, Option{"pack", packKey(z, s.unit)}))
		}
		return out
	}
	count := min(len(hues), 1+r.IntN(4))
	if r.IntN(3) == 0 {
		count = 1
	}
	var out []Variant
	for n, h := range r.Perm(len(hues))[:count] {
		out = append(out, make1(n, hues[h], z, Option{s.axis, hues[h]}))
	}
	return out
}

func sku(slug string, i, n int) string {
	code := strings.ToUpper(strings.ReplaceAll(slug, "-", ""))
	return code[:min(4, len(code))] + "-" + pad(int64(i+1), 5) + "-" + strconv.Itoa(n+1)
}

// attributes answers the schema; variant attributes are answered by the variants.
func attributes(r *rand.Rand, s shelf, k kind, z size) []AttrValue {
	var out []AttrValue
	for _, f := range s.schema {
		v := AttrValue{Key: f.key, Unit: f.unit}
		list := k.choices(f.key)
		switch {
		case f.key == s.axis && s.axis != "":
			continue
		case f.key == s.key:
			if z.n == 0 {
				continue
			}
			v.Number = z.n * 1000
		case f.typ == TypeDimension:
			v.Number = map[string]int64{"height": z.h, "width": z.w, "length": z.l, "diameter": z.w}[f.key] * 100
		case f.typ == TypeDate:
			v.Values = []string{strconv.Itoa(2015+r.IntN(10)) + "-" + pad(int64(1+r.IntN(12)), 2) + "-01"}
		case f.typ == TypeEnum && f.key == "wood":
			v.Values = []string{oneOf(r, list)}
		case len(list) == 0:
			continue
		case f.typ == TypeBool:
			v.Bool = oneOf(r, list) == "yes"
		case f.typ == TypeNumber:
			n, err := strconv.ParseInt(oneOf(r, list), 10, 64)
			if err != nil {
				continue
			}
			v.Number = n * 1000
		default:
			v.Values = []string{oneOf(r, list)}
		}
		out = append(out, v)
	}
	return out
}

// ending rounds to what a shop would write: 5.90, 12.50, 24.00, 89.00, 248.00.
func ending(cents int64, style int) int64 {
	euros := (cents + 50) / 100
	switch {
	case cents < 300:
		return max(1, euros)*100 - []int64{10, 20, 50, 5}[style]
	case cents < 4000:
		return euros*100 - []int64{10, 0, 50, 10}[style]
	case cents < 15000:
		return euros*100 - []int64{10, 0, 0, 10}[style]
	}
	return euros / 5 * 500
}

// slug writes an English title with what a path may hold.
func (g *generator) slug(title string) string {
	base := slugify(title)
	s := base
	for n := 2; g.slugs[s]; n++ {
		s = base + "-" + strconv.Itoa(n)
	}
	g.slugs[s] = true
	return s
}

var plainLetters = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "å", "a", "ø", "o", "æ", "ae", "é", "e", "è", "e", "ê", "e", "á", "a", "à", "a", "â", "a", "ã", "a", "í", "i",
	"ó", "o", "ô", "o", "ú", "u", "ç", "c", "ñ", "n", "ř", "r", "ů", "u", "ý", "y", "ž", "z", "š", "s", "č", "c", "ě", "e", "ł", "l", "ą", "a", "ę", "e", "ń", "n", "ś", "s", "ż", "z", "ź", "z", "ć", "c")

func slugify(s string) string {
	var b strings.Builder
	for _, c := range plainLetters.Replace(strings.ToLower(s)) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-") && c != '\'' && c != '’':
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
