package vettool

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
)

const (
	// startHeap is how much memory a unit uses before garbage is collected for the first
	// time: most units end before that, and what the collector would do in them is a
	// tenth of the CPU time of a vet. (The compiler does the same, with 128 MB:
	// cmd/compile/internal/base.AdjustStartingHeap.)
	startHeap = 96 << 20

	// gcPercent trades memory for time afterwards; higher values save little.
	gcPercent = 200
)

// tuneCollector makes the garbage collector wait for [startHeap], and then work at its
// usual pace. Settings of the user stand.
func tuneCollector() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(startHeap)
	first := new([16]byte) // no tiny object: those are freed together with others
	runtime.AddCleanup(first, func(struct{}) {
		debug.SetGCPercent(gcPercent)
		debug.SetMemoryLimit(math.MaxInt64)
	}, struct{}{})
}
