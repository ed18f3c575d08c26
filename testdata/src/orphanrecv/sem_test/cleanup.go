package sem_test

import (
	"context"
	"testing"
)

// Cleanup runs at the end of the test, also when it fails.
func cleanup(t *testing.T, fail bool) {
	quit := make(chan struct{})
	t.Cleanup(func() { close(quit) })
	go func() { <-quit }()
	if fail {
		t.Fatal("failed")
	}
}

// It was not registered yet.
func cleanupTooLate(t *testing.T, fail bool) {
	quit := make(chan struct{})
	go func() {
		<-quit // want `blocks forever`
	}()
	if fail {
		t.Fatal("failed")
	}
	t.Cleanup(func() { close(quit) })
}

// Registered by a helper that starts the goroutine.
func startLoop(t *testing.T) chan<- int {
	t.Helper()
	in, quit := make(chan int), make(chan struct{})
	go func() {
		for {
			select {
			case <-in:
			case <-quit:
				return
			}
		}
	}()
	t.Cleanup(func() { close(quit) })
	return in
}

func usesStartLoop(t *testing.T) {
	startLoop(t) <- 1
}

// Registered as a method value, as a variable.
type loop struct{ quit chan struct{} }

func (l *loop) run()  { <-l.quit }
func (l *loop) stop() { close(l.quit) }

func cleanupMethod(t *testing.T) {
	l := &loop{quit: make(chan struct{})}
	go l.run()
	t.Cleanup(l.stop)
}

func cleanupCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	go func() { <-ctx.Done() }()
}

// The test waits for what only its cleanup would do.
func waitsForCleanup(t *testing.T) {
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	<-done // want `blocks forever`
}

// Cleanups run in reverse order: the last one registered closes, then the first
// one waits.
func cleanupOrder(t *testing.T) {
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		<-quit
	}()
	t.Cleanup(func() { <-done })
	t.Cleanup(func() { close(quit) })
}

// The context of the test is canceled just before its cleanups.
func testContext(t *testing.T) {
	ctx := t.Context()
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
	}()
	t.Cleanup(func() { <-done })
}

func testContextChild(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_ = cancel
	go func() { <-ctx.Done() }()
}

// Run waits for the subtest, and the close follows.
func subtest(t *testing.T) {
	quit := make(chan struct{})
	go func() { <-quit }()
	t.Run("sub", func(t *testing.T) {
		t.Log("running")
	})
	close(quit)
}

// A Fatal of the subtest ends the subtest only.
func subtestFails(t *testing.T) {
	quit := make(chan struct{})
	go func() { <-quit }()
	t.Run("sub", func(t *testing.T) {
		t.Skip("not here")
	})
	close(quit)
}

// Inside of the subtest it is as anywhere.
func subtestLeaks(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		quit := make(chan struct{})
		go func() {
			<-quit // want `blocks forever`
		}()
		t.Log("running")
	})
}

// The subtest closes.
func subtestCloses(t *testing.T) {
	quit := make(chan struct{})
	go func() { <-quit }()
	t.Run("sub", func(t *testing.T) {
		defer close(quit)
	})
}

// Parallel subtests run after the function that started them: a deferred close
// is there before they are.
func parallel(t *testing.T) {
	ready := make(chan struct{})
	defer close(ready)
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			<-ready
		})
	}
}

// What parallel subtests would send comes too late for the function itself.
func parallelTooLate(t *testing.T) {
	results := make(chan int, 2)
	for i, name := range []string{"a", "b"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results <- i
		})
	}
	<-results // want `blocks forever`
}

// A group around them waits for all of them.
func parallelGroup(t *testing.T) {
	results := make(chan int, 2)
	t.Run("group", func(t *testing.T) {
		for i, name := range []string{"a", "b"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				results <- i
			})
		}
	})
	<-results
	<-results
}

// A table of tests, each with a goroutine that is ended.
func table(t *testing.T) {
	for _, test := range []struct {
		name string
		n    int
	}{{"none", 0}, {"one", 1}} {
		t.Run(test.name, func(t *testing.T) {
			ch := make(chan int)
			go func() {
				defer close(ch)
				for i := range test.n {
					ch <- i
				}
			}()
			got := 0
			for range ch {
				got++
			}
			if got != test.n {
				t.Fatalf("got %d, want %d", got, test.n)
			}
		})
	}
}
