package commission_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/commission"
	"github.com/markthalle/markthalle/money"
	"github.com/markthalle/markthalle/store"
	"github.com/markthalle/markthalle/store/sqlite"
)

// A market's first rule, a sale, and half of it coming back.
func ExampleService_Quote() {
	dir, err := os.MkdirTemp("", "commission")
	check(err)
	defer func() { check(os.RemoveAll(dir)) }()
	driver, err := sqlite.Open(dir, sqlite.Options{})
	check(err)
	clock := markthalle.NewManualClock(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
	ids := markthalle.NewIDs(clock, nil)
	db, err := store.Open(driver, store.Options{Clock: clock, Wall: clock, IDs: ids, Owner: "example"})
	check(err)
	ctx := context.Background()
	defer func() { check(db.Close(ctx)) }()

	fees := commission.New(commission.Deps{DB: db, Clock: clock, IDs: ids, Config: commission.Config{VAT: commission.VATConfig{Country: "DE"}}})
	operator := markthalle.SystemActor("example")
	rule, err := fees.CreateRule(ctx, operator, commission.Rule{
		Name: "Standard", Currency: money.EUR, Base: commission.DefaultBase(),
		Terms: commission.Terms{PercentBP: 1000, Fixed: 30},
	})
	check(err)
	_, err = fees.Publish(ctx, operator, rule.ID, time.Time{})
	check(err)

	quoted, err := fees.Quote(ctx, money.EUR, clock.Now(), []commission.QuoteLine{
		{Line: "line_1", Vendor: "ven_1", VendorCountry: "DE", Quantity: 2, UnitPrice: 4990, Gross: 9980},
	})
	check(err)
	fmt.Println(quoted[0].Sentence("en"))
	back, err := quoted[0].Return(commission.Units(1, 2), commission.Returned{})
	check(err)
	fmt.Println(back.Commission, "of", quoted[0].Commission)
	// Output:
	// Rule “Standard”: 10% of €99.80 plus €0.30 for the line makes €10.28; 19% VAT adds €1.95, in total €12.23.
	// 514 of 1028
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
