package ok

import (
	"errors"
	"fmt"
)

type tree struct {
	left, right *tree
	value       int
}

func (t *tree) walk(out chan<- int, quit <-chan struct{}) bool {
	if t == nil {
		return true
	}
	if !t.left.walk(out, quit) {
		return false
	}
	select {
	case out <- t.value:
	case <-quit:
		return false
	}
	return t.right.walk(out, quit)
}

// The walk ends when the visitor has had enough.
func walkTree(root *tree, visit func(int) bool) {
	values, quit := make(chan int), make(chan struct{})
	defer close(quit)
	go func() {
		defer close(values)
		root.walk(values, quit)
	}()
	for v := range values {
		if !visit(v) {
			return
		}
	}
}

type scanner struct{ tokens chan string }

func newScanner(text []string) *scanner {
	s := &scanner{make(chan string)}
	go func() {
		defer close(s.tokens)
		for _, t := range text {
			s.tokens <- t
		}
	}()
	return s
}

func (s *scanner) close() {
	for range s.tokens {
	}
}

// The deferred close takes the rest of the tokens.
func parse(text []string) error {
	s := newScanner(text)
	defer s.close()
	for t := range s.tokens {
		if t == "?" {
			return fmt.Errorf("unexpected %q", t)
		}
	}
	return nil
}

type uploader struct{ result chan error }

func (u *uploader) start(name string, put func(string) (string, error)) {
	u.result = make(chan error)
	go func() {
		_, err := put(name)
		u.result <- err
	}()
}

func (u *uploader) wait() error { return <-u.result }

// The error path waits, too.
func backup(name string, put func(string) (string, error), freeze func() error) error {
	var u uploader
	u.start(name, put)
	if err := freeze(); err != nil {
		return errors.Join(err, u.wait())
	}
	return u.wait()
}

// The send after the loop has somebody: the reader reads until it is told.
func lastWord(lines []string, write func(string) error) error {
	ch, result := make(chan string), make(chan error)
	go func() {
		var first error
		for l := range ch {
			if err := write(l); err != nil && first == nil {
				first = err
			}
		}
		result <- first
	}()
	for _, l := range lines {
		ch <- l
	}
	close(ch)
	return <-result
}

// The producer is asked to stop, and its last value taken.
func stopProducer(limit int) (sum int) {
	values, stop := make(chan int), make(chan struct{})
	go func() {
		defer close(values)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			values <- i
		}
	}()
	for v := range values {
		if sum += v; sum > limit {
			break
		}
	}
	close(stop)
	for range values {
	}
	return sum
}

// Whoever starts the goroutine also waits, whatever the loop did.
func exportRows(rows []string, write func(string) error) error {
	ch := make(chan string)
	done := make(chan struct{})
	var failure error
	go func() {
		defer close(done)
		for r := range ch {
			if failure != nil {
				continue
			}
			failure = write(r)
		}
	}()
	for _, r := range rows {
		ch <- r
	}
	close(ch)
	<-done
	return failure
}
