package mongo_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/markthalle/markthalle/internal/peers"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/mongo"
	"github.com/markthalle/markthalle/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(context.Background(), m, open)) }

// open opens a driver whose every command is looked at: whatever the suite does, in this
// process or a child, a write without an id ends it.
func open(ctx context.Context, uri string) (store.Driver, error) {
	return mongo.Open(ctx, uri, mongo.Observed(mongo.Options{}, func(name string, command bson.Raw) {
		if err := guarded(name, command); err != nil {
			panic(err)
		}
	}))
}

// guarded returns an error for a command that changes documents which it does not name.
func guarded(name string, command bson.Raw) error {
	var list string
	switch name {
	case "update":
		list = "updates"
	case "delete":
		list = "deletes"
	case "findAndModify", "bulkWrite":
		return fmt.Errorf("%s is not a command of this driver: %s", name, command)
	default:
		return nil
	}
	var parsed struct {
		Updates, Deletes []struct {
			Q     bson.M
			Multi bool
			Limit int
		}
	}
	if err := bson.Unmarshal(command, &parsed); err != nil {
		return err
	}
	statements := append(parsed.Updates, parsed.Deletes...)
	if len(statements) == 0 {
		return fmt.Errorf("%s has no %s: %s", name, list, command)
	}
	for _, s := range statements {
		id, _ := s.Q["_id"].(string)
		_, rev := s.Q["rev"].(int64)
		if id == "" || !rev || s.Multi || (name == "delete" && s.Limit != 1) {
			return fmt.Errorf("a write that does not name its document: %s", command)
		}
	}
	return nil
}

// peer is a server to run the tests on.
type peer struct {
	name     string
	variable string
	// turns tells the commands that a proxy puts through to the server one after the other.
	turns func(command string) bool
}

var everyPeer = []peer{
	// mongo-java-server gets confused when two processes create one collection.
	{name: "mongo", variable: peers.MongoURI, turns: func(c string) bool { return c == "create" || c == "createIndexes" }},
	// FerretDB 1 reads, compares and writes in three steps, so that of two replacements of
	// one revision both may win. Through the proxy the tests see what its commands mean,
	// and prove nothing about what it does with several at once.
	{name: "ferretdb", variable: peers.FerretURI, turns: func(string) bool { return true }},
}

// through returns the host of an address, and the address of a proxy before it; ok is
// false where a proxy cannot stand: before several hosts, or encryption.
func through(uri string) (host string, by func(proxy string) string, ok bool) {
	rest, plain := strings.CutPrefix(uri, "mongodb://")
	authority, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@') + 1
	path, query, _ := strings.Cut(path, "?")
	var kept []string
	for _, o := range strings.Split(query, "&") {
		name, _, _ := strings.Cut(o, "=")
		plain = plain && name != "tls" && name != "ssl"
		if name != "" && name != "replicaSet" && name != "directConnection" {
			kept = append(kept, o)
		}
	}
	query = strings.Join(append(kept, "directConnection=true"), "&")
	host = authority[at:]
	return host, func(proxy string) string {
		return "mongodb://" + authority[:at] + proxy + "/" + path + "?" + query
	}, plain && !strings.Contains(host, ",")
}

// fresh returns the address of a new database, which is dropped after the test.
func (p peer) fresh(t *testing.T) string {
	t.Helper()
	direct := peers.Env(t, p.variable)
	path := "mt_" + strings.ToLower(rand.Text()[:12])
	base, query, _ := strings.Cut(direct, "?")
	base = strings.TrimSuffix(base, "/")
	if query != "" {
		query = "?" + query
	}
	direct = base + "/" + path + query
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
		defer cancel()
		d, err := mongo.Open(ctx, direct, mongo.Options{})
		if err != nil {
			t.Error(err)
			return
		}
		p.drop(ctx, t, d)
		if err := d.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	host, by, ok := through(direct)
	if !ok {
		return direct
	}
	return by(newProxy(t, host, p.turns).address())
}

// drop removes the database of a test. It is only for tidiness: mongo-java-server cannot
// drop a collection from which indexes with the same keys were dropped before.
func (p peer) drop(ctx context.Context, t *testing.T, d store.Driver) {
	t.Helper()
	db := mongo.Database(d)
	names, err := db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		t.Error(err)
	}
	for _, name := range names {
		if err := db.Collection(name).Drop(ctx); err != nil {
			t.Logf("%s stays on the test's server: %v", name, err)
		}
	}
	if err := db.Drop(ctx); err != nil {
		t.Logf("%s stays on the test's server: %v", db.Name(), err)
	}
}

// TestSuite is the specification of the store, on every peer.
func TestSuite(t *testing.T) {
	for _, p := range everyPeer {
		t.Run(p.name, func(t *testing.T) {
			peers.Env(t, p.variable)
			storetest.RunEngine(t, storetest.Engine{Fresh: p.fresh, Open: open})
		})
	}
}
