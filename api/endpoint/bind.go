package endpoint

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/markthalle/markthalle"
)

// Wire is a type with a form of its own in JSON. FromWire gets the decoded value
// (string, bool, json.Number, []any, map[string]any or nil), sets itself and reports
// its faults under the given pointer.
type Wire interface {
	FromWire(value any, pointer string, faults *markthalle.Faults)
}

var (
	wireType = reflect.TypeFor[Wire]()
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
	timeType = reflect.TypeFor[time.Time]()
)

// maxDepth bounds how deep a body may be nested.
const maxDepth = 12

// errMalformed is what a body that is not JSON gets (400).
var errMalformed = &markthalle.Error{
	Kind: markthalle.Invalid, Code: "request.malformed", Text: "The body is not valid JSON.",
}

// decode parses a body into generic values, numbers kept as written.
func decode(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, errMalformed.With(err)
	}
	if _, err := d.Token(); err != io.EOF { // Token returns the bare io.EOF
		return nil, errMalformed.Say("There is something after the JSON value.")
	}
	return v, nil
}

// bindBody fills the body fields of an input and collects every fault.
func (p *plan) bindBody(into reflect.Value, value any, faults *markthalle.Faults) {
	obj, ok := value.(map[string]any)
	if !ok {
		mistyped(faults, "", value, "an object")
		return
	}
	if p.object != nil {
		bindMap(into.FieldByIndex(p.object.index), obj, "", 0, faults)
		return
	}
	bindFields(into, p.body, obj, "", 0, faults)
}

func bindFields(into reflect.Value, fields []field, obj map[string]any, pointer string, depth int, faults *markthalle.Faults) {
	known := make(map[string]bool, len(fields))
	for _, f := range fields {
		known[f.name] = true
		v, ok := obj[f.name]
		if !ok {
			continue
		}
		bindValue(into.FieldByIndex(f.index), v, pointer+"/"+escape(f.name), depth+1, faults)
	}
	for name := range obj {
		if !known[name] {
			faults.AddField(markthalle.Field{
				Pointer: pointer + "/" + escape(name), Code: "request.unknown_field",
				Message: "There is no field of this name.", Found: shorten(name), Wanted: names(fields),
			})
		}
	}
}

func names(fields []field) string {
	var out []string
	for _, f := range fields {
		out = append(out, f.name)
	}
	return strings.Join(out, ", ")
}

// escape writes a name as a reference token of a JSON Pointer (RFC 6901).
func escape(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

func bindValue(into reflect.Value, v any, pointer string, depth int, faults *markthalle.Faults) {
	if depth > maxDepth {
		faults.Add(pointer, "request.too_deep", "The body is nested too deeply.")
		return
	}
	t := into.Type()
	switch {
	case t.Kind() == reflect.Pointer:
		if v == nil {
			return
		}
		fresh := reflect.New(t.Elem())
		bindValue(fresh.Elem(), v, pointer, depth, faults)
		into.Set(fresh)
		return
	case into.CanAddr() && into.Addr().Type().Implements(wireType):
		into.Addr().Interface().(Wire).FromWire(v, pointer, faults) //nolint:forcetypeassert // just checked
		return
	case t == timeType:
		bindTime(into, v, pointer, faults)
		return
	case into.CanAddr() && into.Addr().Type().Implements(textType):
		bindText(into, v, pointer, faults)
		return
	}
	bindKind(into, v, pointer, depth, faults)
}

func bindKind(into reflect.Value, v any, pointer string, depth int, faults *markthalle.Faults) {
	switch into.Kind() {
	case reflect.String:
		if s, ok := v.(string); ok {
			into.SetString(s)
			return
		}
		mistyped(faults, pointer, v, "a text")
	case reflect.Bool:
		if b, ok := v.(bool); ok {
			into.SetBool(b)
			return
		}
		mistyped(faults, pointer, v, "true or false")
	case reflect.Int, reflect.Int64, reflect.Int32:
		bindInt(into, v, pointer, faults)
	case reflect.Slice:
		bindSlice(into, v, pointer, depth, faults)
	case reflect.Map:
		bindMap(into, v, pointer, depth, faults)
	case reflect.Struct:
		obj, ok := v.(map[string]any)
		if !ok {
			mistyped(faults, pointer, v, "an object")
			return
		}
		p, err := planFor(into.Type())
		if err != nil {
			panic(err)
		}
		bindFields(into, p.body, obj, pointer, depth, faults)
	default:
		panic(fmt.Sprintf("api: cannot bind %v at %s", into.Type(), pointer))
	}
}

func bindTime(into reflect.Value, v any, pointer string, faults *markthalle.Faults) {
	s, ok := v.(string)
	if !ok {
		mistyped(faults, pointer, v, "a time such as 2026-03-31T22:00:00Z")
		return
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		mistyped(faults, pointer, v, "a time such as 2026-03-31T22:00:00Z")
		return
	}
	into.Set(reflect.ValueOf(at.UTC().Truncate(time.Millisecond)))
}

func bindText(into reflect.Value, v any, pointer string, faults *markthalle.Faults) {
	s, ok := v.(string)
	if !ok {
		mistyped(faults, pointer, v, "a text")
		return
	}
	u := into.Addr().Interface().(encoding.TextUnmarshaler) //nolint:forcetypeassert // checked by the caller
	if err := u.UnmarshalText([]byte(s)); err != nil {
		faults.AddField(markthalle.Field{
			Pointer: pointer, Code: "request.invalid_value", Message: "This value is not allowed.", Found: shorten(s),
		})
	}
}

func bindInt(into reflect.Value, v any, pointer string, faults *markthalle.Faults) {
	n, ok := v.(json.Number)
	if !ok {
		mistyped(faults, pointer, v, "a whole number")
		return
	}
	i, err := strconv.ParseInt(n.String(), 10, into.Type().Bits())
	if err != nil {
		mistyped(faults, pointer, v, "a whole number")
		return
	}
	into.SetInt(i)
}

// maxItems bounds the length of any list in a body; narrower bounds are validate tags.
const maxItems = 2000

func bindSlice(into reflect.Value, v any, pointer string, depth int, faults *markthalle.Faults) {
	if v == nil {
		return
	}
	list, ok := v.([]any)
	if !ok {
		mistyped(faults, pointer, v, "a list")
		return
	}
	if len(list) > maxItems {
		faults.AddField(markthalle.Field{
			Pointer: pointer, Code: "too_long", Message: "There are too many entries.",
			Found: strconv.Itoa(len(list)), Wanted: "at most " + strconv.Itoa(maxItems),
		})
		return
	}
	out := reflect.MakeSlice(into.Type(), len(list), len(list))
	for i, item := range list {
		bindValue(out.Index(i), item, pointer+"/"+strconv.Itoa(i), depth+1, faults)
	}
	into.Set(out)
}

func bindMap(into reflect.Value, v any, pointer string, depth int, faults *markthalle.Faults) {
	if v == nil {
		return
	}
	obj, ok := v.(map[string]any)
	if !ok || len(obj) > maxItems {
		mistyped(faults, pointer, v, "an object")
		return
	}
	t := into.Type()
	out := reflect.MakeMapWithSize(t, len(obj))
	for name, item := range obj {
		value := reflect.New(t.Elem()).Elem()
		bindAny(value, item, pointer+"/"+escape(name), depth+1, faults)
		out.SetMapIndex(reflect.ValueOf(name).Convert(t.Key()), value)
	}
	into.Set(out)
}

// bindAny is bindValue that also takes an interface: the decoded value as it is.
func bindAny(into reflect.Value, v any, pointer string, depth int, faults *markthalle.Faults) {
	if into.Kind() == reflect.Interface {
		if v != nil {
			into.Set(reflect.ValueOf(v))
		}
		return
	}
	bindValue(into, v, pointer, depth, faults)
}

func mistyped(faults *markthalle.Faults, pointer string, found any, wanted string) {
	faults.AddField(markthalle.Field{
		Pointer: pointer, Code: "request.wrong_type", Message: "The value has the wrong type.",
		Found: describe(found), Wanted: wanted,
	})
}

// describe says what a decoded value is, shortened.
func describe(v any) string {
	switch x := v.(type) {
	case nil:
		return "null"
	case string:
		return strconv.Quote(shorten(x))
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return shorten(fmt.Sprint(v))
}

func shorten(s string) string {
	const most = 60
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "…"
}
