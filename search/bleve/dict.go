package bleve

import (
	"strings"
	"sync"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// dict gives every value of every counted field a number, so that rows hold numbers
// and counting is an index into an array. Numbers are never reused; a rewritten
// generation starts anew.
type dict struct {
	mu      sync.RWMutex
	fields  map[string]uint16
	names   []string            // of fields
	numbers []map[string]uint32 // by field: value → number
	owner   []uint16            // by number: field
	values  []value
	called  *nameIndex // of categories, brands and vendors; nil after a change
}

type value struct {
	text   string
	label  string           // wording without language (brands, vendors)
	labels markthalle.Texts // wordings
	words  []string         // of all wordings, for suggestions; not for attributes
	parent uint32           // of categories: the number above, 0 for a root
	depth  uint16
}

// newDict returns a dictionary whose number 0 means "none".
func newDict() *dict {
	d := &dict{fields: make(map[string]uint16)}
	d.field("")
	d.number(0, "")
	return d
}

// field returns the number of a field, adding it. Only the writer calls it.
func (d *dict) field(name string) uint16 {
	if f, ok := d.fields[name]; ok {
		return f
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	f := uint16(len(d.names))
	d.fields[name] = f
	d.names = append(d.names, name)
	d.numbers = append(d.numbers, make(map[string]uint32))
	return f
}

// number returns the number of a value, adding it. Only the writer calls it.
func (d *dict) number(field uint16, text string) uint32 {
	if n, ok := d.numbers[field][text]; ok {
		return n
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	text = strings.Clone(text) // it may be a part of a record
	n := uint32(len(d.owner))
	d.numbers[field][text] = n
	d.owner = append(d.owner, field)
	d.values = append(d.values, value{text: text})
	return n
}

// describe keeps the newest wording of a value.
func (d *dict) describe(n uint32, label string, labels markthalle.Texts) {
	v := &d.values[n]
	if v.label == label && sameTexts(v.labels, labels) {
		return
	}
	var words []string
	if !strings.HasPrefix(d.names[d.owner[n]], search.AttrPrefix) {
		words = search.Words(label)
		for _, l := range labels {
			words = append(words, search.Words(l.Value)...)
		}
	}
	kept := make(markthalle.Texts, len(labels))
	for i, l := range labels {
		kept[i] = markthalle.Text{Locale: markthalle.Locale(strings.Clone(string(l.Locale))), Value: strings.Clone(l.Value)}
	}
	d.mu.Lock()
	if len(words)+len(v.words) > 0 {
		d.called = nil
	}
	v.label, v.labels, v.words = strings.Clone(label), kept, cloned(words)
	d.mu.Unlock()
}

func (d *dict) place(n, parent uint32, depth int) {
	v := &d.values[n]
	if v.parent == parent && int(v.depth) == depth {
		return
	}
	d.mu.Lock()
	v.parent, v.depth = parent, uint16(depth)
	d.mu.Unlock()
}

func sameTexts(a, b markthalle.Texts) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// look is what readers may use: the numbers that exist now.
type look struct {
	d      *dict
	owner  []uint16
	fields int
}

func (d *dict) look() look {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return look{d: d, owner: d.owner, fields: len(d.names)}
}

func (d *dict) findField(name string) (uint16, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	f, ok := d.fields[name]
	return f, ok
}

func (d *dict) find(field uint16, text string) (uint32, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	n, ok := d.numbers[field][text]
	return n, ok
}

// facetValue describes number n for a result.
func (d *dict) facetValue(n uint32, locale markthalle.Locale) search.FacetValue {
	d.mu.RLock()
	defer d.mu.RUnlock()
	v := &d.values[n]
	out := search.FacetValue{Value: v.text, Label: v.label, Depth: int(v.depth)}
	if l := v.labels.In(locale); l != "" {
		out.Label = l
	}
	if out.Label == "" {
		out.Label = v.text
	}
	if v.parent != 0 {
		out.Parent = d.values[v.parent].text
	}
	return out
}

// fieldOf returns the field of number n.
func (d *dict) fieldOf(n uint32) string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.names[d.owner[n]]
}

// text returns the value with number n, empty for none.
func (d *dict) text(n uint32) string {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.values[n].text
}
