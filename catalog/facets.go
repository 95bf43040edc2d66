package catalog

import (
	"slices"
	"sync"

	"github.com/markthalle/markthalle"
)

// attributes is what a tree knows about the attributes of its categories by their keys.
type attributes struct {
	first  map[string]Attribute // as the first category in the tree has it
	facet  map[string]Attribute // the same of those that are facets
	facets sync.Map             // by category: what Facets has worked out
}

func attributesOf(list []Category) *attributes {
	out := &attributes{first: map[string]Attribute{}, facet: map[string]Attribute{}}
	for i := range list {
		for _, a := range list[i].Attributes {
			if _, ok := out.first[a.Key]; !ok {
				out.first[a.Key] = a
			}
			if _, ok := out.facet[a.Key]; a.Facet && !ok {
				out.facet[a.Key] = a
			}
		}
	}
	return out
}

// Named returns the attribute of a key as the first category in the tree has it that has
// one, and false when there is none.
func (t Tree) Named(key string) (Attribute, bool) {
	a, ok := t.shared.first[key]
	return a, ok
}

// FacetNamed is Named for attributes that are facets.
func (t Tree) FacetNamed(key string) (Attribute, bool) {
	a, ok := t.shared.facet[key]
	return a, ok
}

// Facets lists the attributes that are facets of the goods at or below id, those of the
// most leaves first; without an id those of the whole tree, those that the most categories
// name first. It must not be changed.
func (t Tree) Facets(id markthalle.CategoryID) []Attribute {
	if known, ok := t.shared.facets.Load(id); ok {
		if list, ok := known.([]Attribute); ok {
			return list
		}
	}
	var list []Attribute
	uses := map[string]int{}
	count := func(set []Attribute) {
		for _, a := range set {
			if !a.Facet {
				continue
			}
			if uses[a.Key]++; uses[a.Key] == 1 {
				list = append(list, a)
			}
		}
	}
	if id == "" {
		for i := range t.all {
			count(t.all[i].Attributes)
		}
	} else {
		for _, leaf := range t.Leaves(id) {
			count(t.Schema(leaf))
		}
	}
	slices.SortStableFunc(list, func(a, b Attribute) int { return uses[b.Key] - uses[a.Key] })
	list = slices.Clip(list)
	if _, ok := t.byID[id]; ok || id == "" { // what is asked for without being there is not kept
		t.shared.facets.Store(id, list)
	}
	return list
}
