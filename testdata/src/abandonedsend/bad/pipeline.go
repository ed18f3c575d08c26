package bad

import (
	"errors"
	"sync"
)

// The last stage stops, so all the stages before it are stuck.
func countWords(lines []string, limit int) (words int) {
	source := make(chan string)
	go func() {
		defer close(source)
		for _, l := range lines {
			source <- l // want `blocks forever`
		}
	}()
	lengths := make(chan int)
	go func() {
		defer close(lengths)
		for l := range source {
			lengths <- len(l) // want `blocks forever`
		}
	}()
	for n := range lengths {
		words += n
		if words > limit {
			break
		}
	}
	return words
}

// A stage that meets an error returns and leaves the one before it.
func transform(records []string, convert func(string) (string, error)) (out []string) {
	raw, cooked := make(chan string), make(chan string)
	go func() {
		for _, r := range records {
			raw <- r // want `blocks forever`
		}
		close(raw)
	}()
	go func() {
		defer close(cooked)
		for r := range raw {
			s, err := convert(r)
			if err != nil {
				return
			}
			cooked <- s
		}
	}()
	for s := range cooked {
		out = append(out, s)
	}
	return out
}

// Nobody tells the generator to stop.
func firstPrimes(n int) (primes []int) {
	candidates := make(chan int)
	go func() {
		for i := 2; ; i++ {
			candidates <- i // want `blocks forever`
		}
	}()
	for c := range candidates {
		prime := true
		for _, p := range primes {
			if c%p == 0 {
				prime = false
				break
			}
		}
		if prime {
			primes = append(primes, c)
		}
		if len(primes) >= n {
			return primes
		}
	}
	return primes
}

// The range is left at what was searched for.
func grep(lines []string, match func(string) bool) (string, error) {
	ch := make(chan string)
	go func() {
		for _, l := range lines {
			ch <- l // want `blocks forever`
		}
		close(ch)
	}()
	for l := range ch {
		if match(l) {
			return l, nil
		}
	}
	return "", errors.New("not found")
}

// Workers leave at the first error; the one who feeds them is stuck.
func resizeAll(images []string, workers int, resize func(string) (string, error)) error {
	work := make(chan string)
	errs := make(chan error, workers)
	for range workers {
		go func() {
			for img := range work {
				if _, err := resize(img); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	go func() {
		defer close(work)
		for _, img := range images {
			work <- img // want `blocks forever`
		}
	}()
	var failed error
	for range workers {
		failed = errors.Join(failed, <-errs)
	}
	return failed
}

// The results are read after the wait, which waits for their senders.
func waitFirst(keys []string, load func(string) (string, error)) (values []string) {
	loaded := make(chan string)
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v, err := load(k)
			if err != nil {
				v = k
			}
			loaded <- v // want `blocks forever`
		}()
	}
	wg.Wait() // also
	close(loaded)
	for v := range loaded {
		values = append(values, v)
	}
	return values
}

// Two workers share the jobs, and whoever asked has left with the first result.
func crack(hashes []string, try func(string) bool) string {
	jobs, found := make(chan string), make(chan string)
	go func() {
		defer close(jobs)
		for _, h := range hashes {
			jobs <- h // not found: blocks forever
		}
	}()
	for range 2 {
		go func() {
			for h := range jobs {
				if try(h) {
					found <- h // want `blocks forever`
				}
			}
		}()
	}
	return <-found
}

func mergeStreams(streams ...<-chan int) <-chan int {
	merged := make(chan int)
	var wg sync.WaitGroup
	for _, s := range streams {
		wg.Go(func() {
			for v := range s {
				merged <- v // want `blocks forever`
			}
		})
	}
	go func() {
		wg.Wait() // also
		close(merged)
	}()
	return merged
}

func emit(values []int) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, v := range values {
			ch <- v // want `blocks forever`
		}
	}()
	return ch
}

// Of the merged streams only the beginning is read.
func smallest(a, b []int, limit int) (got []int) {
	for v := range mergeStreams(emit(a), emit(b)) {
		got = append(got, v)
		if len(got) == limit {
			break
		}
	}
	return got
}

// The consumer of a buffered queue stops, and the queue fills up.
func logQueue(entries []string, write func(string) error) error {
	queue := make(chan string, 2)
	go func() {
		defer close(queue)
		for _, e := range entries {
			queue <- e // want `blocks forever`
		}
	}()
	for e := range queue {
		if err := write(e); err != nil {
			return err
		}
	}
	return nil
}

// The walker goes on when the visitor has had enough.
func walkTree(root *node, visit func(int) bool) {
	values := make(chan int)
	go func() {
		root.walk(values)
		close(values)
	}()
	for v := range values {
		if !visit(v) {
			return
		}
	}
}

type node struct {
	left, right *node
	value       int
}

func (n *node) walk(out chan<- int) {
	if n == nil {
		return
	}
	n.left.walk(out)
	out <- n.value // not found: blocks forever
	n.right.walk(out)
}
