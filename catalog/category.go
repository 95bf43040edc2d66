package catalog

import (
	"slices"
	"strings"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
)

// Category is one node of the tree. Goods stand in its leaves.
type Category struct {
	store.Meta `bson:",inline"` // ID is a markthalle.CategoryID: cat_…

	Slug       string                  `bson:"slug"`
	Parent     markthalle.CategoryID   `bson:"parent,omitempty"` // empty = a root
	Path       []markthalle.CategoryID `bson:"path"`             // from the root to the category itself
	Name       markthalle.Texts        `bson:"name"`
	Attributes []Attribute             `bson:"attributes,omitempty"` // its own; Tree.Schema adds the inherited ones
	Position   int                     `bson:"position,omitempty"`   // among its siblings
	Picture    string                  `bson:"picture,omitempty"`    // path of a picture
	Own        bool                    `bson:"own,omitempty"`        // each product belongs to one vendor (MKT-30)
	Forbidden  bool                    `bson:"forbidden,omitempty"`  // nothing may be listed here (MKT-37)
	Warnings   bool                    `bson:"warnings,omitempty"`   // its goods must carry safety warnings
}

// CategoryID returns the category's typed id.
func (c *Category) CategoryID() markthalle.CategoryID { return markthalle.CategoryID(c.ID) }

// AttributeType is the form of an attribute's values (MKT-32).
type AttributeType string

// The types of attributes. Numbers are kept in thousandths.
const (
	Text      AttributeType = "text"
	Number    AttributeType = "number"
	Bool      AttributeType = "bool"
	Enum      AttributeType = "enum"
	Dimension AttributeType = "dimension" // a number with a unit of length, weight or volume
	Date      AttributeType = "date"
)

// AttributeTypes lists all types.
func AttributeTypes() []AttributeType {
	return []AttributeType{Text, Number, Bool, Enum, Dimension, Date}
}

// Attribute is one property that the goods of a category have. Categories below inherit
// it and may replace it under the same key.
type Attribute struct {
	Key         string           `bson:"key"`
	Name        markthalle.Texts `bson:"name"`
	Type        AttributeType    `bson:"type"`
	Multi       bool             `bson:"multi,omitempty"`
	Unit        string           `bson:"unit,omitempty"`
	Values      []Value          `bson:"values,omitempty"` // the list of an enum
	Required    bool             `bson:"required,omitempty"`
	Recommended bool             `bson:"recommended,omitempty"`
	Facet       bool             `bson:"facet,omitempty"`   // search filters by it
	Variant     bool             `bson:"variant,omitempty"` // variants differ in it
}

// Value is one entry of an enum.
type Value struct {
	Key   string           `bson:"key"`
	Label markthalle.Texts `bson:"label"`
}

// Label returns how the value with the given key is called, the key itself when the
// list does not have it.
func (a Attribute) Label(key string, l markthalle.Locale) string {
	for _, v := range a.Values {
		if v.Key == key {
			return v.Label.In(l)
		}
	}
	return key
}

// keys returns the keys of an enum's list.
func (a Attribute) keys() []string {
	out := make([]string, len(a.Values))
	for i, v := range a.Values {
		out[i] = v.Key
	}
	return out
}

// find returns the key of the value that is named by s: by its key, or by its label in
// any language, whatever the case.
func (a Attribute) find(s string) (string, bool) {
	for _, v := range a.Values {
		if v.Key == s {
			return v.Key, true
		}
	}
	for _, v := range a.Values {
		if strings.EqualFold(v.Key, s) || slices.ContainsFunc(v.Label, func(t markthalle.Text) bool { return strings.EqualFold(t.Value, s) }) {
			return v.Key, true
		}
	}
	return "", false
}

// Tree is all categories at one moment. It is read-only and safe to share.
type Tree struct {
	byID     map[markthalle.CategoryID]*node
	bySlug   map[string]*node
	roots    []*node
	all      []Category // parents before children
	shared   *attributes
	revision int64
}

type node struct {
	category Category
	children []*node
	schema   []Attribute
}

// NewTree orders categories to a tree. Siblings are sorted by position, then by slug. A
// category whose parent is missing stands as a root, so that nothing disappears.
func NewTree(list []Category) Tree {
	t := Tree{byID: make(map[markthalle.CategoryID]*node, len(list)), bySlug: make(map[string]*node, len(list))}
	for _, c := range list {
		n := &node{category: c}
		t.byID[c.CategoryID()] = n
		t.bySlug[c.Slug] = n
		t.revision += c.Version
	}
	for _, c := range list {
		n := t.byID[c.CategoryID()]
		if parent, ok := t.byID[c.Parent]; ok && c.Parent != "" {
			parent.children = append(parent.children, n)
		} else {
			t.roots = append(t.roots, n)
		}
	}
	order(t.roots)
	for _, r := range t.roots {
		t.walk(r, nil)
	}
	t.shared = attributesOf(t.all)
	return t
}

func order(nodes []*node) {
	slices.SortFunc(nodes, func(a, b *node) int {
		if d := a.category.Position - b.category.Position; d != 0 {
			return d
		}
		return strings.Compare(a.category.Slug, b.category.Slug)
	})
}

func (t *Tree) walk(n *node, inherited []Attribute) {
	n.schema = merge(inherited, n.category.Attributes)
	t.all = append(t.all, n.category)
	order(n.children)
	for _, c := range n.children {
		t.walk(c, n.schema)
	}
}

// merge returns inherited with own on top: same keys replaced in place, new ones behind.
func merge(inherited, own []Attribute) []Attribute {
	if len(own) == 0 {
		return inherited
	}
	out := slices.Clone(inherited)
	for _, a := range own {
		if i := slices.IndexFunc(out, func(x Attribute) bool { return x.Key == a.Key }); i >= 0 {
			out[i] = a
		} else {
			out = append(out, a)
		}
	}
	return out
}

// Get returns a category, and false when there is none.
func (t Tree) Get(id markthalle.CategoryID) (Category, bool) {
	if n, ok := t.byID[id]; ok {
		return n.category, true
	}
	return Category{}, false
}

// BySlug returns the category with the given address, and false when there is none.
func (t Tree) BySlug(slug string) (Category, bool) {
	if n, ok := t.bySlug[slug]; ok {
		return n.category, true
	}
	return Category{}, false
}

// Roots returns the categories at the top.
func (t Tree) Roots() []Category { return categoriesOf(t.roots) }

// All returns every category, parents before children, siblings in order. It must not be
// changed.
func (t Tree) All() []Category { return t.all }

// Children returns the categories directly below id.
func (t Tree) Children(id markthalle.CategoryID) []Category {
	if n, ok := t.byID[id]; ok {
		return categoriesOf(n.children)
	}
	return nil
}

// Leaf reports whether id exists and has nothing below it.
func (t Tree) Leaf(id markthalle.CategoryID) bool {
	n, ok := t.byID[id]
	return ok && len(n.children) == 0
}

// Path returns the categories from the root to id itself.
func (t Tree) Path(id markthalle.CategoryID) []Category {
	var out []Category
	for n, ok := t.byID[id]; ok && len(out) < maxDepth; n, ok = t.byID[n.category.Parent] {
		out = append(out, n.category)
	}
	slices.Reverse(out)
	return out
}

// PathIDs returns the ids from the root to id itself: what commission rules match.
func (t Tree) PathIDs(id markthalle.CategoryID) []markthalle.CategoryID {
	path := t.Path(id)
	out := make([]markthalle.CategoryID, len(path))
	for i := range path {
		out[i] = path[i].CategoryID()
	}
	return out
}

// Leaves returns the leaves at or below id, in order; of an unknown id none.
func (t Tree) Leaves(id markthalle.CategoryID) []markthalle.CategoryID {
	var out []markthalle.CategoryID
	var down func(n *node)
	down = func(n *node) {
		if len(n.children) == 0 {
			out = append(out, n.category.CategoryID())
		}
		for _, c := range n.children {
			down(c)
		}
	}
	if n, ok := t.byID[id]; ok {
		down(n)
	}
	return out
}

// Schema returns the attributes of id's goods, the inherited ones first. It must not be
// changed.
func (t Tree) Schema(id markthalle.CategoryID) []Attribute {
	if n, ok := t.byID[id]; ok {
		return n.schema
	}
	return nil
}

// Attribute returns one attribute of id's goods, and false when they have no such one.
func (t Tree) Attribute(id markthalle.CategoryID, key string) (Attribute, bool) {
	for _, a := range t.Schema(id) {
		if a.Key == key {
			return a, true
		}
	}
	return Attribute{}, false
}

// Revision changes with every change of the tree: an ETag.
func (t Tree) Revision() int64 { return t.revision }

func categoriesOf(nodes []*node) []Category {
	out := make([]Category, len(nodes))
	for i, n := range nodes {
		out[i] = n.category
	}
	return out
}
