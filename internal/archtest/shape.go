package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// The budgets. Files and functions count every line from first to last.
const (
	MaxFileLines        = 500
	MaxFunctionLines    = 70
	MaxInterfaceMethods = 10
	MinDocLines         = 10
)

// CheckDocs finds packages without a doc.go that tells a newcomer what lives there.
func CheckDocs(t *Tree) []Fault {
	var out []Fault
	docs := map[string]int{}
	for _, f := range t.Files {
		if f.Go() && path.Base(f.Path) == "doc.go" && f.Syntax.Doc != nil {
			docs[f.Dir] = t.Line(f.Syntax.Doc.End()) - t.Line(f.Syntax.Doc.Pos()) + 1
		}
	}
	for _, dir := range t.Packages() {
		switch n, ok := docs[dir]; {
		case !ok:
			out = append(out, Fault{Rule: "docs", Path: dir, Text: "no doc.go with a package comment"})
		case n < MinDocLines:
			out = append(out, Fault{Rule: "docs", Path: dir, Text: fmt.Sprintf("doc.go says only %d lines, %d wanted: words, states, invariants, who may do what", n, MinDocLines)})
		}
	}
	return out
}

// CheckSizes finds files, functions and interfaces over their budget.
func CheckSizes(t *Tree) []Fault {
	var out []Fault
	for _, f := range t.Files {
		if !f.Go() || f.Generated {
			continue
		}
		if n := f.Lines(); n > MaxFileLines {
			out = append(out, Fault{Rule: "size", Path: f.Path, Text: fmt.Sprintf("%d lines, at most %d: split by noun", n, MaxFileLines)})
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.FuncDecl:
				if l := t.Line(x.End()) - t.Line(x.Pos()) + 1; l > MaxFunctionLines {
					out = append(out, Fault{Rule: "size", Path: f.Path, Line: t.Line(x.Pos()), Text: fmt.Sprintf("function %s has %d lines, at most %d", x.Name.Name, l, MaxFunctionLines)})
				}
			case *ast.InterfaceType:
				if m := methods(x); m > MaxInterfaceMethods {
					out = append(out, Fault{Rule: "size", Path: f.Path, Line: t.Line(x.Pos()), Text: fmt.Sprintf("interface of %d methods, at most %d: cut it by use", m, MaxInterfaceMethods)})
				}
			}
			return true
		})
	}
	return out
}

func methods(x *ast.InterfaceType) int {
	n := 0
	for _, field := range x.Methods.List {
		if _, ok := field.Type.(*ast.FuncType); ok {
			n += len(field.Names)
		}
	}
	return n
}

// Figures are the measures that are reported, not enforced.
type Figures struct {
	Files       int
	Lines       int
	Median, P90 int     // lines of a non-test file
	TestShare   float64 // of all lines, generated ones left out; wanted 0.45–0.55
	Comments    float64 // comment lines for each code line outside tests; wanted 0.15–0.20
	Longest     []string
}

// Measure computes the figures of the main module.
func Measure(t *Tree) Figures {
	var fig Figures
	var sizes []int
	var tests, comments, code int
	type sized struct {
		path  string
		lines int
	}
	var files []sized
	for _, f := range t.Source(true) {
		if f.Generated {
			continue
		}
		fig.Lines += f.Lines()
		fig.Files++
		if f.Test || tester(f.Dir) {
			tests += f.Lines()
			continue
		}
		sizes = append(sizes, f.Lines())
		files = append(files, sized{f.Path, f.Lines()})
		comments += f.Comments
		code += f.Code
	}
	if len(sizes) == 0 {
		return fig
	}
	slices.Sort(sizes)
	fig.Median, fig.P90 = sizes[len(sizes)/2], sizes[len(sizes)*9/10]
	fig.TestShare = float64(tests) / float64(fig.Lines)
	fig.Comments = float64(comments) / float64(max(code, 1))
	slices.SortFunc(files, func(a, b sized) int { return b.lines - a.lines })
	for _, f := range files[:min(5, len(files))] {
		fig.Longest = append(fig.Longest, fmt.Sprintf("%s (%d)", f.path, f.lines))
	}
	return fig
}

// String returns the figures beside what is wanted.
func (f Figures) String() string {
	return fmt.Sprintf("%d Go files, %d lines; file median %d (≤ 120), p90 %d (≤ 350); tests %.0f %% (45–55); comments for each line of code %.2f (0.15–0.20); longest: %s",
		f.Files, f.Lines, f.Median, f.P90, 100*f.TestShare, f.Comments, strings.Join(f.Longest, ", "))
}
