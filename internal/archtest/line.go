package archtest

import (
	"fmt"
	"iter"
	"maps"
	"path"
	"strings"
)

// Line is the order of the rooms. "" is the vocabulary at the top of the module. Rooms
// of one entry stand side by side and do not import each other.
var Line = [][]string{
	{""},
	{"money"},
	{"store"},
	{"notify"},
	{"accounts"},
	{"vendors"},
	{"quality"},
	{"catalog"},
	{"pricing"},
	{"buybox"},
	{"search"},
	{"commission"},
	{"ledger"},
	{"payments"},
	{"orders"},
	{"payouts"},
	{"standing"},
	{"loyalty"},
	{"engage"},
	{"insights"},
	{"api", "web"},
	{"server"},
	{"cmd"},
}

// Exempt lists the places that a rule does not reach. An entry needs a reason that
// would convince a newcomer; one that matches no fault is itself a fault.
var Exempt = []Exemption{
	{"unfinished", "payments/stripesim/doc.go", "the simulator's refusal of what it leaves out has these words (SIM-4)"},
	{"unfinished", "payments/stripesim/errors.go", "the simulator's refusal of what it leaves out has these words (SIM-4)"},
	{"unfinished", "payments/stripesim/wire_test.go", "the simulator's refusal of what it leaves out has these words (SIM-4)"},
}

// Exemption takes one path out of one rule.
type Exemption struct{ Rule, Path, Reason string }

// Apply removes the exempt faults and adds one for each exemption without use.
func Apply(faults []Fault, exempt []Exemption) []Fault {
	used := make([]bool, len(exempt))
	var out []Fault
	for _, f := range faults {
		hit := false
		for i, e := range exempt {
			if e.Rule == f.Rule && e.Path == f.Path {
				used[i], hit = true, true
			}
		}
		if !hit {
			out = append(out, f)
		}
	}
	for i, e := range exempt {
		if !used[i] {
			out = append(out, Fault{Rule: "exempt", Path: e.Path, Text: "the exemption from " + e.Rule + " exempts nothing: remove it"})
		}
		if e.Reason == "" {
			out = append(out, Fault{Rule: "exempt", Path: e.Path, Text: "the exemption from " + e.Rule + " has no reason"})
		}
	}
	return out
}

// place is where a folder stands: its index on the Line and its room.
type place struct {
	rank int
	room string
}

func room(dir string) string {
	if dir == "." {
		return ""
	}
	first, _, _ := strings.Cut(dir, "/")
	return first
}

func places() map[string]place {
	out := map[string]place{}
	for i, side := range Line {
		for _, r := range side {
			out[r] = place{rank: i, room: r}
		}
	}
	return out
}

// tester reports whether a folder exists for tests only: a suite, testkit, a test peer.
func tester(dir string) bool {
	base := path.Base(dir)
	return strings.HasSuffix(base, "test") || dir == "internal/testkit" || strings.HasPrefix(dir, "internal/peers/")
}

// CheckLine finds imports against the line and folders that have no place on it.
func CheckLine(t *Tree) []Fault {
	var out []Fault
	known := places()
	for _, dir := range t.Packages() {
		if r := room(dir); r != "internal" {
			if _, ok := known[r]; !ok {
				out = append(out, Fault{Rule: "line", Path: dir, Text: fmt.Sprintf("room %q has no place on the line", r)})
			}
		}
	}
	reach := internalReach(t, known)
	for _, f := range t.Source(true) {
		from, ok := known[room(f.Dir)]
		if !ok { // internal folders take their place from what they import
			continue
		}
		for _, im := range f.Imports {
			dir, ours := t.local(im.Path)
			if !ours || (room(dir) == "internal" && f.Test) {
				continue
			}
			to, ok := known[room(dir)]
			if room(dir) == "internal" {
				to, ok = reach[dir], true
			}
			if ok && (to.rank > from.rank || (to.rank == from.rank && to.room != from.room)) {
				out = append(out, Fault{
					Rule: "line", Path: f.Path, Line: im.Line,
					Text: fmt.Sprintf("%s may not import %s%s: it comes later on the line", name(from.room), dir, via(dir, to)),
				})
			}
		}
	}
	return out
}

func name(room string) string {
	if room == "" {
		return "the vocabulary"
	}
	return room
}

func via(dir string, to place) string {
	if room(dir) != "internal" {
		return ""
	}
	return " (which reaches " + name(to.room) + ")"
}

// local returns the folder of an import of this module.
func (t *Tree) local(importPath string) (string, bool) {
	if importPath == t.Module {
		return ".", true
	}
	dir, ok := strings.CutPrefix(importPath, t.Module+"/")
	return dir, ok
}

// internalReach returns for each folder under internal the latest place that it
// imports, directly or through other folders under internal.
func internalReach(t *Tree, known map[string]place) map[string]place {
	imports := map[string]map[string]bool{}
	for _, f := range t.Source(false) {
		if room(f.Dir) != "internal" {
			continue
		}
		if imports[f.Dir] == nil {
			imports[f.Dir] = map[string]bool{}
		}
		for _, im := range f.Imports {
			if dir, ours := t.local(im.Path); ours {
				imports[f.Dir][dir] = true
			}
		}
	}
	reach := map[string]place{}
	var visit func(dir string) place
	visit = func(dir string) place {
		if p, ok := reach[dir]; ok {
			return p
		}
		reach[dir] = place{} // Go has no import cycles; this only ends the walk on a broken tree
		best := place{}
		for next := range imports[dir] {
			p := known[room(next)]
			if room(next) == "internal" {
				p = visit(next)
			}
			if p.rank > best.rank {
				best = p
			}
		}
		reach[dir] = best
		return best
	}
	for dir := range imports {
		visit(dir)
	}
	return reach
}

func mapKeys[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }
