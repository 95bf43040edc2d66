package tuning_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/search"
	"github.com/markthalle/markthalle/search/tuning"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
)

// A synonym that an operator adds counts with the next search.
func ExampleService_Tune() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "tuning")
	defer func() { _ = os.RemoveAll(dir) }()
	driver, err := sqlite.Open(dir, sqlite.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	clock := markthalle.NewManualClock(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	db, err := store.Open(driver, store.Options{Clock: clock, Wall: clock})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = db.Close(ctx) }()
	s := tuning.New(tuning.Deps{DB: db, Clock: clock, Wall: clock, IDs: markthalle.NewIDs(clock, nil)})
	if err := db.Ensure(ctx); err != nil {
		fmt.Println(err)
		return
	}
	operator := markthalle.Actor{Kind: markthalle.Operator, Roles: []markthalle.Role{markthalle.OperatorCatalogue}}
	if _, err := s.AddSynonyms(ctx, operator, tuning.Synonyms{Locale: "en", Words: []string{"sofa", "couch"}, Active: true}); err != nil {
		fmt.Println(err)
	}
	t, err := s.Tune(ctx, search.Wish{Locale: "en", Words: search.Words("Red SOFA")})
	fmt.Println(t.Words, t.Also, err)
	// Output: [red sofa] [red couch] <nil>
}
