package ok

import (
	"fmt"
	"slices"
	"sync"
)

type task struct {
	id   int
	cost int
}

type outcome struct {
	id  int
	err error
}

// The producer closes jobs, the last worker's end closes results.
func workerPool(tasks []task, workers int, do func(task) error) []outcome {
	jobs := make(chan task)
	results := make(chan outcome)
	workers = max(workers, 1)
	var wg sync.WaitGroup
	for range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for t := range jobs {
				results <- outcome{t.id, do(t)}
			}
		}()
	}
	go func() {
		for _, t := range tasks {
			jobs <- t
		}
		close(jobs)
	}()
	go func() {
		wg.Wait()
		close(results)
	}()
	var all []outcome
	for r := range results {
		all = append(all, r)
	}
	return all
}

// A worker that meets an error goes on with the next job.
func stubbornWorkers(tasks []task, do func(task) error) (failed int) {
	jobs := make(chan task)
	errs := make(chan error, len(tasks))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for t := range jobs {
				if err := do(t); err != nil {
					errs <- err
					continue
				}
			}
		})
	}
	for _, t := range tasks {
		jobs <- t
	}
	close(jobs)
	wg.Wait()
	close(errs)
	for range errs {
		failed++
	}
	return failed
}

// All jobs fit into the buffer, so workers may leave when they want.
func leavingWorkers(tasks []task, do func(task) error) error {
	jobs := make(chan task, len(tasks))
	for _, t := range tasks {
		jobs <- t
	}
	close(jobs)
	errs := make(chan error, 2)
	for range 2 {
		go func() {
			for t := range jobs {
				if err := do(t); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range 2 {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// The producer looks at done, which the failing worker closes.
func cancellingPool(tasks []task, do func(task) error) error {
	jobs := make(chan task)
	done := make(chan struct{})
	var once sync.Once
	var failure error
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for t := range jobs {
				if err := do(t); err != nil {
					once.Do(func() { failure = err; close(done) })
					return
				}
			}
		}()
	}
feed:
	for _, t := range tasks {
		select {
		case jobs <- t:
		case <-done:
			break feed
		}
	}
	close(jobs)
	wg.Wait()
	return failure
}

// Jobs are sent from a goroutine, and as many results are taken as jobs sent.
func jobsAndResults(tasks []task, do func(task) error) int {
	jobs, results := make(chan task), make(chan outcome)
	for range 3 {
		go func() {
			for t := range jobs {
				results <- outcome{t.id, do(t)}
			}
		}()
	}
	go func() {
		defer close(jobs)
		for _, t := range tasks {
			jobs <- t
		}
	}()
	failed := 0
	for range tasks {
		if r := <-results; r.err != nil {
			failed++
		}
	}
	return failed
}

// A line of stages, each closes its output.
func pipeline(n int) (sum int) {
	square := func(in <-chan int) <-chan int {
		out := make(chan int)
		go func() {
			defer close(out)
			for v := range in {
				out <- v * v
			}
		}()
		return out
	}
	source := make(chan int)
	go func() {
		defer close(source)
		for i := range n {
			source <- i
		}
	}()
	for v := range square(square(source)) {
		sum += v
	}
	return sum
}

// A filter takes all, passes on some.
func odd(n int) []int {
	in, out := make(chan int), make(chan int)
	go func() {
		for i := range n {
			in <- i
		}
		close(in)
	}()
	go func() {
		for v := range in {
			if v%2 == 1 {
				out <- v
			}
		}
		close(out)
	}()
	var all []int
	for v := range out {
		all = append(all, v)
	}
	return all
}

// Fan-in: every input is read to its end.
func merge(inputs ...<-chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	wg.Add(len(inputs))
	for _, in := range inputs {
		go func() {
			defer wg.Done()
			for v := range in {
				out <- v
			}
		}()
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

func count(n int) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			ch <- i
		}
	}()
	return ch
}

// The merged channel is read to its end.
func fanIn(n int) []int {
	var all []int
	for v := range merge(count(n), count(2*n)) {
		all = append(all, v)
	}
	slices.Sort(all)
	return all
}

// One channel per item, in order, each with a place for its one value.
func ordered(urls []string, get func(string) (string, error)) (pages []string, err error) {
	slots := make([]chan outcome, len(urls))
	for i, u := range urls {
		slots[i] = make(chan outcome, 1)
		go func() {
			_, err := get(u)
			slots[i] <- outcome{i, err}
		}()
	}
	for i := range slots {
		o := <-slots[i]
		if o.err != nil {
			return nil, o.err
		}
		pages = append(pages, fmt.Sprint(o.id))
	}
	return pages, nil
}

// The same without buffers, but every slot is read.
func orderedUnbuffered(urls []string, get func(string) (string, error)) error {
	var slots []chan error
	for _, u := range urls {
		ch := make(chan error)
		slots = append(slots, ch)
		go func() {
			_, err := get(u)
			ch <- err
		}()
	}
	var first error
	for _, ch := range slots {
		if err := <-ch; first == nil {
			first = err
		}
	}
	return first
}

// Channel of channels: the queue keeps the order, the reader reads each.
func queueOfFutures(urls []string, get func(string) (string, error)) (failed int) {
	futures := make(chan chan error)
	go func() {
		defer close(futures)
		for _, u := range urls {
			f := make(chan error)
			go func() {
				_, err := get(u)
				f <- err
			}()
			futures <- f
		}
	}()
	for f := range futures {
		if <-f != nil {
			failed++
		}
	}
	return failed
}

// Two players hand one ball back and forth as often as the other takes it.
func pingPong(rounds int) int {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	ball := 0
	for range rounds {
		ping <- ball
		ball = <-pong
	}
	close(ping)
	<-pong
	return ball
}

// A ring in which everyone passes on once and the last to the first.
func ring(n int) int {
	first := make(chan int)
	in := first
	for range n {
		out := make(chan int)
		go func(in <-chan int, out chan<- int) { out <- 1 + <-in }(in, out)
		in = out
	}
	if n <= 0 {
		return 0
	}
	first <- 0
	return <-in
}
