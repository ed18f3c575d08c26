package user

import (
	"sync"

	"stuckwait/crosspkg/pool"
)

// looks at what Add returns.
func looks(p *pool.Pool, fns []func()) {
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		if !p.Add(func() {
			defer wg.Done()
			f()
		}) {
			wg.Done()
		}
	}
	wg.Wait()
}

// own pool: it is closed behind the wait.
func own(fns []func()) {
	p := pool.New(4)
	defer p.Close()
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		p.Add(func() {
			defer wg.Done()
			f()
		})
	}
	wg.Wait()
}

// always: this one refuses nothing.
func always(p *pool.Pool, fns []func()) {
	var wg sync.WaitGroup
	for _, f := range fns {
		wg.Add(1)
		p.Always(func() {
			defer wg.Done()
			f()
		})
	}
	wg.Wait()
}

// nobody waits for it.
func nobody(p *pool.Pool, f func(int), in chan int) {
	p.Add(func() { f(<-in) })
}
