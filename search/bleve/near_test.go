package bleve_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// TestNear: the words found near to another one are those that counting edits finds, in
// letters of one byte and of several.
func TestNear(t *testing.T) {
	e := open(t, t.TempDir())
	r := rand.New(rand.NewPCG(4, 2))
	alphabets := [][]rune{[]rune("abcd"), []rune("абвг"), []rune("aбc木")}
	letters := func(alphabet []rune) string {
		w := make([]rune, 4+r.IntN(6))
		for i := range w {
			w[i] = alphabet[r.IntN(len(alphabet))]
		}
		return string(w)
	}
	var docs []search.Document
	var words []string
	for i := range 900 {
		w := letters(alphabets[i%2])
		words = append(words, w)
		id := fmt.Sprintf("p%d", i)
		docs = append(docs, search.Document{ID: id, Rev: 1, Product: id, Title: markthalle.T("en", w), Currency: "EUR"})
	}
	for _, err := range e.Index(t.Context(), docs) {
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(words)
	words = slices.Compact(words)
	for i := range 600 {
		typed := letters(alphabets[i%3])
		var want []string
		for _, w := range words {
			if n := search.Edits(typed, w); n > 0 && n <= search.Reach(typed) && n <= search.Forgiven(typed, w) {
				want = append(want, w)
			}
		}
		got, err := e.Near(t.Context(), typed)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) > 30 { // as many as a word may stand for
			if len(got) != 30 {
				t.Fatalf("%q: %d words, want 30", typed, len(got))
			}
			continue
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", typed, got, want)
		}
	}
}
