package ok

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
)

// The feeder closes jobs in a defer, so every worker's range ends.
func poolDeferredClose(n int) int64 {
	jobs := make(chan int)
	var total atomic.Int64
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for job := range jobs {
				total.Add(int64(job))
			}
		}()
	}
	func() {
		defer close(jobs)
		for i := range n {
			jobs <- i
		}
	}()
	wg.Wait()
	return total.Load()
}

// A goroutine of its own closes results after the last worker.
func poolCloser(items []string) []int {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- len(item)
		}()
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	var all []int
	for r := range results {
		all = append(all, r)
	}
	return all
}

// As many results are received as jobs were sent, and jobs is closed.
func poolCounted(items []string) (total int) {
	jobs := make(chan string, len(items))
	results := make(chan int, len(items))
	for range 2 {
		go func() {
			for job := range jobs {
				results <- len(job)
			}
		}()
	}
	for _, item := range items {
		jobs <- item
	}
	close(jobs)
	for range items {
		total += <-results
	}
	return total
}

// Each goroutine sends one error or nil; all are received though only the first
// is kept.
func poolErrors(items []string) (first error) {
	errs := make(chan error)
	for _, item := range items {
		go func() {
			_, err := strconv.Atoi(item)
			errs <- err
		}()
	}
	for range items {
		if err := <-errs; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// The feeder returns early on an error, but the deferred close still runs.
func poolFeedError(items []string) error {
	jobs := make(chan int)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for job := range jobs {
			_ = job * job
		}
	}()
	defer func() { <-done }() // deferred first, so it runs after the close
	defer close(jobs)
	for _, item := range items {
		n, err := strconv.Atoi(item)
		if err != nil {
			return err
		}
		jobs <- n
	}
	return nil
}

// Who puts a token into the semaphore is who takes it out again.
func poolSemaphore(items []string, work func(string)) {
	sem := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for _, item := range items {
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			work(item)
		}()
	}
	wg.Wait()
}

// Tokens lie in the channel from the start; what is taken is put back.
func poolTokens(n int, work func(int)) {
	tokens := make(chan struct{}, 2)
	tokens <- struct{}{}
	tokens <- struct{}{}
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-tokens
			defer func() { tokens <- struct{}{} }()
			work(i)
		}()
	}
	wg.Wait()
}

// The last worker that ends closes results.
func poolLastCloses(workers int) (sum int) {
	if workers < 1 {
		return 0
	}
	results := make(chan int)
	var running atomic.Int32
	running.Store(int32(workers))
	for i := range workers {
		go func() {
			results <- i
			if running.Add(-1) == 0 {
				close(results)
			}
		}()
	}
	for r := range results {
		sum += r
	}
	return sum
}

// Each worker has a quit channel in the slice, and each of them is closed.
func poolQuits(n int) {
	quits := make([]chan struct{}, n)
	var wg sync.WaitGroup
	for i := range quits {
		quits[i] = make(chan struct{})
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-quits[i]
		}()
	}
	for _, quit := range quits {
		close(quit)
	}
	wg.Wait()
}

func numbers(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range n {
			out <- i
		}
	}()
	return out
}

func squares(in <-chan int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := range in {
			out <- i * i
		}
	}()
	return out
}

// Each stage closes its output when its input is closed.
func pipeline(n int) (sum int) {
	for i := range squares(squares(numbers(n))) {
		sum += i
	}
	return sum
}

// Two loops over the same map run equally often.
func fanOutMap(prices map[string]int) (sum int) {
	results := make(chan int)
	for _, price := range prices {
		go func() { results <- 2 * price }()
	}
	for range prices {
		sum += <-results
	}
	return sum
}

// What is left is flushed when the input is closed; then done is closed.
func batches(items []string) (flushed int) {
	in := make(chan string)
	done := make(chan struct{})
	go func() {
		defer close(done)
		batch := make([]string, 0, 2)
		for item := range in {
			batch = append(batch, item)
			if len(batch) == cap(batch) {
				flushed += len(batch)
				batch = batch[:0]
			}
		}
		flushed += len(batch)
	}()
	for _, item := range items {
		in <- item
	}
	close(in)
	<-done
	return flushed
}

// Each result has a channel of its own, and each goroutine sends into its own.
func orderedResults(items []string) []string {
	chans := make([]chan string, 0, len(items))
	for _, item := range items {
		ch := make(chan string, 1)
		chans = append(chans, ch)
		go func() { ch <- fmt.Sprintf("<%s>", item) }()
	}
	var all []string
	for _, ch := range chans {
		all = append(all, <-ch)
	}
	return all
}

// Two producers share a channel; it is closed when both are done.
func twoProducers(n int) (sum int) {
	out := make(chan int)
	var wg sync.WaitGroup
	produce := func(sign int) {
		defer wg.Done()
		for i := range n {
			out <- sign * i
		}
	}
	wg.Add(2)
	go produce(1)
	go produce(-1)
	go func() { wg.Wait(); close(out) }()
	for v := range out {
		sum += v
	}
	return sum
}

// Ping and pong take turns, equally often.
func pingPong(rounds int) int {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for range rounds {
			pong <- <-ping + 1
		}
	}()
	ball := 0
	for range rounds {
		ping <- ball
		ball = <-pong
	}
	return ball
}

type tree struct {
	left, right *tree
	value       int
}

// Every call of the recursion sends exactly once, a leaf and a nil tree too.
func sumTree(t *tree) int {
	if t == nil {
		return 0
	}
	left, right := make(chan int), make(chan int)
	go func() { left <- sumTree(t.left) }()
	go func() { right <- sumTree(t.right) }()
	return t.value + <-left + <-right
}

// The walk is over before its channel is closed; the reader gets all.
func walkTree(t *tree) (sum int) {
	values := make(chan int)
	var walk func(*tree)
	walk = func(t *tree) {
		if t != nil {
			walk(t.left)
			values <- t.value
			walk(t.right)
		}
	}
	go func() {
		defer close(values)
		walk(t)
	}()
	for v := range values {
		sum += v
	}
	return sum
}

// The links of the chain are passed a value from the right end.
func daisyChain(n int) int {
	first := make(chan int)
	right := first
	left := first
	for range n {
		right = make(chan int)
		go func(left, right chan int) { left <- 1 + <-right }(left, right)
		left = right
	}
	go func() { right <- 0 }()
	return <-first
}
