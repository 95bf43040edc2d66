package mongo

import (
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/markthalle/markthalle/store"
)

// Observed returns options under which fn sees every command on its way to the server.
func Observed(o Options, fn func(name string, command bson.Raw)) Options {
	o.observe = fn
	return o
}

// Filter returns the condition of a query by an index, nil when nothing can match it.
func Filter(x store.Index, q store.Select) bson.D {
	filter, ok := (&index{Index: x}).filter(q)
	if !ok {
		return nil
	}
	return filter
}

// Model returns the server's index for a declared one.
func Model(x store.Index) (name string, keys bson.D) {
	ix := &index{Index: x}
	ix.setPartial(x.Sparse)
	return ix.name, ix.keys()
}

// Database returns the library's own view of a driver's database.
func Database(d store.Driver) *mongo.Database {
	if e, ok := d.(*engine); ok {
		return e.db
	}
	return nil
}

// DatabaseName returns the database that a URI names.
func DatabaseName(uri string) (string, error) { return databaseName(uri) }

// Safety returns how the database of a server, or of several, is read and written.
func Safety(replicated bool) (*options.DatabaseOptions, error) {
	out := &options.DatabaseOptions{}
	for _, set := range safety(replicated).List() {
		if err := set(out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Pack returns the envelope of a document.
func Pack(doc store.Raw) (bson.Raw, error) { return pack(doc) }

// Unpack returns the document in an envelope.
func Unpack(envelope bson.Raw) (store.Raw, error) { return unpack("things", envelope) }
