package store

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// FieldKind is the type of an indexed value.
type FieldKind uint8

// The kinds of indexed values.
const (
	String FieldKind = iota + 1
	Int
	Time
	Bool
)

var kindNames = [...]string{"", "string", "int", "time", "bool"}

// String returns the kind's name.
func (k FieldKind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Field is an indexed value of a document: its path of BSON names joined by dots, and
// its kind.
type Field struct {
	Path string
	Kind FieldKind
}

// S declares a field that holds strings.
func S(path string) Field { return Field{path, String} }

// I declares a field that holds integers.
func I(path string) Field { return Field{path, Int} }

// TimeAt declares a field that holds times.
func TimeAt(path string) Field { return Field{path, Time} }

// B declares a field that holds truth values.
func B(path string) Field { return Field{path, Bool} }

// Value returns the field's value in doc: a string, an int64, a bool, a time.Time, or
// nil when it is absent, null or of another kind.
func (f Field) Value(doc Raw) any {
	var out any
	f.walk(doc, func(v any) bool { out = v; return false })
	return out
}

// Values returns the distinct values of the field in doc, one for each element of the
// arrays on its path; absent ones are left out.
func (f Field) Values(doc Raw) []any {
	var out []any
	f.walk(doc, func(v any) bool {
		for _, have := range out {
			if have == v {
				return true
			}
		}
		out = append(out, v)
		return true
	})
	return out
}

// walk calls fn with every value at the field's path until fn returns false.
func (f Field) walk(doc Raw, fn func(any) bool) { f.descend(doc, f.Path, fn) }

func (f Field) descend(doc []byte, path string, fn func(any) bool) bool {
	name, rest, deeper := strings.Cut(path, ".")
	el, ok := lookup(doc, name)
	if !ok {
		return true
	}
	if el.typ == typeArray {
		return f.elements(el.value, rest, deeper, fn)
	}
	if deeper {
		if el.typ != typeDocument {
			return true
		}
		return f.descend(el.value, rest, fn)
	}
	if v := f.read(el); v != nil {
		return fn(v)
	}
	return true
}

func (f Field) elements(array []byte, rest string, deeper bool, fn func(any) bool) bool {
	it := elements(array)
	for it.next() {
		switch {
		case deeper && it.el.typ == typeDocument:
			if !f.descend(it.el.value, rest, fn) {
				return false
			}
		case !deeper:
			if v := f.read(it.el); v != nil && !fn(v) {
				return false
			}
		}
	}
	return true
}

// read returns the element's value if it is of the field's kind, else nil.
func (f Field) read(el element) any {
	switch {
	case f.Kind == String && el.typ == typeString:
		return string(el.value[4 : len(el.value)-1])
	case f.Kind == Int && el.typ == typeInt64:
		return int64(binary.LittleEndian.Uint64(el.value)) // the two's complement is meant
	case f.Kind == Int && el.typ == typeInt32:
		return int64(int32(binary.LittleEndian.Uint32(el.value))) // the two's complement is meant
	case f.Kind == Time && el.typ == typeDateTime:
		return time.UnixMilli(int64(binary.LittleEndian.Uint64(el.value))).UTC()
	case f.Kind == Bool && el.typ == typeBool:
		return el.value[0] != 0
	default:
		return nil
	}
}

// normal returns v as the value that drivers see for the field, or an error when it is
// of another kind. Nil, nil pointers and the zero time are absence.
func (f Field) normal(v any) (any, error) {
	if v == nil {
		return nil, nil //nolint:nilnil // nil is the value of an absent field
	}
	if t, ok := v.(time.Time); ok && f.Kind == Time {
		if t.IsZero() {
			return nil, nil //nolint:nilnil // as above
		}
		return t.UTC().Truncate(time.Millisecond), nil
	}
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.Pointer {
		if r.IsNil() {
			return nil, nil //nolint:nilnil // as above
		}
		return f.normal(r.Elem().Interface())
	}
	switch {
	case f.Kind == String && r.Kind() == reflect.String:
		return r.String(), nil
	case f.Kind == Int && r.CanInt():
		return r.Int(), nil
	case f.Kind == Int && r.CanUint() && r.Uint() < 1<<63:
		return int64(r.Uint()), nil // the bound is checked in the case
	case f.Kind == Bool && r.Kind() == reflect.Bool:
		return r.Bool(), nil
	}
	return nil, ErrQuery.Say("%s wants a %s, got a %T", f.Path, f.Kind, v)
}
