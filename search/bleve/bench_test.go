package bleve_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/internal/corpora"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/bleve"
	"github.com/markthalle/markthalle/search/searchtest"
)

// benchSize returns the number of offers, 120,000 unless MARKTHALLE_BENCH_OFFERS says
// otherwise.
func benchSize(b *testing.B) int {
	b.Helper()
	n := 120_000
	if s := os.Getenv("MARKTHALLE_BENCH_OFFERS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

func feed(n int) func(yield func(search.Document) error) error {
	return func(yield func(search.Document) error) error {
		return searchtest.Market(7, n, yield)
	}
}

// BenchmarkQueries reports what 1, 8 and 32 clients wait over a generated market:
// go test -run - -bench Queries -benchtime 1x ./search/bleve
func BenchmarkQueries(b *testing.B) {
	n := benchSize(b)
	dir := b.TempDir()
	e, err := bleve.Open(dir, bleve.Options{})
	if err != nil {
		b.Fatal(err)
	}
	wall := markthalle.SystemClock{}
	start := wall.WallNow()
	if err := e.Rebuild(b.Context(), feed(n)); err != nil {
		b.Fatal(err)
	}
	took := wall.WallNow().Sub(start)
	b.Logf("%d offers: indexed in %v, %.0f/s, heap %d MB, disk %d MB", n, took, float64(n)/took.Seconds(), heapMB(), diskMB(b, dir))
	start = wall.WallNow()
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	closing := wall.WallNow().Sub(start)
	start = wall.WallNow()
	if e, err = bleve.Open(dir, bleve.Options{}); err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			b.Error(err)
		}
	}()
	if err := e.Ready(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("closed in %v, ready again in %v, heap %d MB", closing, wall.WallNow().Sub(start), heapMB())
	for _, q := range searchtest.BenchQueries() {
		for _, clients := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("%s/%d", q.Name, clients), func(b *testing.B) { askAtOnce(b, e, q, clients) })
		}
	}
	b.Logf("heap after the queries %d MB", heapMB())
}

// askAtOnce lets clients share the rounds of a query, and reports what one of them waits
// and how many answers they get in a second.
func askAtOnce(b *testing.B, e search.Engine, q searchtest.BenchQuery, clients int) {
	b.Helper()
	times := make([][]time.Duration, clients)
	var group errgroup.Group
	began := time.Now()
	for c := range clients {
		group.Go(func() error {
			for range b.N {
				for i := c; i < max(q.Rounds, clients); i += clients {
					start := time.Now()
					if err := q.Run(b.Context(), e, i); err != nil {
						return err
					}
					times[c] = append(times[c], time.Since(start))
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	all := slices.Concat(times...)
	slices.Sort(all)
	for _, p := range []int{50, 95, 99} {
		b.ReportMetric(float64(all[len(all)*p/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
	}
	b.ReportMetric(float64(all[len(all)-1].Microseconds())/1000, "max-ms")
	b.ReportMetric(float64(len(all))/took.Seconds(), "queries/s")
}

func heapMB() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc >> 20
}

func diskMB(b *testing.B, dir string) int64 {
	b.Helper()
	var sum int64
	err := filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			sum += info.Size()
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return sum >> 20
}

// BenchmarkPages browses the public catalogues without a text, as the API does: all plain
// facets, one page after the other. MARKTHALLE_TEST_DATA names the folder of the data:
// go test -run - -bench Pages ./search/bleve
func BenchmarkPages(b *testing.B) {
	data := os.Getenv("MARKTHALLE_TEST_DATA")
	if data == "" {
		b.Skip("MARKTHALLE_TEST_DATA is not set")
	}
	e, err := bleve.Open(b.TempDir(), bleve.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := e.Close(); err != nil {
			b.Error(err)
		}
	}()
	err = e.Rebuild(b.Context(), func(yield func(search.Document) error) error { return corpora.All(data, yield) })
	if err != nil {
		b.Fatal(err)
	}
	q := search.Query{Locale: markthalle.English, Currency: "EUR", Size: 24, Facets: []search.Facet{
		{Field: search.FieldCategory, Kind: search.Tree},
		{Field: search.FieldBrand, Size: 30},
		{Field: search.FieldPrice, Kind: search.Ranges},
		{Field: search.FieldCondition},
		{Field: search.FieldInStock},
		{Field: search.FieldVendor, Size: 30},
	}}
	for i := 0; b.Loop(); i++ {
		q.Page = 1 + i%400
		if _, err := e.Search(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
}
