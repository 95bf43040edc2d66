package bleve

import (
	"cmp"
	"math"
	"slices"

	"github.com/markthalle/markthalle/search"
)

// some matches texts that have any of the words. Each word counts as much as it says:
// the fewer texts have it the more, as in the inverse document frequency of Spärck Jones
// (1972), less when it is misspelt or stands in a description only.
func (m *matcher) some(terms [][]term) error {
	m.reset()
	infos := make([]uint32, len(terms))
	for i, ts := range terms {
		infos[i] = m.information(ts)
	}
	m.sayLittle(terms, infos)
	skip := m.tooFrequent(terms)
	for i, ts := range terms {
		if skip[i] || len(ts) == 0 {
			continue
		}
		info := infos[i]
		if len(ts) == 1 {
			if err := m.single(i, ts[0], info); err != nil {
				return err
			}
			continue
		}
		m.s.have = m.s.have[:0]
		if err := m.word(i, ts, 0, nil); err != nil {
			return err
		}
		for _, text := range m.s.have {
			h := &m.s.hits[text]
			score, title := told(info, search.Zone(h.here>>8), h.best)
			h.score += score
			h.title += title
			h.best = 0
		}
	}
	return nil
}

// Words of which there are more than manyWords, and together more postings than manyPostings,
// are looked for without those that together say no more than one in littleSaid of what all
// say: the most frequent ones, which take longest to read.
const (
	manyWords    = 10
	manyPostings = 50_000
	littleSaid   = 10
)

// sayLittle takes the terms of such words away.
func (m *matcher) sayLittle(terms [][]term, infos []uint32) {
	order := make([]int, len(terms))
	postings := 0
	var left uint32
	for i, ts := range terms {
		order[i] = i
		if len(ts) > 0 { // what is in no text says nothing
			left += infos[i]
		}
		for _, t := range ts {
			postings += t.count
		}
	}
	if len(terms) <= manyWords || postings <= manyPostings {
		return
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(infos[i], infos[j]) })
	left /= littleSaid
	for _, i := range order {
		if infos[i] > left {
			return
		}
		left -= infos[i]
		terms[i], m.bounded = nil, true
	}
}

// tale is what a word of one term says about a text that has it, by zones.
type tale struct {
	has   [everyZone + 1]uint8 // 1 where it counts
	title [everyZone + 1]uint8
	score [everyZone + 1]uint32
}

// single reads the postings of a word of one term. It says the same of all texts that have
// it in the same zones, so that little is done for each of them.
func (m *matcher) single(i int, t term, info uint32) error {
	var says tale
	for zones := uint8(1); zones <= everyZone; zones++ {
		if counts := zones & zonesOf(t.class); counts != 0 {
			zone, value := worth(t.class, counts)
			says.has[zones] = 1
			says.score[zones], says.title[zones] = told(info, zone, value)
		}
	}
	for s, p := range m.v.parts {
		if err := m.ctx.Err(); err != nil {
			return err
		}
		list, full, err := m.known(s, t.text, true)
		if err != nil {
			return err
		}
		if full != nil {
			m.sum(p.texts, full, &says, 1<<i)
			continue
		}
		if list == nil {
			continue
		}
		it := list.Iterator(true, false, false, m.s.iterator)
		m.s.iterator = it
		err = each(it, func(doc uint64, pay payload) {
			h := &m.s.hits[p.texts[doc]]
			if h.words == 0 && says.has[pay.zones()] != 0 {
				m.s.touched = append(m.s.touched, p.texts[doc])
			}
			h.hear(&says, pay.zones(), 1<<i)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sum adds what a frequent word says. Whether a text has it is a toss-up, so that passing
// over those that lack it would take a processor longer than adding nothing to them.
func (m *matcher) sum(texts []uint32, full []payload, says *tale, bit uint32) {
	n := len(m.s.touched)
	touched := slices.Grow(m.s.touched, len(texts)+1)[:n+len(texts)+1]
	for doc, pay := range full {
		text := texts[doc]
		h := &m.s.hits[text]
		first := int(says.has[pay.zones()])
		if h.words != 0 {
			first = 0
		}
		touched[n] = text // stays only if this is its first word
		n += first
		h.hear(says, pay.zones(), bit)
	}
	m.s.touched = touched[:n]
}

// hear adds what a word says once: after a crash Bleve may have a text twice.
func (h *hit) hear(t *tale, zones uint8, bit uint32) {
	if h.words&bit != 0 {
		return
	}
	h.words |= bit * uint32(t.has[zones])
	h.score += t.score[zones]
	h.title += t.title[zones]
}

// told returns what a word says about a text that has it, and how many words of the title it is.
func told(info uint32, zone search.Zone, value uint32) (score uint32, title uint8) {
	score = info * certainty[value>>classShift] / 8
	if zone == search.InDescription {
		score /= 2
	} else if zone == search.InTitle {
		title = 1
	}
	return score<<infoShift + value>>6, title // leaves room for what all words say
}

// cover takes something off for every word of a title that the query does not have, so
// that of two goods with the same words the one is first that is called just so.
func (m *matcher) cover() {
	for _, text := range m.s.touched {
		h := &m.s.hits[text]
		over := uint32(max(0, int(m.v.textTitle[text])-int(h.title)))
		h.score -= min(h.score/2, over*overWord<<infoShift/8)
	}
}

// overWord is what a word too many costs, in eighths of the parts of a bit.
const overWord = 176

// certainty is how far a match of a class is believed, in eighths.
var certainty = [...]uint32{classTypo2: 5, classTypo1: 6, classPrefix: 7, classExact: 8}

// information is what a word says about a text that has it, in parts of a bit.
func (m *matcher) information(terms []term) uint32 {
	n := 1
	for _, t := range terms {
		n += t.count
	}
	bits := math.Log2(float64(len(m.v.textProduct)+2) / float64(n))
	return uint32(min(max(bits*infoUnit, 1), 20*infoUnit))
}
