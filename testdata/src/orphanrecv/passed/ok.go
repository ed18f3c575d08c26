package passed

import (
	"errors"
	"sync"
)

// No caller passes what leads past the close.

func Clean(files []string) int { return purge(files, true, false) }
func Wipe(files []string) int  { return purge(files, false, true) }

func purge(files []string, hidden, stale bool) (n int) {
	gone := make(chan string)
	var wg sync.WaitGroup
	wg.Go(func() {
		for range gone {
			n++
		}
	})
	if hidden {
		println("hidden")
	} else if stale {
		println("stale")
	} else {
		return n
	}
	for _, f := range files {
		gone <- f
	}
	close(gone)
	wg.Wait()
	return n
}

// The mode is handed down; nobody asks for a third one.

func Upper(in []byte) error { return convert("upper", in) }
func Lower(in []byte) error { return convert("lower", in) }

func convert(mode string, in []byte) error { return (&converter{mode}).run(in, mode) }

type converter struct{ mode string }

func (c *converter) run(in []byte, mode string) error {
	next := make(chan byte)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range next {
		}
	}()
	switch mode {
	case "upper", "lower":
	default:
		return errors.New("unknown mode")
	}
	for _, b := range in {
		next <- b
	}
	close(next)
	<-done
	return nil
}

// Somebody is asked in any case.

func Nearest(a, b string) int { return fastest(a, b) }

func Mirrors(list []string) int {
	if len(list) == 0 {
		return 0
	}
	return fastest(list...)
}

func fastest(hosts ...string) int {
	times := make(chan int, len(hosts))
	for _, h := range hosts {
		go func() { times <- len(h) }()
	}
	return <-times
}

// The callback is known, and closes what it is given.

func Finish() { each(func(c chan int) { close(c) }) }

func each(end func(chan int)) {
	c := make(chan int)
	go func() {
		for range c {
		}
	}()
	end(c)
}

// The constructor sees to it that there is a worker, and a callback.

type Pool struct {
	workers int
	report  func(int)
	mode    string
}

func NewPool(workers int, report func(int)) *Pool {
	if workers <= 0 {
		workers = 1
	}
	if report == nil {
		report = func(int) {}
	}
	return &Pool{workers: workers, report: report, mode: "eager"}
}

func (p *Pool) Run(xs []int) {
	in := make(chan int)
	var wg sync.WaitGroup
	wg.Go(func() {
		for x := range in {
			p.report(x)
		}
	})
	if p.workers == 0 || p.report == nil || p.mode != "eager" {
		return
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
	wg.Wait()
}

var retries = 3

func Retry(f func() error) error {
	errs := make(chan error)
	go func() { errs <- f() }()
	if retries < 1 {
		return nil
	}
	return <-errs
}
