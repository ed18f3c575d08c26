// Package ok leaves the limit of threads where it is, or lowers it.
package ok

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
)

// An alarm that goes off early.
func alarm() {
	debug.SetMaxThreads(500)
	debug.SetMaxThreads(10 * 100)
}

// The default.
func restore() { debug.SetMaxThreads(10000) }

// As many as now: a child of a test.
func freeze() int {
	old := debug.SetMaxThreads(1)
	debug.SetMaxThreads(old)
	return old
}

var maxThreads = flag.Int("max-threads", 20000, "limit of threads")

// The user decides.
func setting() error {
	debug.SetMaxThreads(*maxThreads)
	n, err := strconv.Atoi(os.Getenv("MAX_THREADS"))
	if err != nil {
		return err
	}
	debug.SetMaxThreads(n)
	return nil
}

// Computed from the machine.
func scaled() { debug.SetMaxThreads(5000 * runtime.NumCPU()) }

// A configuration that others may change.
type config struct{ threads int }

var defaults = config{threads: 50000}

func configured(c config) {
	debug.SetMaxThreads(c.threads)
	debug.SetMaxThreads(defaults.threads)
}

// Nobody calls it here.
var setLimit = debug.SetMaxThreads

// Other limits.
func others() {
	debug.SetGCPercent(20000)
	debug.SetMaxStack(1 << 30)
	debug.SetMemoryLimit(1 << 40)
}

type pool struct{ max int }

func (p *pool) SetMaxThreads(n int) { p.max = n }

func SetMaxThreads(n int) {}

func notTheirs() {
	new(pool).SetMaxThreads(100000)
	SetMaxThreads(100000)
}
