package quality

import (
	"fmt"
	"slices"

	"github.com/markthalle/markthalle"
)

// Severity says what a finding does to a listing.
type Severity string

// The severities, worst first.
const (
	Block  Severity = "block"
	Review Severity = "review"
	Warn   Severity = "warn"
)

// Finding is one fault of a listing. The same value feeds the form, the API and the
// import report.
type Finding struct {
	Code     string           `bson:"code"`  // stable and dotted: "product.gtin_check_digit"
	Field    string           `bson:"field"` // JSON Pointer into the request that made the listing
	Found    string           `bson:"found,omitempty"`
	Wanted   string           `bson:"wanted,omitempty"`
	Severity Severity         `bson:"severity"`
	Rule     string           `bson:"rule"`
	Version  int              `bson:"version"`
	Fix      string           `bson:"fix,omitempty"`  // where it is explained
	Text     markthalle.Texts `bson:"text,omitempty"` // an operator's own wording; empty = Message's
}

// maxFound bounds what a finding quotes of the listing, in runes.
const maxFound = 80

// Message returns the sentence a person reads: the operator's own wording when the
// rule has one, else the built-in wording of the code.
func (f Finding) Message(l markthalle.Locale) string {
	if len(f.Text) > 0 {
		return f.Text.In(l)
	}
	if m, ok := messages[f.Code]; ok {
		return m.In(l)
	}
	return f.Code
}

// Fault returns the finding as the fault of an input value.
func (f Finding) Fault() markthalle.Field {
	return markthalle.Field{
		Pointer: f.Field, Code: f.Code, Message: f.Message(markthalle.English), Found: f.Found, Wanted: f.Wanted,
	}
}

// Worst returns the severest severity among findings, and false when there is none.
func Worst(findings []Finding) (Severity, bool) {
	worst, ok := Warn, false
	for _, f := range findings {
		ok = true
		switch {
		case f.Severity == Block:
			return Block, true
		case f.Severity == Review:
			worst = Review
		}
	}
	return worst, ok
}

// Has reports whether findings hold one of the given severity.
func Has(findings []Finding, s Severity) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == s })
}

func quote(s string) string {
	r := []rune(s)
	if len(r) > maxFound {
		return string(r[:maxFound-1]) + "…"
	}
	return s
}

func count(n int, unit string) string { return fmt.Sprintf("%d %s", n, unit) }
