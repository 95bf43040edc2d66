package quality

import (
	"iter"
	"slices"
)

// Case is one listing of a back-test with the names it is counted under.
type Case struct {
	Subject string // the product or offer
	Vendor  string
	Listing Listing
}

// Outcome is what one rule would have said over a catalogue.
type Outcome struct {
	Rule     string
	Code     string
	Findings int      // faults
	Listings int      // listings with at least one
	Vendors  int      // vendors with at least one such listing
	Examples []string // subjects, at most 20, in the order in which they came
}

const maxExamples = 20

// BackTest runs the rules over cases as if all that are not off were on, and says what
// each would have found. Rules without findings are listed with zeros.
func (r Ruleset) BackTest(cases iter.Seq[Case]) []Outcome {
	draft := slices.Clone(r)
	out := make([]Outcome, 0, len(r))
	index := map[string]int{}
	vendors := make([]map[string]bool, 0, len(r))
	for i := range draft {
		if draft[i].Mode == Off {
			continue
		}
		draft[i].Mode = On
		index[draft[i].ID] = len(out)
		out = append(out, Outcome{Rule: draft[i].ID, Code: draft[i].Code})
		vendors = append(vendors, map[string]bool{})
	}
	for c := range cases {
		last := -1
		for _, f := range draft.Check(c.Listing) {
			i := index[f.Rule]
			out[i].Findings++
			if i == last {
				continue // findings of one rule are neighbours
			}
			last = i
			out[i].Listings++
			vendors[i][c.Vendor] = true
			if len(out[i].Examples) < maxExamples {
				out[i].Examples = append(out[i].Examples, c.Subject)
			}
		}
	}
	for i := range out {
		out[i].Vendors = len(vendors[i])
	}
	return out
}
