package storetest

import (
	"context"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Engine is what the whole suite needs to know of an engine.
type Engine struct {
	// Fresh returns the address of a new, empty database that belongs to the test.
	Fresh func(t *testing.T) (url string)
	// Open opens a driver on an address, in this process or another.
	Open func(ctx context.Context, url string) (store.Driver, error)
}

// URLEnv names the variable from which a child process, or a test binary on another
// machine, learns the address of the engine: "sqlite:DIR", "mongodb://…".
const URLEnv = "MARKTHALLE_STORETEST_URL"

// Run is the specification of a driver as far as one driver shows it: open returns a
// driver on an empty database.
func Run(t *testing.T, open func(t *testing.T) store.Driver) {
	t.Helper()
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, newBench(t, open(t)))
		})
	}
}

// RunEngine is the whole specification: Run, and what takes two drivers or two processes
// on one database. The driver's TestMain calls Main.
func RunEngine(t *testing.T, e Engine) {
	t.Helper()
	Run(t, func(t *testing.T) store.Driver { return e.open(t, e.Fresh(t)) })
	for _, c := range engineCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, e)
		})
	}
}

// Main runs the tests, or, in a child process that a test has started, the child's part.
// Every TestMain of a driver ends with it.
func Main(ctx context.Context, m *testing.M, open func(ctx context.Context, url string) (store.Driver, error)) int {
	if os.Getenv(childEnv) != "" {
		return child(ctx, os.Getenv(URLEnv), open)
	}
	return m.Run()
}

func (e Engine) open(t *testing.T, url string) store.Driver {
	t.Helper()
	d, err := e.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close(context.WithoutCancel(t.Context())) })
	return d
}

type testCase struct {
	name string
	run  func(t *testing.T, b *bench)
}

type engineCase struct {
	name string
	run  func(t *testing.T, e Engine)
}

func cases() []testCase {
	var out []testCase
	for _, part := range [][]testCase{driverCases, documentCases, changeCases, queryCases, eventCases, leaseCases, workCases, keeperCases, faultCases} {
		out = append(out, part...)
	}
	return out
}

func engineCases() []engineCase {
	return append(append([]engineCase(nil), pairCases...), crashCases...)
}

// bench is a store over one driver with clocks that the test moves.
type bench struct {
	driver *counter
	db     *store.DB
	market *markthalle.ManualClock
	wall   *markthalle.ManualClock
	docs   *store.Collection[Doc]
}

func newBench(t *testing.T, d store.Driver) *bench {
	t.Helper()
	return benchOn(t, &counter{Driver: d}, "one", markthalle.NewManualClock(Begin))
}

// benchOn opens another store on a driver, for a process called owner.
func benchOn(t *testing.T, d *counter, owner string, wall *markthalle.ManualClock) *bench {
	t.Helper()
	return benchTimed(t, d, owner, markthalle.NewManualClock(Begin), wall)
}

func benchTimed(t *testing.T, d *counter, owner string, market, wall *markthalle.ManualClock) *bench {
	t.Helper()
	b := &bench{driver: d, market: market, wall: wall}
	b.db = OpenOn(t, d, store.Options{Clock: b.market, Wall: b.wall, Owner: owner})
	b.docs = DefineDocs(b.db)
	return b
}

// Doc is the document of the suite.
type Doc struct {
	store.Meta `bson:",inline"`
	Vendor     string     `bson:"vendor"`
	State      string     `bson:"state"`
	N          int64      `bson:"n"`
	Flag       bool       `bson:"flag"`
	At         time.Time  `bson:"at"`
	Maybe      *time.Time `bson:"maybe"`
	Tags       []string   `bson:"tags"`
	Lines      []Line     `bson:"lines"`
	Bytes      []byte     `bson:"bytes"`
	Text       string     `bson:"text"`
}

// Line is a part of a Doc.
type Line struct {
	SKU   string `bson:"sku"`
	Count int    `bson:"count"`
}

// Counted is the event of the suite: the N of a document has changed.
type Counted struct {
	ID string `bson:"id"`
	N  int64  `bson:"n"`
}

// EventType implements store.Event.
func (Counted) EventType() string { return "storetest.counted" }

// DefineDocs defines the collection of the suite.
func DefineDocs(db *store.DB) *store.Collection[Doc] {
	return store.Define[Doc](db, store.Spec{Name: "docs", Deletable: true, Indexes: []store.Index{
		{Name: "vendor", Eq: []store.Field{store.S("vendor"), store.S("state")}, Sort: []store.Field{store.I("n"), store.TimeAt("at")}},
		{Name: "at", Sort: []store.Field{store.TimeAt("at")}},
		{Name: "maybe", Sort: []store.Field{store.TimeAt("maybe")}, Sparse: true},
		{Name: "flag", Eq: []store.Field{store.B("flag")}},
		{Name: "tag", Eq: []store.Field{store.S("tags")}, Sort: []store.Field{store.I("n")}, Each: true},
		{Name: "sku", Eq: []store.Field{store.S("vendor"), store.S("lines.sku")}, Each: true},
	}})
}

func doc(id string, change ...func(*Doc)) Doc {
	d := Doc{Meta: store.Meta{ID: id}, Vendor: "v", State: "open"}
	for _, fn := range change {
		fn(&d)
	}
	return d
}

// insert stores a document or fails the test.
func (b *bench) insert(t *testing.T, d Doc) Doc {
	t.Helper()
	got, err := b.docs.Insert(t.Context(), d)
	must(t, err)
	return got
}

func (b *bench) get(t *testing.T, id string) Doc {
	t.Helper()
	got, err := b.docs.Get(t.Context(), id)
	must(t, err)
	return got
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantErr fails the test unless err is target.
func wantErr(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got error %v, want %v", err, target)
	}
}

// same fails the test unless got and want are deeply equal.
func same[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func ids(docs []Doc) string {
	out := make([]string, len(docs))
	for i, d := range docs {
		out[i] = d.ID
	}
	return strings.Join(out, " ")
}

func isErr(err, target error) bool { return errors.Is(err, target) }

// noClose lends a driver to a second store that must not close it.
type noClose struct{ store.Driver }

// Close implements store.Driver.
func (noClose) Close(context.Context) error { return nil }
