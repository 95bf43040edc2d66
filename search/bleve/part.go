package bleve

import (
	"fmt"
	"strings"
	"sync"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// part is what is kept of a segment for as long as it lives.
type part struct {
	texts []uint32 // by document

	mu   sync.Mutex           // guards full
	full map[string][]payload // of frequent words that were asked for, by document, 0 without one
}

// A word is frequent when one in frequent documents of a segment has it; in small segments
// that saves nothing. No more than maxFull words are kept.
const (
	frequent    = 8
	minFrequent = 100
	maxFull     = 64
)

// payloads returns what the postings of a frequent term say by document, or nil when it is
// not kept. Looking at a number takes a tenth of reading a posting, and two bytes.
func (p *part) payloads(text string, list segment.PostingsList) ([]payload, error) {
	if n := int(list.Count()); n < minFrequent || n*frequent < len(p.texts) {
		return nil, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	out, ok := p.full[text]
	if ok || len(p.full) == maxFull {
		return out, nil
	}
	out = make([]payload, len(p.texts))
	if err := each(list.Iterator(true, false, false, nil), func(doc uint64, pay payload) { out[doc] = pay }); err != nil {
		return nil, err
	}
	p.full[strings.Clone(text)] = out
	return out, nil
}

// each calls visit for the postings of a list.
func each(it segment.PostingsIterator, visit func(doc uint64, pay payload)) error {
	for {
		p, err := it.Next()
		if err != nil {
			return fmt.Errorf("search index: %w", err)
		}
		if p == nil {
			return nil
		}
		visit(p.Number(), unpack(p.Frequency()))
	}
}
