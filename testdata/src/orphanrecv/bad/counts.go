package bad

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
)

// The group waits for one error a task, those that were not started included.
type group struct {
	tasks int
	errs  chan error
}

func (g *group) add(task func() error) {
	g.tasks++
	if task == nil {
		return
	}
	go func() { g.errs <- task() }()
}

func (g *group) wait() (first error) {
	for range g.tasks {
		if err := <-g.errs; err != nil && first == nil { // want `blocks forever`
			first = err
		}
	}
	return first
}

func groupWaits() error {
	g := &group{errs: make(chan error)}
	g.add(func() error { return nil })
	g.add(nil)
	return g.wait()
}

// A token is given back that was never taken.
func releasedTwice(items []string) {
	sem := make(chan struct{}, 1)
	for _, item := range items {
		sem <- struct{}{}
		_, err := strconv.Atoi(item)
		if err != nil {
			<-sem
		}
		<-sem // want `blocks forever`
	}
}

// Taken under a condition, given back without.
func releasedUnacquired(limit bool, work func()) {
	sem := make(chan struct{}, 4)
	if limit {
		sem <- struct{}{}
	}
	defer func() {
		<-sem // want `blocks forever`
	}()
	work()
}

// The tokens were forgotten.
func emptySemaphore(n int, work func(int)) {
	tokens := make(chan struct{}, 2)
	for i := range n {
		go func() {
			<-tokens // want `blocks forever`
			work(i)
			tokens <- struct{}{}
		}()
	}
}

// A lock that is a channel, and that nobody unlocks on an error.
type chanLock chan struct{}

func (l chanLock) lock() {
	<-l // want `blocks forever`
}

func (l chanLock) unlock() { l <- struct{}{} }

func notUnlocked(fail bool) error {
	l := make(chanLock, 1)
	l.unlock()
	step := func() error {
		l.lock()
		if fail {
			return errors.New("failed")
		}
		l.unlock()
		return nil
	}
	err := step()
	if again := step(); err == nil {
		err = again
	}
	return err
}

// Filtered after the count was taken.
func countedTooEarly(paths []string) (total int64) {
	sizes := make(chan int64)
	n := len(paths)
	var dirs []string
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			dirs = append(dirs, p)
		}
	}
	for i := range dirs {
		go func() { sizes <- int64(len(dirs[i])) }()
	}
	for range n {
		total += <-sizes // want `blocks forever`
	}
	return total
}

// The closer waits for a worker that never says that it is done.
func closerWaits(items []string) (sum int) {
	out := make(chan int, len(items))
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Add(1)
		go func() {
			n, err := strconv.Atoi(item)
			if err != nil {
				return
			}
			out <- n
			wg.Done()
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	for n := range out { // want `blocks forever`
		sum += n
	}
	return sum
}

// Three parties were expected, two came.
func barrierOfThree() {
	var mu sync.Mutex
	arrived, gate := 0, make(chan struct{})
	for range 2 {
		go func() {
			mu.Lock()
			arrived++
			if arrived == 3 {
				close(gate)
			}
			mu.Unlock()
			<-gate // want `blocks forever`
		}()
	}
}

// Each level of the recursion has a quit of its own; the innermost is forgotten.
func descend(depth int) {
	if depth <= 0 {
		return
	}
	quit := make(chan struct{})
	go func() {
		<-quit // want `blocks forever`
	}()
	descend(depth - 1)
	if depth > 1 {
		close(quit)
	}
}

// The watcher is told of changes that were made, and nothing was.
func noChange(before, after []int) {
	changed := make(chan int)
	go func() {
		fmt.Println("changed:", <-changed) // want `blocks forever`
	}()
	for i := range before {
		if i < len(after) && before[i] != after[i] {
			changed <- i
			return
		}
	}
}
