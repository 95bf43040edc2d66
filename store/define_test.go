package store_test

import (
	"testing"
	"time"

	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/storetest"
)

type ware struct {
	store.Meta `bson:",inline"`
	Name       string         `bson:"name"`
	Count      int            `bson:"count"`
	At         *time.Time     `bson:"at"`
	Tags       []string       `bson:"tags"`
	Parts      []part         `bson:"parts"`
	Inner      part           `bson:"inner"`
	Free       map[string]any `bson:"free"`
	Bytes      []byte         `bson:"bytes"`
}

type part struct {
	SKU string `bson:"sku"`
	OK  bool   `bson:"ok"`
}

type noMeta struct {
	Name string `bson:"name"`
}

type lateMeta struct {
	Name       string `bson:"name"`
	store.Meta `bson:",inline"`
}

type unnamed struct {
	store.Meta `bson:",inline"`
	Name       string
}

type hiding struct {
	store.Meta `bson:",inline"`
	Revision   int `bson:"rev"`
}

// TestDefineRefuses proves that mistakes in declarations end the program at its start.
func TestDefineRefuses(t *testing.T) {
	t.Parallel()
	index := func(x store.Index) store.Spec { return store.Spec{Name: "wares", Indexes: []store.Index{x}} }
	s, sort := []store.Field{store.S("name")}, []store.Field{store.I("count")}
	for name, define := range map[string]func(*store.DB){
		"no name":        func(db *store.DB) { store.Define[ware](db, store.Spec{}) },
		"odd name":       func(db *store.DB) { store.Define[ware](db, store.Spec{Name: "Wares"}) },
		"joining name":   func(db *store.DB) { store.Define[ware](db, store.Spec{Name: "a__b"}) },
		"own name":       func(db *store.DB) { store.Define[ware](db, store.Spec{Name: "timers"}) },
		"no meta":        func(db *store.DB) { store.Define[noMeta](db, store.Spec{Name: "x"}) },
		"meta not first": func(db *store.DB) { store.Define[lateMeta](db, store.Spec{Name: "x"}) },
		"no bson name":   func(db *store.DB) { store.Define[unnamed](db, store.Spec{Name: "x"}) },
		"hides meta":     func(db *store.DB) { store.Define[hiding](db, store.Spec{Name: "x"}) },
		"no struct":      func(db *store.DB) { store.Define[string](db, store.Spec{Name: "x"}) },
		"no fields":      func(db *store.DB) { store.Define[ware](db, index(store.Index{Name: "x"})) },
		"reserved index": func(db *store.DB) { store.Define[ware](db, index(store.Index{Name: "outbox", Eq: s})) },
		"unknown field": func(db *store.DB) {
			store.Define[ware](db, index(store.Index{Name: "x", Eq: []store.Field{store.S("nam")}}))
		},
		"unknown deeper": func(db *store.DB) {
			store.Define[ware](db, index(store.Index{Name: "x", Eq: []store.Field{store.S("inner.nam")}}))
		},
		"wrong kind": func(db *store.DB) {
			store.Define[ware](db, index(store.Index{Name: "x", Eq: []store.Field{store.I("name")}}))
		},
		"bytes": func(db *store.DB) {
			store.Define[ware](db, index(store.Index{Name: "x", Eq: []store.Field{store.S("bytes")}}))
		},
		"array without Each": func(db *store.DB) {
			store.Define[ware](db, index(store.Index{Name: "x", Eq: []store.Field{store.S("tags")}}))
		},
		"array as Sort": func(db *store.DB) {
			store.Define[ware](db, index(store.Index{Name: "x", Eq: s, Sort: []store.Field{store.S("tags")}, Each: true}))
		},
		"Each without array": func(db *store.DB) {
			store.Define[ware](db, index(store.Index{Name: "x", Eq: s, Sort: sort, Each: true}))
		},
		"two arrays": func(db *store.DB) {
			store.Define[ware](db, index(store.Index{Name: "x", Eq: []store.Field{store.S("tags"), store.S("parts.sku")}, Each: true}))
		},
		"Each and Sparse": func(db *store.DB) {
			store.Define[ware](db, index(store.Index{Name: "x", Eq: []store.Field{store.S("tags")}, Each: true, Sparse: true}))
		},
		"twice": func(db *store.DB) {
			store.Define[ware](db, store.Spec{Name: "x"})
			store.Define[ware](db, store.Spec{Name: "x"})
		},
		"delete undeclared": func(db *store.DB) {
			_ = store.Define[ware](db, store.Spec{Name: "x"}).Delete(t.Context(), "a", nil)
		},
		"reaction twice":       func(db *store.DB) { store.On(db, "r", ignore); store.On(db, "r", ignore) },
		"timer without a name": func(db *store.DB) { db.OnTimer("", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t)
			defer func() {
				if recover() == nil {
					t.Error("accepted")
				}
			}()
			define(db)
		})
	}
}

func TestDefineAccepts(t *testing.T) {
	t.Parallel()
	store.Define[ware](storetest.Open(t), store.Spec{Name: "wares", Indexes: []store.Index{
		{Name: "a", Eq: []store.Field{store.S("name")}, Sort: []store.Field{store.I("count"), store.TimeAt("at")}},
		{Name: "b", Eq: []store.Field{store.S("parts.sku")}, Each: true},
		{Name: "c", Eq: []store.Field{store.B("inner.ok"), store.S("free.whatever")}},
		{Name: "d", Sort: []store.Field{store.TimeAt("created_at")}, Sparse: true},
	}})
}
