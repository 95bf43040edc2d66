package form

import (
	"reflect"
	"strconv"
	"strings"
)

// Schema says which parameters exist below a node and which type a leaf has.
type Schema struct {
	fields map[string]*Schema // a hash's members
	elem   *Schema            // an array's or open hash's element
	open   bool               // any member name: metadata
	kinds  kind               // what a leaf may be
}

type kind uint8

const (
	anyText kind = 1 << iota
	integer
	number
	boolean
	empty // an empty text, which unsets a hash or an array
)

// Fault is why parameters are refused.
type Fault struct {
	Code    string // Stripe's code, or empty
	Param   string
	Message string
}

// Error implements error.
func (f *Fault) Error() string { return f.Message }

// SchemaOf derives a schema from the `form` tags of a parameter struct. Names that
// the struct adds by code rather than by tag are given as extra, dotted, with * for
// the elements of an array.
func SchemaOf(params any, extra ...string) *Schema {
	s := &Schema{}
	t := reflect.TypeOf(params)
	s.addStruct(deref(t), nil)
	for _, path := range extra {
		s.add(strings.Split(path, "."))
	}
	return s
}

func deref(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

func (s *Schema) add(path []string) {
	if len(path) == 0 {
		s.kinds |= anyText
		return
	}
	if path[0] == "*" {
		if s.elem == nil {
			s.elem = &Schema{}
		}
		s.elem.add(path[1:])
		return
	}
	s.child(path[0]).add(path[1:])
}

func (s *Schema) child(name string) *Schema {
	if s.fields == nil {
		s.fields = map[string]*Schema{}
	}
	c := s.fields[name]
	if c == nil {
		c = &Schema{}
		s.fields[name] = c
	}
	return c
}

// addStruct merges the fields of t. Two fields may share a name (created as a number
// and as a range): the result accepts both.
func (s *Schema) addStruct(t reflect.Type, seen []reflect.Type) {
	for _, earlier := range seen {
		if earlier == t {
			return
		}
	}
	seen = append(seen, t)
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("form"), ",")
		switch {
		case name == "-" || name == "":
		case name == "*":
			if inner := deref(f.Type); inner.Kind() == reflect.Struct {
				s.addStruct(inner, seen)
			}
		default:
			s.child(name).addType(f.Type, seen)
		}
	}
}

func (s *Schema) addType(t reflect.Type, seen []reflect.Type) {
	appends := hasAppendTo(t)
	t = deref(t)
	switch t.Kind() {
	case reflect.Struct:
		s.addStruct(t, seen)
		s.kinds |= empty
		if appends { // the struct may send itself as a text, such as a token
			s.kinds |= anyText
		}
	case reflect.Slice, reflect.Array:
		if s.elem == nil {
			s.elem = &Schema{}
		}
		s.elem.addType(t.Elem(), seen)
		s.kinds |= empty
	case reflect.Map:
		s.open = true
		s.elem = &Schema{kinds: anyText}
		s.kinds |= empty
	case reflect.Bool:
		s.kinds |= boolean
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		s.kinds |= integer
	case reflect.Float32, reflect.Float64:
		s.kinds |= number
	default:
		s.kinds |= anyText
	}
}

func hasAppendTo(t reflect.Type) bool {
	_, ok := t.MethodByName("AppendTo")
	return ok
}

// Check compares v with the schema and returns the first fault that Stripe would
// report: unknown names first, all of them, then wrong types. Nil means none.
func (s *Schema) Check(v *Value) *Fault {
	var unknown []string
	s.unknown(v, &unknown)
	switch {
	case len(unknown) == 1:
		return &Fault{"parameter_unknown", unknown[0], "Received unknown parameter: " + unknown[0]}
	case len(unknown) > 1:
		return &Fault{"parameter_unknown", unknown[0], "Received unknown parameters: " + strings.Join(unknown, ", ")}
	}
	return s.types(v)
}

func (s *Schema) unknown(v *Value, out *[]string) {
	if v.leaf {
		return
	}
	for _, name := range v.indexes() {
		if next := s.next(name); next != nil {
			next.unknown(v.fields[name], out)
		} else {
			*out = append(*out, v.fields[name].path)
		}
	}
}

func (s *Schema) next(name string) *Schema {
	if c := s.fields[name]; c != nil {
		return c
	}
	if s.elem == nil {
		return nil
	}
	if _, err := strconv.Atoi(name); err != nil && !s.open {
		return nil
	}
	return s.elem
}

func (s *Schema) types(v *Value) *Fault {
	if v.leaf {
		return s.leafType(v)
	}
	if v.path != "" && s.fields == nil && s.elem == nil {
		return &Fault{"", v.path, "Invalid string: " + v.path}
	}
	for _, name := range v.indexes() {
		if f := s.next(name).types(v.fields[name]); f != nil {
			return f
		}
	}
	return nil
}

func (s *Schema) leafType(v *Value) *Fault {
	k := s.kinds
	if k&anyText != 0 || (k&empty != 0 && v.text == "") {
		return nil
	}
	if _, ok := truth(v.text); k&boolean != 0 && ok {
		return nil
	}
	if k&integer != 0 {
		if _, err := strconv.ParseInt(v.text, 10, 64); err == nil {
			return nil
		}
	}
	if k&number != 0 {
		if _, err := strconv.ParseFloat(v.text, 64); err == nil {
			return nil
		}
	}
	switch {
	case v.text == "":
		return &Fault{"parameter_invalid_empty", v.path, EmptyMessage(v.path)}
	case k&integer != 0:
		return &Fault{"parameter_invalid_integer", v.path, "Invalid integer: " + v.text}
	case k&boolean != 0:
		return &Fault{"", v.path, "Invalid boolean: " + v.text}
	case k&number != 0:
		return &Fault{"", v.path, "Invalid decimal: " + v.text}
	case s.elem != nil && !s.open:
		return &Fault{"", v.path, "Invalid array"}
	default:
		return &Fault{"", v.path, "Invalid object"}
	}
}

// EmptyMessage is Stripe's text for a parameter that cannot be unset.
func EmptyMessage(path string) string {
	return "You passed an empty string for '" + path + "'. We assume empty values are an attempt to unset a parameter; however '" +
		path + "' cannot be unset. You should remove '" + path + "' from your request or supply a non-empty value."
}

// Paths returns the number of names below s, arrays and open hashes counted once.
func (s *Schema) Paths() int {
	n := 0
	for _, c := range s.fields {
		n += 1 + c.Paths()
	}
	if s.elem != nil {
		n += s.elem.Paths()
	}
	return n
}

// truth reads a boolean. Stripe's client for Python writes them as Python does.
func truth(text string) (value, ok bool) {
	switch text {
	case "true", "True":
		return true, true
	case "false", "False":
		return false, true
	}
	return false, false
}
