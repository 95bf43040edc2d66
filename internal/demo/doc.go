// Package demo fills an empty trial store with a whole generated market: people,
// vendors, categories, products with pictures, offers, and two years of trade.
//
// Everything is made through the services that a real market uses, with the clock
// moved; nothing is written behind their backs, so the books of the demo balance for
// the same reason that a market's do. What is sold and how it looks comes from the
// packages goods and pictures. The same seed gives the same market.
//
// While the history is made the market runs on a clock of its own, which starts two
// years ago and ends now. Schedules do not run: this package asks for releases,
// payouts and the provider's events itself, day by day. A history that was cut off is
// thrown away and made again.
//
// # The people
//
// All of them have the password markthalle-demo: the operator's staff
// (operator@demo.example and colleagues), buyer@demo.example, and the owner of each
// vendor (owner1@demo.example and so on). Their addresses end in .example, so that no
// mail can reach anybody.
//
// This is the only place outside the composition root that may use the simulator, and
// only to play the buyers' part at its payment page.
package demo
