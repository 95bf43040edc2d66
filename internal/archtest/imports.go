package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// Library says which folders may import a library of an engine or of an edge. A folder
// stands for itself and everything below it.
type Library struct {
	Prefix  string
	Folders []string
	Why     string
}

// Libraries are the imports that are walled in. The first entry that matches decides.
var Libraries = []Library{
	{"github.com/gofiber/", []string{"api", "web", "server"}, "the web framework stays at the edges"},
	{"github.com/valyala/fasthttp", []string{"api", "web", "server"}, "the web framework stays at the edges"},
	{"go.mongodb.org/mongo-driver/v2/bson", []string{"store", "internal/peers"}, "the codec is the store's; records only carry tags"},
	{"go.mongodb.org/mongo-driver/", []string{"store/mongo", "internal/peers"}, "MongoDB's driver stays in its folder"},
	{"modernc.org/sqlite", []string{"store/sqlite"}, "SQLite's driver stays in its folder"},
	{"github.com/blevesearch/", []string{"search/bleve"}, "Bleve stays in its folder"},
	{"github.com/typesense/", []string{"search/typesense"}, "Typesense's client stays in its folder"},
	{"github.com/prometheus/", []string{"server"}, "what is measured is decided where everything is wired"},
	// The simulator reads the names of parameters from the client's own types (PAY-43).
	{"github.com/stripe/stripe-go/", []string{"payments/stripeconnect", "payments/stripesim"}, "Stripe's client stays with Stripe's drivers"},
}

// Drivers are the folders that wrap an engine. Only the composition root, commands,
// tests and their suites open one: everybody else sees the port.
var Drivers = []string{
	"store/sqlite", "store/mongo", "search/bleve", "search/typesense",
	"payments/stripeconnect", "payments/stripesim",
}

func within(dir string, folders []string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return dir == f || strings.HasPrefix(dir, f+"/") })
}

// driver returns the driver folder that a folder belongs to, or "".
func driver(dir string) string {
	for _, d := range Drivers {
		if within(dir, []string{d}) {
			return d
		}
	}
	return ""
}

// CheckLibraries finds imports of walled-in libraries and drivers.
func CheckLibraries(t *Tree) []Fault {
	var out []Fault
	for _, f := range t.Source(true) {
		for _, im := range f.Imports {
			if why := t.refuse(f, im.Path); why != "" {
				out = append(out, Fault{Rule: "libraries", Path: f.Path, Line: im.Line, Text: im.Path + ": " + why})
			}
		}
	}
	return out
}

// refuse says why a file may not import a path, or "".
func (t *Tree) refuse(f *File, imported string) string {
	if dir, ours := t.local(imported); ours {
		switch {
		case driver(dir) == "", driver(dir) == driver(f.Dir):
			return ""
		case f.Test, tester(f.Dir), within(f.Dir, []string{"server", "cmd", "internal/demo"}):
			return ""
		}
		return "a driver is opened by server, commands and tests only"
	}
	for _, l := range Libraries {
		if strings.HasPrefix(imported, l.Prefix) || imported == strings.TrimSuffix(l.Prefix, "/") {
			if within(f.Dir, l.Folders) {
				return ""
			}
			return fmt.Sprintf("only %s may (%s)", strings.Join(l.Folders, ", "), l.Why)
		}
	}
	return ""
}

// CheckSideEffects finds init functions, and blank imports of libraries outside the
// places that choose engines.
func CheckSideEffects(t *Tree) []Fault {
	var out []Fault
	for _, f := range t.Source(false) {
		for _, d := range f.Syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				out = append(out, Fault{Rule: "init", Path: f.Path, Line: t.Line(fn.Pos()), Text: "an init function: let main or a constructor do it"})
			}
		}
		for _, im := range f.Imports {
			// Decoders of pictures register themselves, the standard library's too.
			library := strings.Contains(strings.SplitN(im.Path, "/", 2)[0], ".") && !strings.HasPrefix(im.Path, "golang.org/x/image/")
			if im.Blank && library && !within(f.Dir, Drivers) && !within(f.Dir, []string{"server", "cmd"}) {
				out = append(out, Fault{Rule: "init", Path: f.Path, Line: im.Line, Text: "a blank import outside a driver, server or cmd fills a registry from afar"})
			}
		}
	}
	return out
}

// layers are folder names that say where code sits, not what it is about.
var layers = []string{"util", "utils", "common", "models", "model", "pkg", "base", "types", "helpers", "misc", "shared"}

// CheckNames finds folders named after a layer and packages named unlike their folder.
func CheckNames(t *Tree) []Fault {
	var out []Fault
	seen := map[string]bool{}
	for _, f := range t.Files {
		if !f.Go() || seen[f.Dir] {
			continue
		}
		seen[f.Dir] = true
		for _, part := range strings.Split(f.Dir, "/") {
			if slices.Contains(layers, part) {
				out = append(out, Fault{Rule: "names", Path: f.Dir, Text: fmt.Sprintf("folder %q names a layer: name it after what it is about", part)})
			}
		}
		if pkg := strings.TrimSuffix(f.Package, "_test"); pkg != "main" && f.Dir != "." && pkg != path.Base(f.Dir) {
			out = append(out, Fault{Rule: "names", Path: f.Path, Text: fmt.Sprintf("package %s in folder %s", pkg, path.Base(f.Dir))})
		}
	}
	return out
}
