package ok

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The buffer has room for the one answer, read or not.
func fetchWithTimeout(url string, fetch func(string) (string, error)) (string, error) {
	type answer struct {
		body string
		err  error
	}
	ch := make(chan answer, 1)
	go func() {
		body, err := fetch(url)
		ch <- answer{body, err}
	}()
	select {
	case a := <-ch:
		return a.body, a.err
	case <-time.After(5 * time.Millisecond):
		return "", errors.New("timeout")
	}
}

// Room for every host's answer, so the losers do not block.
func firstAnswer(hosts []string, query func(string) (string, error)) string {
	answers := make(chan string, len(hosts))
	for _, h := range hosts {
		go func() {
			s, err := query(h)
			if err != nil {
				s = ""
			}
			answers <- s
		}()
	}
	for range hosts {
		if s := <-answers; s != "" {
			return s
		}
	}
	return ""
}

// Each goroutine sends on one of the two channels, and either has room for all.
func queryBoth(hosts []string, query func(string) (string, error)) ([]string, error) {
	results := make(chan string, len(hosts))
	errs := make(chan error, len(hosts))
	for _, h := range hosts {
		go func() {
			s, err := query(h)
			if err != nil {
				errs <- err
				return
			}
			results <- s
		}()
	}
	var all []string
	for i := 0; i < len(hosts); i++ {
		select {
		case s := <-results:
			all = append(all, s)
		case err := <-errs:
			return nil, err
		}
	}
	return all, nil
}

// The map that sizes the buffer is the one that is ranged over.
func probeAll(endpoints map[string]string, probe func(string) (string, error)) error {
	errs := make(chan error, len(endpoints))
	for name, addr := range endpoints {
		go func() {
			_, err := probe(addr)
			if err != nil {
				err = fmt.Errorf("%s: %w", name, err)
			}
			errs <- err
		}()
	}
	for range endpoints {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// As many workers as the buffer has room for.
func race(workers int, work func(int) error) error {
	done := make(chan error, workers)
	for i := 0; i < workers; i++ {
		go func(id int) { done <- work(id) }(i)
	}
	if workers == 0 {
		return nil
	}
	return <-done
}

// Two goroutines, two places.
func copyBothWays(up, down func() error) error {
	done := make(chan error, 2)
	go func() { done <- up() }()
	go func() { done <- down() }()
	return <-done
}

// The constant is the number of goroutines.
func replicate(put func(replica int) error) error {
	const replicas, quorum = 3, 2
	acks := make(chan error, replicas)
	for i := range replicas {
		go func() { acks <- put(i) }()
	}
	failed := 0
	for n := 0; n < quorum; {
		err := <-acks
		if err == nil {
			n++
			continue
		}
		if failed++; failed > replicas-quorum {
			return err
		}
	}
	return nil
}

// Room for the two sends of the one goroutine.
func statusThenError(work func() error) string {
	events := make(chan string, 2)
	go func() {
		events <- "started"
		if err := work(); err != nil {
			events <- err.Error()
		}
	}()
	return <-events
}

// Everything is sent before anybody reads, and there is room for it.
func fillFirst(items []int) int {
	queue := make(chan int, len(items))
	for _, it := range items {
		queue <- it
	}
	close(queue)
	sum := 0
	for v := range queue {
		sum += v
	}
	return sum
}

// One place more than is needed is as good.
func spareRoom(items []string, load func(string) (string, error)) error {
	errs := make(chan error, len(items)+1)
	for _, it := range items {
		go func() {
			if _, err := load(it); err != nil {
				errs <- err
			}
		}()
	}
	errs <- nil
	return <-errs
}

// The size is computed before, from the same slices.
func twoKinds(reads, writes []string, do func(string) (string, error)) error {
	total := len(reads) + len(writes)
	errs := make(chan error, total)
	for _, r := range reads {
		go func() { _, err := do(r); errs <- err }()
	}
	for _, w := range writes {
		go func() { _, err := do(w); errs <- err }()
	}
	for range total {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// The sender gives up when the buffer is full.
func latestOnly(n int) int {
	latest := make(chan int, 1)
	for i := range n {
		select {
		case latest <- i:
		default:
			<-latest
			latest <- i
		}
	}
	if n <= 0 {
		return -1
	}
	return <-latest
}

// A send with a default case never blocks.
func notify(listeners int) int {
	wake := make(chan struct{})
	woken := 0
	for range listeners {
		select {
		case wake <- struct{}{}:
			woken++
		default:
		}
	}
	return woken
}

// The answer of the cancelled call goes into the buffer.
func callWithContext(ctx context.Context, call func() error) error {
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Three of four places are used.
func headersAndBody(get func(part string) (string, error)) (string, error) {
	parts := make(chan string, 4)
	fetch := func(part string) {
		s, err := get(part)
		if err != nil {
			s = "?"
		}
		parts <- s
	}
	go fetch("status")
	go fetch("headers")
	go fetch("body")
	first := <-parts
	if first == "?" {
		return "", errDown
	}
	return first, nil
}

// The loop leaves some out, so there is even more room.
func skipSome(items []string, load func(string) (string, error)) string {
	out := make(chan string, len(items))
	started := 0
	for _, it := range items {
		if it == "" {
			continue
		}
		started++
		go func() {
			s, _ := load(it)
			out <- s
		}()
	}
	if started == 0 {
		return ""
	}
	return <-out
}

// The buffer has room for the biggest batch that min allows.
func batchOf(items []int, process func(int) error) error {
	const limit = 4
	n := min(len(items), limit)
	errs := make(chan error, limit)
	for _, it := range items[:n] {
		go func() { errs <- process(it) }()
	}
	for i := 0; i < n; i++ {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// Without an error there is something: nil is the end.
func orderedParts(parts []string, read func(string) error) [][]byte {
	results := make(chan chan []byte, 1)
	go func() {
		for _, p := range parts {
			c := make(chan []byte)
			results <- c
			go func() {
				data, err := readPart(p, read)
				if err != nil {
					close(c)
				} else {
					c <- data
				}
			}()
		}
		c := make(chan []byte)
		results <- c
		c <- nil
	}()
	var all [][]byte
	for c := range results {
		data, ok := <-c
		if !ok {
			continue
		}
		if data == nil {
			break
		}
		all = append(all, data)
	}
	return all
}

func readPart(name string, read func(string) error) ([]byte, error) {
	if err := read(name); err != nil {
		return nil, err
	}
	return append([]byte{}, name...), nil
}
