package bleve

import (
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/markthalle/markthalle/search"
)

const (
	postingBudget = 300_000 // postings that one query reads at most, in all its stages
	postingLast   = 100_000 // of them for the last stage, whatever the others have read
	maxExpansions = 1000    // words that one beginning stands for
	maxTypos      = 30      // words that one misspelt word stands for
	maxWordings   = 12      // joined and split wordings that are tried
)

// The classes of a match of one word, better ones higher (SEA-5).
const (
	classTypo2 = iota
	classTypo1
	classPrefix
	classExact
)

const (
	classShift = 16 // above zone weights and neighbours
	ofItsKind  = 16 // for a word that the category has as well as title or brand
	infoShift  = 20 // above the rest of the score, when words may be missing
	infoUnit   = 8  // parts of a bit
)

// hit is what is known about a text while the words of a wording are matched.
type hit struct {
	words uint32 // bits of the words that were found
	score uint32
	best  uint32 // contribution of the present word
	prev  uint16 // zone and position of the word before
	here  uint16 // zone and position of the present word
	title uint8  // words that stand in the title, when words may be missing
}

// reset forgets what the last wording left behind.
func (m *matcher) reset() {
	for _, text := range m.s.touched {
		m.s.hits[text] = hit{}
	}
	m.s.touched = m.s.touched[:0]
}

// all matches words of which every one is required; terms[i] stands for word i.
func (m *matcher) all(terms [][]term) error {
	m.reset()
	skip := m.tooFrequent(terms)
	only, err := m.together(terms, skip)
	if err != nil {
		return err
	}
	var need uint32
	for i, ts := range terms {
		if skip[i] {
			continue
		}
		if err := m.word(i, ts, need, only); err != nil {
			return err
		}
		need |= 1 << i
		m.keep(need)
		if len(m.s.touched) == 0 {
			return nil
		}
	}
	return nil
}

// tooFrequent marks the most frequent words when reading the postings of all would
// exceed what is left of the budget; the rarest one always stays.
func (m *matcher) tooFrequent(terms [][]term) []bool {
	skip := make([]bool, len(terms))
	counts := make([]int, len(terms))
	sum, kept := 0, len(terms)
	for i, ts := range terms {
		for _, t := range ts {
			counts[i] += t.count
		}
		sum += counts[i]
	}
	for sum > m.left && kept > 1 {
		worst := -1
		for i, n := range counts {
			if !skip[i] && (worst < 0 || n > counts[worst]) {
				worst = i
			}
		}
		skip[worst], m.bounded = true, true
		sum -= counts[worst]
		kept--
	}
	m.left -= sum
	return skip
}

// maxUnion is how many terms a word may stand for to narrow what is read of the others.
const maxUnion = 8

// together returns, for each segment, the documents that have all words, so that only their
// postings are read; nil stands for all documents. A word of many terms is left out. It takes
// a small part of the time of reading the postings.
func (m *matcher) together(terms [][]term, skip []bool) ([]*roaring.Bitmap, error) {
	out := make([]*roaring.Bitmap, len(m.dicts))
	words := 0
	for i := range terms {
		if !skip[i] {
			words++
		}
	}
	if words < 2 {
		return out, nil
	}
	for i, ts := range terms {
		if skip[i] || len(ts) > maxUnion {
			continue
		}
		none := true
		for s := range out {
			if out[s] != nil && out[s].IsEmpty() {
				continue
			}
			have, err := m.having(s, ts)
			if err != nil {
				return nil, err
			}
			if out[s] != nil {
				have = roaring.And(out[s], have)
			}
			out[s] = have
			none = none && have.IsEmpty()
		}
		if none {
			break
		}
	}
	return out, nil
}

// having returns the documents of a segment that have one of a few terms; nobody may change it.
func (m *matcher) having(seg int, terms []term) (*roaring.Bitmap, error) {
	var out *roaring.Bitmap
	for _, t := range terms {
		k, err := m.lookup(t.text)
		if err != nil {
			return nil, err
		}
		if list := k.lists[seg]; list != nil {
			out = united(out, m.documents(list))
		}
	}
	if out == nil {
		return roaring.New(), nil
	}
	return out, nil
}

// documents is the numbers of the documents in a list; nobody may change it.
func (m *matcher) documents(list segment.PostingsList) *roaring.Bitmap {
	it := list.Iterator(false, false, false, m.s.iterator)
	m.s.iterator = it
	if known, ok := it.(segment.OptimizablePostingsIterator); ok {
		if n, single := known.DocNum1Hit(); single {
			return roaring.BitmapOf(uint32(n))
		}
		return known.ActualBitmap()
	}
	return nil
}

func united(a, b *roaring.Bitmap) *roaring.Bitmap {
	if a == nil {
		return b
	}
	return roaring.Or(a, b)
}

// reading is how the postings of one of the terms of a word are taken.
type reading struct {
	class     int
	zones     uint8
	bit, need uint32 // when required, only texts that have all the words in need
	required  bool
}

// word reads the postings of one word. With only set, every word is required: nothing but
// these documents of each segment is looked at, nil is all of them.
func (m *matcher) word(i int, terms []term, need uint32, only []*roaring.Bitmap) error {
	for _, t := range terms {
		r := reading{class: t.class, zones: zonesOf(t.class), bit: 1 << i, need: need, required: only != nil}
		err := m.walk(t.text, len(terms) <= maxUnion, only, func(text uint32, pay payload) { m.read(text, pay, &r) })
		if err != nil {
			return err
		}
	}
	return nil
}

// zonesOf returns the zones in which a match of a class counts.
func zonesOf(class int) uint8 {
	if class == classPrefix {
		return everyZone &^ (1 << search.InDescription)
	}
	return everyZone
}

const everyZone = 1<<search.Zones - 1

// walk visits the postings of a term. With only set, it passes over all but these documents
// of each segment, nil is all of them.
func (m *matcher) walk(term string, few bool, only []*roaring.Bitmap, visit func(text uint32, pay payload)) error {
	if err := m.ctx.Err(); err != nil {
		return err
	}
	for s, p := range m.v.parts {
		list, full, err := m.known(s, term, few)
		if err != nil {
			return err
		}
		if list == nil {
			continue
		}
		var in *roaring.Bitmap
		if only != nil {
			in = only[s]
		}
		switch {
		case full == nil:
			it := list.Iterator(true, false, false, m.s.iterator)
			m.s.iterator = it
			if in != nil && !narrow(it, list.Count(), in) {
				continue
			}
			if err := each(it, func(doc uint64, pay payload) { visit(p.texts[doc], pay) }); err != nil {
				return err
			}
		case in == nil:
			for doc, pay := range full {
				if pay != 0 {
					visit(p.texts[doc], pay)
				}
			}
		default:
			for it := in.Iterator(); it.HasNext(); {
				doc := it.Next()
				if pay := full[doc]; pay != 0 {
					visit(p.texts[doc], pay)
				}
			}
		}
	}
	return nil
}

// known returns the postings of a term in a segment, nil without any, and what they say by
// document where that is kept.
func (m *matcher) known(seg int, term string, few bool) (segment.PostingsList, []payload, error) {
	list, err := m.postings(seg, term, few)
	if list == nil || err != nil {
		return nil, nil, err
	}
	full, err := m.v.parts[seg].payloads(term, list)
	return list, full, err
}

// narrow lets the iterator of a list pass over nothing but some documents, and reports
// whether it can have any of them. Where it has few others, that would take longer than
// looking at all.
func narrow(it segment.PostingsIterator, count uint64, only *roaring.Bitmap) bool {
	known, ok := it.(segment.OptimizablePostingsIterator)
	if !ok {
		return true
	}
	if n, single := known.DocNum1Hit(); single {
		return only.Contains(uint32(n))
	}
	if only.GetCardinality()*2 > count {
		return !only.IsEmpty()
	}
	both := roaring.And(known.ActualBitmap(), only)
	known.ReplaceActual(both)
	return !both.IsEmpty()
}

// read takes one posting.
func (m *matcher) read(text uint32, pay payload, r *reading) {
	h := &m.s.hits[text]
	if r.required && h.words&^r.bit != r.need {
		return
	}
	zones := pay.zones() & r.zones
	if zones == 0 {
		return
	}
	zone, value := worth(r.class, zones)
	here := uint16(zone)<<8 | uint16(pay.position())
	if r.need != 0 && h.prev+1 == here && pay.position() < 255 {
		value += 4
	}
	if h.words == 0 {
		m.s.touched = append(m.s.touched, text)
	}
	if h.words&r.bit == 0 && !r.required {
		m.s.have = append(m.s.have, text)
	}
	if h.words&r.bit == 0 || value > h.best {
		h.words |= r.bit
		h.best, h.here = value, here
	}
}

// worth returns the heaviest zone of a match of some class, and what it is worth.
func worth(class int, zones uint8) (search.Zone, uint32) {
	zone := search.Zone(bits.TrailingZeros8(zones))
	value := uint32(class)<<classShift | uint32(zoneWeights[zone])*8
	if zone < search.InCategory && zones&(1<<search.InCategory) != 0 {
		value += ofItsKind
	}
	return zone, value
}

var zoneWeights = func() (w [search.Zones]int) {
	for z := range w {
		w[z] = search.Zone(z).Weight()
	}
	return w
}()

func (h *hit) fold() {
	h.score += h.best
	h.prev, h.best = h.here, 0
}

// keep drops the texts that lack a word of need.
func (m *matcher) keep(need uint32) {
	kept := m.s.touched[:0]
	for _, text := range m.s.touched {
		h := &m.s.hits[text]
		if h.words != need {
			*h = hit{}
			continue
		}
		h.fold()
		kept = append(kept, text)
	}
	m.s.touched = kept
}
