package buybox_test

import (
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/buybox"
)

func ExampleRank() {
	for _, r := range buybox.Rank(table(), buybox.DefaultWeights()) {
		fmt.Println(r.Place, r.Offer, r.Score)
	}
	why, _ := buybox.WhyNotMe(table(), "off_b", buybox.DefaultWeights())
	fmt.Println(why.WinningLanded.Format(markthalle.English), "or less wins")
	// Output:
	// 1 off_a 9550
	// 2 off_c 9022
	// 3 off_b 7900
	// €12.40 or less wins
}
