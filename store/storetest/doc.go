// Package storetest is the specification of the store, and what other tests open it by.
//
// Domains call Open, which gives a store on SQLite in a folder of the test, with a clock
// that stands still and ids that are the same in every run. There are no store mocks.
//
// Drivers call RunEngine from one test, and Main from TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(storetest.Main(context.Background(), m, open)) }
//
//	func TestSuite(t *testing.T) {
//		storetest.RunEngine(t, storetest.Engine{Fresh: freshURL, Open: open})
//	}
//
// Run is the part that one driver on one database can show; RunEngine adds what takes
// two drivers, two databases or two processes. Main is needed for the last: a test
// starts its own binary again as a child, with the address of the database in URLEnv,
// and kills it under load. The child says on its standard output what was acknowledged;
// afterwards every acknowledged write must be there, and every event followed up.
//
// The groups of cases: driver (raw documents), documents (what they may hold), changes,
// queries (against a model), events, leases, timers, sweeps, claims, series, clock,
// faults (a driver that fails), pairs, crash. Every case has an empty database.
package storetest
