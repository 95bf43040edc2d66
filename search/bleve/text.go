package bleve

import (
	"encoding/binary"
	"fmt"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/markthalle/markthalle/search"
)

// fieldWords is the one text field.
const fieldWords = "w"

const (
	// prefixMark starts the terms that are beginnings of words; no word has that byte.
	prefixMark = "\x01"
	maxShort   = 3 // letters of such a beginning, at least search.MinPrefix
)

// textFormat changes whenever words, payloads or text numbers are made differently; an
// index with another one is filled again from the log.
const textFormat = "2"

// payload packs zones and position into the frequency of a posting: 6 bits of zones,
// then 8 bits of position, plus 2 so that no encoding for the frequency 1 applies.
type payload uint16

func pack(zones uint8, position int) payload {
	return payload(zones) | payload(min(position, 255))<<6
}

func (p payload) zones() uint8  { return uint8(p & 63) }
func (p payload) position() int { return int(p>>6) & 255 }
func (p payload) frequency() int {
	return int(p) + 2
}

func unpack(frequency uint64) payload { return payload(frequency - 2) }

// textDocument is one text as Bleve sees it.
type textDocument struct {
	id    string
	field *textField
	idf   *idField
}

func newTextDocument(number uint32, d *search.Document) *textDocument {
	return &textDocument{id: textID(number), field: &textField{doc: d}}
}

func textID(number uint32) string {
	return string(binary.BigEndian.AppendUint32(nil, number))
}

func (d *textDocument) ID() string { return d.id }
func (d *textDocument) Size() int  { return len(d.id) + 64 }
func (d *textDocument) VisitFields(visit index.FieldVisitor) {
	visit(d.field)
	if d.idf != nil {
		visit(d.idf)
	}
}
func (d *textDocument) VisitComposite(index.CompositeFieldVisitor) {}
func (d *textDocument) HasComposite() bool                         { return false }
func (d *textDocument) NumPlainTextBytes() uint64                  { return 0 }
func (d *textDocument) AddIDField()                                { d.idf = &idField{id: []byte(d.id)} }
func (d *textDocument) StoredFieldsBytes() uint64                  { return uint64(len(d.id)) }
func (d *textDocument) Indexed() bool                              { return true }

// idField is the number of the text, stored.
type idField struct {
	id    []byte
	freqs index.TokenFrequencies
}

func (f *idField) Name() string                                     { return "_id" }
func (f *idField) Value() []byte                                    { return f.id }
func (f *idField) ArrayPositions() []uint64                         { return nil }
func (f *idField) EncodedFieldType() byte                           { return 't' }
func (f *idField) AnalyzedLength() int                              { return 1 }
func (f *idField) NumPlainTextBytes() uint64                        { return 0 }
func (f *idField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.freqs }
func (f *idField) Options() index.FieldIndexingOptions {
	return index.IndexField | index.StoreField | index.SkipFreqNorm
}

func (f *idField) Analyze() {
	tf := &index.TokenFreq{Term: f.id}
	tf.SetFrequency(1)
	f.freqs = index.TokenFrequencies{string(f.id): tf}
}

// textField turns the passages of a document into terms. Bleve calls Analyze from
// several goroutines, one for each document.
type textField struct {
	doc   *search.Document
	freqs index.TokenFrequencies
}

func (f *textField) Name() string                                     { return fieldWords }
func (f *textField) Value() []byte                                    { return nil }
func (f *textField) ArrayPositions() []uint64                         { return nil }
func (f *textField) EncodedFieldType() byte                           { return 't' }
func (f *textField) Options() index.FieldIndexingOptions              { return index.IndexField }
func (f *textField) AnalyzedLength() int                              { return 1 }
func (f *textField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.freqs }
func (f *textField) NumPlainTextBytes() uint64                        { return 0 }

// Analyze implements index.Field.
func (f *textField) Analyze() {
	terms := make(map[string]payload, 128)
	for _, p := range f.doc.Passages() {
		for i, w := range p.Words {
			addTerm(terms, w, p.Zone, i)
		}
		for _, w := range p.Variants {
			addTerm(terms, w, p.Zone, 255)
		}
	}
	backing := make([]index.TokenFreq, len(terms))
	f.freqs = make(index.TokenFrequencies, len(terms))
	i := 0
	for term, p := range terms {
		tf := &backing[i]
		i++
		tf.Term = []byte(term)
		tf.SetFrequency(p.frequency())
		f.freqs[term] = tf
	}
	f.doc = nil
}

func addTerm(terms map[string]payload, w string, zone search.Zone, position int) {
	p, ok := terms[w]
	switch {
	case !ok:
		terms[w] = pack(1<<zone, position)
	case p.zones()&(1<<zone) == 0:
		// Zones come heaviest first, so the position stays that of the heaviest one.
		terms[w] = p | 1<<zone
	}
	if zone == search.InDescription {
		return
	}
	n := 0
	for at := range w {
		if n >= search.MinPrefix && n <= maxShort {
			addShort(terms, prefixMark+w[:at], zone, position)
		}
		n++
	}
	if n >= search.MinPrefix && n <= maxShort {
		addShort(terms, prefixMark+w, zone, position)
	}
}

func addShort(terms map[string]payload, term string, zone search.Zone, position int) {
	if p, ok := terms[term]; ok {
		terms[term] = p | 1<<zone
		return
	}
	terms[term] = pack(1<<zone, position)
}

// textOf reads back textID.
func textOf(id []byte) (uint32, error) {
	if len(id) != 4 {
		return 0, fmt.Errorf("search index: text id %x", id)
	}
	return binary.BigEndian.Uint32(id), nil
}
