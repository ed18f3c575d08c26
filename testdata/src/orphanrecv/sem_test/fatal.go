// Package sem_test has what tests do to goroutines, one rule at a time.
package sem_test

import (
	"errors"
	"testing"
)

// Fatal ends the test: what follows is not done.
func fatalBeforeClose(t *testing.T, fail bool) {
	quit := make(chan struct{})
	go func() {
		<-quit // want `blocks forever`
	}()
	if fail {
		t.Fatal("failed")
	}
	close(quit)
}

// But its defers are.
func fatalDeferred(t *testing.T, fail bool) {
	quit := make(chan struct{})
	defer close(quit)
	go func() { <-quit }()
	if fail {
		t.Fatal("failed")
	}
}

// Error goes on.
func errorGoesOn(t *testing.T, fail bool) {
	quit := make(chan struct{})
	go func() { <-quit }()
	if fail {
		t.Error("failed")
		t.Errorf("failed: %t", fail)
		t.Fail()
	}
	close(quit)
}

// Fatalf in a goroutine ends that: the test waits for what it would have sent.
func fatalInGoroutine(t *testing.T, work func() error) {
	done := make(chan struct{})
	go func() {
		if err := work(); err != nil {
			t.Fatalf("work: %v", err)
		}
		done <- struct{}{}
	}()
	<-done // want `blocks forever`
}

// FailNow and SkipNow end the goroutine likewise.
func failNowInGoroutine(t *testing.T, work func() error) {
	done := make(chan struct{})
	go func() {
		if work() != nil {
			t.FailNow()
		}
		close(done)
	}()
	<-done // want `blocks forever`
}

func skipInGoroutine(t *testing.T, work func() error) {
	done := make(chan struct{})
	go func() {
		if work() != nil {
			t.Skip("does not work here")
		}
		close(done)
	}()
	<-done // want `blocks forever`
}

// A deferred close is reached.
func fatalInGoroutineDeferred(t *testing.T, work func() error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := work(); err != nil {
			t.Fatal(err)
		}
	}()
	<-done
}

// Skip ends the test, before it starts anything or after.
func skipFirst(t *testing.T, short bool) {
	if short {
		t.Skip("short")
	}
	ch := make(chan int)
	go func() { ch <- 1 }()
	<-ch
}

func skipLate(t *testing.T, short bool) {
	quit := make(chan struct{})
	go func() {
		<-quit // want `blocks forever`
	}()
	if short {
		t.Skipf("short: %t", short)
	}
	close(quit)
}

// A helper that checks and does not return when the check fails.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func helperFails(t *testing.T, err error) {
	ch := make(chan int)
	go func() {
		for range ch { // want `blocks forever`
		}
	}()
	must(t, err)
	close(ch)
}

func helperFailsDeferred(t *testing.T, err error) {
	ch := make(chan int)
	defer close(ch)
	go func() {
		for range ch {
		}
	}()
	must(t, err)
}

// The same through the interface that tests and benchmarks have in common.
func throughTB(tb testing.TB, err error) {
	ch := make(chan int)
	go func() {
		<-ch // want `blocks forever`
	}()
	if err != nil {
		tb.Fatal(err)
	}
	close(ch)
}

func throughTBDeferred(tb testing.TB, err error) {
	ch := make(chan int)
	defer func() { close(ch) }()
	go func() { <-ch }()
	if err != nil {
		tb.FailNow()
	}
}

// A benchmark's loop starts and ends a goroutine each time.
func benchmark(b *testing.B) {
	for range b.N {
		ch := make(chan int)
		go func() { ch <- 1 }()
		<-ch
	}
}

func benchmarkLoop(b *testing.B) {
	for b.Loop() {
		ch := make(chan int)
		go func() { close(ch) }()
		<-ch
	}
}

// An interface of one's own has methods that may do anything.
type reporter interface{ Fatal(...any) }

func ownInterface(r reporter, fail bool) error {
	quit := make(chan struct{})
	go func() { <-quit }()
	if fail {
		r.Fatal("failed")
	}
	close(quit)
	return errors.New("done")
}
