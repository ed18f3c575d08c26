// Package fix has groups of which not all is done, and the changes that help.
package fix

import (
	"strconv"
	"sync"
)

// Done is skipped where the function returns early.
func sum(items []string) (n int) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, item := range items {
		wg.Add(1)
		go func() {
			v, err := strconv.Atoi(item)
			if err != nil {
				return
			}
			mu.Lock()
			n += v
			mu.Unlock()
			wg.Done()
		}()
	}
	wg.Wait() // want `; defer the wg.Done\(\) of line 23$`
	return n
}

type pool struct {
	wg   sync.WaitGroup
	jobs []func() error
}

func (p *pool) work(job func() error) {
	if job() != nil {
		return
	}
	p.wg.Done()
}

func run(jobs ...func() error) {
	p := &pool{jobs: jobs}
	for _, job := range p.jobs {
		p.wg.Add(1)
		go p.work(job)
	}
	p.wg.Wait() // want `; defer the p.wg.Done\(\) of line 39$`
}

// Two are called: a deferred one would be too many.
func both(items []string, use func(int)) {
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Add(1)
		go func() {
			v, err := strconv.Atoi(item)
			if err != nil {
				return
			}
			if v == 0 {
				wg.Done()
				return
			}
			use(v)
			wg.Done()
		}()
	}
	wg.Wait() // want `; call Done on every path$`
}
