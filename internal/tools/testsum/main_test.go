package main

import (
	"strings"
	"testing"
)

const run = `{"Action":"start","Package":"m/a"}
{"Action":"run","Package":"m/a","Test":"TestA"}
{"Action":"run","Package":"m/a","Test":"TestA/x"}
{"Action":"pass","Package":"m/a","Test":"TestA/x"}
{"Action":"run","Package":"m/a","Test":"TestA/y"}
{"Action":"output","Package":"m/a","Test":"TestA/y","Output":"a_test.go:1: why y\n"}
{"Action":"fail","Package":"m/a","Test":"TestA/y"}
{"Action":"fail","Package":"m/a","Test":"TestA"}
{"Action":"run","Package":"m/a","Test":"TestB"}
{"Action":"output","Package":"m/a","Test":"TestB","Output":"needs DATA\n"}
{"Action":"skip","Package":"m/a","Test":"TestB"}
{"Action":"output","Package":"m/a","Output":"FAIL\tm/a\t0.1s\n"}
{"Action":"fail","Package":"m/a"}
{"Action":"output","Package":"m/b","Test":"TestC","Output":"chatter\n"}
{"Action":"pass","Package":"m/b","Test":"TestC"}
{"Action":"output","Package":"m/b","Output":"ok  \tm/b\t0.1s\n"}
{"Action":"pass","Package":"m/b"}
{"Action":"output","Package":"m/c","Output":"FAIL\tm/c [build failed]\n"}
{"Action":"fail","Package":"m/c"}
`

func TestRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		maySkip string
		refused int
	}{{"", 1}, {"DATA", 0}, {"OTHER", 1}} {
		var out strings.Builder
		sum, err := read(strings.NewReader(run), &out, c.maySkip)
		if err != nil {
			t.Fatal(err)
		}
		// TestA/x and TestC passed; TestA/y failed, its parent is no result of its own, and m/c did not build.
		if sum.passed != 2 || sum.failed != 2 || sum.skipped != 1 || len(sum.refused) != c.refused {
			t.Errorf("may skip %q: %+v", c.maySkip, sum)
		}
		for _, want := range []string{"why y", "ok  \tm/b", "m/c [build failed]"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q is not shown in:\n%s", want, out.String())
			}
		}
		if strings.Contains(out.String(), "chatter") {
			t.Errorf("a passing test's output is shown:\n%s", out.String())
		}
	}
}

func TestPlainLinesPassThrough(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	sum, err := read(strings.NewReader("go: no such module\n"), &out, "")
	if err != nil || out.String() != "go: no such module\n" || sum.passed != 0 {
		t.Errorf("%+v %v %q", sum, err, out.String())
	}
}
