package search

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
)

// Zone is where in a document a word stands; the order is the weight (SEA-5).
type Zone uint8

// The zones, heaviest first.
const (
	InTitle Zone = iota
	InBrand
	InCategory
	InAttributes
	InDescription
	Zones // their number
)

// String returns the zone's name in explanations.
func (z Zone) String() string {
	return [...]string{"title", "brand", "category", "attributes", "description"}[z]
}

// Weight is the zone's share in the text score.
func (z Zone) Weight() int { return [...]int{16, 12, 8, 4, 1}[z] }

// Passage is the words of one zone of a document.
type Passage struct {
	Zone     Zone
	Words    []string // in their order; texts of several languages follow one another
	Variants []string // other spellings, without order
}

// maxDescription bounds the words of descriptions that are searched.
const maxDescription = 400

// Numbers returns the article numbers of d as Code spells them.
func (d *Document) Numbers() []string {
	var out []string
	for _, c := range d.Codes {
		if code := Code(c); code != "" && !contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// Passages returns the searchable words of d in the order of zones. Article numbers are
// not among them: they are found as a whole or not at all, and so the offers of a
// product share their passages.
func (d *Document) Passages() []Passage {
	var p [Zones]Passage
	for z := range p {
		p[z].Zone = Zone(z)
	}
	p[InTitle].add(d.Title)
	p[InBrand].text(d.Brand)
	for _, n := range d.CategoryNames {
		p[InCategory].add(n)
	}
	for _, a := range d.Attributes {
		if a.Searchable {
			for _, l := range a.Labels {
				p[InAttributes].add(l)
			}
		}
	}
	p[InTitle].Variants = append(p[InTitle].Variants, heads(p[InTitle].Words, p[InCategory].Words)...)
	p[InDescription].add(d.Description)
	if len(p[InDescription].Words) > maxDescription {
		p[InDescription].Words = p[InDescription].Words[:maxDescription]
	}
	if len(p[InDescription].Variants) > maxDescription/2 {
		p[InDescription].Variants = p[InDescription].Variants[:maxDescription/2]
	}
	var out []Passage
	for _, x := range p {
		if len(x.Words) > 0 {
			out = append(out, x)
		}
	}
	return out
}

// heads returns the words of the categories' names that words of the title end with:
// Germanic compounds have their head at the end, so that a Waldhonig in the category
// "Honig" is found as honey, and a Trinkbecher in "Tassen und Becher" as a cup. Endings
// of the plural are left off.
func heads(title, categories []string) []string {
	var out []string
	for _, c := range categories {
		for _, ending := range [...]string{"", "n", "en", "er", "e", "s"} {
			head, ok := strings.CutSuffix(c, ending)
			if !ok || len(head) < minHead || contains(out, head) || contains(title, head) {
				continue
			}
			if slices.ContainsFunc(title, func(w string) bool { return len(w) > len(head)+2 && strings.HasSuffix(w, head) }) {
				out = append(out, head)
			}
		}
	}
	return out
}

const minHead = 4

// TitleLength is how many different words the title has, on average over its languages.
func (d *Document) TitleLength() int {
	words, languages := 0, 0
	for i, t := range d.Title {
		if !same(d.Title[:i], t.Value) {
			words, languages = words+len(Distinct(Words(t.Value))), languages+1
		}
	}
	return words / max(1, languages)
}

// Distinct returns the words of a list, each where it stands first. The list is reused.
func Distinct(words []string) []string {
	out := words[:0]
	for _, w := range words {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// TextHash identifies what Passages makes of d: documents of a product with the same
// hash have the same words. The hash is another one in the next process.
func (d *Document) TextHash() uint64 {
	var h maphash.Hash
	h.SetSeed(textSeed)
	write := func(texts markthalle.Texts) {
		for _, t := range texts {
			_, _ = h.WriteString(t.Value) // a hash never fails
			_ = h.WriteByte(1)
		}
		_ = h.WriteByte(2)
	}
	write(d.Title)
	_, _ = h.WriteString(d.Brand)
	write(nil)
	for _, n := range d.CategoryNames {
		write(n)
	}
	write(nil)
	for _, a := range d.Attributes {
		if a.Searchable {
			for _, l := range a.Labels {
				write(l)
			}
		}
	}
	write(nil)
	write(d.Description)
	return h.Sum64()
}

var textSeed = maphash.MakeSeed()

func (p *Passage) add(texts markthalle.Texts) {
	for i, t := range texts {
		if same(texts[:i], t.Value) {
			continue
		}
		p.text(t.Value)
	}
}

func (p *Passage) text(s string) {
	words := Words(s)
	p.Words = append(p.Words, words...)
	p.Variants = append(p.Variants, Variants(s, words)...)
}

func same(texts markthalle.Texts, value string) bool {
	for _, t := range texts {
		if t.Value == value {
			return true
		}
	}
	return false
}
