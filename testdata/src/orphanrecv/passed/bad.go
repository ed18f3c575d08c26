// Package passed has functions that are given what their callers in the package pass.
package passed

import (
	"errors"
	"sync"
)

// One of the callers passes neither.

func Sweep(files []string) int { return sweep(files, true, false) }
func List(files []string) int  { return sweep(files, false, false) }

func sweep(files []string, hidden, stale bool) (n int) {
	gone := make(chan string)
	var wg sync.WaitGroup
	wg.Go(func() {
		for range gone { // want `gone: goroutine blocks forever ranging`
			n++
		}
	})
	if hidden {
		println("hidden")
	} else if stale {
		println("stale")
	} else {
		return 0
	}
	for _, f := range files {
		gone <- f
	}
	close(gone)
	wg.Wait()
	return n
}

// One passes what it is given.

func Title(in []byte) error              { return translate("title", in) }
func Translate(m string, b []byte) error { return translate(m, b) }

func translate(mode string, in []byte) error {
	next := make(chan byte)
	go func() {
		for range next { // want `next: goroutine blocks forever ranging`
		}
	}()
	if mode != "title" {
		return errors.New("unknown mode")
	}
	for _, b := range in {
		next <- b
	}
	close(next)
	return nil
}

// One has nobody to ask.

func One(a string) int      { return first(a) }
func Any(list []string) int { return first(list...) }

func first(hosts ...string) int {
	times := make(chan int, len(hosts))
	for _, h := range hosts {
		go func() { times <- len(h) }()
	}
	return <-times // want `blocks forever receiving`
}

// One of the callbacks does not close what it is given.

func Stop() { all(func(c chan int) { close(c) }) }
func Skip() { all(func(chan int) {}) }

func all(end func(chan int)) {
	c := make(chan int)
	go func() {
		for range c { // want `c: goroutine blocks forever ranging`
		}
	}()
	end(c)
}

// It is a value too, and called with anything.

func Named() int { return named(true) }

var byName = map[string]func(bool) int{"named": named}

func named(b bool) int {
	c := make(chan int)
	go func() {
		<-c // want `c: goroutine blocks forever receiving`
	}()
	if b {
		close(c)
	}
	return 0
}

// One of the constructors leaves the mode open, and a method the callback.

type Crew struct {
	size   int
	report func(int)
}

func NewCrew(size int) *Crew { return &Crew{size: size, report: func(int) {}} }
func Nobody() *Crew          { return &Crew{report: func(int) {}} }

func (c *Crew) Quiet() { c.report = nil }

func (c *Crew) Run(xs []int) {
	in := make(chan int)
	go func() {
		for range in { // want `in: goroutine blocks forever ranging`
		}
	}()
	if c.size == 0 {
		return
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
}

func (c *Crew) Tell(xs []int) {
	in := make(chan int)
	go func() {
		for range in { // want `in: goroutine blocks forever ranging`
		}
	}()
	if c.report == nil {
		return
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
}
