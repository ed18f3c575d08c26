package tokens

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/semaphore"
)

// What is skipped keeps its token, of a variable that goroutines capture.
func mirror(names []string, exists func(string) bool, copy func(string)) {
	sem := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for _, name := range names {
		sem <- struct{}{} // want `sem, taken here, is not given back on a way to the next round`
		if exists(name) {
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			copy(name)
		}()
	}
	wg.Wait()
}

func scan(ctx context.Context, names []string, probe func(string) error) error {
	sem := semaphore.NewWeighted(4)
	var wg sync.WaitGroup
	for _, name := range names {
		if err := sem.Acquire(ctx, 1); err != nil {
			return err
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := probe(name); err != nil {
				return // want `sem is not released when this goroutine ends here, as it is on other paths: once all are gone, who wants one blocks; defer it`
			}
			sem.Release(1)
		}()
	}
	wg.Wait()
	return nil
}

// A worker that has failed keeps it.
type crew struct {
	sem chan struct{}
	do  func(string) error
}

func newCrew(n int) *crew { return &crew{sem: make(chan struct{}, n)} }

func (c *crew) start(name string) {
	c.sem <- struct{}{}
	go c.run(name)
}

func (c *crew) run(name string) {
	if err := c.do(name); err != nil {
		return // want `c.sem is not released when this goroutine ends here`
	}
	<-c.sem
}

// One that dies with the function may be kept by who returns.
func firstError(names []string, check func(string) error, copy func(string)) error {
	sem := make(chan struct{}, 4)
	var wg sync.WaitGroup
	defer wg.Wait()
	for _, name := range names {
		sem <- struct{}{}
		if err := check(name); err != nil {
			return err
		}
		wg.Go(func() {
			defer func() { <-sem }()
			copy(name)
		})
	}
	return nil
}

// Tokens that are all taken in the end, results that are counted, turns, and signals.
func drains(names []string, copy func(string)) {
	sem := make(chan bool, 4)
	for _, name := range names {
		sem <- true
		go func() {
			defer func() { <-sem }()
			copy(name)
		}()
	}
	for range cap(sem) {
		sem <- true
	}
}

func results(names []string, copy func(string) error) error {
	done := make(chan bool, len(names))
	for _, name := range names {
		go func() {
			if err := copy(name); err != nil {
				done <- false
				return
			}
			done <- true
		}()
	}
	for range names {
		if !<-done {
			return errors.New("failed")
		}
	}
	return nil
}

func notifies(names []string, skip func(string) bool, copy func()) {
	wake := make(chan struct{}, 1)
	go func() {
		for range names {
			<-wake
			copy()
		}
	}()
	for _, name := range names {
		wake <- struct{}{}
		if skip(name) {
			continue
		}
		copy()
	}
}

// It is given to others, who do what they like.
func given(names []string, skip func(string) bool, copy func(string, chan struct{})) {
	sem := make(chan struct{}, 4)
	for _, name := range names {
		sem <- struct{}{}
		if skip(name) {
			continue
		}
		go copy(name, sem)
	}
}

// Who could not start the next hands on what it has.
func (c *crew) relay(names chan string) {
	c.sem <- struct{}{}
	go c.next(names)
}

func (c *crew) next(names chan string) {
	name, ok := <-names
	if ok && c.do(name) == nil {
		go c.next(names)
		return
	}
	<-c.sem
}
