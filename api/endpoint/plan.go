package endpoint

import (
	"fmt"
	"reflect"
	"strings"
)

// plan is how an input struct is filled, worked out once.
type plan struct {
	params []param
	body   []field
	object *field // takes the whole body: an object whose names are data
	typ    reflect.Type
}

// param is a field that comes from the path, the query or a header.
type param struct {
	from  string // "path", "query", "header"
	name  string
	index []int
	typ   reflect.Type
}

// field is a member of a JSON object.
type field struct {
	name  string
	index []int
	typ   reflect.Type
}

func planFor(t reflect.Type) (*plan, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("input %v is not a struct", t)
	}
	p := &plan{typ: t}
	return p, p.add(t, nil)
}

func (p *plan) add(t reflect.Type, prefix []int) error {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int{}, prefix...), i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct && f.Tag.Get("json") == "" {
			if err := p.add(f.Type, index); err != nil {
				return err
			}
			continue
		}
		if !f.IsExported() {
			continue
		}
		from := ""
		for _, place := range []string{"path", "query", "header"} {
			if name, ok := f.Tag.Lookup(place); ok {
				from = place
				p.params = append(p.params, param{from: place, name: name, index: index, typ: f.Type})
			}
		}
		if f.Tag.Get("body") == "object" {
			p.object = &field{index: index, typ: f.Type}
			continue
		}
		if from == "" {
			name := jsonName(f)
			if name == "" {
				return fmt.Errorf("field %s has no place", f.Name)
			}
			if name != "-" {
				p.body = append(p.body, field{name: name, index: index, typ: f.Type})
			}
		}
	}
	return nil
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// unbound returns the first parameter of a path that no field takes.
func (p *plan) unbound(path string) string {
	for _, name := range params(path) {
		found := false
		for _, q := range p.params {
			found = found || q.from == "path" && q.name == name
		}
		if !found {
			return name
		}
	}
	return ""
}
