package storetest

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
)

// Begin is where the clock of a test stands: a Monday morning.
var Begin = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// Open returns an empty store on SQLite in a folder of the test, with a clock that
// stands at Begin and ids that are the same in every run. It is closed with the test.
func Open(t testing.TB) *store.DB {
	t.Helper()
	db, _, _ := OpenClock(t)
	return db
}

// OpenClock is Open for tests that move the clock, which is market and machine time at
// once, or mint ids.
func OpenClock(t testing.TB) (*store.DB, *markthalle.ManualClock, markthalle.IDs) {
	t.Helper()
	driver, err := sqlite.Open(t.TempDir(), sqlite.Options{Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	clock := markthalle.NewManualClock(Begin)
	ids := markthalle.NewIDs(clock, Seeded(1))
	return OpenOn(t, driver, store.Options{Clock: clock, Wall: clock, IDs: ids}), clock, ids
}

// OpenOn returns a store over a driver, with the fields that o leaves empty filled for
// tests. It is closed with the test.
func OpenOn(t testing.TB, driver store.Driver, o store.Options) *store.DB {
	t.Helper()
	if o.Clock == nil {
		o.Clock = markthalle.NewManualClock(Begin)
	}
	if o.Wall == nil {
		o.Wall = markthalle.NewManualClock(Begin)
	}
	if o.IDs == nil {
		o.IDs = markthalle.NewIDs(o.Clock, Seeded(1))
	}
	if o.Owner == "" {
		o.Owner = "test"
	}
	if o.Rand == nil {
		o.Rand = rand.NewPCG(1, 2)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	db, err := store.Open(driver, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
		defer cancel()
		if err := db.Close(ctx); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return db
}

// Seeded returns a stream of bytes that is the same for the same seed, for ids and
// secrets in tests.
func Seeded(seed uint64) *rand.ChaCha8 {
	var s [32]byte
	copy(s[:], strings.Repeat(string(rune('a'+seed%26)), 32))
	s[0] = byte(seed)
	return rand.NewChaCha8(s)
}
