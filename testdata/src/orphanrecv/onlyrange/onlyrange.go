// Package onlyrange has no channel operation but range statements over tickers.
package onlyrange

import "time"

func stopped(work func()) {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C { // want `t.C: goroutine blocks forever ranging, its timer was stopped or has fired; select on a done channel too`
			work()
		}
	}()
	work()
	t.Stop()
}

// Nobody stops it.
func running(work func()) {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C {
			work()
		}
	}()
}
