package archtest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/markthalle/markthalle/internal/archtest"
)

var checks = map[string]func(*archtest.Tree) []archtest.Fault{
	"line":         archtest.CheckLine,
	"libraries":    archtest.CheckLibraries,
	"side effects": archtest.CheckSideEffects,
	"names":        archtest.CheckNames,
	"docs":         archtest.CheckDocs,
	"sizes":        archtest.CheckSizes,
	"text":         archtest.CheckText,
	"ignores":      archtest.CheckIgnores,
	"links":        archtest.CheckLinks,
	"dependencies": archtest.CheckDependencies,
	"documents":    archtest.CheckDocuments,
}

func repository(t *testing.T) *archtest.Tree {
	t.Helper()
	tree, err := archtest.Load(os.DirFS(filepath.Join("..", "..")))
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Packages()) == 0 || !slices.Contains(tree.Packages(), "internal/archtest") {
		t.Fatalf("the tree was not read: packages %v", tree.Packages())
	}
	return tree
}

// TestRepository holds this repository to its rules.
func TestRepository(t *testing.T) {
	t.Parallel()
	tree := repository(t)
	var faults []archtest.Fault
	for _, check := range checks {
		faults = append(faults, check(tree)...)
	}
	faults = archtest.Apply(faults, archtest.Exempt)
	slices.SortFunc(faults, func(a, b archtest.Fault) int { return strings.Compare(a.String(), b.String()) })
	for _, f := range faults {
		t.Error(f)
	}
}

// TestFigures reports what is measured and not enforced; go test -v shows it.
func TestFigures(t *testing.T) {
	t.Parallel()
	fig := archtest.Measure(repository(t))
	if fig.Files == 0 || fig.Median == 0 {
		t.Errorf("nothing was measured: %+v", fig)
	}
	t.Log(fig)
}
