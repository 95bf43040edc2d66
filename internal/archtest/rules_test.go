package archtest_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/markthalle/markthalle/internal/archtest"
)

const module = "module example.org/m\n\ngo 1.26\n"

func load(t *testing.T, files map[string]string) *archtest.Tree {
	t.Helper()
	fsys := fstest.MapFS{"go.mod": {Data: []byte(module)}}
	for p, text := range files {
		fsys[p] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := archtest.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func imports(pkg string, paths ...string) string {
	return "package " + pkg + "\n\nimport (\n\t_ \"" + strings.Join(paths, "\"\n\t_ \"") + "\"\n)\n"
}

func long(n int) string { return strings.Repeat("\n", n) }

const manyMethods = "A(); B(); C(); D(); E(); F(); G(); H(); I(); J()"

// rules breaks each rule on a small tree, beside the nearest tree that keeps it.
var rules = []struct {
	name  string
	check func(*archtest.Tree) []archtest.Fault
	files map[string]string
	want  string // part of the only fault; "" for none
}{
	{"forward import", archtest.CheckLine, map[string]string{"orders/a.go": imports("orders", "example.org/m/payments")}, ""},
	{"backward import", archtest.CheckLine, map[string]string{"payments/a.go": imports("payments", "example.org/m/orders")}, "payments may not import orders"},
	{"backward import in a test", archtest.CheckLine, map[string]string{"payments/a.go": "package payments\n", "payments/a_test.go": imports("payments_test", "example.org/m/orders")}, "payments/a_test.go:4"},
	{"backward import from a subfolder", archtest.CheckLine, map[string]string{"store/sqlite/a.go": imports("sqlite", "example.org/m/catalog")}, "store may not import catalog"},
	{"vocabulary imports money", archtest.CheckLine, map[string]string{"a.go": imports("m", "example.org/m/money")}, "the vocabulary may not import money"},
	{"api imports web", archtest.CheckLine, map[string]string{"api/a.go": imports("api", "example.org/m/web/kernel")}, "api may not import web"},
	{"server imports both", archtest.CheckLine, map[string]string{"server/a.go": imports("server", "example.org/m/web", "example.org/m/api")}, ""},
	{"unknown room", archtest.CheckLine, map[string]string{"extras/a.go": "package extras\n"}, `"extras" has no place`},
	{"internal after what it imports", archtest.CheckLine, map[string]string{
		"internal/demo/a.go": imports("demo", "example.org/m/internal/deep"), "internal/deep/a.go": imports("deep", "example.org/m/orders"),
		"server/a.go": imports("server", "example.org/m/internal/demo"),
	}, ""},
	{"internal as a way around", archtest.CheckLine, map[string]string{
		"internal/demo/a.go": imports("demo", "example.org/m/internal/deep"), "internal/deep/a.go": imports("deep", "example.org/m/orders"),
		"catalog/a.go": imports("catalog", "example.org/m/internal/demo"),
	}, "reaches orders"},
	{"a test may use testkit", archtest.CheckLine, map[string]string{
		"internal/testkit/a.go": imports("testkit", "example.org/m/server"), "money/a_test.go": imports("money_test", "example.org/m/internal/testkit"),
	}, ""},

	{"fiber at the edge", archtest.CheckLibraries, map[string]string{"api/a.go": imports("api", "github.com/gofiber/fiber/v2")}, ""},
	{"fiber in a domain", archtest.CheckLibraries, map[string]string{"orders/a.go": imports("orders", "github.com/gofiber/fiber/v2")}, "only api, web, server may"},
	{"bson in store", archtest.CheckLibraries, map[string]string{"store/a.go": imports("store", "go.mongodb.org/mongo-driver/v2/bson")}, ""},
	{"bson in a domain", archtest.CheckLibraries, map[string]string{"orders/a.go": imports("orders", "go.mongodb.org/mongo-driver/v2/bson")}, "only store, internal"},
	{"mongo driver in store", archtest.CheckLibraries, map[string]string{"store/a.go": imports("store", "go.mongodb.org/mongo-driver/v2/mongo")}, "only store/mongo, internal"},
	{"stripe in payments", archtest.CheckLibraries, map[string]string{"payments/a.go": imports("payments", "github.com/stripe/stripe-go/v79")}, "only payments/stripeconnect, payments/stripesim may"},
	{"simulator in a domain", archtest.CheckLibraries, map[string]string{"payments/a.go": imports("payments", "example.org/m/payments/stripesim")}, "a driver is opened by"},
	{"simulator in a domain's test", archtest.CheckLibraries, map[string]string{"payments/a_test.go": imports("payments_test", "example.org/m/payments/stripesim")}, ""},
	{"simulator's own folder", archtest.CheckLibraries, map[string]string{"payments/stripesim/a.go": imports("stripesim", "example.org/m/payments/stripesim/form")}, ""},
	{"driver in its suite", archtest.CheckLibraries, map[string]string{"store/storetest/a.go": imports("storetest", "example.org/m/store/sqlite")}, ""},
	{"driver in another driver", archtest.CheckLibraries, map[string]string{"search/bleve/a.go": imports("bleve", "example.org/m/store/sqlite")}, "a driver is opened by"},

	{"init", archtest.CheckSideEffects, map[string]string{"orders/a.go": "package orders\n\nfunc init() {}\n"}, "an init function"},
	{"method named init", archtest.CheckSideEffects, map[string]string{"orders/a.go": "package orders\n\ntype t int\n\nfunc (t) init() {}\n"}, ""},
	{"blank import of a library", archtest.CheckSideEffects, map[string]string{"orders/a.go": imports("orders", "gocloud.dev/blob/fileblob")}, "a blank import"},
	{"blank import of the standard library", archtest.CheckSideEffects, map[string]string{"catalog/a.go": imports("catalog", "image/png")}, ""},

	{"layer folder", archtest.CheckNames, map[string]string{"orders/util/a.go": "package util\n"}, `"util" names a layer`},
	{"package unlike its folder", archtest.CheckNames, map[string]string{"orders/a.go": "package order\n"}, "package order in folder orders"},

	{"no doc.go", archtest.CheckDocs, map[string]string{"orders/a.go": "package orders\n"}, "no doc.go"},
	{"thin doc.go", archtest.CheckDocs, map[string]string{"orders/doc.go": "// Package orders.\npackage orders\n"}, "says only 1 lines"},
	{"doc.go", archtest.CheckDocs, map[string]string{"orders/doc.go": strings.Repeat("// Words.\n", 10) + "package orders\n"}, ""},

	{"file at its budget", archtest.CheckSizes, map[string]string{"orders/a.go": "package orders\n" + long(499)}, ""},
	{"file over its budget", archtest.CheckSizes, map[string]string{"orders/a.go": "package orders\n" + long(500)}, "501 lines"},
	{"generated file", archtest.CheckSizes, map[string]string{"orders/a.go": "// Code generated by x; DO NOT EDIT.\n\npackage orders\n" + long(600)}, ""},
	{"function at its budget", archtest.CheckSizes, map[string]string{"orders/a.go": "package orders\n\nfunc f() {" + long(69) + "}\n"}, ""},
	{"function over its budget", archtest.CheckSizes, map[string]string{"orders/a.go": "package orders\n\nfunc f() {" + long(70) + "}\n"}, "71 lines"},
	{"interface at its budget", archtest.CheckSizes, map[string]string{"orders/a.go": "package orders\n\ntype i interface { " + manyMethods + " }\n"}, ""},
	{"interface over its budget", archtest.CheckSizes, map[string]string{"orders/a.go": "package orders\n\ntype i interface { " + manyMethods + "; K() }\n"}, "11 methods"},

	{"unfinished code", archtest.CheckText, map[string]string{"orders/a.go": "package orders\n\n// TO" + "DO: later\n"}, "reads as unfinished"},
	{"the currency of no currency", archtest.CheckText, map[string]string{"money/a.go": "package money\n\nvar none = \"XXX\"\n"}, ""},
	{"unfinished page", archtest.CheckText, map[string]string{"web/a.html": "<p>Lorem ip" + "sum</p>\n"}, "reads as unfinished"},
	{"style of an empty field", archtest.CheckText, map[string]string{"web/a.css": "input::place" + "holder { color: inherit }\n"}, ""},
	{"hint of an empty field", archtest.CheckText, map[string]string{"web/a.html": "<input place" + "holder=\"x\">\n"}, ""},
	{"path of one machine", archtest.CheckText, map[string]string{"Makefile": "x:\n\tcp a '/ho" + "me/ann/a'\n"}, "a path of one machine"},
	{"path of the product", archtest.CheckText, map[string]string{"deploy/a.yml": "data: /var/lib/markthalle\n"}, ""},
	{"package host", archtest.CheckText, map[string]string{"docs/a.md": "see https://pro" + "xy.golang.org\n"}, "a package host"},

	{"unanchored vendor", archtest.CheckIgnores, map[string]string{".gitignore": "vendor/\n"}, "not anchored"},
	{"anchored vendor", archtest.CheckIgnores, map[string]string{".gitignore": "/vendor/\n"}, ""},

	{"unlisted seam", archtest.CheckDocuments, map[string]string{"orders/needs.go": "package orders\n", "docs/architecture.md": "# Seams\n"}, "orders/needs.go"},
	{"listed seam", archtest.CheckDocuments, map[string]string{"orders/needs.go": "package orders\n", "docs/architecture.md": "`orders/needs.go`\n"}, ""},
	{"event that nobody emits", archtest.CheckDocuments, map[string]string{"docs/architecture.md": "then `orders.paid` in `server/wire.go`\n"}, "orders.paid"},
	{"event of the code", archtest.CheckDocuments, map[string]string{"orders/a.go": "package orders\n\nvar e = \"orders.paid\"\n", "docs/architecture.md": "then `orders.paid`\n"}, ""},

	{"dead link", archtest.CheckLinks, map[string]string{"docs/a.md": "[x](adr/0001.md)\n"}, "leads nowhere"},
	{"live link", archtest.CheckLinks, map[string]string{"docs/a.md": "[x](../README.md#run) [y](https://example.org/z)\n", "README.md": "# m\n"}, ""},
}

func TestRules(t *testing.T) {
	t.Parallel()
	for _, c := range rules {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			faults := c.check(load(t, c.files))
			switch {
			case c.want == "" && len(faults) > 0:
				t.Errorf("unexpected: %v", faults)
			case c.want != "" && (len(faults) != 1 || !strings.Contains(faults[0].String(), c.want)):
				t.Errorf("got %v, want one fault with %q", faults, c.want)
			}
		})
	}
}

func TestDependencies(t *testing.T) {
	t.Parallel()
	mod := module + "\nrequire (\n\tgithub.com/a/b/v2 v2.0.1\n\tgolang.org/x/c v0.1.0 // indirect\n)\n"
	for want, doc := range map[string]string{
		"":                             "| library | |\n| `github.com/a/b/v2` | |\n",
		"says nothing of github.com/a": "nothing\n",
		"speaks of github.com/z":       "| `github.com/a/b/v2` | |\n| `github.com/z/z` | |\n",
	} {
		faults := archtest.CheckDependencies(load(t, map[string]string{"go.mod": mod, "docs/dependencies.md": doc}))
		if got := len(faults); (want == "") != (got == 0) || (want != "" && !strings.Contains(faults[0].Text, want)) {
			t.Errorf("%q: got %v", want, faults)
		}
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	faults := []archtest.Fault{{Rule: "size", Path: "a.go"}, {Rule: "line", Path: "a.go"}}
	got := archtest.Apply(faults, []archtest.Exemption{{Rule: "size", Path: "a.go", Reason: "a table"}})
	if len(got) != 1 || got[0].Rule != "line" {
		t.Errorf("an exemption reaches one rule of one path: %v", got)
	}
	got = archtest.Apply(nil, []archtest.Exemption{{Rule: "size", Path: "gone.go"}})
	if len(got) != 2 {
		t.Errorf("an exemption without use and without reason is two faults: %v", got)
	}
}

func TestMeasure(t *testing.T) {
	t.Parallel()
	fig := archtest.Measure(load(t, map[string]string{
		"orders/a.go":      "// Package orders.\npackage orders\n\nvar x = 1 // trailing\n",
		"orders/a_test.go": "package orders\n\nvar y = 1\n\n",
		"orders/b.go":      "// Code generated by x; DO NOT EDIT.\n\npackage orders\n",
	}))
	if fig.Files != 2 || fig.Lines != 8 || fig.TestShare != 0.5 || fig.Comments != 0.5 || fig.Median != 4 {
		t.Errorf("%+v", fig)
	}
}

// TestNestedModules: a module of its own has its own versions and imports, but its
// files keep the budgets and the words.
func TestNestedModules(t *testing.T) {
	t.Parallel()
	tree := load(t, map[string]string{
		"internal/peers/p/go.mod":  module,
		"internal/peers/p/main.go": imports("main", "github.com/gofiber/fiber/v2") + long(600),
		"internal/off/a.go":        "//go:build never\n\npackage off\n",
	})
	if got := archtest.CheckLibraries(tree); len(got) != 0 {
		t.Errorf("libraries: %v", got)
	}
	if got := archtest.CheckSizes(tree); len(got) != 1 {
		t.Errorf("sizes: %v", got)
	}
	if got := tree.Packages(); len(got) != 0 {
		t.Errorf("packages: %v", got)
	}
}
