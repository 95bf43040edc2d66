// Command bench measures a market that it starts itself, over HTTP and from a process of
// its own.
//
//	go run ./cmd/bench           a market of the demo's size, about four minutes
//	go run ./cmd/bench -quick    a small market: proves that it runs
//	go run ./cmd/bench hello     serves the bare app that is the machine's reference
//
// It builds the market's binary, runs it in the folder given by -out, and stores a
// report there as text and as JSON. It fails when the market gives a wrong answer, never
// because of a figure. Only flags are parsed and processes chosen here: what is measured
// is in package internal/bench, and docs/performance.md has figures and what they mean.
package main
