package bleve_test

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/searchtest"
)

// TestFrequent: answers are the same whether what frequent words say is kept or read.
func TestFrequent(t *testing.T) {
	e := open(t, t.TempDir())
	err := e.Rebuild(t.Context(), func(yield func(search.Document) error) error { return searchtest.Market(3, 1500, yield) })
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 3))
	words := searchtest.Vocabulary(3, 60_000)
	texts := make([]string, 150)
	for i := range texts {
		text := make([]string, 1+r.IntN(6))
		for j := range text {
			text[j] = words[r.IntN(20)]
			switch r.IntN(6) {
			case 0:
				text[j] = words[r.IntN(20_000)]
			case 1:
				text[j] = text[j][:len(text[j])-1] + "y"
			}
		}
		texts[i] = strings.Join(text, " ")
	}
	ask := func(text string) search.Result {
		res, err := e.Search(t.Context(), search.Query{
			Text: text, Size: 100, Locale: markthalle.English, Explain: true, Facets: []search.Facet{{Field: search.FieldBrand}},
		})
		if err != nil {
			t.Fatal(err)
		}
		res.Took = 0
		return res
	}
	kept := make([]search.Result, len(texts))
	for i, text := range texts {
		kept[i] = ask(text)
	}
	if n := e.KeptWords(); n < 10 {
		t.Errorf("%d frequent words are kept", n)
	}
	e.KeepNoMoreWords()
	for i, text := range texts {
		if read := ask(text); !reflect.DeepEqual(read, kept[i]) {
			t.Errorf("%q: total %d in stage %s, %d in stage %s from what is kept", text, read.Total, read.Stage, kept[i].Total, kept[i].Stage)
		}
	}
}
