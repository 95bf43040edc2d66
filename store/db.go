package store

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"github.com/markthalle/markthalle"
)

// Options are what a DB needs besides its driver. Every field has a usable default.
type Options struct {
	Clock markthalle.Clock // market time; nil means a new MarketClock over Wall
	Wall  markthalle.Wall  // machine time; nil means markthalle.SystemClock
	IDs   markthalle.IDs   // nil means ids from Clock and the system's randomness
	// Owner names this process in leases. Two processes at work on one store at the same
	// time have different owners; a process that comes back under its old name takes up
	// its own leases at once. Empty means a new id.
	Owner   string
	Log     *slog.Logger // what background work has to say; nil discards it
	Rand    rand.Source  // jitter; nil seeds one from IDs
	Workers int          // documents whose reactions run at the same time; 0 means 32
	// LeaseTTL is how long a process that died keeps its documents from the others; 0
	// means a minute. A reaction has half of it to end.
	LeaseTTL time.Duration
}

// DB is a store: its driver, the collections defined on it, and the background work
// that events, timers and sweeps ask for. It is safe for concurrent use; collections,
// reactions, timers and sweeps are defined before Start.
type DB struct {
	driver Driver
	o      Options
	jitter jitter
	market *MarketClock

	mu     sync.Mutex
	tables map[string]*table
	order  []*table // by name; what loops walk over

	written   atomic.Int64 // events that this process was about to store
	reactions reactions
	work      dispatcher
	kinds     kinds

	deadLetters *Collection[DeadLetter]
	timers      *Collection[Timer]
	sweeps      *Collection[Sweep]
	claims      *Collection[claim]
	leases      *Collection[namedLease]
	settings    *Collection[clockSetting]
	series      *Collection[seriesRecord]
	numbers     *Collection[numberRecord]
}

// Open returns a DB over driver. It touches nothing yet: tables and indexes appear with
// Ensure or with the first use of a collection.
func Open(driver Driver, o Options) (*DB, error) {
	if driver == nil {
		return nil, ErrEngine.Say("A store needs a driver.")
	}
	if o.Wall == nil {
		o.Wall = markthalle.SystemClock{}
	}
	if o.Clock == nil {
		o.Clock = NewMarketClock(o.Wall)
	}
	if o.IDs == nil {
		o.IDs = markthalle.NewIDs(o.Clock, nil)
	}
	if o.Owner == "" {
		o.Owner = o.IDs.New("proc")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Rand == nil {
		seed := o.IDs.Token(32)
		o.Rand = rand.NewChaCha8([32]byte(seed))
	}
	if o.Workers <= 0 {
		o.Workers = 32
	}
	if o.LeaseTTL <= 0 {
		o.LeaseTTL = time.Minute
	}
	db := &DB{driver: driver, o: o, tables: map[string]*table{}}
	db.jitter.src = rand.New(o.Rand) //nolint:gosec // jitter, not a secret
	db.market, _ = o.Clock.(*MarketClock)
	db.work.init(db)
	db.defineOwn()
	if db.market != nil {
		db.market.bind(db)
	}
	return db, nil
}

// defineOwn defines the collections that the store keeps for itself.
func (db *DB) defineOwn() {
	db.deadLetters = Define[DeadLetter](db, deadLetterSpec)
	db.timers = Define[Timer](db, timerSpec)
	db.sweeps = Define[Sweep](db, sweepSpec)
	db.claims = Define[claim](db, Spec{Name: "claims", Schema: 1, Deletable: true})
	db.leases = Define[namedLease](db, Spec{Name: "leases", Schema: 1})
	db.settings = Define[clockSetting](db, Spec{Name: "store_settings", Schema: 1})
	db.series = Define[seriesRecord](db, Spec{Name: "series", Schema: 1})
	db.numbers = Define[numberRecord](db, Spec{Name: "numbers", Schema: 1})
}

// Clock returns the market clock.
func (db *DB) Clock() markthalle.Clock { return db.o.Clock }

// Wall returns the machine's clock.
func (db *DB) Wall() markthalle.Wall { return db.o.Wall }

// IDs returns the source of ids.
func (db *DB) IDs() markthalle.IDs { return db.o.IDs }

// Owner returns the name of this process in leases.
func (db *DB) Owner() string { return db.o.Owner }

// Driver returns the driver, for Copy and Checksum.
func (db *DB) Driver() Driver { return db.driver }

// Check verifies the engine; see Driver.
func (db *DB) Check(ctx context.Context) error { return closed(db.driver.Check(ctx)) }

// Close ends the background work, waits for what is running, and closes the driver. It
// may be called twice.
func (db *DB) Close(ctx context.Context) error {
	if err := db.work.stop(ctx); err != nil {
		return err
	}
	return closed(db.driver.Close(ctx))
}

// Ensure creates the tables and indexes of all collections defined so far, and records
// them in the store itself, where Copy finds them.
func (db *DB) Ensure(ctx context.Context) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	var todo []Table
	for _, t := range db.order {
		if !t.ready.Load() {
			todo = append(todo, t.shape)
		}
	}
	if len(todo) == 0 {
		return nil
	}
	if err := ensureTables(ctx, db.driver, todo); err != nil {
		return err
	}
	for _, t := range db.order {
		t.ready.Store(true)
	}
	return nil
}

func (db *DB) register(t *table) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.tables[t.shape.Name] != nil {
		panic(fmt.Sprintf("store: collection %q is defined twice", t.shape.Name))
	}
	db.tables[t.shape.Name] = t
	db.order = append(db.order, t)
	sort.Slice(db.order, func(i, j int) bool { return db.order[i].shape.Name < db.order[j].shape.Name })
}

// all returns the defined tables by name.
func (db *DB) all() []*table {
	db.mu.Lock()
	defer db.mu.Unlock()
	return append([]*table(nil), db.order...)
}

func (db *DB) table(name string) (*table, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	if t := db.tables[name]; t != nil {
		return t, nil
	}
	return nil, ErrQuery.Say("There is no collection %q.", name)
}

// jitter spreads waits, so that those who collided do not collide again.
type jitter struct {
	mu  sync.Mutex
	src *rand.Rand
}

// spread returns a duration between half of d and d.
func (j *jitter) spread(d time.Duration) time.Duration {
	if d < 2 {
		return d
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return d/2 + time.Duration(j.src.Int64N(int64(d/2)+1))
}

// pause waits for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ended(ctx)
	}
}
