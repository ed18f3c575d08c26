package ok

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime"
	"testing"
)

// The panic is recovered, and the same defer sends what happened.
func recoveredSends(work func() int) (int, error) {
	result, errc := make(chan int, 1), make(chan error, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				errc <- fmt.Errorf("panic: %v", v)
			}
		}()
		result <- work()
	}()
	select {
	case v := <-result:
		return v, nil
	case err := <-errc:
		return 0, err
	}
}

func panics() int { panic("no work") }

func returnsOne() int { return 1 }

// The deferred close runs before the panic is recovered further up.
func closesWhenPanicking(bad bool) {
	quit := make(chan struct{})
	go func() { <-quit }()
	defer func() { _ = recover() }()
	defer close(quit)
	if bad {
		panic("bad")
	}
}

// Goexit runs the deferred close.
func goexitCloses(early bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if early {
			runtime.Goexit()
		}
	}()
	<-done
}

// Goexit of the function itself runs its deferred cancel.
func goexitSelf() {
	quit := make(chan struct{})
	defer close(quit)
	go func() { <-quit }()
	runtime.Goexit()
}

// The program ends when the work fails: nobody is left to wait.
func fatalOnError(name string) int64 {
	size := make(chan int64)
	go func() {
		info, err := os.Stat(name)
		if err != nil {
			log.Fatal(err)
		}
		size <- info.Size()
	}()
	return <-size
}

// os.Exit ends all waiting.
func exitOnError(fail bool) {
	done := make(chan struct{})
	go func() {
		if fail {
			fmt.Fprintln(os.Stderr, "failed")
			os.Exit(1)
		}
		close(done)
	}()
	<-done
}

// A panic that nobody recovers ends the program as well.
func panicOnError(fail bool) {
	done := make(chan struct{})
	go func() {
		if fail {
			panic("failed")
		}
		close(done)
	}()
	<-done
}

// Fatal in the test's own goroutine: the deferred close runs.
func fatalInTest(t *testing.T, err error) {
	quit := make(chan struct{})
	defer close(quit)
	go func() { <-quit }()
	if err != nil {
		t.Fatal(err)
	}
}

// Cleanup runs when the test ends, however it ends.
func cleanupInTest(t *testing.T, err error) {
	quit := make(chan struct{})
	t.Cleanup(func() { close(quit) })
	go func() { <-quit }()
	if err != nil {
		t.Fatal(err)
	}
}

// Errorf goes on, and so the send is reached.
func errorfInGoroutine(t *testing.T, work func() error) {
	done := make(chan struct{})
	go func() {
		if err := work(); err != nil {
			t.Errorf("work: %v", err)
		}
		done <- struct{}{}
	}()
	<-done
}

// FailNow in a goroutine ends it, and its deferred close runs.
func failNowInGoroutine(t *testing.T, work func() error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := work(); err != nil {
			t.FailNow()
		}
	}()
	<-done
}

// Signals come from outside.
func waitForSignal() {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt)
	<-sigs
	signal.Stop(sigs)
}

// So do those that end a goroutine.
func reloadOnSignal(reload func()) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, os.Interrupt)
	go func() {
		for range hup {
			reload()
		}
	}()
}

// Parked on purpose, in the caller's own goroutine: that is what it says.
func serveForever(handlers []func()) {
	for _, h := range handlers {
		go h()
	}
	select {}
}

func callsServeForever() {
	quit := make(chan struct{})
	defer close(quit)
	serveForever([]func(){func() {}})
}

// The error of a failed start keeps it from waiting.
func startFails(fail bool) error {
	ready := make(chan struct{})
	if err := startReady(fail, ready); err != nil {
		return err
	}
	<-ready
	return nil
}

func startReady(fail bool, ready chan<- struct{}) error {
	if fail {
		return errors.New("cannot start")
	}
	go close(ready)
	return nil
}

// A panic that nobody can recover from; this goroutine stays for its stack to be printed.
func panicsForAll(f func() error) {
	defer func() {
		if r := recover(); r != nil {
			go panic(r)
			select {}
		}
	}()
	f()
}

func callsPanicsForAll(f func() error) { go panicsForAll(f) }
