package mongo

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/markthalle/markthalle/store"
)

// DefaultDatabase is the database of a URI that names none.
const DefaultDatabase = "markthalle"

// Options tune the engine. The zero value is right for a market; what the URI says wins.
type Options struct {
	Connections uint64        // most connections to one server; 0 means 100
	Patience    time.Duration // how long a call looks for a server that takes it; 0 means 10 s

	observe func(name string, command bson.Raw) // sees every command on its way; for tests
}

// engine is a store.Driver over one database.
type engine struct {
	client *mongo.Client
	db     *mongo.Database
	tables sync.Map // name → *schema

	ensure  sync.Mutex
	partial bool // the server has not refused partial indexes; guarded by ensure

	calls gate
}

var _ store.Driver = (*engine)(nil)

// Open connects to the servers of a URI (mongodb:// or mongodb+srv://) and waits until one
// of them answers. It returns store.ErrUnavailable when none does.
func Open(ctx context.Context, uri string, o Options) (store.Driver, error) {
	if o.Patience <= 0 {
		o.Patience = 10 * time.Second
	}
	settings := options.Client().SetAppName("markthalle").SetServerSelectionTimeout(o.Patience).SetConnectTimeout(o.Patience)
	if o.Connections > 0 {
		settings.SetMaxPoolSize(o.Connections)
	}
	settings.ApplyURI(uri).SetMonitor(&event.CommandMonitor{Started: o.started})
	if err := settings.Validate(); err != nil {
		return nil, store.ErrUnavailable.With(fmt.Errorf("address of MongoDB: %w", err))
	}
	name, err := databaseName(uri)
	if err != nil {
		return nil, store.ErrUnavailable.With(err)
	}
	client, err := mongo.Connect(settings)
	if err != nil {
		return nil, store.ErrUnavailable.With(err)
	}
	e := &engine{client: client, partial: true}
	e.calls.idle = make(chan struct{})
	replicated, err := e.greet(ctx)
	if err != nil {
		return nil, errors.Join(err, client.Disconnect(context.WithoutCancel(ctx)))
	}
	e.db = client.Database(name, safety(replicated))
	return e, nil
}

// safety is what every read and write of a market wants. A server that stands alone has
// no majority to read from, and not every one takes the word.
func safety(replicated bool) *options.DatabaseOptionsBuilder {
	journal := true
	o := options.Database().
		SetWriteConcern(&writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journal}).
		SetReadPreference(readpref.Primary())
	if replicated {
		o.SetReadConcern(readconcern.Majority())
	}
	return o
}

// greet waits for a server and asks whether it has others beside it. It asks by the old
// name of the command, which every server knows.
func (e *engine) greet(ctx context.Context) (replicated bool, err error) {
	var hello struct {
		Set string `bson:"setName"`
		Msg string `bson:"msg"`
	}
	err = e.do(ctx, reading, func(ctx context.Context) error {
		return e.client.Database("admin").RunCommand(ctx, bson.D{{Key: "isMaster", Value: 1}}).Decode(&hello)
	})
	return hello.Set != "" || hello.Msg == "isdbgrid", err
}

// databaseName returns the path of a URI. The hosts may be a list, which net/url refuses.
func databaseName(uri string) (string, error) {
	_, rest, _ := strings.Cut(uri, "://")
	rest, _, _ = strings.Cut(rest, "?")
	rest = rest[strings.LastIndexByte(rest, '@')+1:]
	_, path, _ := strings.Cut(rest, "/")
	name, err := url.PathUnescape(path)
	if err != nil {
		return "", fmt.Errorf("name of the database: %w", err)
	}
	if name == "" {
		return DefaultDatabase, nil
	}
	if strings.ContainsAny(name, "/\\. \"$\x00") || len(name) > 63 {
		return "", fmt.Errorf("%q cannot name a database", name)
	}
	return name, nil
}

// trace follows a call through the library, to know whether anything was sent.
type trace struct{ sent atomic.Bool }

type traceKey struct{}

// started is called before each command goes on its way, with the context of its call.
func (o Options) started(ctx context.Context, e *event.CommandStartedEvent) {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		t.sent.Store(true)
	}
	if o.observe != nil {
		o.observe(e.CommandName, e.Command)
	}
}

// do runs one call of the library and names its error.
func (e *engine) do(ctx context.Context, k kind, call func(ctx context.Context) error) error {
	if !e.calls.enter() {
		return store.ErrClosed
	}
	defer e.calls.leave()
	if err := ctx.Err(); err != nil {
		return store.ErrCancelled.With(err)
	}
	t := &trace{}
	err := call(context.WithValue(ctx, traceKey{}, t))
	return translate(ctx, k, t.sent.Load(), err)
}

// Check asks a server for an answer, and whether the indexes are there without which
// queries fail.
func (e *engine) Check(ctx context.Context) error {
	if _, err := e.greet(ctx); err != nil {
		return err
	}
	var faults []error
	e.tables.Range(func(_, v any) bool {
		s, ok := v.(*schema)
		if !ok {
			return true
		}
		have, err := e.declared(ctx, s.name)
		if err != nil {
			faults = append(faults, err)
			return false
		}
		for _, x := range s.indexes {
			if !have[x.name] {
				faults = append(faults, fmt.Errorf("%s has lost the index %q", s.name, x.name))
			}
		}
		return true
	})
	return errors.Join(faults...)
}

// Close lets the calls that have begun end, as long as ctx lasts, and gives up the
// connections. It may be called twice.
func (e *engine) Close(ctx context.Context) error {
	if !e.calls.shut() {
		return nil
	}
	select {
	case <-e.calls.idle:
	case <-ctx.Done(): // Disconnect cuts off what is still running
	}
	if err := e.client.Disconnect(ctx); err != nil && ctx.Err() == nil {
		return store.ErrUnavailable.With(err)
	}
	return nil
}

// gate counts the calls that are running and lets none in once it is shut.
type gate struct {
	mu      sync.Mutex
	running int
	closed  bool
	idle    chan struct{} // closed when the gate is shut and nothing is running
}

func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.running++
	return true
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running--; g.running == 0 && g.closed {
		close(g.idle)
	}
}

// shut reports whether this call shut the gate.
func (g *gate) shut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.closed = true
	if g.running == 0 {
		close(g.idle)
	}
	return true
}
