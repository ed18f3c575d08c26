// Package refused receives from functions that a pool may have refused.
package refused

import "stuckwait/crosspkg/pool"

func sum(p *pool.Pool, fns []func() int) (n int) {
	res := make(chan int, len(fns))
	for _, f := range fns {
		_ = p.Try(func() { res <- f() })
	}
	for range fns {
		n += <-res // want `goroutine blocks forever receiving from res if p.Try at line 9 refuses the function that sends; look at what it returns`
	}
	return n
}

// counts what was taken.
func counts(p *pool.Pool, fns []func() int) (n int) {
	res := make(chan int, len(fns))
	sent := 0
	for _, f := range fns {
		if p.Try(func() { res <- f() }) == nil {
			sent++
		}
	}
	for range sent {
		n += <-res
	}
	return n
}
