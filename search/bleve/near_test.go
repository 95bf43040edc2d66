package bleve_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/bleve"
)

// TestNear: the words found near to another one are those that counting edits finds, in
// letters of one byte and of several, also among texts that are written later.
func TestNear(t *testing.T) {
	e := open(t, t.TempDir())
	r := rand.New(rand.NewPCG(4, 2))
	alphabets := [][]rune{[]rune("abcd"), []rune("абвг"), []rune("ab12"), []rune("aбc木")}
	letters := func(alphabet []rune) string {
		w := make([]rune, 3+r.IntN(7))
		for i := range w {
			w[i] = alphabet[r.IntN(len(alphabet))]
		}
		return string(w)
	}
	var words []string
	for batch := range 6 {
		var docs []search.Document
		for i := range 150 {
			w := letters(alphabets[i%3]) // an ideograph would be a word of its own
			words = append(words, w)
			id := fmt.Sprintf("p%d_%d", batch, i)
			docs = append(docs, search.Document{ID: id, Rev: 1, Product: id, Title: markthalle.T("en", w), Currency: "EUR"})
		}
		for _, err := range e.Index(t.Context(), docs) {
			if err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(words)
		words = slices.Compact(words)
		for i := range 200 {
			checkNear(t, e, words, letters(alphabets[i%len(alphabets)]))
		}
	}
}

func checkNear(t *testing.T, e *bleve.Engine, words []string, typed string) {
	t.Helper()
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
		return
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Fatalf("%q: %q, want %q", typed, got, want)
	}
}
