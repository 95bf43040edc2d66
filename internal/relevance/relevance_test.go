package relevance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/internal/relevance"
	"github.com/markthalle/markthalle/search/bleve"
	"github.com/markthalle/markthalle/search/bleve/plain"
)

// TestRate recomputes the measures by hand.
func TestRate(t *testing.T) {
	t.Parallel()
	grades := map[string]int{"a": 3, "b": 2, "c": 1}
	s := relevance.Rate([]string{"x", "b", "a"}, grades)
	// Gains 3 and 7 at the second and third place, of 7, 3 and 1 at the first three.
	require.InDelta(t, (3/1.584962501+7/2.0)/(7+3/1.584962501+1/2.0), s.NDCG, 1e-6)
	require.InDelta(t, 0.5, s.MRR, 0)
	require.InDelta(t, 1, s.Recall, 0)
	require.Equal(t, relevance.Score{NDCG: 1, MRR: 1, Recall: 1}, relevance.Rate([]string{"a", "b", "c"}, grades))
	require.Equal(t, relevance.Score{}, relevance.Rate([]string{"x"}, grades))
}

// TestSets: the judged queries are there in the three languages, and each of them means
// something.
func TestSets(t *testing.T) {
	t.Parallel()
	sets, err := relevance.Sets("")
	require.NoError(t, err)
	require.Len(t, sets, 1)
	count := map[string]int{}
	for _, q := range sets[0].Queries {
		count[string(q.Locale)]++
		require.NotEmpty(t, q.Grades, q.Text)
	}
	require.Len(t, count, 3)
	require.GreaterOrEqual(t, len(sets[0].Queries), 150)
}

// TestPublicSets reads the judged sets of the public data.
func TestPublicSets(t *testing.T) {
	t.Parallel()
	sets, err := relevance.Sets(peers.Data(t))
	require.NoError(t, err)
	require.Len(t, sets, 5)
	for _, s := range sets {
		require.NotEmpty(t, s.Queries, s.Name)
	}
}

// TestRead reads queries of one's own and names all that is wrong with them.
func TestRead(t *testing.T) {
	t.Parallel()
	const goods = `{"id":"1","title":"Red mug","brand":"Tonhof","categories":["Kitchen","Cups"]}` + "\n" + `{"id":"2","title":"Blue mug"}`
	s, err := relevance.Read("own", strings.NewReader("query,document,grade\nred mug,1,3\nred mug,2,1\n"), strings.NewReader(goods))
	require.NoError(t, err)
	require.Equal(t, map[string]int{"1": 3, "2": 1}, s.Queries[0].Grades)
	_, err = relevance.Read("own", strings.NewReader("query,document,grade\nred mug,7,3\nred mug,1,9\n"), strings.NewReader(goods))
	require.ErrorContains(t, err, "row 2")
	require.ErrorContains(t, err, "row 3")
}

// TestDemo holds what has been reached over the demo's goods: the embedded engine beats
// Bleve's defaults, and misspelt queries lose little.
func TestDemo(t *testing.T) {
	t.Parallel()
	sets, err := relevance.Sets("")
	require.NoError(t, err)
	engine, err := bleve.Open(t.TempDir(), bleve.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, engine.Close()) }()
	theirs := plain.New(t.TempDir())
	defer func() { require.NoError(t, theirs.Close()) }()
	own, err := relevance.Measure(t.Context(), "embedded", relevance.Ours{Engine: engine}, sets[0])
	require.NoError(t, err)
	base, err := relevance.Measure(t.Context(), "plain", relevance.PlainBleve{Index: theirs}, sets[0])
	require.NoError(t, err)
	require.Greater(t, own.Score.NDCG, base.Score.NDCG)
	require.Greater(t, own.Score.NDCG, 0.98)
	require.Len(t, own.Typos, len(relevance.Mistakes()))
	for _, x := range own.Typos {
		require.Less(t, x.Loss(), 0.05, x.Name)
	}
}
