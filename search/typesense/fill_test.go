package typesense_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/typesense"
)

// stocked returns an engine with a product for each title, in the order of business rank.
func stocked(t *testing.T, titles ...string) *typesense.Engine {
	t.Helper()
	e := open(t, start(t), fresh())
	docs := make([]search.Document, len(titles))
	for i, title := range titles {
		docs[i] = search.Document{
			ID: fmt.Sprintf("o%02d", i), Rev: 1, Product: fmt.Sprintf("p%02d", i), Vendor: "ven_1", VendorName: "Shop", Slug: fmt.Sprint(i),
			Title: markthalle.T(markthalle.English, title), Price: 1000, Currency: "EUR", InStock: true, Ordinal: int64(i + 1),
		}
	}
	require.NoError(t, errors.Join(e.Index(t.Context(), docs)...))
	return e
}

// TestFill proves that a search that has to drop words shows a page of products, what says
// most of the text first, and that its pages, totals and counts agree.
func TestFill(t *testing.T) {
	titles := []string{"Kettle", "Garden hose", "Garden lamp", "Radio", "Radio navigation", "BMW radio", "BMW 325i radio"}
	for range 30 {
		titles = append(titles, "Navigation")
	}
	e := stocked(t, titles...)
	ask := func(page, size int) search.Result {
		q := search.Query{Text: "bmw 325i radio navigation", Page: page, Size: size, Facets: []search.Facet{{Field: search.FieldVendor}}}
		r, err := e.Search(t.Context(), q)
		require.NoError(t, err)
		require.Equal(t, search.StageSome, r.Stage)
		require.Equal(t, 34, r.Total)
		require.Equal(t, 34, r.Facets[0].Values[0].Count)
		return r
	}
	var want []string
	for _, it := range ask(1, 50).Items {
		want = append(want, it.Title)
	}
	require.Equal(t, []string{"BMW 325i radio", "BMW radio", "Radio navigation", "Radio", "Navigation"}, want[:5])
	require.Len(t, want, 34)
	r, err := e.Search(t.Context(), search.Query{Text: "bmw 325i radio navigation", Size: 3, Explain: true})
	require.NoError(t, err)
	var found []string
	for _, w := range r.Items[2].Explanation.Words {
		if len(w.Fields) > 0 {
			found = append(found, w.Found)
		}
	}
	require.Equal(t, []string{"radio", "navigation"}, found)
	for _, size := range []int{1, 2, 3, 5, 33} {
		var got []string
		for page := 1; (page-1)*size < len(want); page++ {
			for _, it := range ask(page, size).Items {
				got = append(got, it.Title)
			}
		}
		require.Equal(t, want, got, "pages of %d", size)
	}
}

// TestRoom proves that the server's bound on filters makes no search fail that we can answer,
// and that others are refused with a clear error.
func TestRoom(t *testing.T) {
	e := stocked(t, "Phone", "Kettle")
	q := search.Query{Text: "phone", Size: 10}
	for i := range search.MaxAlso {
		q.Also = append(q.Also, fmt.Sprintf("some other words%d", i))
	}
	q.Also[0] = "kettle"
	r, err := e.Search(t.Context(), q)
	require.NoError(t, err)
	require.Equal(t, 2, r.Total)

	q = search.Query{Text: strings.Repeat("word ", 3) + "phone", Size: 10}
	for range 30 {
		q.Filters = append(q.Filters, search.Filter{Field: search.FieldVendor, Values: []string{"ven_1"}})
	}
	_, err = e.Search(t.Context(), q)
	require.NoError(t, err)
	q.Filters = slices.Repeat(q.Filters[:1], search.MaxFilters)
	_, err = e.Search(t.Context(), q)
	var known *markthalle.Error
	require.ErrorAs(t, err, &known)
	require.Equal(t, markthalle.Invalid, known.Kind)
	require.Equal(t, "/filters", known.Fields[0].Pointer)
}
