package endpoint

import (
	"reflect"
	"strings"
)

// fieldsOf lists the members of a wire type for the reference page: name, type in
// words, and the rule that the binding enforces.
func fieldsOf(t reflect.Type) []referenceField {
	if t.Kind() != reflect.Struct {
		return nil
	}
	var out []referenceField
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct && f.Tag.Get("json") == "" {
			out = append(out, fieldsOf(f.Type)...)
			continue
		}
		name := jsonName(f)
		for _, place := range []string{"path", "query", "header"} {
			if n := f.Tag.Get(place); n != "" {
				name = n + " (" + place + ")"
			}
		}
		if name == "" || name == "-" {
			continue
		}
		out = append(out, referenceField{
			Name: name, Type: typeName(f.Type), Rule: strings.ReplaceAll(f.Tag.Get("validate"), ",", ", "),
		})
	}
	return out
}

func typeName(t reflect.Type) string {
	switch {
	case t == timeType:
		return "time"
	case t.Kind() == reflect.Pointer:
		return typeName(t.Elem()) + ", optional"
	case t.Kind() == reflect.Slice:
		return "list of " + typeName(t.Elem())
	case t.Kind() == reflect.Map:
		return "object"
	case t.Kind() == reflect.Struct:
		var names []string
		for _, f := range fieldsOf(t) {
			names = append(names, f.Name)
		}
		return "{" + strings.Join(names, ", ") + "}"
	case t.Kind() == reflect.Int64 || t.Kind() == reflect.Int:
		return "number"
	case t.Kind() == reflect.Bool:
		return "true or false"
	}
	return "text"
}
