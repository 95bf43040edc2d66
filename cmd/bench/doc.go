// Command bench measures a market that it starts itself, over HTTP and from a process of
// its own. See package internal/bench for what, and docs/performance.md for figures.
package main
