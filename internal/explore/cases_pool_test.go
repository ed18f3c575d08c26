package explore

// How often loops go round that start workers, hand out work, fill a buffer or take the
// results.
var poolCases = []ruleCase{
	{"workers of a wait group, as many as processors", `
import ("runtime"; "sync")
func f(list []int) {
	c := make(chan int)
	var wg sync.WaitGroup
	for range runtime.NumCPU() {
		wg.Go(func() {
			for range c {
			}
		})
	}
	for _, x := range list {
		c <- x
	}
	close(c)
	wg.Wait()
}`},
	{"workers of a wait group that leave", `
import ("runtime"; "sync")
func f(list []int, bad func(int) bool) {
	c := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for x := range c {
				if bad(x) {
					return
				}
			}
		})
	}
	for _, x := range list {
		c <- x // stuck
	}
	close(c)
	wg.Wait()
}`},
	{"workers of an error group, from a field", `
import "golang.org/x/sync/errgroup"
type t struct { Workers int }
func (t *t) f(list []int) error {
	c := make(chan int)
	var g errgroup.Group
	for i := 0; i < t.Workers; i++ {
		g.Go(func() error {
			for range c {
			}
			return nil
		})
	}
	for _, x := range list {
		c <- x
	}
	close(c)
	return g.Wait()
}`},
	{"workers that a helper starts", `
func f(n int) {
	c := make(chan int)
	for range n {
		start(c)
	}
	c <- 1
	close(c)
}
func start(c chan int) {
	go func() {
		for range c {
		}
	}()
}`},
	{"workers that a helper of a helper starts", `
import "sync"
type pool struct { wg sync.WaitGroup; n int }
func (p *pool) each(c chan int) {
	for range 2 * p.n {
		p.one(c)
	}
}
func (p *pool) one(c chan int) { p.spawn(func() { for range c { } }) }
func (p *pool) spawn(f func()) {
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		f()
	}()
}
func f(n int) {
	c := make(chan int)
	p := &pool{n: n}
	p.each(c)
	c <- 1
	close(c)
	p.wg.Wait()
}`},
	{"workers that a variable's function starts", `
func f(n int) {
	c := make(chan int)
	start := func() {
		go func() {
			for range c {
			}
		}()
	}
	defer func() { start = nil }()
	for range n {
		start()
	}
	c <- 1
	close(c)
}`},
	{"a pool that is not seen", `
type pool interface { Submit(func()) error }
func f(p pool, n int) {
	c := make(chan int)
	for range n {
		p.Submit(func() {
			for range c {
			}
		})
	}
	c <- 1
	close(c)
}`},
	{"a pool that is not seen, asked once for each element of a list", `
type pool interface { Submit(func()) error }
func f(p pool, list []int) {
	c := make(chan int)
	for range list {
		p.Submit(func() {
			for range c {
			}
		})
	}
	c <- 1 // stuck
	close(c)
}`},
	{"workers, as many as a flag says", `
import "flag"
var workers = flag.Int("workers", 4, "")
func f() {
	c := make(chan int)
	for w := 1; w <= *workers; w++ {
		go func() {
			for range c {
			}
		}()
	}
	c <- 1
	close(c)
}`},
	{"workers, half as many as processors and one", `
import ("runtime"; "sync")
func f() {
	c := make(chan int)
	n := runtime.NumCPU() / 2
	n = max(n, 1) + n>>1
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			for range c {
			}
		})
	}
	c <- 1
	close(c)
	wg.Wait()
}`},
	{"no more workers than jobs", `
import "runtime"
func f(list []int) {
	c := make(chan int)
	for range min(runtime.NumCPU(), len(list)) {
		go func() {
			for range c {
			}
		}()
	}
	for _, x := range list {
		c <- x
	}
	close(c)
}`},
	{"no more workers than jobs of another list", `
import "runtime"
func f(list, other []int) {
	c := make(chan int)
	for range min(runtime.NumCPU(), len(list)) {
		go func() {
			for range c {
			}
		}()
	}
	for _, x := range other {
		c <- x // stuck
	}
	close(c)
}`},
	{"workers, counted down", `
func f(n int) {
	c := make(chan int)
	for i := n; i > 0; i-- {
		go func() {
			for range c {
			}
		}()
	}
	c <- 1
	close(c)
}`},
	{"a loop that looks at a number before it starts anything", `
type conf struct { stop int }
func f(k *conf) {
	c := make(chan int)
	for {
		if k.stop > 0 {
			break
		}
		go func() { <-c }()
		c <- 1
	}
	c <- 1 // stuck
}`},
	{"workers, as many as are missing", `
type pool struct { running, most int }
func (p *pool) f() {
	c := make(chan int)
	for i := p.running; i < p.most; i++ {
		go func() {
			for range c {
			}
		}()
	}
	c <- 1
	close(c)
}`},
	{"a worker for each shard", `
type cache struct { shards []int }
func (t *cache) f() {
	c := make(chan int)
	for range t.shards {
		go func() {
			for range c {
			}
		}()
	}
	c <- 1
	close(c)
}`},
	{"a worker if there is one to be", `
func f(n int) {
	c := make(chan int)
	if n > 0 {
		for range n {
			go func() {
				for range c {
				}
			}()
		}
	}
	c <- 1 // stuck
	close(c)
}`},
	{"as many results as workers, asked twice", `
import "runtime"
func f() {
	c := make(chan int)
	for range runtime.NumCPU() {
		go func() { c <- 1 }()
	}
	for range runtime.NumCPU() {
		<-c
	}
}`},
	{"one result less than workers", `
import "runtime"
func f() {
	c := make(chan int)
	for range runtime.NumCPU() {
		go func() {
			c <- 1 // stuck
		}()
	}
	for range runtime.NumCPU() - 1 {
		<-c
	}
}`},
	{"tokens", `
func f(n int) {
	tokens := make(chan int, n)
	for range n {
		tokens <- 1
	}
	<-tokens
}`},
	{"a token for each of a list", `
func f(list []int) {
	tokens := make(chan int, len(list))
	for range list {
		tokens <- 1
	}
	<-tokens // stuck
}`},
	{"results, as many as were configured", `
type conf struct { Workers int }
func f(k conf) {
	c := make(chan int)
	go func() { c <- 1 }()
	for range k.Workers {
		if <-c == 1 {
			return
		}
	}
}`},
	{"results, as many as were counted", `
func f(count func() int) {
	c := make(chan int)
	go func() {
		c <- 1 // stuck
	}()
	for range count() {
		if <-c == 1 {
			return
		}
	}
}`},
	{"workers in a list of what they are given", `
type worker struct { in chan int }
func f(n int) {
	var all []*worker
	done := make(chan int)
	for range n {
		w := &worker{make(chan int)}
		go func() {
			for range w.in {
			}
			done <- 1
		}()
		all = append(all, w)
	}
	for _, w := range all {
		close(w.in)
	}
	for range all {
		<-done
	}
}`},
}
