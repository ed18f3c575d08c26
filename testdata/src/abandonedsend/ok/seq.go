package ok

import (
	"iter"
	"slices"
	"testing"
	"time"
)

// The iterator ends its goroutine when the loop is left.
func All(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		ch, quit := make(chan int), make(chan struct{})
		defer close(quit)
		go func() {
			defer close(ch)
			for i := range n {
				select {
				case ch <- i:
				case <-quit:
					return
				}
			}
		}()
		for v := range ch {
			if !yield(v) {
				return
			}
		}
	}
}

// Left early, and that is fine with All.
func firstOfAll(n int) int {
	for v := range All(n) {
		return v
	}
	return -1
}

// The loop over the function sends, the receiver takes all.
func sendFromSeq(n int) (sum int) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for v := range All(n) {
			ch <- v
		}
	}()
	for v := range ch {
		sum += v
	}
	return sum
}

// Results of goroutines, one for each element of the sequence.
func collectSeq(seq iter.Seq[int], f func(int) int) (sum int) {
	ch := make(chan int)
	n := 0
	for v := range seq {
		n++
		go func() { ch <- f(v) }()
	}
	for range n {
		sum += <-ch
	}
	return sum
}

// An iterator without goroutines: the loop's body runs between the sends.
func pulled(items []int) (sum int) {
	next, stop := iter.Pull(slices.Values(items))
	defer stop()
	ch := make(chan int, 1)
	for {
		v, ok := next()
		if !ok {
			return sum
		}
		ch <- v
		sum += <-ch
	}
}

// A table of cases: what t.Fatal leaves behind has a place in the buffer.
func tableDriven(t *testing.T, f func(string) (string, error)) {
	tests := []struct {
		name, in, want string
	}{
		{"empty", "", ""},
		{"letter", "a", "a"},
		{"word", "word", "word"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := make(chan string, 1)
			go func() {
				s, _ := f(tt.in)
				got <- s
			}()
			select {
			case s := <-got:
				if s != tt.want {
					t.Fatalf("got %q, want %q", s, tt.want)
				}
			case <-time.After(time.Second):
				t.Fatal("timeout")
			}
		})
	}
}

// t.Fatal comes after the receive.
func fatalAfter(t testing.TB, serve func() error) {
	errs := make(chan error)
	go func() { errs <- serve() }()
	if err := <-errs; err != nil {
		t.Fatal(err)
	}
}

// The cleanup waits for the server's last word, whether the test fails or not.
func cleanup(t testing.TB, check func() error) {
	errs, stop := make(chan error), make(chan struct{})
	go func() {
		<-stop
		errs <- nil
	}()
	t.Cleanup(func() {
		close(stop)
		if err := <-errs; err != nil {
			t.Error(err)
		}
	})
	if err := check(); err != nil {
		t.Fatal(err)
	}
}

// The deferred receive runs when t.Fatal ends the goroutine of the test.
func fatalAndDefer(t testing.TB, check func() error) {
	done := make(chan struct{})
	go func() {
		done <- struct{}{}
	}()
	defer func() { <-done }()
	if err := check(); err != nil {
		t.Fatal(err)
	}
}

// t.Error goes on to the receive.
func errorGoesOn(t testing.TB, check func() error) {
	done := make(chan struct{})
	go func() { done <- struct{}{} }()
	if err := check(); err != nil {
		t.Error(err)
	}
	<-done
}

// The same with the type of a real test.
func fatalInTest(t *testing.T, serve func() error) {
	errs := make(chan error, 1)
	go func() { errs <- serve() }()
	if t.Name() == "" {
		t.Fatal("no name")
	}
	if err := <-errs; err != nil {
		t.Fatal(err)
	}
}
