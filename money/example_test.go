package money_test

import (
	"fmt"

	"github.com/markthalle/markthalle/money"
)

// A discount is computed once on the sum and then distributed over the lines.
func ExampleAmount_Allocate() {
	basket := []int64{3999, 2999, 1501}
	points := money.New(1000, money.EUR)
	shares, err := points.Allocate(basket)
	if err != nil {
		panic(err)
	}
	fmt.Println(shares[0], shares[1], shares[2])
	// Output: 4.70 EUR 3.53 EUR 1.77 EUR
}

// The units of a line come back one by one, and together they are the whole.
func ExampleCumulativeShare() {
	var given int64
	for unit := int64(1); unit <= 3; unit++ {
		share, err := money.CumulativeShare(100, unit, 3, given)
		if err != nil {
			panic(err)
		}
		fmt.Println(share)
		given += share
	}
	// Output:
	// 33
	// 33
	// 34
}
