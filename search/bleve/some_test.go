package bleve_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// TestSayLittle: of a long text, words that nearly every text has are not looked for when
// there are too many postings of them, and the answer says so.
func TestSayLittle(t *testing.T) {
	e := open(t, t.TempDir())
	const frequent = "ana bel cor dun eif fal gor hun ilm jut kor"
	docs := make([]search.Document, 5000)
	for i := range docs {
		title := frequent
		switch i {
		case 7:
			title += " zirkonium"
		case 8:
			title += " vanadium"
		}
		id := fmt.Sprintf("p%d", i)
		docs[i] = search.Document{ID: id, Rev: 1, Product: id, Title: markthalle.T("en", title), Currency: "EUR"}
	}
	require.NoError(t, errors.Join(e.Index(t.Context(), docs)...))
	r, err := e.Search(t.Context(), search.Query{Text: frequent + " vanadium zirkonium", Size: 10})
	require.NoError(t, err)
	require.Equal(t, search.StageSome, r.Stage)
	require.Equal(t, 2, r.Total)
	require.True(t, slices.Contains(r.Notes, search.NoteBounded), r.Notes)
}
