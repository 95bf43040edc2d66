// Package journeys plays whole stories against a market through HTTP, as clients that
// know only the API contract: vendors onboard, buyers pay, parcels travel, the clock
// moves, money arrives and comes back.
//
// # Words
//
// A story is a running market with the people in it. A client is one of them: a guest,
// a person who is signed in, a vendor, an operator. A step is one request, or a form
// of a hosted page that is posted as a browser without scripts would.
//
// # What every story proves
//
// After each step the trial balance is zero in every currency, and every equation of
// each order holds. What a vendor was told to be paid is what the provider says the
// vendor's account holds.
//
// # Kills
//
// TestKill serves the market in a process of its own and kills it at random moments; the
// moments are replayed with -seed. Whoever is cut off asks again with the same key, and
// the end is that of a story that nobody disturbed. MARKTHALLE_JOURNEY_KILLS says how
// often: 200 is the full proof, which the pipeline runs.
//
// # Two processes
//
// TestPair plays the main journey over two processes on one store, one search server and
// one simulator, behind one address. Requests and webhooks go to either by chance, and
// one or the other is killed and comes back; -seed replays what was drawn. The end is
// that of the journey in one undisturbed process.
//
// The package holds no code but its tests and the client that they share.
package journeys
