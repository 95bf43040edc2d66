package main

import (
	"os"
	"runtime/debug"
)

// headroom is how much the heap of a served market may grow before garbage is collected, in
// percent of what is in use. It is a share and no number of bytes: where a market of a
// million offers needs more than any fixed limit, a limit would let the collector run
// without end, a share costs the same part of the time in every market.
const headroom = 60

// boundHeap sets the headroom unless GOGC or GOMEMLIMIT say what the operator wants.
func boundHeap() {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if os.Getenv(name) != "" {
			return
		}
	}
	debug.SetGCPercent(headroom)
}
