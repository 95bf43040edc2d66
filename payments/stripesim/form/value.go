package form

import (
	"net/url"
	"sort"
	"strconv"
	"strings"
)

// Value is one node of a tree of parameters: a text, or named children. The
// elements of an array are children named "0", "1" and so on.
type Value struct {
	path   string
	text   string
	leaf   bool
	used   bool
	fields map[string]*Value
}

// maxDepth bounds the nesting of names; no parameter of Stripe's goes deeper than 8.
const maxDepth = 12

// Parse decodes an application/x-www-form-urlencoded text. It returns an error when
// the encoding is broken, a name nests too deeply or is both a text and a parent.
func Parse(encoded string) (*Value, error) {
	root := &Value{fields: map[string]*Value{}}
	for encoded != "" {
		var pair string
		pair, encoded, _ = strings.Cut(encoded, "&")
		if pair == "" {
			continue
		}
		rawKey, rawText, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(rawKey)
		if err != nil {
			return nil, &Fault{Message: "Invalid request encoding: " + rawKey}
		}
		text, err := url.QueryUnescape(rawText)
		if err != nil {
			return nil, &Fault{Message: "Invalid request encoding: " + rawText, Param: key}
		}
		if err := root.set(key, text); err != nil {
			return nil, err
		}
	}
	return root, nil
}

func (v *Value) set(key, text string) error {
	parts := split(key)
	if len(parts) > maxDepth {
		return &Fault{Message: "Invalid request: parameters are nested too deeply", Param: key}
	}
	node := v
	for _, part := range parts {
		if node.leaf {
			return &Fault{Message: "Invalid request: " + node.path + " is given as a value and as a hash", Param: node.path}
		}
		if part == "" { // x[]=1: the next element
			part = strconv.Itoa(len(node.fields))
		}
		child := node.fields[part]
		if child == nil {
			child = &Value{path: join(node.path, part), fields: map[string]*Value{}}
			node.fields[part] = child
		}
		node = child
	}
	if len(node.fields) > 0 {
		return &Fault{Message: "Invalid request: " + node.path + " is given as a value and as a hash", Param: node.path}
	}
	node.leaf, node.text = true, text
	return nil
}

// split turns "a[b][0]" into a, b, 0. What is not well formed is one odd name, which
// no schema knows.
func split(key string) []string {
	open := strings.IndexByte(key, '[')
	if open <= 0 || !strings.HasSuffix(key, "]") {
		return []string{key}
	}
	return append([]string{key[:open]}, strings.Split(key[open+1:len(key)-1], "][")...)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "[" + name + "]"
}

// Path returns the parameter's name as Stripe spells it in errors: "a[b][0]".
func (v *Value) Path() string {
	if v == nil {
		return ""
	}
	return v.path
}

// Get returns the child at the given names, nil when it is absent. It does not mark
// anything as read.
func (v *Value) Get(names ...string) *Value {
	for _, n := range names {
		if v == nil {
			return nil
		}
		v = v.fields[n]
	}
	return v
}

// Has reports whether the named child was sent, be it empty.
func (v *Value) Has(name string) bool { return v.Get(name) != nil }

// Text returns the value itself and marks it as read.
func (v *Value) Text() string {
	if v == nil {
		return ""
	}
	v.used = true
	return v.text
}

// IsText reports whether the value is a text rather than a hash or an array.
func (v *Value) IsText() bool { return v != nil && v.leaf }

// Str returns the named child's text, empty when absent.
func (v *Value) Str(name string) string { return v.Get(name).Text() }

// Int returns the named child's number and whether one was sent. Check has refused
// everything else before.
func (v *Value) Int(name string) (int64, bool) {
	c := v.Get(name)
	if c == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(c.Text(), 10, 64)
	return n, err == nil
}

// Bool returns the named child's truth, false when absent.
func (v *Value) Bool(name string) bool {
	value, _ := truth(v.Get(name).Text())
	return value
}

// BoolOr returns the named child's truth, or the default when it is absent.
func (v *Value) BoolOr(name string, def bool) bool {
	if !v.Has(name) {
		return def
	}
	return v.Bool(name)
}

// List returns the elements of the named array in the order of their indexes.
func (v *Value) List(name string) []*Value {
	c := v.Get(name)
	if c == nil {
		return nil
	}
	c.used = true
	out := make([]*Value, 0, len(c.fields))
	for _, k := range c.indexes() {
		out = append(out, c.fields[k])
	}
	return out
}

// Strings returns the texts of the named array.
func (v *Value) Strings(name string) []string {
	var out []string
	for _, e := range v.List(name) {
		out = append(out, e.Text())
	}
	return out
}

// Map returns the texts of the named hash and whether it was sent.
func (v *Value) Map(name string) (map[string]string, bool) {
	c := v.Get(name)
	if c == nil {
		return nil, false
	}
	c.used = true
	out := make(map[string]string, len(c.fields))
	for k, e := range c.fields {
		out[k] = e.Text()
	}
	return out, true
}

// Names returns the names of the children in alphabetical order.
func (v *Value) Names() []string {
	if v == nil {
		return nil
	}
	out := make([]string, 0, len(v.fields))
	for k := range v.fields {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func (v *Value) indexes() []string {
	out := v.Names()
	sort.SliceStable(out, func(i, j int) bool {
		a, errA := strconv.Atoi(out[i])
		b, errB := strconv.Atoi(out[j])
		return errA == nil && errB == nil && a < b
	})
	return out
}

// Take marks the named children and all below them as read: they are stored as they
// came, or have no meaning in a simulation.
func (v *Value) Take(names ...string) {
	for _, n := range names {
		v.Get(n).take()
	}
}

func (v *Value) take() {
	if v == nil {
		return
	}
	v.used = true
	for _, c := range v.fields {
		c.take()
	}
}

// Unused returns the paths of the leaves that nobody read, in alphabetical order.
func (v *Value) Unused() []string {
	var out []string
	v.walk(func(leaf *Value) {
		if !leaf.used {
			out = append(out, leaf.path)
		}
	})
	return out
}

// Canonical returns the same text for the same parameters in any order. It is what
// an idempotency key is bound to.
func (v *Value) Canonical() string {
	var b strings.Builder
	v.walk(func(leaf *Value) {
		b.WriteString(url.QueryEscape(leaf.path))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(leaf.text))
		b.WriteByte('&')
	})
	return b.String()
}

func (v *Value) walk(visit func(*Value)) {
	if v == nil {
		return
	}
	if v.leaf {
		visit(v)
		return
	}
	for _, k := range v.indexes() {
		v.fields[k].walk(visit)
	}
}
