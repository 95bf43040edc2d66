package store

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Spec declares a collection.
type Spec struct {
	Name    string // letters, digits and "_"
	Schema  int    // version of the shape, from 1; 0 counts as 1
	Indexes []Index
	// Deletable allows Delete. A deleted document leaves a stub for StubTTL, so that a
	// document that is created again under the id continues the revisions.
	Deletable bool
	// Upgrade turns a document of an older schema into the present shape when it is read;
	// the next change stores it. Nil means that older documents decode as they are.
	Upgrade func(schema int, raw Raw) (Raw, error)
}

// The indexes that the store keeps for itself.
const (
	indexOutbox = "outbox" // documents with pending events, by the time to look at them
	indexGone   = "gone"   // stubs of deleted documents, by age
	indexLive   = "live"   // a deletable collection by id, without stubs
)

// namePattern is for names that every engine takes; drivers use "__" to join them.
var namePattern = regexp.MustCompile(`^[a-z](_?[a-z0-9]){0,47}$`)

// goneField leads every index of a deletable collection: present documents are those in
// which it is absent.
var goneField = TimeAt("gone")

// shapeOf returns the table of a spec with the store's own indexes, or panics on a
// programmer's mistake.
func shapeOf(s *Spec, doc reflect.Type) (Table, map[string]string) {
	if !namePattern.MatchString(s.Name) {
		panic(fmt.Sprintf("store: %q cannot name a collection", s.Name))
	}
	checkType(s.Name, doc)
	t := Table{Name: s.Name, Indexes: []Index{{Name: indexOutbox, Sort: []Field{TimeAt("outbox_due")}, Sparse: true}}}
	if s.Deletable {
		t.Indexes = append(t.Indexes,
			Index{Name: indexGone, Sort: []Field{goneField}, Sparse: true},
			Index{Name: indexLive, Eq: []Field{goneField}})
	}
	each := map[string]string{}
	seen := map[string]bool{indexOutbox: true, indexGone: true, indexLive: true}
	for _, x := range s.Indexes {
		if !namePattern.MatchString(x.Name) || seen[x.Name] {
			panic(fmt.Sprintf("store: %s: %q cannot name an index, or does twice", s.Name, x.Name))
		}
		seen[x.Name] = true
		if path := checkIndex(s.Name, x, doc); path != "" {
			each[x.Name] = path
		}
		t.Indexes = append(t.Indexes, declared(s, x))
	}
	return t, each
}

// declared returns an index as the driver sees it. In deletable collections the stubs
// are kept out by a leading Eq field, or, in sparse ones, because they have no fields.
func declared(s *Spec, x Index) Index {
	x.Eq = append([]Field(nil), x.Eq...)
	x.Sort = append([]Field(nil), x.Sort...)
	if s.Deletable && !x.Sparse {
		x.Eq = append([]Field{goneField}, x.Eq...)
	}
	return x
}

// checkIndex returns the path of an Each index into its array.
func checkIndex(name string, x Index, doc reflect.Type) (each string) {
	if len(x.Eq)+len(x.Sort) == 0 {
		panic(fmt.Sprintf("store: %s: index %q has no fields", name, x.Name))
	}
	arrays := 0
	for i, f := range (&x).Fields() {
		inArray, err := checkPath(doc, f)
		if err != nil {
			panic(fmt.Sprintf("store: %s: index %q: %v", name, x.Name, err))
		}
		if inArray {
			arrays++
			each = f.Path
			if i >= len(x.Eq) || !x.Each {
				panic(fmt.Sprintf("store: %s: index %q: %q leads into an array; only one Eq field of an Each index may", name, x.Name, f.Path))
			}
		}
	}
	if x.Each && arrays != 1 {
		panic(fmt.Sprintf("store: %s: index %q: an Each index has one path into an array, this has %d", name, x.Name, arrays))
	}
	if x.Each && x.Sparse {
		panic(fmt.Sprintf("store: %s: index %q: an Each index holds elements only, it cannot be Sparse", name, x.Name))
	}
	return each
}

// checkType wants Meta as the first field and explicit BSON names that do not hide its.
func checkType(name string, doc reflect.Type) {
	if doc.Kind() != reflect.Struct || doc.NumField() == 0 {
		panic(fmt.Sprintf("store: %s: %v is not a struct with a store.Meta", name, doc))
	}
	first := doc.Field(0)
	if first.Type != reflect.TypeFor[Meta]() || !first.Anonymous || first.Tag.Get("bson") != ",inline" {
		panic(fmt.Sprintf("store: %s: the first field of %v must be store.Meta `bson:\",inline\"`", name, doc))
	}
	for i := 1; i < doc.NumField(); i++ {
		f := doc.Field(i)
		if !f.IsExported() || f.Tag.Get("bson") == "-" {
			continue
		}
		bsonName, opts, _ := strings.Cut(f.Tag.Get("bson"), ",")
		if bsonName == "" && !strings.Contains(opts, "inline") {
			panic(fmt.Sprintf("store: %s: %v.%s has no explicit bson name", name, doc, f.Name))
		}
		if metaNames[bsonName] {
			panic(fmt.Sprintf("store: %s: %v.%s hides %q of store.Meta", name, doc, f.Name, bsonName))
		}
	}
}

var (
	timeType    = reflect.TypeFor[time.Time]()
	marshalType = reflect.TypeFor[bson.ValueMarshaler]()
)

// checkPath follows an indexed path through the Go type as far as that tells anything,
// and reports whether it crosses an array.
func checkPath(t reflect.Type, f Field) (inArray bool, err error) {
	for _, name := range strings.Split(f.Path, ".") {
		t, inArray = unwrap(t, inArray)
		if t.Implements(marshalType) || t.Kind() == reflect.Map || t.Kind() == reflect.Interface {
			return inArray, nil
		}
		next, ok := fieldNamed(t, name)
		if !ok {
			return inArray, fmt.Errorf("%v has no field with the bson name %q", t, name)
		}
		t = next
	}
	t, inArray = unwrap(t, inArray)
	if t.Implements(marshalType) || t.Kind() == reflect.Interface {
		return inArray, nil
	}
	if kind := kindOf(t); kind != f.Kind {
		return inArray, fmt.Errorf("%q is a %v, which is not indexed as %v", f.Path, t, f.Kind)
	}
	return inArray, nil
}

func unwrap(t reflect.Type, inArray bool) (reflect.Type, bool) {
	for {
		switch {
		case t.Kind() == reflect.Pointer:
			t = t.Elem()
		case (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem().Kind() != reflect.Uint8:
			t, inArray = t.Elem(), true
		default:
			return t, inArray
		}
	}
}

func fieldNamed(t reflect.Type, name string) (reflect.Type, bool) {
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, opts, _ := strings.Cut(f.Tag.Get("bson"), ",")
		if strings.Contains(opts, "inline") {
			if in, ok := fieldNamed(f.Type, name); ok {
				return in, true
			}
		}
		if tag == name || (tag == "" && strings.ToLower(f.Name) == name) {
			return f.Type, true
		}
	}
	return nil, false
}

func kindOf(t reflect.Type) FieldKind {
	switch {
	case t == timeType:
		return Time
	case t.Kind() == reflect.String:
		return String
	case t.Kind() == reflect.Bool:
		return Bool
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64:
		return Int
	}
	return 0
}
