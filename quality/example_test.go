package quality_test

import (
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/quality"
)

func ExampleRuleset_Check() {
	l := good()
	l.Product.GTIN = "4006381333932"
	for _, f := range quality.Default().Check(l) {
		fmt.Printf("%s at %s: %s found, %s wanted\n%s\n", f.Code, f.Field, f.Found, f.Wanted, f.Message(markthalle.English))
	}
	// Output:
	// product.gtin_check_digit at /gtin: 4006381333932 found, 4006381333931 wanted
	// The number's length or check digit is wrong.
}
