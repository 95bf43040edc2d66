package search

import "strings"

// ExplainWords says where in d the words of a query stand: exactly, as a beginning (of
// the last word), or with edits (SEA-12). It looks at the document itself, so that the
// answer is the same whatever the engine.
func ExplainWords(d *Document, words []string) []WordMatch {
	if len(words) == 0 {
		return nil
	}
	if whole := Code(strings.Join(words, "")); whole != "" && contains(d.Numbers(), whole) {
		return []WordMatch{{Word: whole, Found: whole, Fields: []string{"code"}}}
	}
	return ExplainPassages(d.Passages(), words)
}

// ExplainPassages is ExplainWords for the words of a document.
func ExplainPassages(passages []Passage, words []string) []WordMatch {
	out := make([]WordMatch, len(words))
	for i, w := range words {
		out[i] = explainWord(passages, w, i == len(words)-1)
	}
	return out
}

func explainWord(passages []Passage, w string, last bool) WordMatch {
	best := WordMatch{Word: w, Edits: -1}
	for _, p := range passages {
		found, edits, prefix := nearest(p, w, last)
		if edits < 0 {
			continue
		}
		better := best.Edits < 0 || edits < best.Edits || (edits == best.Edits && best.Prefix && !prefix)
		switch {
		case better:
			best = WordMatch{Word: w, Found: found, Edits: edits, Prefix: prefix, Fields: []string{p.Zone.String()}}
		case found == best.Found:
			best.Fields = append(best.Fields, p.Zone.String())
		}
	}
	if best.Edits < 0 {
		best.Edits = 0 // not found; Fields is empty
	}
	return best
}

// nearest returns the word of a passage that stands for w, with edits -1 for none.
func nearest(p Passage, w string, last bool) (found string, edits int, prefix bool) {
	edits = -1
	for _, list := range [][]string{p.Words, p.Variants} {
		for _, x := range list {
			if x == w {
				return x, 0, false
			}
			if last && p.Zone != InDescription && AsPrefix(w) && strings.HasPrefix(x, w) && edits != 0 {
				found, edits, prefix = x, 0, true
			}
		}
	}
	if edits == 0 || Reach(w) == 0 {
		return found, edits, prefix
	}
	for _, x := range p.Words {
		if diff := len(x) - len(w); diff > 4 || diff < -4 {
			continue
		}
		if n := Edits(w, x); n <= Forgiven(w, x) && (edits < 0 || n < edits) {
			found, edits = x, n
		}
	}
	return found, edits, false
}
