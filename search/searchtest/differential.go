package searchtest

import (
	"testing"
	"time"

	"github.com/markthalle/markthalle/search"
)

// Differential asks engines and the model the same over random catalogues, which change
// in between, until d has passed. Whatever is pinned must be equal; the seed is printed.
func Differential(t *testing.T, d time.Duration, engines map[string]search.Engine) {
	t.Helper()
	seed := Seed(t)
	end := time.Now().Add(d) // a bound of the run, not a time of the market
	queries := 0
	for round := 0; round == 0 || time.Now().Before(end); round++ {
		now := seed + uint64(round)
		g := newGen(now)
		done := false
		t.Cleanup(func() {
			if !done {
				t.Logf("round %d: replay it alone with MARKTHALLE_TEST_SEED=%d MARKTHALLE_TEST_FOR=1ms", round, now)
			}
		})
		m := NewModel()
		docs := g.catalog(40 + g.IntN(400))
		// Tombstones of former rounds outlive a rebuild, so revisions grow with the round.
		for i := range docs {
			docs[i].Rev = int64(round)*100 + 50
			m.Put(docs[i])
		}
		for name, e := range engines {
			if err := e.Rebuild(t.Context(), feedOf(docs)); err != nil {
				t.Fatalf("%s: Rebuild: %v", name, err)
			}
			index(t, e, docs...)
		}
		for range 3 {
			for range 40 {
				q := g.query()
				for _, e := range engines {
					Compare(t, e, m, q)
				}
				queries++
			}
			put, gone := alter(g, docs)
			for _, e := range engines {
				index(t, e, put...)
				remove(t, e, gone...)
			}
			for _, x := range put {
				m.Put(x)
			}
			for _, x := range gone {
				m.Remove(x)
			}
			for _, e := range engines {
				checkStats(t, e, m)
			}
		}
		if t.Failed() {
			t.FailNow()
		}
		done = true
	}
	t.Logf("%d queries on %d engines and the model", queries, len(engines))
}
