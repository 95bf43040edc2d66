package searchtest

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// Open returns an empty engine; the test closes it by t.Cleanup of the opener.
type Open func(t testing.TB) search.Engine

// Run proves that the engines that open returns behave as the port says.
func Run(t *testing.T, open Open) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(t *testing.T, e search.Engine)
	}{
		{"Empty", testEmpty},
		{"Random", testRandom},
		{"Revisions", testRevisions},
		{"Tombstones", testTombstones},
		{"ItemErrors", testItemErrors},
		{"Values", testValues},
		{"Groups", testGroups},
		{"Sorts", testSorts},
		{"Pages", testPages},
		{"PagesOfManyOffers", testPagesOfManyOffers},
		{"Facets", testFacets},
		{"Stages", testStages},
		{"Spelling", testSpelling},
		{"Normalised", testNormalised},
		{"Codes", testCodes},
		{"Ranking", testRanking},
		{"Also", testAlso},
		{"Hidden", testHidden},
		{"Suggest", testSuggest},
		{"Explain", testExplain},
		{"Visible", testVisible},
		{"Rebuild", testRebuild},
		{"RebuildUnderLoad", testRebuildUnderLoad},
		{"RebuildFails", testRebuildFails},
		{"Concurrent", testConcurrent},
		{"Hostile", testHostile},
		{"Errors", testErrors},
		{"Closed", testClosed},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// Seed returns the seed of a random test and prints how to replay it.
func Seed(t testing.TB) uint64 {
	t.Helper()
	seed := rand.Uint64() >> 1
	if s := os.Getenv("MARKTHALLE_TEST_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("MARKTHALLE_TEST_SEED: %v", err)
		}
		seed = n
	}
	t.Logf("replay with MARKTHALLE_TEST_SEED=%d", seed)
	return seed
}

// Rounds returns how many random catalogues are tried.
func Rounds(t testing.TB) int {
	t.Helper()
	if s := os.Getenv("MARKTHALLE_TEST_ROUNDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("MARKTHALLE_TEST_ROUNDS: %v", err)
		}
		return n
	}
	return 3
}

func index(t testing.TB, e search.Engine, docs ...search.Document) {
	t.Helper()
	errs := e.Index(t.Context(), docs)
	if len(errs) != len(docs) {
		t.Fatalf("Index returned %d results for %d documents", len(errs), len(docs))
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatalf("Index: %v", err)
	}
}

func remove(t testing.TB, e search.Engine, gone ...search.Tombstone) {
	t.Helper()
	if err := errors.Join(e.Delete(t.Context(), gone)...); err != nil {
		t.Fatalf("Delete: %v", err)
	}
}

func find(t testing.TB, e search.Engine, q search.Query) search.Result {
	t.Helper()
	if q.Locale == "" {
		q.Locale = markthalle.English
	}
	r, err := e.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search(%+v): %v", q, err)
	}
	return r
}

func products(r search.Result) []string {
	out := make([]string, 0, len(r.Items))
	for _, it := range r.Items {
		out = append(out, it.Product)
	}
	return out
}

func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// doc returns a small valid document.
func doc(id, product, title string, change ...func(*search.Document)) search.Document {
	d := search.Document{
		ID: id, Rev: 1, Product: product, Vendor: "ven_1", VendorName: "First shop", Slug: "p-" + product,
		Title: markthalle.T(markthalle.English, title), Price: 1000, Currency: "EUR", InStock: true,
	}
	for _, c := range []byte(id) {
		d.Ordinal = d.Ordinal%1_000_000*256 + int64(c)
	}
	for _, c := range change {
		c(&d)
	}
	return d
}

func feedOf(docs []search.Document) func(func(search.Document) error) error {
	return func(yield func(search.Document) error) error {
		for _, d := range docs {
			if err := yield(d); err != nil {
				return err
			}
		}
		return nil
	}
}

func wantCode(t testing.TB, err error, want *markthalle.Error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %s", err, want.Code)
	}
}

func checkStats(t testing.TB, e search.Engine, m *Model) {
	t.Helper()
	got, err := e.Stats(t.Context())
	if err != nil {
		t.Fatalf("Stats: %v", err)
	}
	equal(t, "stats", got, m.Stats())
	empty, err := e.Empty(t.Context())
	if err != nil {
		t.Fatalf("Empty: %v", err)
	}
	if empty && got.Documents > 0 {
		t.Errorf("the engine is empty with %d documents", got.Documents)
	}
}

func canceled(t testing.TB) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
