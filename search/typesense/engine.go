package typesense

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	ts "github.com/typesense/typesense-go/v3/typesense"
	"github.com/typesense/typesense-go/v3/typesense/api"
	"golang.org/x/sync/singleflight"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
)

// Options configure the engine. Nodes and Key are required.
type Options struct {
	Nodes         []string // "http://host:8108", of one cluster
	Key           string
	Name          string          // of the alias; empty is "markthalle"
	Wall          markthalle.Wall // nil is the machine's
	Timeout       time.Duration   // of one search; 0 is 2 s
	ImportTimeout time.Duration   // of one import; 0 is 60 s
	BreakAfter    int             // failures in a row; 0 is 5
	BreakFor      time.Duration   // 0 is 5 s
}

// Engine is a search.Engine on a Typesense cluster.
type Engine struct {
	o       Options
	client  *ts.Client
	imports *ts.Client // with the long time limit of imports
	breaker *breaker
	known   *knownNames
	memory  memory
	lanes   lanes
	look    singleflight.Group // whether the server is ready, what its collection has

	writes  sync.Mutex // orders the writes of this process
	rebuild sync.Mutex
	ready   atomic.Bool
	closed  atomic.Bool
	nonce   atomic.Int64
}

var (
	errClosed = search.ErrUnavailable.Say("The search engine is closed.")
	validName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,40}$`)
)

// ParseURL reads "typesense+http://KEY@HOST:PORT[,HOST:PORT…][/NAME]".
func ParseURL(s string) (Options, error) {
	bad := func(text string) (Options, error) {
		return Options{}, markthalle.Errorf(markthalle.Invalid, "search.url", "%s", text)
	}
	rest, ok := strings.CutPrefix(s, "typesense+")
	if !ok {
		return bad("A Typesense URL starts with typesense+http:// or typesense+https://.")
	}
	scheme, rest, ok := strings.Cut(rest, "://")
	if !ok || (scheme != "http" && scheme != "https") {
		return bad("A Typesense URL starts with typesense+http:// or typesense+https://.")
	}
	key, rest, ok := strings.Cut(rest, "@")
	if !ok || key == "" {
		return bad("A Typesense URL has its key before an @.")
	}
	key, err := url.QueryUnescape(key)
	if err != nil {
		return bad("The key of a Typesense URL is not escaped as a URL needs it.")
	}
	hosts, name, _ := strings.Cut(rest, "/")
	o := Options{Key: key, Name: name}
	for _, h := range strings.Split(hosts, ",") {
		if h == "" {
			return bad("A Typesense URL names at least one host.")
		}
		o.Nodes = append(o.Nodes, scheme+"://"+h)
	}
	return o, o.validate()
}

func (o *Options) validate() error {
	var f markthalle.Faults
	f.Check(len(o.Nodes) > 0, "/nodes", "required", "At least one node is needed.")
	f.Check(o.Key != "", "/key", "required", "The key is needed.")
	f.Check(o.Name == "" || validName.MatchString(o.Name), "/name", "invalid", "A name has up to 41 of a-z, 0-9, - and _.")
	return f.Err("search.options")
}

// Open connects to a cluster and makes the collections that are missing. When the
// cluster does not answer yet the engine is returned nevertheless: it says not_ready
// until it does.
func Open(ctx context.Context, o Options) (*Engine, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if o.Name == "" {
		o.Name = "markthalle"
	}
	if o.Wall == nil {
		o.Wall = markthalle.SystemClock{}
	}
	for _, d := range []struct {
		at   *time.Duration
		zero time.Duration
	}{{&o.Timeout, 2 * time.Second}, {&o.ImportTimeout, time.Minute}, {&o.BreakFor, 5 * time.Second}} {
		if *d.at <= 0 {
			*d.at = d.zero
		}
	}
	if o.BreakAfter <= 0 {
		o.BreakAfter = 5
	}
	e := &Engine{
		o: o, client: client(o, o.Timeout), imports: client(o, o.ImportTimeout), known: newKnownNames(),
		memory: memory{wall: o.Wall}, lanes: lanes{wall: o.Wall, limit: o.Timeout},
		breaker: &breaker{wall: o.Wall, after: o.BreakAfter, pause: o.BreakFor},
	}
	if err := e.Ready(ctx); err != nil && markthalle.KindOf(err) != markthalle.Unavailable {
		return nil, err
	}
	return e, nil
}

func client(o Options, limit time.Duration) *ts.Client {
	options := []ts.ClientOption{
		ts.WithAPIKey(o.Key), ts.WithConnectionTimeout(limit),
		// Our own breaker decides, with errors that say so.
		ts.WithCircuitBreakerReadyToTrip(neverTrip),
	}
	if len(o.Nodes) == 1 {
		options = append(options, ts.WithServer(o.Nodes[0]))
	} else {
		options = append(options, ts.WithNodes(o.Nodes), ts.WithHealthcheckInterval(15*time.Second))
	}
	return ts.NewClient(options...)
}

func (e *Engine) alias() string   { return e.o.Name }
func (e *Engine) next() string    { return e.o.Name + "-next" }
func (e *Engine) values() string  { return e.o.Name + "-values" }
func (e *Engine) markers() string { return e.o.Name + "-marker" }

// Ready implements search.Engine.
func (e *Engine) Ready(ctx context.Context) error {
	if err := e.ensure(ctx); err != nil {
		return err
	}
	nonce := e.nonce.Add(1)
	doc := map[string]any{"id": "marker", "nonce": nonce}
	err := e.call(ctx, e.o.Timeout, func(ctx context.Context) error {
		_, err := e.client.Collection(e.markers()).Documents().Upsert(ctx, doc, &api.DocumentIndexParameters{})
		return err
	})
	if err != nil {
		return notReady(err)
	}
	err = e.call(ctx, e.o.Timeout, func(ctx context.Context) error {
		_, err := e.client.Collection(e.markers()).Document("marker").Retrieve(ctx)
		return err
	})
	if err != nil {
		return notReady(err)
	}
	if e.ready.Load() {
		return nil // it has caught up once and has not gone away since; writes are always under way
	}
	if err := e.drained(ctx); err != nil {
		return err
	}
	e.ready.Store(true)
	return nil
}

// drained refuses while the server still works off writes: each collection has a queue
// of its own, so that the marker alone proves nothing about the documents.
func (e *Engine) drained(ctx context.Context) error {
	return e.call(ctx, e.o.Timeout, func(ctx context.Context) error {
		st, err := e.client.Stats().Retrieve(ctx)
		if err != nil {
			return err
		}
		if st.PendingWriteBatches != nil && *st.PendingWriteBatches > 0 {
			return search.ErrNotReady.Say("The search server still works off %v writes.", *st.PendingWriteBatches)
		}
		return nil
	})
}

func notReady(err error) error {
	if errors.Is(err, errMissing) {
		return search.ErrNotReady.With(err)
	}
	return err
}

// gate refuses searches until the server has been seen to be ready.
func (e *Engine) gate(ctx context.Context) error {
	if e.closed.Load() {
		return errClosed
	}
	if e.ready.Load() {
		return nil
	}
	// One asks for all: a marker is written, and a server that is busy is asked by many.
	_, err, _ := e.look.Do("ready", func() (any, error) { return nil, e.Ready(context.WithoutCancel(ctx)) })
	if ctx.Err() != nil {
		return ended(ctx)
	}
	return err
}

// ensure makes the collections that are missing.
func (e *Engine) ensure(ctx context.Context) error {
	if e.ready.Load() {
		return nil
	}
	for _, s := range []*api.CollectionSchema{valuesSchema(e.values()), markerSchema(e.markers())} {
		if err := e.ensureCollection(ctx, s); err != nil {
			return err
		}
	}
	_, err := e.target(ctx, e.alias())
	if !errors.Is(err, errMissing) {
		return err
	}
	first := e.o.Name + "-v1"
	if err := e.ensureCollection(ctx, offersSchema(first)); err != nil {
		return err
	}
	return e.point(ctx, e.alias(), first)
}

func (e *Engine) ensureCollection(ctx context.Context, s *api.CollectionSchema) error {
	err := e.call(ctx, e.o.Timeout, func(ctx context.Context) error {
		_, err := e.client.Collection(s.Name).Retrieve(ctx)
		return err
	})
	if !errors.Is(err, errMissing) {
		return err
	}
	err = e.call(ctx, e.o.ImportTimeout, func(ctx context.Context) error {
		_, err := e.imports.Collections().Create(ctx, s)
		return err
	})
	if markthalle.KindOf(err) == markthalle.Conflict && err != nil {
		return nil //nolint:nilerr // another process was faster
	}
	return err
}

// target returns the collection that an alias points to, or errMissing.
func (e *Engine) target(ctx context.Context, alias string) (name string, err error) {
	err = e.call(ctx, e.o.Timeout, func(ctx context.Context) error {
		a, err := e.client.Alias(alias).Retrieve(ctx)
		if err == nil {
			name = a.CollectionName
		}
		return err
	})
	return name, err
}

// point makes an alias name a collection, which must exist: the server would take any.
func (e *Engine) point(ctx context.Context, alias, collection string) error {
	return e.call(ctx, e.o.Timeout, func(ctx context.Context) error {
		if _, err := e.client.Collection(collection).Retrieve(ctx); err != nil {
			return fmt.Errorf("alias %s: %w", alias, err)
		}
		_, err := e.client.Aliases().Upsert(ctx, alias, &api.CollectionAliasSchema{CollectionName: collection})
		return err
	})
}

// Close implements search.Engine. Connections are the HTTP client's and end by
// themselves.
func (e *Engine) Close() error {
	e.closed.Store(true)
	return nil
}
