// Package bench measures a running market from outside: another process drives it over
// HTTP and writes down rates, latencies, memory and growth.
//
// A run makes a market (market.go: the binary's demo in a folder of its own, or a bigger
// one), drives it with a number of connections for a bounded time per figure (load.go,
// client.go), plays the parts of buyers and vendors (reads.go, shop.go, imports.go), and
// prints and stores a report (report.go). A bare Fiber app that answers "hello" is
// measured the same way: every other figure is to be read against it, because the driver
// shares the machine with what it drives.
//
// Figures are reported, never judged: a benchmark fails only when the market gives a
// wrong answer. The package is used by cmd/bench and nothing else.
package bench
