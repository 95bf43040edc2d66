package sqlite_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
)

// record is a document of about 2 kB with three indexes.
type record struct {
	store.Meta `bson:",inline"`
	Vendor     string   `bson:"vendor"`
	State      string   `bson:"state"`
	N          int64    `bson:"n"`
	Text       string   `bson:"text"`
	Lines      []line   `bson:"lines"`
	Tags       []string `bson:"tags"`
}

type line struct {
	SKU string `bson:"sku"`
	N   int64  `bson:"n"`
}

type happened struct {
	ID string `bson:"id"`
}

func (happened) EventType() string { return "bench.happened" }

func newRecord(id string, n int64) record {
	r := record{Meta: store.Meta{ID: id}, Vendor: fmt.Sprintf("ven_%03d", n%100), State: "open", N: n, Text: strings.Repeat("words ", 200)}
	for i := range int64(10) {
		r.Lines = append(r.Lines, line{fmt.Sprintf("sku-%d", i), i})
	}
	return r
}

func benchStore(b *testing.B) (*store.DB, *store.Collection[record]) {
	b.Helper()
	driver, err := sqlite.Open(b.TempDir(), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	db := storetest.OpenOn(b, driver, store.Options{Clock: markthalle.SystemClock{}, Wall: markthalle.SystemClock{}})
	return db, store.Define[record](db, store.Spec{Name: "records", Indexes: []store.Index{
		{Name: "vendor", Eq: []store.Field{store.S("vendor"), store.S("state")}, Sort: []store.Field{store.I("n")}},
		{Name: "state", Eq: []store.Field{store.S("state")}, Sort: []store.Field{store.TimeAt("created_at")}},
	}})
}

func writers(b *testing.B, n int, fn func(i int64) error) {
	b.Helper()
	var next atomic.Int64
	b.ResetTimer()
	b.SetParallelism(1)
	done := make(chan error, n)
	for range n {
		go func() {
			for {
				i := next.Add(1)
				if i > int64(b.N) {
					done <- nil
					return
				}
				if err := fn(i); err != nil {
					done <- err
					return
				}
			}
		}()
	}
	for range n {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
}

func BenchmarkInsert(b *testing.B) {
	for _, n := range []int{1, 32} {
		b.Run(fmt.Sprintf("writers=%d", n), func(b *testing.B) {
			_, c := benchStore(b)
			writers(b, n, func(i int64) error {
				_, err := c.Insert(context.Background(), newRecord(fmt.Sprintf("rec_%012d", i), i))
				return err
			})
		})
	}
}

func BenchmarkInsertMany(b *testing.B) {
	_, c := benchStore(b)
	var docs []record
	flush := func() {
		for _, err := range c.InsertMany(context.Background(), docs) {
			if err != nil {
				b.Fatal(err)
			}
		}
		docs = docs[:0]
	}
	b.ResetTimer()
	for i := range b.N {
		if docs = append(docs, newRecord(fmt.Sprintf("rec_%012d", i), int64(i))); len(docs) == 500 {
			flush()
		}
	}
	flush()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
}

func fillStore(b *testing.B, c *store.Collection[record], n int) {
	b.Helper()
	var docs []record
	for i := range n {
		docs = append(docs, newRecord(fmt.Sprintf("rec_%012d", i), int64(i)))
	}
	for len(docs) > 0 {
		k := min(500, len(docs))
		for _, err := range c.InsertMany(context.Background(), docs[:k]) {
			if err != nil {
				b.Fatal(err)
			}
		}
		docs = docs[k:]
	}
}

func BenchmarkModify(b *testing.B) {
	for _, n := range []int{1, 32} {
		b.Run(fmt.Sprintf("writers=%d", n), func(b *testing.B) {
			_, c := benchStore(b)
			fillStore(b, c, 5000)
			writers(b, n, func(i int64) error {
				err := c.Update(context.Background(), fmt.Sprintf("rec_%012d", (i*7919)%5000), func(r *record) error {
					r.Lines[0].N++
					return nil
				})
				return err
			})
		})
	}
}

// BenchmarkEvents writes with an event each, whose reaction inserts a document.
func BenchmarkEvents(b *testing.B) {
	db, c := benchStore(b)
	var handled atomic.Int64
	store.On(db, "bench.follow", func(context.Context, happened, store.Cause) error {
		handled.Add(1)
		return nil
	})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := db.Ensure(ctx); err != nil {
		b.Fatal(err)
	}
	db.Start(ctx)
	writers(b, 32, func(i int64) error {
		r := newRecord(fmt.Sprintf("rec_%012d", i), i)
		r.Emit(happened{r.ID})
		_, err := c.Insert(ctx, r)
		return err
	})
	for handled.Load() < int64(b.N) {
		if err := db.Drain(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "handled/s")
}

func BenchmarkGet(b *testing.B) {
	for _, n := range []int{1, 4} {
		b.Run(fmt.Sprintf("readers=%d", n), func(b *testing.B) {
			_, c := benchStore(b)
			fillStore(b, c, 20000)
			writers(b, n, func(i int64) error {
				_, err := c.Get(context.Background(), fmt.Sprintf("rec_%012d", (i*7919)%20000))
				return err
			})
		})
	}
}

func BenchmarkFind24(b *testing.B) {
	_, c := benchStore(b)
	fillStore(b, c, 20000)
	writers(b, 4, func(i int64) error {
		_, err := c.Find(context.Background(), store.Query{Index: "vendor", Eq: []any{fmt.Sprintf("ven_%03d", i%100), "open"}})
		return err
	})
}

func BenchmarkDrainEmpty(b *testing.B) {
	db, _ := benchStore(b)
	for i := range 40 {
		store.Define[record](db, store.Spec{Name: fmt.Sprintf("records%d", i)})
	}
	if err := db.Ensure(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		if err := db.Drain(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
