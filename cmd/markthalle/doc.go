// Command markthalle is the one binary of a market.
//
//	markthalle demo      starts a whole trading market to try, on embedded engines
//	markthalle serve     serves a market; --create trial|live makes one of an empty store
//	markthalle import    brings an existing market's files
//	markthalle reindex   rebuilds the search index from the store
//	markthalle ledger    checks or rebuilds the books
//	markthalle store     copies a market from one document engine to another
//	markthalle user      makes a person, an operator for example
//	markthalle reconcile compares the books with the payment provider's
//	markthalle doctor    says whether engines and books are in order
//	markthalle config    prints the configuration in force, without secrets
//
// It parses, hands over to package server and sets the exit code; it decides nothing.
// Flags win over the environment (MARKTHALLE_STORE and so on), the environment over
// the file named by --config.
package main
