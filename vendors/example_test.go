package vendors_test

import (
	"fmt"

	"github.com/markthalle/markthalle/vendors"
)

func ExampleCheckVAT() {
	fmt.Printf("%q\n", vendors.CheckVAT("DE136695976"))
	fmt.Printf("%q\n", vendors.CheckVAT("DE136695977"))
	// Output:
	// ""
	// "DE and 9 digits, with a check digit that fits"
}
