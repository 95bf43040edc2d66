package search_test

import (
	"fmt"
	"testing"

	"github.com/markthalle/markthalle/search"
)

func TestNearly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed string
		edits       int
		ok          bool
	}{
		{"samsung galaxy", "samsung ga", 0, true},
		{"samsung galaxy", "samsnug ga", 1, true},
		{"phones", "phn", 1, true},
		{"phones", "ph", 0, true},
		{"phones", "px", 0, false},
		{"phones", "bho", 0, false}, // a short word keeps its first letter
		{"phones", "bhones", 1, true},
		{"phones", "fonse", 0, false},
		{"1500", "1600", 0, false}, // numbers are exact
		{"red lamp", "lamp red", 0, true},
		{"red lamp", "lamp blue", 0, false},
		{"lamp", "", 0, false},
	} {
		edits, ok := search.Nearly(search.Words(c.name), search.Words(c.typed))
		if ok != c.ok || edits != c.edits {
			t.Errorf("%q for %q: %d %v, want %d %v", c.typed, c.name, edits, ok, c.edits, c.ok)
		}
	}
}

func BenchmarkNearly(b *testing.B) {
	names := make([][]string, 2000)
	for i := range names {
		names[i] = search.Words(fmt.Sprintf("query%c number%c of %d", 'a'+i%26, 'a'+i%17, i))
	}
	typed := search.Words("numbre qureys")
	for b.Loop() {
		for _, n := range names {
			search.Nearly(n, typed)
		}
	}
}
