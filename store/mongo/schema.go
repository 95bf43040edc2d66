package mongo

import (
	"math"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/markthalle/markthalle/store"
)

// prefix begins the names of the indexes that belong to this package.
const prefix = "by_"

// schema is a table whose collection and indexes are there.
type schema struct {
	name    string
	indexes map[string]*index // by their declared names
}

// index is a declared index and the server's index that serves it. Several declared ones
// may share one. The zero index is the order by id.
type index struct {
	store.Index
	name    string // of the server's index
	partial bool   // the server's index holds only documents that have the first field
}

func newSchema(t store.Table) (*schema, error) {
	s := &schema{name: t.Name, indexes: make(map[string]*index, len(t.Indexes))}
	for _, x := range t.Indexes {
		if x.Each && x.Sparse {
			return nil, store.ErrEngine.Say("%s: an index cannot be Each and Sparse", t.Name)
		}
		if len(x.Eq)+len(x.Sort) == 0 {
			return nil, store.ErrEngine.Say("%s: the index %q has no fields", t.Name, x.Name)
		}
		ix := &index{Index: x}
		ix.setPartial(x.Sparse)
		s.indexes[x.Name] = ix
	}
	return s, nil
}

// index returns the index of a query.
func (s *schema) index(q store.Select) (*index, error) {
	if q.Index == nil {
		return &index{}, nil
	}
	x := s.indexes[q.Index.Name]
	if x == nil {
		return nil, store.ErrIndexUnknown.Say("%s has no index %q.", s.name, q.Index.Name)
	}
	return x, nil
}

// setPartial chooses the server's index and names it by what it holds, so that one name
// never means two things.
func (x *index) setPartial(partial bool) {
	x.partial = partial
	var paths []string
	for _, f := range x.Fields() {
		paths = append(paths, f.Path)
	}
	x.name = prefix + strings.Join(paths, ",")
	if partial {
		x.name += " if " + x.first().Kind.String()
	}
}

// first is the field whose absence keeps a document out of a Sparse index.
func (x *index) first() store.Field { return x.Fields()[0] }

// keys returns the fields of the server's index, the id last, each once.
func (x *index) keys() bson.D {
	var keys bson.D
	for _, f := range x.Fields() {
		keys = add(keys, path(f), 1)
	}
	return add(keys, nameID, 1)
}

// order returns the sort of a query: the index forwards or backwards.
func (x *index) order(desc bool) bson.D {
	dir := 1
	if desc {
		dir = -1
	}
	var keys bson.D
	for _, f := range x.Sort {
		keys = add(keys, path(f), dir)
	}
	return add(keys, nameID, dir)
}

func add(keys bson.D, name string, dir int) bson.D {
	for _, k := range keys {
		if k.Key == name {
			return keys
		}
	}
	return append(keys, bson.E{Key: name, Value: dir})
}

// present returns the condition that a field has a value of its kind: not less than the
// least one. Comparisons never leave a kind, and an index serves them as a range.
func present(f store.Field) bson.E { return bson.E{Key: "$gte", Value: least(f.Kind)} }

func least(k store.FieldKind) any {
	switch k {
	case store.String:
		return ""
	case store.Int:
		return int64(math.MinInt64)
	case store.Time:
		return bson.DateTime(math.MinInt64)
	default:
		return false
	}
}

// value returns a normal value as the server knows it.
func value(v any) any {
	if t, ok := v.(time.Time); ok {
		return bson.NewDateTimeFromTime(t)
	}
	return v
}

func values(vs []any) bson.A {
	out := make(bson.A, len(vs))
	for i, v := range vs {
		out[i] = value(v)
	}
	return out
}
