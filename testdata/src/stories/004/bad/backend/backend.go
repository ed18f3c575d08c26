// Package backend asks several backends the same, for redundancy.
package backend

import (
	"math/rand/v2"
	"time"
)

// QueryAll asks all backends and returns the response that comes first.
func QueryAll(names ...string) string {
	if len(names) == 0 {
		return ""
	}
	responses := make(chan string)
	for _, name := range names {
		go func() {
			responses <- query(name) // want `blocks forever`
		}()
	}
	return <-responses
}

// query takes its time, as servers do.
func query(name string) string {
	time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
	return "response of " + name
}
