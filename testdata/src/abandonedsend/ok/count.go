package ok

import (
	"errors"
	"runtime"
	"sync"
	"time"
)

// As many are taken as were started, counted while starting.
func pendingCount(keys []string, cached map[string]string, load func(string) (string, error)) []string {
	loaded := make(chan string)
	var values []string
	pending := 0
	for _, k := range keys {
		if v, ok := cached[k]; ok {
			values = append(values, v)
			continue
		}
		pending++
		go func() {
			v, _ := load(k)
			loaded <- v
		}()
	}
	for ; pending > 0; pending-- {
		values = append(values, <-loaded)
	}
	return values
}

// A work list: each answer takes one from the count and may add more.
func crawl(root string, links func(string) []string) (visited int) {
	found := make(chan []string)
	fetch := func(u string) { found <- links(u) }
	seen := map[string]bool{root: true}
	outstanding := 1
	go fetch(root)
	for outstanding > 0 {
		next := <-found
		outstanding--
		visited++
		for _, u := range next {
			if seen[u] {
				continue
			}
			seen[u] = true
			outstanding++
			go fetch(u)
		}
	}
	return visited
}

// In batches: each batch is taken in full before the next one starts.
func inBatches(items []int, store func(int) error) error {
	const size = 2
	errs := make(chan error)
	for len(items) > 0 {
		n := min(size, len(items))
		batch := items[:n]
		items = items[n:]
		for _, it := range batch {
			go func() { errs <- store(it) }()
		}
		var failed error
		for range batch {
			if err := <-errs; err != nil {
				failed = err
			}
		}
		if failed != nil {
			return failed
		}
	}
	return nil
}

// Each attempt makes a channel of its own, and reads it.
func retry(attempts int, call func(string) (string, error)) (string, error) {
	var last error
	for i := 0; i < attempts; i++ {
		done := make(chan error)
		var body string
		go func() {
			var err error
			body, err = call("x")
			done <- err
		}()
		if last = <-done; last == nil {
			return body, nil
		}
		time.Sleep(time.Millisecond)
	}
	return "", last
}

// The two loops run the same number of times.
func symmetric(n int, f func(int) int) (sum int) {
	ch := make(chan int)
	for i := 0; i < n; i++ {
		go func() { ch <- f(i) }()
	}
	for i := 0; i < n; i++ {
		sum += <-ch
	}
	return sum
}

// The number of workers is limited before both loops.
func clamped(items []int, f func(int) int) (sum int) {
	workers := 4
	if workers > len(items) {
		workers = len(items)
	}
	ch := make(chan int)
	for w := range workers {
		go func() { ch <- f(items[w]) }()
	}
	for range workers {
		sum += <-ch
	}
	return sum
}

// Counting down the ones that are missing.
func quorum(nodes []string, vote func(string) (string, error)) bool {
	votes := make(chan bool)
	for _, n := range nodes {
		go func() {
			_, err := vote(n)
			votes <- err == nil
		}()
	}
	yes := 0
	for left := len(nodes); left > 0; left-- {
		if <-votes {
			yes++
		}
	}
	return yes > len(nodes)/2
}

// Each goroutine sends one or the other, and the loop takes one of either.
func either(items []string, f func(string) (string, error)) (n int, err error) {
	results, errs := make(chan string), make(chan error)
	for _, it := range items {
		go func() {
			s, err := f(it)
			if err != nil {
				errs <- err
				return
			}
			results <- s
		}()
	}
	for range items {
		select {
		case <-results:
			n++
		case e := <-errs:
			err = errors.Join(err, e)
		}
	}
	return n, err
}

// Two sends, two receives, in the same order.
func handshake(ready func() bool) bool {
	ch := make(chan bool)
	go func() {
		ch <- true
		ch <- ready()
	}()
	hello := <-ch
	answer := <-ch
	return hello && answer
}

// The first value and then the rest.
func firstAndRest(n int) (first int, rest []int) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			ch <- i
		}
	}()
	first, ok := <-ch
	if !ok {
		return 0, nil
	}
	for v := range ch {
		rest = append(rest, v)
	}
	return first, rest
}

// The rows of a matrix, then each row's sum once.
func matrix(rows [][]int) (total int) {
	sums := make(chan int)
	for _, row := range rows {
		go func(row []int) {
			s := 0
			for _, v := range row {
				s += v
			}
			sums <- s
		}(row)
	}
	for i := len(rows) - 1; i >= 0; i-- {
		total += <-sums
	}
	return total
}

// Divide and conquer: each call takes what its two halves send.
func sum(values []int) int {
	if len(values) == 0 {
		return 0
	}
	if len(values) == 1 {
		return values[0]
	}
	ch := make(chan int)
	mid := len(values) / 2
	go func() { ch <- sum(values[:mid]) }()
	go func() { ch <- sum(values[mid:]) }()
	return <-ch + <-ch
}

// The sentinel ends the range, and nothing is sent behind it.
func sentinel(items []int) (n int) {
	ch := make(chan int)
	go func() {
		for _, it := range items {
			if it >= 0 {
				ch <- it
			}
		}
		ch <- -1
	}()
	for {
		if v := <-ch; v < 0 {
			return n
		}
		n++
	}
}

// As many parts as there is room for, at most.
func searchParts(list []uint64, k uint64) int {
	n := runtime.NumCPU()
	if n%2 != 0 {
		panic("odd")
	}
	size := len(list)/n + 1
	var wg sync.WaitGroup
	found := make(chan int, n)
	for i := 0; i < len(list); i += size {
		end := i + size
		if end >= len(list) {
			end = len(list)
		}
		part := list[i:end]
		wg.Add(1)
		go func(from int, part []uint64, found chan int) {
			for j := 0; j < len(part); j += 2 {
				if part[j] >= k {
					found <- from + j
					break
				}
			}
			wg.Done()
		}(i, part, found)
	}
	wg.Wait()
	close(found)
	first := len(list)
	for i := range found {
		first = min(first, i)
	}
	return first
}
