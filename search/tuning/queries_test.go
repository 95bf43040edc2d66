package tuning_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
)

func asked(text string, total int) search.Asked {
	return search.Asked{Locale: "en", Raw: text, Words: search.Words(text), Total: total, Exact: total > 0}
}

// ask counts a text n times.
func (h *house) ask(s *tuning.Service, n int, text string, total int) {
	for range n {
		s.Asked(h.t.Context(), asked(text, total))
	}
}

// list reads a list of queries as "text searches/misses/clicks".
func (h *house) list(name string, days int) []string {
	h.t.Helper()
	page, err := h.Queries(h.t.Context(), catalogue, tuning.QueryList{List: name, Locale: "en", Days: days})
	require.NoError(h.t, err)
	var out []string
	for _, q := range page.Items {
		out = append(out, fmt.Sprintf("%s %d/%d/%d", q.Text, q.Searches, q.Misses, q.Clicks))
	}
	return out
}

func (h *house) popular(text string) []string {
	h.t.Helper()
	h.clock.Advance(11 * time.Second)
	list, err := h.Popular(h.t.Context(), "", "en", search.Words(text), 5)
	require.NoError(h.t, err)
	var out []string
	for _, s := range list {
		out = append(out, s.Label)
	}
	return out
}

// TestQueries proves what is remembered, what is not, and that it survives a restart.
func TestQueries(t *testing.T) {
	t.Parallel()
	h := open(t)
	_, err := h.SetWords(t.Context(), catalogue, tuning.WordList{Kind: tuning.Banned, Words: []string{"gun"}}, nil)
	require.NoError(t, err)
	h.ask(h.Service, 4, "Lamp", 7)
	h.ask(h.Service, 3, "laptop", 2)
	h.ask(h.Service, 2, "latte", 2)
	h.ask(h.Service, 3, "xylophone", 0)
	for _, never := range []string{"lamp me@example.org", "lamp 0171 2345678", "lamp gun", "?!", strings.Repeat("very long ", 15)} {
		h.ask(h.Service, 5, never, 0)
	}
	require.NoError(t, h.Flush(t.Context()))
	again, _, _ := h.process("after a restart")
	h.Service = again
	assert.Equal(t, []string{"lamp 4/0/0", "laptop 3/0/0"}, h.list(tuning.ListPopular, 0))
	assert.Equal(t, []string{"xylophone 3/3/0"}, h.list(tuning.ListMissed, 0))
	assert.Equal(t, []string{"lamp", "laptop"}, h.popular(""))
	assert.Equal(t, []string{"lamp", "laptop"}, h.popular("la"))
	assert.Equal(t, []string{"laptop"}, h.popular("lapt"))
	assert.Equal(t, []string{"lamp", "laptop"}, h.popular("lmap"), "in spite of a typo, the nearest first")
	assert.Equal(t, []string{"laptop"}, h.popular("latpop"))
	assert.Empty(t, h.popular("xylo"), "what finds nothing is not suggested")
	list, err := h.Popular(t.Context(), "", "de", []string{"la"}, 5)
	require.NoError(t, err)
	assert.Empty(t, list, "another language")
	_, err = h.SetWords(t.Context(), catalogue, tuning.WordList{Kind: tuning.Banned, Words: []string{"lamp"}}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"laptop"}, h.popular("la"), "banned afterwards")
	assert.Equal(t, []string{"laptop 3/0/0"}, h.list(tuning.ListPopular, 0))
	_, err = h.Queries(t.Context(), catalogue, tuning.QueryList{List: "all", Days: 91})
	assert.Equal(t, []string{"/list not_allowed", "/days out_of_range"}, faults(t, err))
}

// TestDecay proves that days count less as they grow older, leave, and are purged.
func TestDecay(t *testing.T) {
	t.Parallel()
	h := open(t)
	day := 24 * time.Hour
	h.ask(h.Service, 40, "winter coat", 3)
	h.clock.Advance(50 * day)
	h.ask(h.Service, 10, "swimsuit", 3)
	assert.Equal(t, []string{"swimsuit 10/0/0"}, h.list(tuning.ListPopular, 30), "what was not asked for in these days is not listed")
	assert.Equal(t, []string{"swimsuit 10/0/0", "winter coat 40/0/0"}, h.list(tuning.ListPopular, 90), "old searches weigh less")
	h.ask(h.Service, 1, "winter coat", 3)
	h.clock.Advance(41 * day)
	h.ask(h.Service, 1, "winter coat", 3)
	require.NoError(t, h.Flush(t.Context()))
	assert.Equal(t, []string{"swimsuit 10/0/0"}, h.list(tuning.ListPopular, 90), "two searches are left of the coat")
	n, err := h.Purge(t.Context())
	require.NoError(t, err)
	assert.Zero(t, n)
	h.clock.Advance(60 * day)
	n, err = h.Purge(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, n, "the swimsuit")
	assert.Empty(t, h.popular("swim"))
}

// TestClicks proves that clicks count once, only for texts that were searched for, and
// that texts with few of them are found.
func TestClicks(t *testing.T) {
	t.Parallel()
	h := open(t)
	click := func(text, product, visitor string, position int) {
		require.NoError(t, h.Clicked(t.Context(), tuning.Click{
			Locale: "en", Text: text, Product: markthalle.ProductID(product), Visitor: visitor, Position: position,
		}))
	}
	h.ask(h.Service, 12, "lamp", 7)
	h.ask(h.Service, 12, "chair", 7)
	h.ask(h.Service, 9, "table", 7)
	click("Lamp", "p1", "v1", 2)
	click("lamp", "p1", "v1", 9) // the same click
	click("lamp", "p2", "v1", 4)
	click("lamp", "p1", "v2", 3)
	click("chair", "p3", "v1", 1)
	click("never searched for", "p1", "v1", 1)
	click("lamp", "p9", "v1", -1)
	assert.Equal(t, []string{"chair 12/0/1"}, h.list(tuning.ListUnclicked, 0))
	page, err := h.Queries(t.Context(), catalogue, tuning.QueryList{List: tuning.ListPopular, Locale: "en", Page: markthalle.PageQuery{Limit: 1}})
	require.NoError(t, err)
	require.NotEmpty(t, page.Next)
	all := h.list(tuning.ListPopular, 0)
	assert.ElementsMatch(t, []string{"lamp 12/0/3", "chair 12/0/1", "table 9/0/0"}, all)
	page, err = h.Queries(t.Context(), catalogue, tuning.QueryList{List: tuning.ListPopular, Locale: "en"})
	require.NoError(t, err)
	for _, q := range page.Items {
		if q.Text == "lamp" {
			assert.InDelta(t, 3, q.Position, 0.001)
		}
	}
	h.clock.Advance(24 * time.Hour)
	click("lamp", "p1", "v1", 2)
	assert.Contains(t, h.list(tuning.ListPopular, 0), "lamp 12/0/4", "another day is another click")
}

// TestTwoProcesses proves that processes on one store all count.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	h := open(t)
	other, _, _ := h.process("b")
	var wg sync.WaitGroup
	for _, s := range []*tuning.Service{h.Service, other} {
		wg.Go(func() {
			for range 20 {
				h.ask(s, 5, "lamp", 1)
				h.ask(s, 1, "chair", 1)
				assert.NoError(t, s.Flush(t.Context()))
			}
		})
	}
	wg.Wait()
	assert.Equal(t, []string{"lamp 200/0/0", "chair 40/0/0"}, h.list(tuning.ListPopular, 0))
}

// TestDocumentBound proves that the busiest text stays a small document.
func TestDocumentBound(t *testing.T) {
	t.Parallel()
	h := open(t)
	for range 200 {
		h.ask(h.Service, 1, strings.Repeat("ä", 100), 1)
		require.NoError(t, h.Flush(t.Context()))
		h.clock.Advance(24 * time.Hour)
	}
	page, err := h.Queries(t.Context(), catalogue, tuning.QueryList{List: tuning.ListPopular, Locale: "en", Days: 90})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	assert.EqualValues(t, 89, page.Items[0].Searches, "90 days are kept, today has none")
}
