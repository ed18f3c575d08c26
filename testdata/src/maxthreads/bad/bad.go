// Package bad raises the limit of threads.
package bad

import (
	"math"
	rtdebug "runtime/debug"
)

const (
	connections = 20_000
	limit       = 2 * connections
)

func init() {
	rtdebug.SetMaxThreads(10001) // want `^a limit of 10001 threads hides what holds them: blocking connections \(see connfile\), cgo name lookups; fix that and keep 10000$`
}

func raise() int {
	rtdebug.SetMaxThreads(limit)              // want `^a limit of 40000 threads hides`
	rtdebug.SetMaxThreads(int(uint16(65535))) // want `^a limit of 65535 threads hides`
	rtdebug.SetMaxThreads(1e5)                // want `^a limit of 100000 threads hides`
	rtdebug.SetMaxThreads(math.MaxInt32)      // want `^a limit of 2147483647 threads hides`
	return (rtdebug.SetMaxThreads)(1 << 15)   // want `^a limit of 32768 threads hides`
}

func later() {
	defer rtdebug.SetMaxThreads(30000) // want `^a limit of 30000 threads hides`
}
