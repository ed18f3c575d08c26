package pools

import (
	"flag"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"abandonedsend/pools/conf"
)

// One worker for each processor, of which there is one at least.
func eachProcessor(xs []int, f func(int)) {
	in := make(chan int)
	var wg sync.WaitGroup
	for range runtime.NumCPU() {
		wg.Go(func() {
			for x := range in {
				f(x)
			}
		})
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
	wg.Wait()
}

// Two for each of those that the program may use.
func twiceAsMany(xs []int, f func(int) error) error {
	in := make(chan int)
	var g errgroup.Group
	for i := 0; i < 2*runtime.GOMAXPROCS(0); i++ {
		g.Go(func() error {
			var first error
			for x := range in {
				if err := f(x); err != nil && first == nil {
					first = err
				}
			}
			return first
		})
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
	return g.Wait()
}

// As many results as workers: both are as many as there are processors.
func collectOnes(f func() int) (sum int) {
	out := make(chan int)
	for range runtime.NumCPU() {
		go func() { out <- f() }()
	}
	for range runtime.NumCPU() {
		sum += <-out
	}
	return sum
}

// As many workers as another package's configuration says.
func configured(xs []int, f func(int)) {
	c := conf.Get()
	in := make(chan int, c.Queue)
	var wg sync.WaitGroup
	for range c.Workers {
		wg.Go(func() {
			for x := range in {
				f(x)
			}
		})
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
	wg.Wait()
}

var parallel = flag.Int("parallel", 4, "how many at once")

// As many as a flag says.
func flagged(xs []int, f func(int)) {
	in := make(chan int)
	done := make(chan bool)
	for range *parallel {
		go func() {
			for x := range in {
				f(x)
			}
			done <- true
		}()
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
	for range *parallel {
		<-done
	}
}

// A helper starts each of them.
func helped(xs []int, n int, f func(int)) {
	in := make(chan int)
	p := new(pool)
	for range max(n, 1) + n/2 {
		p.start(in, f)
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
	p.running.Wait()
}

type pool struct{ running sync.WaitGroup }

func (p *pool) start(in <-chan int, f func(int)) {
	p.run(func() {
		for x := range in {
			f(x)
		}
	})
}

func (p *pool) run(f func()) {
	p.running.Add(1)
	go func() {
		defer p.running.Done()
		f()
	}()
}

// Somebody else's pool runs them.
func submitted(p submitter, xs []int, n int, f func(int)) {
	in := make(chan int)
	for i := n; i > 0; i-- {
		p.Submit(func() {
			for x := range in {
				f(x)
			}
		})
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
}

type submitter interface{ Submit(func()) }

// No more workers than there is work for, and none for none.
func noneForNone(xs []int, f func(int)) {
	in := make(chan int)
	var wg sync.WaitGroup
	for range min(len(xs), runtime.NumCPU()) {
		wg.Go(func() {
			for x := range in {
				f(x)
			}
		})
	}
	for _, x := range xs {
		in <- x
	}
	close(in)
	wg.Wait()
}

// As many tokens as there may be at once.
func limited(xs []int, limit int, f func(int)) {
	tokens := make(chan struct{}, limit)
	for range limit {
		tokens <- struct{}{}
	}
	for _, x := range xs {
		<-tokens
		go func() {
			defer func() { tokens <- struct{}{} }()
			f(x)
		}()
	}
}
