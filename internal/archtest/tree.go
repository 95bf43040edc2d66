package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Fault is one place where the tree breaks a rule.
type Fault struct {
	Rule string // which check found it: "line", "size", …
	Path string // file or folder, relative to the top
	Line int    // 0 when the whole file or folder is meant
	Text string
}

// String returns the fault as compilers write theirs.
func (f Fault) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s (%s)", f.Path, f.Text, f.Rule)
	}
	return fmt.Sprintf("%s:%d: %s (%s)", f.Path, f.Line, f.Text, f.Rule)
}

// Import is one import of a file.
type Import struct {
	Path  string
	Line  int
	Blank bool // import _ "…"
}

// File is one text file of the tree; the fields from Package on are for Go files.
type File struct {
	Path string // relative to the top, with slashes
	Dir  string // "." for the top
	Text []byte

	Package   string
	Test      bool
	Generated bool
	Nested    bool // inside a module of its own
	Imports   []Import
	Syntax    *ast.File
	Comments  int // lines that hold a comment and nothing else
	Code      int // lines that hold code
}

// Go reports whether the file is Go source.
func (f *File) Go() bool { return f.Syntax != nil }

// Lines returns the number of lines.
func (f *File) Lines() int { return bytes.Count(f.Text, []byte("\n")) }

// Tree is a parsed repository.
type Tree struct {
	Module string
	Files  []*File
	fset   *token.FileSet
	paths  map[string]bool // every file and folder, texts or not
}

// Exists reports whether a file or folder of the tree has this path.
func (t *Tree) Exists(p string) bool { return t.paths[p] }

// Line returns the line of a position.
func (t *Tree) Line(p token.Pos) int { return t.fset.Position(p).Line }

// Source returns the Go files of the main module, tests included or not.
func (t *Tree) Source(tests bool) []*File {
	var out []*File
	for _, f := range t.Files {
		if f.Go() && !f.Nested && (tests || !f.Test) {
			out = append(out, f)
		}
	}
	return out
}

// Packages returns the folders that hold non-test Go files of the main module, sorted.
func (t *Tree) Packages() []string {
	seen := map[string]bool{}
	for _, f := range t.Source(false) {
		seen[f.Dir] = true
	}
	return slices.Sorted(mapKeys(seen))
}

// Text returns the content of a file, or nil when the tree does not have it.
func (t *Tree) Text(p string) []byte {
	for _, f := range t.Files {
		if f.Path == p {
			return f.Text
		}
	}
	return nil
}

var textual = []string{
	".go", ".md", ".yml", ".yaml", ".toml", ".sh", ".html", ".css", ".js", ".json",
	".xml", ".java", ".mod", ".service", ".svg", ".txt", ".csv", ".env", ".gitignore", ".dockerignore",
}

var textNames = []string{
	"Makefile", "Dockerfile", "run", "suites",
}

func isText(name string) bool {
	return slices.Contains(textual, path.Ext(name)) || slices.Contains(textNames, name)
}

// skipped folders hold what tools make, never what people write.
func skipped(name string) bool {
	switch name {
	case ".git", ".cache", "bin", "dist", "node_modules", "target", "testdata":
		return true
	}
	return false
}

var moduleLine = regexp.MustCompile(`(?m)^module\s+(\S+)`)

// Load reads and parses the tree under fsys. A Go file that does not parse is an error.
func Load(fsys fs.FS) (*Tree, error) {
	mod, err := fs.ReadFile(fsys, "go.mod")
	if err != nil {
		return nil, err
	}
	m := moduleLine.FindSubmatch(mod)
	if m == nil {
		return nil, fmt.Errorf("go.mod names no module")
	}
	t := &Tree{Module: string(m[1]), fset: token.NewFileSet(), paths: map[string]bool{}}
	var nested []string
	err = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		t.paths[p] = true
		if d.IsDir() {
			if p != "." && skipped(d.Name()) {
				return fs.SkipDir
			}
			if _, err := fs.Stat(fsys, path.Join(p, "go.mod")); err == nil && p != "." {
				nested = append(nested, p+"/")
			}
			return nil
		}
		if !d.Type().IsRegular() || !isText(d.Name()) {
			return nil
		}
		return t.read(fsys, p)
	})
	for _, f := range t.Files {
		for _, n := range nested {
			f.Nested = f.Nested || strings.HasPrefix(f.Path, n)
		}
	}
	return t, err
}

func (t *Tree) read(fsys fs.FS, p string) error {
	text, err := fs.ReadFile(fsys, p)
	if err != nil {
		return err
	}
	f := &File{Path: p, Dir: path.Dir(p), Text: text}
	if strings.HasSuffix(p, ".go") {
		if !buildable(text) {
			return nil
		}
		if err := t.parse(f); err != nil {
			return err
		}
	}
	t.Files = append(t.Files, f)
	return nil
}

func (t *Tree) parse(f *File) error {
	syntax, err := parser.ParseFile(t.fset, f.Path, f.Text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	f.Syntax = syntax
	f.Package = syntax.Name.Name
	f.Test = strings.HasSuffix(f.Path, "_test.go")
	f.Generated = ast.IsGenerated(syntax)
	for _, s := range syntax.Imports {
		p, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			return err
		}
		f.Imports = append(f.Imports, Import{Path: p, Line: t.Line(s.Pos()), Blank: s.Name != nil && s.Name.Name == "_"})
	}
	f.Comments, f.Code = t.weigh(f)
	return nil
}

// weigh counts lines that are comment only and lines that are code.
func (t *Tree) weigh(f *File) (comments, code int) {
	commented := map[int]bool{}
	for _, g := range f.Syntax.Comments {
		for _, c := range g.List {
			for l := t.Line(c.Pos()); l <= t.Line(c.End()); l++ {
				commented[l] = true
			}
		}
	}
	for i, line := range bytes.Split(f.Text, []byte("\n")) {
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0:
		case commented[i+1] && (bytes.HasPrefix(line, []byte("//")) || bytes.HasPrefix(line, []byte("/*"))):
			comments++
		default:
			code++
		}
	}
	return comments, code
}

// buildable reports whether a file's build line, if it has one, holds without tags.
func buildable(text []byte) bool {
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "package ") {
			return true
		}
		if !constraint.IsGoBuild(line) {
			continue
		}
		x, err := constraint.Parse(line)
		if err != nil {
			return true
		}
		return x.Eval(func(tag string) bool {
			return tag == runtime.GOOS || tag == runtime.GOARCH || tag == "unix" || strings.HasPrefix(tag, "go1.")
		})
	}
	return true
}
