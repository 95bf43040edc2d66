package store_test

import (
	"context"
	"fmt"
	"os"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
	"github.com/markthalle/markthalle/store/storetest"
)

// A change of state and its event are one write; what follows happens in a reaction.
func ExampleCollection_Modify() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "store")
	defer func() { _ = os.RemoveAll(dir) }()
	driver, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	clock := markthalle.NewManualClock(storetest.Begin)
	db, err := store.Open(driver, store.Options{Clock: clock, Wall: clock})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close(ctx) }()
	wares := store.Define[ware](db, store.Spec{Name: "wares"})
	store.On(db, "example.tell", func(_ context.Context, e sold, c store.Cause) error {
		fmt.Println("sold", e.Count, "of", c.ID)
		return nil
	})

	if _, err := wares.Insert(ctx, ware{Meta: store.Meta{ID: "apples"}, Count: 10}); err != nil {
		fmt.Println(err)
	}
	w, err := wares.Modify(ctx, "apples", func(w *ware) error {
		w.Count -= 3
		w.Emit(sold{Count: 3})
		return nil
	})
	fmt.Println(w.Count, "left, version", w.Version, err)
	fmt.Println(db.Drain(ctx))
	// Output:
	// 7 left, version 2 <nil>
	// sold 3 of apples
	// <nil>
}
