package seller

import "github.com/markthalle/markthalle/web/kernel"

// Why says why an offer is or is not found by a search.
type Why struct {
	ID      string
	Title   string
	SKU     string
	Query   string
	Country string
	Asked   bool
	Answer  kernel.Sign
	Detail  string   // what stands in the way, in plain words
	Advice  string   // what helps
	Missing []string // words that the offer does not have
	Matches []WhyMatch
	Link    Link // where the vendor can change it; empty for nowhere
}

// WhyMatch says where a word was found; Fields are codes below "why_field.".
type WhyMatch struct {
	Word   string
	Found  string
	Fields []string
}
