// Package pools has pools of workers whose number is configured, or that of the
// processors.
package pools

import (
	"errors"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"abandonedsend/pools/conf"
)

var errDown = errors.New("down")

// There are workers, but they leave.
func leave(xs []int, f func(int) error) {
	in := make(chan int)
	var wg sync.WaitGroup
	for range runtime.NumCPU() {
		wg.Go(func() {
			for x := range in {
				if f(x) != nil {
					return
				}
			}
		})
	}
	for _, x := range xs {
		in <- x // want `blocks forever`
	}
	close(in)
	wg.Wait()
}

// One result less is taken than there are.
func oneLess(f func() int) (sum int) {
	out := make(chan int)
	for range 2 * runtime.NumCPU() {
		go func() {
			out <- f() // want `blocks forever`
		}()
	}
	for range 2*runtime.NumCPU() - 1 {
		sum += <-out
	}
	return sum
}

// The first error ends the collection of all results.
func configuredResults(f func() error) error {
	c := conf.Get()
	out := make(chan error)
	var g errgroup.Group
	for range c.Workers {
		g.Go(func() error {
			out <- f() // want `blocks forever`
			return nil
		})
	}
	for range c.Workers {
		if err := <-out; err != nil {
			return err
		}
	}
	return g.Wait()
}

// A worker for each of those that there are, and there may be none.
func forEachHost(hosts []string, xs []int) {
	in := make(chan int)
	var wg sync.WaitGroup
	for _, h := range hosts {
		wg.Go(func() {
			for x := range in {
				println(h, x)
			}
		})
	}
	for _, x := range xs {
		in <- x // want `blocks forever`
	}
	close(in)
	wg.Wait()
}

// A helper starts the workers, which leave.
func helpedToLeave(xs []int, n int, f func(int) error) {
	in := make(chan int)
	for range n {
		startLeaving(in, f)
	}
	for _, x := range xs {
		in <- x // want `blocks forever`
	}
	close(in)
}

func startLeaving(in <-chan int, f func(int) error) {
	go func() {
		for x := range in {
			if f(x) != nil {
				return
			}
		}
	}()
}
